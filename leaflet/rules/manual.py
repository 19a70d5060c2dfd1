# SPDX-License-Identifier: EUPL-1.2
"""The manual of the rules: one page a code, made of the rules' own docstrings."""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.rules import DATED_RULES, FOLDER_RULES, RULES, TEXT_RULES, WHOLE_RULES
from leaflet.rules.acts import FROM_COUNTING
from leaflet.rules.languages import unlisted_language
from leaflet.rules.misure import AID_RULES, WHOLE_AID_RULES, without_translation
from leaflet.rules.online import FROM_ASKING
from leaflet.rules.shape import FROM_BUILDING, FROM_IGNORING, FROM_READING
from leaflet.texts.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SUBJECTS: Mapping[str, str] = {
    "S": "Shape of the file",
    "C": "Comuni",
    "T": "Phones",
    "E": "E-mail addresses",
    "L": "Links",
    "N": "Names",
    "A": "Addresses",
    "W": "Words and signs",
    "V": "Verification dates",
    "M": "Aids and stages",
    "D": "Numbers of acts",
    "X": "Texts",
    "P": "Printed output",
}
"""First letter of a code → what its rules are about, in the order of the manual."""

_HEAD = re.compile(r"\A([A-Z]\d{3}): (.+?)\n(.*)\Z", re.DOTALL)
_EXAMPLE = re.compile(r"^(Wrong|Right)::\n\n((?:    .*\n|\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A rule's manual page; the examples are YAML, or catalogue entries for texts."""

    code: str
    title: str
    text: str
    wrong: str = ""
    right: str = ""


def pages() -> Mapping[str, ManualPage]:
    """Return the manual: code → page, in the order of the codes' subjects."""
    found = {page.code: page for page in map(_page, _docstrings())}
    order = list(SUBJECTS)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0])))


def _docstrings() -> Iterator[str]:
    for rule in (*RULES, *WHOLE_RULES, *FOLDER_RULES, *DATED_RULES, *TEXT_RULES,
                 *AID_RULES, *WHOLE_AID_RULES, without_translation, unlisted_language):  # fmt: skip
        yield inspect.getdoc(rule) or ""
    yield from (*FROM_READING, *FROM_IGNORING, *FROM_BUILDING, *FROM_ASKING, *FROM_COUNTING)


def _page(docstring: str) -> ManualPage:
    head = _HEAD.match(inspect.cleandoc(docstring) + "\n")
    if head is None:
        raise ValueError(docstring)
    code, title, body = head.groups()
    examples = {
        kind: textwrap.dedent(text).strip("\n") + "\n" for kind, text in _EXAMPLE.findall(body)
    }
    text = _EXAMPLE.sub("", body).strip()
    return ManualPage(code, title, text, examples.get("Wrong", ""), examples.get("Right", ""))


def paragraphs(page: ManualPage) -> list[str]:
    """Return the title and the paragraphs of a page, each on one line: what is translated."""
    return [page.title, *(" ".join(part.split()) for part in page.text.split("\n\n") if part)]


def format_page(page: ManualPage, width: int = 80) -> str:
    """Return a page for the terminal, in the language of who sits there."""
    title, *texts = map(_, paragraphs(page))
    parts = [textwrap.fill(text, width) for text in (f"{page.code}: {title}", *texts)]
    for kind, example in (("Wrong", page.wrong), ("Right", page.right)):
        if example:
            shown = textwrap.indent(example, "    ").rstrip()
            parts.append(f"{_(kind)}:\n\n{shown}")
    return "\n\n".join(parts) + "\n"


def format_manual(manual: Mapping[str, ManualPage]) -> str:
    """Return the whole manual as `docs/rules.md`."""
    lines = [
        "# Rules",
        "",
        "What `leaflet validate` looks at. Made from the code by `make rules`: do not edit it.",
        "`leaflet explain CODE` shows one page. To silence a rule on one row, write a comment",
        "there: `# leaflet: ignore CODE reason`.",
    ]
    for letter, subject in SUBJECTS.items():
        lines += ["", f"## {letter}: {subject}"]
        for page in manual.values():
            if page.code.startswith(letter):
                lines += ["", *_markdown_page(page)]
    return "\n".join(lines) + "\n"


def _markdown_page(page: ManualPage) -> list[str]:
    language = "po" if page.code.startswith("X") else "yaml"
    lines = [f"### {page.code}", "", page.title[0].upper() + page.title[1:]]
    if page.text:
        lines += ["", page.text]
    for kind, example in (("Wrong", page.wrong), ("Right", page.right)):
        if example:
            lines += [
                "",
                f"{kind}:",
                "",
                f"```{language}",
                *example.rstrip("\n").split("\n"),
                "```",
            ]
    return lines
