# SPDX-License-Identifier: EUPL-1.2
"""For the Ordine and the print shop: bundles and print runs."""
