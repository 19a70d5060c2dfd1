# SPDX-License-Identifier: EUPL-1.2
"""`leaflet texts`: translations given to people to read, taken back, and signed."""

from __future__ import annotations

import dataclasses
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.contacts.draft import format_problem
from leaflet.cli.contacts.options import DryRunOption, YesOption
from leaflet.cli.options import FormatOption, OutputFormat
from leaflet.cli.prompts import confirmed
from leaflet.cli.results import tell_undone
from leaflet.cli.terminal import summary, take_first, width_of, wrap
from leaflet.problems import LeafletError, WrongValueError, say, stops_a_build
from leaflet.system.clock import now
from leaflet.system.workspace import shown_name
from leaflet.texts.messages import _, in_italian, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.offices.review.answers import Question
    from leaflet.offices.review.changing import ReviewChange
    from leaflet.problems import Message, Problem


class Domain(StrEnum):
    """Which texts: those of the sheet, of the aids, of the portal."""

    LEAFLET = "leaflet"
    MISURE = "misure"
    PORTAL = "portal"


LanguageArgument = Annotated[
    str, typer.Argument(metavar="CODE", help=_("Code of the language, such as ar."))
]
ReviewerOption = Annotated[
    str, typer.Option("--reviewer", metavar="NAME", help=_("Name and surname of who has read."))
]


def export_texts(
    context: typer.Context,
    language: LanguageArgument,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=_("Workbook to write: .xlsx."))
    ],
    force: Annotated[
        bool, typer.Option("--force", help=_("Write over files that are there already."))
    ] = False,
) -> None:
    """Write the texts of a language as a workbook, with pictures of where they stand."""
    from leaflet.offices.review.opening import open_language
    from leaflet.offices.review.places import find_places
    from leaflet.offices.review.xlsx import write_review

    if output.suffix.lower() != ".xlsx":
        message = say("«{kind}» is not a kind of workbook", kind=output.suffix)
        raise WrongValueError(message, say("give a file that ends in .xlsx"))
    opened = open_language(context.obj, language)
    _write_file(output, write_review(opened, find_places(opened)), force=force)


def _write_file(output: Path, data: bytes, *, force: bool) -> None:
    from leaflet.system.files import read_bytes_if_there, write_result

    if not force and read_bytes_if_there(output) not in {None, data}:
        message = say("there is another {file} already", file=shown_name(output))
        raise LeafletError(message, say("choose another name, or --force to write over it"))
    if write_result(output, data):
        typer.echo(translate(say("{file} written", file=shown_name(output))))


def import_texts(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("Workbook as the reader sent it back."))
    ],
    reviewer: ReviewerOption = "",
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Read a workbook, show what it changes, ask, and write all of it or nothing."""
    from leaflet.offices.review.answers import language_of, read_answers_of_review
    from leaflet.offices.review.changing import change_review
    from leaflet.offices.review.opening import open_language
    from leaflet.offices.review.sheet import KEYS
    from leaflet.offices.workbook.reading import read_workbook_file

    sheets = read_workbook_file(file, f"{file.name}, ", KEYS)
    opened = open_language(context.obj, language_of(sheets))
    answers = read_answers_of_review(opened, sheets, reviewer)
    change = None
    if answers.verdicts and answers.reviewer:
        change = change_review(opened, answers.verdicts, answers.reviewer, now().date())
    problems = [*answers.problems, *(change.problems if change else ())]
    _show_problems(problems)
    _show_questions(answers.questions)
    if stops_a_build(problems):
        raise LeafletError(say("nothing was written: mend these cells, then import again"))
    words = say("review of {language} from {file}", language=opened.language.code, file=file.name)
    _finish(change, words, yes=yes, dry_run=dry_run)


def _show_problems(problems: Sequence[Problem]) -> None:
    """Print what there is to say, and of what is said very often the first and a count."""
    first, more = take_first(problems, lambda p: (p.severity, p.message.text))
    for problem in first:
        typer.echo(format_problem(problem, width_of(sys.stdout)))
    for problem, count in more:
        left = say("{count} times more: {message}", count=count, message=problem.message)
        typer.echo(wrap(translate(left), width_of(sys.stdout), "    "))
    if problems:
        typer.echo(summary(tuple(problems)) + "\n")


def _show_questions(questions: Sequence[Question]) -> None:
    for one in questions:
        message = say("{cell}: question on «{source}»: {words}",
                      cell=one.at.file, source=one.source, words=one.text)  # fmt: skip
        typer.echo(translate(message))


def _finish(
    change: ReviewChange | None, words: Message, *, yes: bool, dry_run: bool = False
) -> None:
    """Show a change, ask, and write it."""
    if change is None or not change.wordings:
        typer.echo(translate(say("nothing changes: the catalogues say that already")))
        return
    corrected = [one for one in change.wordings if one.old != one.new]
    for one in corrected:
        typer.echo(f"«{one.source}»\n  - {one.old or '-'}\n  + {one.new}")
    counts = {"same": len(change.wordings) - len(corrected), "new": len(corrected)}
    typer.echo(translate(say("signed as they are: {same}; corrected and signed: {new}", **counts)))
    if dry_run:
        return
    otherwise = say("--yes writes without asking")
    if not yes and not confirmed(_("Write this into the catalogues?"), otherwise):
        raise LeafletError(say("nothing was written"))
    for backup in change.commit(in_italian(words), now()):
        typer.echo(translate(say("written; the old file is {file}", file=shown_name(backup))))
    typer.echo(translate(say("leaflets to make again: {names}; leaflet build", names=_("all"))))


def show_reviews(context: typer.Context, format_: FormatOption = OutputFormat.TEXT) -> None:
    """Print how far the review of each language is, and by whom."""
    from leaflet.offices.review.opening import open_languages
    from leaflet.offices.review.status import count_reviews

    counts = list(count_reviews(open_languages(context.obj)))
    if format_ is OutputFormat.JSON:
        rows = [dataclasses.asdict(one) for one in counts]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in counts:
        names = ", ".join(f"{name} {count}" for name, count in one.reviewers.items())
        message = say(
            "{sentences} sentences, {missing} missing, {stale} stale, {draft} draft, "
            "{reviewed} reviewed",
            **dataclasses.asdict(one),
        )
        more = [names] if names else []
        if one.lapsed:
            lapsed = say("changed after their review: {count}", count=one.lapsed)
            more.append(translate(lapsed))
        if not one.is_printed:
            more.append(_("printed on request"))
        head = f"{one.language:<4} {one.domain:<8}"
        typer.echo("; ".join([f"{head} {translate(message)}", *more]))


def sign_texts(
    context: typer.Context,
    language: LanguageArgument,
    reviewer: ReviewerOption,
    domain: Annotated[
        Domain | None, typer.Option(help=_("Only these texts; default: all of the language."))
    ] = None,
    yes: YesOption = False,
) -> None:
    """Sign all translations that are there and not signed yet, for who has read them on paper."""
    from leaflet.offices.review.changing import change_review, present_translations
    from leaflet.offices.review.opening import open_language

    opened = open_language(context.obj, language)
    domains = [domain.value] if domain else [*opened.domains]
    change = change_review(opened, present_translations(opened, domains), reviewer, now().date())
    _show_problems(change.problems)
    if stops_a_build(change.problems):
        raise LeafletError(say("nothing was written: mend this first"))
    words = say("review of {language} signed by {name}", language=language, name=reviewer)
    _finish(change, words, yes=yes)


def print_proof(
    context: typer.Context,
    language: LanguageArgument,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help=_("PDF to write."))
    ],
    force: Annotated[
        bool, typer.Option("--force", help=_("Write over files that are there already."))
    ] = False,
) -> None:
    """Write the texts of a language as a PDF, to be read on paper and signed by hand."""
    from leaflet.offices.review.opening import open_language
    from leaflet.offices.review.proof import write_proof

    _write_file(
        output, write_proof(open_language(context.obj, language), now().date()), force=force
    )


def undo_texts(context: typer.Context, language: LanguageArgument) -> None:
    """Take back the last import or signing of a language; again, the one before it."""
    from leaflet.offices.review.changing import undo_review
    from leaflet.offices.review.opening import open_language

    tell_undone(undo_review(open_language(context.obj, language), now()))


def update_texts(context: typer.Context) -> None:
    """Bring catalogues up to date with the templates and aids of this workspace.

    A new sentence waits for its translation there, a changed one for a new one.
    """
    from leaflet.offices.review.opening import keep_catalogue, outdated_of

    found = outdated_of(context.obj)
    for path, data in found:
        keep_catalogue(path, data, now())
        typer.echo(shown_name(path))
    if not found:
        typer.echo(_("the catalogues have all that the templates say"))


COMMANDS = (
    ("export", export_texts, _("Write a workbook in which a reader reviews a language.")),
    ("import", import_texts, _("Read a workbook that a reader sent back.")),
    ("status", show_reviews, _("Say what is translated and reviewed, and by whom.")),
    ("sign", sign_texts, _("Sign a language that somebody has read on paper.")),
    ("proof", print_proof, _("Write a language as a PDF to read and sign on paper.")),
    ("undo", undo_texts, _("Take back the last change of a language.")),
    ("update", update_texts, _("Put new sentences of your own templates into the catalogues.")),
)
LOOKING = frozenset({"export", "status", "proof"})
"""Commands that leave the catalogues as they are."""
