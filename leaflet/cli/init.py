# SPDX-License-Identifier: EUPL-1.2
"""`leaflet init`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.terminal import show_error
from leaflet.problems import LeafletError, WrongValueError, say, stops_a_build
from leaflet.system.clock import day_of, now
from leaflet.system.workspace import begin_workspace, must_be_new
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leaflet.registry.writing import Plain


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=_("Folder to make, for your own list."))
    ],
    name: Annotated[
        str,
        typer.Option("--name", metavar="TEXT", help=_("The territory: Bologna.")),
    ] = "",
    province: Annotated[
        str,
        typer.Option("--province", metavar="BO,…", help=_("Default: that of its name.")),
    ] = "",
    body: Annotated[
        str,
        typer.Option("--body", metavar="TEXT", help=_("Who keeps the list.")),
    ] = "",
    source: Annotated[
        str,
        typer.Option("--source", metavar="TEXT", help=_("Document they come from.")),
    ] = "",
    languages: Annotated[
        str, typer.Option("--languages", metavar="it,en,…", help=_("Languages of the leaflets."))
    ] = "",
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help=_("Address of the portal, if any."))
    ] = "",
    logo: Annotated[
        Path | None, typer.Option("--logo", metavar="FILE", help=_("Logo of the body, SVG or PNG."))
    ] = None,
    from_workbook: Annotated[
        Path | None,
        typer.Option(
            "--from-workbook",
            metavar="FILE",
            help=_("Take ambiti, Comuni and contacts from this table."),
        ),
    ] = None,
    day: Annotated[
        str,
        typer.Option("--day", metavar="DATE", help=_("The day on which that table was right.")),
    ] = "",
    copy: Annotated[
        bool, typer.Option("--copy", help=_("Take the list that came with the program instead."))
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Do not ask: take what is usual for the rest."))
    ] = False,
) -> None:
    """Make a folder with the list of a territory, ready to be filled in and built."""
    from leaflet.offices.beginning import make_territory, shipped_list, workspace_files
    from leaflet.offices.workbook.starting import read_ambiti

    must_be_new(folder)
    said = {"name": name, "province": province, "body": body, "source": source,
            "languages": languages, "base_url": base_url, "logo": str(logo or "")}  # fmt: skip
    _must_fit_together(said, from_workbook, day, copy=copy)
    if copy:
        begin_workspace(folder, shipped_list())
        _tell(folder, is_open=False)
        return
    ambiti = read_ambiti(from_workbook, day_of(day) if day else None) if from_workbook else ()
    _answer_the_rest(said, ambiti, is_asked=not yes and sys.stdin.isatty())
    asked = make_territory(said, ambiti)
    files = workspace_files(asked, now().date())
    begin_workspace(folder, files)
    _tell(folder, is_open=not ambiti)
    _count_errors(files["contacts/ambiti.yaml"])


def _must_fit_together(
    said: Mapping[str, str], table: Path | None, day: str, *, copy: bool
) -> None:
    """Raise WrongValueError for an option that would say nothing, or a day that is not yet."""
    if copy and (table or day or any(said.values())):
        raise WrongValueError(say("--copy takes the list as it is: no other option goes with it"))
    if day and not table:
        raise WrongValueError(say("--day is of a table: give --from-workbook FILE too"))
    if day and day_of(day) > now().date():
        raise WrongValueError(say("{day} is in the future", day=day))


def _answer_the_rest(
    said: dict[str, str], ambiti: Sequence[Mapping[str, Plain]], *, is_asked: bool
) -> None:
    """Put an answer to every question: what was said, else what is typed, else what is usual."""
    from leaflet.offices.beginning import check_answer, usual_answer

    for question, label in _LABELS.items():
        if said[question]:
            continue
        usual = usual_answer(question, said, ambiti)
        said[question] = usual
        while is_asked:
            shown = f"{translate(label)} [{usual}]" if usual else translate(label)
            typed: str = typer.prompt(shown, default=usual, show_default=False)
            said[question] = typed.strip()
            try:
                check_answer(question, said[question])
                break
            except LeafletError as error:
                show_error(error)


_LABELS = {
    "name": say("Name of the territory"),
    "province": say("Provinces, with a comma"),
    "body": say("Who keeps the list"),
    "source": say("Document that the contacts come from, with its date"),
    "languages": say("Languages"),
    "base_url": say("Address of the portal (Enter: none yet)"),
    "logo": say("File of the logo, SVG or PNG (Enter: none)"),
}


def _tell(folder: Path, *, is_open: bool) -> None:
    """Say what is there, and what to do next."""
    typer.echo(translate(say("{folder}: a list of your own", folder=folder)))
    if is_open:
        typer.echo(translate(say("no office is in it yet: its leaflets tell people to call the "
                                 "switchboard of their Comune")))  # fmt: skip
    typer.echo(translate(say("now go there: cd {folder}; the list is contacts/ambiti.yaml; leaflet "
                             "build makes its leaflets", folder=folder)))  # fmt: skip


def _count_errors(data: bytes) -> None:
    """Say that what a table had has errors, and who shows them."""
    from leaflet.registry.reading import read
    from leaflet.rules import check

    registry = read(data, "ambiti.yaml").registry
    errors = (
        [problem for problem in check(registry) if stops_a_build([problem])] if registry else []
    )
    if errors:
        message = say("errors: {count}; leaflet validate shows them", count=len(errors))
        typer.echo(translate(message))
