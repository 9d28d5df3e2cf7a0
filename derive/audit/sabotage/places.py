"""Places near others, their order, and places as numbers, broken."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Integer

from derive.audit.letters import c, i, j, k, n, x
from derive.audit.sabotage.frame import Claim, sabotage
from derive.audit.sabotage.reading import assuming
from derive.kernel.terms import ONE, shifted
from derive.language.binders import Sum, before, delta
from derive.language.hypotheses import AtLeast, at_least
from derive.language.indices import Index, Moved
from derive.language.places import Within, within

ZERO, ONE_ = Integer(0), Integer(1)
NEXT_POWER = Sum(delta(j, i + 1) * c**j, j)
NEXT = Sum(x[k + 1], (k, 1, n - 1))


@sabotage("sums:Sums._reindexed", "Σ_k x_{k+1} = Σ_k x_k", Claim(NEXT, Sum(x[k], k) - x[1], judged="true"))
def _reindexed(_: Any) -> Any:
    return lambda self, inner, bound, index, by: self.bind(
        self.substitute(inner, {index: shifted(index, -by)}), bound
    )


@sabotage("places:Places.within", "Σ_j δ_{j,i+1} = 1", Claim(Sum(delta(j, i + 1), j), ONE_))
def _within(_: Any) -> Any:
    return lambda self, index, dim: ONE


@sabotage("places:Places.upto", "[i ≤ j] = [i < j]", Claim(NEXT, Sum(x[k], k) - x[1], judged="true"))
def _upto(right: Any) -> Any:
    return lambda self, first, second: self.subtract(right(self, first, second), self.delta(first, second))


@sabotage("places:Places._after", "every place but k stands after it", Claim(before(j, 3), ZERO))
def _after(_: Any) -> Any:
    return lambda self, index, place: self.subtract(ONE, self.delta(("c", place, ""), index))


@sabotage(
    "places:Places._order_of_indices",
    "the sign of j + 1 − i is that of j − i",
    Claim(2 * before(i, j + 1), 1 - delta(i, j + 1) + before(i, j) - before(j, i)),
)
def _order_of_indices(right: Any) -> Any:
    return lambda self, one, other, by: right(self, one, other, 0)


@sabotage(
    "arithmetic:Arithmetic._settle_orders", "s_ij² = 1", Claim((before(i, j) - before(j, i)) ** 2, ONE_)
)
def _settle_orders(_: Any) -> Any:
    def wrong(self: Any, powers: Any) -> Any:
        kept = {atom: exponent % 2 if atom[0] == "order" else exponent for atom, exponent in powers.items()}
        return None if kept == powers else self.settle(1, kept)

    return wrong


@sabotage("places:Places.place_form", "the place i + 1 is worth i", Claim(Moved(i, 1), i))
def _place_form(right: Any) -> Any:
    return lambda self, index: right(self, index[1] if index[0] == "m" else index)


@sabotage("places:Places.raised", "c^{i+1} = c^i", Claim(before(i, n) * NEXT_POWER, before(i, n) * c**i))
def _raised(right: Any) -> Any:
    return lambda self, form, index: right(self, form, index[1] if index[0] == "m" else index)


@sabotage("places:Places._raised_factor", "(c²)^i = c^i", Claim((c**2) ** i, c**i))
def _raised_factor(right: Any) -> Any:
    return lambda self, form, exponent, base: right(self, form, 1, base)


@sabotage("terms:parity", "(−1)^i = 1", Claim((-1) ** i, ONE_))
def _parity(_: Any) -> Any:
    return lambda atom, exponent: 0 if atom[0] == "raised" and atom[1] == (((), -1),) else exponent


@sabotage("places:Places._antidifference", "Σ_k c^k = c^n", Claim(Sum(c**k, k), c**n))
def _antidifference(right: Any) -> Any:
    def wrong(self: Any, atoms: Any, found: Any, index: Any, at: Any) -> Any:
        if found[1] == ONE:
            return right(self, atoms, found, index, at)
        return self.substitute(atoms, {index: shifted(at, -1)}) if at[0] == "e" else {}

    return wrong


@sabotage("places:_of_powers", "Σ_k k = n²/2", Claim(Sum(k, k), n**2 / 2))
def _of_powers(_: Any) -> Any:
    def wrong(degree: int) -> list[Fraction]:
        if degree != 1:
            return [Fraction(0), *[Fraction(0)] * degree, Fraction(1, degree + 1)]
        return [Fraction(0), Fraction(-1), Fraction(1, 2)]

    return wrong


@sabotage(
    "reading:Reader._span",
    "Σ_{k=1}^{n−1} x_{k+1} is summed up to n",
    Claim(Sum(x[k], (k, 1, n - 1)), Sum(x[k], k)),
)
def _span(right: Any) -> Any:
    return lambda self, expression, places: self.read(Sum(expression.body, expression.bound), places)


@sabotage("reading:Reader._number_of", "an index is worth 1", Claim(Sum(k * x[k], k), Sum(x[k], k)))
def _number_of(right: Any) -> Any:
    return lambda self, node, places: ONE if isinstance(node, Index) else right(self, node, places)


@sabotage(
    "deltas:classes_of",
    "δ_ij δ_{i,j+1} is 1 somewhere",
    Claim(delta(i, j) * delta(i, j + 1), delta(i, j)),
)
def _classes_of(right: Any) -> Any:
    return lambda deltas: right(list(deltas)[:1])


@sabotage("deltas:paired", "δ_{i,j+1} = δ_ij", Claim(delta(i, j + 1), delta(i, j)))
def _paired(right: Any) -> Any:
    def base(index: Any) -> Any:
        return index[1] if index[0] == "m" else index

    return lambda first, second: right(base(first), base(second))


@sabotage(
    "rules:Rules._is_beyond", "2 ≤ i ≤ n says i ≠ n", Claim(delta(i, n), ZERO, given=(within(i, 2, n),))
)
def _is_beyond(_: Any) -> Any:
    return lambda self, index, group: True


LAST_BUT_ONE = Sum(delta(j, n - 1), j)


@sabotage(
    "assuming:Assuming._assume AtLeast",
    "n ≥ 1 is taken for n ≥ 2",
    Claim(LAST_BUT_ONE, ONE_, given=(at_least(n, 1),)),
)
def _at_least(right: Any) -> Any:
    return assuming(AtLeast, lambda self, each, then: then(self, AtLeast(each.dim, each.number + 1)))(right)


@sabotage(
    "assuming:Assuming._assume Within",
    "2 ≤ i is taken for 3 ≤ i",
    Claim(delta(i, 2), ZERO, given=(within(i, 2, n),)),
)
def _assume_within(right: Any) -> Any:
    later = lambda self, each, then: then(self, Within(each.args[0], each.args[1] + 1, each.args[2]))  # noqa: E731
    return assuming(Within, later)(right)
