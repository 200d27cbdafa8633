"""Ask a question of the papers and print the message that Discord would be sent, as JSON.

python docs/discord/payload.py "which attention heads find facts?" > payload.json
"""

from __future__ import annotations

import asyncio
import json
import sys

from bot.bootstrap import open_services
from bot.cli import context
from bot.core.models import Question
from bot.exts.ask import buttons
from bot.exts.ask.places import Offers
from bot.exts.present import to_embeds
from bot.locales.catalog import translator
from bot.render import leaves
from bot.render.embed_data import CorpusFacts


async def payload(question: str) -> dict[str, object]:
    settings, index_dir = context.load(None)
    t = translator("en")
    async with open_services(settings, index_dir) as services:
        result = await services.answers.ask(Question(question))
        status = await services.library.status()
        papers = {}
        for paper_id in result.paper_ids:
            if paper := await services.library.paper(paper_id):
                papers[paper_id] = paper
    synced = status.last_sync.date() if status.last_sync else None
    facts = CorpusFacts(status.papers, status.newest, synced)
    leaf = leaves.leaf(result, 0)
    (message, *_) = leaves.shown(result, leaf, papers, facts, t)
    view = buttons.answer(result, leaf, Offers(thread=True, delete=True), t)
    return {
        "asked": question,
        "embeds": [embed.to_dict() for embed in to_embeds(message)],
        "components": view.to_components(),
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(payload(sys.argv[1])), ensure_ascii=False, indent=1))
