"""From the language of a page to terms, and how each letter is declared.

A family h of z is a function of the whole vector, h : nat -> (nat -> R) -> R, so that ∂h_k/∂z_d is
`partial (fun z => h k z) z d`. A letter in which a claim differentiates is a variable; a definition takes the
variables that it depends on: p k z.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.certificates.derivatives import Value
from derive.certificates.errors import NoCertificate
from derive.certificates.terms import (
    ONE,
    Apply,
    Atom,
    Cases,
    Choice,
    Delta,
    Negative,
    Number,
    Over,
    Partial,
    Place,
    Plus,
    Power,
    Raised,
    Size,
    Sum,
    Term,
    Times,
)
from derive.language import binders, comparisons, derivatives, expressions, functions, places
from derive.language.binders import substitute, walk
from derive.language.families import Definition, Entry, Family, definitions, families
from derive.language.indices import Dim, Index
from derive.language.recurrences import Recurrence

FUNCTIONS = {"exp": "exp", "log": "ln", "sin": "sin", "cos": "cos", "arctan": "atan"}
CONSTANTS = {"pi": "PI"}
TAKEN = {
    *(
        "Sum",
        "Sum_but",
        "delta",
        "cases",
        "above",
        "choice",
        "partial",
        "partial2",
        "put",
        "put2",
        "smooth",
        "smooth2",
        "at0",
        "at1",
    ),
    *("Rpower", "PI", "sin", "cos", "atan"),
    *("exp", "ln", "INR", "R", "nat", "fun", "forall", "Derive", "S", "O", "le", "lt"),
}
"""Names that mean something else in a certificate."""


def name(letter: str) -> str:
    """The letter as an identifier that means nothing else in the file."""
    kept = "".join(each if each.isalnum() or each == "_" else "'" if each in "'′" else "_" for each in letter)
    return f"{kept}'" if kept in TAKEN else kept


def variables(*sides: Expr) -> tuple[Family, ...]:
    """The letters that are differentiated in, in the order met; through definitions too."""
    found: dict[Family, None] = {}
    for side in sides:
        for body in (side, *(each.body for each in sorted(definitions(side), key=str))):
            for node in walk(body):
                if isinstance(node, derivatives.Derivative):
                    found[node.variable.family] = None
    return tuple(found)


class Translation:
    """One claim's letters. `constant` are pairs of a family and a variable that it does not depend on."""

    def __init__(
        self, sides: tuple[Expr, ...], constant: frozenset[tuple[Family, Family]] = frozenset()
    ) -> None:
        self.variables = variables(*sides)
        self.constant = constant
        self.points: dict[Term, Value] = {}
        every = {each for side in sides for each in families(side)}
        self.families = tuple(
            sorted(every | {v for v in self.variables if not isinstance(v, Definition)}, key=str)
        )
        for each in self.families:
            if len(each.of) and any(over in self.variables for over in each.of) and each in self.variables:
                raise NoCertificate(f"a derivative in {each.name}, which itself depends on another variable")

    def arguments(self, family: Family) -> tuple[Family, ...]:
        """The variables that a family or definition is a function of."""
        if isinstance(family, Definition):
            inner = {over for each in families(family.body) for over in (each, *self.arguments(each))}
            return tuple(v for v in self.variables if v in inner and not isinstance(v, Definition))
        if family in self.variables:
            return ()
        return tuple(v for v in self.variables if v in family.of and (family, v) not in self.constant)

    def folded(self, expression: Expr) -> Term:
        """The expression with definitions as names."""
        return _Reader(self, folded=True).read(expression)

    def opened(self, expression: Expr) -> Term:
        """The expression with definitions put in, bound indices named by their depth."""
        return _Reader(self, folded=False).read(expression)


class _Reader:
    def __init__(
        self, letters: Translation, folded: bool, formal: frozenset[Family] = frozenset(), depth: int = 0
    ) -> None:
        self.letters, self.folded, self.formal, self.depth = letters, folded, formal, depth
        self.bound: dict[Index, Place] = {}

    def read(self, node: Basic) -> Term:
        """The expression as a term. Raises `NoCertificate` for a head without one."""
        for head, rule in _RULES.items():
            if isinstance(node, head):
                return rule(self, node)
        raise NoCertificate(f"{type(node).__name__} has no term in Rocq yet")

    def several(self, node: Basic) -> tuple[Term, ...]:
        """All its arguments."""
        return tuple(map(self.read, node.args))

    def place(self, node: Basic) -> Place:
        """Where an entry stands; fixed places count from 0 in Rocq."""
        match node:
            case Index():
                return self.bound.get(node, Place(name(node.name)))
            case Integer():
                return Place(f"{int(node) - 1}%nat")
            case Entry():
                return Place(name(node.family.name), tuple(map(self.place, node.places)))
        raise NoCertificate(f"{node} as a place has no term in Rocq yet")

    def power(self, node: Basic) -> Term:
        """A power; with an exponent that is no whole number exp(b ln a)."""
        base, exponent = node.args
        if isinstance(exponent, Integer):
            return Power(self.read(base), int(exponent)) if exponent != 0 else ONE
        under, over = self.read(base), self.read(exponent)
        return Raised(under, over) if self.folded else Apply("exp", Times((over, Apply("ln", under))))

    def call(self, node: functions.Call) -> Term:
        """exp, log and what is made of them."""
        called = node.function
        if called.order == 0 and called.name in FUNCTIONS:
            return Apply(FUNCTIONS[called.name], self.read(node.argument))
        if called.opened is None:
            raise NoCertificate(f"{called.name} has no lemma yet")
        return self.read(called.opened(node.argument))

    def cases(self, node: binders.Cases) -> Term:
        """Values by cases."""
        result = self.read(node.otherwise)
        for value, condition in reversed(node.branches):
            first, second = map(self.place, condition.args)
            inner = self.read(value)
            swapped = isinstance(condition, places.Distinct)
            result = Cases(first, second, *((result, inner) if swapped else (inner, result)))
        return result

    def where(self, node: comparisons.Where) -> Term:
        """Values by a comparison; d ≥ 0 is where −d > 0 is not."""
        difference = self.read(node.condition.difference)
        value, otherwise = self.read(node.value), self.read(node.otherwise)
        if node.condition.strict:
            return Choice(difference, value, otherwise)
        return Choice(Negative(difference), otherwise, value)

    def sum(self, node: binders.Sum) -> Term:
        """A sum; its index is named as written, or by its depth."""
        if len(node.without) > 1:
            raise NoCertificate("a sum that leaves out two places has no lemma yet")
        without = self.place(node.without[0]) if node.without else None
        bound = name(node.bound.name) if self.folded else f"i'0{self.depth}"
        inner = _Reader(self.letters, self.folded, self.formal, self.depth + 1)
        inner.bound = {**self.bound, node.bound: Place(bound)}
        return Sum(name(node.bound.dim.name), bound, inner.read(node.body), without)

    def entry(self, node: Entry) -> Term:
        """An entry of a family, or what a definition stands for."""
        family, places = node.family, node.places
        if isinstance(family, Recurrence):
            raise NoCertificate("a letter that is defined step by step has no term in Rocq yet")
        if isinstance(family, Definition) and family not in self.formal and not self._has_name(family):
            return self.read(substitute(family.body, dict(zip(family.parameters, places, strict=True))))
        arguments = () if family in self.formal else self.letters.arguments(family)
        slots = [f"{{{number}}}" for number in range(len(places))]
        form = " ".join([name(family.name), *slots, *(name(v.name) for v in arguments)])
        return Atom(form, tuple(map(self.place, places)))

    def _has_name(self, family: Definition) -> bool:
        """Whether a definition may stand as a name: where nothing that it depends on is a variable here."""
        return self.folded and not (self.formal & ({family} | definitions(family.body)))

    def partial(self, node: derivatives.Derivative) -> Term:
        """A derivative."""
        variable = node.variable.family
        formal = isinstance(variable, Definition) and variable not in self.formal
        inner = _Reader(
            self.letters, self.folded, self.formal | ({variable} if formal else set()), self.depth
        )
        inner.bound = dict(self.bound)
        point, letter = name(variable.name), name(variable.name)
        if formal:
            point = self._point(variable)
        made = Partial(letter, inner.read(node.body), point, tuple(map(self.place, node.variable.places)))
        if formal:
            self.letters.points[Partial(letter, ONE, point, ())] = lambda at: self._value(variable, at)
        return made

    def _value(self, variable: Definition, at: tuple[Place, ...]) -> Term:
        """The definition's entry at these places."""
        marks = [Index(f"mark{number}", dim) for number, dim in enumerate(variable.dims)]
        deepest = max((int(place.name[3:]) for place in at if place.name.startswith("i'0")), default=-1)
        reader = _Reader(self.letters, self.folded, self.formal, max(self.depth, deepest + 1))
        reader.bound = {**self.bound, **dict(zip(marks, at, strict=True))}
        return reader.read(Entry(variable, *marks))

    def _point(self, variable: Definition) -> str:
        names = tuple(Place(f"at{number}") for number in range(len(variable.dims)))
        body = self._value(variable, names).text
        head = "".join(f"fun {place.name} : nat => " for place in names)
        return f"({head}{body})" if names else body


_RULES: dict[Any, Callable[[_Reader, Any], Term]] = {
    Rational: lambda _, node: Number(Fraction(int(node.p), int(node.q))),
    Dim: lambda _, node: Size(name(node.name)),
    functions.NamedNumber: lambda _, node: Atom(CONSTANTS[node.name]),
    expressions.Plus: lambda reader, node: Plus(reader.several(node)),
    expressions.Times: lambda reader, node: Times(reader.several(node)),
    expressions.Neg: lambda reader, node: Negative(*reader.several(node)),
    expressions.Quotient: lambda reader, node: Over(*reader.several(node)),
    expressions.Power: _Reader.power,
    functions.Call: _Reader.call,
    binders.Delta: lambda reader, node: Delta(*map(reader.place, node.args)),
    binders.Cases: _Reader.cases,
    comparisons.Where: _Reader.where,
    comparisons.Larger: lambda reader, node: reader.read(node.cases),
    comparisons.Smaller: lambda reader, node: reader.read(node.cases),
    binders.Sum: _Reader.sum,
    derivatives.Derivative: _Reader.partial,
    Entry: _Reader.entry,
}
"""What each head of the language is as a term."""


def place(node: Basic) -> Place:
    """A free index, a fixed place or a label in Rocq."""
    return _Reader(Translation(()), folded=True).place(node)


def sizes(*parts: Basic) -> tuple[str, ...]:
    """Every dimension met, through definitions, by name."""
    found: set[str] = set()
    for part in parts:
        for body in (part, *(each.body for each in definitions(part))):
            for node in walk(body):
                found |= {each.name for each in _dimensions(node)}
    return tuple(sorted(found))


def _dimensions(node: Basic) -> Iterator[Dim]:
    match node:
        case Dim():
            yield node
        case Index():
            yield node.dim
        case Definition():
            yield from node.dims
        case Family():
            yield from node.dims
            if node.values is not None:
                yield node.values
            for variable in node.of:
                yield from variable.dims


def fixed_places(*parts: Basic) -> tuple[tuple[int, str], ...]:
    """Places that are numbers, counted from 0, with their dimension."""
    found: dict[tuple[int, str], None] = {}
    for node in (node for part in parts for node in walk(part)):
        if isinstance(node, Entry):
            for where, dim in zip(node.places, node.family.dims, strict=True):
                if isinstance(where, Integer):
                    found[int(where) - 1, dim.name] = None
    return tuple(found)
