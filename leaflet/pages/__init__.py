# SPDX-License-Identifier: EUPL-1.2
"""Registry and texts → finished HTML, or text for a terminal. The only room that knows Jinja."""
