# SPDX-License-Identifier: EUPL-1.2
"""What the portal says, before it is put into words: places, leaflets, versions, news."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from leaflet.archive.history import CONTACTS
from leaflet.archive.manifest import sha256_of
from leaflet.build.kinds import Product
from leaflet.build.products import GENERIC, comune_names, comune_path, sheet_path
from leaflet.problems import LeafletError, say
from leaflet.registry.changes import REMOVED, of_ambito
from leaflet.registry.comuni import key_of, official
from leaflet.registry.model import Ambito, CheckedDays
from leaflet.registry.territory import home_provinces
from leaflet.registry.wording import describe_served
from leaflet.system.clock import day_in_rome
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from leaflet.archive.history import History
    from leaflet.archive.manifest import Manifest
    from leaflet.registry.changes import Change
    from leaflet.registry.misure import Misura
    from leaflet.registry.model import Contatto, Registry
    from leaflet.system.journal import Record

_TOLD = frozenset({"comuni", "nome", "ente", "verificato"})
"""Fields whose values the news repeat."""
CURRENT, SUPERSEDED, WITHDRAWN = "current", "superseded", "withdrawn"


@dataclass(frozen=True, slots=True)
class Place:
    """A Comune; `namesake` is an ambito that bears its name and does not have it."""

    nome: str
    slug: str
    ambito: Ambito | None
    namesake: Ambito | None = None

    @property
    def path(self) -> str:
        """Where its page is, below the folder of a language."""
        return f"comuni/{self.slug}/"


class _NoAmbito(NamedTuple):
    """Where a Comune is that has no ambito: only what is for it, or for everybody, serves it."""

    id: str = ""
    comuni: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A file that can be downloaded: `source` below the output folder, `path` in the portal.

    `nome` is that of an ambito or a Comune, empty for the generic leaflet; `made` the day on which
    it was made first with this code; `pages` are the digests by which `leaflet verify` knows its
    pages wherever they are.
    """

    name: str
    nome: str
    ambito: Ambito | None
    source: str
    path: str
    code: str
    sha256: str
    size: int
    made: dt.date | None
    pages: tuple[str, ...] = ()

    @property
    def kept(self) -> str:
        """Where this very version stays when a newer one takes its place."""
        return f"fogli/versioni/{PurePosixPath(self.source).stem}_{self.code}.pdf"

    def checked_days(self) -> CheckedDays | None:
        """Return the days between which its contacts were checked."""
        return self.ambito.checked_days() if self.ambito else None


class Version(NamedTuple):
    """A code that was printed, and what became of it; `until` is when it stopped being current.

    `path` is where the portal has the present sheet of its name, empty when it has none.
    """

    code: str
    nome: str
    made: dt.date
    state: str
    until: dt.date | None
    replaced_by: str
    path: str = ""


class Line(NamedTuple):
    """One change: `field` is the registry's word, empty for a whole row or ambito.

    `value` is a day when the field is one, so that each language writes it in its own way.
    """

    who: str
    field: str
    kind: str
    value: str | dt.date


class News(NamedTuple):
    """What changed in one ambito in one build."""

    on: str
    day: dt.date
    ambito: str
    nome: str
    is_listed: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All that the portal says; `leaflets` by name, `gone` are ambiti that left the list.

    `former` are addresses that had a sheet of their own once, with the leaflet that answers there
    today: a link in an old act leads to advice, not to nothing.
    """

    registry: Registry
    places: tuple[Place, ...]
    leaflets: Mapping[str, Leaflet]
    versions: tuple[Version, ...]
    news: tuple[News, ...]
    gone: tuple[Ambito, ...]
    former: Mapping[str, Leaflet]

    def places_named(self, comuni: Collection[str]) -> Iterator[Place]:
        """Yield the places of these Comuni, however they are written."""
        keys = {fold(comune) for comune in comuni}
        return (place for place in self.places if fold(place.nome) in keys)

    def leaflet_of(self, place: Place) -> Leaflet:
        """Return the most fitting leaflet: the Comune's own, its ambito's, or the generic one."""
        return _leaflet_of(place, self.leaflets)

    def aids_of(self, place: Place) -> tuple[Misura, ...]:
        """Return the aids that people of a Comune may ask for today, its own ones first."""
        aids = self.registry.aids
        return aids.for_place(place.ambito or _NoAmbito(), place.nome) if aids else ()

    def last_change(self) -> str:
        """Return the moment of the newest news, as the history has it; empty when there is none."""
        return self.news[0].on if self.news else ""


def gather(registry: Registry, output: Path, manifest: Manifest, history: History) -> Content:
    """Return what there is to say of a registry whose leaflets are in `output`.

    Raises LeafletError when a leaflet is missing, or not what the manifest says.
    """
    leaflets = {leaflet.name: leaflet for leaflet in _leaflets(registry, output, manifest, history)}
    news = tuple(reversed(list(_news(history))))
    gone = tuple(_ambiti_gone(registry, history))
    codes = tuple(versions(history, registry, {it.source for it in leaflets.values()}))
    here = tuple(places(registry))
    former = dict(_former(history, here, leaflets))
    return Content(registry, here, leaflets, codes, news, gone, former)


def _leaflet_of(place: Place, leaflets: Mapping[str, Leaflet]) -> Leaflet:
    ambito = place.ambito.id if place.ambito else GENERIC
    return leaflets.get(f"{Product.COMUNE}:{place.slug}") or leaflets[ambito]


def _former(
    history: History, here: Sequence[Place], leaflets: Mapping[str, Leaflet]
) -> Iterator[tuple[str, Leaflet]]:
    """Yield the addresses of sheets that left: that of a Comune has the leaflet it uses now."""
    present = {leaflet.source for leaflet in leaflets.values()}
    by_path = {comune_path(place.slug): place for place in here}
    folders = {PurePosixPath(path).parent for path in (sheet_path(""), comune_path(""))}
    for path in dict.fromkeys(record["path"] for record in history.leaflets()):
        if path not in present and PurePosixPath(path).parent in folders:
            place = by_path.get(path)
            yield public_path(path), _leaflet_of(place, leaflets) if place else leaflets[GENERIC]


def places(registry: Registry) -> Iterator[Place]:
    """Yield the Comuni of the list and all others of its provinces, by name."""
    names = comune_names(registry)
    ambiti = {ambito.id: ambito for ambito in registry.ambiti}
    found = [Place(comune, slug, ambiti[i]) for (i, comune), slug in names.items()]
    listed = {key_of(place.nome) for place in found}
    namesakes = {fold(ambito.nome): ambito for ambito in registry.ambiti}
    for sigla in sorted(home_provinces(registry)):
        for comune in official().of_province(sigla):
            key = fold(comune.nome)
            if key_of(comune.nome) not in listed:
                found.append(Place(comune.nome, key.replace(" ", "-"), None, namesakes.get(key)))
    yield from sorted(found, key=lambda place: fold(place.nome))


def _leaflets(
    registry: Registry, output: Path, manifest: Manifest, history: History
) -> Iterator[Leaflet]:
    wanted = [(ambito.id, ambito.nome, ambito, sheet_path(ambito.id)) for ambito in registry.ambiti]
    made = _first_made(history)
    for name, nome, ambito, source in [*wanted, (GENERIC, "", None, sheet_path(GENERIC))]:
        yield _leaflet(Product.SHEET, name, nome, ambito, source, output, manifest, made)
    ambiti = {ambito.id: ambito for ambito in registry.ambiti}
    for (identifier, comune), slug in comune_names(registry).items():
        if comune_path(slug) in manifest.files:
            yield _leaflet(Product.COMUNE, slug, comune, ambiti[identifier], comune_path(slug),
                           output, manifest, made)  # fmt: skip


def _leaflet(  # noqa: PLR0913, PLR0917  (two callers, one line each)
    product: str,
    name: str,
    nome: str,
    ambito: Ambito | None,
    source: str,
    output: Path,
    manifest: Manifest,
    made: Mapping[tuple[str, str], dt.date],
) -> Leaflet:
    entry = manifest.files.get(source)
    if entry is None or sha256_of(output / source) != entry.sha256:
        message = say("{file} is missing, or not what the build made", file=output / source)
        raise LeafletError(message, say("run leaflet build"))
    return Leaflet(
        name if product == Product.SHEET else f"{Product.COMUNE}:{name}",
        nome,
        ambito,
        source,
        public_path(source),
        entry.code,
        entry.sha256,
        (output / source).stat().st_size,
        made.get((source, entry.code)),
        entry.pages,
    )


def public_path(source: str) -> str:
    """Return where a file of the output folder stands in the portal, for ever."""
    return f"fogli/{source.removeprefix('pdf/')}"


def _first_made(history: History) -> dict[tuple[str, str], dt.date]:
    found: dict[tuple[str, str], dt.date] = {}
    for record in history.leaflets():
        found.setdefault((record["path"], record["code"]), day_in_rome(record["on"]))
    return found


def versions(
    history: History, registry: Registry, published: Collection[str] = ()
) -> Iterator[Version]:
    """Yield every code that was ever printed, newest first; `published` are files of the portal."""
    names = _names_ever(history) | _names(registry) | {sheet_path(GENERIC): ""}
    first = _first_made(history)
    found: list[Version] = []
    for (path, code), made in first.items():
        after = history.succession(path, code)
        state = CURRENT if after.is_current else SUPERSEDED if after.newest else WITHDRAWN
        until = day_in_rome(after.until) if after.until else None
        here = public_path(path) if path in published else ""
        nome = _name_of(path, names)
        found.append(Version(code, nome, made, state, until, after.replaced_by, here))
    yield from sorted(found, key=_newest_first)


def _newest_first(version: Version) -> tuple[int, str, bool, str]:
    """Return what puts versions in order; of one day and name, the current one comes first."""
    is_old = version.state != CURRENT
    return -version.made.toordinal(), version.nome or "~", is_old, version.code


def _names_ever(history: History) -> dict[str, str]:
    """Return whose sheet each file was, of all that the list ever had."""
    found: dict[str, str] = {}
    for record in _states(history):
        if data := record["data"]:
            found[sheet_path(record["ambito"])] = data["nome"]
            slugs = ((fold(name).replace(" ", "-"), name) for name in data["comuni"])
            found |= {comune_path(slug): name for slug, name in slugs}
    return found


def _name_of(path: str, names: Mapping[str, str]) -> str:
    """Return whose sheet a file is, with its languages if its name tells them: `Nord (ar)`.

    Of what nobody knows more, that is the end of the file's name: it tells sheets apart.
    """
    if path in names:
        return names[path]
    identifier, _, languages = PurePosixPath(path).stem.partition("_")[2].partition("_")
    nome = names.get(sheet_path(identifier), identifier)
    return f"{nome} ({languages})" if languages else nome


def _names(registry: Registry) -> dict[str, str]:
    found = {sheet_path(ambito.id): ambito.nome for ambito in registry.ambiti}
    found |= {comune_path(slug): name for (_, name), slug in comune_names(registry).items()}
    return found


def _ambiti_gone(registry: Registry, history: History) -> Iterator[Ambito]:
    """Yield ambiti that were published once: codes on paper still lead to their pages."""
    present = {ambito.id for ambito in registry.ambiti}
    states: dict[str, Mapping[str, object]] = {}
    for record in _states(history):
        if record["data"] is not None:
            states[record["ambito"]] = record["data"]
    for identifier in sorted(states.keys() - present):
        yield Ambito.model_validate(states[identifier])


def _states(history: History) -> Iterable[Record]:
    return (record for record in history.records if record["record"] == CONTACTS)


def _news(history: History) -> Iterator[News]:
    """Yield what changed, ambito by ambito, oldest first.

    Numbers, addresses and names of people are left out: nobody is to dial a number of last year,
    and who left an office is nobody's business. The pages have what holds today.
    """
    last: dict[str, Ambito] = {}
    for record in _states(history):
        old = last.pop(record["ambito"], None)
        new = Ambito.model_validate(record["data"]) if record["data"] else None
        if new:
            last[new.id] = new
        shown = new or old
        lines = tuple(_line(change, old, new) for change in of_ambito(old, new))
        if shown and lines:
            on = record["on"]
            yield News(on, day_in_rome(on), shown.id, shown.nome, bool(new), lines)


def _line(change: Change, old: Ambito | None, new: Ambito | None) -> Line:
    source = old if change.kind == REMOVED and not change.field else new
    row = source.contatti[change.row - 1] if source and change.row else None
    value = (change.new or change.old) if change.field in _TOLD else ""
    if change.field == "verificato":
        return Line(_who(row), change.field, change.kind, dt.date.fromisoformat(value))
    return Line(_who(row), change.field, change.kind, value)


def _who(row: Contatto | None) -> str:
    served = describe_served(row) if row and row.is_office else ""
    return (served or row.ufficio or "") if row else ""
