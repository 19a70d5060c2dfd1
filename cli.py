# SPDX-License-Identifier: EUPL-1.2
"""Starts the program in a checkout: `python cli.py …`."""

import sys

from leaflet.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
