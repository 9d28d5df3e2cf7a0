"""From notation to the language: which letter is a family, an index, a dimension, a definition.

`Shapes` looks at every formula once and finds what ranges over what; `Elaborator` then makes the language's
trees.
Nothing is evaluated, and what has no one meaning is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Integer, Rational

from derive.documents.dimensions import Dimensions, Place
from derive.documents.letters import OPAQUE, Letters, Resolved, index_name, is_bare
from derive.documents.notation import (
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
    symbols,
    walk,
)
from derive.documents.wholes import Gradient, Mapped, Raised, Slice, Softmax, Summed
from derive.language import binders, expressions, matrices
from derive.language.binders import Delta, Distinct, Equal, Sum, fresh
from derive.language.derivatives import D
from derive.language.errors import IllFormed
from derive.language.expressions import Call, Function
from derive.language.families import Definition, Entry, Family, check_numbers
from derive.language.indices import Dim, Index
from derive.language.matrices import Whole

Shape = tuple[Place | None, Place | None]
SCALAR: Shape = (None, None)
LARGEST_POWER = 64
KNOWN = frozenset(
    {"softmax", "logsumexp", "diag", "trace", "relu", "max", "min", "argmax", "sgn", "det", "vec"}
)
_UNREAD = {
    "max": "a maximum", "min": "a minimum", "argmax": "argmax", "sgn": "a sign", "det": "a determinant",
    "vec": "vec", "bbE": "an expectation without its sum",
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """Where a formula stands: its number, which letters are bound, which are its parameters."""

    chain: int
    bound: dict[str, Any] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()

    def with_bound(self, name: str, meaning: Any) -> Context:
        """The context inside a sum over this letter."""
        return Context(self.chain, {**self.bound, name: meaning}, self.parameters)


def is_kronecker(symbol: Symbol) -> bool:
    """Whether it is δ_ij."""
    plain = not symbol.labels and symbol.arguments is None and not symbol.primes
    return symbol.name == "delta" and len(symbol.subscripts) == 2 and plain


def opaque_name(symbol: Symbol, letters: Letters) -> tuple[str, tuple[Node, ...]] | None:
    """p(x|c_k) as a family p(x,c) with the index k; None for a letter whose arguments are mere letters."""
    if symbol.arguments is None or symbol.name in KNOWN:
        return None
    given = [each for each in symbol.arguments if isinstance(each, Symbol)]
    if len(given) < len(symbol.arguments):
        return None
    if all(is_bare(each) for each in given):
        return None
    if len(given) == 1 and symbol.name not in OPAQUE:
        return None
    names, places = [], []
    for each in given:
        resolved = letters.resolve(each)
        names.append(resolved.name)
        places += list(resolved.places)
    return f"{symbol.name}({','.join(names)})", (*symbol.labels, *symbol.subscripts, *places)


def free_letters(node: Node, letters: Letters, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The index letters that are free in a node, in reading order."""
    match node:
        case Symbol():
            for place in _written_places(node, letters):
                yield from _place_letters(place, letters, bound)
            for argument in node.arguments or ():
                yield from free_letters(argument, letters, bound)
        case Big():
            for place in node.without:
                yield from _place_letters(place, letters, bound)
            yield from free_letters(node.body, letters, bound | {index_name(node.index)})
        case Condition():
            yield from _place_letters(node.left, letters, bound)
            yield from _place_letters(node.right, letters, bound)
        case Part():
            for place in node.subscripts:
                yield from _place_letters(place, letters, bound)
            yield from free_letters(node.whole, letters, bound)
        case _:
            for part in node.parts():
                yield from free_letters(part, letters, bound)


def _written_places(symbol: Symbol, letters: Letters) -> tuple[Node, ...]:
    _, labels, places = letters.split(symbol)
    return (*labels, *places)


def _place_letters(place: Node, letters: Letters, bound: frozenset[str]) -> Iterator[str]:
    if isinstance(place, Symbol) and is_bare(place):
        if index_name(place) not in bound:
            yield index_name(place)
    elif not isinstance(place, Word):
        yield from free_letters(place, letters, bound)


class Shapes:
    """Finds what ranges over what, formula by formula."""

    def __init__(self, letters: Letters, label_letters: frozenset[str] = frozenset()) -> None:
        self.letters, self.label_letters = letters, label_letters
        self.dimensions = Dimensions()
        self.ranges: dict[int, Place] = {}
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
                return self._same([self.side(term, context) for _, term in terms], node)
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
                return ("value", name)
            return ("index", context.chain, name)
        resolved = self.letters.resolve(node)
        self._slots(resolved, context)
        return ("value", resolved.name)

    def _slots(self, resolved: Resolved, context: Context) -> None:
        for number, node in enumerate(resolved.places):
            over = self.place(node, context)
            if over is not None:
                self.dimensions.join(over, ("slot", resolved.name, number), _shown(node))

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
        left = [("slot", resolved.name, number) for number in range(len(resolved.places), rank)]
        if len(left) > 2:
            raise Unreadable(f"{name} stands with too few indices", node.span)
        rows, columns = (*left, None, None)[:2]
        return rows, columns

    def is_identity(self, node: Symbol) -> bool:
        """Whether it is the identity matrix I."""
        return node.name == "I" and is_bare(node) and self.letters.rank("I") == 0

    def _known(self, node: Symbol, context: Context) -> Shape:  # noqa: C901
        if node.name in _UNREAD:
            raise Unreadable(f"{_UNREAD[node.name]} has no reading here", node.span)
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
                    self.dimensions.join(over, dim, _shown(place))
            return SCALAR
        return shape

    def _part(self, whole: Node, subscripts: tuple[Node, ...], context: Context) -> Shape:
        shape = [each for each in self.side(whole, context) if each is not None]
        if len(shape) != len(subscripts):
            raise Unreadable("an entry is written with another number of indices than its whole has")
        for place, dim in zip(subscripts, shape, strict=True):
            over = self.place(place, context)
            if over is not None:
                self.dimensions.join(over, dim, _shown(place))
        return SCALAR

    def _scalar(self, node: Node, context: Context, what: str) -> None:
        if self.side(node, context) != SCALAR:
            raise Unreadable(f"a vector or matrix stands in {what}")

    def _same(self, shapes: list[Shape], node: Node) -> Shape:
        first, *rest = shapes
        for other in rest:
            self._join(first, other)
        return first

    def _join(self, first: Shape, second: Shape) -> None:
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
        for place in node.without:
            at = self.place(place, context)
            if at is not None:
                self.dimensions.join(over, at, index_name(node.index))
        shape = self.side(node.body, context.with_bound(index_name(node.index), over))
        self.ranges[id(node)] = over
        self._kept.append(node)
        return shape

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


def _shown(node: Node) -> str:
    return index_name(node) if isinstance(node, Symbol) else "an index"


# elaboration


@dataclass(frozen=True)
class Stored:
    """A definition as it is written: its letters, its body, the chain that states it."""

    name: str
    parameters: tuple[str, ...]
    arguments: tuple[str, ...]
    body: Node
    chain: int
    line: int = 0


class Environment:
    """What the letters mean at a place of the document."""

    def __init__(self, definitions: dict[str, Stored], dependence: dict[str, frozenset[str]]) -> None:
        self.definitions, self.dependence = definitions, dependence
        self.made: dict[str, Definition] = {}
        self.families: dict[str, Family] = {}
        self.making: list[str] = []
        self.unknown: set[str] = set()


class Elaborator:
    """Makes trees of the language, in one environment."""

    def __init__(
        self,
        letters: Letters,
        shapes: Shapes,
        environment: Environment,
        positive: frozenset[str] = frozenset(),
    ) -> None:
        self.letters, self.shapes, self.environment = letters, shapes, environment
        self.dimensions = shapes.dimensions
        self.positive = positive

    def dim(self, place: Place) -> Dim:
        """What a place ranges over."""
        return Dim(self.dimensions.called(place))

    def read(self, node: Node, context: Context) -> Any:
        """The expression, or the matrix. Raises `Unreadable` and `IllFormed`."""
        made = self._read(node, context)
        if isinstance(made, Whole) and made.shape == (None, None):
            return made.entry(None, None)
        return made

    def number(self, node: Node, context: Context) -> Expr:
        """The expression. Raises `Unreadable` for a vector or matrix."""
        made = self.read(node, context)
        if isinstance(made, Whole):
            raise Unreadable("a vector or matrix stands where a number should")
        return made

    def _read(self, node: Node, context: Context) -> Any:  # noqa: C901, PLR0912
        match node:
            case Number(value):
                return Rational(value.numerator, value.denominator)
            case Symbol():
                return self._symbol(node, context)
            case Plus(terms):
                return self._plus([(sign, self.read(term, context)) for sign, term in terms])
            case Times(factors, signs):
                return self._times([self.read(factor, context) for factor in factors], signs)
            case Entrywise(left, right):
                return self._entrywise(self.read(left, context), self.read(right, context))
            case Minus(operand):
                return _minus(self.read(operand, context))
            case Quotient(above, below):
                return self._quotient(self.read(above, context), self.number(below, context))
            case Power(base, exponent):
                return self._power(self.read(base, context), self.number(exponent, context))
            case Apply(name, argument, primes):
                return _call(Function(name, primes), self.read(argument, context))
            case Transposed(operand):
                return self._transposed(operand, context)
            case Norm(operand):
                return expressions.sqrt(_square(self.read(operand, context)))
            case Part(whole, subscripts):
                return _entry_of(
                    self.read(whole, context), [self.place(each, context) for each in subscripts]
                )
            case Big():
                return self._big(node, context)
            case Partial(body, variables):
                return self._partial(body, variables, context)
            case Cases(branches):
                return self._cases(branches, context)
            case Indicator(condition):
                return self._indicator(condition, context)
        raise Unreadable("a vector or matrix that is written out is not read")

    # places

    def place(self, node: Node, context: Context) -> Expr:
        """An index expression."""
        if isinstance(node, Number):
            if node.value.denominator != 1 or node.value < 1:
                raise Unreadable("a place is a whole number, at least 1")
            return Integer(node.value.numerator)
        if not isinstance(node, Symbol):
            raise Unreadable("arithmetic in an index has no reading here")
        if is_bare(node):
            return self.letter_place(index_name(node), context)
        resolved = self.letters.resolve(node)
        if resolved.name in self.environment.definitions:
            raise Unreadable(f"{resolved.name} is a number and stands where an index should", node.span)
        family = self._label(resolved.name, len(resolved.places))
        return Entry(family, *(self.place(each, context) for each in resolved.places))

    def letter_place(self, name: str, context: Context) -> Expr:
        """An index letter: bound, a label, or free."""
        if name in context.bound:
            made: Expr = context.bound[name]
            return made
        if name in self.shapes.label_letters and name not in context.parameters:
            return Entry(Family(name, (), (), False, self.dim(("value", name))))
        return Index(name, self.dim(("index", context.chain, name)))

    def _label(self, name: str, count: int) -> Family:
        dims = tuple(self.dim(("slot", name, number)) for number in range(count))
        return Family(name, dims, (), False, self.dim(("value", name)))

    def condition(self, condition: Condition, context: Context) -> Equal:
        """i = j or i ≠ j."""
        sides = self.place(condition.left, context), self.place(condition.right, context)
        return Equal(*sides) if condition.equal else Distinct(*sides)

    # letters

    def _symbol(self, node: Symbol, context: Context) -> Any:  # noqa: C901
        name = node.name
        if name in ("ones", "zeros"):
            dim = self.dim(("ones", node.span))
            return matrices.Ones(dim) if name == "ones" else matrices.Zeros(dim)
        if is_kronecker(node):
            return self._indicator(Condition(node.subscripts[0], node.subscripts[1]), context)
        if name in KNOWN:
            return self._known(node, context)
        if f"={name}" in context.bound and is_bare(node):
            return context.bound[f"={name}"]
        if is_bare(node) and name in self.letters.upper and not node.primes:
            return Dim(name)
        opaque = opaque_name(node, self.letters)
        if opaque is not None:
            return self._member(Resolved(*opaque), context, node)
        if self.shapes.is_identity(node):
            return matrices.Identity(self.dim(("eye", node.span)))
        resolved = self.letters.resolve(node)
        if node.arguments is not None:
            called = self._called(node, resolved, context)
            if called is not None:
                return called
        if node.primes and resolved.name not in self.environment.definitions:
            resolved = Resolved(resolved.name + "'" * node.primes, resolved.places)
        elif node.primes:
            raise Unreadable(f"{name}′: a prime at a letter that is defined has no reading here", node.span)
        return self._member(resolved, context, node)

    def _member(self, resolved: Resolved, context: Context, node: Symbol) -> Any:
        name = resolved.name
        if name in self.letters.labels or (  # noqa: SIM102
            name in self.letters.bound and name not in self.environment.definitions
        ):
            if name in self.letters.labels or not self.letters.explicit(name):
                raise Unreadable(f"{name} is an index and stands where a number should", node.span)
        family = self.definition(name) or self.family(name, len(resolved.places))
        places = [self.place(each, context) for each in resolved.places]
        return _member_of(family, places, name)

    def _called(self, node: Symbol, resolved: Resolved, context: Context) -> Any:
        """f(x) for a function, defined or unknown; None for a mere reminder, p_k(z)."""
        arguments = node.arguments or ()
        stored = self.environment.definitions.get(resolved.name)
        names = tuple(each.name if isinstance(each, Symbol) and is_bare(each) else "" for each in arguments)
        if stored is not None:
            if node.primes:
                return self._primed(stored, node, resolved, context)
            if all(names) and (not stored.arguments or names == stored.arguments):
                return None
            if not stored.arguments:
                raise Unreadable(f"{node.name}(…): a product or a call?", node.span)
            return self._applied(stored, resolved, arguments, context)
        if all(names):
            return None
        if len(arguments) != 1 or resolved.places:
            raise Unreadable(f"{node.name} is called with arguments that are not read", node.span)
        function = self.letters.functions.get(resolved.name, resolved.name)
        return _call(Function(function, node.primes), self.read(arguments[0], context))

    def _primed(self, stored: Stored, node: Symbol, resolved: Resolved, context: Context) -> Any:
        """f′(x), for a defined f and a letter x."""
        arguments = node.arguments or ()
        if len(arguments) != 1 or len(stored.arguments) != 1:
            raise Unreadable(f"{node.name}′ has no reading here", node.span)
        made = self._applied(stored, resolved, arguments, context)
        variable = self.read(arguments[0], context)
        if not isinstance(variable, Entry) or isinstance(variable.family, Definition):
            raise Unreadable(f"{node.name}′ is taken at something that is no letter", node.span)
        for _ in range(node.primes):
            made = D(made, variable)
        return made

    def _applied(
        self, stored: Stored, resolved: Resolved, arguments: tuple[Node, ...], context: Context
    ) -> Any:
        """The body of a defined function, with arguments put for its letters."""
        if len(arguments) != len(stored.arguments):
            raise Unreadable(f"{stored.name} is called with another number of arguments")
        if len(self.environment.making) > 20:
            raise Unreadable(f"{stored.name} is defined by itself")
        inner: dict[str, Any] = {}
        for letter, argument in zip(stored.arguments, arguments, strict=True):
            if self.letters.rank(letter):
                raise Unreadable(f"{stored.name} is called with another vector than it is defined for")
            inner[f"={letter}"] = self.number(argument, context)
        for letter, place in zip(stored.parameters, resolved.places, strict=True):
            inner[letter] = self.place(place, context)
        self.environment.making.append(stored.name)
        try:
            return self.read(stored.body, Context(stored.chain, inner, frozenset(stored.parameters)))
        finally:
            self.environment.making.pop()

    def definition(self, name: str) -> Definition | None:
        """The definition of a name, if it has one here."""
        environment = self.environment
        if name in environment.made:
            return environment.made[name]
        stored = environment.definitions.get(name)
        if stored is None:
            return None
        if name in environment.making:
            raise Unreadable(f"{name} is defined by itself")
        if name in environment.unknown:
            return None
        environment.making.append(name)
        try:
            return self._defined(name, stored)
        except (Unreadable, IllFormed):
            environment.unknown.add(name)
            names = {each.name for each in symbols(stored.body)} - {name}
            environment.dependence[name] = frozenset(n for n in names if n in self.letters.usage)
            return None
        finally:
            environment.making.pop()

    def _defined(self, name: str, stored: Stored) -> Definition:
        context = Context(stored.chain, {}, frozenset(stored.parameters))
        body = self.read(stored.body, context)
        indices = [Index(each, self.dim(("index", stored.chain, each))) for each in stored.parameters]
        if isinstance(body, Whole):
            body, indices = _entries(body, indices, self.rank_of(name), name)
        check_numbers(body)
        if binders.free_indices(body) - frozenset(indices):
            raise Unreadable(f"the definition of {name} has a free index on its right side only")
        made = self.environment.made[name] = Definition(name, tuple(indices), body)
        return made

    def rank_of(self, name: str) -> int:
        """How many indices a letter has."""
        return self.letters.rank(name)

    def family(self, name: str, places: int = 0) -> Family:
        """A letter that is not defined."""
        made = self.environment.families.get(name)
        if made is None:
            rank = max(self.letters.rank(name), places) if "(" not in name else places
            dims = tuple(self.dim(("slot", name, number)) for number in range(rank))
            positive = name in self.positive
            made = Family(name, dims, self._of(name), positive)
            self.environment.families[name] = made
        return made

    def _of(self, name: str) -> tuple[Family, ...]:
        """The variables that a letter depends on."""
        found: dict[str, Family] = {}
        for on in sorted(self._variables(name, frozenset())):
            if on != name:
                found[on] = self.family(on)
        return tuple(found.values())

    def _variables(self, name: str, seen: frozenset[str]) -> frozenset[str]:
        """The letters without dependence of their own that a letter depends on in the end."""
        found: frozenset[str] = frozenset()
        for on in self.environment.dependence.get(name, frozenset()) - seen - {name}:
            if on in self.environment.definitions and on not in self.environment.unknown:
                if on in self.environment.making:
                    continue
                made = self.definition(on)
                if made is not None:
                    found |= frozenset(each.name for each in made.of)
                    continue
            deeper = self._variables(on, seen | {name})
            found |= deeper or {on}
        return found

    def _known(self, node: Symbol, context: Context) -> Any:
        """softmax, logsumexp, diag, trace."""
        arguments = node.arguments or ()
        first = self.read(arguments[0], context)
        if node.name == "softmax":
            return self._softmax(node, first, context)
        if node.name == "logsumexp":
            return expressions.log(_summed_exp(first))
        if node.name == "diag":
            return matrices.Diagonal(first)
        if node.name == "trace":
            return matrices.trace(matrices.whole(first))
        if node.name == "relu":
            return _call(Function("relu", node.primes), first)
        raise Unreadable(f"{node.name} has no reading here", node.span)

    def _softmax(self, node: Symbol, first: Any, context: Context) -> Any:
        arguments = node.arguments or ()
        places = [self.place(each, context) for each in (*node.labels, *node.subscripts)]
        if isinstance(first, Whole):
            made = Softmax(first)
            return _entry_of(made, places) if places else made
        if not isinstance(first, Entry) or not first.places or places:
            raise Unreadable("softmax is taken of a vector", node.span)
        along = first.places[-1]
        if len(arguments) == 2 and self.place(arguments[1], context) != along:
            raise Unreadable("this softmax is not read", node.span)
        if not isinstance(along, Index):
            raise Unreadable("softmax is taken of a vector", node.span)
        k = fresh(along, frozenset({along}) | binders.free_indices(first))
        return expressions.Quotient(
            expressions.exp(first), Sum(expressions.exp(binders.substitute(first, {along: k})), k)
        )

    # arithmetic

    def _plus(self, terms: list[tuple[int, Any]]) -> Any:
        if any(isinstance(term, Whole) for _, term in terms):
            total: Any = None
            for sign, term in terms:
                part = matrices.whole(term if sign > 0 else _minus(term))
                total = part if total is None else matrices.MatrixSum(total, part)
            return total
        return expressions.Plus(*(term if sign > 0 else expressions.Neg(term) for sign, term in terms))

    def _times(self, factors: list[Any], signs: tuple[str, ...]) -> Any:
        made = factors[0]
        flat: list[Expr] = [] if isinstance(made, Whole) else [made]
        for sign, factor in zip(signs[1:] or ("",) * (len(factors) - 1), factors[1:], strict=True):
            if flat and not isinstance(factor, Whole):
                flat.append(factor)
                continue
            before = _product(flat) if flat else made
            made = self._both(before, factor, sign)
            flat = [] if isinstance(made, Whole) else [made]
        return _product(flat) if flat else made

    def _both(self, first: Any, second: Any, sign: str) -> Any:
        if not isinstance(first, Whole) or not isinstance(second, Whole):
            scalar, whole = (first, second) if isinstance(second, Whole) else (second, first)
            return matrices.Scaled(scalar, whole)
        if first.shape[1] is None and second.shape[1] is None and second.shape[0] is not None and sign == "·":
            first = matrices.Transpose(first)
        made = matrices.MatrixProduct(first, second)
        return made.entry(None, None) if made.shape == (None, None) else made

    def _entrywise(self, left: Any, right: Any) -> Any:
        if isinstance(left, Whole) and isinstance(right, Whole):
            return matrices.Hadamard(left, right)
        return self._times([left, right], ("", ""))

    def _quotient(self, above: Any, below: Expr) -> Any:
        if isinstance(above, Whole):
            return matrices.Scaled(expressions.Quotient(Integer(1), below), above)
        if isinstance(above, Rational) and isinstance(below, Rational) and below != 0:
            return above / below
        return expressions.Quotient(above, below)

    def _power(self, base: Any, exponent: Expr) -> Any:
        if isinstance(exponent, Rational) and abs(exponent) > LARGEST_POWER:
            raise Unreadable(f"powers beyond {LARGEST_POWER} are not read")
        if isinstance(base, Whole):
            raise Unreadable("a power of a vector or matrix has two readings")
        if isinstance(base, expressions.Power) and isinstance(base.args[1], Rational) and exponent == 2:  # noqa: SIM102
            if base.args[1] == Rational(1, 2) and isinstance(base.args[0], Sum):
                return base.args[0]
        return expressions.Power(base, exponent)

    def _transposed(self, operand: Node, context: Context) -> Any:
        made = self.read(operand, context)
        if isinstance(made, Whole):
            return matrices.Transpose(made)
        raise Unreadable("a number is transposed: ᵀ may be a power here")

    def _big(self, node: Big, context: Context) -> Any:
        if node.kind != "sum":
            raise Unreadable("a product Π has no reading here outside a logarithm", node.index.span)
        name = index_name(node.index)
        over = self.shapes.ranges.get(id(node))
        if over is None:
            raise Unreadable("what this sum runs over is not known", node.index.span)
        bound = Index(name, self.dim(over))
        taken = frozenset().union(
            *(binders.free_indices(each) for key, each in context.bound.items() if key.startswith("="))
        )
        if bound in taken:
            bound = fresh(bound, taken)
        without = tuple(self.place(each, context) for each in node.without)
        body = self.read(node.body, context.with_bound(name, bound))
        if isinstance(body, Whole):
            from sympy import Tuple

            return Summed(body, bound, Tuple(*without))
        return Sum(body, bound, without=without)

    def _partial(self, body: Node, variables: tuple[Node, ...], context: Context) -> Any:
        inner = self.read(body, context)
        for variable in variables:
            taken_in = self.read(variable, context)
            if isinstance(inner, Whole) or isinstance(taken_in, Whole):
                if not isinstance(taken_in, Whole):
                    raise Unreadable("the derivative of a vector in a number is not read")
                inner = Gradient(matrices.whole(inner), taken_in)
                continue
            if isinstance(taken_in, Dim) or not isinstance(taken_in, Entry):
                raise Unreadable("a derivative is taken in something that is no letter")
            inner = D(inner, taken_in)
        return inner

    def _cases(self, branches: tuple[tuple[Node, Condition | None], ...], context: Context) -> Any:
        made: list[Any] = []
        for value, condition in branches:
            inner = self.number(value, context)
            made.append(inner if condition is None else (inner, self.condition(condition, context)))
        if not all(isinstance(each, tuple) for each in made[:-1]):
            raise Unreadable("a case follows the one that covers all others")
        return binders.cases(*made)

    def _indicator(self, condition: Condition, context: Context) -> Expr:
        made = self.condition(condition, context)
        delta = Delta(*made.args)
        return expressions.Plus(Integer(1), expressions.Neg(delta)) if isinstance(made, Distinct) else delta


def _product(factors: list[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else expressions.Times(*factors)


def _minus(made: Any) -> Any:
    return matrices.Scaled(Integer(-1), made) if isinstance(made, Whole) else expressions.Neg(made)


def _call(function: Function, argument: Any) -> Any:
    if isinstance(argument, Whole):
        return Mapped(function, argument)
    return Call(function, argument)


def _member_of(family: Family, places: list[Expr], name: str) -> Any:
    if len(places) > len(family.dims):
        raise Unreadable(f"{name} stands with {len(places)} indices, and with {len(family.dims)} elsewhere")
    if len(places) == len(family.dims):
        return Entry(family, *places)
    return Slice(family, tuple(places)) if places else family


def _entry_of(made: Any, places: list[Expr]) -> Expr:
    if not isinstance(made, Whole):
        raise Unreadable("an entry is taken of a number")
    wanted = [each is not None for each in made.shape]
    if sum(wanted) != len(places):
        raise Unreadable("an entry is written with another number of indices than its whole has")
    rest = iter(places)
    row, column = (next(rest) if each else None for each in wanted)
    entry: Expr = made.entry(row, column)
    return entry


def _entries(body: Whole, indices: list[Index], rank: int, name: str) -> tuple[Expr, list[Index]]:
    """The entry of a whole right side, with indices for its rows and columns behind those that are written."""
    rows, columns = body.shape
    if rows is None:
        raise Unreadable(f"{name} is defined as a row, and rows are not told from columns here")
    taken = frozenset(indices) | binders.free_indices(body)
    extra: list[Index] = []
    for dim in (rows, columns):
        if dim is not None:
            extra.append(fresh(Index("i", dim), _by_name(taken | frozenset(extra))))
    if len(indices) + len(extra) != rank:
        raise Unreadable(f"{name} is defined as something of another shape than it has elsewhere")
    entry = body.entry(extra[0], extra[1] if columns is not None else None)
    return entry, [*indices, *extra]


def _by_name(indices: frozenset[Index]) -> frozenset[Index]:
    return indices


def _square(made: Any) -> Expr:
    """‖v‖²."""
    if not isinstance(made, Whole):
        return expressions.Power(made, Integer(2))
    rows, columns = made.shape
    taken = binders.free_indices(made)
    if rows is None:
        raise Unreadable("the norm of a row is not read")
    i = fresh(Index("i", rows), taken)
    if columns is None:
        return Sum(expressions.Power(made.entry(i, None), Integer(2)), i)
    j = fresh(Index("j", columns), taken | {i})
    return Sum(expressions.Power(made.entry(i, j), Integer(2)), i, j)


def _summed_exp(made: Any) -> Expr:
    if not isinstance(made, Whole) or made.shape[1] is not None or made.shape[0] is None:
        raise Unreadable("logsumexp is taken of a vector")
    k = fresh(Index("k", made.shape[0]), binders.free_indices(made))
    return Sum(expressions.exp(made.entry(k, None)), k)


__all__ = ["Context", "Elaborator", "Environment", "IllFormed", "Raised", "Shapes", "Stored", "walk"]
