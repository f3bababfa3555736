"""The program's errors, and the one distinction that decides what happens next.

A `TransientError` may pass if tried again; a `PermanentError` will not. Adapters turn every
foreign exception into one of these at their border; anything else that rises is a bug and ends
the program with a traceback. `reason` is a short stable code for logs, metrics and `feeds status`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The page that a server sent with a status that says no: it may say why.

    url: Where it came from, after redirects.
    body: Whole, and decoded from any content encoding.
    """

    status: int
    url: str
    content_type: str | None
    body: bytes


class MonitorError(Exception):
    """Stand above all errors that the program expects.

    message: One line for people.
    reason: A code that never changes, e.g. `http_404`; the class's own when left out.
    refusal: What came with a status that shuts us out; None where nothing did, or nobody read it.
    """

    reason = "error"
    refusal: Refusal | None = None

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        if reason is not None:
            self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions pickle as a call with `args`, which some constructors here would refuse.
        return _rebuilt, (type(self), self.args), self.__dict__


def _rebuilt(kind: type[MonitorError], args: tuple[object, ...]) -> MonitorError:
    return kind.__new__(kind, *args)


class TransientError(MonitorError):
    """Tell of trouble that may pass.

    retry_after: How long the other side asked to be left alone (RFC 9110 10.2.3); None if it
        did not say.
    """

    reason = "transient"

    def __init__(
        self, message: str, *, reason: str | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message, reason=reason)
        self.retry_after = retry_after


class PermanentError(MonitorError):
    """Tell of trouble that the same attempt will meet again."""

    reason = "permanent"


class ConfigError(PermanentError):
    """Tell every mistake of a configuration at once; exit code 2.

    problems: One line each, `file:line: key: what is wrong`.
    """

    reason = "config"

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__("\n".join([message, *(f"  {problem}" for problem in problems)]))
        self.problems = tuple(problems)


class QuerySyntaxError(PermanentError):
    """Tell where a watchlist's query stops being a query.

    column: 1-based, in characters, within the query text.
    expected: What could have stood there.
    """

    reason = "query_syntax"

    def __init__(self, message: str, *, column: int, expected: str) -> None:
        super().__init__(message)
        self.column = column
        self.expected = expected


class FetchRefused(PermanentError):  # noqa: N818 - a refusal is ours, not an error of the server
    """Tell that we do not ask at all: the scheme or the address is not allowed."""

    reason = "forbidden_address"


class UnreadableError(PermanentError):
    """Tell that a document came but cannot be read as what it should be."""

    reason = "unreadable"


class WorkerError(PermanentError):
    """Tell that a task was stopped: over its deadline, over its memory, or its process died."""

    reason = "worker"


class StoreError(PermanentError):
    """Tell that the database cannot take or give what it should; the daemon stops."""

    reason = "store"


class BusError(TransientError):
    """Tell that Redis cannot take alerts now; they wait in the outbox."""

    reason = "bus"


class AlreadyRunningError(PermanentError):
    """Tell that another daemon holds this state folder."""

    reason = "already_running"


def first_expected(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the one error to tell: a bug before an expected error, else the group's first."""
    leaves: list[BaseException] = []
    waiting: list[BaseException] = [group]
    while waiting:
        error = waiting.pop(0)
        if isinstance(error, BaseExceptionGroup):
            waiting.extend(error.exceptions)
        else:
            leaves.append(error)
    bugs = [error for error in leaves if not isinstance(error, MonitorError)]
    return group if bugs else leaves[0]
