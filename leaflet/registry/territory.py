# SPDX-License-Identifier: EUPL-1.2
"""The territory that the list is for."""

from __future__ import annotations

CITTA_METROPOLITANA = "MI"
"""Province code of Milan's metropolitan city, the protocol's territory."""
