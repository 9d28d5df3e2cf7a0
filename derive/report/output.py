"""Standard output and error of the program: whatever is written, and wherever it goes, a run is not lost over it."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TextIO


class Output(io.RawIOBase):
    """Writes to a descriptor; after a fault (a full disk, a pipe without a reader) it takes all and writes nothing."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.fault: OSError | None = None

    def writable(self) -> bool:
        """True."""
        return True

    def isatty(self) -> bool:
        """Whether someone looks on."""
        return os.isatty(self.descriptor)

    def fileno(self) -> int:
        """The descriptor."""
        return self.descriptor

    def write(self, data: bytes | memoryview, /) -> int:  # type: ignore[override]
        """Write it all, as long as that is possible."""
        left = memoryview(data).cast("B")
        try:
            while left and self.fault is None:
                left = left[os.write(self.descriptor, left) :]
        except OSError as fault:
            self.fault = fault
        return len(data)

    @property
    def has_no_reader(self) -> bool:
        """Whether it is a pipe that was closed at the other end."""
        return self.fault is not None and self.fault.errno == errno.EPIPE


def take_over() -> tuple[Output, Output]:
    """Put such streams in place of standard output and error; characters that they cannot hold are written escaped."""
    _open_standard_streams()
    made = Output(1), Output(2)
    sys.stdout, sys.stderr = _text(made[0], sys.stdout), _text(made[1], sys.stderr)
    return made


def _text(output: Output, before: TextIO | None) -> TextIO:
    encoding = getattr(before, "encoding", None) or "utf-8"
    at_once = output.isatty() or output.descriptor == 2
    buffered = io.BufferedWriter(output)  # type: ignore[type-var]
    return io.TextIOWrapper(buffered, encoding, "backslashreplace", line_buffering=at_once)


def _open_standard_streams() -> None:
    """Where the caller closed one, a socket to a worker would take its number, and be taken for it."""
    while (stream := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(stream)
