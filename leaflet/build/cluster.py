# SPDX-License-Identifier: EUPL-1.2
"""An existing Dask cluster as workers. The only importer of `distributed` (extra `cluster`)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from leaflet.problems import LeafletError, say

try:
    from distributed import Client
    from distributed.cfexecutor import ClientExecutor
    from distributed.scheduler import KilledWorker
except ImportError:
    raise LeafletError(
        say("the package distributed is missing"),
        say("in the folder of the program do: make cluster"),
    ) from None

if TYPE_CHECKING:
    from concurrent.futures import Executor

# It tells of every connection that closes; when one is gone, the build says so itself.
logging.getLogger("distributed").setLevel(logging.WARNING)

_T = TypeVar("_T")

CONNECT_SECONDS = 10
"""Seconds to wait for the scheduler, and for its first worker."""


class Cluster:
    """A cluster that somebody started; closing the executor leaves it running."""

    gave_up: tuple[type[Exception], ...] = (KilledWorker,)
    """Raised for a task that killed every worker that the scheduler gave it to."""

    def __init__(self, scheduler: str) -> None:
        """Connect to the scheduler at this address; LeafletError when it does not answer."""
        if not scheduler:
            message = say("--executor dask needs the address of a cluster")
            raise LeafletError(message, say("write --scheduler tcp://HOST:8786"))
        try:
            self._client: Any = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]  # it has no types
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            message = say("no Dask cluster with workers answers at {address}", address=scheduler)
            raise LeafletError(message) from error

    def size(self) -> int:
        """Return how many sheets the cluster draws at once."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def is_deserted(self) -> bool:
        """Return whether the scheduler has no workers at all."""
        return not self._client.nthreads()

    def keep(self, value: Any) -> Any:  # noqa: ANN401  (Dask's own future)
        """Return a stand-in for a value that each worker keeps, so that it travels only once.

        It is the result of a task: when the worker that has it dies, Dask makes it again. Scattered
        data are lost then, since Dask soon keeps but one copy of them.
        """
        return self._client.submit(_itself, value, pure=False)

    def executor(self) -> Executor:
        """Return the cluster as an executor."""
        executor: Executor = _Executor(self._client, pure=False)  # type: ignore[no-untyped-call]  # it has no types
        return executor


def _itself(value: _T) -> _T:
    return value


class _Executor(ClientExecutor):
    """Dask's own, which does not know the newer way to say that futures are to be cancelled."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  (as Python has it)
        super().shutdown(wait=wait and not cancel_futures)  # type: ignore[no-untyped-call]  # it has no types
