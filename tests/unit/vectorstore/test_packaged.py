"""The packaged model: what is loaded is what we know, and its vectors are the same every time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from vectorstore import minilm, packaged
from vectorstore.embeddings import PaperText
from vectorstore.errors import EmbeddingError
from vectorstore.minilm import model_file, verified
from vectorstore.packaged import PackagedEmbedder
from vectorstore.sentences import split

ROOT = Path(__file__).parents[3]
ABSTRACTS = (
    "Spiking networks are frugal.",
    "Heads that retrieve facts are rare. Masking them makes a model hallucinate, while masking "
    "random heads does not. They are universal: every model that we looked at has them.",
    "",
    "注意はすべてではない。 Größe zählt \U0001f9e0. " + "A very long sentence goes on and on " * 60,
)


@pytest.fixture(scope="module")
def embedder() -> PackagedEmbedder:
    return PackagedEmbedder()


def texts() -> list[PaperText]:
    return [PaperText(f"Paper {n}", text, split(text)) for n, text in enumerate(ABSTRACTS)]


def test_the_installed_model_is_the_known_one() -> None:
    assert verified(model_file())


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    altered = tmp_path / "model.onnx"
    content = bytearray(model_file().read_bytes())
    content[len(content) // 2] ^= 1
    altered.write_bytes(content)
    with pytest.raises(EmbeddingError, match=r"is not the file we know .*`make install`") as caught:
        PackagedEmbedder(altered)
    assert str(altered) in str(caught.value)
    assert minilm.SHA256 in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs.github.com/spec/v1\n"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(content)
    with pytest.raises(EmbeddingError, match="is not the file we know"):
        PackagedEmbedder(file)


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_a_model_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    with pytest.raises(
        EmbeddingError, match=r"cannot be read \(.+\): run `make install`"
    ) as caught:
        PackagedEmbedder(path)
    assert str(path) in str(caught.value)
    assert "FOOTNOTE_EMBEDDINGS_FILE" in str(caught.value)


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_model_package")
    with pytest.raises(EmbeddingError, match="no-such-model-package is not installed: run `make"):
        PackagedEmbedder()


def test_another_copy_of_the_model_serves(tmp_path: Path, embedder: PackagedEmbedder) -> None:
    copy = Path(shutil.copy(model_file(), tmp_path / "copy.onnx"))
    assert np.array_equal(PackagedEmbedder(copy).query("heads"), embedder.query("heads"))


def test_one_text_has_one_vector(embedder: PackagedEmbedder) -> None:
    question = "which heads retrieve facts?"
    first = embedder.query(question)
    assert first.shape == (embedder.dimension,)
    assert first.dtype == np.float32
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    embedder._cached.cache_clear()
    assert np.array_equal(embedder.query(question), first)


def test_a_vector_cannot_be_changed_for_those_who_ask_next(embedder: PackagedEmbedder) -> None:
    with pytest.raises(ValueError, match="read-only"):
        embedder.query("heads")[0] = 1


def test_questions_near_in_meaning_are_near(embedder: PackagedEmbedder) -> None:
    asked = embedder.query("how much energy does the spiking network save?")
    near = embedder.query("Spiking models need less power.")
    far = embedder.query("Talking heads are rendered from audio.")
    assert asked @ near > asked @ far + 0.2


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00\x1b",
        "\ud800",
        "a \udfff b",
        "\U0001f9e0" * 3000,
        "注意 " * 3000,
        "x" * 10_000,
    ],
)
def test_any_text_has_a_vector(embedder: PackagedEmbedder, text: str) -> None:
    vector = embedder.query(text)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_what_is_beyond_256_tokens_is_not_read(embedder: PackagedEmbedder) -> None:
    start = "head " * (packaged.MAX_TOKENS - 2)
    assert np.array_equal(embedder.query(start), embedder.query(start + "tap water " * 50))


def test_papers_together_have_the_vectors_they_have_alone(embedder: PackagedEmbedder) -> None:
    together = list(embedder.papers(texts()))
    alone = [made for text in texts() for made in embedder.papers([text])]
    for a, b, text in zip(together, alone, texts(), strict=True):
        assert a.sentences.shape == (len(text.spans), embedder.dimension)
        assert np.allclose(a.abstract, b.abstract, atol=1e-5)
        assert np.allclose(a.sentences, b.sentences, atol=1e-5)
    assert list(embedder.papers([])) == []


def test_a_paper_without_an_abstract_has_its_titles_vector(embedder: PackagedEmbedder) -> None:
    made = next(embedder.papers([PaperText("Spiking networks", "", ())]))
    assert np.allclose(made.abstract, embedder.query("Spiking networks"), atol=1e-5)


def test_threads_get_the_vectors_that_one_gets(embedder: PackagedEmbedder) -> None:
    questions = [f"question {n % 12} about heads {n % 12}" for n in range(48)]
    expected = {question: embedder.query(question) for question in set(questions)}
    papers = list(embedder.papers(texts()))
    embedder._cached.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        ingested = pool.submit(lambda: list(embedder.papers(texts())))
        found = list(pool.map(embedder.query, questions))
    for question, vector in zip(questions, found, strict=True):
        assert np.array_equal(vector, expected[question])
    for a, b in zip(ingested.result(), papers, strict=True):
        assert np.array_equal(a.abstract, b.abstract)


def test_a_model_that_fails_is_said_in_one_sentence(
    embedder: PackagedEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def run(self, *_: object) -> None:
            raise RuntimeError("bad allocation")

    monkeypatch.setattr(embedder._network, "_session", Broken())
    with pytest.raises(EmbeddingError, match=r"could not read this text \(bad allocation\)"):
        embedder.query("a question nobody asked before")


def test_nothing_is_written_in_the_home_of_who_runs_it(tmp_path: Path) -> None:
    """Newer releases of onnxruntime make a device id and a database there."""
    home = tmp_path / "home"
    folders = {
        name: home / name.lower()
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    }
    for folder in folders.values():
        folder.mkdir(parents=True)
    script = (
        "import json, os\n"
        "from vectorstore.packaged import PackagedEmbedder\n"
        "vector = PackagedEmbedder().query('heads')\n"
        "print(json.dumps([len(vector), os.environ['ORT_DISABLE_TELEMETRY']]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            **{name: str(folder) for name, folder in folders.items()},
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [384, "1"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
