# SPDX-License-Identifier: EUPL-1.2
"""Bundles and print runs."""
