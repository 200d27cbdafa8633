"""Which code a button, menu or modal belongs to: read from its custom id, ``action:argument``.

Nothing is remembered between sending a button and its click, so that buttons (and modals, which
discord.py's own views forget) work after a restart.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, cast

import discord

Press = Callable[[discord.Interaction[Any], str], Awaitable[None]]

_PRESSES = (discord.InteractionType.component, discord.InteractionType.modal_submit)


class Presses:
    def __init__(self) -> None:
        self._handlers: dict[str, Press] = {}

    def add(self, action: str, handler: Press) -> None:
        if action in self._handlers:
            raise ValueError(f"{action} is taken")
        self._handlers[action] = handler

    async def dispatch(self, interaction: discord.Interaction[Any]) -> None:
        """Run the handler of a press; other interactions, and unknown ids, are not for us."""
        if interaction.type not in _PRESSES:
            return
        action, _, argument = str(_data(interaction).get("custom_id", "")).partition(":")
        handler = self._handlers.get(action)
        if handler is not None:
            await handler(interaction, argument)


def view_of(*items: discord.ui.Item[Any]) -> discord.ui.View:
    """A view that discord.py does not keep: presses are dispatched by their custom ids."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view


def button(
    action: str,
    argument: str,
    label: str | None,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    row: int = 0,
    disabled: bool = False,
) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(
        custom_id=f"{action}:{argument}",
        label=label,
        emoji=emoji,
        style=style,
        row=row,
        disabled=disabled,
    )


def chosen_values(interaction: discord.Interaction[Any]) -> list[str]:
    """What was chosen in a select menu."""
    return list(_data(interaction).get("values", ()))


def modal_values(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """What was typed into a submitted modal: custom id → text."""
    typed = (part for part in _modal_parts(interaction) if "value" in part)
    return {part["custom_id"]: part["value"] for part in typed}


def modal_choices(interaction: discord.Interaction[Any]) -> dict[str, list[str]]:
    """What was chosen in the menus of a submitted modal: custom id → values."""
    chosen = (part for part in _modal_parts(interaction) if "values" in part)
    return {part["custom_id"]: list(part["values"]) for part in chosen}


def _modal_parts(interaction: discord.Interaction[Any]) -> Iterator[Mapping[str, Any]]:
    pending: list[Any] = list(_data(interaction).get("components", ()))
    while pending:
        component = pending.pop()
        pending += component.get("components", ())
        if "component" in component:
            pending.append(component["component"])
        yield component


def _data(interaction: discord.Interaction[Any]) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], interaction.data or {})
