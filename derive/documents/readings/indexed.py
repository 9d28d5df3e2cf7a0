"""What a letter is called, and which of its subscripts are places: z_k is the entry k of z, z_max another letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derive.documents.readings.definitions import Definition
from derive.documents.readings.grammar.vocabulary import INDICES
from derive.documents.readings.shown import shown
from derive.documents.readings.sightings import Sightings
from derive.documents.readings.trees import (
    Big,
    Called,
    Condition,
    Letter,
    Node,
    Number,
    Part,
    Plus,
    Word,
    is_bare,
    letters,
)

if TYPE_CHECKING:
    from derive.documents.readings.facts import Facts


@dataclass
class Use:
    """How a letter of one name is used: with how many places, and how it is set."""

    counts: set[int] = field(default_factory=set)
    bold: bool = False
    numbers: set[int] = field(default_factory=set)
    shortest_bold: int = 9


class Indexed(Sightings):
    """Tells names from places: `named` is ("z", (k,)) for z_k, and ("z_max", ()) for z_max."""

    def __init__(
        self,
        trees: Iterable[Node],
        definitions: Iterable[Definition],
        facts: Facts,
        at: int,
        section: tuple[int, ...],
    ) -> None:
        super().__init__(trees, definitions, facts, at, section)
        self.positive = {self.named(each)[0] for each in self.logged if isinstance(each, Letter)}
        self.used = self.uses()

    def is_index(self, name: str) -> bool:
        """Whether a letter in a subscript is a place, and no part of the name."""
        if name in self.bound or self.facts.is_index(name, self.at):
            return True
        if name in self.moving or name in self.tops:
            return False
        if self.facts.is_label(name, self.at):
            return True
        if name in self.quantities or (name in self.arguments and name not in self.placed):
            return False
        bare = name.rstrip("'")
        return len(bare) == 1 and bare.islower()

    def is_place(self, label: Node) -> bool:
        """Whether a label such as ^{(i)} counts samples, and is no part of the name."""
        if not is_bare(label):
            return isinstance(label, Letter)
        assert isinstance(label, Letter)
        if label.name in self.bound:
            return True
        if label.name not in INDICES and not self.facts.is_index(label.name, self.at):
            return False  # u^{(a)} and u^{(b)}, of an analysis and its background
        return label.name not in self.moving and self.is_index(label.name)

    def named(self, letter: Letter) -> tuple[str, tuple[Node, ...]]:  # noqa: C901, PLR0912
        """What the letter is called, and its places."""
        name, places = letter.name, []
        if letter.primes and not self.is_derivative(letter.name):
            name += "'" * letter.primes
        for each in letter.labels:
            if self.is_place(each):
                places.append(each)
            else:
                name += f"^({shown(each)})"
        for each in letter.subs:
            if isinstance(each, Word):
                name += f"_{each.text}"
            elif isinstance(each, Number):
                if (
                    each.value >= 1
                    and not self._is_own(letter)
                    and self._counts(letter.name, len(letter.subs))
                ):
                    places.append(each)
                else:
                    name += f"_{each.text or each.value}"
            elif is_bare(each) and isinstance(each, Letter):
                if self.is_index(each.name):
                    places.append(each)
                else:
                    name += f"_{each.name}"
            elif isinstance(each, Letter):
                places.append(each)
            elif isinstance(each, Plus) and not ({e.name for e in letters(each)} & self.bound):
                name += f"_{shown(each)}"
            else:
                places.append(each)
        return name, tuple(places)

    def _is_own(self, letter: Letter) -> bool:
        """Whether the bold x_1 is defined, a vector of its own, or x_1 declared beside no x_i."""
        if letter.bold and any(each.letter == letter for each in self.definitions):
            return True
        if letter.labels or not self.facts.is_declared("_".join((letter.name, *map(shown, letter.subs)))):
            return False
        return not self._stands_at_letters(letter.name, len(letter.subs))

    def _stands_at_letters(self, name: str, length: int) -> bool:
        """Whether it stands with index letters too, x_i beside x_1."""
        stands = (e for tree in self.every for e in letters(tree) if e.name == name and len(e.subs) == length)
        return any(
            isinstance(s, Letter) and is_bare(s) and self.is_index(s.name) for e in stands for s in e.subs
        )

    def _counts(self, name: str, length: int) -> bool:
        """Whether numbers at this letter are places: it stands with index letters there too."""
        if self._stands_at_letters(name, length):
            return True
        return (self.facts.rank(name, self.at) or 0) >= length

    def is_derivative(self, name: str) -> bool:
        """Whether f′ is a derivative, and no name such as s′."""
        return (
            self.has_primed
            or name in self.calls
            or name in self.facts.functions
            or any(isinstance(each.head, Called) and each.letter.name == name for each in self.definitions)
        )

    def uses(self) -> dict[str, Use]:
        """For each name how it is used as a quantity."""
        found: dict[str, Use] = defaultdict(Use)
        for tree in self.every:
            for letter in self._quantities(tree):
                name, places = self.named(letter)
                use = found[name]
                use.counts.add(len(places))
                use.bold |= letter.bold
                if letter.bold:
                    use.shortest_bold = min(use.shortest_bold, len(places))
        return found

    def _quantities(self, node: Node, *, place: bool = False) -> Iterator[Letter]:
        match node:
            case Letter():
                if not (place and is_bare(node)):
                    yield node
                for each in (*node.subs, *node.labels):
                    yield from self._quantities(each, place=True)
            case Big():
                yield from self._quantities(node.body)
                for each in node.conditions:
                    yield from self._quantities(each)
            case Part():
                yield from self._quantities(node.whole)
                for each in node.subs:
                    yield from self._quantities(each, place=True)
            case Condition():
                yield from self._quantities(node.left, place=True)
                yield from self._quantities(node.right, place=True)
            case _:
                for part in node.parts():
                    yield from self._quantities(part, place=place and isinstance(node, Plus))
