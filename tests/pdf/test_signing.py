# SPDX-License-Identifier: EUPL-1.2
"""Signatures are made with real keys, and PDF/A and PDF/UA hold with them."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from leaflet.pdf import signing
from leaflet.pdf.page_digest import page_digests
from leaflet.pdf.signatures import judge_signatures, read_certificates
from leaflet.pdf.signing import UnsignableError
from leaflet.problems import LeafletError
from tests.authority import DAY, NOW, PASSPHRASE, Authority, stamp_server
from tests.judges import verapdf
from tests.judges.programs import MissingJudgeError, run
from tests.pdf.judging import judge
from tests.tampering import PASSWORD, notice, qpdf

if TYPE_CHECKING:
    from leaflet.pdf.signing import Seal
    from tests.authority import Holder

DRIVERS = [Path(folder) / "softhsm/libsofthsm2.so" for folder in
           ("/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")]  # fmt: skip
PIN = "1234"


@pytest.mark.judged
def test_a_signed_sheet_is_still_the_sheet_and_meets_both_standards(
    seal: Seal, sheet: bytes, authority: Authority, tmp_path: Path
) -> None:
    """B-B and B-T: PDF/A-2a and PDF/UA-1 by veraPDF, and the pages are known."""
    files = []
    with stamp_server(authority.issued("Marca temporale di prova", stamps=True)) as url:
        for name, stamps in (("bb", None), ("bt", signing.stamps_of(url))):
            signed = replace(seal, stamps=stamps).sign(sheet)
            assert signed.startswith(sheet)
            assert page_digests(signed) == page_digests(sheet)
            found = judge(signed, authority)
            assert (found.is_good, found.is_stamped) == (True, stamps is not None)
            files.append(tmp_path / f"{name}.pdf")
            files[-1].write_bytes(signed)
    assert set(map(tuple, verapdf.validate(files).values())) == {()}
    assert len(files) == 2


def test_the_signature_is_pades(seal: Seal, sheet: bytes) -> None:
    """Its kind is that of ETSI EN 319 142-1, and it names the whole file."""
    with pikepdf.open(io.BytesIO(seal.sign(sheet))) as document:
        value = document.Root.AcroForm.Fields[0].V
        assert value.SubFilter == pikepdf.Name("/ETSI.CAdES.detached")
        assert value.ByteRange[0] == 0


def test_an_expired_key_does_not_sign(authority: Authority) -> None:
    """Nor does one that is not valid yet."""
    old = authority.issued("Ieri", NOW - 9 * DAY, NOW - DAY)
    new = authority.issued("Domani", NOW + DAY, NOW + 9 * DAY)
    with pytest.raises(LeafletError, match="your certificate expired on"):
        signing.seal_of_file(old.pkcs12(), PASSPHRASE).check_usable(NOW)
    with pytest.raises(LeafletError, match="your certificate is not valid before"):
        signing.seal_of_file(new.pkcs12(), PASSPHRASE).check_usable(NOW)
    signing.seal_of_file(authority.issued("Oggi").pkcs12(), PASSPHRASE).check_usable(NOW)


def test_a_second_signature_keeps_the_first(seal: Seal, sheet: bytes, authority: Authority) -> None:
    """Each is good."""
    twice = seal.sign(seal.sign(sheet))
    roots = read_certificates(authority.holder.pem())
    assert [found.is_good for found in judge_signatures(twice, roots, NOW)] == [True, True]


@pytest.mark.judged
def test_files_that_cannot_be_signed(seal: Seal, sheet: bytes, tmp_path: Path) -> None:
    """No PDF, a damaged or a locked one: each says so."""
    with pytest.raises(UnsignableError, match=r"it is not a PDF$"):
        seal.sign(b"# README")
    packed = sheet.replace(b"stream\nx", b"stream\n\x00")
    assert packed != sheet
    for damaged in (sheet[:-500], sheet[: len(sheet) // 2], packed):
        with pytest.raises(UnsignableError, match="it is damaged"):
            seal.sign(damaged)
        with pytest.raises(LeafletError, match="it is damaged"):
            judge_signatures(damaged, [], NOW)
    plain, locked = tmp_path / "plain.pdf", tmp_path / "locked.pdf"
    plain.write_bytes(sheet)
    qpdf("--encrypt", PASSWORD, PASSWORD, 256, "--", plain, locked)
    with pytest.raises(UnsignableError, match="locked with a password"):
        seal.sign(locked.read_bytes())
    assert judge_signatures(notice(tmp_path / "n.pdf").read_bytes(), [], NOW) == ()


def test_files_of_others_that_cannot_be_signed(
    seal: Seal, authority: Authority, tmp_path: Path
) -> None:
    """What the library says of them is English; each has its sentence, and the next is signed."""
    plain = notice(tmp_path / "n.pdf").read_bytes()
    with pytest.raises(UnsignableError, match="it is damaged"):
        seal.sign_unknown(plain.replace(b"/Pages ", b"/Pagez "))
    certified = _certify(plain, authority.issued("Autore"))
    with pytest.raises(UnsignableError, match="whoever signed it before allows no other signature"):
        seal.sign_unknown(certified)
    assert len(judge_signatures(seal.sign_unknown(plain), [], NOW)) == 1


def _certify(pdf: bytes, holder: Holder) -> bytes:
    """Return the file signed by somebody who forbids all changes."""
    signer = signing.seal_of_file(holder.pkcs12(), PASSPHRASE).signer
    meta = signers.PdfSignatureMetadata(
        field_name="Autore", certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return bytes(signers.PdfSigner(meta, signer=signer).sign_pdf(writer).getbuffer())


def test_a_file_that_is_not_tagged_can_be_signed(
    seal: Seal, authority: Authority, tmp_path: Path
) -> None:
    """A notice without structure."""
    plain = notice(tmp_path / "n.pdf").read_bytes()
    assert judge(seal.sign(plain), authority).is_good


def test_a_wrong_passphrase(holder: Holder) -> None:
    """It is said, and never repeated in the message."""
    with pytest.raises(LeafletError, match="passphrase is wrong") as caught:
        signing.seal_of_file(holder.pkcs12(), "sbagliata")
    assert "sbagliata" not in str(caught.value)
    with pytest.raises(LeafletError, match="no PKCS#12 file"):
        signing.seal_of_file(b"x", PASSPHRASE)


def test_a_time_stamp_server_that_is_down(seal: Seal, sheet: bytes) -> None:
    """The file is not signed without the time that was asked for."""
    with stamp_server(Authority("x").issued("y", stamps=True)) as url:
        pass
    with pytest.raises(LeafletError, match="cannot be fetched: the connection fails"):
        replace(seal, stamps=signing.stamps_of(url)).sign(sheet)


@pytest.fixture(scope="module")
def device(holder: Holder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A card of software (SoftHSM2) with the key; returns its driver."""
    driver = next((path for path in DRIVERS if path.exists()), None)
    if driver is None:
        raise MissingJudgeError("The PKCS#11 driver SoftHSM2", "softhsm2")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    run("softhsm2-util", "softhsm2",
        ["--init-token", "--free", "--label", "prova", "--pin", PIN, "--so-pin", PIN])  # fmt: skip
    _load(driver, holder)
    return driver


def _load(driver: Path, holder: Holder) -> None:
    import pkcs11  # noqa: PLC0415  (the driver reads its settings when it is loaded)
    from pkcs11.util.rsa import decode_rsa_private_key  # noqa: PLC0415
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

    token = pkcs11.lib(str(driver)).get_token(token_label="prova")  # noqa: S106  (a name)
    with token.open(rw=True, user_pin=PIN) as session:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

        plain = holder.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        named = {pkcs11.Attribute.LABEL: "firma", pkcs11.Attribute.ID: b"\x01",
                 pkcs11.Attribute.TOKEN: True}  # fmt: skip
        session.create_object({**decode_rsa_private_key(plain), **named})
        session.create_object({**decode_x509_certificate(holder.der()), **named})


def test_a_key_in_a_device_signs(device: Path, authority: Authority, sheet: bytes) -> None:
    """The key never leaves the device; the signature is like any other."""
    with signing.seal_of_device(device, "prova", "firma", PIN) as seal:
        signed = seal.sign(sheet)
        assert len(seal.name) == 64
    assert judge(signed, authority).is_good


def test_the_settings_name_the_key_from_where_they_lie(
    holder: Holder, device: Path, tmp_path: Path
) -> None:
    """A file beside them, or the driver of a device; a time stamp only where a server is named."""
    (tmp_path / "unep.p12").write_bytes(holder.pkcs12())
    settings = tmp_path / "leaflet.toml"
    settings.write_text('[sign]\nkey = "unep.p12"\n')
    with signing.open_seal(settings, lambda: PASSPHRASE, NOW) as of_file:
        assert of_file.stamps is None
    lines = ("[sign]", f'device = "{device}"', 'token = "prova"', 'certificate = "firma"',
             'timestamp = "https://marche.example.it"')  # fmt: skip
    settings.write_text("\n".join(lines))
    with signing.open_seal(settings, lambda: PIN, NOW) as of_device:
        assert of_device.stamps is not None
        assert of_device.name == of_file.name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[sign]", "name the key to sign with: either «key» or «device»"),
        ('[sign]\nkey = "a"\ndevice = "b"', "name the key to sign with: either «key» or «device»"),
        ('[sign]\nkey = "a"\nvisible = true', "«visible» is not known"),
        ("[sign]\nkey = 1", "«key» has a value of the wrong kind"),
        ('[sign]\nkey = "a"\npin = "1234"', "a password never stands in a file: delete it there"),
    ],
)
def test_settings_that_name_no_key(text: str, reason: str, tmp_path: Path) -> None:
    """Said in a sentence that begins with the file, before anybody is asked for a passphrase."""
    settings = tmp_path / "leaflet.toml"
    settings.write_text(text)
    with (
        pytest.raises(LeafletError) as caught,
        signing.open_seal(settings, lambda: pytest.fail("asked"), NOW),
    ):
        pass
    assert str(caught.value) == f"{settings}: {reason}"
    assert str(caught.value.hint) == ("[sign] may have: key, device, token, certificate, timestamp")


def test_a_device_that_refuses(device: Path) -> None:
    """A wrong PIN, another name, no such driver: each is said in a sentence."""
    with (
        pytest.raises(LeafletError, match="the device"),
        signing.seal_of_device(device, "prova", "firma", "0000"),
    ):
        pass
    with (
        pytest.raises(LeafletError, match="the device"),
        signing.seal_of_device(device, "altra", "firma", PIN),
    ):
        pass
    with (
        pytest.raises(LeafletError, match="the device cannot be opened"),
        signing.seal_of_device(Path("nessuno.so"), "", "", PIN),
    ):
        pass
