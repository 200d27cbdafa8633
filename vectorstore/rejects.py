"""Where records that could not be taken in are kept, with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Self

from vectorstore.errors import CorpusError
from vectorstore.sources.checks import Reject


class RejectsFile:
    """One run's rejects as JSON lines; the file exists from the first reject on.

    Raises CorpusError when it cannot be written.
    """

    def __init__(self, index_dir: Path, now: Callable[[], datetime]) -> None:
        self.path = index_dir / "rejects" / f"{now():%Y%m%dT%H%M%S%f}.jsonl"
        self.count = 0
        self._file: IO[str] | None = None

    def add(self, reject: Reject) -> None:
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("a", encoding="utf-8")
            self._file.write(json.dumps(asdict(reject), ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise CorpusError(
                f"The rejected records cannot be written to {self.path} ({error.strerror}): free "
                "some space or make the folder writable, and run the same command again."
            ) from error
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
