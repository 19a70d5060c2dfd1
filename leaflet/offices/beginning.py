# SPDX-License-Identifier: EUPL-1.2
"""A new workspace for a territory: its list, with Comuni from the official one, and its languages.

It has rows to fill in and no word of another territory; templates and texts are the program's own
until somebody changes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.pages.environment import TemplateFolder
from leaflet.problems import LeafletError, WrongValueError, say
from leaflet.registry.comuni import official
from leaflet.registry.provinces import provinces_of
from leaflet.registry.publisher import LARGEST_LOGO
from leaflet.registry.schema import registry_schema, schema_text
from leaflet.registry.territory import PROVINCES
from leaflet.registry.writing import compose_list
from leaflet.rules import check
from leaflet.rules.names import RESERVED_IDS
from leaflet.system.files import read_bytes
from leaflet.system.words import fold, nearest
from leaflet.system.workspace import shipped_workspace
from leaflet.texts.catalogues import choose_languages

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leaflet.problems import Problem
    from leaflet.registry.model import Registry
    from leaflet.registry.writing import Plain

USUAL_LANGUAGES = ("it", "en", "es", "ar")
"""Those that a leaflet has when nobody says which: the protocol's."""
_MOST_COMUNI = 80
"""Of one ambito that nobody has divided yet: more names do not fit on its sheet."""
_NOBODY_YET = "Da completare: nessun ufficio ha ancora dato i suoi contatti."
"""Why a row reaches nobody: for who keeps the list, no page says it."""
_LONGEST_ID = 40
_HEAD = """\
# yaml-language-server: $schema=ambiti.schema.json
#
# L'elenco dei contatti che finiscono sui volantini «Cosa fare in caso di sfratto».
#
# Una riga (- comuni: …) è un ufficio: chi risponde, per quali Comuni, come raggiungerlo e quando
# qualcuno l'ha controllato per l'ultima volta (verificato). Una riga senza «comuni» vale per tutto
# l'ambito. I numeri stanno tra virgolette. Dopo una modifica: leaflet validate.

"""


@dataclass(frozen=True, slots=True)
class NewTerritory:
    """For whom a workspace is begun.

    `province` are two letters each; `comuni` are the official names of those it is for, all of the
    provinces when empty; `ambiti` what a table told of them, as the list has it.
    """

    nome: str
    ente: str
    fonte: str
    province: tuple[str, ...]
    languages: tuple[str, ...] = USUAL_LANGUAGES
    base_url: str = ""
    logo: Path | None = None
    comuni: tuple[str, ...] = ()
    ambiti: tuple[Mapping[str, Plain], ...] = ()


def usual_answer(
    question: str, said: Mapping[str, str], ambiti: Sequence[Mapping[str, Plain]]
) -> str:
    """Return what a question of the interview is mostly answered with, empty where nobody can tell.

    `said` has the answers to the questions before; `ambiti` are those of a table.
    """
    if question == "name":
        names = {code: name for name, code in reversed(PROVINCES.items())}
        return ", ".join(names[code] for code in _provinces_of(ambiti))
    if question == "province":
        named = [PROVINCES[name] for name in split_answer(said["name"]) if name in PROVINCES]
        return ", ".join(_provinces_of(ambiti) or named)
    return {
        "body": f"Prefettura di {said['name']}",
        "source": f"Elenco dei contatti, {said.get('body', '')}",
        "languages": ", ".join(USUAL_LANGUAGES),
    }.get(question, "")


def _provinces_of(ambiti: Iterable[Mapping[str, Plain]]) -> list[str]:
    return sorted(provinces_of(str(one) for ambito in ambiti for one in ambito["comuni"] or ()))


def split_answer(text: str) -> list[str]:
    """Return the parts of an answer that has several, with commas between them."""
    return [part.strip() for part in text.split(",") if part.strip()]


def check_answer(question: str, answer: str) -> None:
    """Raise LeafletError when an answer cannot be one."""
    if question in {"name", "province", "body", "source"} and not answer:
        raise WrongValueError(say("this must be answered"))
    if question == "province":
        for part in split_answer(answer):
            find_province(part)
    elif question == "languages":
        choose_languages(shipped_workspace().locales, split_answer(answer))
    elif question == "logo" and answer:
        _read_logo(Path(answer))
    elif question == "base_url" and answer and not answer.startswith("https://"):
        raise WrongValueError(say("«{value}» is no address of a portal", value=answer),
                              say("write it whole, from https:// on"))  # fmt: skip


def make_territory(
    said: Mapping[str, str], ambiti: Sequence[Mapping[str, Plain]] = ()
) -> NewTerritory:
    """Return for whom a workspace is, by the answers of the interview.

    Raises LeafletError when one cannot be an answer.
    """
    for question, answer in said.items():
        try:
            check_answer(question, answer)
        except WrongValueError as error:
            if answer:
                raise
            option = f"--{question.replace('_', '-')}"
            raise WrongValueError(say("nobody said {option}", option=option), error.hint) from None
    return NewTerritory(
        said["name"],
        said["body"],
        said["source"],
        tuple(dict.fromkeys(map(find_province, split_answer(said["province"])))),
        tuple(split_answer(said["languages"])),
        said["base_url"],
        Path(said["logo"]) if said["logo"] else None,
        ambiti=tuple(ambiti),
    )


def find_province(typed: str) -> str:
    """Return the two letters of a province, written as they are or by its name.

    Raises LeafletError that says which may be meant.
    """
    names = {fold(name): code for name, code in PROVINCES.items()}
    if typed.strip().upper() in names.values():
        return typed.strip().upper()
    words = [word for word in fold(typed).split() if word not in _AROUND]
    if found := names.get(" ".join(words)):
        return found
    meant = nearest(typed, list(PROVINCES), cutoff=0.6)
    hint = say("did you mean {name}?", name=meant) if meant else say("two letters: BO")
    raise WrongValueError(say("there is no province «{name}»", name=typed), hint)


_AROUND = frozenset({"provincia", "citta", "metropolitana", "di", "della", "autonoma", "prov"})


def shipped_list() -> dict[str, bytes]:
    """Return the files of a workspace with the list that came with the program."""
    contacts = shipped_workspace().contacts.parent
    kept = (path for path in contacts.iterdir() if path.suffix in {".yaml", ".json"})
    return {f"contacts/{path.name}": read_bytes(path) for path in kept}


def workspace_files(asked: NewTerritory, today: dt.date) -> dict[str, bytes]:
    """Return the files of a new workspace by their paths in it.

    Raises LeafletError when an answer cannot stand in a list, or a file cannot be had.
    """
    shipped = shipped_workspace()
    logo = dict(_logo_file(asked.logo)) if asked.logo else {}
    ambiti = asked.ambiti or tuple(_make_undivided(asked, today))
    data, registry = compose_list(_values(asked, ambiti, next(iter(logo), "")), _HEAD)
    for problem in _wrong_answers(registry):
        raise LeafletError(problem.message, problem.hint)
    languages = choose_languages(shipped.locales, asked.languages)
    texts = TemplateFolder(shipped.templates, {}, keep_last_newline=True)
    readme = texts.render(
        "workspace/README.md",
        {"nome": asked.nome, "ente": asked.ente, "languages": asked.languages,
         "is_open": not asked.ambiti, "groups": len(ambiti), "drafts": "print_draft" in languages},
    )  # fmt: skip
    return {
        "contacts/ambiti.yaml": data,
        "contacts/ambiti.schema.json": schema_text(registry_schema(asked.province)).encode(),
        "locales/languages.toml": languages.encode(),
        "README.md": readme.encode(),
        **logo,
    }


def _wrong_answers(registry: Registry) -> Iterable[Problem]:
    """Yield what is wrong with the answers: rows come from a table, and are for `validate`."""
    return (
        problem
        for problem in check(registry)
        if problem.severity == "error"
        and not problem.code.startswith("P")
        and problem.at.line < registry.at("ambiti").line
    )


def _values(
    asked: NewTerritory, ambiti: Sequence[Mapping[str, Plain]], logo: str
) -> dict[str, Plain]:
    portale: dict[str, Plain] = {"ente": asked.ente}
    if logo:
        portale["logo"] = logo.rpartition("/")[2]
    head: dict[str, Plain] = {"fonte": asked.fonte}
    if asked.base_url:
        head["base_url"] = asked.base_url
    territorio: dict[str, Plain] = {
        "nome": asked.nome, "ente": asked.ente, "province": list(asked.province)
    }  # fmt: skip
    return head | {"portale": portale, "territorio": territorio,
                   "ambiti": [dict(ambito) for ambito in ambiti]}  # fmt: skip


def _make_undivided(asked: NewTerritory, today: dt.date) -> list[dict[str, Plain]]:
    """Return all Comuni in as few ambiti as their sheets can name, each with a row to fill in.

    Where two languages are official, both names stand there: Bolzano/Bozen.
    """
    there = (one for sigla in asked.province for one in official().of_province(sigla))
    everyone = [one.grafie[min(2, len(one.grafie) - 1)] for one in there]
    comuni = list(asked.comuni or everyone)
    found: list[dict[str, Plain]] = []
    groups = -(-len(comuni) // _MOST_COMUNI)
    size = -(-len(comuni) // groups)
    for number in range(groups):
        nome = f"Comuni di {asked.nome}" + (f", gruppo {number + 1}" if groups > 1 else "")
        row: Plain = {"note": _NOBODY_YET, "verificato": today.isoformat()}
        own = [*comuni[number * size : (number + 1) * size]]
        found.append({"id": "", "nome": nome, "comuni": [*own], "contatti": [row]})
    give_ids(found)
    return found


def give_ids(ambiti: Iterable[dict[str, Plain]]) -> None:
    """Give each ambito an id that follows from its name, and no other one has."""
    taken = set(RESERVED_IDS)
    for ambito in ambiti:
        own = slug_of(str(ambito.get("nome", ""))) or "ambito"
        ends = ("", *(f"-{number}" for number in range(2, len(taken) + 3)))
        names = (own[: _LONGEST_ID - len(end)].rstrip("-") + end for end in ends)
        ambito["id"] = next(name for name in names if name not in taken)
        taken.add(str(ambito["id"]))


def slug_of(nome: str) -> str:
    """Return the id of an ambito of this name."""
    return "-".join(fold(nome).split())[:_LONGEST_ID].strip("-")


def _logo_file(path: Path) -> Iterator[tuple[str, bytes]]:
    yield f"contacts/logo{path.suffix.lower()}", _read_logo(path)


def _read_logo(path: Path) -> bytes:
    data = read_bytes(path, largest=LARGEST_LOGO)
    if path.suffix.lower() not in {".svg", ".png"} or len(data) > LARGEST_LOGO:
        message = say("{file} is no logo that a page can show", file=path)
        raise LeafletError(message, say("an SVG or PNG file of 30 kB at most"))
    return data
