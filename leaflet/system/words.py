# SPDX-License-Identifier: EUPL-1.2
"""Words compared as people read them: case, accents and punctuation do not count."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORDS = re.compile(r"[^\W_]+")
_NO_WORDS = re.compile(r"[^\w\n]+|_+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


@functools.lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Return the name without case, accents, apostrophes and punctuation, for comparing."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_WORDS.findall(name.casefold()))


def fold_each(names: Iterable[str]) -> Iterator[str]:
    """Yield each of many names, of one line each, as `fold` returns it, several times as fast."""
    text = unicodedata.normalize("NFKD", "\n".join(names))
    text = _NOT_ASCII.sub(lambda sign: "" if unicodedata.combining(sign[0]) else sign[0], text)
    for line in _NO_WORDS.sub(" ", text.casefold()).split("\n"):
        yield line.strip(" ")


def nearest(wrong: str, right: Iterable[str], cutoff: float = 0.75) -> str | None:
    """Return the name in `right` most like `wrong`, or None when nothing is near."""
    by_key = {fold(name): name for name in right}
    found = difflib.get_close_matches(fold(wrong), by_key, n=1, cutoff=cutoff)
    return by_key[found[0]] if found else None
