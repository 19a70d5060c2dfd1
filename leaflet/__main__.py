# SPDX-License-Identifier: EUPL-1.2
"""Starts the program: `python -m leaflet …`."""

import sys

from leaflet.cli.main import main

sys.exit(main())
