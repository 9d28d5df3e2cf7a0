"""An engine that asks a store first: a document with the same bytes, judged with the same options, is judged once.

The bytes are those of all its files. What it is called and where it lies does not matter: places are kept as "the
document's n-th file", and told as it is called now. Pages are programs, and are run every time; those of the catalogue
are part of this one, and are judged once for each state of it. What died is not kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache, partial
from typing import Any, Self

from derive.documents.document import NoDocument, Source
from derive.documents.snapshots import Snapshot, snapshot
from derive.engines import Engine, Event, Finished, Job, Judged, Opened, Opening
from derive.processes.interrupts import watched
from derive.results import PageProblem
from derive.results.recording import NoRecord, dumps, loads
from derive.store import Cache, Store, key, opened
from derive.targets import Target, UnknownTarget, catalogue

KIND = "document"
FEW = 32
"""Documents from the store that wait to be told: with more, no other is begun."""


@dataclass
class _Noted:
    """A job in work, and what came of it so far."""

    key: str
    files: tuple[str, ...]
    opening: Opening | None = None
    outcomes: list[tuple[str, Any]] = field(default_factory=list)
    is_lasting: bool = True

    def take(self, event: Event) -> None:
        """Note what happened."""
        match event:
            case Opened(opening=opening):
                self.opening = opening
                self.is_lasting &= not (
                    isinstance(opening.found, PageProblem) and opening.found.kind == "died"
                )
            case Judged(name=name, outcome=outcome, is_lasting=lasts):
                self.outcomes.append((name, outcome))
                self.is_lasting &= lasts


def _told(work: Callable[..., Any]) -> str:
    """What is done with a job, with what it is given: proofs in Chinese are others than those in English."""
    if isinstance(work, partial):
        return f"{_told(work.func)}{work.args}{sorted(work.keywords.items())}"
    return f"{work.__module__}.{work.__qualname__}"


class Remembering:
    """Judges by another engine what the cache does not know, and keeps what that says.

    The other is made and opened when it is first needed.
    """

    def __init__(self, make: Callable[[], Engine], cache: Cache) -> None:
        self.make, self.cache = make, cache
        self._engine: Engine | None = None
        self._told: deque[list[Event]] = deque()
        self._noted: dict[int, _Noted] = {}

    def __enter__(self) -> Self:
        self._context = ExitStack()
        self.interrupts = self._context.enter_context(watched())
        if store := self._store:
            store.forget()
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()

    @property
    def has_room(self) -> bool:
        """Whether another job would be begun at once."""
        return len(self._told) < FEW and (self._engine is None or self._engine.has_room)

    @property
    def is_interrupted(self) -> bool:
        """Whether the program was asked to end."""
        return self.interrupts.pending

    def begin(self, job: Job) -> None:
        """Take a job: from the store, or to the engine."""
        noted = self._asked(job)
        if noted is not None and (events := self._recall(job, noted)):
            self._told.append(events)
            return
        if noted is not None:
            self._noted[job.number] = noted
        if self._engine is None:
            self._engine = self._context.enter_context(self.make())
        self._engine.begin(job)

    def wait(self) -> Iterator[Event]:
        """What is known already; where nothing is, what happens next."""
        if self._told:
            while self._told:
                yield from self._told.popleft()
            return
        for event in self._engine.wait() if self._engine else ():
            if noted := self._noted.get(event.job.number):
                noted.take(event)
                if isinstance(event, Finished):
                    self._keep(event.job, self._noted.pop(event.job.number))
            yield event

    @property
    def _store(self) -> Store | None:
        return opened(self.cache)

    def _asked(self, job: Job) -> _Noted | None:
        """Under which key the store has it; None for what is not kept."""
        if not job.checks:
            return None
        try:
            read = _bytes(job.target)
        except (OSError, NoDocument):
            return None
        if read is None:
            return None
        digest, files = read
        options = [
            repr(getattr(job.options, each.name)) for each in fields(job.options) if each.name != "cache"
        ]
        work = (_told(job.work.describe), _told(job.work.judge))
        about = (*options, *work, repr(job.target.identities))
        return _Noted(key(self.cache.engine, digest, *about), files)

    def _recall(self, job: Job, noted: _Noted) -> list[Event]:
        """All that is told of a job, as it was kept; nothing where it was not."""
        text = self._store.kept(KIND, noted.key) if self._store else None
        if text is None:
            return []
        try:
            found, unknown, outcomes = _moved(loads(text), _named(noted.files))
            opening = Opening(found, unknown)
            judged = [Judged(job, name, outcome) for name, outcome in outcomes]
        except (NoRecord, ValueError, TypeError):
            return []
        return [Opened(job, opening), *judged, Finished(job, recalled=True)]

    def _keep(self, job: Job, noted: _Noted) -> None:
        """Keep what came of a job, unless the document is another by now."""
        again = self._asked(job)
        if self._store is None or noted.opening is None or not noted.is_lasting or again is None:
            return
        if again.key != noted.key:
            return
        record = (noted.opening.found, noted.opening.unknown, tuple(noted.outcomes))
        try:
            self._store.keep(KIND, noted.key, dumps(_moved(record, _numbered(noted.files))))
        except NoRecord:
            return


def _bytes(target: Target) -> tuple[str, tuple[str, ...]] | None:
    """What the verdicts rest on beside the program, and the names of a document's files; None for a page of a user."""
    if target.is_document:
        taken = _snapshot(target)
        return taken.digest, tuple(each.path for each in taken.woven.sources)
    if target.text is not None or target.path not in {each.path for each in _catalogue()}:
        return None
    beside = sorted(
        path for path in target.path.parent.iterdir() if path.is_file()
    )  # pages import each other
    read = [part for path in beside for part in (path.name, path.read_bytes().decode("utf-8", "replace"))]
    return key(str(target.path), target.label, *read), ()


def _catalogue() -> tuple[Target, ...]:
    try:
        return catalogue()
    except UnknownTarget:
        return ()


def _snapshot(target: Target) -> Snapshot:
    """The document's files as they are now."""
    if target.text is None:
        return snapshot(target.path, target.label)
    return Snapshot.of_text(Source(target.label, target.text), target.path.suffix.lower())


_PLACES = frozenset(("id", "name", "title", "path", "page", "file"))
"""The fields in which a file's name may stand, before a line perhaps."""

_LISTS = frozenset(("identities", "chains"))
"""Those whose records have such fields."""

_SIGN = "\0"
"""What stands for the name of a file, with its number: no name has it."""

Renaming = Callable[[str], str]


def _numbered(files: tuple[str, ...]) -> Renaming:
    """From names of files to their numbers."""
    known = {name: f"{_SIGN}{at}{_SIGN}" for at, name in enumerate(files)}

    def renamed(written: str) -> str:
        for name, sign in known.items():
            if written == name or written.startswith(f"{name}:"):
                return sign + written[len(name) :]
        return written

    return renamed


def _named(files: tuple[str, ...]) -> Renaming:
    """From numbers of files to their names."""

    def renamed(written: str) -> str:
        if not written.startswith(_SIGN):
            return written
        _, number, rest = written.split(_SIGN, 2)
        return files[int(number)] + rest

    return renamed


def _moved(record: Any, renamed: Renaming) -> Any:
    """The records with other names of files."""
    match record:
        case tuple():
            return tuple(_moved(each, renamed) for each in record)
        case str():
            return renamed(record)
    changed: dict[str, Any] = {}
    kind: Any = type(record)
    for name in _renamed(kind):
        value = getattr(record, name)
        if isinstance(value, str | tuple):
            changed[name] = _moved(value, renamed)
    return replace(record, **changed) if changed else record


@lru_cache(maxsize=64)
def _renamed(kind: type) -> tuple[str, ...]:
    """The fields of such a record in which names of files stand."""
    return tuple(each.name for each in fields(kind) if each.name in _PLACES | _LISTS)
