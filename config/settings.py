"""Settings: frozen, bounded, one section per concern. Built by `config.loader`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such zone") from error
    return name


Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
# What a header can hold without quotes or encodings.
PlainAddress = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$")
]
ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*:\S+$")]
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
    api_base: Address | None = None
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

    api: Address = "https://export.arxiv.org/api/query"


class ModelSettings(Section):
    """The chat model that writes answers, as LangChain's "provider:name"; None: none does.

    ``fallback`` is asked when it fails. ``base_url`` is the address of a server that speaks the
    provider's protocol. ``seconds`` bounds one call, ``retries`` what follows a failed one,
    ``per_minute`` the calls that are begun, ``output_tokens`` the length of one answer. ``format``
    is how a draft is asked for: by the provider's structured output, as plain text, or as the
    provider can.
    """

    name: ModelName | None = None
    fallback: ModelName | None = None
    base_url: Address | None = None
    seconds: int = Field(default=60, ge=1, le=600)
    retries: int = Field(default=2, ge=0, le=10)
    per_minute: int = Field(default=60, ge=1, le=10_000)
    output_tokens: int = Field(default=1200, ge=64, le=32_000)
    format: Literal["auto", "json", "text"] = "auto"


class CostSettings(Section):
    """``prices`` is a TOML file of prices that add to ours. The caps are in US dollars a day, over
    all, for one person, and for one server; None: no cap."""

    prices: UserPath | None = None
    per_day: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    per_person: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    per_server: float | None = Field(default=None, ge=0, allow_inf_nan=False)


class FeedSettings(Section):
    """``every_minutes`` is how often the running bot fetches the feed; 0: never."""

    api: Address = "https://huggingface.co"
    every_minutes: int = Field(default=60, ge=0, le=10_080)


class MailSettings(Section):
    """The SMTP server that digests are sent by; ``host`` None: no e-mail.

    ``sender`` is the address that they come from.
    """

    host: str | None = None
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    sender: PlainAddress | None = None


class WebSettings(Section):
    """The small server of the links in e-mails: ``port`` None: none. ``url`` is where the world
    finds it."""

    host: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=1, le=65_535)
    url: Address | None = None


class TimeSettings(Section):
    """``zone`` is the IANA name of the zone of those who chose none."""

    zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"


class Settings(Section):
    index: IndexSettings = IndexSettings()
    embeddings: EmbeddingSettings = EmbeddingSettings()
    state: StateSettings = StateSettings()
    log: LogSettings = LogSettings()
    discord: DiscordSettings = DiscordSettings()
    limits: LimitSettings = LimitSettings()
    arxiv: ArxivSettings = ArxivSettings()
    model: ModelSettings = ModelSettings()
    cost: CostSettings = CostSettings()
    feed: FeedSettings = FeedSettings()
    mail: MailSettings = MailSettings()
    web: WebSettings = WebSettings()
    time: TimeSettings = TimeSettings()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may show."""
        held = (self.discord.token, self.mail.password)
        return tuple(secret.get_secret_value() for secret in held if secret)
