"""What every command needs: the index folder it was given, and the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from config.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

ENV_FILE = Path(".env")
_SECRET_NAMES = ("_API_KEY", "_KEY", "_TOKEN", "_SECRET", "_PASSWORD")
# Shorter values are no keys, and hiding them would make the log unreadable.
_SHORTEST_SECRET = 8


def index_option(command: Command) -> Command:
    """``--index DIR``, before or after the command's name; commands get it by ``pass_obj``."""
    return click.option(
        "--index",
        metavar="DIR",
        expose_value=False,
        callback=_remember,
        help="The folder of the papers; FOOTNOTE_INDEX_DIR where it is not given.",
    )(command)


wait_option = click.option(
    "--wait",
    type=click.IntRange(0, 86_400),
    default=0,
    metavar="SECONDS",
    help="How long to wait for another process that writes to the index (0).",
)


def load(chosen: str | None) -> tuple[Settings, Path]:
    """The settings and the index folder; logging is set up. Raises SettingsError."""
    from config.loader import apply_provider_keys, load_settings
    from config.log import configure_logging

    settings = load_settings(os.environ, ENV_FILE)
    apply_provider_keys(os.environ, ENV_FILE)
    configure_logging(settings.log.level, (*settings.secrets, *provider_secrets(os.environ)))
    return settings, Path(chosen).expanduser() if chosen else settings.index.dir


def provider_secrets(environ: Mapping[str, str]) -> list[str]:
    """The values that are keys by their names: no log line may show them."""
    return [
        value
        for name, value in environ.items()
        if name.upper().endswith(_SECRET_NAMES) and len(value) >= _SHORTEST_SECRET
    ]


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    if not value.strip() or "\0" in value:
        raise click.BadParameter("it must be the path of a folder.")
    ctx.obj = value
