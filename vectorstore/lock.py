"""One writer at a time on one index folder, across processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import CorpusError, WriterBusyError

FILE = "writer.lock"
BUSY = "Another process is writing to this index"


@contextmanager
def writer_lock(index_dir: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of ``index_dir``; a killed process lets go of it by itself.

    Raises WriterBusyError when another process still holds it after ``patience`` seconds,
    CorpusError when the folder cannot be written.
    """
    path = index_dir / FILE
    lock = FileLock(path)
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise WriterBusyError(
            f"{BUSY} (it holds {path}): wait until it has finished, or stop it, and run this again."
        ) from error
    except OSError as error:
        raise CorpusError(
            f"The index folder {index_dir} cannot be written ({error.strerror}): make it "
            "writable, or choose another one with --index."
        ) from error
    try:
        yield
    finally:
        lock.release()
