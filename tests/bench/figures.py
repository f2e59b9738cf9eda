"""What benches share: how figures are taken, kept in ``bench.json``, and shown in ``README.md``.

``bench.json`` holds one section a bench, each with the day, the machine, the
versions and the bars beside the figures. Keys are sorted and the shape is the
same at every run, so that two runs can be compared line by line.
"""

import json
import math
import os
import platform
import resource
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = [
    "KEPT",
    "README",
    "at",
    "cpu_seconds",
    "geometric_mean",
    "keep",
    "kept",
    "machine",
    "median",
    "peak_mb",
    "show",
    "versions",
]

HERE = Path(__file__).parent
KEPT, README = HERE / "bench.json", HERE / "README.md"


def cpu_seconds() -> float:
    """Give the processor's seconds spent so far, by this process and by children that ended.

    On one thread it is what the clock says of an idle machine, and it stays so on a busy one.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_mb(who: int = resource.RUSAGE_SELF) -> float:
    """Give the most memory held at once, in MB: by this process, or by the largest of its children."""
    return resource.getrusage(who).ru_maxrss * 1024 / 1e6


def at(values: Iterable[float], share: float) -> float:
    """Give the value that a share of all does not exceed.

    Examples
    --------
    >>> at([3, 1, 2, 4], 0.5), at([3, 1, 2, 4], 0.99)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Iterable[float]) -> float:
    """Give the middle value."""
    return statistics.median(values)


def geometric_mean(values: Sequence[float]) -> float:
    """Give the mean of ratios.

    Examples
    --------
    >>> round(geometric_mean([1, 100]))
    10
    """
    return math.exp(sum(map(math.log, values)) / len(values))


def machine() -> dict[str, Any]:
    """Say what ran."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "processor": _processor(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def versions(*packages: str) -> dict[str, str]:
    """Give the versions of packages that are installed here."""
    return {package: version(package) for package in packages}


def keep(section: str, figures: Mapping[str, Any], *, write: bool) -> dict[str, Any]:
    """Give a bench's figures with day, machine and load; ``write`` puts them in place of its earlier ones."""
    whole: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    when = {"date": date.today().isoformat(), "load": round(os.getloadavg()[1], 1), "machine": machine()}
    found = whole[section] = {**when, **figures}
    if write:
        text = json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False)
        KEPT.write_text(f"{text}\n", encoding="utf-8")
    return found


def kept(section: str) -> dict[str, Any]:
    """Give a bench's figures as they were last kept."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))[section]
    return found


def show(section: str, shown: str) -> None:
    """Put a bench's text between its two marks in ``README.md``."""
    start, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    before, rest = README.read_text(encoding="utf-8").split(start)
    after = rest.split(end)[1]
    README.write_text(f"{before}{start}\n{shown}\n{end}{after}", encoding="utf-8")


def _processor() -> str:
    """Name the processor, as Linux does where it can."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
