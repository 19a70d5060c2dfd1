# SPDX-License-Identifier: EUPL-1.2
"""A sheet that is signed: its signature holds for the sheet alone, so no result claims it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from leaflet.notices.attaching import Outcome, ResultPlace, attach
from leaflet.pdf import signing
from leaflet.pdf.page_digest import page_digests
from leaflet.pdf.signatures import judge_signatures
from tests.authority import NOW, PASSPHRASE, Authority
from tests.judges import verapdf
from tests.judges.programs import run
from tests.notices import producers
from tests.notices.producers import QPDF

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.notices.choosing import CurrentLeaflet


@pytest.fixture(scope="module")
def signed(sheet: CurrentLeaflet) -> CurrentLeaflet:
    """The sheet as `build --sign` makes it."""
    holder = Authority("Autorità di prova").issued("UNEP di Milano")
    seal = signing.seal_of_file(holder.pkcs12(), PASSPHRASE)
    data = seal.sign(sheet.data)
    return replace(sheet, data=data, sha256=hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize("name", ["office-2b", "form", "archive"])
def test_no_result_claims_the_signature_of_its_sheet(
    name: str,
    signed: CurrentLeaflet,
    sheet: CurrentLeaflet,
    notices: dict[str, Path],
    tmp_path: Path,
) -> None:
    """No field, no bytes that would be covered, and no trace of it on the page of the sheet."""
    archive = producers.accessible_archive(sheet.path, tmp_path)
    notice = {**notices, "archive": archive}[name]
    done = attach(notice, signed, ResultPlace(tmp_path / "out"))
    assert done.outcome is Outcome.JOINED
    data = done.path.read_bytes()
    assert judge_signatures(data, [], NOW) == ()
    assert b"/ByteRange" not in data
    assert page_digests(data)[-2:] == page_digests(sheet.data)
    with pikepdf.open(done.path) as pdf, pikepdf.open(notice) as before:
        assert "/Perms" not in pdf.Root
        assert _fields(pdf) == _fields(before)
        pages = [page.obj for page in pdf.pages[-2:] if "/Annots" in page.obj]
        assert {str(item.Subtype) for page in pages for item in page.Annots} == {"/Link"}
    assert "No syntax or stream encoding errors" in run("qpdf", QPDF, ["--check", str(done.path)])


def _fields(pdf: pikepdf.Pdf) -> int:
    return len(list(pdf.acroform.fields))


@pytest.mark.judged
def test_the_claims_hold_with_a_signed_sheet(
    signed: CurrentLeaflet, sheet: CurrentLeaflet, tmp_path: Path
) -> None:
    """PDF/A-2a and PDF/UA-1, by veraPDF."""
    archive = producers.accessible_archive(sheet.path, tmp_path)
    done = attach(archive, signed, ResultPlace(tmp_path / "out"))
    assert done.remarks == ()
    assert not any(verapdf.validate([done.path]).values())


def test_a_signed_sheet_that_lies_beside_stays_signed(
    signed: CurrentLeaflet, notices: dict[str, Path], tmp_path: Path
) -> None:
    """Byte for byte: a signed notice gets the sheet as the office signed it."""
    notice = tmp_path / "atto.pdf"
    notice.write_bytes(notices["latex"].read_bytes())
    done = attach(producers.encrypted(notice), signed, ResultPlace(tmp_path / "out"))
    assert done.path.read_bytes() == signed.data
    assert len(judge_signatures(done.path.read_bytes(), [], NOW)) == 1
