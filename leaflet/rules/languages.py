# SPDX-License-Identifier: EUPL-1.2
"""Rules about the languages that an ambito chooses for its sheet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.texts import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from leaflet.problems import Message
    from leaflet.registry.model import Registry


def odd_choice(registry: Registry) -> Iterator[Problem]:
    """S023: the languages of a sheet have one twice, or lack Italian.

    Italian is on every sheet, and comes first wherever it stands: who helps the reader in an office
    reads it.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            lingue: [en, zh, en]
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2026-11-20}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            lingue: [it, en, zh]
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2026-11-20}]
    """
    for number, ambito in enumerate(registry.ambiti):
        twice = [code for code, uses in Counter(ambito.lingue).items() if uses > 1]
        if twice:
            message = say("the language «{code}» is there twice", code=twice[0])
            yield _problem("S023", registry, number, message, ambito.lingue)
        elif ambito.lingue and SOURCE_LANGUAGE not in ambito.lingue:
            message = say("Italian is missing: it is on every sheet")
            yield _problem("S023", registry, number, message, ambito.lingue)


def unlisted_language(registry: Registry, known: Collection[str]) -> Iterator[Problem]:
    """S024: an ambito chooses a language that `locales/languages.toml` does not have.

    Each language there has its texts in `locales`. One that nobody has reviewed yet may be chosen:
    the sheet says so.
    """
    for number, ambito in enumerate(registry.ambiti):
        for place, code in enumerate(ambito.lingue):
            if code not in known:
                message = say("there is no language «{code}»", code=code)
                hint = say("write one of: {names}", names=", ".join(known))
                at = registry.at("ambiti", number, "lingue", place)
                yield Problem("S024", Severity.ERROR, at, message, hint)


def _problem(
    code: str, registry: Registry, number: int, message: Message, lingue: Collection[str]
) -> Problem:
    right = ", ".join(dict.fromkeys((SOURCE_LANGUAGE, *lingue)))
    hint = say("write it like this: {example}", example=f"lingue: [{right}]")
    at = registry.at("ambiti", number, "lingue")
    return Problem(code, Severity.ERROR, at, message, hint)
