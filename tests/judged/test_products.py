# SPDX-License-Identifier: EUPL-1.2
"""What is made beside the sheet, judged by real readers and validators.

Two real ambiti and a made-up one, which has what no real row has; with a portal, so that the poster
has its QR code. It is built once for all workers of pytest-xdist.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from leaflet.build.ingredients import Typesetting
from leaflet.build.kinds import Product
from leaflet.build.products import PRODUCTS, PlannedFile, plan
from leaflet.build.workers import make_worker_pool
from leaflet.pages.sheet import Composer
from leaflet.pages.sms import LONGEST, count_parts
from leaflet.registry import reading
from leaflet.texts.catalogues import Locale
from tests.building import built, context_of
from tests.judges import layout, readers, structure, verapdf
from tests.judges.markup import Markup
from tests.judges.readers import READERS
from tests.pages.test_sheet import MADE_UP, OF_AIDS, OF_TRANSLATIONS
from tests.pages.test_sheet import _digits as digits
from tests.pages.test_sheet import _plain as plain
from tests.pages.test_sheet import _sentence_words as sentence_words
from tests.pages.test_sheet import _words as words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts

OTHERS = (Product.SINGLE, Product.BILINGUAL, Product.POSTER, Product.TEXT)
"""The leaflets of aids are judged in `test_aids.py`."""
PORTAL = "https://sfratti.example.it/milano"
SMALLEST: dict[str, int] = {Product.SINGLE: 16, Product.BILINGUAL: 10, Product.POSTER: 14}
"""Points."""
A3, A4 = (841.89, 1190.55), (595.28, 841.89)
PAGES: dict[str, tuple[float, float]] = {
    Product.SINGLE: A4,
    Product.BILINGUAL: A4,
    Product.POSTER: A3,
}
LRI, PDI = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
ISOLATE = re.compile(f"{LRI}[^{LRI}{PDI}]*{PDI}")
HOURS = "ساعات العمل"
"""MuPDF gives this label and the day after it one box, in which the other days stand as well."""
BELOW_THE_TEXT = 0.92
"""Share of a page's height under which only its margin stands."""


@pytest.fixture(scope="session")
def some(registry: Registry) -> Registry:
    """Two real ambiti, the made-up one, and a portal."""
    made_up = reading.read(MADE_UP.encode(), "prova.yaml").registry
    assert made_up
    real = [ambito for ambito in registry.ambiti if ambito.id in {"melzo", "milano"}]
    ambiti = (*real, *made_up.ambiti)
    return registry.model_copy(update={"ambiti": ambiti, "base_url": PORTAL})


@pytest.fixture(scope="session")
def outputs(some: Registry, composer_of: Callable[[Registry], Composer]) -> tuple[PlannedFile, ...]:
    """What is to be made."""
    return plan(some, composer_of(some), products=OTHERS).outputs


@pytest.fixture(scope="session")
def folder(
    some: Registry,
    composer_of: Callable[[Registry], Composer],
    typesetting: Typesetting,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder in which it was made."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base
    made = base / "products"
    with FileLock(base / "products.lock"):
        if not (made / "manifest.json").is_file():
            wanted = plan(some, composer_of(some), products=OTHERS)
            workers = make_worker_pool("processes", context_of(typesetting))
            report = built(wanted, made, typesetting, workers=workers)
            assert not report.problems
    return made


def of(product: str, outputs: tuple[PlannedFile, ...]) -> list[PlannedFile]:
    found = [output for output in outputs if output.product == product]
    assert found
    return found


def test_what_is_made(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """A file for each ambito and language, or pair of languages, one poster, and nothing else."""
    title = "cosa-fare-in-caso-di-sfratto"
    wanted = {f"pdf/manifesto/{title}_manifesto.pdf"}
    for name in ("melzo", "milano", "prova"):
        for code in ("it", "en", "es", "ar"):
            wanted |= {
                f"pdf/una-lingua/{title}_{name}_{code}.pdf",
                f"testo/{title}_{name}_{code}.txt",
                f"testo/{title}_{name}_{code}_sms.txt",
                f"testo/che-cosa-puoi-fare_{name}_{code}.txt",
            }
        wanted |= {f"pdf/bilingue/{title}_{name}_it-{code}.pdf" for code in ("en", "es", "ar")}
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert {output.path for output in outputs} == wanted
    assert made == wanted | {"manifest.json", "history.jsonl", ".lock"}
    names = [output.name for output in outputs]
    assert len(set(names)) == len(names)


def test_chosen_ambiti_and_the_poster(
    some: Registry, composer_of: Callable[[Registry], Composer]
) -> None:
    """With an id there are its files alone, and the poster, which is about all ambiti."""
    some_files = plan(some, composer_of(some), ["milano"], PRODUCTS).outputs
    assert {output.ambito.id for output in some_files if output.ambito} == {"milano"}
    assert [output.name for output in some_files if not output.ambito] == [Product.POSTER]


def test_standards(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """VeraPDF finds every PDF of every product to be PDF/A-2a and PDF/UA-1 at once."""
    files = {output.path: output.product for output in outputs if output.is_drawn}
    verdicts = verapdf.validate([folder / path for path in files], ("2a", "ua1"))
    assert {key: broken for key, broken in verdicts.items() if broken} == {}
    assert set(files.values()) == set(PAGES) == set(SMALLEST)
    assert len(verdicts) == 2 * (3 * 4 + 3 * 3 + 1)


@pytest.mark.parametrize("product", PAGES)
def test_paper(product: str, outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """A4 for all that people take home: one sheet, or as many pages as large print needs."""
    for output in of(product, outputs):
        sizes = structure.page_sizes(folder / output.path)
        assert sizes == [pytest.approx(PAGES[product], abs=0.01)] * len(sizes), output.name
        fixed: dict[str, set[int]] = {Product.BILINGUAL: {2}, Product.POSTER: {1}}
        assert len(sizes) in fixed.get(product, {2, 3, 4}), output.name


@pytest.mark.parametrize("product", PAGES)
def test_text_is_never_small(product: str, outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """Large print is large, the poster can be read standing, and nothing lies on anything else."""
    for output in of(product, outputs):
        for page in layout.pages(folder / output.path):
            assert len(page.pieces) > 5, output.name
            assert min(piece.size for piece in page.pieces) > SMALLEST[product] - 0.01, output.name
            assert layout.outside(page) == [], output.name
            assert [p for p in layout.overlaps(page) if HOURS not in p[0]] == [], output.name


@pytest.mark.parametrize("reader", READERS)
def test_every_word_can_be_read(
    reader: str, outputs: tuple[PlannedFile, ...], folder: Path
) -> None:
    """Each word of the composed pages, Arabic included, is found with its letters in order."""
    compared = 0
    for output in outputs:
        if not output.is_drawn:
            continue
        wanted = words(" ".join(Markup(side).text() for side in output.pages().sides))
        if (
            output.product == Product.BILINGUAL
        ):  # whose side two is the sheet's, and may leave out advice
            without = frozenset({"calling", "appointment"})
            wanted = words(" ".join(Markup(s).text(without=without) for s in output.pages().sides))
        found = words(plain(" ".join(readers.texts(folder / output.path)[reader])))
        assert wanted - found == set(), output.name
        compared += len(wanted)
    assert compared > 2000


@pytest.mark.parametrize("reader", READERS)
def test_contacts_of_large_print_can_be_read_and_dialled(
    reader: str, outputs: tuple[PlannedFile, ...], folder: Path
) -> None:
    """Digits in dialling order, addresses letter by letter, in whichever language."""
    for output in of(Product.SINGLE, outputs):
        assert output.ambito
        text = plain(" ".join(readers.texts(folder / output.path)[reader]))
        links = {link for page in structure.links(folder / output.path) for link in page}
        for contatto in output.ambito.contatti:
            for telefono in contatto.telefoni:
                number = r"[ \u00a0]*".join(digits(telefono.numero))
                assert re.search(rf"(?<!\d){number}(?!\d)", text), output.name
                assert f"tel:+39{digits(telefono.numero)}" in links
            for address in contatto.email:
                assert address in re.sub(r"\s", "", text), output.name
                assert f"mailto:{address}" in links


def test_phone_numbers_are_twice_as_large(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """In large print as well."""
    for output in of(Product.SINGLE, outputs):
        assert output.ambito
        numbers = {digits(t.numero) for c in output.ambito.uffici() for t in c.telefoni}
        pages = layout.pages(folder / output.path)
        sizes = [p.size for page in pages for p in page.pieces if digits(p.text) in numbers]
        assert len(sizes) == len(numbers) > 0, output.name
        assert min(sizes) >= 32 - 0.01, output.name


def test_every_page_of_large_print_says_what_it_belongs_to(
    outputs: tuple[PlannedFile, ...], folder: Path
) -> None:
    """The code and the number of the page, since loose pages get mixed up."""
    for output in of(Product.SINGLE, outputs):
        pages = layout.pages(folder / output.path)
        for number, page in enumerate(pages):
            height = page.box[3]
            margin = [p.text.strip() for p in page.pieces if p.box[1] > BELOW_THE_TEXT * height]
            assert output.pages().code in margin, output.name
            assert f"{number + 1} / {len(pages)}" in margin, output.name


def test_each_shows_its_own_code(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """What is on paper or in a message is what the manifest says, and no two are the same."""
    codes = {output.path: output.pages().code for output in outputs}
    for path, code in codes.items():
        file = folder / path
        is_text = path.endswith(".txt")
        text = file.read_text("utf-8") if is_text else readers.texts(file)["mupdf"][-1]
        assert code in text, path
    assert len(set(codes.values())) == len(codes)


def test_a_code_does_not_depend_on_style(
    some: Registry, shipped: Workspace, texts: Texts, tmp_path: Path
) -> None:
    """Another style makes another file, but what it says is the same."""
    templates = shutil.copytree(shipped.templates, tmp_path / "templates")
    before = plan(some, Composer(templates, texts.published, some), products=OTHERS).outputs
    pages = [output.pages() for output in before]
    for style in (templates / "products").glob("*.css"):
        style.write_text(f"{style.read_text()}\nbody {{ color: black }}\n")
    after = plan(some, Composer(templates, texts.published, some), products=OTHERS).outputs
    for output, was, now in zip(before, pages, (o.pages() for o in after), strict=True):
        assert now.code == was.code, output.name
        assert (now.sides == was.sides) == (not output.is_drawn), output.name


def test_products_leave_the_sheet_alone(shipped: Workspace, tmp_path: Path) -> None:
    """Their templates and styles are no part of the key of a sheet, which its own styles are."""
    templates = shutil.copytree(shipped.templates, tmp_path / "templates")

    def environment() -> str:
        return Typesetting(templates, ("Noto Sans",)).environment

    before = environment()
    (templates / "products" / "poster.css").write_text("p { color: black }")
    (templates / "products" / "flag.svg").write_text("<svg/>")
    assert environment() == before
    (templates / "sheet" / "sheet.css").write_text("p { color: black }")
    assert environment() != before


def test_languages_in_the_structure(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """Right to left exactly where it is Arabic; the language of a file is that of its reader."""
    for output in outputs:
        if not output.is_drawn:
            continue
        elements = structure.elements(folder / output.path)
        spoken = [element for element in elements if element.language]
        assert spoken, output.name
        assert all((e.writing_mode == "RlTb") == (e.language == "ar") for e in spoken), output.name
        reader = output.name[-2:] if output.product == Product.SINGLE else "it"
        assert structure.metadata(folder / output.path).language == reader


def test_two_languages_stand_side_by_side(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """Each Italian sentence begins as high as its translation, and left of it."""
    (output,) = (o for o in of(Product.BILINGUAL, outputs) if o.name == "milano bilingual it-es")
    pieces = layout.pages(folder / output.path)[0].pieces
    tops = {piece.text.strip(): piece.box for piece in pieces}
    pairs = [("Da sapere", "Debes saber"), ("Come avere aiuto", "Cómo recibir ayuda")]
    pairs += [("Chiedere aiuto è una tua scelta.", "Pedir ayuda es tu decisión.")]
    for italian, spanish in pairs:
        assert tops[italian][1] == pytest.approx(tops[spanish][1], abs=0.5)
        assert tops[italian][2] < tops[spanish][0]


def test_the_poster_leads_to_the_portal_where_there_is_one(  # noqa: PLR0913, PLR0917  (fixtures)
    outputs: tuple[PlannedFile, ...],
    folder: Path,
    some: Registry,
    composer_of: Callable[[Registry], Composer],
    typesetting: Typesetting,
    tmp_path: Path,
) -> None:
    """A large QR code; without a portal neither a code nor words about one."""
    (output,) = of(Product.POSTER, outputs)
    assert readers.qr_codes(folder / output.path) == [f"{PORTAL}/"]
    pictures = structure.elements(folder / output.path)
    (code,) = (picture for picture in pictures if picture.alternative == f"QR: {PORTAL}/")
    assert code.box
    assert code.box[2] - code.box[0] > 180
    text = readers.texts(folder / output.path)["mupdf"][0]
    bare = some.model_copy(update={"base_url": None})
    report = built(plan(bare, composer_of(bare), products=(Product.POSTER,)), tmp_path, typesetting)
    assert report.written == [output.path]
    without = readers.texts(tmp_path / output.path)["mupdf"][0]
    assert readers.qr_codes(tmp_path / output.path) == []
    assert "Inquadra" in text
    assert "Inquadra" not in without
    for ambito in some.ambiti:
        for comune in ambito.comuni:
            assert comune in " ".join(text.split())
            assert comune in " ".join(without.split())


def test_the_poster_has_no_numbers(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """It hangs for years: what changes must not stand on it."""
    (output,) = of(Product.POSTER, outputs)
    for text in readers.texts(folder / output.path).values():
        assert not re.search(r"\d[\d ]{5,}", text[0])
        assert "@" not in text[0]


class _Listening(Locale):
    """A locale that remembers which sentences were asked of it."""

    def text(self, source: str) -> str:
        ASKED.add((self.code, source))
        return super().text(source)


ASKED: set[tuple[str, str]] = set()
OF_MANY_LANGUAGES = "Chiama il tuo Comune o scrivi: i contatti sono a pagina {numero}."
"""Four have no page behind the contacts (see test_many_languages.py)."""


def test_every_sentence_is_shown_in_every_language(
    some: Registry, shipped: Workspace, texts: Texts
) -> None:
    """With the sheet, the products show all that the catalogues have."""
    locales = [_Listening(lo.language, lo.entries, lo.reviewed_by) for lo in texts.published]
    composer = Composer(shipped.templates, locales, some)
    for output in plan(some, composer, products=(Product.SHEET, *OTHERS)).outputs:
        output.pages()
    sentences = {entry.source for entry in texts.published[0].entries}
    for locale in texts.published:
        shown = {sentence for code, sentence in ASKED if code == locale.code}
        exceptions = OF_TRANSLATIONS if locale.code == "it" else set()
        assert sentences - shown - OF_AIDS - {OF_MANY_LANGUAGES} == exceptions, locale.code


# Messages


def test_messages_are_plain_text(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """UTF-8 without a mark, lines ended, nothing invisible but isolates, no spaces at ends."""
    for output in of(Product.TEXT, outputs):
        data = (folder / output.path).read_bytes()
        text = data.decode("utf-8")
        assert data == "".join(output.pages().sides).encode()
        assert text.endswith("\n")
        assert not text.startswith(("\ufeff", "\n"))
        assert "\r" not in text
        assert "\n\n\n" not in text
        assert [line for line in text.split("\n") if line != line.rstrip()] == [], output.name
        odd = set(re.findall(r"[^\w\s\n!-~«»–’]", text)) - {LRI, PDI, *"،؟¿"}
        if output.name.endswith("aiuti"):  # boxes, amounts, papers in a row, a title
            odd -= set("☐€·“”")
        assert odd == set(), output.name


def test_paragraphs_of_messages_are_lines(
    outputs: tuple[PlannedFile, ...], folder: Path, texts: Texts
) -> None:
    """A chat breaks lines itself: two sentences that belong together stand on one."""
    for output in long_texts(outputs):
        locale = texts.locale(output.name[-2:])
        lines = (folder / output.path).read_text("utf-8").split("\n")
        first = locale.text("Chiedere aiuto è una tua scelta.")
        assert any(line.startswith(first) and len(line) > len(first) for line in lines)


def test_short_messages_take_two_parts(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """At most 300 characters and, but in Arabic, two parts; with the number of every office."""
    for output in of(Product.TEXT, outputs):
        if not output.name.endswith("sms"):
            continue
        text = (folder / output.path).read_text("utf-8").strip()
        assert output.ambito
        assert len(text) <= LONGEST, output.name
        assert output.name.endswith("ar sms") or count_parts(text) <= 2, output.name
        found = {digits(line.partition(": ")[2]) for line in text.split("\n")}
        numbers = {digits(t.numero) for c in output.ambito.uffici() for t in c.telefoni}
        assert numbers <= found, output.name


def long_texts(outputs: tuple[PlannedFile, ...]) -> list[PlannedFile]:
    """Return the messages that say whom to call, as long as they need to be."""
    return [o for o in of(Product.TEXT, outputs) if not o.name.endswith(("sms", "aiuti"))]


def test_a_comune_whose_row_is_in_doubt_is_told_once(
    outputs: tuple[PlannedFile, ...], folder: Path
) -> None:
    """Its own row says what to do: Inzago is a member of the ambito, and has that row."""
    for output in long_texts(outputs):
        if output.ambito and output.ambito.id == "melzo":
            assert (folder / output.path).read_text("utf-8").count("Inzago") == 2, output.name


def test_messages_have_every_contact_whole(
    outputs: tuple[PlannedFile, ...], folder: Path, texts: Texts
) -> None:
    """Numbers as they are written, addresses and links to the last letter, and the advice."""
    for output in long_texts(outputs):
        assert output.ambito
        text = (folder / output.path).read_text("utf-8")
        lines = text.split("\n")
        for contatto in output.ambito.contatti:
            for telefono in contatto.telefoni:
                assert any(digits(telefono.numero) == digits(line) for line in lines), output.name
            wanted = [*contatto.email, *(link.url for link in contatto.link)]
            assert [value for value in wanted if value not in text] == [], output.name
        locale = texts.locale(output.name[-2:])
        for sentence in ("Chiedere aiuto è una tua scelta.", "Quando chiami"):
            assert sentence_words(locale, sentence) <= words(text), output.name


def test_numbers_in_arabic_are_isolated(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """Each isolate ends on its line; outside there are no numbers but dates and steps."""
    judged = 0
    for output in long_texts(outputs):
        lines = (folder / output.path).read_text("utf-8").split("\n")
        if not output.name.endswith("ar"):
            assert LRI not in "".join(lines), output.name
            continue
        for line in lines:
            rest = ISOLATE.sub("", line)
            assert LRI not in rest, line
            assert PDI not in rest, line
            if re.search("[\u0600-\u06ff]", line):
                assert all(len(n) in {1, 2, 4} for n in re.findall(r"\d+", rest)), line
                assert "@" not in rest, line
                assert "http" not in rest, line
            judged += line != rest
    assert judged > 20
