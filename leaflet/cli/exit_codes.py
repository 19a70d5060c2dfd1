# SPDX-License-Identifier: EUPL-1.2
"""What the program ends with, beside 0 (fine) and 1 (problems, or the run could not go on)."""

WRONG_USAGE = 2
OUR_BUG = 3
INTERRUPTED = 130
