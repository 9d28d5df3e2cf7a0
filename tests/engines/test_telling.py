"""In which order a run tells what an engine finds, and how little of it stays in memory."""

import tracemalloc
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from derive import runner
from derive.engines import Finished, Job, Judged, Opened, Opening
from derive.results import Finding, IdentitySummary, Observer, PageSummary, Result
from derive.targets import Target


class Instant:
    """An engine that judges at once, but for the documents that it keeps for last."""

    is_interrupted = False

    def __init__(self, late: frozenset[int] = frozenset(), room: int = 4, before: int = 10**9) -> None:
        self.late, self.room, self.before = late, room, before
        self.waiting: deque[Job] = deque()
        self.kept: list[Job] = []
        self.done = 0

    @property
    def has_room(self) -> bool:
        return len(self.waiting) < self.room

    def begin(self, job: Job) -> None:
        if job.number in self.late:
            self.kept.append(job)
        else:
            self.waiting.append(job)

    def wait(self) -> Iterator[Opened | Judged | Finished]:
        while self.waiting:
            yield from self.events(self.waiting.popleft())
            self.done += 1
        if self.kept and self.done >= self.before - len(self.kept):
            for job in self.kept:
                yield from self.events(job)
            self.kept = []

    def events(self, job: Job) -> Iterator[Opened | Judged | Finished]:
        label = job.target.label
        stated = tuple(IdentitySummary(f"{label}:{line}:1", f"{line}:1", "x = x") for line in range(1, 4))
        yield Opened(job, Opening(PageSummary(label, label, label, stated, is_document=True)))
        for each in reversed(stated):
            yield Judged(job, each.name, Result(each.id, "proved", "x = x", "x = x" * 50, file=label))
        yield Finished(job)


class Told(Observer):
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.progress: list[tuple[int, int]] = []

    def advanced(self, done: int, total: int) -> None:
        self.progress.append((done, total))

    def found(self, finding: Finding) -> None:
        self.findings.append(finding)

    @property
    def pages(self) -> list[int]:
        return [int(each.name[:-3]) for each in self.findings if isinstance(each, PageSummary)]


def targets(count: int) -> list[Target]:
    return [Target(Path(f"/nowhere/{number}.md"), f"{number}.md") for number in range(count)]


def test_pages_are_told_in_order_each_whole():
    told = Told()
    run = runner.check(targets(30), observer=told, engine=Instant())
    assert told.pages == list(range(30))
    names = [each.id if isinstance(each, Result) else each.name for each in told.findings]
    assert names[:5] == ["0.md", "0.md:1:1", "0.md:2:1", "0.md:3:1", "1.md"]
    assert (len(run.results), run.summary["proved"], told.progress[-1]) == (90, 90, (30, 30))


def test_one_document_that_takes_long_holds_up_no_more_than_some():
    told = Told()
    runner.check(targets(300), observer=told, engine=Instant(late=frozenset({3}), before=300))
    assert sorted(told.pages) == list(range(300))
    assert told.pages[:3] == [0, 1, 2]
    place = told.pages.index(3)
    assert 300 - place - 1 <= runner.AHEAD + 4
    assert told.pages[3:place] == list(range(4, place + 1))


def test_what_is_told_is_not_kept_where_nobody_wants_it():
    few, many = (_peak(count) for count in (500, 5_000))
    run = runner.check(targets(50), engine=Instant(), keeps=False)
    assert (run.results, run.pages, run.summary["proved"], run.exit_status) == ((), (), 150, 0)
    assert many < few + 4_500 * 1_000  # a target and a job are left of each


def _peak(count: int) -> int:
    chosen = targets(count)
    tracemalloc.start()
    runner.check(chosen, engine=Instant(), keeps=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
