# SPDX-License-Identifier: EUPL-1.2
"""The offices: workbooks out and back, the round, checked changes that can be undone."""
