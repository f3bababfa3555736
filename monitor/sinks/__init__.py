"""Where alerts go besides Redis: each kind of sink in a file of its own, all in one table.

A kind is its options, which the configuration checks with file and line, and what makes a sink of
them. A sink delivers one alert at a time and says how that went; when and how often is decided
by `monitor.delivery`. docs/how-to-add.md tells how to add one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.model import ChannelName, SinkId
from monitor.ports import Sink
from monitor.sinks import file
from monitor.sinks.options import Options

__all__ = ["SINKS", "Options", "SinkKind", "SinkSpec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkKind:
    """A kind of sink.

    options: The model of its own keys; `id`, `kind` and `channels` are common to all.
    open: Makes one from its options and the folder that relative paths are relative to. It must
        not wait, touch the world or fail; what is wrong shows at the first delivery.
    """

    options: type[Options]
    open: Callable[[Any, Path], Sink]


SINKS: Final[Mapping[str, SinkKind]] = {
    "file": SinkKind(options=file.FileOptions, open=file.FileSink),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkSpec:
    """A sink as the user configured it; two that are equal do the same.

    channels: Only alerts of these; empty means all.
    options: Of the kind's own model. May hold a secret, so they stay out of messages.
    folder: What relative paths are relative to.
    """

    id: SinkId
    kind: str
    channels: frozenset[ChannelName]
    options: Options
    folder: Path

    def open(self) -> Sink:
        """Make the sink."""
        return SINKS[self.kind].open(self.options, self.folder)
