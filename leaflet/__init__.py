# SPDX-License-Identifier: EUPL-1.2
"""Generates the leaflet «Cosa fare in caso di sfratto» from a checked registry of contacts."""

__version__ = "0.1.0"
