"""Sizes and checksums of a finished build's files.

A damaged file can crash Chroma's native code, so it is compared with its seal before Chroma sees
it: a sample of it on every opening, all of it by the doctor.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Chroma writes to its SQLite file when it opens it, and checks it by itself.
_UNSEALED = ("chroma.sqlite3", ".lock", "identity.json")
_BLOCK = 4096
_SAMPLES = 64


@dataclass(frozen=True, slots=True)
class Seal:
    """``sample`` and ``whole`` are BLAKE2b digests (hex)."""

    size: int
    sample: str
    whole: str


def seal(folder: Path) -> dict[str, Seal]:
    """The seals of the files under ``folder``, by relative path. Raises OSError."""
    return {
        str(path.relative_to(folder)): Seal(path.stat().st_size, _sample(path), _whole(path))
        for path in files(folder)
        if not any(part in path.name for part in _UNSEALED)
    }


def broken(folder: Path, seals: Mapping[str, Seal], *, thorough: bool = False) -> list[str]:
    """The files that are missing or not as they were sealed."""
    return [
        name for name, expected in seals.items() if not _intact(folder / name, expected, thorough)
    ]


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _intact(path: Path, expected: Seal, thorough: bool) -> bool:
    try:
        return path.stat().st_size == expected.size and (
            _whole(path) == expected.whole if thorough else _sample(path) == expected.sample
        )
    except OSError:
        return False


def _whole(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, _digest).hexdigest()


def _sample(path: Path) -> str:
    """The digest of evenly spaced blocks, the first and the last among them."""
    digest = _digest()
    with path.open("rb") as file:
        last = max(file.seek(0, os.SEEK_END) - _BLOCK, 0)
        for place in sorted({last * n // (_SAMPLES - 1) for n in range(_SAMPLES)}):
            file.seek(place)
            digest.update(file.read(_BLOCK))
    return digest.hexdigest()


def _digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)
