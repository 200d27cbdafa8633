"""The environment variables that are settings: where each goes, and what it allows."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "FOOTNOTE_"


@dataclass(frozen=True, slots=True)
class Key:
    """``section`` and ``field`` name a place in `Settings`; ``allowed`` completes "must be …"."""

    section: str
    field: str
    allowed: str
    documented: bool = True


KEYS = {
    "FOOTNOTE_INDEX_DIR": Key("index", "dir", "the path of a folder, such as .footnote/index"),
    "FOOTNOTE_EMBEDDINGS": Key(
        "embeddings",
        "model",
        "'packaged', or a LangChain provider and model such as openai:text-embedding-3-small",
    ),
    "FOOTNOTE_EMBEDDINGS_FILE": Key(
        "embeddings", "file", "the path of a copy of the packaged model's ONNX file"
    ),
    "FOOTNOTE_STATE_DIR": Key("state", "dir", "the path of a folder, such as .footnote/state"),
    "FOOTNOTE_STATE_RETENTION_DAYS": Key(
        "state", "retention_days", "a whole number from 1 to 3650"
    ),
    "FOOTNOTE_LOG_LEVEL": Key("log", "level", "debug, info, warning or error"),
    "FOOTNOTE_DISCORD_TOKEN": Key(
        "discord", "token", "the bot's token as Discord's developer portal shows it, without spaces"
    ),
    "FOOTNOTE_DISCORD_MESSAGE_CONTENT": Key("discord", "message_content", "true or false"),
    # For servers that speak Discord's protocol, such as test doubles.
    "FOOTNOTE_DISCORD_API_BASE": Key(
        "discord", "api_base", "an address that begins with http:// or https://", documented=False
    ),
    "FOOTNOTE_DISCORD_GATEWAY_URL": Key(
        "discord", "gateway_url", "an address that begins with ws:// or wss://", documented=False
    ),
    "FOOTNOTE_LIMITS_QUESTION_CHARS": Key(
        "limits", "question_chars", "a whole number from 100 to 10000"
    ),
    "FOOTNOTE_LIMITS_AT_ONCE": Key("limits", "at_once", "a whole number from 1 to 100"),
    "FOOTNOTE_LIMITS_WAITING": Key("limits", "waiting", "a whole number from 1 to 500"),
    "FOOTNOTE_LIMITS_PER_PERSON": Key("limits", "per_person", "a whole number from 1 to 1000"),
    "FOOTNOTE_LIMITS_PER_SERVER": Key("limits", "per_server", "a whole number from 1 to 10000"),
    "FOOTNOTE_LIMITS_CLOSING_SECONDS": Key(
        "limits", "closing_seconds", "a whole number from 0 to 600"
    ),
    # For a mirror, or a double in tests.
    "FOOTNOTE_ARXIV_API": Key(
        "arxiv", "api", "an address that begins with http:// or https://", documented=False
    ),
}
