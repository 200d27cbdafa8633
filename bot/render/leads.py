"""What is said before an answer: how it came about, and how many papers a list has. Pure."""

from __future__ import annotations

from bot.core.language import language_of
from bot.core.lists import LISTED
from bot.core.models import Abstention, Answer, Form, Notice
from bot.locales.catalog import Translate, translator


def notice(result: Answer | Abstention, t: Translate) -> str | None:
    """What a reader must know about how ``result`` came about."""
    if result.notice is None:
        return None
    if result.notice is Notice.ENGLISH_ONLY and (asked_in := language_of(result.question)):
        t = translator(asked_in)
    return t(f"notice.{result.notice}")


def count(result: Answer, t: Translate) -> str | None:
    """How many papers a list has, or a summary is from; the database's own counts say it better."""
    papers = len(result.paper_ids)
    if result.counted or papers < 2:
        return None
    match result.form:
        case Form.LIST:
            return t("list.most" if papers >= LISTED else "list.found", count=papers)
        case Form.SUMMARY:
            return t("list.summary", count=papers)
        case _:
            return None
