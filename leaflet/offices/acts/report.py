# SPDX-License-Identifier: EUPL-1.2
"""What is told of numbers of acts: one row a place, kind and year, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.offices.acts.statistics import (
    ALL_AREAS,
    OTHERS,
    UNDIVIDED,
    ActArea,
    Rate,
    Tally,
    publish_tally,
    rate_of,
    tally_acts,
)
from leaflet.problems import WrongValueError, say
from leaflet.system.open_tables import Column, OpenTable
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leaflet.offices.acts.importing import OpenActs
    from leaflet.registry.popolazione import Population

ALL, OTHER_COMUNI, NOT_DIVIDED = "Tutto il territorio", "Altri Comuni", "Non divisi per Comune"
METHOD = (
    "I numeri da 1 a 4 non sono pubblicati, e con loro altri, perché non si ricavino dalle somme: "
    "da ciò che è pubblicato, ogni numero nascosto può stare ovunque in un intervallo largo almeno "
    "5. Metodo: soglia e soppressione secondaria, Handbook on Statistical Disclosure Control "
    "(ESSnet SDC, Eurostat), capitoli 4 e 5. Si pubblicano solo anni interi."
)
ACT_TABLE = OpenTable(
    "atti.csv",
    "Numeri degli atti di sfratto per ambito, Comune, tipo e anno",
    (
        Column("ambito_id", "Ambito (codice)", "Codice dell'ambito; vuoto: tutti gli ambiti; «(altri)»: Comuni senza ambito."),  # noqa: E501
        Column("ambito", "Ambito", "Nome dell'ambito; vuoto: tutti gli ambiti."),
        Column("comune", "Comune", "Nome del Comune; vuoto: la somma; «*»: atti non divisi per Comune."),  # noqa: E501
        Column("atto", "Atto", "Tipo di atto; i tipi non si sommano."),
        Column("anno", "Anno", "Anno in cui gli atti sono stati contati.", "gYear"),
        Column("mesi", "Mesi", "Mesi dell'anno che sono stati contati.", "integer"),
        Column("numero", "Numero", "Quanti atti; vuoto: nascosto.", "integer"),
        Column("nascosto", "Nascosto", "Vero: il numero è piccolo, o ne farebbe ricavare uno.", "boolean"),  # noqa: E501
        Column("variazione", "Variazione", "Differenza sull'anno prima, in percentuale; vuoto: non si può dire.", "decimal"),  # noqa: E501
        Column("tasso", "Tasso", "Atti ogni 1.000, se c'è una fonte; vuoto: non c'è.", "decimal"),
        Column("tasso_su", "Tasso su", "Di che cosa sono i 1.000: «famiglie» o «residenti»."),
    ),
)  # fmt: skip


NOT_SHOWN, NOT_KNOWN = "n.p.", "–"
SIGNS = (
    f"{NOT_SHOWN}: non pubblicato. {NOT_KNOWN}: nessuno ha dato il numero. I tipi di atto non si "
    "sommano: uno sfratto ne ha più d'uno."
)


class ActFigure(NamedTuple):
    """A number of a place, kind and year; `number` is None where it is hidden."""

    number: int | None
    change: float | None
    rate: Rate | None


def say_number(figure: ActFigure | None) -> str:
    """Return a number as tables have it."""
    if figure is None:
        return NOT_KNOWN
    return NOT_SHOWN if figure.number is None else str(figure.number)


@dataclass(frozen=True, slots=True)
class ActsReport:
    """Numbers to show of one ambito, or of all; `parts` are its Comuni, or the ambiti.

    `names` are what areas are called, `comuni` which Comuni an area has, `sources` who counted.
    """

    title: str
    tally: Tally
    whole: ActArea
    parts: tuple[ActArea, ...]
    names: Mapping[ActArea, str]
    comuni: Mapping[ActArea, tuple[str, ...]]
    sources: tuple[str, ...]
    population: Population
    is_internal: bool

    def figure(self, area: ActArea, atto: str, year: int) -> ActFigure | None:
        """Return what there is to show; None where nobody counted."""
        if (area, atto, year) not in self.tally.numbers:
            return None
        number = self.tally.find_shown(area, atto, year)
        rate = None
        if number is not None and self.tally.months[atto, year] == 12:  # noqa: PLR2004  (a year)
            rate = rate_of(number, self.comuni.get(area, ()), self.population)
        return ActFigure(number, self.tally.change_of(area, atto, year), rate)

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows of `ACT_TABLE`: the whole, then its parts, then theirs."""
        areas = sorted({area for area, _, _ in self.tally.numbers})
        for area in areas:
            for atto in self.tally.kinds:
                for year in self.tally.years:
                    if found := self.figure(area, atto, year):
                        yield self._row(area, atto, year, found)

    def _row(self, area: ActArea, atto: str, year: int, figure: ActFigure) -> list[str]:
        number, change, rate = figure
        return [
            area.ambito,
            self.names.get(ActArea(area.ambito), "") if area.ambito else "",
            area.comune,
            atto,
            str(year),
            str(self.tally.months[atto, year]),
            "" if number is None else str(number),
            "true" if number is None else "false",
            "" if change is None else f"{100 * change:.1f}",
            f"{rate.value:.2f}" if rate else "",
            ("famiglie" if rate.is_of_households else "residenti") if rate else "",
        ]


def report_acts(
    opened: OpenActs, ambito: str = "", *, since: int = 0, is_internal: bool = False
) -> ActsReport:
    """Return what to tell of these numbers: of all ambiti, or of the one with this id.

    Unless it is for the ambito itself, small numbers are hidden: in the table of all, so that each
    of its parts hides the same.
    """
    if is_internal and not ambito:
        message = say("small numbers are for the ambito itself alone")
        raise WrongValueError(message, say("name the ambito whose numbers they are"))
    registry = opened.registry
    tally = tally_acts(opened.counts, registry)
    tally = (tally if is_internal else publish_tally(tally)).since(since)
    names = {ActArea(one.id): one.nome for one in registry.ambiti}
    comuni = {ActArea(one.id): one.comuni for one in registry.ambiti}
    names |= {ALL_AREAS: ALL, ActArea(OTHERS): OTHER_COMUNI}
    comuni[ALL_AREAS] = tuple(name for one in registry.ambiti for name in one.comuni)
    for area in {area for area, _, _ in tally.numbers if area.comune}:
        is_whole = area.comune == UNDIVIDED
        names[area] = NOT_DIVIDED if is_whole else area.comune
        comuni[area] = () if is_whole else (area.comune,)
    tally = tally.of(ambito) if ambito else tally
    there = {area for area, _, _ in tally.numbers}
    parts = {area for area in there if (area.comune if ambito else area.ambito and not area.comune)}
    order = sorted(parts, key=lambda area: (area.comune == UNDIVIDED, area == ActArea(OTHERS),
                                            fold(names[area])))  # fmt: skip
    sources = dict.fromkeys(one.fonte for one in opened.counts)
    title = names[ActArea(ambito)] if ambito else ALL
    return ActsReport(title, tally, ActArea(ambito), tuple(order), names, comuni, tuple(sources),
                      opened.population, is_internal)  # fmt: skip
