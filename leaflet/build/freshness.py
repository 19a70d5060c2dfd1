# SPDX-License-Identifier: EUPL-1.2
"""What is out of date in an output folder, and why, without drawing anything."""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leaflet.archive.changes import read_ambito
from leaflet.archive.history import contents_of, read_history
from leaflet.archive.manifest import is_inside, sha256_of
from leaflet.build.ingredients import LANGUAGES, SHOWN_AIDS, TERRITORY
from leaflet.build.products import Pages
from leaflet.problems import Message, say
from leaflet.registry.changes import of_ambito
from leaflet.texts.catalogues import UntranslatedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from leaflet.archive.history import History
    from leaflet.archive.manifest import BuiltFolder, Manifest, ManifestEntry
    from leaflet.build.ingredients import Typesetting
    from leaflet.build.products import Plan, PlannedFile

_SAID = {"fonte", "base_url"}
"""What the list says of itself."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """A file to make again: its present `key` and `pages`, and why it is not what it should be.

    It cannot be made, and has no pages, while there is an `obstacle`: a sentence is not translated.
    """

    output: PlannedFile
    key: str
    pages: Pages
    reasons: tuple[Message, ...]
    obstacle: UntranslatedError | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """An output folder against a plan: paths of the files that stay, and of those that go."""

    outdated: tuple[Outdated, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether a build would find nothing to do."""
        return not self.outdated and not self.gone

    def common_reasons(self) -> tuple[Message, ...]:
        """Return the reasons that all files of the plan have in common, if there are several."""
        if len(self.outdated) == 1 or self.unchanged:
            return ()
        counts = Counter(reason for item in self.outdated for reason in item.reasons)
        return tuple(reason for reason, uses in counts.items() if uses == len(self.outdated))


def compare(plan: Plan, folder: Path, typesetting: Typesetting, found: BuiltFolder) -> Status:
    """Return which files of the plan are out of date in `folder`, and which are to go."""
    outdated: list[Outdated] = []
    unchanged: list[str] = []
    typesetting.environment_of(typesetting.fonts)  # the templates, before pages are made of them
    explain = _Explainer(folder, typesetting, found)
    for output in plan.outputs:
        entry = found.manifest.files.get(output.path)
        present = sha256_of(folder / output.path) if entry else None
        if entry and entry.sha256 == present and explain.is_known(output, entry):
            unchanged.append(output.path)
            continue
        try:
            pages = output.pages()
        except UntranslatedError as error:
            outdated.append(Outdated(output, "", Pages((), ""), (error.message,), error))
            continue
        fonts = output.fonts or typesetting.fonts
        key = _key(pages, typesetting.environment_of(fonts) if output.is_drawn else "")
        if entry and entry.key == key and entry.sha256 == present:
            unchanged.append(output.path)
        else:
            why = tuple(explain.reasons(output, key, present))
            outdated.append(Outdated(output, key, pages, why))
    return Status(tuple(outdated), tuple(unchanged), tuple(_find_gone(plan, found.manifest)))


def _find_gone(plan: Plan, manifest: Manifest) -> Iterator[str]:
    if not plan.is_whole:
        return
    wanted = {output.path for output in plan.outputs}
    for path, entry in manifest.files.items():
        if path not in wanted and entry.product in plan.products and is_inside(path):
            yield path


def _key(pages: Pages, environment: str) -> str:
    """Return the digest of all that makes up the file; the same key means the same bytes."""
    digest = hashlib.sha256(environment.encode())
    for side in pages.sides:
        digest.update(hashlib.sha256(side.encode()).digest())
    return digest.hexdigest()


class _Explainer:
    """Tells why files are out of date; reads the history only when contacts changed."""

    def __init__(self, folder: Path, typesetting: Typesetting, found: BuiltFolder) -> None:
        self._folder = folder
        self._typesetting = typesetting
        self._found = found
        self._contents: dict[str, str] = {}

    def is_known(self, output: PlannedFile, entry: ManifestEntry) -> bool:
        """Return whether a file was made of the very same, so that its key must be the same."""
        return (
            output.is_pure
            and entry.product == output.product
            and entry.making == self._typesetting.name
            and entry.contents == self.contents(output)
        )

    def contents(self, output: PlannedFile) -> str:
        """Return the digest of the contacts that a file shows; many files show the same."""
        if output.ambito is None:
            return ""
        identifier = output.ambito.id
        if identifier not in self._contents:
            self._contents[identifier] = contents_of(output.ambito)[0]
        return self._contents[identifier]

    @functools.cached_property
    def _history(self) -> History:
        return read_history(self._folder)

    def reasons(self, output: PlannedFile, key: str, present: str | None) -> Iterator[Message]:
        entry = self._found.manifest.files.get(output.path)
        if entry is None:
            yield say("not made yet")
        elif entry.key != key:
            why = [*self._contacts(output, entry), *self._making(output, entry)]
            yield from why or [say("what is printed changed")]
        elif output.path in self._found.unfinished:
            yield say("the last build did not finish")
        elif present is None:
            yield say("the file is missing")
        else:
            yield say("the file was altered")

    def _contacts(self, output: PlannedFile, entry: ManifestEntry) -> Iterator[Message]:
        if output.ambito is None or entry.contents == self.contents(output):
            return
        old = read_ambito(self._history.contents(entry.contents))
        if old is None:
            yield say("contacts changed")
            return
        for change in of_ambito(old, output.ambito):
            place = {"row": change.row, "sentence": change.sentence}
            yield say("contact row {row}, {sentence}", **place) if change.row else change.sentence

    def _making(self, output: PlannedFile, entry: ManifestEntry) -> Iterator[Message]:
        old = self._found.manifest.makings.get(entry.making)
        if old is None or entry.making == self._typesetting.name:
            return
        new = self._typesetting.making
        # Older programs did not write down the order of the languages: that is no change of it.
        old = {LANGUAGES: new.get(LANGUAGES, ""), **old}
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name) and _matters(name, output):
                yield _ingredient(name, old.get(name, "-"), new.get(name, "-"))


def _aids(old: Sequence[str], new: Sequence[str]) -> Message:
    """Return which aids are no longer shown or are shown now, by their ids."""
    if gone := sorted(set(old) - set(new)):
        return say("aids no longer shown: {ids}", ids=", ".join(gone))
    if came := sorted(set(new) - set(old)):
        return say("aids shown now: {ids}", ids=", ".join(came))
    return say("what is said of aids or stages changed")


def _matters(name: str, output: PlannedFile) -> bool:
    if name.endswith(".html") or "/products/" in name:
        return name.rpartition("/")[2] in output.templates
    if name == LANGUAGES:
        return not output.languages
    if name.startswith("locales/"):
        return not output.languages or name.removeprefix("locales/") in output.languages
    if name == SHOWN_AIDS:
        return output.is_drawn or "aiuti.html" in output.templates
    return output.is_drawn or name in {*_SAID, TERRITORY}


def _ingredient(name: str, old: str, new: str) -> Message:  # noqa: PLR0911  (a sentence a kind)
    if name.startswith("locales/"):
        return say("texts in «{language}» changed", language=name.removeprefix("locales/"))
    if name.startswith("templates/"):
        return say("template {name} changed", name=name.rpartition("/")[2])
    if name in _SAID:
        return say("{name} of the list: {old} → {new}", name=name, old=old, new=new)
    if name == SHOWN_AIDS:
        return _aids(old.split()[:-1], new.split()[:-1])
    if name == LANGUAGES:
        return say("languages of the sheet: {old} → {new}", old=old, new=new)
    if name == TERRITORY:
        return say("what the list says of its territory changed")
    if name in {"leaflet", "WeasyPrint", "Pango"}:
        return say("{name} {old} → {new}", name=name, old=old, new=new)
    changed = say("the program that composes the pages changed")
    return changed if name == "program" else say("font {name} changed", name=name)
