"""A page: declarations, and identities with their derivations.

    @identity(D(p[k], z[d]), equals=p[k] * (D(h[k], z[d]) - Sum(p[j] * D(h[j], z[d]), j)))
    def jacobian(line):
        "Quotient rule, then fold p back."
        line(..., by=quotient_rule)
        line(..., by=fold(p))

A page that is not well formed is refused when it is built.
"""

from __future__ import annotations

import ast
import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from sympy import Expr, Rational, Tuple

from derive.language.binders import Span, Sum, free_indices, walk
from derive.language.claims import Example, Identity, Line, Source
from derive.language.errors import IllFormed, PageError, Sentence
from derive.language.expressions import written
from derive.language.families import Definition, Entry, Family, check_labels, definitions
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Dim, Index
from derive.language.matrices import Place, Shape, Whole, places_of, shape_text, sides_of, whole
from derive.language.names import declared, declaring
from derive.language.ranges import check_places


@dataclass(repr=False)
class Page:
    """A page while it is built and after: its name, prose, declared letters and identities.

    A `lazy` page writes a derivation down when it is first asked for, so that one that never ends costs its
    own identity alone.
    """

    name: str
    path: Path | None = None
    prose: str = ""
    declared: dict[str, Any] = field(default_factory=dict)
    identities: dict[str, Identity | Example] = field(default_factory=dict)
    lazy: bool = False

    def __repr__(self) -> str:
        return f"<page {self.name}: {len(self.identities)} statements>"

    def _repr_markdown_(self) -> str:
        stated = [f"* `{name}` $\\displaystyle {each.claim_latex}$" for name, each in self.identities.items()]
        return "\n".join([f"**{self.title}**", "", *stated])

    @property
    def title(self) -> str:
        """The first line of the page's docstring, without its full stop."""
        return self.prose.strip().split("\n", 1)[0].rstrip(".") or self.name

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The definitions of the page, in order."""
        letters = (made.family if isinstance(made, Entry) else made for made in self.declared.values())
        return tuple(letter for letter in letters if isinstance(letter, Definition))

    @property
    def indices(self) -> tuple[Index, ...]:
        """The indices of the page, in order."""
        return tuple(made for made in self.declared.values() if isinstance(made, Index))

    def placed(self, fault: IllFormed) -> PageError:
        """The fault with its place: the innermost line of the page that was being run, its identity."""
        if isinstance(fault, PageError):
            return fault
        frames = reversed(traceback.extract_tb(fault.__traceback__))
        line = next((frame.lineno for frame in frames if frame.filename == str(self.path)), None)
        return PageError(self.name, self._identity_at(line), line, fault)

    def _identity_at(self, line: int | None) -> str | None:
        """The name of the function, decorators included, that spans the line."""
        if self.path is None or line is None:
            return None
        for node in ast.walk(ast.parse(self.path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                if first <= line <= (node.end_lineno or first):
                    return node.name
        return None


_building: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def building(page: Page) -> Iterator[Page]:
    """Within this context declarations and identities belong to the page."""
    token = _building.set(page)
    try:
        with declaring(page.declared):
            yield page
    finally:
        _building.reset(token)


def identity(
    left: object,
    *,
    equals: object = None,
    exceeds: object = None,
    at_least: object = None,
    given: Hypothesis | tuple[Hypothesis, ...] | list[Hypothesis] = (),
    source: Source | None = None,
    expected: str = "proved",
) -> Callable[[Callable[..., None]], Identity]:
    """State left = right, > or ≥; the function below it is the name, the prose and the derivation.

    Sides in matrix notation are elaborated to indices. The derivation of an inequality rewrites the
    difference of the sides until its sign can be read off. Raises `IllFormed` for what has no meaning.
    """
    if expected not in ("proved", "refuted"):
        raise IllFormed('a claim is expected to be "proved" or "refuted", not {}', f"{expected!r}")
    relation, right = _relation(equals, exceeds, at_least)
    hypotheses = tuple(given) if isinstance(given, tuple | list) else (given,)
    one, other, elaborate, axes = _sides(left, right)
    _check_sides(one, other, _settled(left, right, one, other, hypotheses))
    _check_hypotheses(hypotheses, one, other)
    _check_places(one, other, given=hypotheses)

    def stated(derivation: Callable[..., None]) -> Identity:
        _check_derivation(derivation)
        page = _building.get()
        end = other if relation == "=" else None
        made = Identity(
            name=derivation.__name__,
            page=page.name if page else "",
            left=one,
            right=other,
            stated=(_as_stated(left), _as_stated(right)),
            given=hypotheses,
            derivation=partial(
                _on_page, page, partial(_lines, derivation, (one, end), right, elaborate, hypotheses)
            ),
            source=source,
            prose=inspect.cleandoc(derivation.__doc__ or ""),
            expected=expected,
            number=derivation.__code__.co_firstlineno,
            relation=relation,
            axes=axes,
        )
        if page is not None:
            _enter(page, made)
        if page is None or not page.lazy:
            _ = made.lines
        return made

    return stated


@runtime_checkable
class _Reason(Protocol):
    """What a line needs: something that has these is a reason, which the language does not know more of."""

    name: str
    english: str
    chinese: str


def _check_derivation(derivation: object) -> None:
    """Raise `IllFormed` for what would not run line by line: a generator, a coroutine, a class, several parameters."""
    if not inspect.isfunction(derivation):
        raise IllFormed("what is stated stands above a function, not {}", f"{derivation!r:.80}")
    late = (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)
    if any(kind(derivation) for kind in late):
        raise IllFormed("a derivation is a plain function: with yield or async none of its lines would run")
    needed = [
        each
        for each in inspect.signature(derivation).parameters.values()
        if each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    ]
    if len(needed) > 1 or any(each.kind is each.KEYWORD_ONLY for each in needed):
        raise IllFormed("a derivation has one parameter, which writes its lines")


def _on_page(page: Page | None, lines: Callable[[], tuple[Line, ...]]) -> tuple[Line, ...]:
    """The lines, written down as part of the page; a fault is told with its place."""
    if page is None or _building.get() is page:
        return lines()
    try:
        with building(page):
            return lines()
    except IllFormed as fault:
        raise page.placed(fault) from None


def _relation(equals: object, exceeds: object, at_least: object) -> tuple[str, object]:
    sides = {"=": equals, ">": exceeds, "≥": at_least}
    given = [(relation, side) for relation, side in sides.items() if side is not None]
    if len(given) != 1:
        raise IllFormed("a claim says one of equals=, exceeds= and at_least=")
    return given[0]


def example(
    expression: object,
    *,
    over: Index | tuple[Index, ...],
    at: dict[Family, Any],
    prints: Any,
    source: Source | None = None,
    expected: str = "proved",
) -> Callable[[Callable[..., None]], Example]:
    """State that the expression, at these values, rounds to the decimals printed, nested like `over`.

    Values may be whole numbers, rationals, or decimals as strings. Raises `IllFormed` for an index left open.
    """
    made = written(expression)
    places = over if isinstance(over, tuple) else (over,)
    if free_indices(made) != frozenset(places):
        raise IllFormed("an example says in over= what its free indices are; those of {} are others", made)

    def stated(prose: Callable[..., None]) -> Example:
        page = _building.get()
        name, doc = prose.__name__, inspect.cleandoc(prose.__doc__ or "")
        entered = Example(
            name, page.name if page else "", made, places, at, prints, source, doc, expected,
            prose.__code__.co_firstlineno,
        )  # fmt: skip
        if page is not None:
            _enter(page, entered)
        return entered

    return stated


def _enter(page: Page, made: Identity | Example) -> None:
    if made.name in page.identities:
        raise IllFormed("two identities are named {}", made.name)
    page.identities[made.name] = made


def _lines(
    derivation: Callable[..., None],
    sides: tuple[Expr, Expr | None],
    stated: object,
    elaborate: Callable[[object], Expr],
    given: tuple[Hypothesis, ...],
) -> tuple[Line, ...]:
    """The lines of a derivation; it must end in the right side, unless that is None, as for an inequality."""
    left, right = sides
    lines: list[Line] = []

    def line(expression: object = None, *, by: Any, row: str | tuple[str, ...] = ()) -> None:
        """The next line of the derivation; without an expression it is the right side of the claim.

        `row` says where the source document prints this line.
        """
        if not isinstance(by, _Reason):
            raise IllFormed("a line needs a reason, and {} is none", getattr(by, "__name__", repr(by)))
        if expression is None and right is None:
            raise IllFormed("a line of an inequality's derivation needs its expression")
        as_written = stated if expression is None else expression
        made = elaborate(as_written)
        _check_sides(left, made)
        _check_places(made, given=given)
        rows = (row,) if isinstance(row, str) else row
        lines.append(Line(made, by, _as_stated(as_written), rows))

    if inspect.signature(derivation).parameters:
        derivation(line)
    else:
        derivation()
    if lines and right is not None and lines[-1].expression != right:
        end, claim = lines[-1].written, _as_stated(stated)
        raise IllFormed("the derivation ends in {}, but the claim says {}", end, claim)
    return tuple(lines)


def _as_stated(side: object) -> Any:
    return side if isinstance(side, Whole) else written(side)


def _sides(left: object, right: object) -> tuple[Expr, Expr, Callable[[object], Expr], tuple[Index, ...]]:
    """Both sides in index notation, how to elaborate further lines in the same way, and the row and column."""
    if not isinstance(left, Whole) and not isinstance(right, Whole):
        return written(left), written(right), written, ()
    one, other = whole(left), whole(right)
    if one.shape != other.shape:
        raise IllFormed("{} is {} but {} is {}", left, shape_text(one.shape), right, shape_text(other.shape))
    places = _free_places(one.shape, one, other)

    def elaborate(side: object) -> Expr:
        matrix = whole(side)
        if matrix.shape != one.shape:
            shapes = shape_text(matrix.shape), shape_text(one.shape)
            raise IllFormed("{} is {}, but the claim's sides are {}", side, shapes[0], shapes[1])
        entry: Expr = matrix.entry(*places)
        return entry

    axes = tuple(index for place in places for index in places_of(place))
    return elaborate(one), elaborate(other), elaborate, axes


def _free_places(shape: Shape, *sides: Any) -> tuple[Place, Place]:
    """Letters for the row and the column: the page's own where it has them."""
    taken = frozenset().union(*map(free_indices, sides))
    chosen: list[Place] = []
    for side in shape:
        letters: list[Index] = []
        for dim in sides_of(side):
            letters.append(_letter_over(dim, taken))
            taken |= {letters[-1]}
        chosen.append(tuple(letters) if isinstance(side, tuple) else letters[0] if letters else None)
    return chosen[0], chosen[1]


def _letter_over(dim: Dim, taken: frozenset[Index]) -> Index:
    own = [made for made in declared().values() if isinstance(made, Index) and made.dim == dim]
    free = [letter for letter in "ikjlabcdefg" if letter not in declared()]
    candidates = [*own, *(Index(letter, dim) for letter in free)]
    return next(index for index in candidates if index.name not in {each.name for each in taken})


def _settled(
    left: object, right: object, one: Expr, other: Expr, hypotheses: tuple[Hypothesis, ...]
) -> frozenset[Index]:
    """Indices that may stand on one side only: those of matrix notation, whose shapes agree; fixed ones."""
    if isinstance(left, Whole) or isinstance(right, Whole):
        return free_indices(one) | free_indices(other)
    known = (hypothesis for hypothesis in hypotheses if isinstance(hypothesis, Hypothesis))
    return frozenset().union(*(each.fixed_indices for each in known))


_ENORMOUS = 10**1000


def _check_sides(left: Expr, right: Expr, settled: frozenset[Index] = frozenset()) -> None:
    """A free index on one side only is refused, unless it is settled or the other side is a mere number."""
    one, other = free_indices(left) | settled, free_indices(right) | settled
    for extra, lacking, side in ((one - other, right, "left"), (other - one, left, "right")):
        if extra and any(isinstance(node, Entry) and node.places for node in walk(lacking)):
            names = ", ".join(sorted(index.name for index in extra))
            raise IllFormed(
                "a free index stands on the {} side only: {}, in {} = {}", Sentence(side), names, left, right
            )
    _check_scope(free_indices(left) | free_indices(right))
    _check_letters(left, right)
    if any(max(abs(each.p), each.q) >= _ENORMOUS for side in (left, right) for each in side.atoms(Rational)):
        raise IllFormed("a number of more than 1000 digits is not written out")
    check_labels(left)
    check_labels(right)


def _check_places(*parts: Expr, given: tuple[Hypothesis, ...]) -> None:
    """Places near others are among 1..n, in definitions for all their indices."""
    check_places(Tuple(*parts), given)
    for definition in frozenset().union(*map(definitions, parts)):
        check_places(definition.body)


def _check_letters(*parts: Any) -> None:
    """One letter, one meaning: a name is not used for two families, nor in one scope over two dimensions."""
    families: dict[str, Family] = {}
    for part in parts:
        _check_scope(free_indices(part))
        for node in walk(part):
            if isinstance(node, Family) and families.setdefault(node.name, node) != node:
                raise IllFormed("the name {} is used for two different things", node.name)
            if isinstance(node, Sum | Span):
                _check_scope(free_indices(node.body) | {node.bound})


def _check_scope(scope: frozenset[Index]) -> None:
    letters: dict[str, Index] = {}
    for index in sorted(scope, key=lambda each: (each.name, each.dim.name)):
        if letters.setdefault(index.name, index) != index:
            raise IllFormed(
                "the index {} is used over two dimensions, {} and {}",
                index.name,
                letters[index.name].dim.name,
                index.dim.name,
            )


def _check_hypotheses(hypotheses: tuple[Hypothesis, ...], left: Expr, right: Expr) -> None:
    known = free_indices(left) | free_indices(right)
    for hypothesis in hypotheses:
        if not isinstance(hypothesis, Hypothesis):
            raise IllFormed("{} is no hypothesis", f"{hypothesis!r}")
        for index in hypothesis.fixed_indices - known:
            raise IllFormed("a hypothesis speaks of {}, which is not free in the claim", index.name)
        parts = (part for part in hypothesis.parts if isinstance(part, Expr))
        _check_letters(left, right, *parts)
