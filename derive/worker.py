"""What runs inside a worker process: load a page, check one of its identities.

Only plain data leaves a worker, never an exception: whatever a page or the engine raises becomes a
`PageProblem` or an undecided `Result`. MemoryError alone is let through: nothing in the process can be trusted
afterwards, and it ends.
"""

from __future__ import annotations

import functools
import os
import sys
import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from derive.language.errors import Reasoned
from derive.language.sayings import Saying, reason, why
from derive.results import Expected, IdentitySummary, PageProblem, PageSummary, Result, Said, Source
from derive.store import Cache
from derive.targets import Target, near

if TYPE_CHECKING:
    from derive.language.claims import Example, Identity
    from derive.language.page import Page

LONGEST = 2_000
"""Characters of a message."""

_ENGINE = ("sympy", "mpmath", "derive.catalogue", "derive.verdict")
_READER = ("derive.documents.work",)


def preloaded(chosen: Iterable[Target] = ()) -> tuple[str, ...]:
    """What workers need for these targets: imported once, before any time limit runs."""
    return (*_ENGINE, *(_READER if any(target.is_document for target in chosen) else ()))


@dataclass(frozen=True, slots=True)
class Options:
    """The seed of all random points; the limits in seconds, and in MiB for each process.

    `time_limit` is for one identity, `load_limit` for loading a page or reading a document, `page_limit` for all of it.
    `curve` asks for the errors of finite differences at each step, `sources` for the text of documents as judged;
    what is in the `cache` is not judged again.
    """

    seed: int = 1
    time_limit: float = 120.0
    load_limit: float = 10.0
    page_limit: float = 600.0
    memory_limit: int = 2048
    curve: bool = False
    sources: bool = False
    cache: Cache | None = None


def describe(target: Target, options: Options) -> PageSummary | PageProblem:
    """The page's title and identities, or why it is no page."""
    started = time.perf_counter()
    try:
        if target.is_document:
            return _read(target, options)
        _reach_neighbours(target.path)
        page = load(target.path)
        identities = tuple(map(summary, _asked_of(page, target)))
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  a page may raise anything
        return problem(target.path, fault)
    if not identities:
        return PageProblem(target.label, "empty", Saying("the page states no identity"))
    return PageSummary(page.name, page.title, str(target.path), identities, time.perf_counter() - started)


def _asked_of(page: Page, target: Target) -> Iterable[Identity | Example]:
    """The identities that the target names; all, if there is none of such a name, so that others can be suggested."""
    names = target.identities or ()
    is_known = bool(names) and all(name in page.identities for name in names)
    return (page.identities[name] for name in names) if is_known else page.identities.values()


def judge(target: Target, stated: IdentitySummary, options: Options) -> Result | PageProblem:
    """The verdict on one identity of a page, or one = of a document; undecided where the engine itself fails."""
    if target.is_document:
        return _judged(target, stated, options)
    try:
        identity = load(target.path).identities[stated.name]
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  the page may raise on a second loading only
        return problem(target.path, fault, stated.name)
    return _checked(identity, target.path, stated, options)


def _read(target: Target, options: Options) -> PageSummary | PageProblem:
    from derive.documents import work

    found = work.describe(target.path, target.label, target.text)
    if options.sources and isinstance(found, PageSummary):
        own = work.read(target.path, target.label, target.text).document.sources[0]
        return replace(found, source="\ufeff" * own.bom + own.text.replace("\n", own.newline))
    return found


def _judged(target: Target, stated: IdentitySummary, options: Options) -> Result:
    from derive.documents import work
    from derive.documents.readings.cautious import NO_CLAIM

    started = time.perf_counter()
    try:
        return work.judge(
            target.path,
            stated.name,
            options.seed,
            options.time_limit,
            label=target.label,
            text=target.text,
            cache=options.cache,
        )
    except MemoryError:
        raise
    except NO_CLAIM as fault:
        said = why(fault) if isinstance(fault, Reasoned) else Saying(_described(fault))
        return stated.without_verdict("unreadable", Said(said), time.perf_counter() - started)
    except (Exception, SystemExit) as fault:  # noqa: BLE001  a fault of the engine must not end the run
        return _failed(stated, fault, started)


def _checked(
    identity: Identity | Example, path: Path, stated: IdentitySummary, options: Options
) -> Result | PageProblem:
    started = time.perf_counter()
    try:
        from derive.verdict import check

        return check(identity, seed=options.seed, time_limit=options.time_limit, curve=options.curve)
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  a fault of the engine must not end the run
        if _is_of_the_page(path, fault):
            return problem(path, fault, identity.name)
        return _failed(stated, fault, started)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no code."""

    said: str


def emit(target: Target, how: dict[str, Any]) -> str | Refused:
    """The right side of the one identity that the target names as a function; `how` is what `derive.code` takes."""
    from derive.codegen import NoCode, code

    found = _identity_or_why(target)
    if isinstance(found, Refused):
        return found
    try:
        return code(found, **how)
    except NoCode as none:
        return Refused(str(none))


@dataclass(frozen=True, slots=True)
class Certificate:
    """The file that certifies a claim, and the claim's fingerprint."""

    text: str
    claim: str


def certify(chosen: tuple[Target, ...]) -> tuple[dict[str, Certificate], dict[str, str]] | Refused:
    """The certificates of all that is to be proved of the targets, by their ids, and why the others have none."""
    from derive.certificates.certificate import certificate
    from derive.certificates.confirmed import claim_of
    from derive.certificates.errors import NoCertificate
    from derive.language.claims import Example

    made, missing = {}, {}
    for target in chosen:
        whole = target.identities is None and not target.is_document
        for found in load(target.path).identities.values() if whole else (_identity_or_why(target),):
            if isinstance(found, Refused):
                return found
            if isinstance(found, Example) or found.expected != "proved":
                if whole:
                    continue
                return Refused(f"{found.id} is a worked example or an erratum; it has no certificate")
            try:
                made[found.id] = Certificate(certificate(found), claim_of(found))
            except NoCertificate as none:
                missing[found.id] = str(none)
    return made, missing


def _identity_or_why(target: Target) -> Identity | Example | Refused:
    from derive.documents.statements import NoStatement

    try:
        return _one_identity(target)
    except (NoStatement, _NoIdentity) as none:
        return Refused(str(none))
    except MemoryError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001  a page may raise anything
        found = problem(target.path, fault)
        line = "" if found.line is None else f", line {found.line}"
        return Refused(f"{target.label}{line}: {found.kind}: {found.message}")


class _NoIdentity(ValueError):
    """The target does not name one identity."""


def _one_identity(target: Target) -> Identity | Example:
    names = target.identities
    if target.is_document:
        from derive.documents.statements import proved

        if names is None:
            raise _NoIdentity(f"{target.label} is a document; name a line of it, such as {target.label}:84")
        return proved(target.path, names[0], target.label, target.text)
    _reach_neighbours(target.path)
    stated = load(target.path).identities
    if names is None or len(names) != 1:
        raise _NoIdentity(f"{target.label} is a page; name one identity of it: {', '.join(stated)}")
    if names[0] not in stated:
        raise _NoIdentity(f"{target.label} has no identity {names[0]!r}{near(names[0], stated)}")
    return stated[names[0]]


def _failed(stated: IdentitySummary, fault: BaseException, started: float) -> Result:
    said = reason("the check itself failed: {}", _placed(fault))
    return stated.without_verdict("undecided", Said(said), time.perf_counter() - started)


def _reach_neighbours(path: Path) -> None:
    """Let a page import what lies beside it, but never instead of a module of the system or the engine."""
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.append(folder)


SMALL = r"Let $p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}$ for any $z$. Then $$\sum_i p_i = 1$$"
"""A document in which most of what documents have is read once."""


def warm_up() -> None:
    """Check something small, so that what is only loaded when it is needed is there for all processes born later.

    Where documents are to be read, one is: what is compiled on the way is compiled once, not for each of them.
    """
    if _READER[0] in sys.modules:
        from derive.documents import work

        work.describe(Path("small.md"), "small.md", SMALL)
    from derive.language.binders import Sum, delta
    from derive.language.claims import Identity
    from derive.language.derivatives import D
    from derive.language.families import define, vector
    from derive.language.functions import exp
    from derive.language.indices import dims, indices
    from derive.verdict import check

    n = dims("n")
    i, j, k = indices("i j k", n)
    z = vector("z", n)
    p = define("p", k, exp(z[k]) / Sum(exp(z[j]), j))
    sides = D(p[i], z[j]), p[i] * (delta(i, j) - p[j])
    check(Identity("small", "small", *sides, sides, ()))


@functools.cache
def document(target: Target) -> Page:
    """A document as a page, read once per process."""
    from derive.documents import statements

    return statements.page(target.path, target.label, target.text)


@functools.cache
def load(path: Path) -> Page:
    """The page at `path`, loaded once per process."""
    from derive.catalogue import load as load_page

    return load_page(path, lazy=True)


def summary(identity: Identity | Example) -> IdentitySummary:
    """The identity as plain data."""
    from derive.certificates.confirmed import confirmed

    source = identity.source
    return IdentitySummary(
        id=identity.id,
        name=identity.name,
        claim_text=identity.claim_text,
        source=None if source is None else Source(source.document, ", ".join(source.rows)),
        expected=cast("Expected", identity.expected),
        claim=identity.claim_latex,
        title=identity.title,
        confirmed=confirmed().holds(identity),
    )


def _has_null_bytes(path: Path) -> bool:
    return path.is_file() and b"\0" in path.read_bytes()


def problem(path: Path, fault: BaseException, identity: str | None = None) -> PageProblem:
    """What a page raised, told to its author: the kind of fault, the message, the line of the page."""
    from derive.language.errors import PageError

    page, line = str(path), _line_in(path, fault)
    match fault:
        case PageError():
            return PageProblem(page, "ill-formed", why(fault.fault), fault.line, fault.identity or identity)
        case SyntaxError() | ValueError() if line is None and _has_null_bytes(path):
            return PageProblem(
                page, "syntax error", Saying("this is no text: it has null bytes"), None, identity
            )
        case SyntaxError() if _same_file(fault.filename, path):
            return PageProblem(page, "syntax error", Saying(fault.msg), fault.lineno, identity)
        case OSError() if line is None and not path.is_file():
            return PageProblem(page, "missing", Saying("there is no such file"), None, identity)
        case OSError() if line is None and _same_file(fault.filename, path):
            return PageProblem(page, "missing", Saying(fault.strerror or str(fault)), None, identity)
    if line is None:
        return PageProblem(page, "internal error", Saying(_placed(fault)), None, identity)
    return PageProblem(page, "raised", Saying(_described(fault)), line, identity)


def _described(fault: BaseException) -> str:
    """`ValueError: what it says`, with its notes; of ten megabytes the beginning."""
    try:
        lines = traceback.format_exception_only(fault)
    except Exception:  # noqa: BLE001  what a page raises may fail even to be said
        return type(fault).__name__
    said = "".join(lines[-1:] if isinstance(fault, SyntaxError) else lines).strip()
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}… ({len(said)} characters)"


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
    return isinstance(filename, str | bytes) and os.path.realpath(os.fsdecode(filename)) == os.path.realpath(
        path
    )
