"""What ``footnote doctor`` says of the chat model. Nothing is called."""

from __future__ import annotations

import os
from collections.abc import Iterator

from bot.answering.prices import load_prices
from bot.core.errors import FootnoteError
from config.settings import CostSettings, ModelSettings
from vectorstore.index.check import Finding


def model_findings(model: ModelSettings, cost: CostSettings) -> Iterator[Finding]:
    """Whether the models of the settings can be started, have a key and a price."""
    if model.name is None:
        yield Finding(True, "No chat model is configured: answers quote the papers' sentences.")
        return
    # Heavy, and needed by few.
    from bot.answering.generative.start import start

    try:
        prices = load_prices(cost.prices)
        start(model, prices.cost)
    except FootnoteError as error:
        what, _, fix = str(error).partition(": ")
        yield Finding(False, f"{what}.", fix.rstrip(".") or "correct it in .env")
        return
    for name in filter(None, (model.name, model.fallback)):
        key = f"{name.partition(':')[0].upper()}_API_KEY"
        with_key = f"{key} is set" if os.environ.get(key) else f"{key} is not set and not needed"
        price = (
            "known" if prices.cost(name, 1, 1) is not None else "not known, so nothing is capped"
        )
        yield Finding(
            True, f"The chat model {name} can be asked; {with_key}; its price is {price}."
        )
