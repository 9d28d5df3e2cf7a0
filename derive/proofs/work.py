"""What a worker finds for a printed proof: the verdict, the numbers of every line, the code.

Each line is held against the line before it by the two other voices, as the claim is by its check. A line that the
kernel proved and another voice denies makes the whole a disagreement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from derive import worker
from derive.results import FiniteDifference, IdentitySummary, InstanceResult, PageProblem, Result
from derive.results.messages import LineDenied
from derive.targets import Target
from derive.worker import Options

if TYPE_CHECKING:
    from derive.language.claims import Example, Identity
    from derive.language.page import Page


@dataclass(frozen=True, slots=True)
class LineNumbers:
    """What instances and numbers say of a line and the line before it."""

    instances: tuple[InstanceResult, ...]
    differences: FiniteDifference

    @property
    def denied(self) -> bool:
        """Whether one of the two voices says no."""
        numbers = self.differences
        return not (all(each.agrees for each in self.instances) and (numbers.agrees or numbers.inconclusive))


@dataclass(frozen=True, slots=True)
class Printed(Result):
    """A result with what is printed beside its proof: the numbers of every line, the code for every target."""

    numbers: tuple[LineNumbers, ...] = ()
    code: tuple[tuple[str, str], ...] = ()


def judge(target: Target, stated: IdentitySummary, options: Options) -> Result | PageProblem:
    """The verdict on one identity of a page, with what is printed beside its proof."""
    found = worker.judge(target, stated, options)
    if not isinstance(found, Result) or found.verdict != "proved":
        return found
    identity = stated_in(target, stated.name)[1]
    return found if identity is None else printed(identity, found, options.seed)


def stated_in(target: Target, name: str) -> tuple[Page, Identity | Example | None]:
    """The page, or the document as one, and what it states by this name."""
    page = worker.document(target) if target.is_document else worker.load(target.path)
    return page, page.identities.get(name)


def printed(identity: Identity | Example, result: Result, seed: int) -> Result:
    """The result of a proved identity, with what is printed beside its proof."""
    numbers = tuple(_numbers(identity, seed))
    denied = [number for number, each in enumerate(numbers, 1) if each.denied]
    if denied:
        return replace(result, verdict="disagreement", said=LineDenied(denied[0]))
    own = {each.name: getattr(result, each.name) for each in fields(result)}
    return Printed(**own, numbers=numbers, code=tuple(_code(identity, result)))


def _numbers(identity: Identity | Example, seed: int) -> Iterator[LineNumbers]:
    from derive.instance import check_instances
    from derive.language.claims import Example
    from derive.numeric import check_numbers

    if isinstance(identity, Example):
        return
    before = identity.start
    for line in identity.lines:
        step = before, line.expression, identity.given
        yield LineNumbers(check_instances(*step, seed=seed), check_numbers(*step, seed=seed))
        before = line.expression


def _code(identity: Identity | Example, result: Result) -> Iterator[tuple[str, str]]:
    """The module for every target; nothing where there is nothing to compute."""
    from derive.codegen import TARGETS, NoCode, code

    for target in TARGETS:
        try:
            yield target, code(identity, target, result=result)
        except NoCode:
            continue
