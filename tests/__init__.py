# SPDX-License-Identifier: EUPL-1.2
"""Each file mirrors a room of `leaflet`; `judges` holds the real tools that judge a PDF."""
