# SPDX-License-Identifier: EUPL-1.2
"""`leaflet print`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.cli.options import Contacts, LangOption, OutputOption, select
from leaflet.cli.results import write_new
from leaflet.problems import WrongValueError, say
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.build.selection import Selection
    from leaflet.distribution.plan import Judgement, PlanRow, PlanTerms
    from leaflet.distribution.print_run import Wanted


def print_leaflets(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", metavar="OUT", help=_("Folder for the print shop; file of a plan.")
        ),
    ],
    copies: Annotated[
        str,
        typer.Option(
            metavar="AMBITO=N,…|FILE",
            help=_("How many copies of each, such as rhodense=500,melzo=200; or a plan."),
        ),
    ] = "",
    booklet: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help=_("Also as many A5 booklets in this language; repeatable.")
        ),
    ] = None,
    aids: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help=_("Also as many leaflets of aids in this language; repeatable.")
        ),
    ] = None,
    lang: LangOption = "",
    plan: Annotated[
        bool, typer.Option("--plan", help=_("Plan copies by the numbers of acts: docs/atti.md."))
    ] = False,
    months: Annotated[
        int, typer.Option(metavar="N", help=_("Months that a plan is for."), min=1, max=12)
    ] = 4,
    start: Annotated[
        str, typer.Option("--from", metavar="MONTH", help=_("First month; default: the next one."))
    ] = "",
    last: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("The last plan, as it was ordered.")),
    ] = None,
    share: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE=PERCENT",
            help=_("Booklets in this language, in percent of the sheets; repeatable."),
        ),
    ] = None,
    reserve: Annotated[
        int, typer.Option(metavar="PERCENT", help=_("Copies to spare."), min=0, max=100)
    ] = 15,
    pack: Annotated[
        int, typer.Option(metavar="N", help=_("Copies in a pack."), min=1, max=10_000)
    ] = 50,
    contacts: Contacts = None,
    output: OutputOption = None,
) -> None:
    """Write the files and a ticket for each ambito, when its leaflets are up to date; or a plan."""
    from leaflet.distribution.print_run import leftovers, prepare_print
    from leaflet.system.files import write_atomically

    asked = select(context, contacts, output, languages=lang)
    if plan == bool(copies):
        raise WrongValueError(say("give --copies, or --plan"))
    if plan:
        rows = _read_last(last)
        _write_plan(asked, _terms(asked, (start, months, share or [], reserve, pack)), rows, out)
        return
    files, ambiti = prepare_print(asked, _read_order(copies, booklet or [], aids or []))
    for name, data in files.items():
        write_atomically(out / name, data)
        typer.echo(str(out / name))
    for path in leftovers(out, files, ambiti):
        message = say("{file} is not of this order: do not have it printed", file=path)
        typer.echo(translate(message), err=True)


def _read_order(copies: str, booklets: Sequence[str], aids: Sequence[str]) -> tuple[Wanted, ...]:
    """Return what to print, from the command line or a plan."""
    from leaflet.distribution.plan import PRINTED_KINDS
    from leaflet.distribution.print_run import Wanted, expand_copies, read_copies

    path = Path(copies)
    if "=" in copies or path.suffix.lower() not in {".csv", ".xlsx", ".ods"}:
        return expand_copies(read_copies(copies), booklets, aids)
    if booklets or aids:
        raise WrongValueError(say("a plan says itself which booklets and aids are printed"))
    return tuple(
        Wanted(row.ambito, PRINTED_KINDS[row.product], row.language, row.copies)
        for row in _read_last(path)
        if row.copies
    )


def _read_last(path: Path | None) -> tuple[PlanRow, ...]:
    from leaflet.distribution.plan import read_plan
    from leaflet.system.files import read_bytes

    return read_plan(read_bytes(path), path.name) if path else ()


def _terms(asked: Selection, given: tuple[str, int, Sequence[str], int, int]) -> PlanTerms:
    """Return what a plan is made by; raises WrongValueError when a value is not allowed."""
    from leaflet.archive.manifest import read_manifest
    from leaflet.distribution.plan import PlanTerms, read_shares
    from leaflet.registry.periods import Month, read_period
    from leaflet.system.clock import now
    from leaflet.texts.catalogues import Texts, read_texts

    start, months, shares, reserve, pack = given
    period = read_period(start) if start else None
    if start and (period is None or period.length > 1):
        raise WrongValueError(say("«{value}» is not a month: write it like 2027-01", value=start))
    first = period.months()[0] if period else Month(now().year, now().month).plus(1)
    texts = Texts(read_texts(asked.workspace.locales).published)
    read = {texts.locale(code).code: percent for code, percent in read_shares(shares).items()}
    codes = {path: entry.code for path, entry in read_manifest(asked.output).files.items()}
    span = tuple(first.plus(number) for number in range(months))
    return PlanTerms(span, reserve, pack, read, codes)


def _write_plan(
    asked: Selection, terms: PlanTerms, before: Sequence[PlanRow], out: Path
) -> None:  # fmt: skip
    from leaflet.distribution.demand import spread_acts
    from leaflet.distribution.plan import encode_plan, judge_plan, plan_copies
    from leaflet.offices.acts.importing import open_acts
    from leaflet.rules.checked import read_sound_registry
    from leaflet.system.workspace import acts_beside, shown_name

    path = acts_beside(asked.contacts)
    acts = open_acts(path, shown_name(path), read_sound_registry(asked.contacts))
    demand = spread_acts(acts.counts, acts.registry)
    _show_judgements(tuple(judge_plan(before, demand)))
    rows = tuple(plan_copies(demand, terms, before))
    if not rows:
        message = say("no ambito has numbers of the same months of a year before {month}",
                      month=terms.months[0])  # fmt: skip
        raise WrongValueError(message, say("leaflet acts import reads them"))
    write_new(out, encode_plan(rows))
    for row in rows:
        typer.echo(f"{row.ambito} {row.product} {row.language}".rstrip() + f": {row.copies}")
        typer.echo(f"    {row.sums}")
    planned = {row.ambito for row in rows}
    unknown = [ambito.nome for ambito in acts.registry.ambiti if ambito.id not in planned]
    if unknown:
        message = say("no numbers, so no copies: {names}", names=", ".join(unknown))
        typer.echo(translate(message), err=True)


def _show_judgements(judged: Sequence[Judgement]) -> None:
    """Say how good the last plan was, for each ambito and for all."""
    from leaflet.distribution.plan import Judgement

    expected = sum((one.expected for one in judged), Fraction(0))
    actual = sum((one.actual for one in judged), Fraction(0))
    whole = [Judgement(_("in all"), expected, actual)] if len(judged) > 1 else []
    for one in (*judged, *whole):
        off = f"{round(100 * (one.expected - one.actual) / one.actual):+}%" if one.actual else "-"
        message = say("last plan, {ambito}: expected {expected}, came {actual} ({off})",
                      ambito=one.ambito, expected=round(one.expected), actual=round(one.actual),
                      off=off)  # fmt: skip
        typer.echo(translate(message))
