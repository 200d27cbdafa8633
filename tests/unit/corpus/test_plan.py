"""Which records are new, known, or to be merged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from vectorstore.corpus.plan import Outcome, plan
from vectorstore.corpus.writer import Stored
from vectorstore.models import Paper
from vectorstore.papers import title_id

TITLE = "Heads That Find Facts"
BARE = Paper(title_id(TITLE), TITLE, "We study heads.", "page")
WITH_ID = Paper("2401.00001", TITLE, "We study heads.", "feed", arxiv_id="2401.00001", upvotes=3)
OTHER = Paper("2402.00002", "Sparse Models", "Sparse is enough.", "feed", arxiv_id="2402.00002")


def outcomes(records: list[Paper], *stored: Stored) -> list[str]:
    return [decision.outcome.value for decision in plan(records, stored).decisions]


def test_new_papers_are_added() -> None:
    found = plan([BARE, OTHER], [])
    assert [d.outcome for d in found.decisions] == [Outcome.ADDED] * 2
    assert [(c.paper, c.key, c.searched) for c in found.changes] == [
        (BARE, None, True),
        (OTHER, None, True),
    ]
    assert found.updates == ()


def test_a_known_paper_changes_nothing() -> None:
    found = plan([WITH_ID, WITH_ID], [Stored(7, WITH_ID, frozenset())])
    assert [d.outcome for d in found.decisions] == [Outcome.UNCHANGED] * 2
    assert found.changes == ()


def test_a_paper_that_comes_twice_is_added_once_and_then_merged() -> None:
    found = plan([BARE, WITH_ID, WITH_ID], [])
    assert [d.outcome.value for d in found.decisions] == ["added", "updated", "unchanged"]
    [change] = found.changes
    assert change.paper.paper_id == "2401.00001"
    assert change.paper.upvotes == 3
    assert change.aliases == {BARE.paper_id}


def test_a_title_id_gives_way_to_a_real_one_and_stays_as_an_alias() -> None:
    found = plan([WITH_ID], [Stored(7, BARE, frozenset())])
    [change] = found.changes
    assert (change.key, change.paper.paper_id) == (7, WITH_ID.paper_id)
    assert change.aliases == {BARE.paper_id}
    assert change.searched


def test_a_former_id_is_recognised_after_the_title_changed() -> None:
    renamed = Paper("2401.00001", "Another title", "We study heads.", "feed", "2401.00001")
    assert outcomes([BARE], Stored(7, renamed, frozenset({BARE.paper_id}))) == ["updated"]
    found = plan([renamed], [Stored(7, WITH_ID, frozenset())])
    assert found.changes[0].aliases == {BARE.paper_id}


def test_an_arxiv_id_that_differs_wins_over_a_former_id() -> None:
    stranger = Paper(BARE.paper_id, "Other words", "Text.", "page", "2409.00009")
    assert outcomes([stranger], Stored(7, WITH_ID, frozenset({BARE.paper_id}))) == ["added"]


def test_a_record_that_joins_two_stored_papers_leaves_one() -> None:
    old_title = Paper("2401.00001", "Old title", "We study heads.", "feed", "2401.00001")
    found = plan([WITH_ID], [Stored(3, BARE, frozenset({"x"})), Stored(7, old_title, frozenset())])
    assert [d.outcome.value for d in found.decisions] == ["updated"]
    [change] = found.changes
    assert (change.key, change.absorbed) == (3, (7,))
    assert change.paper.paper_id == "2401.00001"
    assert change.aliases == {BARE.paper_id}


def test_two_papers_cannot_have_one_id() -> None:
    other = Paper("5", "Other", "Text.", "s", arxiv_id="2402.00002")
    stored = Stored(1, Paper("5", "A", "B.", "s", "2401.00001"), frozenset())
    [decision] = plan([other], [stored]).decisions
    assert decision.outcome is Outcome.REFUSED
    assert "its id 5 belongs to another paper, “A”" in decision.reason


def test_fields_that_are_not_searched_leave_the_index_alone() -> None:
    liked = replace(WITH_ID, upvotes=9)
    [change] = plan([liked], [Stored(7, WITH_ID, frozenset())]).changes
    assert not change.searched
    listed = replace(WITH_ID, listed=(date(2024, 1, 1),))
    [change] = plan([listed], [Stored(7, WITH_ID, frozenset())]).changes
    assert change.searched


def test_updates_tell_before_and_after() -> None:
    liked = replace(WITH_ID, upvotes=9)
    [update] = plan([liked, WITH_ID], [Stored(7, WITH_ID, frozenset())]).updates
    assert update.records == 2
    assert update.before == update.after == WITH_ID
