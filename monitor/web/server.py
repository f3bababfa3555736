"""What the status port and the control socket have in common as HTTP servers.

aiohttp logs a traceback for each request that is no HTTP, and answers it under Python's and its own
version. Whoever knocks could fill the log, and which versions run is nobody's business: both are
silenced here. What goes wrong in a handler is for each server to tell.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from aiohttp import web, web_response

if TYPE_CHECKING:
    from datetime import timedelta

_IDLE_CLIENT_S: Final = 75.0

_knocking: Final = logging.getLogger("monitor.web.knocking")
_knocking.disabled = True

# The only place from which aiohttp takes the name it answers malformed requests under.
web_response.SERVER_SOFTWARE = "news-monitor"  # type: ignore[attr-defined]


def quiet_runner(application: web.Application, *, leave_within: timedelta) -> web.AppRunner:
    """Return what serves `application`; to be set up, given a site, and cleaned up.

    leave_within: How long a client that does not read, or a handler that is not done, may hold up
        the end.
    """
    return web.AppRunner(
        application,
        access_log=None,
        handle_signals=False,
        logger=_knocking,
        keepalive_timeout=_IDLE_CLIENT_S,
        shutdown_timeout=leave_within.total_seconds(),
    )
