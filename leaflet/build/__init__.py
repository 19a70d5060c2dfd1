# SPDX-License-Identifier: EUPL-1.2
"""The only writer of output/: products, what they are made of, what is out of date, who draws."""
