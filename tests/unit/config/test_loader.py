from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from config.errors import SettingsError
from config.keys import KEYS
from config.loader import apply_provider_keys, load_settings
from config.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
HIDDEN = "MTk4NjIy.Cl2FMQ.zq9-hush"


def problems(environ: dict[str, str], env_file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, env_file)
    return caught.value.problems


def test_nothing_given_means_the_defaults(tmp_path: Path) -> None:
    settings = load_settings({"HOME": "/x"}, tmp_path / ".env")
    assert settings == Settings()
    assert settings.index.dir == Path(".footnote/index")
    assert settings.embeddings.model == "packaged"
    assert settings.discord.token is None
    assert settings.secrets == ()


def test_every_key_reaches_its_place() -> None:
    given = {
        "FOOTNOTE_INDEX_DIR": "/a",
        "FOOTNOTE_EMBEDDINGS": "ollama:nomic-embed-text",
        "FOOTNOTE_EMBEDDINGS_FILE": "/b.onnx",
        "FOOTNOTE_STATE_DIR": "/c",
        "FOOTNOTE_LOG_LEVEL": "INFO",
        "FOOTNOTE_DISCORD_TOKEN": HIDDEN,
        "FOOTNOTE_DISCORD_MESSAGE_CONTENT": "true",
        "FOOTNOTE_DISCORD_API_BASE": "http://127.0.0.1:1/api",
        "FOOTNOTE_DISCORD_GATEWAY_URL": "ws://127.0.0.1:1/",
        "FOOTNOTE_STATE_RETENTION_DAYS": "7",
        "FOOTNOTE_LIMITS_QUESTION_CHARS": "500",
        "FOOTNOTE_LIMITS_AT_ONCE": "2",
        "FOOTNOTE_LIMITS_WAITING": "20",
        "FOOTNOTE_LIMITS_PER_PERSON": "5",
        "FOOTNOTE_LIMITS_PER_SERVER": "50",
        "FOOTNOTE_LIMITS_CLOSING_SECONDS": "1",
        "FOOTNOTE_ARXIV_API": "http://127.0.0.1:1/query",
        "FOOTNOTE_MODEL": "openai:gpt-4.1-mini",
        "FOOTNOTE_MODEL_FALLBACK": "ollama:llama3.1",
        "FOOTNOTE_MODEL_BASE_URL": "http://127.0.0.1:1/v1",
        "FOOTNOTE_MODEL_SECONDS": "5",
        "FOOTNOTE_MODEL_RETRIES": "1",
        "FOOTNOTE_MODEL_PER_MINUTE": "10",
        "FOOTNOTE_MODEL_OUTPUT_TOKENS": "500",
        "FOOTNOTE_MODEL_FORMAT": "text",
        "FOOTNOTE_COST_PRICES": "/prices.toml",
        "FOOTNOTE_COST_PER_DAY": "5",
        "FOOTNOTE_COST_PER_PERSON": "0.5",
        "FOOTNOTE_COST_PER_SERVER": "2",
        "FOOTNOTE_FEED_API": "http://127.0.0.1:1",
        "FOOTNOTE_FEED_EVERY_MINUTES": "0",
        "FOOTNOTE_MAIL_HOST": "127.0.0.1",
        "FOOTNOTE_MAIL_PORT": "25",
        "FOOTNOTE_MAIL_SECURITY": "none",
        "FOOTNOTE_MAIL_USER": "bot",
        "FOOTNOTE_MAIL_PASSWORD": "mail-password",
        "FOOTNOTE_MAIL_FROM": "footnote@example.org",
        "FOOTNOTE_WEB_HOST": "::1",
        "FOOTNOTE_WEB_PORT": "8080",
        "FOOTNOTE_WEB_URL": "https://example.org/footnote",
        "FOOTNOTE_ZONE": "Europe/Berlin",
    }
    assert given.keys() == KEYS.keys()
    settings = load_settings(given, None)
    for section in Settings.model_fields:
        for field, info in type(getattr(settings, section)).model_fields.items():
            assert getattr(getattr(settings, section), field) != info.default, (section, field)
    assert settings.discord.token
    assert settings.discord.token.get_secret_value() == HIDDEN
    assert settings.secrets == (HIDDEN, "mail-password")


def test_the_environment_wins_over_the_file_and_empty_means_unset(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# note\nexport FOOTNOTE_INDEX_DIR='/file'\nFOOTNOTE_STATE_DIR=/file\n")
    environ = {"FOOTNOTE_INDEX_DIR": "/environ", "FOOTNOTE_STATE_DIR": "  "}
    settings = load_settings(environ, file)
    assert settings.index.dir == Path("/environ")
    assert settings.state.dir == Path("/file")


def test_a_home_folder_is_expanded() -> None:
    assert load_settings({"FOOTNOTE_INDEX_DIR": "~/x"}, None).index.dir == Path("~/x").expanduser()


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("FOOTNOTE_LOG_LEVEL=loud\nFOOTNOTE_INDX_DIR=/x\nOPENAI_API_KEY=k\n")
    environ = {
        "FOOTNOTE_LIMITS_QUESTION_CHARS": "99",
        "FOOTNOTE_DISCORD_MESSAGE_CONTENT": "maybe",
        "FOOTNOTE_EMBEDDINGS": "best",
        "FOOTNOTE_ZZZ": "1",
        "footnote_state_dir": "1",
    }
    assert problems(environ, file) == (
        "FOOTNOTE_INDX_DIR is not a setting: did you mean FOOTNOTE_INDEX_DIR?",
        "FOOTNOTE_ZZZ is not a setting: remove it, or see .env.example for the names.",
        "footnote_state_dir is not a setting: did you mean FOOTNOTE_STATE_DIR?",
        "FOOTNOTE_DISCORD_MESSAGE_CONTENT must be true or false.",
        "FOOTNOTE_EMBEDDINGS must be 'packaged', or a LangChain provider and model such as "
        "openai:text-embedding-3-small.",
        "FOOTNOTE_LIMITS_QUESTION_CHARS must be a whole number from 100 to 10000.",
        "FOOTNOTE_LOG_LEVEL must be debug, info, warning or error.",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOOTNOTE_INDEX_DIR", "a\0b"),
        ("FOOTNOTE_INDEX_DIR", "~nobody-of-this-name/x"),
        ("FOOTNOTE_LIMITS_QUESTION_CHARS", "10001"),
        ("FOOTNOTE_LIMITS_QUESTION_CHARS", "many"),
        ("FOOTNOTE_EMBEDDINGS", "openai:"),
        ("FOOTNOTE_DISCORD_TOKEN", "Bot abc"),
        ("FOOTNOTE_DISCORD_TOKEN", "abc\ndef"),
        ("FOOTNOTE_DISCORD_API_BASE", "ftp://x"),
        ("FOOTNOTE_DISCORD_GATEWAY_URL", "http://x"),
    ],
)
def test_a_bad_value_is_reported_by_name(name: str, value: str) -> None:
    assert problems({name: value}) == (f"{name} must be {KEYS[name].allowed}.",)


@pytest.mark.parametrize(
    "line",
    [
        f"FOOTNOTE_DISCORD_TOKEN={HIDDEN} and more",
        f"FOOTNOTE_DISCORD_TOKEN: {HIDDEN}",
        f"FOOTNOTE_DISCORD_TOKEN:{HIDDEN}==",
        f"FOOTNOTE_DISCORD_TOKEN '{HIDDEN}'",
        f"FOOTNOTE_DISCORD_TOKEN='{HIDDEN}",
        f"FOOTNOTE_DISCORD_TOKN={HIDDEN}",
        f"FOOTNOTE_LIMITS_QUESTION_CHARS={HIDDEN}",
        f"FOOTNOTE_EMBEDDINGS={HIDDEN}",
    ],
)
def test_no_part_of_a_secret_is_shown(line: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(line + "\n")
    with pytest.raises(SettingsError) as caught:
        load_settings({}, file)
    assert caught.value.__context__ is None
    for fragment in HIDDEN.replace("-", ".").split("."):
        assert fragment not in str(caught.value)


def test_settings_do_not_show_the_token() -> None:
    settings = load_settings({"FOOTNOTE_DISCORD_TOKEN": HIDDEN}, None)
    assert HIDDEN not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_settings_are_frozen_and_bounded() -> None:
    with pytest.raises(ValidationError):
        Settings().index.dir = Path("/x")
    with pytest.raises(ValidationError, match="forbidden"):
        Settings(colour="red")  # type: ignore[call-arg]


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("FOOTNOTE_LOG_LEVEL=info\nFOOTNOTE_INDEX_DIR\nFOOTNOTE_STATE_DIR='x\n")
    assert problems({}, file) == (
        f"{file}, line 2, has no =: write NAME=value.",
        f"{file}, line 3, cannot be read: write NAME=value.",
    )


def test_a_file_that_is_not_utf8_gets_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"FOOTNOTE_INDEX_DIR=\xff\xfe")
    assert problems({"FOOTNOTE_LOG_LEVEL": "x"}, file) == (
        f"{file} is not UTF-8 text: save it as UTF-8.",
        "FOOTNOTE_LOG_LEVEL must be debug, info, warning or error.",
    )


def test_a_file_that_cannot_be_opened_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    (problem,) = problems({}, tmp_path / ".env")
    assert problem.startswith(f"{tmp_path / '.env'} cannot be read (")


@settings(deadline=None)
@given(st.sampled_from(sorted(KEYS)), st.text().filter(str.strip))
def test_no_value_does_more_than_a_settings_error(name: str, value: str) -> None:
    try:
        load_settings({name: value}, None)
    except SettingsError as error:
        assert error.problems == (f"{name} must be {KEYS[name].allowed}.",)  # noqa: PT017


def test_provider_keys_are_put_where_providers_look(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OPENAI_API_KEY=file\nOTHER=file\nEMPTY=\nFOOTNOTE_INDEX_DIR=/x\n")
    environ = {"OTHER": "environ"}
    apply_provider_keys(environ, file)
    assert environ == {"OPENAI_API_KEY": "file", "OTHER": "environ"}


def test_the_example_names_exactly_the_documented_keys_with_their_defaults() -> None:
    example = ROOT / ".env.example"
    lines = [line for line in example.read_text().splitlines() if line and line[0] != "#"]
    assert [line.split("=")[0] for line in lines] == [n for n, k in KEYS.items() if k.documented]
    assert load_settings({}, example) == Settings()


@pytest.mark.parametrize("module", ["config.errors", "config.keys", "config.log"])
def test_what_start_up_imports_is_light(module: str) -> None:
    code = f"import sys, {module}; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
