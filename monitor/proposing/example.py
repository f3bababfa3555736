"""The watchlist that a new installation begins with where no article was given: one to change."""

from __future__ import annotations

import json
from typing import Final

EXAMPLE_THRESHOLD: Final = 0.7

_TEXT: Final = """\
# yaml-language-server: $schema=../schema/watchlist.schema.json
#
# A first watchlist, to change into yours. It finds strikes in ports.
# How to write one: docs/watchlists.md. Every key: news-monitor config reference watchlist
id: {watchlist_id}
title: {title}
channel: {watchlist_id}           # alerts go to this Redis stream and pub/sub channel
languages: []                     # all; or such as [fr, en]
threshold: {threshold}                    # query on title and opening; 0.6: anywhere in the text
near_miss_margin: 0.1             # scores this little below are kept, not sent

# A word of each group has to stand in an article. A star stands for any ending; several words in
# quotation marks stand side by side; case and accents do not matter; AND NOT leaves out.
query: >
  (
    port OR ports OR dockers OR "dock workers" OR harbour
    OR docker* OR portuaire*
    OR порт OR порту OR докер*
  )
  AND
  (
    strike OR strikes OR walkout*
    OR grève* OR débrayage*
    OR забастовк*
  )

# Names so rare that one alone is reason enough; each that is found raises the score.
terms: []
#  - term: Suez Canal Authority
#    aliases: {{fr: Autorité du canal de Suez}}

# What brings the score to 0, wherever it stands.
exclude: []
"""


def example_text(*, watchlist_id: str, title: str) -> str:
    """Return the text of the example's file."""
    name = title or "Strikes in ports"
    return _TEXT.format(
        watchlist_id=json.dumps(watchlist_id),
        title=json.dumps(name, ensure_ascii=not name.isprintable()),
        threshold=EXAMPLE_THRESHOLD,
    )
