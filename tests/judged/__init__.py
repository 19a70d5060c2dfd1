# SPDX-License-Identifier: EUPL-1.2
"""Real tools look at what the program makes."""
