# SPDX-License-Identifier: EUPL-1.2
"""The house of the design: which room may know which, and how things in it are named and cut.

What it lets pass stands in `tests/house_exceptions.py`, with the reason. Each list there is exact:
an entry that is no longer needed fails the test.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pytest

from leaflet.cli.app import app
from tests import house_exceptions
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    import typer

Node = TypeVar("Node", bound=ast.AST)

PACKAGE = ROOT / "leaflet"

LINES = {
    "leaflet": 0,
    "leaflet.problems": 1,
    "leaflet.system": 2,
    "leaflet.registry": 3,
    "leaflet.texts": 4,
    "leaflet.pages": 5,
    "leaflet.rules": 5,
    "leaflet.pdf": 5,
    "leaflet.archive": 6,
    "leaflet.offices": 7,
    "leaflet.build": 7,
    "leaflet.notices": 8,
    "leaflet.portal": 8,
    "leaflet.distribution": 8,
    "leaflet.cli": 9,
    "leaflet.__main__": 10,
}
"""Room → the line it stands on: imports go from a higher line to a lower one."""

ONLY_IMPORTERS = {
    "jinja2": {"leaflet.pages"},
    "weasyprint": {"leaflet.pdf"},
    "yaml": {"leaflet.registry"},
    "babel": {"leaflet.texts"},
    "typer": {"leaflet.cli"},
    "qrcode": {"leaflet.pages"},
    "arabic_reshaper": {"leaflet.pages"},
    "bidi": {"leaflet.pages"},
    "distributed": {"leaflet.build"},
    "filelock": {"leaflet.system"},
    "smtplib": {"leaflet.offices"},
    "pikepdf": {"leaflet.pdf", "leaflet.notices"},
    "watchfiles": {"leaflet.cli"},
    "xlsxwriter": {"leaflet.offices"},
    "python_calamine": {"leaflet.system"},
    "pypdfium2": {"leaflet.pdf"},
    "pyhanko": {"leaflet.pdf"},
    "pyhanko_certvalidator": {"leaflet.pdf"},
    "pkcs11": {"leaflet.pdf"},
    "asn1crypto": {"leaflet.pdf"},
}
"""Library → the rooms that import it."""

MOST_MUTABLE_FIELDS = 4
MOST_LINES_OF_A_COMMAND = 25

PARTICIPLE = re.compile(
    r"[a-z]+(?<!e)ed|(?:un)?(?:bound|built|bought|brought|caught|done|drawn|driven|fallen|felt|found"
    r"|given|gone|got|grown|heard|held|hidden|kept|known|laid|left|lent|lost|made|meant|met|paid"
    r"|said|seen|sent|shown|sold|sought|spoken|spoilt|stood|taken|taught|thought|told|torn"
    r"|understood|won|worn|woven|written)"
)
"""Those that are also the verb itself (`read`, `set`, `put`) are not among them."""
VERBS_IN_ED = frozenset({"embed", "shed"})
CHANGES_IN_PLACE = re.compile(
    "add|append|appendleft|clear|discard|extend|insert|pop|popitem|popleft|remove|setdefault|sort"
    "|update"
)
"""Methods that change a list, a set or a dictionary."""


class Source(NamedTuple):
    """A file of the package, read and parsed once."""

    module: str
    room: str
    tree: ast.Module


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    while module not in LINES:
        module = module.rpartition(".")[0]
    assert module != "leaflet", "every module belongs to a room"
    return module


@cache
def sources() -> dict[str, Source]:
    """Return every file of the package but its first, by module."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = module_name(path)
        if module != "leaflet":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found[module] = Source(module, room_of(module), tree)
    return found


def nodes(kind: type[Node]) -> list[tuple[str, Node]]:
    """Return all nodes of a kind in the package, with the room where each stands."""
    everything = (
        (source.room, node) for source in sources().values() for node in ast.walk(source.tree)
    )
    found = [(room, node) for room, node in everything if isinstance(node, kind)]
    assert len(found) > 50
    return found


def assert_exact(found: AbstractSet[str], known: AbstractSet[str]) -> None:
    """Fail with what is new and must be mended, and with what is mended and must leave its list."""
    wrong = [f"new: {name}" for name in sorted(found - known)]
    wrong += [f"mended, take it out of the list: {name}" for name in sorted(known - found)]
    assert not wrong, "\n".join(wrong)


@cache
def imports(module: str) -> frozenset[str]:
    """Return the full names that a file imports, wherever in the file it does so."""
    names: set[str] = set()
    for node in ast.walk(sources()[module].tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "imports say the full name"
            submodules = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in sources() else node.module for name in submodules}
    return frozenset(names)


def test_there_is_something_to_look_at() -> None:
    """The files of the package are found, so that the tests below look at something."""
    assert len(sources()) > 25
    assert any("leaflet.problems" in imports(module) for module in sources())


def test_every_room_has_files() -> None:
    """No room of the plan is empty, or misspelt."""
    assert {source.room for source in sources().values()} == LINES.keys() - {"leaflet"}


@pytest.mark.parametrize("module", sources())
def test_imports_go_down(module: str) -> None:
    """A room imports from lower lines and from itself, never from its own line or above."""
    here = room_of(module)
    for name in imports(module) - {"leaflet"}:
        if name.partition(".")[0] == "leaflet" and room_of(name) != here:
            assert LINES[room_of(name)] < LINES[here], f"{here} imports {name}"


@pytest.mark.parametrize(("library", "allowed"), ONLY_IMPORTERS.items(), ids=ONLY_IMPORTERS)
def test_a_library_has_one_room(library: str, allowed: set[str]) -> None:
    """Each big library is known to one room only, and to that one in truth."""
    importers = {
        source.room
        for module, source in sources().items()
        if any(name.partition(".")[0] == library for name in imports(module))
    }
    assert importers == allowed


def test_no_circle_of_files() -> None:
    """No file needs itself by way of others, to run or to be understood.

    Imports inside functions count, and those for mypy alone: who reads the file follows them too.
    """
    arrows = {module: imports(module) & sources().keys() for module in sources()}
    in_circles = {module for module in arrows if module in _reached_from(module, arrows)}
    assert_exact(in_circles, set())


def _reached_from(start: str, arrows: dict[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    following = set(arrows[start])
    while following:
        module = following.pop()
        if module not in reached:
            reached.add(module)
            following |= arrows[module]
    return reached


def test_a_public_name_means_one_thing() -> None:
    """A function, class or constant that others may use has its name for itself among the rooms."""
    rooms = defaultdict(set)
    for source in sources().values():
        for name in _defined(source.tree):
            if not name.startswith("_"):
                rooms[name].add(source.room)
    assert len(rooms) > 200
    several = {name for name, where in rooms.items() if len(where) > 1}
    assert_exact(several, house_exceptions.SAME_NAME.keys())


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def test_functions_are_verbs() -> None:
    """No function is named by one bare participle, but for what answers yes or no.

    A property reads as a value, and may be named as one.
    """
    bare = {
        f"{room}: {function.name}"
        for room, function in nodes(ast.FunctionDef)
        if _is_participle(function.name.strip("_"))
        and not (function.returns and ast.unparse(function.returns) == "bool")
        and not any("property" in ast.unparse(mark) for mark in function.decorator_list)
    }
    assert_exact(bare, house_exceptions.RULES)


def _is_participle(name: str) -> bool:
    return PARTICIPLE.fullmatch(name) is not None and name not in VERBS_IN_ED


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("told", True), ("settled", True), ("read", False), ("need", False), ("read_row", False),
     ("written_rows", False)],
)  # fmt: skip
def test_participles_are_known(name: str, is_one: bool) -> None:  # noqa: FBT001  (a table)
    """A participle is told from a verb, and from a name that has an object."""
    assert _is_participle(name) is is_one


def test_no_class_changes_in_more_than_four_places() -> None:
    """At most four fields of a class change after it is made."""
    fields = [(f"{room}: {node.name}", _mutable_fields(node)) for room, node in nodes(ast.ClassDef)]
    assert any(names for _, names in fields)
    too_many = {name for name, names in fields if len(names) > MOST_MUTABLE_FIELDS}
    assert_exact(too_many, set())


def _mutable_fields(node: ast.ClassDef) -> set[str]:
    """Return the fields of a dataclass that is not frozen, and what methods change in `self`."""
    marks = [ast.unparse(mark) for mark in node.decorator_list]
    fields = set()
    if any("dataclass" in mark and "frozen=True" not in mark for mark in marks):
        fields = {
            child.target.id
            for child in node.body
            if isinstance(child, ast.AnnAssign)
            and isinstance(child.target, ast.Name)
            and "ClassVar" not in ast.unparse(child.annotation)
        }
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name not in {"__init__", "__post_init__"}:
            for child in ast.walk(method):
                fields |= {name for place in _changed(child) if (name := _own_field(place))}
    return fields


def _changed(node: ast.AST) -> list[ast.expr]:
    """Return what a statement assigns to, or changes in place."""
    if isinstance(node, ast.Assign | ast.Delete):
        return [e for t in node.targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
    if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For):
        return [node.target]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return [node.func.value] if CHANGES_IN_PLACE.fullmatch(node.func.attr) else []
    return []


def _own_field(place: ast.expr) -> str | None:
    """Return the field of `self` that is changed when `self.field` or `self.field[…]` is."""
    while isinstance(place, ast.Subscript):
        place = place.value
    is_own = isinstance(place, ast.Attribute) and ast.unparse(place.value) == "self"
    return place.attr if is_own and isinstance(place, ast.Attribute) else None


def test_no_star_into_a_constructor() -> None:
    """No class of the house is made from a row of unnamed values, which may slip by one."""
    ours = {node.name for _, node in nodes(ast.ClassDef)} | {"cls"}
    starred = {
        f"{room}: {ast.unparse(call.func)}"
        for room, call in nodes(ast.Call)
        if ast.unparse(call.func).rpartition(".")[2] in ours
        and any(isinstance(argument, ast.Starred) for argument in call.args)
    }
    assert_exact(starred, set())


def test_a_command_is_short() -> None:
    """What a command does fits on a screen: it reads options, calls one function and prints."""
    lengths = {
        f"{function.__module__}.{function.__name__}": _body_lines(inspect.getsource(function))
        for function in _commands(app)
    }
    assert len(lengths) > 25
    long = {name for name, lines in lengths.items() if lines > MOST_LINES_OF_A_COMMAND}
    assert_exact(long, set())


def _commands(group: typer.Typer) -> Iterator[Callable[..., object]]:
    for command in group.registered_commands:
        assert command.callback
        yield inspect.unwrap(command.callback)
    for inner in group.registered_groups:
        assert inner.typer_instance
        yield from _commands(inner.typer_instance)


def _body_lines(source: str) -> int:
    """Return how many lines a function has after its parameters and its docstring."""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_source_file_names_its_licence() -> None:
    """Each file that people edit as source says which licence it has."""
    kinds = {".py", ".html", ".css", ".js", ".svg", ".po", ".java"}
    folders = ("leaflet", "templates", "locales", "tests", ".ci")
    files = [p for f in folders for p in (ROOT / f).rglob("*") if p.suffix in kinds]
    files = [path for path in files if not {"golden", "node_modules"} & set(path.parts)]
    assert len(files) > 50
    unmarked = [
        path for path in files if "SPDX-License-Identifier: EUPL-1.2" not in path.read_text("utf-8")
    ]
    assert unmarked == []
