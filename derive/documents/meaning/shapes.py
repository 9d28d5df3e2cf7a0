"""What ranges over what: rows and columns of every part, found before anything is elaborated."""

from __future__ import annotations

from derive.documents.dimensions import Dimensions, Place
from derive.documents.letters import Letters, Resolved, index_name, is_bare
from derive.documents.meaning.context import KNOWN, UNREAD, Context, is_kronecker, opaque_name
from derive.documents.notation import (
    Absolute,
    Apply,
    Big,
    Cases,
    Condition,
    Entrywise,
    Grid,
    Indicator,
    Minus,
    Node,
    Norm,
    Number,
    Part,
    Partial,
    Plus,
    Power,
    Quotient,
    Symbol,
    Times,
    Transposed,
    Unreadable,
    Word,
)

Shape = tuple[Place | None, Place | None]


SCALAR: Shape = (None, None)


class Shapes:
    """Finds what ranges over what, formula by formula."""

    def __init__(self, letters: Letters, label_letters: frozenset[str] = frozenset()) -> None:
        self.letters, self.label_letters = letters, label_letters
        self.dimensions = Dimensions()
        self.ranges: dict[int, Place] = {}
        self.scopes: dict[int, dict[str, int]] = {}
        self.means: dict[int, str] = {}
        self._kept: list[Node] = []
        self._bindings = 0

    def side(self, node: Node, context: Context) -> Shape:  # noqa: C901, PLR0912
        """Rows and columns of a node. Raises `Unreadable` where shapes do not go together."""
        match node:
            case Number():
                return SCALAR
            case Symbol():
                return self._symbol(node, context)
            case Plus(terms):
                shapes = [self.side(term, context) for _, term in terms]
                whole = [shape for shape in shapes if shape != SCALAR]
                if any(
                    (rows is None) != (columns is None) for rows, columns in whole
                ):  # 1 − h is (1, …, 1) − h
                    shapes = [
                        s for s, (_, term) in zip(shapes, terms, strict=True) if not isinstance(term, Number)
                    ]
                return self._same(shapes, node)
            case Times(factors, signs):
                return self._product(factors, signs, context)
            case Entrywise(left, right):
                return self._same([self.side(left, context), self.side(right, context)], node)
            case Minus(operand):
                return self.side(operand, context)
            case Quotient(above, below):
                self._scalar(below, context, "a quotient")
                return self.side(above, context)
            case Power(base, exponent):
                self._scalar(exponent, context, "an exponent")
                return self.side(base, context)
            case Apply(_, argument):
                return self.side(argument, context)
            case Transposed(operand):
                rows, columns = self.side(operand, context)
                return columns, rows
            case Absolute(operand):
                self._scalar(operand, context, "an absolute value")
                return SCALAR
            case Norm(operand):
                self.side(operand, context)
                return SCALAR
            case Part(whole, subscripts):
                return self._part(whole, subscripts, context)
            case Big():
                return self._big(node, context)
            case Partial(body, variables):
                return self._partial(body, variables, context)
            case Cases(branches):
                for _, condition in branches:
                    if condition is not None:
                        self.condition(condition, context)
                return self._same([self.side(value, context) for value, _ in branches], node)
            case Indicator(condition):
                self.condition(condition, context)
                return SCALAR
            case Grid():
                raise Unreadable("a vector or matrix that is written out is not read")
        raise Unreadable("a word stands where a number should")

    def slot(self, name: str, number: int, chain: int) -> Place:
        """A place of a family, as the family is used in a formula."""
        return slot(name, number, self.scopes.get(chain, {}))

    def value(self, name: str, chain: int) -> Place:
        """What a letter that stands for a place ranges over, in a formula."""
        return value(name, self.scopes.get(chain, {}))

    def condition(self, condition: Condition, context: Context) -> None:
        """Both sides of a condition range over the same."""
        left, right = self.place(condition.left, context), self.place(condition.right, context)
        if left is not None and right is not None:
            self.dimensions.join(left, right, "an index")

    def place(self, node: Node, context: Context) -> Place | None:
        """What a place ranges over; None for a number."""
        if isinstance(node, Number):
            return None
        if not isinstance(node, Symbol):
            raise Unreadable("arithmetic in an index has no reading here")
        if is_bare(node):
            name = index_name(node)
            if name in context.bound:
                bound: Place = context.bound[name]
                return bound
            if name in self.label_letters and name not in context.parameters:
                return self.value(name, context.chain)
            return ("index", context.chain, name)
        resolved = self.letters.resolve(node)
        self._slots(resolved, context)
        return self.value(resolved.name, context.chain)

    def _slots(self, resolved: Resolved, context: Context) -> None:
        for number, node in enumerate(resolved.places):
            over = self.place(node, context)
            if over is not None:
                self.dimensions.join(over, self.slot(resolved.name, number, context.chain), shown(node))

    def _symbol(self, node: Symbol, context: Context) -> Shape:
        name = node.name
        if name in ("ones", "zeros"):
            return (("ones", node.span), None)
        if is_kronecker(node):
            self.condition(Condition(node.subscripts[0], node.subscripts[1]), context)
            return SCALAR
        if name in KNOWN:
            return self._known(node, context)
        if is_bare(node) and name in self.letters.upper and not node.primes:
            return SCALAR
        for argument in node.arguments or ():
            if not (isinstance(argument, Symbol) and is_bare(argument)):
                self.side(argument, context)
        opaque = opaque_name(node, self.letters)
        if opaque is not None:
            self._slots(Resolved(*opaque), context)
            return SCALAR
        if self.is_identity(node):
            return (("eye", node.span), ("eye", node.span))
        resolved = self.letters.resolve(node)
        self._slots(resolved, context)
        rank = self.letters.rank(resolved.name)
        left = [
            self.slot(resolved.name, number, context.chain) for number in range(len(resolved.places), rank)
        ]
        if len(left) > 2:
            raise Unreadable(f"{name} stands with too few indices", node.span)
        rows, columns = (*left, None, None)[:2]
        return rows, columns

    def is_identity(self, node: Symbol) -> bool:
        """Whether it is the identity matrix I."""
        return node.name == "I" and is_bare(node) and self.letters.rank("I") == 0

    def _known(self, node: Symbol, context: Context) -> Shape:  # noqa: C901
        if node.name in UNREAD:
            raise Unreadable(f"{UNREAD[node.name]} has no reading here", node.span)
        if not node.arguments:
            raise Unreadable(f"{node.name} has no argument", node.span)
        if node.name == "softmax" and len(node.arguments) == 2:
            self.side(node.arguments[0], context)
            self.place(node.arguments[1], context)
            return SCALAR
        if len(node.arguments) > 1:
            raise Unreadable(f"{node.name} takes one argument", node.span)
        shape = self.side(node.arguments[0], context)
        if node.name == "diag":
            return shape[0], shape[0]
        if node.name in ("logsumexp", "trace"):
            if node.name == "trace" and shape[0] is not None and shape[1] is not None:
                self.dimensions.join(shape[0], shape[1], "a trace")
            return SCALAR
        places = (*node.labels, *node.subscripts)
        if node.name == "softmax" and places:
            for place, dim in zip(places, [each for each in shape if each is not None], strict=False):
                over = self.place(place, context)
                if over is not None and dim is not None:
                    self.dimensions.join(over, dim, shown(place))
            return SCALAR
        return shape

    def _part(self, whole: Node, subscripts: tuple[Node, ...], context: Context) -> Shape:
        shape = [each for each in self.side(whole, context) if each is not None]
        if len(shape) != len(subscripts):
            raise Unreadable("an entry is written with another number of indices than its whole has")
        for place, dim in zip(subscripts, shape, strict=True):
            over = self.place(place, context)
            if over is not None:
                self.dimensions.join(over, dim, shown(place))
        return SCALAR

    def _scalar(self, node: Node, context: Context, what: str) -> None:
        if self.side(node, context) != SCALAR:
            raise Unreadable(f"a vector or matrix stands in {what}")

    def _same(self, shapes: list[Shape], node: Node) -> Shape:
        first, *rest = shapes
        for other in rest:
            self.join(first, other)
        return first

    def join(self, first: Shape, second: Shape) -> None:
        """Two shapes are the same. Raises `Unreadable`."""
        for one, other in zip(first, second, strict=True):
            if (one is None) != (other is None):
                raise Unreadable("a number, a vector or a matrix stands beside one of another shape")
            if one is not None and other is not None:
                self.dimensions.join(one, other, "an index")

    def _product(self, factors: tuple[Node, ...], signs: tuple[str, ...], context: Context) -> Shape:
        shape = self.side(factors[0], context)
        for sign, factor in zip(signs[1:] or ("",) * (len(factors) - 1), factors[1:], strict=True):
            shape = self._times(shape, self.side(factor, context), sign)
        return shape

    def _times(self, first: Shape, second: Shape, sign: str) -> Shape:
        if SCALAR in (first, second):
            return second if first == SCALAR else first
        if first[1] is None and second[1] is None and second[0] is not None and first[0] is not None:
            if sign != "·":
                raise Unreadable("two vectors stand side by side: which product is meant?")
            self.dimensions.join(first[0], second[0], "an index")
            return SCALAR
        if (first[1] is None) != (second[0] is None):
            raise Unreadable("the shapes of a matrix product do not go together")
        if first[1] is not None and second[0] is not None:
            self.dimensions.join(first[1], second[0], "an index")
        return first[0], second[1]

    def _big(self, node: Big, context: Context) -> Shape:
        self._bindings += 1
        over: Place = ("bound", self._bindings)
        _check_range(node)
        if node.upper is not None:
            self.dimensions.join(over, ("name", _dimension_name(node.upper)), index_name(node.index))
        elif id(node) in self.means:
            self.dimensions.join(over, ("name", self.means[id(node)]), index_name(node.index))
        for place in node.without:
            at = self.place(place, context)
            if at is not None:
                self.dimensions.join(over, at, index_name(node.index))
        shape = self.side(node.body, context.with_bound(index_name(node.index), over))
        self.ranges[id(node)] = over
        self._kept.append(node)
        return shape

    def same_range(self, one: Big, other: Big) -> None:
        """The one runs over what the other runs over."""
        if id(other) in self.ranges:
            self.ranges[id(one)] = self.ranges[id(other)]
            self._kept.append(one)

    def _partial(self, body: Node, variables: tuple[Node, ...], context: Context) -> Shape:
        shape = self.side(body, context)
        for variable in variables:
            over = self.side(variable, context)
            if over != SCALAR:
                if len(variables) > 1:
                    raise Unreadable("a second derivative in whole letters is not read")
                if shape == SCALAR:
                    return over
                if shape[1] is not None or over[1] is not None:
                    raise Unreadable("the derivative of a matrix in a whole letter is not read")
                return shape[0], over[0]
        return shape


def slot(name: str, number: int, scope: dict[str, int]) -> Place:
    """A place of a family; a scope counts the ranges that a letter had before."""
    return ("slot", name, number, scope[name]) if scope.get(name) else ("slot", name, number)


def value(name: str, scope: dict[str, int]) -> Place:
    """What a letter that stands for a place ranges over."""
    return ("value", name, scope[name]) if scope.get(name) else ("value", name)


def _check_range(node: Big) -> None:
    if node.lower is not None and not (isinstance(node.lower, Number) and node.lower.value == 1):
        raise Unreadable("only sums that begin at 1 are read", node.index.span)


def _dimension_name(node: Node) -> str:
    if isinstance(node, Symbol) and not node.arguments and not node.labels:
        if not node.subscripts:
            return index_name(node)
        if len(node.subscripts) == 1 and isinstance(node.subscripts[0], Symbol | Word | Number):
            only = node.subscripts[0]
            return f"{node.name}_{only.name if isinstance(only, Symbol) else only.text}"
    raise Unreadable("a sum ends at something that is no letter")


def shown(node: Node) -> str:
    """The place in a message."""
    return index_name(node) if isinstance(node, Symbol) else "an index"
