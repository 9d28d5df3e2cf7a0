"""What a claim speaks of: its dimensions, letters, functions and free indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.language.applications import Apply, sides_of
from derive.language.binders import Before, Binder, Delta, Span, walk
from derive.language.comparisons import Compared, Greatest, opened
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Times, written
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call, Function
from derive.language.hypotheses import Equation, Hypothesis
from derive.language.indices import Dim, Index, Moved
from derive.language.places import Distinct, Equal
from derive.language.recurrences import Recurrence
from derive.values.asked import Asked
from derive.values.roles import Roles, roles

_OF_SIZE = (Plus, Times, Neg, Power, Dim, Rational)
_LARGEST_ROOT = 12

Signature = tuple[str, tuple[Dim | None, ...], tuple[tuple[Dim, ...], ...]]
"""A function of several arguments: its name, what its places run over, what each argument runs over."""


def signature(node: Apply) -> Signature:
    """Which function is applied: f(a) and f(a, b) are two."""
    sides = (tuple(index.dim for index in sides_of(each)) for each in node.arguments)
    return node.function.name, tuple(map(_range, node.places)), tuple(sides)


class Survey:
    """A claim left = right (or >, ≥) under hypotheses, and what it speaks of, definitions opened.

    With `rational` the letters under exp are chosen so that the claim is rational where it can be.
    """

    def __init__(
        self,
        left: Expr,
        right: Expr,
        given: Iterable[Hypothesis] = (),
        relation: str = "=",
        *,
        rational: bool = True,
    ) -> None:
        left, right = self.left, self.right = written(left), written(right)
        self.given, self.relation = tuple(given), relation
        self.asked = Asked(self.given)
        self.equations, self.bounds = tuple(self.asked.equations), tuple(self.asked.bounds)
        self._free: dict[Basic, tuple[Index, ...]] = {}
        self._depths: dict[Basic, int] = {}
        self.nodes = self._distinct_nodes()
        self.moved = frozenset(node.variable.family for node in self.nodes if isinstance(node, Derivative))
        self.families = self._families()
        self.dims = tuple(sorted(self._dims(), key=lambda dim: dim.name))
        self.smallest = self._smallest()
        self.indices = tuple(_in_reading_order((left, right), frozenset(self.free(left) + self.free(right))))
        self.conditions = tuple(
            each for each in self.asked.conditions if {*self.free(each)} <= {*self.indices}
        )  # what is said of an index that the claim does not have can be met whatever the claim's are
        self.one_hot = frozenset(self.asked.hot)
        self.constant = frozenset(self.asked.constants)
        self.nonnegative = frozenset(self.asked.nonnegatives)
        self.positive = self.asked.positives.union(each for each in self.families if each.positive)
        self.depth = max(self._depth(left), self._depth(right))
        self.compares = any(isinstance(node, Compared | Greatest) or opened(node) for node in self.nodes)
        self.functions = self._functions()
        self.maps = self._maps()
        self.roles = roles(self.nodes, self._bound_by_hypotheses()) if rational else Roles()

    def free(self, node: Basic) -> tuple[Index, ...]:
        """The free indices of a node, in a fixed order; the same question is answered once."""
        found = self._free.get(node)
        if found is None:
            found = self._free[node] = tuple(sorted(self._free_of(node), key=_index_order))
        return found

    def _free_of(self, node: Basic) -> set[Index]:
        if isinstance(node, Index):
            return {node}
        if isinstance(node, Binder):
            outer = {index for place in node.without for index in self.free(place)}
            return (set(self.free(node.body)) - {node.bound}) | outer
        return {index for arg in node.args for index in self.free(arg)}

    def fixed(self, equation: Equation) -> frozenset[Index]:
        """The indices of a hypothesis that stand for the place that is looked at."""
        left, right = set(self.free(equation.left)), set(self.free(equation.right))
        return frozenset((right - left) | equation.fixed)

    @property
    def fixed_indices(self) -> tuple[Index, ...]:
        """The free indices of the claim for each of which the hypotheses need values of their own."""
        known = frozenset().union(*map(self.fixed, self.equations))
        return tuple(index for index in self.indices if index in known)

    def work(self, sizes: dict[Dim, int]) -> int:
        """How many parts there are to evaluate at these sizes, each at all values of its free indices."""
        total = 0
        for node in self.nodes:
            count = 1
            for index in self.free(node):
                count *= sizes.get(index.dim, 1)
            total += count
        return total

    def _distinct_nodes(self) -> tuple[Basic, ...]:
        parts = [part for each in self.equations for part in (each.left, each.right)]
        seen: dict[Basic, None] = {}
        stack: list[Basic] = [*reversed([self.left, self.right, *parts, *self.bounds])]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen[node] = None
            stack.extend(reversed(_parts(node)))
        return tuple(seen)

    def _families(self) -> tuple[Family, ...]:
        found = {node for node in self.nodes if isinstance(node, Family) and not isinstance(node, Definition)}
        found |= {letter for letter in self.moved if not isinstance(letter, Definition)}
        found -= {node.neighbour for node in self.nodes if isinstance(node, Recurrence)}
        for each in self.given:
            found |= {letter for letter in each.letters if not isinstance(letter, Definition)}
        return tuple(sorted(found, key=lambda letter: letter.name))

    def _dims(self) -> Iterator[Dim]:
        """The dimensions; that of a variable on which a letter depends only if something moves with it."""
        found = {node for node in self.nodes if isinstance(node, Dim)}
        found |= {node.dim for node in self.nodes if isinstance(node, Index)}
        found |= {dim for letter in self.families for dim in (*letter.dims, *filter(None, (letter.values,)))}
        return iter(found)

    def _smallest(self) -> dict[Dim, int]:
        """The least size of each dimension that leaves room for w_{4,1}, for i ≠ j and for n ≥ 2."""
        least = dict.fromkeys(self.dims, 1)
        for dim, number in self._demands():
            least[dim] = max(least.get(dim, 1), number)
        return least

    def _demands(self) -> Iterator[tuple[Dim, int]]:
        for node in (*self.nodes, *self.asked.conditions):
            if isinstance(node, Entry):
                yield from _numbers(zip(node.places, node.family.dims, strict=True))
            elif isinstance(node, Delta | Before | Equal):
                one, other = node.args
                yield from _numbers(((one, _range(other)), (other, _range(one))))
            elif isinstance(node, Span):
                yield from _numbers(((node.last, node.bound.dim),))
            elif isinstance(node, Binder):
                yield from _numbers((place, node.bound.dim) for place in node.without)
        yield from self.asked.sizes
        for each in self.asked.conditions:
            if isinstance(each, Distinct):
                yield from ((dim, 2) for dim in map(_range, each.args) if dim is not None)

    @cached_property
    def roots(self) -> dict[Dim, int]:
        """For each dimension the largest size at which something like n − 5 in the claim is 0."""
        found: dict[Dim, int] = {}
        for node in self.nodes:
            dims = {part for part in walk(node) if isinstance(part, Dim)} if isinstance(node, Plus) else set()
            if len(dims) == 1 and all(isinstance(part, _OF_SIZE) for part in walk(node)):
                (dim,) = dims
                at = [size for size in range(1, _LARGEST_ROOT + 1) if _at_size(node, size) == 0]
                found[dim] = max(found.get(dim, 0), *at, 0)
        return found

    @cached_property
    def has_edges(self) -> bool:
        """Whether a logarithm or a root stands in the claim, which have no value for some numbers."""
        return any(map(_has_edge, self.nodes))

    def has_derivative(self, node: Basic) -> bool:
        """Whether a derivative stands in it, or in a definition it uses."""
        return self._depth(node) > 0

    def _depth(self, node: Basic) -> int:
        """How often a derivative stands inside a derivative."""
        found = self._depths.get(node)
        if found is None:
            inside = max(map(self._depth, _parts(node)), default=0)
            found = self._depths[node] = inside + isinstance(node, Derivative)
        return found

    def _functions(self) -> dict[str, int]:
        """The unknown functions, each with how often it can come to be differentiated."""
        found: dict[str, int] = {}
        for node in self.nodes:
            if isinstance(node, Call) and node.function.meaning is None:
                name, order = node.function.name, node.function.order
                found[name] = max(found.get(name, 0), order + self.depth)
        return dict(sorted(found.items()))

    def _maps(self) -> dict[Signature, int]:
        """The unknown functions of several arguments and of vectors, likewise."""
        found: dict[Signature, int] = {}
        for node in self.nodes:
            if isinstance(node, Apply):
                key = signature(node)
                found[key] = max(found.get(key, 0), len(node.slopes) + self.depth)
        return dict(sorted(found.items(), key=str))

    def _bound_by_hypotheses(self) -> frozenset[Family]:
        """Letters whose numbers an equation or a one-hot hypothesis decides, outside of any exp."""
        parts = [part for each in self.equations for part in (each.left, each.right)] + [*self.bounds]
        return self.one_hot.union(self.asked.matrices, *(_outside_exp(part) for part in parts))


def _has_edge(node: Basic) -> bool:
    if isinstance(node, Call):
        return node.function.meaning is not None and node.function.meaning.is_partial
    return isinstance(node, Power) and not isinstance(node.args[1], Integer)


def _at_size(node: Basic, size: int) -> Expr:
    """The number that an expression made of one dimension is at this size."""
    if isinstance(node, Dim):
        return Integer(size)
    if isinstance(node, Rational):
        return node
    made: Expr = node._plain(*(_at_size(arg, size) for arg in node.args))
    return made


def _outside_exp(node: Basic) -> frozenset[Family]:
    if isinstance(node, Family) and not isinstance(node, Definition):
        return frozenset((node,))
    if node.args and isinstance(node.args[0], Function) and node.args[0].name == "exp":
        return frozenset()
    return frozenset().union(*map(_outside_exp, _parts(node)))


def _parts(node: Basic) -> tuple[Basic, ...]:
    """The arguments; of a definition its body, of a recurrence its first value and its step."""
    if isinstance(node, Recurrence):
        return node.end, node.step
    return (node.body,) if isinstance(node, Definition) else node.args


def _numbers(pairs: Iterable[tuple[Any, Dim | None]]) -> Iterator[tuple[Dim, int]]:
    return ((dim, int(place)) for place, dim in pairs if dim is not None and isinstance(place, Integer))


def _range(place: Any) -> Dim | None:
    if isinstance(place, Moved) and isinstance(place.base, Dim):
        return None  # that 2 is compared with n + 1 does not say how large n is
    dim = getattr(place, "ranges_over", None)
    return dim if isinstance(dim, Dim) else None


def _index_order(index: Index) -> tuple[str, str]:
    return index.name, index.dim.name


def _in_reading_order(sides: Iterable[Basic], wanted: frozenset[Index]) -> Iterator[Index]:
    met: dict[Index, None] = {}
    stack: list[Basic] = [*reversed(tuple(sides))]
    while stack:
        node = stack.pop()
        if isinstance(node, Index) and node in wanted:
            met.setdefault(node)
        stack.extend(reversed(node.args))
    return iter(met)
