# SPDX-License-Identifier: EUPL-1.2
"""The list of contacts: its model, the official Comuni, and the reader of its YAML."""
