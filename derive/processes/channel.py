"""Plain data between two processes over a socket, each record with its length before it.

The parent's end never waits: `arrived` takes in what is there. The child's end waits: `receive`.
"""

from __future__ import annotations

import pickle
import socket
import struct
from collections import deque
from collections.abc import Iterator
from typing import Any

LARGEST = 64 * 2**20
"""Bytes of a record: no result is as large, and a process that says so is not listened to."""

_LENGTH = struct.Struct("!Q")
_CHUNK = 2**16


class Closed(Exception):
    """The other end is closed, or says what no record is."""


class Channel:
    """One end of a socket pair."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._taken = bytearray()
        self._handed: deque[int] = deque()

    def fileno(self) -> int:
        """The descriptor to wait for."""
        return self.socket.fileno()

    def send(self, record: object, hand: socket.socket | None = None) -> None:
        """Send a record, and the end of another channel along with it. Raises `Closed`."""
        packed = pickle.dumps(record)
        frame = _LENGTH.pack(len(packed)) + packed
        try:
            if hand is not None:
                sent = socket.send_fds(self.socket, [frame[:1]], [hand.fileno()])
                frame = frame[sent:]
            self.socket.sendall(frame)
        except OSError as fault:
            raise Closed from fault

    def receive(self) -> Any:
        """The next record, waited for. Raises `Closed`."""
        while not self._is_complete:
            self._take(*socket.recv_fds(self.socket, _CHUNK, 4)[:2])
        return self._next()

    def handed(self) -> socket.socket:
        """The end that came along with the record received last."""
        return socket.socket(fileno=self._handed.popleft())

    def arrived(self) -> Iterator[Any]:
        """The records that are complete, after a look at what has come. Raises `Closed` at the end of all."""
        closed = False
        try:
            while chunk := self.socket.recv(_CHUNK, socket.MSG_DONTWAIT):
                self._taken += chunk
            closed = True
        except BlockingIOError:
            pass
        except OSError:
            closed = True
        while self._is_complete:
            yield self._next()
        if closed:
            raise Closed

    def close(self) -> None:
        """Close this end, and the ends that came along and were not asked for; the others learn of it."""
        self.socket.close()
        while self._handed:
            self.handed().close()

    @property
    def _is_complete(self) -> bool:
        if len(self._taken) < _LENGTH.size:
            return False
        (length,) = _LENGTH.unpack_from(self._taken)
        if length > LARGEST:
            raise Closed
        return len(self._taken) >= _LENGTH.size + length

    def _next(self) -> Any:
        (length,) = _LENGTH.unpack_from(self._taken)
        end = _LENGTH.size + length
        packed = bytes(self._taken[_LENGTH.size : end])
        del self._taken[:end]
        try:
            return pickle.loads(packed)  # noqa: S301  from a process of our own
        except Exception as fault:  # what a page wrote into the socket
            raise Closed from fault

    def _take(self, chunk: bytes, handed: list[int]) -> None:
        if not chunk:
            raise Closed
        self._taken += chunk
        self._handed.extend(handed)


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends joined."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
