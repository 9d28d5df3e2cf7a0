"""Real-valued terms as a certificate writes them, and their text in Rocq.

    Sum("n", "k", Apply("exp", Atom("h {0} z", (Place("k"),))))        Sum n (fun k => exp (h k z))

A term is what stands in the file, letter by letter: nothing is simplified here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an entry stands: an index, a number, or a label at places: y i."""

    name: str
    at: tuple[Place, ...] = ()

    @property
    def text(self) -> str:
        """k, or (y i)."""
        return self.name if not self.at else f"({' '.join([self.name, *(place.text for place in self.at)])})"

    def put(self, old: Place, new: Place) -> Place:
        """The place with one index put for another."""
        if self == old:
            return new
        return Place(self.name, tuple(place.put(old, new) for place in self.at)) if self.at else self

    def has(self, index: str) -> bool:
        """Whether the index occurs in it."""
        return self.name == index or any(place.has(index) for place in self.at)


class Term:
    """A term of type R."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The term in Rocq."""
        raise NotImplementedError

    @property
    def parts(self) -> tuple[Term, ...]:
        """The terms it is made of."""
        return ()

    @property
    def places(self) -> tuple[Place, ...]:
        """The places it names itself, outside its parts."""
        return ()

    def rebuilt(self, on_part: Callable[[Term], Term], on_place: Callable[[Place], Place]) -> Term:
        """The term with each part and place replaced: `Sum(k, a_k)` becomes `Sum(k, on_part(a_k))`."""
        changed: dict[str, object] = {}
        for each in fields(self):  # type: ignore[arg-type]
            value = getattr(self, each.name)
            if isinstance(value, Term):
                changed[each.name] = on_part(value)
            elif isinstance(value, Place):
                changed[each.name] = on_place(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Term):
                changed[each.name] = tuple(on_part(part) for part in value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Place):
                changed[each.name] = tuple(on_place(place) for place in value)
        return replace(self, **changed) if changed else self  # type: ignore[type-var]

    def has(self, index: str) -> bool:
        """Whether the index is free in it."""
        return any(place.has(index) for place in self.places) or any(part.has(index) for part in self.parts)

    def put(self, old: Place, new: Place) -> Term:
        """The term with one place put for another."""
        return self.rebuilt(lambda part: part.put(old, new), lambda place: place.put(old, new))

    def walk(self) -> Iterator[Term]:
        """The term and all terms in it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Number(Term):
    """A rational number."""

    value: Fraction

    @property
    def text(self) -> str:
        """(-1), (3 * / 2)."""
        top, bottom = self.value.numerator, self.value.denominator
        whole = str(top) if top >= 0 else f"({top})"
        return whole if bottom == 1 else f"({whole} * / {bottom})"


@dataclass(frozen=True, slots=True)
class Size(Term):
    """A dimension as a number."""

    name: str

    @property
    def text(self) -> str:
        """INR n."""
        return f"(INR {self.name})"


@dataclass(frozen=True, slots=True)
class Atom(Term):
    """An entry of a family or its derivative: `form` with the places filled in."""

    form: str
    at: tuple[Place, ...] = ()

    @property
    def text(self) -> str:
        """(h k z)."""
        filled = self.form.format(*(place.text for place in self.at))
        return f"({filled})" if " " in filled else filled

    @property
    def places(self) -> tuple[Place, ...]:
        """Its places."""
        return self.at


@dataclass(frozen=True, slots=True)
class Delta(Term):
    """Kronecker's δ."""

    first: Place
    second: Place

    @property
    def text(self) -> str:
        """(delta i j)."""
        return f"(delta {self.first.text} {self.second.text})"

    @property
    def places(self) -> tuple[Place, ...]:
        """Both places."""
        return self.first, self.second


@dataclass(frozen=True, slots=True)
class Plus(Term):
    """a + b + …"""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """(a + (b + c))."""
        *rest, last = (term.text for term in self.terms)
        for term in reversed(rest):
            last = f"({term} + {last})"
        return last

    @property
    def parts(self) -> tuple[Term, ...]:
        """The summands."""
        return self.terms


@dataclass(frozen=True, slots=True)
class Times(Term):
    """a * b * …"""

    factors: tuple[Term, ...]

    @property
    def text(self) -> str:
        """(a * (b * c))."""
        *rest, last = (factor.text for factor in self.factors)
        for factor in reversed(rest):
            last = f"({factor} * {last})"
        return last

    @property
    def parts(self) -> tuple[Term, ...]:
        """The factors."""
        return self.factors


@dataclass(frozen=True, slots=True)
class Negative(Term):
    """- a."""

    term: Term

    @property
    def text(self) -> str:
        """(- a)."""
        return f"(- {self.term.text})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The term."""
        return (self.term,)


@dataclass(frozen=True, slots=True)
class Over(Term):
    """a / b."""

    top: Term
    bottom: Term

    @property
    def text(self) -> str:
        """(a / b)."""
        return f"({self.top.text} / {self.bottom.text})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """Top and bottom."""
        return self.top, self.bottom


@dataclass(frozen=True, slots=True)
class Power(Term):
    """A whole power; a negative one is that of the reciprocal."""

    base: Term
    exponent: int

    @property
    def text(self) -> str:
        """(a ^ 2), (/ a)."""
        base = self.base.text if self.exponent > 0 else f"(/ {self.base.text})"
        return base if abs(self.exponent) == 1 else f"({base} ^ {abs(self.exponent)})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The base."""
        return (self.base,)


@dataclass(frozen=True, slots=True)
class Apply(Term):
    """exp, ln, sin, cos or atan of a term."""

    function: str
    argument: Term

    @property
    def text(self) -> str:
        """(exp a)."""
        return f"({self.function} {self.argument.text})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The argument."""
        return (self.argument,)


@dataclass(frozen=True, slots=True)
class Raised(Term):
    """A power of a positive base whose exponent is no whole number, as a claim states it."""

    base: Term
    exponent: Term

    @property
    def text(self) -> str:
        """(Rpower a b), which is exp (b * ln a)."""
        return f"(Rpower {self.base.text} {self.exponent.text})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """Base and exponent."""
        return self.base, self.exponent


@dataclass(frozen=True, slots=True)
class Cases(Term):
    """One term where two places are the same, another where they are not."""

    first: Place
    second: Place
    same: Term
    otherwise: Term

    @property
    def text(self) -> str:
        """(cases i j a b)."""
        return f"(cases {self.first.text} {self.second.text} {self.same.text} {self.otherwise.text})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """Both terms."""
        return self.same, self.otherwise

    @property
    def places(self) -> tuple[Place, ...]:
        """Both places."""
        return self.first, self.second


@dataclass(frozen=True, slots=True)
class Above(Term):
    """1 where a > 0, otherwise 0."""

    argument: Term

    @property
    def text(self) -> str:
        """(above a)."""
        return f"(above {self.argument.text})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The argument."""
        return (self.argument,)


@dataclass(frozen=True, slots=True)
class Choice(Term):
    """One term where a difference is positive, another where it is not."""

    difference: Term
    value: Term
    otherwise: Term

    @property
    def text(self) -> str:
        """(choice d a b)."""
        return f"(choice {self.difference.text} {self.value.text} {self.otherwise.text})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The difference and both terms."""
        return self.difference, self.value, self.otherwise


@dataclass(frozen=True, slots=True)
class Sum(Term):
    """Σ over the places of a dimension; all but one where `without` says so."""

    size: str
    bound: str
    body: Term
    without: Place | None = None

    @property
    def text(self) -> str:
        """(Sum n (fun k => a)), (Sum_but n j (fun k => a))."""
        head = f"Sum {self.size}" if self.without is None else f"Sum_but {self.size} {self.without.text}"
        return f"({head} (fun {self.bound} => {self.body.text}))"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The body."""
        return (self.body,)

    @property
    def places(self) -> tuple[Place, ...]:
        """The place left out."""
        return () if self.without is None else (self.without,)

    def has(self, index: str) -> bool:
        """Whether the index is free in it: the bound one is not."""
        outside = any(place.has(index) for place in self.places)
        return outside or (index != self.bound and self.body.has(index))

    def put(self, old: Place, new: Place) -> Sum:
        """The sum with one place put for another; the bound index gives way to what comes in."""
        without = self.without and self.without.put(old, new)
        if old.name == self.bound or not self.body.has(old.name):
            return Sum(self.size, self.bound, self.body, without)
        bound, body = self.bound, self.body
        while new.has(bound):
            bound += "'"
        if bound != self.bound:
            body = body.put(Place(self.bound), Place(bound))
        return Sum(self.size, bound, body.put(old, new), without)


@dataclass(frozen=True, slots=True)
class Partial(Term):
    """The derivative of `body`, a function of `variable`, at a point and in one of its places.

    `point` is the variable's value as a Rocq term. A number has no place.
    """

    variable: str
    body: Term
    point: str
    at: tuple[Place, ...]

    @property
    def text(self) -> str:
        """(partial (fun z => a) z d)."""
        head = ("Derive", "partial", "partial2")[len(self.at)]
        kind = ("R", "nat -> R", "nat -> nat -> R")[len(self.at)]
        where = " ".join([self.point, *(place.text for place in self.at)])
        return f"({head} (fun {self.variable} : {kind} => {bare(self.body.text)}) {where})"

    @property
    def parts(self) -> tuple[Term, ...]:
        """The function's body."""
        return (self.body,)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the derivative is taken."""
        return self.at


def bare(text: str) -> str:
    """The text without a pair of brackets around the whole of it."""
    depth = 0
    for at, each in enumerate(text):
        depth += {"(": 1, ")": -1}.get(each, 0)
        if depth == 0 and at < len(text) - 1:
            return text
    return text[1:-1] if text.startswith("(") else text


def alike(one: Term, other: Term) -> bool:
    """Whether they differ in the names of bound indices alone."""
    return by_depth(one).text == by_depth(other).text


def by_depth(term: Term, depth: int = 0) -> Term:
    """The term with bound indices named by how deep they stand."""
    if isinstance(term, Sum):
        name = f"i'0{depth}"
        body = by_depth(term.body.put(Place(term.bound), Place(name)), depth + 1)
        return Sum(term.size, name, body, term.without)
    return term.rebuilt(lambda part: by_depth(part, depth), lambda place: place)


ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
