# SPDX-License-Identifier: EUPL-1.2
"""Rules about the texts of one language."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.letters import (
    foreign_letters,
    invisible_letters,
    is_mangled,
    lost_letter,
    name_sign,
)
from leaflet.rules.spelling import script_of_texts
from leaflet.system.fonts import families, signs_without_font

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.texts.catalogues import CatalogueEntry, Locale
    from leaflet.texts.glossary import Term

EASY = 70
"""Gulpease bound of the advice: eight years of school are enough."""

_GAP = re.compile(r"\{\w+\}|</?\w+[^>]*>")
_INSTITUTION = re.compile(r"\[[^\]]+\]")
_CONTACT = re.compile(r"[\w.+-]+@[\w.-]+\w|\d[\d ./-]{4,}\d")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w|(?:https?://|www\.)\S+|\d{3,}|\d[\d ./-]{4,}\d")
"""What leads somewhere: contacts of the list are no words of a translation."""
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
_SENTENCE = 3
"""Words: shorter texts, such as E-mail, may be the same in two languages."""


def gulpease(text: str) -> float:
    """Return how easy an Italian text is to read, from 0 to 100.

    From 70 on, people with eight years of school read it with ease. Formula of Lucisano and
    Piemontese (1988): 89 + (300 x sentences - 10 x letters) / words.
    """
    words = re.findall(r"\w+", text)
    sentences = max(1, len(re.findall(r"[.!?:;]+(?=\s|$)", text)))
    letters = sum(map(len, words))
    return 89 + (300 * sentences - 10 * letters) / max(1, len(words))


def _translations(locale: Locale) -> Iterator[CatalogueEntry]:
    """Yield the entries with a translation; none for Italian, which is the source."""
    if not locale.is_source:
        yield from (entry for entry in locale.entries if entry.translation)


def _error(code: str, entry: CatalogueEntry, message: Message, hint: Message) -> Problem:
    return Problem(code, Severity.ERROR, entry.at, message, hint)


def missing(locale: Locale) -> Iterator[Problem]:
    """X001: a sentence of the templates is not translated.

    Nothing is printed in the wrong language: what says this sentence is not made, the rest is.

    Wrong::

        msgid "Chi chiamare"
        msgstr ""

    Right::

        msgid "Chi chiamare"
        msgstr "Who to call"
    """
    for entry in locale.entries:
        if not entry.translation:
            message = say("«{source}» is not translated", source=entry.source)
            yield _error("X001", entry, message, say("write the translation as msgstr"))


def stale(locale: Locale) -> Iterator[Problem]:
    """X002: the Italian has changed, and the translation may no longer say the same.

    `leaflet texts update` marks it fuzzy. Compare both, mend the translation, delete the
    mark.

    Wrong::

        #, fuzzy
        msgid "Chi chiamare"
        msgstr "Whom to write to"

    Right::

        msgid "Chi chiamare"
        msgstr "Who to call"
    """
    for entry in locale.entries:
        if entry.stale:
            message = say("the translation of «{source}» may be out of date", source=entry.source)
            hint = say("compare it with the Italian, then delete the word fuzzy above it")
            yield _error("X002", entry, message, hint)


def untranslated(locale: Locale) -> Iterator[Problem]:
    """X003: the translation is the Italian sentence itself.

    Wrong::

        msgid "Di' che hai ricevuto un atto di sfratto."
        msgstr "Di' che hai ricevuto un atto di sfratto."

    Right::

        msgid "Di' che hai ricevuto un atto di sfratto."
        msgstr "Say that you have received an eviction notice."
    """
    for entry in _translations(locale):
        same = entry.translation == entry.source
        if same and len(re.findall(r"\w+", entry.source)) >= _SENTENCE:
            message = say("«{source}» is still Italian", source=entry.source)
            yield _error("X003", entry, message, say("write the translation as msgstr"))


def lost_gap(locale: Locale) -> Iterator[Problem]:
    """X004: a {gap} or a tag of the Italian is missing in the translation, or is there too much.

    Wrong::

        msgid "interno {numero}"
        msgstr "extension"

    Right::

        msgid "interno {numero}"
        msgstr "extension {numero}"
    """
    for entry in _translations(locale):
        wanted, there = (sorted(_GAP.findall(t)) for t in (entry.source, entry.translation))
        if wanted != there:
            message = say("the gaps of «{source}» are not those of its translation",
                          source=entry.source)  # fmt: skip
            hint = say("it must have these: {gaps}", gaps=" ".join(wanted) or "-")
            yield _error("X004", entry, message, hint)


def lost_institution(locale: Locale) -> Iterator[Problem]:
    """X005: the Italian name of an institution is missing in the translation.

    It is what the sign on the door says: it stays Italian, in square brackets.

    Wrong::

        msgid "Chiedi aiuto ai [Servizi Sociali]."
        msgstr "Ask the social services for help."

    Right::

        msgid "Chiedi aiuto ai [Servizi Sociali]."
        msgstr "Ask the social services [Servizi Sociali] for help."
    """
    for entry in _translations(locale):
        there = _INSTITUTION.findall(entry.translation)
        for name in _INSTITUTION.findall(entry.source):
            if name not in there:
                message = say("{name} is missing in the translation", name=name)
                hint = say("write it in square brackets after its translation")
                yield _error("X005", entry, message, hint)


def changed_contact(locale: Locale) -> Iterator[Problem]:
    """X006: an e-mail address or a number is not the same in the translation.

    Wrong::

        msgid "Chiama il 02 9512 0286."
        msgstr "Call 02 9512 0268."

    Right::

        msgid "Chiama il 02 9512 0286."
        msgstr "Call 02 9512 0286."
    """
    for entry in _translations(locale):
        there = _CONTACT.findall(_western(entry.translation))
        for contact in _CONTACT.findall(entry.source):
            if contact not in there:
                message = say("«{contact}» is different in the translation", contact=contact)
                yield _error("X006", entry, message, say("copy it from the Italian"))
        for contact in _ADDRESS.findall(_western(entry.translation)):
            if contact not in entry.source:
                message = say("«{contact}» is not in the Italian", contact=contact)
                yield _error(
                    "X006", entry, message, say("leave it out: contacts come from the list")
                )


def _western(text: str) -> str:
    """Return the text with Arabic-Indic digits as 0 to 9."""
    return "".join(
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
    )


def latin_in_arabic(locale: Locale) -> Iterator[Problem]:
    """X007: Latin letters stand inside Arabic without being set apart.

    Words in square brackets and gaps are isolated on the page; others swap places with their
    neighbours.

    Wrong::

        msgid "Cerca il sito del tuo Comune."
        msgstr "ابحث عن موقع Comune."

    Right::

        msgid "Cerca il sito del tuo Comune."
        msgstr "ابحث عن موقع بلديتك [Comune]."
    """
    if locale.language.direction != "rtl":
        return
    for entry in _translations(locale):
        bare = _GAP.sub("", _INSTITUTION.sub("", entry.translation))
        for word in _LATIN.findall(bare):
            message = say("«{word}» stands bare in a text from right to left", word=word)
            yield _error("X007", entry, message, say("put it into square brackets"))


def look_alike(locale: Locale) -> Iterator[Problem]:
    """X008: a letter of another script looks like one of this language.

    Nobody sees a Cyrillic «а» among Latin letters, or a Latin «a» among Cyrillic ones, and no
    search finds the word. A catalogue may be in any script.

    Wrong::

        msgid "Chi chiamare"
        msgstr "Who to cаll"

    Right::

        msgid "Chi chiamare"
        msgstr "Who to call"
    """
    script = script_of_texts(locale)
    for entry in locale.entries:
        bare = _GAP.sub(" ", entry.translation)
        letters = [letter for letter, _ in foreign_letters(bare, script)]
        if letters:
            name = unicodedata.name(letters[0], "?").lower()
            message = say("«{letter}» ({name}) belongs to another script", letter=letters[0],
                          name=name)  # fmt: skip
            yield _error("X008", entry, message, say("type the word again"))


def invisible(locale: Locale) -> Iterator[Problem]:
    """X011: there is an invisible or control character in a text.

    It can make a text, a number or an address look like another one. The page sets apart by itself
    what is read in another direction.

    Wrong::

        msgid "Chi chiamare"
        msgstr "Who to\u200b call"

    Right::

        msgid "Chi chiamare"
        msgstr "Who to call"
    """
    script = script_of_texts(locale)
    for entry in locale.entries:
        for char in invisible_letters(entry.translation, script):
            message = say("invisible or control character {sign}", sign=name_sign(char))
            yield _error("X011", entry, message, say("delete it, or type the words again"))
            break


def mangled_words(locale: Locale) -> Iterator[Problem]:
    """X012: a program has put other signs in the place of letters, or lost one.

    It happens when a catalogue is read with an encoding that is not its own.

    Wrong::

        msgid "Chi chiamare"
        msgstr "Ã€ qui tÃ©lÃ©phoner"

    Right::

        msgid "Chi chiamare"
        msgstr "À qui téléphoner"
    """
    for entry in locale.entries:
        text = _GAP.sub(" ", entry.translation)
        if is_mangled(text) or lost_letter(text):
            message = say("«{value}» has signs that a program put in the place of letters",
                          value=text)  # fmt: skip
            yield _error("X012", entry, message, say("type the words again"))


def without_font(locale: Locale) -> Iterator[Problem]:
    """X013: no font of the language has this sign.

    It would be an empty box on paper. Which font a language has stands in `languages.toml`.

    Wrong::

        msgid "Chi chiamare"
        msgstr "Who to call ☎"

    Right::

        msgid "Chi chiamare"
        msgstr "Who to call"
    """
    fonts = families([locale.language.font])
    for entry in locale.entries:
        for sign in signs_without_font(entry.translation, fonts):
            message = say("no font of the leaflets has «{letter}» ({sign})", letter=sign,
                          sign=name_sign(sign))  # fmt: skip
            yield _error("X013", entry, message, say("leave it out, or say it in words"))


def outside_the_glossary(locale: Locale) -> Iterator[Problem]:
    """X014: a term is not translated as the glossary says.

    Whoever reads two words for one thing takes them for two things. `locales/glossario.csv` has the
    words of each language, several for a term where they are needed.

    Wrong::

        msgid "Cerca il tuo Comune"
        msgstr "Search for your town"

    Right::

        msgid "Cerca il tuo Comune"
        msgstr "Search for your municipality"
    """
    for entry in _translations(locale):
        there = entry.translation.casefold()
        for word, term in binding_terms(locale, entry.source):
            if not any(said.casefold() in there for said in term.words):
                message = say("«{word}» is not translated as the glossary says", word=word)
                hint = say("write one of: {names}", names=", ".join(term.words))
                yield Problem("X014", Severity.WARNING, entry.at, message, hint)


def binding_terms(locale: Locale, source: str) -> Iterator[tuple[str, Term]]:
    """Yield the terms of the glossary that an Italian sentence has, behind its word for each."""
    names = [name[1:-1] for name in _INSTITUTION.findall(source)]
    words = _only_words(source)
    for term in locale.terms:
        found = (word for word in term.italian if f" {word} " in words or word in names)
        if word := next(found, None):
            yield word, term


def _only_words(text: str) -> str:
    """Return the words of an Italian text, a blank on both sides of each; names are none."""
    words = re.findall(r"[^\W\d_]+", _GAP.sub(" ", _INSTITUTION.sub(" ", text)))
    return f" {' '.join(words)} "


def hard_to_read(locale: Locale) -> Iterator[Problem]:
    """X009: the Italian advice is too hard to read.

    Its Gulpease index is under 70. Use shorter words and sentences, one idea a line.

    Wrong::

        msgid "L'interessato provvederà alla tempestiva presentazione dell'istanza amministrativa."
        msgstr ""

    Right::

        msgid "Chiedi aiuto al tuo Comune."
        msgstr ""
    """
    sentences = [_INSTITUTION.sub(lambda m: m[0][1:-1], e.source) for e in locale.entries]
    advice = " ".join(text for text in sentences if text.endswith("."))
    if locale.is_source and advice and gulpease(advice) < EASY:
        message = say("the advice is hard to read: Gulpease {index}", index=round(gulpease(advice)))
        hint = say("shorten words and sentences until it is {bound} or more", bound=EASY)
        yield Problem("X009", Severity.WARNING, locale.at, message, hint)


def unreviewed(locale: Locale) -> Iterator[Problem]:
    """X010: nobody has reviewed a translation.

    Its catalogue is a draft until a mother-tongue reader has reviewed all of it. A review names a
    person and is of one sentence: a change of the Italian or of the translation takes it back.
    `leaflet texts` writes it.

    Wrong::

        msgid "Chi chiamare"
        msgstr "Who to call"

    Right::

        # Reviewed-By: Mary Reader, 2026-01-01 (2823ff)
        msgid "Chi chiamare"
        msgstr "Who to call"
    """
    if locale.is_draft:
        there = [entry for entry in locale.entries if entry.translation]
        left = sum(not entry.is_reviewed for entry in there)
        message = say("{language}: {count} of {every} texts are not reviewed",
                      language=locale.language.name, count=left, every=len(there))  # fmt: skip
        hint = say("have them read: leaflet texts export {code} -o revisione.xlsx",
                   code=locale.code)  # fmt: skip
        yield Problem("X010", Severity.WARNING, locale.at, message, hint)
