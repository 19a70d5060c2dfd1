# SPDX-License-Identifier: EUPL-1.2
"""Sheets in one to twelve languages: which page says what, and that nothing is lost or too small.

The languages beyond the shipped four are made up of these: other names, the same sentences.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaflet.build.products import plan
from leaflet.pages.sheet import Composer, spread, translate_markup
from leaflet.registry import reading
from tests.judges import layout, structure
from tests.judges.markup import Markup
from tests.pages.test_sheet import MADE_UP, SMALLEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from leaflet.pdf.renderer import Renderer
    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Locale, Texts

MORE = (("fr", "Français"), ("ro", "Română"), ("ur", "اردو"), ("sq", "Shqip"), ("fil", "Filipino"),
        ("pt", "Português"), ("fa", "فارسی"), ("de", "Deutsch"))  # fmt: skip
COUNTS = (1, 2, 4, 5, 7, 12)
CALLING = ("Chiedi dei [Servizi Sociali] o dell'[Ufficio Casa].",
           "Di' che hai ricevuto un atto di sfratto.")  # fmt: skip
OVER = "Chiama il tuo Comune o scrivi: guarda l'altro lato del foglio."
PAGED = "Chiama il tuo Comune o scrivi: i contatti sono a pagina {numero}."
NOBODY = "Nessun numero o nessuna risposta? Chiama il centralino del tuo Comune."


class Sheet(NamedTuple):
    """A sheet in some languages: its pages as HTML, and the file."""

    locales: Sequence[Locale]
    sides: tuple[str, ...]
    pdf: Path


@pytest.fixture(scope="session")
def every_locale(texts: Texts) -> tuple[Locale, ...]:
    """Twelve languages: the shipped ones first, then others that say the same as one of these."""
    first = texts.published
    models = itertools.cycle(first[1:])
    more = [
        replace(model, language=replace(model.language, code=code, name=name, region=""))
        for (code, name), model in zip(MORE, models, strict=False)
    ]
    return (*first, *more)


@pytest.fixture(scope="session")
def sheet_of(
    shipped: Workspace,
    every_locale: tuple[Locale, ...],
    renderer: Renderer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Registry, int], Sheet]:
    """Makes the sheet of the first ambito of a list in the first languages, each only once."""
    made: dict[tuple[int, int], Sheet] = {}
    folder = tmp_path_factory.mktemp("languages")

    def make(registry: Registry, count: int) -> Sheet:
        key = (id(registry), count)
        if key not in made:
            locales = every_locale[:count]
            composer = Composer(shipped.templates, locales, registry)
            sides = plan(registry, composer, [registry.ambiti[0].id]).outputs[0].pages().sides
            pdf = folder / f"{len(made)}.pdf"
            pdf.write_bytes(renderer.pdf(sides))
            made[key] = Sheet(locales, sides, pdf)
        return made[key]

    return make


@pytest.fixture(scope="session")
def made_up_list() -> Registry:
    """A list that has all that a sheet can show: keys, extensions, hours, notes, rows in doubt."""
    registry = reading.read(MADE_UP.encode(), "prova.yaml").registry
    assert registry
    return registry


@pytest.fixture(scope="session")
def fullest(registry: Registry) -> Registry:
    """The real list, its fullest ambito alone."""
    melzo = registry.ambito("melzo")
    assert melzo
    return registry.with_ambiti((melzo,))


@pytest.fixture(params=COUNTS)
def count(request: pytest.FixtureRequest) -> int:
    """How many languages the sheet speaks."""
    number: int = request.param
    return number


@pytest.fixture(params=["made_up_list", "fullest"])
def sheet(
    request: pytest.FixtureRequest, count: int, sheet_of: Callable[[Registry, int], Sheet]
) -> Sheet:
    """Such a sheet of a small list and of the fullest real one."""
    return sheet_of(request.getfixturevalue(request.param), count)


@given(st.integers(1, 40))
def test_languages_are_spread_evenly_in_their_order(count: int) -> None:
    """At most four on a page, none has two more than another, and with the contacts all is even."""
    numbers: list[Locale] = list(range(count))  # type: ignore[arg-type]  # only counted
    groups = spread(numbers)
    sizes = [len(group) for group in groups]
    assert [number for group in groups for number in group] == numbers
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] - sizes[-1] <= 1
    assert max(sizes) <= 4
    assert len(groups) % 2 == 1


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [1]), (4, [4]), (5, [2, 2, 1]), (7, [3, 2, 2]), (10, [4, 3, 3]), (12, [4, 4, 4])],
)
def test_how_many_languages_stand_on_each_page(count: int, sizes: list[int]) -> None:
    """Up to four have one page, up to twelve have three."""
    numbers: list[Locale] = list(range(count))  # type: ignore[arg-type]  # only counted
    assert [len(group) for group in spread(numbers)] == sizes


def test_a_sheet_is_whole_sheets_of_paper(sheet: Sheet) -> None:
    """Two pages up to four languages, four with more."""
    wanted = 2 if len(sheet.locales) <= 4 else 4
    assert len(structure.page_sizes(sheet.pdf)) == len(sheet.sides) == wanted


def test_page_two_has_the_contacts(sheet: Sheet) -> None:
    """Whatever comes before and after, whom to call stands on the back of the first page."""
    assert ["Chi chiamare" in side and 'class="contacts' in side for side in sheet.sides] == [
        number == 1 for number in range(len(sheet.sides))
    ]
    assert structure.metadata(sheet.pdf).info["Subject"].endswith(": chi chiamare")


def test_no_text_is_small_cut_off_or_printed_over(sheet: Sheet) -> None:
    """Nothing is under ten points, outside of the page, or on other text."""
    for page in layout.pages(sheet.pdf):
        assert len(page.pieces) > 10
        assert min(piece.size for piece in page.pieces) >= SMALLEST_TEXT
        assert layout.outside(page) == []
        assert layout.overlaps(page) == []


def test_every_number_is_there_and_larger_than_all_else(
    count: int,
    made_up_list: Registry,
    fullest: Registry,
    sheet_of: Callable[[Registry, int], Sheet],
) -> None:
    """The numbers of offices are the largest on page two; those of who else helps are there."""
    for registry in (made_up_list, fullest):
        every, numbers = (
            {
                "".join(filter(str.isdigit, telefono.numero))
                for row in registry.rows()
                if row.contatto.tipo != left_out
                for telefono in row.contatto.telefoni
            }
            for left_out in ("", "sostegno")
        )
        pieces = layout.pages(sheet_of(registry, count).pdf)[1].pieces
        sizes = {"".join(filter(str.isdigit, piece.text)): piece.size for piece in pieces}
        assert numbers
        assert every <= sizes.keys()
        others = [p.size for p in pieces if "".join(filter(str.isdigit, p.text)) not in numbers]
        assert min(sizes[number] for number in numbers) > max(others)


def test_each_language_has_its_panel(sheet: Sheet) -> None:
    """One panel of advice for each, in the order of the list, from page one on."""
    advice = "".join(side for number, side in enumerate(sheet.sides) if number != 1)
    panels = re.findall(r'<section class="panel" lang="(\w+)"', advice)
    assert panels == [locale.code for locale in sheet.locales]


def test_each_language_says_what_to_say_and_what_to_do_without_a_number(sheet: Sheet) -> None:
    """Beside the contacts where they have room for it, else in the panel of the language."""
    whole = "".join(sheet.sides)
    for locale in sheet.locales:
        for sentence in CALLING:
            assert whole.count(translate_markup(locale, sentence)) >= 1, (locale.code, sentence)
        if len(sheet.locales) > 4:
            assert translate_markup(locale, NOBODY) in whole


def test_beside_many_languages_each_pictogram_is_explained_once(
    sheet_of: Callable[[Registry, int], Sheet], made_up_list: Registry
) -> None:
    """Twelve languages repeat nothing beside a contact: the legend says it once in each."""
    sheet = sheet_of(made_up_list, 12)
    side = sheet.sides[1]
    legend = side[
        side.index('<div class="legend whole">') : side.index('<section class="appointment')
    ]
    for locale in sheet.locales[1:]:
        for sentence in ("Telefono", "Orario", "Indirizzo", "Centralino e municipio",
                         "Comune per Comune", "Nota in italiano"):  # fmt: skip
            words = translate_markup(locale, sentence)
            assert words in legend, (locale.code, sentence)
    shown = Markup(side[: side.index('<div class="legend whole">')]).text()
    assert "Centralino e municipio" in shown
    assert translate_markup(sheet.locales[1], "Centralino e municipio") not in shown
    assert "266" in shown
    assert "4 · 1 · 2" in shown


def test_no_page_sends_to_the_wrong_one(
    sheet_of: Callable[[Registry, int], Sheet], made_up_list: Registry
) -> None:
    """Page one says that contacts are on the other side, later ones that they are on page two."""
    sheet = sheet_of(made_up_list, 7)
    for number, side in enumerate(sheet.sides, 1):
        group = re.findall(r'<section class="panel" lang="(\w+)"', side) if number != 2 else []
        for locale in (one for one in sheet.locales if one.code in group):
            over = translate_markup(
                locale, "Chiama il tuo Comune o scrivi: guarda l'altro lato del foglio."
            )
            paged = translate_markup(
                locale,
                "Chiama il tuo Comune o scrivi: i contatti sono a pagina {numero}.",
                numero=2,
            )
            assert (over in side, paged in side) == (number == 1, number > 2)


def test_high_lines_have_a_page_with_less_on_it() -> None:
    """One of four languages that say all would have no room: then there are two pages more."""
    numbers: list[Locale] = list(range(12))  # type: ignore[arg-type]  # only counted
    last = numbers[-1]
    assert [len(group) for group in spread(numbers, last.__eq__)] == [3, 3, 2, 2, 2]
    assert [len(group) for group in spread(numbers[-4:], last.__eq__)] == [4]
