# SPDX-License-Identifier: EUPL-1.2
"""`leaflet completion`."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from leaflet.texts.messages import _

VARIABLE = "_LEAFLET_COMPLETE"
"""The environment variable by which a shell asks for completions."""


class Shell(StrEnum):
    """Shells that can complete commands."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def completion(
    shell: Annotated[Shell, typer.Argument(help=_("The shell that you use."))] = Shell.BASH,
) -> None:
    """Print what makes a shell complete commands: eval "$(leaflet completion bash)"."""
    from typer._completion_shared import get_completion_script

    typer.echo(get_completion_script(prog_name="leaflet", complete_var=VARIABLE, shell=shell.value))


def prepare() -> None:
    """Let Typer answer, when it is a shell that asks, and not a person."""
    if VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
