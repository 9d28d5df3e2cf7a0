"""What a sabotage is: a function of the kernel, and a wrong one to stand in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import isclass
from types import ModuleType
from typing import Any, Literal

from sympy import Expr

from derive.kernel import (
    applications,
    arithmetic,
    assuming,
    colours,
    comparisons,
    components,
    consequences,
    deltas,
    derivative,
    differences,
    domains,
    express,
    factoring,
    functions,
    inverses,
    leading,
    limits,
    orienting,
    places,
    products,
    proof,
    reading,
    renaming,
    rules,
    sharing,
    signs,
    squares,
    sums,
    terms,
    trigonometry,
    unfolding,
)
from derive.language import functions as book
from derive.language.hypotheses import Hypothesis

MODULES: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        limits, terms, squares, factoring, leading, deltas, arithmetic, colours, components, sums, places, trigonometry,
        functions, applications, comparisons,
        orienting, rules, inverses, products, derivative, consequences, assuming, reading, express, domains, unfolding,
        renaming, signs, sharing, differences, proof,
    )
}  # fmt: skip
"""The files of the kernel."""

BELIEVED: dict[str, ModuleType] = {"book": book}
"""What the kernel takes from the language."""

Wrong = Callable[[Any], Any]


Judgement = Literal["false", "true", "without a value"]


@dataclass(frozen=True)
class Claim:
    """What the broken kernel gets wrong, where the property test seldom comes.

    It believes that a `false` claim holds, refuses a `true` one, or holds `left` to be `without a value`. `ask` asks
    it, and returns a `Proof` or an expression if it believes; by default it is asked for a proof.
    """

    left: Expr
    right: Expr
    relation: str = "="
    given: tuple[Hypothesis, ...] = ()
    judged: Judgement = "false"
    ask: Callable[[], object] | None = None

    def believed(self) -> bool:
        """Whether the kernel as it now is believes the claim."""
        openings = assuming.Openings(hypotheses=self.given)
        answer = self.ask() if self.ask else proof.prove(self.left, self.right, openings)
        return isinstance(answer, proof.Proof | Expr)


@dataclass(frozen=True)
class Sabotage:
    """`wrong` makes of the function at `where`, such as `sums:Sums._sifted`, one that states the false law `says`.

    `where` may end in a key of a table, as in `derivative:_RULES[Plus]` or `book:BOOK[log]`, or in a word, where
    one function has several laws.
    """

    where: str
    says: str
    wrong: Wrong
    claim: Claim | None = None

    @property
    def place(self) -> tuple[str, str]:
        """The file of the kernel, and the function in it."""
        module, _, function = self.where.partition(" ")[0].partition(":")
        return module, function


SABOTAGES: dict[str, Sabotage] = {}
"""Every sabotage, by where it is."""


def sabotage(where: str, says: str, claim: Claim | None = None) -> Callable[[Wrong], Wrong]:
    """Enter what makes the wrong function of the right one."""

    def enter(wrong: Wrong) -> Wrong:
        if where in SABOTAGES:
            raise ValueError(f"{where} is sabotaged twice")
        SABOTAGES[where] = Sabotage(where, says, wrong, claim)
        return wrong

    return enter


def always(where: str, says: str, value: Any, claim: Claim | None = None) -> None:
    """Enter a wrong function that always returns this value."""
    sabotage(where, says, claim)(lambda _: lambda *args, **more: value)


def is_stale(each: Sabotage) -> bool:
    """Whether the kernel has no function, nor entry of a table, where the sabotage is."""
    try:
        _found(each)
    except (KeyError, StopIteration):
        return True
    return False


def _is_table(key: str, held: Any) -> bool:
    return isinstance(held, dict) and key.isupper() and all(map(callable, held.values()))


def _named(key: Any) -> str:
    return str(getattr(key, "__name__", key))


@contextmanager
def broken(each: Sabotage) -> Iterator[None]:
    """Within this context the kernel has the wrong rule in place of the right one, wherever that is held."""
    right = _found(each)
    wrong = each.wrong(right)
    undone: list[Callable[[], None]] = []
    try:
        for owner, key, held in list(_holding(each, right)):
            undone.append(
                _put(owner, key, staticmethod(wrong) if isinstance(held, staticmethod) else wrong, held)
            )
        _forget()
        yield
    finally:
        for put_back in reversed(undone):
            put_back()
        _forget()


def _found(each: Sabotage) -> Any:
    """The right function. Raises `KeyError` or `StopIteration` if there is none of that name."""
    module, function = each.place
    name, _, key = function.rstrip("]").partition("[")
    if key:
        table = vars((MODULES | BELIEVED)[module])[name]
        return next(value for entry, value in table.items() if _named(entry) == key)
    owner, _, method = name.rpartition(".")
    names = vars(vars(MODULES[module])[owner]) if owner else vars(MODULES[module])
    held = names[method]
    return held.__func__ if isinstance(held, staticmethod) else held


def _holding(each: Sabotage, right: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The modules, classes and tables of the kernel that hold the function, and under which name."""
    module_name, function = each.place
    if function.endswith("]"):
        table = vars((MODULES | BELIEVED)[module_name])[function.partition("[")[0]]
        yield from ((table, entry, value) for entry, value in list(table.items()) if value is right)
        return
    for module in MODULES.values():
        for key, held in list(vars(module).items()):
            if held is right:
                yield module, key, held
            elif _is_table(key, held):
                yield from ((held, entry, value) for entry, value in list(held.items()) if value is right)
            elif isclass(held) and held.__module__ == module.__name__:
                yield from (
                    (held, entry, value)
                    for entry, value in list(vars(held).items())
                    if value is right or (isinstance(value, staticmethod) and value.__func__ is right)
                )


def _put(owner: Any, key: Any, wrong: Any, held: Any) -> Callable[[], None]:
    if isinstance(owner, dict):
        owner[key] = wrong
        return lambda: owner.update({key: held})
    setattr(owner, key, wrong)
    return lambda: setattr(owner, key, held)


def _forget() -> None:
    """Empty the kernel's caches: what was found under other rules must not be believed."""
    for module in MODULES.values():
        for held in vars(module).values():
            if hasattr(held, "cache_clear"):
                held.cache_clear()
