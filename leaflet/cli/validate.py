# SPDX-License-Identifier: EUPL-1.2
"""`leaflet validate`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.options import LangOption
from leaflet.cli.terminal import format_problems, summary, wants_colour, width_of
from leaflet.problems import (
    LeafletError,
    Problem,
    Severity,
    WrongValueError,
    in_order,
    say,
    stops_a_build,
)
from leaflet.system.clock import day_of
from leaflet.system.files import STANDARD, read_bytes
from leaflet.system.workspace import AIDS_FILE, Workspace, shown_name
from leaflet.texts.messages import _, translate

STANDARD_INPUT = Path(STANDARD)


if TYPE_CHECKING:
    import datetime as dt

    from leaflet.registry.model import Registry
    from leaflet.rules.checked import Checked


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def validate(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help=_(
                "Registry files, folders of them, or - for standard input; "
                "default: the workspace's."
            ),
        ),
    ] = None,
    format_: Annotated[
        Format,
        typer.Option("--format", help=_("For people (text), programs (json) or GitHub.")),
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help=_("Fail on warnings as well."))] = False,
    today: Annotated[
        str, typer.Option(metavar="DATE", help=_("The day to judge verification dates by."))
    ] = "",
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help=_("List the Comuni that no ambito has.")),
    ] = False,
    online: Annotated[
        bool, typer.Option("--online", help=_("Ask mail and web servers too."))
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help=_("Make the certain replacements in the files."))
    ] = False,
    lang: LangOption = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only show what --fix would replace."))
    ] = False,
) -> None:
    """Check registry files, or the whole workspace."""
    workspace: Workspace = context.obj
    paths = _paths(files or [workspace.contacts], workspace.contacts.name)
    if dry_run and not fix:
        raise WrongValueError(say("--dry-run goes with --fix"))
    if fix:
        if not files and not dry_run:
            workspace.must_be_chosen()
        _mend_files(paths, dry_run=dry_run)
    day = day_of(today) if today else None
    results = [_read(path, day) for path in paths]
    problems = [problem for one in results for problem in one.problems]
    if not files:
        problems += _check_sheets(workspace, results, lang.split("-")[1:])
        results, problems = _with_acts(workspace, results, problems)
    registries = [one.registry for one in results if one.registry]
    if online:
        problems += _ask_servers(registries)
    _show(in_order(problems), results, format_)
    if coverage:
        _show_coverage(registries)
    fails = bool(problems) and any(p.severity is not Severity.INFO for p in problems)
    raise typer.Exit(int(fails if strict else stops_a_build(problems)))


def _paths(given: Sequence[Path], listed: str) -> list[Path]:
    """Return the lists to check; a file of aids is checked with the one beside it, as `listed`."""
    paths: list[Path] = []
    for path in given:
        inside = [path]
        if path.is_dir():
            inside = sorted([*path.glob("*.yaml"), *path.glob("*.yml")])
        elif path.name == AIDS_FILE and path.with_name(listed).is_file():
            inside = [path.with_name(listed)]
        if not inside:
            raise LeafletError(say("there is no .yaml file in {folder}", folder=path))
        paths += (one for one in inside if one.name != AIDS_FILE or len(inside) == 1)
    return list(dict.fromkeys(paths))


def _read(path: Path, today: dt.date | None) -> Checked:
    from leaflet.registry import reading
    from leaflet.rules.checked import check_reading

    if path == STANDARD_INPUT:
        data = read_bytes(path, largest=reading.LARGEST_LIST)
        return check_reading(reading.read(data, STANDARD), STANDARD, today)
    name = shown_name(path)
    return check_reading(reading.read_file(path, name), name, today, path.parent)


def _mend_files(paths: Sequence[Path], *, dry_run: bool) -> None:
    """Show the certain replacements, and make them; the summary goes to standard error."""
    from leaflet.registry import reading
    from leaflet.rules.fixing import fix
    from leaflet.system.files import write_over

    for path in paths:
        if path == STANDARD_INPUT:
            raise LeafletError(say("standard input cannot be mended: name a file"))
        name = shown_name(path)
        reading.read_file(path, name)  # says what is wrong when it cannot be opened
        mended = fix(path.read_bytes(), name)
        typer.echo(mended.difference, nl=False, err=True)
        if mended.count and not dry_run:
            write_over(path, mended.data)
        message = say("{file}: replacements: {count}", file=name, count=mended.count)
        typer.echo(translate(message), err=True)
        for problem in mended.left:
            left = say("{place}: {code} was not replaced: do it by hand", place=problem.at,
                       code=problem.code)  # fmt: skip
            typer.echo(translate(left), err=True)


def _check_sheets(
    workspace: Workspace, results: Sequence[Checked], drafts: Sequence[str]
) -> list[Problem]:
    """Return the problems of the texts, and what else would keep a build from making sheets.

    `drafts` are the codes of languages that nothing prints, whose texts are checked all the same.
    """
    from leaflet.build.rehearsal import rehearse
    from leaflet.rules.checked import (
        check_aid_texts,
        check_chosen,
        check_portal_texts,
        check_published,
        chosen_drafts,
    )
    from leaflet.texts.catalogues import read_texts

    texts = read_texts(workspace.locales)
    problems = list(check_published(texts, drafts))
    for one in results:
        if one.registry:
            problems += check_chosen(one.registry, texts)
            also = (*chosen_drafts(one.registry, texts), *drafts)
            problems += check_aid_texts(one.registry, workspace.locales, also)
        if one.registry and not stops_a_build([*one.problems, *problems]):
            problems += rehearse(workspace, one.registry, texts)
    return [*problems, *check_portal_texts(workspace.locales, drafts)]


def _with_acts(
    workspace: Workspace, results: list[Checked], problems: list[Problem]
) -> tuple[list[Checked], list[Problem]]:
    """Return the same with the problems of the numbers of acts, and their text."""
    from leaflet.rules.acts import check_acts

    if not results[0].registry:
        return results, problems
    acts = check_acts(workspace.contacts, results[0].registry)
    first = dataclasses.replace(results[0], sources={**results[0].sources, **acts.sources})
    return [first, *results[1:]], [*problems, *acts.problems]


def _ask_servers(registries: Sequence[Registry]) -> list[Problem]:
    from leaflet.rules.online import check_online

    problems: list[Problem] = []
    for registry in registries:
        report = check_online(registry)
        typer.echo(translate(report.summary), err=True)
        problems += report.problems
    return problems


def _show(problems: tuple[Problem, ...], results: Sequence[Checked], format_: Format) -> None:
    from leaflet.cli import formats

    if format_ is Format.TEXT:
        texts = {name: text for one in results for name, text in one.sources.items()}
        out = sys.stdout
        shown = format_problems(problems, texts, colour=wants_colour(out), width=width_of(out))
        typer.echo(shown, nl=False)
        typer.echo(summary(problems))
    elif format_ is Format.JSON:
        typer.echo(formats.problems_json(problems), nl=False)
    else:
        typer.echo(formats.as_github(problems), nl=False)


def _show_coverage(registries: Sequence[Registry]) -> None:
    from leaflet.rules.comuni import uncovered

    for registry in registries:
        names = uncovered(registry)
        typer.echo(translate(say("Comuni without a signatory ambito: {count}", count=len(names))))
        for name in names:
            typer.echo(f"  {name}")
