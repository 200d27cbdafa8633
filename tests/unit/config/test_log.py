from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from config.log import configure_logging


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_lines_go_to_standard_error_from_the_level_on(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("warning")
    logging.getLogger("some.module").info("quiet")
    logging.getLogger("some.module").warning("loud %s", "and clear")
    out, err = capsys.readouterr()
    assert out == ""
    assert "quiet" not in err
    assert err.endswith("WARNING some.module: loud and clear\n")


def test_no_line_shows_a_secret(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug", ["tok", "token-123", ""])
    try:
        raise ValueError("refused token-123")
    except ValueError:
        logging.getLogger("x").exception("sent %s", {"authorization": "Bot token-123"})
    err = capsys.readouterr().err
    assert "tok" not in err
    assert "-123" not in err
    assert err.count("[secret]") >= 2


def test_configuring_again_replaces(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug")
    configure_logging("error")
    logging.getLogger("x").error("once")
    assert capsys.readouterr().err.count("once") == 1
