"""Numbers and the table that shows each beside its baseline."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """``value`` and ``baseline`` have one ``unit``; ``target`` bounds their ratio, or the value."""

    what: str
    value: float
    baseline_name: str
    baseline: float
    unit: str
    target: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = self.value / self.baseline
        return (
            self.what,
            f"{self.value:,.4g} {self.unit}",
            self.baseline_name,
            f"{self.baseline:,.4g} {self.unit}",
            f"{ratio:.2f}",
            self.target,
        )


HEAD = ("what", "Footnote", "baseline, in the same run", "baseline", "ratio", "target")


def markdown(rows: Sequence[Row]) -> str:
    lines = [HEAD, ("---", "--:", "---", "--:", "--:", "--:"), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that ``share`` of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def seconds_of(arguments: Sequence[str], times: int) -> float:
    """The median wall time of a fresh Python process, after one run that warms the disk cache."""
    taken = []
    for _ in range(times + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


def resident_mb() -> float:
    """The memory that this process holds now (its peak, where the system does not say)."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
