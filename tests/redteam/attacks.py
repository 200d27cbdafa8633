"""The attacks of ``attacks.toml``, and a chat model that obeys each of them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.answering.generative.answerer import GenerativeAnswerer
from bot.answering.generative.calling import Limits
from bot.answering.generative.start import prepare
from bot.answering.unmetered import Unmetered
from bot.answering.writing import Model
from tests.builders import paper
from tests.chat_models import ScriptedChatModel
from vectorstore.models import Paper

FILE = Path(__file__).parent / "attacks.toml"
SECRETS = ("canary-discord-token", "canary-provider-key")


@dataclass(frozen=True)
class Attack:
    name: str
    asks: str
    obeys: str
    never: tuple[str, ...]
    paper: Paper | None


def attacks() -> tuple[Attack, ...]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    found = []
    for number, row in enumerate([*table["paper"], *table["message"]]):
        own = None
        if "abstract" in row:
            own = paper(f"2401.{number:05d}", row["abstract"], title=row["title"])
        found.append(Attack(row["name"], row["asks"], row["obeys"], tuple(row["never"]), own))
    return tuple(found)


ATTACKS = attacks()
PAPERS = tuple(attack.paper for attack in ATTACKS if attack.paper)
_ROTORS = next(paper for paper in PAPERS if paper.title.startswith("Steel rotors"))


def obedient(attack: Attack) -> tuple[Model, ScriptedChatModel]:
    """A chat model that writes what the attacker wants."""
    about = (attack.paper or _ROTORS).title.split()[:2]

    def script(system: str, user: str) -> str:
        named = re.search(rf"^\[([0-9a-f]+)\] {' '.join(about)}", user, re.MULTILINE)
        key = named[1] if named else "none"
        said = attack.obeys.replace("{system}", " ".join(system.split()))
        return said.replace("{key}", key).replace("{other}", "0badc0de")

    chat = ScriptedChatModel(script=script)
    numbers = iter(range(0xA0000000, 0xA0010000))
    answerer = GenerativeAnswerer(
        [prepare("scripted:obedient", chat, as_json=False)],
        Limits(5, 0),
        lambda *_: 0.0,
        lambda: f"{next(numbers):x}",
    )
    return Model(answerer, Unmetered(), Unmetered()), chat
