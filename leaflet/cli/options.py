# SPDX-License-Identifier: EUPL-1.2
"""Options that several commands share: each name means one thing in all of them."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leaflet.build.fast_path import PRODUCT_PER
from leaflet.build.kinds import Product, Stage, aids_product
from leaflet.build.selection import Selection
from leaflet.problems import WrongValueError, say
from leaflet.texts import SOURCE_LANGUAGE
from leaflet.texts.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leaflet.registry.model import Contatto


_CODE = re.compile("[a-z]{2,3}")


class Per(StrEnum):
    """What there is one sheet for."""

    AMBITO = "ambito"
    COMUNE = "comune"


class OutputFormat(StrEnum):
    """For whom an answer is: people, or programs."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[
    OutputFormat,
    typer.Option("--format", help=_("For people, or for programs: docs/formats.md.")),
]
Contacts = Annotated[
    Path | None, typer.Option("--contacts", metavar="FILE", help=_("Registry to use instead."))
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="DIR",
        help=_("Folder of the leaflets; default: output, beside contacts/."),
    ),
]
PerOption = Annotated[
    Per | None,
    typer.Option(
        "--per", help=_("A sheet for each of these; default: what the folder has, or ambito.")
    ),
]

ProductOption = Annotated[
    list[Product] | None,
    typer.Option(
        "--product",
        metavar="NAME",
        help=_(
            "Make this kind: sheet, comune, single, bilingual, poster, text or aiuti; repeatable."
        ),
    ),
]


StageOption = Annotated[
    Stage | None,
    typer.Option("--stage", help=_("The stage of the eviction, by the act that was served.")),
]


def _read_codes(text: str) -> str:
    """Return «en, zh» as the files of these languages are called, Italian first: it-en-zh."""
    if not text:
        return ""
    codes = [code.strip().lower() for code in text.split(",")]
    if not all(map(_CODE.fullmatch, codes)):
        message = say("«{value}» does not name languages", value=text)
        raise WrongValueError(message, say("write their codes with commas: it,en,zh"))
    return "-".join(dict.fromkeys((SOURCE_LANGUAGE, *codes)))


LangOption = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="CODE,…",
        help=_("Also in these languages, drafts or not, such as it,en,zh."),
        callback=_read_codes,
    ),
]


def select(
    context: typer.Context,
    contacts: Path | None,
    output: Path | None,
    per: Per | None = None,
    products: Iterable[Product] | None = None,
    stage: Stage | None = None,
    languages: str = "",
) -> Selection:
    """Return which leaflets these options are about; a stage asks for aids that mark it."""
    kinds = {product.value for product in products or ()} | ({PRODUCT_PER[per]} if per else set())
    if stage:
        kinds = (kinds - {Product.AIUTI.value}) | {aids_product(stage).value}
    return Selection.of(context.obj, contacts, output, kinds, languages)


def as_json(contatto: Contatto) -> dict[str, object]:
    """Return a row for programs, as the list has it: what is not said is left out."""
    return contatto.model_dump(mode="json", exclude_defaults=True)
