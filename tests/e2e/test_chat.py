"""A conversation in the terminal, on a terminal and through a pipe."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

from tests.e2e.conftest import CommandLine


def test_a_conversation_through_a_pipe(footnote: CommandLine, sample: Path) -> None:
    lines = "whats the facetalk paper about?\n\nhow did they get training data?\n \n/quit\nmore\n"

    ran = footnote.run("chat", "--index", sample, stdin=lines)

    assert ran.code == 0, ran.err
    assert ran.out.count("Sources") == 2
    assert ran.out.count("    https://huggingface.co/papers?q=FaceTalk") == 2
    assert "45 papers" in ran.said()
    assert ran.err.count("/quit leaves") == 3


def test_ctrl_c_leaves_without_a_traceback(footnote: CommandLine, sample: Path) -> None:
    # Whoever runs the tests in the background ignores it, and so would the command.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    ours, theirs = pty.openpty()
    process = footnote.start(
        *("chat", "--index", sample), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    try:
        _wait_for(ours, b"> ")
        os.write(ours, b"which heads find facts?\n")
        assert b"Sources" in _wait_for(ours, b"\n> ")
        process.send_signal(signal.SIGINT)
        # A signal that comes between the prompt and the wait for a key is seen with the next key.
        os.write(ours, b"\n")
        last = _wait_for(ours, b"Good-bye.")
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        signal.signal(signal.SIGINT, before)
    assert b"Traceback" not in last


def _wait_for(terminal: int, text: bytes, seconds: float = 120) -> bytes:
    """What the terminal shows until ``text`` is there."""
    shown, end = b"", time.monotonic() + seconds
    while text not in shown:
        ready, _, _ = select.select([terminal], [], [], max(end - time.monotonic(), 0))
        assert ready, f"no {text!r} in {shown!r}"
        shown += os.read(terminal, 4096).replace(b"\r\n", b"\n")
    return shown


def test_a_conversation_ends_with_the_input(footnote: CommandLine, sample: Path) -> None:
    process = footnote.start("chat", "--index", sample, stdin=subprocess.DEVNULL)
    assert process.wait(120) == 0
