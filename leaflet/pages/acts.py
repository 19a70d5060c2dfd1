# SPDX-License-Identifier: EUPL-1.2
"""The page about numbers of acts: a plot that needs no colours, and tables; in Italian."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from leaflet.pages.environment import TemplateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_WIDTH, _HEIGHT = 900, 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 190, 14, 34
_STEPS = (1, 2, 5)
_FEWEST_LINES, _LABEL = 4, 16
_STROKE = 'fill="none" stroke="currentColor" stroke-width="2"'
_GRID = 'fill="none" stroke="currentColor" stroke-opacity="0.25"'
_DASHES = ("", "9 4", "2 4", "12 4 2 4", "5 3", "16 5")
_SQUARE, _TRIANGLE, _DIAMOND = "M-5-5h10v10h-10z", "M0-6L6 5H-6z", "M0-6.5L6.5 0 0 6.5-6.5 0z"
_MARKS = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    *(_SQUARE, _TRIANGLE, _DIAMOND),
    "M-6-2h4v-4h4v4h4v4h-4v4h-4v-4h-4z",
    "M0 6L6-5H-6z",
)
"""Dashes and marks tell the lines apart: one pair each, in print and for who sees no colours."""


class Series(NamedTuple):
    """A line of a plot: its name, and a number for each year, None where there is none to show."""

    name: str
    numbers: Sequence[int | None]


def plot_svg(years: Sequence[int], lines: Sequence[Series], title: str) -> Markup:
    """Return a plot as inline SVG: each line has its dashes, marks and its name at the end.

    `title` says what it is of; its description has all numbers, for who cannot see it.
    """
    step, most = _scale(max((n for line in lines for n in line.numbers if n), default=1))
    parts = list(_axes(years, step, most))
    for number, (line, label_at) in enumerate(zip(lines, _spread_labels(lines, most), strict=True)):
        parts += _line(number, line, most, label_at)
    said = "; ".join(
        f"{line.name}: " + ", ".join(f"{year} {'non indicato' if n is None else n}"
                                     for year, n in zip(years, line.numbers, strict=True))
        for line in lines
    )  # fmt: skip
    return Markup(  # noqa: S704  (escaped)
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'class="plot"><title>{escape(title)}. {escape(said)}.</title>'
        f'<g font-size="14" fill="currentColor">{"".join(parts)}</g></svg>'
    )


def _scale(largest: int) -> tuple[int, int]:
    """Return the step of the grid, and the number at its top."""
    power = 1
    while True:
        for step in (power * one for one in _STEPS):
            if step * (_FEWEST_LINES + 1) >= largest:
                return step, step * -(-largest // step)
        power *= 10


def _x(place: int, count: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (place / (count - 1) if count > 1 else 0.5)


def _y(number: float, most: int) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * number / most


def _axes(years: Sequence[int], step: int, most: int) -> Iterator[str]:
    for number in range(0, most + 1, step):
        y = _y(number, most)
        yield f'<path {_GRID} d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text text-anchor="end" x="{_LEFT - 8}" y="{y + 5:.1f}">{number}</text>'
    for place, year in enumerate(years):
        x = _x(place, len(years))
        yield f'<text text-anchor="middle" x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 22}">{year}</text>'


def _line(number: int, line: Series, most: int, label_at: float) -> Iterator[str]:
    """Yield one line: it breaks where a number is not shown."""
    count = len(line.numbers)
    points = [(_x(place, count), _y(n, most)) if n is not None else None
              for place, n in enumerate(line.numbers)]  # fmt: skip
    way, is_down = "", False
    for point in points:
        if point:
            way += f"{'L' if is_down else 'M'}{point[0]:.1f} {point[1]:.1f}"
        is_down = point is not None
    dashes = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
    yield f'<path {_STROKE} d="{way}"{dashes}/>' if way else ""
    for x, y in filter(None, points):
        yield f'<path transform="translate({x:.1f} {y:.1f})" d="{_MARKS[number]}"/>'
    left = _WIDTH - _RIGHT + 22
    yield f'<path transform="translate({left} {label_at:.1f})" d="{_MARKS[number]}"/>'
    yield f'<text x="{left + 12}" y="{label_at + 5:.1f}">{escape(line.name)}</text>'


def _spread_labels(lines: Sequence[Series], most: int) -> list[float]:
    """Return where the names at the end of the lines go: near them, none over another."""
    ends = [next((n for n in reversed(line.numbers) if n is not None), 0) for line in lines]
    order = sorted(range(len(lines)), key=lambda number: (-ends[number], number))
    places, free = [0.0] * len(lines), float(_TOP)
    for rank, number in enumerate(order):
        lowest = _HEIGHT - _BOTTOM - _LABEL * (len(order) - 1 - rank)
        places[number] = min(max(_y(ends[number], most), free), lowest)
        free = places[number] + _LABEL
    return places


class ActsComposer:
    """Writes the technical page; `templates` is the folder of all templates."""

    def __init__(self, templates: Path) -> None:
        """Prepare the templates."""
        self._folder = TemplateFolder(templates, {"plot": plot_svg})

    def page(self, values: Mapping[str, object]) -> str:
        """Return the page."""
        return self._folder.render("acts/atti.html", values)
