# SPDX-License-Identifier: EUPL-1.2
"""How each language of a page is set: rules of style made from `languages.toml`.

They stand before the style sheet of the page, which has no rule for any one language. That sheet
may ask for `--size` and `--tight`, the size and the narrow line height of the language it is in.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import Markup

from leaflet.system.fonts import COMMON_FAMILY
from leaflet.texts import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.texts.catalogues import Language

_NARROW = 0.94
_WEB_LINES = 1.5
_WEB_AIR = 1.2
"""How much higher than on paper lines may need to be, in a font that nobody here has chosen."""
_BLOCKS = "h1, h2, h3, p, li, dt, dd, th, td"
_ITALIAN_LINES = 1.3
_LESS_INSIDE = 0.3
"""How much lower such a font may be in a line of others, which has room above it."""
_STEPS = 200
"""Sizes go up to the next of so many steps: what is set back to 10 pt is never under it."""


def write_type_rules(languages: Sequence[Language]) -> Markup:
    """Return the style element of a page in these languages; its own language is the first."""
    rules = "\n".join(_page(languages))
    for language in languages:
        if language.has_own_type:
            rules += "\n" + "\n".join(_of_language(language))
    return Markup(f"<style>\n{rules}\n</style>")  # noqa: S704  (codes and families are checked)


def write_web_rules(languages: Sequence[Language]) -> str:
    """Return the rules for the pages of the portal, which are set in the reader's own fonts.

    There `--plain` are the fonts of Latin letters. Half of what a font wants on paper is enough.
    """
    rules = [f'[lang="{SOURCE_LANGUAGE}"]:not(html) {{ font-family: var(--plain); }}']
    for language in (one for one in languages if one.has_own_type):
        here, size = f":lang({language.code})", 1 + (language.size - 1) / 2
        rules.append(f"{here} {{ font-family: {_quote(language.font)}, var(--plain); }}")
        lines = max(_WEB_LINES * size, _WEB_AIR * language.line_height)
        rules.append(
            f"{here} body, body{here} {{ font-size: {size:g}em; line-height: {lines:g}; }}"
        )
        if language.is_tall:
            rules.append(f"{here} :where(h1, h2, h3) {{ line-height: {language.line_height:g}; }}")
            rules.append(f'{here} bdi[dir="ltr"] {{ font-family: var(--plain); }}')
    return "\n".join(["", "/* What the list of languages says of each. */", *rules, ""])


def _page(languages: Sequence[Language]) -> Iterator[str]:
    own, fonts = languages[0], [language.font for language in languages]
    names = dict.fromkeys((own.font, COMMON_FAMILY, *fonts))
    yield f"html {{ font-family: {', '.join(map(_quote, names))}; {_numbers(own)} }}"
    if own.has_own_type:
        foreign = f'bdi:where(:not(.amount)), [lang="{SOURCE_LANGUAGE}"]:where(:not(html))'
        yield f"{foreign} {{ font-family: {_quote(COMMON_FAMILY)}; }}"
    if own.is_tall:
        italian = f'[lang="{SOURCE_LANGUAGE}"]:where(:not(html))'
        yield f"body, body :where({_BLOCKS}) {{ line-height: {own.line_height:g} !important; }}"
        yield f"{italian}, {italian} * {{ line-height: {_ITALIAN_LINES:g} !important; }}"


def _of_language(language: Language) -> Iterator[str]:
    here = f'[lang="{language.code}"]:where(:not(html))'
    height = f" line-height: {language.line_height:g};" if language.line_height else ""
    names = f"{_quote(language.font)}, {_quote(COMMON_FAMILY)}"
    size = f"font-size: {language.size:g}em;{height} {_numbers(language)}"
    yield f"{here} {{ font-family: {names}; {size} }}"
    if language.is_tall:
        inside = f'[lang="{language.code}"]:where(:not(html)) :where({_BLOCKS})'
        yield f"{here}, {inside} {{ line-height: {language.line_height:g} !important; }}"
        yield f"span{here} {{ line-height: {language.line_height - _LESS_INSIDE:g} !important; }}"
    else:
        yield f"span{here} {{ line-height: 1; }}"
    foreign = f'{here} bdi:where(:not(.amount)), {here} [lang="{SOURCE_LANGUAGE}"]'
    yield f"{foreign} {{ font-family: {_quote(COMMON_FAMILY)}; font-size: {_back(language):g}em; }}"


def _numbers(language: Language) -> str:
    tight = language.line_height * _NARROW
    narrow = f" --tight: {tight:.2f};" if tight else ""
    return f"--size: {language.size:g}; --back: {_back(language):g}em;{narrow}"


def _back(language: Language) -> float:
    """Return how large Noto Sans is inside a language, to look as it does outside."""
    return math.ceil(_STEPS / language.size) / _STEPS


def _quote(family: str) -> str:
    return f'"{family}"'
