# SPDX-License-Identifier: EUPL-1.2
"""Where the files lie that tests read."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
TWO_SYSTEMS = TESTS / "data" / "two-systems"
"""One sheet made on Debian 12 and 13, with the manifest of an older program on the first."""
