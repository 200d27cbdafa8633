"""For every test: no network but this machine's own, and no settings of whoever runs them."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest

_LOOPBACK = ("127.", "::1", "localhost")


class NetworkUsedError(AssertionError):
    """A test reached out."""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(_LOOPBACK):
            raise NetworkUsedError(f"a test connects to {address}")
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **more: Any) -> Any:
        if host and not str(host).startswith(_LOOPBACK):
            raise NetworkUsedError(f"a test looks up {host}")
        return resolve(host, *args, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("FOOTNOTE_") or name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
