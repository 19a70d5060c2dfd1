# SPDX-License-Identifier: EUPL-1.2
"""Notices of others, made by the programs that lawyers use, and what becomes of them."""
