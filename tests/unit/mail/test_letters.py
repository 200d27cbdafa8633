"""Whatever people and papers write, a letter has our headers and no others."""

from __future__ import annotations

import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.digest import Group, Scope
from bot.mail.digest_letter import Exit, digest_letter
from bot.mail.letters import Letter, header_text, message
from tests.builders import paper
from tests.digests import ADDRESS, digest, item

NOW = datetime(2026, 8, 21, 6, tzinfo=UTC)
SENDER = "papers@footnote.example"
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}
EXITS = Exit("https://papers.example/unsubscribe/x", "https://papers.example/feed/x.atom")
LONG = "https://papers.example/" + "unsubscribe/" + "x" * 200

hostile = st.text(st.characters(codec=None), max_size=400) | st.sampled_from(
    [
        "a\r\nBcc: eve@example.org",
        "a\nBcc: eve@example.org\n\nbody",
        "a\r\n\r\n<script>",
        "=?utf-8?q?a=0D=0ABcc:_eve@example.org?=",
        "=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLm9yZw==?=",
        "=?utf-8?q?=0A?= =?utf-8?q?Bcc:_eve?=",
        "\u2028Bcc: eve\u2029\x85Bcc: eve\x0bBcc: eve\x00",
        "x" * 5000,
        "é" * 300,
        "\ud800\udfff\uffff\ufffe",
        "🧠" * 300,
    ]
)


def sent(letter: Letter) -> EmailMessage:
    raw = message(letter, SENDER, NOW).as_bytes()
    return BytesParser(policy=email.policy.default).parsebytes(raw)


@given(subject=hostile, text=hostile, html=hostile)
def test_no_subject_becomes_a_header(subject, text, html):
    letter = Letter(ADDRESS, subject, _wellformed(text), _wellformed(html), "abc123")
    got = sent(letter)
    assert set(got.keys()) == HEADERS
    assert len(got.keys()) == len(HEADERS)
    assert got["Subject"].split() == header_text(subject).split()
    assert got["To"] == ADDRESS
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]


@given(subject=hostile, title=hostile, sentence=hostile, why=hostile, group=hostile, name=hostile)
@example("a\r\nBcc: x", "</title><script>alert(1)</script>", "", '"><img src=x>', "{{ 7 * 7 }}", "")
def test_no_paper_or_topic_becomes_a_header_or_markup(subject, title, sentence, why, group, name):
    of = paper(
        "2608.00001",
        _wellformed(sentence),
        title=_wellformed(title),
        arxiv_id="2608.00001",
        code_url=name,
        project_url="javascript:alert(1)",
    )
    made = digest(0, subject=subject, scope=Scope.KEYWORD)
    filled = type(made)(
        made.subscription, made.day, made.since, made.until, (Group(group, (item(of, why),)),), 1
    )
    got = sent(digest_letter(filled, {}, ADDRESS, "abc123", EXITS))
    assert set(got.keys()) == HEADERS | {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}
    _, html = (part.get_content() for part in got.iter_parts())
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_a_subject_reads_as_it_was_written():
    assert sent(Letter(ADDRESS, "Über “Köpfe” 🧠 – 頭", "t", "h", "a"))["Subject"] == (
        "Über “Köpfe” 🧠 – 頭"
    )


def test_the_lines_are_as_mail_servers_want_them():
    made = message(digest_letter(digest(3, subject="é" * 90), {}, ADDRESS, "a", EXITS), SENDER, NOW)
    head, _, _ = made.as_bytes().partition(b"\r\n\r\n")
    assert b"\n" not in made.as_bytes().replace(b"\r\n", b"")
    assert max(map(len, head.split(b"\r\n"))) <= 78
    long = "x" * 60 + ".example"
    made = message(Letter(ADDRESS, "s", "t", "h", "0" * 24), f"papers@{long}", NOW)
    assert f"Message-ID: <{'0' * 24}@{long}>\r\n".encode() in made.as_bytes()


@pytest.mark.parametrize(("url", "posts"), [(LONG, True), ("http://papers.example/u/x", False)])
def test_one_click_is_offered_over_https_only(url, posts):
    letter = digest_letter(digest(), {}, ADDRESS, "abc123", Exit(url, url))
    got = sent(letter)
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in message(letter, SENDER, NOW).as_bytes()
    assert ("List-Unsubscribe-Post" in got) == posts


def _wellformed(text: str) -> str:
    """As the corpus and the templates hold text."""
    return text.encode(errors="replace").decode()
