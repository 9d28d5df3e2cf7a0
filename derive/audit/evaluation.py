"""Instances of the audit's own, drawn entry by entry as they are asked for, and what an expression is worth there.

No rule of the kernel is used, and none of SymPy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from hashlib import blake2b
from itertools import product
from math import factorial

from sympy import Basic, Integer

from derive.language.applications import Apply, sides_of
from derive.language.binders import Sum
from derive.language.families import Entry, Family
from derive.language.functions import Function
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
from derive.language.places import Distinct, Equal
from derive.values import dual
from derive.values.dual import Value
from derive.values.exact import WithSlopes
from derive.values.numbers import MP, ONE, ZERO, Number, Undefined, decimal, sign
from derive.values.walk import Key, Places, Slot, own_indices


class Comparison(Enum):
    """What exact evaluation says of two sides."""

    AGREE = "agree"
    DIFFER = "differ"
    UNDEFINED = "are undefined"


LARGEST = MP.mpf(10) ** 15
TOLERANCE = MP.mpf(10) ** -30
_DEGREE = 6


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
    fixed: dict[Key, Value] = field(default_factory=dict)
    _drawn: dict[object, Number] = field(default_factory=dict)

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
                    raise Undefined("no instance is known for the hypothesis {}", hypothesis)
        for hypothesis in self.hypotheses:
            if isinstance(hypothesis, NonNegative):
                self._check_sign(hypothesis)

    def number(self, *key: object) -> Number:
        """A random number between 1/4 and 7/4, the same for the same key."""
        if key not in self._drawn:
            self._drawn[key] = MP.mpf(250 + self._random(key) % 1501) / 1000
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
                    self.fixed[left.family, at] = Evaluation(self).write(right, places)
            case Equation(left=Sum(body=Entry(family=family)), right=Integer(p=1)):
                self._normalise(family)
            case _:
                raise Undefined("no instance is known for the hypothesis {}", hypothesis)

    def _normalise(self, family: Family) -> None:
        for at in self.places(family):
            row = [place for place in self.places(family) if place[:-1] == at[:-1]]
            total = sum((self.number(family.name, place) for place in row), ZERO)
            self.fixed[family, at] = self.number(family.name, at) / total

    def _check_indices(self, hypothesis: Equal) -> None:
        one, other = (Evaluation(self).place(index, self.indices) for index in hypothesis.args)
        _demand((one == other) != isinstance(hypothesis, Distinct), hypothesis)

    def _check_sign(self, hypothesis: NonNegative) -> None:
        over = own_indices(hypothesis.expression)
        for at in product(*(range(1, self.sizes[index.dim] + 1) for index in over)):
            value = Evaluation(self).write(hypothesis.expression, dict(zip(over, at, strict=True)))
            _demand(sign(dual.part(value)) >= 0, hypothesis)

    def _whole(self, dim: Dim, *key: object) -> int:
        """A place: by turns that of the first free index, of the second, and a random one."""
        taken = [number for index, number in self.indices.items() if index.dim == dim][:2]
        turn = self.seed % 3
        return taken[turn] if turn < len(taken) else 1 + self._random(key) % self.sizes[dim]

    def label(self, family: Family, at: tuple[int, ...]) -> int:
        """The place that a label names."""
        assert family.values is not None
        return self._whole(family.values, family.name, at)


class Evaluation(WithSlopes):
    """Expressions evaluated on one instance, to 60 digits and more."""

    def __init__(self, instance: Instance, moved: tuple[tuple[int, Key], ...] = ()) -> None:
        super().__init__(instance.sizes, moved=moved)
        self.instance = instance

    def with_moved(self, moved: tuple[tuple[int, Key], ...]) -> Evaluation:
        """An evaluation at the same instance, with infinitesimals added to these entries."""
        return Evaluation(self.instance, moved)

    def value(self, node: Basic, places: Places | None = None) -> Number:
        """The value, at the instance's own indices if no places are said. Raises `Undefined` if there is none."""
        return decimal(super().value(node, self.instance.indices if places is None else places))

    def write(self, node: Basic, places: Places) -> Value:
        """The value with these values of the free indices; one that is too large counts as none."""
        if any(index not in places for index in own_indices(node)):
            raise Undefined("{} has an index without a value", node)
        made = super().write(node, places)
        if abs(decimal(dual.part(made))) > LARGEST:
            raise Undefined("a value is too large")
        return made

    def label(self, key: Key) -> int:
        """The place that a label names."""
        return self.instance.label(*key)

    def entry(self, key: Key) -> Value:
        """h_k at numbers for its indices, with an ε for each ∂ that is being taken in it."""
        made = self._entry_alone(*key)
        return made + self.shifts[key] if key in self.shifts else made

    def _entry_alone(self, family: Family, at: tuple[int, ...]) -> Value:
        instance = self.instance
        if any(number > instance.sizes[dim] for number, dim in zip(at, family.dims, strict=True)):
            raise Undefined("{} has no entry {}", family.name, at)
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
        curved = second * second
        value = self.instance.number(family.name, at)
        if self.instance.is_positive(family):
            return value + curved + third * third * third * third
        return value * self.instance.sign(family.name, at) + first + curved + third * third * third

    def _mixture(self, family: Family, at: tuple[int, ...], step: str, constant: set[Family]) -> Value:
        total: Value = ZERO
        for variable in family.of:
            for place in self.instance.places(variable) if variable not in constant else []:
                weight = self.instance.number(family.name, at, step, variable.name, place) - 1
                total = total + weight * self.entry((variable, place))
        return total

    def unknown(self, function: Function, argument: Value) -> Value:
        """Σ_s c_s x^s / s! for s = 0 … 6, differentiated."""
        return self._polynomial(function.name, function.order, argument)

    def _polynomial(self, name: object, order: int, argument: Value) -> Value:
        made: Value = ZERO
        for power in range(_DEGREE, order - 1, -1):
            made = made * argument + self.instance.number(name, power) / factorial(power - order)
        return made

    def apply(self, node: Apply, at: tuple[int, ...], numbers: list[Value], slopes: Sequence[Slot]) -> Value:
        """Σ_r g_r(a_r · u), where u are all numbers that the function is handed; slopes are taken along a_r."""
        total: Value = ZERO
        for ridge in range(3):
            key = node.function.name, at, len(numbers), ridge
            along: Value = ZERO
            for slot, value in zip(self._slots(node), numbers, strict=True):
                along = along + self._direction(key, slot) * value
            made = self._polynomial(key, len(slopes), along)
            for slot in slopes:
                made = self._direction(key, slot) * made
            total = total + made
        return total

    def _slots(self, node: Apply) -> list[Slot]:
        """Every number that is handed over, by its argument and its place."""
        sides = [[index.dim for index in sides_of(argument)] for argument in node.arguments]
        return [
            (number, place)
            for number, dims in enumerate(sides, start=1)
            for place in product(*(range(1, self.sizes[dim] + 1) for dim in dims))
        ]

    def _direction(self, key: object, slot: object) -> Number:
        return self.instance.number(key, "direction", slot) - 1


def _demand(holds: bool, hypothesis: object) -> None:
    if not holds:
        raise Undefined("{} does not hold here", hypothesis)


def agree(first: Number, second: Number) -> bool:
    """Whether two values are equal to within 30 digits of the larger, or of 1."""
    one, other = decimal(first), decimal(second)
    return bool(abs(one - other) <= TOLERANCE * max(1, abs(one), abs(other)))
