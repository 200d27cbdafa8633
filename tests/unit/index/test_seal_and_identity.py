"""Seals notice damage; identities notice another model."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vectorstore.corpus.reader import State
from vectorstore.errors import IndexDamagedError, IndexMismatchError
from vectorstore.index.identity import FILE, Identity, Manifest
from vectorstore.index.seal import broken, seal


@given(content=st.binary(min_size=1, max_size=300), data=st.data())
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_of_a_small_file_breaks_its_seal(
    tmp_path: Path, content: bytes, data: st.DataObject
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    seals = seal(tmp_path)
    assert broken(tmp_path, seals) == broken(tmp_path, seals, thorough=True) == []
    place = data.draw(st.integers(0, len(content) - 1))
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    assert broken(tmp_path, seals) == broken(tmp_path, seals, thorough=True) == ["a.bin"]


def test_a_large_file_is_sampled_and_read_whole_by_the_doctor(tmp_path: Path) -> None:
    path = tmp_path / "part" / "big.bin"
    path.parent.mkdir()
    content = bytearray(2_000_000)
    path.write_bytes(content)
    seals = seal(tmp_path)
    content[5_000] = 1  # between two sampled blocks
    path.write_bytes(content)
    assert broken(tmp_path, seals) == []
    assert broken(tmp_path, seals, thorough=True) == ["part/big.bin"]
    content[:] = b"\x01" * len(content)
    path.write_bytes(content)
    assert broken(tmp_path, seals) == ["part/big.bin"]


def test_a_missing_or_shorter_file_breaks_its_seal(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"abc")
    seals = seal(tmp_path)
    path.write_bytes(b"ab")
    assert broken(tmp_path, seals) == ["a.bin"]
    path.unlink()
    assert broken(tmp_path, seals) == ["a.bin"]


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"abc")
    manifest = Manifest(Identity("model", 8), State("corpus", 3), 2, seal(tmp_path))
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"identity": {}}', "\udcff"])
def test_a_damaged_manifest_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(IndexDamagedError, match="footnote reindex"):
        Manifest.read(tmp_path)


def test_a_mismatch_names_what_differs_and_the_command() -> None:
    here = Identity("new", 384)
    here.require(Identity("new", 384))
    with pytest.raises(IndexMismatchError, match=r"embedder 'old'.*dimension 8.*footnote reindex"):
        here.require(Identity("old", 8))
    with pytest.raises(IndexMismatchError, match="schema 0"):
        here.require(Identity("new", 384, schema=0))
