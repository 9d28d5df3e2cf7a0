"""The second voice: both sides in explicit components, at small sizes, differentiated by SymPy.

At given sizes every letter has a number, every Σ is a sum of terms, and a derivative is `sympy.diff` of the
explicit body in the displacement of one entry. Sides that are rational are compared exactly, others to 40
of 50 digits. Nothing of the kernel is used, and no rule of differentiation but SymPy's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from time import monotonic

from sympy import Add, Basic, Expr, Rational, S, Symbol

from derive.language.derivatives import Derivative
from derive.language.families import Definition
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index
from derive.results import Counterexample, InstanceResult
from derive.values.assignment import Assignment, Undefined, Unsatisfied, entries
from derive.values.choices import SIMPLEST, Choices, Name, Style
from derive.values.components import Components, OutOfTime, Places
from derive.values.decimals import decimal, holds
from derive.values.hypotheses import sample
from derive.values.shown import NOTHING, fractions_shown, letters_numbers, letters_shown, number_shown
from derive.values.sizes import Sizes, candidates, sizes_upward
from derive.values.snippet import numpy_snippet
from derive.values.survey import Key, Survey

MOST_ENTRIES = 60
"""How many entries are compared at one size; of more, so many are drawn."""
_DRAWS = 4
_EXACT_DRAWS, _PATIENCE = 48, 0.2
_SEARCH_DRAWS = 48


class Values(Components):
    """Writes an expression as its value, or as a function of the displacements of some entries.

    `moving` are the entries that are displaced; where it is empty the value is a number.
    """

    def __init__(self, assignment: Assignment, moving: Mapping[Key, Symbol] | None = None) -> None:
        super().__init__(assignment)
        self.moving = dict(moving or {})
        self._letters = frozenset(letter for letter, _ in self.moving)
        self._others: dict[frozenset[Key], Values] = {frozenset(self.moving): self}
        self._numbers = self

    def displaced(self, key: Key) -> Values:
        """The writer that has all entries of this family displaced as well."""
        mates = [*entries(key[0], self.sizes)]
        keys = frozenset((*self.moving, *mates))
        if keys not in self._others:
            made = Values(self.assignment, {each: _displacement(each) for each in keys})
            made._others, made._numbers, made.deadline = self._others, self._numbers, self.deadline
            self._others[keys] = made
        return self._others[keys]

    def write(self, node: Basic, places: Places) -> Expr:
        """The expression; what does not move is taken from the writer of numbers."""
        if self.moving and not (self._letters & self.survey.letters(node)):
            return self._numbers.write(node, places)
        return super().write(node, places)

    def entry(self, key: Key) -> Expr:
        """The entry, with its displacement if it has one."""
        made = self.assignment.entry(key, self.moving)
        return made + self.moving[key] if key in self.moving else made

    def definition(self, definition: Definition, at: tuple[int, ...]) -> Expr:
        """The body, with a displacement of its own if ∂ is taken in this letter."""
        made = super().definition(definition, at)
        return made + self.moving[definition, at] if (definition, at) in self.moving else made

    def derivative(self, node: Derivative, key: Key, places: Places) -> Expr:
        """sympy.diff of the body in the displacement of the entry, which then returns to 0."""
        shift = _displacement(key)
        slope = diff(self.displaced(key).write(node.body, places), shift)
        if key in self.moving:
            return slope
        return slope.xreplace({_displacement(each): S.Zero for each in entries(key[0], self.sizes)})

    def sign(self, node: Basic, places: Places, made: Expr) -> int | None:
        """The sign of the value where nothing is displaced."""
        value = self._numbers.write(node, places)
        number = value if isinstance(value, Rational) else decimal(value)
        return int(bool(number > 0)) - int(bool(number < 0))


def _displacement(key: Key) -> Symbol:
    letter, places = key
    return Symbol(f"δ{letter.name}{list(places)}")


def diff(expression: Expr, symbol: Symbol) -> Expr:
    """`sympy.diff(expression, symbol)`, term by term, without asking at the end whether the result is 0.

    That question starts SymPy's assumption system, and costs several times the derivative.
    """
    if not expression.has_free(symbol):
        return S.Zero
    if isinstance(expression, Add):
        return Add(*(diff(term, symbol) for term in expression.args))
    return expression._eval_derivative(symbol)


@dataclass(frozen=True)
class _Difference:
    """Where and how two sides differ."""

    assignment: Assignment
    choices: Choices
    places: Places
    left: Expr
    right: Expr

    @cached_property
    def exact(self) -> bool:
        """Whether both values are rational."""
        return isinstance(self.left, Rational) and isinstance(self.right, Rational)


@dataclass
class _Comparison:
    """The entries of one assignment: how many agree, how many are undefined, and the first difference."""

    agreeing: int = 0
    undefined: int = 0
    exact: bool = True
    difference: tuple[Places, Expr, Expr] | None = None

    @property
    def compared(self) -> int:
        return self.agreeing + (self.difference is not None)


def check_instances(
    left: Expr, right: Expr, given: tuple[Hypothesis, ...] = (), *, seed: int = 1, relation: str = "="
) -> tuple[InstanceResult, ...]:
    """Both sides compared at three sizes or more, entry by entry, the numbers drawn from `seed`.

    `relation` is what is claimed of them: "=", ">" or "≥".

    A size at which no instance can be made, because the hypotheses cannot be satisfied or a side is nowhere
    defined, gives no result; fewer than three results are inconclusive.
    """
    survey = Survey(left, right, given, relation)
    results: list[InstanceResult] = []
    tried = candidates(survey) if survey.dims else iter(({},) * 3)
    for number, sizes in enumerate(tried):
        found = _check_size(survey, sizes, random.Random(f"{seed} {number}"))
        results += [found] if found else []
        if len(results) == 3:
            break
    return tuple(results)


def _check_size(survey: Survey, sizes: Sizes, generator: random.Random) -> InstanceResult | None:
    total = _Comparison()
    for fixed in _fixed_places(survey, sizes):
        found = _compare_somewhere(survey, sizes, fixed, generator)
        if found is None:
            continue
        total.agreeing += found.compared
        total.exact &= found.exact
        total.difference = total.difference or found.difference
    if not total.agreeing:
        return None
    named = {dim.name: size for dim, size in sizes.items()}
    return InstanceResult(named, total.agreeing, total.exact, total.difference is None)


def _fixed_places(survey: Survey, sizes: Sizes) -> Iterator[dict[Index, int]]:
    held = survey.fixed_indices
    for chosen in product(*(range(1, sizes[index.dim] + 1) for index in held)):
        yield dict(zip(held, chosen, strict=True))


def _compare_somewhere(
    survey: Survey, sizes: Sizes, fixed: Places, generator: random.Random
) -> _Comparison | None:
    """The comparison at the first numbers where both sides are defined, at positive ones if need be."""
    best: _Comparison | None = None
    for draw in range(_DRAWS):
        try:
            made, _ = sample(survey, sizes, generator, fixed=fixed, positive=draw % 2 == 1)
        except Unsatisfied:
            break
        found = _compare(Values(made), fixed, generator)
        if best is None or found.compared > best.compared:
            best = found
        if found.difference or not found.undefined or (draw and best.compared):
            break
    return best if best is not None and best.compared else None


def _compare(
    values: Values, fixed: Places, generator: random.Random, *, exactly: bool = False
) -> _Comparison:
    """Both sides entry by entry, up to the first difference; `exactly` passes over values that are not rational."""
    places = [*values.entries_looked_at(fixed)]
    if len(places) > MOST_ENTRIES:
        places = generator.sample(places, MOST_ENTRIES)
    found = _Comparison()
    for at in places:
        sides = _sides(values, at)
        if sides is None:
            found.undefined += 1
            continue
        rational = all(isinstance(side, Rational) for side in sides)
        if exactly and not rational:
            continue
        found.exact &= rational
        try:
            equal = holds(values.survey.relation, *sides)
        except Undefined:
            found.undefined += 1
            continue
        if not equal:
            found.difference = (at, *sides)
            break
        found.agreeing += 1
    return found


def _sides(values: Values, places: Places) -> tuple[Expr, Expr] | None:
    """The values of both sides at an entry; None where one is not defined."""
    survey = values.survey
    try:
        return values.write(survey.left, places), values.write(survey.right, places)
    except Undefined:
        return None


def _side(values: Values, side: Expr, places: Places) -> Expr | None:
    try:
        return values.write(side, places)
    except Undefined:
        return None


def find_counterexample(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    time_limit: float = 10.0,
    relation: str = "=",
) -> Counterexample | None:
    """Numbers at which the sides differ, the smallest sizes and the simplest found; None if none are.

    More precisely, numbers at which the `relation` claimed ("=", ">" or "≥") does not hold, while all
    hypotheses do. At most `time_limit` seconds are spent.
    """
    survey = Survey(left, right, given, relation)
    search = _Search(survey, random.Random(f"{seed} counterexample"), monotonic() + time_limit)
    try:
        found = search.first()
    except OutOfTime:
        return None
    return None if found is None else _shown(survey, search.simplest(found))


def find_undefined(
    left: Expr,
    right: Expr,
    given: tuple[Hypothesis, ...] = (),
    *,
    seed: int = 1,
    time_limit: float = 10.0,
) -> Counterexample | None:
    """Simple numbers at which one side has a value and the other has none; None if none are found.

    They refute a claim only if that other side is known to have a value nowhere.
    """
    survey = Survey(left, right, given)
    search = _Search(survey, random.Random(f"{seed} undefined"), monotonic() + time_limit)
    try:
        for sizes in sizes_upward(survey):
            for fixed in _fixed_places(survey, sizes):
                found = search.one_sided(sizes, fixed)
                if found is not None:
                    return found
    except OutOfTime:
        pass
    return None


class _Search:
    """A search for numbers at which two sides differ, and then for simpler ones."""

    def __init__(self, survey: Survey, generator: random.Random, deadline: float) -> None:
        self.survey, self.generator, self.deadline = survey, generator, deadline
        self.undefined = 0.0

    def first(self) -> _Difference | None:
        """A difference at the smallest sizes where one is found, at simple numbers if possible."""
        for sizes in sizes_upward(self.survey):
            for fixed in _fixed_places(self.survey, sizes):
                found = self._at(sizes, fixed)
                if found is not None:
                    return found
        return None

    def _at(self, sizes: Sizes, fixed: Places) -> _Difference | None:
        """Random numbers tell whether the sides differ at these sizes; then simple ones are tried.

        Two draws tell as much of an equality as many do, but not where a side is undefined at times, nor of an
        inequality.
        """
        found = None
        often = self.survey.relation != "="
        for attempt in range(_SEARCH_DRAWS):
            found = self._draw(sizes, fixed, "random", positive=attempt % 2 == 1)
            often |= 0 < self.undefined < 1
            if found or (attempt and not often and (attempt >= _DRAWS or not self.undefined)):
                break
        if found is None:
            return None
        for attempt in range(8):
            simple = self._draw(sizes, fixed, "simple", positive=attempt % 2 == 1)
            if simple is not None:
                found = simple
                break
        return found if found.exact else self._exactly(sizes, fixed) or found

    def _exactly(self, sizes: Sizes, fixed: Places) -> _Difference | None:
        """Simple numbers at which both sides are rational: with letters under exp as logarithms, and as numbers."""
        plain = Survey(
            self.survey.left, self.survey.right, self.survey.given, self.survey.relation, rational=False
        )
        until = min(self.deadline, monotonic() + _PATIENCE)
        for attempt in range(_EXACT_DRAWS):
            if monotonic() > until:
                break
            survey = plain if attempt % 2 else self.survey
            found = self._draw(sizes, fixed, "simple", positive=attempt % 4 > 1, survey=survey, exactly=True)
            if found is not None:
                return found
        return None

    def _draw(
        self,
        sizes: Sizes,
        fixed: Places,
        style: Style,
        *,
        positive: bool,
        survey: Survey | None = None,
        exactly: bool = False,
    ) -> _Difference | None:
        try:
            made, choices = sample(
                survey or self.survey, sizes, self.generator, fixed=fixed, style=style, positive=positive
            )
        except Unsatisfied:
            return None
        values = Values(made)
        values.deadline = self.deadline
        found = _compare(values, fixed, self.generator, exactly=exactly)
        self.undefined = found.undefined / max(1, found.undefined + found.compared)
        self._look_at_the_clock()
        return found.difference and _Difference(made, choices, *found.difference)

    def one_sided(self, sizes: Sizes, fixed: Places) -> Counterexample | None:
        """An entry at these sizes that one side has alone, at simple numbers."""
        for attempt in range(_DRAWS):
            self._look_at_the_clock()
            try:
                made, _ = sample(
                    self.survey, sizes, self.generator, fixed=fixed, style="simple", positive=attempt % 2 == 1
                )
            except Unsatisfied:
                return None
            values = Values(made)
            values.deadline = self.deadline
            for at in values.entries_looked_at(fixed):
                sides = _side(values, self.survey.left, at), _side(values, self.survey.right, at)
                if (sides[0] is None) != (sides[1] is None):
                    return _shown_beside_nothing(self.survey, made, at, sides)
        return None

    def _look_at_the_clock(self) -> None:
        if monotonic() > self.deadline:
            raise OutOfTime

    def simplest(self, found: _Difference) -> _Difference:
        """The same difference at simpler numbers, as long as one number can be made simpler."""
        try:
            changed = True
            while changed:
                changed = False
                for name in (*found.choices.made,):
                    better = self._with_simpler(found, name)
                    found, changed = better or found, changed or better is not None
        except OutOfTime:
            pass
        return found

    def _with_simpler(self, found: _Difference, name: Name) -> _Difference | None:
        for number in _simpler(found, name):
            again = self._again(found, {**found.choices.made, name: number})
            if again is not None:
                return again
        return None

    def _again(self, found: _Difference, choices: Mapping[Name, Rational]) -> _Difference | None:
        """The same entry at other numbers, if the sides still differ there."""
        self._look_at_the_clock()
        fixed = {index: found.places[index] for index in self.survey.fixed_indices}
        try:
            made, made_by = sample(
                found.assignment.survey,
                dict(found.assignment.sizes),
                self.generator,
                fixed=fixed,
                kept=choices,
            )
        except Unsatisfied:
            return None
        values = Values(made)
        if found.places not in [*values.entries_looked_at(fixed)]:
            return None
        sides = _sides(values, found.places)
        try:
            if sides is None or holds(self.survey.relation, *sides):
                return None
        except Undefined:
            return None
        again = _Difference(made, made_by, found.places, *sides)
        return again if again.exact or not found.exact else None


def _simpler(found: _Difference, name: Name) -> list[Rational]:
    """The numbers that could stand in place of this one and are simpler, the simplest first."""
    now = found.choices.made[name]
    kind = found.choices.kinds.get(name)
    if kind is None:
        return [Rational(place) for place in range(1, int(now))]
    better = SIMPLEST[kind]
    return [*better[: better.index(now)]] if now in better else [*better]


def _shown(survey: Survey, found: _Difference) -> Counterexample:
    left, right = fractions_shown(found.left, found.right)
    return replace(
        _point_shown(survey, found.assignment, found.places),
        left=left.text,
        right=right.text,
        left_latex=left.latex,
        right_latex=right.latex,
        exact=found.exact,
        left_exact=isinstance(found.left, Rational),
        right_exact=isinstance(found.right, Rational),
    )


def _shown_beside_nothing(
    survey: Survey, made: Assignment, places: Places, sides: tuple[Expr | None, Expr | None]
) -> Counterexample:
    """Without a program: NumPy has complex logarithms where a complex step is taken."""
    left, right = (NOTHING if side is None else number_shown(side) for side in sides)
    return replace(
        _point_shown(survey, made, places),
        snippet="",
        left=left.text,
        right=right.text,
        left_latex=left.latex,
        right_latex=right.latex,
        exact=False,
        left_exact=sides[0] is None or isinstance(sides[0], Rational),
        right_exact=sides[1] is None or isinstance(sides[1], Rational),
    )


def _point_shown(survey: Survey, made: Assignment, places: Places) -> Counterexample:
    """The numbers of an instance and the entry looked at, without the two sides."""
    values = Values(made)
    made.reads.clear()
    for side in (survey.left, survey.right):
        _side(values, side, places)
    return Counterexample(
        sizes={dim.name: size for dim, size in made.sizes.items()},
        values=letters_shown(made, diff),
        at={index.name: places[index] for index in survey.indices},
        left="",
        right="",
        snippet=numpy_snippet(made, places, letters_numbers(made, diff)),
    )
