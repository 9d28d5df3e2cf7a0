"""The one walk over all heads: it decides where brackets stand and what bound indices are called."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from itertools import groupby
from typing import Any

from sympy import Basic, Rational

from derive.language.binders import Cases, Delta, Distinct, Equal, Sum, free_indices, walk
from derive.language.derivatives import Derivative, Jacobian
from derive.language.expressions import Call, Function, Neg, Plus, Power, Quotient, Times, written
from derive.language.families import Entry, Family
from derive.language.hypotheses import (
    AtLeast,
    Constant,
    Equation,
    Hypothesis,
    Idempotent,
    Invertible,
    NonNegative,
    OnDiagonal,
    OneHot,
    Orthonormal,
    Positive,
    Semidefinite,
    Symmetric,
)
from derive.language.indices import Dim, Index
from derive.language.matrices import (
    Diagonal,
    Hadamard,
    Identity,
    MatrixProduct,
    MatrixSum,
    Ones,
    ScalarMatrix,
    Scaled,
    Transpose,
    Zeros,
)
from derive.language.typeset.letters import letter
from derive.language.typeset.pieces import Level, Piece, Style
from derive.language.typeset.shapes import bare, flat, size, stands_bare, without_sign

_BARE = ("log", "sin", "cos", "tanh")  # log p_k needs no brackets
_ADJECTIVES = {
    Symmetric: "symmetric",
    Orthonormal: "orthonormal",
    Idempotent: "idempotent",
    OnDiagonal: "diagonal",
    Semidefinite: "positive semidefinite",
    Invertible: "invertible",
}


def typeset(node: Any, style: Style) -> str:
    """The node as a line in this style."""
    whole = node if isinstance(node, Basic | Hypothesis) and _is_known(node) else written(node)
    parts = whole.parts if isinstance(whole, Hypothesis) else (whole,)
    nodes = [each for part in parts for each in walk(part)]
    free = frozenset().union(*map(free_indices, parts))
    alone = [each for each in nodes if isinstance(each, Dim) or (isinstance(each, Family) and not each.dims)]
    taken = frozenset(each.name for each in [*free, *alone])
    letters = frozenset(each.name for each in nodes if isinstance(each, Family))
    return Walk(style, taken, letters).line(whole)


@dataclass(frozen=True)
class Walk:
    """The walk, at one place of what is set.

    `taken` are the names in sight, `letters` the names of all families (so that δ and e keep one meaning),
    `shown` says what a bound index is called.
    """

    style: Style
    taken: frozenset[str]
    letters: frozenset[str]
    shown: dict[Index, str] = field(default_factory=dict)

    def line(self, node: Any) -> str:
        """The node, set, with nothing around it."""
        return self.piece(node).string

    @singledispatchmethod
    def piece(self, node: Any) -> Piece:
        """The node, set."""
        raise NotImplementedError(type(node).__name__)

    # Numbers and letters

    @piece.register
    def _(self, node: Rational) -> Piece:
        if node < 0:
            return self.style.negated(self.piece(-node))
        whole = Piece(str(node.p))
        return whole if node.q == 1 else self._quotient(whole, Piece(str(node.q)))

    @piece.register
    def _(self, node: Index) -> Piece:
        return self.style.letter(letter(self.shown.get(node, node.name)))

    @piece.register
    def _(self, node: Dim | Family) -> Piece:
        return self.style.letter(letter(node.name))

    @piece.register
    def _(self, node: Function) -> Piece:
        return Piece(self._function(node))

    @piece.register
    def _(self, node: Entry) -> Piece:
        base = self.piece(node.family)
        return replace(base, string=self._indexed(base.string, node.places)) if node.places else base

    @piece.register
    def _(self, node: Delta) -> Piece:
        if self.letters & {"delta", "δ"}:
            return Piece(f"[{self.line(Equal(*node.args))}]")
        return Piece(self._indexed(self.style.letter(letter("delta")).string, node.args))

    def _indexed(self, base: str, places: tuple[Any, ...]) -> str:
        compact = all(self._is_letter(place) for place in places)
        return self.style.indexed(base, [self.line(place) for place in places], compact=compact)

    def _is_letter(self, place: Any) -> bool:
        name = self.shown.get(place, place.name) if isinstance(place, Index) else None
        if isinstance(place, Entry) and not place.places:
            name = place.family.name
        return name is not None and letter(name).is_single

    # Arithmetic, of numbers and of matrices

    @piece.register
    def _(self, node: Plus | MatrixSum) -> Piece:
        first, *rest = flat(node, (Plus, MatrixSum))
        if not rest:
            return self.piece(first)
        line = self.line(first)
        for term in rest:
            inner = without_sign(term)
            sign, absolute = ("+", term) if inner is None else (self.style.minus, inner)
            line += f" {sign} {self._fit(absolute, Level.HADAMARD).string}"
        return Piece(line, Level.SUM)

    @piece.register
    def _(self, node: Neg) -> Piece:
        return self.style.negated(self.piece(node.args[0]))

    @piece.register
    def _(self, node: Times | MatrixProduct | Scaled) -> Piece:
        if without_sign(node) is not None:
            return self.style.negated(self.piece(node.args[1]))
        first, *rest = flat(node, (Times, MatrixProduct, Scaled))
        negative = isinstance(first, Rational) and first < 0
        inner = -first if negative else without_sign(first)
        if inner is None or not rest:
            return self._product(first, *rest)
        return self.style.negated(self._product(*flat(inner, (Times, MatrixProduct, Scaled)), *rest))

    def _product(self, *factors: Any) -> Piece:
        *before, last = factors
        if not before:
            return self.piece(last)
        pieces = [self._fit(factor, Level.PREFIX, followed=True) for factor in before]
        pieces.append(self._fit(last, Level.PREFIX))
        wide = any(piece.wide for piece in pieces)
        return Piece(self.style.product(pieces), Level.PRODUCT, open=pieces[-1].open, wide=wide)

    @piece.register
    def _(self, node: Quotient) -> Piece:
        return self._quotient(*map(self.piece, node.args))

    def _quotient(self, above: Piece, below: Piece) -> Piece:
        style = self.style
        if style.stacks:
            return Piece(style.quotient(above.string, below.string), Level.FRACTION)
        if above.unsigned:
            return style.negated(self._quotient(above.unsigned, below))
        top = style.fit(above, Level.PRODUCT, followed=True, wide=False)
        bottom = style.fit(below, Level.PREFIX, wide=False)
        return Piece(style.quotient(top.string, bottom.string), Level.SLASH, open=bottom.open, wide=True)

    @piece.register
    def _(self, node: Power) -> Piece:
        base, exponent = node.args
        if exponent == Rational(1, 2):
            return self.style.root(self.piece(base))
        return Piece(self.style.power(self._fit(base, Level.ATOM).string, self.piece(exponent)), Level.POWER)

    @piece.register
    def _(self, node: Call) -> Piece:
        name, argument = self._function(node.function), self.piece(node.argument)
        if node.function == Function("exp"):
            short = "e" not in self.letters and size(node.argument) <= 2
            return self.style.exponential(argument, short=short)
        bracketed = Piece(name + self.style.brackets(argument.string))
        if node.function.name not in _BARE:
            return bracketed
        shut = replace(bracketed, level=Level.FRACTION)
        if not stands_bare(node.argument, node.function):
            return shut
        return replace(argument, string=f"{name} {argument.string}", level=Level.PREFIX, open=True, shut=shut)

    def _function(self, node: Function) -> str:
        name = letter(node.name)
        return self.style.function(replace(name, primes=name.primes + node.order))

    # Sums, cases, conditions

    @piece.register
    def _(self, node: Sum) -> Piece:
        name = node.bound.name
        while name in self.taken:
            name += "'"
        inside = replace(self, taken=self.taken | {name}, shown=self.shown | {node.bound: name})
        sign = self.style.sum_sign(inside.line(node.bound), [*map(self.line, node.without)])
        body = inside._fit(node.body, Level.SLASH)
        wide = body.wide or body.level < Level.PREFIX
        return Piece(f"{sign} {body.string}", Level.PREFIX, open=True, wide=wide)

    @piece.register
    def _(self, node: Cases) -> Piece:
        branches = [(self.line(value), self.line(condition)) for value, condition in node.branches]
        return self.style.cases(branches, self.line(node.otherwise))

    @piece.register
    def _(self, node: Equal) -> Piece:
        one, other = (self.line(arg) for arg in node.args)
        sign = self.style.differs if isinstance(node, Distinct) else self.style.equals
        return Piece(f"{one} {sign} {other}", Level.SUM)

    # Derivatives

    @piece.register
    def _(self, node: Derivative | Jacobian) -> Piece:
        variables: list[Any] = []
        body: Any = node
        while isinstance(body, Derivative | Jacobian):
            variables.insert(0, body.args[1])
            body = bare(body.args[0])
        counted = [self._variable(each, len(list(times))) for each, times in groupby(variables)]
        wide = not self.style.stacks
        if isinstance(body, Entry | Family):
            return Piece(self.style.derivative(self.line(body), counted), Level.FRACTION, wide=wide)
        operator, operand = self.style.derivative("", counted), self._fit(body, Level.PREFIX)
        return Piece(f"{operator} {operand.string}", Level.PREFIX, open=True, wide=wide)

    def _variable(self, variable: Any, times: int) -> tuple[str, int]:
        return self._fit(variable, Level.ATOM if times > 1 else Level.SUM).string, times

    # Matrices

    @piece.register
    def _(self, node: ScalarMatrix) -> Piece:
        return self.piece(node.args[0])

    @piece.register
    def _(self, node: Transpose) -> Piece:
        return Piece(self.style.transposed(self._fit(node.args[0], Level.ATOM).string), Level.POWER)

    @piece.register
    def _(self, node: Hadamard) -> Piece:
        parts = [self._fit(part, Level.FRACTION).string for part in flat(node, (Hadamard,))]
        return Piece(f" {self.style.hadamard} ".join(parts), Level.HADAMARD)

    @piece.register
    def _(self, node: Diagonal) -> Piece:
        return Piece(self.style.special("diag") + self.style.brackets(self.line(node.args[0])))

    @piece.register
    def _(self, _node: Identity) -> Piece:
        return Piece(self.style.special("identity"))

    @piece.register
    def _(self, _node: Ones) -> Piece:
        return Piece(self.style.special("one"))

    @piece.register
    def _(self, _node: Zeros) -> Piece:
        return Piece(self.style.special("zero"))

    # Hypotheses

    @piece.register
    def _(self, node: Equation) -> Piece:
        line = f"{self.line(node.left)} {self.style.equals} {self.line(node.right)}"
        return Piece(line + self._for_every(node.left, node.fixed), Level.SUM)

    @piece.register
    def _(self, node: NonNegative) -> Piece:
        line = f"{self.line(node.expression)} {self.style.at_least} 0"
        return Piece(line + self._for_every(node.expression, frozenset()), Level.SUM)

    def _for_every(self, part: Any, fixed: frozenset[Index]) -> str:
        """The indices that are arbitrary, in the order in which they are met."""
        free = free_indices(part) - fixed
        letters = dict.fromkeys(self.line(each) for each in walk(part) if each in free)
        return self.style.words(" for every ") + ", ".join(letters) if letters else ""

    @piece.register
    def _(self, node: OneHot) -> Piece:
        along = {1: "", 2: " in every row"}.get(len(node.family.dims), " along its last index")
        return Piece(self.line(node.family) + self.style.words(f" is one-hot{along}"), Level.SUM)

    @piece.register
    def _(self, node: Constant) -> Piece:
        words = self.style.words(" does not depend on ")
        return Piece(self.line(node.family) + words + self.line(node.variable), Level.SUM)

    @piece.register
    def _(self, node: Positive) -> Piece:
        return Piece(f"{self.line(node.family)} > 0", Level.SUM)

    @piece.register
    def _(self, node: AtLeast) -> Piece:
        return Piece(f"{self.line(node.dim)} {self.style.at_least} {node.number}", Level.SUM)

    @piece.register(Symmetric)
    @piece.register(Orthonormal)
    @piece.register(Idempotent)
    @piece.register(OnDiagonal)
    @piece.register(Semidefinite)
    @piece.register(Invertible)
    def _(self, node: Any) -> Piece:
        return Piece(self.line(node.family) + self.style.words(f" is {_ADJECTIVES[type(node)]}"), Level.SUM)

    def _fit(self, node: Any, least: Level, *, followed: bool = False) -> Piece:
        return self.style.fit(self.piece(node), least, followed=followed)


def _is_known(node: Any) -> bool:
    """Whether the walk has a method for it; anything else is SymPy's and is read first."""
    dispatch = Walk.__dict__["piece"].dispatcher.dispatch
    return dispatch(type(node)) is not dispatch(object)
