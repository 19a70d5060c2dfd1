# SPDX-License-Identifier: EUPL-1.2
"""`leaflet explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.problems import WrongValueError, say
from leaflet.texts.messages import _


def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help=_("Code of a rule, such as E001."))
    ] = "",
) -> None:
    """Print the manual page of one rule, or one line for each."""
    from leaflet.rules.manual import format_page, pages

    manual = pages()
    if not code:
        for page in manual.values():
            typer.echo(f"{page.code}  {_(page.title)}")
        return
    if code.upper() not in manual:
        message = say("there is no rule «{code}»", code=code)
        raise WrongValueError(message, say("leaflet explain lists them all"))
    typer.echo(format_page(manual[code.upper()]), nl=False)
