"""A counterexample in the page's own names, with a program that a reader can run."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from derive.instance.comparison import Difference, side
from derive.results import Counterexample
from derive.values.assignment import Assignment
from derive.values.exact import Exact
from derive.values.numbers import Number
from derive.values.shown import NOTHING, fractions_shown, letters_numbers, letters_shown, number_shown
from derive.values.snippet import numpy_snippet
from derive.values.walk import Places


def shown(found: Difference) -> Counterexample:
    """The difference as a reader is shown it."""
    left, right = fractions_shown(found.left, found.right)
    return replace(
        _point_shown(found.assignment, found.places),
        left=left.text,
        right=right.text,
        sides=(left, right),
        exact=found.exact,
        left_exact=isinstance(found.left, Fraction),
        right_exact=isinstance(found.right, Fraction),
    )


def shown_beside_nothing(
    made: Assignment, places: Places, sides: tuple[Number | None, Number | None]
) -> Counterexample:
    """One side that has a value and one that has none.

    Without a program: NumPy has complex logarithms where a complex step is taken.
    """
    left, right = (NOTHING if side is None else number_shown(side) for side in sides)
    return replace(
        _point_shown(made, places),
        snippet="",
        left=left.text,
        right=right.text,
        sides=(left, right),
        exact=False,
        left_exact=sides[0] is None or isinstance(sides[0], Fraction),
        right_exact=sides[1] is None or isinstance(sides[1], Fraction),
    )


def _point_shown(made: Assignment, places: Places) -> Counterexample:
    """The numbers of an instance and the entry looked at, without the two sides."""
    values, survey = Exact(made), made.survey
    made.reads.clear()
    for expression in (survey.left, survey.right):
        side(values, expression, places)
    return Counterexample(
        sizes={dim.name: size for dim, size in made.sizes.items()},
        values=letters_shown(made),
        at={index.name: places[index] for index in survey.indices},
        left="",
        right="",
        snippet=numpy_snippet(made, places, letters_numbers(made)),
    )
