# SPDX-License-Identifier: EUPL-1.2
"""Tests of the portal: what it is made of, and what browsers and other judges make of it."""
