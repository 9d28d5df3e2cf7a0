"""What an expression is worth on an instance: Σ added up, δ compared, ∂ by dual numbers, to 60 digits.

No rule of the kernel is used, and none of SymPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache, partial
from hashlib import blake2b
from itertools import product
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.audit.dual_numbers import (
    FUNCTIONS,
    NUMBERS,
    ONE,
    REALS,
    TINY,
    ZERO,
    Dual,
    Real,
    Undefined,
    Value,
    apply,
    exponential,
    logarithm,
    parts,
    raised,
)
from derive.language.applications import Apply, Column
from derive.language.binders import Cases, Delta, Distinct, Equal, Sum, free_indices
from derive.language.comparisons import Greatest, Larger, Smaller, Where, opened
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call, NamedNumber
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Equation,
    Hypothesis,
    NonNegative,
    OneHot,
    Positive,
)
from derive.language.indices import Dim, Index


class Comparison(Enum):
    """What exact evaluation says of two sides."""

    AGREE = "agree"
    DIFFER = "differ"
    UNDEFINED = "are undefined"


LARGEST = REALS.mpf(10) ** 15
TOLERANCE = REALS.mpf(10) ** -30

Place = tuple[Family, tuple[int, ...]]


@dataclass
class Instance:
    """Sizes of the dimensions, values of the free indices, random values of the families, drawn as needed.

    A family that depends on others is a polynomial in their entries, and an unknown function a polynomial,
    with random coefficients. `hypotheses` are made true.
    """

    sizes: Mapping[Dim, int]
    seed: int
    indices: Mapping[Index, int] = field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()
    fixed: dict[Place, Real] = field(default_factory=dict)
    _drawn: dict[object, Real] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for hypothesis in self.hypotheses:
            match hypothesis:
                case OneHot(family):
                    self._make_one_hot(family)
                case Equation():
                    self._satisfy(hypothesis)
                case Equal():
                    self._check_indices(hypothesis)
                case AtLeast(dim, number):
                    _demand(self.sizes[dim] >= number, hypothesis)
                case Constant() | Positive() | NonNegative():
                    pass  # asked for where a letter is drawn, and below
                case _:
                    raise Undefined(f"no instance is known for the hypothesis {hypothesis}")
        for hypothesis in self.hypotheses:
            if isinstance(hypothesis, NonNegative):
                self._check_sign(hypothesis)

    def number(self, *key: object) -> Real:
        """A random number between 1/4 and 7/4, the same for the same key."""
        if key not in self._drawn:
            self._drawn[key] = REALS.mpf(250 + self._random(key) % 1501) / 1000
        return self._drawn[key]

    def sign(self, *key: object) -> int:
        """A random sign, the same for the same key."""
        return 1 if self._random(("sign", key)) % 2 else -1

    def _random(self, key: object) -> int:
        digest = blake2b(f"{self.seed} {key}".encode(), digest_size=8).digest()
        return int.from_bytes(digest)

    def places(self, family: Family) -> list[tuple[int, ...]]:
        """All places of the family's entries."""
        return list(product(*(range(1, self.sizes[dim] + 1) for dim in family.dims)))

    def constant_in(self, family: Family) -> set[Family]:
        """The variables that a hypothesis says the family does not depend on."""
        return {
            each.variable for each in self.hypotheses if isinstance(each, Constant) and each.family == family
        }

    def is_positive(self, family: Family) -> bool:
        """Whether the family is positive, as declared or by hypothesis."""
        return family.positive or Positive(family) in self.hypotheses

    def _make_one_hot(self, family: Family) -> None:
        hot = {at[:-1]: self._whole(family.dims[-1], family.name, at[:-1]) for at in self.places(family)}
        for at in self.places(family):
            self.fixed[family, at] = ONE if hot[at[:-1]] == at[-1] else ZERO

    def _satisfy(self, hypothesis: Equation) -> None:
        """v_k = right side, or Σ_k y_k = 1."""
        match hypothesis:
            case Equation(left=Entry() as left, right=right):
                for at in self.places(left.family):
                    places = {**self.indices, **dict(zip(left.places, at, strict=True))}
                    self.fixed[left.family, at] = Evaluation(self).at(right, places)
            case Equation(left=Sum(body=Entry(family=family)), right=Integer(p=1)):
                self._normalise(family)
            case _:
                raise Undefined(f"no instance is known for the hypothesis {hypothesis}")

    def _normalise(self, family: Family) -> None:
        for at in self.places(family):
            row = [place for place in self.places(family) if place[:-1] == at[:-1]]
            total = sum((self.number(family.name, place) for place in row), ZERO)
            self.fixed[family, at] = self.number(family.name, at) / total

    def _check_indices(self, hypothesis: Equal) -> None:
        one, other = (Evaluation(self).place(index, self.indices) for index in hypothesis.args)
        _demand((one == other) != isinstance(hypothesis, Distinct), hypothesis)

    def _check_sign(self, hypothesis: NonNegative) -> None:
        over = _own_indices(hypothesis.expression)
        for at in product(*(range(1, self.sizes[index.dim] + 1) for index in over)):
            value = Evaluation(self).at(hypothesis.expression, dict(zip(over, at, strict=True)))
            _demand(parts(value).get(0, ZERO) >= 0, hypothesis)

    def _whole(self, dim: Dim, *key: object) -> int:
        """A place: by turns that of the first free index, of the second, and a random one."""
        taken = [number for index, number in self.indices.items() if index.dim == dim][:2]
        turn = self.seed % 3
        return taken[turn] if turn < len(taken) else 1 + self._random(key) % self.sizes[dim]

    def label(self, family: Family, at: tuple[int, ...]) -> int:
        """The place that a label names."""
        assert family.values is not None
        return self._whole(family.values, family.name, at)


class Evaluation:
    """Expressions evaluated on one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._moved: tuple[Place, ...] = ()
        self._known: dict[object, Value] = {}

    def value(self, expression: Expr) -> Real:
        """The value at the instance's own indices. Raises `Undefined` if there is none."""
        made = self.at(expression, dict(self.instance.indices))
        assert not isinstance(made, Dual)
        return made

    def at(self, expression: Expr, places: Mapping[Index, int]) -> Value:
        """The value with these values of the free indices."""
        if isinstance(expression, Rational):
            return REALS.mpf(int(expression.p)) / int(expression.q)
        own = _own_indices(expression)
        if any(index not in places for index in own):
            raise Undefined(f"{expression} has an index without a value")
        key = expression, tuple(places[index] for index in own), self._moved
        if key not in self._known:
            method = _METHODS.get(type(expression))
            if method is None:
                raise Undefined(f"{type(expression).__name__} is not evaluated")
            made = method(self, expression, places)
            if abs(parts(made).get(0, ZERO)) > LARGEST:
                raise Undefined("a value is too large")
            self._known[key] = made
        return self._known[key]

    def place(self, index: Basic, places: Mapping[Index, int]) -> int:
        """The number of an index expression."""
        if isinstance(index, Integer):
            return int(index)
        if isinstance(index, Index):
            return places[index]
        at = tuple(self.place(inner, places) for inner in index.args[1:])
        return self.instance.label(index.args[0], at)

    def _plus(self, expression: Plus, places: Mapping[Index, int]) -> Value:
        total: Value = ZERO
        for term in expression.args:
            total = total + self.at(term, places)
        return total

    def _times(self, expression: Times, places: Mapping[Index, int]) -> Value:
        total: Value = ONE
        for factor in expression.args:
            total = total * self.at(factor, places)
        return total

    def _neg(self, expression: Neg, places: Mapping[Index, int]) -> Value:
        return -self.at(expression.args[0], places)

    def _quotient(self, expression: Quotient, places: Mapping[Index, int]) -> Value:
        above, below = (self.at(part, places) for part in expression.args)
        return above * raised(below, Integer(-1))

    def _power(self, expression: Power, places: Mapping[Index, int]) -> Value:
        base, exponent = expression.args
        if isinstance(exponent, Rational):
            return raised(self.at(base, places), exponent)
        return exponential(self.at(exponent, places) * logarithm(self.at(base, places)))

    def _call(self, expression: Call, places: Mapping[Index, int]) -> Value:
        if opened(expression) is not None:
            return self._opened(expression, places)
        name, argument = expression.function, self.at(expression.argument, places)
        if not name.order and name.name in FUNCTIONS:
            return FUNCTIONS[name.name](argument)
        return apply(lambda order, at: self._unknown(name.name, name.order + order, at), argument)

    def _unknown(self, name: object, order: int, at: Real) -> Real:
        """The derivatives of Σ_s c_s x^s / s! for s = 0 … 6."""
        terms = range(order, 7)
        return sum(
            (self.instance.number(name, s) * at ** (s - order) / REALS.factorial(s - order) for s in terms),
            ZERO,
        )

    def _apply(self, expression: Apply, places: Mapping[Index, int]) -> Value:
        """Σ_r g_r(a_r · u), where u are all numbers that the function is handed; slopes are taken along a_r."""
        function = expression.function.name, tuple(self.place(each, places) for each in expression.places)
        slots = [
            ((number, *at), value)
            for number, argument in enumerate(expression.arguments, start=1)
            for at, value in self._numbers_of(argument, places)
        ]
        slopes = [
            (int(number), *(self.place(each, places) for each in at)) for number, *at in expression.slopes
        ]
        total: Value = ZERO
        for ridge in range(3):
            key = *function, len(slots), ridge
            along: Value = ZERO
            for slot, value in slots:
                along = along + self._direction(key, slot) * value
            made = apply(partial(self._sloped, key, len(slopes)), along)
            for slot in slopes:
                made = self._direction(key, slot) * made
            total = total + made
        return total

    def _sloped(self, key: object, slopes: int, order: int, at: Real) -> Real:
        return self._unknown(key, slopes + order, at)

    def _direction(self, key: object, slot: object) -> Real:
        return self.instance.number(key, "direction", slot) - 1

    def _numbers_of(
        self, argument: Expr, places: Mapping[Index, int]
    ) -> Iterator[tuple[tuple[int, ...], Value]]:
        """Every number that an argument hands over, with its place."""
        if not isinstance(argument, Column):
            yield (), self.at(argument, places)
            return
        for number in range(1, self.instance.sizes[argument.bound.dim] + 1):
            for at, value in self._numbers_of(argument.body, {**places, argument.bound: number}):
                yield (number, *at), value

    def _where(self, expression: Where, places: Mapping[Index, int]) -> Value:
        """The branch that holds; where the edge moves with a ∂, and is met, there is no value."""
        difference = self.at(expression.condition.difference, places)
        real = parts(difference).get(0, ZERO)
        if abs(real) <= TINY and isinstance(difference, Dual):
            raise Undefined(f"{expression.condition} changes there")
        strict = expression.condition.strict
        holds = real > TINY or (not strict and abs(real) <= TINY)
        return self.at(expression.value if holds else expression.otherwise, places)

    def _opened(self, expression: Expr, places: Mapping[Index, int]) -> Value:
        cases = opened(expression)
        assert cases is not None
        return self._where(cases, places)

    def _greatest(self, expression: Greatest, places: Mapping[Index, int]) -> Value:
        size = self.instance.sizes[expression.bound.dim]
        left_out = {self.place(place, places) for place in expression.without}
        values = [
            self.at(expression.body, {**places, expression.bound: number})
            for number in range(1, size + 1)
            if number not in left_out
        ]
        if not values:
            raise Undefined("the greatest of nothing")
        ordered = sorted((parts(value).get(0, ZERO), place) for place, value in enumerate(values))
        tied = len(ordered) > 1 and ordered[-1][0] - ordered[-2][0] <= TINY
        if tied and any(isinstance(value, Dual) for value in values):
            raise Undefined("the greatest is taken twice, and moves")
        return values[ordered[-1][1]]

    def _dim(self, expression: Dim, _: Mapping[Index, int]) -> Value:
        return REALS.mpf(self.instance.sizes[expression])

    def _sum(self, expression: Sum, places: Mapping[Index, int]) -> Value:
        left_out = {self.place(place, places) for place in expression.without}
        total: Value = ZERO
        for number in range(1, self.instance.sizes[expression.bound.dim] + 1):
            if number not in left_out:
                total = total + self.at(expression.body, {**places, expression.bound: number})
        return total

    def _delta(self, expression: Delta, places: Mapping[Index, int]) -> Value:
        first, second = (self.place(index, places) for index in expression.args)
        return ONE if first == second else ZERO

    def _cases(self, expression: Cases, places: Mapping[Index, int]) -> Value:
        for value, condition in expression.branches:
            first, second = (self.place(index, places) for index in condition.args)
            if (first == second) != isinstance(condition, Distinct):
                return self.at(value, places)
        return self.at(expression.otherwise, places)

    def _entry(self, expression: Entry, places: Mapping[Index, int]) -> Value:
        family = expression.family
        return self.entry(family, tuple(self.place(index, places) for index in expression.places))

    def entry(self, family: Family, at: tuple[int, ...]) -> Value:
        """h_k at numbers for its indices, with an ε for each ∂ that is being taken in it."""
        value = self._entry_alone(family, at)
        for bit, moved in enumerate(self._moved):
            if moved == (family, at):
                value = value + Dual({1 << bit: ONE})
        return value

    def _entry_alone(self, family: Family, at: tuple[int, ...]) -> Value:
        instance = self.instance
        if any(number > instance.sizes[dim] for number, dim in zip(at, family.dims, strict=True)):
            raise Undefined(f"{family.name} has no entry {at}")
        if isinstance(family, Definition):
            return self.at(family.body, dict(zip(family.parameters, at, strict=True)))
        if (family, at) in instance.fixed:
            return instance.fixed[family, at]
        if not family.of:
            value = instance.number(family.name, at)
            return value if instance.is_positive(family) else value * instance.sign(family.name, at)
        return self._dependent(family, at)

    def _dependent(self, family: Family, at: tuple[int, ...]) -> Value:
        """a + β·z + (γ·z)² + (κ·z)³, or for a positive family a + (γ·z)² + (κ·z)⁴."""
        constant = self.instance.constant_in(family)
        first, second, third = (
            self._mixture(family, at, step, constant) for step in ("first", "second", "third")
        )
        curved = raised(second, Integer(2))
        value = self.instance.number(family.name, at)
        if self.instance.is_positive(family):
            return value + curved + raised(third, Integer(4))
        return value * self.instance.sign(family.name, at) + first + curved + raised(third, Integer(3))

    def _mixture(self, family: Family, at: tuple[int, ...], step: str, constant: set[Family]) -> Value:
        total: Value = ZERO
        for variable in family.of:
            for place in self.instance.places(variable) if variable not in constant else []:
                weight = self.instance.number(family.name, at, step, variable.name, place) - 1
                total = total + weight * self.entry(variable, place)
        return total

    def _derivative(self, expression: Derivative, places: Mapping[Index, int]) -> Value:
        variable = expression.variable
        at = tuple(self.place(index, places) for index in variable.places)
        before, bit = self._moved, 1 << len(self._moved)
        self._moved = (*before, (variable.family, at))
        try:
            made = parts(self.at(expression.body, places))
        finally:
            self._moved = before
        slope = {mask ^ bit: part for mask, part in made.items() if mask & bit}
        return Dual(slope) if any(slope) else slope.get(0, ZERO)


_METHODS: dict[type, Callable[[Any, Any, Mapping[Index, int]], Value]] = {
    Plus: Evaluation._plus,
    Times: Evaluation._times,
    Neg: Evaluation._neg,
    Quotient: Evaluation._quotient,
    Power: Evaluation._power,
    Where: Evaluation._where,
    Larger: Evaluation._opened,
    Smaller: Evaluation._opened,
    Greatest: Evaluation._greatest,
    Call: Evaluation._call,
    NamedNumber: lambda _, node, __: NUMBERS[node.name],
    Apply: Evaluation._apply,
    Dim: Evaluation._dim,
    Sum: Evaluation._sum,
    Delta: Evaluation._delta,
    Cases: Evaluation._cases,
    Entry: Evaluation._entry,
    Derivative: Evaluation._derivative,
}


def _demand(holds: bool, hypothesis: object) -> None:
    if not holds:
        raise Undefined(f"{hypothesis} does not hold here")


@lru_cache(maxsize=1 << 14)
def _own_indices(expression: Expr) -> tuple[Index, ...]:
    return tuple(sorted(free_indices(expression), key=lambda index: (index.name, index.dim.name)))


def agree(first: Real, second: Real) -> bool:
    """Whether two values are equal to within 30 digits of the larger, or of 1."""
    return bool(abs(first - second) <= TOLERANCE * max(ONE, abs(first), abs(second)))
