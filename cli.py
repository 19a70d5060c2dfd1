# SPDX-License-Identifier: EUPL-1.2
"""Starts the program in a checkout: `python cli.py COMMAND`. Any Python can read this file."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (who has an older one reads why)
    sys.exit("leaflet: serve Python 3.11 o piu' recente / Python 3.11 or newer is needed")

from leaflet.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
