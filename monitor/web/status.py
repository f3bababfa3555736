"""The status port: is the daemon alive, is it ready, what does it know of itself.

GET only. Bound to one address, it answers only under that address's and loopback's names, so that
no web page a browser visits can read it through a name of its own (DNS rebinding); bound to every
address, as in a container, it answers under any name. It holds no secret.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from monitor.errors import PermanentError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

Snapshot = Callable[[], Awaitable[Mapping[str, Any]]]

_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ANY_ADDRESS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


class StatusPort:
    """Serve `/livez`, `/readyz`, `/status.json` and `/metrics`.

    listen: Host and port; port 0 takes a free one, told by `port` once entered.
    snapshot: Gives what `/status.json` says.
    trouble: Says in one word why the daemon is not ready; None if it is.

    Entering raises PermanentError if the port is taken or may not be used.
    """

    def __init__(
        self,
        listen: tuple[str, int],
        *,
        registry: CollectorRegistry,
        snapshot: Snapshot,
        trouble: Callable[[], str | None],
    ) -> None:
        self._host, self.port = listen
        self._registry = registry
        self._snapshot = snapshot
        self._trouble = trouble

    async def __aenter__(self) -> Self:
        application = web.Application(middlewares=[self._check_host])
        application.add_routes(
            [
                web.get("/livez", self._live),
                web.get("/readyz", self._ready),
                web.get("/status.json", self._status),
                web.get("/metrics", self._metrics),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            raise PermanentError(
                f"status.listen: cannot listen on {self._host} port {self.port}: {error.strerror}",
                reason="status_port",
            ) from error
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._runner.cleanup()

    @web.middleware
    async def _check_host(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        name = _host_name(request.headers.get("Host", ""))
        if self._host not in _ANY_ADDRESS and name not in _LOOPBACK_NAMES | {self._host.lower()}:
            raise web.HTTPMisdirectedRequest(text="this port does not answer under that name\n")
        return await handler(request)

    async def _live(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        trouble = self._trouble()
        return web.Response(text=f"{trouble or 'ok'}\n", status=503 if trouble else 200)

    async def _status(self, _request: web.Request) -> web.Response:
        text = json.dumps(await self._snapshot(), indent=1) + "\n"
        return web.Response(text=text, content_type="application/json")

    async def _metrics(self, _request: web.Request) -> web.Response:
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _host_name(host: str) -> str:
    """Return the name in a Host header, without port and brackets, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
