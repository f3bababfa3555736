"""A port that is timed: what passes through it to the workers is counted.

It stands before the real one and changes nothing of what passes.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from monitor.errors import WorkerError
from monitor.metrics import TASKS, WORKER_REASONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.metrics import Metrics
    from monitor.ports import Offload

P = ParamSpec("P")
T = TypeVar("T")


class MeteredOffload:
    """Fulfil `ports.Offload` by another, and note how long tasks took and why they failed."""

    def __init__(
        self,
        offload: Offload,
        metrics: Metrics,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._offload = offload
        self._metrics = metrics
        self._clock = clock

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `function(...)` from a worker; see `ports.Offload`."""
        began = self._clock()
        try:
            return await self._offload.run(function, *args, **kwargs)
        except WorkerError as error:
            if error.reason in WORKER_REASONS:
                self._metrics.worker_failures.labels(reason=error.reason).inc()
            raise
        finally:
            if function.__name__ in TASKS:
                took = self._clock() - began
                self._metrics.task_seconds.labels(task=function.__name__).observe(took)
