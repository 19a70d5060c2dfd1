# SPDX-License-Identifier: EUPL-1.2
"""Whatever help, README and guides tell people to type is understood, to the last option."""

from __future__ import annotations

import contextlib
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from typer._click.exceptions import MissingParameter, NoArgsIsHelpError

from leaflet.cli.app import app, program
from leaflet.cli.examples import EXAMPLES
from leaflet.cli.main import main
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOUND = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")})
GUIDES = [path.relative_to(ROOT).as_posix() for path in _FOUND]
_TYPED = re.compile(r"`leaflet ([^`]+)`|^ *(?:\$ )?leaflet (.+)$", re.MULTILINE)
_LEFT_OUT = re.compile(r"…|[A-Z]{3,}|<")
"""Signs of what nobody types as it is: AMBITO, «…»."""


def typed_in(guide: str) -> Iterator[str]:
    """Yield the command lines that a guide has, without the program's name."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    if guide == "CHANGELOG.md":
        return
    for found in _TYPED.finditer(text):
        line = (found[1] or found[2]).split(" #")[0].split(" > ")[0]
        if not (_LEFT_OUT.search(line) or line.startswith("--")):
            yield line


def understand(line: str) -> None:
    """Parse a command line as the program does, without doing anything."""
    name, words = "leaflet", shlex.split(line)
    command: Any = program
    context: Any = None
    while hasattr(command, "commands"):
        context = command.make_context(name, words, parent=context)
        name, words = context._protected_args[0], [*context._protected_args[1:], *context.args]
        command = command.commands[name]
    command.make_context(name, words, parent=context)


def test_every_command_has_examples_and_no_other() -> None:
    """A new command brings its own."""
    groups = [str(group.name) for group in app.registered_groups]
    everything: Any = program
    within = {f"{group} {name}" for group in groups for name in everything.commands[group].commands}
    alone = {command.name for command in app.registered_commands}
    assert groups == ["contacts", "aids", "texts", "acts"]
    assert set(EXAMPLES) == alone | within
    assert all(known.lines for known in EXAMPLES.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_of_their_command_and_fit_a_terminal(name: str) -> None:
    """Each can be typed as it stands, in 80 columns; its guide is there."""
    for line in EXAMPLES[name].lines:
        assert line.startswith(name)
        assert len(f"  leaflet {line}") <= 80
        understand(line.split(" > ")[0])
    assert (ROOT / EXAMPLES[name].guide).exists()


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_tells_to_type_is_understood(guide: str) -> None:
    """No option, command or value that was renamed is left there."""
    for line in typed_in(guide):
        with contextlib.suppress(MissingParameter, NoArgsIsHelpError):  # `leaflet find` is its name
            understand(line)


def test_guides_tell_what_to_type() -> None:
    """Were they written otherwise, the test above would look at nothing."""
    assert sum(len(list(typed_in(guide))) for guide in GUIDES) > 80


def test_help_ends_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """And with the guide; `help` before a command is the same as `--help` behind it."""
    assert main(["help", "contacts", "set"]) == 0
    help_first = capsys.readouterr().out
    main(["contacts", "set", "--help"])
    assert capsys.readouterr().out == help_first
    assert "  leaflet contacts set melzo --comune Settala\n" in help_first
    assert help_first.endswith("More in docs/uffici.md\n")
