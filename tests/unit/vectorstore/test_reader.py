"""The reader: what it reads, and that it tells a detail that is said from one that is left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.errors import EmbeddingError
from vectorstore.minilm import model_file
from vectorstore.packaged import PackagedEmbedder
from vectorstore.reader import MOST, SENTENCES, Pager, Reader

PAGER = Pager()
TITLE = "LampNet: Lighting Rooms from Sound"
TOLD = [
    "LampNet is trained on 1,200 hours of recordings from 34 homes.",
    "Training takes nine days on eight A100 GPUs.",
    "It runs on a phone at 30 frames per second.",
]
# The same paper, with its details left out.
UNTOLD = [
    "LampNet is trained on a large collection of recordings from many homes.",
    "Training is efficient on modern hardware.",
    "It runs in real time on a phone.",
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_a_page_is_the_question_the_title_and_the_sentences() -> None:
    page = PAGER.page("which heads?", "Heads", ["One does.", "Two do not."])
    assert page.parts == tuple(sorted(page.parts))
    assert set(page.parts) == {0, 1, 2, 3}
    assert page.types == tuple(int(part > 0) for part in page.parts)
    assert len(page.tokens) == len(page.parts)


def test_no_more_is_read_than_is_promised() -> None:
    page = PAGER.page("why " * 500, "title " * 500, ["and so on " * 500] * 9)
    assert len(page.tokens) == MOST
    assert max(page.parts) <= 1 + SENTENCES


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=7))
def test_any_text_is_a_page(question: str, sentences: list[str]) -> None:
    page = PAGER.page(question, "\ud800", sentences)
    assert len(page.tokens) == len(page.parts) <= MOST
    assert set(page.parts) == set(range(2 + min(len(sentences), SENTENCES)))


@pytest.mark.parametrize(
    "question",
    [
        "how many hours of recordings was LampNet trained on?",
        "on which GPUs was LampNet trained, and for how long?",
        "what frame rate does LampNet reach on a phone?",
    ],
)
def test_a_detail_that_is_said_is_told_from_one_that_is_left_out(
    reader: Reader, question: str
) -> None:
    assert reader.says(question, TITLE, TOLD) > reader.says(question, TITLE, UNTOLD)


def test_a_paper_without_sentences_is_read_by_its_title(reader: Reader) -> None:
    assert np.isfinite(reader.says("", "", []))


def test_the_embedder_is_not_changed_by_the_reader(reader: Reader) -> None:
    before = PackagedEmbedder().query("heads")
    reader.says("which heads?", TITLE, TOLD)
    assert np.array_equal(PackagedEmbedder().query("heads"), before)


def test_threads_read_what_one_reads() -> None:
    questions = [f"how many hours, question {n % 4}?" for n in range(16)]
    fresh = Reader()
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda question: fresh.says(question, TITLE, TOLD), questions))
    assert read == [fresh.says(question, TITLE, TOLD) for question in questions]


def test_another_network_is_refused_when_it_is_first_read_with(tmp_path: Path) -> None:
    altered = tmp_path / "model.onnx"
    altered.write_bytes(model_file().read_bytes()[:-1])
    reader = Reader(altered)
    with pytest.raises(EmbeddingError, match="is not the file we know"):
        reader.says("which heads?", TITLE, TOLD)
