# SPDX-License-Identifier: EUPL-1.2
"""A bundle is whole, small, the same bytes every time, and says what is new in it."""

from __future__ import annotations

import csv
import html.parser
import io
import re
import subprocess
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from leaflet.archive.history import contents_of, read_history
from leaflet.archive.manifest import ManifestEntry, read_manifest
from leaflet.build.products import GENERIC, aids_path, sheet_path
from leaflet.distribution import bundle
from leaflet.distribution.bundle import Package, Previous, chosen, pack, previous
from leaflet.distribution.groups import Group
from leaflet.problems import LeafletError
from leaflet.registry.model import Ambito

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.model import Registry
    from leaflet.system.workspace import Workspace

MELZO = "pdf/cosa-fare-in-caso-di-sfratto_melzo.pdf"


@pytest.fixture
def package(built: Path, registry: Registry, shipped: Workspace) -> Package:
    """All that is needed for a bundle of everything."""
    entries, ambiti = chosen(read_manifest(built).files, registry.ambiti, ())
    return Package(built, shipped.templates, entries, ambiti, read_history(built))


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def text(data: bytes, name: str) -> str:
    return opened(data).read(name).decode("utf-8-sig").replace("\r\n", "\n")


def table(data: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(data, name)), delimiter=";"))


def test_a_bundle_has_everything_in_five_megabytes(package: Package) -> None:
    """The nine sheets and the generic one, index, checksums, news; names are ASCII, dates fixed."""
    data = pack(package)
    members = opened(data).infolist()
    assert len(data) <= 5_000_000
    assert sum(member.filename.endswith(".pdf") for member in members) == 10
    assert [m.filename for m in members if "/" not in m.filename] == [
        "LEGGIMI.txt", "NOVITA.txt", "indice.csv", "indice.html", "referenti.csv", "manifest.json",
        "SHA256SUMS",
    ]  # fmt: skip
    for member in members:
        assert member.filename.isascii()
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert member.external_attr >> 16 == 0o100644
        assert member.compress_type == zipfile.ZIP_STORED


def test_the_same_sheets_make_the_same_bytes(package: Package, built: Path) -> None:
    """Whatever order the entries come in, and wherever the folder is."""
    turned = dict(reversed(list(package.entries.items())))
    again = replace(package, entries=turned, folder=built.resolve())
    assert pack(again) == pack(package)


def test_unzip_and_sha256sum_agree(package: Package, tmp_path: Path) -> None:
    """The programs that people have find no fault."""
    (tmp_path / "b.zip").write_bytes(pack(package))
    with opened(pack(package)) as file:
        assert file.testzip() is None
        file.extractall(tmp_path / "b")
    done = subprocess.run(["sha256sum", "--strict", "--check", "SHA256SUMS"], cwd=tmp_path / "b",  # noqa: S607  (coreutils)
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.count(": OK") == 16


def test_the_index_has_every_comune(package: Package, registry: Registry) -> None:
    """Each Comune of the list once, in alphabetical order, with a file that is in the bundle."""
    data = pack(package)
    rows = table(data, "indice.csv")
    comuni = sorted(comune for ambito in registry.ambiti for comune in ambito.comuni)
    assert sorted(row["Comune"] for row in rows) == comuni
    assert len(comuni) == 55
    for row in rows:
        entry = package.entries[row["File"]]
        assert (row["Codice"], row["SHA-256"]) == (entry.code, entry.sha256)
    names = [row["Comune"].lower() for row in rows]
    assert names == sorted(names)


class Links(html.parser.HTMLParser):
    """Collects the links, and what makes a table readable aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        given = dict(attributes)
        self.tags.append(f"{tag} {given.get('scope') or given.get('lang') or ''}".strip())
        self.links += [value for name, value in attributes if name in {"href", "src"} and value]


def test_the_page_works_from_a_folder_and_is_read_aloud(package: Package) -> None:
    """Every link leads to a file of the bundle, nothing comes from the web; headers are headers."""
    data = pack(package)
    page = Links()
    page.feed(text(data, "indice.html"))
    assert set(page.links) == set(package.entries)
    for tag in ("html it", "title", "main", "h1", "caption", "th col", "th row"):
        assert tag in page.tags
    assert page.tags.count("th row") == 55
    assert "http" not in text(data, "indice.html")


def test_each_group_gets_what_it_needs(package: Package) -> None:
    """Lawyers no list of people; the others do, with how to use it."""
    for group, words, has_list in (
        (Group.ORDINE, "Allega il foglio", False),
        (Group.UNEP, "Stampa il foglio fronte e retro", True),
        (Group.AMBITO, "Controlla nomi, telefoni e orari", True),
        (None, "Allega il foglio", True),
    ):
        data = pack(replace(package, group=group))
        assert words in text(data, "LEGGIMI.txt")
        assert ("referenti.csv" in opened(data).namelist()) == has_list
        assert ("referenti.csv" in text(data, "LEGGIMI.txt")) == has_list


def test_the_list_of_people_is_what_the_registry_says(package: Package, registry: Registry) -> None:
    """A row for each contact; leading zeros stay, and nothing is a formula."""
    rows = table(pack(package), "referenti.csv")
    assert len(rows) == sum(len(ambito.contatti) for ambito in registry.ambiti)
    settala = next(row for row in rows if row["Comuni"] == "Settala")
    assert settala["Telefono"] == "02 9507 59245"
    assert not any(re.match(r"[=+@-]", value) for row in rows for value in row.values())


def test_the_list_of_people_says_all_that_offices_are_to_check() -> None:
    """Hours, extensions and notes; with several phones, which one answers when."""
    orario = {"giorni": "lun-ven", "dalle": "09:00", "alle": "12:30"}
    other = {"giorni": "mar, gio", "dalle": "14:00", "alle": "16:00"}
    one = {"numero": "02 9512 0286", "interno": "266", "orari": [orario, other]}
    ambito = Ambito.model_validate({
        "id": "prova", "nome": "Prova", "comuni": ["Rho", "Pero"],
        "contatti": [
            {"telefoni": [one], "link": [{"url": "https://rho.example/casa"}],
             "note": "L'e-mail è in verifica.", "verificato": "2026-11-20"},
            {"telefoni": [{"numero": "02 1234567"}, {"numero": "02 7654321", "orari": [orario]}],
             "verificato": "2026-11-20"},
        ],
    })  # fmt: skip
    header, *rows = bundle._contacts_table([ambito])
    first, second = (dict(zip(header, row, strict=True)) for row in rows)
    assert first["Telefono"] == "02 9512 0286 (interno 266)"
    assert first["Orari"] == "lun-ven 09:00–12:30; mar, gio 14:00–16:00"
    assert first["Pagine web"] == "https://rho.example/casa"
    assert first["Note"] == "L'e-mail è in verifica."
    assert second["Orari"] == "02 765 4321: lun-ven 09:00–12:30"


def test_rows_in_verification_are_shown(package: Package, registry: Registry) -> None:
    """An office whose number is not known yet says so."""
    notes = {c.note for a in registry.ambiti for c in a.contatti if c.note}
    assert any("in verifica" in note for note in notes)
    assert {row["Note"] for row in table(pack(package), "referenti.csv")} == {*notes, ""}


def test_one_ambito_alone(built: Path, registry: Registry, package: Package) -> None:
    """Its sheet and the generic one, its Comuni, its people."""
    entries, ambiti = chosen(read_manifest(built).files, registry.ambiti, ["melzo"])
    data = pack(replace(package, entries=entries, ambiti=ambiti, group=Group.AMBITO))
    assert sorted(entries) == [MELZO.replace("melzo", "generico"), MELZO]
    assert {row["Ambito"] for row in table(data, "indice.csv")} == {"Melzo"}
    assert {row["Ambito"] for row in table(data, "referenti.csv")} == {"Melzo"}


def test_leaflets_of_aids_go_along_with_their_ambito(package: Package, registry: Registry) -> None:
    """Those that the folder has, of any language and stage; of other ambiti none."""
    entry = package.entries[sheet_path(GENERIC)]
    paths = [
        aids_path(name, "it", stage) for name in ("melzo", "rhodense") for stage in (None, "avviso")
    ]
    files = {**package.entries, **dict.fromkeys(paths, entry)}
    found, _ = chosen(files, registry.ambiti, ["melzo"])
    assert {path for path in found if "aiuti" in path} == set(paths[:2])
    everything, _ = chosen(files, registry.ambiti, [])
    assert set(paths) <= set(everything)


def test_a_part_does_not_pass_for_the_whole(
    built: Path, registry: Registry, package: Package
) -> None:
    """Bollate has a sheet, in the whole bundle: nobody is to take the generic one for it.

    Nor are the sheets that stay outside news.
    """
    entries, ambiti = chosen(read_manifest(built).files, registry.ambiti, ["melzo", "corsichese"])
    part = replace(package, entries=entries, ambiti=ambiti, group=Group.ORDINE, is_whole=False)
    data = pack(replace(part, previous=Previous(package.entries)))
    page = " ".join(text(data, "indice.html").split())
    assert "Un Comune che qui non c'è" not in page
    assert "Qui ci sono solo i Comuni di Melzo, Corsichese" in page
    assert "è solo per i Comuni che non sono di nessun ambito" in page
    how = text(data, "LEGGIMI.txt")
    assert "\nSolo i Comuni di Melzo, Corsichese.\nGli altri Comuni sono nel pacchetto" in how
    assert "non è nell'indice del pacchetto intero usa il foglio generico" in how
    assert "Nessun foglio è cambiato" in text(data, "NOVITA.txt")
    whole = pack(replace(package, group=Group.ORDINE))
    assert "Un Comune che qui non c'è ha il" in text(whole, "indice.html")
    assert "Solo i Comuni" not in text(whole, "LEGGIMI.txt")


def test_the_sheet_of_a_comune_comes_before_that_of_its_ambito(package: Package) -> None:
    """Where there is one for each Comune, the index leads to it."""
    own = "pdf/comuni/cosa-fare-in-caso-di-sfratto_settala.pdf"
    files = {**package.entries, own: package.entries[MELZO]}
    entries, _ = chosen(files, package.ambiti, ())
    assert own in entries


def test_without_the_generic_sheet_there_is_no_bundle(package: Package) -> None:
    """A Comune outside the list would have nothing."""
    files = {path: e for path, e in package.entries.items() if "generico" not in path}
    with pytest.raises(LeafletError, match="the sheet for any other Comune is missing"):
        chosen(files, package.ambiti, ())


def test_the_first_bundle_says_that_it_is_the_first(package: Package) -> None:
    assert "tutti i fogli sono nuovi" in text(pack(package), "NOVITA.txt")


@pytest.fixture
def old(package: Package) -> dict[str, ManifestEntry]:
    """The entries of a bundle before Settala's phone number changed."""
    melzo = next(ambito for ambito in package.ambiti if ambito.id == "melzo")
    digest, data = contents_of(melzo)
    was = {"record": "contacts", "on": "2026-01-01T00:00:00Z", "ambito": "melzo",
           "contents": "old", "data": _with_other_phone(data)}  # fmt: skip
    package.history._remember(was)
    assert package.entries[MELZO].contents == digest
    entry = replace(package.entries[MELZO], code="AAAA-2222", contents="old")
    return {**package.entries, MELZO: entry}


def _with_other_phone(data: dict[str, object]) -> object:
    import json  # noqa: PLC0415  (here alone)

    return json.loads(json.dumps(data).replace("59245", "5900"))


def test_what_changed_since_the_last_bundle(
    package: Package, old: dict[str, ManifestEntry]
) -> None:
    """The sheet, both codes, and the change in words."""
    news = text(pack(replace(package, previous=Previous(old))), "NOVITA.txt")
    assert news.splitlines()[2:] == [
        "melzo",
        f"  codice AAAA-2222 sostituito da {package.entries[MELZO].code}",
        "  - Settala: phone 02 9507 5900 → 02 9507 59245",
        "",
    ]


def test_made_again_over_itself_it_is_the_same(
    package: Package, old: dict[str, ManifestEntry], tmp_path: Path
) -> None:
    """The news are not lost when somebody makes the same bundle twice."""
    out = tmp_path / "b.zip"
    out.write_bytes(pack(replace(package, previous=Previous(old))))
    again = pack(replace(package, previous=previous(out)))
    assert again == out.read_bytes()
    assert "AAAA-2222" in text(again, "NOVITA.txt")


def test_sheets_that_came_and_went(package: Package) -> None:
    """Each is said."""
    gone = {path: e for path, e in package.entries.items() if path != MELZO}
    came = text(pack(replace(package, previous=Previous(gone))), "NOVITA.txt")
    assert "foglio nuovo, codice" in came
    less = replace(package, entries=gone, ambiti=package.ambiti[:1])
    went = text(pack(replace(less, previous=Previous(package.entries))), "NOVITA.txt")
    assert "foglio tolto, codice" in went


def test_an_altered_sheet_is_not_packed(package: Package) -> None:
    entries = {**package.entries, MELZO: replace(package.entries[MELZO], sha256="x")}
    with pytest.raises(LeafletError, match="was altered"):
        pack(replace(package, entries=entries))


def test_what_came_before_is_read_with_care(tmp_path: Path) -> None:
    """No file is no bundle; a file that is something else is an error, and is not replaced."""
    assert previous(tmp_path / "none.zip") is None
    for name, data in (("x.zip", b"PK"), ("x.json", b"{}"), ("y.json", b'{"files": 3}')):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(LeafletError, match="neither a bundle nor a manifest"):
            previous(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr("a.txt", "x")
    with pytest.raises(LeafletError, match="neither a bundle nor a manifest"):
        previous(tmp_path / "other.zip")


@pytest.mark.parametrize(
    ("text", "flags", "packing"),
    [("[" * 100_000, 0, 0), ('{"files": {}}', 1, 0), ('{"files": {}}', 0, 99)],
    ids=["deep", "password", "packed in a way that nobody uses"],
)
def test_a_bundle_that_was_made_to_harm_is_none(
    text: str, flags: int, packing: int, tmp_path: Path
) -> None:
    """No error of a library comes through."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("manifest.json", text)
    data = bytearray((tmp_path / "x.zip").read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[6], data[8], data[directory + 8], data[directory + 10] = flags, packing, flags, packing
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(LeafletError, match="neither a bundle nor a manifest"):
        previous(tmp_path / "x.zip")


def test_the_list_of_people_says_what_a_row_is() -> None:
    """A part of a Comune, a town hall, and who helps besides, in words."""
    row = {"telefoni": [{"numero": "02 9512 0286"}], "verificato": "2026-11-20"}
    ambito = Ambito.model_validate({
        "id": "prova", "nome": "Prova", "comuni": ["Rho"],
        "contatti": [
            row | {"zone": ["Mazzo"], "ufficio": "Punto Mazzo"},
            row | {"comuni": ["Rho"], "tipo": "municipio"},
            row | {"tipo": "sostegno", "ufficio": "Caritas"},
        ],
    })  # fmt: skip
    _, *rows = bundle._contacts_table([ambito])
    assert [line[1:3] for line in rows] == [
        ("Rho, Mazzo", "Punto Mazzo"),
        ("Rho", "Centralino e municipio"),
        ("tutto l'ambito", "Chi altro aiuta: Caritas"),
    ]
