"""Print how well lists of papers fit 46 questions whose candidates were judged by reading.

python -m tests.calibration.lists .footnote/calibration

``fits`` are papers that belong on the list, ``partly`` those that would not annoy; ``judged`` are
all that were read: the first thirty of the pool, and one in three of those that follow. It needs
the corpora that ``tests/calibration/answerability.py`` makes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.answering.acronyms import spelt_out
from bot.answering.choosing import choose
from bot.answering.question_forms import subject
from bot.core.models import Form
from tests.calibration.examples import libraries
from vectorstore.models import Filters

JUDGED = Path(__file__).parent / "judged_lists.jsonl"
POOL, READ_WHOLE, LATER = 300, 30, 3


def main(cache: Path) -> None:
    among = libraries(cache)
    precisions, recalls, lengths = [], [], []
    for row in map(json.loads, JUDGED.read_text().splitlines()):
        search = among[row["library"]].search
        question = row["question"]
        topic = spelt_out(subject(question), search(question, 10, Filters()))
        chosen = choose(Form.LIST, question, search(topic, POOL, Filters()))
        listed = {one.candidate.passage.paper_id for one in chosen}
        weight = {p: 1 if n < READ_WHOLE else LATER for n, p in enumerate(row["judged"])}
        fits, welcome = set(row["fits"]), {*row["fits"], *row["partly"]}
        found = sum(weight[p] for p in listed & weight.keys())
        precisions.append(sum(weight[p] for p in listed & welcome) / max(found, 1))
        if fits:
            recalls.append(sum(weight[p] for p in listed & fits) / sum(weight[p] for p in fits))
        lengths.append(len(listed))
    print(
        f"{len(lengths)} lists: precision {sum(precisions) / len(precisions):.2f}, "
        f"recall {sum(recalls) / len(recalls):.2f}, {sum(lengths) / len(lengths):.1f} papers"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
