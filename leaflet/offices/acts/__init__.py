# SPDX-License-Identifier: EUPL-1.2
"""Numbers of eviction acts: read from tables of the courts, kept, counted, and hidden if small."""
