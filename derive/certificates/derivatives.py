"""The derivative of a term, in the very form that the tactic `differentiate` gives it.

a b       a′ b + a b′                exp a     exp a · a′            Σ_k a     Σ_k a′
a / b     (a′ b − a b′) / (b b)      ln a      a′ / a                z_j       δ_jd
sin a     cos a · a′            cos a     − sin a · a′          atan a    a′ / (1 + a²)
{a if d > 0; b otherwise}, d not 0        {a′ if d > 0; b′ otherwise}
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.certificates.errors import NoCertificate
from derive.certificates.terms import (
    ONE,
    ZERO,
    Apply,
    Atom,
    Cases,
    Choice,
    Delta,
    Negative,
    Number,
    Over,
    Partial,
    Place,
    Plus,
    Power,
    Sum,
    Term,
    Times,
)

Value = Callable[[tuple[Place, ...]], Term]
"""The variable's entries at the point, where they are not the variable itself."""


def mentions(term: Term, variable: str) -> bool:
    """Whether the term depends on the variable."""
    return any(isinstance(each, Atom) and variable in each.form.split() for each in term.walk()) or any(
        isinstance(each, Partial) and variable in each.point.split() for each in term.walk()
    )


def renamed(term: Term, old: str, new: str) -> Term:
    """The term with another name for a variable that is free in it."""
    if isinstance(term, Atom):
        words = [new if word == old else word for word in term.form.split(" ")]
        return Atom(" ".join(words), term.at)
    if isinstance(term, Partial):
        point = new if term.point == old else term.point
        body = term.body if term.variable == old else renamed(term.body, old, new)
        return Partial(term.variable, body, point, term.at)
    return term.rebuilt(lambda part: renamed(part, old, new), lambda place: place)


def at_point(term: Term, node: Partial, value: Value | None) -> Term:
    """The term with the value of the node's variable put for it."""
    if isinstance(term, Atom) and value and term.form.split()[0] == node.variable:
        return value(term.at)
    return term.rebuilt(lambda part: at_point(part, node, value), lambda place: place)


def derivative(node: Partial, value: Value | None) -> Term:
    """What `differentiate` gives for the node, evaluated at its point."""
    return _Derivative(node, value).of(node.body)


class _Derivative:
    def __init__(self, node: Partial, value: Value | None) -> None:
        self.node, self.value = node, value

    def at_point(self, term: Term) -> Term:
        return at_point(term, self.node, self.value)

    def of(self, term: Term) -> Term:
        """The derivative at the point."""
        if not mentions(term, self.node.variable):
            return ZERO
        match term:
            case Atom():
                return self._entry(term)
            case Plus((first, *rest)):
                return Plus((self.of(first), self.of(Plus(tuple(rest)) if len(rest) > 1 else rest[0])))
            case Negative(inner):
                return Negative(self.of(inner))
            case Sum(size, bound, body, None):
                return Sum(size, bound, self.of(body))
            case Cases(first, second, same, otherwise):
                return Cases(first, second, self.of(same), self.of(otherwise))
            case Choice(difference, value, otherwise):
                return Choice(self.at_point(difference), self.of(value), self.of(otherwise))
        return self._product(term)

    def _product(self, term: Term) -> Term:
        match term:
            case Times((first, *rest)):
                other = rest[0] if len(rest) == 1 else Times(tuple(rest))
                one, two = self.at_point(first), self.at_point(other)
                return Plus((Times((self.of(first), two)), Times((one, self.of(other)))))
            case Over(top, bottom):
                one, two = self.at_point(top), self.at_point(bottom)
                change = Plus((Times((self.of(top), two)), Negative(Times((one, self.of(bottom))))))
                return Over(change, Times((two, two)))
            case Power(base, exponent) if exponent > 0:
                at = self.at_point(base)
                lower = Power(at, exponent - 1) if exponent > 2 else at if exponent == 2 else ONE
                return Times((Times((Number(Fraction(exponent)), lower)), self.of(base)))
            case Apply("exp", inner):
                return Times((Apply("exp", self.at_point(inner)), self.of(inner)))
            case Apply("ln", inner):
                return Over(self.of(inner), self.at_point(inner))
            case Apply("sin", inner):
                return Times((Apply("cos", self.at_point(inner)), self.of(inner)))
            case Apply("cos", inner):
                return Times((Negative(Apply("sin", self.at_point(inner))), self.of(inner)))
            case Apply("atan", inner):
                return Over(self.of(inner), Plus((ONE, Power(self.at_point(inner), 2))))
        raise NoCertificate(f"the derivative of {type(term).__name__.lower()} has no lemma yet")

    def _entry(self, atom: Atom) -> Term:
        node = self.node
        words = atom.form.split()
        if words[0] == node.variable:
            deltas = [Delta(own, other) for own, other in zip(atom.at, node.at, strict=True)]
            return deltas[0] if len(deltas) == 1 else Times(tuple(deltas)) if deltas else ONE
        if "fun" in words and words.count(node.variable) > 1:
            raise NoCertificate("a second derivative of an unknown function has no lemma yet")
        if words.count(node.variable) != 1 or node.point != node.variable or "fun" in words:
            raise NoCertificate(f"a second derivative of {words[0]} has no lemma yet")
        slots = [f"{{{number}}}" for number in range(len(atom.at), len(atom.at) + len(node.at))]
        head = ("Derive", "partial", "partial2")[len(node.at)]
        kind = ("R", "nat -> R", "nat -> nat -> R")[len(node.at)]
        form = f"{head} (fun {node.variable} : {kind} => {atom.form}) {' '.join([node.point, *slots])}"
        return Atom(form, (*atom.at, *node.at))
