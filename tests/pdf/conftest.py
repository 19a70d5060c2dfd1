# SPDX-License-Identifier: EUPL-1.2
"""Who signs in these tests, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leaflet.pdf import signing
from tests.authority import PASSPHRASE, Authority

if TYPE_CHECKING:
    from pathlib import Path

    from leaflet.pdf.signing import Seal
    from tests.authority import Holder


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Who issues certificates in these tests."""
    return Authority("Autorità di prova")


@pytest.fixture(scope="module")
def holder(authority: Authority) -> Holder:
    """Who signs."""
    return authority.issued("UNEP di Milano")


@pytest.fixture(scope="module")
def seal(holder: Holder) -> Seal:
    """The key as a clerk has it."""
    return signing.seal_of_file(holder.pkcs12(), PASSPHRASE)


@pytest.fixture(scope="module")
def sheet(sheets: dict[str, Path]) -> bytes:
    """The sheet that is signed."""
    return sheets["melzo"].read_bytes()
