"""LaTeX read with letters that are known: what the typesetter prints of a page reads back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr, Integer

from derive.documents.dimensions import Dimensions
from derive.documents.grammar import Choices, read_side
from derive.documents.letters import index_name, is_bare
from derive.documents.meaning import Context, Elaborator, Environment
from derive.documents.notation import Big, Node, Number, Symbol, Unreadable, Word, walk
from derive.documents.tokens import tokens
from derive.documents.wholes import Slice
from derive.language import matrices
from derive.language.binders import Delta
from derive.language.families import Entry, Family
from derive.language.functions import Call, Function
from derive.language.indices import Dim, Index
from derive.language.matrices import Whole


def read_latex(source: str, letters: Iterable[Any], indices: Iterable[Index] = ()) -> Any:
    """The expression, or the matrix, that the LaTeX says.

    `letters` are families, definitions and dimensions, `indices` the index letters that may stand free. Raises
    `Unreadable` for what has no one reading, `IllFormed` for what has no meaning.
    """
    node = read_side(tokens(source, 0, len(source)), Choices())
    return _Known(list(letters), list(indices), node).read(node, Context(0))


class _Known(Elaborator):
    """An elaborator that is told what its letters are."""

    def __init__(self, letters: list[Any], indices: list[Index], node: Node) -> None:
        self.known: dict[str, Any] = {}
        for letter in letters:
            made = letter.family if isinstance(letter, Entry) else letter
            self.known[made.name] = made
        self.index = {index.name: index for index in indices}
        self.node = node
        self.environment = Environment({}, {})
        self.dimensions = Dimensions()

    def letter_place(self, name: str, context: Context) -> Expr:
        """An index letter, or a label."""
        if name in context.bound:
            made: Expr = context.bound[name]
            return made
        known = self.known.get(name)
        if isinstance(known, Family) and known.values is not None and not known.dims:
            return Entry(known)
        return Index(name, self._range(name, self.node))

    def _range(self, name: str, node: Node) -> Dim:
        """What a letter ranges over: as declared, else what it is written at."""
        if name in self.index:
            return self.index[name].dim
        for each in walk(node):
            if isinstance(each, Symbol):
                found = self._range_at(name, each)
                if found is not None:
                    return found
        bare = name.rstrip("'")
        if bare in self.index:
            return self.index[bare].dim
        raise Unreadable(f"what {name} ranges over is not said")

    def _range_at(self, name: str, symbol: Symbol) -> Dim | None:
        family, places = self._family_of(symbol)
        if not isinstance(family, Family):
            return None
        for place, dim in zip(places, family.dims, strict=False):
            if isinstance(place, Symbol) and is_bare(place) and index_name(place) == name:
                return dim
        return None

    def _family_of(self, symbol: Symbol) -> tuple[Any, tuple[Node, ...]]:
        """The letter, whose name may take in its first subscript: W_1 is W1."""
        name = symbol.name + "'" * symbol.primes
        places = (*symbol.labels, *symbol.subscripts)
        if places and isinstance(places[0], Number | Word):
            first = places[0].text
            for longer in (f"{name}{first}", f"{name}_{first}"):
                if longer in self.known:
                    return self.known[longer], places[1:]
        if places and isinstance(places[0], Symbol) and f"{name}_{places[0].name}" in self.known:
            return self.known[f"{name}_{places[0].name}"], places[1:]
        return self.known.get(name), places

    def place(self, node: Node, context: Context) -> Expr:
        """An index expression."""
        if isinstance(node, Number):
            return Integer(node.value.numerator)
        if isinstance(node, Symbol) and not is_bare(node):
            family, places = self._family_of(node)
            if isinstance(family, Family):
                return Entry(family, *(self.place(each, context) for each in places))
        if isinstance(node, Symbol):
            return self.letter_place(index_name(node), context)
        raise Unreadable("arithmetic in an index has no reading here")

    def _symbol(self, node: Symbol, context: Context) -> Any:
        if node.name == "delta" and "delta" not in self.known and len(node.subscripts) == 2:
            return Delta(*(self.place(each, context) for each in node.subscripts))
        if node.name == "diag" and node.arguments:
            return matrices.Diagonal(self.read(node.arguments[0], context))
        family, places = self._family_of(node)
        if isinstance(family, Dim):
            return family
        if isinstance(family, Family) and node.arguments is not None:
            raise Unreadable(f"{node.name}(…): a product or a call?", node.span)
        if isinstance(family, Family):
            made = tuple(self.place(each, context) for each in places)
            if len(made) == len(family.dims):
                return Entry(family, *made)
            return Slice(family, made) if made else family
        if node.arguments is not None and len(node.arguments) == 1:
            return Call(Function(node.name, node.primes), self.read(node.arguments[0], context))
        raise Unreadable(f"{node.name} is not known", node.span)

    def _big(self, node: Big, context: Context) -> Any:
        name = index_name(node.index)
        bound = Index(name, self._range(name, node.body))
        without = tuple(self.place(each, context) for each in node.without)
        body = self.read(node.body, context.with_bound(name, bound))
        if isinstance(body, Whole):
            raise Unreadable("a sum of matrices is not read here")
        from derive.language.binders import Sum

        return Sum(body, bound, without=without)


__all__ = ["read_latex"]
