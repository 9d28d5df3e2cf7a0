"""Indexed families, the letters of a page: given ones, variables and definitions.

    z = vector("z", m)                                   a variable, z_1 … z_m
    h = family("h", n, of=z)                             h_k depends on the vector z, nobody says how
    t = family("t", n)                                   t_k depends on nothing
    p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))    p_k is a name for this
    T = scalar("T", positive=True)                       a number
    y = label("y", C)                                    one place among 1..C, the true class

All entries are real numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Basic, Expr
from sympy.core.basic import Atom

from derive.language import lent
from derive.language.binders import Cases, Sum, free_indices, fresh, substitute, walk
from derive.language.errors import IllFormed, Sentence
from derive.language.expressions import Neg, Plus, Power, Quotient, Times, Written, written
from derive.language.functions import Call
from derive.language.indices import Dim, Index, Moved, place as place_of, ranges_over
from derive.language.matrices import Shape, Whole, entries
from derive.language.names import declare


class Family(Whole, Atom):
    """An indexed family of real numbers h_k, X_ij or, with no index, a single number.

    `dims` says what its indices run over, `of` which variables it depends on, `positive` that all its entries
    are; `values` is the dimension that a family of labels takes its values in.
    """

    __slots__ = ("name", "dims", "of", "positive", "values")
    name: str
    dims: tuple[Dim, ...]
    of: tuple[Family, ...]
    positive: bool
    values: Dim | None

    def __new__(
        cls,
        name: str,
        dims: tuple[Dim, ...],
        of: tuple[Family, ...] = (),
        positive: bool = False,
        values: Dim | None = None,
    ) -> Family:
        """A family; the functions below are the words a page uses."""
        made = Atom.__new__(cls)
        made.name, made.dims, made.of, made.positive, made.values = name, dims, of, positive, values
        return made

    def _hashable_content(self) -> tuple[object, ...]:
        return tuple(getattr(self, field) for field in self._fields())

    def _fields(self) -> tuple[str, ...]:
        return Family.__slots__

    def __reduce_ex__(self, _protocol: object) -> tuple[type, tuple[object, ...]]:
        return type(self), self._hashable_content()

    def sort_key(self, order: object = None) -> Any:
        """SymPy's ordering key."""
        return self.class_key(), (1, (self.name,)), sympy.S.One.sort_key(), sympy.S.One

    def __getitem__(self, places: object) -> Any:
        """The entry at these indices: h[k], X[i, j], w[4, 1]; a colon stands for all places, X[i, :]."""
        listed = places if isinstance(places, tuple) else (places,)
        return self._slice(listed) if slice(None) in listed else Entry(self, *listed)

    def __call__(self, *places: object) -> Any:
        """Refuse p(i): round brackets are for functions."""
        at = ", ".join(getattr(place, "name", str(place)) for place in places)
        raise IllFormed(
            "{}({}) is written {}[{}]: an entry stands in square brackets", self.name, at, self.name, at
        )

    def _slice(self, places: tuple[Any, ...]) -> Any:
        """A row or column as a vector, or a matrix."""
        if len(places) != len(self.dims):
            raise IllFormed(
                "{} takes {}, and is written with {}", self.name, _count(len(self.dims)), _count(len(places))
            )
        taken = frozenset().union(*(free_indices(each) for each in places if isinstance(each, Basic)))
        at: list[Any] = []
        every: list[Index] = []
        for place, dim in zip(places, self.dims, strict=True):
            if place == slice(None):
                every.append(fresh(Index("k", dim), taken | frozenset(every)))
            at.append(every[-1] if place == slice(None) else place)
        return entries(Entry(self, *at), *every)

    def __iter__(self) -> Any:
        raise TypeError(f"{self.name} has as many entries as its dimension, which is not a number")

    @property
    def shape(self) -> Shape:
        """Rows and columns in matrix notation; a vector is a column."""
        if len(self.dims) > 2:
            raise IllFormed("{} has {} indices and is no matrix", self.name, len(self.dims))
        rows, columns = (*self.dims, None, None)[:2]
        return rows, columns

    def entry(self, row: Expr | None, column: Expr | None) -> Expr:
        """The entry at this row and column."""
        return Entry(self, *(place for place in (row, column) if place is not None))

    def _sympystr(self, _printer: object) -> str:
        return self.name

    def _latex(self, _printer: object, **_: Any) -> str:
        return lent.words().latex(self)


class Definition(Family):
    """A name for an expression: p_k = body. `parameters` are the indices that stand on its left side."""

    __slots__ = ("parameters", "body", "source")
    parameters: tuple[Index, ...]
    body: Expr
    source: Any

    def __new__(cls, name: str, parameters: tuple[Index, ...], body: Expr, source: Any = None) -> Definition:
        """The definition of `name` at `parameters`."""
        made = Atom.__new__(cls)
        made.name, made.dims = name, tuple(index.dim for index in parameters)
        made.of, made.positive, made.values = _variables(body), False, None
        made.parameters, made.body, made.source = parameters, body, source
        return made

    def _fields(self) -> tuple[str, ...]:
        return ("name", "parameters", "body")

    def at(self, places: Iterable[Expr]) -> Expr:
        """The body with these index expressions put for the parameters."""
        result: Expr = substitute(self.body, dict(zip(self.parameters, places, strict=True)))
        return result


class Entry(Written):
    """h_k: a family at index expressions."""

    __slots__ = ()
    _diff_wrt = True

    def __new__(cls, family: Family, *places: object) -> Entry:
        """The entry; each place must run over the family's dimension there."""
        made = tuple(place_of(place) for place in places)
        if len(made) != len(family.dims):
            takes, found = _count(len(family.dims)), _count(len(made))
            raise IllFormed("{} takes {}, and is written with {}", family.name, takes, found)
        for place, dim in zip(made, family.dims, strict=True):
            over = ranges_over(place)
            if over not in (None, dim):
                raise IllFormed(
                    "{} runs over 1..{}, and the index {} written there over 1..{}",
                    family.name,
                    dim.name,
                    place,
                    over.name,
                )
        return Expr.__new__(cls, family, *made)

    @property
    def family(self) -> Family:
        """The family it is an entry of."""
        return self.args[0]

    @property
    def places(self) -> tuple[Expr, ...]:
        """The index expressions."""
        return tuple(self.args[1:])

    @property
    def ranges_over(self) -> Dim | None:
        """For a label: the dimension that its value lies in, so that it can stand as an index."""
        return self.family.values

    @property
    def free_symbols(self) -> set[Any]:
        """The indices, and the entry itself, as for SymPy's Indexed."""
        return set().union({self}, *(place.free_symbols for place in self.places))

    def doit(self, **hints: Any) -> Expr:
        """SymPy's Indexed, or a Symbol if it has no index."""
        name = self.family.name
        if not self.places:
            return sympy.Symbol(name, positive=True if self.family.positive else None, real=True)
        shape = tuple(dim.doit() for dim in self.family.dims)
        return sympy.IndexedBase(name, shape=shape)[tuple(place.doit(**hints) for place in self.places)]


def vector(name: str, dim: Dim, *, of: Any = (), positive: bool = False) -> Family:
    """A vector z_1 … z_n; a variable unless it depends `of` others."""
    return family(name, dim, of=of, positive=positive)


def matrix(name: str, rows: Dim, columns: Dim, *, of: Any = (), positive: bool = False) -> Family:
    """A matrix X_ij; a variable unless it depends `of` others."""
    return family(name, rows, columns, of=of, positive=positive)


def family(name: str, *dims: Dim, of: Any = (), positive: bool = False) -> Family:
    """An indexed family over these dimensions, depending on the variables `of`."""
    for dim in dims:
        if not isinstance(dim, Dim):
            raise IllFormed("{} is declared over {}, which is no dimension", name, f"{dim!r}")
    on = of if isinstance(of, tuple) else (of,)
    for variable in on:
        if not isinstance(variable, Family) or variable.of:
            raise IllFormed(
                "{} is declared to depend on {}, which is no variable of the page", name, variable
            )
    return _declared(Family(name, dims, on, positive))


def scalar(name: str, *, of: Any = (), positive: bool = False) -> Entry:
    """A single number, or function of the variables `of`."""
    return Entry(family(name, of=of, positive=positive))


def label(name: str, values: Dim) -> Entry:
    """One fixed place among 1..values, such as the true class; it stands where an index does."""
    return Entry(_declared(Family(name, (), values=values)))


def labels(name: str, *dims: Dim, values: Dim) -> Family:
    """A family of places among 1..values, such as the true class y_i of sample i."""
    return _declared(Family(name, dims, values=values))


def define(name: str, *parameters_and_body: Any, source: Any = None) -> Any:
    """`define("p", k, body)` names body p_k; without parameters it names one number, an entry is returned.

    `source` says where a document introduces it. Raises `IllFormed` if the body has a free index that is no
    parameter.
    """
    *parameters, body = parameters_and_body
    expression = written(body)
    check_labels(expression)
    for parameter in parameters:
        if not isinstance(parameter, Index):
            raise IllFormed("{} is defined at {}, which is no index", name, parameter)
    extra = free_indices(expression) - frozenset(parameters)
    if extra:
        names = ", ".join(sorted(index.name for index in extra))
        raise IllFormed("the definition of {} has a free index on its right side only: {}", name, names)
    if len(set(parameters)) < len(parameters):
        raise IllFormed("the definition of {} has one index twice on its left side", name)
    made = _declared(Definition(name, tuple(parameters), expression, source))
    return made if parameters else Entry(made)


def check_numbers(expression: Expr) -> None:
    """Raises `IllFormed` where an index or a label, which is a place, stands as a number."""
    _check_numbers(expression, (Index, Moved))


def check_labels(expression: Expr) -> None:
    """Raises `IllFormed` where a label stands as a number; an index may, and is worth its place."""
    _check_numbers(expression, ())


def _check_numbers(expression: Expr, refused: tuple[type, ...]) -> None:
    for number in (expression, *(part for node in walk(expression) for part in _numbers(node))):
        if isinstance(number, refused) or (isinstance(number, Entry) and number.ranges_over is not None):
            raise IllFormed("{} is a place, not a number, and stands where a number should", number)


def _numbers(node: Any) -> tuple[Any, ...]:
    """The parts of the node that are numbers."""
    if isinstance(node, Plus | Times | Neg | Quotient | Power):
        return tuple(node.args)
    if isinstance(node, Call | Sum):
        return (node.argument,) if isinstance(node, Call) else (node.body,)
    return (*(value for value, _ in node.branches), node.otherwise) if isinstance(node, Cases) else ()


def definitions(expression: Basic) -> frozenset[Definition]:
    """All definitions that the expression uses, those inside definitions included."""
    found: set[Definition] = set()
    todo = [expression]
    while todo:
        for node in walk(todo.pop()):
            if isinstance(node, Definition) and node not in found:
                found.add(node)
                todo.append(node.body)
    return frozenset(found)


def families(expression: Basic) -> frozenset[Family]:
    """All families that are no definitions, those inside definitions included."""
    bodies = [expression, *(definition.body for definition in definitions(expression))]
    nodes = (node for body in bodies for node in walk(body))
    return frozenset(node for node in nodes if isinstance(node, Family) and not isinstance(node, Definition))


def depends(expression: Basic, variable: Family) -> bool:
    """Whether the expression depends on the entries of this family, as far as it is declared."""
    if isinstance(variable, Definition):
        return variable in definitions(expression)
    return any(member == variable or variable in member.of for member in families(expression))


def _variables(body: Expr) -> tuple[Family, ...]:
    on = {variable for member in families(body) for variable in (member.of or (member,))}
    return tuple(sorted(on, key=lambda variable: variable.name))


def _declared(made: Any) -> Any:
    return declare(made.name, made)


def _count(number: int) -> Sentence:
    if number == 0:
        return Sentence("no index")
    return Sentence("one index") if number == 1 else Sentence("{} indices", number)
