# SPDX-License-Identifier: EUPL-1.2
"""This machine."""
