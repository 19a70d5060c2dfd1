# SPDX-License-Identifier: EUPL-1.2
"""Translations read by people: a workbook out and back, what is reviewed, and by whom."""
