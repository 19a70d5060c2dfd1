# SPDX-License-Identifier: EUPL-1.2
"""How languages are written: signs that a script or a language writes otherwise, and blanks.

Data alone: a language that is not here is written as its script is. In patterns, `_` stands for a
name in brackets and `#` for a gap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_BREAK = "\u00a0"
_HAN, _WIDE = "\u3400-\u9fff", "，。？！：；（）、"
_HALF = (",", r"\.", r"\?", "!", ":", ";", r"\(", r"\)")


@dataclass(frozen=True, slots=True)
class Convention:
    """What a script or a language writes.

    `instead` are signs that are wrong, each with the right one, empty where there is none; they may
    be patterns, which see the text around a sign. `blanks` are patterns of places where a blank is
    missing, is too much or may break the line, each with what belongs there.
    """

    instead: Mapping[str, str] = field(default_factory=dict)
    blanks: Mapping[str, str] = field(default_factory=dict)


_EUROPEAN = {
    sign: str(number) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for number, sign in enumerate(row)
}
"""Digits: numbers are dialled and compared as they stand on the sign and in the document."""

OF_SCRIPTS: Mapping[str, Convention] = {
    "ARABIC": Convention({"ـ(?=[\u0621-\u06d3])": "", r"\?": "؟", ",": "،", ";": "؛", **_EUROPEAN}),
    "BENGALI": Convention({r"(?<!\.)\.(?=\s|$)": "।", r"\|": "।"}),
    "CJK": Convention(
        dict(zip(_HALF, "，。？！：；（）", strict=True)),
        {
            rf"(?<=[{_HAN}{_WIDE}]) +(?=[{_HAN}{_WIDE}_])": "",
            rf"(?<=_) +(?=[{_HAN}{_WIDE}])": "",
        },
    ),
}
"""What all languages of a script have in common, by the script's name in Unicode."""

OF_LANGUAGES: Mapping[str, Convention] = {
    "ar": Convention({"[یۍې]": "ي", "ک": "ك", "[ہھە]": "ه", "۔": "."}),
    "fr": Convention(
        {},
        {
            r" (?=[:;!?»])": NO_BREAK,
            r"(?<=[^\s])(?=[:;!?»])(?!:[/\d])(?<![:;!?])": NO_BREAK,
            r"(?<=«)(?: |(?=\S))": NO_BREAK,
        },
    ),
    "ro": Convention({"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț"}),
    "ru": Convention({"[іїєґІЇЄҐ]": ""}),
    "uk": Convention({"['ʼ‘`]": "’", "[ыэёъЫЭЁЪ]": ""}),
    "ur": Convention({"[يى]": "ی", "ك": "ک", "ه": "ہ", r"(?<!\.)\.(?=\s|$)": "۔"}),
}
"""What single languages have beside, by their codes."""
