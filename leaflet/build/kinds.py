# SPDX-License-Identifier: EUPL-1.2
"""The one list of what can be made; it is quick to load, so that a glance can ask it."""

from __future__ import annotations

from enum import StrEnum


class Product(StrEnum):
    """The kinds of leaflets, by the names that `--product` and the manifest have for them."""

    SHEET = "sheet"
    COMUNE = "comune"
    SINGLE = "single"
    BILINGUAL = "bilingual"
    POSTER = "poster"
    TEXT = "text"
