"""The numbers of an instance in the page's own names: e^h = (1, 2), ∂h/∂z = ((1, 0), (0, 1)), y = 2."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sympy
from sympy import Add, Expr, Rational, S, Symbol

from derive.language.families import Family
from derive.language.typeset import latex, text
from derive.results import Value
from derive.sample.assignment import Assignment, entries
from derive.sample.decimals import MP, decimal
from derive.sample.survey import Key

Differentiate = Callable[[Expr, Symbol], Expr]


@dataclass(frozen=True)
class Shown:
    """A number, or an array of numbers, as text and as LaTeX."""

    text: str
    latex: str


def fractions_shown(left: Expr, right: Expr) -> tuple[Shown, Shown]:
    """Two different numbers: fractions, or decimals with as many digits as tell them apart."""
    if isinstance(left, Rational) and isinstance(right, Rational):
        return _number(left), _number(right)
    for digits in (6, 12, 24, 48):
        one, other = (_decimal(side, digits) for side in (left, right))
        if one != other:
            break
    return Shown(one, one), Shown(other, other)


def _number(value: Expr) -> Shown:
    if not isinstance(value, Rational):
        made = f"≈ {_decimal(value, 6)}"
        return Shown(made, made.replace("≈", r"\approx"))
    if value.q == 1:
        return Shown(str(value.p), str(value.p))
    sign = "-" if value.p < 0 else ""
    return Shown(f"{value.p}/{value.q}", rf"{sign}\frac{{{abs(value.p)}}}{{{value.q}}}")


def _decimal(value: Expr, digits: int) -> str:
    if isinstance(value, Rational) and value.q == 1:
        return str(value)
    return str(MP.nstr(decimal(value), digits))


def letters_shown(made: Assignment, differentiate: Differentiate) -> tuple[Value, ...]:
    """Every letter whose number was asked for, with the derivatives that were asked for."""
    shown: list[Value] = []
    for letter in made.survey.families:
        if letter.values is not None:
            shown.append(_value(text(letter), latex(letter), _array(made, letter, _place(made))))
        elif (letter, None) in made.reads:
            shown.append(_letter(made, letter))
            for variable in letter.of:
                if (letter, variable) in made.reads:
                    shown += _derivatives(made, letter, variable, differentiate)
    argument = next(name for name in ("x", "u", "v", "w") if name not in _names(made))
    for name, coefficients in made.functions.items():
        of = f"{name}({argument})"
        shown.append(_value(of, of, _polynomial(coefficients, Symbol(argument))))
    return tuple(shown)


def _value(name: str, in_latex: str, shown: Shown) -> Value:
    return Value(name, in_latex, shown.text, shown.latex)


def _place(made: Assignment) -> Callable[[Key], Expr]:
    return lambda key: Rational(made.places[key])


def _letter(made: Assignment, letter: Family) -> Value:
    name, in_latex = text(letter), latex(letter)
    if letter in made.survey.roles.logarithms:
        return _value(f"e^{name}", f"e^{{{in_latex}}}", _array(made, letter, made.core))
    return _value(name, in_latex, _array(made, letter, made.core))


def _derivatives(
    made: Assignment, letter: Family, variable: Family, differentiate: Differentiate
) -> Iterator[Value]:
    """∂h/∂z as rows of h by columns of z; second derivatives one matrix for each entry of h."""
    name, other, tex, other_tex = text(letter), text(variable), latex(letter), latex(variable)
    moving = {key: Symbol(f"δ{key[0].name}{list(key[1])}") for key in entries(variable, made.sizes)}

    def slope(key: Key, *at: Key) -> Expr:
        expression = made.entry(key, {each: moving[each] for each in at})
        for each in at:
            expression = differentiate(expression, moving[each])
        return expression.xreplace(dict.fromkeys(moving.values(), S.Zero))

    rows = [[_number(slope(key, each)) for each in moving] for key in entries(letter, made.sizes)]
    yield _value(
        f"∂{name}/∂{other}",
        rf"\frac{{\partial {tex}}}{{\partial {other_tex}}}",
        _nested(rows, bare=not variable.dims, single=not letter.dims),
    )
    if made.survey.depth > 1:
        for key in entries(letter, made.sizes):
            places = ",".join(map(str, key[1]))
            square = [[_number(slope(key, a, b)) for b in moving] for a in moving]
            yield _value(
                f"∂²{name}{f'_{places}' if places else ''}/∂{other}²",
                rf"\frac{{\partial^2 {tex}_{{{places}}}}}{{\partial {other_tex}^2}}",
                _nested(square, bare=not variable.dims, single=not variable.dims),
            )


def _nested(rows: list[list[Shown]], *, bare: bool, single: bool) -> Shown:
    """((1, 0), (0, 1)); `bare` rows have one number and no brackets, a `single` row stands alone."""
    made = [row[0] if bare else _row(row) for row in rows]
    return made[0] if single else _row(made)


def _array(made: Assignment, letter: Family, value: Callable[[Key], Expr]) -> Shown:
    """A number, (1, 2) or ((1, 2), (3, 4)), nested as the family's indices are."""

    def part(places: tuple[int, ...]) -> Shown:
        if len(places) == len(letter.dims):
            return _number(value((letter, places)))
        size = made.sizes[letter.dims[len(places)]]
        return _row([part((*places, at)) for at in range(1, size + 1)])

    return part(())


def _row(parts: list[Shown]) -> Shown:
    return Shown(
        f"({', '.join(each.text for each in parts)})", f"({', '.join(each.latex for each in parts)})"
    )


def _names(made: Assignment) -> set[str]:
    return {letter.name for letter in made.survey.families}


def _polynomial(coefficients: tuple[Rational, ...], argument: Symbol) -> Shown:
    """x^2 − 2 x + 1, as SymPy prints it."""
    expression = Add(*(c * argument**power for power, c in enumerate(coefficients)))
    return Shown(str(expression).replace("**", "^").replace("*", " "), sympy.latex(expression))
