# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts set-list`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.cli.contacts.draft import begin, finish
from leaflet.problems import WrongValueError, say
from leaflet.texts.messages import _


def set_list(
    context: typer.Context,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help=_("Address of the portal, to which the codes on paper lead."),
        ),
    ] = None,
    fonte: Annotated[
        str, typer.Option("--fonte", metavar="TEXT", help=_("The document the list comes from."))
    ] = "",
) -> None:
    """Change what is said of the whole list; an empty address ("") takes it away."""
    draft = begin(context.obj)
    if base_url is None and not fonte:
        raise WrongValueError(say("nothing is to be changed: give --base-url or --fonte"))
    if base_url:
        draft.wanted["base_url"] = base_url
    elif base_url is not None:
        draft.wanted.pop("base_url", None)
    if fonte:
        draft.wanted["fonte"] = fonte
    finish(draft, say("head of the list changed"))
