"""Places: what stands in a subscript, read as an index, a number, or a letter whose value is a place."""

from __future__ import annotations

from sympy import Expr, Integer

from derive.documents.readings.base import Base
from derive.documents.readings.scope import Place, Scope
from derive.documents.readings.shown import shown
from derive.documents.readings.sizes import Misfit, Size
from derive.documents.readings.trees import Called, Letter, Node, Number, is_bare
from derive.language.families import Entry, Family
from derive.language.indices import Index


class Places(Base):
    """Reads index expressions: the k of z_k, the 2 of z_2, the y of z_y, the true class y_i."""

    def index_place(self, name: str, size: Size) -> Place:
        """An index letter over this range."""
        return Place(size, lambda: Index(name, self.sizes.dim(size)))

    def place(self, node: Node, scope: Scope) -> Place:
        """An index expression."""
        if isinstance(node, Number):
            at = int(node.value)
            if at != node.value or at < 1:
                raise Misfit("the place {} is not read: places count from 1", shown(node))
            return Place(None, lambda: Integer(at), at)
        if isinstance(node, Called) and all(isinstance(each, Letter) for each in node.paren.items):
            name, places = self.scene.named(node.head)
            inner = [self.place(each, scope) for each in (*places, *node.paren.items)]
            return self.label_place(f"{name}()", inner)
        if not isinstance(node, Letter):
            raise Misfit("arithmetic in an index, {}, is not read", shown(node))
        if is_bare(node):
            return self.letter_place(node.name, scope)
        name, places = self.scene.named(node)
        return self.label_place(name, [self.place(each, scope) for each in places])

    def letter_place(self, name: str, scope: Scope) -> Place:
        """A bound letter, a label, or a letter that stands free."""
        if name in scope.bound:
            return scope.bound[name]
        if name in self.scene.fixed or self.scene.facts.is_label(name, self.scene.at) or scope.closed:
            return self.label_place(name, [])
        if name not in scope.free:
            size = self.scene.facts.range_of(name, self.sizes)
            self.ranges_over(name, size, scope)
            scope.free[name] = self.index_place(name, size)
        return scope.free[name]

    def label_place(self, name: str, places: list[Place]) -> Place:
        """A letter whose value is a place: the true class y, or y_i."""
        if name not in self.label_sizes:
            self.label_sizes[name] = ([Size() for _ in places], Size())
        sizes, values = self.label_sizes[name]
        if len(sizes) != len(places):
            raise Misfit("{} stands with {} indices, and with {} elsewhere", name, len(places), len(sizes))
        for place, size in zip(places, sizes, strict=True):
            place.over(size)

        def make() -> Expr:
            dims = tuple(self.sizes.dim(size) for size in sizes)
            family = Family(name, dims, (), False, self.sizes.dim(values))
            return Entry(family, *(each.make() for each in places))

        return Place(values, make)
