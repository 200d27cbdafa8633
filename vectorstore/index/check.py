"""The doctor's look at an index folder. Run as a program, it opens the current build and prints
what is wrong with it as a JSON list: a damaged Chroma can crash or hang the process it is in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from vectorstore.corpus import database
from vectorstore.corpus.reader import Corpus
from vectorstore.errors import CorpusError, IndexDamagedError, IndexMismatchError
from vectorstore.index import switch
from vectorstore.index.identity import Identity, Manifest
from vectorstore.index.seal import broken
from vectorstore.index.verify import problems
from vectorstore.lock import writer_lock

SECONDS = 120.0
_REINDEX = "run `footnote reindex`; no paper is embedded again"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``fix`` says what to do; ``damaged`` that the current build
    should be set aside."""

    ok: bool
    what: str
    fix: str = ""
    damaged: bool = False


def check_index(index_dir: Path, identity: Identity, seconds: float = SECONDS) -> list[Finding]:
    """Look at papers and index; never raises for what is wrong with them.

    ``seconds`` bounds how long the current build may take to answer, in a process of its own.
    """
    try:
        if wrong := database.check(index_dir / database.FILE):
            return [
                Finding(
                    False,
                    f"The papers are damaged ({wrong}).",
                    f"put a backup in the place of {index_dir / database.FILE}",
                )
            ]
        with Corpus.open(index_dir) as corpus:
            return [*_papers(corpus, identity), *_build(index_dir, corpus, identity, seconds)]
    except CorpusError as error:
        what, _, fix = str(error).partition(": ")
        return [Finding(False, f"{what}.", fix.rstrip("."))]


def set_aside(index_dir: Path, now: datetime) -> Path | None:
    """Quarantine the current build; searches go on without it. None when there is none.

    Raises WriterBusyError, CorpusError.
    """
    with writer_lock(index_dir):
        return switch.quarantine(index_dir, now)


def _papers(corpus: Corpus, identity: Identity) -> Iterator[Finding]:
    count = corpus.count()
    missing = count - corpus.count(identity.embedder)
    yield Finding(True, f"{count} papers are stored in {corpus.path}.")
    if missing:
        yield Finding(
            False,
            f"{missing} of them have no vectors of the embedding model {identity.embedder}.",
            "run `footnote reindex` to embed them",
        )


def _build(
    index_dir: Path, corpus: Corpus, identity: Identity, seconds: float
) -> Iterator[Finding]:
    build = switch.current(index_dir)
    if build is None or not build.exists():
        if corpus.count():
            yield Finding(False, "There is no search index: searches are slower.", _REINDEX)
        return
    try:
        manifest = Manifest.read(build)
        identity.require(manifest.identity)
    except IndexDamagedError as error:
        yield Finding(False, f"{error}", _REINDEX, damaged=True)
        return
    except IndexMismatchError as error:
        yield Finding(False, f"{error}", "run `footnote reindex`")
        return
    if manifest.corpus != corpus.state():
        yield Finding(
            False,
            "The last run was interrupted: the search index does not have all papers.",
            f"{_REINDEX}, or ingest again",
        )
    elif wrong := broken(build, manifest.files, thorough=True) or _opened(
        index_dir, identity, seconds
    ):
        yield Finding(False, f"The search index is damaged: {wrong[0]}.", _REINDEX, damaged=True)
    else:
        yield Finding(True, f"The search index {build.name} holds {manifest.count} papers.")


def _opened(index_dir: Path, identity: Identity, seconds: float) -> list[str]:
    """What opening the build in another process shows to be wrong."""
    arguments = [str(index_dir.absolute()), json.dumps(asdict(identity))]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, on our own arguments
            [sys.executable, "-m", "vectorstore.index.check", *arguments],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [f"it did not answer within {seconds:.0f} seconds"]
    if done.returncode < 0:
        return [f"opening it crashes (signal {-done.returncode})"]
    if done.returncode:
        return [(done.stderr.strip().splitlines() or ["opening it fails"])[-1]]
    return [str(item) for item in json.loads(done.stdout)]


def main(index_dir: Path, identity: Identity) -> None:
    build = switch.current(index_dir)
    with Corpus.open(index_dir) as corpus:
        wrong = ["it is gone"] if build is None else problems(build, corpus, identity)
    sys.stdout.write(json.dumps(wrong))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Identity(**json.loads(sys.argv[2])))
