# SPDX-License-Identifier: EUPL-1.2
"""A page that many PDFs share is painted once, and what that adds to a PDF is repeated."""

from __future__ import annotations

import copy
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydyf

from leaflet.pdf.text_per_code import CodedFont

if TYPE_CHECKING:
    from collections.abc import Iterable

    import weasyprint


class Painting:
    """Paints a page. What this adds to a PDF is kept the second time, and repeated from then on.

    Side one is the same on all sheets, and painting it would be a quarter of the work of a sheet.
    """

    def __init__(self, page: weasyprint.document.Page) -> None:
        self._paint = page.paint
        self._times = 0
        self._kept: _Painted | None = None

    def __call__(self, stream: Any, scale: float) -> None:  # noqa: ANN401
        """Paint the page into the stream of a PDF."""
        before = _start(stream, scale)
        if self._kept and self._kept.start == before:
            self._kept.repeat(_Parts.of(stream))
            return
        self._paint(stream, scale)
        self._times += 1
        if self._times > 1 and before:
            self._kept = _Painted.of(_Parts.of(stream), before)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a page's stream that painting adds to; WeasyPrint keeps most of them private."""

    stream: Any
    resources: dict[str, Any]
    fonts: dict[Any, Any]
    tags: dict[Any, Any]

    @classmethod
    def of(cls, stream: Any) -> _Parts:  # noqa: ANN401
        return cls(stream, stream._resources, stream._fonts, stream._tags)  # noqa: SLF001


def _start(stream: Any, scale: float) -> tuple[object, ...] | None:  # noqa: ANN401
    """Return what painting a PDF's first page depends on, None when it is another page."""
    parts = _Parts.of(stream)
    colors = parts.resources["ColorSpace"]
    shared = [part for name, part in parts.resources.items() if name != "ColorSpace"]
    if parts.fonts or parts.tags or any(shared):
        return None
    return scale, colors, *stream.stream


@dataclass(frozen=True, slots=True)
class _Painted:
    """What painting a page has added to a PDF of which it is the first page."""

    start: tuple[object, ...]
    strokes: pydyf.Stream
    groups: dict[str, pydyf.Stream]
    opacities: pydyf.Dictionary
    fonts: dict[Any, Any]
    tags: dict[Any, Any]

    @classmethod
    def of(cls, parts: _Parts, start: tuple[object, ...]) -> _Painted | None:
        """Copy what was added, None when there is more to it than can be repeated."""
        groups = parts.resources["XObject"]
        if not _is_plain(parts.resources) or not all(map(_stands_alone, groups.values())):
            return None
        return cls(
            start,
            _pack(parts.stream),
            {name: _pack(group) for name, group in groups.items()},
            _copy_of(parts.resources["ExtGState"]),
            {key: _copy_of_font(font) for key, font in parts.fonts.items()},
            dict(parts.tags),
        )

    def repeat(self, parts: _Parts) -> None:
        """Add the same to another PDF: as copies, because WeasyPrint changes them later."""
        parts.stream.stream[:] = self.strokes.stream
        parts.stream.extra, parts.stream.compress = _copy_of(self.strokes.extra), False
        for name, group in self.groups.items():
            copied = pydyf.Stream(group.stream, _copy_of(group.extra))
            parts.resources["XObject"][name] = copied
        parts.resources["ExtGState"].update(_copy_of(self.opacities))
        parts.fonts.update((key, _copy_of_font(font)) for key, font in self.fonts.items())
        parts.tags.update(self.tags)


def _is_plain(resources: dict[str, Any]) -> bool:
    """Return whether there are no patterns, gradients or masks."""
    states: Iterable[dict[str, Any]] = resources["ExtGState"].values()
    masks = any("SMask" in state for state in states)
    return not (masks or resources["Pattern"] or resources["Shading"])


def _stands_alone(group: Any) -> bool:  # noqa: ANN401
    """Return whether it is a group of strokes without other groups; a bitmap is None."""
    resources = group and group.extra["Resources"]
    return bool(resources) and _is_plain(resources) and not resources["XObject"]


def _pack(stream: pydyf.Stream) -> pydyf.Stream:
    """Copy a stream in the very form in which pydyf would write it."""
    strokes = b"\n".join(map(_in_bytes, stream.stream))
    extra = _copy_of(stream.extra)
    if not stream.compress:
        return pydyf.Stream([strokes], extra)
    extra["Filter"] = "/FlateDecode"
    return pydyf.Stream([zlib.compress(strokes, level=9)], extra)


def _in_bytes(stroke: bytes | str | pydyf.Object) -> bytes:
    data: bytes = stroke.encode() if isinstance(stroke, str) else getattr(stroke, "data", stroke)
    return data


def _copy_of(parts: dict[str, Any]) -> pydyf.Dictionary:
    return pydyf.Dictionary(
        (key, _copy_of(part) if isinstance(part, dict) else part) for key, part in parts.items()
    )


def _copy_of_font(font: Any) -> Any:  # noqa: ANN401
    """Copy a font with the letters used so far, to which the next page adds its own."""
    twin = copy.copy(font)
    for name in ("widths", "to_unicode", "missing", "variations"):
        setattr(twin, name, dict(getattr(font, name)))
    if isinstance(font, CodedFont):
        twin.table = font.table.copy()
    return twin


class _Written(pydyf.Object):  # type: ignore[misc]  # pydyf ships no types
    """An object of a PDF as it stands in the file."""

    data = b""
    compressible = False

    @classmethod
    def of(cls, original: pydyf.Object) -> _Written:
        written = cls()
        written.number, written.generation = original.number, original.generation
        written.data, written.compressible = original.data, original.compressible
        return written


def written_once(_: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Write and compress each object: pydyf would do so twice, for the file and its identifier."""
    pdf.objects[1:] = [_Written.of(original) for original in pdf.objects[1:]]
