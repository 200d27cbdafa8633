"""A paper's card: what is known of it, its nearest papers, and its BibTeX entry."""

from __future__ import annotations

import io

import discord

from bot.exts.desk import AnyInteraction, Desk
from bot.exts.errors import ReaderError
from bot.exts.presses import button, view_of
from bot.exts.reply import reply
from bot.locales.catalog import Translate
from bot.render import bibtex, embeds
from vectorstore.models import Paper

SIMILAR = "psimilar"
BIBTEX = "bibtex"
SIMILAR_PAPERS = 5

_CUSTOM_ID_LIMIT = 100


class Cards:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        desk.presses.add(SIMILAR, self._similar)
        desk.presses.add(BIBTEX, self._bibtex)

    async def show(
        self, interaction: AnyInteraction, paper: Paper, t: Translate, *, text: str | None = None
    ) -> None:
        """The card as the answer to a deferred interaction."""
        await reply(interaction, (embeds.paper(paper, t),), view=_buttons(paper, t), text=text)

    async def show_similar(self, interaction: AnyInteraction, paper: Paper, t: Translate) -> None:
        hits = await self._desk.services.library.similar(paper.paper_id, SIMILAR_PAPERS)
        await reply(interaction, (embeds.similar(paper, hits, t),))

    async def _similar(self, interaction: AnyInteraction, paper_id: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        self._desk.count(interaction)
        t = await self._desk.speak(interaction)
        await self.show_similar(interaction, await self._paper(paper_id), t)

    async def _bibtex(self, interaction: AnyInteraction, paper_id: str) -> None:
        paper = await self._paper(paper_id)
        entry = io.BytesIO(bibtex.entry(paper).encode())
        await interaction.response.send_message(
            file=discord.File(entry, bibtex.file_name(paper)), ephemeral=True
        )

    async def _paper(self, paper_id: str) -> Paper:
        paper = await self._desk.services.library.paper(paper_id)
        if paper is None:
            raise ReaderError("error.no_paper", paper=paper_id)
        return paper


def _buttons(paper: Paper, t: Translate) -> discord.ui.View | None:
    longest = max(len(SIMILAR), len(BIBTEX)) + 1
    if len(paper.paper_id) + longest > _CUSTOM_ID_LIMIT:
        return None
    return view_of(
        button(SIMILAR, paper.paper_id, t("button.similar")),
        button(BIBTEX, paper.paper_id, t("button.bibtex")),
    )
