# SPDX-License-Identifier: EUPL-1.2
"""This machine: whole files and locks, the clock, the web, fonts, where a workspace lies."""
