# SPDX-License-Identifier: EUPL-1.2
"""The sheet: side one for everybody, side two for one ambito or for any other Comune."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from leaflet.pages.environment import TemplateFolder
from leaflet.pages.qr import qr_svg
from leaflet.pages.type_rules import write_type_rules
from leaflet.registry.finding import comuni_to_tell, rows_of, without_number
from leaflet.registry.misure import Importo
from leaflet.registry.phones import dial_link, format_unbroken
from leaflet.registry.wording import (
    EXTENSION,
    FIRST_KEY,
    IN_ITALIAN,
    SWITCHBOARD,
    TOWN_HALL,
    WHO_ELSE,
    describe_place,
    describe_served,
    ways_through,
    whose,
)
from leaflet.system.fonts import families
from leaflet.texts import SOURCE_LANGUAGE
from leaflet.texts.catalogues import name_locally

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.registry.misure import Misura
    from leaflet.registry.model import Ambito, Contatto, Link, Orario, Registry, Telefono
    from leaflet.texts.catalogues import Locale

TITLE = "Cosa fare in caso di sfratto"
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Digits and letters that nobody confuses on paper: no 0 or O, no 1 or I."""
CODE_LENGTH = 8
CONTACTS_PAGE = 2
MOST_ON_ONE_SIDE = 4
"""Languages whose advice stands on one page, and that are repeated beside each contact."""
_LONGEST_LINE = 60
"""Letters of an address that fit beside a QR code."""
_CODE_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
_INSTITUTION = re.compile(r"\[([^\]]+)\]")
_GAP = re.compile(r"\{(\w+)\}")
_DAY = re.compile(r"\b(il|dal|al) \{(\w+)\}")
_ELIDED = {"il": "l'", "dal": "dall'", "al": "all'"}
_WITH_A_VOWEL = {8, 11}
"""Days of a month whose names begin with a vowel: Italian says l'8, dall'11."""
_STYLE_LINK = re.compile(r'<link rel="stylesheet" href="\.\./(products/\w+\.css)">')
_SCHEME = re.compile("^https?://", re.IGNORECASE)
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)

Spoken = Sequence[tuple["Locale", Markup]]


class Coded(NamedTuple):
    """A finished side two, and the version code it shows."""

    html: str
    code: str


class AdviceComposer:
    """Turns locales into the HTML of side one, without the list; `templates` is their folder."""

    def __init__(self, templates: Path, locales: Sequence[Locale]) -> None:
        """Prepare the templates; `locales` are those to print, Italian first."""
        self.templates = templates
        self.locales = locales
        self.fonts = families([locale.language.font for locale in locales])
        source = locales[0]
        words = {
            "locales": locales,
            "is_many": len(locales) > MOST_ON_ONE_SIDE,
            "SOURCE": SOURCE_LANGUAGE,
            "type_rules": write_type_rules([locale.language for locale in locales]),
            "source": source,
            "each": self._each,
            "few": self._few,
            "days": self._days,
            "translator": lambda locale: functools.partial(translate_markup, locale),
            "_": functools.partial(translate_markup, source),
            "N_": lambda text: text,
            "SWITCHBOARD": SWITCHBOARD,
            "TOWN_HALL": TOWN_HALL,
            "EXTENSION": EXTENSION,
            "FIRST_KEY": FIRST_KEY,
            "WHO_ELSE": WHO_ELSE,
            "served": describe_served,
            "dial_link": dial_link,
            "format_unbroken": format_unbroken,
            "plain_address": plain_address,
            "ways": self._ways,
            "whose": whose,
            "describe_place": describe_place,
            "spell_address": spell_address,
            "address_lines": address_lines,
            "mailto": mailto,
        }
        self._folder = TemplateFolder(templates, words)

    @property
    def advice(self) -> str:
        """Side one. It is the same for every ambito."""
        return self._advices[0]

    @property
    def more_advice(self) -> tuple[str, ...]:
        """What comes after side two where there are many languages: more sides of advice."""
        return self._advices[1:]

    @functools.cached_property
    def _advices(self) -> tuple[str, ...]:
        groups = spread(self.locales, lambda one: one.language.is_tall)
        return tuple(
            self._advice(group, number + (number > CONTACTS_PAGE - 1), len(groups) + 1)
            for number, group in enumerate(groups, 1)
        )

    def _advice(self, group: Sequence[Locale], page: int, pages: int) -> str:
        """Return the page with the advice in some of the languages."""
        return self._render(
            "sheet/advice.html",
            title=TITLE,
            locales=group,
            titles=[(locale, translate_markup(locale, TITLE)) for locale in group],
            page=page,
            pages=pages,
            contacts_page=CONTACTS_PAGE,
        )

    def _render(self, template: str, **values: object) -> str:
        """Return a page; the styles of products stand in it, so that they are part of its key."""
        html = self._folder.render(template, values)
        return _STYLE_LINK.sub(lambda link: f"<style>{self._folder.source(link[1])}</style>", html)

    def _each(self, text: str, **values: object) -> Spoken:
        """Return `text` in every language; dates are written out in each."""
        return [(locale, translate_markup(locale, text, **values)) for locale in self.locales]

    def _few(self, pairs: Spoken) -> Spoken:
        """Return the Italian alone of what would have to be said in many languages again and again.

        Each of them says it in the legend or in its advice.
        """
        return pairs if len(self.locales) <= MOST_ON_ONE_SIDE else pairs[:1]

    def _ways(self, telefono: Telefono) -> Spoken:
        return [(locale, say_ways(locale, telefono)) for locale in self.locales]

    def _days(self, orario: Orario) -> Spoken:
        return [(locale, escape(locale.days(orario))) for locale in self.locales]


def spread(
    locales: Sequence[Locale], is_tall: Callable[[Locale], bool] = lambda _: False
) -> list[Sequence[Locale]]:
    """Return which languages stand on each page of advice, evenly and in their order.

    With the contacts the pages are even in number: one, three, five of them have advice. Where
    they say what to ask for too, one with high lines has no room beside three others.
    """
    count = -(-len(locales) // MOST_ON_ONE_SIDE)
    count += 1 - count % 2
    groups = _divide(locales, count)
    while count > 1 and any(len(g) == MOST_ON_ONE_SIDE and any(map(is_tall, g)) for g in groups):
        count += 2
        groups = _divide(locales, count)
    return groups


def _divide(locales: Sequence[Locale], count: int) -> list[Sequence[Locale]]:
    size, larger = divmod(len(locales), count)
    ends = [0, *itertools.accumulate(size + (number < larger) for number in range(count))]
    return [locales[start:end] for start, end in itertools.pairwise(ends)]


class Composer(AdviceComposer):
    """Turns registry and locales into the HTML of each side."""

    def __init__(
        self,
        templates: Path,
        locales: Sequence[Locale],
        registry: Registry,
        drafts: Sequence[Locale] = (),
    ) -> None:
        """Prepare the templates; `locales` are those to print, Italian first.

        `drafts` are more languages, for whoever asks for them by name.
        """
        super().__init__(templates, name_locally(locales, registry.territorio))
        self.registry = registry
        self._known = {locale.code: locale for locale in (*locales, *drafts)}
        self._speaking = functools.cache(self._speak)
        self.is_choice = False
        self.asked = ""

    def find_locales(self, codes: Sequence[str]) -> tuple[Locale, ...]:
        """Return the languages of these codes, whether all leaflets have them or not."""
        return tuple(self._known[code] for code in codes)

    def for_ambito(self, ambito: Ambito) -> Composer:
        """Return the composer of the languages that an ambito chooses; this one when it does not.

        Nor does it where somebody asks for languages by name.
        """
        return self.speaking(ambito.lingue) if ambito.lingue and not self.asked else self

    def speaking(self, codes: Sequence[str], *, is_asked: bool = False) -> Composer:
        """Return the composer of these languages: Italian first, whatever their order.

        `is_asked` says that somebody asks for them by name: their files have names of their own.
        """
        ordered = tuple(dict.fromkeys((SOURCE_LANGUAGE, *codes)))
        return self._speaking(ordered, "-".join(ordered) if is_asked else "")

    def _speak(self, codes: tuple[str, ...], asked: str) -> Composer:
        speaker = Composer(self.templates, self.find_locales(codes), self.registry)
        speaker.is_choice, speaker.asked = True, asked
        return speaker

    def contacts(self, ambito: Ambito, comune: str | None = None) -> Coded:
        """Side two of an ambito, or of one of its Comuni, with its version code.

        The sheet of a Comune shows the same rows, its own ones first, those of its parts next.
        """
        url = qr_url(self.registry, ambito)
        named = rows_of(ambito, comune) if comune else ()
        own = [row for row in named if not row.zone]
        without = without_number(ambito) if comune else comuni_to_tell(ambito)
        numberless = [name for name in without if comune in {None, name}]
        local = [row for row in ambito.di_comuni() if row not in own]
        local.sort(key=lambda row: row not in named)
        return self._code_page(
            "sheet/contacts.html",
            before="".join(self._advices),
            title=f"{TITLE}: {comune or ambito.nome}",
            author=ambito.ente or ambito.nome,
            subject=f"{comune or ', '.join(ambito.comuni)}: chi chiamare",
            ambito=ambito,
            comune=comune,
            own=own,
            general=ambito.di_ambito(),
            local=local,
            beside=ambito.di_sostegno(),
            columns=3 if any(map(_says_more_than_numbers, local)) else 2,
            numberless=numberless,
            used=_kinds_of(ambito.contatti),
            spans=_day_spans(ambito.contatti),
            checked=ambito.checked_days(),
            has_aids=bool(self.registry.aids and self.registry.aids.for_place(ambito, comune)),
            is_portal=bool(self.registry.base_url),
            qr_url=url,
            qr=draw_qr(url),
        )

    def generic(self) -> Coded:
        """Side two for a Comune outside the signatory ambiti: no names, no numbers."""
        url = portal_url(self.registry)
        return self._code_page(
            "sheet/generic.html",
            before="".join(self._advices),
            title=TITLE,
            author=keeper_of(self.registry),
            subject="Per ogni Comune: chi chiamare",
            checked=None,
            qr_url=url,
            qr=draw_qr(url),
        )

    def _code_page(self, template: str, *, before: str = "", **values: object) -> Coded:
        """Return a page with the code of what it says, and of the page that comes before it."""
        values |= {"code": _CODE_MARK, "origin": self.registry.fonte}
        html = self._render(template, pages=len(self._advices) + 1, **values)
        code = version_code(_STYLE.sub("", before + html))
        return Coded(html.replace(_CODE_MARK, code), code)


def keeper_of(registry: Registry) -> str:
    """Return who keeps a list, else the document that it comes from."""
    return registry.territorio.ente if registry.territorio else registry.fonte


def draw_qr(url: str | None) -> Markup | None:
    """Return the QR code of an address as a drawing."""
    return Markup(qr_svg(url, f"QR: {escape(url)}")) if url else None  # noqa: S704  (escaped)


def portal_url(registry: Registry) -> str | None:
    """Return the address of the portal's first page, if there is a portal."""
    return f"{registry.base_url.rstrip('/')}/" if registry.base_url else None


def qr_url(registry: Registry, ambito: Ambito) -> str | None:
    """Return where the QR code leads: the portal, else the office's own page, else nowhere."""
    if portal := portal_url(registry):
        return f"{portal}{SOURCE_LANGUAGE}/ambiti/{ambito.id}/"
    links = [link for contatto in ambito.di_ambito() for link in contatto.link]
    return links[0].url if links else None


def translate_markup(locale: Locale, text: str, **values: object) -> Markup:
    """Return a sentence in `locale`, escaped; institutions and values are isolated.

    Institutions are the words in [square brackets]: bold in Italian, in round brackets elsewhere.
    """
    return _as_markup(locale, locale.text(text), values, is_italian=locale.is_source)


def say_aid(locale: Locale, text: str, misura: Misura | None = None) -> Markup:
    """Return a sentence of an aid or a stage in `locale`, with the amounts of the aid.

    One that has no translation is in Italian, and marked as such.
    """
    amounts = {importo.nome: importo for importo in misura.importi} if misura else {}
    there = locale.aid_text(text)
    if there is not None:
        return _as_markup(locale, there, amounts, is_italian=locale.is_source)
    inside = _as_markup(locale, text, amounts, is_italian=True)
    mark = translate_markup(locale, IN_ITALIAN)
    said = Markup('<span lang="{}" dir="ltr">{}</span> {}')
    return said.format(SOURCE_LANGUAGE, inside, locale.language.bracket(mark))


def _as_markup(
    locale: Locale, said: str, values: Mapping[str, object], *, is_italian: bool
) -> Markup:
    if is_italian:
        said = _DAY.sub(lambda match: _article(match, values[match[2]]), said)
    escaped = str(escape(said))

    def name(match: re.Match[str]) -> str:
        if is_italian:
            return f"<b>{match[1]}</b>"
        return f'<bdi lang="{SOURCE_LANGUAGE}" dir="ltr">{locale.language.bracket(match[1])}</bdi>'

    marked = _INSTITUTION.sub(name, escaped)

    def fill(gap: re.Match[str]) -> str:
        return str(_filling(locale, values[gap[1]])) if gap[1] in values else gap[0]

    filled = _GAP.sub(fill, marked)
    return Markup(filled)  # noqa: S704  (the sentence and every value were escaped above)


def say_ways(locale: Locale, telefono: Telefono) -> Markup:
    """Return «interno 266, poi premi 4, poi 1» in `locale`."""
    said = (translate_markup(locale, way.text, **way.values) for way in ways_through(telefono))
    return escape(locale.language.comma).join(said)


def _article(match: re.Match[str], value: object) -> str:
    """Return `il {data}` as Italian says it before this day."""
    is_elided = isinstance(value, dt.date) and value.day in _WITH_A_VOWEL
    return f"{_ELIDED[match[1]]}{{{match[2]}}}" if is_elided else match[0]


def _filling(locale: Locale, value: object) -> Markup:
    if isinstance(value, dt.date):
        return escape(locale.date(value))
    if isinstance(value, Importo):
        return Markup('<bdi class="amount">{}</bdi>').format(
            locale.amount(value.valore, value.unita)
        )
    return Markup('<bdi dir="ltr">{}</bdi>').format(value)


def _kinds_of(contatti: Sequence[Contatto]) -> set[str]:
    """Return which kinds of recapito appear, for the legend."""
    kinds: dict[str, Callable[[Contatto], object]] = {
        "telefoni": lambda contatto: contatto.telefoni,
        "orari": lambda contatto: any(telefono.orari for telefono in contatto.telefoni),
        "email": lambda contatto: contatto.email,
        "sede": lambda contatto: contatto.sede,
        "link": lambda contatto: contatto.link,
        "interni": lambda contatto: any(telefono.interno for telefono in contatto.telefoni),
        "tasti": lambda contatto: any(telefono.tasti for telefono in contatto.telefoni),
        "municipio": lambda contatto: contatto.tipo == "municipio",
        "note": lambda contatto: contatto.note and contatto.raggiungibile,
    }
    return {name for name, has in kinds.items() if any(has(contatto) for contatto in contatti)}


def _day_spans(contatti: Sequence[Contatto]) -> list[Orario]:
    """Return one of the opening hours for each way to name their days, for the legend."""
    hours = [o for contatto in contatti for telefono in contatto.telefoni for o in telefono.orari]
    return list({orario.giorni: orario for orario in hours}.values())


def _says_more_than_numbers(contatto: Contatto) -> bool:
    """Return whether a row that can be reached has anything for the last column of the table."""
    elsewhere = {"comuni", "zone", "telefoni", "fonte", "verificato"}
    more = (getattr(contatto, name) for name in type(contatto).model_fields.keys() - elsewhere)
    return contatto.raggiungibile and any(more)


def version_code(html: str) -> str:
    """Return the code printed on a sheet: eight signs made of all that it says."""
    number = int.from_bytes(hashlib.sha256(html.encode()).digest()[:5], "big")
    signs = ""
    for _ in range(CODE_LENGTH):
        number, remainder = divmod(number, len(CODE_ALPHABET))
        signs += CODE_ALPHABET[remainder]
    return f"{signs[:4]}-{signs[4:]}"


def mailto(address: str) -> str:
    """Return the link that writes to the address, and to nobody else: mailto:a%26b@rho.it."""
    return f"mailto:{quote(address, safe='@')}"


def spell_address(link: Link) -> str:
    """Return the address of a link for paper, whole; its site alone where it has a title.

    What breaks after a hyphen is copied without it: long addresses have titles.
    """
    address = plain_address(link.url)
    return address.partition("/")[0] if link.titolo else address


def address_lines(url: str) -> list[str]:
    """Return a link as people read it, whole, in lines that end at a slash where it is long.

    What breaks after a hyphen is copied without it.
    """
    lines = [""]
    for part in re.findall(r"[^/]+/?", plain_address(url)):
        if len(lines[-1]) + len(part) > _LONGEST_LINE:
            lines.append("")
        lines[-1] += part
    return [line for line in lines if line]


def plain_address(url: str) -> str:
    """Return a link as people read and type it, whole: www.comune.melzo.mi.it/ft."""
    return _SCHEME.sub("", url).rstrip("/")
