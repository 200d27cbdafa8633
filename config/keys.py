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
    "FOOTNOTE_MODEL": Key(
        "model", "name", "a LangChain provider and model such as openai:gpt-4.1-mini"
    ),
    "FOOTNOTE_MODEL_FALLBACK": Key(
        "model", "fallback", "a LangChain provider and model such as ollama:llama3.1"
    ),
    "FOOTNOTE_MODEL_BASE_URL": Key(
        "model", "base_url", "an address that begins with http:// or https://"
    ),
    "FOOTNOTE_MODEL_SECONDS": Key("model", "seconds", "a whole number from 1 to 600"),
    "FOOTNOTE_MODEL_RETRIES": Key("model", "retries", "a whole number from 0 to 10"),
    "FOOTNOTE_MODEL_PER_MINUTE": Key("model", "per_minute", "a whole number from 1 to 10000"),
    "FOOTNOTE_MODEL_OUTPUT_TOKENS": Key(
        "model", "output_tokens", "a whole number from 64 to 32000"
    ),
    "FOOTNOTE_MODEL_FORMAT": Key("model", "format", "auto, json or text"),
    "FOOTNOTE_COST_PRICES": Key("cost", "prices", "the path of a TOML file of prices"),
    "FOOTNOTE_COST_PER_DAY": Key("cost", "per_day", "an amount of US dollars such as 2.50"),
    "FOOTNOTE_COST_PER_PERSON": Key("cost", "per_person", "an amount of US dollars such as 0.25"),
    "FOOTNOTE_COST_PER_SERVER": Key("cost", "per_server", "an amount of US dollars such as 1"),
    # For a mirror, or a double in tests.
    "FOOTNOTE_FEED_API": Key(
        "feed", "api", "an address that begins with http:// or https://", documented=False
    ),
    "FOOTNOTE_FEED_EVERY_MINUTES": Key("feed", "every_minutes", "a whole number from 0 to 10080"),
    "FOOTNOTE_MAIL_HOST": Key("mail", "host", "the name of an SMTP server"),
    "FOOTNOTE_MAIL_PORT": Key("mail", "port", "a whole number from 1 to 65535"),
    "FOOTNOTE_MAIL_SECURITY": Key("mail", "security", "starttls, tls or none"),
    "FOOTNOTE_MAIL_USER": Key("mail", "user", "the name to log in with"),
    "FOOTNOTE_MAIL_PASSWORD": Key("mail", "password", "the password to log in with"),
    "FOOTNOTE_MAIL_FROM": Key("mail", "sender", "an address such as footnote@example.org"),
    "FOOTNOTE_WEB_HOST": Key("web", "host", "the name or address to listen on"),
    "FOOTNOTE_WEB_PORT": Key("web", "port", "a whole number from 1 to 65535"),
    "FOOTNOTE_WEB_URL": Key("web", "url", "an address that begins with http:// or https://"),
    "FOOTNOTE_ZONE": Key("time", "zone", "the name of a time zone such as Europe/Berlin"),
}
