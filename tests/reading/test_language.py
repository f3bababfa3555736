"""Languages: what is declared is cut, mended or dropped, and then held against the text."""

from __future__ import annotations

import time

import pytest
from lxml.html import document_fromstring

from monitor.reading.language import language_of, page_language, primary_tag


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("fr", "fr"), ("fr-FR", "fr"), ("FR_fr", "fr"), (" de-AT ", "de"), ("en, fr", "en"),
        ("zh-Hans-CN", "zh"), ("iw", "he"), ("eng", "en"), ("fra", "fr"), ("ckb", "ckb"),
        ("cn", "zh"), ("ua", "uk"), ("kr", "ko"), ("jp", "ja"), ("sh", "sr"),
        ("nb-NO", "no"), ("nn", "no"), ("fil", "tl"), ("zh-yue", "zh"), ("hsb", "hsb"),
    ],
)  # fmt: skip
def test_the_primary_tag_is_kept(declared, tag):
    """Lower case, with common mistakes mended."""
    assert primary_tag(declared) == tag


@pytest.mark.parametrize(
    "declared",
    [
        None,
        "",
        "-",
        "und",
        "mul",
        "xx",
        "english",
        "1",
        "f",
        "fr4",
        "éa",
        "x-default",
        "utf-8",
        "htm",
    ],
)
def test_what_is_no_language_is_none(declared):
    """A wrong language would hide an article from its watchlists; none hides nothing."""
    assert primary_tag(declared) is None


@pytest.mark.parametrize(
    ("markup", "tag"),
    [
        ('<html lang="fr"><meta property="og:locale" content="en_US">', "fr"),
        ('<html xml:lang="fr">', "fr"),
        ('<html lang=""><meta http-equiv="Content-Language" content="ar">', "ar"),
        ('<html><meta property="og:locale" content="tr_TR">', "tr"),
        ('<html lang="und"><meta name="language" content="ru">', "ru"),
        ('<html><body lang="ru">', None),
    ],
)
def test_the_first_declaration_that_is_one_stands(markup, tag):
    """The document's element first, then what the head says; never a part's own language."""
    assert page_language(document_fromstring(f"{markup}<p>x</p>")) == tag


SENTENCES = {
    "ar": "قال وزير الخارجية إن المحادثات ستستمر يوم الخميس وإن الوفود ستوقع اتفاقا لوقف إطلاق النار في المنطقة الحدودية",
    "az": "Xarici işlər naziri bildirib ki, danışıqlar cümə axşamı davam edəcək və nümayəndə heyətləri atəşkəs haqqında sazişi imzalayacaq",
    "be": "Міністр замежных спраў заявіў, што перамовы працягнуцца ў чацвер і дэлегацыі падпішуць пагадненне аб спыненні агню",
    "bg": "Министърът на външните работи заяви, че преговорите ще продължат в четвъртък и делегациите ще подпишат споразумение за прекратяване на огъня",
    "cs": "Ministr zahraničí prohlásil, že jednání budou pokračovat ve čtvrtek a delegace podepíšou dohodu o příměří v pohraniční oblasti",
    "da": "Udenrigsministeren sagde, at forhandlingerne fortsætter på torsdag, og at delegationerne vil underskrive en aftale om våbenhvile",
    "de": "Der Außenminister sagte, die Gespräche würden am Donnerstag fortgesetzt und die Delegationen wollten eine Waffenruhe unterzeichnen",
    "el": "Ο υπουργός Εξωτερικών δήλωσε ότι οι συνομιλίες θα συνεχιστούν την Πέμπτη",
    "en": "The foreign minister said that the talks would go on on Thursday and that the delegations would sign an agreement on a ceasefire",
    "es": "El ministro de Exteriores dijo que las conversaciones seguirán el jueves y que las delegaciones firmarán un acuerdo de alto el fuego",
    "fa": "وزیر امور خارجه گفت که گفت‌وگوها روز پنجشنبه ادامه خواهد یافت و هیئت‌ها توافق آتش‌بس را امضا خواهند کرد",
    "fr": "Le ministre des Affaires étrangères a déclaré que les pourparlers reprendraient jeudi et que les délégations signeraient une trêve",
    "he": "שר החוץ אמר כי השיחות יימשכו ביום חמישי וכי המשלחות יחתמו על הסכם הפסקת אש",
    "hi": "विदेश मंत्री ने कहा कि वार्ता गुरुवार को जारी रहेगी और प्रतिनिधिमंडल युद्धविराम समझौते पर हस्ताक्षर करेंगे",
    "it": "Il ministro degli Esteri ha detto che i colloqui riprenderanno giovedì e che le delegazioni firmeranno un accordo per la tregua",
    "ja": "外務大臣は、協議は木曜日に再開され、代表団は停戦合意に署名する意向だと述べた",
    "ko": "외무장관은 회담이 목요일에 계속될 것이며 대표단이 휴전 협정에 서명할 것이라고 말했다",
    "mk": "Министерот за надворешни работи изјави дека преговорите ќе продолжат во четврток и делегациите ќе потпишат договор за прекин на огнот",
    "nl": "De minister van Buitenlandse Zaken zei dat de gesprekken donderdag worden hervat en dat de delegaties een wapenstilstand zullen tekenen",
    "no": "Utenriksministeren sa at samtalene fortsetter på torsdag, og at delegasjonene vil undertegne en avtale om våpenhvile i grenseområdet",
    "pl": "Minister spraw zagranicznych powiedział, że rozmowy będą kontynuowane w czwartek, a delegacje podpiszą porozumienie o zawieszeniu broni",
    "pt": "O ministro dos Negócios Estrangeiros disse que as conversações continuam na quinta-feira e que as delegações assinarão um acordo de trégua",
    "ru": "Министр иностранных дел заявил, что переговоры продолжатся в четверг и делегации подпишут соглашение о прекращении огня",
    "sk": "Minister zahraničných vecí vyhlásil, že rokovania budú pokračovať vo štvrtok a delegácie podpíšu dohodu o prímerí v pohraničnej oblasti",
    "sr": "Министар спољних послова изјавио је да ће се преговори наставити у четвртак и да ће делегације потписати споразум о примирју",
    "sv": "Utrikesministern sade att samtalen fortsätter på torsdag och att delegationerna kommer att underteckna ett avtal om vapenvila",
    "tr": "Dışişleri bakanı görüşmelerin perşembe günü süreceğini ve heyetlerin ateşkes anlaşmasını imzalayacağını açıkladı",
    "uk": "Міністр закордонних справ заявив, що перемовини триватимуть у четвер і делегації підпишуть угоду про припинення вогню",
    "ur": "وزیر خارجہ نے کہا کہ مذاکرات جمعرات کو جاری رہیں گے اور وفود جنگ بندی کے معاہدے پر دستخط کریں گے",
    "zh": "外交部长表示，会谈将于星期四继续进行，各代表团打算签署停火协议",
}  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_language_by_itself(language):
    """Also where the languages next door would say it in nearly the same words."""
    assert language_of(SENTENCES[language], declared=None) == language


@pytest.mark.parametrize("language", sorted(SENTENCES.keys() - {"en"}))
def test_a_template_that_says_english_is_corrected(language):
    """The commonest wrong declaration there is."""
    text = f"{SENTENCES[language]}. {SENTENCES[language]}."

    assert language_of(text, declared="en") == language


def test_the_feeds_word_helps_as_well():
    """It counts less than the page's own, and more than nothing."""
    text = "Ministar je izjavio da su razgovori dobri"

    assert language_of(text, declared=None, feed="bs") == "bs"
    assert language_of(text, declared="sr", feed="bs") == "sr"


def test_the_feed_decides_between_the_page_and_the_text():
    """A template's English, and words that two languages share: the feed is the third voice."""
    text = "Nye samtaler om fred"

    assert language_of(text, declared="en") == "no"
    assert language_of(text, declared="en", feed="da") == "da"
    assert language_of(text, declared="no", feed="da") == "no"


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_feed_in_another_language_changes_no_long_text(language):
    """Feeds carry stories in other languages than they declare, and templates say English."""
    text = f"{SENTENCES[language]}. {SENTENCES[language]}."

    assert language_of(text, declared=None, feed="en" if language != "en" else "fr") == language
    assert language_of(text, declared=language, feed="tr") == language


@pytest.mark.parametrize("feed", ["pap", "ar"])
def test_a_feeds_word_that_cannot_be_weighed_gives_way_to_the_page(feed):
    """Be it a language that no model knows, or one of another script."""
    text = "Talks go on in the capital on Thursday"

    assert language_of(text, declared="en", feed=feed) == "en"
    assert language_of(text, declared=None, feed="pap") == "pap"


@pytest.mark.parametrize("text", ["", "2024", "… – !", "CNN", "Merkel"])
def test_a_text_too_short_to_tell_is_what_it_is_declared(text):
    """Even if its letters are of another script: a name may be all there is."""
    assert language_of(text, declared="ar") == "ar"
    assert language_of(text, declared=None, feed="ru") == "ru"
    assert language_of(text, declared=None) is None


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("Ivo Sanader, Stjepan Mesić", "hr"),
        ("Real Madrid – Juventus 3:1", "it"),
        ("iPhone 15 Pro Max vs Galaxy S24", "ko"),
        ("Apple MacBook Air, Dell XPS", "fa"),
        ("日本銀行総裁記者会見要旨", "ja"),
    ],
)
def test_a_headline_of_names_is_in_the_language_declared(text, declared):
    """Names are the same in many languages, and in Latin letters in those of other scripts."""
    assert language_of(text, declared=declared) == declared


@pytest.mark.parametrize(
    ("declared", "language"), [("hr", "hr"), ("bs", "bs"), ("sr", "sr"), (None, None)]
)
def test_languages_that_a_sentence_cannot_tell_apart_are_what_they_are_declared(declared, language):
    """The same sentence is Croatian, Bosnian and Serbian."""
    assert language_of("Ministar je izjavio da su razgovori dobri", declared=declared) == language


def test_names_in_latin_letters_do_not_make_a_text_english():
    """Text in another script often has as many of them as letters of its own."""
    text = "Компания Microsoft и OpenAI объявили о запуске Copilot Studio для Windows Server 2025"

    assert language_of(text, declared="en") == "ru"


@pytest.mark.parametrize("declared", ["ti", "yi", "xmf", "sd", "ckb"])
def test_a_language_that_no_model_knows_is_believed(declared):
    """Where the script fits: nothing in the text could speak against it."""
    text = {
        "ti": "ሚኒስተር ጉዳያት ወጻኢ ዘተ ንሓሙስ ከም ዝቕጽል ሓቢሩ",
        "yi": "דער מיניסטער האט געזאגט אז די געשפרעכן וועלן ווייטער גיין דאנערשטיק",
        "xmf": "მინისტრიქ თქუა ნამდა მოლაპარაკება გეგნორძებაფუ ცაშხას",
        "sd": "پرڏيهي وزير چيو ته ڳالهيون خميس تي جاري رهنديون",
        "ckb": "وەزیری دەرەوە ڕایگەیاند کە گفتوگۆکان ڕۆژی پێنجشەممە بەردەوام دەبن",
    }[declared]

    assert language_of(text, declared=declared) == declared


def test_a_country_taken_for_a_language_is_not_believed():
    """`ch` is Chamorro, and never meant."""
    assert language_of(SENTENCES["de"], declared="ch") == "de"


def test_a_declared_language_of_another_script_is_not_believed():
    """What is written in Cyrillic letters is not Polish, whatever the template says."""
    assert language_of(SENTENCES["uk"], declared="pl") == "uk"


def test_a_whole_book_takes_no_longer_than_a_page():
    """Only its beginning is read."""
    start = time.perf_counter()

    assert language_of(SENTENCES["fr"] * 100_000, declared="en") == "fr"
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "text",
    ["\ud800" * 50, "\x00" * 50, "xq" * 5_000, "\u202e" * 50 + "ab", "ਅ\ud800" * 50],
    ids=["surrogates", "nul", "no words", "overrides", "broken letters"],
)
def test_odd_texts_raise_nothing(text):
    """And what nobody can read is in no language, or the one whose letters it has."""
    assert language_of(text, declared=None) in {None, "pa"}
