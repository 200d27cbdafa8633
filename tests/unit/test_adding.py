import asyncio
import sys

import pytest

from bot import adding
from bot.adding import AddingError, IngestFailedError, PaperAdder, arxiv_ids, ingest_into
from vectorstore.errors import SourceError

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry>
<id>http://arxiv.org/abs/2408.08072v1</id><published>2024-08-15T00:00:00Z</published>
<title>A title</title><summary>An abstract. It has two sentences.</summary>
<author><name>A. Uthor</name></author></entry></feed>"""


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("2408.08072", ("2408.08072",)),
        ("see https://arxiv.org/abs/2408.08072v2, and (2408.00001).", ("2408.08072", "2408.00001")),
        ("<https://huggingface.co/papers/2408.08072> *2408.08072*", ("2408.08072",)),
        ("[paper](https://arxiv.org/pdf/2408.08072.pdf)", ("2408.08072",)),
        ("nothing 12.5 https://example.org/2408.08072", ()),
    ],
)
def test_ids_are_found_in_what_people_write(text, ids):
    assert arxiv_ids(text) == ids


async def add(answer, ids=("2408.08072",)):
    written = []

    async def fetch(_ids):
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def ingest(atom):
        written.append(atom)

    return await PaperAdder(fetch, ingest).add(ids), written


async def test_what_arxiv_has_is_written():
    assert await add(ATOM) == (("2408.08072",), [ATOM])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (SourceError("arXiv cannot be reached."), "cannot be reached"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "has no paper 2408.08072"),
    ],
)
async def test_what_cannot_be_added_is_explained(answer, said):
    with pytest.raises(AddingError, match=said):
        await add(answer)


async def test_only_one_writes_at_a_time():
    at_work = []

    async def fetch(_ids):
        return ATOM

    async def ingest(_atom):
        at_work.append(1)
        assert len(at_work) == 1
        await asyncio.sleep(0)
        at_work.pop()

    adder = PaperAdder(fetch, ingest)
    await asyncio.gather(*(adder.add(("2408.08072",)) for _ in range(5)))


@pytest.fixture
def writer(tmp_path, monkeypatch):
    """A program in the place of Python; it keeps what it was given."""

    def stand_in(body):
        program = tmp_path / "program"
        program.write_text(f"#!{sys.executable}\nimport pathlib, sys, time\n{body}")
        program.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(program))
        return tmp_path / "given"

    return stand_in


async def test_another_process_writes(writer, tmp_path):
    given = writer(
        f"given = pathlib.Path({str(tmp_path / 'given')!r})\n"
        "given.write_text(repr(sys.argv[1:]) + sys.stdin.read())"
    )
    await ingest_into(tmp_path / "index")(ATOM)
    text = given.read_text()
    arguments = ["-m", "bot", "ingest", "-", "--wait", "240", "--index", str(tmp_path / "index")]
    assert repr(arguments) in text
    assert ATOM in text


async def test_a_process_that_fails_says_why(writer, tmp_path):
    writer("sys.stdin.read(); sys.exit('the disk is full')")
    with pytest.raises(IngestFailedError, match="the disk is full"):
        await ingest_into(tmp_path)(ATOM)


async def test_somebody_who_adds_while_others_write_for_long_is_told_so(writer, tmp_path):
    writer("sys.stdin.read(); sys.exit('Another process is writing to this index (it holds x).')")
    with pytest.raises(AddingError, match="try again in a few minutes"):
        await ingest_into(tmp_path)(ATOM)


async def test_a_process_that_hangs_is_ended(writer, tmp_path, monkeypatch):
    monkeypatch.setattr(adding, "_INGEST_SECONDS", 0.2)
    writer("time.sleep(60)")
    with pytest.raises(TimeoutError):
        await ingest_into(tmp_path)(ATOM)
