"""What the bot shows in Discord: answers, sources, papers and lists of them, as embeds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from bot.core.aspects import Aspect
from bot.core.models import Abstention, Answer, Citation, Nearest, Partial, Statement
from bot.locales.catalog import Translate
from bot.render import leads, pages, words
from bot.render.embed_data import (
    DESCRIPTION_LIMIT,
    FIELD_VALUE_LIMIT,
    MESSAGE_LIMIT,
    TITLE_LIMIT,
    CorpusFacts,
    EmbedData,
    FieldData,
    Message,
)
from bot.render.escape import escape, escaped_within, safe_url
from bot.render.measure import size
from bot.render.quotes import in_context
from vectorstore.models import Hit, Paper
from vectorstore.papers import paper_url

BLUE, GREY = 0x3B6FD4, 0x8A8F98
_CLAIM_LIMIT = 1000
_PASSAGE_LIMIT = 300
_FACT_LIMIT = 400

Papers = Mapping[str, Paper]


def answer(
    result: Answer | Abstention,
    papers: Papers,
    corpus: CorpusFacts,
    t: Translate,
    *,
    whole: Answer | None = None,
    page: str | None = None,
) -> tuple[Message, ...]:
    """The question, the statements with their marks, the sources; or the nearest papers.

    ``papers`` gives the days of the papers by id; a missing one has none. ``page`` says which part
    of ``whole`` is shown, where it is too long for one message.
    """
    title = escaped_within(result.question, TITLE_LIMIT)
    footer = words.SEPARATOR.join(filter(None, [page, words.footer(corpus, t)]))
    if isinstance(result, Abstention):
        said = t("abstention.text" if corpus.papers else "abstention.no_papers")
        return _abstained(title, [*_notice(result, t), said], result, papers, footer, t)
    return pages.messages(
        pages.embeds(
            [*_notice(result, t), *_count(whole or result, t), *_paragraphs(result, t)],
            title=title,
            color=BLUE,
            fields=_source_fields(result.citations, papers, t),
            footer=footer,
        )
    )


def growing(question: str, partial: Partial, t: Translate, *, stopped: bool = False) -> Message:
    """The proved beginning of an answer that is being written, or was until somebody stopped it;
    in one message."""
    lead = [f"*{t('ask.stopped_within')}*"] if stopped else []
    first, *_ = pages.messages(
        pages.embeds(
            [*lead, *_paragraphs(partial, t)],
            title=escaped_within(question, TITLE_LIMIT),
            color=BLUE,
            fields=_source_fields(partial.citations, {}, t),
        )
    )
    return first


def claim(
    text: str,
    result: Answer | Abstention,
    papers: Papers,
    corpus: CorpusFacts,
    t: Translate,
) -> tuple[Message, ...]:
    """A claim with what the papers say about it, which the reader has to judge."""
    checked = f"> {escaped_within(text, _CLAIM_LIMIT)}"
    title, footer = t("claim.title"), words.footer(corpus, t)
    if isinstance(result, Abstention):
        said = [checked, t("claim.missing")]
        return _abstained(title, [*_notice(result, t), *said], result, papers, footer, t)
    return pages.messages(
        pages.embeds(
            [checked, t("claim.cannot_judge"), *_notice(result, t), *_paragraphs(result, t)],
            title=title,
            color=BLUE,
            fields=_source_fields(result.citations, papers, t),
            footer=footer,
        )
    )


def sources(result: Answer | Abstention, papers: Papers, t: Translate) -> tuple[Message, ...]:
    """Every quote of an answer in its place in the abstract, a paper an embed."""
    if isinstance(result, Abstention):
        return ((EmbedData(title=t("sources.title"), description=t("sources.none"), color=GREY),),)
    made: list[EmbedData] = []
    if result.trace and result.trace.rewritten_by:
        made += pages.embeds(
            [t("sources.rewritten", question=escape(result.standalone))], color=GREY
        )
    for paper_id, cited in _by_paper(result.citations).items():
        paper = papers.get(paper_id)
        numbers = f"{words.marks(tuple(citation.n for citation in cited))} "
        made += pages.embeds(
            [in_context(paper.abstract if paper else "", cited)],
            title=numbers + escaped_within(cited[0].title, TITLE_LIMIT - size(numbers)),
            url=safe_url(cited[0].url),
            color=BLUE,
        )
    return pages.messages(made)


def paper(shown: Paper, t: Translate) -> Message:
    """A paper's card; an abstract longer than arXiv allows ends in ``…``."""
    facts = {
        "paper.authors": words.authors(shown, t, _FACT_LIMIT) if shown.authors else None,
        "paper.date": words.day(shown),
        "paper.upvotes": None if shown.upvotes is None else str(shown.upvotes),
        "paper.arxiv": f"[{shown.arxiv_id}](https://arxiv.org/abs/{shown.arxiv_id})"
        if shown.arxiv_id
        else None,
        "paper.code": _bare_link(shown.code_url),
        "paper.project": _bare_link(shown.project_url),
        "paper.organization": _short(shown.organization),
        "paper.keywords": _short(", ".join(shown.ai_keywords)),
    }
    fields = [
        FieldData(t(key), value, inline=key in ("paper.date", "paper.upvotes", "paper.arxiv"))
        for key, value in facts.items()
        if value
    ]
    title = escaped_within(shown.title, TITLE_LIMIT)
    room = MESSAGE_LIMIT - size(title) - sum(field.size for field in fields)
    abstract = escaped_within(shown.abstract, min(room, DESCRIPTION_LIMIT))
    return (
        EmbedData(
            title=title,
            description=abstract or t("paper.no_abstract"),
            url=safe_url(paper_url(shown)),
            color=BLUE,
            fields=tuple(fields),
        ),
    )


def search_page(
    query: str, hits: Sequence[Hit], page: int, pages_in_all: int, t: Translate, first: int = 1
) -> Message:
    """One page of hits, the first of which has the rank ``first``; ``page`` counts from 0."""
    title = escaped_within(t("search.title", query=query), TITLE_LIMIT)
    if not hits:
        return (EmbedData(title=title, description=t("search.none"), color=GREY),)
    return (
        EmbedData(
            title=title,
            description=_listed(hits, first),
            color=BLUE,
            footer=t("search.page", page=page + 1, pages=pages_in_all),
        ),
    )


def similar(to: Paper, hits: Sequence[Hit], t: Translate) -> Message:
    """The papers most like one."""
    title = escaped_within(t("similar.title", title=to.title), TITLE_LIMIT)
    url = safe_url(paper_url(to))
    if not hits:
        return (EmbedData(title=title, url=url, description=t("similar.none"), color=GREY),)
    return (EmbedData(title=title, url=url, description=_listed(hits, 1), color=BLUE),)


def _abstained(
    title: str,
    said: list[str],
    result: Abstention,
    papers: Papers,
    footer: str,
    t: Translate,
) -> tuple[Message, ...]:
    near = [_near(paper, papers) for paper in result.nearest]
    name = t("abstention.nearest")
    fields = pages.list_fields(name, name, near)
    return pages.messages(pages.embeds(said, title=title, color=GREY, fields=fields, footer=footer))


def _near(near: Nearest, papers: Papers) -> str:
    line = words.title_line(near.title, near.url, papers.get(near.paper_id), 500)
    if not near.reason:
        return line
    return f"{line}\n> {escaped_within(near.reason, FIELD_VALUE_LIMIT - size(line) - 3)}"


def _notice(result: Answer | Abstention, t: Translate) -> list[str]:
    said = leads.notice(result, t)
    return [f"*{said}*"] if said else []


def _count(result: Answer, t: Translate) -> list[str]:
    said = leads.count(result, t)
    return [said] if said else []


def _paragraphs(result: Answer | Partial, t: Translate) -> Iterable[str]:
    """The statements with their marks; those in a row from one paper stand together."""
    if isinstance(result, Answer) and result.counted:
        yield escape(result.counted.text)
    if isinstance(result, Answer) and result.table:
        yield from _rows(result, t)
        return
    owners = {citation.n: citation.paper_id for citation in result.citations}
    together = groupby(result.statements, key=lambda statement: owners[statement.citations[0]])
    for _, statements in together:
        yield " ".join(map(_marked, statements))


def _rows(result: Answer, t: Translate) -> Iterable[str]:
    """A comparison: a paragraph a paper, a line an aspect."""
    papers = {citation.n: citation for citation in result.citations}
    aspects = result.aspects
    together = groupby(
        enumerate(result.statements), key=lambda numbered: papers[numbered[1].citations[0]].paper_id
    )
    for _, numbered in together:
        said = list(numbered)
        title = papers[said[0][1].citations[0]].title
        yield f"**{escaped_within(title, TITLE_LIMIT)}**"
        for index, statement in said:
            aspect = aspects.get(index)
            label = f"*{_aspect(aspect, t)}*: " if aspect else ""
            yield f"{label}{_marked(statement)}"


def _aspect(name: str, t: Translate) -> str:
    """Ours have names in every language; a model's are as it wrote them."""
    return t(f"aspect.{name}") if name in set(Aspect) else escape(name)


def _marked(statement: Statement) -> str:
    return f"{escape(statement.text)} {words.marks(statement.citations)}"


def _source_fields(
    citations: Sequence[Citation], papers: Papers, t: Translate
) -> tuple[FieldData, ...]:
    lines = []
    for paper_id, cited in _by_paper(citations).items():
        numbers = f"{words.marks(tuple(citation.n for citation in cited))} "
        line = words.title_line(
            cited[0].title, cited[0].url, papers.get(paper_id), FIELD_VALUE_LIMIT - size(numbers)
        )
        lines.append(numbers + line)
    return pages.list_fields(t("answer.sources"), t("answer.continued"), lines)


def _by_paper(citations: Sequence[Citation]) -> dict[str, list[Citation]]:
    papers: dict[str, list[Citation]] = {}
    for citation in citations:
        papers.setdefault(citation.paper_id, []).append(citation)
    return papers


def _listed(hits: Sequence[Hit], first: int) -> str:
    """Ranked papers with their best sentence, each within its share of a description."""
    share = DESCRIPTION_LIMIT // len(hits) - 2
    return "\n\n".join(_entry(hit, rank, share) for rank, hit in enumerate(hits, first))


def _entry(hit: Hit, rank: int, limit: int) -> str:
    number = f"**{rank}.** "
    line = number + words.paper_line(hit.paper, min(limit - size(number), 500))
    room = min(limit - size(line) - 3, _PASSAGE_LIMIT)
    if not hit.passages or room < _PASSAGE_LIMIT // 4:
        return line
    return f"{line}\n> {escaped_within(hit.best.text, room)}"


def _short(text: str | None) -> str | None:
    return escaped_within(text, _FACT_LIMIT) if text else None


def _bare_link(url: str | None) -> str | None:
    """The address itself, so that no text can promise another place."""
    safe = safe_url(url) if url else None
    return f"<{safe}>" if safe and size(safe) < _FACT_LIMIT - 2 else _short(url)
