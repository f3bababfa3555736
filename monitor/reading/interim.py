"""Stand-ins until the rooms of metadata and quality are done."""
from dataclasses import dataclass

from monitor.reading.plain import UNREAD, fold_space, shown_text
from monitor.reading.quality import is_little, quality_of
from monitor.rules.articles import host_of


@dataclass
class Judgement:
    quality: object; reason: str = ""; confidence: float = 1.0
def judge(root, *, title, text, source, url):
    shown = fold_space(shown_text(root, unread=UNREAD - {"noscript"})) if is_little(text) else ""
    return Judgement(quality_of(title=title, text=text, shown=shown, source=source, host=host_of(url)))
