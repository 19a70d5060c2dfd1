# SPDX-License-Identifier: EUPL-1.2
"""Question by question: the present value is the default, and each answer is checked at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from leaflet.cli.language import _, translated
from leaflet.cli.present import as_text, wants_colour
from leaflet.problems import LeafletError, Message, say

if TYPE_CHECKING:
    from leaflet.cli.contacts.draft import Draft
    from leaflet.registry.answers import Row

NOTHING = "-"
"""The answer that takes a value away."""
BETWEEN = " | "
"""What stands between several answers to one question."""


def interview(draft: Draft, rows: list[Row], index: int) -> None:
    """Ask all questions about a row, and put the answers into the draft.

    Raises LeafletError when the input ends before the last question.
    """
    from leaflet.registry.answers import QUESTIONS

    typer.echo(_("Enter keeps what is in [brackets], - takes it away, | stands between several."))
    for question in QUESTIONS:
        while not _answered(draft, rows, index, question):
            pass


def _answered(draft: Draft, rows: list[Row], index: int, question: str) -> bool:
    """Ask one question; return whether the answer may stay."""
    from leaflet.registry.answers import answers, told

    before = rows[index]
    present = BETWEEN.join(answers(before)[question])
    said = _asked(translated(_label(question)), present)
    if said == present:
        return True
    given = [] if said == NOTHING else said.split(BETWEEN.strip())
    rows[index] = told(before, {question: given})
    complaint = _complaint(draft)
    if complaint:
        typer.echo(complaint, err=True)
        rows[index] = before
    return not complaint


def _asked(label: str, present: str) -> str:
    try:
        shown = f"{label} [{present}]" if present else label
        answer: str = typer.prompt(shown, default=present, show_default=False)
    except typer.Abort:
        typer.echo(err=True)
        raise LeafletError(say("nothing was written")) from None
    return answer.strip()


def _complaint(draft: Draft) -> str:
    try:
        faults = draft.faults()
    except LeafletError as error:
        lines = [translated(error.message)]
        if error.hint:
            lines.append(translated(say("help: {hint}", hint=error.hint)))
        return "\n".join(lines)
    return as_text(faults, {}, colour=wants_colour(sys.stderr)).rstrip()


def _label(question: str) -> Message:
    return {
        "comuni": say("Comuni served (none: the whole ambito)"),
        "ufficio": say("Office"),
        "referente": say("Person, with the title"),
        "telefono": say("Phone, with «int. 266», «tasti 4.1» or «lun-ven 09:00-12:00» if any"),
        "email": say("E-mail"),
        "link": say("Web page, «title: address» if it has one"),
        "indirizzo": say("Street and number"),
        "cap": say("Postal code"),
        "sede": say("Comune of the address"),
        "note": say("Note, a sentence in Italian"),
    }[question]
