# SPDX-License-Identifier: EUPL-1.2
"""Every sheet ever made, looked up."""
