# SPDX-License-Identifier: EUPL-1.2
"""Starts the program: `leaflet …`, `python -m leaflet …`, and `cli.py` in a checkout."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program with the arguments of the command line; return the exit code.

    Nothing is loaded before Ctrl-C is dealt with.
    """
    try:
        from leaflet.cli.main import main as run  # noqa: PLC0415  (see above)

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
