"""The one wiring place: settings → services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answering.answerability import Answerability
from bot.answering.calendar.specialist import CalendarSpecialist
from bot.answering.extractive import ExtractiveAnswerer
from bot.answering.language import is_foreign, reads_english
from bot.answering.library import LibraryService
from bot.answering.prices import load_prices
from bot.answering.searching import Searcher
from bot.answering.service import AnswerService
from bot.answering.several import Several
from bot.answering.support import Support
from bot.answering.threads import Readers
from bot.answering.unmetered import Unmetered
from bot.answering.writing import Model, Writing
from bot.core.ports import Rewriter
from bot.digests.service import Digests
from bot.pictures.studio import Studio
from config.settings import EmbeddingSettings, Settings
from vectorstore.corpus.reader import Corpus
from vectorstore.embeddings import Embedder
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.lexicon import Lexicon
from vectorstore.reader import Reader
from vectorstore.retriever import Retriever

if TYPE_CHECKING:
    from bot.discord_services import DiscordServices
    from bot.mail.mailing import Mailing
    from bot.state.store import State
    from vectorstore.packaged import PackagedEmbedder


@dataclass(frozen=True, slots=True)
class Services:
    """What every place that answers people needs."""

    answers: AnswerService
    library: LibraryService
    pictures: Studio
    digests: Digests


@asynccontextmanager
async def open_services(
    settings: Settings, index_dir: Path, state: State | None = None
) -> AsyncIterator[Services]:
    """The services over the papers of ``index_dir``, which must exist.

    An index that is switched in meanwhile is used from the next question on. What a chat model
    takes is counted and capped in ``state``; None: it is neither, and nothing is remembered.
    Raises VectorstoreError when there are no papers, or the embedding model or the index cannot be
    used, and ModelError and PricesError when the chat model of the settings cannot be started.
    """
    embedder = await asyncio.to_thread(open_embedder, settings.embeddings)
    corpus = await asyncio.to_thread(Corpus.open, index_dir)
    try:
        index = await asyncio.to_thread(IndexReader, index_dir, corpus, Identity.of(embedder))
        try:
            retriever, readers = Retriever(corpus, index, embedder), Readers()
            try:
                lexicon = await asyncio.to_thread(Lexicon)
                embed = (await asyncio.to_thread(_packaged, embedder, settings.embeddings)).query
                reader = Reader(settings.embeddings.file)
                answerer = ExtractiveAnswerer(embed, Answerability(lexicon, reader.says))
                model, rewriter = await asyncio.to_thread(_model, settings, state)
                english = partial(reads_english, lexicon=lexicon)
                foreign = partial(is_foreign, lexicon=lexicon)
                answers = AnswerService(
                    Searcher(retriever, readers, rewriter, english),
                    Several(embed).form,
                    Writing(answerer, Support(lexicon).doubts, model, foreign),
                    settings.limits.question_chars,
                    (CalendarSpecialist(corpus, readers, _now),),
                )
                library = LibraryService(corpus, index, retriever, readers, _now)
                pictures = Studio(corpus, readers, embedder.fingerprint)
                digests = Digests(corpus, readers, embedder, lexicon, answers)
                yield Services(answers, library, pictures, digests)
            finally:
                readers.close()
        finally:
            index.close()
    finally:
        corpus.close()


@asynccontextmanager
async def open_metered_services(settings: Settings, index_dir: Path) -> AsyncIterator[Services]:
    """``open_services``, with the state database where a chat model's cost is to be counted.

    Raises what ``open_services`` raises, and StateError.
    """
    async with AsyncExitStack() as stack:
        state = None
        if settings.model.name is not None:
            # Without a model the command line must not wait for a database.
            from bot.state.database import sqlite_url
            from bot.state.store import open_state

            url = sqlite_url(settings.state.dir)
            state = await stack.enter_async_context(open_state(url, _now))
        yield await stack.enter_async_context(open_services(settings, index_dir, state))


@asynccontextmanager
async def open_discord_services(
    settings: Settings, index_dir: Path
) -> AsyncIterator[DiscordServices]:
    """What the bot in Discord needs: the services, what people wrote, and a way to add papers.

    The web server of the settings is up meanwhile. Raises what ``open_services`` raises,
    StateError, and WebError.
    """
    # The command line must not load a web client and a database for each question.
    from bot.adding import PaperAdder, ingest_into
    from bot.discord_services import DiscordServices
    from bot.state.database import sqlite_url
    from bot.state.store import open_state
    from bot.syncing import Syncer, sync_into
    from vectorstore.sources import arxiv_fetch
    from vectorstore.sources.web import open_web

    url = sqlite_url(settings.state.dir)
    async with (
        open_web(arxiv_fetch.NAME, arxiv_fetch.MANNERS_OF_A_TALK) as to_arxiv,
        open_state(url, _now) as state,
        open_services(settings, index_dir, state) as services,
        _web(settings, state, services),
    ):
        library = services.library

        async def last_sync() -> datetime | None:
            return (await library.status()).last_sync

        every = timedelta(minutes=settings.feed.every_minutes)
        yield DiscordServices(
            services.answers,
            library,
            state,
            PaperAdder(
                arxiv_fetch.ArxivApi(to_arxiv, settings.arxiv.api).by_ids, ingest_into(index_dir)
            ),
            services.pictures,
            services.digests,
            settings.cost if settings.model.name else None,
            _mailing(settings, state, services),
            Syncer(sync_into(index_dir), last_sync, every, _now) if every else None,
        )


def open_embedder(settings: EmbeddingSettings) -> Embedder:
    """The embedding model of the settings, checked and loaded. Raises EmbeddingError."""
    if settings.model != "packaged":
        from vectorstore.langchain_embedder import LangChainEmbedder

        return LangChainEmbedder.named(settings.model)
    from vectorstore.packaged import PackagedEmbedder

    return PackagedEmbedder(settings.file)


def _model(settings: Settings, state: State | None) -> tuple[Model | None, Rewriter | None]:
    """The chat model of the settings, if they name one."""
    if settings.model.name is None:
        return None, None
    from bot.answering.generative.start import start

    answerer, rewriter = start(settings.model, load_prices(settings.cost.prices).cost)
    if state is None:
        return Model(answerer, Unmetered(), Unmetered()), rewriter
    from bot.answering.costs import CostMeter, RememberedAnswers

    meter = CostMeter(state.usage, settings.cost)
    return Model(answerer, meter, RememberedAnswers(state.answers)), rewriter


@asynccontextmanager
async def _web(settings: Settings, state: State, services: Services) -> AsyncIterator[None]:
    """The pages behind the links in e-mails, where the settings say where they are."""
    host, port, url = settings.web.host, settings.web.port, settings.web.url
    if not (port and url):
        yield
        return
    from bot.core.site import Site
    from bot.digests.feeds import FeedDesk
    from bot.exts.titles import SavedTitles
    from bot.web.handlers import Handlers
    from bot.web.server import serve

    titles = SavedTitles(services.library)
    feeds = FeedDesk(services.digests, state.subscriptions.disliked, titles, _now)
    async with serve(host, port, Handlers(state, Site(url), feeds.feed, titles)):
        yield


def _mailing(settings: Settings, state: State, services: Services) -> Mailing | None:
    """E-mail needs a server to send by, and pages to confirm and unsubscribe on."""
    mail, web = settings.mail, settings.web
    if not (mail.host and mail.sender and web.port and web.url):
        return None
    from bot.core.site import Site
    from bot.exts.titles import SavedTitles
    from bot.mail.mailing import Mailing
    from bot.mail.smtp import Smtp

    return Mailing(
        Smtp(mail),
        mail.sender,
        Site(web.url),
        state.addresses,
        state.links,
        SavedTitles(services.library),
        _now,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _packaged(embedder: Embedder, settings: EmbeddingSettings) -> PackagedEmbedder:
    """What judges of questions learned in, whichever model the index uses."""
    from vectorstore.packaged import PackagedEmbedder

    return embedder if isinstance(embedder, PackagedEmbedder) else PackagedEmbedder(settings.file)
