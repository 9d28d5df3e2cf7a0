"""A counterexample as a short NumPy program, which a reader can paste and run: it prints both sides.

Letters are arrays, definitions functions, Σ is `sum(… for k in range(n))`, a derivative a complex step, and
where it is taken of a derivative a central difference. Indices count from 0 there.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sympy import Basic, Rational, Symbol

from derive.language.binders import Before, Binder, Cases, Delta, Span, Sum, Upto, free_indices, fresh
from derive.language.comparisons import Greatest, Larger, Smaller, Where, opened
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family, definitions, depends
from derive.language.functions import BOOK, Call, Function, Meaning, NamedNumber, mpmath_names
from derive.language.indices import Dim, Index, Moved
from derive.language.inverses import Determinant, InverseEntry, LogDeterminant
from derive.language.places import Distinct, Equal
from derive.language.products import Product
from derive.values.assignment import Assignment
from derive.values.shown import Numbers, machine_readable
from derive.values.survey import Survey

_TAKEN = frozenset(
    ("np", "mpmath", "sum", "range", "print", "left", "right", "slope", "found", "sides", *BOOK)
)
_SLOPE = """def slope(f, x, at):  # ∂f/∂x[at], by a complex step
    x[at] += 1e-100j
    found, x[at] = np.imag(f()) / 1e-100, x[at] - 1e-100j
    return found
"""
_CURVATURE = """def slope_of_slope(f, x, at):  # where f is itself a slope, by a central difference
    x[at] += 1e-5
    up, x[at] = f(), x[at] - 2e-5
    down, x[at] = f(), x[at] + 1e-5
    return (up - down) / 2e-5
"""


def numpy_snippet(made: Assignment, places: Mapping[Index, int], numbers: Sequence[Numbers]) -> str:
    """A program that prints the two sides of the claim at these numbers and places; empty where it has no spelling."""
    if made.maps:
        return ""
    return "\n".join(_Program(made, numbers).lines(places)) + "\n"


class _Program:
    """The lines of the program."""

    def __init__(self, made: Assignment, numbers: Sequence[Numbers]) -> None:
        self.made, self.survey = made, made.survey
        self.numbers: dict[tuple[Family, str, Family | None], Numbers] = {
            (each.letter, each.meaning, each.variable): each for each in numbers
        }
        self.code = _Code(self.survey)

    def lines(self, places: Mapping[Index, int]) -> Iterator[str]:
        """All of it, in order."""
        survey = self.survey
        yield "import numpy as np"
        if lacking := {
            node.function: None for node in survey.nodes if isinstance(node, Call) and _lacks(node.function)
        }:
            yield "import mpmath"
            yield from map(_by_mpmath, lacking)
        if self.made.sizes:
            yield _assignment({name(dim): str(size) for dim, size in self.made.sizes.items()})
        if survey.depth > 0:
            yield _SLOPE
        if survey.depth > 1:
            yield _CURVATURE
        for function, coefficients in self.made.functions.items():
            highest_first = ", ".join(map(machine_readable, reversed(coefficients)))
            yield f"{name(function)} = np.poly1d([{highest_first}])"
        yield from self._letters()
        yield from self._definitions()
        if places:
            counted = {name(index): str(place - 1) for index, place in places.items()}
            yield f"{_assignment(counted)}  # indices, counted from 0"
        sides = (
            (word, self.code.write(side)) for word, side in (("left", survey.left), ("right", survey.right))
        )
        for word, side in sides:
            yield f'print("{word}", np.real({side}))'

    def _letters(self) -> Iterator[str]:
        """The variables first, then what depends on them."""
        letters = sorted(self.survey.families, key=lambda letter: bool(letter.of))
        for letter in letters:
            if letter.values is not None:
                yield f"{name(letter)} = {self._array(letter, 'place', shift=-1)}  # counted from 0"
            elif letter in self.survey.moved or (letter, None) in self.made.reads:
                yield from self._letter(letter)

    def _letter(self, letter: Family) -> Iterator[str]:
        moves = letter in self.survey.moved
        value = self._value(letter, moves=moves)
        if not self.code.is_function(letter):
            yield f"{name(letter)} = {value}"
            if (
                moves
                and self._has_value(letter)
                and any(letter in other.of for other in self.survey.families)
            ):
                yield f"{name(letter)}_0 = {name(letter)}.copy()"
            return
        yield f"{name(letter)}_0 = {value}"
        terms = [f"{name(letter)}_0"]
        for variable in letter.of:
            terms += self._slopes(letter, variable)
        yield f"{name(letter)} = lambda: {' + '.join(terms)}"

    def _slopes(self, letter: Family, variable: Family) -> Iterator[str]:
        """∂h/∂z (z − z_0) + ½ ∂²h/∂z² (z − z_0)²"""
        shift, rank = name(variable), len(variable.dims)
        shift = f"{shift} - {shift}_0" if self._has_value(variable) else shift
        for meaning in ("derivative", "second derivative"):
            if (letter, meaning, variable) in self.numbers:
                made = f"np.array({self._array(letter, meaning, variable)})"
                times = 1 if meaning == "derivative" else 2
                for _ in range(times):
                    made = f"np.tensordot({made}, {shift}, {rank})"
                yield made if times == 1 else f"{made} / 2"

    def _has_value(self, letter: Family) -> bool:
        return any((letter, meaning, None) in self.numbers for meaning in ("exp", "value"))

    def _value(self, letter: Family, *, moves: bool) -> str:
        """The array of its numbers; complex, where a step is taken in it."""
        scalar = not (letter.dims or moves or self.code.is_function(letter))
        kind = ", complex" if moves else ""
        if not self._has_value(letter):
            return f"np.zeros({_shape(letter)}{kind})"
        if (letter, "exp", None) in self.numbers:
            array = self._array(letter, "exp")
            return f"np.log({array})" if scalar else f"np.array(np.log({array}){kind})"
        array = self._array(letter, "value")
        return array if scalar else f"np.array({array}{kind})"

    def _array(self, letter: Family, meaning: str, variable: Family | None = None, shift: int = 0) -> str:
        numbers = self.numbers[letter, meaning, variable]
        return _nested([machine_readable(value + shift) for _, value in numbers.numbers], numbers.shape)

    def _definitions(self) -> Iterator[str]:
        """Each after those that it uses."""
        used = definitions(self.survey.left) | definitions(self.survey.right)
        used |= {letter for letter in self.survey.moved if isinstance(letter, Definition)}
        for each in sorted(used, key=lambda letter: (len(definitions(letter.body)), letter.name)):
            body = self.code.write(each.body)
            parameters = ", ".join(map(name, each.parameters))
            if each in self.survey.moved:
                yield f"{name(each)}_0 = np.zeros({_shape(each)}, complex)"
                body = f"{body} + {name(each)}_0[{parameters or '()'}]"
            yield f"{name(each)} = lambda {parameters}: {body}".replace("lambda :", "lambda:")


class _Code:
    """Writes expressions in Python."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey

    def is_function(self, letter: Family) -> bool:
        """Whether the letter moves with a variable in which something is differentiated."""
        return any(variable in self.survey.moved for variable in letter.of)

    def write(self, node: Any) -> str:
        """The expression in Python."""
        if isinstance(node, Rational):
            return machine_readable(node)
        return _RULES[type(node)](self, node)

    def _operand(self, node: Basic) -> str:
        made = self.write(node)
        return f"({made})" if isinstance(node, Plus | Neg | Times | Quotient | Power) or "/" in made else made

    def _plus(self, node: Plus) -> str:
        first, *others = node.args
        terms = [self.write(first)]
        for term in others:
            negative = isinstance(term, Neg)
            terms.append(f" {'-' if negative else '+'} {self._operand(term.args[0] if negative else term)}")
        return "".join(terms)

    def _times(self, node: Times) -> str:
        return " * ".join(map(self._operand, node.args))

    def _neg(self, node: Neg) -> str:
        return f"-{self._operand(node.args[0])}"

    def _quotient(self, node: Quotient) -> str:
        return " / ".join(map(self._operand, node.args))

    def _power(self, node: Power) -> str:
        return " ** ".join(map(self._operand, node.args))

    def _sum(self, node: Binder) -> str:
        bound = name(node.bound)
        left_out = [f"{bound} != {self._place(place)}" for place in node.without]
        condition = f" if {' and '.join(left_out)}" if left_out else ""
        return f"sum({self.write(node.body)} for {bound} in range({name(node.bound.dim)}){condition})"

    def _span(self, node: Span) -> str:
        first, last = map(self._place, node.args[2])
        return f"sum({self.write(node.body)} for {name(node.bound)} in range({first}, {last} + 1))"

    def _number_of(self, node: Index | Moved) -> str:
        """The place, counted from 1."""
        return f"({self._place(node)} + 1)"

    def _matrix(self, matrix: Any) -> str:
        """The matrix as an array."""
        dim, own = matrix.shape[0], free_indices(matrix)
        row = fresh(Index("row", dim), own)
        column = fresh(Index("column", dim), own | {row})
        entry, size = self.write(matrix.entry(row, column)), name(dim)
        inner = f"[{entry} for {name(column)} in range({size})]"
        return f"np.array([{inner} for {name(row)} in range({size})])"

    def _inverse_entry(self, node: InverseEntry) -> str:
        matrix, *places = node.args
        return f"np.linalg.inv({self._matrix(matrix)})[{', '.join(map(self._place, places))}]"

    def _determinant(self, node: Determinant) -> str:
        return f"np.linalg.det({self._matrix(node.matrix)})"

    def _log_determinant(self, node: LogDeterminant) -> str:
        return f"(np.log(np.linalg.det({self._matrix(node.matrix)}) ** 2) / 2)"

    def _product(self, node: Product) -> str:
        return f"np.prod([{self._sum(node)[4:-1]}])"

    def _delta(self, node: Delta) -> str:
        return f"({' == '.join(map(self._place, node.args))})"

    def _before(self, node: Before) -> str:
        sign = " <= " if isinstance(node, Upto) else " < "
        return f"({sign.join(map(self._place, node.args))})"

    def _cases(self, node: Cases) -> str:
        made = self.write(node.otherwise)
        for value, condition in reversed(node.branches):
            made = f"({self.write(value)} if {self._condition(condition)} else {made})"
        return made

    def _condition(self, condition: Equal) -> str:
        sign = " != " if isinstance(condition, Distinct) else " == "
        return sign.join(map(self._place, condition.args))

    def _where(self, node: Where) -> str:
        sign = ">" if node.condition.strict else ">="
        condition = f"np.real({self.write(node.condition.difference)}) {sign} 0"
        return f"({self.write(node.value)} if {condition} else {self.write(node.otherwise)})"

    def _opened(self, node: Any) -> str:
        cases = opened(node)
        assert cases is not None
        return self._where(cases)

    def _greatest(self, node: Greatest) -> str:
        bound = name(node.bound)
        return f"max(({self.write(node.body)} for {bound} in range({name(node.bound.dim)})), key=np.real)"

    def _call(self, node: Call) -> str:
        if opened(node) is not None:
            return self._opened(node)
        function, argument = node.function, self.write(node.argument)
        if function.meaning is not None:
            return self._known(node, function.meaning)
        return f"{name(function.name)}{f'.deriv({function.order})' if function.order else ''}({argument})"

    def _known(self, node: Call, meaning: Meaning) -> str:
        """np.exp(x), or what it is made of; else a function that stands above: all of them take complex numbers."""
        if _is_numpys(node.function):
            return f"{meaning.code['numpy']}({self.write(node.argument)})"
        if node.function.opened is not None:
            return f"({self.write(node.function.opened(node.argument))})"
        return f"{_called(node.function)}({self.write(node.argument)})"

    def _named_number(self, node: NamedNumber) -> str:
        return f"np.{node.name}"

    def _dim(self, node: Dim) -> str:
        return name(node)

    def _entry(self, node: Entry) -> str:
        places = ", ".join(map(self._place, node.places))
        letter = name(node.family)
        if isinstance(node.family, Definition):
            return f"{letter}({places})"
        if self.is_function(node.family):
            return f"{letter}()[{places or '()'}]"
        scalar = not places and node.family not in self.survey.moved
        return letter if scalar else f"{letter}[{places or '()'}]"

    def _place(self, place: Any) -> str:
        if isinstance(place, Index):
            return name(place)
        if isinstance(place, Moved):
            return f"{self._place(place.base)} {'+' if place.offset > 0 else '-'} {abs(place.offset)}"
        if isinstance(place, Dim):
            return f"{name(place)} - 1"
        return self._entry(place) if isinstance(place, Entry) else str(int(place) - 1)

    def _derivative(self, node: Derivative) -> str:
        letter = node.variable.family
        if not depends(node.body, letter):
            return "0"
        own = isinstance(letter, Definition) or self.is_function(letter)
        array = f"{name(letter)}_0" if own else name(letter)
        places = ", ".join(map(self._place, node.variable.places))
        at = places if len(node.variable.places) == 1 else f"({places})"
        function = "slope_of_slope" if self.survey.has_derivative(node.body) else "slope"
        return f"{function}(lambda: {self.write(node.body)}, {array}, {at})"


_RULES: dict[type, Callable[[_Code, Any], str]] = {
    Plus: _Code._plus,
    Times: _Code._times,
    Neg: _Code._neg,
    Quotient: _Code._quotient,
    Power: _Code._power,
    Sum: _Code._sum,
    Span: _Code._span,
    Index: _Code._number_of,
    Moved: _Code._number_of,
    InverseEntry: _Code._inverse_entry,
    Determinant: _Code._determinant,
    LogDeterminant: _Code._log_determinant,
    Product: _Code._product,
    Delta: _Code._delta,
    Before: _Code._before,
    Upto: _Code._before,
    Cases: _Code._cases,
    Where: _Code._where,
    Larger: _Code._opened,
    Smaller: _Code._opened,
    Greatest: _Code._greatest,
    Call: _Code._call,
    NamedNumber: _Code._named_number,
    Dim: _Code._dim,
    Entry: _Code._entry,
    Derivative: _Code._derivative,
}


def _is_numpys(function: Function) -> bool:
    meaning = function.meaning
    return meaning is not None and not function.order and isinstance(meaning.code["numpy"], str)


def _lacks(function: Function) -> bool:
    """Whether NumPy has no word for a known function, and it is not made of others."""
    return function.meaning is not None and not _is_numpys(function) and function.opened is None


def _called(function: Function) -> str:
    return name(function.name) + "_prime" * function.order


def _by_mpmath(function: Function) -> str:
    """f by mpmath; at a complex step f(a + ib) is f(a) + i b f′(a)."""
    plain = function.plain(Symbol("x"))
    called = f"mpmath.{mpmath_names()[type(plain)]}({', '.join(map(str, plain.args))})"
    return (
        f"def {_called(function)}(z):\n"
        f"    f = lambda x: {called}\n"
        "    step = lambda z: complex(f(z.real), z.imag * mpmath.diff(f, z.real))\n"
        "    return np.vectorize(step, otypes=[complex])(z)\n"
    )


def name(letter: Any) -> str:
    """The letter's name as a name of Python."""
    written = letter if isinstance(letter, str) else letter.name
    made = "".join(sign if sign.isidentifier() or sign.isdigit() else "_" for sign in written)
    return f"{made}_" if keyword.iskeyword(made) or made in _TAKEN else made


def _shape(letter: Family) -> str:
    """The shape of its array: n, (N, C), ()."""
    names = [name(dim) for dim in letter.dims]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _nested(parts: list[str], shape: tuple[int, ...]) -> str:
    if not shape:
        return parts[0]
    size = len(parts) // shape[0]
    rows = (_nested(parts[first : first + size], shape[1:]) for first in range(0, len(parts), size))
    return f"[{', '.join(rows)}]"


def _assignment(values: Mapping[str, str]) -> str:
    return f"{', '.join(values)} = {', '.join(values.values())}"
