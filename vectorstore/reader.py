"""A reader: do these sentences of one paper say what is asked? A cross-encoder on onnxruntime.

Nogueira and Cho 2019 (arXiv:1901.04085). It is the packaged network with the weights of its upper
layers replaced by ours, which ``tests/calibration/reader.py`` makes. Unlike an embedding, it sees
question and sentences together, so it tells a detail that an abstract gives from one that it
leaves out. It takes about as long as embedding an abstract: it is for where there is doubt.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vectorstore.embeddings import Vectors
from vectorstore.minilm import DIMENSION, Network, model_file, tokenizer, verified

FILE = Path(__file__).parent / "data" / "reader.npz"
# How many sentences are read: the nearest five hold 92 in 100 of the evidence that is known.
SENTENCES = 5
# In tokens: of a question, a title and a sentence, and of all that is read at once.
QUESTION, TITLE, SENTENCE, MOST = 48, 32, 64, 256
_CLS, _SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Page:
    """What is read at once: tokens, and the part that each belongs to: 0 is the question, 1 the
    title, then come the sentences."""

    tokens: tuple[int, ...]
    parts: tuple[int, ...]

    @property
    def types(self) -> tuple[int, ...]:
        return tuple(map(bool, self.parts))


class Pager:
    """Makes pages; safe to share."""

    def __init__(self) -> None:
        self._tokenizer = tokenizer()

    def page(self, question: str, title: str, sentences: Sequence[str]) -> Page:
        pieces = [(question, QUESTION), (title, TITLE)]
        pieces += [(sentence, SENTENCE) for sentence in sentences[:SENTENCES]]
        tokens, parts = [_CLS], [0]
        for part, (text, most) in enumerate(pieces):
            # A lone surrogate, which JSON can bring, is no text to the tokenizer.
            words = text.encode("utf-8", "replace").decode()
            ids = self._tokenizer.encode(words, add_special_tokens=False).ids[:most]
            tokens += [*ids, _SEP]
            parts += [part] * (len(ids) + 1)
        return Page(tuple(tokens[:MOST]), tuple(parts[:MOST]))


class Reader:
    """Reads; the network is loaded when it first has to. Safe to share between threads."""

    def __init__(self, model: Path | None = None, file: Path = FILE) -> None:
        """``model`` is another copy of the packaged network."""
        self._model = model
        self._file = file
        self._pager = Pager()
        self._loading = threading.Lock()

    def says(self, question: str, title: str, sentences: Sequence[str]) -> float:
        """How sure it is, in log odds, that the sentences, in reading order, answer ``question``.

        Raises EmbeddingError when the packaged network cannot be read.
        """
        page = self._pager.page(question, title, sentences)
        with self._loading:
            network, head = self._network
        hidden, _ = network.hidden([page.tokens], [page.types])
        parts = np.array(page.parts)
        means = np.stack([hidden[0][parts == part].mean(axis=0) for part in range(parts.max() + 1)])
        scores = means[1:] @ head[:DIMENSION] + means[0] @ head[DIMENSION:-1]
        return float(np.logaddexp.reduce(scores) + head[-1])

    @functools.cached_property
    def _network(self) -> tuple[Network, Vectors]:
        content, head = taught_network(self._model or model_file(), self._file)
        return Network(content), head


def taught_network(model: Path, file: Path) -> tuple[bytes, Vectors]:
    """The packaged network ``model`` with the layers of ``file`` in it, and the head that scores a
    sentence: its weights for a part and for the question, and the bias.

    Raises EmbeddingError when ``model`` cannot be read or is another.
    """
    content = bytearray(verified(model))
    with np.load(file) as learned:
        at = 0
        for place, length in learned["places"]:
            content[place : place + length] = learned["weights"][at : at + length].tobytes()
            at += length
        return bytes(content), learned["head"].astype(np.float32)
