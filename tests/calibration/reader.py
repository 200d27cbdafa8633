"""Teach the reader: fit vectorstore/data/reader.npz (more than an hour on two cores).

python -m tests.calibration.reader ../shared .footnote/calibration

It goes on from what that file holds; without it, from the packaged network.

A page is a question with the title and the nearest sentences of the paper that leads; the network
learns to score each sentence, and that a paper answers is the soft maximum of its scores. Only the
upper layers change. What is printed is of papers that it never sees. Needs PyTorch, transformers,
onnx and scikit-learn.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cost
from transformers import BertConfig, BertModel

from bot.answering.evidence import lead, nearest
from tests.calibration.examples import Asked, Example, asked, held_out
from vectorstore.minilm import DIMENSION, model_file, verified
from vectorstore.models import Hit, Passage
from vectorstore.reader import FILE, SENTENCES, Page, Pager, taught_network

FROZEN, LAYERS = 3, 6
EPOCHS, BATCH, RATE, HEAD_RATE = 2, 16, 1.5e-4, 1e-3
# The share that is learned from of the questions whose paper was taken out.
REMOVED = 0.3
# The share of answered questions that are asked again of a page without the sentences that answer:
# what kind of question it is must not tell.
WITHOUT_EVIDENCE = 0.7
# What a wrong score of a sentence costs, beside a wrong score of the paper.
EVIDENCE = 0.5
# The layers' matrices, in the order of the packaged file.
MATRICES = (
    *("attention.self.query", "attention.self.key", "attention.self.value"),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
)
KINDS = {
    "sample": {"sample", "sample_near", "unanswerable_near", "factoid", "explain", "followup"},
    "pairs": {"pairs", "pairs_near"},
    "daily": {"daily", "daily_near"},
    "more": {"more", "more_near"},
    "found": {"found", "found_near"},
}


@dataclass(frozen=True)
class Lesson:
    """A page, whether it answers, and whether each part but the question does, where known."""

    page: Page
    answers: bool
    parts: tuple[bool, ...]
    kind: str
    held: bool


def lessons(examples: Sequence[Asked]) -> list[Lesson]:
    pager, out = Pager(), []
    for one, held in zip(examples, held_out(examples), strict=True):
        example, best = one.example, lead(one.hits)
        if not (example.answerable or example.left_out or (example.kind == "removed" and not held)):
            continue
        evidence = example.evidence if best.paper.paper_id in example.gold else frozenset()
        # Where another paper leads, nothing is known of what it says.
        if example.answerable and not held and best.paper.paper_id not in example.gold:
            continue
        out.append(_lesson(pager, example, best, best.passages, evidence, held))
        if evidence and not held and random.random() < WITHOUT_EVIDENCE:
            rest = [said for said in best.passages if said.start not in evidence]
            out.append(_lesson(pager, example, best, rest, None, held))
    return out


def _lesson(
    pager: Pager,
    example: Example,
    hit: Hit,
    said: Sequence[Passage],
    evidence: frozenset[int] | None,
    held: bool,
) -> Lesson:
    """``evidence`` is empty where it is not known, None where it was taken out of ``said``."""
    near = nearest(said, SENTENCES)
    page = pager.page(example.question, hit.paper.title, [sentence.text for sentence in near])
    known = (False, *(sentence.start in evidence for sentence in near)) if evidence else ()
    answers = example.answerable and evidence is not None
    return Lesson(page, answers, known[: max(page.parts)], example.kind, held)


class Network(nn.Module):
    """The packaged network and a head that scores each part of a page."""

    def __init__(self, weights: dict[str, np.ndarray], head: np.ndarray) -> None:
        super().__init__()
        config = BertConfig(
            hidden_size=DIMENSION,
            num_hidden_layers=LAYERS,
            intermediate_size=4 * DIMENSION,
            # With it, attention takes six times as long on a CPU.
            attention_probs_dropout_prob=0.0,
        )
        self.body = BertModel(config, add_pooling_layer=False)
        state = {name: torch.tensor(array) for name, array in weights.items()}
        self.body.load_state_dict(state)
        for part in (self.body.embeddings, *self._lower):
            part.requires_grad_(False)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(2 * DIMENSION, 1)
        self.bias = nn.Parameter(torch.zeros(1))
        with torch.no_grad():
            self.head.weight.copy_(torch.tensor(head[None, :-1]))
            self.bias.copy_(torch.tensor(head[-1:]))
            self.head.bias.zero_()
        self._known: dict[Page, Tensor] = {}

    @property
    def _lower(self) -> Sequence[nn.Module]:
        return self.body.encoder.layer[:FROZEN]

    def forward(self, pages: Sequence[Page]) -> tuple[Tensor, Tensor]:
        """That each page answers, (n,), and that each part does, (n, parts), in log odds."""
        longest = max(len(page.tokens) for page in pages)
        parts = torch.full((len(pages), longest), -1)
        for row, page in enumerate(pages):
            parts[row, : len(page.parts)] = torch.tensor(page.parts)
        mask = torch.zeros(len(pages), 1, 1, longest)
        mask.masked_fill_((parts < 0)[:, None, None], torch.finfo(torch.float).min)
        hidden = self._below(pages, parts, mask)
        for layer in self.body.encoder.layer[FROZEN:]:
            hidden = layer(hidden, mask)
        of = (parts[:, None, :] == torch.arange(SENTENCES + 2)[:, None]).float()
        sizes = of.sum(dim=2)
        means = (of @ hidden) / sizes.clamp(min=1)[..., None]
        asked = means[:, :1].expand(-1, SENTENCES + 1, -1)
        scores = self.head(self.drop(torch.cat([means[:, 1:], asked], dim=2)))[..., 0]
        scores = scores.masked_fill(sizes[:, 1:] == 0, -30.0)
        return torch.logsumexp(scores, dim=1) + self.bias, scores

    @torch.no_grad()
    def _below(self, pages: Sequence[Page], parts: Tensor, mask: Tensor) -> Tensor:
        """What the lower layers make of ``pages``: they never change, so it is kept."""
        if any(page not in self._known for page in pages):
            tokens = torch.zeros_like(parts)
            for row, page in enumerate(pages):
                tokens[row, : len(page.tokens)] = torch.tensor(page.tokens)
            self.body.embeddings.eval()
            hidden = self.body.embeddings(input_ids=tokens, token_type_ids=(parts > 0).long())
            for layer in self._lower:
                hidden = layer.eval()(hidden, mask)
            for page, states in zip(pages, hidden, strict=True):
                self._known[page] = states[: len(page.tokens)].half()
        known = [self._known[page].float() for page in pages]
        return nn.utils.rnn.pad_sequence(known, batch_first=True)


def weights_of(content: bytes) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The weights by their names in BERT, and the names of the quantised in the file."""
    model = onnx.load_from_string(content)
    arrays = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    names = [name[:-2] for name in arrays if name.startswith("val") and name.endswith("_q")]
    matrices = {
        f"encoder.layer.{number // 6}.{MATRICES[number % 6]}.weight": name
        for number, name in enumerate(names)
    }
    weights = {
        name.removeprefix("inner."): array
        for name, array in arrays.items()
        if name.startswith("inner.") and not name.endswith(("_q", "_scale", "position_ids"))
    }
    for name in ("word_embeddings", "position_embeddings"):
        file = f"inner.embeddings.{name}.weight"
        weights[f"embeddings.{name}.weight"] = _whole(arrays, file)
    weights |= {name: _whole(arrays, file).T for name, file in matrices.items()}
    return weights, matrices


def _whole(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    return arrays[f"{name}_q"].astype(np.float32) * arrays[f"{name}_scale"]


def train(network: Network, taught: list[Lesson], held: Sequence[Lesson]) -> None:
    body = [p for p in network.body.parameters() if p.requires_grad]
    head = [*network.head.parameters(), network.bias]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01
    )
    steps = EPOCHS * (len(taught) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.1 * steps)) * max(0, 1 - step / steps)
    )
    for epoch in range(EPOCHS):
        network.train()
        for batch in _batches(taught):
            answers, scores = network([lesson.page for lesson in batch])
            loss = cost(answers, torch.tensor([float(lesson.answers) for lesson in batch]))
            for row, lesson in enumerate(batch):
                if any(lesson.parts):
                    known = torch.tensor(lesson.parts, dtype=torch.float)
                    loss = loss + EVIDENCE / len(batch) * cost(scores[row, : len(known)], known)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        _report(epoch, network, held)


def _batches(taught: list[Lesson]) -> list[list[Lesson]]:
    """Pages of like length together, in an order of chance."""
    random.shuffle(taught)
    batches = []
    for at in range(0, len(taught), 16 * BATCH):
        some = sorted(taught[at : at + 16 * BATCH], key=lambda lesson: len(lesson.page.tokens))
        batches += [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
    random.shuffle(batches)
    return batches


@torch.no_grad()
def _report(epoch: int, network: Network, held: Sequence[Lesson]) -> None:
    network.eval()
    held = sorted(held, key=lambda lesson: len(lesson.page.tokens))
    batches = [held[at : at + BATCH] for at in range(0, len(held), BATCH)]
    scores = np.concatenate(
        [network([lesson.page for lesson in batch])[0].numpy() for batch in batches]
    )
    answers = np.array([lesson.answers for lesson in held])
    shown = []
    for name, kinds in KINDS.items():
        chosen = np.array([lesson.kind in kinds for lesson in held])
        shown.append(f"{name} {roc_auc_score(answers[chosen], scores[chosen]):.3f}")
    print(f"epoch {epoch + 1}: AUC {', '.join(shown)}", flush=True)


def save(network: Network, matrices: dict[str, str]) -> None:
    """What differs from the packaged file: where in it, how long, and the bytes instead."""
    content = verified(model_file())
    arrays = {
        i.name: numpy_helper.to_array(i) for i in onnx.load_from_string(content).graph.initializer
    }
    places, pieces = [], []

    def instead(name: str, array: np.ndarray) -> None:
        old = arrays[name].tobytes()
        if content.count(old) != 1 or arrays[name].shape != array.shape:
            raise ValueError(f"{name} has no place of its own in the packaged file")
        places.append((content.index(old), len(old)))
        pieces.append(array.astype(arrays[name].dtype).tobytes())

    upper = tuple(f"encoder.layer.{layer}." for layer in range(FROZEN, LAYERS))
    for name, weights in network.body.state_dict().items():
        if not name.startswith(upper):
            continue
        if name not in matrices:
            instead(f"inner.{name}", weights.numpy())
            continue
        whole = weights.numpy().T
        scale = np.abs(whole).max(axis=0, keepdims=True) / 127
        instead(f"{matrices[name]}_q", np.round(whole / scale))
        instead(f"{matrices[name]}_scale", scale)
    bias = network.head.bias + network.bias
    head = torch.cat([network.head.weight[0], bias]).detach().numpy()
    np.savez_compressed(
        FILE,
        places=np.array(places),
        weights=np.frombuffer(b"".join(pieces), dtype=np.uint8),
        head=head.astype(np.float32),
    )


def main(shared: Path, cache: Path) -> None:
    random.seed(0)
    torch.manual_seed(0)
    examples = asked(shared, cache)
    made = lessons(examples)
    taught = [
        lesson
        for lesson in made
        if not lesson.held and (lesson.kind != "removed" or random.random() < REMOVED)
    ]
    if FILE.exists():
        content, head = taught_network(model_file(), FILE)
    else:
        content, head = verified(model_file()), np.zeros(2 * DIMENSION + 1)
    weights, matrices = weights_of(content)
    network = Network(weights, head)
    train(network, taught, [lesson for lesson in made if lesson.held])
    save(network, matrices)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
