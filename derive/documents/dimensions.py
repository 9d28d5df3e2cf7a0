"""What ranges over what, by unification: a letter at a place of a family ranges over what the place does.

Places are named by tuples: ("slot", "p", 0) is the first index of p, ("index", 7, "k") the letter k of chain 7,
("name", "n") the dimension n.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from derive.documents.notation import Unreadable

Place = Hashable


class TwoRanges(Unreadable):
    """One place would range over two named dimensions."""


class Dimensions:
    """Classes of places that range over the same; a class has one name at most."""

    def __init__(self) -> None:
        self._parent: dict[Place, Place] = {}
        self._name: dict[Place, str] = {}
        self._undo: list[tuple[Place, Place | None, str | None]] = []
        self._given: dict[Place, str] = {}

    def find(self, place: Place) -> Place:
        """The class of a place."""
        while place in self._parent:
            place = self._parent[place]
        return place

    def join(self, first: Place, second: Place, what: str = "") -> None:
        """Both range over the same. Raises `Unreadable` if two names say otherwise."""
        one, other = self.find(first), self.find(second)
        if one == other:
            return
        names = self.name(one), self.name(other)
        if names[0] and names[1] and names[0] != names[1]:
            raise TwoRanges(f"{what or 'an index'} ranges over 1..{names[0]} and over 1..{names[1]}")
        self._undo.append((one, other, self._name.get(other)))
        self._parent[one] = other
        if names[0]:
            self._name[other] = names[0]

    def name(self, place: Place) -> str | None:
        """The name that a document gives to what a place ranges over."""
        root = self.find(place)
        if isinstance(root, tuple) and root[0] == "name":
            self._name.setdefault(root, str(root[1]))
        return self._name.get(root)

    def mark(self) -> int:
        """A point to go back to."""
        return len(self._undo)

    def back(self, mark: int) -> None:
        """Forget all that was joined since."""
        while len(self._undo) > mark:
            one, other, name = self._undo.pop()
            del self._parent[one]
            if name is None:
                self._name.pop(other, None)
            else:
                self._name[other] = name

    def give_names(self, taken: Iterable[str]) -> None:
        """From now on classes without a name get one when they are asked for, none that is taken."""
        self._taken = set(taken)

    def called(self, place: Place) -> str:
        """The name of what a place ranges over, a new one if the document gives none."""
        own = self.name(place)
        if own:
            return own
        root = self.find(place)
        if root not in self._given:
            free = (each for each in _names() if each not in self._taken)
            self._given[root] = next(free)
            self._taken.add(self._given[root])
        return self._given[root]


def _names() -> Iterable[str]:
    yield from ("n", "m", "N", "M", "K", "C", "D", "E", "S", "V", "F", "G", "H", "Q", "R")
    number = 1
    while True:
        yield f"n_{number}"
        number += 1
