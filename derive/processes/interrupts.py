"""Ctrl-C, SIGTERM and a terminal that is closed, handled at one place.

A signal raises nothing: an exception in the midst of a library's code may leave a lock behind for ever. It is noted,
and whoever waits is woken; the run ends where it waits. A second signal ends the program at once.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
INTERRUPTED = 130
"""The exit status of a program that was interrupted."""


class Interrupts:
    """Whether the program was asked to end; its descriptor becomes readable when it is."""

    def __init__(self) -> None:
        self.pending = False
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def fileno(self) -> int:
        """The descriptor to wait for."""
        return self._read

    def note(self, _: int = 0, __: FrameType | None = None) -> None:
        """Take in a signal."""
        if self.pending:
            os._exit(INTERRUPTED)
        self.pending = True
        with suppress(OSError):
            os.write(self._write, b"!")

    def close(self) -> None:
        """Let go of the descriptors."""
        os.close(self._read)
        os.close(self._write)


_watched: list[Interrupts] = []


@contextmanager
def watched() -> Iterator[Interrupts]:
    """Take in signals from here on; what is watched already stays so. Signals that are ignored stay ignored."""
    if _watched:
        yield _watched[-1]
        return
    interrupts = Interrupts()
    _watched.append(interrupts)
    before = _install(interrupts)
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _watched.pop()
        interrupts.close()


def _install(interrupts: Interrupts) -> dict[int, Any]:
    if threading.current_thread() is not threading.main_thread():
        return {}
    heard = [number for number in SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    return {number: signal.signal(number, interrupts.note) for number in heard}
