# SPDX-License-Identifier: EUPL-1.2
"""A review is of one sentence, names a person, and is written without touching anything else."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from leaflet.problems import LeafletError
from leaflet.texts.review import (
    Review,
    Rewording,
    edit_catalogue,
    find_review,
    is_persons_name,
    make_review,
)

DAY = dt.date(2026, 11, 30)
NAMES = ("Amina Rossi", "José Ñúñez d'Alba", "أمينة روسي", "李明")
TEXTS = st.text(st.sampled_from('abc àèمرحبا»[]{}%"\\\n\t#~,.'), min_size=1, max_size=30).filter(
    str.strip
)
HEAD = (
    '# SPDX\n# A catalogue.\nmsgid ""\nmsgstr ""\n'
    '"Language: ar\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
)


def wanted(source: str, translation: str, name: str = NAMES[0]) -> dict[str, Rewording]:
    review = make_review(name, DAY, source, translation)
    return {source: Rewording(translation, review)}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one(name: str) -> None:
    """In any script, with the signs that names have."""
    assert is_persons_name(name)


@pytest.mark.parametrize(
    "text",
    ["", "?", "-", "n/a", "N.D.", "x", "...", "Amina, Rossi", "Amina 3", "A" * 41, "Nome Cognome",
     " Amina", "Amina\nRossi", "Amina\u202eRossi", "tbd", "(Amina)", "XX"],
)  # fmt: skip
def test_what_names_nobody_is_no_name(text: str) -> None:
    """A sign, a word for none, or what would break the comment."""
    assert not is_persons_name(text)
    if text == " ".join(text.split()):
        with pytest.raises(LeafletError, match="not the name of a person"):
            make_review(text, DAY, "Uno", "One")


@given(TEXTS, TEXTS, st.sampled_from(NAMES), st.dates())
def test_a_comment_is_read_back(source: str, said: str, name: str, day: dt.date) -> None:
    """What is written is what is read, beside any other comment."""
    review = make_review(name, day, source, said)
    assert find_review(["Note", review.comment(), "other"], source, said) == review


@given(TEXTS, TEXTS, TEXTS)
def test_a_change_of_either_text_takes_the_review_back(one: str, other: str, third: str) -> None:
    """The digest is of both: a review of other texts is found, and is none of these."""
    comment = make_review(NAMES[0], DAY, one, other).comment()
    found = find_review([comment], one, third)
    assert found is not None
    assert (found == make_review(NAMES[0], DAY, one, third)) == (other == third)


@pytest.mark.parametrize(
    "comment",
    ["Reviewed-By: Amina Rossi", "Reviewed-By: ?, 2026-11-30 (3f9a0c)",
     "Reviewed-By: Amina Rossi, 2026-13-30 (3f9a0c)", "Reviewed-By: n/a, 2026-11-30 (3f9a0c)",
     "Reviewed-By: Amina Rossi, 2026-11-30", "Amina Rossi, 2026-11-30 (3f9a0c)"],
)  # fmt: skip
def test_what_is_no_review_is_not_taken_for_one(comment: str) -> None:
    """Without a name, a day or a digest nothing is signed."""
    assert find_review([comment], "Uno", "One") is None


@st.composite
def catalogues(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a catalogue as Babel writes them, and its sentences."""
    catalogue = Catalog()
    sources = draw(st.lists(TEXTS, min_size=1, max_size=6, unique_by=str.strip))
    for number, source in enumerate(sources):
        catalogue.add(
            source,
            draw(st.just("") | TEXTS),
            locations=[("templates/a.html", 0)],
            flags=["fuzzy"] if draw(st.booleans()) else [],
            user_comments=draw(st.lists(st.sampled_from(["A note", "Reviewed-By:"]), unique=True)),
            auto_comments=["from the code"] if number % 2 else [],
            context=draw(st.none() | st.just("menu")) if number else None,
        )
    text = io.BytesIO()
    write_po(text, catalogue, draw(st.sampled_from([0, 20])), omit_header=True)
    written = text.getvalue().decode()
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    return f"{HEAD}\n{written}".replace("\n", ending), [
        str(message.id) for message in catalogue if message.id and not message.context
    ]


@given(catalogues(), st.data())
def test_editing_keeps_every_other_byte(drawn: tuple[str, list[str]], data: st.DataObject) -> None:
    """The entry says what is wanted and is reviewed; the text before and after it is as it was."""
    text, sources = drawn
    source, said = data.draw(st.sampled_from(sources)), data.draw(TEXTS)
    edited = edit_catalogue(text.encode(), wanted(source, said)).decode()
    message = read_po(io.BytesIO(edited.encode())).get(source)
    assert message is not None
    assert (message.string, message.fuzzy) == (said, False)
    assert find_review(message.user_comments, source, said) == make_review(
        NAMES[0], DAY, source, said
    )
    blank = "\r\n\r\n" if "\r\n" in text else "\n\n"
    old, new = text.split(blank), edited.split(blank)
    assert len(old) == len(new)
    assert sum(before != after for before, after in zip(old, new, strict=True)) == 1
    again = edit_catalogue(edited.encode(), wanted(source, said))
    assert again.decode() == edited


def test_an_entry_as_it_is_after_signing() -> None:
    """Notes stay above the review, the mark fuzzy and the old Italian go, other marks stay."""
    entry = (
        "# A note\n#. from the code\n#: templates/a.html\n#, fuzzy, python-brace-format\n"
        '#| msgid "Vecchio {n}"\nmsgid "Nuovo {n}"\nmsgstr "Old "\n"{n}"\n'
    )
    data = f'{HEAD}\n{entry}\n#~ msgid "Via"\n#~ msgstr "Gone"\n'.encode()
    edited = edit_catalogue(data, wanted("Nuovo {n}", "New {n}")).decode()
    comment = make_review(NAMES[0], DAY, "Nuovo {n}", "New {n}").comment()
    assert edited == (
        f"{HEAD}\n# A note\n# {comment}\n#. from the code\n#: templates/a.html\n"
        '#, python-brace-format\nmsgid "Nuovo {n}"\nmsgstr "New {n}"\n'
        '\n#~ msgid "Via"\n#~ msgstr "Gone"\n'
    )


def test_a_sentence_that_the_catalogue_lacks_comes_last() -> None:
    """So a workspace needs no tool of ours to add it."""
    data = f'{HEAD}\nmsgid "Uno"\nmsgstr "One"'.encode()
    edited = edit_catalogue(data, wanted("Due", "Two"))
    assert edited.startswith(data)
    assert edited.endswith(b'\nmsgid "Due"\nmsgstr "Two"\n')
    assert read_po(io.BytesIO(edited)).get("Due")


@pytest.mark.parametrize("text", ['msgstr\n"x"\nmsgid\n', 'msgid "a\nmsgstr', "\xff"])
def test_what_cannot_be_edited_is_left_alone(text: str) -> None:
    """A file of another kind raises an error, and nothing is guessed."""
    with pytest.raises(LeafletError, match="cannot be edited"):
        edit_catalogue(text.encode("latin-1"), wanted("Uno", "One"))


def test_reviews_survive_the_update_of_catalogues() -> None:
    """Babel keeps the comment of a sentence that stays; that of one that changes is of no worth."""
    data = edit_catalogue(
        f'{HEAD}\nmsgid "Cerca il tuo Comune"\nmsgstr "Search your Comune"\n\n'
        'msgid "Chi chiamare"\nmsgstr "Whom to call"\n'.encode(),
        wanted("Cerca il tuo Comune", "Search your Comune", "M" * 40)
        | wanted("Chi chiamare", "Whom to call"),
    )
    catalogue, template = read_po(io.BytesIO(data)), Catalog()
    for source in ("Cerca il tuo Comune!", "Chi chiamare"):
        template.add(source, "")
    catalogue.update(template)
    text = io.BytesIO()
    write_po(text, catalogue, 0, omit_header=True)
    reviews: dict[str, Review | None] = {}
    for message in read_po(io.BytesIO(text.getvalue())):
        if message.id:
            said = str(message.string)
            reviews[str(message.id)] = find_review(message.user_comments, str(message.id), said)
    changed, kept = reviews["Cerca il tuo Comune!"], reviews["Chi chiamare"]
    assert kept == make_review(NAMES[0], DAY, "Chi chiamare", "Whom to call")
    assert changed is not None
    assert (
        changed.digest != make_review("M M", DAY, "Cerca il tuo Comune!", "Search your Comune")[2]
    )
