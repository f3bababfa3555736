"""The control socket: how commands on the same machine speak with the running daemon.

HTTP over a socket in the state folder, which only the daemon's own user can reach; so it asks for
no password. It hands every request to whoever was named for it and decides nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from aiohttp import web

from monitor.adapters.sockets import socket_path
from monitor.errors import MonitorError, PermanentError

Answer = Mapping[str, Any]

_LEAVE_WITHIN_S: Final = 2.0  # whoever still waits for an answer does not hold up the stop


class ControlSocket:
    """Serve `/status.json`, and `/reload` and `/feeds/ID/poll` by POST.

    path: Of the socket, in the state folder; whatever stands there is of a daemon that is gone.
    status, reload: Give what is answered.
    poll: Polls the feed with this id; raises MonitorError.

    Entering raises PermanentError where the socket cannot be made.
    """

    def __init__(
        self,
        path: Path,
        *,
        status: Callable[[], Awaitable[Answer]],
        reload: Callable[[], Awaitable[Answer]],
        poll: Callable[[str], Awaitable[Answer]],
    ) -> None:
        self._path = path
        self._status = status
        self._reload = reload
        self._poll = poll

    async def __aenter__(self) -> Self:
        application = web.Application(middlewares=[_tell_errors])
        application.add_routes(
            [
                web.get("/status.json", self._answer_status),
                web.post("/reload", self._answer_reload),
                web.post("/feeds/{id}/poll", self._answer_poll),
            ]
        )
        self._runner = web.AppRunner(
            application, access_log=None, handle_signals=False, shutdown_timeout=_LEAVE_WITHIN_S
        )
        await self._runner.setup()
        with suppress(FileNotFoundError):  # what a killed daemon left; the lock says it is not ours
            (self._path).unlink()
        try:
            with socket_path(self._path) as path:
                before = os.umask(0o177)
                try:
                    await web.UnixSite(self._runner, path).start()
                finally:
                    os.umask(before)
        except OSError as error:
            await self._runner.cleanup()
            raise PermanentError(
                f"cannot make the control socket {self._path}: {error.strerror}",
                reason="control_socket",
            ) from error
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._runner.cleanup()
        with suppress(OSError):
            (self._path).unlink()

    async def _answer_status(self, _request: web.Request) -> web.Response:
        return _json(await self._status())

    async def _answer_reload(self, _request: web.Request) -> web.Response:
        return _json(await self._reload())

    async def _answer_poll(self, request: web.Request) -> web.Response:
        return _json(await self._poll(request.match_info["id"]))


@web.middleware
async def _tell_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except MonitorError as error:
        return _json({"error": str(error), "reason": error.reason}, status=409)


def _json(answer: Answer, *, status: int = 200) -> web.Response:
    return web.Response(
        text=json.dumps(answer) + "\n", status=status, content_type="application/json"
    )
