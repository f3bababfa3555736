"""The same trouble once, then quietly, and once more when it is over."""

from __future__ import annotations

import pytest

from monitor.repeats import Repeats


class Log:
    """Keeps what was logged: level, event, keys."""

    def __init__(self) -> None:
        self.lines = []

        self.debug = self._keeper("debug")
        self.info = self._keeper("info")
        self.warning = self._keeper("warning")

    def _keeper(self, level):
        return lambda event, /, **keys: self.lines.append((level, event, keys))

    @property
    def levels(self) -> list[str]:
        """The levels of all lines."""
        return [level for level, _, _ in self.lines]


class Clock:
    """A clock that stands until it is moved."""

    now = 100.0


@pytest.fixture
def log() -> Log:
    """Give an empty log."""
    return Log()


@pytest.fixture
def clock() -> Clock:
    """Give a clock."""
    return Clock()


def test_the_same_trouble_is_a_warning_once(log):
    """New is a warning; the same again is for whoever wants to know everything."""
    hosts = Repeats(log, event="host_away", over="host_back")
    told = [hosts.met("a.example", "timeout", host="a.example") for _ in range(3)]

    assert told == [True, False, False]
    assert log.lines == [
        ("warning", "host_away", {"reason": "timeout", "host": "a.example"}),
        ("debug", "host_away", {"reason": "timeout", "host": "a.example"}),
        ("debug", "host_away", {"reason": "timeout", "host": "a.example"}),
    ]


def test_another_reason_is_another_warning(log):
    """What changed is worth a line, also when it changes back."""
    hosts = Repeats(log, event="host_away", over="host_back")
    for reason in ("timeout", "dns", "dns", "timeout"):
        hosts.met("a", reason)

    assert log.levels == ["warning", "warning", "debug", "warning"]


def test_each_key_has_its_own_trouble(log):
    """One host in trouble does not hide another."""
    hosts = Repeats(log, event="host_away", over="host_back")
    hosts.met("a", "timeout")
    hosts.met("b", "timeout")
    hosts.ended("b", host="b")

    assert log.levels == ["warning", "warning", "info"]
    assert len(hosts) == 1


def test_the_end_says_how_long_and_how_often(log, clock):
    """From the first time on, through all changes of the reason."""
    hosts = Repeats(log, event="host_away", over="host_back", clock=lambda: clock.now)
    for reason in ("timeout", "timeout", "dns"):
        hosts.met("a", reason)
        clock.now += 20
    ended = [hosts.ended("a", host="a"), hosts.ended("a", host="a")]

    assert ended == [True, False]
    assert log.lines[-1] == (
        "info",
        "host_back",
        {"host": "a", "reason": "dns", "lasted_s": 60.0, "times": 3},
    )
    assert log.levels.count("info") == 1


def test_after_its_end_trouble_is_new(log):
    """The second outage is a warning like the first."""
    hosts = Repeats(log, event="host_away", over="host_back")
    hosts.met("a", "timeout")
    hosts.ended("a")
    hosts.met("a", "timeout")

    assert log.levels == ["warning", "info", "warning"]


def test_no_trouble_no_end(log):
    """What was well all the time is not said to be well again."""
    Repeats(log, event="host_away", over="host_back").ended("a", host="a")

    assert log.lines == []


def test_a_reminder_comes_after_its_time(log, clock):
    """Trouble that has no end is told again, with how many times it was met."""
    library = Repeats(log, event="library", remind_after_s=3600, clock=lambda: clock.now)
    for wait in (0, 3599, 1, 3599):
        clock.now += wait
        library.met("aiohttp", None)

    assert log.levels == ["warning", "debug", "warning", "debug"]
    assert log.lines[2] == ("warning", "library", {"reason": None, "times": 3})


def test_memory_is_bounded_and_the_stalest_goes_first(log):
    """Strangers' links name hosts without end; who was met lately is still known."""
    hosts = Repeats(log, event="host_away", over="host_back", most=100)
    for number in range(10_000):
        hosts.met("constant", "timeout")
        hosts.met(f"host-{number}", "timeout")

    assert len(hosts) == 100
    assert log.levels.count("warning") == 10_001
