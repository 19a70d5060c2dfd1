# SPDX-License-Identifier: EUPL-1.2
"""`leaflet schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.texts.messages import _


def schema(
    aids: Annotated[
        bool, typer.Option("--aids", help=_("That of the aids and stages instead."))
    ] = False,
) -> None:
    """Print the JSON Schema of the registry, or of the aids, for editors."""
    from leaflet.registry.schema import aids_schema, registry_schema, schema_text

    typer.echo(schema_text(aids_schema() if aids else registry_schema()), nl=False)
