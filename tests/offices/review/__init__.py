# SPDX-License-Identifier: EUPL-1.2
"""Tests of reviews: what a reader is given, and what comes back."""
