# SPDX-License-Identifier: EUPL-1.2
"""`leaflet sign`, and the options by which a key is named."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from leaflet.problems import LeafletError, say, unreadable
from leaflet.system.clock import now
from leaflet.texts.messages import _, translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.pdf.signing import Seal

PASSPHRASE = "LEAFLET_PASSPHRASE"  # noqa: S105  (the name of a variable, not what is in it)
"""The environment variable with the passphrase or PIN; without it, it is asked for."""

Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help=_("The key to sign with: a PKCS#12 file (.p12).")),
]
Device = Annotated[
    Path | None,
    typer.Option("--device", metavar="FILE", help=_("Or the PKCS#11 driver of a card or token.")),
]
Token = Annotated[
    str, typer.Option("--token", metavar="NAME", help=_("Which token, when there are several."))
]
Certificate = Annotated[
    str,
    typer.Option(
        "--certificate", metavar="NAME", help=_("Which certificate in it, when there are several.")
    ),
]
Timestamp = Annotated[
    str,
    typer.Option(
        "--timestamp", metavar="URL", help=_("A time stamp server (RFC 3161): PAdES B-T.")
    ),
]
Visible = Annotated[
    bool, typer.Option("--visible", help=_("Say so in the top margin of the last page."))
]


def sign(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=_("PDFs to sign."))],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="DIR|FILE", help=_("Where the signed files go.")),
    ],
    key: Key = None,
    device: Device = None,
    token: Token = "",
    certificate: Certificate = "",
    timestamp: Timestamp = "",
    visible: Visible = False,
) -> None:
    """Sign PDFs; the originals stay as they are."""
    places = _places(files, out)
    with opened(key, device, token, certificate, timestamp, visible=visible) as seal:
        are_signed = [_is_signed(seal, path, place) for path, place in places]
    raise typer.Exit(int(not all(are_signed)))


def _is_signed(seal: Seal, path: Path, place: Path) -> bool:
    """Sign one file; say why where it is to blame itself. What stops all the others is raised."""
    from leaflet.pdf.signing import UnsignableError
    from leaflet.system.files import write_atomically

    try:
        data = read(path)
    except LeafletError as error:
        return _complain(error)
    try:
        write_atomically(place, seal.signed(data))
    except LeafletError as error:
        told = LeafletError(say("{file}: {reason}", file=path, reason=error.message), error.hint)
        if isinstance(error, UnsignableError):
            return _complain(told)
        raise told from error
    typer.echo(str(place))
    return True


def _complain(error: LeafletError) -> Literal[False]:
    typer.echo(f"leaflet: {translated(error.message)}", err=True)
    if error.hint:
        typer.echo(translated(say("help: {hint}", hint=error.hint)), err=True)
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


def read(path: Path) -> bytes:
    """Return what is in a file; raises LeafletError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


@contextlib.contextmanager
def opened(
    key: Path | None,
    device: Path | None,
    token: str = "",
    certificate: str = "",
    timestamp: str = "",
    *,
    visible: bool = False,
) -> Iterator[Seal]:
    """Yield what signs; raises LeafletError when the key cannot be used now."""
    if (key is None) == (device is None):
        message = say("name the key to sign with: either --key or --device")
        raise LeafletError(message, say("leaflet sign --help shows how"))
    from leaflet.pdf import signing

    with contextlib.ExitStack() as stack:
        if key:
            seal = signing.seal_of_file(read(key), _passphrase())
        elif device:
            opening = signing.seal_of_device(device, token, certificate, _passphrase())
            seal = stack.enter_context(opening)
        seal.fit_on(now())
        stamps = signing.stamps_of(timestamp) if timestamp else None
        yield replace(seal, stamps=stamps, is_visible=visible, on=now().date())


def _passphrase() -> str:
    """Return the passphrase: never from an argument, which every user of a machine can see."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        message = say("nobody is here to type the passphrase")
        raise LeafletError(message, say("put it into the environment as {name}", name=PASSPHRASE))
    if passphrase := _typed():
        return passphrase
    message = say("the passphrase is missing: nothing was typed")
    raise LeafletError(
        message, say("type it, or put it into the environment as {name}", name=PASSPHRASE)
    )


def _typed() -> str:
    """Return what a person types, unseen; nothing for Ctrl-D. Ctrl-C ends the program."""
    question = _("Passphrase or PIN")
    try:
        return getpass.getpass(f"{question}: ")
    except EOFError:
        typer.echo(err=True)
        return ""
