"""What a chain speaks of: its own sides, the definitions that they rest on, and how each letter is used there.

It is made anew for every chain: a use of a letter far away, or in a formula that this chain does not rest on, is
evidence and no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.documents.readings.definitions import Definition
from derive.documents.readings.layers import Layers
from derive.documents.readings.marked import marked
from derive.documents.readings.naming import means, number_places, standing_letters
from derive.documents.readings.parting import Parting
from derive.documents.readings.trees import (
    Apply,
    Big,
    Condition,
    Either,
    Entrywise,
    Inner,
    Integral,
    Letter,
    Node,
    Norm,
    Number,
    Power,
    Times,
    Transposed,
    is_bare,
    letters,
    walk,
)

if TYPE_CHECKING:
    from derive.documents.readings.facts import Facts


class Scene(Parting):
    """The trees that a chain rests on, and what they tell of each letter."""

    def __init__(
        self,
        trees: Iterable[Node],
        definitions: Iterable[Definition],
        facts: Facts,
        at: int,
        section: tuple[int, ...],
    ) -> None:
        super().__init__(trees, definitions, facts, at, section)
        self.layers = Layers([])
        self.lapsed = False  # whether what words said of letters before, and no longer, is taken too
        self.conditions = [each for each in self.trees if isinstance(each, Condition)]
        bodies = (each.body for each in self.definitions if each.body is not None)
        self.has_integrals = any(isinstance(n, Integral) for t in (*self.trees, *bodies) for n in walk(t))
        self.labels = self.facts.labels
        self.standing = {self.named(each)[0] for tree in self.every for each in standing_letters(tree)}

    def beside(self) -> dict[str, list[Big]]:
        """The letters N of a mean 1/N Σ_i, each with the sums that they may count."""
        if not hasattr(self, "_beside"):
            self._beside: dict[str, list[Big]] = defaultdict(list)
            for tree in self.every:
                for node in walk(tree):
                    for name, sums in means(node):
                        if name not in self.by_name and name not in self.bound and name not in self.varied:
                            self._beside[name] += sums
        return self._beside

    def augmented(self, name: str) -> set[str]:
        """The ends d of sums Σ_{j=0}^d over places of this letter: it has d + 1 of them, whatever is declared."""
        if not hasattr(self, "_augmented"):
            self._augmented: dict[str, set[str]] = defaultdict(set)
            for node in (node for tree in self.every for node in walk(tree) if isinstance(node, Big)):
                if (
                    node.lower == Number(Fraction(0))
                    and isinstance(node.upper, Letter)
                    and is_bare(node.upper)
                ):
                    for each in letters(node.body):
                        if node.index in (*each.subs, *each.labels):
                            self._augmented[each.name].add(node.upper.name)
        return self._augmented.get(name, set())

    @property
    def eithers(self) -> list[Either]:
        """The places where readings part."""
        return [each for tree in self.every for each in walk(tree) if isinstance(each, Either)]

    @property
    def is_entrywise(self) -> bool:
        """Whether vectors are multiplied entry by entry here, so that their powers are meant so too."""
        return any(isinstance(each, Entrywise) for tree in self.every for each in walk(tree))

    @property
    def world(self) -> bool:
        """Whether something here is a vector or matrix: by its font, a declaration, a transpose, a norm."""
        if not hasattr(self, "_world"):
            self._world = any(
                isinstance(each, Entrywise | Inner | Norm | Transposed)
                or (isinstance(each, Letter) and each.bold)
                or (isinstance(each, Apply) and each.function in ("softmax", "logsumexp", "diag", "trace"))
                for tree in self.every
                for each in walk(tree)
            )
            self._world |= any(self.facts.is_vector_world(name, self.at) for name in self.quantities)
            self._world |= self.facts.speaks_of_wholes(self.at)
        return self._world

    @property
    def marked(self) -> dict[str, int]:
        """The letters that signs mark as vectors or matrices, with the number of places at which they stand so."""
        if not hasattr(self, "_marked"):
            used = {name for name, _ in map(self.named, (n for t in self.every for n in letters(t)))}
            near = [each for each in self.facts.marks(self.at) if self.named(each)[0] in used]
            self._marked = {**self._most(near), **self._marked_at_layers(used), **self.marked_here}
        return self._marked

    def _marked_at_layers(self, used: set[str]) -> dict[str, int]:
        """W^(l+1) and W^(l), where W^(L) is marked: a letter has one kind at all layers."""
        marks = self.facts.marks(self.at) if self.layers.general else []
        found = ((name, each) for name in used for each in marks if name.startswith(f"{each.name}^("))
        return {name: len(each.subs) for name, each in found}

    @property
    def marked_here(self) -> dict[str, int]:
        """Those that are marked in the chain itself, and in the definitions that it rests on."""
        if not hasattr(self, "_marked_here"):
            self._marked_here = self._most(marked(self.every, self._bodies))
        return self._marked_here

    def _most(self, found: Iterable[Letter]) -> dict[str, int]:
        most: dict[str, int] = {}
        for name, places in map(self.named, found):
            most[name] = max(most.get(name, 0), len(places))
        return most

    def _bodies(self, letter: Letter) -> list[Node]:
        found = self.by_name.get(self.named(letter)[0], ())
        return [each.body for each in found if each.body is not None]

    def is_positive(self, name: str) -> bool:
        """Whether a letter is positive: it stands under a logarithm, is a square, or is said to be."""
        said = self.facts.is_positive(name, self.at, lapsed=self.lapsed)
        return name in self.positive or name.endswith("²") or said

    def is_root_of_letter(self, letter: Letter, name: str) -> bool:
        """Whether σ stands for √(σ²), where σ² is a letter of its own."""
        if name in self.by_name:
            return False
        moved = Power(letter, Number(Fraction(2))) in self.squares and letter.name not in self.varied
        return f"{name}²" in self.by_name or moved

    @property
    def has_circle(self) -> bool:
        """Whether π is the number: it stands under a sine, or beside a 2, and nothing else is said or done with it."""
        if not hasattr(self, "_has_circle"):
            own = "pi" in self.by_name or "pi" in self.varied or "pi" in self.calls or self.facts.of("pi")
            nodes = () if own or "pi" in self.bound else (n for tree in self.every for n in walk(tree))
            self._has_circle = any(_speaks_of_circle(node) for node in nodes)
        return self._has_circle

    def is_identity(self, node: Letter) -> bool:
        """Whether I is the identity matrix."""
        return not node.subs and not node.labels and (node.bold or self.facts.says_identity)

    def is_start(self, definition: Definition) -> bool:
        """Whether a recurrence begins with it."""
        return False

    def beside_each_other(self) -> tuple[str, ...]:
        """The capitals of which nobody says anything, where two of them are multiplied: A B may be of matrices."""
        nodes = (node for tree in self.every for node in walk(tree))
        parts = (part for node in nodes for part in number_places(node))
        numbers = {self.named(each)[0] for part in parts for each in letters(part)}
        names = {
            name
            for name, use in self.used.items()
            if use.counts == {0} and name[:1].isupper() and name not in numbers and self._is_unsaid(name)
        }
        return tuple(sorted(names)) if any(self._are_multiplied(names, tree) for tree in self.trees) else ()

    def perhaps_matrices(self, numbers: set[str]) -> tuple[str, ...]:
        """Capitals that are taken for numbers, and that signs mark as matrices in formulas near by."""
        names = {name for name in numbers if name[:1].isupper() and self.used[name].counts == {0}}
        return tuple(sorted(names & self.marked.keys()))

    def _is_unsaid(self, name: str) -> bool:
        return name not in self.by_name and name not in self.marked and self.facts.rank(name, self.at) is None

    def _are_multiplied(self, names: set[str], tree: Node) -> bool:
        """Whether two of them stand side by side, A B, W_1 W_2 or (A + B)(A − B)."""
        products = (node.factors for node in walk(tree) if isinstance(node, Times))
        found = (
            [{self.named(each)[0] for each in letters(factor)} & names for factor in each]
            for each in products
        )
        return any(one and other and len(one | other) > 1 for each in found for one, other in pairwise(each))


_PI = Letter("pi")


def _speaks_of_circle(node: Node) -> bool:
    """Whether it is sin(π/2), or 2π."""
    if isinstance(node, Apply) and node.function in ("sin", "cos", "tan"):
        return _PI in letters(node)
    return isinstance(node, Times) and _PI in node.factors and Number(Fraction(2)) in node.factors
