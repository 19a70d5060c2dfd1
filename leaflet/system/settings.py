# SPDX-License-Identifier: EUPL-1.2
"""The one file of settings, `leaflet.toml`: a table for each part of the program that has any."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leaflet.problems import LeafletError, Message, say, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SETTINGS = "leaflet.toml"
_SECRETS = ("password", "passphrase", "pin")


@dataclass(frozen=True, slots=True)
class SettingsTable:
    """A table of the file: what each of its keys must be, and an example that can be copied."""

    name: str
    kinds: Mapping[str, type]
    example: str

    def wrong(self, path: Path, reason: Message) -> LeafletError:
        """Return the error that says what is wrong with this table of a file."""
        message = say("{file}: {reason}", file=path, reason=reason)
        names = ", ".join(self.kinds)
        return LeafletError(message, say("[{table}] may have: {names}", table=self.name,
                                         names=names))  # fmt: skip


def read_optional_table(path: Path, table: SettingsTable) -> Mapping[str, Any]:
    """Return what a table says, nothing where the file or the table is not there."""
    if not path.exists() or table.name not in _read(path, table):
        return {}
    return read_table(path, table)


def read_table(path: Path, table: SettingsTable) -> Mapping[str, Any]:
    """Return what a table says: only keys that it may have, each of its kind.

    Raises LeafletError that names file and key when that is not so, or a secret stands in it.
    """
    found = _read(path, table).get(table.name)
    if not isinstance(found, dict):
        raise table.wrong(path, say("there is no [{table}] in it", table=table.name))
    for name, value in found.items():
        if any(secret in name.lower() for secret in _SECRETS):
            raise table.wrong(path, say("a password never stands in a file: delete it there"))
        if name not in table.kinds:
            raise table.wrong(path, say("«{name}» is not known", name=name))
        if type(value) is not table.kinds[name]:
            raise table.wrong(path, say("«{name}» has a value of the wrong kind", name=name))
    return found


def _read(path: Path, table: SettingsTable) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        hint = None
        if isinstance(error, FileNotFoundError):
            values = {"file": path.name, "example": table.example}
            hint = say("write the file {file}, and in it:\n{example}", **values)
        raise LeafletError(unreadable(path, error).message, hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise table.wrong(path, say("{reason}", reason=error)) from error
