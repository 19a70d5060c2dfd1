# SPDX-License-Identifier: EUPL-1.2
"""Whole territories: workspaces with invented contacts."""
