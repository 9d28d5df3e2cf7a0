r"""What is set, as a tree of boxes: everything that is printed is a function of it.

    p_k (∂h_k/∂z_d − 1)    Row(Scripts(p, k), Fence(Row(Derivative(…), Mark(−), Number(1))))

A box knows what it holds and nothing of signs, fonts or width: `plain` writes it on one line, `tex` and `mathml`
for TeX and for a browser, `measure` says how wide it is, `breaking` where its line may end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Literal

from derive.language.typeset.letters import Letter


class Box:
    """A part of a formula."""

    @property
    def parts(self) -> tuple[Box, ...]:
        """The boxes in it, one level down."""
        return ()

    @cached_property
    def tall(self) -> bool:
        """Whether brackets around it grow: a fraction, a sum sign or cases stand inside."""
        return isinstance(self, Fraction | Derivative | Sigma | Cases | Matrix) or any(
            each.tall for each in self.parts
        )


@dataclass(frozen=True)
class Name(Box):
    """A letter or a word that names something.

    A function's name stands apart from what follows if LaTeX has a `command` for it.
    """

    letter: Letter
    function: bool = False
    command: str = ""

    @property
    def is_word(self) -> bool:
        """Whether it is set as a word, with nothing around it: CE."""
        letter = self.letter
        return len(letter.sign) > 1 and not (
            letter.accent or letter.subscript or letter.primes or letter.change
        )


@dataclass(frozen=True)
class Number(Box):
    """Digits, without a sign."""

    digits: str


@dataclass(frozen=True)
class Mark(Box):
    """A sign that is no letter: + = ⊙ 𝟏 …, one of `signs.SIGNS`."""

    sign: str


@dataclass(frozen=True)
class Sigma(Box):
    """The sign of a sum, or of a product."""

    product: bool = False


@dataclass(frozen=True)
class Words(Box):
    """Words within a formula, by their key in `signs.WORDS`; any other key stands for itself."""

    key: str


@dataclass(frozen=True)
class Source(Box):
    """LaTeX as an author wrote it, which is not read."""

    latex: str


@dataclass(frozen=True)
class Space(Box):
    """An empty place, its width in em."""

    width: float


@dataclass(frozen=True)
class Delimiter(Box):
    """One bracket alone, where a line was broken between it and its partner."""

    sign: str
    grows: bool
    opens: bool


class _Several(Box):
    items: tuple[Box, ...]

    @property
    def parts(self) -> tuple[Box, ...]:
        return self.items


@dataclass(frozen=True)
class Row(_Several):
    """Boxes side by side; `joined` ones touch: −a, exp(a)."""

    items: tuple[Box, ...]
    joined: bool = False


@dataclass(frozen=True)
class Listing(_Several):
    """Boxes with commas between them."""

    items: tuple[Box, ...]


@dataclass(frozen=True)
class Places(_Several):
    """What stands below a letter: ij where they are `compact`, otherwise 4,1."""

    items: tuple[Box, ...]
    compact: bool = False


class _Boxed(Box):
    """A box whose fields are boxes, some perhaps missing."""

    @property
    def parts(self) -> tuple[Box, ...]:
        found = (getattr(self, each.name) for each in fields(self))  # type: ignore[arg-type]
        return tuple(each for each in found if isinstance(each, Box))


@dataclass(frozen=True)
class Scripts(_Boxed):
    """A base with what stands below and above it."""

    base: Box
    below: Box | None = None
    above: Box | None = None


@dataclass(frozen=True)
class Fraction(_Boxed):
    """above / below"""

    above: Box
    below: Box


@dataclass(frozen=True)
class Root(_Boxed):
    """√inner"""

    inner: Box


@dataclass(frozen=True)
class Fence(_Boxed):
    """(inner); `grows` unless it is kept small."""

    inner: Box
    signs: tuple[str, str] = ("(", ")")
    grows: bool = True

    @property
    def is_tall(self) -> bool:
        """Whether the brackets are taller than a letter."""
        return self.grows and self.inner.tall


@dataclass(frozen=True)
class Derivative(Box):
    """∂body/∂variables, each with how often; the operator ∂/∂variables without a body."""

    body: Box | None
    variables: tuple[tuple[Box, int], ...]

    @property
    def parts(self) -> tuple[Box, ...]:
        """The body and the variables."""
        own = () if self.body is None else (self.body,)
        return (*own, *(variable for variable, _ in self.variables))

    @property
    def order(self) -> int:
        """How often is differentiated in all."""
        return sum(times for _, times in self.variables)

    @property
    def fraction(self) -> Fraction:
        """∂² body over ∂z ∂w: the same as a fraction."""
        below = spaced((_differential(each, times) for each, times in self.variables), lambda *_: THIN)
        d = _raised(Mark("∂"), self.order)
        return Fraction(Row((d,) if self.body is None else (d, self.body)), Row(below))


def _raised(box: Box, times: int) -> Box:
    return box if times == 1 else Scripts(box, above=Number(str(times)))


def _differential(variable: Box, times: int) -> Row:
    if isinstance(variable, Scripts) and times > 1:
        variable = Scripts(variable.base, variable.below, Number(str(times)))
        return Row((Mark("∂"), variable))
    return Row((Mark("∂"), _raised(variable, times)))


@dataclass(frozen=True)
class Cases(Box):
    """Values with their conditions, and the value that is left."""

    branches: tuple[tuple[Box, Box], ...]
    otherwise: Box

    @property
    def parts(self) -> tuple[Box, ...]:
        """Values and conditions, in order."""
        return (*(each for branch in self.branches for each in branch), self.otherwise)

    @property
    def rows(self) -> tuple[tuple[Box, Box], ...]:
        """A value and its condition in words, row by row."""
        said = ((value, Row((Words("if"), condition))) for value, condition in self.branches)
        return (*said, (self.otherwise, Words("otherwise")))


@dataclass(frozen=True)
class Matrix(Box):
    """Rows of entries in brackets."""

    rows: tuple[tuple[Box, ...], ...]

    @property
    def parts(self) -> tuple[Box, ...]:
        """The entries, row by row."""
        return tuple(each for row in self.rows for each in row)


EMPTY = Row(())
THIN = Space(0.1667)
QUAD = Space(1.0)
COMMA = Mark(",")


def walk(box: Box) -> Iterator[Box]:
    """The box and all that stand in it."""
    yield box
    for part in box.parts:
        yield from walk(part)


def related(left: Box, sign: str, right: Box) -> Row:
    """left = right, or another sign between."""
    return Row((left, Mark(sign), right))


def leading(box: Box) -> Box:
    """The box that stands first on its line."""
    match box:
        case Row(items=items) if items:
            return leading(items[0])
        case Scripts(base=base):
            return leading(base)
    return box


def trailing(box: Box) -> Box:
    """The box that stands last on its line."""
    return trailing(box.items[-1]) if isinstance(box, Row) and box.items else box


Place = tuple[Box, bool]
"""A box on a line, and whether it touches the one before."""


def line(box: Box, *, touching: bool = False) -> Iterator[Place]:
    """The boxes that stand beside each other on the box's own line: rows within rows are one row."""
    match box:
        case Row(items=items, joined=joined):
            for number, each in enumerate(items):
                yield from line(each, touching=joined if number else touching)
        case Listing(items=items):
            for number, each in enumerate(items):
                if number:
                    yield COMMA, True
                yield from line(each, touching=touching and not number)
        case _:
            yield box, touching


def beside(places: Iterable[Place]) -> Row:
    """A row of these boxes; what touches stands in rows of their own."""
    runs: list[list[Box]] = []
    for box, touching in places:
        if touching and runs:
            runs[-1].append(box)
        else:
            runs.append([box])
    if len(runs) == 1:
        return Row(tuple(runs[0]), joined=True)
    return Row(tuple(run[0] if len(run) == 1 else Row(tuple(run), joined=True) for run in runs))


def spaced(items: Iterable[Box], join: Callable[[Box, Box], Box | None]) -> tuple[Box, ...]:
    """The items, with what belongs between two of them."""
    listed = tuple(items)
    made = list(listed[:1])
    for before, after in pairwise(listed):
        between = join(before, after)
        made += [after] if between is None else [between, after]
    return tuple(made)


def signed(number: object) -> Box:
    """A number with its sign: −0.5."""
    digits = str(number)
    absolute = Number(digits.removeprefix("-"))
    return Row((Mark("−"), absolute), joined=True) if digits.startswith("-") else absolute


Manner = Literal["stacked", "linear"]
