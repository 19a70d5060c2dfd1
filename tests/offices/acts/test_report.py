# SPDX-License-Identifier: EUPL-1.2
"""What numbers of acts say: sums, changes and rates, and what is published of them."""

from __future__ import annotations

import csv
import dataclasses
import io
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.acts.importing import merge_counts
from leaflet.offices.acts.report import ACT_TABLE, report_acts
from leaflet.offices.acts.statistics import ALL_AREAS, OTHERS, ActArea, publish_tally, tally_acts
from leaflet.offices.acts.suppression import THRESHOLD, Hidden
from leaflet.offices.acts.table import read_court_table
from leaflet.offices.acts.workbook import write_acts
from leaflet.problems import WrongValueError
from leaflet.registry.popolazione import read_population
from leaflet.system.tables import read_worksheets
from tests.acts import GIVEN, SERIES, SOURCE, opened_with, real_table, simulate_acts
from tests.offices.acts.test_suppression import attack

if TYPE_CHECKING:
    from leaflet.offices.acts.importing import OpenActs
    from leaflet.registry.model import Registry

HEAD = "periodo,comune,atto,numero\n"
ASKED, DONE = "esecuzione richiesta", "esecuzione eseguita"
MILANO = ActArea("milano", "Milano")


def opened_from(registry: Registry, table: str, fonte: str = "UNEP") -> OpenActs:
    """Return the acts that a table has."""
    read = read_court_table(table.encode(), "x.csv", registry, fonte, GIVEN)
    assert not read.problems
    change = merge_counts(opened_with(registry, []), [read.counts])
    assert not change.problems
    return opened_with(registry, list(change.counts))


def test_the_real_series_is_that_of_the_plan(registry: Registry) -> None:
    """Evictions of ALER and of the Comune add up as the plan of 2020 has them."""
    with SERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sums = {(owner, what): sum(int(row[what]) for row in rows if row["proprietario"] == owner)
            for owner in ("ALER Milano", "Comune di Milano")
            for what in ("escomi programmati", "escomi eseguiti")}  # fmt: skip
    assert sums == {
        ("ALER Milano", "escomi programmati"): 878,
        ("ALER Milano", "escomi eseguiti"): 805,
        ("Comune di Milano", "escomi programmati"): 426,
        ("Comune di Milano", "escomi eseguiti"): 427,
    }
    tally = tally_acts(opened_from(registry, real_table(), SOURCE).counts, registry)
    done = [tally.numbers[MILANO, DONE, year] for year in tally.years]
    assert done == [108, 298, 178, 180, 208, 226, 34]
    assert tally.months[DONE, 2020] == 5
    assert tally.change_of(MILANO, DONE, 2019) == pytest.approx(18 / 208)
    assert tally.change_of(MILANO, DONE, 2020) is None


def test_a_year_that_is_not_whole_is_not_published(registry: Registry) -> None:
    """The ambito itself sees it."""
    opened = opened_from(registry, real_table())
    assert report_acts(opened, "milano").tally.years == (2014, 2015, 2016, 2017, 2018, 2019)
    assert report_acts(opened, "milano", is_internal=True).tally.years[-1] == 2020
    assert report_acts(opened, "milano", since=2018).tally.years == (2018, 2019)


def test_sums_go_from_comuni_to_ambiti_to_all(registry: Registry) -> None:
    """Comuni that no ambito has are a group of their own; nothing is known where nobody counted."""
    rows = "2025,Rho,precetto,30\n2025,Arese,precetto,20\n2025,Abbiategrasso,precetto,9\n"
    tally = tally_acts(opened_from(registry, HEAD + rows).counts, registry)
    found = {area: number for (area, _, _), number in tally.numbers.items() if not area.comune}
    assert found == {ALL_AREAS: 59, ActArea("rhodense"): 50, ActArea(OTHERS): 9}
    assert (ActArea("rhodense", "Pero"), "precetto", 2025) not in tally.numbers


def test_months_make_a_year_when_all_were_counted(registry: Registry) -> None:
    """A Comune that lists only months with acts had none in the others."""
    rows = "".join(f"2025-{month:02},Rho,precetto,{month}\n" for month in range(1, 13))
    opened = opened_from(registry, HEAD + rows + "2025-03,Arese,precetto,70\n")
    tally = publish_tally(tally_acts(opened.counts, registry))
    assert tally.find_shown(ActArea("rhodense", "Arese"), "precetto", 2025) == 70
    assert tally.find_shown(ActArea("rhodense"), "precetto", 2025) == 148


def test_small_numbers_are_hidden_the_same_in_every_part(registry: Registry) -> None:
    """The report of an ambito hides what that of all hides; the ambito's own hides nothing."""
    opened = opened_with(registry, list(simulate_acts(range(2023, 2026))))
    whole, part = report_acts(opened), report_acts(opened, "melzo")
    own = report_acts(opened, "melzo", is_internal=True)
    hidden = {key for key in whole.tally.hidden if key[0].ambito == "melzo"}
    assert hidden
    assert {key for key in part.tally.hidden if key[0].ambito == "melzo"} == hidden
    assert not own.tally.hidden
    assert {area.ambito for area, _, _ in own.tally.numbers} == {"melzo"}
    numbers = [row[6] for row in part.rows() if row[2]]
    assert not [number for number in numbers if number and 0 < int(number) < 5]


def test_small_numbers_are_for_one_ambito_alone(registry: Registry) -> None:
    with pytest.raises(WrongValueError, match="for the ambito itself alone"):
        report_acts(opened_with(registry, []), is_internal=True)


def test_a_change_never_tells_what_is_hidden(registry: Registry) -> None:
    rows = "2024,Rho,precetto,3\n2024,Arese,precetto,40\n2025,Rho,precetto,30\n"
    report = report_acts(opened_from(registry, HEAD + rows), "rhodense")
    figure = report.figure(ActArea("rhodense", "Rho"), "precetto", 2025)
    assert figure
    assert (figure.number, figure.change) == (30, None)


def test_rates_are_there_where_a_source_has_all_comuni(registry: Registry) -> None:
    """Of households when they are said, else of people; one Comune without, and there is none."""
    data = b"comune,residenti,famiglie,anno,fonte\nRho,50000,23000,2024,ISTAT\nMilano,1400000,,,\n"
    population = read_population(data, "popolazione.csv")
    assert not population.problems
    rows = "2025,Rho,precetto,46\n2025,Milano,precetto,2800\n"
    opened = opened_from(registry, HEAD + rows)
    report = report_acts(dataclasses.replace(opened, population=population))
    rate = {area: figure.rate for area in (ActArea("rhodense", "Rho"), ActArea("rhodense"), MILANO)
            if (figure := report.figure(area, "precetto", 2025))}  # fmt: skip
    assert rate == {ActArea("rhodense", "Rho"): (2.0, True), ActArea("rhodense"): None,
                    MILANO: (2.0, False)}  # fmt: skip


def test_a_wrong_population_is_named() -> None:
    wrong = read_population(b"comune,residenti,famiglie,anno,fonte\nRho,circa 5,1,2024,x\n", "p")
    assert [str(problem.at) for problem in wrong.problems] == ["p:2:5"]


def test_the_workbook_has_the_rows_as_numbers(registry: Registry) -> None:
    """And says what the columns mean; the same numbers make the same bytes."""
    report = report_acts(opened_from(registry, real_table(), SOURCE), "milano")
    data = write_acts(report)
    assert data == write_acts(report)
    sheets = read_worksheets(data, "x.xlsx", lambda _: False)
    assert [sheet.name for sheet in sheets] == ["Atti", "Colonne", "Metodo"]
    assert len(sheets[0].rows) == 1 + len(list(report.rows()))
    titles = [column.title for column in ACT_TABLE.columns]
    assert list(sheets[0].rows[0]) == titles
    assert sheets[0].rows[1][4:7] == (2014, 12, 118)
    assert SOURCE in str(sheets[2].rows)


def test_every_row_has_the_columns_of_the_dictionary(registry: Registry) -> None:
    opened = opened_with(registry, list(simulate_acts(range(2024, 2026))))
    rows = list(report_acts(opened).rows())
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert {len(row) for row in rows} == {len(ACT_TABLE.columns)}
    assert {row[7] for row in rows} == {"true", "false"}
    assert all((row[6] == "") == (row[7] == "true") for row in rows)


def test_the_whole_territory_hides_well(registry: Registry) -> None:
    """A table of 133 Comuni, attacked with all that is in it: nothing is narrowed below five."""
    atto, year = DONE, 2025
    report = report_acts(opened_with(registry, simulate_acts(range(year, year + 1))))
    groups: dict[str, dict[str, int]] = {}
    leaves: dict[str, set[str]] = {}
    sums: set[str] = set()
    for row in report.rows():
        if row[3] == atto:
            ambito, comune, is_hidden = row[0], row[2], row[7] == "true"
            number = report.tally.numbers[ActArea(ambito, comune), atto, year]
            assert is_hidden or row[6] == str(number)
            if comune:
                groups.setdefault(ambito, {})[comune] = number
                leaves.setdefault(ambito, set()).update({comune} if is_hidden else ())
            elif ambito:
                sums |= {ambito} if is_hidden else set()
    assert sum(map(len, groups.values())) == 133
    kept = {name: frozenset(some) for name, some in leaves.items()}
    widths = attack(groups, Hidden(kept, frozenset(sums), is_total=False))
    assert len(widths) > 30
    assert all(width is None or width >= THRESHOLD for width in widths.values())
