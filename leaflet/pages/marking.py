# SPDX-License-Identifier: EUPL-1.2
"""The real pages of one language, in which each sentence can be told: for who reviews it.

A sentence is marked where the catalogue gives it away, with signs that no text has; the finished
HTML has an element around it instead, that looks like nothing.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from leaflet.pages.aids import AidsComposer
from leaflet.pages.products import Bilingual, OneLanguage, Poster
from leaflet.pages.sheet import Composer
from leaflet.texts.catalogues import Locale, UntranslatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from leaflet.pages.sheet import Coded
    from leaflet.registry.model import Ambito, Registry

SENTENCE_TAG = "x-mark"
"""The element around a sentence; its attribute `data-n` is the sentence's number."""
_OPEN, _TURN, _CLOSE = "\ue000", "\ue001", "\ue002"
"""Signs of nobody's alphabet: they stand around the number, and behind the sentence."""
_BEGIN = re.compile(f"{_OPEN}(\\d+){_TURN}")
_SIGNS = re.compile(f"{_OPEN}\\d+{_TURN}|{_CLOSE}")
_NO_MARKS = re.compile(r"<(title|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
"""Where an element cannot stand: inside a tag, and in what is text alone."""


class MarkedPage(NamedTuple):
    """A page that speaks the language: its kind, its Italian name, and its HTML.

    `seen` are the numbers of the sentences in its text, `heard` those that only listeners get. Of
    pages of a kind, that with the most text comes first.
    """

    kind: str
    name: str
    html: str
    seen: frozenset[int]
    heard: frozenset[int]


@dataclass(frozen=True)
class MarkedLocale(Locale):
    """A language that marks what it says; what is missing it says in Italian.

    `numbers`: Italian sentence → its number; `said` → what it says, also where that is stale.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, locale: Locale, numbers: Mapping[str, int], said: Mapping[str, str]
    ) -> MarkedLocale:
        """Return a language that marks these sentences."""
        return cls(
            language=locale.language,
            entries=locale.entries,
            reviewed_by=locale.reviewed_by,
            at=locale.at,
            terms=locale.terms,
            aids=locale.aids,
            names=locale.names,
            numbers=numbers,
            said=said,
        )

    def text(self, source: str) -> str:
        """Return the sentence between its marks."""
        words = self._name(self.said.get(source) or source)
        return f"{_OPEN}{self.numbers.get(source, 0)}{_TURN}{words}{_CLOSE}"

    def aid_text(self, sentence: str) -> str | None:
        """Return a sentence of an aid between its marks, None when it is not translated."""
        return self.text(sentence) if self.said.get(sentence) else None


def pages_to_review(
    templates: Path, spoken: Sequence[Locale], locale: MarkedLocale, registry: Registry
) -> Iterator[MarkedPage]:
    """Yield the pages that say what the language says; `spoken` are those of the sheet.

    A page that cannot be made, because another language lacks a sentence, is left out.
    """
    italian = spoken[0]
    sheet = Composer(templates, spoken, registry)
    alone = OneLanguage(templates, (locale,), registry)
    aids = AidsComposer(templates, (locale,), registry)
    pair = Bilingual(templates, (italian, locale), registry)
    poster = Poster(templates, spoken, registry)
    yield from _pages("Foglio, lato uno", {"": lambda: sheet.advice})
    yield from _pages("Foglio, lato due", _each(registry, sheet.contacts))
    yield from _pages("Foglio degli altri Comuni, lato due", {"": lambda: sheet.generic().html})
    yield from _pages("Foglio in una lingua", _each(registry, alone.large))
    if registry.aids:
        yield from _pages("Che cosa puoi ancora fare", _each(registry, aids.leaflet))
    yield from _pages("Foglio in due lingue, lato uno", {"": lambda: pair.advice})
    yield from _pages("Manifesto", {"": lambda: poster.poster().html})


def _each(registry: Registry, make: Callable[[Ambito], Coded]) -> Mapping[str, Callable[[], str]]:
    return {ambito.nome: functools.partial(_html, make, ambito) for ambito in registry.ambiti}


def _html(make: Callable[[Ambito], Coded], ambito: Ambito) -> str:
    return make(ambito).html


def _pages(kind: str, makers: Mapping[str, Callable[[], str]]) -> Iterator[MarkedPage]:
    found = []
    for name, make in makers.items():
        try:
            html = make()
        except UntranslatedError:
            continue
        found.append(_mark(kind, f"{kind} ({name})" if name else kind, html))
    yield from sorted(found, key=lambda page: -len(page.html))


def _mark(kind: str, name: str, html: str) -> MarkedPage:
    """Return a page whose marks are elements; where none can stand, there are none."""
    pieces, heard, last = [], set(), 0
    for tag in _NO_MARKS.finditer(html):
        heard |= set(map(int, _BEGIN.findall(tag[0])))
        pieces += [_with_elements(html[last : tag.start()]), _SIGNS.sub("", tag[0])]
        last = tag.end()
    pieces.append(_with_elements(html[last:]))
    marked = "".join(pieces)
    seen = set(map(int, re.findall(rf'<{SENTENCE_TAG} data-n="(\d+)">', marked)))
    return MarkedPage(kind, name, marked, frozenset(seen), frozenset(heard))


def _with_elements(text: str) -> str:
    return _BEGIN.sub(rf'<{SENTENCE_TAG} data-n="\1">', text).replace(_CLOSE, f"</{SENTENCE_TAG}>")
