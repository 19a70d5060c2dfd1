# SPDX-License-Identifier: EUPL-1.2
"""The portal's pages: templates of `templates/site` in one language at a time."""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from leaflet.pages.environment import TemplateFolder
from leaflet.pages.sheet import mailto, plain_address, say_aid, say_ways, translate_markup
from leaflet.registry.phones import dial_link, format_number
from leaflet.registry.wording import SWITCHBOARD, TOWN_HALL, WHO_ELSE, describe_place, whose
from leaflet.texts import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from leaflet.registry.misure import Misura
    from leaflet.texts.catalogues import Locale

INDEX = "index.html"
_UNFIT = re.compile(r"""[\s"<>\\^`{|}]""")
"""Signs that no address may have (RFC 3986)."""
_NAME_AND_SIGN = re.compile(
    rf'(<bdi lang="{SOURCE_LANGUAGE}" dir="ltr">[^<]*</bdi>)([.,:;!?،؛؟۔]+)'
)
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Signs that could end a script element, or a line of JavaScript, inside JSON."""


class PortalComposer:
    """Turns what a page is to say into HTML, with a layout or as a piece to paste elsewhere."""

    def __init__(
        self,
        templates: Path,
        locales: Sequence[Locale],
        base_url: str,
        *,
        fragment: bool,
        words: Mapping[str, object],
    ) -> None:
        """Prepare the templates; `base_url` is where the portal will be, empty when unknown.

        `words` are what all templates know besides: whose portal it is.
        """
        self._locales = locales
        self._speakers = {locale.code: _Speaker(locale) for locale in locales}
        common = {
            "locales": locales,
            "SOURCE": SOURCE_LANGUAGE,
            "base_url": base_url,
            "layout": "site/fragment.html" if fragment else "site/layout.html",
            "N_": lambda text: text,
            "SWITCHBOARD": SWITCHBOARD,
            "TOWN_HALL": TOWN_HALL,
            "WHO_ELSE": WHO_ELSE,
            "as_json": to_json,
            "dial_link": dial_link,
            "format_number": format_number,
            "whose": whose,
            "describe_place": describe_place,
            "plain_address": plain_address,
            "address": address,
            "breakable": breakable,
            "mailto": mailto,
        }
        self._folder = TemplateFolder(templates, common | dict(words))
        self._index = "" if base_url else INDEX

    def page(self, template: str, locale: Locale, path: str, **values: object) -> str:
        """Return a page; `path` is where it will stand, such as `it/comuni/rho/`."""
        below = path.partition("/")[2]
        common = {
            "locale": locale,
            "_": self._speakers[locale.code],
            "say": functools.partial(_say_aid, locale),
            "days": locale.days,
            "ways": functools.partial(say_ways, locale),
            "day": locale.date,
            "path": path,
            "to": functools.partial(relative, path, index=self._index),
            "here": functools.partial(_in_language, path, locale.code, index=self._index),
            "alternates": [(other, f"{other.code}/{below}") for other in self._locales],
        }
        return self._folder.render(f"site/{template}", common | values)


def relative(start: str, target: str, *, index: str = INDEX) -> str:
    """Return the link from one page to another, or to a file; both as `it/comuni/rho/`.

    Links name `index.html`, so that they work without a web server, in any folder. Where `index` is
    empty they end as the canonical address does: a page that is published has one address.
    """
    place, mark, anchor = target.partition("#")
    if not place or place.endswith("/"):
        place += index
    inside = place.startswith(start)
    way = place.removeprefix(start) if inside else "../" * start.count("/") + place
    return (quote(way) or "./") + mark + anchor


def _in_language(start: str, code: str, target: str = "", *, index: str = INDEX) -> str:
    return relative(start, f"{code}/{target}", index=index)


class _Speaker:
    """Says sentences in one language; those without gaps, labels of every page, only once."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._said: dict[str, Markup] = {}

    def __call__(self, text: str, **values: object) -> Markup:
        if values:
            return _keep_signs(self._locale, translate_markup(self._locale, text, **values))
        if text not in self._said:
            said = translate_markup(self._locale, text)
            self._said[text] = _keep_signs(self._locale, said)
        return self._said[text]


def _say_aid(locale: Locale, text: str, misura: Misura | None = None) -> Markup:
    return _keep_signs(locale, say_aid(locale, text, misura))


def _keep_signs(locale: Locale, said: Markup) -> Markup:
    """Return a sentence in which a sign goes where the name in brackets goes that it stands behind.

    From right to left each name is a block: a full stop could stand alone on the next line.
    """
    if locale.language.direction == "ltr":
        return said
    kept = _NAME_AND_SIGN.sub(r'<span class="kept">\1\2</span>', str(said))
    return Markup(kept)  # noqa: S704  (a span more)


def address(url: str) -> str | None:
    """Return a link of the list as it may stand in a page; None when it leads to no website.

    The list's rules refuse such links already. This is for lists that nobody checked.
    """
    if not url.lower().startswith(("https://", "http://")):
        return None
    return _UNFIT.sub(lambda sign: quote(sign[0], safe=""), url)


def breakable(text: str) -> Markup:
    """Return an address that may go on in the next line before its signs, not inside a word."""
    return Markup(re.sub("([@./])", r"<wbr>\1", str(escape(text))))  # noqa: S704  (escaped)


def to_json(value: Mapping[str, object]) -> Markup:
    """Return JSON that can stand in a script element, whatever the values say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704  (no sign of HTML is left in it)
