"""A process that calls functions and forks others like itself, as it is told over its channel.

The nursery has the engine imported and runs no page. A process that it forks leads a session of its own, so that
all which a page starts can be ended with it; what escapes from there is adopted by the nursery and ended too.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from derive.processes.channel import Channel, Closed
from derive.processes.limits import (
    OUT_OF_MEMORY,
    adopt_orphans,
    children,
    end_with_parent,
    limit_memory,
    silence,
)


@dataclass(frozen=True, slots=True)
class Call:
    """Call a function with these arguments."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Bear:
    """Fork a process, which listens to the end that comes along with this."""

    number: int


@dataclass(frozen=True, slots=True)
class End:
    """End the process of this number, and all that it started."""

    number: int


@dataclass(frozen=True, slots=True)
class Born:
    """This process is there."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a call gave."""

    value: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What a call raised, in words."""

    said: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The process of this number has ended, with this status as `os.waitpid` gives it."""

    number: int
    status: int


def main(end: int, memory_limit: int, preloaded: list[str]) -> NoReturn:
    """Be the nursery, listening at this descriptor."""
    silence()
    adopt_orphans()
    gc.disable()  # what is imported stays: to look through it again and again takes a sixth of the time
    for module in preloaded:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    gc.enable()
    Mother(Channel(socket.socket(fileno=end)), memory_limit, is_nursery=True).serve()


class Mother:
    """A process that serves its channel until it is closed."""

    def __init__(self, channel: Channel, memory_limit: int, *, is_nursery: bool = False) -> None:
        self.channel, self.memory_limit, self.is_nursery = channel, memory_limit, is_nursery
        self.born: dict[int, int] = {}

    def serve(self) -> NoReturn:
        """Do what is asked for, as long as someone may ask."""
        try:
            self.channel.send(Born())
            while True:
                self._do(self.channel.receive())
        except Closed:
            pass
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        finally:
            self._leave()

    def _do(self, asked: object) -> None:
        match asked:
            case Call():
                self.channel.send(_called(asked))
            case Bear():
                self._bear(asked.number)
            case End():
                self._end(asked.number)

    def _bear(self, number: int) -> None:
        end = self.channel.handed()
        gc.freeze()  # what is shared with the forks stays so
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a page may have threads; they stay behind
            pid = os.fork()
        if pid == 0:
            self._be_born(end)
        self.born[number] = pid
        end.close()

    def _be_born(self, end: socket.socket) -> NoReturn:
        self.channel.close()
        end_with_parent()
        if self.is_nursery:
            os.setsid()
            adopt_orphans()
            limit_memory(self.memory_limit)
        Mother(Channel(end), self.memory_limit).serve()

    def _end(self, number: int) -> None:
        pid = self.born.pop(number, None)
        if pid is None:
            return
        for ended in (os.killpg, os.kill) if self.is_nursery else (os.kill,):
            with contextlib.suppress(OSError):  # no group yet, or ended already
                ended(pid, signal.SIGKILL)
        try:
            _, status = os.waitpid(pid, 0)
        except ChildProcessError:  # a page may have asked not to be told
            status = signal.SIGKILL
        if self.is_nursery:
            self._end_orphans()
        self.channel.send(Ended(number, status))

    def _end_orphans(self) -> None:
        """End what was adopted: it belonged to pages that are no more."""
        while orphans := set(children()) - set(self.born.values()):
            for pid in orphans:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)

    def _leave(self) -> NoReturn:
        """End with all that was born here."""
        for number in list(self.born):
            with contextlib.suppress(Closed):
                self._end(number)
        os._exit(0)


def _called(call: Call) -> Value | Fault:
    try:
        return Value(call.function(*call.arguments))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as fault:  # noqa: BLE001  whatever it is, it is told and the process goes on
        return Fault(f"{type(fault).__name__}: {fault}")
