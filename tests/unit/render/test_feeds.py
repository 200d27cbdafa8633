"""Feeds that every reader can read, whatever the papers hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.core.digest import Item
from bot.locales.catalog import translator
from bot.render.feeds import Feed, Format, write
from tests.builders import paper
from tests.digests import DAY, digest

EN = translator("en")
ITEMS = tuple(digest(3, why="talking heads").items)
FEED = Feed("s1", "Papers on “heads”", ITEMS, DAY, "https://papers.example/feed/x.atom")
XML = [Format.ATOM, Format.RSS]

hostile = st.text(st.characters(codec=None), max_size=60)


def parsed(feed: Feed, form: Format) -> feedparser.FeedParserDict:
    return feedparser.parse(write(feed, form, EN), sanitize_html=False)


@pytest.mark.parametrize("form", XML)
def test_a_reader_finds_title_sentence_votes_and_link(form):
    got = parsed(FEED, form)
    assert not got.bozo
    assert got.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert got.feed.title == FEED.title
    assert [entry.title for entry in got.entries] == [item.paper.title for item in ITEMS]
    for entry, item in zip(got.entries, ITEMS, strict=True):
        content = entry.content[0].value if "content" in entry else entry.summary
        assert entry.link == f"https://huggingface.co/papers/{item.paper.paper_id}"
        assert f"“{item.sentence}”" in content
        assert f"{item.paper.upvotes} upvotes" in content
        assert "Matches: talking heads" in content
        assert datetime(*entry.published_parsed[:6], tzinfo=UTC).date() == DAY


def test_json_feed_has_what_its_version_asks_for():
    got = json.loads(write(FEED, Format.JSON, EN))
    assert got["version"] == "https://jsonfeed.org/version/1.1"
    assert got["feed_url"] == FEED.address
    first = got["items"][0]
    assert first["url"] == f"https://huggingface.co/papers/{ITEMS[0].paper.paper_id}"
    assert first["date_published"] == "2026-08-21T00:00:00+00:00"
    assert first["_footnote"]["upvotes"] == ITEMS[0].paper.upvotes
    assert len({item["id"] for item in got["items"]}) == 3


@pytest.mark.parametrize("form", Format)
def test_the_same_papers_make_the_same_feed_and_each_keeps_its_id(form):
    assert write(FEED, form, EN) == write(FEED, form, EN)
    other = Feed("s2", "Another", ITEMS[:1], date(2026, 9, 1))
    assert _ids(other, form) == _ids(FEED, form)[:1]
    changed = replace(ITEMS[0], paper=replace(ITEMS[0].paper, title="Corrected", upvotes=1))
    assert _ids(replace(other, items=(changed,)), form) == _ids(FEED, form)[:1]


@pytest.mark.parametrize("form", Format)
def test_a_feed_without_papers_is_a_feed(form):
    empty = Feed("s1", "Papers", (), DAY)
    assert _ids(empty, form) == []


@given(title=hostile, sentence=hostile, why=hostile, author=hostile, feed=hostile)
def test_no_text_breaks_a_feed_or_becomes_markup(title, sentence, why, author, feed):
    nasty = ("\x00\x0b\ufffe\uffff]]>&<script>alert(1)</script>", "\ud800</content></entry>")
    of = replace(
        paper("2608.00001", title=nasty[0] + title),
        authors=(author, nasty[1]),
        code_url=f"https://x.example/{why}",
        listed=(DAY,),
    )
    made = Feed("s1", feed, (Item(of, nasty[1] + sentence, 0, 1, why + nasty[0]),), DAY)
    for form in XML:
        root = etree.fromstring(write(made, form, EN))
        contents = [
            node.text or ""
            for node in root.iter("{*}content", "{*}description", "{*}encoded")
            if node.getparent().tag != "channel"
        ]
        assert contents
        assert all("<script" not in text for text in contents)
    assert "<script" not in json.loads(write(made, Format.JSON, EN))["items"][0]["content_html"]


def _ids(feed: Feed, form: Format) -> list[str]:
    if form is Format.JSON:
        return [item["id"] for item in json.loads(write(feed, form, EN))["items"]]
    got = parsed(feed, form)
    assert not got.bozo
    return [entry.id for entry in got.entries]
