# SPDX-License-Identifier: EUPL-1.2
"""What can still be done: the stages of an eviction, and the aids of an ambito, on one A4.

In one language, or in Italian and another side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.pages.products import as_message
from leaflet.pages.sheet import Coded, Composer, draw_qr, qr_url, say_aid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leaflet.registry.misure import Misura
    from leaflet.registry.model import Ambito

TITLE = "Che cosa puoi ancora fare"
_ROOMY = 3_000
"""Letters of the Italian sentences of all aids: with fewer there is room for larger print."""


class AidsComposer(Composer):
    """Turns aids and stages into a leaflet; it speaks its `locales`, one or two."""

    def leaflet(self, ambito: Ambito, fase: str | None = None) -> Coded:
        """Return the page of an ambito, on which a stage may be marked, with its code."""
        return self._page(ambito, fase, is_plain=False)

    def message(self, ambito: Ambito) -> Coded:
        """Return the same as text that can be sent, in the only language of `locales`."""
        page = self._page(ambito, None, is_plain=True)
        return Coded(as_message(page.html, self.locales[0].language.direction), page.code)

    def _page(self, ambito: Ambito, fase: str | None, *, is_plain: bool) -> Coded:
        aids = self.registry.aids
        misure = aids.for_place(ambito) if aids else ()
        url = qr_url(self.registry, ambito)
        return self._code_page(
            "products/aiuti.html",
            title=f"{TITLE}: {ambito.nome}",
            author=ambito.ente or ambito.nome,
            subject=", ".join(ambito.comuni),
            ambito=ambito,
            fasi=aids.fasi if aids else (),
            here=fase,
            misure=misure,
            say=say_aid,
            is_plain=is_plain,
            is_roomy=_letters(misure) < _ROOMY,
            general=ambito.di_ambito(),
            qr_url=url if self.registry.base_url else None,
            qr=draw_qr(url) if self.registry.base_url else None,
        )


def _letters(misure: Sequence[Misura]) -> int:
    return sum(len(text) for misura in misure for _, text in misura.sentences())
