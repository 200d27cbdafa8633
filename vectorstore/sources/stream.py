"""The bytes of one input: unzipped, looked at, then handed out by line or as a whole."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from vectorstore.errors import SourceError

LINE_LIMIT = 1 << 20
WHOLE_LIMIT = 256 << 20
_HEAD = 1 << 20
_CHUNK = 1 << 16
_BOM = b"\xef\xbb\xbf"


class InputBrokenError(Exception):
    """The input broke off. ``rest`` is what came after the last complete line."""

    def __init__(self, reason: str, rest: bytes = b"") -> None:
        super().__init__(reason)
        self.rest = rest


class Input:
    """One input, read once. ``head`` is its first megabyte, ``complete`` whether that is all."""

    def __init__(self, origin: str, stream: BinaryIO) -> None:
        self.origin = origin
        self._chunks = _chunks(stream)
        self._broken: InputBrokenError | None = None
        self.head = b""
        self.complete = False
        try:
            while len(self.head) < _HEAD:
                self.head += next(self._chunks)
        except StopIteration:
            self.complete = True
        except InputBrokenError as error:
            self._broken = error
        self.head = self.head.removeprefix(_BOM)

    def lines(self) -> Iterator[bytes]:
        """Every line, without its end; of a longer one only the first LINE_LIMIT + 1 bytes.

        Raises InputBrokenError after the last complete line of an input that breaks off.
        """
        pending = b""
        try:
            for chunk in self._all():
                *complete, pending = (pending + chunk).split(b"\n")
                for line in complete:
                    yield line[: LINE_LIMIT + 1]
                pending = pending[: LINE_LIMIT + 1]
        except InputBrokenError as error:
            raise InputBrokenError(str(error), pending) from error
        if pending:
            yield pending

    def text(self) -> str:
        """All of it. Raises SourceError when it breaks off, is too large or is not UTF-8."""
        parts, size = [], 0
        try:
            for chunk in self._all():
                parts.append(chunk)
                size += len(chunk)
                if size > WHOLE_LIMIT:
                    raise SourceError(
                        f"{self.origin} is larger than {WHOLE_LIMIT >> 20} MB: "
                        "give it as JSONL, one paper a line."
                    )
        except InputBrokenError as error:
            raise SourceError(f"{self.origin} {error}: fetch or copy the file again.") from error
        try:
            return b"".join(parts).decode()
        except UnicodeDecodeError as error:
            raise SourceError(
                f"{self.origin} is not UTF-8 text (byte {error.start}): save it as UTF-8."
            ) from error

    def _all(self) -> Iterator[bytes]:
        yield self.head
        if self._broken:
            raise self._broken
        yield from self._chunks


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    try:
        first = stream.read(_CHUNK)
        if first.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=_Replayed(first, stream), mode="rb") as unzipped:
                while chunk := unzipped.read1(_CHUNK):
                    yield chunk
            return
        while first:
            yield first
            first = stream.read(_CHUNK)
    except EOFError as error:
        raise InputBrokenError("breaks off: its gzip stream is cut short") from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise InputBrokenError("is damaged: its gzip stream does not unpack") from error
    except OSError as error:
        raise InputBrokenError(f"could not be read to its end ({error.strerror})") from error


class _Replayed(io.RawIOBase):
    """A stream with the bytes already taken from it put back in front."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first = first
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._first:
            part, self._first = self._first[:size], self._first[size:]
            return part
        return self._stream.read(size)
