"""The process that draws: ``python -m bot.pictures.worker``, a request on its standard input, facts
and picture on its standard output. So that neither drawing nor what it loads holds up the bot."""

from __future__ import annotations

import io
import json
import sys
from typing import Any, BinaryIO

import numpy as np


def main(given: BinaryIO, out: BinaryIO) -> None:
    """Reads ``values`` (JSON, as bytes) and ``vectors`` from a NumPy archive; writes a line of JSON
    and the PNG."""
    with np.load(io.BytesIO(given.read()), allow_pickle=False) as archive:
        values = json.loads(archive["values"].tobytes())
        vectors = archive["vectors"]
    facts, png = _chart(values) if values["kind"] == "trends" else _map(values, vectors)
    out.write(json.dumps(facts).encode() + b"\n" + png)
    out.flush()


def _chart(values: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from bot.pictures.drawing import chart

    return {}, chart(values)


def _map(values: dict[str, Any], vectors: Any) -> tuple[dict[str, Any], bytes]:
    from bot.pictures.clusters import arrange
    from bot.pictures.drawing import plan

    titles, votes = values["titles"], values["votes"]
    found = arrange(vectors, values["texts"], values["topic"])
    clusters = []
    for n, name in enumerate(found.names):
        members = [at for at, owner in enumerate(found.owners.tolist()) if owner == n]
        best = max(members, key=lambda at: (votes[at], -at))
        clusters.append({"name": name, "size": len(members), "title": titles[best]})
    points = [
        [float(x), float(y), int(owner)]
        for (x, y), owner in zip(found.places, found.owners, strict=True)
    ]
    png = plan({"title": values["title"], "points": points, "clusters": clusters})
    return {"clusters": clusters}, png


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
