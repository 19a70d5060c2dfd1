# SPDX-License-Identifier: EUPL-1.2
"""Rules about aids and stages: until when, for whom, what to bring, and how it is said."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say
from leaflet.registry.comuni import official
from leaflet.registry.letters import INVISIBLE, foreign_letters, is_mangled
from leaflet.registry.misure import FASI, GAP, MONTH
from leaflet.registry.territory import home_provinces
from leaflet.rules.dates import FARTHEST, ROUND
from leaflet.rules.domains import host_of
from leaflet.rules.texts import EASY, gulpease
from leaflet.system.fonts import COMMON_FAMILY, signs_without_font
from leaflet.system.words import fold, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.problems import Message
    from leaflet.registry.misure import Misura, Misure
    from leaflet.registry.model import Registry
    from leaflet.registry.record import Path
    from leaflet.texts.catalogues import Locale

LONGEST_SENTENCE = 15
"""Words: more than one idea does not fit into them."""
OLD = 5
"""Years after which a document may no longer say what holds."""
_VAGUE = re.compile(
    r"\b(?:eventual[ei]|necessari[ao]?|idone[ao]|opportun[ao]|ogni altr[ao]|tutta la|tutti i)\b",
    re.IGNORECASE,
)
"""Words of forms that say no document that one could look for at home."""
_PLAUSIBLE = {
    "euro": (10, 200_000),
    "giorni": (1, 366),
    "mesi": (1, 60),
    "anni": (1, 99),
    "percento": (1, 100),
}
"""Unit → the least and the most that an aid to pay rent can say."""
_AMOUNT = re.compile(r"(?:€|euro)\s*\d|\d[\d.]*\s*(?:€|euro|%)", re.IGNORECASE)
_ADDRESS = re.compile(r"https://(?:[\w-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"(?:^|\.)(?:comune\.[a-z0-9-]+(?:\.[a-z]{2})?|regione\.[a-z-]+|gov)\.it$", re.IGNORECASE
)
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
"""Whatever stands in braces, also where one of them is missing."""
_BRACKETS = str.maketrans("", "", "[]")


def _problem(  # noqa: PLR0913, PLR0917  (as Problem itself)
    code: str,
    misure: Misure,
    path: Path,
    message: Message,
    hint: Message,
    severity: Severity = Severity.WARNING,
) -> Problem:
    return Problem(code, severity, misure.at(*path), message, hint)


def _open(misure: Misure, today: dt.date) -> Iterator[tuple[int, Misura]]:
    """Yield the aids that are, or will be, shown."""
    for number, misura in enumerate(misure.misure):
        if misura.al is None or misura.al >= today:
            yield number, misura


def past_its_day(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M001: an aid has expired.

    It is shown nowhere any more, and may stay in the file: codes of old leaflets speak of it.

    Wrong::

        al: 2021-12-31

    Right::

        al: 2027-06-30
    """
    for number, misura in enumerate(misure.misure):
        if misura.al and misura.al < today:
            message = say("«{nome}» has expired on {day}: it is shown nowhere", nome=misura.nome,
                          day=misura.al)  # fmt: skip
            hint = say("if it goes on, write its new last day")
            place = ("misure", number, "al")
            yield _problem("M001", misure, place, message, hint, Severity.INFO)


def soon_past_its_day(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M002: an aid expires within a month.

    From the day after it is shown nowhere. Ask the body whether it goes on.

    Wrong::

        al: 2026-12-01

    Right::

        al: 2027-06-30
    """
    for number, misura in _open(misure, today):
        if misura.al and misura.al - today <= dt.timedelta(days=MONTH):
            message = say("«{nome}» expires on {day}", nome=misura.nome, day=misura.al)
            hint = say("ask the body whether it goes on, and write its new last day")
            yield _problem("M002", misure, ("misure", number, "al"), message, hint)


def without_a_last_day(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M003: an aid has neither a last day nor one on which to look again.

    Money runs out and notices close: somebody must have a look one day.

    Wrong::

        fino_a: esaurimento fondi

    Right::

        fino_a: esaurimento fondi
        ricontrolla: 2027-03-01
    """
    for number, misura in _open(misure, today):
        if not misura.al and not misura.ricontrolla:
            message = say("nothing says until when «{nome}» can be asked for", nome=misura.nome)
            hint = say("write its last day (al), or a day on which to look again (ricontrolla)")
            place = ("misure", number, "fino_a")
            yield _problem("M003", misure, place, message, hint, Severity.ERROR)


def impossible_days(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M018: an aid begins after its last day, or has a day that is ten years away.

    Wrong::

        dal: 2027-06-01
        al: 2027-01-31

    Right::

        dal: 2027-01-01
        al: 2027-06-30
    """
    for number, misura in _open(misure, today):
        if misura.dal and misura.al and misura.dal > misura.al:
            message = say("«{nome}» begins after its last day: it is never shown", nome=misura.nome)
            hint = say("correct its first day (dal) or its last one (al)")
            yield _problem("M018", misure, ("misure", number, "dal"), message, hint, Severity.ERROR)
        for key in ("dal", "al", "ricontrolla", "verificato"):
            day = getattr(misura, key)
            if day and abs(day.year - today.year) > FARTHEST:
                message = say("{day} is not plausible", day=day)
                hint = say("write the day that the document says")
                place = ("misure", number, key)
                yield _problem("M018", misure, place, message, hint, Severity.ERROR)


def same_aid_twice(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M004: an aid is there twice for the same place and time, or two have one id.

    Stages stand once each, in their order: their numbers are printed.

    Wrong::

        misure:
          - id: affitto
            nome: Contributo per l'affitto
            ente: Comune di Rho
            al: 2027-06-30
            descrizione: [È un aiuto in denaro.]
            aiuti: [{fasi: [convalida], testo: Pagare l'affitto.}]
            fonte: Avviso del Comune di Rho
            verificato: 2026-11-20
          - id: affitto
            nome: Contributo per l'affitto
            ente: Comune di Rho
            al: 2027-06-30
            descrizione: [È un aiuto in denaro.]
            aiuti: [{fasi: [convalida], testo: Pagare l'affitto.}]
            fonte: Avviso del Comune di Rho
            verificato: 2026-11-20

    Right::

        nome: Contributo per l'affitto
    """
    ids = [fase.id for fase in misure.fasi]
    if ids != [name for name in FASI if name in ids]:
        message = say("a stage is there twice, or they are in another order")
        hint = say("write each once, in this order: {ids}", ids=", ".join(FASI))
        yield _problem("M004", misure, ("fasi",), message, hint, Severity.ERROR)
    for (_, a), (second, b) in itertools.combinations(enumerate(misure.misure), 2):
        if a.id == b.id:
            message = say("the id «{id}» is there twice", id=b.id)
            hint = say("delete one, or give it another id")
            place = ("misure", second, "id")
            yield _problem("M004", misure, place, message, hint, Severity.ERROR)
        elif fold(a.nome) == fold(b.nome) and _share_place(a, b) and _share_days(a, b, today):
            message = say("«{nome}» is there twice for the same place and time", nome=b.nome)
            hint = say("delete one, or change the days of the other")
            yield _problem("M004", misure, ("misure", second, "nome"), message, hint)


def _share_place(a: Misura, b: Misura) -> bool:
    if not (a.comuni or a.ambiti) or not (b.comuni or b.ambiti):
        return True
    places = [{*map(fold, one.comuni), *one.ambiti} for one in (a, b)]
    return not places[0].isdisjoint(places[1])


def _share_days(a: Misura, b: Misura, today: dt.date) -> bool:
    spans = [(one.dal or dt.date.min, one.al or dt.date.max) for one in (a, b)]
    begin, end = max(span[0] for span in spans), min(span[1] for span in spans)
    return begin <= end and end >= today


def in_no_place(misure: Misure, registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M005: an aid is for a Comune or an ambito that nobody knows.

    Wrong::

        comuni: [Rhoo]

    Right::

        comuni: [Rho]
    """
    ids = [ambito.id for ambito in registry.ambiti]
    for number, misura in _open(misure, today):
        for i, name in enumerate(misura.comuni):
            if not official().find_active(name):
                message = say("no Comune is called «{name}»", name=name)
                meant = official().nearest(name, home=home_provinces(registry))
                hint = say("write «{name}»", name=meant) if meant else say("write its whole name")
                place = ("misure", number, "comuni", i)
                yield _problem("M005", misure, place, message, hint, Severity.ERROR)
        for i, name in enumerate(misura.ambiti):
            if name not in ids:
                message = say("the list has no ambito with the id «{id}»", id=name)
                hint = say("write one of: {ids}", ids=nearest(name, ids) or ", ".join(ids))
                place = ("misure", number, "ambiti", i)
                yield _problem("M005", misure, place, message, hint, Severity.ERROR)


def no_question(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M006: a requirement is no question that one answers with yes or no.

    The reader ticks it: «Hai un contratto registrato?» can be ticked, «contratto registrato» not.

    Wrong::

        requisiti: [Contratto di affitto registrato]

    Right::

        requisiti: [Hai un contratto di affitto registrato?]
    """
    for number, misura in _open(misure, today):
        for name in ("requisiti", "cause"):
            for i, text in enumerate(getattr(misura, name)):
                if not text.rstrip().endswith("?") or _asks_for_more(text):
                    message = say("«{sentence}» cannot be answered with yes or no", sentence=text)
                    hint = say("ask the reader: Hai …? Sei …? È vero che …?")
                    place = ("misure", number, name, i)
                    yield _problem("M006", misure, place, message, hint, Severity.ERROR)


def _asks_for_more(question: str) -> bool:
    return bool(re.match(r"(?:quant|qual|quand|come|dove|chi|perch)\w*\b", question.lower()))


def vague_document(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M007: a document is named so that nobody can look for it at home.

    Wrong::

        documenti: [{testo: Ogni altra documentazione necessaria}]

    Right::

        documenti: [{testo: Copia del contratto di affitto registrato}]
    """
    for number, misura in _open(misure, today):
        for i, documento in enumerate(misura.documenti):
            if found := _VAGUE.search(documento.testo):
                message = say("nobody knows which document «{words}» is", words=found[0])
                hint = say("name the document, and with «solo_se» when it is needed")
                place = ("misure", number, "documenti", i, "testo")
                yield _problem("M007", misure, place, message, hint)


def odd_amount(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M008: an amount is far from usual, there twice, there and not named, or in words.

    Amounts are values, so that each language writes them in its own way.

    Wrong::

        requisiti: ["Hai un ISEE entro {isee}?"]
        importi: [{nome: isee, valore: 2600000, unita: euro}]

    Right::

        requisiti: ["Hai un ISEE entro {isee}?"]
        importi: [{nome: isee, valore: 26000, unita: euro}]
    """
    for number, misura in _open(misure, today):
        named = {name for _, text in misura.sentences() for name in GAP.findall(text)}
        for i, importo in enumerate(misura.importi):
            place = ("misure", number, "importi", i)
            least, most = _PLAUSIBLE[importo.unita]
            if not least <= importo.valore <= most:
                message = say("{amount} {unit} is not plausible", amount=importo.valore,
                              unit=importo.unita)  # fmt: skip
                yield _problem("M008", misure, place, message, say("check it in the document"))
            if importo.nome not in named:
                message = say("no sentence says {{{name}}}", name=importo.nome)
                yield _problem("M008", misure, place, message, say("use it, or delete it"))
            if importo.nome in {other.nome for other in misura.importi[:i]}:
                message = say("the amount {{{name}}} is there twice", name=importo.nome)
                hint = say("delete one, or give it another name")
                yield _problem("M008", misure, place, message, hint, Severity.ERROR)
        for path, text in misura.sentences():
            at: Path = ("misure", number, *path)
            if found := _AMOUNT.search(text):
                message = say("the amount «{words}» stands in a sentence", words=found[0])
                hint = say("put it under «importi», and its name in braces here")
                yield _problem("M008", misure, at, message, hint)


def unknown_amount(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M019: a sentence names an amount that is not there, or has a brace too many or too few.

    Wrong::

        requisiti: ["Hai un ISEE entro {ISEE}?"]
        importi: [{nome: isee, valore: 26000, unita: euro}]

    Right::

        requisiti: ["Hai un ISEE entro {isee}?"]
        importi: [{nome: isee, valore: 26000, unita: euro}]
    """
    for path, text in read_sentences(misure, today):
        amounts = misure.misure[int(path[1])].importi if path[0] == "misure" else ()
        known = {f"{{{importo.nome}}}" for importo in amounts}
        for words in sorted(set(_BRACES.findall(text)) - known):
            message = say("there is no amount {{{name}}}", name=words.strip("{}"))
            hint = say("add it under «importi»")
            if path[0] == "fasi":
                hint = say("a stage has no amounts: write it without braces")
            yield _problem("M019", misure, path, message, hint, Severity.ERROR)


def long_sentence(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M009: a sentence has more than fifteen words.

    Wrong::

        descrizione:
          - È un aiuto in denaro che il tuo Comune ti può dare se non riesci più a pagare l'affitto.

    Right::

        descrizione:
          - È un aiuto in denaro del tuo Comune.
          - Vale se non riesci più a pagare l'affitto.
    """
    for path, text in read_sentences(misure, today):
        words = len(re.findall(r"\w+", text))
        if len(text.translate(_BRACKETS).split()) > LONGEST_SENTENCE:
            message = say("this sentence has {count} words", count=words)
            hint = say("make two of it: {bound} words at most", bound=LONGEST_SENTENCE)
            yield _problem("M009", misure, path, message, hint)


def read_sentences(misure: Misure, today: dt.date) -> Iterator[tuple[Path, str]]:
    """Yield the sentences that are, or will be, shown."""
    shown = {number for number, _ in _open(misure, today)}
    for path, text in misure.sentences():
        if path[0] == "fasi" or path[1] in shown:
            yield path, text


def hard_description(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M010: an aid or a stage is described in words that are hard to read.

    Its Gulpease index is under 70: eight years of school must be enough.

    Wrong::

        descrizione:
          - Contribuzione economica straordinaria finalizzata alla ricostituzione patrimoniale.

    Right::

        descrizione:
          - È un aiuto in denaro per chi non riesce a pagare l'affitto.
    """
    texts: dict[Path, list[str]] = {}
    for path, text in read_sentences(misure, today):
        if path[2] in {"descrizione", "significa", "fai"}:
            texts.setdefault(path[:2], []).append(text.translate(_BRACKETS))
    for path, sentences in texts.items():
        index = gulpease(" ".join(sentences))
        if index < EASY:
            message = say("this is hard to read: Gulpease {index}", index=round(index))
            hint = say("shorten words and sentences until it is {bound} or more", bound=EASY)
            yield _problem("M010", misure, (*path, "descrizione"), message, hint)


def not_confirmed(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M012: nobody has confirmed an aid for four months, or on a day that has not come yet.

    Wrong::

        verificato: 2026-01-15

    Right::

        verificato: 2026-11-20
    """
    for number, misura in _open(misure, today):
        place = ("misure", number, "verificato")
        age = (today - misura.verificato).days
        if age < 0:
            message = say("{day} is in the future", day=misura.verificato)
            hint = say("write the day somebody last checked this aid")
            yield _problem("M012", misure, place, message, hint, Severity.ERROR)
        elif age > ROUND:
            message = say("«{nome}» was last confirmed {days} days ago", nome=misura.nome, days=age)
            hint = say("ask the body, then write today's day")
            yield _problem("M012", misure, place, message, hint)


def link_of_nobody(misure: Misure, registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M013: an aid leads to a website that no contact of the list has.

    It may be right; but an address that nobody else knows is worth a look.

    Wrong::

        link: ["https://www.aiuti-affitto.example.com/bando"]

    Right::

        link: ["https://www.comune.rho.mi.it/casa"]
    """
    rows = [row for _, _, row in registry.rows()]
    known = {_site(link.url) for row in rows for link in row.link}
    known |= {address.rpartition("@")[2].lower() for row in rows for address in row.email}
    for number, misura in _open(misure, today):
        for i, url in enumerate(misura.link):
            place = ("misure", number, "link", i)
            if not _ADDRESS.fullmatch(url):
                message = say("«{url}» is no address with https://", url=url)
                hint = say("write the whole address, from https:// on")
                yield _problem("M013", misure, place, message, hint, Severity.ERROR)
            elif _site(url) not in known and not _is_official(url):
                message = say("no contact of the list has the site {host}", host=host_of(url))
                yield _problem("M013", misure, place, message, say("check that it is the body's"))


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")


def _is_official(url: str) -> bool:
    """Return whether an address is of a Comune, a Region or the State: their names are reserved."""
    return bool(_OFFICIAL.search(host_of(url)))


def to_look_at_again(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M014: the day has come to look at an aid again.

    Wrong::

        ricontrolla: 2026-11-01

    Right::

        ricontrolla: 2027-03-01
    """
    for number, misura in _open(misure, today):
        if misura.ricontrolla and misura.ricontrolla <= today:
            message = say("«{nome}» was to be looked at again on {day}", nome=misura.nome,
                          day=misura.ricontrolla)  # fmt: skip
            hint = say("ask the body, confirm it, and write the next day")
            yield _problem("M014", misure, ("misure", number, "ricontrolla"), message, hint)


def from_an_old_source(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M015: what is said of an aid comes from a document of more than five years ago.

    It is shown with its year. Look for a newer document.

    Wrong::

        datata: 2020

    Right::

        datata: 2025
    """
    for number, misura in _open(misure, today):
        if misura.datata and misura.datata > today.year:
            message = say("{year} is still to come", year=misura.datata)
            hint = say("write the year of the document")
            place = ("misure", number, "datata")
            yield _problem("M015", misure, place, message, hint, Severity.ERROR)
        if misura.datata and today.year - misura.datata > OLD:
            message = say("«{nome}» is known from a document of {year}", nome=misura.nome,
                          year=misura.datata)  # fmt: skip
            hint = say("look for a newer document, and write its year")
            place = ("misure", number, "datata")
            yield _problem("M015", misure, place, message, hint, Severity.INFO)


def law_without_signature(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M016: facts of law wait for a lawyer's signature, or have one that cannot be.

    They are published nowhere before. A lawyer of the Ordine signs each in the file.

    Wrong::

        fasi:
          - id: convalida
            nome: Convalida di sfratto
            riconosci: [È la decisione del tribunale.]
            significa: [Devi lasciare la casa.]
            fai: [Chiama il tuo Comune.]
            bozze:
              - testo: Il giudice fissa il giorno.
                articolo: art. 56 L. 392/1978
                raccolto: 2026-11-20

    Right::

        fasi:
          - id: convalida
            nome: Convalida di sfratto
            riconosci: [È la decisione del tribunale.]
            significa: [Devi lasciare la casa.]
            fai: [Chiama il tuo Comune.]
            bozze:
              - testo: Il giudice fissa il giorno.
                articolo: art. 56 L. 392/1978
                raccolto: 2026-11-20
                firma: {nome: Avv. Maria Prova, giorno: 2026-11-21}
    """
    for number, fase in enumerate(misure.fasi):
        waiting = len(fase.bozze) - len(fase.list_signed())
        if waiting:
            message = say("{nome}: facts of law without a signature: {count}", nome=fase.nome,
                          count=waiting)  # fmt: skip
            hint = say("a lawyer signs each: {example}", example="firma: {nome: …, giorno: …}")
            place = ("fasi", number, "bozze")
            yield _problem("M016", misure, place, message, hint, Severity.INFO)
        for i, bozza in enumerate(fase.bozze):
            firma = bozza.firma
            signed = ("fasi", number, "bozze", i, "firma")
            if firma and not re.search(r"[^\W\d_]{2}", firma.nome):
                message, hint = say("nobody has signed here"), say("write the lawyer's whole name")
                yield _problem("M016", misure, signed, message, hint, Severity.ERROR)
            if firma and not bozza.raccolto <= firma.giorno <= today:
                message = say("it cannot have been signed on {day}", day=firma.giorno)
                hint = say("write the day of the signature: not before «raccolto», not to come")
                yield _problem("M016", misure, signed, message, hint, Severity.ERROR)


def odd_letters(misure: Misure, _registry: Registry, today: dt.date) -> Iterator[Problem]:
    """M017: a sentence has letters of another alphabet, mangled ones, or signs that no font has.

    Wrong::

        descrizione: [Ãˆ un aiuto in denaro.]

    Right::

        descrizione: [È un aiuto in denaro.]
    """
    others = (
        (("misure", number, key), value)
        for number, misura in _open(misure, today)
        for key in ("ente", "fonte", "fino_a")
        if (value := getattr(misura, key))
    )
    for path, text in itertools.chain(read_sentences(misure, today), others):
        odd = [*foreign_letters(text), *signs_without_font(text, (COMMON_FAMILY,))]
        if not text.strip() or "\n" in text:
            message = say("there is nothing to read here, or more than a line")
            yield _problem("M017", misure, path, message, say("type it again"), Severity.ERROR)
        elif odd or is_mangled(text) or INVISIBLE.search(text):
            message = say("«{sentence}» has letters that are not Italian", sentence=text)
            yield _problem("M017", misure, path, message, say("type it again"), Severity.ERROR)


def without_translation(misure: Misure, locale: Locale, today: dt.date) -> Iterator[Problem]:
    """M011: sentences of aids and stages are not translated.

    Each is shown in Italian, and marked as such, until it is; a changed sentence needs a new
    translation. `leaflet texts update` puts them into `locales/…/misure.po`.
    """
    shown = dict.fromkeys(text for _, text in read_sentences(misure, today))
    left = [text for text in shown if text not in locale.translations]
    if left:
        message = say("{language}: sentences of aids that are not translated: {count}",
                      language=locale.language.name, count=len(left))  # fmt: skip
        hint = say("the first is «{sentence}»", sentence=left[0])
        yield Problem("M011", Severity.WARNING, locale.at, message, hint)


AID_RULES = (
    past_its_day,
    soon_past_its_day,
    without_a_last_day,
    same_aid_twice,
    in_no_place,
    no_question,
    vague_document,
    odd_amount,
    long_sentence,
    hard_description,
    not_confirmed,
    link_of_nobody,
    to_look_at_again,
    from_an_old_source,
    law_without_signature,
    odd_letters,
    impossible_days,
)
"""Rules that look at the file of aids; `without_translation` looks at one language."""
WHOLE_AID_RULES = (unknown_amount,)
"""Those that would speak of what was left out when the file was read."""
