"""Processes as the kernel sees them: who descends from whom, and who is over."""

from __future__ import annotations

import os
import select
import time
from pathlib import Path


def has_ended(pid, *, within_s):
    """Wait until the process is over; a zombie nobody reaps counts as over."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([fd], [], [], within_s)[0])
    finally:
        os.close(fd)


def have_ended(pids, *, within_s):
    """Wait until all these processes are over."""
    deadline = time.monotonic() + within_s
    return all(has_ended(pid, within_s=max(0, deadline - time.monotonic())) for pid in pids)


def descendants(pid):
    """Return the ids of all processes that descend from `pid`, with their command lines."""
    children = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, {})[int(folder.name)] = (folder / "cmdline").read_text()
        except OSError:  # it ended while we looked
            continue
    found, look = {}, [pid]
    while look:
        for child, command in children.get(look.pop(), {}).items():
            found[child] = command
            look.append(child)
    return found
