"""What runs inside a worker process: load a page, check one of its identities.

Only plain data leaves a worker, never an exception: whatever a page or the engine raises becomes a
`PageProblem` or an undecided `Result`. A worker that exhausts its memory ends itself with `OUT_OF_MEMORY`,
since nothing in it can be trusted afterwards.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import multiprocessing
import os
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from derive.results import Expected, IdentitySummary, PageProblem, PageSummary, Result, Source
from derive.targets import DOCUMENTS

if TYPE_CHECKING:
    from derive.language.claims import Example, Identity
    from derive.language.page import Page

P = ParamSpec("P")
T = TypeVar("T")

OUT_OF_MEMORY = 86
"""The exit status of a worker that reached its memory limit."""

PRELOADED = ("sympy", "numpy", "mpmath", "derive.catalogue", "derive.check", "derive.documents.work")
"""What every worker needs: imported once, before any time limit runs."""


@dataclass(frozen=True, slots=True)
class Options:
    """The seed of all random points; the limits in seconds per identity and per page, in MiB per worker.

    `curve` asks for the errors of finite differences at each step.
    """

    seed: int = 1
    time_limit: float = 30.0
    load_limit: float = 10.0
    memory_limit: int = 2048
    curve: bool = False


def describe(path: Path) -> PageSummary | PageProblem:
    """The page's title and identities, or why it is no page."""
    started = time.perf_counter()
    try:
        if path.suffix in DOCUMENTS:
            from derive.documents import work

            return work.describe(path)
        page = load(path)
        identities = tuple(map(summary, page.identities.values()))
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  a page may raise anything
        return problem(path, fault)
    if not identities:
        return PageProblem(str(path), "empty", "the page states no identity")
    return PageSummary(page.name, page.title, str(path), identities, time.perf_counter() - started)


def judge(path: Path, name: str, options: Options) -> Result | PageProblem:
    """The verdict on one identity of a page, or one = of a document; undecided where the engine itself fails."""
    if path.suffix in DOCUMENTS:
        return _judged(path, name, options)
    try:
        identity = load(path).identities[name]
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  the page may raise on a second loading only
        return problem(path, fault, name)
    return _checked(identity, path, options)


def _judged(path: Path, name: str, options: Options) -> Result | PageProblem:
    try:
        from derive.documents import work

        return work.judge(path, name, options.seed, options.time_limit)
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  a fault of the engine must not end the run
        here = f"{path}:{name}"
        return IdentitySummary(here, name, here).undecided(f"the check itself failed: {_placed(fault)}")


def _checked(identity: Identity | Example, path: Path, options: Options) -> Result | PageProblem:
    started = time.perf_counter()
    try:
        from derive.check import check

        return check(identity, seed=options.seed, time_limit=options.time_limit, curve=options.curve)
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  a fault of the engine must not end the run
        if _is_of_the_page(path, fault):
            return problem(path, fault, identity.name)
        seconds = time.perf_counter() - started
        return summary(identity).undecided(f"the check itself failed: {_placed(fault)}", seconds)


@functools.cache
def load(path: Path) -> Page:
    """The page at `path`, or the document as a page, loaded once per process."""
    if path.suffix in DOCUMENTS:
        from derive.documents import statements

        return statements.page(path)
    from derive.catalogue import load as load_page

    return load_page(path, lazy=True)


def summary(identity: Identity | Example) -> IdentitySummary:
    """The identity as plain data."""
    source = identity.source
    return IdentitySummary(
        id=identity.id,
        name=identity.name,
        claim_text=identity.claim_text,
        source=None if source is None else Source(source.document, ", ".join(source.rows)),
        expected=cast("Expected", identity.expected),
        claim=identity.claim_latex,
        title=identity.title,
    )


def problem(path: Path, fault: BaseException, identity: str | None = None) -> PageProblem:
    """What a page raised, told to its author: the kind of fault, the message, the line of the page."""
    from derive.language.errors import PageError

    page, line = str(path), _line_in(path, fault)
    match fault:
        case PageError():
            return PageProblem(page, "ill-formed", fault.message, fault.line, fault.identity or identity)
        case SyntaxError() | ValueError() if line is None and "null bytes" in str(fault):
            return PageProblem(page, "syntax error", "this is no text: it has null bytes", None, identity)
        case SyntaxError() if _same_file(fault.filename, path):
            return PageProblem(page, "syntax error", fault.msg, fault.lineno, identity)
        case OSError() if line is None and not path.is_file():
            return PageProblem(page, "missing", "there is no such file", None, identity)
        case OSError() if line is None and _same_file(fault.filename, path):
            return PageProblem(page, "missing", fault.strerror or str(fault), None, identity)
    if line is None:
        return PageProblem(page, "internal error", _placed(fault), None, identity)
    return PageProblem(page, "raised", _described(fault), line, identity)


def _described(fault: BaseException) -> str:
    """`ValueError: what it says`, with its notes."""
    lines = traceback.format_exception_only(fault)
    return "".join(lines[-1:] if isinstance(fault, SyntaxError) else lines).strip()


def _placed(fault: BaseException) -> str:
    """What was raised, and where: for a fault that is in no line of the page."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return _described(fault) + place


def _is_of_the_page(path: Path, fault: BaseException) -> bool:
    from derive.language.errors import PageError

    return isinstance(fault, PageError) or _line_in(path, fault) is not None


def _line_in(path: Path, fault: BaseException) -> int | None:
    """The innermost line of the page that was being executed."""
    frames = traceback.extract_tb(fault.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if _same_file(frame.filename, path)), None)


def _same_file(filename: object, path: Path) -> bool:
    return isinstance(filename, str | bytes) and Path(os.fsdecode(filename)).resolve() == path.resolve()


def guarded(task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The task's value; the process ends with `OUT_OF_MEMORY` if its memory limit is reached."""
    try:
        return task(*args, **kwargs)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def prepare(memory_limit: int) -> None:
    """Make this process a worker: engine imported, output silenced, memory limited, its end its parent's."""
    for module in PRELOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    _silence()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(memory_limit)


def _silence() -> None:
    """Send what a page prints nowhere: the parent's standard output may be JSON."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone, however it went: a page may loop for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _limit_memory(mebibytes: int) -> None:
    """Allow the address space to grow by so much above what it is now, where the system can limit it."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        allowed = pages * resource.getpagesize() + mebibytes * 2**20
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    except (ImportError, OSError, ValueError):
        return  # Windows has no such limit, macOS none that holds
