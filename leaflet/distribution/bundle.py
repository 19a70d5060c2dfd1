# SPDX-License-Identifier: EUPL-1.2
"""One ZIP file with all that a group needs: sheets, index, checksums, what is new, how to use it.

The same sheets make the same bytes: members are stored as they are, in one order, with one date.
`manifest.json` inside has the entries of the output folder, so that `leaflet verify --manifest` and
the next bundle understand it, and the sheets of the bundle before it: made again over itself, a
bundle says the same news.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from leaflet.archive.history import read_history
from leaflet.archive.manifest import (
    MANIFEST,
    ManifestEntry,
    parse_manifest,
    read_manifest,
)
from leaflet.build.current import compare_with_list
from leaflet.build.kinds import Product
from leaflet.build.products import GENERIC, aids_start, comune_path, sheet_path
from leaflet.distribution.groups import Group
from leaflet.pages.bundle import write_text
from leaflet.problems import LeafletError, say
from leaflet.registry.changes import of_ambito
from leaflet.registry.model import Ambito
from leaflet.registry.wording import (
    describe_hours,
    describe_phone,
    describe_place,
    describe_served,
    write_office,
)
from leaflet.system.files import read_bytes
from leaflet.system.formulas import guard_cell
from leaflet.system.journal import NO_SUCH_JSON
from leaflet.system.words import fold
from leaflet.texts.messages import in_italian

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from leaflet.archive.history import History
    from leaflet.build.selection import Selection
    from leaflet.problems import Message
    from leaflet.registry.model import Contatto, Territorio

LARGEST_MANIFEST = 20_000_000
_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_ANY_OTHER = "Ogni altro Comune"


@dataclass(frozen=True, slots=True)
class Previous:
    """The sheets of an earlier bundle by path, and those of the one before it (None: the first)."""

    files: Mapping[str, ManifestEntry]
    before: Mapping[str, ManifestEntry] | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """What goes into a bundle: `entries` are the sheets of these `ambiti`, and the generic one.

    `previous` is what the receivers have, if anything; `in_words` says changes in Italian. What is
    not `is_whole` leaves out ambiti of the list: their Comuni have sheets, but not here.
    """

    folder: Path
    templates: Path
    entries: Mapping[str, ManifestEntry]
    ambiti: tuple[Ambito, ...]
    history: History
    group: Group | None = None
    previous: Previous | None = None
    in_words: Callable[[Message], str] = str
    is_whole: bool = True
    territorio: Territorio | None = None

    def before(self) -> Mapping[str, ManifestEntry] | None:
        """Return the sheets with which these are compared; None when there are none."""
        if self.previous is None:
            return None
        codes = {path: entry.code for path, entry in self.entries.items()}
        is_same = codes == {path: entry.code for path, entry in self.previous.files.items()}
        return self.previous.before if is_same else self.previous.files


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A line of the index: the sheet of a Comune; `name` is what that sheet is called."""

    comune: str
    ambito: str
    name: str
    path: str
    entry: ManifestEntry

    @property
    def code(self) -> str:
        """The version code of the sheet."""
        return self.entry.code


@dataclass(slots=True)
class _News:
    name: str
    old: str
    new: str
    changes: list[str] = field(default_factory=list)


def chosen(
    files: Mapping[str, ManifestEntry], ambiti: Sequence[Ambito], identifiers: Collection[str]
) -> tuple[dict[str, ManifestEntry], tuple[Ambito, ...]]:
    """Return the entries and the ambiti of these ids (all when empty), with the generic sheet.

    Leaflets of aids that the folder has go along with their ambiti.

    Raises LeafletError when there is no generic sheet.
    """
    wanted = tuple(a for a in ambiti if not identifiers or a.id in identifiers)
    paths = {sheet_path(GENERIC), *(sheet_path(ambito.id) for ambito in wanted)}
    paths |= {path for a in wanted for comune in a.comuni for path in _own_paths(a, comune)}
    of_aids = tuple(aids_start(ambito.id) for ambito in wanted)
    entries = {
        path: entry
        for path, entry in files.items()
        if path in paths or (of_aids and path.startswith(of_aids))
    }
    if sheet_path(GENERIC) not in entries:
        message = say("the sheet for any other Comune is missing")
        raise LeafletError(message, say("leaflet build --per ambito makes it"))
    return entries, wanted


def _own_paths(ambito: Ambito, comune: str) -> tuple[str, str]:
    """Return where the sheet of a Comune is, if it has one (see `outputs.comune_names`)."""
    name = fold(comune).replace(" ", "-")
    return comune_path(f"{name}-{ambito.id}"), comune_path(name)


def package_of(
    selection: Selection, ambiti: Sequence[str], group: Group | None, earlier: Path
) -> Package:
    """Return what a group gets: the sheets of these ambiti (ids or names; all when empty).

    `earlier` is the bundle that the receivers have, if there is such a file. Sheets of Comuni are
    packed where there are any; other kinds may be out of date, which is no reason to refuse.
    Raises LeafletError when a sheet is not current.
    """
    kinds = {entry.product for entry in read_manifest(selection.output).files.values()}
    wanted = replace(selection, chosen=frozenset({Product.SHEET} | (kinds & {Product.COMUNE})))
    shelf, order = compare_with_list(wanted, [*ambiti, GENERIC] if ambiti else ())
    shelf.refuse_outdated()
    plan = order.plan
    identifiers = {o.ambito.id if o.ambito else GENERIC for o in plan.outputs}
    entries, chosen_ambiti = chosen(shelf.files, plan.ambiti, identifiers)
    return Package(
        shelf.folder,
        selection.workspace.templates,
        entries,
        chosen_ambiti,
        read_history(shelf.folder),
        group,
        previous(earlier),
        in_italian,
        is_whole=len(chosen_ambiti) == len(plan.ambiti),
        territorio=plan.territorio,
    )


def pack(package: Package) -> bytes:
    """Return the ZIP file; raises LeafletError when a sheet cannot be read or was altered."""
    rows = _rows(package)
    texts = {
        "LEGGIMI.txt": _for_windows(_how_to(package)),
        "NOVITA.txt": _for_windows(_news_text(package)),
        "indice.csv": _csv(_index_table(rows)),
        "indice.html": _index_page(package, rows),
    }
    if package.group is not Group.ORDINE:
        texts["referenti.csv"] = _csv(_contacts_table(package.ambiti))
    texts[MANIFEST] = _manifest(package)
    members = {name: text.encode() for name, text in texts.items()}
    members |= {path: _sheet(package, path) for path in sorted(package.entries)}
    return _zip({**members, "SHA256SUMS": _sums(members)})


def _sheet(package: Package, path: str) -> bytes:
    place = package.folder / path
    data = read_bytes(place)
    if hashlib.sha256(data).hexdigest() != package.entries[path].sha256:
        raise LeafletError(say("{file} was altered", file=place), say("build the leaflets again"))
    return data


def _zip(members: Mapping[str, bytes]) -> bytes:
    """Return the members as a ZIP file: stored, since PDFs are compressed already."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
            file.writestr(info, data)
    return buffer.getvalue()


def _sums(members: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in members.items())
    return "".join(lines).encode()


def _for_windows(text: str) -> str:
    """Return a text as old editors on Windows show it right."""
    return "\ufeff" + text.replace("\n", "\r\n")


def _rows(package: Package) -> list[IndexRow]:
    """Return the index, by the name of the Comune."""
    rows = [_row(package, ambito, comune) for ambito in package.ambiti for comune in ambito.comuni]
    return sorted(rows, key=lambda row: (fold(row.comune), row.ambito))


def _row(package: Package, ambito: Ambito, comune: str) -> IndexRow:
    own = next((p for p in _own_paths(ambito, comune) if p in package.entries), None)
    path = own or sheet_path(ambito.id)
    return IndexRow(
        comune, ambito.nome, comune if own else ambito.nome, path, package.entries[path]
    )


def _index_page(package: Package, rows: Sequence[IndexRow]) -> str:
    path = sheet_path(GENERIC)
    generic = IndexRow(_ANY_OTHER, "", _ANY_OTHER, path, package.entries[path])
    values = {"rows": rows, "generic": generic, "ambiti": package.ambiti}
    return write_text(package.templates, "indice.html", **values, is_whole=package.is_whole)


def _index_table(rows: Iterable[IndexRow]) -> Iterator[Sequence[str]]:
    yield "Comune", "Ambito", "File", "Codice", "SHA-256"
    for row in rows:
        yield row.comune, row.ambito, row.path, row.code, row.entry.sha256


def _contacts_table(ambiti: Iterable[Ambito]) -> Iterator[Sequence[str]]:
    yield ("Ambito", "Comuni", "Ufficio", "Referente", "Telefono", "Orari", "E-mail", "Pagine web",
           "Indirizzo", "Note", "Verificato il")  # fmt: skip
    for ambito in ambiti:
        for contatto in ambito.contatti:
            yield _contact(ambito, contatto)


def _contact(ambito: Ambito, contatto: Contatto) -> Sequence[str]:
    return (
        ambito.nome,
        describe_served(contatto, ambito) or "tutto l'ambito",
        write_office(contatto.tipo, contatto.ufficio),
        contatto.referente or "",
        "; ".join(map(describe_phone, contatto.telefoni)),
        "; ".join(_hours(contatto)),
        "; ".join(contatto.email),
        "; ".join(link.url for link in contatto.link),
        describe_place(contatto.sede) if contatto.sede else "",
        contatto.note or "",
        contatto.verificato.isoformat(),
    )


def _hours(contatto: Contatto) -> Iterator[str]:
    """Yield when each phone answers: which one, where there are several."""
    for telefono in contatto.telefoni:
        if telefono.orari:
            hours = describe_hours(telefono.orari)
            is_one_of_several = len(contatto.telefoni) > 1
            yield f"{describe_phone(telefono)}: {hours}" if is_one_of_several else hours


def _csv(rows: Iterable[Sequence[str]]) -> str:
    """Return a table as Excel in Italy opens it: semicolons, and a mark of UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows(map(guard_cell, row) for row in rows)
    return "\ufeff" + text.getvalue()


def _how_to(package: Package) -> str:
    values = {
        "group": package.group,
        "has_contacts": package.group is not Group.ORDINE,
        "example": package.entries[min(package.entries)].code,
        "ambiti": package.ambiti,
        "is_whole": package.is_whole,
        "avvocati": package.territorio.avvocati if package.territorio else None,
        "ufficiali": package.territorio.ufficiali_giudiziari if package.territorio else None,
    }
    return write_text(package.templates, "leggimi.txt", **values)


def _news_text(package: Package) -> str:
    before = package.before()
    news = [] if before is None else list(_news(package, before))
    return write_text(package.templates, "novita.txt", is_first=before is None, news=news)


def _news(package: Package, before: Mapping[str, ManifestEntry]) -> Iterator[_News]:
    for path in sorted(package.entries.keys() | before.keys()):
        old, new = before.get(path), package.entries.get(path)
        is_elsewhere = not new and not package.is_whole and package.history.newest(path)
        if is_elsewhere or (old and new and old.code == new.code):
            continue
        name = path.rpartition("_")[2].removesuffix(".pdf")
        item = _News(name, old.code if old else "", new.code if new else "")
        if old and new:
            item.changes = _changes(package, old, new) or ["sono cambiati i testi o l'aspetto"]
        yield item


def _changes(package: Package, old: ManifestEntry, new: ManifestEntry) -> list[str]:
    """Return what changed in the contacts; nothing when the history does not know them any more."""
    was = package.history.contents(old.contents)
    now = package.history.contents(new.contents)
    if was is None or now is None:
        return []
    found = of_ambito(Ambito.model_validate(was), Ambito.model_validate(now))
    return [package.in_words(change.sentence) for change in found]


def _manifest(package: Package) -> str:
    before = package.before()
    stored: dict[str, Any] = {
        "bundle": {
            "for": package.group,
            "since": None if before is None else _as_records(before),
        },
        "files": _as_records(package.entries),
    }
    return json.dumps(stored, indent=1, ensure_ascii=False) + "\n"


def _as_records(entries: Mapping[str, ManifestEntry]) -> dict[str, Any]:
    return {path: asdict(entry) for path, entry in sorted(entries.items())}


def previous(place: Path) -> Previous | None:
    """Return what an earlier bundle (.zip), or a manifest, has; None when there is no such file.

    Raises LeafletError when the file is something else.
    """
    if not place.exists():
        return None
    message = say("{file} is neither a bundle nor a manifest", file=place)
    error = LeafletError(message, say("name the bundle that the receivers have, or another -o"))
    try:
        data = _manifest_in(place)
        manifest = parse_manifest(data)
        since = (json.loads(data).get("bundle") or {}).get("since")
        before = None if since is None else {p: ManifestEntry.of(e) for p, e in since.items()}
    except (LeafletError, OSError, zipfile.BadZipFile, zlib.error, RuntimeError, *NO_SUCH_JSON):
        raise error from None  # RuntimeError: packed with a password, or in a way nobody uses
    if manifest is None:
        raise error
    return Previous(manifest.files, before)


def _manifest_in(place: Path) -> bytes:
    if not zipfile.is_zipfile(place):
        return read_bytes(place, largest=LARGEST_MANIFEST)
    with zipfile.ZipFile(place) as file, file.open(MANIFEST) as member:
        return member.read(LARGEST_MANIFEST)
