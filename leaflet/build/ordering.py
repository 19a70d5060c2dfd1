# SPDX-License-Identifier: EUPL-1.2
"""From a workspace to what is to be built: everything is read and checked, then files are planned.

What `build`, `status`, `watch`, `attach`, `bundle` and all others that need leaflets begin with.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from leaflet.archive.history import moment
from leaflet.archive.manifest import Inputs, read_built_folder
from leaflet.build import fast_path
from leaflet.build.ingredients import (
    SHOWN_AIDS,
    Typesetting,
    fonts_of,
    must_have_fonts,
    typesetting,
)
from leaflet.build.kinds import Product
from leaflet.build.products import GENERIC, plan
from leaflet.build.rendering import RenderContext
from leaflet.build.run import BuildRequest
from leaflet.build.workers import make_worker_pool
from leaflet.pages.sheet import AdviceComposer, Composer
from leaflet.problems import LeafletError, ProblemsError, Severity, in_order, say, stops_a_build
from leaflet.registry.finding import known_ambito
from leaflet.rules import STOP_THEIR_SHEET, checked
from leaflet.rules.checked import check_portal_texts, check_published
from leaflet.rules.dates import next_news
from leaflet.system.clock import now
from leaflet.system.workspace import aids_beside, shown_name
from leaflet.texts.catalogues import (
    UntranslatedError,
    read_aid_texts,
    read_texts,
    with_aid_texts,
)
from leaflet.texts.messages import in_italian

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from leaflet.build.run import Signer
    from leaflet.build.selection import Selection
    from leaflet.build.workers import WorkerPool
    from leaflet.problems import Problem
    from leaflet.registry.model import Registry
    from leaflet.texts.catalogues import Locale, Texts

    Hire = Callable[[RenderContext, str], object]


class Hiring(contextlib.ExitStack):
    """Whom `order_of` hires as soon as it knows what they need: dismissed at the end."""

    pool: WorkerPool
    advice: str

    def __init__(self, kind: str, workers: int = 0, scheduler: str = "") -> None:
        """Hire nobody yet: what workers need must first be read."""
        super().__init__()
        self._kind = kind
        self._workers = workers
        self._scheduler = scheduler

    def hire(self, context: RenderContext, advice: str) -> None:
        """Hire workers, who begin with the side that all sheets share."""
        self.pool = self.enter_context(
            make_worker_pool(self._kind, context, self._workers, self._scheduler)
        )
        self.advice = advice
        if advice:
            self.pool.begin(advice)


def order_of(
    selection: Selection,
    ambiti: Sequence[str] = (),
    *,
    force: bool = False,
    hire: Hire | None = None,
    seal: Signer | None = None,
) -> BuildRequest:
    """Read and check everything, and return what to build from it.

    `ambiti` are ids or names, all when empty. `hire` is called as soon as it is known what workers
    need: they can begin while the list is read; `seal` is to sign what is made. Raises
    ProblemsError when list or texts have errors.
    """
    files = _files_digest(selection)
    texts = read_texts(selection.workspace.locales)
    in_texts = check_published(texts)
    products = selection.products()
    templates, locales = selection.workspace.templates, texts.published
    must_have_fonts(locales)
    if hire and not _stops_all(in_texts):
        hire(*_render_needs(templates, locales, products))
    found = checked.read_registry(selection.contacts)
    chosen_texts = checked.check_chosen(found.registry, texts) if found.registry else ()
    problems = in_order([*found.problems, *in_texts, *chosen_texts])
    if found.registry is None or _stops_all(problems):
        raise ProblemsError(problems, found.sources)
    chosen = _chosen_ids(found.registry, ambiti)
    asked = selection.list_asked()
    drafts = _drafts(texts, found.registry, asked)
    must_have_fonts(drafts)
    if found.registry.every_aid is None:
        _must_not_lose_aids(selection, products)
    else:
        also = [locale.code for locale in drafts]
        said = read_aid_texts(
            selection.workspace.locales, found.registry.every_aid.list_sentences(), also
        )
        locales, drafts = with_aid_texts(locales, said), with_aid_texts(drafts, said)
    setting = typesetting(templates, locales, found.registry, drafts)
    of_aids = checked.check_aid_texts(
        found.registry,
        selection.workspace.locales,
        checked.chosen_drafts(found.registry, texts),
    )
    warnings = _count_warnings([*problems, *of_aids], selection.workspace.locales)
    composer = Composer(templates, locales, found.registry, drafts)
    return BuildRequest(
        plan(found.registry, composer, chosen, products, asked),
        selection.output,
        setting,
        moment(now()),
        in_italian,
        None if chosen else _inputs(files, products, found.registry, setting, warnings),
        force,
        seal,
        warnings,
    )


def _drafts(
    texts: Texts, registry: Registry, asked: Collection[tuple[str, str]]
) -> tuple[Locale, ...]:
    """Return the languages that only some leaflets speak: ambiti chose them, or somebody asks."""
    by_name = (code for _, codes in sorted(asked) for code in codes.split("-"))
    codes = dict.fromkeys((*checked.chosen_drafts(registry, texts), *by_name))
    printed = {locale.code for locale in texts.published}
    return tuple(texts.locale(code) for code in codes if code not in printed)


def _must_not_lose_aids(selection: Selection, products: frozenset[str]) -> None:
    """Raise LeafletError when leaflets are to show aids, or do, and there is no file of them.

    Nobody has said that there are no aids any more: the file may have another name, or be lost.
    """
    makings = read_built_folder(selection.output).manifest.makings.values()
    is_shown = any(making.get(SHOWN_AIDS) for making in makings)
    if is_shown or any(product.startswith(Product.AIUTI) for product in products):
        path = aids_beside(selection.contacts)
        message = say("there is no file {file}", file=shown_name(path))
        hint = say("put it back, for example from contacts/backups; without aids, it has «fasi» "
                   "alone; leaflet clean removes all leaflets")  # fmt: skip
        raise LeafletError(message, hint if is_shown else None)


def _stops_all(problems: Sequence[Problem]) -> bool:
    """Return whether no sheet may be made: some problems stop only what they are in."""
    return stops_a_build(one for one in problems if one.code not in STOP_THEIR_SHEET)


def _count_warnings(problems: Sequence[Problem], locales: Path) -> int:
    """Return as many as `leaflet validate` shows: of the list, the texts, and those of the portal.

    Of a portal that cannot be read `validate` says so, and so does `leaflet site`.
    """
    found = list(problems)
    with contextlib.suppress(LeafletError):
        found += check_portal_texts(locales)
    return sum(problem.severity is Severity.WARNING for problem in found)


def _render_needs(
    templates: Path, locales: Sequence[Locale], products: frozenset[str]
) -> tuple[RenderContext, str]:
    """Return what workers need to draw in these languages, and the side that all sheets share.

    That is empty when no sheets are asked for, or it cannot be made.
    """
    setting = Typesetting(templates, fonts_of(locales))
    context = RenderContext(templates / "sheet", setting.fonts, setting.environment)
    advice = ""
    if not products.isdisjoint({Product.SHEET, Product.COMUNE}):
        with contextlib.suppress(UntranslatedError):  # which is said of each sheet
            advice = AdviceComposer(templates, locales).advice
    return context, advice


def _files_digest(selection: Selection) -> str:
    """Return the digest of what is about to be read; what cannot be read is said by who reads."""
    with contextlib.suppress(OSError):
        return fast_path.files_digest(selection.workspace, selection.contacts)
    return ""


def _inputs(
    files: str,
    products: frozenset[str],
    registry: Registry,
    setting: Typesetting,
    warnings: int,
) -> Inputs:
    digest = fast_path.digest(files, setting.fonts)
    until = next_news(registry, now().date())
    return Inputs(digest, tuple(sorted(products)), setting.fonts, warnings, until)


def _chosen_ids(registry: Registry, ambiti: Sequence[str]) -> list[str]:
    return [name if name == GENERIC else known_ambito(registry, name).id for name in ambiti]
