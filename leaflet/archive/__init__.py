# SPDX-License-Identifier: EUPL-1.2
"""Every sheet ever made: the manifest, the history, and whether a sheet is still good."""
