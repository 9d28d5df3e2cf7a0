"""Numbers that a document works out: A = [[0.09, 0.24, …]] and what is computed from it.

A vector or matrix of numbers is kept for its letter. A later line in numbers is evaluated with them and with the
definitions before it: exactly for rational numbers, otherwise in intervals. It is proved if it rounds to the digits
printed, and refuted if it does not even where the numbers before it were rounded themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mpmath import iv

from derive.documents.readings.formulas import Equality, Formula
from derive.documents.readings.trees import (
    Apply,
    Big,
    Cases,
    Condition,
    Either,
    Grid,
    Indicator,
    Letter,
    Minus,
    Node,
    Number,
    Plus,
    Power,
    Quotient,
    Times,
    Transposed,
    is_bare,
    walk,
)
from derive.results import Verdict

LARGEST = 1_000
"""Numbers that are worked out for one =."""

Key = tuple[str, tuple[int, ...]]
Value = Any
"""A fraction, an interval, or a list of values."""


class Unknown(Exception):
    """Something that has no value here."""


@dataclass(frozen=True)
class Definition:
    """X^{(i)}_{jk} = body."""

    places: tuple[str, ...]
    body: Node


Known = tuple[dict[Key, Value], dict[tuple[str, int], Definition]]


class Numbers:
    """The numbers and the definitions of a document, in the order of the text."""

    def __init__(self, formulas: list[Formula]) -> None:
        self.formulas = formulas

    def verdict(self, equality: Equality) -> tuple[Verdict, tuple[str, str]] | None:
        """proved, refuted or undecided, with two values that differ; None where this is no line in numbers."""
        printed = equality.right.node
        if printed is None or not any(isinstance(each, Number) and each.digits for each in walk(printed)):
            return None
        left = self._first_symbol(equality) if _is_block(equality.left.node) else equality.left.node
        if left is None or not any(isinstance(each, Letter) for each in walk(left)):
            return None
        known, latest = self._before(equality), self._before(equality, latest=True)
        if any(each.body is printed for each in known[1].values()):
            return None  # it is what this line itself says of the letter
        made = self._compared(left, printed, known)
        if made is not None and made[0] == "refuted" and _is_value(left, known[1]):
            return None  # w = 2, and w = 1.7 after a step
        if made is not None and made[0] == "refuted" and latest != known:
            again = self._compared(left, printed, latest)
            return made if again is not None and again[0] == "refuted" else None
        return made

    def _compared(self, left: Node, printed: Node, known: Known) -> tuple[Verdict, tuple[str, str]] | None:
        """The verdict on left = printed with what is known of the letters."""
        found: list[tuple[str, str]] = []
        for rounded, use_data in ((False, True), (False, False), (True, True)):
            try:
                evaluation = _Evaluation(*known, rounded=rounded, use_data=use_data)
                values = evaluation.top(left), evaluation.value(printed, {})
                differs = _mismatch(*values, printed, loose=rounded)
            except (Unknown, ZeroDivisionError, ValueError, OverflowError, RecursionError):
                continue
            if differs is None:
                return ("undecided", found[0]) if rounded and found else ("proved", ("", ""))
            found.append(differs)
        return ("refuted", found[0]) if found else None

    def _first_symbol(self, equality: Equality) -> Node | None:
        """The letter that a chain of matrices begins with."""
        first = equality.formula.sides[0].node
        return first if isinstance(first, Letter) else None

    def _before(self, equality: Equality, *, latest: bool = False) -> Known:
        """What stands before it: of a letter that is defined twice the first definition, or the latest."""
        data: dict[Key, Value] = {}
        definitions: dict[tuple[str, int], Definition] = {}
        for formula in self.formulas:
            if formula.number > equality.formula.number:
                break
            left = formula.sides[0].node
            if not isinstance(left, Letter):
                continue
            places = (*left.labels, *left.subs)
            if all(isinstance(each, Letter) and is_bare(each) for each in places) and len(formula.sides) > 1:
                names = tuple(_index_name(each) for each in places if isinstance(each, Letter))
                body = formula.sides[1].node
                own = latest and body is equality.right.node
                if (
                    body is not None
                    and not own
                    and not isinstance(body, Grid)
                    and not _mentions(body, left.name)
                ):
                    for name in (left.name, _labelled(left)):
                        key, made = (name, len(places)), Definition(names, body)
                        definitions[key] = made if latest else definitions.get(key, made)
            if formula is not equality.formula:
                for side in formula.sides[1:]:
                    if _is_numeric_grid(side.node) and all(isinstance(each, Number) for each in places):
                        data[left.name, _numbers(places)] = side.node
        return data, definitions


def _is_value(left: Node, definitions: dict[tuple[str, int], Definition]) -> bool:
    """Whether it is a letter that was set to a number before."""
    known = definitions.get((left.name, 0)) if isinstance(left, Letter) and is_bare(left) else None
    return known is not None and not any(isinstance(each, Letter) for each in walk(known.body))


def may_round(left: Node, right: Node) -> bool:
    """Whether two sides without letters agree if decimals stand for all that round to them: 2.0 · (−0.20) = −0.39.

    Decimals with one digit behind the point, such as 0.1, are taken to be exact.
    """
    decimals = [each for side in (left, right) for each in walk(side) if isinstance(each, Number)]
    if not any(each.digits > 1 for each in decimals):
        return False
    evaluation = _Evaluation({}, {}, rounded=True, use_data=False, exact=1)
    try:
        one, other = (_interval(evaluation.value(side, {})) for side in (left, right))
        return bool(one.a <= other.b and other.a <= one.b)
    except (Unknown, ZeroDivisionError, ValueError, OverflowError, RecursionError, AttributeError, TypeError):
        return False


def _numbers(places: tuple[Node, ...]) -> tuple[int, ...]:
    return tuple(int(each.value) for each in places if isinstance(each, Number))


def _mentions(node: Node, name: str) -> bool:
    return any(isinstance(each, Letter) and each.name == name for each in walk(node))


def _is_block(node: Node | None) -> bool:
    """(A^{(1)} A^{(2)}), a matrix by its rows, or one of numbers."""
    inner = node.operand if isinstance(node, Transposed) else node
    return isinstance(inner, Grid)


def _is_numeric_grid(node: Node | None) -> bool:
    inner = node.operand if isinstance(node, Transposed) else node
    return isinstance(inner, Grid) and all(
        isinstance(cell.operand if isinstance(cell, Minus) else cell, Number)
        for row in inner.rows
        for cell in row
    )


class _Evaluation:
    """The values of nodes; with `rounded`, printed numbers stand for all that round to them.

    Those with at most `exact` digits behind the point do not.
    """

    def __init__(
        self,
        data: dict[Key, Value],
        definitions: dict[tuple[str, int], Definition],
        *,
        rounded: bool,
        use_data: bool,
        exact: int = 0,
    ) -> None:
        self.data, self.definitions = data, definitions
        self.rounded, self.use_data, self.exact = rounded, use_data, exact
        self.steps = 0

    def top(self, node: Node) -> Value:
        """The value of a side; that of a letter comes from its definition, not from its own numbers."""
        if not isinstance(node, Letter):
            return self.value(node, {})
        places = self._places(node, {})
        for name in (_labelled(node), node.name):
            for extra in (0, 1, 2):
                if (name, len(places) + extra) in self.definitions:
                    return self._unfolded(name, places, extra)
        raise Unknown

    def _unfolded(self, name: str, at: tuple[int, ...], extra: int) -> Value:
        definition = self.definitions[name, len(at) + extra]
        if extra:
            size = self._size(definition.places[len(at)], definition.body, at, definition)
            return [self._unfolded(name, (*at, place), extra - 1) for place in range(1, size + 1)]
        return self.value(definition.body, dict(zip(definition.places, at, strict=True)))

    def _size(
        self, letter: str, body: Node, at: tuple[int, ...], definition: Definition | None = None
    ) -> int:
        """How far an index runs: as far as the numbers at which it stands."""
        bound = dict(zip(definition.places, at, strict=False)) if definition is not None else {}
        for symbol in walk(body):
            if isinstance(symbol, Letter):
                places = (*symbol.labels, *symbol.subs)
                for number, place in enumerate(places):
                    if isinstance(place, Letter) and _index_name(place) == letter:
                        found = self._extent(symbol.name, places, number, bound)
                        if found:
                            return found
        raise Unknown

    def _extent(self, name: str, places: tuple[Node, ...], number: int, bound: dict[str, int]) -> int:
        value = self._numbers_of(name, ())
        before = [self._place(each, bound | dict.fromkeys(_letters(places), 1)) for each in places[:number]]
        if value is None and before:
            value, before = self._numbers_of(name, tuple(before[:1])), before[1:]
        for each in before:
            value = value[each - 1] if isinstance(value, list) and len(value) >= each else None
        if isinstance(value, list):
            return len(value)
        inner = self.definitions.get((name, len(places)))
        if inner is None or not isinstance(places[number], Letter):
            return 0
        try:
            return self._size(inner.places[number], inner.body, ())
        except (Unknown, RecursionError):
            return 0

    def _numbers_of(self, name: str, at: tuple[int, ...]) -> Value:
        node = self.data.get((name, at))
        return self.value(node, {}) if node is not None else None

    def value(self, node: Node, at: dict[str, int]) -> Value:  # noqa: C901, PLR0912
        """The value of a node, with values for its indices. Raises `Unknown`."""
        self.steps += 1
        if self.steps > LARGEST * 20:
            raise Unknown
        match node:
            case Number(value, digits):
                if self.rounded and digits > self.exact:
                    half = Fraction(1, 2 * 10**digits)
                    return iv.mpf([_interval(value - half).a, _interval(value + half).b])
                return value
            case Letter():
                return self._letter(node, at)
            case Either(options):
                return self.value(options[0], at)
            case Plus(terms):
                parts = [
                    self.value(term, at) if sign > 0 else _each(_minus, self.value(term, at))
                    for sign, term in terms
                ]
                total = parts[0]
                for part in parts[1:]:
                    total = _both(lambda one, other: one + other, total, part)
                return total
            case Minus(operand):
                return _each(_minus, self.value(operand, at))
            case Times(factors):
                made: Value = Fraction(1)
                for factor in factors:
                    made = _scaled(made, self.value(factor, at))
                return made
            case Quotient(above, below):
                divisor = self.value(below, at)
                if isinstance(divisor, list):
                    raise Unknown
                return _each(lambda one: _divided(one, divisor), self.value(above, at))
            case Power(base, Number(value)) if value.denominator == 1 and abs(value) <= 64:
                return _each(lambda one: one ** int(value), self.value(base, at))
            case Apply("exp" | "log" as name, (argument,), 0):
                function = iv.exp if name == "exp" else iv.log
                return _each(lambda one: function(_interval(one)), self.value(argument, at))
            case Big(kind="sum", index=index, body=body, conditions=()):
                letter = _index_name(index)
                total = Fraction(0)
                for place in range(1, self._bounded(letter, node, at) + 1):
                    total = _both(
                        lambda one, other: one + other, total, self.value(body, {**at, letter: place})
                    )
                return total
            case Cases(branches):
                for branch, condition in branches:
                    if condition is None or self._holds(condition, at):
                        return self.value(branch, at)
            case Indicator(condition):
                return Fraction(int(self._holds(condition, at)))
            case Transposed(operand) if _is_numeric_grid(operand):
                return self.value(operand, at)
            case Grid(rows):
                cells = [[self.value(cell, at) if cell is not None else None for cell in row] for row in rows]
                if any(cell is None for row in cells for cell in row):
                    raise Unknown
                return cells[0] if len(cells) == 1 else [row[0] if len(row) == 1 else row for row in cells]
        raise Unknown

    def _bounded(self, letter: str, node: Big, at: dict[str, int]) -> int:
        return self._size(letter, node.body, tuple(at.values()), Definition(tuple(at), node.body))

    def _holds(self, condition: Condition, at: dict[str, int]) -> bool:
        same = self._place(condition.left, at) == self._place(condition.right, at)
        if condition.sign not in ("=", "≠"):
            raise Unknown
        return same == (condition.sign == "=")

    def _place(self, node: Node, at: dict[str, int]) -> int:
        if isinstance(node, Number) and node.value.denominator == 1:
            return int(node.value)
        if isinstance(node, Letter) and is_bare(node) and _index_name(node) in at:
            return at[_index_name(node)]
        raise Unknown

    def _places(self, node: Letter, at: dict[str, int]) -> tuple[int, ...]:
        """The places of a letter; those of J_{12} are 1 and 2 where J has two."""
        places = (*node.labels, *node.subs)
        last = places[-1] if places else None
        known = (_labelled(node), len(places)) in self.definitions
        if isinstance(last, Number) and len(last.text) > 1 and not known:
            return (*(self._place(each, at) for each in places[:-1]), *map(int, last.text))
        return tuple(self._place(each, at) for each in places)

    def _letter(self, node: Letter, at: dict[str, int]) -> Value:
        places = self._places(node, at)
        if self.use_data or (node.name, len(places)) not in self.definitions:
            for length in range(len(places), -1, -1):
                value = self._numbers_of(node.name, places[:length])
                if value is not None:
                    for place in places[length:]:
                        if not isinstance(value, list) or not 1 <= place <= len(value):
                            raise Unknown
                        value = value[place - 1]
                    return value
        for name in (_labelled(node), node.name):
            if (name, len(places)) in self.definitions:
                return self._unfolded(name, places, 0)
        raise Unknown


def _labelled(node: Letter) -> str:
    """The name of a letter with labels, to be told from the same letter without."""
    return f"{node.name}^" if node.labels else node.name


def _letters(places: tuple[Node, ...]) -> list[str]:
    return [_index_name(each) for each in places if isinstance(each, Letter)]


def _minus(value: Value) -> Value:
    return -value


def _interval(value: Value) -> Value:
    return iv.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def _divided(one: Value, other: Value) -> Value:
    exact = isinstance(one, Fraction) and isinstance(other, Fraction)
    return one / other if exact else _interval(one) / _interval(other)


def _each(function: Callable[[Value], Value], value: Value) -> Value:
    return [_each(function, each) for each in value] if isinstance(value, list) else function(value)


def _both(function: Callable[[Value, Value], Value], one: Value, other: Value) -> Value:
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [_both(function, first, second) for first, second in zip(one, other, strict=True)]
    if isinstance(one, list) or isinstance(other, list):
        raise Unknown
    exact = isinstance(one, Fraction) and isinstance(other, Fraction)
    return function(one, other) if exact else function(_interval(one), _interval(other))


def _scaled(one: Value, other: Value) -> Value:
    if isinstance(one, list) and isinstance(other, list):
        raise Unknown
    if isinstance(one, list):
        one, other = other, one
    return _each(lambda each: _both(lambda first, second: first * second, one, each), other)


def _mismatch(value: Value, claimed: Value, printed: Node | None, *, loose: bool) -> tuple[str, str] | None:
    """The first value that does not round to what is printed, and that; with `loose`, one that cannot."""
    if isinstance(claimed, list):
        if not isinstance(value, list) or len(value) != len(claimed):
            raise Unknown
        cells = printed.operand if isinstance(printed, Transposed) else printed
        rows = cells.rows if isinstance(cells, Grid) else ()
        parts: tuple[Any, ...] = rows[0] if len(rows) == 1 else rows
        each = zip(value, claimed, parts, strict=True)
        found = (_mismatch(one, other, _cell(part), loose=loose) for one, other, part in each)
        return next((pair for pair in found if pair is not None), None)
    if isinstance(value, list):
        raise Unknown
    if isinstance(value, Fraction) and value == claimed:
        return None
    inner = printed.operand if isinstance(printed, Minus) else printed
    half = Fraction(1, 2 * 10**inner.digits) if isinstance(inner, Number) else Fraction(0)
    low, high = (claimed - half, claimed + half) if isinstance(claimed, Fraction) else (claimed, claimed)
    found_in, least, most = _interval(value), _interval(low), _interval(high)
    overlaps = bool(found_in.b >= least.a and found_in.a <= most.b)
    agrees = overlaps if loose else bool(found_in.a >= least.a and found_in.b <= most.b)
    return None if agrees else (_shown(value), _shown(claimed))


def _shown(value: Value) -> str:
    return f"{float(value if isinstance(value, Fraction) else value.mid):.6g}"


def _cell(part: Any) -> Node | None:
    """The node of a cell, or of a row as a matrix of its own."""
    if isinstance(part, tuple):
        return part[0] if len(part) == 1 else Grid((part,))
    return part if isinstance(part, Node) else None


def _index_name(letter: Letter) -> str:
    return letter.name + "'" * letter.primes
