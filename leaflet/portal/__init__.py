# SPDX-License-Identifier: EUPL-1.2
"""The portal: pages for everybody, open data for programs, and the folder they are published in."""
