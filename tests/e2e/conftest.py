"""The command line as people and scripts use it: a process, its streams and its exit code."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 300
_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 24, 1, 2


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines: nothing else may be there."""
        return [json.loads(line) for line in self.out.splitlines()]

    def said(self) -> str:
        """Standard error, which must be sentences."""
        assert "Traceback" not in self.err
        return self.err


class CommandLine:
    """Runs ``footnote`` in ``folder`` with a home of its own and no network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(parents=True)

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent / "offline"), str(ROOT)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            **(more or {}),
        }

    def run(
        self,
        *arguments: str | Path,
        stdin: str | bytes = b"",
        prefix: Sequence[str] = (),
        prepare: Callable[[], None] | None = None,
        stdout: int = subprocess.PIPE,
        environment: Mapping[str, str] | None = None,
    ) -> Ran:
        done = subprocess.run(
            self.command(*arguments, prefix=prefix),
            cwd=self.folder,
            env=self.environment(environment),
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            preexec_fn=prepare,
            check=False,
        )
        return Ran(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())

    def take_in(self, records: Sequence[Mapping[str, object]]) -> None:
        """Put papers into the folder's index."""
        papers = self.folder / "papers.jsonl"
        papers.write_text("\n".join(map(json.dumps, records)))
        ran = self.run("ingest", papers)
        assert ran.code == 0, ran.err

    def start(
        self, *arguments: str | Path, prefix: Sequence[str] = (), **streams: Any
    ) -> subprocess.Popen[bytes]:
        command = self.command(*arguments, prefix=prefix)
        return subprocess.Popen(command, cwd=self.folder, env=self.environment(), **streams)

    def command(self, *arguments: str | Path, prefix: Sequence[str] = ()) -> list[str]:
        return [*prefix, sys.executable, "-m", "bot", *map(str, arguments)]


@pytest.fixture
def footnote(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "work")


@dataclass(frozen=True)
class FirstQuestions:
    """Two first questions that were asked at once, and what the commands left behind."""

    line: CommandLine
    ran: tuple[Ran, Ran]


QUESTION = "which heads do long-context models use to find facts?"


@pytest.fixture(scope="session")
def first_questions(tmp_path_factory: pytest.TempPathFactory) -> FirstQuestions:
    line = CommandLine(tmp_path_factory.mktemp("newcomer"))
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [line.start("ask", QUESTION, prefix=_without_network(), **streams) for _ in range(2)]
    first, second = (_finish(process) for process in both)
    return FirstQuestions(line, (first, second))


@pytest.fixture(scope="session")
def sample(first_questions: FirstQuestions) -> Path:
    """An index of the sample papers. Shared: copy it before changing anything in it."""
    return first_questions.line.folder / ".footnote" / "index"


@pytest.fixture
def index(sample: Path, tmp_path: Path) -> Path:
    """An index of the sample papers for one test alone."""
    return Path(shutil.copytree(sample, tmp_path / "index"))


def without_root_powers() -> None:
    """In the child: let permissions count, also for root."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for power in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            libc.prctl(_PR_CAPBSET_DROP, power, 0, 0, 0)


def _finish(process: subprocess.Popen[bytes]) -> Ran:
    out, err = process.communicate(timeout=SECONDS)
    return Ran(process.returncode, out.decode(), err.decode())


def _without_network() -> list[str]:
    """A prefix that takes the network away below Python too, where this machine can."""
    prefix = ["unshare", "-rn"]
    if shutil.which(prefix[0]) is None:
        return []
    works = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if works else []
