"""How commands speak with the running daemon: HTTP over the socket in its state folder."""

from __future__ import annotations

import http.client
import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from datetime import timedelta


class NotReachableError(TransientError):
    """Tell that no daemon answers there; none runs, or it is of another user or version."""

    reason = "daemon_away"


def ask_daemon(
    state_dir: Path, path: str, *, method: str = "GET", within: timedelta
) -> dict[str, Any]:
    """Return what the daemon of this state folder answers.

    Raises NotReachableError where none answers, and PermanentError with the daemon's own words
    where it refuses.
    """
    connection = _SocketConnection(state_dir, timeout_s=within.total_seconds())
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        told = json.loads(answer.read())
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise _away(state_dir, error) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _silent(state_dir, error) from error
    finally:
        connection.close()
    if not isinstance(told, dict):
        raise NotReachableError(f"the daemon in {state_dir} answers strangely")
    if answer.status >= http.client.BAD_REQUEST:
        raise PermanentError(str(told.get("error")), reason=str(told.get("reason")))
    return told


def _away(state_dir: Path, error: OSError) -> NotReachableError:
    """Say that nobody listens there; only the lock tells whether a daemon runs all the same."""
    from monitor.adapters.folderlock import holder_of
    from monitor.config.settings import LOCK

    if holder_of(state_dir / LOCK) is not None:
        return _silent(state_dir, error)
    return NotReachableError(f"no daemon runs in {state_dir}; start it: news-monitor run")


def _silent(state_dir: Path, error: Exception) -> NotReachableError:
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return NotReachableError(f"the daemon in {state_dir} does not answer: {why}")


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, state_dir: Path, *, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._state_dir = state_dir

    def connect(self) -> None:
        """Connect to the daemon's socket instead of a host."""
        from monitor.adapters.sockets import socket_path
        from monitor.config.settings import CONTROL_SOCKET

        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        with socket_path(self._state_dir / CONTROL_SOCKET) as path:
            self.sock.connect(path)
