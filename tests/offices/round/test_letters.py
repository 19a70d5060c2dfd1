# SPDX-License-Identifier: EUPL-1.2
"""A letter is one any e-mail program opens, always the same bytes, and nothing is smuggled in."""

from __future__ import annotations

import email
import os
import subprocess
import sys
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leaflet.offices.round.letters import attachment, letter
from leaflet.problems import LeafletError
from tests.offices.round import golden
from tests.offices.round.conftest import DUE, small, workbook
from tests.offices.round.test_addresses import INJECTIONS
from tests.paths import ROOT

if TYPE_CHECKING:
    from email.message import EmailMessage

    from leaflet.pages.round import RoundComposer
    from leaflet.registry.model import Ambito, Registry

WRITES = """\
import sys, hashlib, datetime as dt
from pathlib import Path
from leaflet.system import workspace
from leaflet.pages.round import RoundComposer
from leaflet.registry.reading import read_file
from leaflet.offices.round.letters import letter
from leaflet.texts.catalogues import read_texts
from tests.paths import ROOT
here = workspace.shipped_workspace()
composer = RoundComposer(here.templates, read_texts(here.locales).locale("it"))
for ambito in read_file(Path(sys.argv[1])).registry.ambiti:
    print(hashlib.sha256(letter(ambito, dt.date(2026, 12, 15), b"PK", composer) or b"").hexdigest())
"""


def _levante() -> Ambito:
    ambito = small().ambito("levante")
    assert ambito
    return ambito


def _opened(data: bytes | None) -> EmailMessage:
    assert data
    return email.message_from_bytes(data, policy=default)


def test_letters_are_golden(
    request: pytest.FixtureRequest, registry: Registry, round_composer: RoundComposer
) -> None:
    """The letters of the small list and of the real one, byte for byte."""
    for name, ambiti in (("small", small().ambiti), ("real", registry.ambiti)):
        letters = {a.id: letter(a, DUE, workbook(a), round_composer) for a in ambiti}
        found = {f"{key}.eml": data for key, data in letters.items() if data}
        golden.check(request, f"letters-{name}", found)


def test_a_letter_is_read_back(round_composer: RoundComposer) -> None:
    """Whom it is for, what it says, and the very bytes of the workbook."""
    message = _opened(letter(_levante(), DUE, b"PK\x03\x04\r\n.\r\n\x00", round_composer))
    assert message["To"] == "casa@levante.fittizi.it, Piano@levante.fittizi.it"
    assert message["Subject"] == (
        "Contatti dell'ambito Levante: da confermare entro il 15 dicembre 2026"
    )
    assert message["X-Unsent"] == "1"
    text, sheet = message.iter_parts()
    assert (text.get_content_type(), text.get_content_charset()) == ("text/plain", "utf-8")
    assert "«Confermo che è giusto»" in text.get_content()
    assert "contatti-levante.xlsx" in text.get_content()
    assert (sheet.get_filename(), sheet.get_content()) == (
        attachment(_levante()),
        b"PK\x03\x04\r\n.\r\n\x00",
    )


def test_a_letter_passes_every_server(round_composer: RoundComposer) -> None:
    """Seven bits, lines of at most 998 characters that end in CRLF (RFC 5322, 2.1.1)."""
    data = letter(_levante(), DUE, bytes(range(256)) * 99, round_composer)
    assert data
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r") > 20
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_same_bytes_in_another_process() -> None:
    """Another hash seed, time zone and language change nothing."""
    outs = set()
    for seed, zone in (("1", "UTC"), ("77", "Asia/Tokyo")):
        extra = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT), "LANG": "C"}
        done = subprocess.run(
            [sys.executable, "-c", WRITES, str(ROOT / "tests/data/giro.yaml")],
            env=os.environ | extra, capture_output=True, text=True, check=True,
        )  # fmt: skip
        outs.add(done.stdout)
    assert len(outs) == 1
    assert len(set(outs.pop().split())) == 4


def test_other_contents_have_another_name(round_composer: RoundComposer) -> None:
    """Mail programs show two letters of one Message-ID as one."""
    names = {
        _opened(letter(_levante(), DUE, data, round_composer))["Message-ID"]
        for data in (b"a", b"b")
    }
    assert len(names) == 2


def test_without_an_address_there_is_no_letter(round_composer: RoundComposer) -> None:
    """The office has to be called."""
    ambito = small().ambito("senza-posta")
    assert ambito
    assert letter(ambito, DUE, b"", round_composer) is None


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_name_cannot_add_headers(text: str, round_composer: RoundComposer) -> None:
    """Not with line ends of any kind, not with encoded words."""
    ambito = _levante().model_copy(update={"nome": text})
    with pytest.raises(LeafletError, match="cannot stand in the head of an e-mail"):
        letter(ambito, DUE, b"", round_composer)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1, max_size=120))
@example("00000\xa0\xa0\xa0\xa0\U00010000\U00010000\U00010000 ¡")  # Python loses the last blank
def test_whatever_the_name_the_head_has_the_same_fields(
    round_composer: RoundComposer, nome: str
) -> None:
    """Either it is refused, or it comes out of the subject as it went in."""
    ambito = _levante().model_copy(update={"nome": nome})
    try:
        data = letter(ambito, DUE, b"", round_composer)
    except LeafletError:
        return
    message = _opened(data)
    assert sorted(message.keys()) == sorted(_opened(letter(_levante(), DUE, b"", round_composer)))
    expected = f"Contatti dell'ambito {nome}: da confermare entro il 15 dicembre 2026"
    assert " ".join(message["Subject"].split()) == " ".join(expected.split())
    assert message["To"] == "casa@levante.fittizi.it, Piano@levante.fittizi.it"
