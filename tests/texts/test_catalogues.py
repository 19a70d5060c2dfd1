# SPDX-License-Identifier: EUPL-1.2
"""Catalogues: what is stale is never printed, and every sentence is short and plain."""

from __future__ import annotations

import ast
import datetime as dt
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from leaflet.problems import LeafletError
from leaflet.registry.model import Orario
from leaflet.rules import check_texts
from leaflet.rules.texts import gulpease
from leaflet.texts.catalogues import (
    Language,
    Locale,
    Texts,
    join_texts,
    program_messages,
    read_aid_texts,
    read_texts,
)
from leaflet.texts.review import make_review
from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LOCALES = ROOT / "locales"

LANGUAGES = """\
[it]
name = "Italiano"
direction = "ltr"
font = "Noto Sans"
[en]
name = "English"
direction = "ltr"
font = "Noto Sans"
"""
TEMPLATE = 'msgid "Uno"\nmsgstr ""\n\nmsgid "Due"\nmsgstr ""\n'


@pytest.fixture(scope="module")
def shipped() -> Texts:
    return read_texts(LOCALES)


def workspace(folder: Path, english: str) -> Path:
    """Write a small `locales/` whose English catalogue is `english`."""
    (folder / "en" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "languages.toml").write_text(LANGUAGES, encoding="utf-8")
    (folder / "leaflet.pot").write_text(TEMPLATE, encoding="utf-8")
    (folder / "en" / "LC_MESSAGES" / "leaflet.po").write_text(english, encoding="utf-8")
    return folder


def sources() -> list[str]:
    with (LOCALES / "leaflet.pot").open("rb") as file:
        return [str(message.id) for message in read_po(file) if message.id]


def test_the_shipped_catalogues_are_complete(shipped: Texts) -> None:
    """Nothing is missing or fuzzy in English, Spanish and Arabic, and all four are printed."""
    problems = [problem for locale in shipped.locales for problem in check_texts(locale)]
    assert {problem.code for problem in problems} == {"X010"}
    assert [locale.code for locale in shipped.published] == ["it", "en", "es", "ar"]


def test_the_catalogues_are_up_to_date_with_templates_and_code() -> None:
    """Extracting the texts again changes nothing."""
    command = [sys.executable, str(ROOT / ".ci" / "catalogues.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("path", sorted((ROOT / "leaflet").rglob("*.py")), ids=lambda p: p.name)
def test_no_message_hides_in_an_f_string(path: Path) -> None:
    """There, Babel does not find it, and it would stay English without a word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
    assert not [node.lineno for node in calls
                if isinstance(node.func, ast.Name) and node.func.id in {"_", "say"}
                and isinstance(node.args[0], ast.Constant)]  # fmt: skip


def test_the_programs_own_messages_are_all_in_italian() -> None:
    """Each English message of the program has an Italian one with the same gaps."""
    with (LOCALES / "cli.pot").open("rb") as file:
        wanted = {str(message.id) for message in read_po(file) if message.id}
    italian = program_messages(LOCALES, "it")
    assert len(wanted) > 80
    assert set(italian) == wanted
    for english, translation in italian.items():
        assert sorted(re.findall(r"\{[^}]*\}", english)) == sorted(
            re.findall(r"\{[^}]*\}", translation)
        )


def test_every_translation_keeps_names_and_gaps(shipped: Texts) -> None:
    """[Institutions] and {gaps} of the Italian stand in every translation, no more and no less."""
    marks = re.compile(r"\[[^\]]+\]|\{\w+\}")
    checked = 0
    for locale in shipped.locales[1:]:
        for source in sources():
            translation = locale.text(source)
            lost = set(marks.findall(source)) ^ set(marks.findall(translation))
            # Other languages may add the Italian name where their own word needs it.
            assert not lost & set(marks.findall(source)), (locale.code, source)
            checked += 1
    assert checked >= 3 * len(sources())


def test_arabic_has_no_latin_letters_outside_the_brackets(shipped: Texts) -> None:
    """Only institutions and gaps, which are isolated, are written in Latin letters."""
    arabic = shipped.locale("ar")
    for source in sources():
        bare = re.sub(r"\[[^\]]+\]|\{\w+\}", "", arabic.text(source))
        assert not re.search("[A-Za-z]", bare), bare
        assert re.search("[\u0600-\u06ff]", bare), source


def test_the_italian_is_plain() -> None:
    """Gulpease of the advice is 70 or more, and no sentence has over 16 words."""
    advice = [re.sub(r"[\[\]]", "", text) for text in sources() if text.endswith(".")]
    assert len(advice) > 15
    assert gulpease(" ".join(advice)) >= 70
    assert max(len(re.findall(r"\w+", text)) for text in advice) <= 16


def test_no_language_is_much_longer_than_the_italian(shipped: Texts) -> None:
    """A translation that grows would push the others off the page."""
    italian = sum(map(len, sources()))
    for locale in shipped.locales[1:]:
        assert sum(len(locale.text(source)) for source in sources()) <= 1.25 * italian


def test_a_draft_is_printed_only_when_asked_for() -> None:
    """A catalogue that nobody signed is left out, unless languages.toml wants it."""
    read = Locale(Language("en", "English", "ltr", "Noto Sans"), (), "A. Reader, 2026-01-01")
    draft = Locale(Language("es", "Español", "ltr", "Noto Sans"))
    wanted = Locale(Language("ar", "العربية", "rtl", "Noto Naskh Arabic", print_draft=True))
    assert Texts((read, draft, wanted)).published == (read, wanted)


def signed(source: str, translation: str, mark: str = "") -> str:
    """Return an entry that Mary Reader has reviewed."""
    review = make_review("Mary Reader", dt.date(2026, 1, 1), source, translation)
    return f'# {review.comment()}\n{mark}msgid "{source}"\nmsgstr "{translation}"\n\n'


@pytest.mark.parametrize(
    ("text", "reviewer"),
    [
        (signed("Uno", "One") + signed("Due", "Two"), "Mary Reader"),
        (signed("Uno", "One") + 'msgid "Due"\nmsgstr "Two"\n', None),
        (signed("Uno", "One") + signed("Due", "Two").replace('"Two"', '"Two."'), None),
        (signed("Uno", "One") + signed("Due", "Two", "#, fuzzy\n"), None),
        (signed("Uno", "One"), "Mary Reader"),
        ("", None),
    ],
)
def test_a_catalogue_is_reviewed_when_all_its_texts_are(
    tmp_path: Path, text: str, reviewer: str | None
) -> None:
    """What is not translated, another rule says; a name in the head of the file signs nothing."""
    text = f'# Reviewed-By: Mary Reader\nmsgid ""\nmsgstr "Language: en\\n"\n\n{text}'
    assert read_texts(workspace(tmp_path, text)).locale("en").reviewed_by == reviewer


def test_of_a_draft_of_aids_what_is_reviewed_is_shown(tmp_path: Path) -> None:
    """The other sentences are in Italian, until somebody has read them."""
    folder = workspace(tmp_path, "")
    text = signed("Uno", "One") + 'msgid "Due"\nmsgstr "Two"\n'
    (folder / "en" / "LC_MESSAGES" / "misure.po").write_text(text, encoding="utf-8")
    english = read_aid_texts(folder, ["Uno", "Due"]).locale("en")
    assert english.translations == {"Uno": "One"}
    wanted = LANGUAGES + "print_draft = true\n"
    (folder / "languages.toml").write_text(wanted, encoding="utf-8")
    english = read_aid_texts(folder, ["Uno", "Due"]).locale("en")
    assert english.translations == {"Uno": "One", "Due": "Two"}


def test_pages_of_the_portal_are_drafts_when_either_catalogue_is() -> None:
    """They say what the sheet says, and more."""
    language = Language("en", "English", "ltr", "Noto Sans")
    read, draft = Texts((Locale(language, (), "Mary Reader"),)), Texts((Locale(language),))
    assert not join_texts(read, read).locales[0].is_draft
    assert join_texts(read, draft).locales[0].is_draft
    assert join_texts(draft, read).locales[0].is_draft


def test_missing_and_stale_translations_are_problems(tmp_path: Path) -> None:
    """An empty translation is X001, a fuzzy one X002; neither is ever used."""
    text = 'msgid "Uno"\nmsgstr ""\n\n#, fuzzy\nmsgid "Due"\nmsgstr "Two?"\n'
    english = read_texts(workspace(tmp_path, text)).locale("en")
    assert [(problem.code, problem.at.line) for problem in check_texts(english)] == [
        ("X001", 1),
        ("X010", 1),
        ("X002", 5),
    ]
    with pytest.raises(LeafletError, match="no translation of «Due»"):
        english.text("Due")


def test_an_unknown_language_is_refused(shipped: Texts) -> None:
    """The message lists the languages that there are."""
    with pytest.raises(LeafletError, match="choose one of it, en, es, ar"):
        shipped.locale("xx")


ENGLISH = '[en]\nname = "English"\ndirection = "ltr"\nfont = "Noto Sans"\n'


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("[it", "is not a list of languages"),
        (ENGLISH.replace('name = "English"\n', ""), "[en]: «name» is missing"),
        (f"{ENGLISH}size = 12", "[en]: «size» is not right: 12"),
        (f'{ENGLISH}line_height = "1.2"', "[en]: «line_height» is not right: 1.2"),
        (f"{ENGLISH}size = true", "[en]: «size» is not right: True"),
        (f'{ENGLISH}brackets = "("', "[en]: «brackets» is not right: ("),
        (f'{ENGLISH}days = "short"', "[en]: «days» is not right: short"),
        (ENGLISH.replace("Noto Sans", 'x\\"; } p { color: red'), "[en]: «font» is not right"),
        (f"{ENGLISH}order = 2", "[en]: there is no «order»"),
        (ENGLISH.replace('"ltr"', '"right"'), "[en]: «direction» is not right: right"),
        (ENGLISH.replace('"Noto Sans"', '["Noto"]'), "[en]: «font» is not right: ['Noto']"),
        (f'{ENGLISH}print_draft = "no"', "[en]: «print_draft» is not right: no"),
        (f'{ENGLISH}region = "United Kingdom"', "nobody writes days like «en-United Kingdom»"),
        (ENGLISH.replace("[en]", "[english]"), "nobody writes days like «english»"),
        ("en = 3", "[en]: «"),
    ],
)
def test_a_broken_list_of_languages_is_refused(tmp_path: Path, broken: str, said: str) -> None:
    """What is not as it should be stops the run, with the file, the language and the word."""
    workspace(tmp_path, "")
    (tmp_path / "languages.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(LeafletError, match=r"languages\.toml") as caught:
        read_texts(tmp_path)
    assert said in str(caught.value)


def test_a_missing_catalogue_is_refused(tmp_path: Path) -> None:
    """A language without a catalogue stops the run, with the file it needs."""
    (workspace(tmp_path, "") / "en" / "LC_MESSAGES" / "leaflet.po").unlink()
    with pytest.raises(LeafletError, match=r"leaflet\.po"):
        read_texts(tmp_path)


def test_dates_and_days_are_written_in_each_language(shipped: Texts) -> None:
    """Dates are long, days short; Arabic writes its days out."""
    day = dt.date(2023, 1, 24)
    written = {locale.code: locale.date(day) for locale in shipped.locales}
    assert written == {
        "it": "24 gennaio 2023",
        "en": "24 January 2023",
        "es": "24 de enero de 2023",
        "ar": "24 يناير 2023",
    }
    hours = {"dalle": "09:00", "alle": "12:30"}
    week = Orario(giorni="lun-ven", **hours)
    assert [locale.days(week) for locale in shipped.locales] == [
        "lun–ven",
        "Mon–Fri",
        "lun–vie",
        "الاثنين–الجمعة",
    ]
    assert shipped.locale("it").days(Orario(giorni="mar, gio-sab", **hours)) == "mar, gio–sab"


def test_the_drafts_are_complete_and_written_as_their_languages_are(shipped: Texts) -> None:
    """Each of the ten has every sentence of all three catalogues, and no rule finds a fault in it.

    They are in the list, and nothing prints them: whoever asks for one gets it whole.
    """
    assert len(shipped.unread) == 10
    portal = read_texts(LOCALES, "portal", shipped.unread)
    checked = 0
    for code in shipped.unread:
        for locale in (shipped.locale(code), portal.locale(code)):
            assert locale.is_draft
            assert {problem.code for problem in check_texts(locale)} == {"X010"}, code
            checked += len(locale.entries)
    assert checked > 10 * 150


def test_a_draft_is_read_when_somebody_asks(tmp_path: Path) -> None:
    """Until then a broken catalogue of it stops nothing."""
    folder = workspace(tmp_path, "msgid Uno\n")
    texts = read_texts(folder)
    assert [locale.code for locale in texts.locales] == ["it"]
    assert texts.codes == ("it", "en")
    with pytest.raises(LeafletError, match="is not a catalogue"):
        texts.locale("en")
    with pytest.raises(LeafletError, match="is not a catalogue"):
        read_texts(folder, also=["en"])


def test_a_catalogue_with_an_open_quotation_mark_is_refused(tmp_path: Path) -> None:
    """By its line: Babel would take the last letter of the text for the mark."""
    locales = tmp_path / "locales"
    own = locales / "en" / "LC_MESSAGES" / "leaflet.po"
    own.parent.mkdir(parents=True)
    text = (LOCALES / "en" / "LC_MESSAGES" / "leaflet.po").read_text(encoding="utf-8")
    own.write_text(text.replace('"Box to tick"', '"Box to tick', 1), encoding="utf-8")
    with pytest.raises(LeafletError, match=r"leaflet\.po:\d+: a quotation mark is missing"):
        read_texts(locales)
