"""Documents judged as they change: in a thread of its own, by an engine that stays warm.

Of each document only the newest text counts: a run on an older one is dropped. What takes long is told in parts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition, Thread

from derive import runner
from derive.editor.swift import Swift
from derive.engines import Event, Job
from derive.engines.local import Local
from derive.results import Finding, Observer, PageProblem, Result
from derive.store import Cache
from derive.targets import Target
from derive.worker import Options

LONGEST = 0.1
"""Seconds after which it is looked whether there is a newer text."""

PART = 1.0
"""Seconds after which it is told what is found so far."""


@dataclass(frozen=True)
class Judged:
    """What is found in a text; `whole` if that is all."""

    target: Target
    version: int
    results: tuple[Result, ...] = ()
    problems: tuple[PageProblem, ...] = ()
    whole: bool = True


@dataclass
class Judging:
    """Judges what it is asked to, the newest first; `tell` is called from its thread."""

    tell: Callable[[str, Judged], None]
    options: Options = field(default_factory=Options)
    jobs: int | None = None

    def __post_init__(self) -> None:
        self._changed = Condition()
        self._asked: dict[str, tuple[Target, int]] = {}
        self._ends = False
        self._thread = Thread(target=self._run, name="judging", daemon=True)
        self._thread.start()

    def ask(self, uri: str, target: Target, version: int) -> None:
        """Judge this text of the document; what was asked of it before is forgotten."""
        with self._changed:
            self._asked.pop(uri, None)
            self._asked[uri] = target, version
            self._changed.notify()

    def forget(self, uri: str) -> None:
        """The document is closed."""
        with self._changed:
            self._asked.pop(uri, None)

    def close(self) -> None:
        """End the engine and all its processes."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        self._thread.join(10)

    def _run(self) -> None:
        limit = self.options.memory_limit
        with (
            TemporaryDirectory(prefix="derive-") as own,
            Local(limit, self.jobs, _A_DOCUMENT, warm=True, longest=LONGEST) as engine,
        ):
            cache = self.options.cache or Cache.here(Path(own))
            self.options, swift = replace(self.options, cache=cache), Swift(engine.pool)
            while (asked := self._next()) is not None:
                self._judge((engine, swift), *asked)

    def _next(self) -> tuple[str, Target, int] | None:
        with self._changed:
            while not self._asked and not self._ends:
                self._changed.wait()
            if self._ends:
                return None
            uri, (target, version) = self._asked.popitem()
            return uri, target, version

    def _judge(self, engines: tuple[Local, Swift], uri: str, target: Target, version: int) -> None:
        def told(results: Iterable[Finding], *, whole: bool) -> None:
            found = tuple(results)
            claims = tuple(each for each in found if isinstance(each, Result) and each.kind != "chain")
            problems = tuple(each for each in found if isinstance(each, PageProblem))
            self.tell(uri, Judged(target, version, claims, problems, whole))

        def superseded() -> bool:
            return self._ends or uri in self._asked

        engine, swift = engines
        if target.is_document and (found := swift.judged(target, self.options, superseded)) is not None:
            told(found, whole=True)
            return
        if superseded():
            return
        run = runner.check(
            [target], self.options, observer=_InParts(told), engine=_Superseded(engine, superseded)
        )
        if run.interrupted:
            engine.drop()
        else:
            told((*run.results, *run.problems), whole=True)


_A_DOCUMENT = (Target(Path("note.md"), "note.md"),)
"""For which kind of target the engine imports what it needs before the first one comes."""


@dataclass
class _InParts(Observer):
    """Tells what is found so far, where a run takes long."""

    told: Callable[..., None]
    findings: list[Finding] = field(default_factory=list)
    last: float = field(default_factory=time.monotonic)

    def found(self, finding: Finding) -> None:
        """Take it in."""
        self.findings.append(finding)

    def advanced(self, done: int, total: int) -> None:
        """Tell it, if it is time."""
        if 0 < done < total and time.monotonic() - self.last > PART:
            self.last = time.monotonic()
            self.told(self.findings, whole=False)


@dataclass
class _Superseded:
    """An engine whose run ends as soon as nobody wants to know any more."""

    engine: Local
    is_superseded: Callable[[], bool]

    def __enter__(self) -> _Superseded:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @property
    def has_room(self) -> bool:
        """Whether the engine has."""
        return self.engine.has_room

    @property
    def is_interrupted(self) -> bool:
        """Whether there is a newer text, or the program was asked to end."""
        return self.engine.is_interrupted or self.is_superseded()

    def begin(self, job: Job) -> None:
        """Take a job."""
        self.engine.begin(job)

    def wait(self) -> Iterable[Event]:
        """What happened next."""
        return self.engine.wait()
