# SPDX-License-Identifier: EUPL-1.2
"""The leaflets of aids, judged by real readers and validators.

Of two real ambiti, in Italian, in Arabic and in both, with a stage marked and without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from leaflet.build.kinds import Product
from leaflet.build.products import plan
from leaflet.build.workers import make_worker_pool
from leaflet.pages.sheet import Composer
from leaflet.texts.catalogues import read_aid_texts, with_aid_texts
from tests.building import built, context_of
from tests.judges import layout, readers, structure, verapdf
from tests.judges.markup import Markup
from tests.judges.readers import READERS
from tests.pages.test_sheet import _plain as plain
from tests.pages.test_sheet import _words as words

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.build.ingredients import Typesetting
    from leaflet.build.products import PlannedFile
    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace
    from leaflet.texts.catalogues import Texts

KINDS = (Product.AIUTI, Product.AIUTI_PRECETTO)
SMALLEST = 10 - 0.01
"""Points."""
A4 = (595.28, 841.89)


@pytest.fixture(scope="session")
def outputs(registry: Registry, shipped: Workspace, texts: Texts) -> tuple[PlannedFile, ...]:
    """What is to be made."""
    assert registry.every_aid
    said = read_aid_texts(shipped.locales, registry.every_aid.list_sentences())
    spoken = [one for one in texts.published if one.code in {"it", "ar"}]
    locales = with_aid_texts(spoken, said)
    ambiti = tuple(one for one in registry.ambiti if one.id in {"milano", "melzo"})
    some = registry.model_copy(update={"ambiti": ambiti})
    return plan(some, Composer(shipped.templates, locales, some), products=KINDS).outputs


@pytest.fixture(scope="session")
def folder(
    outputs: tuple[PlannedFile, ...],
    typesetting: Typesetting,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder in which it was made, once for all workers of pytest-xdist."""
    from leaflet.build.products import Plan  # noqa: PLC0415  (here alone)

    base = tmp_path_factory.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base
    made = base / "aids"
    with FileLock(base / "aids.lock"):
        if not (made / "manifest.json").is_file():
            workers = make_worker_pool("processes", context_of(typesetting))
            whole = Plan(outputs, is_whole=True, products=frozenset(KINDS))
            report = built(whole, made, typesetting, workers=workers)
            assert not report.problems
    return made


def test_one_for_each_ambito_language_and_pair(outputs: tuple[PlannedFile, ...]) -> None:
    """And for a stage as many again, under names that say so."""
    names = {output.path.rpartition("/")[2] for output in outputs}
    wanted = {
        f"che-cosa-puoi-fare_{ambito}_{codes}{stage}.pdf"
        for ambito in ("milano", "melzo")
        for codes in ("it", "ar", "it-ar")
        for stage in ("", "_precetto")
    }
    assert names == wanted


def test_standards_of_aids(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """VeraPDF finds each to be PDF/A-2a and PDF/UA-1 at once."""
    verdicts = verapdf.validate([folder / output.path for output in outputs], ("2a", "ua1"))
    assert {key: broken for key, broken in verdicts.items() if broken} == {}
    assert len(verdicts) == 2 * 12


def test_in_italian_it_is_one_sheet_of_paper(
    outputs: tuple[PlannedFile, ...], folder: Path
) -> None:
    """A4, both sides; Milano has more to say, and other languages take more room."""
    for output in outputs:
        sizes = structure.page_sizes(folder / output.path)
        assert sizes == [pytest.approx(A4, abs=0.01)] * len(sizes), output.name
        if output.name.startswith("melzo") and output.languages == ("it",):
            assert len(sizes) == 2
        assert len(sizes) <= 8


def test_no_word_is_small_or_cut(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    for output in outputs:
        for page in layout.pages(folder / output.path):
            assert min(piece.size for piece in page.pieces) > SMALLEST, output.name
            assert layout.outside(page) == [], output.name


@pytest.mark.parametrize("reader", READERS)
def test_every_word_of_aids_can_be_read(
    reader: str, outputs: tuple[PlannedFile, ...], folder: Path
) -> None:
    """Each word of the composed pages, Arabic included, is found with its letters in order."""
    compared = 0
    for output in outputs:
        wanted = words(" ".join(Markup(side).text() for side in output.pages().sides))
        found = words(plain(" ".join(readers.texts(folder / output.path)[reader])))
        assert wanted - found == set(), output.name
        compared += len(wanted)
    assert compared > 1000


def test_boxes_and_lists_are_heard(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    """Each box to tick has a name in the language of its question, and lists are lists."""
    for output in outputs:
        elements = structure.elements(folder / output.path)
        boxes = [element for element in elements if element.alternative]
        names = {"it": "Casella da segnare", "ar": "مربع للتأشير"}
        assert {box.alternative for box in boxes} == {names[code] for code in output.languages}
        assert sum(element.tag == "L" for element in elements) > 8


def test_the_marked_stage_is_heard(outputs: tuple[PlannedFile, ...], folder: Path) -> None:
    for output in outputs:
        text = plain(" ".join(readers.texts(folder / output.path)["pdfium"]))
        if "it" in output.languages:
            assert ("Tu sei qui" in text) == output.path.endswith("_precetto.pdf")
