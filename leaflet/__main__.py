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
        from leaflet.system.garbage import end_quickly  # noqa: PLC0415  (likewise)

        try:
            return run()
        finally:
            end_quickly()
    except KeyboardInterrupt:
        return 130
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == "leaflet":
            raise
        return _explain_setup(error.name)


def _explain_setup(package: str) -> int:
    """Say in both languages, since nothing else is there yet, how the program is set up."""
    sys.stderr.write(
        f"leaflet: manca il pacchetto «{package}»: fai «make setup», poi usa .venv/bin/leaflet\n"
        f"leaflet: the package {package} is missing: do “make setup”, then use .venv/bin/leaflet\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
