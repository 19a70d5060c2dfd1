# SPDX-License-Identifier: EUPL-1.2
"""Rules about the texts."""

from __future__ import annotations

import re


def gulpease(text: str) -> float:
    """Return how easy an Italian text is to read, from 0 to 100.

    From 70 on, people with eight years of school read it with ease.

    Formula of Lucisano and Piemontese (1988): 89 + (300 x sentences - 10 x letters) / words.
    """
    words = re.findall(r"\w+", text)
    sentences = max(1, len(re.findall(r"[.!?:;]+(?=\s|$)", text)))
    letters = sum(map(len, words))
    return 89 + (300 * sentences - 10 * letters) / len(words)
