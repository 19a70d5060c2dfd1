# SPDX-License-Identifier: EUPL-1.2
"""What is made beside the sheet: one language in large print or as text, two languages, a poster.

All say what the sheet says, in sentences of the same catalogues, from `templates/products`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from leaflet.pages.sheet import TITLE, Coded, Composer, draw_qr, keeper_of, portal_url, qr_url
from leaflet.pages.sms import LONGEST, to_gsm
from leaflet.pages.terminal import PageReader
from leaflet.registry.finding import comuni_to_tell
from leaflet.registry.phones import national_digits

if TYPE_CHECKING:
    from leaflet.registry.model import Ambito


class Bilingual(Composer):
    """The sheet in Italian and one other language, side one sentence beside sentence."""

    @functools.cached_property
    def _advices(self) -> tuple[str, ...]:
        """Side one, so that office and reader follow together."""
        return (self._render("products/bilingual.html", title=TITLE),)


class OneLanguage(Composer):
    """What to do and whom to call, in the only language of `locales`."""

    def large(self, ambito: Ambito) -> Coded:
        """Return the page, as long as it needs, in large print."""
        return self._single(ambito, is_plain=False)

    def message(self, ambito: Ambito) -> Coded:
        """Return the same as text that can be sent; addresses stand in it whole."""
        page = self._single(ambito, is_plain=True)
        return Coded(as_message(page.html, self.locales[0].language.direction), page.code)

    def short(self, ambito: Ambito) -> Coded:
        """Return whom to call as one short message, with as much as it has room for.

        Each number has a line of its own: so none is reordered between words of another direction.
        Who else helps gives way first, what to ask for next, then the address of the portal, the
        numbers of offices last.
        """
        rows = ambito.uffici()
        every = (*rows, *ambito.di_sostegno())
        general = ambito.di_ambito()
        url = qr_url(self.registry, ambito) if self.registry.base_url else None
        room = ((every, False, url), (rows, False, url), (rows, True, url), (rows, True, None),
                (general, False, url), ((), False, url))  # fmt: skip
        for some, is_brief, address in room:
            page = self._code_page(
                "products/sms.html",
                ambito=ambito,
                rows=some,
                is_brief=is_brief,
                url=address,
                national_digits=national_digits,
            )
            text = to_gsm(as_message(page.html, "ltr"))
            if len(text.strip()) <= LONGEST:
                break
        return Coded(text, page.code)

    def _single(self, ambito: Ambito, *, is_plain: bool) -> Coded:
        return self._code_page(
            "products/single.html",
            title=f"{self.locales[0].text(TITLE)}: {ambito.nome}",
            author=ambito.ente or ambito.nome,
            subject=", ".join(ambito.comuni),
            ambito=ambito,
            general=ambito.di_ambito(),
            local=ambito.di_comuni(),
            beside=ambito.di_sostegno(),
            numberless=comuni_to_tell(ambito),
            checked=ambito.checked_days(),
            is_plain=is_plain,
        )


_CROWDED = 2_000
"""Letters of the names of all Comuni, which a poster lists: of more, they may be smaller."""


class Poster(Composer):
    """One page of A3 for a wall, in all languages; without numbers: those change, walls do not."""

    def poster(self) -> Coded:
        """Return the page; with a QR code where there is a portal to lead to."""
        url = portal_url(self.registry)
        return self._code_page(
            "products/poster.html",
            title=TITLE,
            author=keeper_of(self.registry),
            subject="Manifesto per tribunali e uffici",
            ambiti=self.registry.ambiti,
            is_crowded=sum(len(one) for a in self.registry.ambiti for one in a.comuni) > _CROWDED,
            qr=draw_qr(url),
            qr_url=url,
        )


def as_message(html: str, direction: str) -> str:
    """Return all that a page says as plain text, each paragraph a line: chats break them.

    In text from right to left, what is written from left to right is isolated on its own line.
    """
    reader = PageReader(None, isolate=direction == "rtl")
    reader.feed(html)
    lines: list[str] = []
    for block in reader.blocks():
        lines += [""] if block.startswith(reader.SECTION) and lines else []
        lines.append(block.removeprefix(reader.SECTION).strip())
    return reader.plain("\n".join(line.rstrip() for line in lines) + "\n")
