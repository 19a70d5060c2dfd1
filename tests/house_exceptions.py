# SPDX-License-Identifier: EUPL-1.2
"""What `tests/test_architecture.py` lets pass, and why.

The lists are exact: an entry that is no longer needed fails the test.
"""

SAME_NAME = {
    "attach": "the command, and the one function that it calls",
    "build": "same",
    "clean": "same",
    "undo": "same",
    "redo": "same",
    "main": "`python -m leaflet`, which says when it is not set up, and what it calls",
}
"""Public names that two rooms may share, and why."""

RULES = {
    "leaflet.rules: abbreviated",
    "leaflet.rules: dissolved",
    "leaflet.rules: uncovered",
    "leaflet.rules: unencrypted",
    "leaflet.rules: unknown",
    "leaflet.rules: unreviewed",
    "leaflet.rules: untranslated",
}
"""A rule is named after the fault that it finds, as `leaflet explain` shows it."""
