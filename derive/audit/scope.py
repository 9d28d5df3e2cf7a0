"""Which indices may be used at a place of an expression."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.indices import Dim, Index
from derive.language.parts import Part


@dataclass(frozen=True)
class Scope:
    """The indices that may be used: free in the whole statement, or bound by a sum around."""

    free: tuple[Index, ...]
    bound: tuple[Index, ...] = ()

    def within(self, index: Index) -> Scope:
        """The scope inside a sum over this index, which hides what had its name."""
        return Scope(tuple(each for each in self.free if each != index), (*self._others(index), index))

    def _others(self, index: Index) -> tuple[Index, ...]:
        return tuple(each for each in self.bound if each != index)

    @property
    def closed(self) -> Scope:
        """The scope without what is bound."""
        return Scope(self.free)

    def over(self, dim: Dim) -> tuple[Index, ...]:
        """The indices over this dimension."""
        return tuple(index for index in (*self.free, *self.bound) if index.dim == dim)


def scope_at(part: Part, scope: Scope) -> Scope:
    """The scope at a part of an expression that has this scope."""
    for index in part.bound:
        scope = scope.within(index)
    return scope
