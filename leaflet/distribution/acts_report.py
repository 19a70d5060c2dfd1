# SPDX-License-Identifier: EUPL-1.2
"""Numbers of acts as files: a workbook, a table with its dictionary, a page for the round table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.build.ingredients import fonts_of
from leaflet.offices.acts.report import ACT_TABLE, METHOD, SIGNS, say_number
from leaflet.offices.acts.workbook import write_acts
from leaflet.pages.acts import ActsComposer, Series
from leaflet.pdf.renderer import Renderer
from leaflet.problems import WrongValueError, say
from leaflet.system.open_tables import encode_table
from leaflet.texts.catalogues import read_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from leaflet.offices.acts.report import ActFigure, ActsReport
    from leaflet.offices.acts.statistics import ActArea
    from leaflet.system.workspace import Workspace

MOST_YEARS = 8
"""On the page; tables for programs have all."""
_INTERNAL = "Riservato all'ambito: ha anche i numeri piccoli. Non pubblicarlo e non darlo ad altri."


def acts_files(report: ActsReport, out: Path, workspace: Workspace) -> Mapping[Path, bytes]:
    """Return the files of a report, of the kind that the ending of `out` says."""
    match out.suffix.lower():
        case ".xlsx":
            return {out: write_acts(report)}
        case ".csv":
            table = ACT_TABLE._replace(name=out.name)
            named = encode_table(table, report.rows(), "; ".join(report.sources))
            return {out.with_name(name): data for name, data in named}
        case ".pdf":
            italian = read_texts(workspace.locales).published[:1]
            renderer = Renderer(workspace.templates / "sheet", fonts_of(italian))
            page = ActsComposer(workspace.templates).page(page_values(report))
            return {out: renderer.pdf((page,))}
    message = say("{file}: a report is an .xlsx, a .csv or a .pdf", file=out)
    raise WrongValueError(message, say("without -o it is shown here"))


def page_values(report: ActsReport) -> Mapping[str, object]:
    """Return what the page says."""
    tally = report.tally
    years = tally.years[-MOST_YEARS:]
    plotted = [
        Series(atto, [tally.find_shown(report.whole, atto, year)
                      if _is_whole(report, atto, year) else None for year in years])
        for atto in tally.kinds
    ]  # fmt: skip
    last = years[-1] if years else 0
    rates = [say_rate(found) for atto in tally.kinds
             if (found := report.figure(report.whole, atto, last))]  # fmt: skip
    notes = [_INTERNAL if report.is_internal else METHOD]
    notes.append(SIGNS)
    notes += [f"Fonti: {'; '.join(report.sources)}."] if report.sources else []
    notes += [f"Residenti e famiglie: {report.population.source}."] if any(rates) else []
    return {
        "title": report.title + (" (riservato)" if report.is_internal else ""),
        "years": years,
        "labels": [_label(report, year) for year in years],
        "lines": [line for line in plotted if any(n is not None for n in line.numbers)],
        "change_label": f"{last} su {last - 1}",
        "rate_label": "ogni 1.000" if any(rates) else "",
        "by_year": [_year_row(report, atto, years, any(rates)) for atto in tally.kinds],
        "place_title": f"{_label(report, last)}, {'Comuni' if report.whole.ambito else 'ambiti'}",
        "place_heading": "Comune" if report.whole.ambito else "Ambito",
        "kinds": tally.kinds,
        "by_place": _place_rows(report, last),
        "notes": notes,
    }


def _is_whole(report: ActsReport, atto: str, year: int) -> bool:
    return report.tally.months.get((atto, year)) == 12  # noqa: PLR2004  (months of a year)


def _label(report: ActsReport, year: int) -> str:
    """Return a year, with its months where not all were counted."""
    counted = {report.tally.months.get((atto, year), 12) for atto in report.tally.kinds}
    return str(year) if counted <= {12} else f"{year} ({min(counted)} mesi)"


def _year_row(
    report: ActsReport,
    atto: str,
    years: Sequence[int],
    has_rates: bool,  # noqa: FBT001
) -> list[str]:
    figures = [report.figure(report.whole, atto, year) for year in years]
    row = [atto, *map(say_number, figures), say_change(figures[-1])]
    return [*row, say_rate(figures[-1])] if has_rates else row


def _place_rows(report: ActsReport, year: int) -> list[list[str]]:
    """Return a row for each part, and one for their sum; none where there is one part alone."""
    if len(report.parts) < 2:  # noqa: PLR2004  (one part is the whole)
        return []
    rows = [[report.names[area], *_across(report, area, year, say_number)] for area in report.parts]
    return [*rows, ["In tutto", *_across(report, report.whole, year, say_number)]]


def _across(
    report: ActsReport, area: ActArea, year: int, tell: Callable[[ActFigure | None], str]
) -> list[str]:
    return [tell(report.figure(area, atto, year)) for atto in report.tally.kinds]


def say_change(figure: ActFigure | None) -> str:
    """Return a change on the year before: +12 %."""
    return "" if figure is None or figure.change is None else f"{say_percent(figure.change)} %"


def say_percent(part: float) -> str:
    """Return a change in whole percents: +12, -3, 0."""
    percent = round(100 * part)
    return f"{percent:+}" if percent else "0"


def say_rate(figure: ActFigure | None) -> str:
    """Return a rate: 2,3 famiglie."""
    if figure is None or figure.rate is None:
        return ""
    per = "famiglie" if figure.rate.is_of_households else "residenti"
    return f"{figure.rate.value:.1f} {per}".replace(".", ",")
