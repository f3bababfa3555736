"""The worker processes that a configuration needs: those that parse and match, one that encodes.

The one that encodes starts when an article asks for it and leaves after a rest, as the others do.
What watchlists learn from their examples is learned there, before anything is matched, and given
to all.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from monitor import tasks
from monitor.adapters.workers import WorkerPool
from monitor.areas import Area
from monitor.deciding import Deciding, needs_encoder
from monitor.errors import MonitorError
from monitor.logs import area_logger
from monitor.metered import MeteredOffload

if TYPE_CHECKING:
    from monitor.adapters.workers import NewWorkers
    from monitor.config.settings import Config
    from monitor.metrics import Metrics
    from monitor.watchlist import Watchlist

log = area_logger(Area.WORKERS)

TASK_DEADLINE: Final = timedelta(seconds=20)
_ENCODING_DEADLINE: Final = timedelta(minutes=5)  # seeds and examples by the thousand are encoded
_ENCODING_MEMORY_MB: Final = 3072  # address space, of which a model maps more than it touches
_IDLE_LEAVE: Final = timedelta(seconds=30)
_ENCODER_LEAVES: Final = timedelta(minutes=10)  # loading it takes seconds


@dataclass(frozen=True, slots=True)
class NewCrews:
    """Workers that wait to be adopted; see `Crews.prepare`.

    encoding: None where no watchlist needs an encoder.
    """

    workers: NewWorkers
    encoding: NewWorkers | None


class Crews:
    """All worker processes of a daemon. An async context manager.

    deciding: Who matches articles.
    offload: Who does all other work.
    """

    def __init__(self, config: Config, metrics: Metrics) -> None:
        self._config = config
        self._encoding = WorkerPool(
            workers=1,
            deadline=_ENCODING_DEADLINE,
            memory_limit_mb=_ENCODING_MEMORY_MB,
            idle_after=_ENCODER_LEAVES,
            initializer=tasks.install_encoder,
            initargs=(config.watchlists, config.runtime.encoder),
        )
        self._workers = WorkerPool(
            workers=config.runtime.workers,
            deadline=TASK_DEADLINE,
            idle_after=_IDLE_LEAVE,
            initializer=tasks.install,
            initargs=_setup(config, config.watchlists),
        )
        self.offload = MeteredOffload(self._workers, metrics)
        self.deciding = Deciding(self.offload, metrics=metrics)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._encoding)
        await self._stack.enter_async_context(self._workers)
        # A worker that cannot be set up is told now, and not by every task.
        await self._workers.warm_up()
        taught = await self._taught(self._config)
        if taught is not self._config.watchlists:
            await self._workers.install(tasks.install, *_setup(self._config, taught))
            await self._encoding.install(
                tasks.install_encoder, taught, self._config.runtime.encoder
            )
        self.deciding.exchange(self._encoding if _encoder_of(self._config) else None)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def prepare(self, config: Config) -> NewCrews:
        """Start workers for another configuration, beside those that work.

        Raises MonitorError; then nothing has changed.
        """
        taught, encoder = await self._taught(config), _encoder_of(config)
        workers = await self._workers.prepare(
            tasks.install, *_setup(config, taught), workers=config.runtime.workers
        )
        try:
            encoding = (
                await self._encoding.prepare(tasks.install_encoder, taught, encoder)
                if encoder
                else None
            )
        except BaseException:
            self._workers.discard(workers)
            raise
        return NewCrews(workers, encoding)

    def adopt(self, prepared: NewCrews) -> None:
        """Give every further task to these workers; the others finish what they have and leave."""
        self._workers.adopt(prepared.workers)
        if prepared.encoding is not None:
            self._encoding.adopt(prepared.encoding)
        self.deciding.exchange(self._encoding if prepared.encoding is not None else None)

    async def _taught(self, config: Config) -> tuple[Watchlist, ...]:
        """Return the watchlists with what they learned; as they are where that fails."""
        encoder = _encoder_of(config)
        if encoder is None or not any(
            each.examples and not each.model for each in config.watchlists
        ):
            return config.watchlists
        try:
            taught = await self._encoding.run(tasks.teach, config.watchlists, encoder)
        except MonitorError as error:
            log.warning("not_learned", reason=error.reason, message=str(error))
            return config.watchlists
        for before, after in zip(config.watchlists, taught, strict=True):
            if after.model is not before.model:
                log.info("learned", watchlist=after.id, examples=len(after.examples))
        return taught


def _encoder_of(config: Config) -> str | None:
    return config.runtime.encoder if needs_encoder(config.watchlists) else None


def _setup(config: Config, watchlists: tuple[Watchlist, ...]) -> tuple[object, ...]:
    return watchlists, config.host_rules, _encoder_of(config)
