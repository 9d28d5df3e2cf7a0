"""The one walk over all heads: it decides where brackets stand and what bound indices are called.

What it returns are boxes, in one of two manners: with fractions stacked, or on one line, where a slash needs
brackets that a stacked fraction does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from itertools import groupby
from typing import Any

from sympy import Basic, Rational

from derive.language.applications import Apply
from derive.language.binders import (
    Before,
    Binder,
    Cases,
    Column,
    Delta,
    Span,
    Sum,
    Upto,
    free_indices,
    walk,
)
from derive.language.comparisons import Compared, Greatest, Larger, Smaller, Where
from derive.language.derivatives import Derivative, Hessian, Jacobian
from derive.language.expectations import mean_of
from derive.language.expressions import Neg, Plus, Power, Quotient, Times, written
from derive.language.families import Entry, Family
from derive.language.functions import Call, Function, NamedNumber
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
from derive.language.indices import Dim, Index, Moved
from derive.language.inverses import Determinant, Inverse, InverseEntry, LogDeterminant
from derive.language.kronecker import Kronecker, Vec
from derive.language.matrices import (
    Diagonal,
    Elementwise,
    Entries,
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
from derive.language.places import Distinct, Equal, Within
from derive.language.probabilities import Joint
from derive.language.products import Product
from derive.language.typeset import boxes
from derive.language.typeset.between import dot_between, is_stacked, separator
from derive.language.typeset.boxes import THIN, Box, Fence, Listing, Manner, Mark, Name, Row, Scripts, related
from derive.language.typeset.letters import CALL_SIGNS, call, letter
from derive.language.typeset.pieces import Level, Piece, fit, negated
from derive.language.typeset.shapes import bare, flat, size, stands_bare, without_sign

_EXTREMES = {"max": r"\max", "min": r"\min"}
_ADJECTIVES = {
    Symmetric: "symmetric",
    Orthonormal: "orthonormal",
    Idempotent: "idempotent",
    OnDiagonal: "diagonal",
    Semidefinite: "semidefinite",
    Invertible: "invertible",
}


def laid_out(node: Any, manner: Manner) -> Box:
    """The node in boxes."""
    whole = node if isinstance(node, Basic | Hypothesis) and _is_known(node) else written(node)
    parts = whole.parts if isinstance(whole, Hypothesis) else (whole,)
    nodes = [each for part in parts for each in walk(part)]
    free = frozenset().union(*map(free_indices, parts))
    alone = [each for each in nodes if isinstance(each, Dim) or (isinstance(each, Family) and not each.dims)]
    taken = frozenset(each.name for each in [*free, *alone])
    letters = frozenset(each.name for each in nodes if isinstance(each, Family))
    return Walk(manner == "stacked", taken, letters).box(whole)


@dataclass(frozen=True)
class Walk:
    """The walk, at one place of what is set.

    `stacks` is the manner, `taken` are the names in sight, `letters` the names of all families (so that δ and e keep
    one meaning), `shown` says what a bound index is called, `hidden` are outcomes that an expectation does not show.
    """

    stacks: bool
    taken: frozenset[str]
    letters: frozenset[str]
    shown: dict[Index, str] = field(default_factory=dict)
    hidden: frozenset[Index] = frozenset()

    def box(self, node: Any) -> Box:
        """The node, set, with nothing around it."""
        return self.piece(node).box

    @singledispatchmethod
    def piece(self, node: Any) -> Piece:
        """The node, set."""
        raise NotImplementedError(type(node).__name__)

    # Numbers and letters

    @piece.register
    def _(self, node: Rational) -> Piece:
        if node < 0:
            return negated(self.piece(-node))
        whole = Piece(boxes.Number(str(node.p)))
        return whole if node.q == 1 else self._quotient(whole, Piece(boxes.Number(str(node.q))))

    @piece.register
    def _(self, node: Index) -> Piece:
        return _named(self.shown.get(node, node.name))

    @piece.register
    def _(self, node: Dim | Family | NamedNumber) -> Piece:
        return _named(node.name)

    @piece.register
    def _(self, node: Function) -> Piece:
        return Piece(_function(node))

    @piece.register
    def _(self, node: Entry) -> Piece:
        if isinstance(node.family, Joint):
            return self._joint(node.family, node.places)
        called = call(node.family.name) if "#" in node.family.name else None
        if called is not None and "".join(called[1]).count("#") == len(node.places):
            return self._called(*called, node.places)
        base, places = self.piece(node.family), tuple(each for each in node.places if each not in self.hidden)
        return replace(base, box=self._indexed(base.box, places)) if places else base

    @piece.register
    def _(self, node: Moved) -> Piece:
        """i + 1, n − 1"""
        sign = Mark("+" if node.offset > 0 else "−")
        return Piece(Row((self.box(node.base), sign, boxes.Number(str(abs(node.offset))))), Level.SUM)

    @piece.register
    def _(self, node: Delta) -> Piece:
        if self.letters & {"delta", "δ"}:
            return Piece(Fence(self.box(Equal(*node.args)), ("[", "]"), grows=False))
        return Piece(self._indexed(_named("delta").box, node.args))

    @piece.register
    def _(self, node: Before) -> Piece:
        """[i < j], [i ≤ j]"""
        one, other = map(self.box, node.args)
        return Piece(
            Fence(related(one, "≤" if isinstance(node, Upto) else "<", other), ("[", "]"), grows=False)
        )

    def _indexed(self, base: Box, places: tuple[Any, ...]) -> Box:
        compact = all(self._is_letter(place) for place in places)
        return Scripts(base, boxes.Places(tuple(map(self.box, places)), compact))

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
        items = [self.box(first)]
        for term in rest:
            inner = without_sign(term)
            sign, absolute = ("+", term) if inner is None else ("−", inner)
            items += [Mark(sign), self._fit(absolute, Level.HADAMARD).box]
        return Piece(Row(tuple(items)), Level.SUM)

    @piece.register
    def _(self, node: Neg) -> Piece:
        return negated(self.piece(node.args[0]))

    @piece.register
    def _(self, node: Times | MatrixProduct | Scaled) -> Piece:
        if without_sign(node) is not None:
            return negated(self.piece(node.args[1]))
        first, *rest = flat(node, (Times, MatrixProduct, Scaled))
        negative = isinstance(first, Rational) and first < 0
        inner = -first if negative else without_sign(first)
        if inner is None or not rest:
            return self._product(first, *rest)
        return negated(self._product(*flat(inner, (Times, MatrixProduct, Scaled)), *rest))

    def _product(self, *factors: Any) -> Piece:
        *before, last = factors
        if not before:
            return self.piece(last)
        pieces = [self._fit(factor, Level.PREFIX, followed=True) for factor in before]
        pieces.append(self._fit(last, Level.PREFIX))
        wide = any(piece.wide for piece in pieces)
        return Piece(self._beside(pieces), Level.PRODUCT, open=pieces[-1].open, wide=wide)

    def _beside(self, pieces: Iterable[Piece]) -> Row:
        """Factors side by side, with a dot or room where they would run together."""
        first, *rest = pieces
        items = [first.box]
        before = first
        for piece in rest:
            between = separator(before.box, piece.box) if self.stacks else dot_between(before, piece)
            items += [*([] if between is None else [between]), piece.box]
            before = piece
        return Row(tuple(items))

    @piece.register
    def _(self, node: Quotient) -> Piece:
        return self._quotient(*map(self.piece, node.args))

    def _quotient(self, above: Piece, below: Piece) -> Piece:
        if self.stacks:
            return Piece(boxes.Fraction(above.box, below.box), Level.FRACTION)
        if above.unsigned:
            return negated(self._quotient(above.unsigned, below))
        top = fit(above, Level.PRODUCT, followed=True, wide=False)
        bottom = fit(below, Level.PREFIX, wide=False)
        return Piece(boxes.Fraction(top.box, bottom.box), Level.SLASH, open=bottom.open, wide=True)

    @piece.register
    def _(self, node: Power) -> Piece:
        base, exponent = node.args
        if exponent == Rational(1, 2):
            return self._root(self.piece(base))
        return Piece(_raised(self._fit(base, Level.ATOM).box, self.box(exponent)), Level.POWER)

    def _root(self, inner: Piece) -> Piece:
        """A bar covers what it holds; on one line only a letter or a number needs no brackets, √n."""
        if self.stacks:
            return Piece(boxes.Root(inner.box), Level.POWER)
        shut = Piece(boxes.Root(Fence(inner.box)), Level.POWER)
        if inner.level < Level.ATOM or any(isinstance(each, Fence) for each in boxes.walk(inner.box)):
            return shut
        return Piece(boxes.Root(inner.box), Level.PREFIX, open=True, shut=shut)

    @piece.register
    def _(self, node: Call) -> Piece:
        name, argument = _function(node.function), self.piece(node.argument)
        if node.function == Function("exp"):
            return self._exponential(node, argument)
        if node.function == Function("abs"):
            return Piece(Fence(argument.box, ("|", "|")))
        called = Piece(Row((name, Fence(argument.box)), joined=True))
        if node.function.meaning is None or not node.function.meaning.bare:
            return called
        shut = replace(called, level=Level.FRACTION)
        if not stands_bare(node.argument, node.function):
            return shut
        return replace(argument, box=Row((name, argument.box)), level=Level.PREFIX, open=True, shut=shut)

    def _exponential(self, node: Call, argument: Piece) -> Piece:
        r"""e^{a} where fractions are stacked and a is short, otherwise exp(a)"""
        if self.stacks and "e" not in self.letters and size(node.argument) <= 2:
            return Piece(Scripts(_named("e").box, above=argument.box), Level.POWER)
        box = Row((_function(node.function), Fence(argument.box)), joined=True)
        return Piece(box, Level.FRACTION if self.stacks else Level.ATOM)

    @piece.register
    def _(self, node: Apply) -> Piece:
        """f_k(x, w), ∂₁f(a, b)"""
        name: Box = _function(node.function)
        name = self._indexed(name, node.places) if node.places else name
        arguments = Fence(Listing(tuple(map(self.box, node.arguments))))
        slopes = (self._slope(node, each) for each in node.slopes)
        return Piece(Row((*slopes, Row((name, arguments), joined=True)), joined=True))

    def _slope(self, node: Apply, slope: Any) -> Box:
        """∂₁, ∂_{1,k}, or ∂_k where there is one argument alone"""
        places = tuple(slope)
        return self._indexed(Mark("∂"), places[1:] if places[1:] and len(node.arguments) == 1 else places)

    @piece.register
    def _(self, node: Column) -> Piece:
        """x for all x_k, otherwise (body)_k"""
        letter_of_all = _letter_of_all(node, self.hidden)
        if letter_of_all is not None:
            return self.piece(letter_of_all)
        inside = self._inside(node)
        return Piece(inside._indexed(Fence(inside.box(node.body)), (node.bound,)))

    @piece.register
    def _(self, node: Joint) -> Piece:
        return self._joint(node, ())

    def _joint(self, joint: Joint, places: tuple[Any, ...]) -> Piece:
        """P(x, k)"""
        events = (_named(event).box for event in joint.events if event)
        inner = Fence(Listing((*events, *map(self.box, places))))
        return Piece(Row((_function(Function(joint.letter)), inner), joined=True))

    def _called(self, head: str, arguments: list[str], places: tuple[Any, ...]) -> Piece:
        """π(a | s), the entry at a of what is known as pi(#|s)."""
        shown = iter(map(self.box, places))
        items: list[list[Box]] = [[]]
        for each in arguments:
            if each == ",":
                items.append([])
            elif each in CALL_SIGNS:
                items[-1].append(Mark(each))
            else:
                items[-1].append(next(shown) if each[:1] == "#" else _named(each).box)
        inside = Listing(tuple(Row(tuple(each)) if len(each) > 1 else each[0] for each in items))
        return Piece(Row((_named(head).box, Fence(inside)), joined=True))

    # Sums, cases, conditions

    def _inside(self, node: Binder) -> Walk:
        """The walk inside a head that binds an index, which has a name of its own there."""
        name = node.bound.name
        while name in self.taken:
            name += "'"
        return replace(self, taken=self.taken | {name}, shown=self.shown | {node.bound: name})

    @piece.register
    def _(self, node: Sum | Product) -> Piece:
        mean = mean_of(node) if isinstance(node, Sum) else None
        if mean is not None:
            return self._mean(node.bound, *mean)
        inside = self._inside(node)
        bound = inside.box(node.bound)
        without = Listing(tuple(map(self.box, node.without)))
        sign = Scripts(
            boxes.Sigma(isinstance(node, Product)), related(bound, "≠", without) if node.without else bound
        )
        body = inside._fit(node.body, Level.SLASH)
        wide = body.wide or body.level < Level.PREFIX
        return Piece(Row((sign, body.box)), Level.PREFIX, open=True, wide=wide)

    def _mean(self, outcome: Index, density: Entry, body: Any) -> Piece:
        """𝔼_p[body], ∫ body dx: outcomes are not shown"""
        inside = replace(self, hidden=self.hidden | {outcome})
        if outcome.dim.fills_a_line:
            integrand, name = inside._fit(body, Level.SLASH).box, density.family.name
            along = Row((_named(name[0]).box, _named(name[1:]).box), joined=True)
            return Piece(Row((Mark("∫"), integrand, THIN, along)), Level.PREFIX, wide=True)
        sign = Scripts(Mark("𝔼"), inside.box(density))
        return Piece(Row((sign, Fence(inside.box(body), ("[", "]"))), joined=True))

    @piece.register
    def _(self, node: Span) -> Piece:
        """Σ_{i=a}^b"""
        inside = self._inside(node)
        below = related(inside.box(node.bound), "=", self.box(node.first))
        last = boxes.Places((self.box(node.last),), compact=isinstance(node.last, Dim | Index))
        sign = Scripts(boxes.Sigma(False), below, last)
        body = inside._fit(node.body, Level.SLASH)
        wide = body.wide or body.level < Level.PREFIX
        return Piece(Row((sign, body.box)), Level.PREFIX, open=True, wide=wide)

    @piece.register
    def _(self, node: Within) -> Piece:
        """2 ≤ t ≤ n"""
        index, first, last = map(self.box, node.args)
        return Piece(related(related(first, "≤", index), "≤", last), Level.SUM)

    @piece.register
    def _(self, node: Cases) -> Piece:
        branches = tuple((self.box(value), self.box(condition)) for value, condition in node.branches)
        level = Level.PREFIX if self.stacks else Level.ATOM
        return Piece(boxes.Cases(branches, self.box(node.otherwise)), level, open=self.stacks)

    @piece.register
    def _(self, node: Where) -> Piece:
        branches = [(self.box(node.value), self.box(node.condition))]
        otherwise = node.otherwise
        while isinstance(otherwise, Where):
            branches.append((self.box(otherwise.value), self.box(otherwise.condition)))
            otherwise = otherwise.otherwise
        level = Level.PREFIX if self.stacks else Level.ATOM
        return Piece(boxes.Cases(tuple(branches), self.box(otherwise)), level, open=self.stacks)

    @piece.register
    def _(self, node: Compared) -> Piece:
        one, other = map(self.box, node.args)
        return Piece(related(one, node.sign, other), Level.SUM)

    @piece.register
    def _(self, node: Larger | Smaller) -> Piece:
        name = _function(Function("max" if isinstance(node, Larger) else "min"))
        return Piece(Row((name, Fence(Listing(tuple(map(self.box, node.args))))), joined=True))

    @piece.register
    def _(self, node: Greatest) -> Piece:
        inside = self._inside(node)
        name = Scripts(_function(Function("max")), inside.box(node.bound))
        body = inside._fit(node.body, Level.PREFIX)
        return Piece(Row((name, body.box)), Level.PREFIX, open=True, wide=body.wide)

    @piece.register
    def _(self, node: Equal) -> Piece:
        one, other = (self.box(arg) for arg in node.args)
        return Piece(related(one, "≠" if isinstance(node, Distinct) else "=", other), Level.SUM)

    # Derivatives

    @piece.register
    def _(self, node: Derivative | Jacobian | Hessian) -> Piece:
        variables: list[Any] = []
        body: Any = node
        while isinstance(body, Derivative | Jacobian | Hessian):
            variables = [*body.args[1:], *variables]
            body = bare(body.args[0])
        counted = tuple(self._variable(each, len(list(times))) for each, times in groupby(variables))
        wide = not self.stacks
        if isinstance(body, Entry | Family):
            return Piece(boxes.Derivative(self.box(body), counted), Level.FRACTION, wide=wide)
        operator, operand = Piece(boxes.Derivative(None, counted)), self._fit(body, Level.PREFIX)
        apart = (THIN,) if self.stacks and is_stacked(boxes.leading(operand.box)) else ()
        return Piece(Row((operator.box, *apart, operand.box)), Level.PREFIX, open=True, wide=wide)

    def _variable(self, variable: Any, times: int) -> tuple[Box, int]:
        return self._fit(variable, Level.ATOM if times > 1 else Level.SUM).box, times

    # Matrices

    @piece.register
    def _(self, node: ScalarMatrix) -> Piece:
        return self.piece(node.args[0])

    @piece.register
    def _(self, node: Transpose) -> Piece:
        return Piece(_raised(self._fit(node.args[0], Level.ATOM).box, Mark("⊤")), Level.POWER)

    @piece.register
    def _(self, node: Hadamard) -> Piece:
        parts = (self._fit(part, Level.FRACTION).box for part in flat(node, (Hadamard,)))
        return Piece(Row(boxes.spaced(parts, lambda *_: Mark("⊙"))), Level.HADAMARD)

    @piece.register
    def _(self, node: Diagonal) -> Piece:
        name = Name(letter("diag"), function=True)
        return Piece(Row((name, Fence(self.box(node.args[0]))), joined=True))

    @piece.register
    def _(self, node: Kronecker) -> Piece:
        parts = (self._fit(part, Level.FRACTION).box for part in flat(node, (Kronecker,)))
        return Piece(Row(boxes.spaced(parts, lambda *_: Mark("⊗"))), Level.HADAMARD)

    @piece.register
    def _(self, node: Vec) -> Piece:
        return Piece(Row((Name(letter("vec"), function=True), Fence(self.box(node.args[0]))), joined=True))

    @piece.register
    def _(self, node: Inverse) -> Piece:
        above = Row((Mark("−"), boxes.Number("1")), joined=True)
        return Piece(Scripts(self._fit(node.args[0], Level.ATOM).box, above=above), Level.POWER)

    @piece.register
    def _(self, node: InverseEntry) -> Piece:
        matrix, *at = node.args
        return Piece(self._indexed(Fence(self.box(Inverse(matrix))), tuple(at)))

    @piece.register
    def _(self, node: Determinant | LogDeterminant) -> Piece:
        words = ("log", "det") if isinstance(node, LogDeterminant) else ("det",)
        names = tuple(_function(Function(word)) for word in words)
        return Piece(Row((*names, self._fit(node.matrix, Level.POWER).box)), Level.PREFIX, open=True)

    @piece.register
    def _(self, node: Entries) -> Piece:
        return self.piece(node.args[0])

    @piece.register
    def _(self, node: Elementwise) -> Piece:
        return Piece(Row((_function(node.args[0]), Fence(self.box(node.args[1]))), joined=True))

    @piece.register
    def _(self, _node: Identity) -> Piece:
        return Piece(Mark("I"))

    @piece.register
    def _(self, _node: Ones) -> Piece:
        return Piece(Mark("𝟏"))

    @piece.register
    def _(self, _node: Zeros) -> Piece:
        return Piece(Mark("𝟎"))

    # Hypotheses

    @piece.register
    def _(self, node: Equation) -> Piece:
        row = related(self.box(node.left), "=", self.box(node.right))
        return self._for_every(row, node.left, node.fixed)

    @piece.register
    def _(self, node: NonNegative) -> Piece:
        row = related(self.box(node.expression), "≥", boxes.Number("0"))
        return self._for_every(row, node.expression, frozenset())

    def _for_every(self, row: Row, part: Any, fixed: frozenset[Index]) -> Piece:
        """With the indices that are arbitrary, in the order in which they are met."""
        free = free_indices(part) - fixed
        letters = tuple(dict.fromkeys(self.box(each) for each in walk(part) if each in free))
        said = Row((row, boxes.Words("for_every"), Listing(letters)), joined=True)
        return Piece(said if letters else row, Level.SUM)

    @piece.register
    def _(self, node: OneHot) -> Piece:
        along = {1: "one_hot", 2: "one_hot_rows"}.get(len(node.family.dims), "one_hot_last")
        return Piece(Row((self.box(node.family), boxes.Words(along)), joined=True), Level.SUM)

    @piece.register
    def _(self, node: Constant) -> Piece:
        said = self.box(node.family), boxes.Words("constant_in"), self.box(node.variable)
        return Piece(Row(said, joined=True), Level.SUM)

    @piece.register
    def _(self, node: Positive) -> Piece:
        return Piece(related(self.box(node.family), ">", boxes.Number("0")), Level.SUM)

    @piece.register
    def _(self, node: AtLeast) -> Piece:
        return Piece(related(self.box(node.dim), "≥", boxes.Number(str(node.number))), Level.SUM)

    @piece.register(Symmetric)
    @piece.register(Orthonormal)
    @piece.register(Idempotent)
    @piece.register(OnDiagonal)
    @piece.register(Semidefinite)
    @piece.register(Invertible)
    def _(self, node: Any) -> Piece:
        said = self.box(node.family), boxes.Words(_ADJECTIVES[type(node)])
        return Piece(Row(said, joined=True), Level.SUM)

    def _fit(self, node: Any, least: Level, *, followed: bool = False) -> Piece:
        return fit(self.piece(node), least, followed=followed)


def _named(name: str) -> Piece:
    made = letter(name)
    return Piece(Name(made), Level.POWER if made.primes else Level.ATOM)


def _raised(base: Box, above: Box) -> Scripts:
    """a_k²: what stands below and above a letter stands at one letter."""
    if isinstance(base, Scripts) and base.above is None:
        return replace(base, above=above)
    return Scripts(base, above=above)


def _function(node: Function) -> Name:
    name = letter(node.name)
    sign = node.meaning.latex if node.meaning else _EXTREMES.get(node.name, "")
    command = "" if sign == rf"\operatorname{{{node.name}}}" else sign
    return Name(replace(name, primes=name.primes + node.order), function=True, command=command)


def _letter_of_all(node: Column, hidden: frozenset[Index]) -> Family | None:
    """x or X, of a letter handed over with all its entries x_k, X_kl; an outcome that is hidden is not among them."""
    bound: list[Index] = []
    body: Any = node
    while isinstance(body, Column):
        bound.append(body.bound)
        body = body.body
    if not isinstance(body, Entry):
        return None
    places = tuple(each for each in body.places if each not in hidden)
    return body.family if places == tuple(bound) else None


def _is_known(node: Any) -> bool:
    """Whether the walk has a method for it; anything else is SymPy's and is read first."""
    dispatch = Walk.__dict__["piece"].dispatcher.dispatch
    return dispatch(type(node)) is not dispatch(object)
