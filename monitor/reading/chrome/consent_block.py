"""A cookie banner that came along as text: paragraphs of consent talk, and the buttons around them.

A banner speaks to the reader, of cookies, of agreeing or refusing, of partners and purposes; a
story about cookies speaks of others. So a run begins only with a paragraph that says several of
these things and says "we" or "you", and then takes in what stands beside it and is as plainly the
banner's. The things said are those of the IAB's Transparency and Consent Framework, which banners
word by, and of the ePrivacy directive (2002/58/EC, article 5(3)).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.reading.chrome.draft import Draft
from monitor.reading.chrome.folding import fold
from monitor.reading.chrome.short_lines import chrome_reason

_LONGEST = 4_000  # characters of a paragraph
_CORE_SAYS = 5  # different things that the first paragraph of a run says, among them
_CORE = frozenset({0, 1, 2, 3})  # cookies, the reader, their use, and agreeing to it
_BESIDE_SAYS = 2
_BUTTON_WORDS = 6
_TEASER_WORDS, _TEASER_CHARS = 20, 150
_ENDS = (".", "!", "?", "…", "»", "”", '"', "。", "؟", "।", ":")


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(map(fold, phrases)))


_COOKIE = _any(
    r"\bcookies?\b|\btraceurs?\b|\btrackers?\b|\bkeksit|\bevaste|\bciasteczk",
    r"\bsutik|\bsusenk|\bkolacic",
    r"\bкуки|\bкукі|\bçerez|كوكيز|ملفات تعريف الارتباط|كوكي|کوکی|クッキー|쿠키|עוגיות|कुकी",
)
_THINGS = (
    _COOKIE,
    # speaks to the reader
    _any(
        r"\bwe\b|\bour\b|\byou\b|\byour\b|\bnous\b|\bnotre\b|\bnos\b|\bvous\b",
        r"\bvotre\b|\bvos\b",
        r"\bwir\b|\bunsere|\bihre[rmn]?\b|\bdeine|\bnuestr|\butilizamos\b",
        r"\busamos\b|\bsu\b|\btus?\b",
        r"\bnoi\b|\bnostr|\btuo\b|\btua\b|\bnosso|\bnossa|\bseus?\b|\bsua\b|\bvocê\b",
        r"\bмы\b|\bнаш|\bвы\b|\bваш|\bми\b|\bви\b|\bnasz|\btwoj|\bsitemiz|\bdeneyim|\bsizin?\b",
        r"نحن|موقعنا|نستخدم|شركا|شما|سایت ما|我们|我們|您|당신|당사|お客様|当社|\bwij?\b",
        r"\bonze\b|\bje\b|\bvi\b|\bvår|\bvåre",
    ),
    # uses, stores, reads
    _any(
        r"\bus(?:e|es|ing|ed)\b|\bstor(?:e|ed|age)\b|\butilis|\bdepos|\bverwend",
        r"\bnutz|\bsetzen\b|\bspeicher",
        r"\butiliz|\busa(?:r|mos|ndo)?\b|\bgebruik|\buzyw|\bwykorzyst|\bkorzyst",
        r"\bstosuj|использ|використ|файл",
        r"\bkullan|نستخدم|استخدام|يستخدم|استفاده|使用|\banvand|\bbruger|\bbruker",
        r"사용|\bpouziv|\bfolos",
    ),
    # agreeing, refusing, choosing
    _any(
        r"\bconsent|\baccept|\bagree|\breject|\brefus|\bchoices?\b|\bchoix\b",
        r"\bpreferenc|\bopt[- ]out",
        r"\bwithdraw|\bautoris|\bparametr|\bzustimm|\beinwillig|\bakzeptier",
        r"\bablehn|\bwiderruf|\beinstellung",
        r"\bacept|\brechaz|\bconfigur|\bconsen[st]|\baccett|\brifiut|\bgesti",
        r"\baceit|\brejeit|\btoestemming",
        r"\bzgod|\bakcept|\bodrzu|\bustawie|соглас|приня|принима|отклон|отказ",
        r"настро|згод|погодж|прийня|налаштув",
        r"\bkabul|\breddet|\bonay|\briza|\btercih|موافق|قبول|رفض|توافق|پذیر",
        r"رضایت|同意|接受|拒绝|拒絕|동의|\bsamtyck|\bsamtyk|\bgodta",
    ),
    # purposes: advertising, audiences, improvement of the service
    _any(
        r"\badvertis|\bpersonali[sz]|\banalytic|\baudience|\bmeasur|\bimprov",
        r"\bpublicit|\bameliorer|\bmesur",
        r"\bwerbung|\bwerbe|\banzeigen\b|\bverbesser|\bstatisti|\banuncio",
        r"\bmejorar|\bpubblicit|\bmiglior",
        r"\bpublicidad|\bmelhor|\breklam|\branalit|реклам|улучш|аналитик",
        r"статистик|покращ|аналітик",
        r"\biyilestir|\bkisisellestir|إعلان|الإعلانات|تحسين|تبلیغ|بهبود|广告|廣告|改善",
        r"광고|\badverten|\bannons",
    ),
    # data, privacy, law
    _any(
        r"\bprivacy\b|\bpersonal data\b|\bip address|\bvie privee\b",
        r"\bconfidentialit|\bdonnees\b",
        r"\bdatenschutz|\bpersonenbezogen|\bdaten\b|\bprivacidad|\bdatos\b",
        r"\bprivacidade|\bdados\b|\bdati\b",
        r"\bpersoonsgegeven|\bprywatnosc|\bdanych\b|\bdane\b|персональн",
        r"конфиденциальн|данны|конфіденц|персональн",
        r"\bgizlilik|\bkisisel veri|\bkvkk|خصوصي|البيانات|بيانات|حریم خصوصی|隐私",
        r"隱私|数据|個人情報|개인정보|\bgdpr\b|\brgpd\b|\bdsgvo\b",
    ),
    # partners and where: this site, your device, your browser
    _any(
        r"\bpartners?\b|\bvendors?\b|\bthird part|\bpartenaires?\b|\btiers\b",
        r"\bdrittanbieter|\bsocios\b|\bterceros\b",
        r"\bterze parti|\bparceiros\b|\bterceiros\b|\bpartnerz|\bpartnerow",
        r"партнер|партнёр|третьи|\bortaklar|شركا|شرکا|合作伙伴",
        r"\bbrowser|\bdevice|\bnavigateur|\bterminal\b|\bgerat\b|\bdispositivo",
        r"\bnavegador|\bprzegladar|\burzadzeni",
        r"браузер|устройств|пристро|\btarayici|\bcihaz|متصفح|جهاز|مرورگر|دستگاه",
        r"浏览器|瀏覽器|设备|브라우저|\bweb ?site|\bsites?\b",
        r"\bsite\b|\bsito\b|\bsitio\b|\bseite\b|\bserwis|\bwitryn|\bстрон|сайт",
        r"\bsite(?:miz|si|de)\b|موقع|سایت|网站|網站",
    ),
)
_ABOUT_COOKIES = (
    "cookie", "traceur", "tracker", "keksit", "eväste", "ciastecz", "süti", "sušen", "kolačić",
    "куки", "кукі", "çerez", "كوكي", "ملفات تعريف", "کوکی", "クッキー", "쿠키", "עוגיות", "कुकी",
)  # fmt: skip
_BUTTON = _any(
    r"\baccept all|\breject all|\btout (?:accepter|refuser)",
    r"\ballen? (?:zustimmen|akzeptieren|ablehnen)|\balle akzeptieren",
    r"\baceptar tod|\brechazar tod|\baccetta tutt|\brifiuta tutt",
    r"\baceitar tud|\bпринять все|\bотклонить все",
    r"\bprzejdz do serwisu|\bzaakceptuj|\btumunu kabul|قبول الكل|پذیرش همه",
    r"全部接受|接受全部|모두 동의",
)


def consent_blocks(draft: Draft) -> Mapping[int, str]:
    """Return the lines of cookie banners; those of a story about cookies only if it has buttons."""
    # Most texts speak of no cookies at all, and what else is said takes long to look for.
    text = "\n".join(line.text for line in draft.lines).lower()
    if not any(word in text for word in _ABOUT_COOKIES):
        return {}
    says = [_said(line.text) for line in draft.lines]
    cores = [
        index
        for index, line in enumerate(draft.lines)
        if len(says[index]) >= _CORE_SAYS and says[index] >= _CORE and len(line.text) <= _LONGEST
    ]
    if not cores or (_is_about_cookies(draft, says) and not _has_button(draft)):
        return {}
    paragraphs = [i for i, line in enumerate(draft.lines) if _is_paragraph(line.text, says[i])]
    found: dict[int, str] = {}
    for core in cores:
        if core in found:
            continue
        run = (*_beside(draft, says, core, -1), core, *_beside(draft, says, core, +1))
        # A banner stands at an edge: no paragraph of the story before it, or none after it.
        if not paragraphs or min(run) < paragraphs[0] or max(run) > paragraphs[-1]:
            found.update(dict.fromkeys(run, "a cookie banner"))
    return found


def _is_paragraph(text: str, said: frozenset[int]) -> bool:
    is_long = len(text) > _TEASER_CHARS or len(text.split()) > _TEASER_WORDS
    return is_long and len(said) < _CORE_SAYS and not chrome_reason(text)


def _said(text: str) -> frozenset[int]:
    folded = fold(text[:_LONGEST])
    return frozenset(i for i, thing in enumerate(_THINGS) if thing.search(folded))


def _is_about_cookies(draft: Draft, says: list[frozenset[int]]) -> bool:
    if _COOKIE.search(fold(draft.title)):
        return True
    return sum(0 in said for said in says) * 2 > len(says)


def _has_button(draft: Draft) -> bool:
    return any(_BUTTON.search(fold(line.text)) for line in draft.lines)


def _beside(draft: Draft, says: list[frozenset[int]], core: int, step: int) -> list[int]:
    """Return the lines next to a banner's paragraph up to the last that is plainly the banner's.

    Short lines between are its buttons; a short line after it may be the title of the story.
    """
    taken: list[int] = []
    waiting: list[int] = []
    index = core + step
    while 0 <= index < len(draft.lines):
        text = draft.lines[index].text
        waiting.append(index)
        if _is_of_banner(text, says[index]):
            taken += waiting
            waiting = []
        elif len(text.split()) > _BUTTON_WORDS or text.rstrip().endswith(_ENDS):
            break
        index += step
    return taken


def _is_of_banner(text: str, said: frozenset[int]) -> bool:
    if len(text) > _LONGEST:
        return False
    if len(said - {1, 6}) >= _BESIDE_SAYS and (1 in said or 0 in said):
        return True
    reason = chrome_reason(text)
    return reason is not None and reason.startswith("consent")
