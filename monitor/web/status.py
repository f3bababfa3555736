"""The status port: is the daemon alive, is it ready, what does it know of itself.

GET and HEAD only. Bound to one address, it answers only under that address's and loopback's names,
so that no web page a browser visits can read it through a name of its own (DNS rebinding); bound to
every address, as in a container, it answers under any name. It holds no secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from monitor.areas import Area
from monitor.errors import MonitorError, PermanentError
from monitor.logs import area_logger
from monitor.repeats import Repeats
from monitor.web.server import quiet_runner

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

Snapshot = Callable[[], Awaitable[Mapping[str, Any]]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = area_logger(Area.STATUS)

_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ANY_ADDRESS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
_HOST: Final = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[^\s:\[\]/@]+))(?::[0-9]{0,5})?"
)
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_LEAVE_WITHIN: Final = timedelta(seconds=1)


class StatusPort:
    """Serve `/livez`, `/readyz`, `/status.json` and `/metrics`.

    listen: Host and port; port 0 takes a free one, told by `port` once entered.
    snapshot: Gives what `/status.json` says.
    trouble: Says in one word why the daemon is not ready; None if it is.
    refresh: Called before each `/metrics`; where it raises MonitorError, figures stay as they were.

    Entering raises PermanentError if the port is taken or may not be used.
    """

    def __init__(
        self,
        listen: tuple[str, int],
        *,
        registry: CollectorRegistry,
        snapshot: Snapshot,
        trouble: Callable[[], str | None],
        refresh: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._host, self.port = listen
        self._registry = registry
        self._snapshot = snapshot
        self._trouble = trouble
        self._refresh = refresh
        self._failures = Repeats(log, event="status_failed", over="status_works")
        self._old = Repeats(log, event="metrics_old", over="metrics_current")

    async def __aenter__(self) -> Self:
        application = web.Application(middlewares=[self._guard])
        application.on_response_prepare.append(_add_headers)
        application.add_routes(
            [
                web.get("/livez", self._live),
                web.get("/readyz", self._ready),
                web.get("/status.json", self._status),
                web.get("/metrics", self._metrics),
            ]
        )
        self._runner = quiet_runner(application, leave_within=_LEAVE_WITHIN)
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
        log.info("status_listens", host=self._host, port=self.port)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only under our own names, and tell what went wrong without telling how."""
        # A target that names a host outranks the header (RFC 9112 3.2.2); it is for proxies.
        names_another = not request.raw_path.startswith("/")
        if names_another or not self._is_ours(request.headers.getall("Host", [])):
            raise web.HTTPMisdirectedRequest(text="this port does not answer under that name\n")
        try:
            answer = await handler(request)
        except web.HTTPException:
            raise
        except MonitorError as error:
            self._failures.met(request.path, error.reason, path=request.path, message=str(error))
            return web.Response(text=f"{error.reason}\n", status=503)
        except Exception as error:
            log.error("status_bug", path=request.path, exc_info=error)  # noqa: TRY400 - it is given
            return web.Response(text="failed; the log says how\n", status=500)
        self._failures.ended(request.path, path=request.path)
        return answer

    def _is_ours(self, hosts: list[str]) -> bool:
        """Say whether there is one Host header and it names us."""
        if self._host in _ANY_ADDRESS:
            return True
        name = _host_name(hosts[0]) if len(hosts) == 1 else None
        return name in _LOOPBACK_NAMES | {self._host.lower()}

    async def _live(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        trouble = self._trouble()
        return web.Response(text=f"{trouble or 'ok'}\n", status=503 if trouble else 200)

    async def _status(self, _request: web.Request) -> web.Response:
        text = json.dumps(await self._snapshot(), indent=1) + "\n"
        return web.Response(text=text, content_type="application/json")

    async def _metrics(self, _request: web.Request) -> web.Response:
        if self._refresh is not None:
            try:
                await self._refresh()
            except MonitorError as error:
                self._old.met("metrics", error.reason, message=str(error))
            else:
                self._old.ended("metrics")
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _host_name(host: str) -> str | None:
    """Return the name in a Host header, without port and brackets, in lower case.

    None where it is no name and port at all (RFC 9110 7.2). A dot at the end stays: browsers send
    it as it was typed, and it is not one of our names.
    """
    found = _HOST.fullmatch(host)
    return None if found is None else (found["six"] or found["name"]).lower()


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
