# SPDX-License-Identifier: EUPL-1.2
"""What the program promises, in sentences; it is spoken to in English, wherever the tests run."""

import os

for _name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"
