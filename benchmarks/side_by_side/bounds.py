# SPDX-License-Identifier: EUPL-1.2
"""What must hold, as ratios of figures from one and the same run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from side_by_side.pages import NATIONAL
from side_by_side.program import COLD, NO_CHANGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from side_by_side.measuring import Figure

TIMES_FASTER = {"b": 8.0, "c": 3.0}
"""How many times faster a cold build must be than each way, on two cores."""

NO_CHANGE_OF_VERSION, NO_CHANGE_MORE = 1.5, 0.1
ONE_CHANGE_OF_SHEET = 1.2
FLAT = 1.1
"""A worker may grow by a tenth, from the first set to the last."""

NATIONAL_NO_CHANGE = 5.0
FLAT_FROM = "90"


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound with its figure; none when it was not measured."""

    said: str
    value: str
    is_reached: bool | None

    @property
    def verdict(self) -> str:
        """«reached», «not reached» or «not measured»."""
        return {True: "reached", False: "not reached", None: "not measured"}[self.is_reached]


def bounds(figures: Sequence[Figure], real: Mapping[str, float]) -> Iterator[Bound]:
    """Yield every bound; `real` are the seconds of the shipped registry."""
    by_set: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        by_set.setdefault(figure.set_name, {})[figure.way] = figure
    for name, ways in by_set.items():
        yield from _faster(name, ways)
    if real:
        yield from _of_real(real)
    yield _flat_memory(by_set)
    yield _national_no_change(by_set.get(NATIONAL, {}))


def _faster(name: str, ways: Mapping[str, Figure]) -> Iterator[Bound]:
    for way, wanted in TIMES_FASTER.items():
        said = f"{name}: cold build at least {wanted:g} × faster than ({way})"
        if COLD not in ways or way not in ways:
            yield Bound(said, "", None)
            continue
        times = ways[way].seconds / ways[COLD].seconds
        mark = "~" if ways[way].is_extrapolated or ways[COLD].is_extrapolated else ""
        yield Bound(said, f"{mark}{times:.1f} ×", times >= wanted)


def _of_real(real: Mapping[str, float]) -> Iterator[Bound]:
    most = NO_CHANGE_OF_VERSION * real["version"] + NO_CHANGE_MORE
    yield Bound(
        f"real registry, no change: at most {NO_CHANGE_OF_VERSION:g} × --version + "
        f"{NO_CHANGE_MORE:g} s = {most:.2f} s",
        f"{real['no change']:.2f} s",
        real["no change"] <= most,
    )
    times = real["one change"] / real["one sheet"]
    yield Bound(
        f"real registry, one change: at most {ONE_CHANGE_OF_SHEET:g} × the build of one sheet, "
        f"{real['one sheet']:.2f} s",
        f"{times:.2f} × ({real['one change']:.2f} s)",
        times <= ONE_CHANGE_OF_SHEET,
    )


def _flat_memory(by_set: Mapping[str, Mapping[str, Figure]]) -> Bound:
    said = f"memory of the largest worker, {NATIONAL}: at most {FLAT:g} × that of {FLAT_FROM}"
    small = by_set.get(FLAT_FROM, {}).get(COLD)
    large = by_set.get(NATIONAL, {}).get(COLD)
    if small is None or large is None:
        return Bound(said, "", None)
    value = f"{large.worker / small.worker:.2f} × ({small.worker:.0f}, {large.worker:.0f} MiB)"
    is_flat = large.worker <= FLAT * small.worker
    return Bound(said, value, None if large.is_extrapolated else is_flat)


def _national_no_change(ways: Mapping[str, Figure]) -> Bound:
    said = f"{NATIONAL}, no change: at most {NATIONAL_NO_CHANGE:g} s"
    same = ways.get(NO_CHANGE)
    if same is None:
        return Bound(said, "", None)
    return Bound(said, f"{same.seconds:.2f} s", same.seconds <= NATIONAL_NO_CHANGE)
