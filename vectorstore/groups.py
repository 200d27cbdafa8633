"""Groups of papers that are near each other, named by their own words. Pure; the same papers give
the same groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.terms import stem, words

NAME_WORDS = 3
NAMELESS = "…"
_SEED, _STARTS, _STEPS = 0, 10, 100
# A word that is as frequent elsewhere weighs nothing, but for rounding.
_SAME = 0.001
# The rarity of a word of every fifth paper.
_EVERYDAY = 0.15
_AGREE = 2
_WORD = re.compile(r"[^\W\d_][\w-]{2,}")

Points = NDArray[np.float64]
Owners = NDArray[np.int64]


def group(points: Points, number: int) -> Owners:
    """Which of at most ``number`` groups each of ``points`` (n, dimension) belongs to, by k-means;
    group 0 is the largest."""
    chance = np.random.default_rng(_SEED)
    tries = (_settle(points, _start(points, number, chance)) for _ in range(_STARTS))
    found, _ = min(tries, key=lambda one: one[1])
    sizes = Counter(found.tolist())
    first = {owner: at for at, owner in reversed(list(enumerate(found.tolist())))}
    order = sorted(sizes, key=lambda owner: (-sizes[owner], first[owner]))
    rank = {owner: n for n, owner in enumerate(order)}
    return np.array([rank[owner] for owner in found.tolist()], dtype=np.int64)


def _start(points: Points, number: int, chance: np.random.Generator) -> Points:
    """Centres far from each other: k-means++."""
    chosen = [int(chance.integers(len(points)))]
    nearest = _distances(points, points[chosen])[:, 0]
    while len(chosen) < number and nearest.sum() > 0:
        chosen.append(int(chance.choice(len(points), p=nearest / nearest.sum())))
        nearest = np.minimum(nearest, _distances(points, points[chosen[-1:]])[:, 0])
    return points[chosen]


def _settle(points: Points, centres: Points) -> tuple[Owners, float]:
    """The owners once they do not change any more, and how far all are from their centres."""
    owners = np.full(len(points), -1)
    for _ in range(_STEPS):
        distances = _distances(points, centres)
        new = distances.argmin(axis=1)
        if np.array_equal(new, owners):
            break
        owners = new
        centres = np.stack(
            [
                points[owners == n].mean(axis=0) if (owners == n).any() else centre
                for n, centre in enumerate(centres)
            ]
        )
    return owners, float(_distances(points, centres).min(axis=1).sum())


def _distances(points: Points, centres: Points) -> Points:
    """Squared, (points, centres)."""
    squares = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)[None, :]
    return np.asarray(np.maximum(squares - 2 * points @ centres.T, 0.0))


def names(
    texts: Sequence[str],
    owners: Owners,
    rarity: Callable[[str], float],
    known: Collection[str] = (),
) -> tuple[str, ...]:
    """For each group, the words that more of its ``texts`` have than others do.

    ``rarity`` of a word is 0 where every paper has it, and 1 where none has; words with the stems
    ``known`` are left out.
    """
    having = [frozenset(_WORD.findall(text.lower())) for text in texts]
    everywhere = Counter(word for one in having for word in one)
    # Words of every field ("common", "using") say little, however they fall here.
    # Beyond that it does not matter how rare a word is, but how many papers here have it.
    weights = {
        word: min(max(_rarity(word, rarity) - _EVERYDAY, 0), _EVERYDAY) for word in everywhere
    }
    found = []
    for n in range(int(owners.max()) + 1):
        members = [one for one, owner in zip(having, owners.tolist(), strict=True) if owner == n]
        inside = Counter(word for one in members for word in one)
        outside = len(texts) - len(members)
        found.append(
            _name(
                {
                    word: _particular(
                        count / len(members),
                        # As if one more paper had each word: a word of one paper does not win.
                        (everywhere[word] - count + 1) / (outside + 1),
                    )
                    * weights[word]
                    for word, count in inside.items()
                    # What one paper alone has does not name a group.
                    if count >= min(len(members), _AGREE)
                },
                frozenset(known),
            )
        )
    return tuple(found)


def _particular(here: float, elsewhere: float) -> float:
    return here * float(np.log(here / elsewhere))


def _rarity(compound: str, rarity: Callable[[str], float]) -> float:
    """How rare a word is in papers, from that of its parts ("multi-agent")."""
    rare = [rarity(part) for part in words(compound)]
    return sum(rare) / len(rare)


def _name(weights: dict[str, float], known: frozenset[str]) -> str:
    """The heaviest words, each in one of its forms, but for those that are known anyway."""
    taken = set(known)
    chosen: list[str] = []
    for word in sorted(weights, key=lambda word: (-weights[word], word)):
        if weights[word] <= _SAME or len(chosen) == NAME_WORDS:
            break
        if (root := stem(word)) not in taken:
            taken.add(root)
            chosen.append(word)
    return ", ".join(chosen) or NAMELESS
