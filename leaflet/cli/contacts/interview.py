# SPDX-License-Identifier: EUPL-1.2
"""Question by question: the present value is the default, and each answer is checked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from leaflet.cli.contacts.draft import format_faults, refuse
from leaflet.problems import Message, say
from leaflet.system.clock import now
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.offices.commit import Fault
    from leaflet.offices.draft import Draft, RowPlace
    from leaflet.registry.record import Path

NOTHING = "-"
"""The answer that takes a value away."""
BETWEEN = " | "
"""What stands between several answers to one question."""


def interview(draft: Draft, place: RowPlace) -> None:
    """Ask all questions about a row, and put the answers into the draft.

    What is wrong with one answer is said at once; what is wrong with the row as a whole at the
    end, and the questions are asked again. Raises LeafletError when no answer could mend it.
    """
    from leaflet.registry.typed import QUESTIONS

    typer.echo(_("Enter keeps what is in [brackets], - takes it away, | stands between several."))
    typer.echo(_("Ctrl-C leaves, and nothing is written."))
    rows = draft.wanted["ambiti"][place.ambito]["contatti"]
    has_parts = any("zone" in row for row in rows)  # of a Comune, as few ambiti have
    questions = [question for question in QUESTIONS if question != "zone" or has_parts]
    refuse(draft, [fault for fault in _errors(draft) if not _is_in(place.path, fault)])
    while True:
        for question in questions:
            while not _ask(draft, place, question):
                pass
        if not _complain(draft, _errors(draft)):
            return
        typer.echo(_("Once more from the first question: Enter keeps your answer."), err=True)


def _is_in(path: Path, fault: Fault) -> bool:
    return fault.path[: len(path)] == path


def _errors(draft: Draft) -> list[Fault]:
    return draft.errors(now().date())


def _complain(draft: Draft, errors: Sequence[Fault]) -> bool:
    if errors:
        typer.echo(format_faults(errors, draft.wanted), err=True)
    return bool(errors)


def _ask(draft: Draft, place: RowPlace, question: str) -> bool:
    """Ask one question; return whether the answer may stay."""
    from leaflet.registry.typed import answers, apply_answers, place_of

    before = draft[place]
    present = BETWEEN.join(answers(before)[question])
    said = _prompt(translate(_label(question)), present)
    if said == present:
        return True
    separator = "," if question == "comuni" and "," in said else BETWEEN.strip()
    parts = [] if said == NOTHING else said.split(separator)
    # The default showed all that belongs to a number: what the answer lacks is to go.
    known = {**before, "telefoni": []} if question == "telefono" else before
    draft[place] = apply_answers(known, {question: parts})
    path = (*place.path, *place_of(question))
    if _complain(draft, [f for f in _errors(draft) if not f.path or _is_in(path, f)]):
        draft[place] = before
        return False
    return True


def _prompt(label: str, present: str) -> str:
    shown = f"{label} [{present}]" if present else label
    answer: str = typer.prompt(shown, default=present, show_default=False)
    return answer.strip()


def _label(question: str) -> Message:
    return {
        "comuni": say("Comuni served (none: the whole ambito)"),
        "zone": say("Part of the Comune, like Municipio 3 (none: the whole Comune)"),
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
