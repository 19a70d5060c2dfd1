# SPDX-License-Identifier: EUPL-1.2
"""`leaflet schema`."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of the registry, for editors."""
    from leaflet.registry.schema import schema_text

    typer.echo(schema_text(), nl=False)
