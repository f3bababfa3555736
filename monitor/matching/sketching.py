"""The article's sketch for likeness, made once for each article however many watchlists ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.matching.sightings import Sightings

if TYPE_CHECKING:
    from monitor.matching.likeness.judgement import Sketch


def sketch(seen: Sightings) -> Sketch:
    """Return the article's sketch; for `seen.once`."""
    # What knows the words of many languages takes a quarter of a second and 33 MB to import.
    from monitor.matching.likeness.judgement import Sketch

    article = seen.article
    return Sketch((article.title, article.text, article.language))
