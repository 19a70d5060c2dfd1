# SPDX-License-Identifier: EUPL-1.2
"""The one place that turns exceptions into exit codes.

0 fine, 1 problems or a LeafletError, 2 wrong usage, 3 our bug, 130 Ctrl-C.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from leaflet.cli.exit_codes import INTERRUPTED, OUR_BUG, WRONG_USAGE
from leaflet.problems import LeafletError, WrongValueError, cannot, say
from leaflet.system.garbage import collect_rarely
from leaflet.texts.messages import translate

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
        return code  # noqa: TRY300  (what fails above must not be taken for a success)
    except LeafletError as error:
        from leaflet.cli.terminal import show_error

        show_error(error)
        return WRONG_USAGE if isinstance(error, WrongValueError) else 1
    except KeyboardInterrupt:
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


EVERYWHERE = ("--root", "--color")
"""Options of the program itself: they may stand behind the command as well."""


def _in_front(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the program's own options before the command."""
    own: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return [*own, *rest, word, *waiting]
        if word in EVERYWHERE:
            own += [word, *waiting[:1]]
            waiting = waiting[1:]
        else:
            (own if word.startswith(tuple(f"{name}=" for name in EVERYWHERE)) else rest).append(
                word
            )
    return [*own, *rest]


def _run(arguments: Sequence[str]) -> int:
    arguments = _in_front(arguments)
    if arguments[:1] == ["build"]:
        from leaflet.cli.fast_path import answered

        if answered(arguments):
            return 0
    from leaflet.cli.app import run

    return run(arguments)


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
