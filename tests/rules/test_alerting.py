"""From scores to decisions, from decisions to one outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from monitor.model import ChannelName, Decision, Match, Outcome, Span, Verdict, WatchlistId
from monitor.rules.alerting import (
    by_channel,
    channels_told,
    decide,
    hold,
    is_too_old,
    outcome_of,
    settle,
    untold,
    withdraw,
)
from monitor.watchlist import Watchlist

SEEN_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def match(
    watchlist: str = "talks", *, verdict: Verdict = Verdict.ALERT, score: float = 0.8
) -> Match:
    """Build what one watchlist made of an article."""
    return Match(watchlist_id=WatchlistId(watchlist), score=score, verdict=verdict)


def decision(
    verdict: Verdict = Verdict.NONE, *, score: float = 0.2, reason: Outcome | None = None
) -> Decision:
    """Build one decision."""
    return Decision(match=match(verdict=verdict, score=score), verdict=verdict, reason=reason)


def is_old(published_at: datetime | None, *, is_baseline: bool = False) -> bool:
    """Ask whether an entry seen at `SEEN_AT` is too old: a day on the first run, else three."""
    return is_too_old(
        published_at,
        first_seen_at=SEEN_AT,
        is_baseline=is_baseline,
        first_run_max_age=DAY,
        catch_up_max_age=3 * DAY,
    )


@pytest.mark.parametrize(
    ("age", "is_baseline", "expected"),
    [
        (DAY, True, False),
        (DAY + timedelta(seconds=1), True, True),
        (2 * DAY, False, False),
        (3 * DAY, False, False),
        (3 * DAY + timedelta(seconds=1), False, True),
        (-DAY, True, False),
    ],
)
def test_age_counts_to_the_first_sight(age, is_baseline, expected):
    """An entry of the first poll may be younger at most than one that came later."""
    assert is_old(SEEN_AT - age, is_baseline=is_baseline) is expected


def test_no_date_is_not_old():
    """A publisher who writes no dates hides no story."""
    assert not is_old(None, is_baseline=True)


def test_dates_at_the_ends_of_time():
    """Impossible dates are old or not, but never an error."""
    east = timezone(timedelta(hours=14))

    assert is_old(datetime(1, 1, 1, tzinfo=east))
    assert not is_old(datetime(9999, 12, 31, tzinfo=UTC))


def test_an_old_entry_alerts_nobody():
    """Its alert turns to none and says why; what would not have alerted stays as it was."""
    decisions = decide(
        [match("a"), match("b", verdict=Verdict.NEAR_MISS), match("c", verdict=Verdict.NONE)],
        is_old=True,
    )

    assert [(d.verdict, d.reason) for d in decisions] == [
        (Verdict.NONE, Outcome.TOO_OLD),
        (Verdict.NEAR_MISS, None),
        (Verdict.NONE, None),
    ]


def test_a_fresh_entry_is_decided_by_its_matches():
    """What the match says stands."""
    decisions = decide([match(verdict=verdict) for verdict in Verdict], is_old=False)

    assert [d.verdict for d in decisions] == list(Verdict)
    assert {d.reason for d in decisions} == {None}


def test_channels_hear_only_of_alerts_and_the_best_first():
    """Watchlists of one channel are told together, by score and then by id."""
    lists = {
        WatchlistId(name): Watchlist(id=WatchlistId(name), title=name, channel=ChannelName(channel))
        for name, channel in (("a", "one"), ("b", "one"), ("c", "one"), ("d", "two"), ("e", "two"))
    }
    decisions = decide(
        [
            match("c", score=0.7),
            match("b", score=0.9),
            match("a", score=0.7),
            match("d", score=0.6),
            match("e", verdict=Verdict.NEAR_MISS),
        ],
        is_old=False,
    )
    told = by_channel(decisions, lists)

    assert {channel: [w.id for w, _ in pairs] for channel, pairs in told.items()} == {
        "one": ["b", "a", "c"],
        "two": ["d"],
    }


def test_a_channel_was_told_if_one_of_its_watchlists_was():
    """What was held or seen told nobody, and a watchlist that has gone names no channel."""
    lists = {
        WatchlistId(name): Watchlist(id=WatchlistId(name), title=name, channel=ChannelName(channel))
        for name, channel in (("a", "one"), ("b", "one"), ("c", "two"), ("d", "three"))
    }
    earlier = [
        *decide([match("a"), match("gone"), match("b", verdict=Verdict.NONE)], is_old=False),
        *hold(decide([match("c")], is_old=False), snoozed={WatchlistId("c")}),
        *withdraw(
            decide([match("d")], is_old=False), told_already={WatchlistId("d"): Outcome.SEEN}
        ),
    ]

    assert channels_told(earlier, lists) == {"one"}


def test_nothing_to_tell_names_no_channel():
    """Without an alert there is no channel."""
    assert by_channel([decision(Verdict.HELD)], {}) == {}


def test_withdrawing_touches_only_alerts_of_these_watchlists():
    """A watchlist that was told already loses its alert, and nothing else changes."""
    decisions = decide(
        [match("a"), match("b"), match("c", verdict=Verdict.NEAR_MISS)], is_old=False
    )
    told = {WatchlistId("a"): Outcome.SEEN, WatchlistId("c"): Outcome.SEEN}
    settled = withdraw(decisions, told_already=told)

    assert [(d.verdict, d.reason) for d in settled] == [
        (Verdict.NONE, Outcome.SEEN),
        (Verdict.ALERT, None),
        (Verdict.NEAR_MISS, None),
    ]


@pytest.mark.parametrize(
    ("decisions", "trouble", "expected"),
    [
        ([], None, Outcome.BELOW_THRESHOLD),
        ([], Outcome.FETCH_FAILED, Outcome.FETCH_FAILED),
        ([decision(score=0)], Outcome.BLOCKED, Outcome.BLOCKED),
        ([decision(score=0)], None, Outcome.BELOW_THRESHOLD),
        ([decision()], Outcome.FETCH_FAILED, Outcome.BELOW_THRESHOLD),
        ([decision(Verdict.NEAR_MISS)], Outcome.EXTRACT_FAILED, Outcome.NEAR_MISS),
        ([decision(Verdict.ALERT)], Outcome.QUARANTINED, Outcome.ALERTED),
        ([decision(reason=Outcome.TOO_OLD)], Outcome.FETCH_FAILED, Outcome.TOO_OLD),
        ([decision(), decision(Verdict.ALERT)], None, Outcome.ALERTED),
        ([decision(Verdict.HELD), decision(Verdict.FOLLOW_UP)], None, Outcome.FOLLOW_UP),
        ([decision(), decision(reason=Outcome.TOO_OLD)], None, Outcome.TOO_OLD),
        ([decision(reason=Outcome.TOO_OLD), decision(reason=Outcome.SEEN)], None, Outcome.SEEN),
        ([decision(reason=Outcome.SEEN), decision(Verdict.NEAR_MISS)], None, Outcome.NEAR_MISS),
        ([decision(reason=Outcome.NEAR_DUPLICATE, score=0)], None, Outcome.NEAR_DUPLICATE),
    ],
)
def test_an_entry_has_one_outcome(decisions, trouble, expected):
    """The highest that applies; trouble only where no watchlist knew anything of the entry."""
    assert outcome_of(decisions, trouble=trouble) is expected


def test_a_snoozed_watchlist_alerts_nobody():
    """Its alert is held and says why; its near miss and other watchlists' alerts stay."""
    decisions = decide(
        [match("a"), match("b"), match("c", verdict=Verdict.NEAR_MISS)], is_old=False
    )
    held = hold(decisions, snoozed={WatchlistId("a"), WatchlistId("c")})

    assert [(d.verdict, d.reason) for d in held] == [
        (Verdict.HELD, "snoozed"),
        (Verdict.ALERT, None),
        (Verdict.NEAR_MISS, None),
    ]


def test_what_is_held_is_an_outcome():
    """Held stands below an alert of another watchlist and above a near miss."""
    held = hold([decision(Verdict.ALERT)], snoozed={WatchlistId("talks")})

    assert outcome_of(held) is Outcome.HELD
    assert outcome_of([*held, decision(Verdict.NEAR_MISS)]) is Outcome.HELD
    assert outcome_of([*held, decision(Verdict.ALERT)]) is Outcome.ALERTED
    assert outcome_of(held, trouble=Outcome.FETCH_FAILED) is Outcome.HELD


def judged(watchlist: str, verdict: Verdict, *, score: float, reason=None, spans=()) -> Decision:
    """Build what one watchlist decided, with spans in fields of these names."""
    found = tuple(Span(field=field, start=0, end=4, term="t") for field in spans)
    made = replace(match(watchlist, verdict=verdict, score=score), spans=found)
    return Decision(match=made, verdict=verdict, reason=reason)


def told(decisions: list[Decision]) -> list[tuple[str, Verdict, str | None, float]]:
    """Show decisions briefly."""
    return [(d.match.watchlist_id, d.verdict, d.reason, d.match.score) for d in decisions]


@pytest.mark.parametrize(
    ("earlier", "fresh", "verdict", "score"),
    [
        (Verdict.NONE, Verdict.ALERT, Verdict.ALERT, 0.9),
        (Verdict.NEAR_MISS, Verdict.NONE, Verdict.NEAR_MISS, 0.9),
        (Verdict.NEAR_MISS, Verdict.ALERT, Verdict.ALERT, 0.9),
        (Verdict.ALERT, Verdict.NONE, Verdict.ALERT, 0.9),
        (Verdict.ALERT, Verdict.ALERT, Verdict.ALERT, 0.9),
        (Verdict.HELD, Verdict.ALERT, Verdict.HELD, 0.9),
    ],
)
def test_the_better_of_two_decisions_stands(earlier, fresh, verdict, score):
    """And what was told or held once is not undone, nor told after its snooze."""
    before = [judged("talks", earlier, score=0.5)]
    now = [judged("talks", fresh, score=0.9)]

    assert told(settle(before, now)) == [("talks", verdict, None, score)]


@pytest.mark.parametrize("reason", [Outcome.SEEN, Outcome.NEAR_DUPLICATE])
def test_what_was_told_already_stays_so(reason):
    """A text that came later makes no new story of it."""
    before = [judged("talks", Verdict.NONE, score=0.8, reason=reason)]
    now = [judged("talks", Verdict.ALERT, score=0.9)]

    assert told(settle(before, now)) == [("talks", Verdict.NONE, reason, 0.9)]


def test_a_score_that_was_reached_says_so():
    """Too old before or now: the reason stands against a mere low score."""
    old = judged("talks", Verdict.NONE, score=0.8, reason=Outcome.TOO_OLD)
    low = judged("talks", Verdict.NONE, score=0.1)

    assert settle([old], [low])[0].reason == settle([low], [old])[0].reason == Outcome.TOO_OLD


def test_watchlists_that_came_and_went():
    """One that left the configuration keeps what it decided; one that came has its own."""
    before = [judged("gone", Verdict.ALERT, score=0.8)]
    now = [judged("new", Verdict.NEAR_MISS, score=0.4)]

    assert told(settle(before, now)) == [
        ("new", Verdict.NEAR_MISS, None, 0.4),
        ("gone", Verdict.ALERT, None, 0.8),
    ]


def test_places_are_in_the_text_that_is_kept():
    """Those of the newer match if it stands, else only those in the title, which stays."""
    before = [judged("talks", Verdict.ALERT, score=0.8, spans=("title", "text"))]
    now = [judged("talks", Verdict.NEAR_MISS, score=0.8, spans=("text", "text"))]
    lower = [judged("talks", Verdict.NONE, score=0.1, spans=("text",))]

    assert settle(before, now)[0].match.spans == now[0].match.spans
    assert [span.field for span in settle(before, lower)[0].match.spans] == ["title"]
    assert [span.field for span in settle(before, [])[0].match.spans] == ["title"]


def test_who_alerted_is_not_told_again():
    """Only those that alert for the first time are left to be told."""
    before = [judged("a", Verdict.ALERT, score=0.8), judged("b", Verdict.NEAR_MISS, score=0.4)]
    now = settle(
        before, [judged("a", Verdict.ALERT, score=0.9), judged("b", Verdict.ALERT, score=0.9)]
    )

    assert [d.match.watchlist_id for d in untold(now, before)] == ["b"]
