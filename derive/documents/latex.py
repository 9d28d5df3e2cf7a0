"""LaTeX read with letters that are known: what the typesetter prints of a page reads back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr

from derive.documents.finding import find
from derive.documents.notation import Unreadable
from derive.documents.readings.algebra import Value, number
from derive.documents.readings.base import Member
from derive.documents.readings.facts import Facts
from derive.documents.readings.grammar import Choices, read_side
from derive.documents.readings.reader import Reader
from derive.documents.readings.scene import Scene
from derive.documents.readings.scope import Choice, Place, Scope
from derive.documents.readings.sizes import Size
from derive.documents.readings.trees import Big, Called, Letter, Node, Number, Word, is_bare, letters
from derive.documents.tokens import tokens
from derive.language.families import Entry, Family
from derive.language.indices import Dim, Index


def read_latex(source: str, known: Iterable[Any], indices: Iterable[Index] = ()) -> Any:
    """The expression, or the matrix, that the LaTeX says.

    The `known` letters are families, definitions and dimensions, `indices` the index letters that may stand free.
    Raises `Unreadable` for what has no one reading, `IllFormed` for what has no meaning.
    """
    node = read_side(tokens(source, 0, len(source)), Choices())
    scene = Scene([node], [], Facts(find("")), 0, ())
    reader = _Known(scene, Choice())
    reader.tell(list(known), list(indices), node)
    return reader.value(node, Scope()).make()


class _Known(Reader):
    """A reader that is told what its letters are."""

    def tell(self, known: list[Any], indices: list[Index], node: Node) -> None:
        """The letters; what each index ranges over is told too, or found where it stands."""
        self.known: dict[str, Any] = {}
        for letter in known:
            made = letter.family if isinstance(letter, Entry) else letter
            self.known[made.name] = made
        self.index = {index.name: index for index in indices}
        self.node = node

    def size(self, dim: Dim) -> Size:
        """The size that is this dimension."""
        size = self.sizes.name(dim.name)
        self.sizes.dims.setdefault(size.root, dim)
        return size

    def family_of(self, letter: Letter) -> tuple[Any, tuple[Node, ...]]:
        """The letter, whose name may take in its first subscript: W_1 is W1."""
        name = letter.name + "'" * letter.primes
        places = (*letter.labels, *letter.subs)
        if places and isinstance(places[0], Number | Word):
            first = places[0].text
            for longer in (f"{name}{first}", f"{name}_{first}"):
                if longer in self.known:
                    return self.known[longer], places[1:]
        if places and isinstance(places[0], Letter) and f"{name}_{places[0].name}" in self.known:
            return self.known[f"{name}_{places[0].name}"], places[1:]
        return self.known.get(name), places

    def letter(self, node: Letter, scope: Scope) -> Value:
        """A letter that is known."""
        family, places = self.family_of(node)
        if isinstance(family, Dim):
            return number(lambda: family)
        if isinstance(family, Family):
            member = Member(family.name, [self.size(dim) for dim in family.dims], lambda: family)
            return self.member_value(member, places, scope)
        special = self.special(node, scope)
        if special is None:
            raise Unreadable("{} is not known", node.name, span=node.span)
        return special

    def outside(self, node: Big) -> set[str]:
        """The index letters that may stand free."""
        return {*self.index, *self.known, *super().outside(node)}

    def is_call(self, node: Called) -> bool:
        """Whether the letter is a function: if it is none of those that are known."""
        return node.head.name != "delta" and self.family_of(node.head)[0] is None

    def letter_place(self, name: str, scope: Scope) -> Place:
        """An index letter, or a label."""
        if name in scope.bound:
            return scope.bound[name]
        family = self.known.get(name)
        if isinstance(family, Family) and family.values is not None and not family.dims:
            return Place(self.size(family.values), lambda: Entry(family))
        dim = self.range_of(name)
        return Place(self.size(dim), lambda: Index(name, dim))

    def label_place(self, name: str, places: list[Place]) -> Place:
        """y_i, for labels that are known."""
        family = self.known.get(name)
        if not isinstance(family, Family) or family.values is None:
            raise Unreadable("{} is no place", name)

        def make() -> Expr:
            return Entry(family, *(each.make() for each in places))

        return Place(self.size(family.values), make)

    def range_of(self, name: str) -> Dim:
        """What a letter ranges over: as declared, else what it is written at."""
        for wanted in (name, name.rstrip("'")):
            if wanted in self.index:
                return self.index[wanted].dim
        for letter in letters(self.node):
            family, places = self.family_of(letter)
            for place, dim in zip(places, getattr(family, "dims", ()), strict=False):
                if isinstance(place, Letter) and is_bare(place) and place.name == name:
                    found: Dim = dim
                    return found
        raise Unreadable("what {} ranges over is not said", name)


__all__ = ["read_latex"]
