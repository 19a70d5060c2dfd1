# SPDX-License-Identifier: EUPL-1.2
"""What a page is made of beside its contacts: templates, texts, fonts, and this program itself."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import leaflet
from leaflet.build import products
from leaflet.problems import LeafletError, say
from leaflet.system import fonts as engine
from leaflet.system.workspace import walk_layers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Locale

_DRAWN = {".css", ".svg"}
"""Files of the templates that the finished HTML does not contain."""
SHOWN_AIDS = "misure"
"""The ingredient that names the aids that are shown, and ends with a digest of all they say."""
TERRITORY = "territorio"
"""The ingredient that has what the list says of its territory."""
LANGUAGES = "languages"
"""The ingredient that names the languages, in their order on the page."""
_IMPORT = re.compile(r"^ *from (leaflet[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)


@dataclass(frozen=True)
class Typesetting:
    """What pages are set with: the templates' folder, and the fonts that may appear.

    `words` is what else goes into every page, for explanations: `locales/<code>` → the digest of a
    language's texts, `languages` → which there are, in the order in which pages have them, `fonte`
    and `base_url` → what the list says.
    """

    templates: Path
    fonts: tuple[str, ...]
    words: tuple[tuple[str, str], ...] = ()

    @functools.cached_property
    def making(self) -> Mapping[str, str]:
        """What every file is made of beside its contacts: name → version, digest or text."""
        ingredients = engine.ingredients(self.fonts)
        return {**self._files, **dict(self.words), **ingredients, "program": _program()}

    @functools.cached_property
    def _files(self) -> Mapping[str, str]:
        """What leaflets are drawn with; the portal's templates are no business of theirs."""
        return {
            f"templates/{folder}/{name}": _digest(path.read_bytes())
            for folder in ("products", "sheet")
            for name, path in walk_layers(self.templates / folder)
            if path.suffix in {".html", *_DRAWN}
        }

    @property
    def environment(self) -> str:
        """The digest of what the finished HTML does not contain: drawings, fonts, versions."""
        return self.environment_of(self.fonts)

    def environment_of(self, fonts: tuple[str, ...]) -> str:
        """Return the same of a page in which only these fonts may appear.

        So that the font of one language makes no leaflet out of date that does not speak it. Styles
        of products other than the sheet are in their HTML.
        """
        drawn = {
            name: digest
            for name, digest in self._files.items()
            if name.startswith("templates/sheet/") and name.endswith(tuple(_DRAWN))
        }
        return _digest(json.dumps([drawn, engine.fingerprint(fonts)]).encode())

    @functools.cached_property
    def name(self) -> str:
        """The digest of `making`."""
        return _digest(json.dumps(self.making, sort_keys=True).encode())


@functools.cache
def _program() -> str:
    """Return the digest of what turns a list into HTML: this program's modules and all packages."""
    code = [path.read_bytes().hex() for path in composing_modules()]
    return _digest(json.dumps([code, sorted(engine.packages().items())]).encode())


def composing_modules() -> list[Path]:
    """Return the files of this program that have a hand in the finished HTML.

    These are the products and all that they import, directly or not, read off the files
    themselves: a module that moves or is new needs no list to be kept.
    """
    found: set[Path] = set()
    left = [Path(products.__file__)]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left.extend(_imported_modules(path.read_text(encoding="utf-8")))
    return sorted(found)


def _imported_modules(source: str) -> Iterator[Path]:
    package = Path(leaflet.__file__).parent
    for match in _IMPORT.finditer(source):
        parts = match[1].split(".")[1:]
        submodules = [[*parts, name] for name in re.findall(r"\w+", match[2])]
        for names in ([*parts, "__init__"], parts, *submodules):
            path = package.joinpath(*names).with_suffix(".py")
            if path.is_file():
                yield path


def typesetting(
    templates: Path, locales: Sequence[Locale], registry: Registry, drafts: Sequence[Locale] = ()
) -> Typesetting:
    """Return how the pages of this registry are set in these languages.

    `drafts` are more of them, which only some leaflets speak.
    """
    every = (*locales, *drafts)
    words = [(f"locales/{locale.code}", _texts_digest(locale)) for locale in every]
    words += [(LANGUAGES, ", ".join(locale.code for locale in locales))]
    words += [("fonte", registry.fonte), ("base_url", registry.base_url or "")]
    words += [(TERRITORY, registry.territorio.model_dump_json() if registry.territorio else "")]
    words += [(SHOWN_AIDS, _aids_digest(registry))]
    return Typesetting(templates, fonts_of(every), tuple(words))


def fonts_of(locales: Sequence[Locale]) -> tuple[str, ...]:
    """Return the font families in which these languages are set."""
    return engine.families([locale.language.font for locale in locales])


def must_have_fonts(locales: Sequence[Locale]) -> None:
    """Raise LeafletError when a font is missing: another one would stand for it, unseen."""
    lacking = [
        family
        for family in fonts_of(locales)
        if not all(engine.font_file(family, style) for style in engine.STYLES)
    ]
    if engine.pango_version() and lacking:
        message = say("this machine has no font for the leaflets: they need {fonts}",
                      fonts=", ".join(lacking))  # fmt: skip
        raise LeafletError(message, say("leaflet doctor says why"))


def _aids_digest(registry: Registry) -> str:
    """Return which aids are shown, and the digest of what is said of them and of the stages."""
    if registry.aids is None:
        return ""
    whole = json.dumps(registry.aids.model_dump(mode="json"), ensure_ascii=False)
    return " ".join([*(misura.id for misura in registry.aids.misure), _digest(whole.encode())])


def _texts_digest(locale: Locale) -> str:
    language = locale.language
    own = asdict(language)
    del own["print_draft"]
    said = [own, [locale.is_draft, locale.has_draft_aids], sorted(locale.translations.items())]
    if locale.aids:
        said += [sorted(locale.aids.translations.items())]
    return _digest(json.dumps(said, ensure_ascii=False).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
