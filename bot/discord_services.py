"""What the Discord half is given to work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adding import PaperAdder
from bot.syncing import Syncer

if TYPE_CHECKING:
    from bot.answering.library import LibraryService
    from bot.answering.service import AnswerService
    from bot.digests.service import Digests
    from bot.mail.mailing import Mailing
    from bot.pictures.studio import Studio
    from bot.state.store import State
    from config.settings import CostSettings


@dataclass(frozen=True, slots=True)
class DiscordServices:
    answers: AnswerService
    library: LibraryService
    state: State
    adder: PaperAdder
    pictures: Studio
    digests: Digests
    model: CostSettings | None = None
    """The caps of the chat model; None where there is none."""
    mail: Mailing | None = None
    """Sends e-mail; None where no mail server and web server are set."""
    syncer: Syncer | None = None
    """What fetches the feed while the bot runs; None: nobody does."""
