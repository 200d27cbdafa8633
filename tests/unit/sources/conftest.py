from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def shared() -> Path:
    """The folder of real corpora and payloads beside the repository, where it is present."""
    folder = Path(__file__).resolve().parents[4] / "shared"
    if not (folder / "payloads").is_dir():
        pytest.skip("the shared data is not here")
    return folder
