"""Charts and maps as PNG. The only importer of matplotlib; runs in a process of its own."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

# Okabe and Ito's colours, which people with colour blindness tell apart, the palest last.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#4D4D4D", "#B8A800")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_INK, _PALE = "#222222", "#DDDDDD"
_TITLE_CHARS = 70


def chart(values: Mapping[str, Any]) -> bytes:
    """Papers per week: ``title``, ``axis`` (its name), ``weeks`` (ISO days), and ``lines``
    (``topic``, ``counts``)."""
    figure, axes = _figure(10, 5.2, values["title"])
    weeks: Any = [date.fromisoformat(week) for week in values["weeks"]]
    for n, line in enumerate(values["lines"]):
        axes.plot(
            weeks,
            line["counts"],
            color=COLORS[n],
            marker=MARKERS[n],
            markersize=4.5,
            linewidth=1.8,
            label=_name(line["topic"], n),
        )
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=_PALE, linewidth=0.8)
    axes.set_ylabel(_drawable(values["axis"], "papers"), color=_INK, parse_math=False)
    legend = axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2)
    _as_text(legend.get_texts())
    return _png(figure)


def plan(values: Mapping[str, Any]) -> bytes:
    """A map: ``title``, ``points`` (x, y, cluster) and ``clusters`` (``name``, ``size``,
    ``title``: its most upvoted paper's)."""
    figure, axes = _figure(12, 7.5, values["title"])
    for n, cluster in enumerate(values["clusters"]):
        of = [(x, y) for x, y, owner in values["points"] if owner == n]
        x, y = zip(*of, strict=True)
        label = f"{n + 1}  {_drawable(cluster['name'], '…')} ({cluster['size']})\n" + _drawable(
            f"    {_shortened(cluster['title'])}", "    …"
        )
        axes.scatter(
            x, y, s=16, color=COLORS[n], marker=MARKERS[n], alpha=0.65, linewidths=0, label=label
        )
        axes.annotate(
            str(n + 1),
            (sorted(x)[len(x) // 2], sorted(y)[len(y) // 2]),
            ha="center",
            va="center",
            fontsize=13,
            fontweight="bold",
            color=_INK,
            bbox={"boxstyle": "circle,pad=0.25", "fc": "white", "ec": COLORS[n], "lw": 1.8},
        )
    # Only what is near to what means anything: there are no axes.
    axes.set_axis_off()
    legend = axes.legend(
        frameon=False,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        fontsize=9,
        labelspacing=1.1,
        markerscale=2.2,
    )
    _as_text(legend.get_texts())
    return _png(figure)


def _figure(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), dpi=120, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    heading = axes.set_title(_drawable(title, ""), loc="left", color=_INK, fontsize=13)
    _as_text([heading])
    return figure, axes


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    # Nothing of the machine or the moment: the same facts give the same file.
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _as_text(texts: Sequence[Any]) -> None:
    """Papers and people write dollar signs, which matplotlib would take for mathematics."""
    for text in texts:
        text.set_parse_math(False)


def _name(topic: str, n: int) -> str:
    return _drawable(topic, f"({n + 1})")


def _shortened(title: str) -> str:
    folded = " ".join(title.split())
    if len(folded) <= _TITLE_CHARS:
        return folded
    cut = folded[: _TITLE_CHARS - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _drawable(text: str, otherwise: str) -> str:
    """``text`` if the font has all of its letters."""
    known = _letters()
    return text if all(char in "\n " or ord(char) in known for char in text) else otherwise


@cache
def _letters() -> frozenset[int]:
    font = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    return frozenset(font.get_charmap())
