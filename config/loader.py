"""Environment and .env → `Settings`; every problem is reported at once, by name, without values."""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path

from dotenv.parser import parse_stream
from pydantic import ValidationError

from config.errors import SettingsError
from config.keys import KEYS, PREFIX
from config.settings import Settings


def load_settings(environ: Mapping[str, str], env_file: Path | None) -> Settings:
    """The settings of ``environ``, then of ``env_file`` (which need not exist), then defaults.

    An empty value counts as unset. Raises SettingsError.
    """
    from_file, problems = _read_env_file(env_file)
    given = {**from_file, **{name: value for name, value in environ.items() if value.strip()}}
    ours = {name: value for name, value in given.items() if name.upper().startswith(PREFIX)}
    problems += [_unknown(name) for name in sorted(ours.keys() - KEYS.keys())]

    sections: dict[str, dict[str, str]] = {}
    for name, key in KEYS.items():
        if name in ours:
            sections.setdefault(key.section, {})[key.field] = ours[name].strip()
    try:
        settings = Settings.model_validate(sections)
    except ValidationError as error:
        problems += list(_bad_values(error))
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def apply_provider_keys(environ: MutableMapping[str, str], env_file: Path | None) -> None:
    """Put what is not ours in ``env_file`` (such as OPENAI_API_KEY) where providers look for it.

    What ``environ`` has already wins. Call after `load_settings`, which reports a bad file.
    """
    from_file, _ = _read_env_file(env_file)
    for name, value in from_file.items():
        if not name.upper().startswith(PREFIX):
            environ.setdefault(name, value)


def _read_env_file(env_file: Path | None) -> tuple[dict[str, str], list[str]]:
    """Its names with values, and what is wrong with it."""
    try:
        if env_file is None or not env_file.exists():
            return {}, []
        text = env_file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return {}, [f"{env_file} is not UTF-8 text: save it as UTF-8."]
    except OSError as error:
        return {}, [f"{env_file} cannot be read ({error.strerror}): check its permissions."]
    values, problems = {}, []
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            problems.append(
                f"{env_file}, line {binding.original.line}, cannot be read: write NAME=value."
            )
        elif binding.key and binding.value is None:
            problems.append(
                f"{env_file}, line {binding.original.line}, has no =: write NAME=value."
            )
        elif binding.key and binding.value and binding.value.strip():
            values[binding.key] = binding.value
    return values, problems


def _unknown(name: str) -> str:
    documented = {key.removeprefix(PREFIX): key for key in KEYS if KEYS[key].documented}
    near = difflib.get_close_matches(name.upper().removeprefix(PREFIX), documented, n=1)
    hint = (
        f"did you mean {documented[near[0]]}?"
        if near
        else "remove it, or see .env.example for the names."
    )
    # NAME:value=… makes a part of the value look like the name.
    written = re.match(r"\w*", name, re.ASCII)
    shown = written[0] if written and written[0] == name else f"{PREFIX}…"
    return f"{shown} is not a setting: {hint}"


def _bad_values(error: ValidationError) -> Iterator[str]:
    places = {(key.section, key.field): name for name, key in KEYS.items()}
    names = {places[str(problem["loc"][0]), str(problem["loc"][1])] for problem in error.errors()}
    for name in sorted(names):
        yield f"{name} must be {KEYS[name].allowed}."
