"""Nurseries for tests, forked from one that has imported the engine once: each is as new as one that was started.

To start an interpreter and to import takes a second; the commands that tests run in their own process start hundreds.
Where something is asked of the interpreter itself, another path or a variable of Python's, one is started all the same.
"""

import contextlib
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from derive import worker
from derive.processes.pool import THREADS, Pool

MARK = "DERIVE_MARK"
"""Where this is set, processes are found by it: a fork has the variables of the process that it comes from."""

_TEMPLATE = """
import sys
sys.path[:] = {path!r}
from tests.nurseries import _serve
_serve({end}, {preloaded!r})
"""


class Forked:
    """A process that another one forked, waited for as `subprocess.Popen` waits for its own."""

    def __init__(self, pid):
        self.pid = pid
        try:
            self.handle = os.pidfd_open(pid)
        except ProcessLookupError:
            self.handle = None

    def send_signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            if self.handle is not None:
                signal.pidfd_send_signal(self.handle, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout=None):
        if self.handle is not None and not select.select([self.handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("nursery", timeout)
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


class Template:
    """The process that has the engine imported, and forks nurseries."""

    def __init__(self, preloaded):
        self.asks = _asks_of_python()
        self.end, theirs = socket.socketpair()
        path = [os.path.abspath(each) for each in sys.path]  # noqa: PTH100  a path may be no file's
        program = _TEMPLATE.format(path=path, end=theirs.fileno(), preloaded=preloaded)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", program],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def close(self):
        """It ends, as nobody asks any more."""
        self.end.close()
        self.process.wait()

    def forked(self, end, memory_limit, preloaded, env):
        """A nursery that listens at this end, or nothing where an interpreter has to be started."""
        if _asks_of_python() != self.asks:
            return None
        asked = pickle.dumps((memory_limit, preloaded, env, Path.cwd()))
        socket.send_fds(self.end, [len(asked).to_bytes(8, "big")], [end.fileno()])
        self.end.sendall(asked)
        return Forked(int.from_bytes(_taken(self.end, 8), "big"))


def _asks_of_python():
    """What an interpreter takes in when it starts: its path, and the variables that it reads."""
    read = {name: value for name, value in os.environ.items() if name.startswith(("PYTHON", "LC_", "LANG"))}
    return list(sys.path), read


@contextlib.contextmanager
def forked_nurseries():
    """Have pools fork their nurseries, where the system can."""
    if not hasattr(signal, "pidfd_send_signal"):
        yield
        return
    start, templates = Pool._launched, []

    def launched(pool, end):
        env = {**os.environ, **{name: os.environ.get(name, "1") for name in THREADS}}
        if MARK in env:
            return start(pool, end)
        if not templates:
            templates.append(Template((*worker._ENGINE, *worker._READER)))
        made = templates[0].forked(end, pool.memory_limit, pool.preloaded, env)
        return made or start(pool, end)

    Pool._launched = launched
    try:
        yield
    finally:
        Pool._launched = start
        for each in templates:
            each.close()


def _taken(end, length):
    found = b""
    while len(found) < length:
        if not (more := end.recv(length - len(found))):
            raise EOFError
        found += more
    return found


def _serve(end, preloaded):
    """Fork a nursery for every end that comes, until the other side is closed."""
    import gc
    import importlib

    from derive.processes import nursery

    gc.disable()
    for module in preloaded:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    gc.enable()
    asking = socket.socket(fileno=end)
    while True:
        head, ends, *_ = socket.recv_fds(asking, 8, 1)
        _reap()
        if not head:
            return
        length, [given] = int.from_bytes(head, "big"), ends
        memory_limit, modules, env, folder = pickle.loads(_taken(asking, length))
        pid = os.fork()
        if pid == 0:
            asking.close()
            os.setsid()
            os.environ.clear()
            os.environ.update(env)
            os.chdir(folder)
            nursery.main(given, memory_limit, modules)
        os.close(given)
        asking.sendall(pid.to_bytes(8, "big"))


def _reap():
    """Wait for those that have ended; the pools that asked for them see it by themselves."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
