# SPDX-License-Identifier: EUPL-1.2
"""Signs in texts: invisible ones, letters that only look like ours, letters that got lost.

Whoever reads a text asks here: the list, the workbooks, the terminal, the catalogues.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from leaflet.problems import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leaflet.problems import Message

LATIN = "LATIN"

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ufeff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Control, invisible and bidirectional characters: they can show one number and dial another."""

_JOINERS = "\u200c\u200d"
"""Invisible, and a part of how some scripts, none of them Latin, are spelt."""

_WORD = re.compile(r"[^\W\d_]+")
_NO_SCRIPT = frozenset("ªºµ")
_CJK = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
"""Scripts that one language writes in one word."""

_LATIN_TWINS = frozenset("АВЕЅІЈКМНОРСТХҮаеосрхуѕіјԁһԛԝгкпΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορτυ")
"""Letters of other scripts that nobody can tell from a Latin one."""
_ODD_LATIN = frozenset("ɑɡɩʀʏʙʜʟᴀᴄᴇᴏᴜᴠᴡᴢ")
"""Letters of phonetic alphabets, which no name is spelt with, and that look like usual ones."""

_CONTINUES = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MANGLED = re.compile(
    rf"[ÂÃÄÅ]{_CONTINUES}|[âï]{_CONTINUES}{{2}}"  # UTF-8 that was read as Western European
    r"|(?<=[a-zà-ü])Ã(?!\w)(?: (?=[,;.:)]))?"  # the same, its no-break space lost
    r"|√[^\s\d(]|[├┬][^\s\w─-╿]"  # UTF-8 that was read as an old Mac's, or DOS's
    r"|(?<=[a-zà-ü])[ÓÞÚËÈÏ‡‗˘](?!\w)"  # Western European that was read as one of these
    r"|_x[0-9A-F]{4}_"  # Excel's way to write what a cell cannot hold
    r"|&(?:[A-Za-z]{2,8}|#[0-9]{2,5}|#x[0-9A-Fa-f]{2,5});"  # a web page's way to write letters
)
_LOST = re.compile(r"\ufffd|(?<=[^\W\d_])\?(?=[^\W\d_])")


def is_invisible(char: str) -> bool:
    """Return whether people do not see this sign, and programs do."""
    return INVISIBLE.match(char) is not None


def name_sign(char: str) -> Message:
    """Return what people can look a sign up by: U+0430, cyrillic small letter a."""
    name = unicodedata.name(char, "").lower()
    code = f"U+{ord(char):04X}"
    if not name:
        return say("{code}, control character", code=code)
    return say("{code}, {name}", code=code, name=name)


@functools.lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """Return the script of a letter (LATIN, CYRILLIC), empty for what is at home in several."""
    if char in _NO_SCRIPT or unicodedata.category(char) in {"Lm", "Mn", "Mc"}:
        return ""
    script = unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
    return "CJK" if script in _CJK else script


def main_script(texts: Iterable[str]) -> str:
    """Return the script in which most letters of the texts are written."""
    letters = Counter(char for text in texts for char in text if char.isalpha())
    scripts: Counter[str] = Counter()
    for char, count in letters.items():
        scripts[script_of(char)] += count
    return max(scripts, key=lambda script: scripts[script], default=LATIN)


def foreign_letters(text: str, script: str = LATIN) -> Iterator[tuple[str, bool]]:
    """Yield words with a letter that belongs to another script than a text's, or looks odd in it.

    What comes is the first such letter, and whether that is certainly a mistake: it stands among
    letters of the text's own script, or the whole word could be one of it.
    Latin words may stand in any text; only inside a word of another script are they foreign.
    """
    if script == LATIN and text.isascii():
        return
    for word in _WORD.findall(text):
        letters = [char for char in word if char.isalpha()]  # ½ is none
        own = {script_of(char) for char in letters} & {script, LATIN}
        home = script if script in own else LATIN
        strange = [
            char for char in letters if char in _ODD_LATIN or script_of(char) not in {home, ""}
        ]
        if strange:
            yield strange[0], bool(own) or all(char in _LATIN_TWINS for char in letters)


def invisible_letters(text: str, script: str = LATIN) -> Iterator[str]:
    """Yield the signs of a text that people do not see, but for joiners where they belong."""
    for match in INVISIBLE.finditer(text):
        if script == LATIN or match[0] not in _JOINERS:
            yield match[0]


def restore_letters(text: str) -> str:
    """Return a text whose letters a program has mangled («CittÃ »), as it was meant.

    A text that is in order comes back as it is.
    """
    return _MANGLED.sub(_restore, text)


def is_mangled(text: str) -> bool:
    """Return whether a program has put other signs in the place of letters: «CittÃ »."""
    return _MANGLED.search(text) is not None


def lost_letter(text: str) -> str | None:
    """Return what stands in the place of a letter that is lost: «�», or «?» inside a word."""
    found = _LOST.search(text)
    return found[0] if found else None


def _restore(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("&"):
        return html.unescape(found)
    if found.rstrip() == "Ã":
        return "à"
    encoding = {"√": "mac-roman", "├": "cp850", "┬": "cp850"}.get(found[0], "cp1252")
    try:
        return found.encode(encoding).decode()
    except UnicodeError:
        return found
