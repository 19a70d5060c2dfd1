# SPDX-License-Identifier: EUPL-1.2
"""The one Jinja environment: a gap that nothing fills is an error, pages escape what fills theirs.

Nobody else imports Jinja.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import jinja2.bccache
from jinja2 import nodes

from leaflet.problems import LeafletError, say
from leaflet.system.workspace import layers, walk_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from leaflet.problems import Message

_UNESCAPED = ("txt", "md")


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates from one composer to the next: `leaflet watch` makes many."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        code = self._code.get((bucket.key, bucket.checksum))
        if code:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class TemplateFolder:
    """A folder of templates, the words that all of them know, and the filters."""

    def __init__(
        self,
        folder: Path,
        words: Mapping[str, object],
        filters: Mapping[str, Callable[..., object]] | None = None,
        *,
        keep_last_newline: bool = False,
    ) -> None:
        """Read nothing yet; `keep_last_newline` is for what is a file of its own."""
        self._is_ones_own = len(layers(folder)) > 1
        self._loader = jinja2.FileSystemLoader(layers(folder))
        self._jinja = jinja2.Environment(
            loader=self._loader,
            autoescape=jinja2.select_autoescape((), disabled_extensions=_UNESCAPED, default=True),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=keep_last_newline,
            bytecode_cache=_COMPILED,
        )
        self._jinja.globals.update(words)
        self._jinja.filters.update(filters or {})

    def render(self, template: str, values: Mapping[str, object]) -> str:
        """Return a template, its gaps filled; raises LeafletError when it is missing or wrong."""
        try:
            text = self._jinja.get_template(template).render(values)
        except (jinja2.TemplateError, UnicodeDecodeError) as error:
            raise _fault(template, error) from error
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            if not self._is_ones_own:
                raise  # a bug of the program, whose templates these are
            raise _fault(template, error) from error
        if not text.strip():
            raise LeafletError(_say_nothing(template), say("delete it: the program has its own"))
        return text

    def source(self, name: str) -> str:
        """Return a file as it stands; raises LeafletError when it cannot be had."""
        try:
            return self._loader.get_source(self._jinja, name)[0]
        except (jinja2.TemplateError, UnicodeDecodeError) as error:
            raise _fault(name, error) from error


def _fault(template: str, error: Exception) -> LeafletError:
    name = getattr(error, "name", None) or template
    line = getattr(error, "lineno", None)
    place = f"{name}:{line}" if line else name
    return LeafletError(say("template {place}: {reason}", place=place, reason=error))


def _say_nothing(template: str) -> Message:
    return say("template {place}: the file is empty, or says nothing", place=template)


def missing_names(folder: Path) -> Iterator[Message]:
    """Yield which templates are empty, and what they take from each other and is not there.

    That is a file, or a name in it. A page says so only when it is made, and not all at once.
    """
    loader = jinja2.Environment(loader=jinja2.FileSystemLoader(layers(folder)), autoescape=True)
    trees: dict[str, nodes.Template] = {}
    for name, path in walk_layers(folder):
        if path.suffix in {".html", ".txt", ".md", ".xml"}:
            try:
                text = path.read_text(encoding="utf-8")
                trees[name] = loader.parse(text)
            except (jinja2.TemplateError, UnicodeDecodeError) as error:
                yield _fault(name, error).message
            else:
                if not text.strip():
                    yield _say_nothing(name)
    for name, tree in trees.items():
        for source, taken in _uses_in(tree):
            if source not in trees:
                yield say("template {place}: there is no {file}", place=name, file=source)
            elif taken and taken not in set(_names_in(trees[source])):
                yield say("template {place}: {file} has no «{name}»", place=name, file=source,
                          name=taken)  # fmt: skip


def _uses_in(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    """Yield the files that a template is made with, and the names that it takes from them."""
    called: dict[str, str] = {}
    for part in tree.find_all((nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends)):
        source = getattr(part, "template", None)
        if not isinstance(source, nodes.Const):
            continue  # only the page that is made knows which
        yield source.value, ""
        if isinstance(part, nodes.Import):
            called[part.target] = source.value
        elif isinstance(part, nodes.FromImport):
            names = (one if isinstance(one, str) else one[0] for one in part.names)
            yield from ((source.value, one) for one in names)
    for use in tree.find_all(nodes.Getattr):
        if isinstance(use.node, nodes.Name) and use.node.name in called:
            yield called[use.node.name], use.attr


def _names_in(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that others may take from a template: its macros, and what it sets."""
    for part in tree.body:
        if isinstance(part, nodes.Macro):
            yield part.name
        elif isinstance(part, nodes.Assign | nodes.AssignBlock):
            yield from (one.name for one in part.find_all(nodes.Name) if one.ctx == "store")
