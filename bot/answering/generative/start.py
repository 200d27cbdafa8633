"""Settings → chat models, ready to be asked. With its neighbours the sole importer of LangChain's
chat models."""

from __future__ import annotations

import os
import secrets
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.rate_limiters import BaseRateLimiter, InMemoryRateLimiter

from bot.answering.generative.answerer import GenerativeAnswerer
from bot.answering.generative.calling import Chat, Limits, Price
from bot.answering.generative.rewriter import ModelRewriter
from bot.core.errors import ModelError
from bot.core.prompts import SCHEMA
from config.settings import ModelSettings

# Those whose packages are extras of ours.
_EXTRAS = frozenset({"openai", "anthropic", "ollama"})
# Those whose clients start without a key and fail only when they are asked.
_KEYED = frozenset({"openai", "anthropic"})
_OPENAI = frozenset({"openai", "azure_openai"})
_KEY_BYTES = 4


def start(settings: ModelSettings, price: Price) -> tuple[GenerativeAnswerer, ModelRewriter]:
    """The answerer and the rewriter of the settings, which name a model. Nothing is called yet.

    Raises ModelError when a provider's package or key is missing.
    """
    names = [name for name in (settings.name, settings.fallback) if name is not None]
    limiter = InMemoryRateLimiter(
        requests_per_second=settings.per_minute / 60,
        check_every_n_seconds=0.05,
        # A team asks in bursts.
        max_bucket_size=max(1, settings.per_minute / 6),
    )
    # It begins empty, and the first question would wait for nothing.
    limiter.available_tokens = limiter.max_bucket_size
    chats = [_chat(name, settings, limiter) for name in names]
    limits = Limits(settings.seconds, settings.retries)
    return (
        GenerativeAnswerer(chats, limits, price, _key),
        ModelRewriter(chats, limits, price, _key),
    )


def prepare(name: str, model: BaseChatModel, *, as_json: bool) -> Chat:
    """``model`` under its name, bound to the draft's schema where it is to write JSON."""
    if not as_json:
        return Chat(name, model, model, as_json=False)
    provider = name.partition(":")[0]
    if provider in _OPENAI:
        schema = {"name": "draft", "strict": True, "schema": SCHEMA}
        bound = model.bind(response_format={"type": "json_schema", "json_schema": schema})
    elif provider == "ollama":
        bound = model.bind(format=SCHEMA)
    else:
        raise ModelError(
            f"{provider} is not known to write JSON by a schema: set FOOTNOTE_MODEL_FORMAT=text."
        )
    return Chat(name, model, bound, as_json=True)


def _chat(name: str, settings: ModelSettings, limiter: BaseRateLimiter) -> Chat:
    provider = name.partition(":")[0]
    # Servers that only resemble OpenAI's do not all know schemas.
    own = provider in _OPENAI and settings.base_url is None
    as_json = settings.format == "json" or (
        settings.format == "auto" and (own or provider == "ollama")
    )
    return prepare(name, _model(name, provider, settings, limiter), as_json=as_json)


def _model(
    name: str, provider: str, settings: ModelSettings, limiter: BaseRateLimiter
) -> BaseChatModel:
    variable = f"{provider.upper()}_API_KEY"
    missing = ModelError(
        f"The chat model {name} cannot be started: set {variable} in .env, and check the name in "
        "FOOTNOTE_MODEL."
    )
    try:
        model: BaseChatModel = init_chat_model(
            name, rate_limiter=limiter, **_options(provider, settings)
        )
    except ImportError as error:
        package = f"-e '.[{provider}]'" if provider in _EXTRAS else f"langchain-{provider}"
        raise ModelError(
            f"{name} needs a package that is not installed: run "
            f"`.venv/bin/python -m pip install {package}` in Footnote's folder."
        ) from error
    except Exception:
        # The provider's own words may hold the key.
        if not os.environ.get(variable):
            raise missing from None
        raise ModelError(
            f"The chat model {name} cannot be started: check what {variable} is set to, and the "
            "name in FOOTNOTE_MODEL."
        ) from None
    if provider in _KEYED and not (settings.base_url or os.environ.get(variable)):
        raise missing
    return model


def _options(provider: str, settings: ModelSettings) -> dict[str, Any]:
    """What `init_chat_model` passes on. Tries and waits are ours, so clients do none."""
    base = {"base_url": str(settings.base_url)} if settings.base_url else {}
    if provider == "ollama":
        timeout = {"timeout": settings.seconds}
        return {**base, "num_predict": settings.output_tokens, "client_kwargs": timeout}
    options = {
        **base,
        "timeout": settings.seconds,
        "max_retries": 0,
        "max_tokens": settings.output_tokens,
    }
    if provider in _OPENAI:
        # Its own limit of the wait for a chunk is shorter than a slow local server needs.
        options["stream_chunk_timeout"] = None
    if provider == "openai":
        # Left out by default where the address is not OpenAI's.
        options["stream_usage"] = True
        if base and not os.environ.get("OPENAI_API_KEY"):
            # A local server needs none, but the client does.
            options["api_key"] = "none"
    return options


def _key() -> str:
    return secrets.token_hex(_KEY_BYTES)
