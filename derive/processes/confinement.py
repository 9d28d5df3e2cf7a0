"""A process that reaches no network and no file but those it may read: what it is told stays in it.

Linux alone does that, by Landlock (files, signals) and by a filter of system calls (sockets); elsewhere `confine`
fails, and whatever was to be confined must not be run. What is given up is given up for good, by all children too.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_READ = 0b1100
"""To read a file, to list a folder."""

_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights on files each version of Landlock knows; later ones know as many as the last."""

_REFUSED = {
    "x86_64": (0xC000003E, {"socket": 41, "connect": 42, "ptrace": 101, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"socket": 198, "connect": 203, "ptrace": 117, "io_uring_setup": 425}),
}
"""The architecture as the filter sees it, and the calls by which a process reaches others."""

_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_X32 = 0x40000000


class NotConfined(RuntimeError):
    """This system cannot confine a process."""


def confine(readable: Iterable[str]) -> None:
    """Give up network and files from now on, but for reading what lies below these folders. Raises `NotConfined`."""
    try:
        system = ctypes.CDLL(None, use_errno=True)
        _done(system.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "no new rights")
        _restrict_files(system, readable)
        _restrict_calls(system)
    except (OSError, AttributeError) as fault:
        raise NotConfined(str(fault)) from fault


def _restrict_files(system: ctypes.CDLL, readable: Iterable[str]) -> None:
    version = system.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        raise NotConfined("the system has no Landlock")
    handled = (1 << _RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("QQQ", handled, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _done(system.syscall(_CREATE_RULESET, attributes, size, 0), "rules")
    for folder in readable:
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", _READ, descriptor)
        _done(system.syscall(_ADD_RULE, rules, 1, rule, 0), folder)
        os.close(descriptor)
    _done(system.syscall(_RESTRICT_SELF, rules, 0), "files")
    os.close(rules)


def _restrict_calls(system: ctypes.CDLL) -> None:
    if platform.machine() not in _REFUSED:
        raise NotConfined(f"its calls are not known on {platform.machine()}")
    architecture, calls = _REFUSED[platform.machine()]
    program = _filter(architecture, sorted(calls.values()))
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    _done(system.prctl(_SET_SECCOMP, _FILTER, head, 0, 0), "calls")


def _filter(architecture: int, calls: list[int]) -> bytes:
    """A program of the kernel's filter: whichever of the calls it is, it is refused."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    steps = [step(load, 4), step(equal, architecture, 1), step(give, _KILL), step(load, 0)]
    steps += [step(at_least, _X32, len(calls) + 1)]
    steps += [step(equal, number, len(calls) - at) for at, number in enumerate(calls)]
    return b"".join([*steps, step(give, _ALLOW), step(give, _REFUSE)])


def _done(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result
