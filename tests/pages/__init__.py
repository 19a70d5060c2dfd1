# SPDX-License-Identifier: EUPL-1.2
"""Registry and words to HTML."""
