"""What chat models cost: ours, and the operator's, which count first."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from bot.core.errors import FootnoteError

FILE = Path(__file__).parent / "data" / "prices.toml"
_MILLION = 1_000_000


class PricesError(FootnoteError):
    """The file of prices cannot be used."""


class Prices:
    """US dollars for a million tokens read and written, by the beginning of a model's name."""

    def __init__(self, table: Mapping[str, tuple[float, float]]) -> None:
        self._table = table

    def cost(self, model: str, read: int, written: int) -> float | None:
        """US dollars; None where the price of ``model`` is not known."""
        names = [name for name in self._table if model.startswith(name)]
        if not names:
            return None
        for_read, for_written = self._table[max(names, key=len)]
        return (read * for_read + written * for_written) / _MILLION


def load_prices(own: Path | None) -> Prices:
    """Our table, under what the file ``own`` says. Raises PricesError."""
    return Prices({**_read(FILE), **(_read(own) if own else {})})


def _read(file: Path) -> dict[str, tuple[float, float]]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return {name: (_price(row["input"]), _price(row["output"])) for name, row in table.items()}
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise PricesError(
            f"{file} (FOOTNOTE_COST_PRICES) is no table of prices ({error}): write a section "
            '["provider:model"] with input and output, in US dollars for a million tokens.'
        ) from error


def _price(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise ValueError(f"{value!r} is no price")
    return float(value)
