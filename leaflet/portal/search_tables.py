# SPDX-License-Identifier: EUPL-1.2
"""What the search of the portal's pages knows: the tables of the law of matching, as scripts."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

from leaflet.pages.sheet import translate_markup
from leaflet.registry.comuni import official
from leaflet.registry.gazetteer import gazetteer_of, province_words, read_sounds
from leaflet.registry.searching import plain_words
from leaflet.registry.wording import SWITCHBOARD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leaflet.registry.gazetteer import Gazetteer
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Locale

_SOURCES = "// Nomi (CC BY 4.0): {names}.\n"
_ALWAYS = "ISTAT, Ministero dell'Interno (ANPR), GeoNames"
_QUARTERS = {"MI": "Comune di Milano"}
"""Who gave the names of quarters of a province's capital."""
_NOTHING = "Nessun Comune trovato. Guarda l'elenco qui sotto."


def files(registry: Registry, locales: Sequence[Locale]) -> Iterator[tuple[str, bytes]]:
    """Yield the names here and around with all other names, and those of the rest of Italy.

    The second is large: a page asks for it when nothing was found here, and no browser keeps it.
    """
    names = gazetteer_of(registry)
    sounds = read_sounds()
    here = {
        "here": names.here,
        "around": names.around,
        "foreign": names.foreign,
        "parts": names.parts,
        "provinces": sorted(names.provinces),
        "abbreviations": names.abbreviations,
        "codes": province_words(),
        "letters": sounds.letters,
        "digits": sounds.digits,
        "spelling": sounds.spelling,
        "words": sorted(map(plain_words, sounds.around)),
        "streets": sorted(sounds.streets),
        "nothing": list(_nothing(locales)),
    }
    yield "ricerca/luoghi.js", _script("here", _to_json(here), names)
    lines = _to_json(";".join(_elsewhere(names)))
    rows = f"{lines}.split(';').map((one)=>[one.slice(0,-3),one.slice(-2)])"
    yield "ricerca/altrove.js", _script("elsewhere", rows, names)


def _elsewhere(names: Gazetteer) -> Iterator[str]:
    """Yield the Comuni of other provinces, with both names of those that have two."""
    for comune in official().active():
        if comune.provincia not in names.provinces:
            yield f"{'/'.join(comune.grafie[:2])} {comune.provincia}"


_IN_BROWSERS = {"CJK": "Han"}
"""Scripts that browsers know by other names than those of their letters."""


def _nothing(locales: Sequence[Locale]) -> Iterator[dict[str, str]]:
    """Yield how languages with letters of their own say that nothing was found, and what to do."""
    for locale in locales:
        said = (translate_markup(locale, text).striptags() for text in (_NOTHING, SWITCHBOARD))
        text = " ".join(said)
        script = next(unicodedata.name(sign).split()[0] for sign in text if sign.isalpha())
        if script != "LATIN":
            yield {
                "letters": f"\\p{{Script={_IN_BROWSERS.get(script, script.title())}}}",
                "text": text,
                "code": locale.code,
                "direction": locale.language.direction,
            }


def _to_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _script(table: str, data: str, names: Gazetteer) -> bytes:
    sources = [_ALWAYS, *(_QUARTERS[one] for one in sorted(names.provinces) if one in _QUARTERS)]
    head = _SOURCES.format(names=", ".join(sources))
    return f'{head}leafletNames("{table}",{data});\n'.encode()
