# SPDX-License-Identifier: EUPL-1.2
"""Marked pages: every sentence of the sheet is found on a page, and the page stays what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.review.opening import open_language
from leaflet.offices.review.places import find_places, marked_pages
from leaflet.pages.marking import SENTENCE_TAG
from leaflet.system.workspace import Workspace
from tests.paths import ROOT

if TYPE_CHECKING:
    from leaflet.offices.review.opening import OpenLanguage
    from leaflet.pages.marking import MarkedPage

SIGNS = re.compile("[\ue000-\ue002]")


@pytest.fixture(scope="module")
def opened() -> OpenLanguage:
    return open_language(Workspace(ROOT), "ar")


@pytest.fixture(scope="module")
def pages(opened: OpenLanguage) -> list[MarkedPage]:
    entries = opened.domains["leaflet"].entries
    numbers = {entry.source: number for number, entry in enumerate(entries, 1)}
    return list(marked_pages(opened, entries, numbers)[1])


def test_no_sign_is_left_on_a_page(pages: list[MarkedPage]) -> None:
    """Where no element can stand, in titles and attributes, there is none."""
    assert len(pages) > 10
    for page in pages:
        assert not SIGNS.search(page.html)
        for tag in re.findall(r"<(?!/?x-mark)[^>]*>", page.html):
            assert SENTENCE_TAG not in tag
        assert page.html.count(f"<{SENTENCE_TAG} ") == page.html.count(f"</{SENTENCE_TAG}>")
        assert SENTENCE_TAG not in re.findall(r"<title>.*?</title>", page.html, re.DOTALL)[0]


def test_every_sentence_of_a_page_is_there_as_it_is_said(
    pages: list[MarkedPage], opened: OpenLanguage
) -> None:
    """Behind a number stands the translation of its sentence."""
    entries = opened.domains["leaflet"].entries
    advice = pages[0]
    assert advice.kind == "Foglio, lato uno"
    assert len(advice.seen) > 10
    for number in advice.seen - {0}:
        part = re.findall(rf'<x-mark data-n="{number}">(.*?)</x-mark>', advice.html, re.DOTALL)[0]
        plain = re.sub(r"<[^>]*>|\W", "", part.replace("&#39;", ""))
        assert plain == re.sub(r"\W", "", entries[number - 1].translation)


def test_every_sentence_has_a_place(opened: OpenLanguage) -> None:
    """Most sentences of the sheet have a picture, those of the portal the name of a page."""
    places = find_places(opened)
    sheet = [places[entry.source] for entry in opened.domains["leaflet"].entries]
    assert sum(place.picture is not None for place in sheet) > len(sheet) / 2
    assert all(len(place.name) > 3 for place in places.values())
    portal = [places[entry.source].name for entry in opened.domains["portal"].entries]
    assert sum(name.startswith("Portale") for name in portal) > len(portal) * 0.9
