# SPDX-License-Identifier: EUPL-1.2
"""Words: languages, catalogues, and the messages of the program itself."""

SOURCE_LANGUAGE = "it"
"""The language in which the public texts are written, and from which they are translated."""
