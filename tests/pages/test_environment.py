# SPDX-License-Identifier: EUPL-1.2
"""Whether templates find what they take from each other, before any page is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.pages.environment import TemplateFolder, missing_names
from leaflet.problems import LeafletError
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
        ("site/check.html", "\n", "template site/check.html: the file is empty, or says nothing"),
        ("site/news.html", "{% set sentence = 1 %}{% extends layout %}", None),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(tmp_path: Path, name: str, text: str, said: str | None) -> None:
    """A name, a file, or a template that is none or empty; the others are the program's own."""
    path = tmp_path / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    found = [str(message) for message in missing_names(tmp_path / "templates")]
    assert found == ([said] if said else [])


def test_a_page_that_would_say_nothing_is_none(tmp_path: Path) -> None:
    """It has a condition that nothing meets: the template is named, and what to do."""
    path = tmp_path / "templates" / "sheet" / "advice.html"
    path.parent.mkdir(parents=True)
    path.write_text("{% if none %}Chi chiamare{% endif %}\n", encoding="utf-8")
    with pytest.raises(LeafletError, match=r"sheet/advice\.html: the file is empty") as caught:
        TemplateFolder(tmp_path / "templates", {}).render("sheet/advice.html", {"none": ""})
    assert str(caught.value.hint) == "delete it: the program has its own"
