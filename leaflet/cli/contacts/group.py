# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts`: its commands, listed by hand."""

from __future__ import annotations

from leaflet.cli.contacts import (
    adding,
    ambiti,
    bodies,
    confirming,
    exporting,
    heading,
    importing,
    listing,
    removing,
    round,  # noqa: A004  (here it is the word of the domain)
    setting,
    showing,
    undoing,
)
from leaflet.texts.messages import _

COMMANDS = (
    ("list", listing.list_rows, _("List the rows of contacts.")),
    ("show", showing.show, _("Show all that the list says about an ambito.")),
    (
        "set",
        setting.set_row,
        _(
            "Change a row; without options, question by question. "
            'An empty value takes away what is there: --telefono "".'
        ),
    ),
    ("add", adding.add, _("Add a row; without options, question by question.")),
    (
        "add-body",
        bodies.add_body,
        _(
            "Write who else helps, in every ambito or those named. "
            "An organisation that is in the list is changed where it is."
        ),
    ),
    ("remove", removing.remove, _("Take a row out of the list.")),
    ("confirm", confirming.confirm, _("Write down that rows were checked today.")),
    ("add-ambito", ambiti.add_ambito, _("Add an ambito with its first row.")),
    ("set-ambito", ambiti.set_ambito, _("Change name, body or Comuni of an ambito.")),
    ("set-list", heading.set_list, _("Change the portal's address, or where the list comes from.")),
    ("export", exporting.export, _("Write workbooks that offices fill in.")),
    ("import", importing.import_, _("Read workbooks that offices sent back.")),
    ("round", round.round_, _("Ask all offices to confirm their rows, and see who answered.")),
    ("undo", undoing.undo, _("Take back the last change of the list.")),
    ("redo", undoing.redo, _("Make a change again that was taken back.")),
)
LOOKING = frozenset({"list", "show", "export"})
"""Commands that leave the list as it is."""
