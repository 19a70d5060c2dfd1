# SPDX-License-Identifier: EUPL-1.2
"""How the answers of `leaflet verify` are written: pure functions of them, one a format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from leaflet.problems import LeafletError, say
from leaflet.texts.messages import translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.archive.verify import SheetVerdict, VerifyAnswer
    from leaflet.pdf.signatures import Signature

Signatures = tuple["Signature", ...] | LeafletError
"""The signatures of a file, or why they could not be read."""

_WORDS = {
    "current": say("current"),
    "superseded": say("superseded"),
    "altered": say("altered"),
    "unknown": say("unknown"),
    "unreadable": say("cannot be read"),
}


def are_good(signatures: Signatures) -> bool:
    """Return whether there is a signature, and nothing is wrong with any."""
    if isinstance(signatures, LeafletError):
        return False
    return bool(signatures) and all(signature.is_good for signature in signatures)


def answers_text(answers: Sequence[VerifyAnswer], signatures: Mapping[str, Signatures]) -> str:
    """Return answers for people: a line for each file or code, what is known of it below."""
    return "".join(
        f"{line}\n"
        for answer in answers
        for line in _lines(answer, signatures.get(answer.asked), is_asked=bool(signatures))
    )


def _lines(answer: VerifyAnswer, signatures: Signatures | None, *, is_asked: bool) -> Iterator[str]:
    yield f"{answer.asked}: {translate(_WORDS[answer.verdict])}"
    for sheet in answer.sheets:
        yield f"  {_sentence(sheet)}"
        yield from (f"    {translate(change)}" for change in sheet.changes)
        if sheet.hint:
            hint = say("help: {hint}", hint=sheet.hint)
            yield f"  {translate(hint)}"
    if is_asked and signatures is not None and answer.verdict != "unreadable":
        yield from (f"  {line}" for line in _signature_lines(signatures))


def _sentence(sheet: SheetVerdict) -> str:
    if not sheet.pages:
        return translate(sheet.sentence)
    numbers = ", ".join(map(str, sheet.pages))
    return translate(say("pages {numbers}: {what}", numbers=numbers, what=sheet.sentence))


def _signature_lines(signatures: Signatures) -> Iterator[str]:
    if isinstance(signatures, LeafletError):
        yield translate(signatures.message)
        return
    if not signatures:
        yield translate(say("it has no digital signature"))
    for signature in signatures:
        yield translate(say("signature: {what}", what=signature.sentence))
        if signature.at:
            at = signature.at.strftime("%Y-%m-%d %H:%M UTC")
            said = say("time stamp: {at}", at=at)
            claimed = say("by the signer's own clock: {at}", at=at)
            yield f"  {translate(said if signature.is_stamped else claimed)}"
        if signature.hint:
            yield translate(say("help: {hint}", hint=signature.hint))


def answers_json(answers: Sequence[VerifyAnswer], signatures: Mapping[str, Signatures]) -> str:
    """Return answers for programs: a list of objects whose keys are stable.

    `verdict` is current, superseded, altered, unknown or unreadable; moments are in UTC.
    """
    rows = [_row(answer) | _signature_row(signatures.get(answer.asked)) for answer in answers]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _row(answer: VerifyAnswer) -> dict[str, Any]:
    return {
        "asked": answer.asked,
        "verdict": answer.verdict.value,
        "sheets": [_sheet_row(sheet) for sheet in answer.sheets],
    }


def _sheet_row(sheet: SheetVerdict) -> dict[str, Any]:
    return {
        "verdict": sheet.verdict.value,
        "message": translate(sheet.sentence),
        "code": sheet.code or None,
        "path": sheet.path or None,
        "pages": list(sheet.pages),
        "made": sheet.made or None,
        "since": sheet.since or None,
        "replaced_by": sheet.replaced_by or None,
        "changes": [translate(change) for change in sheet.changes],
        "help": translate(sheet.hint) if sheet.hint else None,
    }


def _signature_row(signatures: Signatures | None) -> dict[str, Any]:
    if signatures is None or isinstance(signatures, LeafletError):
        return {}
    return {
        "signatures": [
            {
                "good": signature.is_good,
                "message": translate(signature.sentence),
                "signer": signature.signer,
                "at": signature.at.isoformat() if signature.at else None,
                "time_stamp": signature.is_stamped,
            }
            for signature in signatures
        ]
    }
