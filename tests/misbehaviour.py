"""What pages may do to their workers, in a module that a worker can import by its bare name."""

import contextlib
import os
import signal
import sys
import threading
import time

from derive.language.sayings import Saying
from derive.results import IdentitySummary, PageProblem, PageSummary, Result
from derive.targets import Target
from derive.worker import Options


def misbehave(how: str) -> None:  # noqa: C901, PLR0912
    """What a page's code may do to its worker."""
    match how:
        case "loops":
            while True:
                pass
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(60)
        case "hungry":
            kept = []
            while True:
                kept.append(bytearray(2**26))
        case "exits":
            os._exit(3)
        case "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "raises":
            raise LookupError("no such law")
        case "slow":
            time.sleep(0.3)
        case "escapes":  # a daemon: twice forked, in a session of its own
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(60)
                os._exit(0)
        case "babbles":  # into every descriptor that it finds
            for end in range(3, 30):
                with contextlib.suppress(OSError):
                    os.write(end, b"garbage" * 3)
        case "floods":  # says that much is to come, and sends no end of it
            for end in range(3, 30):
                with contextlib.suppress(OSError):
                    os.write(end, b"\0" * 7 + b"\xff" + b"x" * 100)
            time.sleep(60)
        case "matricide":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(1)
        case "patient":
            time.sleep(3)
        case "stops":
            os.kill(os.getppid(), signal.SIGSTOP)
        case _ if how.startswith("leaves"):
            assert not hasattr(sys, "left"), "another page was here"
            sys.left = how
            os.chdir("/")
        case "poisonous":  # dies when it is idle, or in another's task
            threading.Timer(0.05, os._exit, [5]).start()


def summary(page: str, name: str) -> IdentitySummary:
    return IdentitySummary(f"{page}.{name}", name, f"{name} = {name}", claim="x")


def describe(target: Target, _: Options) -> PageSummary | PageProblem:
    """A page whose identities are the letters after the dash in its file's name, or misbehaviour."""
    path = target.path
    page, _, names = path.stem.partition("-")
    misbehave(page)
    if page == "wrong":
        return PageProblem(str(path), "syntax error", Saying("invalid syntax"), 3)
    return PageSummary(page, page, str(path), tuple(summary(page, name) for name in names.split("-")))


def judge(target: Target, stated: IdentitySummary, options: Options) -> Result | PageProblem:
    name = stated.name
    misbehave(name)
    if name == "illformed":
        return PageProblem(str(target.path), "ill-formed", Saying("a free index on one side only"), 8, name)
    page = target.path.stem.partition("-")[0]
    return Result(f"{page}.{name}", "proved", "x", f"seed {options.seed}", seconds=0.01)
