# SPDX-License-Identifier: EUPL-1.2
"""`leaflet schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from leaflet.texts.messages import _


def schema(
    context: typer.Context,
    aids: Annotated[
        bool, typer.Option("--aids", help=_("That of the aids and stages instead."))
    ] = False,
) -> None:
    """Print the JSON Schema of the registry, or of the aids, for editors."""
    from leaflet.registry.reading import read_file
    from leaflet.registry.schema import aids_schema, registry_schema, schema_text
    from leaflet.registry.territory import home_provinces

    registry = read_file(context.obj.contacts).registry
    home = home_provinces(registry) if registry else ()
    typer.echo(schema_text(aids_schema(home) if aids else registry_schema(home)), nl=False)
