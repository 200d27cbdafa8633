"""Dated questions, held against an oracle: SQL of its own on the same file."""

from __future__ import annotations

import asyncio
import calendar
import json
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.answering.calendar.specialist import CalendarSpecialist
from bot.answering.threads import Readers
from bot.core.lists import LISTED
from bot.core.models import Answer, Form, Question
from tests.integration.corpus.test_corpus import store
from vectorstore.corpus.database import FILE
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.trending import keep
from vectorstore.corpus.writer import open_writer
from vectorstore.models import Filters, Paper

# In Kiritimati it is the 21st already.
NOW = datetime(2026, 8, 20, 22, 30, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles")
MONTHS = calendar.month_name[1:]

# A topic, and the words of papers that are on it, spelt out.
TOPICS = {
    "spiking networks": (r"spik(?:e|es|ed|ing)", r"network(?:s|ed|er|ing)?"),
    "talking heads": (r"talk(?:s|ed|ing)?", r"head(?:s|ed|ing)?"),
    "agents": (r"agents?",),
    "video diffusion models": (r"videos?", r"diffus(?:e|ed|es|ion|ing)", r"model(?:s|l?ed|l?ing)?"),
}
_WORDS = re.split(
    " ",
    "spike spikes spiking network networks talk talks talking head heads agent agents agency video "
    "videos diffusion diffuse model models modelling headline talkative networker",
)


def papers(count: int = 400) -> list[Paper]:
    """Papers of two years, listed or not, known by day, month or year, voted or not."""
    chance = random.Random(7)
    made = []
    for number in range(count):
        day = date(2026, 8, 21) - timedelta(days=int(chance.triangular(0, 700, 0)))
        listed = (day, day + timedelta(days=1)) if chance.random() < 0.7 else ()
        precision = "day" if listed else chance.choice(("day", "day", "month", "year"))
        published = day.replace(day=1) if precision != "day" else day
        published = published.replace(month=1) if precision == "year" else published
        words = " ".join(chance.choices(_WORDS, k=chance.randint(1, 6)))
        made.append(
            Paper(
                f"26{number:02}.{number:05}",
                f"On {words} {number}",
                f"It is hard. We propose {chance.choice(_WORDS)} number {number}. It works.",
                "test",
                authors=tuple(chance.sample(("Ada", "Ben", "Cleo", "Dan", "Eve"), 2)),
                published=published - timedelta(days=3) if listed else published,
                listed=listed,
                upvotes=chance.choice((None, 0, 1, 5, 20, 300)),
                extra={} if precision == "day" else {"date_precision": precision},
            )
        )
    return made


def trending_lists() -> list[tuple[datetime, dict[int, str]]]:
    """The feed's lists of some days, at any hour, with papers that are not here among them."""
    chance = random.Random(5)
    known = [paper.paper_id for paper in papers()]
    made = []
    for ago in (300, 299, 120, 45, 40, 30, 29, 12, 11, 9, 8, 6, 5, 3, 2, 1):
        day = datetime(2026, 8, 20, tzinfo=UTC) - timedelta(days=ago)
        ids = chance.sample([*known[:120], *(f"elsewhere-{n}" for n in range(20))], 100)
        at = day + timedelta(minutes=chance.randrange(24 * 60))
        made.append((at, dict(enumerate(ids, 1))))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("calendar")
    store(made, *papers())
    with open_writer(made) as corpus:
        for at, places in trending_lists():
            keep(corpus, places, at)
    return made


@pytest.fixture(scope="module")
def specialist(folder: Path) -> Iterator[CalendarSpecialist]:
    readers = Readers()
    with Corpus.open(folder) as corpus:
        yield CalendarSpecialist(corpus, readers, lambda: NOW)
    readers.close()


@pytest.fixture
def oracle(folder: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(folder / FILE)
    connection.create_function(
        "REGEXP", 2, lambda pattern, text: bool(re.search(pattern, text, re.IGNORECASE))
    )
    yield connection
    connection.close()


_DAY_OR_ITS_END = """
    CASE WHEN listed = '[]' THEN
        CASE json_extract(extra, '$.date_precision')
            WHEN 'year' THEN date(day, 'start of year', '+1 year', '-1 day')
            WHEN 'month' THEN date(day, 'start of month', '+1 month', '-1 day')
            ELSE day END
    ELSE day END
"""


def expected(
    oracle: sqlite3.Connection, since: date | None, until: date | None, topic: str | None
) -> list[tuple[str, str, int | None, str]]:
    """(id, day, upvotes, authors) of the papers, by SQL."""
    where, values = ["1"], []
    if since:
        where.append("day >= ?")
        values.append(since.isoformat())
    if until:
        where.append(f"{_DAY_OR_ITS_END} <= ?")
        values.append(until.isoformat())
    for word in TOPICS[topic] if topic else ():
        where.append("title || ' ' || abstract REGEXP ?")
        values.append(rf"\b{word}\b")
    query = f"SELECT paper_id, day, upvotes, authors FROM papers WHERE {' AND '.join(where)}"  # noqa: S608
    return oracle.execute(query, values).fetchall()


def trended(
    oracle: sqlite3.Connection, begin: datetime, end: datetime, topic: str | None
) -> tuple[list[str], list[str]]:
    """(the ids in order, when their lists were fetched), by SQL."""
    within = [moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") for moment in (begin, end)]
    words = TOPICS[topic] if topic else ()
    on_topic = "".join(" AND p.title || ' ' || p.abstract REGEXP ?" for _ in words)
    ids = oracle.execute(
        "SELECT p.paper_id FROM trending t JOIN papers p ON p.paper_id = t.paper_id"  # noqa: S608
        f" WHERE t.fetched_at >= ? AND t.fetched_at < ?{on_topic} GROUP BY p.paper_id"
        " ORDER BY min(t.rank), count(*) DESC, p.paper_id",
        [*within, *(rf"\b{word}\b" for word in words)],
    ).fetchall()
    lists = oracle.execute(
        "SELECT DISTINCT fetched_at FROM trending WHERE fetched_at >= ? AND fetched_at < ?"
        " ORDER BY fetched_at",
        within,
    ).fetchall()
    return [row[0] for row in ids], [row[0][:16] for row in lists]


def windows(today: date) -> list[tuple[str, date | None, date | None]]:
    """Ways to say a window, and its days, by the calendar alone."""
    chance = random.Random(today.toordinal())
    monday = today - timedelta(days=today.weekday())
    one = today - timedelta(days=chance.randint(2, 500))
    other = one + timedelta(days=chance.randint(1, 90))
    number, month, year = chance.randint(2, 30), chance.randint(1, 12), chance.choice((2025, 2026))
    latest = today.year if month <= today.month else today.year - 1
    ends = date(year, month, calendar.monthrange(year, month)[1])
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return [
        ("", None, None),
        ("today", today, today),
        ("yesterday", today - timedelta(days=1), today - timedelta(days=1)),
        ("this week", monday, monday + timedelta(days=6)),
        ("last week", monday - timedelta(days=7), monday - timedelta(days=1)),
        (f"in the last {number} days", today - timedelta(days=number - 1), today),
        ("last month", before.replace(day=1), before),
        (f"in {MONTHS[month - 1]} {year}", date(year, month, 1), ends),
        (f"since {MONTHS[month - 1]}", date(latest, month, 1), None),
        (f"before {one}", None, one - timedelta(days=1)),
        (f"on {one}", one, one),
        (f"between {one} and {other}", one, other),
        (f"from {one:%-d %B %Y} to {other:%-d %B %Y}", one, other),
        ("in 2025", date(2025, 1, 1), date(2025, 12, 31)),
    ]


def questions() -> list[tuple[str, str, str | None, date | None, date | None]]:
    """A hundred and more: (text, zone, topic, since, until)."""
    chance = random.Random(11)
    made = []
    for zone in ZONES:
        today = NOW.astimezone(ZoneInfo(zone)).date()
        for said, since, until in windows(today):
            for topic in (None, *chance.sample(sorted(TOPICS), 2)):
                about = f" on {topic}" if topic else ""
                forms = [
                    f"how many papers{about} {said}?",
                    f"How many papers are there{about} {said}",
                ]
                if said:
                    forms += [
                        f"what came out {said}{about}?",
                        f"which papers{about} were published {said}?",
                        f"most upvoted papers{about} {said}",
                    ]
                made.append((" ".join(chance.choice(forms).split()), zone, topic, since, until))
    return made


def test_every_dated_question_equals_the_oracle(
    specialist: CalendarSpecialist, oracle: sqlite3.Connection
) -> None:
    asked = questions()
    assert len(asked) >= 100
    totals = []

    async def ask_all() -> None:
        for text, zone, topic, since, until in asked:
            answer = await specialist.answer(Question(text, zone=zone))
            assert answer is not None, text
            assert answer.counted is not None
            rows = expected(oracle, since, until, topic)
            found = answer.counted
            assert (found.total, found.since, found.until) == (len(rows), since, until), text
            assert str(len(rows)) in found.text
            for day in filter(None, (since, until)):
                assert day.isoformat() in found.text
            if "upvoted" in text:
                assert answer.paper_ids == tuple(row[0] for row in _by_votes(rows)[:6]), text
            elif said_days(text):
                most = 6 if "how many" in text.lower() else LISTED
                assert answer.paper_ids == tuple(row[0] for row in _by_day(rows)[:most]), text
            totals.append(len(rows))

    asyncio.run(ask_all())
    assert sum(total > 0 for total in totals) > 100


def said_days(text: str) -> bool:
    return text.rstrip(" ?") not in ("how many papers", "How many papers are there")


def _by_votes(
    rows: list[tuple[str, str, int | None, str]],
) -> list[tuple[str, str, int | None, str]]:
    rows = _by_day(rows)
    return sorted(rows, key=lambda row: -1 if row[2] is None else row[2], reverse=True)


def _by_day(rows: list[tuple[str, str, int | None, str]]) -> list[tuple[str, str, int | None, str]]:
    rows = sorted(rows)
    rows.sort(key=lambda row: -1 if row[2] is None else row[2], reverse=True)
    return sorted(rows, key=lambda row: row[1], reverse=True)


async def ask(specialist: CalendarSpecialist, text: str, **more: object) -> Answer:
    answer = await specialist.answer(Question(text, **more))  # type: ignore[arg-type]
    assert answer is not None
    return answer


async def test_the_answer_says_what_it_counted_and_quotes_what_each_paper_does(
    specialist: CalendarSpecialist, folder: Path
) -> None:
    answer = await ask(specialist, "how many papers on spiking networks since March?")
    assert answer.counted is not None
    assert "with the words “spiking”, “networks” in title or abstract" in answer.counted.text
    assert "since 2026-03-01 (UTC)" in answer.counted.text
    assert "Newest first, 6 of " in answer.counted.text
    assert len(answer.statements) == 6
    with Corpus.open(folder) as corpus:
        stored = corpus.get(answer.paper_ids)
    for statement, citation in zip(answer.statements, answer.citations, strict=True):
        abstract = stored[citation.paper_id].abstract
        assert abstract[citation.start : citation.end] == citation.quote == statement.text
        assert citation.quote.startswith("We propose")


async def test_a_summary_of_days_quotes_the_most_upvoted_and_says_of_how_many(
    specialist: CalendarSpecialist, oracle: sqlite3.Connection
) -> None:
    answer = await ask(specialist, "summarise the papers of last month")
    rows = expected(oracle, date(2026, 7, 1), date(2026, 7, 31), None)
    assert answer.form is Form.SUMMARY
    assert answer.counted is not None
    assert f"{len(rows)} papers, from 2026-07-01 to 2026-07-31 (UTC)." in answer.counted.text
    assert f"Most upvoted first, 10 of {len(rows)}" in answer.counted.text
    assert answer.paper_ids == tuple(row[0] for row in _by_votes(rows)[:10])
    assert all(citation.quote for citation in answer.citations)


async def test_papers_that_the_feed_has_not_listed_are_said(
    specialist: CalendarSpecialist, oracle: sqlite3.Connection
) -> None:
    answer = await ask(specialist, "how many papers since 2026-01-01?")
    (unlisted,) = oracle.execute(
        "SELECT count(*) FROM papers WHERE listed = '[]' AND day >= '2026-01-01'"
    ).fetchone()
    assert answer.counted is not None
    assert f"{unlisted} of them are dated by their publication" in answer.counted.text


async def test_who_publishes_most(
    specialist: CalendarSpecialist, oracle: sqlite3.Connection
) -> None:
    answer = await ask(specialist, "who publishes most on agents in 2026?")
    rows = expected(oracle, date(2026, 1, 1), date(2026, 12, 31), "agents")
    counted = Counter(name for row in rows for name in json.loads(row[3]))
    best = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    assert answer.counted is not None
    assert ", ".join(f"{name} ({count})" for name, count in best) in answer.counted.text
    assert answer.counted.total == len(rows)
    assert answer.statements == ()


async def test_nothing_is_a_clear_sentence_with_the_newest_day(
    specialist: CalendarSpecialist, oracle: sqlite3.Connection
) -> None:
    answer = await ask(specialist, "what came out this week on zebras?")
    (newest,) = oracle.execute("SELECT max(day) FROM papers").fetchone()
    assert answer.counted is not None
    assert answer.counted.total == 0
    assert answer.statements == ()
    assert answer.counted.text == (
        "0 papers with the words “zebras” in title or abstract, from 2026-08-17 to 2026-08-23 "
        f"(UTC). The newest paper here is of {newest}."
    )


NO_LIST = "The feed's own trending list for this is not here"


@pytest.mark.parametrize("zone", ZONES)
async def test_what_trended_is_the_feed_s_lists_by_the_oracle_else_the_most_upvoted(
    specialist: CalendarSpecialist, oracle: sqlite3.Connection, zone: str
) -> None:
    today = NOW.astimezone(ZoneInfo(zone)).date()
    numbers = []
    for said, since, until in windows(today):
        for topic in (None, "agents", "spiking networks"):
            about = f" on {topic}" if topic else ""
            text = " ".join(f"what was trending{about} {said}?".split())
            if said in ("", "today"):
                begin, end = NOW - timedelta(days=2), NOW
            else:
                begin = _midnight(since or date(2000, 1, 1), zone)
                end = _midnight((until or date(2100, 1, 1)) + timedelta(days=1), zone)
            ids, lists = trended(oracle, begin, end, topic)
            if said in ("", "today"):
                ids, lists = trended(oracle, _moment(lists[-1]), NOW, topic)
            answer = await ask(specialist, text, zone=zone)
            assert answer.counted is not None
            numbers.append(len(lists))
            if lists:
                last = _moment(lists[-1]).astimezone(ZoneInfo(zone))
                assert (answer.counted.total, answer.paper_ids) == (len(ids), tuple(ids[:6])), text
                assert f"{last:%Y-%m-%d %H:%M}" in answer.counted.text
                assert zone in answer.counted.text
                assert NO_LIST not in answer.counted.text
                assert len(lists) == 1 or f"{len(lists)} trending lists" in answer.counted.text
            else:
                rows = expected(oracle, since, until, topic)
                assert (answer.counted.since, answer.counted.until) == (since, until), text
                assert answer.paper_ids == tuple(row[0] for row in _by_votes(rows)[:6]), text
                assert answer.counted.total == len(rows)
                assert NO_LIST in answer.counted.text
    assert min(numbers) == 0
    assert {1, 2} < set(numbers)


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["what is trending?", "trending now", "what is trending today?"])
async def test_what_trends_now_is_the_newest_list_and_its_moment_is_said(
    specialist: CalendarSpecialist, oracle: sqlite3.Connection, text: str
) -> None:
    [*_, (at, places)] = trending_lists()
    assert at.date() == date(2026, 8, 19)
    here = {row[0] for row in oracle.execute("SELECT paper_id FROM papers")}
    ids = [places[rank] for rank in sorted(places) if places[rank] in here]
    answer = await ask(specialist, text)
    assert answer.paper_ids == tuple(ids[:6])
    assert answer.counted is not None
    assert answer.counted.text == (
        f"{len(ids)} papers, on the feed's own trending list of {at:%Y-%m-%d %H:%M} (UTC), in its "
        f"order. The first 6 of {len(ids)}:"
    )
    assert (answer.counted.since, answer.counted.until) == (at.date(), at.date())


async def test_a_list_that_is_too_old_does_not_say_what_trends_now(
    folder: Path, oracle: sqlite3.Connection
) -> None:
    newest = trending_lists()[-1][0]
    readers = Readers()
    with Corpus.open(folder) as corpus:
        for age, fresh in ((timedelta(days=2), True), (timedelta(days=2, seconds=1), False)):
            now = newest + age
            later = CalendarSpecialist(corpus, readers, lambda now=now: now)
            answer = await ask(later, "what is trending on agents?")
            assert answer.counted is not None
            assert (NO_LIST in answer.counted.text) == (not fresh)
    readers.close()
    since, until = now.date() - timedelta(days=6), now.date()
    assert (answer.counted.since, answer.counted.until) == (since, until)
    rows = expected(oracle, since, until, "agents")
    assert answer.paper_ids == tuple(row[0] for row in _by_votes(rows)[:6])
    assert f"from {since} to {until} (UTC)" in answer.counted.text
    assert "Most upvoted first" in answer.counted.text


async def test_a_list_without_the_topic_is_told_and_no_votes_take_its_place(
    specialist: CalendarSpecialist,
) -> None:
    answer = await ask(specialist, "what is trending on zebras?")
    assert answer.counted is not None
    assert (answer.counted.total, answer.statements) == (0, ())
    assert answer.counted.text.startswith(
        "0 papers with the words “zebras” in title or abstract, on the feed's own trending list of "
    )
    assert "The first" not in answer.counted.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Was ist gerade im Trend?", "auf der Trendliste des Feeds vom 2026-08-19"),
        ("Was war im Mai 2025 im Trend?", "Es sind alle Papers des Zeitraums"),
        ("tendances de cette semaine", "listes des tendances du fil relevées du 2026-08-17"),
        ("tendencias en mayo de 2025", "primero los más votados."),
        ("今のトレンド", "の掲載順。"),
        ("现在的热门论文", "按榜上顺序。"),
    ],
)
async def test_what_trends_is_told_in_the_language_of_the_question(
    specialist: CalendarSpecialist, text: str, said: str
) -> None:
    answer = await ask(specialist, text)
    assert answer.counted is not None
    assert said in answer.counted.text


async def test_as_many_as_are_asked_for_within_reason(specialist: CalendarSpecialist) -> None:
    assert len((await ask(specialist, "top 3 papers of 2026")).statements) == 3
    assert len((await ask(specialist, "top 99 papers of 2026")).statements) == 20


async def test_days_chosen_beside_the_question_hold_too(specialist: CalendarSpecialist) -> None:
    chosen = Filters(since=date(2026, 8, 1), until=date(2026, 8, 31))
    answer = await ask(specialist, "how many papers since 2026-07-01?", filters=chosen)
    assert answer.counted is not None
    assert (answer.counted.since, answer.counted.until) == (date(2026, 8, 1), date(2026, 8, 31))


async def test_the_answer_speaks_the_language_of_the_question(
    specialist: CalendarSpecialist,
) -> None:
    answer = await ask(specialist, "Wie viele Papers zu Agents seit dem 3. März 2026?")
    assert answer.counted is not None
    assert "Papers mit den Wörtern “agents”" in answer.counted.text
    assert "seit 2026-03-03 (UTC)" in answer.counted.text


@pytest.mark.parametrize(
    "text", ["which papers look at the IOI task?", "what did the 2023 run show"]
)
async def test_other_questions_are_left_alone(specialist: CalendarSpecialist, text: str) -> None:
    assert await specialist.answer(Question(text)) is None


async def test_a_question_about_chosen_papers_is_left_alone(specialist: CalendarSpecialist) -> None:
    among = Filters(paper_ids=frozenset({"2600.00000"}))
    assert await specialist.answer(Question("what's new this week?", filters=among)) is None
