# SPDX-License-Identifier: EUPL-1.2
"""A job in the process apart may do what it likes: the program goes on."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from leaflet.problems import LeafletError, say
from leaflet.system.confined import FOR_PDF, GaveUpError, JobLimits, run_confined

if TYPE_CHECKING:
    from collections.abc import Callable


def double(number: int) -> int:
    return 2 * number


def complain() -> None:
    os.write(1, b"noise")
    os.write(2, b"WARNING: noise")
    raise LeafletError(say("it is {kind}", kind="odd"), say("mend it"))


def be_odd() -> None:
    raise UnicodeDecodeError("utf-8", b"", 0, 1, "odd")


class UnpackableError(Exception):
    """An error that can be packed and not unpacked, as some libraries have."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def raise_unpackable() -> None:
    raise UnpackableError(1, 2)


def test_results_and_errors_come_back(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever asks does not see that it was done elsewhere, and nothing is printed there."""
    assert run_confined(double, 21) == 42
    with pytest.raises(LeafletError, match="it is odd") as caught:
        run_confined(complain)
    assert caught.value.hint == say("mend it")
    with pytest.raises(UnicodeDecodeError) as odd:
        run_confined(be_odd)
    assert "in be_odd" in odd.value.__notes__[0]
    with pytest.raises(RuntimeError, match="1 and 2"):
        run_confined(raise_unpackable)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep the limit")
def test_a_job_that_fills_the_memory_is_given_up() -> None:
    """Two megabytes may unpack to four gigabytes."""
    with pytest.raises(GaveUpError, match="more than 1024 MB of memory"):
        run_confined(bytearray, FOR_PDF.megabytes * 2**20)
    assert run_confined(double, 1) == 2


def keep_much() -> None:
    KEPT.append(bytearray(600 * 2**20))


KEPT: list[bytearray] = []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep the limit")
def test_no_job_pays_for_the_ones_before_it() -> None:
    """Where libraries keep memory, or a job asks for less, the next one gets a new process."""
    run_confined(keep_much)
    run_confined(keep_much)
    assert run_confined(double, 1, limits=JobLimits(seconds=8, megabytes=256)) == 2


def work_for_ever() -> None:
    while True:
        pass


def sleep_for_ever() -> None:
    time.sleep(600)


@pytest.mark.parametrize("endless", [work_for_ever, sleep_for_ever])
def test_a_job_that_takes_too_long_is_given_up(endless: Callable[[], None]) -> None:
    """The next job is done all the same."""
    with pytest.raises(GaveUpError, match="more than 1 seconds"):
        run_confined(endless, limits=JobLimits(seconds=1, megabytes=1024))
    assert run_confined(double, 2) == 4


def test_a_process_that_dies_is_replaced() -> None:
    """Native code can end its process without a word."""
    with pytest.raises(GaveUpError, match="reading it broke down"):
        run_confined(os._exit, 0)
    assert run_confined(double, 3) == 6
