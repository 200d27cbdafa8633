"""What a subscription is about, as people write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.digest import Scope
from bot.exts.errors import ReaderError
from bot.exts.titles import chosen_paper

if TYPE_CHECKING:
    from bot.answering.library import LibraryService


async def subject_of(scope: Scope, written: str | None, library: LibraryService) -> str:
    """The subject as it is kept: words in one line, or a paper's id. Raises ReaderError."""
    words = " ".join((written or "").split())
    if scope is Scope.ALL:
        if words:
            raise ReaderError("error.everything_has_no_words")
        return ""
    if not any(character.isalnum() for character in words):
        raise ReaderError(f"error.no_subject_{scope}")
    if scope is Scope.NEIGHBOURS:
        return (await chosen_paper(library, words)).paper_id
    return words
