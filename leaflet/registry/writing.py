# SPDX-License-Identifier: EUPL-1.2
"""A registry file with other contents: only what changed is written anew, every other byte stays.

Values are replaced, lines put in or taken out, at the places where the parser found them. What
comes out is read again before anybody gets it: it says what was wanted, or there is no result.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import yaml

from leaflet.problems import LeafletError
from leaflet.registry.matching import align_rows, align_values
from leaflet.registry.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.problems import Location
    from leaflet.registry.matching import Origin, Pair
    from leaflet.registry.model import Registry
    from leaflet.registry.record import Path

T = TypeVar("T")
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"

_QUOTED = frozenset({"numero", "interno", "tasti", "cap", "dalle", "alle"})
"""Keys whose values are digits: in quotes, or other programs would take them for numbers."""
_SAFE = re.compile(r"[^\W_](?:[^\n\t]*\S)?")
_LIKE_A_NUMBER = re.compile(r"[\d.,:_+\-/ eExXoO]+")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def rewrite(data: bytes, wanted: Registry, origins: Sequence[Origin]) -> bytes:
    """Return the bytes of a registry file changed so that it says what `wanted` says.

    `data` must be free of shape problems; `origins` tell which rows of it the wanted ones are.
    Raises LeafletError when a value could not be read again as it is, for example one with
    invisible characters.
    """
    changed = edit_text(data, plain(wanted), origins)
    if plain(_sound(changed)) != plain(wanted):
        message = "the edited file does not say what was wanted"
        raise AssertionError(message)
    return changed


def compose_list(values: dict[str, Plain], head: str) -> tuple[bytes, Registry]:
    """Return a new file that says these values below a `head` of comments, and what it holds.

    Raises LeafletError, in the words that a reader of the file would get, for a value that a list
    cannot have.
    """
    parts = ["\n".join(_entry(key, value, 0)) for key, value in values.items()]
    data = (head + "\n\n".join(parts) + "\n").encode()
    registry = _sound(data)
    if plain(registry) != values:
        message = "the new file does not say what was wanted"
        raise AssertionError(message)
    return data, registry


def as_registry(data: bytes, wanted: dict[str, Plain], origins: Sequence[Origin]) -> Registry:
    """Return the registry that a file would hold if it said `wanted`, which may have faults.

    Raises LeafletError, in the words that a reader of the file would get, when it has.
    """
    return _sound(edit_text(data, wanted, origins))


def _sound(data: bytes) -> Registry:
    reading = read(data, "-")
    for problem in reading.problems:
        raise LeafletError(problem.message, problem.hint)
    if reading.registry is None:
        message = "a file without problems holds a registry"
        raise AssertionError(message)
    return reading.registry


def edit_text(data: bytes, wanted: dict[str, Plain], origins: Sequence[Origin]) -> bytes:
    """Return the bytes changed so that they say `wanted`, without looking at them again."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    editor = _Editor(data.removeprefix(mark).decode("utf-8"), origins)
    return mark + editor.edit(wanted).encode("utf-8")


def path_at(data: bytes, at: Location) -> Path:
    """Return which value of a file stands at a place or around it; () when that cannot be told."""
    try:
        root = yaml.compose(data.decode("utf-8"), getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        root = None
    if root is None:
        return ()
    here = (at.line - 1, at.column - 1)
    begun = [(start, path) for start, path in _starts(root, ()) if start <= here]
    return max(begun, key=lambda one: (one[0], len(one[1])), default=(here, ()))[1]


def _starts(node: yaml.Node, path: Path) -> Iterator[tuple[tuple[int, int], Path]]:
    """Yield where each value begins, line and column counted from 0."""
    yield (node.start_mark.line, node.start_mark.column), path
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _starts(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _starts(item, (*path, index))


def plain(registry: Registry) -> dict[str, Plain]:
    """Return what a registry says as mappings, lists and strings; what is empty is left out."""
    data: dict[str, Plain] = _without_empty(registry.model_dump(mode="json"))  # type: ignore[assignment]  # a mapping stays one
    return data


def _without_empty(value: Plain) -> Plain:
    if isinstance(value, dict):
        kept = {key: _without_empty(child) for key, child in value.items()}
        return {key: child for key, child in kept.items() if child not in (None, [], {})}
    if isinstance(value, list):
        return [_without_empty(child) for child in value]
    return value


def _plain_node(node: yaml.Node) -> Plain:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain_node(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain_node(item) for item in node.value]
    is_bare = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if is_bare and node.value in {"", "~", "null"} else str(node.value)


def _says_something(node: yaml.Node) -> bool:
    return _without_empty(_plain_node(node)) not in (None, [], {})


def _key(path: Path) -> str:
    """Return the key that a value has, or the list that it stands in."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


@dataclass(frozen=True, slots=True)
class _Edit:
    """`text` for what stands from `start` up to `end`, counted in characters."""

    start: int
    end: int
    text: str


class _Editor:
    """Collects the edits that turn one text into another."""

    def __init__(self, text: str, origins: Sequence[Origin]) -> None:
        self._text = text
        self._origins: dict[Path, Sequence[int | None]] = {
            ("ambiti",): [origin.ambito for origin in origins],
            **{("ambiti", i, "contatti"): origin.rows for i, origin in enumerate(origins)},
        }
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._edits: list[_Edit] = []

    def edit(self, wanted: Plain) -> str:
        """Return the text with what is needed to say `wanted`."""
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        root = yaml.compose(self._text, loader)
        if root is not None:  # a registry has at least its source
            self._value((), root, wanted)
        text = self._text
        order = sorted(enumerate(self._edits), key=lambda one: (one[1].start, one[1].end, one[0]))
        for _, edit in reversed(order):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    def _value(
        self, path: Path, node: yaml.Node, wanted: Plain, *, is_inside: bool = False
    ) -> None:
        """Bring the value at a path up to date; `is_inside` brackets, where commas divide."""
        if _without_empty(_plain_node(node)) == wanted:
            return
        if isinstance(node, yaml.MappingNode) and isinstance(wanted, dict):
            self._mapping(path, node, wanted)
        elif isinstance(node, yaml.SequenceNode) and isinstance(wanted, list):
            self._sequence(path, node, wanted)
        else:
            self._replace(path, node, wanted, is_inside=is_inside)

    def _replace(
        self, path: Path, node: yaml.Node, wanted: Plain, *, is_inside: bool = False
    ) -> None:
        """Write a value in one line in the place of a scalar, or of a list or mapping in brackets.

        A value that stood on lines of its own gives way to one behind its key.
        """
        start, end = self._offset(node.start_mark), self._offset(node.end_mark)
        quoted = isinstance(node, yaml.ScalarNode) and node.style in {"'", '"'}
        written = _flow(_key(path), wanted, is_quoted=quoted, is_inside=is_inside)
        after = self._text[start:end]
        if after.endswith("\n"):  # a block scalar ends where the next line begins
            written += self._end
        if not after and self._text[start - 1 : start] == ":":
            written = f" {written}"
        self._edits.append(_Edit(start, end, written))

    def _mapping(self, path: Path, node: yaml.MappingNode, wanted: dict[str, Plain]) -> None:
        entries = {entry.value: (entry, value) for entry, value in node.value}
        filled = {name for name, (_, value) in entries.items() if _says_something(value)}
        if node.flow_style and not entries.keys() >= wanted.keys() >= filled:
            self._replace(path, node, wanted)
            return
        for name in wanted.keys() & entries.keys():
            value = entries[name][1]
            self._value((*path, name), value, wanted[name], is_inside=bool(node.flow_style))
        gone = [name for name in entries if name in filled - wanted.keys()]
        if gone or wanted.keys() - entries.keys():
            _Lines(self, node, entries, gone, wanted).change()

    def _sequence(self, path: Path, node: yaml.SequenceNode, wanted: list[Plain]) -> None:
        pairs = self._pairs(path, node, wanted)
        is_same_length = all(a is not None and b is not None for a, b in pairs)
        if node.flow_style and not is_same_length:
            self._replace(path, node, wanted)
            return
        place = self._first_line(node, 0)
        is_spaced = self._is_spaced(_key(path), node)
        for old, new in pairs:
            if old is None and new is not None:
                self._insert_item(node, place, wanted[new], is_spaced=is_spaced)
            elif old is not None:
                item = node.value[old]
                if new is None:
                    self.delete(self._first_line(node, old), self.last_line(item))
                else:
                    is_inside = bool(node.flow_style)
                    self._value((*path, new), item, wanted[new], is_inside=is_inside)
                place = self.last_line(item) + 1

    def _pairs(self, path: Path, node: yaml.SequenceNode, wanted: list[Plain]) -> list[Pair]:
        """Return which item of a list became which: of rows that is known."""
        if path in self._origins:
            return align_rows(self._origins[path], len(node.value))
        return align_values([_without_empty(_plain_node(item)) for item in node.value], wanted)

    def _insert_item(
        self, node: yaml.SequenceNode, place: int, value: Plain, *, is_spaced: bool
    ) -> None:
        indent = node.start_mark.column
        lines = _item(value, indent)
        if is_spaced:
            lines = ["", *lines] if place > node.start_mark.line else [*lines, ""]
        self.insert(place, lines)

    def _is_spaced(self, key: str, node: yaml.SequenceNode) -> bool:
        """Return whether an empty line stands between the items."""
        if len(node.value) == 1:
            return key == "ambiti"
        return not self._lines[self._first_line(node, 1) - 1].strip()

    def _first_line(self, node: yaml.SequenceNode, index: int) -> int:
        """Return the line of an item's dash, which may stand alone above the item."""
        if node.flow_style:
            return node.start_mark.line
        dash = " " * node.start_mark.column + "-"
        line: int = node.value[index].start_mark.line
        while line > node.start_mark.line and not self._lines[line].startswith(dash):
            line -= 1
        return line

    def last_line(self, node: yaml.Node) -> int:
        """Return the last line on which a value stands, without the comments that follow."""
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            mark = node.end_mark
            is_above = mark.column == 0 and mark.line > node.start_mark.line
            return mark.line - 1 if is_above else mark.line
        last = node.value[-1]
        return self.last_line(last[1] if isinstance(node, yaml.MappingNode) else last)

    def _offset(self, mark: yaml.Mark) -> int:
        return self._starts[mark.line] + mark.column

    def delete(self, first: int, last: int) -> None:
        """Take out whole lines."""
        end = min(self._starts[last + 1], len(self._text))
        self._edits.append(_Edit(self._starts[first], end, ""))

    def insert(self, line: int, lines: Sequence[str]) -> None:
        """Put lines before this one."""
        start = self._starts[line]
        text = "".join(line + self._end for line in lines)
        if start > len(self._text):  # the last line of the file has no end
            start, text = len(self._text), self._end + text.removesuffix(self._end)
        self._edits.append(_Edit(start, start, text))

    def replace_prefix(self, line: int, length: int, prefix: str) -> None:
        """Put something else before what begins in the column `length`."""
        start = self._starts[line]
        self._edits.append(_Edit(start, start + length, prefix))

    def prefix(self, line: int, length: int) -> str:
        """Return what stands before the column `length`: spaces, and a dash."""
        return self._lines[line][:length]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The entries of one mapping, each on lines of its own; the first may stand behind a dash.

    `gone` are those to take out; `wanted` has all that are to be there, in their order.
    """

    editor: _Editor
    node: yaml.MappingNode
    entries: Mapping[str, tuple[yaml.Node, yaml.Node]]
    gone: Sequence[str]
    wanted: Mapping[str, Plain]

    def change(self) -> None:
        """Take out the entries that are gone, and put in the others where their key belongs."""
        come = [name for name in self.wanted if name not in self.entries]
        front = [name for name in come if not self._before(name)]
        for name in self.gone:
            self.editor.delete(self._line(name), self.editor.last_line(self.entries[name][1]))
        self._keep_the_dash(front)
        for name in come:
            if name not in front:
                place = self.editor.last_line(self.entries[self._before(name)][1]) + 1
                self.editor.insert(place, _entry(name, self.wanted[name], self._column))

    def _keep_the_dash(self, front: Sequence[str]) -> None:
        """Put in what comes first, and see to it that the dash stands before the first entry."""
        top = next(iter(self.entries))
        head = self.editor.prefix(self._line(top), self._column)
        first = next((name for name in self.entries if name not in self.gone), "")
        if front:
            lines = _entries({name: self.wanted[name] for name in front}, self._column)
            self.editor.insert(self._line(top), [head + lines[0].lstrip(), *lines[1:]])
        if head.strip() and first and (front or first != top):
            prefix = " " * self._column if front else head
            self.editor.replace_prefix(self._line(first), self._column, prefix)

    @property
    def _column(self) -> int:
        column: int = self.node.start_mark.column
        return column

    def _before(self, name: str) -> str:
        """Return the last entry that stays and belongs before `name`, if there is one."""
        order = list(self.wanted)
        known = [n for n in order[: order.index(name)] if n in self.entries]
        return known[-1] if known else ""

    def _line(self, name: str) -> int:
        line: int = self.entries[name][0].start_mark.line
        return line


def _entry(key: str, value: Plain, indent: int) -> list[str]:
    """Return the lines of a key and its value, as the rest of the file is written."""
    space = " " * indent
    if isinstance(value, dict):
        return [f"{space}{key}:", *_entries(value, indent + 2)]
    if isinstance(value, list) and key != "orari" and any(isinstance(v, dict) for v in value):
        return [f"{space}{key}:", *(line for v in value for line in _item(v, indent + 2))]
    return [f"{space}{key}: {_flow(key, value)}"]


def _entries(value: dict[str, Plain], indent: int) -> list[str]:
    return [line for key, child in value.items() for line in _entry(key, child, indent)]


def _item(value: Plain, indent: int) -> list[str]:
    if not isinstance(value, dict):
        return [f"{' ' * indent}- {_flow('', value)}"]
    lines = _entries(value, indent + 2)
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def _flow(key: str, value: Plain, *, is_quoted: bool = False, is_inside: bool = False) -> str:
    """Return a value in one line; `is_inside` brackets, where commas and brackets divide."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{k}: {_flow(k, v, is_inside=True)}' for k, v in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(key, item, is_inside=True) for item in value)}]"
    text = value or ""
    if is_quoted or key in _QUOTED or not _is_plain(key, text, is_inside=is_inside):
        return json.dumps(text, ensure_ascii=False)
    return text


def _is_plain(key: str, text: str, *, is_inside: bool) -> bool:
    """Return whether YAML reads this text as itself without quotation marks."""
    if key == "verificato":
        return True
    if not _SAFE.fullmatch(text) or text.lower() in _WORDS or _LIKE_A_NUMBER.fullmatch(text):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (is_inside and re.search(r"[,\[\]{}]|:(?!//)", text))
