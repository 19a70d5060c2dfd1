# SPDX-License-Identifier: EUPL-1.2
"""Rules about how each language writes signs and blanks; what is right stands in the data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.letters import main_script, name_sign
from leaflet.texts.conventions import OF_LANGUAGES, OF_SCRIPTS, Convention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.texts.catalogues import Locale

_NAME = re.compile(r"\[[^\]]+\]")
_GAP = re.compile(r"\{\w+\}|</?\w+[^>]*>")


def bare_text(translation: str) -> str:
    """Return a translation with `_` for each Italian name in brackets and `#` for each gap."""
    return _GAP.sub("#", _NAME.sub("_", translation))


def script_of_texts(locale: Locale) -> str:
    """Return the script that a language is written in, whatever names stand in its texts."""
    return main_script(bare_text(entry.translation) for entry in locale.entries)


def wrong_sign(locale: Locale) -> Iterator[Problem]:
    """X015: a sign is not the one that this language writes.

    Each language has its own comma, question mark, full stop and letters: Arabic ؟ and ،, Urdu ۔,
    Chinese 。, Romanian ș and ț. A sign of another one looks like a mistake, and searches miss it.

    Wrong::

        msgid "Nessun numero o nessuna risposta?"
        msgstr "لا رقم أو لا رد?"

    Right::

        msgid "Nessun numero o nessuna risposta?"
        msgstr "لا رقم أو لا رد؟"
    """
    for convention in _conventions(locale):
        for entry in locale.entries:
            text = bare_text(entry.translation)
            for pattern, right in convention.instead.items():
                if found := re.search(pattern, text):
                    message = say("«{letter}» ({sign}) is not what {language} writes",
                                  letter=found[0], sign=name_sign(found[0]),
                                  language=locale.language.name)  # fmt: skip
                    hint = say("write «{sign}»", sign=right) if right else say("leave it out")
                    yield Problem("X015", Severity.ERROR, entry.at, message, hint)


def wrong_blank(locale: Locale) -> Iterator[Problem]:
    """X016: a blank is missing, is too much, or may break the line where this language does not.

    In French a no-break space stands before : ; ! ? and inside « »: with a usual one the sign would
    begin the next line. In Chinese no blank stands between the signs of a sentence.

    Wrong::

        msgid "Nessun numero o nessuna risposta?"
        msgstr "没有号码 或没人接？"

    Right::

        msgid "Nessun numero o nessuna risposta?"
        msgstr "没有号码或没人接？"
    """
    for convention in _conventions(locale):
        for entry in locale.entries:
            text = bare_text(entry.translation)
            for pattern, right in convention.blanks.items():
                if found := re.search(pattern, text):
                    around = text[max(0, found.start() - 8) : found.end() + 8]
                    message = say("the blank in «{words}» is not as {language} has it",
                                  words=around, language=locale.language.name)  # fmt: skip
                    hint = say("write a no-break space (U+00A0)") if right else say("leave it out")
                    yield Problem("X016", Severity.ERROR, entry.at, message, hint)
                    break


def _conventions(locale: Locale) -> Iterator[Convention]:
    """Yield what is known of how a language is written: of its script, and its own."""
    if convention := OF_SCRIPTS.get(script_of_texts(locale)):
        yield convention
    if convention := OF_LANGUAGES.get(locale.code):
        yield convention
