"""Values that satisfy what a claim takes for granted.

An equation is written out in components, one for every place of its arbitrary indices. Equations that are
linear in the entries of some letters are solved for the last of those entries; the others keep the numbers
they drew. A letter that depends on z satisfies them at every z: its last entries are expressions in the
first. Equations that are not linear are solved one after another for one number each. What cannot be
satisfied is reported.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import product

import sympy
from sympy import Expr, Rational, Symbol
from sympy.solvers.solveset import NonlinearError

from derive.language.binders import Sum
from derive.language.derivatives import Derivative
from derive.language.families import Entry, Family
from derive.language.hypotheses import Equation
from derive.language.indices import Dim, Index
from derive.values.assignment import Assignment, assign, entries
from derive.values.choices import Choices, Name, Style
from derive.values.components import Components
from derive.values.holding import Holding
from derive.values.moments import standardise
from derive.values.numbers import ONE, ZERO, Number, Undefined, Unsatisfied, sign
from derive.values.plain import EXACT, evaluate
from derive.values.roots import as_sympy, real_roots
from derive.values.steps import Steps
from derive.values.survey import Survey
from derive.values.walk import Key, Places

_ATTEMPTS = 30


def sample(
    survey: Survey,
    sizes: Mapping[Dim, int],
    generator: random.Random,
    *,
    fixed: Places | None = None,
    style: Style = "random",
    kept: Mapping[Name, Fraction] | None = None,
    order: int | None = None,
    positive: bool = False,
    steps: Steps | None = None,
    scale: Fraction = ONE,
) -> tuple[Assignment, Choices]:
    """Values for every letter at these sizes that satisfy the hypotheses, and the choices they were made by.

    `fixed` are the places of indices that a hypothesis speaks of; `kept` are choices to take again (then
    there is one attempt only); `order` is the degree to which letters vary with what they depend on; random numbers
    are multiplied by `scale`. Raises `Unsatisfied`.
    """
    degree = survey.depth if order is None else order
    fault: ArithmeticError = Unsatisfied("the hypotheses cannot be satisfied")
    bound = survey.equations or survey.bounds or survey.asked.matrices
    for attempt in range(_ATTEMPTS if bound and not kept else 1):
        choices = Choices(generator, style, kept)
        choices.scale = scale / (1 + attempt // 4)
        try:
            made = assign(survey, sizes, choices, order=degree, positive=positive)
            satisfy(made, choices, fixed or {}, steps)
        except Undefined as undefined:
            fault = undefined
            continue
        return made, choices
    raise Unsatisfied("no numbers were found that satisfy the hypotheses: {}", fault) from fault


def satisfy(made: Assignment, choices: Choices, fixed: Places, steps: Steps | None = None) -> None:
    """Change the assignment so that every equation of the claim holds, and see that every hypothesis does.

    Raises `Undefined` if these numbers cannot be mended, `Unsatisfied` if no numbers can.
    """
    if made.survey.equations:
        _equate(made, choices, fixed, steps)
    denied = Holding(made, fixed, steps).denied()
    if denied is not None:
        raise Undefined("{} does not hold", denied)


def _equate(made: Assignment, choices: Choices, fixed: Places, steps: Steps | None) -> None:
    for equation in made.survey.equations:
        _scale(made, equation)
    sides = [
        each
        for equation in made.survey.equations
        for each in _written_out(_Unknown(made, steps), equation, fixed)
    ]
    residuals = [left - right for left, right in sides]
    if steps is not None:
        steps.take(len(residuals) * len(made.values))
    if _has_standard_moments(made, residuals, choices):
        return
    for letters in _attempts(made, [left for left, _ in sides], residuals):
        if _solve_linear(made, residuals, letters):
            break
    else:
        _solve_one_by_one(made, residuals, choices)


def _has_standard_moments(made: Assignment, residuals: Sequence[Expr], choices: Choices) -> bool:
    """Whether the equations are those of a standard normal's moments; they are then true."""
    letters = _letters(made, residuals)
    if len(residuals) < 2 or not any(letter.dims and letter.dims[0].counts_outcomes for letter in letters):
        return False
    before = dict(made.values), dict(made.jets)
    try:
        standardise(made, letters, choices, partial(_put, made))
        if all(_value(made, each) == 0 for each in residuals):
            return True
    except Undefined:
        pass
    made.values, made.jets = before
    return False


class _Unknown(Components):
    """Writes an equation with a symbol for every entry (for exp of it, where it is taken as a logarithm)."""

    def entry(self, key: Key) -> Expr:
        survey = self.survey
        if key[0] in survey.one_hot or key[0] in survey.asked.matrices:
            return as_sympy(self.assignment.values[key])
        symbol = self.assignment.symbols.get(key)
        if symbol is None:  # an entry that no claim speaks of
            raise Unsatisfied("{} stands at a place that is not drawn", key[0].name)
        return sympy.log(symbol) if key[0] in survey.roles.logarithms else symbol

    def derivative(self, node: Derivative, key: Key, places: Places) -> Expr:
        raise Unsatisfied("a hypothesis with a derivative in it is not set up: {}", node)


def _written_out(writer: _Unknown, equation: Equation, fixed: Places) -> Iterator[tuple[Expr, Expr]]:
    """Both sides at all places of the arbitrary indices."""
    made = writer.assignment
    held = made.survey.fixed(equation)
    arbitrary = [index for index in _indices(made.survey, equation) if index not in held]
    for at in _everywhere(made, arbitrary):
        places = at | {index: fixed[index] for index in held}
        yield writer.write(equation.left, places), writer.write(equation.right, places)


def _everywhere(made: Assignment, arbitrary: Sequence[Index]) -> Iterator[dict[Index, int]]:
    for chosen in product(*(range(1, made.sizes[index.dim] + 1) for index in arbitrary)):
        yield dict(zip(arbitrary, chosen, strict=True))


def _indices(survey: Survey, equation: Equation) -> list[Index]:
    return [*dict.fromkeys((*survey.free(equation.left), *survey.free(equation.right)))]


def _scale(made: Assignment, equation: Equation) -> None:
    """Σ_k y_k = 1 over positive y: divide by the sum, so that all stay positive."""
    left = equation.left
    if not (isinstance(left, Sum) and isinstance(left.body, Entry) and equation.right == 1):
        return
    letter, places = left.body.family, left.body.places
    plain = not left.without and places[-1:] == (left.bound,) and len(set(places)) == len(places)
    if not plain or any((letter, at) not in made.values for _, at in entries(letter, made.sizes)):
        return
    rows: dict[tuple[int, ...], list[Key]] = {}
    for key in entries(letter, made.sizes):
        rows.setdefault(key[1][:-1], []).append(key)
    for row in rows.values():
        if all(made.values[key] > 0 for key in row):
            whole = sum((made.values[key] for key in row), ZERO)
            for key in row:
                made.values[key] /= whole


def _attempts(
    made: Assignment, lefts: Sequence[Expr], residuals: Sequence[Expr]
) -> Iterator[tuple[Family, ...]]:
    """The letters to solve for, in the order to try: those of the left sides together, each alone, all."""
    first = _letters(made, lefts)
    rest = [letter for letter in _letters(made, residuals) if letter not in first]
    if first:
        yield tuple(first)
    yield from ((letter,) for letter in (*first, *rest) if len(first) + len(rest) > 1)
    if rest:
        yield (*first, *rest)


def _letters(made: Assignment, expressions: Sequence[Expr]) -> list[Family]:
    found = {made.unknowns[symbol][0] for each in expressions for symbol in each.free_symbols}
    return sorted(found, key=lambda letter: letter.name)


def _solve_linear(made: Assignment, residuals: Sequence[Expr], letters: tuple[Family, ...]) -> bool:
    """Solve for the last entries of these letters; False if the equations are not linear in them."""
    symbols = [made.symbols[key] for letter in letters for key in entries(letter, made.sizes)][::-1]
    parameters = _parameters(made, letters)
    known = {
        symbol: as_sympy(made.core(made.unknowns[symbol]))
        for symbol in frozenset().union(*(residual.free_symbols for residual in residuals))
        if symbol not in symbols
        and symbol not in parameters
        and isinstance(made.core(made.unknowns[symbol]), Fraction)
    }
    put = [residual.xreplace(known) for residual in residuals]
    try:
        matrix, right = sympy.linear_eq_to_matrix(put, symbols)
    except NonlinearError:
        return False
    rows = [[*matrix.row(i), right[i]] for i in range(len(put))]
    if not all(isinstance(each, Rational) for row in rows for each in row[:-1]):
        return False
    solved = _eliminate(rows, len(symbols))
    if solved is None:
        if not known and not made.survey.one_hot and not made.survey.asked.matrices:
            raise Unsatisfied("the hypotheses contradict one another")
        return False
    for column, row in solved.items():
        others = [-row[j] * symbols[j] for j in range(len(symbols)) if j != column and row[j] != 0]
        _set(made, made.unknowns[symbols[column]], sympy.Add(row[-1], *others))
    return True


def _parameters(made: Assignment, letters: tuple[Family, ...]) -> frozenset[Symbol]:
    """Entries that stay symbols in what is solved: all that move with z, if what is solved for does."""
    if not made.survey.depth or not any(letter.of for letter in letters):
        return frozenset()
    variables = {variable for letter in letters for variable in letter.of}
    return frozenset(
        symbol
        for symbol, (letter, _) in made.unknowns.items()
        if letter in variables or variables & set(letter.of)
    )


def _set(made: Assignment, key: Key, expression: Expr) -> None:
    """The entry equals this; as a number, or as a function if the letter depends on variables."""
    _put(made, key, _value(made, expression))
    if key[0].of and expression.free_symbols:
        made.solved[key] = expression


def _put(made: Assignment, key: Key, value: Number) -> None:
    letter = key[0]
    must_be_positive = letter in made.survey.positive or letter in made.survey.roles.logarithms
    if must_be_positive and sign(value) <= 0:
        raise Undefined("{} would not be positive", letter.name)
    made.values[key] = value
    made.jets[key] = {}


def _eliminate(rows: list[list[Expr]], columns: int) -> dict[int, list[Expr]] | None:
    """Gauss–Jordan: the row that gives each pivot column; None if the rows contradict one another."""
    pivots: dict[int, list[Expr]] = {}
    left = [list(row) for row in rows]
    for column in range(columns):
        found = next((row for row in left if row[column] != 0), None)
        if found is None:
            continue
        left.remove(found)
        pivot = [each / found[column] for each in found]
        left = [_cleared(row, pivot, column) for row in left]
        pivots = {at: _cleared(row, pivot, column) for at, row in pivots.items()} | {column: pivot}
    if any(isinstance(row[-1], Rational) and row[-1] != 0 for row in left):
        return None
    return pivots


def _cleared(row: list[Expr], pivot: list[Expr], column: int) -> list[Expr]:
    factor = row[column]
    return row if factor == 0 else [a - factor * b for a, b in zip(row, pivot, strict=True)]


def _solve_one_by_one(made: Assignment, residuals: Sequence[Expr], choices: Choices) -> None:
    """Solve each equation in turn for one entry that no earlier one has decided, a root drawn among all."""
    decided: dict[Symbol, Expr] = {}
    for residual in sorted(residuals, key=lambda each: len(each.free_symbols)):
        put = residual.xreplace(decided)
        open_symbols = sorted(put.free_symbols - decided.keys(), key=str, reverse=True)
        for symbol in open_symbols:
            known = {s: as_sympy(made.core(made.unknowns[s])) for s in put.free_symbols - {symbol}}
            roots = real_roots(put.xreplace(known), symbol)
            if roots:
                key = made.unknowns[symbol]
                if key[0].of and made.survey.depth:
                    raise Unsatisfied("an equation that is not linear in {}, which varies", key[0].name)
                chosen = roots[choices.place(("root", str(symbol)), len(roots)) - 1]
                _put(made, key, chosen)
                decided |= known | {symbol: as_sympy(chosen)}
                break


def _value(made: Assignment, expression: Expr) -> Number:
    return evaluate(expression, EXACT, lambda symbol: made.core(made.unknowns[symbol]))
