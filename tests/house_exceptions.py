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
    "Column",
    "GIORNI",
    "Group",
    "Look",
    "Output",
    "Page",
    "Place",
    "Row",
    "TITLE",
    "as_json",
    "as_text",
    "comune_names",
    "digest",
    "find",
    "summary",
}
"""Public names with different meanings in two rooms."""

KNOWN_PARTICIPLES: set[str] = {
    "leaflet.cli: _posted",
    "leaflet.cli: _reached",
    "leaflet.cli: given",
    "leaflet.notices: _quoted",
    "leaflet.offices: _addressed",
    "leaflet.offices: _answered",
    "leaflet.offices: _called",
    "leaflet.offices: _changed",
    "leaflet.offices: _checked",
    "leaflet.offices: _closed",
    "leaflet.offices: _delivered",
    "leaflet.offices: _dotted",
    "leaflet.offices: _held",
    "leaflet.offices: _refused",
    "leaflet.offices: _repaired",
    "leaflet.offices: _replaced",
    "leaflet.offices: _reported",
    "leaflet.offices: _sent",
    "leaflet.offices: _untrusted",
    "leaflet.offices: connected",
    "leaflet.offices: described",
    "leaflet.offices: opened",
    "leaflet.offices: posted",
    "leaflet.offices: printed",
    "leaflet.offices: said",
    "leaflet.offices: stamped",
    "leaflet.system: _loaded",
    "leaflet.system: locked",
    "leaflet.system: shipped",
}
"""Functions, with their room, that should be called by a verb."""

KNOWN_MUTABLE: set[str] = set()
"""Classes, with their room, of which more than four fields change."""

KNOWN_STARS: set[str] = {
    "leaflet.offices: _Answer",
    "leaflet.pdf: Side",
    "leaflet.rules: _Question",
}
"""Classes that are made from a row of unnamed values, with the room that does so."""

KNOWN_LONG_COMMANDS: set[str] = set()
"""Commands that do more than read options, call one function and print."""
