# SPDX-License-Identifier: EUPL-1.2
"""`leaflet contacts round`."""

from __future__ import annotations

import datetime as dt
import functools
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.options import AmbitiArgument
from leaflet.problems import WrongValueError, say
from leaflet.system.clock import day_of, now
from leaflet.system.workspace import Workspace, shown_name
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from leaflet.offices.round.folder import RoundTools
    from leaflet.offices.round.smtp import Server
    from leaflet.offices.round.summary import Summary
    from leaflet.pdf.renderer import Renderer
    from leaflet.registry.misure import Misure
    from leaflet.registry.model import Ambito, Registry


def round_(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=_("Folder of the round."))
    ],
    ambiti: AmbitiArgument = None,
    due: Annotated[
        str, typer.Option(metavar="DATE", help=_("Open a round: the day offices answer by."))
    ] = "",
    send: Annotated[
        bool, typer.Option("--send", help=_("Say which letters would be sent now, and to whom."))
    ] = False,
    really: Annotated[
        bool, typer.Option("--really", help=_("With --send: send the letters."))
    ] = False,
    smtp: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("Settings of the mail server; default: leaflet.toml.")),
    ] = None,
    arrived: Annotated[
        list[str] | None,
        typer.Option(metavar="AMBITO", help=_("The letter has arrived: it need not be sent.")),
    ] = None,
    again: Annotated[
        list[str] | None,
        typer.Option(metavar="AMBITO", help=_("The letter has not arrived: send it again.")),
    ] = None,
) -> None:
    """Open a round, bring its summary up to date, or send its letters."""
    from leaflet.rules.checked import read_sound_registry

    workspace: Workspace = context.obj
    if (really or smtp) and not send:
        raise WrongValueError(say("--really and --smtp go with --send"))
    if send and (due or ambiti):
        raise WrongValueError(say("--send takes neither --due nor ambiti: the round has both"))
    registry = read_sound_registry(workspace.contacts)
    _record_outcomes(registry, output, arrived or (), again or ())
    if send:
        raise typer.Exit(_send(workspace, registry, output, smtp, really=really))
    _open_or_update(workspace, registry, output, day_of(due) if due else None, ambiti or ())


def _record_outcomes(
    registry: Registry, folder: Path, arrived: Sequence[str], again: Sequence[str]
) -> None:
    from leaflet.offices.round.sending import record_outcome
    from leaflet.offices.round.sent_log import Event
    from leaflet.registry.finding import known_ambito

    for names, event in ((arrived, Event.SENT), (again, Event.AGAIN)):
        if names:
            record_outcome(folder, [known_ambito(registry, name) for name in names], event, now())


def _open_or_update(
    workspace: Workspace,
    registry: Registry,
    folder: Path,
    due: dt.date | None,
    ambiti: Sequence[str],
) -> None:
    from leaflet.offices.round.folder import RoundRequest, open_or_update
    from leaflet.registry.finding import known_ambito

    chosen = [known_ambito(registry, name).id for name in ambiti]
    found = open_or_update(
        folder, RoundRequest(registry, now().date(), due, chosen), _tools(workspace)
    )
    _tell(found, folder)


def _tell(found: Summary, folder: Path) -> None:
    values = {"confirmed": len(found.confirmed), "late": found.late, "folder": shown_name(folder)}
    missing = len(found.offices) - found.late
    message = say("confirmed: {confirmed}, missing: {missing}, late: {late}",
                  missing=missing, **values)  # fmt: skip
    typer.echo(translate(message))
    typer.echo(translate(say("the summary is in {folder}", **values)))
    if found.kept:
        message = say("left alone, because somebody changed them: {files}; import what came back, "
                      "or move it away and run again", files=", ".join(found.kept))  # fmt: skip
        typer.echo(translate(message))


def _tools(workspace: Workspace) -> RoundTools:
    from leaflet.offices.round.folder import RoundTools
    from leaflet.pages.round import RoundComposer
    from leaflet.rules.checked import read_sound_registry
    from leaflet.texts.catalogues import read_texts

    locale = read_texts(workspace.locales).locale("it")

    def renderer() -> Renderer:
        from leaflet.pdf.renderer import Renderer

        return Renderer(workspace.templates / "round", (locale.language.font,))

    registry = read_sound_registry(workspace.contacts)
    with_aids = functools.partial(_workbook, registry.every_aid)
    firma = registry.territorio.firma if registry.territorio else None
    return RoundTools(RoundComposer(workspace.templates, locale, firma), renderer, with_aids)


def _workbook(misure: Misure | None, ambito: Ambito) -> bytes:
    from leaflet.offices.workbook.aids_sheet import aids_of
    from leaflet.offices.workbook.export import workbook

    return workbook([ambito], "xlsx", aids_of(misure, [ambito], now().date()))


class _WallClock:
    def now(self) -> dt.datetime:
        return now()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


def _send(
    workspace: Workspace, registry: Registry, folder: Path, smtp: Path | None, *, really: bool
) -> int:
    """Say what would be sent, or send it; 1 when something is left for a person to do."""
    from leaflet.offices.round.folder import RoundRequest, refresh

    if not really:
        code = _report_letters(folder, registry, None)
        typer.echo(translate(say("nothing was sent: --send --really sends")))
        return code
    server = _server(workspace, smtp)
    try:
        return _report_letters(folder, registry, server)
    finally:
        refresh(folder, RoundRequest(registry, now().date()), _tools(workspace))


def _report_letters(folder: Path, registry: Registry, server: Server | None) -> int:
    from leaflet.offices.round.sending import describe_letter, send_letters

    code = 0
    for post in send_letters(folder, registry, server, _WallClock()):
        typer.echo(translate(describe_letter(post)))
        code = max(code, int(post.needs_a_person))
    return code


def _server(workspace: Workspace, smtp: Path | None) -> Server:
    from leaflet.offices.round.smtp import read_server

    return read_server(smtp or workspace.settings, os.environ)
