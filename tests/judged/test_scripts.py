# SPDX-License-Identifier: EUPL-1.2
"""In every script, readers of PDFs give back what was written, and the files are conformant."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from leaflet.system.fonts import drawable
from tests.judges import readers
from tests.judges.copying import (
    FROM_THE_RIGHT,
    compare,
    lost_characters,
    pdf_of,
    runs_of_letters,
    words,
)
from tests.judges.verapdf import validate
from tests.paths import TESTS

if TYPE_CHECKING:
    from pathlib import Path

FEWEST = 0.99
"""Of a hundred words, one at most may be lost."""


class Sample(NamedTuple):
    """Sentences of a language: without, and with, numbers and names that are read the other way."""

    font: str
    sentences: list[str]
    mixed: list[str]


SAMPLES = {
    language: Sample(entry["font"], entry["sentences"], entry.get("mixed", []))
    for language, entry in tomllib.loads(
        (TESTS / "data" / "scripts.toml").read_text(encoding="utf-8")
    ).items()
}
LANGUAGES = pytest.mark.parametrize("language", SAMPLES)


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The sentences of each language, of both kinds."""
    folder = tmp_path_factory.mktemp("scripts")
    made = {}
    for language, sample in SAMPLES.items():
        for kind in ("sentences", "mixed"):
            if sentences := getattr(sample, kind):
                path = made[language, kind] = folder / f"{language}-{kind}.pdf"
                path.write_bytes(pdf_of(sentences, language, sample.font, folder))
    return made


def _text(pdf: Path, reader: str) -> str:
    return "\n".join(readers.READERS[reader](pdf))


def test_each_script_has_its_sentences() -> None:
    """Nothing is measured on an empty list, and both directions are there."""
    assert len(SAMPLES) >= 12
    assert SAMPLES.keys() >= FROM_THE_RIGHT
    assert all(SAMPLES[language].mixed for language in FROM_THE_RIGHT)


@LANGUAGES
def test_each_letter_has_a_glyph(language: str) -> None:
    """The families that are shipped draw all sentences, upright and bold."""
    font, sentences, mixed = SAMPLES[language]
    known = drawable((font, "Noto Sans"))
    assert known
    assert {sign for text in (*sentences, *mixed) for sign in text if ord(sign) not in known} <= {
        "\u200d",
        "\u200c",
    }


@LANGUAGES
@pytest.mark.parametrize("reader", readers.EACH_READER)
def test_letters_are_copied_as_they_were_written(
    language: str, reader: str, pdfs: dict[tuple[str, str], Path]
) -> None:
    """Of what a search looks for, ninety-nine in a hundred come back, in each reader."""
    written = " ".join(SAMPLES[language].sentences)
    copied = _text(pdfs[language, "sentences"], reader)

    found = compare(runs_of_letters(written), runs_of_letters(copied))
    assert found.share >= FEWEST
    if language not in FROM_THE_RIGHT:
        assert compare(words(written), words(copied)).share >= FEWEST


@pytest.mark.parametrize("language", sorted(FROM_THE_RIGHT))
@pytest.mark.parametrize("reader", readers.EACH_READER)
def test_nothing_is_lost_in_lines_of_both_directions(
    language: str, reader: str, pdfs: dict[tuple[str, str], Path]
) -> None:
    """Each reader has its own order for them, and may turn a bracket; no letter is missing."""
    written = " ".join(SAMPLES[language].mixed)
    copied = _text(pdfs[language, "mixed"], reader)
    lost = lost_characters(written, copied)

    assert not {sign for sign in lost if sign.isalnum()}
    if reader == "pdfium":
        found = compare(runs_of_letters(written), runs_of_letters(copied))
        assert found.share >= FEWEST


@pytest.mark.judged
def test_each_script_is_conformant(pdfs: dict[tuple[str, str], Path]) -> None:
    """Codes for glyphs that are put together break no rule of PDF/A-2a or PDF/UA-1."""
    broken = validate(list(pdfs.values()))
    assert len(broken) == 2 * len(pdfs)
    assert not any(broken.values()), broken
