# SPDX-License-Identifier: EUPL-1.2
"""Words: languages, catalogues, and the messages of the program itself."""
