# SPDX-License-Identifier: EUPL-1.2
"""The portal's pages: templates of `templates/site` in one language at a time."""

from __future__ import annotations

import functools
import json
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from leaflet.compose.sheet import COMPILED, dial, host, mailto, spaced, translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from leaflet.registry.model import Orario
    from leaflet.texts import Locale

INDEX = "index.html"
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Signs that could end a script element, or a line of JavaScript, inside JSON."""


class PortalComposer:
    """Turns what a page is to say into HTML, with a layout or as a piece to paste elsewhere."""

    def __init__(
        self, templates: Path, locales: Sequence[Locale], base_url: str, *, fragment: bool
    ) -> None:
        """Prepare the templates; `base_url` is where the portal will be, empty when unknown."""
        self._locales = locales
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(templates),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=COMPILED,
        )
        self._jinja.globals.update(
            locales=locales,
            base_url=base_url,
            layout="site/fragment.html" if fragment else "site/layout.html",
            N_=lambda text: text,
            as_json=as_json,
            dial=dial,
            spaced=spaced,
            host=host,
            mailto=mailto,
        )

    def page(self, template: str, locale: Locale, path: str, **values: object) -> str:
        """Return a page; `path` is where it will stand, such as `it/comuni/rho/`."""
        return self._jinja.get_template(f"site/{template}").render(
            locale=locale,
            _=functools.partial(translated, locale),
            days=functools.partial(_days, locale),
            day=locale.date,
            path=path,
            to=functools.partial(relative, path),
            here=functools.partial(_in_language, path, locale.code),
            alternates=[
                (other, f"{other.code}/{path.partition('/')[2]}") for other in self._locales
            ],
            **values,
        )


def relative(start: str, target: str) -> str:
    """Return the link from one page to another, or to a file; both as `it/comuni/rho/`.

    Links name `index.html`, so that they work without a web server, in any folder.
    """
    place, mark, anchor = target.partition("#")
    if not place or place.endswith("/"):
        place += INDEX
    return quote(posixpath.relpath(place, posixpath.dirname(start) or ".")) + mark + anchor


def _in_language(start: str, code: str, target: str = "") -> str:
    return relative(start, f"{code}/{target}")


def _days(locale: Locale, orario: Orario) -> str:
    return ", ".join(locale.days(*span) for span in orario.periodi())


def as_json(value: Mapping[str, object]) -> Markup:
    """Return JSON that can stand in a script element, whatever the values say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704  (no sign of HTML is left in it)
