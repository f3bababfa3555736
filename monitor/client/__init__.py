"""What a subscriber imports: an async iterator over alerts that replays, follows and reconnects.

    async for alert in subscribe("syria-talks", since=412):
        print(alert.title, alert.url)

The contract of what comes is docs/alerts.md, and docs/health.md for `subscribe_health`; how to
subscribe is docs/subscribing.md.
"""

from __future__ import annotations

from monitor.client.alert import ReceivedAlert
from monitor.client.health import ReceivedHealth, subscribe_health
from monitor.client.subscription import Since, subscribe

__all__ = ["ReceivedAlert", "ReceivedHealth", "Since", "subscribe", "subscribe_health"]
