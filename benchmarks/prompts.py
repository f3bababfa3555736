"""A lexicon of prompts that is not the program's own, to judge what the program leaves.

Written apart from `monitor/reading/chrome/lexicon`, without a look at it, and kept simple: a short
line that begins with, or is, one of these phrases is a prompt to consent, follow, read, share or pay.
"""

from __future__ import annotations

import re
import unicodedata

_MOST_WORDS = 25
_STARTS = (
    # en
    "follow us", "follow me on", "share this", "share on", "share the", "read more", "read also",
    "also read", "see also", "related:", "related stories", "related articles", "sign up",
    "subscribe", "log in to", "click here", "accept cookies", "accept all", "we use cookies",
    "advertisement", "story continues below", "article continues below", "more on this story",
    "recommended", "you may also like", "get the latest", "download our app", "most read",
    # fr
    "suivez", "abonnez-vous", "partager", "partagez", "lire aussi", "à lire aussi", "lire la suite",
    "voir aussi", "publicité", "tout accepter", "nous utilisons des cookies", "réservé aux abonnés",
    "inscrivez-vous", "en savoir plus", "sur le même sujet",
    # de
    "folgen sie", "teilen", "lesen sie auch", "lesen sie mehr", "mehr zum thema", "abonnieren",
    "jetzt abonnieren", "anzeige", "werbung", "alle akzeptieren", "wir verwenden cookies",
    "zum thema", "newsletter abonnieren", "das könnte sie auch interessieren",
    # es, it, pt
    "síguenos", "compartir", "lee también", "lea también", "te puede interesar", "suscríbete",
    "publicidad", "seguici", "condividi", "leggi anche", "leggi di più", "abbonati", "pubblicità",
    "iscriviti", "siga-nos", "compartilhe", "leia também", "leia mais", "assine", "publicidade",
    "veja também", "saiba mais",
    # ru, uk
    "подпис", "читайте также", "читать далее", "читайте нас", "поделиться", "смотрите также",
    "реклама", "присоединяйтесь", "следите за", "по теме", "підпис", "читайте також", "поділитися",
    "дивіться також", "приєднуйтесь",
    # tr, pl
    "takip edin", "bizi takip", "paylaş", "ayrıca oku", "haberin devamı", "abone ol", "ilgili haber",
    "reklam", "obserwuj", "udostępnij", "czytaj też", "czytaj także", "zobacz też", "zobacz także",
    "czytaj więcej", "subskrybuj",
    # ar, fa
    "تابعنا", "تابعونا", "شارك", "اقرأ أيضا", "اقرأ المزيد", "إعلان", "اشترك", "مواضيع ذات صلة",
    "ما را دنبال", "اشتراک گذاری", "بیشتر بخوانید", "همچنین بخوانید", "تبلیغات",
    # zh
    "关注我们", "分享到", "相关阅读", "相关新闻", "阅读更多", "广告", "订阅", "關注我們", "相關新聞",
    "延伸閱讀",
)  # fmt: skip
_FOLDED = tuple(unicodedata.normalize("NFKC", start).casefold() for start in _STARTS)
_LEADING = re.compile(r"^[\W_]+")


def is_prompt(line: str) -> bool:
    """Say whether a line is short and begins as a prompt does."""
    folded = _LEADING.sub("", unicodedata.normalize("NFKC", line).casefold())
    return len(folded.split()) <= _MOST_WORDS and folded.startswith(_FOLDED)


def leaves_prompt(text: str, known: str) -> bool:
    """Say whether a text has a prompt that is no line of the known text."""
    lines = {" ".join(line.split()).casefold() for line in known.split("\n")}
    return any(
        is_prompt(line) and " ".join(line.split()).casefold() not in lines
        for line in text.split("\n")
    )
