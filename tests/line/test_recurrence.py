"""Lines that recur on a host: learned by one run of the daemon, left out by the next."""

from __future__ import annotations

from tests.line.pages import item, page

FRAME = "This house has told of the lake and of its people since the days of the first steamer."
PLACES = ("harbour", "market", "chapel", "station", "mill", "quarry", "school", "bridge")


def story(place: str) -> tuple[str, ...]:
    """Return a story that shares no sentence with another, and what the house puts under each."""
    return (
        f"The council met at the {place} on Monday and heard what the {place} had cost so far.",
        f"Nobody who spoke about the {place} would say when work on the {place} is to begin again.",
        f"A vote on the {place} is planned for the coming week, and the {place} stays shut till then.",
        FRAME,
    )


async def tell(site, line, places) -> dict[str, str]:
    """Run the daemon once over a feed of these stories; return the texts that are kept."""
    items = []
    for place in places:
        url = site.page(f"/{place}", page(f"What the {place} costs", *story(place)))
        items.append(item(f"What the {place} costs", url))
    site.feed("/feed", items)
    await line.run_once()
    rows = line.rows("SELECT title, text FROM articles")
    return {row["title"].split()[2]: row["text"] for row in rows}


async def test_a_line_that_recurs_is_left_out_of_what_comes_later(site, setup):
    """It stands in the first stories of a host; of every story all sentences are kept."""
    line = setup([{"id": "news", "url": site.url("/feed")}])
    first = await tell(site, line, PLACES[:5])
    all_texts = await tell(site, line, PLACES)
    later = {place: all_texts[place] for place in PLACES[5:]}
    told = line.rows("SELECT host, length(lines) % 8 AS odd FROM host_pages")

    assert all(FRAME in text for text in first.values())
    assert later
    assert not any(FRAME in text for text in later.values())
    assert all("\n".join(story(place)[:3]) in all_texts[place] for place in PLACES)
    assert told == [{"host": "127.0.0.1", "odd": 0}] * len(PLACES)
