# SPDX-License-Identifier: EUPL-1.2
"""Questions that are answered with yes or no, in the user's language."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING

import typer

from leaflet.problems import LeafletError, say
from leaflet.texts.messages import _

if TYPE_CHECKING:
    from leaflet.problems import Message

YES = frozenset({"s", "si", "sì", "y", "yes"})
NO = frozenset({"", "n", "no"})


def confirmed(question: str, otherwise: Message) -> bool:
    """Ask until the answer is a yes or a no, in either language; Enter alone is a no.

    Raises LeafletError when there is no terminal to ask at: `otherwise` says what to do then.
    """
    if not sys.stdin.isatty():
        raise LeafletError(say("nothing was written: nobody is here to ask"), otherwise)
    choices = _("[y/N]")
    prompt = f"{question} {choices}"
    while True:
        said: str = typer.prompt(prompt, default="", show_default=False)
        answer = unicodedata.normalize("NFC", said).strip(" .'").casefold()
        if answer in YES | NO:
            return answer in YES
        typer.echo(_("Answer y for yes or n for no."), err=True)
