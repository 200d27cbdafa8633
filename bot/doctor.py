"""Looks at everything Footnote needs, and says for each thing that is wrong what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from bot.answering.generative.findings import model_findings
from bot.bootstrap import open_embedder
from bot.mail.check import mail_findings
from config.errors import SettingsError
from config.keys import KEYS
from config.loader import load_settings
from config.settings import EmbeddingSettings, Settings
from vectorstore.corpus import database, listings
from vectorstore.corpus.reader import Corpus
from vectorstore.errors import EmbeddingError, VectorstoreError
from vectorstore.index.check import Finding, check_index, set_aside
from vectorstore.index.identity import Identity
from vectorstore.models import Listing

OLDEST_PYTHON = (3, 11)
# Lists of the feed that are named one by one.
LISTS_SHOWN = 5
# An index of 10,000 papers, twice: a new one is built beside the old one.
LEAST_FREE_BYTES = 500_000_000


def examine(
    environ: Mapping[str, str],
    env_file: Path,
    index_dir: Path | None,
    now: datetime,
    python: tuple[int, ...] = tuple(sys.version_info[:3]),
) -> Iterator[Finding]:
    """Every finding, as soon as it is known. A damaged index is set aside on the way.

    ``index_dir`` is the folder to look at; None: that of the settings.
    """
    yield _python(python)
    try:
        settings = load_settings(environ, env_file)
    except SettingsError as error:
        for problem in error.problems:
            what, _, fix = problem.partition(": ")
            yield Finding(False, f"{what.rstrip('.')}.", fix or f"correct it in {env_file}")
        yield Finding(True, "What follows was looked at with the default settings.")
        settings = Settings()
    else:
        yield _configured(environ, env_file)
    index_dir = index_dir or settings.index.dir
    yield _writable("The index folder", index_dir)
    yield _writable("The folder of what people wrote", settings.state.dir)
    yield from _disk(index_dir)
    yield from mail_findings(settings.mail, settings.web)
    yield from model_findings(settings.model, settings.cost)
    try:
        identity = _identity(settings.embeddings)
    except EmbeddingError as error:
        what, _, fix = str(error).rpartition(": ")
        yield Finding(False, f"{what}.", fix.rstrip("."))
        return
    yield Finding(True, f"The embedding model {identity.embedder} works.")
    yield from _index(index_dir, identity, now)
    yield from _feed(index_dir)
    yield from _rejects(index_dir)


def _python(version: tuple[int, ...]) -> Finding:
    wanted = ".".join(map(str, OLDEST_PYTHON))
    if version[:2] < OLDEST_PYTHON:
        return Finding(
            False,
            f"This is Python {platform.python_version()}.",
            f"install Python {wanted} or newer, and run `make install` again",
        )
    return Finding(True, f"Python {platform.python_version()} ({wanted} or newer is needed).")


def _configured(environ: Mapping[str, str], env_file: Path) -> Finding:
    """The names that are set; no values, since some are secrets."""
    names = sorted(name for name in KEYS if environ.get(name, "").strip())
    keys = sorted(n for n in environ if n.endswith("_API_KEY") and environ[n].strip())
    of_file = f"{env_file} is read" if env_file.exists() else f"there is no {env_file}"
    said = f"set in the environment: {', '.join([*names, *keys]) or 'nothing'}"
    return Finding(True, f"The settings are good; {of_file}; {said}.")


def _writable(what: str, folder: Path) -> Finding:
    existing = _existing(folder)
    if not existing.is_dir():
        return Finding(False, f"{what} {folder} is no folder.", f"move {existing} away")
    if not os.access(existing, os.W_OK | os.X_OK):
        return Finding(
            False,
            f"{what} {folder} cannot be written.",
            "make it writable, or choose another one; questions are answered from it all the same",
        )
    return Finding(True, f"{what} {folder} can be written.")


def _disk(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(_existing(folder)).free
    if free < LEAST_FREE_BYTES:
        yield Finding(
            False,
            f"The disk of {folder} has only {free // 1_000_000} MB left.",
            "free some space before the next ingest",
        )


def _existing(folder: Path) -> Path:
    """``folder``, or the nearest folder above it that is there."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def _identity(settings: EmbeddingSettings) -> Identity:
    """Of the model of the settings, after it embedded a text. Raises EmbeddingError."""
    embedder = open_embedder(settings)
    embedder.query("Does it work?")
    return Identity.of(embedder)


def _index(index_dir: Path, identity: Identity, now: datetime) -> Iterator[Finding]:
    if not (index_dir / database.FILE).exists():
        yield Finding(
            True,
            f"There are no papers in {index_dir} yet: the first question brings in a sample, "
            "`footnote ingest PATH` your own.",
        )
        return
    for finding in check_index(index_dir, identity):
        yield finding
        if finding.damaged:
            yield _set_aside(index_dir, now)


def _set_aside(index_dir: Path, now: datetime) -> Finding:
    try:
        aside = set_aside(index_dir, now)
    except VectorstoreError as error:
        return Finding(False, f"The damaged index could not be set aside. {error}")
    where = f" was set aside in {aside}" if aside else " is gone"
    return Finding(True, f"The damaged index{where}; answers go on through exact search meanwhile.")


def _feed(index_dir: Path) -> Iterator[Finding]:
    if not (index_dir / database.FILE).exists():
        return
    try:
        with Corpus.open(index_dir) as corpus:
            last, known = listings.last_sync(corpus), listings.known(corpus)
    except VectorstoreError:
        return  # told already
    when = f"for the last time at {last:%Y-%m-%d %H:%M} UTC" if last else "never yet"
    yield Finding(True, f"Daily Papers was fetched {when}.")
    left = [listing for listing in known.values() if listing.wanted_at]
    if left:
        listed = "; ".join(f"{item.name} ({_why(item)})" for item in left[:LISTS_SHOWN])
        more = f"; and {len(left) - LISTS_SHOWN} more" if len(left) > LISTS_SHOWN else ""
        yield Finding(
            False,
            f"Lists of Daily Papers that are still to be fetched: {listed}{more}.",
            "run `footnote sync`, which tries them again; a bot that syncs does so, too",
        )


def _why(listing: Listing) -> str:
    return (listing.failure or "the sync was stopped before it").rstrip(".")


def _rejects(index_dir: Path) -> Iterator[Finding]:
    files = sorted((index_dir / "rejects").glob("*.jsonl"))
    if files:
        with files[-1].open("rb") as file:
            count = sum(1 for _ in file)
        yield Finding(
            True, f"{count} records were rejected lately, with the reasons in {files[-1]}."
        )
