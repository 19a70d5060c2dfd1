# SPDX-License-Identifier: EUPL-1.2
"""From current leaflets to what a print shop needs: the files, and a ticket that says how."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

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


def by_id(copies: Mapping[str, int], ambiti: Iterable[Ambito]) -> Mapping[str, int]:
    """Return id → copies, of what was typed; raises LeafletError when an ambito is named twice."""
    ids = {fold(word): ambito.id for ambito in ambiti for word in (ambito.id, ambito.nome)}
    found: dict[str, int] = {}
    for typed, number in copies.items():
        _add(found, ids.get(fold(typed), typed), number)
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


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What to print: of each ambito its sheet, its booklet in each of `languages`, and its aids.

    `in_languages` are the codes of those that the sheet is to speak, when these are not the usual
    ones: it-en-zh. `leaflets` is the folder of the leaflets, `codes` what each file's version code
    is, by its path there; `copies` and `names` (of ambiti) are by id.
    """

    leaflets: Path
    codes: Mapping[str, str]
    copies: Mapping[str, int]
    names: Mapping[str, str]
    languages: Sequence[Locale] = ()
    of_aids: Sequence[Locale] = ()
    in_languages: str = ""

    def __post_init__(self) -> None:
        """Refuse booklets of a sheet that is for no ambito."""
        if self.languages and GENERIC in self.copies:
            raise WrongValueError(say("there are no booklets of «{id}»", id=GENERIC))


def prepare_print(
    selection: Selection, copies: Mapping[str, int], booklets: Sequence[str], aids: Sequence[str]
) -> tuple[Mapping[str, bytes], tuple[Ambito, ...]]:
    """Return all files for the print shop by path below its folder, and all ambiti of the list.

    `copies` are by what was typed for an ambito, `booklets` and `aids` codes of languages. Raises
    LeafletError when a leaflet is not current.
    """
    templates = selection.workspace.templates
    texts = read_texts(selection.workspace.locales)
    languages = [texts.locale(code) for code in dict.fromkeys(booklets)]
    of_aids = [texts.locale(code) for code in dict.fromkeys(aids)]
    kinds = {Product.SHEET}
    kinds |= {Product.SINGLE} if booklets else set()
    kinds |= {Product.AIUTI} if aids else set()
    shelf, request = compare_with_list(replace(selection, chosen=frozenset(kinds)), copies)
    ambiti = request.plan.ambiti
    codes = {path: entry.code for path, entry in shelf.files.items()}
    names = {ambito.id: ambito.nome for ambito in ambiti}
    order = PrintOrder(
        shelf.folder,
        codes,
        by_id(copies, ambiti),
        names,
        languages,
        of_aids,
        selection.languages,
    )
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
    for identifier, copies in order.copies.items():
        files = dict(_of_ambito(order, identifier, copies))
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


def _of_ambito(
    order: PrintOrder, identifier: str, copies: int
) -> Iterator[tuple[PrintFile, bytes]]:
    """Yield the sheet as it is, then the booklets."""
    path = sheet_path(identifier, order.in_languages)
    sheet = read_bytes(order.leaflets / path)
    title = f"Foglio «{TITLE}»"
    name = Path(path).name
    papers = -(-page_count(sheet) // 2)
    yield PrintFile(name, title, order.codes[path], _digest(sheet), copies, papers), sheet
    for locale in order.languages:
        yield _booklet(order, identifier, copies, locale)
    for locale in order.of_aids:
        yield _aids(order, identifier, copies, locale)


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
