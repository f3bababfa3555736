"""From scores to decisions, from decisions to one outcome.

Says who is told and why not; builds no message and writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.model import ChannelName, Decision, Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime, timedelta

    from monitor.model import Match, WatchlistId
    from monitor.watchlist import Watchlist

SNOOZED: Final = "snoozed"  # the reason of what is held because its watchlist is snoozed

# The order in which outcomes stand; an entry's outcome is the first of those that apply.
_ORDER: Final = {outcome: place for place, outcome in enumerate(Outcome)}
_VERDICTS: Final = {verdict: place for place, verdict in enumerate(Verdict)}

_OUTCOME_OF: Final = {
    Verdict.ALERT: Outcome.ALERTED,
    Verdict.FOLLOW_UP: Outcome.FOLLOW_UP,
    Verdict.HELD: Outcome.HELD,
    Verdict.NEAR_MISS: Outcome.NEAR_MISS,
    Verdict.NONE: Outcome.BELOW_THRESHOLD,
}


def is_too_old(
    published_at: datetime | None,
    *,
    first_seen_at: datetime,
    is_baseline: bool,
    first_run_max_age: timedelta,
    catch_up_max_age: timedelta,
) -> bool:
    """Say whether an entry is too old to alert on.

    Age is counted up to when we first saw the entry, so that waiting in the line makes nothing
    old. An entry without a date is never too old: a publisher who writes no dates must not hide
    a story. A date in the future is as good as now.

    first_run_max_age: Holds for entries that came with the feed's first poll.
    catch_up_max_age: Holds for all later ones, e.g. after a downtime.
    """
    if published_at is None:
        return False
    limit = first_run_max_age if is_baseline else catch_up_max_age
    return first_seen_at - published_at > limit


def decide(matches: Iterable[Match], *, is_old: bool) -> list[Decision]:
    """Return one decision for each match; an old entry alerts nobody, and says so."""
    decisions = []
    for match in matches:
        if match.verdict is Verdict.ALERT and is_old:
            decisions.append(Decision(match=match, verdict=Verdict.NONE, reason=Outcome.TOO_OLD))
        else:
            decisions.append(Decision(match=match, verdict=match.verdict))
    return decisions


def hold(decisions: Iterable[Decision], *, snoozed: AbstractSet[WatchlistId]) -> list[Decision]:
    """Return the decisions with the alerts of snoozed watchlists turned to `held`."""
    return [
        replace(d, verdict=Verdict.HELD, reason=SNOOZED)
        if d.verdict is Verdict.ALERT and d.match.watchlist_id in snoozed
        else d
        for d in decisions
    ]


def settle(earlier: Iterable[Decision], fresh: Iterable[Decision]) -> list[Decision]:
    """Return what stands when an entry was scored again: for each watchlist the better decision.

    What was told or held stands, and so does that it was told already: nobody is told twice.
    Else the higher verdict stands. Spans into a text that was replaced are left out.
    """
    before = {decision.match.watchlist_id: decision for decision in earlier}
    settled = [_better(before.pop(d.match.watchlist_id, None), d) for d in fresh]
    return settled + [_without_text_spans(decision) for decision in before.values()]


def _better(earlier: Decision | None, fresh: Decision) -> Decision:
    if earlier is None or not (_is_final(earlier) or _rank(earlier) <= _rank(fresh)):
        return fresh
    if fresh.match.score < earlier.match.score:
        return _without_text_spans(earlier)
    return replace(earlier, match=replace(fresh.match, verdict=earlier.match.verdict))


def _is_final(decision: Decision) -> bool:
    is_told = decision.verdict in {Verdict.ALERT, Verdict.FOLLOW_UP, Verdict.HELD}
    return is_told or decision.reason in {Outcome.SEEN, Outcome.NEAR_DUPLICATE}


def _rank(decision: Decision) -> tuple[int, bool]:
    """Order decisions, the better first; a reason says that the score was reached."""
    return _VERDICTS[decision.verdict], decision.reason is None


def _without_text_spans(decision: Decision) -> Decision:
    spans = tuple(span for span in decision.match.spans if span.field == "title")
    return replace(decision, match=replace(decision.match, spans=spans))


def untold(decisions: Iterable[Decision], earlier: Iterable[Decision]) -> list[Decision]:
    """Return the decisions without those of watchlists that had alerted before."""
    told = {d.match.watchlist_id for d in earlier if d.verdict is Verdict.ALERT}
    return [d for d in decisions if d.match.watchlist_id not in told]


def channels_told(
    earlier: Iterable[Decision], watchlists: Mapping[WatchlistId, Watchlist]
) -> frozenset[ChannelName]:
    """Return the channels that were told when an entry was scored before.

    watchlists: Those of today; one that has gone tells nothing of its channel.
    """
    told = (d.match.watchlist_id for d in earlier if d.verdict is Verdict.ALERT)
    return frozenset(watchlists[each].channel for each in told if each in watchlists)


def by_channel(
    decisions: Iterable[Decision], watchlists: Mapping[WatchlistId, Watchlist]
) -> dict[ChannelName, list[tuple[Watchlist, Match]]]:
    """Gather what is to be told, by channel; the best score first."""
    told: dict[ChannelName, list[tuple[Watchlist, Match]]] = defaultdict(list)
    for decision in decisions:
        if decision.verdict is Verdict.ALERT:
            watchlist = watchlists[decision.match.watchlist_id]
            told[watchlist.channel].append((watchlist, decision.match))
    for pairs in told.values():
        pairs.sort(key=lambda pair: (-pair[1].score, pair[0].id))
    return dict(told)


def withdraw(
    decisions: Sequence[Decision],
    *,
    told_already: Mapping[WatchlistId, Outcome],
) -> list[Decision]:
    """Return the decisions with those to watchlists that were told already turned to `none`.

    told_already: Why nothing new is told: `seen` or `near_duplicate`.
    """
    return [
        replace(d, verdict=Verdict.NONE, reason=told_already[d.match.watchlist_id])
        if d.verdict is Verdict.ALERT and d.match.watchlist_id in told_already
        else d
        for d in decisions
    ]


def outcome_of(decisions: Iterable[Decision], *, trouble: Outcome | None = None) -> Outcome:
    """Return the one outcome of an entry: the highest that applies.

    A decision turned to `none` for a reason (too_old, seen, near_duplicate) counts as that
    reason: the story did reach the threshold. Decisions that were `none` by their score count as
    below_threshold. An entry that no watchlist knew anything of ends in its trouble, since its
    page might have told more; without trouble it is below_threshold too.

    trouble: Why its page was wanted and did not come, whether or not the feed's own text could
        be scored instead; None if nothing was missing.
    """
    applying = {_outcome(decision) for decision in decisions if _knows_something(decision)}
    suppressed = applying & {Outcome.SEEN, Outcome.NEAR_DUPLICATE, Outcome.TOO_OLD}
    if suppressed:
        # What kept a reached threshold from alerting says more than another list's low score.
        applying.discard(Outcome.BELOW_THRESHOLD)
    if not applying:
        return trouble or Outcome.BELOW_THRESHOLD
    return min(applying, key=_ORDER.__getitem__)


def _outcome(decision: Decision) -> Outcome:
    if decision.verdict is Verdict.NONE and decision.reason is not None:
        return Outcome(decision.reason)
    return _OUTCOME_OF[decision.verdict]


def _knows_something(decision: Decision) -> bool:
    return (
        decision.match.score > 0
        or decision.verdict is not Verdict.NONE
        or decision.reason is not None
    )
