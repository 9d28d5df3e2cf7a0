"""Finite measures with the moments of a standard normal vector, in fractions: 𝔼 1 = 1, 𝔼 ε_i = 0, 𝔼 ε_i ε_j = δ_ij.

The weights are p_ω = s_ω² for a rational unit vector s. A reflection that takes the first axis to s takes the others to
an orthonormal basis u_1, u_2, … of what is orthogonal to s, and ε_ωi = u_ωi / s_ω.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from derive.language.families import Family
from derive.language.indices import Dim
from derive.values.assignment import Assignment, entries
from derive.values.choices import Choices
from derive.values.numbers import Undefined
from derive.values.walk import Key

Vector = list[Fraction]
Put = Callable[[Key, Fraction], None]


def standardise(made: Assignment, letters: Sequence[Family], choices: Choices, put: Put) -> None:
    """Put such numbers for these letters. Raises `Undefined` if a measure has too few outcomes for them."""
    measures = {letter.dims[0] for letter in letters if letter.dims and letter.dims[0].counts_outcomes}
    for outcomes in sorted(measures, key=lambda dim: dim.name):
        own = [letter for letter in letters if letter.dims[:1] == (outcomes,) and not letter.of]
        if any(_is_density(letter) for letter in own):
            for key, number in _standard(made, outcomes, own, choices):
                put(key, number)


def _is_density(letter: Family) -> bool:
    return letter.positive and len(letter.dims) == 1


def _standard(
    made: Assignment, outcomes: Dim, letters: Sequence[Family], choices: Choices
) -> Iterator[tuple[Key, Fraction]]:
    size = made.sizes[outcomes]
    unit = _unit([Fraction(choices.place((outcomes.name, at), 4), 4 * size) for at in range(1, size)])
    axes = _reflected(_minus_first(unit), [_axis(at, size) for at in range(size)])
    for letter in letters:
        keys = list(entries(letter, made.sizes))
        if _is_density(letter):
            yield from ((key, unit[key[1][0] - 1] ** 2) for key in keys)
            continue
        components = sorted({key[1][1:] for key in keys})
        if len(components) >= size:
            raise Undefined("{} outcomes are too few for the moments of {}", size, letter.name)
        turn = [Fraction(choices.place((letter.name, "turn", at), 5) - 3) for at in range(1, size)]
        basis = [
            _combined(row, axes[1:])
            for row in _reflected(turn, [_axis(at, size - 1) for at in range(size - 1)])
        ]
        for key in keys:
            at = key[1][0] - 1
            yield key, basis[components.index(key[1][1:])][at] / unit[at]


def _unit(numbers: Vector) -> Vector:
    """A rational vector of length 1, all positive: from the plane to the sphere."""
    square = sum((each * each for each in numbers), Fraction(0))
    return [(1 - square) / (1 + square), *(2 * each / (1 + square) for each in numbers)]


def _minus_first(unit: Vector) -> Vector:
    return [unit[0] - 1, *unit[1:]]


def _axis(at: int, size: int) -> Vector:
    return [Fraction(int(each == at)) for each in range(size)]


def _reflected(normal: Vector, vectors: Sequence[Vector]) -> list[Vector]:
    """x − 2 (v·x)/(v·v) v; nothing happens for v = 0"""
    square = _dot(normal, normal)
    if not square:
        return list(vectors)
    return [
        [x - 2 * _dot(normal, vector) / square * v for x, v in zip(vector, normal, strict=True)]
        for vector in vectors
    ]


def _combined(weights: Vector, vectors: Sequence[Vector]) -> Vector:
    return [_dot(weights, column) for column in map(list, zip(*vectors, strict=True))]


def _dot(one: Vector, other: Vector) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0))
