# SPDX-License-Identifier: EUPL-1.2
"""For whom leaflets are packed; quick to load, for the command line."""

from __future__ import annotations

from enum import StrEnum


class Group(StrEnum):
    """For whom a bundle is: lawyers, bailiffs, the office of an ambito."""

    ORDINE = "ordine"
    UNEP = "unep"
    AMBITO = "ambito"
