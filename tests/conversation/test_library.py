"""Looking around, and adding."""

import discord
import pytest

from bot.adding import AddingError
from bot.exts.errors import ReaderError
from tests.conversation.talk import buttons, custom_id, text_of
from tests.discord_core import PAPERS, TODAY
from vectorstore.errors import SourceError
from vectorstore.models import Paper

NEW = Paper(
    paper_id="2408.08072",
    title="I-SHEEP: Self-Alignment of LLM from Scratch",
    abstract="Large language models learn. They align themselves.",
    source="arxiv",
    arxiv_id="2408.08072",
    published=TODAY,
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry>
<id>http://arxiv.org/abs/2408.08072v1</id><published>2024-08-15T00:00:00Z</published>
<title>I-SHEEP: Self-Alignment of LLM from Scratch</title>
<summary>Large language models learn. They align themselves.</summary>
<author><name>Yiming Liang</name></author></entry></feed>"""


async def test_search_shows_pages_that_can_be_turned_after_a_restart(world):
    result = await world.ada.slash(world.channel, "search", query="for with in and of the a")
    first = text_of(result.response)
    assert "Page 1 of 5" in first
    assert buttons(result.response) == ["Previous", "Next"]
    await world.restart()
    await world.ada.click(result.response, label="Next")
    assert "Page 2 of 5" in text_of(result.response)
    assert text_of(result.response) != first
    await world.ada.click(result.response, label="Previous")
    assert text_of(result.response) == first


async def test_turning_somebody_else_s_page_gives_a_copy(world):
    result = await world.ada.slash(world.channel, "search", query="for with in and of the a")
    copy = await world.ben.click(result.response, label="Next")
    assert copy.ephemeral
    assert "Page 2 of 5" in text_of(copy.response)
    assert "Page 1 of 5" in text_of(result.response)


async def test_a_found_paper_can_be_opened(world):
    result = await world.ada.slash(world.channel, "search", query=PAPERS[0].title.split()[0])
    opened = await world.ben.select(result.response, [PAPERS[0].paper_id])
    assert opened.ephemeral
    assert PAPERS[0].title[:30] in text_of(opened.response)


async def test_the_longest_search_still_fits_its_buttons(world):
    query = ("for with in and of the a " + "語" * 70)[:70]
    result = await world.ada.slash(
        world.channel, "search", query=query, since="2020-01-01", until="2029-12-31"
    )
    assert len(custom_id(result.response, "Next")) <= 100
    await world.ada.click(result.response, label="Next")
    assert "Page 2" in text_of(result.response)


async def test_search_that_finds_nothing_says_so(world):
    result = await world.ada.slash(world.channel, "search", query="xyzzy")
    assert "No paper found" in text_of(result.response)
    assert world.refusals() == [ReaderError]


async def test_the_card_of_a_paper(world):
    paper = PAPERS[4]
    result = await world.ada.slash(world.channel, "paper", paper=paper.paper_id)
    assert paper.title[:30] in text_of(result.response)
    assert paper.abstract[:60] in text_of(result.response)
    similar = await world.ada.click(result.response, label="Similar papers")
    assert PAPERS[0].title[:20] in text_of(similar.response)
    bibtex = await world.ada.click(result.response, label="BibTeX")
    (file,) = bibtex.response.attachments
    assert file.filename.endswith(".bib")


async def test_a_typed_title_finds_its_paper_and_a_wrong_one_is_explained(world):
    found = await world.ada.slash(world.channel, "paper", paper=PAPERS[4].title.upper())
    assert PAPERS[4].title[:30] in text_of(found.response)
    lost = await world.ada.slash(world.channel, "paper", paper="A paper about nothing")
    assert "There is no paper" in lost.response.content
    assert world.refusals() == [ReaderError]


async def test_similar(world):
    titles = await world.ada.autocomplete(world.channel, "similar", "paper", PAPERS[5].title[:20])
    result = await world.ada.slash(world.channel, "similar", paper=titles[0]["value"])
    assert PAPERS[0].title[:20] in text_of(result.response)


async def test_papers_related_to_a_message(world):
    message = await world.ben.send(world.channel, f"Did you see {PAPERS[7].title} yesterday?")
    result = await world.ada.context_menu(world.channel, "Find related papers", message)
    assert result.ephemeral
    assert PAPERS[7].title[:30] in text_of(result.response)


class TestAdd:
    @pytest.fixture
    def arxiv(self, world):
        world.arxiv.answer, world.arxiv.papers = ATOM, (NEW,)
        return world.arxiv

    async def test_a_manager_adds_a_paper_and_sees_its_card(self, world, arxiv):
        result = await world.eve.slash(
            world.channel, "add", paper="https://arxiv.org/abs/2408.08072v2"
        )
        assert arxiv.fetched == [("2408.08072",)]
        assert "1 paper is in the corpus now" in result.response.content
        assert NEW.title in text_of(result.response)
        assert any("Fetching 1 paper" in (body.get("content") or "") for body in world.sent())

    async def test_the_links_of_a_message(self, world, arxiv):
        message = await world.ben.send(
            world.channel, "See <https://huggingface.co/papers/2408.08072>, and 2408.99999!"
        )
        result = await world.eve.context_menu(world.channel, "Add these papers", message)
        assert arxiv.fetched == [("2408.08072", "2408.99999")]
        assert "arXiv does not have: 2408.99999" in result.response.content

    async def test_others_may_not_unless_they_have_the_role_that_may(self, world, arxiv):
        refused = await world.ada.slash(world.channel, "add", paper="2408.08072")
        assert "may not add papers" in refused.response.content
        assert not arxiv.fetched
        assert world.refusals() == [ReaderError]
        readers = world.guild.create_role("Readers", permissions=discord.Permissions.none())
        await world.eve.slash(world.channel, "settings server", add_role=readers)
        reader = world.person("rita", roles=[readers])
        result = await reader.slash(world.channel, "add", paper="2408.08072")
        assert NEW.title in text_of(result.response)

    async def test_what_holds_no_id_is_explained(self, world, arxiv):
        result = await world.eve.slash(world.channel, "add", paper="the sheep paper")
        assert "no arXiv id" in result.response.content
        many = " ".join(f"2408.{n:05}" for n in range(1, 12))
        result = await world.eve.slash(world.channel, "add", paper=many)
        assert "at most 10" in result.response.content
        assert world.refusals() == [ReaderError, ReaderError]
        assert not arxiv.fetched

    async def test_without_arxiv_one_sentence_says_so(self, world, arxiv):
        arxiv.answer = SourceError("arXiv cannot be reached from here: check the network.")
        result = await world.eve.slash(world.channel, "add", paper="2408.08072")
        assert result.response.content == "arXiv cannot be reached from here: check the network."
        assert world.refusals() == [AddingError]

    async def test_an_unknown_id_is_explained(self, world, arxiv):
        arxiv.answer = '<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
        result = await world.eve.slash(world.channel, "add", paper="2408.08072")
        assert "arXiv has no paper 2408.08072" in result.response.content
        assert world.refusals() == [AddingError]
