# SPDX-License-Identifier: EUPL-1.2
"""The one place that turns exceptions into exit codes.

0 fine, 1 problems or a LeafletError, 2 wrong usage, 3 our bug, 130 Ctrl-C.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.cli.exit_codes import INTERRUPTED, OUR_BUG, WRONG_USAGE
from leaflet.problems import LeafletError, WrongValueError, cannot, say
from leaflet.system.garbage import collect_rarely
from leaflet.texts.messages import name_program, translate

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: the command line); return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    collect_rarely()
    try:
        code = _run(_expand(sys.argv[1:]) if arguments is None else list(arguments))
        sys.stdout.flush()  # a full disk shows only now
        if code == INTERRUPTED:
            _give_cursor_back()
        return code  # noqa: TRY300  (what fails above must not be taken for a success)
    except LeafletError as error:
        from leaflet.cli.terminal import show_error

        _give_cursor_back()
        show_error(error)
        return WRONG_USAGE if isinstance(error, WrongValueError) else 1
    except KeyboardInterrupt:
        _give_cursor_back()
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()  # the reader went away (`| head`): nothing is wrong
        return 0
    except OSError as error:
        _forget_output()
        _complain(translate(cannot(error)))
        return 1
    except (ModuleNotFoundError, SystemExit):
        raise  # the program is not set up: `leaflet.__main__` says how
    except BaseException:  # noqa: BLE001  (what is left is our bug; Rust's panics are no Exception)
        _complain(translate(say("this is a bug of the program; details: {file}", file=_report())))
        return OUR_BUG


def _expand(words: list[str]) -> list[str]:
    """Return the words with names of files for `*.pdf` on Windows, where no shell does that."""
    if os.name != "nt":
        return words
    from glob import glob

    found = [
        (word, sorted(glob(word)) if set("*?") & set(word) else [])  # noqa: PTH207  (any path)
        for word in words
    ]
    return [name for word, names in found for name in names or [word]]


EVERYWHERE = {"--root": 1, "--color": 1, "--quiet": 0, "--verbose": 0}
"""Options of the program itself, which may stand behind the command too, and how many values each
has."""


def _sort(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the program's own options, and the command with its own."""
    own: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, has_value, _ = word.partition("=")
        if word == "--":
            return own, [*rest, word, *waiting]
        if name in EVERYWHERE:
            values = 0 if has_value else EVERYWHERE[name]
            own += [word, *waiting[:values]]
            waiting = waiting[values:]
        else:
            rest.append(word)
    return own, rest


def what_to_type(started: str, found: str | None, here: Path) -> str:
    """Return how to start the program: `started` is how it was, `found` what «leaflet» starts.

    A path is shown as seen from `here`.
    """
    path = Path(started)
    if path.parts[-2:] == ("leaflet", "__main__.py"):
        return "python -m leaflet"
    if path.name == "cli.py":
        return f"python {path}"
    if path.stem != "leaflet" or (found and Path(found).resolve() == path.resolve()):
        return "leaflet"
    whole = path.absolute()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)


def _name_program() -> None:
    typed = what_to_type(sys.argv[0], shutil.which("leaflet"), Path.cwd())
    if typed != "leaflet":
        from leaflet.cli.examples import EXAMPLES

        name_program(typed, {name.partition(" ")[0] for name in EXAMPLES})


def _run(arguments: Sequence[str]) -> int:
    _name_program()
    own, rest = _sort(arguments)
    if rest[:1] == ["build"] and set(own) <= {"--quiet"}:
        from leaflet.cli.fast_path import answered

        if answered(rest, quiet=bool(own)):
            return 0
    from leaflet.cli.app import run

    return run([*own, *rest])


def _give_cursor_back() -> None:
    """Show the cursor of a terminal again, which a bar hides that nobody lets end."""
    if sys.stderr.isatty():
        sys.stderr.write("\x1b[?25h")


def _forget_output() -> None:
    """Let what was not printed go nowhere, so that Python does not stumble over it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(sentence: str) -> None:
    sys.stderr.write(f"leaflet: {sentence}\n")


def _report() -> Path:
    handle, name = tempfile.mkstemp(prefix="leaflet-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return Path(name)
