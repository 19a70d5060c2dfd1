# SPDX-License-Identifier: EUPL-1.2
"""The judgement of a file with one signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leaflet.pdf.signatures import judge_signatures, read_certificates
from tests.authority import NOW

if TYPE_CHECKING:
    import datetime as dt

    from leaflet.pdf.signatures import Signature
    from tests.authority import Authority


def judge(pdf: bytes, *trusted: Authority, at: dt.datetime = NOW) -> Signature:
    """Return what is said of the only signature of a file."""
    roots = [root for one in trusted for root in read_certificates(one.holder.pem())]
    (found,) = judge_signatures(pdf, roots, at)
    return found
