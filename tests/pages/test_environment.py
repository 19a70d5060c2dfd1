# SPDX-License-Identifier: EUPL-1.2
"""Whether templates find what they take from each other, before any page is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.pages.environment import missing_names
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_the_programs_templates_lack_nothing() -> None:
    """All of them, of pages and of texts."""
    assert list(missing_names(ROOT / "templates")) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sheet/advice.html", '{% import "sheet/macros.html" as m %}{{ m.gone() }}',
         "template sheet/advice.html: sheet/macros.html has no «gone»"),
        ("site/feed.xml", '{% from "site/news.html" import sentence, gone as here %}',
         "template site/feed.xml: site/news.html has no «gone»"),
        ("site/check.html", '{% include "site/gone.html" %}{% include "site/lost.html" %}',
         "template site/check.html: there is no site/lost.html"),
        ("bundle/leggimi.txt", "{% if %}",
         "template bundle/leggimi.txt:1: Expected an expression, got 'end of statement block'"),
        ("site/news.html", "{% set sentence = 1 %}{% extends layout %}", None),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(tmp_path: Path, name: str, text: str, said: str | None) -> None:
    """A name, a file, or a template that is none; the others are the program's own."""
    path = tmp_path / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    found = [str(message) for message in missing_names(tmp_path / "templates")]
    assert found == ([said] if said else [])
