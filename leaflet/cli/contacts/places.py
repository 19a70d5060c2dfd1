# SPDX-License-Identifier: EUPL-1.2
"""Faults of a change, for people who see rows and questions and not the file."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from leaflet.cli.contacts.importing import told
from leaflet.cli.terminal import width_of
from leaflet.problems import Location, say
from leaflet.texts.messages import translated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leaflet.offices.commit import Fault
    from leaflet.problems import Message, Problem
    from leaflet.registry.model import Path

_MISSING_KEY = "S010"


def shown(faults: Sequence[Fault], wanted: Mapping[str, Any]) -> str:
    """Return «Settala, phone: error T001: …» for each fault of a list that says `wanted`."""
    spoken = dict.fromkeys(_spoken(fault, wanted) for fault in faults)
    return "\n".join(told(problem, "", width_of(sys.stderr)) for problem in spoken)


def _spoken(fault: Fault, wanted: Mapping[str, Any]) -> Problem:
    problem = replace(fault.problem, at=Location(translated(_place(fault.path, wanted))))
    if problem.code == _MISSING_KEY and fault.path[-1:] == ("sede",):
        message = say("an address needs both a street and a Comune")
        hint = say("give the street (--indirizzo) and its Comune (--sede)")
        return replace(problem, message=message, hint=hint)
    return problem


def _place(path: Path, wanted: Mapping[str, Any]) -> Message:
    """Return whose value it is, and what people call it: «Settala, phone», «Melzo, row 3»."""
    from leaflet.registry.changes import field_name

    match path:
        case ("ambiti", int(i), "contatti", int(j), *rest):
            who = _who(wanted["ambiti"][i], j)
        case ("ambiti", int(i), *rest):
            who = say("{who}", who=wanted["ambiti"][i]["nome"])
        case _:
            return say("the list")
    return say("{who}, {field}", who=who, field=field_name(str(rest[0]))) if rest else who


def _who(ambito: Mapping[str, Any], index: int) -> Message:
    comuni = ambito["contatti"][index].get("comuni", [])
    if len(comuni) == 1:
        return say("{who}", who=comuni[0])
    return say("{nome}, row {row}", nome=ambito["nome"], row=index + 1)
