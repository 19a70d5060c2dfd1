# SPDX-License-Identifier: EUPL-1.2
"""The coordinator sees first what to do, on paper too, and every judge of PDF is content."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from leaflet.offices.round.folder import print_summary
from leaflet.offices.round.opening import begin_round
from leaflet.offices.round.sent_log import Entry, Event
from leaflet.offices.round.summary import (
    Summary,
    summarize,
    summary_as_html,
    summary_as_markdown,
    summary_as_text,
)
from leaflet.registry import reading
from tests.judges import layout, readers, structure, verapdf
from tests.judges.markup import Markup
from tests.judges.readers import EACH_READER
from tests.offices.round import golden
from tests.offices.round.conftest import AFTER, BEFORE, DUE, OPENED, small

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from leaflet.offices.round.folder import RoundTools
    from leaflet.registry.model import Registry

A4 = (595.28, 841.89)
SMALLEST_TEXT = 10 - 0.01
"""Points; MuPDF computes sizes in single precision."""
PAPER, ENOUGH = 0xFFFFFF, 4.5
ON = "2026-12-01T09:30:00+01:00"
SENT_LOG = {
    "levante": Entry(Event.SENDING, ON),
    "ponente": Entry(Event.SENT, ON, ("casa@corsico.fittizi.it",), "550 no such user"),
    "segni": Entry(Event.REFUSED, ON, ("a_b@segni.fittizi.it",), "550 <b>no</b>"),
}
CHANGES = (("02 448 0641", "02 448 0642"), ("Dott.ssa Anna Bianchi", "Dott. Ugo Neri"))
DAYS = ("2026-08-01", "2025-12-24", "2026-04-10", "2023-01-24", "2025-11-01", "2026-07-15")
"""When the rows of the small list were checked."""
CONFIRMED = (("2026-08-01", "2026-11-23"), ("2025-12-24", "2026-11-22"))


def _small(today: dt.date, entries: dict[str, Entry], *swaps: tuple[str, str]) -> Summary:
    held = begin_round(small(), DUE, OPENED)
    return summarize(held, small(*swaps), today, entries)


def _real(registry: Registry, text: str, today: dt.date) -> Summary:
    """The real list, in which three ambiti have confirmed and two numbers have changed."""
    pieces = text.split("  - id: ")
    for number, piece in enumerate(pieces):
        if piece.startswith(("milano", "rhodense", "garbagnatese")):
            pieces[number] = piece.replace("2023-01-24\n", "2026-12-02\n")
    new = "  - id: ".join(pieces).replace("02 9507 59245", "02 9507 5900")
    now = reading.read(new.replace("02 3834 8420", "02 3834 8421").encode(), "ambiti.yaml").registry
    assert now
    return summarize(begin_round(registry, DUE, OPENED), now, today, {})


@pytest.fixture(scope="session")
def summaries(registry: Registry, pytestconfig: pytest.Config) -> dict[str, Summary]:
    """A summary of each kind: nothing done, letters astray, all late, all done, the real list."""
    text = (pytestconfig.rootpath / "contacts" / "ambiti.yaml").read_text(encoding="utf-8")
    done = tuple((day, "2026-12-01") for day in DAYS)
    return {
        "small-opened": _small(OPENED, {}),
        "small-astray": _small(BEFORE, SENT_LOG, *CHANGES),
        "small-late": _small(AFTER, SENT_LOG, *CHANGES, *CONFIRMED, ("id: segni", "id: altro")),
        "small-done": _small(AFTER, {}, *done),
        "real-before": _real(registry, text, BEFORE),
        "real-late": _real(registry, text, AFTER),
    }


@pytest.fixture(scope="session")
def papers(
    summaries: dict[str, Summary], tools: RoundTools, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Each summary as it is printed, and one that is too long for a page."""
    folder = tmp_path_factory.mktemp("papers")
    crowd = summaries["small-late"]
    office = crowd.offices[0]
    many = dataclasses.replace(crowd, offices=(office,) * 14, confirmed=("Vallebuona",) * 14,
                               changed=crowd.changed * 4)  # fmt: skip
    found = {}
    for name, one in (*summaries.items(), ("crowd", many)):
        found[name] = folder / f"{name}.pdf"
        found[name].write_bytes(print_summary(one, tools))
    return found


def test_summaries_are_golden(
    request: pytest.FixtureRequest, summaries: dict[str, Summary], tools: RoundTools
) -> None:
    """Text and Markdown, byte for byte."""
    found = {}
    for name, one in summaries.items():
        found[f"{name}.txt"] = summary_as_text(one, tools.composer).encode()
        found[f"{name}.md"] = summary_as_markdown(one, tools.composer).encode()
    golden.check(request, "summaries", found)


def test_what_to_do_comes_first(summaries: dict[str, Summary]) -> None:
    """Late ones before those with a letter astray, both before those that still have time."""
    assert [office.id for office in summaries["small-astray"].tasks] == [
        "levante", "ponente", "senza-posta", "segni",
    ]  # fmt: skip
    late = summaries["small-late"]
    assert [(office.id, office.late) for office in late.tasks] == [
        ("ponente", 5), ("senza-posta", 5), ("altro", 5),
    ]  # fmt: skip
    assert late.confirmed == ("Levante",)
    assert [office.id for office in summaries["small-opened"].awaited] == [
        "levante", "ponente", "segni",
    ]  # fmt: skip


def test_whom_to_call_is_who_can_answer(summaries: dict[str, Summary]) -> None:
    """The office of the ambito; else those whose rows wait; else at least an address."""
    offices = {office.id: office for office in summaries["small-opened"].offices}
    assert offices["levante"].whom == (("Dott.ssa Anna Bianchi", "02 9512 0286 (interno 12)"),)
    assert offices["ponente"].whom == (("Corsico", "02 448 0641"),)
    assert offices["segni"].whom == (("", "a_b@segni.fittizi.it"),)


def test_names_cannot_become_tags(summaries: dict[str, Summary], tools: RoundTools) -> None:
    """Neither names of the list nor words of a mail server."""
    page = Markup(summary_as_html(summaries["small-astray"], tools.composer))
    assert "Segni <b>*strani*</b> & C." in page.text()
    assert "550 <b>no</b>" in page.text()
    text = summary_as_markdown(summaries["small-astray"], tools.composer)
    assert r"Segni \<b\>\*strani\*\</b\> \& C." in text
    assert r"a\_b@segni.fittizi.it" in text


def test_a_name_with_line_breaks_stays_on_its_line(tools: RoundTools) -> None:
    """YAML lets a name have them; a line of the summary is one line."""
    swap = ("nome: Levante", r'nome: "Levante\n# Titolo"')
    found = _small(AFTER, {}, swap)
    assert "\n# Titolo" not in summary_as_markdown(found, tools.composer).replace("\n# Giro", "")
    assert "- Levante # Titolo: in ritardo" in summary_as_text(found, tools.composer)


# On paper


@pytest.mark.judged
def test_judges_find_nothing(papers: dict[str, Path]) -> None:
    """PDF/A-2a and PDF/UA-1 at once, says veraPDF."""
    broken = verapdf.validate(list(papers.values()))
    assert len(broken) == 2 * len(papers) == 14
    assert {key: rules for key, rules in broken.items() if rules} == {}


def test_one_page_of_a4(papers: dict[str, Path]) -> None:
    """However long the lists are."""
    for name, file in papers.items():
        (size,) = structure.page_sizes(file)
        assert size == pytest.approx(A4, abs=0.1), name


def test_text_is_large_dark_and_in_its_place(papers: dict[str, Path]) -> None:
    """Nothing under 10 pt, nothing pale, nothing off the page, nothing printed over another."""
    for name, file in papers.items():
        (page,) = layout.pages(file)
        assert len(page.pieces) > 20, name
        assert min(piece.size for piece in page.pieces) >= SMALLEST_TEXT, name
        assert min(layout.contrast(p.colour, PAPER) for p in page.pieces) >= ENOUGH, name
        assert (layout.outside(page), layout.overlaps(page)) == ([], []), name


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("reader", EACH_READER)
def test_readers_get_all_of_it(
    papers: dict[str, Path], summaries: dict[str, Summary], reader: str
) -> None:
    """Every office, number and sentence can be searched for and copied."""
    for name in ("small-late", "real-late"):
        text = _flat(readers.READERS[reader](papers[name])[0])
        one = summaries[name]
        assert one.offices
        for office in one.offices:
            assert _flat(office.nome) in text
            assert all(_flat(reach.how) in text for reach in office.whom)
        for sentence in (s for changed in one.changed for s in changed.sentences):
            assert _flat(sentence.replace("→", "diventa")) in text, sentence
        assert all(confirmed in text for confirmed in one.confirmed)


def test_what_is_left_out_is_counted(papers: dict[str, Path]) -> None:
    """A page is a page, and says how many more there are, and where."""
    text = _flat(readers.READERS["pdfium"](papers["crowd"])[0])
    assert "altri: tutti in riepilogo.txt" in text
    assert "1 su" not in text


def test_the_plot_has_its_numbers_and_a_text_alternative(
    papers: dict[str, Path], summaries: dict[str, Summary]
) -> None:
    """Whoever does not see it hears the same numbers."""
    figures = [e for e in structure.elements(papers["real-late"]) if e.tag == "Figure"]
    four, eight, twelve, older = summaries["real-late"].ages
    assert [figure.alternative for figure in figures] == [
        (
            f"Righe per età dell'ultimo controllo. Negli ultimi 4 mesi: {four}. "
            f"Da 4 a 8 mesi fa: {eight}. Da 8 a 12 mesi fa: {twelve}. Più di 12 mesi fa: {older}."
        )
    ]
    text = _flat(readers.READERS["pdfium"](papers["real-late"])[0])
    for rows in (four, eight, twelve, older):
        assert f"{rows} rig" in text


def test_headings_and_lists_are_marked(papers: dict[str, Path]) -> None:
    """A screen reader can jump from one to the next."""
    tags = [element.tag for element in structure.elements(papers["real-late"])]
    assert tags.count("H1") == 1
    assert tags.count("H2") == 4
    assert tags.count("LI") > 6


def test_same_bytes_again(
    summaries: dict[str, Summary], tools: RoundTools, papers: dict[str, Path]
) -> None:
    """The printed page too."""
    assert print_summary(summaries["real-late"], tools) == papers["real-late"].read_bytes()


def test_ages_are_those_of_the_rows_now(summaries: dict[str, Summary]) -> None:
    """Three rows of the real list were confirmed."""
    assert sum(summaries["real-late"].ages) == 26
    assert summaries["real-late"].ages.four == 3
