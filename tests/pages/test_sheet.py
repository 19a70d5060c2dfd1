# SPDX-License-Identifier: EUPL-1.2
"""The printed sheets of the real registry, judged by real readers and validators.

Everything here is about the files of one real build (`built`). Where a real row does not exist
for something a sheet can show, a small made-up registry is printed beside it (`made_up`).
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from babel.messages.pofile import read_po

from leaflet.build.products import GENERIC, plan
from leaflet.pages.sheet import translate_markup
from leaflet.registry import reading
from leaflet.registry.finding import is_in_doubt, without_number
from leaflet.registry.wording import IN_ITALIAN, SWITCHBOARD, describe_ways
from leaflet.texts.catalogues import Locale
from tests.judges import layout, readers, structure, verapdf
from tests.judges.markup import Markup
from tests.judges.readers import EACH_READER, READERS
from tests.paths import ROOT, TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from leaflet.pages.sheet import Composer
    from leaflet.pdf.renderer import Renderer
    from leaflet.registry.model import Ambito, Registry, Telefono
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts

GOLDEN = TESTS / "golden"
SIDE_ONE = "side-one"
A4 = (595.28, 841.89)
SMALLEST_TEXT = 10 - 0.01
"""Points; MuPDF computes sizes in single precision."""
ADVICE, LARGE = 12 - 0.01, 20
"""Points: what side one is set at, and what only its title is larger than."""
_ARABIC = re.compile("[\u0621-\u06d3]")
WASH = 0xEEF3F8
"""The darkest paper that text stands on: the box of the ambito's own office."""
GIVES_WAY = frozenset({"appointment"})
"""Classes of the sections that a full sheet leaves out: room to write, never words to act by."""

NOT_OF_THIS_REGISTRY = {
    "Contatti controllati dal {prima} al {ultima}",
    "Centralino e municipio",
    "Chi altro aiuta",
}
"""Sentences that no row of the real registry needs: printed from made-up rows instead."""
OF_OTHER_PRODUCTS = {
    "Chiama il tuo Comune o scrivi: i contatti sono nella pagina seguente.",
    "Chiama il tuo Comune o scrivi: i contatti sono qui sotto.",
    "Chiama il tuo Comune o scrivi: i contatti sono a pagina {numero}.",
    "Codice del foglio",
    "Chiedi il foglio con i contatti del tuo Comune.",
    "Inquadra il codice con il telefono: trovi chi chiamare nel tuo Comune.",
    "Nessun numero o nessuna risposta? Chiama il centralino del tuo Comune.",
    "Sfratto? Chiedi aiuto subito.",
}
"""Sentences that are on no sheet in four languages (test_products.py, test_many_languages.py)."""
OF_AIDS = {
    *re.findall(r'_\("([^"]+)"', (ROOT / "templates/products/aiuti.html").read_text("utf-8")),
    IN_ITALIAN,
} - {"Traduzione non ancora rivista", "Chi chiamare", "Codice del foglio", SWITCHBOARD}
"""Sentences of the leaflet of aids (see test_aids.py)."""
CALLING = "Di' che hai ricevuto un atto di sfratto."
UNANSWERED = "Se nessuno risponde, chiama il centralino del tuo Comune."
OF_TRANSLATIONS = {"Traduzione non ancora rivista"}
"""What the Italian text, which is the source, need not say of itself."""

MADE_UP = """\
fonte: Elenco di prova
ambiti:
  - id: prova
    nome: Prova
    comuni: [Assago, Buccinasco]
    contatti:
      - telefoni:
          - numero: "02 9512 0286"
            interno: "266"
            orari: [{giorni: "lun-mer, ven", dalle: "09:00", alle: "12:30"}]
          - numero: "02 020202"
            tasti: "4.1.2"
        note: Risponde anche per posta.
        verificato: 2023-01-24
      - comuni: [Buccinasco]
        note: In verifica.
        verificato: 2024-03-05
      - comuni: [Assago]
        tipo: municipio
        telefoni: [{numero: "02 9512 0300"}]
        sede: {indirizzo: "Via Prova, 1", comune: Assago}
        fonte: Elenco di prova
        verificato: 2024-03-05
      - tipo: sostegno
        ufficio: Sportello di prova
        telefoni: [{numero: "02 9512 0400"}]
        verificato: 2024-03-05
"""

# What readers extract, made comparable. Needed, and no more than that:
# - Poppler wraps Arabic in invisible direction marks (U+202A…, U+2066…): dropped.
# - NFKC, because the text of a PDF may be decomposed, or name a ligature («ﬁ») by its own code.
# - Readers put no space between neighbours that are set apart by position alone (MuPDF:
#   «الهاتفE-mail»): a word ends where the script changes.
# Marks above Arabic letters are part of the word: who searches for it must find it.
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(
    r"[\u0621-\u065f\u0670-\u06d3]+|[^\W\d_\u0600-\u06ff]+(?:[\u0300-\u036f]+[^\W\d_\u0600-\u06ff]*)*|\d+"
)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", _DIRECTION_MARKS.sub("", text))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_plain(text)))


@functools.cache
def _text(pdf: Path, reader: str) -> list[str]:
    return [_plain(page) for page in READERS[reader](pdf)]


@functools.cache
def _pages(pdf: Path) -> list[layout.Page]:
    return layout.pages(pdf)


@pytest.fixture(scope="session")
def sides(registry: Registry, composer: Composer) -> dict[str, tuple[str, ...]]:
    """The composed HTML: id → both sides."""
    outputs = plan(registry, composer).outputs
    return {Path(output.path).stem.partition("_")[2]: output.pages().sides for output in outputs}


@pytest.fixture(scope="session")
def made_up(
    composer_of: Callable[[Registry], Composer],
    renderer: Renderer,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, str]:
    """The sheet of `MADE_UP`, and the HTML of its side two."""
    registry = reading.read(MADE_UP.encode(), "prova.yaml").registry
    assert registry
    composer = composer_of(registry)
    html = composer.contacts(registry.ambiti[0]).html
    file = tmp_path_factory.mktemp("made-up") / "prova.pdf"
    file.write_bytes(renderer.pdf((composer.advice, html)))
    return file, html


def _phones(ambito: Ambito) -> list[Telefono]:
    return [telefono for contatto in ambito.contatti for telefono in contatto.telefoni]


def _emails(ambito: Ambito) -> list[str]:
    return [address for contatto in ambito.contatti for address in contatto.email]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


# What is built


def test_one_sheet_for_each_ambito_and_one_for_all_others(
    sheets: dict[str, Path], registry: Registry
) -> None:
    """The build makes the sheet of every ambito and the generic one, and nothing else."""
    assert sorted(sheets) == sorted([*(ambito.id for ambito in registry.ambiti), GENERIC])
    assert len(sheets) > 1


def test_nothing_else_in_the_output_folder(built: Path) -> None:
    """Beside the PDFs there are manifest, history and lock: no temporary file is left."""
    files = sorted(
        file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()
    )

    others = [file for file in files if not file.endswith(".pdf")]
    assert others == [".lock", "history.jsonl", "manifest.json"]
    assert len(files) > 1


# Standards


@pytest.mark.judged
def test_standards(sheets: dict[str, Path], tmp_path: Path) -> None:
    """VeraPDF finds every sheet to be PDF/A-2a and PDF/UA-1 at once, and a plain PDF neither."""
    plain = tmp_path / "plain.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(plain)
    verdicts = verapdf.validate([*sheets.values(), plain], ("2a", "ua1"))

    assert len(verdicts) == 2 * len(sheets) + 2 > 4
    assert {key for key, broken in verdicts.items() if broken} == {(plain, "2a"), (plain, "ua1")}


def test_two_pages_of_a4(sheets: dict[str, Path]) -> None:
    """Every sheet is one sheet of paper: two pages of A4."""
    sizes = {name: structure.page_sizes(pdf) for name, pdf in sheets.items()}

    assert len(sizes) > 1
    assert sizes == {name: [pytest.approx(A4, abs=0.01)] * 2 for name in sheets}


def test_fonts_are_embedded_and_ours(sheets: dict[str, Path], texts: Texts) -> None:
    """Every font is inside the file, and of a family that languages.toml names."""
    families = {locale.language.font.replace(" ", "-") for locale in texts.published}
    allowed = {f"{family}{style}" for family in families for style in ("", "-Bold")}

    for name, pdf in sheets.items():
        fonts = structure.fonts(pdf)
        assert {font.removesuffix("-Bold") for font in fonts} == families, name
        assert fonts == dict.fromkeys(fonts, True), name
        assert set(fonts) <= allowed, name


# Words


@pytest.mark.parametrize("reader", EACH_READER)
def test_every_word_of_every_sheet_can_be_read(
    reader: str, sheets: dict[str, Path], sides: dict[str, tuple[str, ...]]
) -> None:
    """Each word that the composed pages show is found, letters in order, on its printed page."""
    assert sheets.keys() == sides.keys()
    compared = 0
    for name, pdf in sheets.items():
        for number, html in enumerate(sides[name]):
            wanted = _words(Markup(html).text(without=GIVES_WAY))
            compared += len(wanted)
            found = _words(_text(pdf, reader)[number])
            assert wanted - found == set(), f"{name}, side {number + 1}"
    assert compared > 200 * len(sheets)


@pytest.mark.parametrize("comune", [None, "Inzago", "Settala"])
def test_the_fullest_real_sheets_say_what_to_say_on_the_phone(
    comune: str | None, composer: Composer, renderer: Renderer, registry: Registry
) -> None:
    """Only at the tightest setting does that give way, and no real list needs it."""
    melzo = registry.ambito("melzo")
    assert melzo
    assert renderer.side(composer.contacts(melzo, comune).html).fit <= 3


@pytest.mark.judged
def test_advice_gives_way_whole_or_not_at_all(
    sheets: dict[str, Path], sides: dict[str, tuple[str, ...]]
) -> None:
    """What a full sheet leaves out it leaves out in all languages, and some sheet has it all."""
    shown = []
    for name, pdf in sheets.items():
        full = Markup(sides[name][1])
        extra = _words(full.text()) - _words(full.text(without=GIVES_WAY))
        assert bool(extra) == (name != GENERIC), name
        for reader in READERS if extra else ():
            missing = extra - _words(_text(pdf, reader)[1])
            assert missing in (set(), extra), f"{name}, {reader}"
            shown.append(not missing)
    assert {True, False} == set(shown)


def test_every_side_two_says_whom_to_call(composer: Composer, registry: Registry) -> None:
    """In each language: what to say; the switchboard where no number helps, or nobody answers.

    That is the sheet of every ambito and of every Comune, and no other Comune's office is proposed.
    """
    checked = 0
    for ambito in registry.ambiti:
        gaps = without_number(ambito)
        untold = [name for name in gaps if not is_in_doubt(ambito, name)]
        for comune in (None, *ambito.comuni):
            html = composer.contacts(ambito, comune).html
            has_numbers = any(row.telefoni for row in ambito.contatti)
            for locale in composer.locales:
                for sentence, is_said in (
                    (CALLING, True),
                    (UNANSWERED, has_numbers),
                    (SWITCHBOARD, comune in gaps if comune else bool(untold)),
                ):
                    words = translate_markup(locale, sentence)
                    assert (words in html) == is_said, (ambito.id, comune, locale.code, sentence)
                    checked += is_said
    assert checked > 4 * 64 * 2


class _Listening(Locale):
    """A locale that remembers which sentences were asked of it."""

    def text(self, source: str) -> str:
        ASKED.add((self.code, source))
        return super().text(source)


ASKED: set[tuple[str, str]] = set()


@pytest.fixture(scope="session")
def sentences(shipped: Workspace) -> set[str]:
    """Every sentence of the catalogues' template."""
    with (shipped.locales / "leaflet.pot").open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id}


@pytest.fixture(scope="session")
def asked(shipped: Workspace, texts: Texts, registry: Registry) -> set[tuple[str, str]]:
    """Language and sentence of all that the real sheets are composed of."""
    from leaflet.pages.sheet import Composer  # noqa: PLC0415

    locales = [
        _Listening(locale.language, locale.entries, locale.reviewed_by)
        for locale in texts.published
    ]
    ASKED.clear()
    for output in plan(registry, Composer(shipped.templates, locales, registry)).outputs:
        output.pages()
    return set(ASKED)


def test_which_sentences_the_sheets_show(
    asked: set[tuple[str, str]], sentences: set[str], texts: Texts
) -> None:
    """The sheets show every sentence in every language, but for the exceptions named here."""
    codes = [locale.code for locale in texts.published]
    assert codes == ["it", "en", "es", "ar"]
    assert len(sentences) > 30
    for code in codes:
        shown = {sentence for language, sentence in asked if language == code}
        exceptions = OF_TRANSLATIONS if code == "it" else set()
        hidden = NOT_OF_THIS_REGISTRY | OF_OTHER_PRODUCTS | OF_AIDS
        assert sentences - shown - hidden == exceptions, code


@pytest.mark.parametrize("reader", EACH_READER)
def test_every_word_of_every_catalogue_can_be_read(
    reader: str, sheets: dict[str, Path], asked: set[tuple[str, str]], texts: Texts
) -> None:
    """Each sentence of each language, Arabic included, is found whole on some printed page."""
    pages = [_words(page) for pdf in sheets.values() for page in _text(pdf, reader)]
    lost = {
        (code, sentence): wanted
        for code, sentence in asked
        if (wanted := _sentence_words(texts.locale(code), sentence))
        and not any(wanted <= page for page in pages)
    }

    assert len(asked) > 4 * 30
    assert lost == {}


@pytest.mark.parametrize("reader", EACH_READER)
def test_sentences_that_no_real_row_needs(
    reader: str, made_up: tuple[Path, str], texts: Texts
) -> None:
    """An extension and two dates of verification are readable in every language as well."""
    page = _text(made_up[0], reader)[1]
    for locale in texts.published:
        for sentence in sorted(NOT_OF_THIS_REGISTRY):
            wanted = _sentence_words(locale, sentence)
            assert wanted, sentence
            assert wanted - _words(page) == set(), f"{locale.code}: {sentence}"
    assert page.count("266") == 4
    assert page.count("2024") == 4
    assert "9512" in page


def _sentence_words(locale: Locale, sentence: str) -> set[str]:
    return _words(re.sub(r"\{\w+\}", " ", locale.text(sentence)))


# Contacts


@pytest.mark.parametrize("reader", EACH_READER)
def test_phone_numbers_in_dialling_order(
    reader: str, sheets: dict[str, Path], registry: Registry
) -> None:
    """Every phone number is found on its ambito's side two with its digits in dialling order."""
    found = 0
    for ambito in registry.ambiti:
        page = _text(sheets[ambito.id], reader)[1]
        for telefono in _phones(ambito):
            digits = r"[ \u00a0]*".join(_digits(telefono.numero))
            assert re.search(rf"(?<!\d){digits}(?!\d)", page), f"{ambito.id}: {telefono.numero}"
            found += 1
    assert found


@pytest.mark.parametrize("reader", EACH_READER)
def test_keys_to_press_and_hours_in_order(
    reader: str, sheets: dict[str, Path], registry: Registry
) -> None:
    """Extension, keys of a phone menu, hours from–to: found in the order in which they count."""
    found = 0
    for ambito in registry.ambiti:
        page = _text(sheets[ambito.id], reader)[1]
        for telefono in _phones(ambito):
            wanted = [f"{orario.dalle}–{orario.alle}" for orario in telefono.orari]
            wanted += [text for text in [describe_ways(telefono)] if text]
            assert [text for text in wanted if text not in page] == [], ambito.id
            found += len(wanted)
    assert found


@pytest.mark.parametrize("reader", EACH_READER)
def test_e_mail_addresses_can_be_read(
    reader: str, sheets: dict[str, Path], registry: Registry
) -> None:
    """Every e-mail address is found letter by letter, even when it had to be broken."""
    found = 0
    for ambito in registry.ambiti:
        page = re.sub(r"\s", "", _text(sheets[ambito.id], reader)[1])
        for address in _emails(ambito):
            assert address in page, ambito.id
            found += 1
    assert found


def test_links_are_those_of_the_registry(sheets: dict[str, Path], registry: Registry) -> None:
    """Side two links to exactly the phones (E.164), e-mails and pages of its ambito."""
    for ambito in registry.ambiti:
        wanted = {f"tel:+39{_digits(telefono.numero)}" for telefono in _phones(ambito)}
        wanted |= {f"mailto:{address}" for address in _emails(ambito)}
        wanted |= {link.url for contatto in ambito.contatti for link in contatto.link}
        side_one, side_two = structure.links(sheets[ambito.id])
        assert wanted, ambito.id
        assert set(side_two) == wanted, ambito.id
        assert side_one == [], ambito.id
    assert structure.links(sheets[GENERIC]) == [[], []]


def test_a_link_dials_the_number_it_shows(sheets: dict[str, Path]) -> None:
    """The text under each clickable area is the number or the address that the link opens."""
    compared = 0
    for name, pdf in sheets.items():
        for address, text in _pages(pdf)[1].links.items():
            kind, _, target = address.partition(":")
            if kind == "tel":
                assert f"+39{_digits(text)}" == target, name
            elif kind == "mailto":
                assert re.sub(r"\s", "", text) == target, name
            else:
                continue
            compared += 1
    assert compared


@pytest.mark.judged
def test_the_generic_sheet_has_no_contacts(sheets: dict[str, Path]) -> None:
    """The generic sheet shows no number that could be dialled and no address."""
    for reader in READERS:
        _, page = _text(sheets[GENERIC], reader)
        assert not re.search(r"\d[\d ]{5,}", page), reader
        assert "@" not in page, reader
        assert "Chi chiamare" in page, reader


# What machines read


def test_metadata(sheets: dict[str, Path], registry: Registry) -> None:
    """Title, author and subject stand in Info and XMP alike, with the language and both claims."""
    named = {
        ambito.id: (
            f"Cosa fare in caso di sfratto: {ambito.nome}",
            ambito.ente,
            f"{', '.join(ambito.comuni)}: chi chiamare",
        )
        for ambito in registry.ambiti
    }
    named[GENERIC] = (
        "Cosa fare in caso di sfratto",
        "Prefettura di Milano",
        "Per ogni Comune: chi chiamare",
    )
    dublin_core = "{http://purl.org/dc/elements/1.1/}"

    assert sheets.keys() == named.keys()
    for name, (title, author, subject) in named.items():
        told = structure.metadata(sheets[name])
        assert (told.language, told.shows_title) == ("it", True)
        assert told.info["Title"] == told.xmp[f"{dublin_core}title"] == title
        assert told.info["Author"] == author
        assert told.xmp[f"{dublin_core}creator"] == [author]
        assert told.info["Subject"] == told.xmp[f"{dublin_core}description"] == subject
        assert told.xmp["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
        assert told.xmp["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
        assert told.xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_no_clock(sheets: dict[str, Path]) -> None:
    """No sheet says when it was made: its dates come from the registry."""
    for name, pdf in sheets.items():
        told = structure.metadata(pdf)
        keys = [key for key in (*told.info, *told.xmp) if "date" in key.lower()]
        assert keys == [], name


def test_bookmarks(sheets: dict[str, Path], texts: Texts, registry: Registry) -> None:
    """Each side has a bookmark; under side one stand the languages in their own names."""
    languages = [locale.language.name for locale in texts.published]
    for name, pdf in sheets.items():
        (first, panels), (second, parts) = structure.bookmarks(pdf)
        assert (first, second) == ("Cosa fare in caso di sfratto", "Chi chiamare"), name
        assert [title for title, _ in panels] == languages, name
        titles = [title for title, _ in parts]
        ambito = registry.ambito(name)
        if ambito and any(contatto.comuni for contatto in ambito.contatti):
            assert "Comune per Comune" in titles, name
        assert titles, name


def test_languages_in_the_structure(sheets: dict[str, Path], texts: Texts) -> None:
    """On both sides each language is marked, and right-to-left exactly where it is Arabic."""
    codes = {locale.code for locale in texts.published}
    for name, pdf in sheets.items():
        elements = structure.elements(pdf)
        for page in (0, 1):
            marked = {element.language for element in elements if element.page == page}
            assert codes <= marked, f"{name}, page {page + 1}"
        spoken = [element for element in elements if element.language]
        assert spoken, name
        for element in spoken:
            right_to_left = element.writing_mode == "RlTb"
            assert right_to_left == (element.language == "ar"), f"{name}: {element}"


def test_table_cells_name_their_headers(sheets: dict[str, Path], registry: Registry) -> None:
    """Each data cell names the header cells of its row and column, as screen readers need.

    Where no row says more than its numbers, as in Melzo, there is no column for more.
    """
    tables = 0
    for ambito in registry.ambiti:
        elements = structure.elements(sheets[ambito.id])
        local = [contatto for contatto in ambito.contatti if contatto.comuni]
        rows, in_doubt = len(local), sum(not contatto.raggiungibile for contatto in local)
        more = 0 if ambito.id == "melzo" else 1
        headers = [element.identifier for element in elements if element.tag == "TH"]
        cells = [element.headers for element in elements if element.tag == "TD"]
        assert [element.tag for element in elements].count("Table") == bool(rows), ambito.id
        assert len(headers) == (rows + 2 + more if rows else 0), ambito.id
        in_one = in_doubt * more  # there one cell spans two columns
        assert len(cells) == (1 + more) * rows - in_one, ambito.id
        assert None not in headers, ambito.id
        assert sum(map(len, cells)) == 2 * (1 + more) * rows - in_one, ambito.id
        assert all(set(named) <= set(headers) for named in cells), ambito.id
        tables += bool(rows)
    assert tables


def test_pictures_have_words_and_a_place(sheets: dict[str, Path]) -> None:
    """Every pictogram and QR code has a text alternative, and its box lies on the page."""
    width, height = A4
    for name, pdf in sheets.items():
        pictures = [element for element in structure.elements(pdf) if element.tag == "Figure"]
        assert pictures, name
        for picture in pictures:
            assert picture.alternative, name
            assert picture.box, name
            left, bottom, right, top = picture.box
            assert 0 <= left < right <= width, f"{name}: {picture}"
            assert 0 <= bottom < top <= height, f"{name}: {picture}"


# What the eye sees


def test_text_is_never_small(sheets: dict[str, Path]) -> None:
    """No text on any page is smaller than ten points."""
    sizes = {
        name: [piece.size for page in _pages(pdf) for piece in page.pieces]
        for name, pdf in sheets.items()
    }

    assert all(len(found) > 100 for found in sizes.values())
    assert {name: min(found) for name, found in sizes.items() if min(found) < SMALLEST_TEXT} == {}


def test_advice_is_large(sheets: dict[str, Path]) -> None:
    """On side one nearly all is at 12 pt, and Arabic at the 14.4 that look as large."""
    for name, pdf in sheets.items():
        pieces = [piece for piece in _pages(pdf)[0].pieces if piece.size < LARGE]
        signs = sum(len(piece.text) for piece in pieces)
        small = sum(len(piece.text) for piece in pieces if piece.size < ADVICE)
        arabic = [piece.size for piece in pieces if _ARABIC.search(piece.text)]
        assert signs > 2000, name
        assert small < signs / 5, name
        assert len(arabic) > 20, name
        assert sorted(arabic)[len(arabic) // 2] == pytest.approx(14.4, abs=0.1), name


def test_nothing_is_cut_off_or_printed_over(
    sheets: dict[str, Path], made_up: tuple[Path, str]
) -> None:
    """All text lies on the page, and no two lines lie on each other."""
    for name, pdf in [*sheets.items(), ("made up", made_up[0])]:
        for page in _pages(pdf):
            assert len(page.pieces) > 20, name
            assert layout.outside(page) == [], name
            assert layout.overlaps(page) == [], name


def test_phone_numbers_are_the_largest(sheets: dict[str, Path], registry: Registry) -> None:
    """Nothing on side two, its title included, is as large as the smallest phone number."""
    judged = 0
    for ambito in registry.ambiti:
        numbers = {_digits(telefono.numero) for telefono in _phones(ambito)}
        pieces = _pages(sheets[ambito.id])[1].pieces
        phones = [piece.size for piece in pieces if _digits(piece.text) in numbers]
        others = {piece.size: piece.text for piece in pieces if _digits(piece.text) not in numbers}
        assert len(phones) == len(numbers), ambito.id
        if phones:
            judged += 1
            assert min(phones) > max(others), f"{ambito.id}: {others[max(others)]}"
    assert judged


def test_grey_print_is_readable(sheets: dict[str, Path]) -> None:
    """Printed in grey, all text keeps a contrast of at least 7:1 with the paper (WCAG AAA)."""
    for name, pdf in sheets.items():
        colours = {piece.colour for page in _pages(pdf) for piece in page.pieces}
        assert len(colours) > 1, name
        assert min(layout.contrast(colour, WASH) for colour in colours) >= 7, name


# QR codes


def _own_page(ambito: Ambito) -> list[str]:
    """The first page of the offices that serve the whole ambito."""
    links = (link.url for contatto in ambito.di_ambito() for link in contatto.link)
    return list(links)[:1]


def test_qr_codes_open_the_offices_page(sheets: dict[str, Path], registry: Registry) -> None:
    """Without a portal the printed QR code opens the office's own page, or is left out.

    The whole address stands beside it.
    """
    wanted = {ambito.id: _own_page(ambito) for ambito in registry.ambiti} | {GENERIC: []}

    assert registry.base_url is None
    assert any(wanted.values())
    assert {name: readers.qr_codes(pdf) for name, pdf in sheets.items()} == wanted
    for name, urls in wanted.items():
        whole = "".join(_text(sheets[name], "pdfium")[1].split())
        assert all(url.split("://")[1].rstrip("/") in whole for url in urls), name


def test_qr_codes_open_the_portal(
    registry: Registry,
    composer_of: Callable[[Registry], Composer],
    renderer: Renderer,
    tmp_path: Path,
) -> None:
    """With `base_url` the code of every ambito opens its page; the whole address stands beside."""
    base = "https://sfratti.tribunale.example.it/milano/"
    composer = composer_of(registry.model_copy(update={"base_url": base}))
    some = registry.ambiti[::4]
    pages = {a.id: (composer.contacts(a), f"{base}it/ambiti/{a.id}/") for a in some}
    pages[GENERIC] = (composer.generic(), base)
    for name, (coded, address) in pages.items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(renderer.pdf((coded.html,)))
        assert readers.qr_codes(file) == [address]
        text = _text(file, "mupdf")[0]
        assert address.removeprefix("https://").rstrip("/") in text, name
        captions = [text.count(words) for words in ("Escanea con el", "Escanea el código con")]
        assert sorted(captions) == [0, 1], name


def test_a_code_stays_in_its_box(
    registry: Registry,
    composer_of: Callable[[Registry], Composer],
    renderer: Renderer,
    tmp_path: Path,
) -> None:
    """Where the box has nothing else in it: what comes next begins below the code."""
    composer = composer_of(registry.model_copy(update={"base_url": "https://a.example"}))
    ambito = registry.ambito("corsichese")
    assert ambito
    file = tmp_path / "corsichese.pdf"
    file.write_bytes(renderer.pdf((composer.contacts(ambito).html,)))
    (code,) = (e for e in structure.elements(file) if (e.alternative or "").startswith("QR: "))
    (next_,) = (p for p in _pages(file)[0].pieces if "Comune per Comune" in p.text)
    assert code.box
    assert A4[1] - code.box[1] < next_.box[1]


def test_two_pages_of_one_site_are_told_apart(
    made_up: tuple[Path, str], composer_of: Callable[[Registry], Composer]
) -> None:
    """A link without a title is its whole address, not the name of the site alone."""
    links = "link: [{url: 'https://www.a.it/casa/'}, {url: 'http://www.a.it/sat?x=1'}]"
    text = MADE_UP.replace("note: In verifica.", links)
    registry = reading.read(text.encode(), "prova.yaml").registry
    assert registry
    html = composer_of(registry).contacts(registry.ambiti[0]).html
    words = re.sub("<[^>]*>", "", html)
    assert "www.a.it/casa" in words
    assert "www.a.it/sat?x=1" in words
    assert "www.a.it" not in made_up[1]


def test_the_own_row_comes_first_however_its_comune_is_written(
    composer_of: Callable[[Registry], Composer],
) -> None:
    """A row for «BUCCINASCO», which is only a warning, leads the sheet of Buccinasco."""
    text = MADE_UP.replace("- comuni: [Buccinasco]", "- comuni: [BUCCINASCO]")
    assert text != MADE_UP
    registry = reading.read(text.encode(), "prova.yaml").registry
    assert registry
    html = composer_of(registry).contacts(registry.ambiti[0], "Buccinasco").html
    assert 0 < html.index('<section class="general own">') < html.index("02\N{NO-BREAK SPACE}9512")
    assert "BUCCINASCO" not in html


def test_who_helps_besides_stands_below_all_offices(
    made_up: tuple[Path, str], composer_of: Callable[[Registry], Composer]
) -> None:
    """In smaller figures than any office; alone, it is no reason not to call the Comune."""
    page = _pages(made_up[0])[1]
    offices = [p for p in page.pieces if re.search("9512 ?0[23]|020202", _plain(p.text))]
    (besides,) = (p for p in page.pieces if "0400" in p.text)
    assert len(offices) > 2
    assert all(besides.size < office.size for office in offices)
    assert all(besides.box[1] >= office.box[3] for office in offices)
    alone = (
        MADE_UP.partition("      - telefoni")[0] + MADE_UP[MADE_UP.index("      - tipo: sost") :]
    )
    registry = reading.read(alone.encode(), "prova.yaml").registry
    assert registry
    html = composer_of(registry).contacts(registry.ambiti[0]).html
    assert "Chiama il centralino del tuo <b>Comune</b>" in html
    assert "Per tutti i Comuni di questo elenco" not in html
    assert UNANSWERED not in html


def test_a_part_stands_beside_its_comune(composer_of: Callable[[Registry], Composer]) -> None:
    """In one table, as people count; also on the sheet of the Comune itself."""
    parts = "".join(
        f'      - {{zone: [Municipio {n}], telefoni: [{{numero: "02 9512 03{n:02}"}}],\n'
        "         verificato: 2024-03-05}\n"
        for n in (10, 9, 3)
    )
    text = MADE_UP.replace("[Assago, Buccinasco]", "[Assago]").partition("      - comuni: [Bucc")[0]
    registry = reading.read((text + parts).encode(), "prova.yaml").registry
    assert registry
    for comune in (None, "Assago"):
        html = composer_of(registry).contacts(registry.ambiti[0], comune).html
        heads = re.findall('<th scope="row">([^<]*)</th>', html)
        assert heads == [f"Assago, Municipio {n}" for n in (3, 9, 10)]
        assert "Comune per Comune" not in html


# Golden files


def test_golden(sides: Mapping[str, tuple[str, ...]], pytestconfig: pytest.Config) -> None:
    """The HTML of both sides of every sheet is what somebody has looked at and committed."""
    pages = {name: html for name, (_, html) in sides.items()}
    assert len({first for first, _ in sides.values()}) == 1, "side one is the same for all"
    pages[SIDE_ONE] = next(iter(sides.values()))[0]
    if pytestconfig.getoption("--update-golden"):
        _write_golden(pages)
    golden = {file.stem: file.read_bytes().decode() for file in sorted(GOLDEN.glob("*.html"))}

    assert sorted(golden) == sorted(pages), "if this is meant: pytest --update-golden"
    for name, html in pages.items():
        assert "\n".join(_difference(golden[name], html, name)) == "", "pytest --update-golden?"
        assert golden[name] == html, name


def _write_golden(pages: Mapping[str, str]) -> None:
    GOLDEN.mkdir(exist_ok=True)
    for file in GOLDEN.glob("*.html"):
        file.unlink()
    for name, html in pages.items():
        (GOLDEN / f"{name}.html").write_bytes(html.encode())


def _difference(old: str, new: str, name: str) -> Iterable[str]:
    return difflib.unified_diff(old.splitlines(), new.splitlines(), name, name, "", "", 1, "")
