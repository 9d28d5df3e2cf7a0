"""The third voice: derivatives by finite differences.

Both sides are written out in components with a symbol for every letter and for every derivative, and
compiled by `sympy.lambdify`. A derivative is then measured, never computed by a rule:

    ∂f/∂z_d ≈ (f(z + h e_d) − f(z − h e_d)) / 2h        error c h² + …

in double precision over a range of steps h, which shows the order of convergence (2 expected), and with 70
digits or more at h = 1e-25, where some 45 digits of the function are right: these judge, each entry on its own
scale. Where the sides then differ, four times the digits tell a false claim from a derivative that is
smaller than its function by many orders of magnitude.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import FunctionType
from typing import Any

import mpmath
import numpy as np
import sympy
from sympy import Expr, Integer, Pow, Rational, Symbol
from sympy.printing.lambdarepr import LambdaPrinter

from derive.gradient.differences import observed_order
from derive.language.comparisons import Compared
from derive.language.derivatives import Derivative
from derive.language.expressions import Quotient
from derive.language.families import Definition
from derive.language.functions import mpmath_names
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index
from derive.language.inverses import Determinant, OfMatrix
from derive.results import FiniteDifference
from derive.values.assignment import Assignment
from derive.values.components import Components, entries_looked_at
from derive.values.drawing import sample
from derive.values.exact import Exact
from derive.values.holding import Needed, met
from derive.values.numbers import Number, Undefined, Unsatisfied, decimal
from derive.values.plain import Arithmetic
from derive.values.sizes import Sizes, candidates
from derive.values.survey import Survey
from derive.values.walk import Choice, Key, Places, Rows, letters_of, own_indices

STEPS = 0.125 * 0.5 ** np.arange(34)
"""The steps of the differences in double precision, from 1/8 down to 1.5e-11."""

TOLERANCE = 1e-20
"""The relative error from which two sides count as different; the differences are right to about 1e-45."""

_ENORMOUS = 10**8
_HALF = Rational(1, 2)

_OVER = sympy.Function("over")
_SINGULAR = 1e-15
"""A determinant as small as this is that of a matrix without an inverse: random ones are much larger."""

_EDGE = 1000
"""How many steps away from an edge of cases a derivative is taken at least."""

_NEGLIGIBLE = 1e-35
"""An entry smaller than this, relative to the derivatives in it, is but the error of the differences."""

Doubles = np.ndarray[Any, np.dtype[np.float64]]

_POINTS, _DRAWS, _MORE_DRAWS, _MOST_ENTRIES = 2, 6, 20, 40

_LOST = 1e-2
"""The relative error from which differences in double precision say nothing, where those at many digits agree."""


@dataclass(frozen=True)
class _Numbers(Arithmetic):
    """Doubles in arrays, or mpmath's numbers. `real` refuses what is complex, `step` is h."""

    real: Callable[[Any], Any]
    step: Any
    branch: Callable[[Any, Any, Any], Any]
    judges: bool

    def branches(self, *, moving: bool) -> dict[str, Callable[..., Any]]:
        """a if d > 0, otherwise b; where entries are displaced and it matters, d must not be next to nothing."""
        strict = moving and self.judges
        return {
            "branch": self.branch,
            "branch_moving": self._off_the_edge if strict else self.branch,
            "over": self._over if self.judges else np.divide,
        }

    def _over(self, above: Any, below: Any) -> Any:
        """above / below, where below is a determinant: one that is next to nothing is 0."""
        if abs(below) <= _SINGULAR:
            raise ZeroDivisionError("a matrix without an inverse")
        return above / below

    def _off_the_edge(self, difference: Any, value: Any, otherwise: Any) -> Any:
        if abs(difference) <= _EDGE * self.step:
            raise ZeroDivisionError("at an edge there is no derivative")
        return self.branch(difference, value, otherwise)


def _doubles() -> _Numbers:
    constants = {"e": np.e, "pi": np.pi, "power": _raised_doubles}
    functions = _functions(_of_doubles) | constants
    number = lambda value: np.float64(float(value if isinstance(value, Fraction) else decimal(value)))  # noqa: E731
    return _Numbers(number, functions, _raised_doubles, np.float64, STEPS, _chosen, judges=False)


def _chosen(difference: Any, value: Any, otherwise: Any) -> Any:
    return np.where(difference > 0, value, otherwise)


def _many_digits(depth: int, times: int) -> _Numbers:
    """70 digits for first derivatives, 25 more for each further one; or so many times as many."""
    context = mpmath.mp.clone()

    def exp(argument: Any) -> Any:
        if abs(argument) > _ENORMOUS:
            raise OverflowError
        return context.exp(argument)

    context.dps = times * (45 + 25 * max(1, depth))

    def power(base: Any, exponent: Any) -> Any:
        return _raised(
            context.mpf(base), exponent
        )  # a size is a whole number of Python's, its root would be a double

    constants = {"e": +context.e, "pi": +context.pi, "power": power}
    functions = _functions(lambda name: _real(getattr(context, name), context)) | constants | {"exp": exp}

    def number(value: Number) -> Any:
        if isinstance(value, Fraction):
            return context.mpf(value.numerator) / value.denominator
        return context.mpf(decimal(value)._mpf_)

    step = context.mpf(10) ** (-25 * times)
    return _Numbers(number, functions, functions["power"], context.mpf, step, _decided, judges=True)


def _real(function: Any, context: Any) -> Callable[..., Any]:
    """The function where it is real: it raises `ValueError` elsewhere, such as for log of a negative number."""

    def apply(*arguments: Any) -> Any:
        value = function(*arguments)
        if not isinstance(value, context.mpf):
            raise ValueError("no real value")  # noqa: TRY004  # of mathematics, not of Python
        return value

    return apply


def _decided(difference: Any, value: Any, otherwise: Any) -> Any:
    return value if difference > 0 else otherwise


class _Printer(LambdaPrinter):
    """Calls every function by SymPy's own name of it; a root is a call of `power`, so that it can be refused."""

    def _print_Pow(self, expression: Expr, **_: Any) -> str:
        base, exponent = expression.args
        if isinstance(exponent, Integer):
            printed: str = super()._print_Pow(expression)
            return printed
        return f"power({self._print(base)}, {self._print(exponent)})"


_PRINTER = _Printer(
    {
        "fully_qualified_modules": False,
        "inline": True,
        "allow_unknown_functions": True,
        "user_functions": {head.__name__: head.__name__ for head in mpmath_names()},
    }
)


def _functions(called: Callable[[str], Any]) -> dict[str, Any]:
    """Every function that may stand in an expression, by SymPy's name of it; `called` makes one of mpmath's name."""
    return {head.__name__: called(name) for head, name in mpmath_names().items()}


def _of_doubles(name: str) -> Any:
    """NumPy's function, or mpmath's in double precision, entry by entry; nan where that has no real value."""
    function = getattr(mpmath.fp, name)

    def real(*arguments: Any) -> float:
        try:
            value = function(*arguments)
        except ValueError:  # a pole
            return float("nan")
        return value if isinstance(value, float) else float("nan")

    return getattr(np, name, None) or np.vectorize(real, otypes=[float])


def _raised(base: Any, exponent: Any) -> Any:
    """A power, a whole one without a logarithm. Raises `ValueError` where it is not real."""
    if exponent == int(exponent):
        return base ** int(exponent)
    if base < 0:
        raise ValueError("a root of a negative number")
    return base**exponent


def _raised_doubles(base: Any, exponent: Any) -> Any:
    """A power; nan where it is not real."""
    return np.power(np.asarray(base, dtype=float), exponent)


class _Symbols(Components):
    """Writes in components with a symbol for each entry, number and derivative, a line per definition."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(assignment)
        self.entries: dict[Key, Symbol] = {}
        self.shifts: dict[Key, Symbol] = {}
        self.numbers: dict[Rational, Symbol] = {}
        self.slopes: dict[tuple[Any, ...], _Slope] = {}
        self.lines: list[tuple[Symbol, Expr]] = []
        self.minors: dict[Rows[Expr], Expr] = {}

    def precise(self, made: Expr) -> Expr:
        """x/3 as x·c, c a symbol with the value 1/3 at full precision: compiled as written, 1/3 would be a double."""
        if not made.args or not made.has(Rational):
            return self.number(made) if isinstance(made, Rational) else made
        if isinstance(made, Pow) and made.exp in (_HALF, -_HALF):
            return made.func(self.precise(made.base), made.exp)
        return made.func(*map(self.precise, made.args), evaluate=False)

    def _symbol(self) -> Symbol:
        count = len(self.entries) + len(self.shifts) + len(self.numbers) + len(self.slopes) + len(self.lines)
        return Symbol(f"x{count}")

    def entry(self, key: Key) -> Expr:
        if key not in self.entries:
            self.entries[key] = self._symbol()
        return self.entries[key]

    def number(self, number: Rational) -> Expr:
        if isinstance(number, Integer):
            return number
        if number not in self.numbers:
            self.numbers[number] = self._symbol()
        return self.numbers[number]

    def definition(self, definition: Definition, at: tuple[int, ...]) -> Expr:
        body = super().definition(definition, at)
        if definition in self.survey.moved:
            shift = self.shifts[definition, at] = self._symbol()
            body = body + shift
        return self._line(body)

    def _line(self, made: Expr) -> Expr:
        """A symbol for the expression, which is computed on a line of its own."""
        if not made.args:
            return made
        symbol = self._symbol()
        self.lines.append((symbol, made))
        return symbol

    def minor(self, rows: Rows[Expr]) -> Expr:
        """The determinant of these rows, on a line of its own, and so are those that it is made of."""
        if rows not in self.minors:
            self.minors[rows] = self._line(super().minor(rows))
        return self.minors[rows]

    def quotient(self, node: Quotient, above: Expr, below: Expr) -> Expr:
        """above / below, of an entry of an inverse on a line of its own."""
        if isinstance(node.args[0], OfMatrix):
            return self._line(_OVER(above, below))
        return super().quotient(node, above, below)

    def log_size(self, determinant: Determinant, places: Places) -> Expr:
        """log |det A| = −log |1/det A|, which tells a matrix that has no inverse."""
        return -sympy.log(_OVER(Integer(1), self.write(determinant, places)) ** 2) * _HALF

    def where(
        self, condition: Compared, value: Choice[Expr], otherwise: Choice[Expr], places: Places
    ) -> Expr:
        """Both branches and the difference that decides; where it moves, an edge is told by `branch_moving`."""
        difference, branches = self.write(condition.difference, places), (value(), otherwise())
        if not condition.strict:
            difference, branches = -difference, branches[::-1]
        moves = letters_of(condition) & self.survey.moved
        return sympy.Function("branch_moving" if moves else "branch")(difference, *branches)

    def derivative(self, node: Derivative, key: Key, places: Places) -> Expr:
        inside = {index: places[index] for index in own_indices(node.body)}
        name = (node.body, key, *inside.items())
        if name not in self.slopes:
            self.slopes[name] = _Slope(self._symbol(), node.body, inside, key)
        return self.slopes[name].symbol


@dataclass(frozen=True)
class _Slope:
    """∂body/∂key at these places, and the symbol that stands for it."""

    symbol: Symbol
    body: Expr
    places: Places
    key: Key


@dataclass(frozen=True)
class _Layer:
    """Expressions compiled to one function of entries, numbers and the derivatives from the layer below."""

    written: _Symbols
    slopes: tuple[_Slope, ...]
    compiled: FunctionType
    below: _Layer | None

    def evaluate(self, shifts: Mapping[Key, Any], arithmetic: _Numbers) -> tuple[list[Any], list[Any]]:
        """The values where some entries are displaced by `shifts`, and the derivatives they are made of."""
        written = self.written
        arguments = [written.assignment.entry(key, shifts, arithmetic) for key in written.entries]
        arguments += [shifts.get(key, 0) for key in written.shifts]
        arguments += [arithmetic.number(Fraction(int(each.p), int(each.q))) for each in written.numbers]
        slopes = self.differences(shifts, arithmetic)
        known = {
            **self.compiled.__globals__,
            **arithmetic.functions,
            **arithmetic.branches(moving=bool(shifts)),
        }
        return FunctionType(self.compiled.__code__, known)(*arguments, *slopes), slopes

    def differences(self, shifts: Mapping[Key, Any], arithmetic: _Numbers) -> list[Any]:
        """(f(z + h) − f(z − h)) / 2h for each derivative, in the order of `slopes`."""
        if self.below is None:
            return []
        step = arithmetic.step
        sides: dict[Key, tuple[list[Any], list[Any]]] = {}
        for key in dict.fromkeys(slope.key for slope in self.slopes):
            here = shifts.get(key, 0)
            up, down = ({**shifts, key: here + sign * step} for sign in (1, -1))
            sides[key] = self.below.evaluate(up, arithmetic)[0], self.below.evaluate(down, arithmetic)[0]
        return [
            (sides[slope.key][0][place] - sides[slope.key][1][place]) / (2 * step)
            for place, slope in enumerate(self.slopes)
        ]


def _compile(assignment: Assignment, wanted: Sequence[tuple[Expr, Places]]) -> _Layer:
    """One layer for these expressions at these places, the layers for its derivatives below it."""
    written = _Symbols(assignment)
    outputs = [written.precise(written.write(node, places)) for node, places in wanted]
    written.lines[:] = [(symbol, written.precise(line)) for symbol, line in written.lines]
    slopes = tuple(written.slopes.values())
    arguments = [
        *written.entries.values(),
        *written.shifts.values(),
        *written.numbers.values(),
        *(slope.symbol for slope in slopes),
    ]
    compiled = sympy.lambdify(
        arguments,
        outputs,
        modules=[{}],
        printer=_PRINTER,
        cse=lambda expressions: (written.lines, expressions),
    )
    below = _compile(assignment, [(slope.body, slope.places) for slope in slopes]) if slopes else None
    return _Layer(written, slopes, compiled, below)


@dataclass(frozen=True)
class _Point:
    """Both sides at one point, entry by entry: to many digits, and one of them in double precision.

    `measured` has a row for each entry and a column for each step. `own` are the true values of the side
    that was measured, `other` those of the other; `left_measured` says which it is.
    """

    own: list[Any]
    other: list[Any]
    scales: list[Any]
    measured: Doubles
    left_measured: bool
    has_slopes: bool

    @property
    def high_precision_error(self) -> float:
        """The largest relative difference of the sides."""
        return float(max(abs(a - b) / c for a, b, c in zip(self.own, self.other, self.scales, strict=True)))

    @property
    def gap(self) -> float:
        """The least of left − right."""
        sign = 1 if self.left_measured else -1
        return float(min(sign * (a - b) for a, b in zip(self.own, self.other, strict=True)))

    def errors(self, target: list[Any]) -> Doubles:
        """At each step the largest relative difference between what was measured and `target`."""
        wanted, scales = (np.array([[float(each)] for each in numbers]) for numbers in (target, self.scales))
        with np.errstate(
            all="ignore"
        ):  # a value beyond the doubles says nothing, and is left out by who asks
            worst: Doubles = np.max(np.abs(self.measured - wanted) / scales, axis=0)
        return worst

    @property
    def error(self) -> float | None:
        """The error of the best step, against the other side; None if no step gave a number."""
        errors = self.errors(self.other)
        finite = errors[np.isfinite(errors)]
        return float(finite.min()) if finite.size else None

    @property
    def order(self) -> float | None:
        """The order of convergence to the derivative, where it can be seen."""
        if not self.has_slopes:
            return None
        return observed_order(self.errors(self.own))


def _point_at(
    survey: Survey, sizes: Sizes, generator: random.Random, conditions: tuple[Needed, ...]
) -> _Point | str:
    """Both sides at random numbers, at positive ones if need be; or why they are defined at none."""
    fault = ""
    for draw in range(_MORE_DRAWS):
        fixed = {index: generator.randint(1, sizes[index.dim]) for index in survey.fixed_indices}
        try:
            made, _ = sample(
                survey,
                sizes,
                generator,
                fixed=fixed,
                order=survey.depth + 1,
                positive=draw % 2 == 1,
                scale=Fraction(1, 1 + max(0, draw - _DRAWS) // 2),
            )
            entries = _entries(made, fixed, generator, conditions)
            return _measure(made, entries, one_by_one=draw > 1)
        except Unsatisfied as found:
            return str(found)
        except Undefined as found:
            fault = str(found)
    return fault


def _entries(
    made: Assignment, fixed: Places, generator: random.Random, conditions: tuple[Needed, ...]
) -> list[dict[Index, int]]:
    """The places that hypotheses and conditions allow, and where both sides have a value.

    SymPy makes x of √x² and of exp log x, which then have a value for a negative x too.
    """
    exact = Exact(made)
    places = [at for at in entries_looked_at(exact, made, fixed) if met(conditions, exact, at)]
    if made.survey.has_edges:
        places = [at for at in places if _has_value(exact, at)]
    if not places:
        raise Undefined("the hypotheses leave no entry to look at")
    return generator.sample(places, _MOST_ENTRIES) if len(places) > _MOST_ENTRIES else places


def _has_value(exact: Exact, places: Places) -> bool:
    try:
        for side in (exact.survey.left, exact.survey.right):
            exact.value(side, places)
    except Undefined:
        return False
    return True


def _measure(made: Assignment, entries: Sequence[Places], *, one_by_one: bool) -> _Point:
    """Both sides at these entries; `one_by_one` leaves out those not defined. Raises `Undefined`."""
    if one_by_one:
        entries = [places for places in entries if _is_defined(made, places)]
        if not entries:
            raise Undefined("the sides are defined at no entry")
    survey, count = made.survey, len(entries)
    wanted = [(side, places) for side in (survey.left, survey.right) for places in entries]
    layer = _compile(made, wanted)
    with np.errstate(all="ignore"):
        doubles, _ = layer.evaluate({}, _doubles())
    table = np.array([np.broadcast_to(np.asarray(each, dtype=float), STEPS.shape) for each in doubles])
    first = survey.has_derivative(survey.left) or not survey.has_derivative(survey.right)
    rows = table[:count], table[count:]

    def point(times: int) -> _Point:
        values, slopes = _true_values(layer, times)
        sides = values[:count], values[count:]
        return _Point(
            own=sides[not first],
            other=sides[first],
            scales=_scales(*sides, slopes),
            measured=rows[not first],
            left_measured=first,
            has_slopes=bool(slopes),
        )

    found = point(times=1)
    differs = survey.relation == "=" and found.high_precision_error > TOLERANCE
    return point(times=4) if differs else found


def _true_values(layer: _Layer, times: int = 1) -> tuple[list[Any], list[Any]]:
    """Values and derivatives to many digits. Raises `Undefined` where one is no real number."""
    arithmetic = _many_digits(layer.written.survey.depth, times)
    try:
        values, slopes = layer.evaluate({}, arithmetic)
        return [arithmetic.real(each) for each in values], [arithmetic.real(each) for each in slopes]
    except (ZeroDivisionError, ValueError, TypeError, OverflowError) as fault:
        raise Undefined("a side is not defined there") from fault


def _is_defined(made: Assignment, places: Places) -> bool:
    try:
        _true_values(_compile(made, [(made.survey.left, places), (made.survey.right, places)]))
    except Undefined:
        return False
    return True


def _scales(left: list[Any], right: list[Any], slopes: list[Any]) -> list[Any]:
    """The size of each entry; of one that is next to nothing, the size of the derivatives it is made of."""
    whole = max([1, *map(abs, slopes)])
    nothing = whole * (_NEGLIGIBLE if slopes else _NEGLIGIBLE**1.5)
    sizes = [max(abs(a), abs(b)) for a, b in zip(left, right, strict=True)]
    return [size if size > nothing else whole for size in sizes]


def denies(made: Assignment, places: Places) -> bool | None:
    """Whether finite differences at many digits deny the claim at one entry of an instance; None without a value."""
    try:
        point = _measure(made, [places], one_by_one=False)
    except Undefined:
        return None
    if made.survey.relation == "=":
        return point.high_precision_error > TOLERANCE
    return point.gap <= TOLERANCE if made.survey.relation == ">" else point.gap < 0


def check_numbers(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    relation: str = "=",
    curve: bool = False,
    conditions: tuple[Needed, ...] = (),
) -> FiniteDifference:
    """Both sides compared by finite differences at random points, at unequal sizes, drawn from `seed`.

    `relation` is what is claimed of them: "=", ">" or "≥". The high-precision differences judge; those in
    double precision give the error and the order of convergence (None where no derivative stands, or where
    the error is already that of rounding, as for a quadratic function). With `curve` the errors at each step go
    along, of the first point that has a derivative.
    """
    survey = Survey(left, right, given, relation, rational=False)
    generator = random.Random(f"{seed} numbers")
    points: list[_Point] = []
    fault = "no size is small enough to be written out"
    sizes = [*candidates(survey)] if survey.dims else [{}, {}]
    for size in (*sizes[1:], *sizes[:1]):
        found = _point_at(survey, size, generator, conditions)
        if isinstance(found, str):
            fault = found
            continue
        points.append(found)
        if len(points) == _POINTS:
            break
    if not points:
        return FiniteDifference(None, None, None, 0, seed, agrees=False, note=fault, inconclusive=True)
    measured = next((point for point in points if point.has_slopes), None)
    judged = replace(_judged(survey, points, seed), derivative=measured is not None)
    return _with_curve(judged, measured) if curve and measured is not None else judged


def _with_curve(found: FiniteDifference, point: _Point) -> FiniteDifference:
    errors, true_errors = (tuple(map(float, point.errors(side))) for side in (point.other, point.own))
    return replace(found, steps=tuple(map(float, STEPS)), errors=errors, true_errors=true_errors)


def _judged(survey: Survey, points: list[_Point], seed: int) -> FiniteDifference:
    if survey.relation != "=":
        order = min((point.order for point in points if point.order is not None), default=None)
        gap = min(point.gap for point in points)
        agrees = gap > 0 or (survey.relation == "≥" and gap > -TOLERANCE)
        note = f"left − right is at least {gap:.3g}"
        return FiniteDifference(None, order, None, len(points), seed, agrees, note)
    high = max(point.high_precision_error for point in points)
    agrees = high <= TOLERANCE
    note = "" if agrees else f"the sides differ by {high:.3g} of their size"
    seen = [point for point in points if point.error is None or point.error <= _LOST]
    if agrees and len(seen) < len(points):
        note = f"in double precision lost to rounding at {len(points) - len(seen)} of {len(points)} points"
    else:
        seen = points
    error = max((point.error for point in seen if point.error is not None), default=None)
    order = min((point.order for point in seen if point.order is not None), default=None)
    return FiniteDifference(error, order, high, len(points), seed, agrees, note)
