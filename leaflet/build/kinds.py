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
    AIUTI = "aiuti"
    AIUTI_INTIMAZIONE = "aiuti-intimazione"
    AIUTI_CONVALIDA = "aiuti-convalida"
    AIUTI_PRECETTO = "aiuti-precetto"
    AIUTI_AVVISO = "aiuti-avviso"
    AIUTI_ACCESSO = "aiuti-accesso"

    @property
    def stage(self) -> str | None:
        """The stage of the eviction that is marked on it, None where none is."""
        return self.removeprefix("aiuti-") if self.startswith("aiuti-") else None


class Stage(StrEnum):
    """The stages of an eviction that can be marked on the leaflet of aids, in their order."""

    INTIMAZIONE = "intimazione"
    CONVALIDA = "convalida"
    PRECETTO = "precetto"
    AVVISO = "avviso"
    ACCESSO = "accesso"


def aids_product(stage: str | None) -> Product:
    """Return the kind of leaflet on which a stage is marked, or none."""
    return Product(f"aiuti-{stage}") if stage else Product.AIUTI
