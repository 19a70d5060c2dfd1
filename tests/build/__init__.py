# SPDX-License-Identifier: EUPL-1.2
"""What is made, of what, and what is out of date."""
