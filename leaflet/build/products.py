# SPDX-License-Identifier: EUPL-1.2
"""The products: which pages make up a file, and what it is called. A new one is one entry."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from leaflet.build.kinds import Product
from leaflet.system.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from leaflet.pages.sheet import Coded, Composer
    from leaflet.registry.misure import Misure
    from leaflet.registry.model import Ambito, Registry, Territorio

    Planner = Callable[[Registry, Composer, Collection[str]], Iterator["PlannedFile"]]

GENERIC = "generico"
"""The id, in file names, of the leaflet for a Comune without a signatory ambito."""
_TITLE = "cosa-fare-in-caso-di-sfratto"
_AIDS_TITLE = "che-cosa-puoi-fare"


class Pages(NamedTuple):
    """The finished HTML of each side, and the version code that the last one shows.

    Of a file that needs no drawing: the text that is in it.
    """

    sides: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to make: `path` below the output folder, `pages` composes what is in it.

    `name` is an id by which people choose it; `ambito` is whose contacts it shows, if any;
    `templates` are the files that its HTML is made with, `languages` the codes of those that it
    speaks, when these are not all. What is not `is_drawn` is written as its pages have it.
    `is_pure` promises that the pages follow from the ambito and what all files are made of, so that
    they need not be composed to be known.
    """

    path: str
    product: str
    name: str
    pages: Callable[[], Pages]
    ambito: Ambito | None = None
    templates: tuple[str, ...] = ()
    is_drawn: bool = True
    is_pure: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to make; `is_whole` says that there are to be no others of these products.

    `ambiti` are all that the list has, whether or not a file is made for them; `aids` what of the
    aids and stages is shown today, `territorio` whose list it is.
    """

    outputs: tuple[PlannedFile, ...]
    is_whole: bool
    products: frozenset[str] = frozenset({Product.SHEET})
    ambiti: tuple[Ambito, ...] = ()
    aids: Misure | None = None
    territorio: Territorio | None = None


def sheet_path(identifier: str) -> str:
    """Return where the sheet of an ambito (its id, or `generico`) goes."""
    return f"pdf/{_TITLE}_{identifier}.pdf"


def leaflet_name(path: str) -> str:
    """Return what people call the leaflet at a path: melzo, comuni/settala, testo/melzo_ar."""
    return path.removeprefix("pdf/").replace(f"{_TITLE}_", "").rpartition(".")[0]


def _sheets(
    registry: Registry, composer: Composer, chosen: Collection[str]
) -> Iterator[PlannedFile]:
    for ambito in _chosen(registry, chosen):
        contacts = functools.partial(composer.contacts, ambito)
        yield _output(Product.SHEET, ambito.id, composer, contacts, ambito)
    if not chosen or GENERIC in chosen:
        yield _output(Product.SHEET, GENERIC, composer, composer.generic)


def _chosen(registry: Registry, chosen: Collection[str]) -> Iterator[Ambito]:
    return (ambito for ambito in registry.ambiti if not chosen or ambito.id in chosen)


def comune_path(name: str) -> str:
    """Return where the sheet of a Comune goes, by its name in file names and links."""
    return f"pdf/comuni/{_TITLE}_{name}.pdf"


def comune_names(registry: Registry) -> Mapping[tuple[str, str], str]:
    """Return the name in file names and links of every (ambito id, Comune) of the list.

    Five names of Italy belong to two Comuni each: where both are in the list, the id of the
    ambito tells them apart.
    """
    plain = {
        (ambito.id, comune): fold(comune).replace(" ", "-")
        for ambito in registry.ambiti
        for comune in ambito.comuni
    }
    uses = Counter(plain.values())
    return {
        (identifier, comune): name if uses[name] == 1 else f"{name}-{identifier}"
        for (identifier, comune), name in plain.items()
    }


def _comuni(
    registry: Registry, composer: Composer, chosen: Collection[str]
) -> Iterator[PlannedFile]:
    names = comune_names(registry)
    for ambito in _chosen(registry, chosen):
        for comune in ambito.comuni:
            contacts = functools.partial(composer.contacts, ambito, comune)
            yield _output(Product.COMUNE, names[ambito.id, comune], composer, contacts, ambito)


def _output(
    product: str,
    name: str,
    composer: Composer,
    contacts: Callable[[], Coded],
    ambito: Ambito | None = None,
) -> PlannedFile:
    side_two = "contacts.html" if ambito else "generic.html"
    return PlannedFile(
        comune_path(name) if product == Product.COMUNE else sheet_path(name),
        product,
        name,
        functools.partial(_compose_sides, composer, contacts),
        ambito,
        templates=("advice.html", "message.html", side_two, "macros.html"),
        is_pure=True,
    )


def _compose_sides(composer: Composer, contacts: Callable[[], Coded]) -> Pages:
    side = contacts()
    return Pages((composer.advice, side.html), side.code)


def single_path(identifier: str, language: str) -> str:
    """Return where the large print of an ambito in one language goes."""
    return f"pdf/una-lingua/{_TITLE}_{identifier}_{language}.pdf"


def _singles(
    registry: Registry, composer: Composer, chosen: Collection[str]
) -> Iterator[PlannedFile]:
    from leaflet.pages.products import OneLanguage  # noqa: PLC0415  (Jinja: only to make a plan)

    for locale in composer.locales:
        alone = OneLanguage(composer.templates, (locale,), registry)
        for ambito in _chosen(registry, chosen):
            yield PlannedFile(
                single_path(ambito.id, locale.code),
                Product.SINGLE,
                f"{ambito.id} {Product.SINGLE} {locale.code}",
                functools.partial(_compose_page, alone.large, ambito),
                ambito,
                templates=("single.html", "single.css", "message.html"),
                is_pure=True,
                languages=(locale.code,),
            )


def _texts(
    registry: Registry, composer: Composer, chosen: Collection[str]
) -> Iterator[PlannedFile]:
    from leaflet.pages.aids import AidsComposer  # noqa: PLC0415  (same)
    from leaflet.pages.products import OneLanguage  # noqa: PLC0415  (same)

    for locale in composer.locales:
        alone = OneLanguage(composer.templates, (locale,), registry)
        aids = AidsComposer(composer.templates, (locale,), registry)
        kinds = (
            ("", f"{_TITLE}_{{}}_{locale.code}", alone.message, ("single.html", "message.html")),
            (" sms", f"{_TITLE}_{{}}_{locale.code}_sms", alone.short, ("sms.html", "message.html")),
            (" aiuti", f"{_AIDS_TITLE}_{{}}_{locale.code}", aids.message, ("aiuti.html",)),
        )
        for ambito in _chosen(registry, chosen):
            for kind, title, compose, templates in kinds:
                if compose == aids.message and not _has_aids(registry, ambito):
                    continue
                yield PlannedFile(
                    f"testo/{title.format(ambito.id)}.txt",
                    Product.TEXT,
                    f"{ambito.id} {Product.TEXT} {locale.code}{kind}",
                    functools.partial(_compose_page, compose, ambito),
                    ambito,
                    templates=templates,
                    is_drawn=False,
                    is_pure=True,
                    languages=(locale.code,),
                )


def _compose_page(compose: Callable[[Ambito], Coded], ambito: Ambito) -> Pages:
    page = compose(ambito)
    return Pages((page.html,), page.code)


def _bilinguals(
    registry: Registry, composer: Composer, chosen: Collection[str]
) -> Iterator[PlannedFile]:
    from leaflet.pages.products import Bilingual  # noqa: PLC0415  (same)

    source, *others = composer.locales
    for other in others:
        pair = Bilingual(composer.templates, (source, other), registry)
        codes = f"{source.code}-{other.code}"
        own = ("bilingual.html", "bilingual.css", "message.html")
        for ambito in _chosen(registry, chosen):
            yield PlannedFile(
                f"pdf/bilingue/{_TITLE}_{ambito.id}_{codes}.pdf",
                Product.BILINGUAL,
                f"{ambito.id} {Product.BILINGUAL} {codes}",
                functools.partial(_compose_sides, pair, functools.partial(pair.contacts, ambito)),
                ambito,
                templates=(*own, "contacts.html", "macros.html"),
                is_pure=True,
                languages=(source.code, other.code),
            )


def _has_aids(registry: Registry, ambito: Ambito) -> bool:
    return bool(registry.aids and registry.aids.for_place(ambito))


def aids_path(identifier: str, languages: str, stage: str | None = None) -> str:
    """Return where the leaflet of aids of an ambito goes; `languages` are codes: it, it-ar."""
    ending = f"_{stage}" if stage else ""
    return f"{aids_start(identifier)}{languages}{ending}.pdf"


def aids_start(identifier: str) -> str:
    """Return how the paths of all leaflets of aids of an ambito begin."""
    return f"pdf/aiuti/{_AIDS_TITLE}_{identifier}_"


def _aids(
    registry: Registry, composer: Composer, chosen: Collection[str], product: Product
) -> Iterator[PlannedFile]:
    """Yield the leaflets of the ambiti for which there are aids, in one language and in pairs."""
    from leaflet.pages.aids import AidsComposer  # noqa: PLC0415  (same)

    source, *others = composer.locales
    for spoken in ((source,), *((one,) for one in others), *((source, one) for one in others)):
        alone = AidsComposer(composer.templates, spoken, registry)
        codes = "-".join(locale.code for locale in spoken)
        for ambito in _chosen(registry, chosen):
            if _has_aids(registry, ambito):
                compose = functools.partial(alone.leaflet, fase=product.stage)
                yield PlannedFile(
                    aids_path(ambito.id, codes, product.stage),
                    product,
                    f"{ambito.id} {product} {codes}",
                    functools.partial(_compose_page, compose, ambito),
                    ambito,
                    templates=("aiuti.html", "aiuti.css"),
                    is_pure=True,
                    languages=tuple(locale.code for locale in spoken),
                )


def _posters(
    registry: Registry, composer: Composer, chosen: Collection[str]
) -> Iterator[PlannedFile]:
    """Yield the one poster, whichever ambiti are chosen: it is about all of them."""
    from leaflet.pages.products import Poster  # noqa: PLC0415  (same)

    del chosen
    poster = Poster(composer.templates, composer.locales, registry)

    def pages() -> Pages:
        page = poster.poster()
        return Pages((page.html,), page.code)

    path = f"pdf/manifesto/{_TITLE}_manifesto.pdf"
    templates = ("poster.html", "poster.css", "macros.html", "message.html")
    yield PlannedFile(path, Product.POSTER, Product.POSTER, pages, templates=templates)


PRODUCTS: Mapping[Product, Planner] = {
    Product.SHEET: _sheets,
    Product.COMUNE: _comuni,
    Product.SINGLE: _singles,
    Product.BILINGUAL: _bilinguals,
    Product.POSTER: _posters,
    Product.TEXT: _texts,
    **{
        product: functools.partial(_aids, product=product)
        for product in Product
        if product.startswith(Product.AIUTI)
    },
}


def plan(
    registry: Registry,
    composer: Composer,
    chosen: Collection[str] = (),
    products: Collection[str] = (Product.SHEET,),
) -> Plan:
    """Return the files to make, of these products; `chosen` ids only, or all when empty."""
    outputs = (
        output
        for name, make in PRODUCTS.items()
        if name in products
        for output in make(registry, composer, chosen)
    )
    return Plan(
        tuple(outputs),
        not chosen,
        frozenset(products),
        registry.ambiti,
        registry.aids,
        registry.territorio,
    )
