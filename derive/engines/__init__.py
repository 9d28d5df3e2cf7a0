"""Engines: where pages are judged.

In: jobs, each a page or document with what is asked of it. Out: outcomes, as they come.

    here         judges where it is called, as in a browser
    local        processes of this machine
    dask         a cluster
    remembering  a store first, then another engine

A runner begins jobs, each one page or document with what is asked of it, as long as the engine has room, and waits
for what happens. All keep the same promises: each job's opening comes first, then
an outcome for everything asked of it, in any order, then its end; no job holds up another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol, Self

from derive import worker
from derive.language.errors import Reasoned
from derive.language.sayings import reason
from derive.results import IdentitySummary, PageProblem, PageSummary, Result
from derive.targets import Target, near
from derive.worker import Options


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with a page: functions of a module, which a worker can import. Tests put their own here."""

    describe: Callable[[Target, Options], PageSummary | PageProblem] = worker.describe
    judge: Callable[[Target, IdentitySummary, Options], Result | PageProblem] = worker.judge


@dataclass(frozen=True, slots=True)
class Job:
    """A page and what is to be done with it; without `checks` it is loaded only."""

    number: int
    target: Target
    options: Options
    work: Work
    checks: bool = True


@dataclass(frozen=True, slots=True)
class Opening:
    """A page as it was loaded, cut down to what was asked for, and what was asked for in vain; or why it was not."""

    found: PageSummary | PageProblem
    unknown: tuple[PageProblem, ...] = ()

    @property
    def statements(self) -> tuple[IdentitySummary, ...]:
        """What is to be judged."""
        return self.found.statements if isinstance(self.found, PageSummary) else ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A job's page is loaded."""

    job: Job
    opening: Opening


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement of a job's page is judged. What a crash left undecided does not last."""

    job: Job
    name: str
    outcome: Result | PageProblem
    is_lasting: bool = True


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything asked of a job is told. It was `recalled` where nothing of it had to be judged."""

    job: Job
    recalled: bool = False


Event = Opened | Judged | Finished


class NoCluster(Reasoned):
    """No scheduler answers at the address that was given."""


class Engine(Protocol):
    """Takes jobs and tells what comes of them. Used as a context; on leaving, all that runs is ended."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    @property
    def has_room(self) -> bool:
        """Whether another job would be begun at once."""

    @property
    def is_interrupted(self) -> bool:
        """Whether the program was asked to end."""

    def begin(self, job: Job) -> None:
        """Take a job."""

    def wait(self) -> Iterable[Event]:
        """What happened next; nothing, after a while in which nothing did."""


def opened(target: Target, found: PageSummary | PageProblem) -> Opening:
    """The page as loaded, cut down to the identities that the target names."""
    if isinstance(found, PageProblem):
        return Opening(replace(found, page=target.label))
    if target.identities is None:
        return Opening(found)
    asked = {*target.identities}
    identities, chains = (
        tuple(each for each in listed if _names(each.name) & asked)
        for listed in (found.identities, found.chains)
    )
    stated = [each.name for each in found.identities]
    known = {each for name in stated for each in _names(name)}
    unknown = tuple(_no_identity(target, name, stated) for name in target.identities if name not in known)
    return Opening(replace(found, identities=identities, chains=chains), unknown)


def _names(name: str) -> set[str]:
    """How a user may name an identity: by its name; an = of a document at 84:12 by its line too."""
    return {name, name.partition(":")[0]}


def _no_identity(target: Target, name: str, stated: Iterable[str]) -> PageProblem:
    if target.is_document:
        line, _, column = name.partition(":")
        said = reason("no = is read on line {}", line)
        said = reason("no = is read on line {} at column {}", line, column) if column else said
    else:
        said = reason("the page has no identity {}{}", repr(name), near(name, stated))
    return PageProblem(target.label, "unknown identity", said, identity=name)
