"""Whether two formulas are one: some renaming of letters, indices and dimensions makes the kernel prove them equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, permutations, product
from typing import Any

from sympy import Basic, Expr

from derive.kernel import Proof, prove
from derive.language.binders import free_indices, walk
from derive.language.families import Family
from derive.language.indices import Dim, Index
from derive.search.forms import rebuilt

RENAMINGS = 200
"""How many are tried for one pair of formulas."""

Sides = tuple[Expr, ...]


def alike(one: Sides, other: Sides) -> bool:
    """Whether some renaming of the other's letters makes the two equal, side by side."""
    return any(
        all(
            isinstance(prove(*pair), Proof)
            for pair in zip(renaming.kept(one), renaming.put(other), strict=True)
        )
        for renaming in islice(_renamings(one, other), RENAMINGS)
    )


@dataclass(frozen=True)
class _Renaming:
    """Each letter, free index and dimension of one formula, with the one of the other that it is to be."""

    letters: Mapping[Family, Family]
    indices: Mapping[Index, Index]
    dims: Mapping[Dim, Dim]

    def put(self, sides: Sides) -> Sides:
        """The sides under their new names."""
        return tuple(rebuilt(side, self._named) for side in sides)

    def kept(self, sides: Sides) -> Sides:
        """The other formula's sides, with what is known of the signs of the first one's letters."""
        signed = {letter.name: letter for letter in self.letters.values()}
        return tuple(
            rebuilt(side, lambda node: signed[node.name] if isinstance(node, Family) else None)
            for side in sides
        )

    def _named(self, node: Basic) -> Any:
        if isinstance(node, Index):
            return self.indices.get(node) or Index(f"b{node.name}", self.dims[node.dim])
        if isinstance(node, Dim):
            return self.dims[node]
        return self.letters[node] if isinstance(node, Family) else None


def _renamings(one: Sides, other: Sides) -> Iterator[_Renaming]:
    """Every renaming of the other's letters and free indices under which dimensions stay apart."""
    own, their = _letters(one), _letters(other)
    places, others = _free(one), _free(other)
    if len(places) != len(others) or Counter(map(_kind, own)) != Counter(map(_kind, their)):
        return
    for letters in _bijections(their, own):
        for order in permutations(places):
            indices = dict(zip(others, order, strict=True))
            dims = _dims(letters, indices)
            if dims is not None:
                same = {dim: dim for dim in _dimensions(other)}
                yield _Renaming(
                    {old: _signed(old, new) for old, new in letters.items()}, indices, same | dims
                )


def _bijections(their: list[Family], own: list[Family]) -> Iterator[dict[Family, Family]]:
    """Every way to give each letter one of its kind."""
    kinds = sorted(set(map(_kind, own)))
    groups = [[letter for letter in their if _kind(letter) == kind] for kind in kinds]
    targets = [permutations([letter for letter in own if _kind(letter) == kind]) for kind in kinds]
    for chosen in product(*targets):
        pairs = (zip(group, order, strict=True) for group, order in zip(groups, chosen, strict=True))
        yield {old: new for pair in pairs for old, new in pair}


def _kind(letter: Family) -> tuple[int, bool]:
    """How many indices it has, and whether it is a place itself."""
    return len(letter.dims), letter.values is not None


def _signed(old: Family, new: Family) -> Family:
    return Family(new.name, new.dims, positive=old.positive or new.positive, values=new.values)


def _dims(letters: Mapping[Family, Family], indices: Mapping[Index, Index]) -> dict[Dim, Dim] | None:
    """Which dimension becomes which; None where one would be two, or two one."""
    pairs = {pair for old, new in letters.items() for pair in zip(old.dims, new.dims, strict=True)}
    pairs |= {(old.dim, new.dim) for old, new in indices.items()}
    found = dict(pairs)
    return found if len(found) == len(pairs) == len(set(found.values())) else None


def _letters(sides: Sides) -> list[Family]:
    return list(dict.fromkeys(node for side in sides for node in walk(side) if isinstance(node, Family)))


def _dimensions(sides: Sides) -> set[Dim]:
    nodes = [node for side in sides for node in walk(side)]
    return {node.dim if isinstance(node, Index) else node for node in nodes if isinstance(node, Index | Dim)}


def _free(sides: Sides) -> list[Index]:
    found = frozenset().union(*map(free_indices, sides))
    return sorted(found, key=lambda index: (index.name, index.dim.name))
