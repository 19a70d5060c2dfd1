# SPDX-License-Identifier: EUPL-1.2
"""From current leaflets to what a print shop needs: the files, and a ticket that says how."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from leaflet.build.current import compare_with_list
from leaflet.build.kinds import Product
from leaflet.build.products import GENERIC, aids_path, sheet_path, single_path
from leaflet.pages.aids import TITLE as AIDS_TITLE
from leaflet.pages.sheet import TITLE
from leaflet.pages.ticket import PrintFile, TicketComposer
from leaflet.pdf.booklet import PAGES_PER_SHEET, impose, page_count
from leaflet.pdf.renderer import Renderer
from leaflet.problems import WrongValueError, say
from leaflet.system.files import read_bytes
from leaflet.system.words import fold
from leaflet.texts.catalogues import read_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from leaflet.build.selection import Selection
    from leaflet.problems import Message
    from leaflet.registry.model import Ambito
    from leaflet.texts.catalogues import Locale

MOST = 1_000_000
"""Copies: more is a slip of the finger."""
_DIGITS = len(str(MOST))
TICKET = "scheda-di-stampa"
_COPIES = re.compile(r"\s*([^=]*[^=\s])\s*=\s*(-?[0-9]+)\s*")


def read_copies(text: str) -> Mapping[str, int]:
    """Return ambito, as it was typed → copies, from `rhodense=500,melzo=200`.

    Spaces around the parts do not count. Raises LeafletError when a part is not of that form, an
    ambito is named twice, or the copies are none or more than `MOST`.
    """
    copies: dict[str, int] = {}
    for part in text.split(","):
        found = _COPIES.fullmatch(part)
        if not found:
            message = say("«{part}» does not say how many copies for which ambito", part=part)
            raise _wrong(message)
        typed, number = found[1], _number(found[2])
        if not 0 < number <= MOST:
            raise _wrong(say("{id}: copies must be from 1 to {most}", id=typed, most=MOST))
        _add(copies, typed, number)
    return copies


def _by_id(typed: Iterable[str], ambiti: Iterable[Ambito]) -> Mapping[str, str]:
    """Return what was typed → id; raises LeafletError when an ambito is named twice."""
    ids = {fold(word): ambito.id for ambito in ambiti for word in (ambito.id, ambito.nome)}
    found: dict[str, str] = {}
    for name in typed:
        identifier = ids.get(fold(name), name)
        if identifier in found.values():
            raise _wrong(say("the ambito «{id}» is named twice", id=identifier))
        found[name] = identifier
    return found


def _add(copies: dict[str, int], identifier: str, number: int) -> None:
    if identifier in copies:
        raise _wrong(say("the ambito «{id}» is named twice", id=identifier))
    copies[identifier] = number


def _number(digits: str) -> int:
    """Return a number; one that is far too long is only too large (Python refuses to read it)."""
    return int(digits) if len(digits.lstrip("-0")) <= _DIGITS else MOST + 1


def _wrong(message: Message) -> WrongValueError:
    return WrongValueError(message, say("write for example rhodense=500,melzo=200"))


class Wanted(NamedTuple):
    """So many copies of a kind of leaflet of an ambito; `language` of those that have one alone."""

    ambito: str
    product: Product
    language: str
    copies: int


def expand_copies(
    copies: Mapping[str, int], booklets: Sequence[str], aids: Sequence[str]
) -> tuple[Wanted, ...]:
    """Return what these copies are of: of each ambito the sheet, and as many of the others."""
    return tuple(
        Wanted(ambito, product, language, number)
        for ambito, number in copies.items()
        for product, language in (
            (Product.SHEET, ""),
            *((Product.SINGLE, code) for code in dict.fromkeys(booklets)),
            *((Product.AIUTI, code) for code in dict.fromkeys(aids)),
        )
    )


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What to print of each ambito, by its id.

    `in_languages` are the codes of those that the sheet is to speak, when these are not the usual
    ones: it-en-zh. `leaflets` is the folder of the leaflets, `codes` what each file's version code
    is, by its path there; `names` (of ambiti) are by id, `locales` by code.
    """

    leaflets: Path
    codes: Mapping[str, str]
    wanted: Mapping[str, Sequence[Wanted]]
    names: Mapping[str, str]
    locales: Mapping[str, Locale]
    in_languages: str = ""

    def __post_init__(self) -> None:
        """Refuse booklets of a sheet that is for no ambito."""
        if any(one.product is Product.SINGLE for one in self.wanted.get(GENERIC, ())):
            raise WrongValueError(say("there are no booklets of «{id}»", id=GENERIC))


def prepare_print(
    selection: Selection, wanted: Sequence[Wanted]
) -> tuple[Mapping[str, bytes], tuple[Ambito, ...]]:
    """Return all files for the print shop by path below its folder, and all ambiti of the list.

    What is `wanted` names ambiti as they were typed. Raises LeafletError when a leaflet is not
    current, or nothing is wanted.
    """
    templates = selection.workspace.templates
    texts = read_texts(selection.workspace.locales)
    locales = {one.language: texts.locale(one.language) for one in wanted if one.language}
    kinds = frozenset({Product.SHEET, *(one.product for one in wanted)})
    typed = list(dict.fromkeys(one.ambito for one in wanted))
    if not typed:
        raise WrongValueError(say("nothing is to be printed: all copies are 0"))
    shelf, request = compare_with_list(replace(selection, chosen=kinds), typed)
    ambiti = request.plan.ambiti
    codes = {path: entry.code for path, entry in shelf.files.items()}
    names = {ambito.id: ambito.nome for ambito in ambiti}
    ids = _by_id(typed, ambiti)
    by_ambito = {
        ids[name]: [one for one in wanted if ids[one.ambito] == ids[name]] for name in typed
    }
    order = PrintOrder(shelf.folder, codes, by_ambito, names, locales, selection.languages)
    shelf.refuse_outdated()
    renderer = Renderer(templates / "sheet", request.typesetting.fonts)
    composer = TicketComposer(templates, texts.locales[:1])
    return print_files(order, composer, renderer.pdf), ambiti


def print_files(
    order: PrintOrder, composer: TicketComposer, draw: Callable[[Sequence[str]], bytes]
) -> Mapping[str, bytes]:
    """Return all files for the print shop: path below its folder → contents.

    `draw` makes a PDF of pages. Raises LeafletError when a leaflet cannot be read.
    """
    made: dict[str, bytes] = {}
    for identifier, wanted in order.wanted.items():
        files = dict(_file(order, identifier, one) for one in wanted)
        page = composer.ticket(order.names.get(identifier, identifier), tuple(files))
        made |= {f"{identifier}/{file.name}": data for file, data in files.items()}
        made[f"{identifier}/{TICKET}.pdf"] = draw((page,))
        made[f"{identifier}/{TICKET}.txt"] = composer.text(page).encode()
    return made


def leftovers(folder: Path, files: Iterable[str], ambiti: Iterable[Ambito]) -> Iterator[Path]:
    """Yield what earlier orders left in the folders of ambiti: nobody is to print that as well.

    `files` are those of this order, as `print_files` names them.
    """
    made = {folder / name for name in files}
    for identifier in (GENERIC, *(ambito.id for ambito in ambiti)):
        found = (path for path in (folder / identifier).glob("*.*") if path not in made)
        yield from sorted(path for path in found if not path.name.startswith("."))


def _file(order: PrintOrder, identifier: str, wanted: Wanted) -> tuple[PrintFile, bytes]:
    """Return a file to print and its bytes: the sheet goes out as it is."""
    if wanted.product is Product.SINGLE:
        return _booklet(order, identifier, wanted.copies, order.locales[wanted.language])
    if wanted.product is Product.AIUTI:
        return _aids(order, identifier, wanted.copies, order.locales[wanted.language])
    path = sheet_path(identifier, order.in_languages)
    sheet = read_bytes(order.leaflets / path)
    title = f"Foglio «{TITLE}»"
    papers = -(-page_count(sheet) // 2)
    file = PrintFile(
        Path(path).name, title, order.codes[path], _digest(sheet), wanted.copies, papers
    )
    return file, sheet


def _aids(
    order: PrintOrder, identifier: str, copies: int, locale: Locale
) -> tuple[PrintFile, bytes]:
    path = aids_path(identifier, locale.code)
    if path not in order.codes:
        raise WrongValueError(say("there are no aids of «{id}»", id=identifier))
    data = read_bytes(order.leaflets / path)
    title = f"Foglio «{AIDS_TITLE}» in {locale.name_in_source()}"
    sheets, turned = -(-page_count(data) // 2), locale.language.direction == "rtl"
    name, code = Path(path).name, order.codes[path]
    file = PrintFile(name, title, code, _digest(data), copies, sheets, is_bound_right=turned)
    return file, data


def _booklet(
    order: PrintOrder, identifier: str, copies: int, locale: Locale
) -> tuple[PrintFile, bytes]:
    path = single_path(identifier, locale.code)
    if path not in order.codes:
        message = say("there is no large print of «{id}» in «{code}»",
                      id=identifier, code=locale.code)  # fmt: skip
        hint = say(
            "first run {command}", command=f"leaflet build --product single --lang {locale.code}"
        )
        raise WrongValueError(message, hint)
    pages = read_bytes(order.leaflets / path)
    turned = locale.language.direction == "rtl"
    title = f"Libretto A5 in {locale.name_in_source()}"
    data = impose(pages, f"{title}: {identifier}", is_bound_right=turned)
    count = page_count(pages)
    sheets = -(-count // PAGES_PER_SHEET)
    name, code = f"libretto_{identifier}_{locale.code}.pdf", order.codes[path]
    file = PrintFile(name, title, code, _digest(data), copies, sheets, count, turned)
    return file, data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
