# SPDX-License-Identifier: EUPL-1.2
"""The language in which the program speaks to its user, chosen by the environment."""

from __future__ import annotations

import functools
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leaflet.problems import Message

_TRANSLATED = ("it",)


def choose_language(environment: Mapping[str, str]) -> str:
    """Return the language code that the locale variables ask for; English when unknown."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            code = value.split(":")[0].split(".")[0].split("_")[0].lower()
            return code if code in _TRANSLATED else "en"
    return "en"


@functools.cache
def _messages(language: str) -> Mapping[str, str]:
    if language == "en":
        return {}
    from leaflet.system.workspace import shipped_workspace  # noqa: PLC0415  (English needs none)
    from leaflet.texts.catalogues import program_messages  # noqa: PLC0415  (same)

    return program_messages(shipped_workspace().locales, language)


LANGUAGE = choose_language(os.environ)
_MESSAGES = _messages(LANGUAGE)


def _(text: str) -> str:
    """Return the program's own text in the user's language."""
    return _MESSAGES.get(text, text)


def in_italian(message: Message) -> str:
    """Return a message in Italian, whatever the user's language: for what offices read later."""
    return message.translate(_italian)


def _italian(text: str) -> str:
    return _messages("it").get(text, text) if LANGUAGE != "it" else _(text)


_TYPED: list[tuple[re.Pattern[str], str]] = []


def name_program(typed: str, commands: Iterable[str]) -> None:
    """Let messages name what can be typed where «leaflet» alone is not found: `.venv/bin/leaflet`.

    `commands` tell the program from the word: leaflet build is one, a leaflet is on paper.
    """
    pattern = rf"(?<![\w/.\\-])leaflet (?=(?:{'|'.join(commands)})\b)"
    _TYPED[:] = [] if typed == "leaflet" else [(re.compile(pattern), f"{typed} ")]


def translate(message: Message) -> str:
    """Return a message in the user's language, its gaps filled."""
    sentence = message.translate(_)
    for pattern, typed in _TYPED:
        sentence = pattern.sub(lambda _match, typed=typed: typed, sentence)  # type: ignore[misc]
    return sentence
