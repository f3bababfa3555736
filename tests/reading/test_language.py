"""Declared languages: cut, mended, or dropped."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from monitor.reading.language import page_language, primary_tag


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("fr", "fr"), ("fr-FR", "fr"), ("FR_fr", "fr"), (" de-AT ", "de"), ("en, fr", "en"),
        ("zh-Hans-CN", "zh"), ("iw", "he"), ("eng", "en"), ("fra", "fr"), ("ckb", "ckb"),
        ("cn", "zh"), ("ua", "uk"), ("kr", "ko"), ("jp", "ja"), ("sh", "sr"),
    ],
)  # fmt: skip
def test_the_primary_tag_is_kept(declared, tag):
    """Lower case, with common mistakes mended."""
    assert primary_tag(declared) == tag


@pytest.mark.parametrize(
    "declared", [None, "", "-", "und", "mul", "xx", "english", "1", "f", "fr4", "éa", "x-default"]
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
