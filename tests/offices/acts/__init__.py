# SPDX-License-Identifier: EUPL-1.2
"""Tests of numbers of acts: what is read of tables, what they say, what is hidden."""
