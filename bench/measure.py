"""Time and memory of a piece of work, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Seconds (median), and the peak memory of the process in MiB."""

    name: str
    seconds: float
    peak_mib: float
    rounds: int


def timed(name: str, work: Callable[[], object], *, rounds: int = 3) -> Measured:
    """The median of ``rounds`` runs of ``work`` in this process (warm after the first)."""
    spans = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return Measured(name, statistics.median(spans), peak_mib(), rounds)


def peak_mib(who: int = resource.RUSAGE_SELF) -> float:
    """The largest resident size so far, of this process or of its children."""
    return resource.getrusage(who).ru_maxrss / 1024


def alone(module: str, *arguments: str, **environment: str) -> dict[str, float]:
    """Run ``python -m module arguments`` in a fresh process; it prints one JSON object."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def table(title: str, rows: Sequence[tuple[str, ...]], header: tuple[str, ...]) -> None:
    """Print a Markdown table, ready for docs/benchmarks.md."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
