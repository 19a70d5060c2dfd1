# SPDX-License-Identifier: EUPL-1.2
"""A catalogue that lacks new sentences gets them from another one; every byte it has stays."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.pofile import PoFileError, read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

_BETWEEN = re.compile(r"\n{2,}")
_SIGNED = re.compile(rb"^#\s*Reviewed-By:[ \t]*\S", re.MULTILINE)
"""In the head of a catalogue: what somebody has reviewed."""


class Completed(NamedTuple):
    """A catalogue with what it lacked at its end, and how many sentences that are."""

    data: bytes
    added: int


def complete_catalogue(own: bytes, other: bytes) -> Completed:
    """Return a catalogue with the sentences that only the other one has.

    One that is there, though not translated or out of date, is its own business. A catalogue that
    somebody has reviewed stays as it is, since its signature is for all it says; so does one that
    cannot be read.
    """
    try:
        known = {source for source, _ in _entries_of(own)}
    except (PoFileError, ValueError):
        return Completed(own, 0)
    lacking = [text for source, text in _entries_of(other) if source not in known]
    if not lacking or _SIGNED.search(own.partition(b"\nmsgid")[0]):
        return Completed(own, 0)
    end = "\r\n" if b"\r\n" in own else "\n"
    start = "" if own.endswith(b"\n") else "\n"
    added = start + "".join(f"\n{text}\n" for text in lacking)
    return Completed(own + added.replace("\n", end).encode(), len(lacking))


def _entries_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield each sentence with the text of its entry; the head and what is out of use are none."""
    for text in _BETWEEN.split(data.decode().replace("\r\n", "\n").strip("\n")):
        for message in read_po(io.BytesIO(text.encode()), abort_invalid=True):
            if message.id:
                yield str(message.id), text
