"""How long an alert waits for a sink that could not take it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.rules.delivery import delivery_wait


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (10_000, 300)]
)
def test_the_wait_doubles_up_to_five_minutes(failures, seconds):
    """However long a sink is away, it is tried every five minutes."""
    assert delivery_wait(failures, asked=None, jitter=0) == timedelta(seconds=seconds)


def test_up_to_half_is_left_out_at_random():
    """Many sinks of one host do not come back at once."""
    assert delivery_wait(10, asked=None, jitter=1) == timedelta(seconds=150)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (timedelta(minutes=20), timedelta(minutes=20)),
        (timedelta(seconds=1), timedelta(seconds=16)),
        (timedelta(days=400), timedelta(days=1)),
        (timedelta(0), timedelta(seconds=16)),
    ],
)
def test_what_the_other_side_asks_for_counts_where_it_is_longer(asked, wait):
    """Retry-After is obeyed, up to a day."""
    assert delivery_wait(5, asked=asked, jitter=0) == wait
