# SPDX-License-Identifier: EUPL-1.2
"""What all commands that write do: begin a change of the list, show its faults, write it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from leaflet.cli.prompts import confirmed
from leaflet.cli.terminal import width_of, wrap
from leaflet.problems import LeafletError, Location, say
from leaflet.system.clock import now
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from leaflet.offices.commit import Fault
    from leaflet.offices.draft import Draft
    from leaflet.problems import Message, Problem
    from leaflet.registry.changes import Change
    from leaflet.registry.record import Path
    from leaflet.system.workspace import Workspace

_MISSING_KEY = "S010"


def begin(workspace: Workspace) -> Draft:
    """Read the list of a workspace to change it."""
    from leaflet.offices.draft import begin_draft

    return begin_draft(workspace.contacts, shown_name(workspace.contacts))


def refuse(draft: Draft, errors: Sequence[Fault]) -> None:
    """Show the errors of a change and raise LeafletError; do nothing when there are none."""
    if errors:
        typer.echo(format_faults(errors, draft.wanted), err=True)
        raise LeafletError(say("nothing was written: mend this first"))


def finish(draft: Draft, words: Message, *, asks: bool = False) -> None:
    """Check the change, show it, write it, and say what it touches.

    Raises LeafletError, with nothing written, when it would bring an error into the list.
    """
    from leaflet.offices.commit import commit_change
    from leaflet.registry.changes import between

    faults = draft.find_faults(now().date())
    refuse(draft, [fault for fault in faults if fault.is_error])
    after = draft.registry()
    changes = between(draft.listed.registry, after, origins=draft.origins)
    if not changes:
        typer.echo(translate(say("nothing changes: the list says that already")))
        return
    show_changes(changes)
    if faults:
        typer.echo(format_faults(faults, draft.wanted), err=True)
    if asks and not confirmed(_("Write this into the list?"), say("--yes writes without asking")):
        raise LeafletError(say("nothing was written"))
    backup = commit_change(draft.listed, after, draft.origins, in_italian(words), now())
    typer.echo(translate(say("written; the old list is {file}", file=shown_name(backup))))
    touched = ", ".join(dict.fromkeys(change.nome for change in changes))
    if not all(change.nome for change in changes):  # the head of the list is on every sheet
        touched = _("all")
    typer.echo(translate(say("leaflets to make again: {names}; leaflet build", names=touched)))


def show_changes(changes: Iterable[Change]) -> None:
    """Print what differs, and where: the name of an ambito, none for the whole list."""
    for change in changes:
        where = f"{change.nome}: " if change.nome else ""
        typer.echo(f"{where}{translate(change.sentence)}")


def format_problem(problem: Problem, width: int) -> str:
    """Return a problem with the name of its cell or row: people see these, and not the file."""
    words = {"error": _("error"), "warning": _("warning"), "info": _("note")}
    code = f" {problem.code}" if problem.code else ""
    head = f"{problem.at.file}: {words[problem.severity]}{code}: {translate(problem.message)}"
    lines = [wrap(head, width, "    ")]
    if problem.hint:
        hint = translate(say("help: {hint}", hint=problem.hint))
        lines.append("  " + wrap(hint, width - 2, "        "))
    return "\n".join(lines)


def format_faults(faults: Sequence[Fault], wanted: Mapping[str, Any]) -> str:
    """Return «Settala, phone: error T001: …» for each fault of a list that says `wanted`.

    People see rows and questions, and not the file.
    """
    problems = dict.fromkeys(_in_words(fault, wanted) for fault in faults)
    return "\n".join(format_problem(problem, width_of(sys.stderr)) for problem in problems)


def _in_words(fault: Fault, wanted: Mapping[str, Any]) -> Problem:
    problem = replace(fault.problem, at=Location(translate(_place(fault.path, wanted))))
    if problem.code == _MISSING_KEY and fault.path[-1:] == ("sede",):
        message = say("an address needs both a street and a Comune")
        hint = say("give the street (--indirizzo) and its Comune (--sede)")
        return replace(problem, message=message, hint=hint)
    return problem


def _place(path: Path, wanted: Mapping[str, Any]) -> Message:
    """Return whose value it is, and what people call it: «Settala, phone», «Melzo, row 3»."""
    from leaflet.registry.changes import field_name

    match path:
        case ("ambiti", int(i), "contatti", int(j), *rest):
            who = _who(wanted["ambiti"][i], j)
        case ("ambiti", int(i), *rest):
            who = say("{who}", who=wanted["ambiti"][i]["nome"])
        case _:
            return say("the list")
    return say("{who}, {field}", who=who, field=field_name(str(rest[0]))) if rest else who


def _who(ambito: Mapping[str, Any], index: int) -> Message:
    comuni = ambito["contatti"][index].get("comuni", [])
    if len(comuni) == 1:
        return say("{who}", who=comuni[0])
    return say("{nome}, row {row}", nome=ambito["nome"], row=index + 1)
