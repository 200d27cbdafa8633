"""Settings: frozen, bounded, one section per concern. Built by `config.loader`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
)


def _usable_path(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("a path holds no NUL")
    try:
        return path.expanduser()
    except RuntimeError as error:  # ~someone who has no home
        raise ValueError("no such home folder") from error


def _usable_token(token: SecretStr) -> SecretStr:
    value = token.get_secret_value()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("a token is one run of visible characters")
    return token


UserPath = Annotated[Path, AfterValidator(_usable_path)]


class Section(BaseModel):
    # Errors hide what was given: it may be a secret in the wrong place.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class IndexSettings(Section):
    """``dir`` holds the corpus and the indexes derived from it."""

    dir: UserPath = Path(".footnote/index")


class EmbeddingSettings(Section):
    """``model`` is "packaged" or LangChain's "provider:name".

    ``file`` is another copy of the packaged model's ONNX file.
    """

    model: Annotated[str, StringConstraints(pattern=r"^(packaged|[a-z][a-z0-9_-]*:\S+)$")] = (
        "packaged"
    )
    file: UserPath | None = None


class StateSettings(Section):
    """``dir`` holds what people wrote, for ``retention_days``."""

    dir: UserPath = Path(".footnote/state")
    retention_days: int = Field(default=90, ge=1, le=3650)


class LogSettings(Section):
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value),
    ] = "warning"


class DiscordSettings(Section):
    """``message_content`` is whether the bot may read messages that do not mention it."""

    token: Annotated[SecretStr, AfterValidator(_usable_token)] | None = None
    api_base: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    gateway_url: Annotated[str, StringConstraints(pattern=r"^wss?://\S+$")] | None = None
    message_content: bool = False


class LimitSettings(Section):
    """``question_chars`` is the longest question that is answered, in characters.

    The others hold in Discord: answers worked on at once, questions that may wait for them, and
    questions a minute of one person and of one server; ``closing_seconds`` is how long a bot that
    is told to stop goes on with what it has begun.
    """

    question_chars: int = Field(default=2000, ge=100, le=10_000)
    at_once: int = Field(default=4, ge=1, le=100)
    waiting: int = Field(default=200, ge=1, le=500)
    per_person: int = Field(default=10, ge=1, le=1000)
    per_server: int = Field(default=100, ge=1, le=10_000)
    closing_seconds: int = Field(default=10, ge=0, le=600)


class ArxivSettings(Section):
    """``api`` is where papers are fetched by id."""

    api: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] = (
        "https://export.arxiv.org/api/query"
    )


class Settings(Section):
    index: IndexSettings = IndexSettings()
    embeddings: EmbeddingSettings = EmbeddingSettings()
    state: StateSettings = StateSettings()
    log: LogSettings = LogSettings()
    discord: DiscordSettings = DiscordSettings()
    limits: LimitSettings = LimitSettings()
    arxiv: ArxivSettings = ArxivSettings()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may show."""
        return (self.discord.token.get_secret_value(),) if self.discord.token else ()
