# SPDX-License-Identifier: EUPL-1.2
"""Rules about the shape of the registry, and the manual of the codes found before any rule runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.problems import Problem, Severity, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leaflet.registry.model import Registry


def duplicate_ids(registry: Registry) -> Iterator[Problem]:
    """S020: two ambiti have the same `id`.

    File names and links are made of it: one leaflet would overwrite the other.

    Wrong::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2023-01-24}]
          - id: rhodense
            nome: Melzo
            comuni: [Melzo]
            contatti: [{email: [casa@comune.melzo.mi.it], verificato: 2023-01-24}]

    Right::

        ambiti:
          - id: rhodense
            nome: Rhodense
            comuni: [Rho]
            contatti: [{email: [casa@comune.rho.mi.it], verificato: 2023-01-24}]
          - id: melzo
            nome: Melzo
            comuni: [Melzo]
            contatti: [{email: [casa@comune.melzo.mi.it], verificato: 2023-01-24}]
    """
    seen: dict[str, str] = {}
    for i, ambito in enumerate(registry.ambiti):
        if ambito.id in seen:
            yield Problem(
                "S020",
                Severity.ERROR,
                registry.at("ambiti", i, "id"),
                say("the id «{id}» is there twice", id=ambito.id),
                say(
                    "the ambito {nome} has it already: give this one its own", nome=seen[ambito.id]
                ),
            )
        seen.setdefault(ambito.id, ambito.nome)


FROM_READING = (
    """S001: the file is not YAML, or holds no registry.

    Mostly the indentation is wrong, a colon or a quotation mark is missing, in this line or in
    the one above.

    Wrong::

        email: [casa@comune.rho.mi.it
        ufficio: Ufficio Casa

    Right::

        email: [casa@comune.rho.mi.it]
        ufficio: Ufficio Casa
    """,
    """S002: the file is larger than 2 MiB, or has more entries than any list.

    A list of all Comuni of Italy is smaller.
    """,
    """S003: the file is not UTF-8 text.

    Save it again with the encoding UTF-8.
    """,
    """S004: there is an invisible or control character.

    Such characters can show one phone number and dial another. Delete it, or type the word again.

    Wrong::

        ufficio: "Ufficio\u202e Casa"
        email: [casa@comune.rho.mi.it]

    Right::

        ufficio: "Ufficio Casa"
        email: [casa@comune.rho.mi.it]
    """,
    """S005: a second YAML document begins in the file.

    A registry is one document: delete the line `---`.
    """,
    """S006: an alias stands in for a value.

    Write the value out: whoever reads the list must see what it says.

    Wrong::

        ufficio: &casa Ufficio Casa
        note: *casa
        email: [casa@comune.rho.mi.it]

    Right::

        ufficio: Ufficio Casa
        email: [casa@comune.rho.mi.it]
    """,
    """S007: values are nested too deeply.

    A registry has nine levels; twenty are read.
    """,
    """S008: a key is not a plain word.

    Wrong::

        ? [email]
        : casa@comune.rho.mi.it

    Right::

        email: [casa@comune.rho.mi.it]
    """,
    """S009: a key is there twice.

    Only one of the two would count, and nobody could say which.

    Wrong::

        email: [casa@comune.rho.mi.it]
        ufficio: Ufficio Casa
        ufficio: Servizi Sociali

    Right::

        email: [casa@comune.rho.mi.it]
        ufficio: Ufficio Casa
    """,
    """S010: a key is missing.

    Wrong::

        sede: {comune: Rho}

    Right::

        sede: {indirizzo: "Via Roma, 1", comune: Rho}
    """,
    """S011: there is no such key.

    Wrong::

        emial: [casa@comune.rho.mi.it]

    Right::

        email: [casa@comune.rho.mi.it]
    """,
    """S012: a value is not of the right kind: text, list or group of keys.

    Wrong::

        email: casa@comune.rho.mi.it

    Right::

        email: [casa@comune.rho.mi.it]
    """,
    """S013: a key has no value.

    Write one, or delete the line.

    Wrong::

        email: [casa@comune.rho.mi.it]
        ufficio:

    Right::

        email: [casa@comune.rho.mi.it]
        ufficio: Ufficio Casa
    """,
    """S014: a value is not in the right form.

    Dates are written 2026-11-21, hours "09:00", days lun-ven, extensions "266", keys "4.1.2".

    Wrong::

        telefoni: [{numero: "02 9512 0286", orari: [{giorni: lunedì, dalle: "9", alle: "12:30"}]}]

    Right::

        telefoni: [{numero: "02 9512 0286", orari: [{giorni: lun, dalle: "09:00", alle: "12:30"}]}]
    """,
    """S015: a value is longer than any real one.

    It would not fit on the sheet.
    """,
)
"""Manual pages of what reading finds."""

FROM_IGNORING = (
    """S021: a comment silences a rule that finds nothing there.

    Delete the comment: it would hide the next mistake.

    Wrong::

        email: [casa@comune.rho.mi.it] # leaflet: ignore E003 the office has no other address

    Right::

        email: [casa@comune.rho.mi.it]
    """,
    """S022: a comment silences a rule without saying which one, or why.

    Write `# leaflet: ignore CODE reason`.

    Wrong::

        email: [casa.rho@gmail.com] # leaflet: ignore E003

    Right::

        email: [casa.rho@gmail.com] # leaflet: ignore E003 the office has no other address
    """,
)
"""Manual pages of what comments that silence rules can get wrong."""

FROM_BUILDING = (
    """P001: the contacts of an ambito do not fit on side two.

    Columns and spacing are tightened first, never under 10 pt. Shorten notes and names of offices.
    """,
    """P002: the advice does not fit on side one.

    Shorten the longest language, or print fewer languages.
    """,
    """P003: drawing a sheet ended the worker that drew it, again and again.

    Mostly the system ended it because memory ran out. Close other programs, or use fewer workers.
    """,
    """P004: a finished sheet cannot take the place of the old one.

    The old file stays whole. Close the program that has it open, or allow writing, and build again.
    """,
    """P005: where a sheet belongs there is a file that this program did not make.

    It stays as it is. Move it away, or let it be replaced with `leaflet build --force`.
    """,
    """P006: what a product says does not fit on its page.

    A line of large print is wider than the page, or the poster is longer. Shorten it.
    """,
    """P007: no font of the leaflets has a sign of a sheet.

    It would be an empty box on paper: the sheet is not made, the others are. `leaflet validate`
    says where the sign stands (W005, X013). Leave it out, or say it in words.
    """,
    """P008: what sheets are made of is missing, or not whole.

    A folder or a file of the templates is not there, is empty or has a mistake; the texts lack a
    sentence that the templates have; or this machine has no font of that name.
    """,
    """P009: the history of printed codes is shorter than a build left it.

    Whoever looks up the code of an older sheet finds it no more. Put `output/history.jsonl` back
    from a copy: nothing that was built since is lost, it is written down again.
    """,
)
"""Manual pages of what only printing shows."""
