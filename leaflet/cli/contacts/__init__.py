# SPDX-License-Identifier: EUPL-1.2
"""The commands of `leaflet contacts`, one file each."""
