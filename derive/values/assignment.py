"""A value for every letter of a claim at given sizes.

A letter that depends on nothing has a number for each entry. One that depends on z is a concrete function
near the point z⁰: with the displacement δ = z − z⁰,

    h_k = v_k + Σ_d a_kd δ_d + ½ Σ_de c_kde δ_d δ_e + …        or, if exp h_k occurs,
    h_k = log(q_k (1 + Σ_d a_kd δ_d + …)),  so that exp h_k is a polynomial with rational coefficients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations_with_replacement, product
from math import factorial, prod
from typing import Any

from sympy import Expr, Symbol

from derive.language.families import Family
from derive.language.indices import Dim
from derive.values.choices import Choices, Kind
from derive.values.maps import Map, drawn as drawn_map
from derive.values.matrix_words import drawn as drawn_matrix
from derive.values.numbers import ONE, Number
from derive.values.plain import Arithmetic, evaluate
from derive.values.survey import Signature, Survey
from derive.values.walk import Key

Polynomial = dict[tuple[Key, ...], Number]
"""The coefficient of each product of displacements, the constant term under ()."""


@dataclass
class Assignment:
    """Numbers, functions and places for the letters of a claim. `reads` collects what was asked for."""

    survey: Survey
    sizes: Mapping[Dim, int]
    values: dict[Key, Number] = field(default_factory=dict)
    jets: dict[Key, Polynomial] = field(default_factory=dict)
    places: dict[Key, int] = field(default_factory=dict)
    functions: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)
    maps: dict[tuple[Signature, tuple[int, ...]], Map] = field(default_factory=dict)
    solved: dict[Key, Expr] = field(default_factory=dict)
    reads: set[tuple[Family, Family | None]] = field(default_factory=set)

    def entry(self, key: Key, shifts: Mapping[Key, Any], arithmetic: Arithmetic) -> Any:
        """The entry where variables are displaced by `shifts`, with its own displacement for ∂/∂h_k."""
        letter = key[0]
        self.reads.add((letter, None))
        self.reads |= {(letter, each[0]) for each in shifts if each[0] in letter.of}
        value = self._core(key, shifts, arithmetic)
        if letter in self.survey.roles.logarithms:
            value = arithmetic.functions["log"](value)
        return value + shifts[key] if key in shifts else value

    def _core(self, key: Key, shifts: Mapping[Key, Any], arithmetic: Arithmetic) -> Any:
        """exp of the entry where it is taken as a logarithm, else the entry, without its own displacement."""
        if key in self.solved:
            moved = lambda symbol: self._moved(self.unknowns[symbol], shifts, arithmetic)  # noqa: E731
            return evaluate(self.solved[key], arithmetic, moved)
        value = arithmetic.number(self.values[key])
        for powers, coefficient in self.jets.get(key, {}).items() if shifts else ():
            if all(each in shifts for each in powers):
                term = arithmetic.number(coefficient)
                for each in powers:
                    term = term * shifts[each]
                value = value + term
        return value

    def _moved(self, key: Key, shifts: Mapping[Key, Any], arithmetic: Arithmetic) -> Any:
        """The core of a letter that an equation speaks of; of a variable that is displaced, with its displacement."""
        value = self._core(key, shifts, arithmetic)
        if key[0].of or key not in shifts:
            return value
        if key[0] in self.survey.roles.logarithms:
            return value * arithmetic.functions["exp"](shifts[key])
        return value + shifts[key]

    def core(self, key: Key) -> Number:
        """The number that stands for the entry: exp h_k where h_k is a logarithm, else the entry."""
        return self.values[key]

    @cached_property
    def unknowns(self) -> dict[Symbol, Key]:
        """A symbol for each entry, by which solved equations speak of it."""
        return {
            Symbol(f"{letter.name}{list(places)}"): (letter, places) for letter, places in self.every_entry()
        }

    @cached_property
    def symbols(self) -> dict[Key, Symbol]:
        """The symbol of each entry."""
        return {key: symbol for symbol, key in self.unknowns.items()}

    def every_entry(self) -> Iterator[Key]:
        """Every entry that is a number, in order."""
        for letter in self.survey.families:
            if letter.values is None:
                yield from entries(letter, self.sizes)

    def polynomial(self, name: str, order: int) -> tuple[Fraction, ...]:
        """The coefficients of an unknown function, or of its derivative of this order, the constant first."""
        coefficients = self.functions[name]
        return tuple(
            coefficient * (factorial(power) // factorial(power - order))
            for power, coefficient in enumerate(coefficients)
            if power >= order
        )


def entries(letter: Family, sizes: Mapping[Dim, int]) -> Iterator[Key]:
    """Every entry of a family at these sizes."""
    for places in product(*(range(1, sizes[dim] + 1) for dim in letter.dims)):
        yield letter, places


def assign(
    survey: Survey, sizes: Mapping[Dim, int], choices: Choices, *, order: int, positive: bool = False
) -> Assignment:
    """Numbers for all letters, before the equations among the hypotheses are satisfied.

    `order` is the degree to which dependent letters vary; `positive` takes positive numbers throughout.
    """
    made = Assignment(survey, sizes)
    for letter in survey.families:
        if letter.values is not None:
            for key in entries(letter, sizes):
                made.places[key] = choices.place((letter.name, key[1], "place"), sizes[letter.values])
        elif letter in survey.one_hot:
            _one_hot(made, letter, choices)
        elif letter in survey.asked.matrices:
            _matrix(made, letter, choices, positive=positive)
        else:
            kind = _kind(survey, letter, positive)
            for key in entries(letter, sizes):
                made.values[key] = choices.number((letter.name, key[1]), kind)
                made.jets[key] = _jet(made, key, choices, order)
    for name, differentiated in survey.functions.items():
        degree = max(3, differentiated)
        made.functions[name] = tuple(
            choices.number((name, "coefficient", power), "slope") for power in range(degree + 1)
        )
    for signature, differentiated in survey.maps.items():
        ranges = (range(1, sizes[dim] + 1) if dim else (1,) for dim in signature[1])
        for places in product(*ranges):
            made.maps[signature, places] = drawn_map(signature, places, differentiated, sizes, choices)
    return made


def _kind(survey: Survey, letter: Family, positive: bool) -> Kind:
    roles = survey.roles
    if letter in roles.logarithms:
        return "above one" if letter in survey.positive else "positive"
    if letter in roles.units:
        return "unit"
    if letter in roles.whole and letter not in survey.positive:
        return "whole"
    if letter in survey.nonnegative and letter not in survey.positive:
        return "nonnegative"
    return "positive" if positive or letter in survey.positive else "any"


def _matrix(made: Assignment, letter: Family, choices: Choices, *, positive: bool) -> None:
    """A matrix of which the words of the hypotheses are true: it does not move with what it depends on."""
    said, kind = made.survey.asked.matrices[letter], _kind(made.survey, letter, positive)
    rows, columns = (made.sizes[dim] for dim in letter.dims)
    matrix = drawn_matrix(
        said,
        rows,
        columns,
        lambda i, j: choices.number((letter.name, (i, j)), kind),
        lambda i: choices.place((letter.name, (i,), "toss"), 2) == 1,
    )
    for key in entries(letter, made.sizes):
        row, column = key[1]
        made.values[key] = matrix[row - 1][column - 1]
        made.jets[key] = {}


def _one_hot(made: Assignment, letter: Family, choices: Choices) -> None:
    for key in entries(letter, made.sizes):
        *row, place = key[1]
        if place == 1:
            hot = choices.place((letter.name, tuple(row), "hot"), made.sizes[letter.dims[-1]])
        made.values[key] = Fraction(place == hot)
        made.jets[key] = {}


def _jet(made: Assignment, key: Key, choices: Choices, order: int) -> Polynomial:
    """The terms in the displacements, up to this degree; none in a variable that it is constant in."""
    letter, places = key
    scale = made.values[key] if letter in made.survey.roles.logarithms else ONE
    variables = [
        each
        for variable in letter.of
        if variable in made.survey.moved and (letter, variable) not in made.survey.constant
        for each in entries(variable, made.sizes)
    ]
    jet: Polynomial = {}
    for degree in range(1, order + 1):
        for powers in combinations_with_replacement(variables, degree):
            named = tuple((each[0].name, each[1]) for each in powers)
            repeats = prod(factorial(powers.count(each)) for each in set(powers))
            slope = choices.number((letter.name, places, named), "slope")
            jet[powers] = scale * slope / repeats
    return jet


def named(key: Key) -> Any:
    """The entry by name and places, for messages."""
    letter, places = key
    return f"{letter.name}{list(places)}" if places else letter.name
