"""E[…], Var, Cov: sums over a distribution that has an index, or linear operators over a measure that is not known."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value
from derive.documents.readings.base import Base
from derive.documents.readings.naming import EXPECTATIONS, PROBABILITIES
from derive.documents.readings.scope import Scope
from derive.documents.readings.shown import shown
from derive.documents.readings.sizes import Misfit
from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Condition,
    Letter,
    Minus,
    Node,
    Number,
    Paren,
    Part,
    Plus,
    Power,
    Quotient,
    Times,
    is_bare,
    letters,
    mapped,
    walk,
)
from derive.language.sayings import reason

_CONSTANTS = frozenset({*"abck", "alpha", "beta", "lambda", "mu", "sigma"})
"""Small letters that are constants by habit."""


class Expectations(Base):
    """Reads expectations and variances."""

    def expectation(self, node: Apply, scope: Scope) -> Value:
        """E_p[t], E_{k∼p}[t_k], E[X]."""
        if node.over is not None:
            return self.over_a_distribution(node, scope)
        of, given = parted(node)
        if node.function == "bbE" and len(of) == 1:
            return self.linear(of[0], given, scope)
        if node.function in ("Var", "bbV") and len(of) == 1:
            of *= 2
        if len(of) != 2 or node.function == "bbE":
            raise Misfit("{} is taken of another number of variables", shown(node))
        one, other = (self.linear(each, given, scope) for each in of)
        apart = algebra.times(one, other)
        return algebra.plus([(1, self.linear(Times(of), given, scope)), (-1, apart)])

    def over_a_distribution(self, node: Apply, scope: Scope) -> Value:
        """Σ_k p_k t_k."""
        over, body = node.over, node.arguments[0]
        if len(node.arguments) > 1:
            raise Misfit("a mean over {} under a condition is not read", shown(over))
        if isinstance(over, Condition):
            if not is_bare(over.left) or not isinstance(over.left, Letter):
                raise Misfit("an expectation over {} is not read", shown(over))
            index, weight = over.left, over.right
            if not isinstance(weight, Letter) or not self.has_places(weight):
                raise Misfit("an expectation over {}, which has no index, is not read", shown(over))
        else:
            if not isinstance(over, Letter) or not self.has_places(over):
                raise Misfit("an expectation over {}, which has no index, is not read", shown(over))
            if self.is_variable(over, body):
                raise Misfit(
                    "{} stands in its own expectation, and nothing says that it is a distribution", over.name
                )
            index, weight = Letter("κ"), over
            body = self.with_index(body, index)
        if (
            isinstance(weight, Letter)
            and {e.name for e in weight.subs if isinstance(e, Letter)} & self.scene.varied
        ):
            raise Misfit(
                "an expectation over {}, which has no index, is not read", shown(over)
            )  # p_θ moves with θ
        at = Part(weight, (index,)) if not isinstance(weight, Letter) else _entry(weight, index)
        mean = Big("sum", index, Times((at, body), ("", "")))
        if node.function == "bbE":
            return self.value(mean, scope)
        square = Big("sum", index, Times((at, Power(body, Number(2))), ("", "")))  # type: ignore[arg-type]
        return self.value(Plus(((1, square), (-1, Power(mean, Number(2))))), scope)  # type: ignore[arg-type]

    def has_places(self, letter: Letter) -> bool:
        """Whether it stands with an index somewhere."""
        name, places = self.scene.named(letter)
        return not places and self.rank_of(name) == 1

    def is_variable(self, over: Letter, body: Node) -> bool:
        """Whether it is what the mean is taken of, the y of E_y[y²], and no distribution: E_p[log p]."""
        if over.name in PROBABILITIES or over.name in self.scene.by_name:
            return False
        said = self.scene.facts.says(over.name, "normalised", self.scene.at)
        return not said and any(each == over for each in letters(body))

    def with_index(self, body: Node, index: Letter) -> Node:
        """t becomes t_k, where t is a vector."""

        def change(node: Node) -> Node | None:
            if isinstance(node, Letter) and not node.subs and not node.labels and self.has_places(node):
                return _entry(node, index)
            return node if isinstance(node, Letter | Big) else None

        made: Node = mapped(body, change)
        return made

    def is_fixed(self, factor: Node, body: Node) -> bool:
        """Whether a factor is no random variable, where the text says which letters are."""
        names = {each.name for each in letters(factor)}
        if not any(self.is_said_random(each.name) for each in letters(body)):
            own = names - self.scene.bound
            if not own or not all(self.is_fixed_by_use(name, body) for name in own):
                return False
            self.said += [reason("{} is no random variable", name) for name in sorted(own)]
            return True
        defined = [d for name in names for d in self.scene.by_name.get(name, ())]
        inner = [each for d in defined if d.body is not None for each in self.outside_of_expectations(d.body)]
        return not any(self.is_random(name) for name in (*names, *inner))

    def is_fixed_by_use(self, name: str, body: Node) -> bool:
        """Whether it is the small a of E[a X], a constant by habit, where X is capital and its mean is taken."""
        averaged = self.scene.facts.averaged
        capitals = any(each.name in averaged and each.name[:1].isupper() for each in letters(body))
        return capitals and name in _CONSTANTS and not self.is_random(name) and name not in self.scene.by_name

    def is_random(self, name: str) -> bool:
        """Whether the text says that it is a random variable, or takes its own mean somewhere."""
        return self.is_said_random(name) or name in self.scene.facts.averaged

    def is_said_random(self, name: str) -> bool:
        """Whether the text says that it is a random variable."""
        return self.scene.facts.says(name, "random", self.scene.at)

    def outside_of_expectations(self, body: Node) -> Iterator[str]:
        """The letters of a definition that stand in no expectation."""
        if isinstance(body, Apply) and body.function in EXPECTATIONS:
            return
        if isinstance(body, Letter):
            yield body.name
        for part in body.parts():
            yield from self.outside_of_expectations(part)

    def with_means_opened(self, body: Node) -> Node:
        """The body with (1/n) Σ_i X_i for the X̄ that is defined so, of random X_i."""

        def change(node: Node) -> Node | None:
            found = self.scene.by_name.get(self.scene.named(node)[0], []) if isinstance(node, Letter) else []
            inner = found[0].body if len(found) == 1 and found[0].head == node else None
            sums = inner is not None and any(isinstance(each, Big) for each in walk(inner))
            random = inner is not None and any(self.is_random(each.name) for each in letters(inner))
            return inner if sums and random else None

        made: Node = mapped(body, change)
        return made

    def linear(self, body: Node, given: Paren, scope: Scope) -> Value:
        """E[… | given] of a sum of products: a sum of the E of each."""
        body = self.with_means_opened(body)
        terms = [(c, monomial) for c, monomial in expanded(body)]
        known = given.items if given.signs[:1] == ("|",) and set(given.signs[1:]) <= {","} else ()
        values = []
        for factor, monomial in terms:
            still = [each for each in monomial if each in known or self.is_fixed(each, body)]
            names = sorted((each for each in monomial if each not in still), key=shown)
            parts = [self.value(each, scope) for each in still]
            if any(not self.value(each, scope).is_number for each in names):
                raise Misfit("an expectation of vectors or matrices is not read here")
            if len(names) == 1 and isinstance(only := names[0], Big) and only.kind == "sum":  # E[Σ_i X_i]
                mean = Apply("bbE", (only.body, *given.items), signs=given.signs)
                parts.append(self.value(replace(only, body=mean), scope))
            elif names:
                under = Paren((Times(tuple(names)), *given.items), given.signs)
                parts.append(self.opaque(Called(Letter("E"), under), scope))
            if not parts or abs(factor) != 1:
                parts.insert(0, algebra.constant(Number(abs(factor)).value))
            values.append((1 if factor > 0 else -1, functools.reduce(algebra.times, parts)))
        self.measures.add("E")
        return algebra.plus(values) if len(values) > 1 or values[0][0] < 0 else values[0][1]


def parted(node: Apply) -> tuple[tuple[Node, ...], Paren]:
    """What the mean is taken of, and what under, with its signs: (X, Y) and "| Z; θ" of Cov(X, Y | Z; θ)."""
    count = next((at for at, sign in enumerate(node.signs) if sign != ","), len(node.arguments) - 1) + 1
    return node.arguments[:count], Paren(node.arguments[count:], node.signs[count - 1 :])


def _entry(letter: Letter, index: Letter) -> Letter:
    return replace(letter, subs=(*letter.subs, index))


def expanded(node: Node) -> list:  # type: ignore[type-arg]
    """The node as a sum of numbers times products: a list of pairs."""
    from fractions import Fraction

    match node:
        case Number():
            return [(node.value, ())]
        case Minus():
            return [(-c, m) for c, m in expanded(node.operand)]
        case Plus():
            return [(sign * c, m) for sign, term in node.terms for c, m in expanded(term)]
        case Times():
            made: list = [(Fraction(1), ())]  # type: ignore[type-arg]
            for each in node.factors:
                made = [(a * b, (*m, *n)) for a, m in made for b, n in expanded(each)]
                if len(made) > 60:
                    raise Misfit("an expectation of so many terms is not read")
            return made
        case Power() if isinstance(node.exponent, Number) and node.exponent.value in (2, 3, 4):
            return expanded(Times((node.base,) * int(node.exponent.value)))
        case Quotient() if isinstance(node.below, Number) and node.below.value:
            return [(c / node.below.value, m) for c, m in expanded(node.above)]
        case Apply() if node.function == "bbE" and node.over is None:
            raise Misfit("an expectation within an expectation is not read")
    return [(Fraction(1), (node,))]
