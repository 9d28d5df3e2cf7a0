"""Expressions compiled to functions of entries, each derivative in them measured by the layer below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import FunctionType
from typing import Any

import sympy
from sympy import Expr, Integer, Pow, Rational, Symbol

from derive.language.comparisons import Compared
from derive.language.derivatives import Derivative
from derive.language.expressions import Quotient
from derive.language.families import Definition
from derive.language.inverses import Determinant, OfMatrix
from derive.numeric.arithmetics import OVER, PRINTER, Numbers
from derive.values.assignment import Assignment
from derive.values.components import Components
from derive.values.walk import Choice, Key, Places, Rows, letters_of, own_indices

_HALF = Rational(1, 2)


class Symbols(Components):
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
        """The symbol of an entry."""
        if key not in self.entries:
            self.entries[key] = self._symbol()
        return self.entries[key]

    def number(self, number: Rational) -> Expr:
        """A whole number as it is, a fraction as a symbol."""
        if isinstance(number, Integer):
            return number
        if number not in self.numbers:
            self.numbers[number] = self._symbol()
        return self.numbers[number]

    def definition(self, definition: Definition, at: tuple[int, ...]) -> Expr:
        """A definition at these places, computed once."""
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
            return self._line(OVER(above, below))
        return super().quotient(node, above, below)

    def log_size(self, determinant: Determinant, places: Places) -> Expr:
        """log |det A| = −log |1/det A|, which tells a matrix that has no inverse."""
        return -sympy.log(OVER(Integer(1), self.write(determinant, places)) ** 2) * _HALF

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
        """The symbol of a slope, which the layer below measures."""
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
class Layer:
    """Expressions compiled to one function of entries, numbers and the derivatives from the layer below."""

    written: Symbols
    slopes: tuple[_Slope, ...]
    compiled: FunctionType
    below: Layer | None

    def evaluate(self, shifts: Mapping[Key, Any], arithmetic: Numbers) -> tuple[list[Any], list[Any]]:
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

    def differences(self, shifts: Mapping[Key, Any], arithmetic: Numbers) -> list[Any]:
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


def layer_of(assignment: Assignment, wanted: Sequence[tuple[Expr, Places]]) -> Layer:
    """One layer for these expressions at these places, the layers for its derivatives below it."""
    written = Symbols(assignment)
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
        printer=PRINTER,
        cse=lambda expressions: (written.lines, expressions),
    )
    below = layer_of(assignment, [(slope.body, slope.places) for slope in slopes]) if slopes else None
    return Layer(written, slopes, compiled, below)
