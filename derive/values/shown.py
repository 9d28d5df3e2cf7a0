"""The numbers of an instance in the page's own names: e^h = (1, 2), ∂h/∂z = ((1, 0), (0, 1)), y = 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count
from math import prod

from sympy import Add, Expr, Symbol

from derive.language.families import Family
from derive.language.typeset import Formula, boxes, formula
from derive.language.typeset.boxes import Box, Fence, Listing, Mark, Name, Row, Scripts, signed
from derive.language.typeset.formula import same
from derive.language.typeset.letters import letter as taken_apart
from derive.results import Entry, Meaning, Value
from derive.values.assignment import Assignment, entries
from derive.values.dual import part
from derive.values.exact import Exact
from derive.values.numbers import MP, Number, decimal, is_nothing
from derive.values.walk import Key

_DIGITS = 20


@dataclass(frozen=True)
class Numbers:
    """The numbers of a letter, or of its derivative, in order: each at its places."""

    letter: Family
    meaning: Meaning
    numbers: tuple[tuple[tuple[int, ...], Number], ...]
    shape: tuple[int, ...] = ()
    variable: Family | None = None


def fractions_shown(left: Number, right: Number) -> tuple[Formula, Formula]:
    """Two different numbers: fractions, or decimals with as many digits as tell them apart."""
    sides = left, right
    for digits in (6, 12, 24, 48):
        one, other = (
            _number(side) if isinstance(side, Fraction) else _decimal(side, digits) for side in sides
        )
        if one != other:
            break
    return one, other


NOTHING = same(boxes.Words("undefined"))
"""What stands for the value of a side that has none."""


def number_shown(value: Number) -> Formula:
    """A fraction, or a decimal of six digits."""
    return _number(value) if isinstance(value, Fraction) else _decimal(value, 6)


def _number(value: Number) -> Formula:
    """On one line the digits as a program reads them, -1/4."""
    if not isinstance(value, Fraction):
        about = _decimal(value, 6)
        return Formula(Row((Mark("≈"), about.stacked)), boxes.Number(f"≈ {about.text}"))
    return Formula(_signed(_fraction(abs(value)), negative=value < 0), boxes.Number(str(value)))


def _fraction(value: Fraction) -> Box:
    whole = boxes.Number(str(value.numerator))
    return whole if value.denominator == 1 else boxes.Fraction(whole, boxes.Number(str(value.denominator)))


def _signed(absolute: Box, *, negative: bool) -> Box:
    return Row((Mark("−"), absolute), joined=True) if negative else absolute


def _decimal(value: Number, digits: int) -> Formula:
    number = decimal(value)
    made = "0" if is_nothing(number) else str(MP.nstr(number, digits))
    return Formula(signed(made), boxes.Number(made))


def letters_numbers(made: Assignment) -> tuple[Numbers, ...]:
    """Every letter whose number was asked for, with the derivatives that were asked for."""
    found: list[Numbers] = []
    for letter in made.survey.families:
        shape = tuple(made.sizes[dim] for dim in letter.dims)
        if letter.values is not None:
            places = ((at, Fraction(made.places[letter, at])) for _, at in entries(letter, made.sizes))
            found.append(Numbers(letter, "place", tuple(places), shape))
        elif (letter, None) in made.reads:
            meaning: Meaning = "exp" if letter in made.survey.roles.logarithms else "value"
            cores = ((at, made.core((letter, at))) for _, at in entries(letter, made.sizes))
            found.append(Numbers(letter, meaning, tuple(cores), shape))
            for variable in letter.of:
                if (letter, variable) in made.reads:
                    found += _derivatives(made, letter, variable)
    return tuple(found)


def _derivatives(made: Assignment, letter: Family, variable: Family) -> Iterator[Numbers]:
    """∂h/∂z, each entry of h in each of z; and if they were asked for, second derivatives."""
    exact, moving = Exact(made), [*entries(variable, made.sizes)]

    def slope(key: Key, *at: Key) -> Number:
        moved = tuple((1 << bit, each) for bit, each in enumerate(at))
        return part(exact.moving(moved).entry(key), (1 << len(at)) - 1)

    keys = [*entries(letter, made.sizes)]
    shapes = [tuple(made.sizes[dim] for dim in each.dims) for each in (letter, variable)]
    first = tuple(((*key[1], *each[1]), slope(key, each)) for key in keys for each in moving)
    yield Numbers(letter, "derivative", first, shapes[0] + shapes[1], variable)
    if made.survey.depth > 1:
        second = tuple(
            ((*key[1], *a[1], *b[1]), slope(key, a, b)) for key in keys for a in moving for b in moving
        )
        yield Numbers(letter, "second derivative", second, shapes[0] + shapes[1] * 2, variable)


def letters_shown(made: Assignment) -> tuple[Value, ...]:
    """An assignment for a reader: `e^h = (1, 2)`, and unknown functions as polynomials, `f(x) = 1 + x²`."""
    shown = [value for numbers in letters_numbers(made) for value in _values(made, numbers)]
    argument = _unused("xuvw", made)
    for name, coefficients in made.functions.items():
        expression = Add(*(c * Symbol(argument) ** power for power, c in enumerate(coefficients)))
        powers = tuple(Entry((power,), str(each)) for power, each in enumerate(coefficients))
        of = same(_called(_word(name), [argument]))
        shown.append(Value(of, _polynomial(expression), name, "function", "", powers))
    return (*shown, *_maps(made))


def _maps(made: Assignment) -> Iterator[Value]:
    """f_1(u1, u2) = 2 (u1 + u2)^3 for each function of several numbers, where u are all that it is handed."""
    letter = _unused("uvwx", made)
    for ((name, _, _), places), function in made.maps.items():
        at = boxes.Places(tuple(boxes.Number(str(place)) for place in places))
        base = Scripts(_word(name), at) if places else _word(name)
        arguments = [f"{letter}{number + 1}" for number in range(len(function.slots))]
        line = f"{name}{''.join(f'_{place}' for place in places)}({', '.join(arguments)})"
        of = Formula(_called(base, arguments), boxes.Number(line))
        yield Value(of, _polynomial(function.shown(letter)), name, "function")


def _unused(letters: str, made: Assignment) -> str:
    """The first of these letters that the assignment does not speak of, with a number behind it if it has all."""
    taken = _names(made)
    numbered = (f"{letters[0]}{number}" for number in count(1))
    return next(name for name in chain(letters, numbered) if name not in taken)


def _word(name: str) -> Name:
    return Name(taken_apart(name), function=True)


def _called(function: Box, arguments: list[str]) -> Row:
    listed = Listing(tuple(Name(taken_apart(each)) for each in arguments))
    return Row((function, Fence(listed)), joined=True)


def _values(made: Assignment, numbers: Numbers) -> Iterator[Value]:
    """One value; for second derivatives one for each entry of the letter."""
    rank = len(numbers.letter.dims)
    if numbers.meaning != "second derivative":
        yield _value(numbers, _name(numbers), numbers.numbers, _rows(numbers))
        return
    size = prod(numbers.shape[rank:])
    for first in range(0, len(numbers.numbers), size):
        part = numbers.numbers[first : first + size]
        side = sum(1 for _ in entries(numbers.variable, made.sizes)) if numbers.variable else 1
        bare = not (numbers.variable and numbers.variable.dims)
        shown = _nested([_number(value) for _, value in part], () if bare else (side, side))
        yield _value(numbers, _name(numbers, part[0][0][:rank]), part, shown)


def _rows(numbers: Numbers) -> Formula:
    """The letter's own nesting; a Jacobian as rows of h by columns of z."""
    shown = [_number(value) for _, value in numbers.numbers]
    if numbers.meaning != "derivative" or numbers.variable is None:
        return _nested(shown, numbers.shape)
    rank = len(numbers.letter.dims)
    rows, columns = prod(numbers.shape[:rank]), prod(numbers.shape[rank:])
    shape = ((rows,) if rank else ()) + ((columns,) if numbers.variable.dims else ())
    return _nested(shown, shape)


def _value(
    numbers: Numbers, name: Formula, part: tuple[tuple[tuple[int, ...], Number], ...], shown: Formula
) -> Value:
    return Value(
        name,
        shown,
        letter=numbers.letter.name,
        meaning=numbers.meaning,
        variable=numbers.variable.name if numbers.variable else "",
        entries=tuple(Entry(at, machine_readable(value)) for at, value in part),
    )


def machine_readable(value: Number) -> str:
    """A fraction, or a decimal of twenty digits."""
    return str(value) if isinstance(value, Fraction) else _decimal(value, _DIGITS).text


def _name(numbers: Numbers, places: tuple[int, ...] = ()) -> Formula:
    """h, e^h, ∂h/∂z, ∂²h_1/∂z²."""
    name = formula(numbers.letter)
    if numbers.variable is None:
        power = Scripts(Name(taken_apart("e")), above=name.stacked)
        return same(power) if numbers.meaning == "exp" else name
    times = 1 if numbers.meaning == "derivative" else 2
    at = boxes.Places(tuple(boxes.Number(str(each)) for each in places))
    body = Scripts(name.stacked, at) if places else name.stacked
    return same(boxes.Derivative(body, ((formula(numbers.variable).stacked, times),)))


def _nested(parts: list[Formula], shape: tuple[int, ...]) -> Formula:
    """A number, (1, 2) or ((1, 2), (3, 4)), as the shape says; what has two axes is a matrix."""
    if not shape:
        return parts[0]
    size = len(parts) // shape[0]
    if len(shape) == 2:
        lines = [parts[first : first + size] for first in range(0, len(parts), size)]
        return Formula(
            boxes.Matrix(tuple(tuple(each.stacked for each in line) for line in lines)),
            boxes.Matrix(tuple(tuple(each.linear for each in line) for line in lines)),
        )
    rows = [_nested(parts[first : first + size], shape[1:]) for first in range(0, len(parts), size)]
    return Formula(
        Fence(Listing(tuple(row.stacked for row in rows)), grows=False),
        Fence(Listing(tuple(row.linear for row in rows))),
    )


def _names(made: Assignment) -> set[str]:
    return {letter.name for letter in made.survey.families}


def _polynomial(expression: Expr) -> Formula:
    """x² − 2 x + 1, on one line as SymPy prints it."""
    line = str(expression).replace("**", "^").replace("*", " ")
    return Formula(_total(expression), boxes.Number(line))


def _total(expression: Expr) -> Box:
    """A sum with its signs."""
    items: list[Box] = []
    for term in expression.as_ordered_terms():
        coefficient, rest = term.as_coeff_Mul()
        absolute = _term(Fraction(abs(coefficient.p), coefficient.q), rest)
        sign = "−" if coefficient < 0 else "+"
        items += [Mark(sign), absolute] if items else [_signed(absolute, negative=coefficient < 0)]
    return items[0] if len(items) == 1 else Row(tuple(items))


def _term(coefficient: Fraction, rest: Expr) -> Box:
    """3 x² / 2"""
    factors = [] if rest == 1 else [_factor(each) for each in rest.as_ordered_factors()]
    if coefficient.numerator != 1 or not factors:
        factors.insert(0, boxes.Number(str(coefficient.numerator)))
    above = factors[0] if len(factors) == 1 else Row(tuple(factors))
    one = coefficient.denominator == 1
    return above if one else boxes.Fraction(above, boxes.Number(str(coefficient.denominator)))


def _factor(factor: Expr) -> Box:
    """x, x², (x + y)²"""
    base, exponent = factor.as_base_exp()
    inner = Name(taken_apart(base.name)) if isinstance(base, Symbol) else Fence(_total(base))
    return inner if exponent == 1 else Scripts(inner, above=boxes.Number(str(exponent)))
