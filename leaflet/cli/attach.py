# SPDX-License-Identifier: EUPL-1.2
"""`leaflet attach`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.exceptions import MissingParameter

from leaflet.cli.options import Contacts, OutputOption, select
from leaflet.cli.terminal import show_error
from leaflet.problems import LeafletError, say
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.notices.batch import RowListener, Weight
    from leaflet.notices.choosing import CurrentLeaflet, CurrentLeaflets
    from leaflet.notices.lists import NoticeRow
    from leaflet.problems import Message


def attach(
    context: typer.Context,
    notices: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar=_("NOTICE.pdf"),
            help=_("The notice, which stays as it is; several, if all are for the same Comune."),
        ),
    ] = None,
    comune: Annotated[
        str, typer.Option(metavar="COMUNE", help=_("Where the home is, as you would write it."))
    ] = "",
    listed: Annotated[
        Path | None,
        typer.Option(
            "--list",
            metavar="FILE",
            help=_("A list of notices instead (.csv, .xlsx) with the columns file and comune."),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar=_("OUT"), help=_("File or folder for the result.")),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help=_("Write over other files in the place of results."))
    ] = False,
    both_sides: Annotated[
        bool | None,
        typer.Option(
            "--both-sides/--no-both-sides",
            help=_("Make the sheet a leaf of its own, with a blank page before it where needed."),
        ),
    ] = None,
    contacts: Contacts = None,
    output: OutputOption = None,
) -> None:
    """Put the sheet of a Comune into a copy of the notice, or beside it; exit 1 when any failed."""
    from leaflet.notices.attaching import wants_both_sides
    from leaflet.notices.choosing import read_leaflets

    _check_usage(notices or (), comune, listed)
    found = read_leaflets(select(context, contacts, output))
    if both_sides is None:
        both_sides = wants_both_sides(context.obj.settings)
    if listed:
        raise typer.Exit(_all(listed, found, out, force=force, both_sides=both_sides))
    raise typer.Exit(
        _some(notices or [], found.of(comune), out, force=force, both_sides=both_sides)
    )


def _check_usage(notices: Sequence[Path], comune: str, listed: Path | None) -> None:
    if listed and (notices or comune):
        raise typer.BadParameter("", param_hint="--list")
    for given, name in ((notices, _("NOTICE.pdf")), (comune, "--comune")):
        if not listed and not given:
            raise MissingParameter(param_hint=name)


def _some(
    notices: Sequence[Path],
    sheet: CurrentLeaflet,
    out: Path | None,
    *,
    force: bool,
    both_sides: bool,
) -> int:
    """Put a sheet into notices, each in its own time; one that fails stops no other."""
    from leaflet.notices.attaching import attach as put
    from leaflet.notices.attaching import places_of

    failed = False
    for notice, place in places_of(notices, out):
        try:
            done = put(notice, sheet, place, force=force, both_sides=both_sides)
        except LeafletError as error:
            show_error(LeafletError(_about(notice, error.message), error.hint))
            failed = True
            continue
        values = {"comune": sheet.comune, "name": sheet.name, "code": sheet.code}
        typer.echo(translate(say("{comune}: sheet {name}, version {code}", **values)))
        for remark in done.remarks:
            typer.echo(translate(remark), err=True)
        typer.echo(str(done.path))
    return int(failed)


def _about(notice: Path, reason: Message) -> Message:
    shown = str(notice)
    is_named = shown in str(reason)
    return reason if is_named else say("{file}: {reason}", file=shown, reason=reason)


def _all(
    listed: Path, sheets: CurrentLeaflets, out: Path | None, *, force: bool, both_sides: bool
) -> int:
    from leaflet.notices.batch import REPORT, Batch, attach_all
    from leaflet.notices.lists import read_list

    _stop_as_ctrl_c_does()
    rows = read_list(listed)
    folder = out or listed.with_name(f"{listed.stem}_con-foglio")
    batch = Batch(sheets, listed.parent, folder, in_italian, force, both_sides)
    counts = attach_all(batch, rows, _reporter(rows))
    names = ("done", "kept", "failed")
    values = {name: counts[name] for name in names}
    summary = say("{done} with their sheet, {kept} had it already, {failed} failed", **values)
    typer.echo(translate(summary))
    typer.echo(translate(say("report: {path}", path=folder / REPORT)))
    return int(bool(counts["failed"]))


def _stop_as_ctrl_c_does() -> None:
    """Let a kill, or the end of the session, leave a whole report too; `nohup` still holds."""
    for name in ("SIGTERM", "SIGHUP"):  # Windows has only the first
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _reporter(rows: Sequence[NoticeRow]) -> RowListener:
    """Return who shows each row: on a terminal a bar, and what people must know; elsewhere all."""
    from leaflet.notices.batch import Weight

    is_watched = sys.stdout.isatty() and sys.stderr.isatty()
    if not is_watched:
        return _print_row
    bar = typer.progressbar(length=len(rows), label=_("Notices"), show_pos=True, file=sys.stderr)

    def move(sentence: Message, weight: Weight) -> None:
        if weight is not Weight.PLAIN:
            typer.echo("\r\x1b[K" + translate(sentence), err=True)  # the bar goes below
        bar.update(1)
        if bar.finished:
            bar.render_finish()

    return move


def _print_row(sentence: Message, weight: Weight) -> None:
    typer.echo(translate(sentence), err=weight.name == "FAILED")
