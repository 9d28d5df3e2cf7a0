"""The numbers of an instance in the page's own names: e^h = (1, 2), ∂h/∂z = ((1, 0), (0, 1)), y = 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import prod

import sympy
from sympy import Add, Rational, Symbol

from derive.language.families import Family
from derive.language.typeset import latex, text
from derive.results import Entry, Meaning, Value
from derive.values.assignment import Assignment, entries
from derive.values.dual import part
from derive.values.exact import Exact
from derive.values.numbers import MP, Number, decimal, is_nothing
from derive.values.walk import Key

_DIGITS = 20


@dataclass(frozen=True)
class Shown:
    """A number, or an array of numbers, as text and as LaTeX."""

    text: str
    latex: str


@dataclass(frozen=True)
class Numbers:
    """The numbers of a letter, or of its derivative, in order: each at its places."""

    letter: Family
    meaning: Meaning
    numbers: tuple[tuple[tuple[int, ...], Number], ...]
    shape: tuple[int, ...] = ()
    variable: Family | None = None


def fractions_shown(left: Number, right: Number) -> tuple[Shown, Shown]:
    """Two different numbers: fractions, or decimals with as many digits as tell them apart."""
    sides = left, right
    for digits in (6, 12, 24, 48):
        one, other = (
            _number(side) if isinstance(side, Fraction) else _decimal(side, digits) for side in sides
        )
        if one != other:
            break
    return one, other


NOTHING = Shown("undefined", r"\text{undefined}")
"""What stands for the value of a side that has none."""


def number_shown(value: Number) -> Shown:
    """A fraction, or a decimal of six digits."""
    return _number(value) if isinstance(value, Fraction) else _decimal(value, 6)


def _number(value: Number) -> Shown:
    if not isinstance(value, Fraction):
        made = f"≈ {_decimal(value, 6).text}"
        return Shown(made, made.replace("≈", r"\approx"))
    if value.denominator == 1:
        return Shown(str(value), str(value))
    sign = "-" if value < 0 else ""
    return Shown(str(value), rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}")


def _decimal(value: Number, digits: int) -> Shown:
    number = decimal(value)
    made = "0" if is_nothing(number) else str(MP.nstr(number, digits))
    return Shown(made, made)


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
    """The same as named values, and the unknown functions as polynomials."""
    shown = [value for numbers in letters_numbers(made) for value in _values(made, numbers)]
    argument = next(name for name in ("x", "u", "v", "w") if name not in _names(made))
    for name, coefficients in made.functions.items():
        of, polynomial = f"{name}({argument})", _polynomial(coefficients, Symbol(argument))
        powers = tuple(Entry((power,), str(each)) for power, each in enumerate(coefficients))
        shown.append(Value(of, of, polynomial.text, polynomial.latex, name, "function", "", powers))
    return (*shown, *_maps(made))


def _maps(made: Assignment) -> Iterator[Value]:
    """f_1(u1, u2) = 2 (u1 + u2)^3 for each function of several numbers, where u are all that it is handed."""
    letter = next(name for name in ("u", "v", "w", "x") if name not in _names(made))
    for ((name, _, _), places), function in made.maps.items():
        arguments = ", ".join(f"{letter}{number + 1}" for number in range(len(function.slots)))
        at = "".join(f"_{place}" for place in places)
        formula = function.shown(letter)
        told = str(formula).replace("**", "^").replace("*", " ")
        of = f"{name}{at}({arguments})"
        yield Value(of, of, told, sympy.latex(formula), name, "function")


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


def _rows(numbers: Numbers) -> Shown:
    """The letter's own nesting; a Jacobian as rows of h by columns of z."""
    shown = [_number(value) for _, value in numbers.numbers]
    if numbers.meaning != "derivative" or numbers.variable is None:
        return _nested(shown, numbers.shape)
    rank = len(numbers.letter.dims)
    rows, columns = prod(numbers.shape[:rank]), prod(numbers.shape[rank:])
    shape = ((rows,) if rank else ()) + ((columns,) if numbers.variable.dims else ())
    return _nested(shown, shape)


def _value(
    numbers: Numbers, name: Shown, part: tuple[tuple[tuple[int, ...], Number], ...], shown: Shown
) -> Value:
    return Value(
        name.text,
        name.latex,
        shown.text,
        shown.latex,
        letter=numbers.letter.name,
        meaning=numbers.meaning,
        variable=numbers.variable.name if numbers.variable else "",
        entries=tuple(Entry(at, machine_readable(value)) for at, value in part),
    )


def machine_readable(value: Number) -> str:
    """A fraction, or a decimal of twenty digits."""
    return str(value) if isinstance(value, Fraction) else _decimal(value, _DIGITS).text


def _name(numbers: Numbers, places: tuple[int, ...] = ()) -> Shown:
    """h, e^h, ∂h/∂z, ∂²h_1/∂z²."""
    name, tex = text(numbers.letter), latex(numbers.letter)
    if numbers.variable is None:
        return Shown(f"e^{name}", f"e^{{{tex}}}") if numbers.meaning == "exp" else Shown(name, tex)
    other, other_tex = text(numbers.variable), latex(numbers.variable)
    if numbers.meaning == "derivative":
        return Shown(f"∂{name}/∂{other}", rf"\frac{{\partial {tex}}}{{\partial {other_tex}}}")
    at = ",".join(map(str, places))
    return Shown(
        f"∂²{name}{f'_{at}' if at else ''}/∂{other}²",
        rf"\frac{{\partial^2 {tex}_{{{at}}}}}{{\partial {other_tex}^2}}",
    )


def _nested(parts: list[Shown], shape: tuple[int, ...]) -> Shown:
    """A number, (1, 2) or ((1, 2), (3, 4)), as the shape says; in LaTeX what has two axes is a matrix."""
    if not shape:
        return parts[0]
    size = len(parts) // shape[0]
    if len(shape) == 2:
        lines = [parts[first : first + size] for first in range(0, len(parts), size)]
        told = ", ".join(f"({', '.join(each.text for each in line)})" for line in lines)
        inner = r" \\ ".join(" & ".join(each.latex for each in line) for line in lines)
        return Shown(f"({told})", rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}")
    rows = [_nested(parts[first : first + size], shape[1:]) for first in range(0, len(parts), size)]
    return Shown(*(f"({', '.join(getattr(row, kind) for row in rows)})" for kind in ("text", "latex")))


def _names(made: Assignment) -> set[str]:
    return {letter.name for letter in made.survey.families}


def _polynomial(coefficients: tuple[Fraction, ...], argument: Symbol) -> Shown:
    """x^2 − 2 x + 1, as SymPy prints it."""
    expression = Add(*(Rational(c) * argument**power for power, c in enumerate(coefficients)))
    return Shown(str(expression).replace("**", "^").replace("*", " "), sympy.latex(expression))
