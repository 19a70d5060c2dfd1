# SPDX-License-Identifier: EUPL-1.2
"""What is said of signatures: who made them, and whatever is changed is noticed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from leaflet.pdf import signing
from leaflet.pdf.signatures import read_certificates
from leaflet.problems import LeafletError
from tests.authority import DAY, NOW, PASSPHRASE, Authority, stamp_server
from tests.judges.programs import run
from tests.pdf.judging import judge

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.pdf.signing import Seal


def test_any_byte_changed_breaks_it(seal: Seal, sheet: bytes, authority: Authority) -> None:
    """A digit changed with a program that keeps the signature is noticed."""
    signed = bytearray(seal.sign(sheet))
    signed[len(sheet) // 2] ^= 1
    found = judge(bytes(signed), authority)
    assert str(found.sentence) == "it was changed after UNEP di Milano signed it"
    assert not found.is_good


def test_something_added_behind_it_breaks_it(
    seal: Seal, sheet: bytes, authority: Authority, tmp_path: Path
) -> None:
    """An update behind the signature that covers a number is noticed, though no byte changed."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415  (to forge)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(seal.sign(sheet)))
    page = writer.root["/Pages"]["/Kids"][1]
    page["/CropBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 300)))
    writer.update_container(page)
    with (tmp_path / "x.pdf").open("wb+") as file:
        writer.write(file)
    found = judge((tmp_path / "x.pdf").read_bytes(), authority)
    assert str(found.sentence) == "something was added to it after UNEP di Milano signed it"


def test_an_unknown_authority(seal: Seal, sheet: bytes) -> None:
    """Nobody is trusted unless the user says so, and not somebody of the same name."""
    signed = seal.sign(sheet)
    for trusted in ((), (Authority("Autorità di prova"),)):
        found = judge(signed, *trusted)
        assert str(found.sentence) == (
            "the certificate of UNEP di Milano is from an unknown authority: Autorità di prova"
        )
        assert "--trust" in str(found.hint)


def test_a_certificate_that_vouches_for_itself(sheet: bytes) -> None:
    """Its authority is unknown like any other; named with --trust, it is good."""
    alone = Authority("Avv. Rossi")
    signed = signing.seal_of_file(alone.holder.pkcs12(), PASSPHRASE).sign(sheet)
    found = judge(signed)
    assert str(found.sentence) == (
        "the certificate of Avv. Rossi is from an unknown authority: Avv. Rossi"
    )
    assert "--trust" in str(found.hint)
    assert judge(signed, alone).is_good


def test_a_certificate_for_something_else(authority: Authority, sheet: bytes) -> None:
    """Of an authority that is trusted, but not for signing."""
    server = authority.issued("Un server", signs=False)
    found = judge(signing.seal_of_file(server.pkcs12(), PASSPHRASE).sign(sheet), authority)
    assert str(found.sentence) == "the certificate of Un server is not for signing documents"
    assert found.hint is None


def test_an_expired_certificate(authority: Authority, sheet: bytes) -> None:
    """Without a time stamp nothing proves that it signed before; with one, the signature stays."""
    short = authority.issued("Cancelleria", NOW - 2 * DAY, NOW + DAY)
    seal = signing.seal_of_file(short.pkcs12(), PASSPHRASE)
    later = NOW + 30 * DAY
    found = judge(seal.sign(sheet), authority, at=later)
    assert str(found.sentence) == (
        f"the certificate of Cancelleria expired on {(NOW + DAY).date()}, and nothing proves that "
        "it signed before"
    )
    with stamp_server(authority.issued("Marca temporale", stamps=True)) as url:
        stamped = replace(seal, stamps=signing.stamps_of(url)).sign(sheet)
    assert judge(stamped, authority, at=later).is_good


def test_a_time_stamp_of_somebody_unknown(seal: Seal, authority: Authority, sheet: bytes) -> None:
    """It does not make the signature good, and a sentence of its own says so."""
    other = Authority("Altra autorità").issued("Marca temporale", stamps=True)
    with stamp_server(other) as url:
        found = judge(replace(seal, stamps=signing.stamps_of(url)).sign(sheet), authority)
    assert str(found.sentence) == "its time stamp cannot be trusted"
    assert (found.is_good, found.is_stamped) == (False, False)


def test_certificates_are_read_in_both_forms(authority: Authority) -> None:
    """PEM, DER, and nothing else."""
    (one,) = read_certificates(authority.holder.pem())
    (other,) = read_certificates(authority.holder.der())
    assert one.dump() == other.dump()
    with pytest.raises(LeafletError, match="there is no certificate in it"):
        read_certificates(b"x")


@pytest.mark.judged
def test_pdfsig_of_poppler_agrees(seal: Seal, sheet: bytes, tmp_path: Path) -> None:
    """A reader that is not pyHanko finds the signature whole, and a changed one broken."""
    signed = bytearray(seal.sign(sheet))
    path = tmp_path / "x.pdf"
    path.write_bytes(signed)
    assert "Signature is Valid" in _pdfsig(path)
    signed[len(sheet) // 2] ^= 1
    path.write_bytes(signed)
    assert "Digest Mismatch" in _pdfsig(path)


def _pdfsig(path: Path) -> str:
    return run("pdfsig", "poppler-utils", ["-nocert", str(path)])
