# SPDX-License-Identifier: EUPL-1.2
"""`leaflet attach`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from typer._click.exceptions import MissingParameter

from leaflet.cli.options import Contacts, OutputOption, StageOption, select
from leaflet.cli.terminal import show_error
from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.build.kinds import Stage
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
    make_list: Annotated[
        Path | None,
        typer.Option(
            "--make-list",
            metavar="DIR",
            help=_("Write a list of the notices in a folder, in which Comuni are to be chosen."),
        ),
    ] = None,
    stage: StageOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Say what would be made, and write nothing."))
    ] = False,
    contacts: Contacts = None,
    output: OutputOption = None,
) -> None:
    """Put the sheet of a Comune into a copy of the notice, or beside it; exit 1 when any failed."""
    from leaflet.notices.attaching import wants_both_sides
    from leaflet.notices.choosing import read_leaflets

    _check_usage(notices or (), comune, listed, make_list)
    asked = select(context, contacts, output)
    if make_list:
        _make_list(make_list, asked.contacts, out, force=force)
        return
    found = read_leaflets(asked)
    if both_sides is None:
        both_sides = wants_both_sides(context.obj.settings)
    how = _How(force, both_sides, dry_run)
    if listed:
        raise typer.Exit(_all(listed, found, out, how, stage))
    raise typer.Exit(_some(notices or [], found.of(comune, stage), out, how))


class _How(NamedTuple):
    """How to attach: over other files, each sheet a leaf of its own, without writing."""

    force: bool
    both_sides: bool
    is_trial: bool


def _make_list(folder: Path, contacts: Path, out: Path | None, *, force: bool) -> None:
    """Write a list of notices to be filled in, with the Comuni to choose from."""
    from leaflet.notices.lists import find_notices
    from leaflet.offices.workbook.xlsx import write_notices
    from leaflet.registry.gazetteer import gazetteer_of
    from leaflet.rules.checked import read_sound_registry
    from leaflet.system.files import write_result

    file = out or folder / "atti.xlsx"
    if file.suffix.lower() != ".xlsx":
        raise WrongValueError(say("{file}: the name of the list must end in .xlsx", file=file))
    if file.exists() and not force:
        message = say("there is another {file} already", file=file)
        raise LeafletError(message, say("choose another name, or --force to write over it"))
    names = find_notices(folder, file.parent)
    write_result(file, write_notices(names, gazetteer_of(read_sound_registry(contacts)).here))
    typer.echo(translate(say("{file}: notices: {count}", file=file, count=len(names))))
    hint = say("choose a Comune for each, then: leaflet attach --list {file}", file=file)
    typer.echo(translate(hint), err=True)


def _check_usage(
    notices: Sequence[Path], comune: str, listed: Path | None, make_list: Path | None
) -> None:
    if listed and (notices or comune):
        raise typer.BadParameter("", param_hint="--list")
    if make_list and (notices or comune or listed):
        raise typer.BadParameter("", param_hint="--make-list")
    if make_list:
        return
    for given, name in ((notices, _("NOTICE.pdf")), (comune, "--comune")):
        if not listed and not given:
            raise MissingParameter(param_hint=name)


def _some(
    notices: Sequence[Path],
    sheet: CurrentLeaflet,
    out: Path | None,
    how: _How,
) -> int:
    """Put a sheet into notices, each in its own time; one that fails stops no other."""
    from leaflet.notices.attaching import attach as put
    from leaflet.notices.attaching import places_of

    failed = False
    for notice, place in places_of(notices, out):
        try:
            done = put(notice, sheet, place, **how._asdict())
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
    listed: Path, sheets: CurrentLeaflets, out: Path | None, how: _How, stage: Stage | None
) -> int:
    from leaflet.notices.batch import REPORT, Batch, attach_all
    from leaflet.notices.lists import read_list

    _stop_as_ctrl_c_does()
    rows = read_list(listed)
    folder = out or listed.with_name(f"{listed.stem}_con-foglio")
    batch = Batch(sheets, listed.parent, folder, in_italian, **how._asdict(), stage=stage)
    counts = attach_all(batch, rows, _reporter(rows))
    names = ("done", "kept", "failed")
    values = {name: counts[name] for name in names}
    summary = say("{done} with their sheet, {kept} had it already, {failed} failed", **values)
    typer.echo(translate(summary))
    if not how.is_trial:
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
