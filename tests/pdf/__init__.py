# SPDX-License-Identifier: EUPL-1.2
"""Everything that makes or opens a PDF."""
