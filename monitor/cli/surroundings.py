"""Whether this machine gives what a configuration asks for: its state folder and its ports.

Looks only: nothing is made, written or connected to. What is found may be over at the next moment.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.config.settings import Config


def obstacles(config: Config) -> Iterator[str]:
    """Say, one line each, what would keep the daemon from starting here; nothing if it runs."""
    from monitor.adapters.folderlock import holder_of
    from monitor.config.settings import LOCK

    trouble = _folder_trouble(config.state_dir)
    if trouble:
        yield f"state_dir: {trouble}"
    elif holder_of(config.state_dir / LOCK) is not None:
        return  # the ports are the daemon's own
    if config.status_listen is not None:
        yield from _port_trouble("status.listen", *config.status_listen)
    if config.redis.url is None:
        yield from _port_trouble("redis.port", "127.0.0.1", config.redis.port)


def _folder_trouble(folder: Path) -> str | None:
    """Say why a folder cannot be used; None where it can be made and written.

    That no file stands in its place is known since the configuration was read.
    """
    place = folder
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    if os.access(place, os.W_OK | os.X_OK):
        return None
    return f"{place} cannot be written" + ("" if place == folder else f", to make {folder} there")


def _port_trouble(key: str, host: str, port: int) -> Iterator[str]:
    """Say whether a port can be had, by taking it for a moment without listening on it."""
    if port == 0:
        return
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        yield f"{key}: {host} is no address here ({error.strerror})"
        return
    for family, kind, protocol, _, address in found:
        try:
            with closing(socket.socket(family, kind, protocol)) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family is socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
        except OSError as error:
            if error.errno == errno.EAFNOSUPPORT:
                continue
            is_taken = error.errno == errno.EADDRINUSE
            why = "is taken by another program" if is_taken else f"cannot be had: {error.strerror}"
            yield f"{key}: port {port} of {host} {why}"
            return
