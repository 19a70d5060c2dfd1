# SPDX-License-Identifier: EUPL-1.2
"""Tests of workbooks: what is written, what comes back."""
