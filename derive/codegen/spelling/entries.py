"""Looking up: entries at fixed places, at labels, on a diagonal, and places as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from derive.codegen.errors import NoCode
from derive.codegen.names import python_name
from derive.codegen.nodes import place_axes
from derive.codegen.program import Beside, Here, Last, Look, Node, Part, Place
from derive.codegen.spelling.arrays import Arrays
from derive.codegen.texts import Axes, Level, Text, einsum_letters, last_dropped
from derive.language.indices import Dim, Index


class Entries(Arrays):
    """Spells what is taken from an array: s[3], w[:, 0], A[np.arange(n), y]."""

    def look(self, node: Look) -> Text:
        """An array, or the part of it that is asked for."""
        labelled = [place for place, each in enumerate(node.places) if isinstance(each, Node)]
        if labelled:
            return self.at_label(node, labelled[0])
        return self.at_fixed_places(node.name, node.places)

    def at_fixed_places(self, name: str, places: Sequence[Place]) -> Text:
        """s[3], w[3, 0], w[:, 0]; the diagonal where an index stands twice."""
        axes: list[Index] = [axis for place in places for axis in place_axes(place)]
        for at, place in enumerate(places):
            if isinstance(place, Beside) and not isinstance(place.index.dim, Part):
                name = self.call("roll", name, str(-place.offset), self.along_axis("roll", at))
        fixed = [self.spot(place) for place in places]
        while fixed and fixed[-1] == ":":
            fixed.pop()
        code = f"{name}[{', '.join(fixed)}]" if fixed else name
        if len(set(axes)) < len(axes):
            return self.diagonal(code, axes)
        return Text(code, tuple(axes))

    def fixed(self, place: int | Last) -> Text:
        """A fixed place as a number: 0, n - 1."""
        if isinstance(place, int):
            return Text(str(place), ())
        return Text(f"{self.size(place.dim)} - {1 - place.offset}", (), Level.SUM)

    def spot(self, place: Place) -> str:
        """What stands between the brackets: 3, -1, t - 1, 1:, and : for all along an axis."""
        match place:
            case Here(offset=offset):
                sign = "-" if offset < 0 else "+"
                return f"{self.here} {sign} {abs(offset)}" if offset else self.here
            case Last(offset=offset):
                return str(offset - 1)
            case Beside(index=Index(dim=Part() as part), offset=first):
                last = first - part.less if part.count is None else first + part.count
                return f"{first or ''}:{last if last or part.count is not None else ''}"
            case Index() | Beside():
                return ":"
        return str(place)

    def diagonal(self, code: str, axes: list[Index]) -> Text:
        """The entries where equal indices stand at equal places."""
        left = tuple(dict.fromkeys(axes))
        letters = einsum_letters(left)
        spelled = "".join(letters[axis] for axis in axes)
        return Text(self.call("einsum", f'"{spelled}->{"".join(letters.values())}"', code), left)

    def at_label(self, node: Look, place: int) -> Text:
        """The entries at the labels: one for every sample, or a whole column for every label."""
        label = node.places[place]
        if not isinstance(label, Look):
            raise NoCode("labels of labels have no array form")
        others = [each for at, each in enumerate(node.places) if at != place]
        if any(not isinstance(each, Index) for each in others):
            raise NoCode("a label beside a fixed place has no array form")
        inner = self.look(label)
        if set(inner.axes) <= set(others) and inner.axes:
            return self.along_label(node.name, list(node.places), place, inner)
        if set(inner.axes) & set(others):
            return self.at_places(node, place, inner)
        before, after = others[:place], others[place:]
        axes: Axes = (*before, *inner.axes, *after)  # type: ignore[arg-type]
        return Text(self.column(node.name, len(before), inner), axes)

    def column(self, name: str, at: int, label: Text) -> str:
        """w[:, j]"""
        return f"{name}[{', '.join([*(':' for _ in range(at)), label.code])}]"

    def at_places(self, node: Look, place: int, label: Text) -> Text:
        """A[np.arange(n), y]: labels that run along with some of the axes, and along others of their own."""
        own = [each for at, each in enumerate(node.places) if at != place and isinstance(each, Index)]
        axes = self.ordered((*label.axes, *own))
        spots = [
            self.aligned(label if at == place else Text(self.arange(each.dim), (each,)), axes).code  # type: ignore[arg-type, union-attr]
            for at, each in enumerate(node.places)
        ]
        return Text(f"{node.name}[{', '.join(spots)}]", axes)

    def along_label(self, name: str, places: list[Place], place: int, label: Text) -> Text:
        """take_along_axis, and the axis that is left with one entry taken away."""
        axis = Index("here", Dim("here"))
        axes = tuple(axis if at == place else each for at, each in enumerate(places))
        spots = self.label_spots(label, axes, axis)  # type: ignore[arg-type]
        taken = f"{self.take_along(name, spots, place)}{last_dropped(place, len(places))}"
        short = self.hoisted(f"{name}_{label.code}", taken)
        return Text(short, tuple(a for a in axes if a != axis))  # type: ignore[misc]

    def label_spots(self, label: Text, axes: Axes, here: Index) -> str:
        """The labels with an axis of one entry where the labelled axis is."""
        text = self.transposed(label, tuple(axis for axis in axes if axis in label.axes))
        inner = ", ".join(":" if axis in text.axes else "None" for axis in axes)
        return f"{text.bound(Level.ATOM)}[{inner}]"

    def take_along(self, name: str, labels: str, axis: int) -> str:
        """The entries at the labels, along an axis."""
        return self.call("take_along_axis", name, labels, f"axis={axis}")

    def position(self, place: Index | Here) -> Text:
        """arange(1, n + 1), in the dtype of the arguments; in a step t + 1."""
        if isinstance(place, Here):
            return Text(f"{self.here} + {1 + place.offset}", (), Level.SUM)
        code = self.call("arange", "1", f"{self.size(place.dim)} + 1", *self.like())
        return Text(self.hoisted(f"place_{python_name(place.dim.name)}", code), (place,))
