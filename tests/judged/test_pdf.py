# SPDX-License-Identifier: EUPL-1.2
"""HTML becomes the same PDF every time, or an error: never something else in silence."""

from __future__ import annotations

import bisect
import functools
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from leaflet.build.ingredients import Typesetting
from leaflet.build.products import plan
from leaflet.pdf import fit_on_page
from leaflet.pdf.fit_on_page import FITS
from leaflet.pdf.renderer import DoesNotFitError, Renderer
from leaflet.problems import LeafletError
from leaflet.registry import reading
from leaflet.registry.model import Ambito, Registry
from leaflet.rules import check
from tests.building import built, made_of, plan_of
from tests.conftest import build
from tests.judges import layout, readers, structure
from tests.judges.markup import Markup
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from leaflet.build.products import Plan
    from leaflet.pages.sheet import Composer

    ComposerOf = Callable[[Registry], Composer]
    Drawn = dict[tuple[str, ...], bytes]

SMALLEST_TEXT = 10 - 0.01
"""Points; MuPDF computes sizes in single precision."""
WORKSPACE = ("cli.py", "leaflet", "templates", "locales", "contacts")
COMUNI = [f"Comune {number}" for number in range(1, 36)]

PAGE = """\
<!DOCTYPE html>
<html lang="it"><head><meta charset="utf-8"><title>Prova</title>
<style>html {{ font-family: "Noto Sans", "Noto Naskh Arabic" }}</style>
{head}</head><body><p class="c">Prova</p>{body}</body></html>
"""


def _page(body: str = "", head: str = "") -> Plan:
    return _one_side(PAGE.format(head=head, body=body))


def _one_side(html: str) -> Plan:
    return plan_of(made_of("pdf/prova.pdf", "Prova", html))


def _files(folder: Path) -> list[str]:
    """The finished files: what the build keeps for itself is not looked at."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("[!.]*.pdf"))


def _registry(yaml: str) -> Registry:
    registry = reading.read(yaml.encode(), "prova.yaml").registry
    assert registry
    return registry


# Same bytes


def test_same_bytes_from_another_process_and_folder(built: Path, tmp_path: Path) -> None:
    """A build elsewhere, with another hash seed, language and time zone, gives the same bytes."""
    elsewhere = tmp_path / "una cartella più lontana"
    elsewhere.mkdir()
    for name in WORKSPACE:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, elsewhere / name)
    other = {"PYTHONHASHSEED": "4321", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANGUAGE": "it"}
    done = build(elsewhere, elsewhere / "output", **other)

    assert done.returncode == 0, done.stdout + done.stderr
    assert _files(elsewhere / "output") == _files(built)
    assert len(_files(built)) > 2
    for name in _files(built):
        assert (elsewhere / "output" / name).read_bytes() == (built / name).read_bytes(), name


def test_same_bytes_whatever_was_drawn_before(
    sheets: dict[str, Path],
    registry: Registry,
    composer: Composer,
    typesetting: Typesetting,
    tmp_path: Path,
) -> None:
    """The last sheet of a whole build has the same bytes when it is made alone."""
    last = registry.ambiti[-1].id
    report = built(plan(registry, composer, [last]), tmp_path, typesetting)

    assert len(report.written) == 1
    assert (tmp_path / report.written[0]).read_bytes() == sheets[last].read_bytes()


@pytest.fixture(scope="module")
def drawn(registry: Registry, composer: Composer, typesetting: Typesetting) -> Drawn:
    """Some sheets, set loosely and tightly, each drawn by a renderer of its own."""
    outputs = [output.pages().sides for output in plan(registry, composer).outputs]
    assert len(outputs) > 4
    return {sides: _renderer(typesetting).pdf(sides) for sides in outputs[-4:]}


def _renderer(typesetting: Typesetting) -> Renderer:
    return Renderer(typesetting.templates / "sheet", typesetting.fonts)


@pytest.mark.parametrize("step", [1, -1])
def test_same_bytes_in_any_order(step: int, drawn: Drawn, typesetting: Typesetting) -> None:
    """A renderer that keeps what sheets have in common draws each as if it were its first."""
    renderer = _renderer(typesetting)

    for _ in range(2):
        for sides, expected in list(drawn.items())[::step]:
            assert renderer.pdf(sides) == expected


def test_same_bytes_from_several_threads(drawn: Drawn, typesetting: Typesetting) -> None:
    """Renderers, and one that threads share, may be used by several threads at once."""
    shared = _renderer(typesetting)
    renderers = [shared, _renderer(typesetting), shared, _renderer(typesetting)]
    with ThreadPoolExecutor(len(renderers)) as pool:
        found = list(pool.map(lambda renderer, sides: renderer.pdf(sides), renderers, drawn))

    assert found == list(drawn.values())


# What a page may ask for


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A network address at which nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


IMAGE = '<img src="{}" alt="x">'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>{}</svg>'
ASKING = {
    "image": (IMAGE, ""),
    "object": ('<object data="{}"></object>', ""),
    "embed": ('<embed src="{}">', ""),
    "style sheet": ("", '<link rel="stylesheet" href="{}">'),
    "import": ("", "<style>@import url({});</style>"),
    "background": ("", "<style>body {{ background: url({}) }}</style>"),
    "content": ("", "<style>.c::before {{ content: url({}) }}</style>"),
    "border": ("", "<style>.c {{ border: 1px solid; border-image-source: url({}) }}</style>"),
    "bullet": ("<ul><li>x</ul>", "<style>ul {{ list-style-image: url({}) }}</style>"),
    "font": ("", "<style>@font-face {{ font-family: Q; src: url({}) }}</style>"),
    "attachment": ("", '<link rel="attachment" href="{}">'),
    "attachment link": ('<a rel="attachment" href="{}">x</a>', ""),
    "image in a drawing": (SVG.format('<image href="{}" width="5" height="5"/>'), ""),
    "part of a drawing": (SVG.format('<use href="{}#a"/>'), ""),
}


def _refused(page: Plan, typesetting: Typesetting, output: Path) -> str:
    """The message of the LeafletError that building the page raises, and no file is left."""
    with pytest.raises(LeafletError) as caught:
        built(page, output, typesetting)
    assert _files(output) == []
    file, _, reason = str(caught.value).partition(": ")
    assert file == "pdf/prova.pdf"
    return reason


def test_a_sound_page_is_built(typesetting: Typesetting, tmp_path: Path) -> None:
    """The page that the tests below spoil one by one is sound."""
    report = built(_page(IMAGE.format("icons/phone.svg")), tmp_path, typesetting)

    assert report.written == ["pdf/prova.pdf"]
    assert _files(tmp_path) == ["pdf/prova.pdf"]


@pytest.mark.parametrize("how", ASKING)
def test_a_network_address_is_never_asked(
    how: str, listener: socket.socket, typesetting: Typesetting, tmp_path: Path
) -> None:
    """Whatever way a page refers to a network address, nobody calls there and the build fails."""
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.svg"
    body, head = (part.format(address) for part in ASKING[how])
    message = _refused(_page(body, head), typesetting, tmp_path)

    assert message.startswith("the page cannot be drawn whole: ")
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("how", ASKING)
def test_no_file_outside_the_templates(how: str, typesetting: Typesetting, tmp_path: Path) -> None:
    """Whatever way a page refers to a file outside the templates, the build fails."""
    body, head = (part.format("file:///etc/passwd") for part in ASKING[how])

    assert _refused(_page(body, head), typesetting, tmp_path).startswith(
        "the page cannot be drawn whole: "
    )


@pytest.mark.parametrize(
    "address",
    [
        "../../contacts/ambiti.yaml",
        "icons/../../../contacts/ambiti.yaml",
        "..%2F..%2Fcontacts%2Fambiti.yaml",
        "/etc/passwd",
        "//localhost/etc/passwd",
        "file://localhost/etc/passwd",
        "ftp://127.0.0.1/x.svg",
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E",
        "data:text/html,x",
        "icons/none.svg",
        "icons",
        "sheet.css",
    ],
)
def test_no_other_image(address: str, typesetting: Typesetting, tmp_path: Path) -> None:
    """An image that is elsewhere, inline, missing or no image at all fails the build."""
    message = _refused(_page(f'<img alt="x" src="{address}">'), typesetting, tmp_path)

    assert "Failed to load image" in message


def test_no_way_out_through_a_symbolic_link(typesetting: Typesetting, tmp_path: Path) -> None:
    """A link among the templates that points outside is not followed."""
    templates = tmp_path / "templates"
    shutil.copytree(typesetting.templates, templates)
    secret = tmp_path / "secret.svg"
    shutil.copy2(templates / "sheet" / "icons" / "phone.svg", secret)
    (templates / "sheet" / "icons" / "link.svg").symlink_to(secret)
    elsewhere = Typesetting(templates, typesetting.fonts)
    message = _refused(_page(IMAGE.format("icons/link.svg")), elsewhere, tmp_path / "output")

    assert "is outside the templates" in message


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        (IMAGE.format("icons/none.svg"), "", "Failed to load image"),
        ("", '<link rel="stylesheet" href="none.css">', "none.css"),
        ("", '<link rel="stylesheet" href="bad.css">', "unknown property"),
        ("", '<link rel="stylesheet" href="bad.css" media="print">', "unknown property"),
        ('<p style="background: url(icons/none.svg)">x', "", "Failed to load image"),
    ],
)
def test_a_failure_is_not_forgotten(
    body: str, head: str, reason: str, typesetting: Typesetting, tmp_path: Path
) -> None:
    """A renderer that failed for something missing or wrong fails again when asked again."""
    shutil.copytree(typesetting.templates / "sheet", tmp_path / "sheet")
    (tmp_path / "sheet" / "bad.css").write_text("p { frobnicate: 1 }")
    renderer = Renderer(tmp_path / "sheet", typesetting.fonts)
    page = PAGE.format(body=body, head=head)
    for draw in (lambda: renderer.pdf((page,)), lambda: renderer.side(page)):
        for _ in range(2):
            with pytest.raises(LeafletError, match=reason):
                draw()


# Warnings and letters


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("p { frobnicate: 1 }", "unknown property"),
        ("p { color: 12pt }", "invalid value"),
        ("p:frobnicate { color: red }", "Invalid or unsupported selector"),
    ],
)
def test_warnings_fail(style: str, reason: str, typesetting: Typesetting, tmp_path: Path) -> None:
    """What WeasyPrint would only warn of fails the build, with its words in the message."""
    message = _refused(_page(head=f"<style>{style}</style>"), typesetting, tmp_path)

    assert reason in message


@pytest.mark.parametrize(
    "letter",
    [
        "\N{GOTHIC LETTER AHSA}",
        "\N{CJK UNIFIED IDEOGRAPH-6F22}",
        "\N{HEBREW LETTER ALEF}",
        "\N{GRINNING FACE}",
        "\u0378",  # no character, and no font has it
        "\ue000",  # private use
    ],
)
def test_missing_letters_fail(
    letter: str, composer_of: ComposerOf, typesetting: Typesetting, tmp_path: Path
) -> None:
    """A letter that our fonts lack is an error, never a box or another font on paper."""
    html = _side_two(_ambito_of(2, nome=f"Prova {letter}"), composer_of)

    assert letter in html
    report = built(_one_side(html), tmp_path, typesetting)
    assert [problem.code for problem in report.problems] == ["P007"]
    assert _files(tmp_path) == []


# Long ambiti


def _ambito_of(rows: int, nome: str = "Prova") -> Registry:
    """A registry with one office in the middle and a number for each of many Comuni."""
    local = [
        {
            "comuni": [comune],
            "telefoni": [{"numero": f"02 9512 {i:04}"}],
            "verificato": "2023-01-24",
        }
        for i, comune in enumerate(COMUNI[:rows])
    ]
    middle = {
        "ufficio": "Ufficio di Piano",
        "telefoni": [{"numero": "02 020202"}],
        "email": ["ufficio@comune.milano.it"],
        "verificato": "2023-01-24",
    }
    assert len(local) == rows
    ambito = {
        "id": "prova",
        "nome": nome,
        "comuni": COMUNI[:rows],
        "contatti": [middle, *local],
    }
    return Registry.model_validate({"fonte": "Elenco di prova", "ambiti": [ambito]})


def _side_two(registry: Registry, composer_of: ComposerOf) -> str:
    return composer_of(registry).contacts(registry.ambiti[0]).html


def test_a_wrong_guess_costs_time_alone(
    composer_of: ComposerOf,
    composer: Composer,
    registry: Registry,
    typesetting: Typesetting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wherever the search begins, it ends at the loosest fit: as when all are tried in order."""
    sides = [composer.contacts(ambito).html for ambito in registry.ambiti[::8]]
    sides += [_side_two(_ambito_of(rows), composer_of) for rows in (5, 8, 11)]
    found = []
    for limits in ((9999,) * 4, (0,) * 4):
        monkeypatch.setattr(fit_on_page, "LENGTHS", limits)
        renderer = _renderer(typesetting)
        found.append([renderer.side(html).fit for html in sides])
    in_order, from_the_tightest = found
    assert len(set(in_order)) > 2
    assert from_the_tightest == in_order


def test_full_sheets_are_tightened_and_still_good(
    composer_of: ComposerOf, renderer: Renderer, tmp_path: Path
) -> None:
    """At every step of tightness, to the fullest sheet that fits, text stays good."""

    @functools.cache
    def fit(rows: int) -> int:
        try:
            return renderer.side(_side_two(_ambito_of(rows), composer_of)).fit
        except DoesNotFitError:
            return len(FITS)

    fullest = bisect.bisect_right(range(1, len(COMUNI) + 1), FITS[-1], key=fit)
    assert fullest < len(COMUNI), "the longest ambito was expected not to fit"
    examples = {step: _some(step, fullest, fit) for step in FITS[:-1]} | {FITS[-1]: fullest}
    assert {step: fit(rows) for step, rows in examples.items()} == {step: step for step in FITS}
    for step, rows in examples.items():
        file = tmp_path / f"{step}.pdf"
        file.write_bytes(renderer.pdf((_side_two(_ambito_of(rows), composer_of),)))
        _assert_good(layout.pages(file), rows + 1, f"tightness {step}, {rows} Comuni")


def _some(step: int, most: int, fit: Callable[[int], int]) -> int:
    """A number of rows that is set with this step; it grows with the number."""
    least = 1
    while least < most:
        middle = (least + most) // 2
        if fit(middle) == step:
            return middle
        least, most = (middle + 1, most) if fit(middle) < step else (least, middle - 1)
    return least


def _assert_good(pages: list[layout.Page], numbers: int, which: str) -> None:
    """One page; every number there and larger than all else; text of ten points."""
    assert len(pages) == 1, which
    assert min(piece.size for piece in pages[0].pieces) > SMALLEST_TEXT, which
    assert layout.outside(pages[0]) == [], which
    assert layout.overlaps(pages[0]) == [], which
    phones = [piece for piece in pages[0].pieces if piece.text.startswith("02\xa0")]
    others = [piece for piece in pages[0].pieces if piece not in phones]
    assert len(phones) == numbers, which
    largest = max((piece.size, piece.text) for piece in others)
    assert min(piece.size for piece in phones) > largest[0], f"{which}: {largest}"


def test_overprinted_and_lost_text_is_seen(renderer: Renderer, tmp_path: Path) -> None:
    """The judge of the layout sees text that is printed over other text, or off the page."""
    body = '<p style="position: absolute; {}">{}</p>'
    file = tmp_path / "prova.pdf"
    lost = body.format("top: 0; left: 185mm", "lontano")
    over = body.format("top: 90mm; left: 0", "sotto") + body.format("top: 92mm; left: 0", "sopra")
    file.write_bytes(renderer.pdf((PAGE.format(head="", body=lost + over),)))
    (page,) = layout.pages(file)

    assert layout.outside(page) == ["lontano"]
    assert layout.overlaps(page) == [("sotto", "sopra")]


def test_what_never_fits_is_a_problem(
    composer_of: ComposerOf, typesetting: Typesetting, tmp_path: Path
) -> None:
    """An ambito that is far too long is problem P001 with its name; the others are built."""
    registry = _ambito_of(len(COMUNI), nome="Ambito Lunghissimo")
    short = Ambito.model_validate(
        {**_ambito_of(1).ambiti[0].model_dump(mode="json"), "id": "breve", "nome": "Breve"}
    )
    both = registry.model_copy(update={"ambiti": (*registry.ambiti, short)})
    report = built(plan(both, composer_of(both), ["prova", "breve"]), tmp_path, typesetting)

    assert [(problem.code, str(problem.message)) for problem in report.problems] == [
        ("P001", "Ambito Lunghissimo: the contacts do not fit on side two, even set tightly")
    ]
    sheet = "pdf/cosa-fare-in-caso-di-sfratto_breve.pdf"
    assert report.written == [sheet]
    assert _files(tmp_path) == [sheet]


# Hostile contact data

HOSTILE = {
    "markup": "<script>alert(1)</script>",
    "closing tags": "</p></td></table><b>x",
    "attributes": """x" onclick="y' style='z""",
    "entities": "&lt;b&gt; &amp; &#60;",
    "expression": "{{ 7*7 }}",
    "statement": "{% for a in b %}",
    "comment": "{# x #}",
    "gap": "{numero} {data} {tasti}",
    "institution": "[Comune] %(x)s %s",
    "backslash": r"\1 \g<0> \n",
}
TEXTS = """\
fonte: {0}
ambiti:
  - id: prova
    nome: {0}
    ente: {0}
    comuni: [Assago, Buccinasco]
    contatti:
      - ufficio: {0}
        referente: {0}
        telefoni: [{{numero: "02 020202"}}]
        sede: {{indirizzo: {0}, comune: {0}}}
        link: [{{url: "https://www.comune.assago.mi.it", titolo: {0}}}]
        note: {0}
        verificato: 2023-01-24
      - comuni: [Assago]
        ufficio: {0}
        referente: {0}
        note: {0}
        telefoni: [{{numero: "02 020202"}}]
        verificato: 2023-01-24
"""
TEXTS_SHOWN = 11


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_shown_as_typed(
    what: str, composer_of: ComposerOf, renderer: Renderer, tmp_path: Path
) -> None:
    """Markup and template syntax in any text field is printed as it was typed, and does nothing."""
    text = HOSTILE[what]
    hostile, harmless = (_registry(TEXTS.format(_quoted(typed))) for typed in (text, "Prova"))
    assert hostile.ambiti[0].nome == text
    html = _side_two(hostile, composer_of)
    page, like = Markup(html), Markup(_side_two(harmless, composer_of))

    assert page.shape == like.shape
    assert page.text().count(text) == like.text().count("Prova") == TEXTS_SHOWN
    file = tmp_path / "prova.pdf"
    file.write_bytes(renderer.pdf((html,)))
    for reader, (printed,) in readers.texts(file).items():
        assert _unspaced(printed).count(_unspaced(text)) >= TEXTS_SHOWN, reader
    told = structure.metadata(file)
    assert told.info["Title"] == f"Cosa fare in caso di sfratto: {text}"
    assert told.info["Author"] == text


def _unspaced(text: str) -> str:
    return "".join(text.split())


def test_the_mark_of_the_version_code_is_refused() -> None:
    """The character that stands for the version code while composing cannot come from a row."""
    read = reading.read(TEXTS.format("'Ufficio \ufffc'").encode(), "prova.yaml")

    assert {problem.code for problem in read.problems} == {"S004"}
    assert read.registry is None


@pytest.mark.parametrize(
    "character",
    [*map(chr, [0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_direction_controls_are_refused(character: str) -> None:
    """A character that can show one number and dial another is refused, with its place."""
    read = reading.read(TEXTS.format(f"'Prova{character}'").encode(), "prova.yaml")

    assert read.registry is None
    assert {problem.code for problem in read.problems} == {"S004"}
    first = read.problems[0]
    assert (first.at.line, first.at.column) == (1, 14)
    assert f"character U+{ord(character):04X}, " in str(first.message)


def test_names_of_ten_kilobytes_are_refused() -> None:
    """A text that no real name has the length of is refused in every field."""
    read = reading.read(TEXTS.format("'" + "x" * 10_240 + "'").encode(), "prova.yaml")

    assert [problem.code for problem in read.problems] == ["S015"] * 12
    assert read.registry is None or "x" * 100 not in read.registry.model_dump_json()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "//evil.example.it",
        "https://javascript:alert(1)",
        "https://user:password@example.it/",
        """https://example.it"onclick="x""",
        "https://example.it /x",
    ],
)
def test_other_addresses_than_of_the_web_are_refused(url: str) -> None:
    """Only the address of a web page can become a link."""
    text = TEXTS.format("Prova").replace("https://www.comune.assago.mi.it", "{url}")
    registry = _registry(text.replace('"{url}"', _quoted(url)))

    assert registry.ambiti[0].contatti[0].link[0].url == url
    assert "L001" in [problem.code for problem in check(registry)]


@pytest.mark.parametrize("url", ["""https://example.it/"><script>x</script>""", "https://a.it/'x"])
def test_quotes_in_addresses_stay_inside_the_link(url: str, composer_of: ComposerOf) -> None:
    """A web address with quotation marks or markup in it is the link's target and nothing else."""
    text = TEXTS.format("Prova").replace("https://www.comune.assago.mi.it", "{url}")
    registry = _registry(text.replace('"{url}"', _quoted(url)))
    tags = Markup(_side_two(registry, composer_of)).tags

    assert [attributes["href"] for tag, attributes in tags if tag == "a"][1] == url
    assert not [tag for tag, _ in tags if tag == "script"]


@pytest.mark.parametrize("address", ["a?bcc=altri@comune.milano.it", "a&b=c@comune.milano.it"])
def test_an_e_mail_address_cannot_add_readers(address: str, composer_of: ComposerOf) -> None:
    """An address with the signs of a mailto: query is refused, or is the whole target."""
    registry = _ambito_of(1)
    office = registry.ambiti[0].contatti[0].model_copy(update={"email": (address,)})
    ambito = registry.ambiti[0].model_copy(update={"contatti": (office,)})
    registry = registry.model_copy(update={"ambiti": (ambito,)})
    if "E001" in [problem.code for problem in check(registry)]:
        return
    tags = Markup(_side_two(registry, composer_of)).tags
    targets = [
        attributes["href"]
        for tag, attributes in tags
        if tag == "a" and attributes["href"].startswith("mailto:")
    ]

    assert len(targets) == 1
    assert not set("?&") & set(targets[0])
