# SPDX-License-Identifier: EUPL-1.2
"""The list as workbooks that offices fill in, and what comes back from them."""
