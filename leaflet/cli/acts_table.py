# SPDX-License-Identifier: EUPL-1.2
"""A report of acts as text: a table for each kind, no line wider than eighty columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.cli.terminal import WIDTH, wrap
from leaflet.problems import say
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.offices.acts.report import ActsReport
    from leaflet.offices.acts.statistics import ActArea

_MOST_YEARS = 6
_NAME, _YEAR, _CHANGE = 25, 6, 8


def lines_of(report: ActsReport) -> Iterator[str]:
    """Yield the lines of a report: the whole, then its parts, for each kind of act."""
    yield translate(say("Eviction acts: {title}", title=report.title))
    if report.is_internal:
        yield _("For the ambito itself alone: small numbers are here.")
    years = report.tally.years[-_MOST_YEARS:]
    if not years:
        yield ""
        yield translate(say("there are no numbers of whole years: --internal shows the others"))
        return
    parts = report.parts if len(report.parts) > 1 else ()
    for atto in report.tally.kinds:
        yield ""
        labels = "".join(f"{_year(report, atto, year):>{_YEAR}}" for year in years)
        change = _("change")
        yield f"{atto:<{_NAME}}{labels}{change:>{_CHANGE}}".rstrip()
        for area in (report.whole, *parts):
            if any((area, atto, year) in report.tally.numbers for year in years):
                name = _("total") if area == report.whole else report.names[area]
                yield _row(report, area, atto, years, name)
    yield ""
    yield from _legend(report, years)


def _year(report: ActsReport, atto: str, year: int) -> str:
    months = report.tally.months.get((atto, year), 12)
    return str(year) if months == 12 else f"{year}*"  # noqa: PLR2004  (a whole year)


def _row(
    report: ActsReport, area: ActArea, atto: str, years: tuple[int, ...], name: str
) -> str:  # fmt: skip
    figures = [report.figure(area, atto, year) for year in years]
    cells = ["-" if f is None else "n.p." if f.number is None else str(f.number) for f in figures]
    last = figures[-1]
    change = "" if last is None or last.change is None else f"{round(100 * last.change):+}%"
    short = name if len(name) < _NAME else f"{name[: _NAME - 2]}…"
    row = "".join(f"{cell:>{_YEAR}}" for cell in cells)
    rate = ""
    if last and last.rate:
        rate = f"{last.rate.value:>6.1f}‰{'f' if last.rate.is_of_households else 'r'}"
    return f"{short:<{_NAME}}{row}{change:>{_CHANGE}}{rate}".rstrip()


def _legend(report: ActsReport, years: tuple[int, ...]) -> Iterator[str]:
    notes = [say("-: nobody gave the number; kinds of acts are not added up")]
    for year in years:
        counted = {report.tally.months.get((atto, year), 12) for atto in report.tally.kinds}
        if min(counted) < 12:  # noqa: PLR2004  (months of a year)
            notes.append(say("{year}*: {count} months were counted", year=year, count=min(counted)))
    if any(key[2] in years for key in report.tally.hidden):
        notes.append(say("n.p.: not published, for it is small or would tell a small one "
                         "(threshold 5, secondary suppression: docs/atti.md)"))  # fmt: skip
    if report.population.source:
        notes.append(say("‰: for each thousand households (f) or residents (r): {source}",
                         source=report.population.source))  # fmt: skip
    notes.append(say("source: {names}", names="; ".join(report.sources)))
    for note in notes:
        yield wrap(translate(note), WIDTH, "  ")
