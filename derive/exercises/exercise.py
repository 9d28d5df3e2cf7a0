"""`exercise`: a right side, the next line, or a whole derivation is asked for; the checker grades the answer.

    jacobian = exercise(D(p[i], x[j]))                    what is it?
    step = exercise(before, by=quotient_rule)             what is the next line?
    total = exercise(Sum(p[k], k), equals=1)              how is it derived?
    slip = exercise(identity)                             which of its lines is wrong?

An answer is the expression; the lines of a derivation, as a function that takes `line`; or the number of a line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from derive.derivation.reasons import Reason
from derive.exercises.question import Exercise
from derive.exercises.reading import Reading
from derive.exercises.writing import Derivation, RightSide, stated
from derive.language.claims import Identity
from derive.language.hypotheses import Hypothesis


def exercise(
    left: Any,
    *,
    equals: Any = None,
    given: Hypothesis | tuple[Hypothesis, ...] = (),
    by: Reason | None = None,
    without: Iterable[Any] = (),
    only: Iterable[Any] = (),
) -> Exercise:
    """An exercise on `left`, under the hypotheses `given`.

    Without more, the right side is asked for; with a reason `by`, the next line; with a right side in `equals`, the
    derivation; and if `left` is an identity with its lines, the number of the first wrong one, 0 if there is none.
    `without` names what may not stand in an answer, words or letters (`Sum`, `exp`, `p`), `only` the letters and
    functions that may. A derivative in `left` must be carried out. Raises `IllFormed` for what has no meaning.
    """
    hypotheses = given if isinstance(given, tuple) else (given,)
    if isinstance(left, Identity):
        return Reading(left)
    if equals is None:
        stated(left, left, hypotheses)
        return RightSide(left, hypotheses, by, tuple(without), tuple(only))
    return Derivation(stated(left, equals, hypotheses))
