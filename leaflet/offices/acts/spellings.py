# SPDX-License-Identifier: EUPL-1.2
"""What people write for headings, periods, kinds of acts and numbers → what is meant, or None."""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import TYPE_CHECKING

from leaflet.registry.atti import ATTI, MOST_ACTS
from leaflet.registry.periods import Period, read_period
from leaflet.system.words import fold
from leaflet.system.workbooks import Uncomputed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leaflet.system.workbooks import Value

_HEADINGS = {
    "periodo": "periodo; periodo di riferimento; mese e anno; anno e mese; mese di riferimento;"
    "anno di riferimento",
    "anno": "anno; anno solare",
    "mese": "mese; mesi",
    "trimestre": "trimestre; trim; quarter",
    "comune": "comune; comuni; comune dell immobile; comune immobile; luogo; territorio; localita;"
    "nome comune; nome del comune; denominazione comune; comune o ambito; comune ambito;"
    "comune di residenza; citta",
    "ambito": "ambito; ambiti; ambito territoriale; nome ambito",
    "atto": "atto; tipo; tipo atto; tipo di atto; tipo dell atto; tipologia; tipologia atto;"
    "tipologia di atto; specie; provvedimento; tipo provvedimento; tipo di provvedimento; fase",
    "numero": "numero; n; nr; num; quantita; numero atti; numero di atti; n atti; nr atti; atti;"
    "conteggio; numero provvedimenti; numero di provvedimenti; n provvedimenti; valore; frequenza",
}
_ACTS = {
    "intimazione": "intimazioni; intimazione di sfratto; intimazioni di sfratto;"
    "intimazione e citazione; intimazione di sfratto e citazione per la convalida;"
    "citazione per la convalida; sfratti intimati",
    "convalida": "convalide; convalida di sfratto; convalide di sfratto; ordinanza di convalida;"
    "ordinanze di convalida; sfratti convalidati; sfratto convalidato",
    "precetto": "precetti; atto di precetto; atti di precetto; precetto di rilascio;"
    "precetti di rilascio; precetto per rilascio; precetti per rilascio",
    "avviso di sloggio": "avvisi di sloggio; sloggio; preavviso di sloggio; preavvisi di sloggio;"
    "preavviso di rilascio; preavvisi di rilascio; avviso di rilascio; avvisi di rilascio",
    "esecuzione richiesta": "esecuzioni richieste; richiesta di esecuzione; richieste;"
    "richieste di esecuzione; esecuzione di sfratto richiesta; sfratti richiesti",
    "esecuzione eseguita": "esecuzioni eseguite; eseguiti; eseguite; sfratti eseguiti;"
    "sfratto eseguito; escomi eseguiti; escomio eseguito; sfratti eseguiti con forza pubblica",
}
_MONTHS = ("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
           "settembre", "ottobre", "novembre", "dicembre")  # fmt: skip
_LETTERS_OF_A_MONTH = 3
_PARTS = {
    "trimestre": 3, "trim": 3, "t": 3, "q": 3,
    "quadrimestre": 4, "quadr": 4, "semestre": 6, "sem": 6, "s": 6,
}  # fmt: skip
_ORDINALS = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    **{word: number for number, word in enumerate(("primo", "secondo", "terzo", "quarto"), 1)},
}
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_PART = re.compile(r"(?P<n>[1-4]|i{1,3}|iv|primo|secondo|terzo|quarto)[oa°]? ?(?P<what>[a-z]+)"
                   r"|(?P<what_first>[a-z]+) ?(?P<n_last>[1-4]|i{1,3}|iv)")  # fmt: skip
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+", re.ASCII)
_WHOLE = re.compile(r"([0-9]{1,7})(?:,0+)?", re.ASCII)
_TOTAL = re.compile(r"tot(?:ale|ali)?\b.*|.* totale")


@functools.cache
def act_headings() -> Mapping[str, str]:
    """Return heading, as `fold` writes it → what the column says: a kind of act has its own."""
    known: dict[str, str] = {}
    for meant, words in (*_HEADINGS.items(), *_ACTS.items()):
        known |= {fold(word): meant for word in (meant, *words.split(";"))}
    return known


def spelt_act(text: str) -> str | None:
    """Return the kind of act that is meant."""
    known = act_headings().get(fold(text))
    return known if known in ATTI else None


def is_total(text: str) -> bool:
    """Return whether a row is the sum of others, and says so in the place of a Comune."""
    return _TOTAL.fullmatch(fold(text)) is not None


def spelt_period(value: Value) -> Period | None:
    """Return the period that a cell means.

    Programs turn «2025-01» and «gennaio 2025» into the first day of the month.
    """
    if isinstance(value, Uncomputed):
        return None
    if isinstance(value, dt.date):  # a moment is a day too
        return Period(value.year, value.month, value.month) if value.day == 1 else None
    text = _as_text(value).strip()
    written = read_period(text.upper().replace("Q", "T").replace(" ", ""))
    if written:
        return written
    words = fold(text)
    years = _YEAR.findall(words)
    rest = " ".join(_YEAR.sub(" ", words).split())
    if len(set(years)) == 1:
        return _part_of(int(years[0]), rest)
    short = re.fullmatch(r"([a-z]+) ([0-9]{2})", words)  # gen-25, as Excel shows a month
    return _part_of(2000 + int(short[2]), short[1]) if short and not years else None


def period_of(year: Value, part: Value, part_kind: str) -> Period | None:
    """Return the period of a year and of a month, or a quarter, in columns of their own."""
    whole = spelt_period(year)
    if whole is None or not whole.is_year:
        return None
    words = fold(_as_text(part).strip())
    if not words:
        return None
    if part_kind == "trimestre" and (words in _ORDINALS or words.isdigit()):
        words = f"{words} trimestre"
    return _part_of(whole.year, words)


def _part_of(year: int, words: str) -> Period | None:
    """Return what these words call a part of a year: nothing is all of it."""
    if words in {"", "anno"}:
        return Period(year)
    if words.isdigit():
        return Period(year, int(words), int(words)) if 1 <= int(words) <= len(_MONTHS) else None
    months = [_month(word) for word in words.split() if word not in {"a", "da", "al", "dal"}]
    if 1 <= len(months) <= 2 and all(months):  # noqa: PLR2004  (one, or from one to another)
        first, last = months[0] or 0, months[-1] or 0
        return Period(year, first, last) if first <= last else None
    part = _PART.fullmatch(words)
    length = _PARTS.get(part["what"] or part["what_first"]) if part else None
    if not part or not length:
        return None
    number = part["n"] or part["n_last"]
    last = length * _ORDINALS.get(number, int(number) if number.isdigit() else 0)
    return Period(year, last - length + 1, last) if 0 < last <= len(_MONTHS) else None


def _month(word: str) -> int | None:
    if len(word) < _LETTERS_OF_A_MONTH:
        return None
    return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), None)


def spelt_count(value: Value) -> int | None:
    """Return the number of acts in a cell; None when it is no whole one, or no one can have it."""
    if isinstance(value, bool | Uncomputed):
        return None
    if isinstance(value, int | float):
        is_whole = value == int(value) if abs(value) <= MOST_ACTS else False
        return int(value) if is_whole and value >= 0 else None
    text = _as_text(value).strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found and int(found[1]) <= MOST_ACTS else None


def _as_text(value: Value) -> str:
    """Return a cell as people see it: workbooks keep 2026 as 2026.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def say_cell(value: Value) -> str:
    """Return the text of a cell, on one line."""
    return " ".join(_as_text(value).split())
