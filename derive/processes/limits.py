"""What a process of a run may take and say: its memory is bounded, its output goes nowhere."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterator
from pathlib import Path

OUT_OF_MEMORY = 86
"""The exit status of a process that reached its memory limit."""

_SET_PDEATHSIG, _SET_CHILD_SUBREAPER = 1, 36


def limit_memory(mebibytes: int) -> None:
    """Allow the address space to grow by so much above what it is now, where the system can limit it."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        allowed = pages * resource.getpagesize() + mebibytes * 2**20
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    except (ImportError, OSError, ValueError):
        return  # macOS has none that holds


def silence() -> None:
    """Send what a page prints nowhere, and let it read nothing: the parent's standard output may be JSON."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    if nowhere > 2:
        os.close(nowhere)


def adopt_orphans() -> None:
    """Become the parent of all that descends from here and loses its own, where the system allows it (Linux)."""
    _ask_system(_SET_CHILD_SUBREAPER, 1)


def end_with_parent() -> None:
    """End this process as soon as its parent is gone, however it went, where the system allows it (Linux)."""
    _ask_system(_SET_PDEATHSIG, signal.SIGKILL)


def _ask_system(option: int, value: int) -> None:
    try:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
    except (OSError, AttributeError):
        return


def children() -> Iterator[int]:
    """The processes whose parent this one is, as far as /proc tells."""
    here = str(os.getpid())
    for entry in os.scandir("/proc") if Path("/proc/self/stat").exists() else ():
        if entry.name.isdecimal():
            try:
                fields = Path(entry.path, "stat").read_text(encoding="ascii", errors="replace")
            except OSError:
                continue
            if fields.rpartition(")")[2].split()[1:2] == [here]:
                yield int(entry.name)
