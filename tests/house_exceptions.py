# SPDX-License-Identifier: EUPL-1.2
"""What does not hold, or not yet, of what `tests/test_architecture.py` asks.

The lists are exact: an entry that is no longer needed fails the test. Those that begin with KNOWN
are what is left to mend: nothing is added to them.
"""

SAME_NAME = {
    "attach": "the command, and the one function that it calls",
    "build": "same",
    "clean": "same",
    "undo": "same",
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

KNOWN_IN_CIRCLES: set[str] = set()
"""Files that need themselves by way of others."""

KNOWN_SAME_NAME: set[str] = {
}
"""Public names with different meanings in two rooms."""

KNOWN_PARTICIPLES: set[str] = {
}
"""Functions, with their room, that should be called by a verb."""

KNOWN_MUTABLE: set[str] = set()
"""Classes, with their room, of which more than four fields change."""

KNOWN_STARS: set[str] = {
}
"""Classes that are made from a row of unnamed values, with the room that does so."""

KNOWN_LONG_COMMANDS: set[str] = set()
"""Commands that do more than read options, call one function and print."""
