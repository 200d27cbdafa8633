"""On the path of every command under test: Python in it cannot reach anything but this machine."""

import socket
from typing import Any

_connect = socket.socket.connect


def _guarded_connect(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1")):
        raise RuntimeError(f"the command connects to {address}")
    _connect(self, address)


def _guarded_resolve(host: Any, *args: Any, **more: Any) -> Any:
    raise RuntimeError(f"the command looks up {host}")


socket.socket.connect = _guarded_connect  # type: ignore[assignment,method-assign]
socket.getaddrinfo = _guarded_resolve
