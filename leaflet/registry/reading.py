# SPDX-License-Identifier: EUPL-1.2
"""YAML text → registry and problems, each with line and column. The only reader of YAML.

PyYAML's loaders guess types: they turn the phone number 02020202 into an octal integer, 12:30
into 750, NO into false, and drop duplicate keys in silence. Here every scalar stays the string
that was typed. The tree is built from parser events, one after the other, so neither depth nor
aliases can exhaust memory or stack.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar, cast

import yaml
from pydantic import ValidationError

from leaflet.problems import Location, Problem, Severity, in_order, say
from leaflet.registry.letters import INVISIBLE, name_sign
from leaflet.registry.misure import (
    Aiuto,
    Bozza,
    Documento,
    Domanda,
    Fase,
    Firma,
    Importo,
    Misura,
    Misure,
)
from leaflet.registry.model import (
    Ambito,
    Contatto,
    Link,
    NomeLocale,
    Orario,
    Portale,
    Registry,
    Sede,
    Telefono,
    Territorio,
)
from leaflet.registry.syntax import merge_marks, syntax_problem
from leaflet.system.clock import as_iso
from leaflet.system.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path as FilePath

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from leaflet.problems import Message
    from leaflet.registry.record import Path

LARGEST_LIST = 2 * 1024 * 1024
"""Bytes. A registry of all Italian Comuni has about one million."""
DEEPEST_NESTING = 20
"""Nested levels; the registry's own shape has nine."""
MOST_VALUES, MOST_IN_ONE = 300_000, 20_000
"""Values in all, and in one list or mapping. A list of 2 MiB has 160,000, Italy 8,000 Comuni."""
_MOST_SIGNS = 10_000
"""Signs to name in one file: one that has more is no text."""

_OF_AN_END = frozenset({"S010", "S013"})
"""Codes of what a file lacks that was cut short."""

_Root = TypeVar("_Root", bound=Registry | Misure)
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_QUOTES = frozenset({"'", '"'})
_BOTH_MARKS = 2
"""Characters: the quotation marks before and after a value."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: the registry (None when nothing of it could be used) and its problems."""

    registry: Registry | None
    problems: tuple[Problem, ...]
    text: str = ""


class Scalar(NamedTuple):
    """A single value or key in a text: its place, from where to where it is written, and how.

    `quote` is the quotation mark around it, or the sign of a block; empty when there is none.
    """

    at: Location
    start: int
    end: int
    quote: str
    value: str


@dataclass(slots=True)
class _Node:
    """A YAML value with its place; `value` is a string, a list of nodes or a dict of nodes."""

    at: Location
    value: str | list[_Node] | dict[str, _Node] | None
    keys: dict[str, Location] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun, and the key that waits for its value."""

    node: _Node
    key: _Node | None = None


@dataclass(frozen=True, slots=True)
class AidsReading:
    """What a file of aids gave: all that could be used, and its problems."""

    misure: Misure
    problems: tuple[Problem, ...]
    text: str = ""


def read_aids(data: bytes, name: str) -> AidsReading:
    """Read the bytes of a file of aids and stages called `name`, as a registry is read."""
    whole = _read(data, name, Misure)
    return AidsReading(whole.found or Misure(), whole.problems, whole.text)


def read_file(path: FilePath, name: str | None = None) -> Reading:
    """Read a registry file; `name` is what its problems call it (default: the path).

    Raises LeafletError when the file cannot be opened.
    """
    data = read_bytes(path, largest=LARGEST_LIST)
    return read(data, name or str(path))


def read(data: bytes, name: str) -> Reading:
    """Read the bytes of a registry file called `name`."""
    whole = _read(data, name, Registry)
    return Reading(whole.found, whole.problems, whole.text)


class _Whole(NamedTuple, Generic[_Root]):
    """What a file gave, of the kind that was asked for."""

    found: _Root | None
    problems: tuple[Problem, ...]
    text: str = ""


def _read(data: bytes, name: str, kind: type[_Root]) -> _Whole[_Root]:
    if len(data) > LARGEST_LIST:
        return _refuse(_problem("S002", Location(name), say("the file is larger than 2 MiB")))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        problem = _problem(
            "S003",
            Location(name, line, column),
            say("the file is not UTF-8 text"),
            say("save it again with the encoding UTF-8"),
        )
        return _refuse(problem)
    signs = itertools.islice(_unreadable_characters(text, name), _MOST_SIGNS)
    refused = in_order([*signs, *merge_marks(text, name)])
    if refused:
        return _Whole(None, refused, text)
    return _read_text(text, name, kind)


def _read_text(text: str, name: str, kind: type[_Root]) -> _Whole[_Root]:
    builder = _TreeBuilder(name)
    try:
        tree = builder.build(text)
    except yaml.MarkedYAMLError as error:
        problem = syntax_problem(error, name, text, _last_scalar(text))
        return _Whole(None, in_order([*builder.problems, problem]), text)
    if tree is None or not isinstance(tree.value, dict):
        empty = _problem("S001", Location(name), say("the file holds no registry"))
        return _Whole(None, in_order(builder.problems or [empty]), text)
    gaps = list(_take_out_gaps(tree)) if builder.has_gaps else []
    found, problems = _validate(tree, gaps, kind)
    problems = _with_the_end(problems, name, text)
    refused = {problem.at for problem in builder.problems}
    also = (problem for problem in problems if problem.at not in refused)
    return _Whole(found, in_order([*builder.problems, *also]), text)


def _with_the_end(problems: list[Problem], name: str, text: str) -> list[Problem]:
    """Return the problems; where a file was cut short, that in the place of what is missing."""
    lines = text.split("\n")
    last_ambito = max((n for n, line in enumerate(lines, 1) if line.startswith("  - ")), default=1)
    at_the_end = [p for p in problems if p.code in _OF_AN_END and p.at.line >= last_ambito]
    if not lines[-1].strip() or not at_the_end:
        return problems
    message = say("the file ends here, in the middle of an ambito: was it cut short?")
    hint = say("take the whole file, or the one before it in the folder backups")
    at = Location(name, len(lines), len(lines[-1].rstrip()) or 1)
    return [*(p for p in problems if p not in at_the_end), _problem("S001", at, message, hint)]


def _refuse(problem: Problem) -> _Whole[_Root]:
    return _Whole(None, (problem,))


def _problem(code: str, at: Location, message: Message, hint: Message | None = None) -> Problem:
    return Problem(code, Severity.ERROR, at, message, hint)


def _unreadable_characters(text: str, name: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        for match in INVISIBLE.finditer(line):
            yield _unreadable(Location(name, number, match.start() + 1), match[0])


def _unreadable(at: Location, char: str) -> Problem:
    return _problem(
        "S004",
        at,
        say("invisible or control character {sign}", sign=name_sign(char)),
        say("delete it: it can make one number look like another"),
    )


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield the parser's events; asking the loader itself is a third quicker than `yaml.parse`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def _last_scalar(text: str) -> yaml.ScalarEvent | None:
    """Return the last single value or key that can be read of a text that is no YAML."""
    last = None
    with contextlib.suppress(yaml.YAMLError):
        for event in _events(text):
            last = event if isinstance(event, yaml.ScalarEvent) else last
    return last


def read_scalars(text: str) -> list[Scalar]:
    """Return all keys and single values of a YAML text, in order; none when it is not YAML."""
    offsets = [0, *(match.end() for match in re.finditer("\n", text))]
    builder, found = _TreeBuilder(""), []
    try:
        for event in _events(text):
            if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
                start, end = (
                    offsets[m.line] + m.column for m in (event.start_mark, event.end_mark)
                )
                at = builder.scalar(event).at
                found.append(Scalar(at, start, end, event.style or "", event.value))
    except yaml.YAMLError:
        return []
    return found


class _TreeBuilder:
    """Builds nodes from parser events, without recursion; collects what it refuses."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.has_gaps = False
        self._root: _Node | None = None
        self._open: list[_Open] = []

    def build(self, text: str) -> _Node | None:
        documents = 0
        for number, event in enumerate(_events(text)):
            if number > MOST_VALUES or self._is_overfull():
                self._refuse(
                    "S002", self._at(event), say("there is far more here than in any list")
                )
                return None
            if isinstance(event, yaml.ScalarEvent):  # first, because most events are scalars
                self._attach(self.scalar(event))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
                if len(self._open) > DEEPEST_NESTING:
                    self._refuse("S007", self._at(event), say("the values are nested too deeply"))
                    return None
            elif isinstance(event, yaml.CollectionEndEvent):
                self.has_gaps |= not self._open.pop().node.value
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("S005", self._at(event), say("a second YAML document begins"))
                    break
            elif isinstance(event, yaml.AliasEvent):
                at = self._at(event)
                self._refuse("S006", at, say("aliases (*name) are not allowed: write it out"))
                self._attach(_Node(at, "*"))
        return self._root

    def _is_overfull(self) -> bool:
        value = self._open[-1].node.value if self._open else None
        return value is not None and len(value) > MOST_IN_ONE

    def _refuse(self, code: str, at: Location, message: Message) -> None:
        self.problems.append(_problem(code, at, message))

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Refuse words that YAML takes for its own (&anchor, !tag), and would leave out."""
        if event.anchor is not None:
            self._refuse(
                "S006",
                self._at(event),
                say(
                    "the word «&{word}» would get lost: YAML "
                    "takes it for its own; write the value in quotes",
                    word=event.anchor,
                ),
            )
        elif event.tag is not None:
            self._refuse(
                "S006",
                self._at(event),
                say(
                    "the word «{word}» would get lost: YAML "
                    "takes it for its own; write the value in quotes",
                    word=event.tag,
                ),
            )

    def _at(self, event: yaml.Event) -> Location:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:  # only events made by hand have no marks
            return Location(self.name)
        line, column, last = start.line, start.column, end.column
        length = last - column if end.line == line and last > column else 1
        return Location(self.name, line + 1, column + 1, length)

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        at = self._at(event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        node = _Node(at, {}) if mapping else _Node(at, [])
        self._attach(node)
        self._open.append(_Open(node))

    def scalar(self, event: yaml.ScalarEvent) -> _Node:
        """Return the value of a key or of a list, and note what is refused of it."""
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        name, line, column, length = self._at(event)
        value, style = event.value, event.style
        if not style:  # None, or empty where libyaml reads
            if value in _NOTHING:
                self.has_gaps = True
                return _Node(Location(name, line, column, length), None)
            return _Node(Location(name, line, column, length), value)
        if style in _QUOTES and length > _BOTH_MARKS:
            column, length = column + 1, length - _BOTH_MARKS
        if style == '"' and (hidden := INVISIBLE.search(value)):  # behind an escape: \u202E
            self.problems.append(_unreadable(Location(name, line, column, length), hidden[0]))
        return _Node(Location(name, line, column, length), value)

    def _attach(self, node: _Node) -> None:
        if not self._open:
            self._root = self._root or node
            return
        inner = self._open[-1]
        value = inner.node.value
        if isinstance(value, list):
            value.append(node)
        elif inner.key is None:
            inner.key = node
        elif isinstance(value, dict):
            key, inner.key = inner.key, None
            self._put(inner.node, value, key, node)

    def _put(self, parent: _Node, members: dict[str, _Node], key: _Node, node: _Node) -> None:
        if not isinstance(key.value, str):
            self._refuse("S008", key.at, say("a key must be a plain word"))
        elif key.value in members:
            self._refuse("S009", key.at, say("the key «{key}» is there twice", key=key.value))
        else:
            members[key.value] = node
            parent.keys[key.value] = key.at


def _plain(node: _Node) -> Plain:
    if isinstance(node.value, dict):
        return {key: _plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.value]
    return node.value


def _nodes(tree: _Node) -> Iterator[tuple[Path, _Node]]:
    """Yield each value of the tree, with its path."""
    waiting: list[tuple[Path, _Node]] = [((), tree)]
    while waiting:
        path, node = waiting.pop()
        yield path, node
        if isinstance(node.value, dict):
            waiting += [((*path, key), child) for key, child in node.value.items()]
        elif isinstance(node.value, list):
            waiting += [((*path, index), child) for index, child in enumerate(node.value)]


def _places(tree: _Node) -> dict[Path, Location]:
    """Return where each value of the tree stands."""
    return {path: node.at for path, node in _nodes(tree)}


def _take_out_gaps(tree: _Node) -> Iterator[tuple[Path, Problem]]:
    """Take out keys without a value, and yield their paths, each with its problem.

    Nobody can tell whether «comuni: []» means all Comuni or none. Items of lists stay, so that no
    path changes: the model refuses them.
    """
    empty = (path for path, node in _nodes(tree) if _is_empty(node))
    gaps = [path for path in empty if path and isinstance(path[-1], str)]
    yield from [(path, _shape_problem(tree, path, "")) for path in gaps]
    for path in gaps:
        _remove(tree, path)


def _validate(
    tree: _Node, empty: Sequence[tuple[Path, Problem]], kind: type[_Root]
) -> tuple[_Root | None, list[Problem]]:
    """Return the record made of what is sound, and a problem for all that is not.

    Broken values are taken out of the tree, so that the rules can look at the rest at once; so were
    the `empty` ones, of which each has its problem already.
    """
    said, found = {path for path, _ in empty}, [problem for _, problem in empty]
    is_first, before = True, None
    while True:
        try:
            whole = kind.model_validate(_plain(tree))
        except ValidationError as error:
            details = _own_errors(tree, error)
            if is_first:
                news = [detail for detail in details if detail["loc"] not in said]
                found += _shape_problems(tree, news, kind)
                is_first = False
            broken = [detail["loc"] for detail in details]
            if broken == before or not _take_out(tree, broken, kind):
                return None, found  # what is broken is no value that can be taken out
            before = broken
        else:
            return cast("_Root", whole.with_places(functools.partial(_places, tree))), found


def _own_errors(tree: _Node, error: ValidationError) -> list[ErrorDetails]:
    """Return the errors without «too short» for lists that only hold broken items."""
    return [
        detail
        for detail in error.errors(include_url=False, include_input=False)
        if detail["type"] != "too_short" or _is_empty(_node(tree, detail["loc"]))
    ]


def _is_empty(node: _Node | None) -> bool:
    return node is None or node.value in (None, "", [], {})


def _node(tree: _Node, path: Path) -> _Node | None:
    for step in path:
        child = _child(tree, step)
        if child is None:
            return None
        tree = child
    return tree


def _child(node: _Node, step: str | int) -> _Node | None:
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.value.get(step)
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def _take_out(tree: _Node, broken: list[Path], kind: type[_Root]) -> bool:
    """Remove the values at these paths, or what lacks them; False when nothing would be left."""
    needs_source = "fonte" in kind.model_fields
    if needs_source and ("fonte",) in broken and isinstance(tree.value, dict):
        tree.value["fonte"] = _Node(tree.at, "-")  # a stand-in: no rule looks at it
        broken = [path for path in broken if path != ("fonte",)]
    doomed: set[Path] = set()
    for path in broken:
        there = path if _node(tree, path) else path[:-1]
        if not there:
            return False
        doomed.add(there)
    for path in sorted(doomed, key=_depth_first, reverse=True):
        _remove(tree, path)
    return True


def _depth_first(path: Path) -> tuple[tuple[int, str], ...]:
    """Order paths so that, reversed, later list items go before earlier ones."""
    return tuple((step, "") if isinstance(step, int) else (-1, step) for step in path)


def _remove(tree: _Node, path: Path) -> None:
    parent, last = _node(tree, path[:-1]), path[-1]
    if parent is None:
        return
    if isinstance(parent.value, dict) and isinstance(last, str):
        parent.value.pop(last, None)
    elif isinstance(parent.value, list) and isinstance(last, int):
        del parent.value[last]


_RECORDS: Mapping[str, type[BaseModel]] = {
    "ambiti": Ambito,
    "contatti": Contatto,
    "telefoni": Telefono,
    "orari": Orario,
    "link": Link,
    "sede": Sede,
    "portale": Portale,
    "territorio": Territorio,
    "nomi": NomeLocale,
    "fasi": Fase,
    "bozze": Bozza,
    "firma": Firma,
    "misure": Misura,
    "aiuti": Aiuto,
    "documenti": Documento,
    "domanda": Domanda,
    "importi": Importo,
}
_EXAMPLES: Mapping[str, str] = {
    "al": "AAAA-MM-GG",
    "alle": '"12:30"',
    "base_url": "https://www.example.it/sfratti",
    "cap": '"20089"',
    "dal": "AAAA-MM-GG",
    "dalle": '"09:00"',
    "data": "udienza",
    "datata": "2020",
    "fasi": "intimazione",
    "giorni": "lun-ven",
    "giorno": "AAAA-MM-GG",
    "id": "pianura-nord",
    "pubblica_atti": "true",
    "interno": '"266"',
    "lingue": "[it, en, zh]",
    "logo": "logo.svg",
    "province": "BO",
    "vicine": "MO",
    "raccolto": "AAAA-MM-GG",
    "ricontrolla": "AAAA-MM-GG",
    "tasti": '"4.1.2"',
    "tipo": "municipio | sostegno",
    "unita": "euro",
    "valore": "26000",
    "verificato": "AAAA-MM-GG",
}


def _record_at(path: Path, root: type[BaseModel]) -> type[BaseModel]:
    """Return the model of the record at `path` in a file of this kind."""
    names = [step for step in path if isinstance(step, str)]
    return _RECORDS[names[-1]] if names else root


def _shape_problems(
    tree: _Node, details: list[ErrorDetails], root: type[BaseModel]
) -> Iterator[Problem]:
    mistyped = {
        (*path[:-1], meant)
        for detail in details
        if detail["type"] == "extra_forbidden"
        and (path := detail["loc"])
        and (meant := _nearest_key(path, root))
    }
    for detail in details:
        path = detail["loc"]
        if detail["type"] == "missing" and path in mistyped:
            continue  # the mistyped key is reported, with the right one as its hint
        yield _shape_problem(tree, path, detail["type"], root)


def _nearest_key(path: Path, root: type[BaseModel]) -> str | None:
    fields = list(_record_at(path[:-1], root).model_fields)
    found = difflib.get_close_matches(str(path[-1]).lower(), fields, n=1, cutoff=0.6)
    return found[0] if found else None


def _shape_problem(tree: _Node, path: Path, kind: str, root: type[BaseModel] = Registry) -> Problem:
    parent, node, name = _node(tree, path[:-1]) or tree, _node(tree, path), str(path[-1])
    if kind == "missing":
        hint = say("add the line «{key}: …»", key=name)
        return _problem("S010", parent.at, say("the key «{key}» is missing", key=name), hint)
    if kind == "extra_forbidden":
        at = parent.keys.get(name, parent.at)
        return _problem("S011", at, say("unknown key «{key}»", key=name), _key_hint(path, root))
    at = node.at if node else parent.at
    if node is None or _is_empty(node):
        at = at if node is None or node.value else parent.keys.get(name, at)
        hint = say("write a value, or delete the line")
        return _problem("S013", at, say("«{key}» has no value", key=_label(path)), hint)
    if kind == "string_too_long":
        message = say("«{key}» is longer than any real value", key=_label(path))
        return _problem("S015", at, message, say("shorten it to one line"))
    example = as_iso(node.value) or _EXAMPLES.get(_label(path))
    if example and isinstance(node.value, str):
        message = say("«{value}» is not a valid «{key}»", value=node.value, key=_label(path))
        return _problem("S014", at, message, say("write it like this: {example}", example=example))
    return _problem("S012", at, *_type_message(path, kind))


def _label(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "ambiti")


def _key_hint(path: Path, root: type[BaseModel]) -> Message:
    key = _nearest_key(path, root)
    if key:
        return say("write «{key}»", key=key)
    keys = ", ".join(_record_at(path[:-1], root).model_fields)
    return say("the keys here are: {keys}", keys=keys)


def _type_message(path: Path, kind: str) -> tuple[Message, Message]:
    key = _label(path)
    if kind == "string_type":
        return say("«{key}» must be text", key=key), say("write one value, without dashes")
    if kind in {"tuple_type", "list_type"}:
        return say("«{key}» must be a list", key=key), say("write each value on a line with «- »")
    return (
        say("«{key}» must be a group of keys", key=key),
        say("write «key: value» lines, indented, below it"),
    )
