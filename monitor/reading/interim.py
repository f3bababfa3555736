"""Stand-ins until the rooms of metadata and quality are done."""
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from monitor.reading.plain import plain_line, UNREAD, fold_space, shown_text
from monitor.reading.dates import published_at
from monitor.reading.quality import quality_of, is_little
from monitor.rules.articles import host_of
from monitor.rules.identity import canonical_url
@dataclass
class PageMetadata:
    title: str = ""; author: object = None; published_at: object = None; is_day_only: bool = False; modified_at: object = None
    canonical_url: object = None; outlet: object = None; section: object = None; image_url: object = None; description: object = None; onward_url: object = None
def page_metadata(root, *, url):
    from trafilatura.metadata import extract_metadata
    m = extract_metadata(root, url, {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"})
    return PageMetadata(title=plain_line(m.title or "", limit=500), author=plain_line(m.author or "", limit=200).replace("; ", ", ") or None,
        published_at=published_at(root, day=m.date), canonical_url=_canonical(root, url), description=plain_line(m.description or "", limit=2000))
def _canonical(root, url):
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for declared in root.xpath(path):
            try:
                a = canonical_url(urljoin(url or "", str(declared))); p = urlsplit(a)
            except ValueError: continue
            if p.scheme in {"http", "https"} and p.hostname and not (p.path in {"", "/"} and not p.query) and len(a) <= 2048: return a
    return None
@dataclass
class Judgement:
    quality: object; reason: str = ""; confidence: float = 1.0
def judge(root, *, title, text, source, url):
    shown = fold_space(shown_text(root, unread=UNREAD - {"noscript"})) if is_little(text) else ""
    return Judgement(quality_of(title=title, text=text, shown=shown, source=source, host=host_of(url)))
