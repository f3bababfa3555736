"""The control socket: how commands on the same machine speak with the running daemon.

HTTP over a socket in the state folder, which only the daemon's own user can reach; so it asks for
no password. It hands every request to whoever was named for it and decides nothing.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Self

from aiohttp import web

from monitor.adapters.sockets import socket_path
from monitor.areas import Area
from monitor.errors import MonitorError, PermanentError
from monitor.logs import area_logger
from monitor.web.server import quiet_runner

Answer = Mapping[str, Any]

log = area_logger(Area.STATUS)

LEAVE_WITHIN: Final = timedelta(seconds=2)  # whoever waits for an answer does not hold up the stop
_WAITING: Final = 128  # connections that were not accepted yet


class ControlSocket:
    """Serve `/status.json`, and `/reload` and `/feeds/ID/poll` by POST.

    path: Of the socket, in the state folder; whatever stands there is of a daemon that is gone.
    status, reload: Give what is answered.
    poll: Polls the feed with this id; raises MonitorError.
    leave_within: How long a question that is not answered yet may hold up the end.

    Every refusal is JSON too: `error` and `reason`. Entering raises PermanentError where the socket
    cannot be made.
    """

    def __init__(
        self,
        path: Path,
        *,
        status: Callable[[], Awaitable[Answer]],
        reload: Callable[[], Awaitable[Answer]],
        poll: Callable[[str], Awaitable[Answer]],
        leave_within: timedelta = LEAVE_WITHIN,
    ) -> None:
        self._path = path
        self._status = status
        self._reload = reload
        self._poll = poll
        self._leave_within = leave_within

    async def __aenter__(self) -> Self:
        listening = self._listen()
        application = web.Application(middlewares=[_tell_errors])
        application.add_routes(
            [
                web.get("/status.json", self._answer_status),
                web.post("/reload", self._answer_reload),
                web.post("/feeds/{id}/poll", self._answer_poll),
            ]
        )
        self._runner = quiet_runner(application, leave_within=self._leave_within)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._runner.cleanup()
        with suppress(OSError):
            self._path.unlink()

    def _listen(self) -> socket.socket:
        """Make the socket ours alone before anybody can connect; raise PermanentError."""
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with suppress(FileNotFoundError):  # what a killed daemon left; the lock is ours
                self._path.unlink()
            with socket_path(self._path) as path:
                listening.bind(path)
                Path(path).chmod(0o600)  # not by the umask, which is the whole process's
            listening.listen(_WAITING)
        except OSError as error:
            listening.close()
            raise PermanentError(
                f"cannot make the control socket {self._path}: {error.strerror or error}",
                reason="control_socket",
            ) from error
        return listening

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
        return _refusal(error, status=409)
    except web.HTTPException as error:  # a command of another version may know other requests
        told = f"the daemon knows no {request.method} {request.path}"
        return _refusal(PermanentError(told, reason="unknown_request"), status=error.status)
    except Exception as error:
        log.error("control_bug", path=request.path, exc_info=error)  # noqa: TRY400 - it is given
        told = "the daemon failed; its log says how"
        return _refusal(PermanentError(told, reason="daemon_bug"), status=500)


def _refusal(error: MonitorError, *, status: int) -> web.Response:
    return _json({"error": str(error), "reason": error.reason}, status=status)


def _json(answer: Answer, *, status: int = 200) -> web.Response:
    return web.Response(
        text=json.dumps(answer) + "\n", status=status, content_type="application/json"
    )
