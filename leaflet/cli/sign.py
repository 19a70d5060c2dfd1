# SPDX-License-Identifier: EUPL-1.2
"""`leaflet sign`, and how the key that is named in the settings is opened."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leaflet.problems import LeafletError, say
from leaflet.system.clock import now
from leaflet.system.files import read_bytes
from leaflet.system.workspace import Workspace
from leaflet.texts.messages import _, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.pdf.signing import Seal

PASSPHRASE = "LEAFLET_PASSPHRASE"  # noqa: S105  (the name of a variable, not what is in it)
"""The environment variable with the passphrase or PIN; without it, it is asked for."""


def sign(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=_("PDFs to sign."))],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="DIR|FILE", help=_("Where the signed files go.")),
    ],
) -> None:
    """Sign PDFs with the key that leaflet.toml names; the originals stay as they are."""
    places = _places(files, out)
    with open_key(context.obj) as seal:
        are_signed = [_is_signed(seal, path, place) for path, place in places]
    raise typer.Exit(int(not all(are_signed)))


def _is_signed(seal: Seal, path: Path, place: Path) -> bool:
    """Sign one file; say why where it is to blame itself. What stops all the others is raised."""
    from leaflet.pdf.signing import UnsignableError
    from leaflet.system.files import write_atomically

    try:
        data = read_bytes(path)
    except LeafletError as error:
        return _complain(error)
    try:
        write_atomically(place, seal.sign_unknown(data))
    except LeafletError as error:
        told = LeafletError(say("{file}: {reason}", file=path, reason=error.message), error.hint)
        if isinstance(error, UnsignableError):
            return _complain(told)
        raise told from error
    typer.echo(str(place))
    return True


def _complain(error: LeafletError) -> Literal[False]:
    typer.echo(f"leaflet: {translate(error.message)}", err=True)
    if error.hint:
        typer.echo(translate(say("help: {hint}", hint=error.hint)), err=True)
    return False


def _places(files: list[Path], out: Path) -> list[tuple[Path, Path]]:
    """Return where each file goes; raises LeafletError when two would go to the same place."""
    if len(files) == 1 and out.suffix.lower() == ".pdf" and not out.is_dir():
        places = [(files[0], out)]
    else:
        places = [(path, out / path.name) for path in files]
    for path, place in places:
        if path.resolve() == place.resolve():
            message = say("{file} would replace itself", file=path)
            raise LeafletError(message, say("name another folder with -o"))
    if len({place for _path, place in places}) < len(places):
        raise LeafletError(say("two of the files have the same name: sign them one by one"))
    return places


@contextlib.contextmanager
def open_key(workspace: Workspace) -> Iterator[Seal]:
    """Yield what signs, as the settings name it; raises LeafletError when it cannot be used now."""
    from leaflet.pdf.signing import open_seal

    with open_seal(workspace.settings, _passphrase, now()) as seal:
        yield seal


def _passphrase() -> str:
    """Return the passphrase: never from an argument, which every user of a machine can see."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        message = say("nobody is here to type the passphrase")
        raise LeafletError(message, say("put it into the environment as {name}", name=PASSPHRASE))
    if passphrase := _ask_passphrase():
        return passphrase
    message = say("the passphrase is missing: nothing was typed")
    raise LeafletError(
        message, say("type it, or put it into the environment as {name}", name=PASSPHRASE)
    )


def _ask_passphrase() -> str:
    """Return what a person types, unseen; nothing for Ctrl-D. Ctrl-C ends the program."""
    question = _("Passphrase or PIN")
    try:
        return getpass.getpass(f"{question}: ")
    except EOFError:
        typer.echo(err=True)
        return ""
