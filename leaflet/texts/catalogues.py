# SPDX-License-Identifier: EUPL-1.2
"""`.po` catalogues → `Locale`s and problems. The only room that knows gettext and Babel.

Four domains: `leaflet` holds the texts of the sheet and `portal` what only the portal says, both
written in Italian in the templates; `misure` those of aids and stages, written in their file; `cli`
holds the program's own messages, written in English in the code. Catalogues are read and used as
they are: there are no compiled `.mo` files that could be stale.
"""

from __future__ import annotations

import functools
import io
import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import babel
from babel.dates import format_date, get_day_names
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_currency, format_percent
from babel.units import format_unit

from leaflet.problems import LeafletError, Location, WrongValueError, say
from leaflet.system.files import read_bytes
from leaflet.system.fonts import COMMON_FAMILY
from leaflet.system.workspace import find_file, shown_name
from leaflet.texts import SOURCE_LANGUAGE
from leaflet.texts.glossary import Term, read_glossary
from leaflet.texts.review import Review, digest_of_pair, find_review

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from babel.messages.catalog import Catalog

    from leaflet.problems import Message
    from leaflet.registry.model import Orario, Territorio

PUBLIC_DOMAIN = "leaflet"
PORTAL_DOMAIN = "portal"
AIDS_DOMAIN = "misure"
PROGRAM_DOMAIN = "cli"

NOWHERE = Location("-")

_DURATIONS = {"giorni": "duration-day", "mesi": "duration-month", "anni": "duration-year"}
_UNSAID = str.maketrans("", "", "\u064b\u064c\u064d\u200e\u200f\u061c")
"""Tanwin, and marks of direction: numbers are isolated by the page."""
_GAP = re.compile(r"\{(\w+)\}")
_INSTITUTION = re.compile(r"\[([^\]]+)\]")
"""A name in square brackets, which stays Italian in every language."""
_LANGUAGE = re.compile(r"^\[(\w+)\]\n(?:(?!\[).+\n)*", re.MULTILINE)
"""An entry of `languages.toml`."""
_HEAD_OF_LANGUAGES = """\
# Le lingue del foglio, nell'ordine in cui si vedono. Quelle con print_draft si stampano anche se
# nessuno ha ancora rivisto la traduzione: il foglio lo dice."""
_HEAD_OF_OTHERS = """\
# Queste non si stampano, se un ambito non le sceglie (lingue) o qualcuno non le chiede (--lang)."""
_REGION = re.compile(r"[A-Z]{2}|\d{3}|")
_CHOICES = {"direction": ("ltr", "rtl"), "days": ("abbreviated", "wide")}
"""What some settings of a language may say."""
_SIZES = {"size": (0.5, 2), "line_height": (0.8, 3)}
"""The least and the most of those that are numbers."""
_TALL = 1.4
"""Times the size of a font: Nastaliq writes its words downhill."""
_FAMILY = re.compile(r"\w+(?:[ -]\w+)*")
_BRACKETS = 2
"""Signs: one before a name, one behind it."""
_SIGNATURE = re.compile(rb"^# Reviewed-By: \S", re.MULTILINE)
"""A review of a sentence: a catalogue without any is a draft."""


_UNCLOSED = re.compile(
    rb"""^(?:msg(?:id|str|ctxt|id_plural)(?:\[\d\])?[ \t]+)?"(?!(?:[^"\\\r\n]|\\.)*"[ \t]*\r?$)""",
    re.MULTILINE,
)
"""A line of a catalogue whose text does not end: Babel would take its last letter for the mark."""


class UntranslatedError(LeafletError):
    """A page needs a sentence that a language lacks: that page cannot be made, others can."""


@dataclass(frozen=True, slots=True)
class Language:
    """One entry of `languages.toml`: `direction` is ltr or rtl, `font` a family name.

    At `size` times its points the font looks as large as Noto Sans; its lines then are
    `line_height` times as high (0: as high as those around). `comma` stands between the members of
    a list, `brackets` around the Italian name of an institution. `days` is how names of days are
    written, abbreviated or wide; `region` the country whose way of writing dates the language
    takes, where there are several: GB.
    """

    code: str
    name: str
    direction: str = "ltr"
    font: str = COMMON_FAMILY
    size: float = 1.0
    line_height: float = 0.0
    comma: str = ", "
    brackets: str = "()"
    days: str = "abbreviated"
    region: str = ""
    print_draft: bool = False

    def bracket(self, text: str) -> str:
        """Return a text in the language's brackets."""
        return f"{self.brackets[0]}{text}{self.brackets[1]}"

    @property
    def is_tall(self) -> bool:
        """Whether its lines would run into each other where others are set close."""
        return self.line_height >= _TALL

    @property
    def has_own_type(self) -> bool:
        """Whether it is set otherwise than the text around it."""
        return self.font != COMMON_FAMILY or self.size != 1 or bool(self.line_height)


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One sentence of the templates in a language: empty when missing, `stale` when fuzzy.

    `review` is the last one that the catalogue tells of, whatever was read then; `places` are the
    files that say the sentence.
    """

    source: str
    translation: str
    stale: bool
    at: Location
    review: Review | None = None
    places: tuple[str, ...] = ()

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody has read this very translation of this very sentence."""
        digest = digest_of_pair(self.source, self.translation)
        is_of_this = self.review is not None and self.review.digest == digest
        return is_of_this and not self.stale and bool(self.translation)


@dataclass(frozen=True)
class Locale:
    """A language with its texts: all that a page needs to speak it.

    `reviewed_by` is None for a draft; `at` is the head of the catalogue, `terms` the part of the
    glossary that binds it. `aids` has its sentences of aids, None where no page says any. `names`
    are institutions that have another name in the territory: name in the texts → name there.
    """

    language: Language
    entries: tuple[CatalogueEntry, ...] = ()
    reviewed_by: str | None = None
    at: Location = NOWHERE
    terms: tuple[Term, ...] = ()
    aids: Locale | None = None
    names: tuple[tuple[str, str], ...] = ()

    @functools.cached_property
    def translations(self) -> Mapping[str, str]:
        """Italian sentence → translation, for all that may be printed."""
        return {e.source: e.translation for e in self.entries if e.translation and not e.stale}

    @property
    def code(self) -> str:
        """The BCP 47 code: `it`, `ar`."""
        return self.language.code

    @property
    def is_source(self) -> bool:
        """Whether it is the language that the others are translated from."""
        return self.code == SOURCE_LANGUAGE

    @property
    def is_draft(self) -> bool:
        """Whether there is a translation that nobody has reviewed, or none at all."""
        return self.reviewed_by is None

    @property
    def has_draft_aids(self) -> bool:
        """Whether it says sentences of aids that nobody has reviewed, or is a draft itself."""
        return self.is_draft or bool(self.aids and self.aids.is_draft)

    def text(self, source: str) -> str:
        """Return the translation of an Italian sentence of the templates.

        Raises UntranslatedError when it has none: nothing is printed in the wrong language.
        """
        if self.is_source:
            return self._name(source)
        try:
            return self._name(self.translations[source])
        except KeyError:
            raise UntranslatedError(
                say("{code}: no translation of «{source}»", code=self.code, source=source),
                say("run leaflet texts update, then translate it in the catalogue"),
            ) from None

    def aid_text(self, sentence: str) -> str | None:
        """Return the translation of a sentence of an aid or a stage, None when it has none.

        One with other gaps is none: it would not say the amount, or one that nobody knows.
        """
        if self.is_source:
            return self._name(sentence)
        said = self.aids.translations.get(sentence) if self.aids else None
        fits = said is not None and set(_GAP.findall(said)) == set(_GAP.findall(sentence))
        return self._name(said) if said and fits else None

    def _name(self, sentence: str) -> str:
        """Return a sentence with the names that institutions have in the territory."""
        if not self.names:
            return sentence
        there = dict(self.names)
        return _INSTITUTION.sub(lambda name: f"[{there.get(name[1], name[1])}]", sentence)

    def aid_words(self, sentence: str, amounts: Mapping[str, tuple[int, str]]) -> str:
        """Return such a sentence as plain text, in Italian where it has no translation."""
        said = self.aid_text(sentence)
        is_italian = said is None or self.is_source
        named = r"\1" if is_italian else self.language.bracket(r"\1")
        bare = _INSTITUTION.sub(named, said or sentence)
        return _GAP.sub(lambda gap: self.amount(*amounts[gap[1]]), bare)

    def amount(self, value: int, unit: str) -> str:
        """Return an amount as the language writes it: 35.000 €, 12 mesi, 74 %.

        Units of Babel: euro, giorni, mesi, anni, percento. Endings that Arabic writes above the
        letters are left out: readers of PDFs give them back at other words.
        """
        locale = babel.Locale.parse(self.code)
        if unit == "euro":
            shown = format_currency(value, "EUR", locale=locale, format="#,##0\xa0¤",
                                    currency_digits=False)  # fmt: skip
        elif unit == "percento":
            shown = format_percent(value / 100, locale=locale)
        else:
            shown = format_unit(value, _DURATIONS[unit], "long", locale=locale)
            if _DURATIONS[unit] in shown:  # Babel lacks the long form of some languages
                shown = format_unit(value, _DURATIONS[unit], "short", locale=locale)
        return shown.translate(_UNSAID)

    def date(self, day: dt.date) -> str:
        """Return the day written out: 24 gennaio 2023."""
        return format_date(day, format="long", locale=babel.Locale.parse(self.dates, sep="-"))

    @property
    def dates(self) -> str:
        """The BCP 47 code of who writes days in the same way: `it`, `en-GB`."""
        return "-".join(filter(None, (self.code, self.language.region)))

    def name_in_source(self) -> str:
        """Return what the language is called in Italian: arabo."""
        return babel.Locale.parse(self.code).get_language_name(SOURCE_LANGUAGE) or self.code

    def days(self, orario: Orario) -> str:
        """Return the days of opening hours in short form: lun–mer, ven."""
        names = get_day_names(
            "wide" if self.language.days == "wide" else "abbreviated", locale=self.code
        )
        return ", ".join(
            names[first] if first == last else f"{names[first]}–{names[last]}"
            for first, last in orario.periodi()
        )


@dataclass(frozen=True, slots=True)
class Texts:
    """The languages of a workspace, the source first.

    `unread` are the drafts that are neither printed nor asked for: each is read when somebody does.
    """

    locales: tuple[Locale, ...]
    unread: Mapping[str, Callable[[], Locale]] = field(default_factory=dict)

    @property
    def published(self) -> tuple[Locale, ...]:
        """The locales to print: reviewed ones, and drafts that `languages.toml` wants."""
        return tuple(
            locale for locale in self.locales if not locale.is_draft or locale.language.print_draft
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all languages, read or not."""
        return (*(locale.code for locale in self.locales), *self.unread)

    def locale(self, code: str) -> Locale:
        """Return the locale of this code; raises LeafletError when there is none."""
        for locale in self.locales:
            if locale.code == code:
                return locale
        if code in self.unread:
            return self.unread[code]()
        codes = ", ".join(self.codes)
        message = say(
            "there is no language «{code}»: choose one of {codes}", code=code, codes=codes
        )
        raise WrongValueError(message)


def read_languages(folder: Path) -> Mapping[str, Language]:
    """Return all languages of `languages.toml` under `folder` (`locales/`), by their codes."""
    return {language.code: language for language in _languages(find_file(folder, "languages.toml"))}


def read_aid_texts(folder: Path, sentences: Sequence[str], also: Collection[str] = ()) -> Texts:
    """Read the translations of the sentences of aids and stages, which are in no template.

    A language without a catalogue of them has none; of a draft that nobody asked for it has those
    that are reviewed. The others are shown in Italian. `also` are the codes of languages that
    somebody asks for. Raises LeafletError when a catalogue cannot be parsed.
    """
    folder = Path(shown_name(folder))
    locales = []
    for language in _languages(find_file(folder, "languages.toml")):
        path = catalogue_path(folder, language.code, AIDS_DOMAIN)
        if language.code == SOURCE_LANGUAGE:
            spoken = tuple(
                CatalogueEntry(text, text, stale=False, at=NOWHERE) for text in sentences
            )
            locales.append(Locale(language, spoken, "source", Location(str(path))))
        elif not path.is_file():
            locales.append(Locale(language, (), "source", Location(str(path))))
        elif language.code in also or language.print_draft:
            locales.append(_locale(language, path, sentences))
        elif _has_reviews(path):
            locale = _locale(language, path, sentences)
            reviewed = tuple(entry for entry in locale.entries if entry.is_reviewed)
            names = ", ".join(dict.fromkeys(one.review.name for one in reviewed if one.review))
            shown = replace(locale, entries=reviewed, reviewed_by=names)
            locales.append(shown if locale.is_draft else locale)
        else:
            locales.append(Locale(language, at=Location(str(path))))
    return Texts(tuple(locales))


def with_aid_texts(locales: Sequence[Locale], aids: Texts) -> tuple[Locale, ...]:
    """Return the languages of the sheet, who say the sentences of aids as well."""
    more = {locale.code: locale for locale in aids.locales}
    return tuple(
        replace(locale, aids=more[locale.code]) if locale.code in more else locale
        for locale in locales
    )


def name_locally(locales: Sequence[Locale], territorio: Territorio | None) -> tuple[Locale, ...]:
    """Return languages that call institutions as they are called in the territory."""
    names = tuple((one.invece_di, one.qui) for one in territorio.nomi) if territorio else ()
    return tuple(replace(locale, names=names) for locale in locales)


def read_texts(folder: Path, domain: str = PUBLIC_DOMAIN, also: Collection[str] = ()) -> Texts:
    """Read `languages.toml` and the catalogues it names, under `folder` (`locales/`).

    The sheet and the portal have catalogues of their own, so that a new sentence of the portal
    makes no sheet out of date. Drafts that are not printed are read when they are asked for: now
    those that `also` names. Raises LeafletError when a file is missing or cannot be parsed.
    """
    folder = Path(shown_name(folder))
    languages = _languages(find_file(folder, "languages.toml"))
    template_path = find_file(folder, f"{domain}.pot")
    wanted = [str(message.id) for message in _catalogue(template_path) if message.id]
    glossary = read_glossary(folder)
    locales: list[Locale] = []
    unread: dict[str, Callable[[], Locale]] = {}
    for language in languages:
        code = language.code
        if code == SOURCE_LANGUAGE:
            at = Location(str(template_path))
            spoken = tuple(CatalogueEntry(source, source, stale=False, at=at) for source in wanted)
            locales.append(Locale(language, spoken, "source", at))
            continue
        path = catalogue_path(folder, code, domain)
        terms = tuple(glossary.get(code, ()))
        read = functools.cache(functools.partial(_locale, language, path, wanted, terms))
        if code in also or language.print_draft or _has_reviews(path):
            locales.append(read())
        else:
            unread[code] = read
    return Texts(tuple(locales), unread)


def _has_reviews(path: Path) -> bool:
    """Return whether somebody has reviewed any sentence of a catalogue.

    It is not parsed for that, which is quick: most languages of a workspace may be drafts.
    """
    return _SIGNATURE.search(read_bytes(path)) is not None


def _locale(
    language: Language, path: Path, wanted: Sequence[str], terms: tuple[Term, ...] = ()
) -> Locale:
    """Return a language with what one of its catalogues has of the wanted sentences."""
    catalogue = _catalogue(path)
    entries = tuple(_entries(catalogue, str(path), wanted))
    said = [entry for entry in entries if entry.translation]
    is_reviewed = bool(said) and all(entry.is_reviewed for entry in said)
    names = dict.fromkeys(entry.review.name for entry in said if entry.review)
    reviewer = ", ".join(names) if is_reviewed else None
    return Locale(language, entries, reviewer, Location(str(path)), terms)


def read_domain(
    folder: Path, domain: str, sentences: Sequence[str] | None = None
) -> tuple[Locale, ...]:
    """Read all that the catalogues of a domain have, drafts too; the source is not among them.

    `sentences` are the Italian ones; None: those of the domain's template. A language without such
    a catalogue is left out. Raises LeafletError when a file cannot be read.
    """
    folder = Path(shown_name(folder))
    glossary = read_glossary(folder)
    if sentences is None:
        template = _catalogue(find_file(folder, f"{domain}.pot"))
        sentences = [str(message.id) for message in template if message.id]
    paths = {
        language: catalogue_path(folder, language.code, domain)
        for language in _languages(find_file(folder, "languages.toml"))
        if language.code != SOURCE_LANGUAGE
    }
    return tuple(
        replace(_locale(language, path, sentences), terms=tuple(glossary.get(language.code, ())))
        for language, path in paths.items()
        if path.is_file()
    )


def join_texts(sheet: Texts, portal: Texts) -> Texts:
    """Return the texts of the portal's pages: they say what the sheet says, and more.

    A language is reviewed when both of its catalogues are.
    """
    more = {locale.code: locale for locale in portal.locales}
    both = [locale for locale in sheet.locales if locale.code in more]
    return Texts(tuple(_join_locales(locale, more[locale.code]) for locale in both))


def _join_locales(sheet: Locale, portal: Locale) -> Locale:
    is_draft = sheet.is_draft or portal.is_draft
    reviewed_by = None if is_draft else sheet.reviewed_by
    return Locale(sheet.language, sheet.entries + portal.entries, reviewed_by, portal.at)


def _entries(catalogue: Catalog, file: str, wanted: Sequence[str]) -> Iterator[CatalogueEntry]:
    for source in wanted:
        message = catalogue.get(source)
        translation = str(message.string) if message and message.string else ""
        line = (message.lineno if message else None) or 1
        yield CatalogueEntry(
            source,
            translation,
            bool(message and message.fuzzy),
            Location(file, line),
            find_review(message.user_comments, source, translation) if message else None,
            tuple(place for place, _ in message.locations) if message else (),
        )


def program_messages(folder: Path, language: str) -> Mapping[str, str]:
    """Return the program's own messages in `language`: English text → translation."""
    path = catalogue_path(folder, language, PROGRAM_DOMAIN)
    return dict(_usable(_catalogue(path))) if path.is_file() else {}


def _languages(path: Path) -> tuple[Language, ...]:
    try:
        entries = tomllib.loads(read_bytes(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = say("{file}: is not a list of languages: {reason}", file=path, reason=error)
        raise LeafletError(message) from error
    for code, entry in entries.items():
        if problem := next(_wrong_settings(code, entry), None):
            what, hint = problem
            raise LeafletError(
                say("{file}: [{code}]: {what}", file=path, code=code, what=what), hint
            )
    if SOURCE_LANGUAGE not in entries:
        message = say("{file}: [{code}] is missing", file=path, code=SOURCE_LANGUAGE)
        raise LeafletError(message, say("Italian is on every leaflet: add it, with its name"))
    return tuple(Language(code, **entry) for code, entry in entries.items())


def choose_languages(folder: Path, codes: Sequence[str]) -> str:
    """Return a list of languages with these first, as the one in `folder` describes them.

    They are to be printed, drafts too: who names a language wants it. The others are not. Raises
    LeafletError for a code that the list does not have.
    """
    path = find_file(folder, "languages.toml")
    text = read_bytes(path).decode()
    entries = {match[1]: match[0].rstrip() for match in _LANGUAGE.finditer(text)}
    found = [_HEAD_OF_LANGUAGES]
    chosen = dict.fromkeys((SOURCE_LANGUAGE, *codes))
    for code in chosen:
        if code not in entries:
            message = say("there is no language «{code}»: choose one of {codes}", code=code,
                          codes=", ".join(entries))  # fmt: skip
            raise WrongValueError(message)
        is_draft = code != SOURCE_LANGUAGE and "print_draft" not in entries[code]
        found.append(entries[code] + ("\nprint_draft = true" if is_draft else ""))
    found.append(_HEAD_OF_OTHERS)
    found += [entries[code].replace("\nprint_draft = true", "") for code in entries
              if code not in chosen]  # fmt: skip
    return "\n\n".join(found) + "\n"


def _wrong_settings(code: str, entry: object) -> Iterator[tuple[Message, Message]]:
    """Yield what is wrong with an entry of `languages.toml`, and what to write instead."""
    settings = entry if isinstance(entry, dict) else {}
    known = {field.name: field for field in fields(Language) if field.name != "code"}
    needed = (key for key, field in known.items() if field.default is MISSING)
    for key in (key for key in needed if key not in settings):
        yield say("«{key}» is missing", key=key), say("write it in quotation marks")
    for key, value in settings.items():
        if key not in known:
            names = ", ".join(known)
            yield say("there is no «{key}»", key=key), say("write one of: {names}", names=names)
        elif hint := _hint_for(key, value, str(known[key].type)):
            yield say("«{key}» is not right: {value}", key=key, value=value), hint
    region = str(settings.get("region", ""))
    tag = "-".join(filter(None, (code, region)))
    try:
        is_known = bool(_REGION.fullmatch(region) and babel.Locale.parse(tag, sep="-"))
    except (ValueError, babel.UnknownLocaleError):
        is_known = False
    if not is_known:
        hint = say("write the code of a language, and as region the two letters of a country: GB")
        yield say("nobody writes days like «{code}»", code=tag), hint


def _hint_for(key: str, value: object, kind: str) -> Message | None:
    """Return what to write as a setting of a language; None when it is right."""
    if kind == "float":
        least, most = _SIZES[key]
        is_right = type(value) in {int, float} and least <= value <= most  # type: ignore[operator]
        hint = say("write a number from {least} to {most}, such as 1.15", least=least, most=most)
        return None if is_right else hint
    if type(value).__name__ != kind:
        is_text = kind == "str"
        return say("write it in quotation marks") if is_text else say("write true or false")
    if key in _CHOICES and value not in _CHOICES[key]:
        return say("write one of: {names}", names=", ".join(_CHOICES[key]))
    if key == "brackets" and len(str(value)) != _BRACKETS:
        return say("write two signs: {signs}", signs="()")
    if key == "font" and not _FAMILY.fullmatch(str(value)):
        return say("write the name of a family of fonts: {name}", name=COMMON_FAMILY)
    return None


def catalogue_path(folder: Path, code: str, domain: str) -> Path:
    """Return where a catalogue is, below `folder` (`locales/`) or among the program's own."""
    return find_file(folder, f"{code}/LC_MESSAGES/{domain}.po")


def own_catalogue_path(folder: Path, code: str, domain: str) -> Path:
    """Return where a catalogue of a workspace's own stands, or would."""
    return folder / code / "LC_MESSAGES" / f"{domain}.po"


def _catalogue(path: Path) -> Catalog:
    data = read_bytes(path)
    if torn := _UNCLOSED.search(data):
        line = data.count(b"\n", 0, torn.start()) + 1
        message = say("{file}:{line}: a quotation mark is missing", file=path, line=line)
        raise LeafletError(message, say("each line of a text begins and ends with one"))
    try:
        return read_po(io.BytesIO(data), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        message = say("{file}: is not a catalogue: {reason}", file=path, reason=error)
        raise LeafletError(message) from error


def _usable(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    """Yield source and translation of every message that is not empty and not stale."""
    for message in catalogue:
        if message.id and message.string and not message.fuzzy:
            yield str(message.id), str(message.string)
