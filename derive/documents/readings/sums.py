"""Σ and Π: what they run over, and what they leave out."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Expr, Integer

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value, number
from derive.documents.readings.base import Base
from derive.documents.readings.naming import PROBABILITIES, factors_of
from derive.documents.readings.scope import Place, Scope
from derive.documents.readings.shown import shown
from derive.documents.readings.sizes import Misfit, Open, Size
from derive.documents.readings.trees import (
    FACTORIAL,
    Apply,
    Big,
    Called,
    Condition,
    Indicator,
    Letter,
    Minus,
    Node,
    Number,
    Plus,
    Power,
    Quotient,
    Times,
    is_bare,
    letters,
    put,
    walk,
)
from derive.language.binders import Sum
from derive.language.functions import Call, Function, exp, log
from derive.language.indices import Index, Moved
from derive.language.sayings import reason

MOST_TERMS = 8
"""Terms of a sum from one number to another that are written out."""


class Sums(Base):
    """Reads sums and products over an index."""

    def big(self, node: Node, scope: Scope) -> Value | None:
        """Σ_k body; None for anything else."""
        if not isinstance(node, Big):
            return None
        written = self.written_out(node, scope)
        if written is not None:
            return written
        if (counted := self.over_numbers(node, scope)) is not None:
            return counted
        node = self.both_bound(node, scope)
        size = self.size_of(node)
        name = node.index.name
        if node.index.subs:
            raise Misfit("a sum runs over {}, which is no index letter", shown(node.index))
        place = Place(size, lambda: Index(name, self.sizes.dim(size)), begins=integer(node.lower))
        self.ranges_over(name, size, scope)
        inner = scope.inside(name, place)
        without = [self.left_out(each, name, inner) for each in node.conditions]
        body = self.value(node.body, inner)
        for each in without:
            each.over(size)
        if node.kind == "prod":
            return self.product_over(node, body, place, without)
        return algebra.summed(body, place.make, lambda: tuple(each.make() for each in without))

    def over_numbers(self, node: Big, scope: Scope) -> Value | None:
        """Σ_{k=0}^{n+1} f(k) for numbers k that are no places: over 1..n, and what lies beyond is added."""
        low, (name, more) = integer(node.lower), ends_at(node.upper)
        if low is None or not name or node.kind != "sum" or node.conditions or name in scope.bound:
            return None
        if is_placed(node.body, node.index) or not any(each == node.index for each in letters(node.body)):
            return None
        beyond, size = more + 1 - low, self.sizes.name(name)
        if beyond > MOST_TERMS:
            raise Misfit("a sum of {} terms more than {} is not written out", beyond, name)
        body = moved_by(node.body, node.index, low - 1)
        place = Place(size, lambda: Index(node.index.name, self.sizes.dim(size)), begins=1)
        inner = self.value(body, scope.inside(node.index.name, place))
        last = Place(size, lambda: Moved(self.sizes.dim(size), min(beyond, 0)))
        if not inner.is_number:
            raise Misfit("a sum of vectors or matrices over numbers is not read")
        whole = number(lambda: Sum(inner.make(), (place.make(), Integer(1), last.make())))
        ends = [plus_number(node.upper, -each) for each in range(beyond)]
        return algebra.plus(
            [(1, whole), *((1, self.value(put(node.body, node.index, e), scope)) for e in ends)]
        )

    def product_over(self, node: Big, body: Value, place: Place, without: list[Place]) -> Value:
        """Π_k f_k as exp Σ_k log f_k, for factors that are positive."""
        if not body.is_number:
            raise Misfit("a product of vectors or matrices is not read")
        self.are_positive(node.body)

        def make() -> Any:
            left_out = tuple(each.make() for each in without)
            return exp(Sum(logarithm(body.make()), place.make(), without=left_out))

        return number(make)

    def are_positive(self, factor: Node) -> None:
        """Take for granted that what is multiplied is positive, where this is said. Raises `Open` where it is not."""
        if not self.is_positive(factor):
            raise Open(
                "whether {} is positive is not said, and a product is read of such factors", shown(factor)
            )
        self.said.append(reason("{} positive", shown(factor)))

    def written_out(self, node: Big, scope: Scope) -> Value | None:
        """Σ_{k=1}^{3}, term by term."""
        low, high = integer(node.lower), integer(node.upper)
        if low is None or high is None or node.conditions or node.kind != "sum":
            return None
        if low in (0, 1) and high - low > 0 and self.counts_places(node):
            return None
        if not 0 <= high - low < MOST_TERMS:
            raise Misfit("a sum of {} terms is not written out", high - low + 1)
        used = [each for each in walk(node.body) if isinstance(each, Letter) and each != node.index]
        if low == 0 and any(node.index in each.subs for each in used):
            raise Misfit("places that count from 0 are not read")
        self.counted |= any(node.index in (*each.subs, *each.labels) for each in used)
        terms = [
            (1, self.value(put(node.body, node.index, Number(Fraction(at), 0, str(at))), scope))
            for at in range(low, high + 1)
        ]
        return algebra.plus(terms)

    def counts_places(self, node: Big) -> bool:
        """Whether a sum to a number runs over places of letters that stand with no number there."""
        used = {each.name for each in letters(node.body) if node.index in (*each.subs, *each.labels)}
        numbered = {
            each.name
            for tree in self.scene.every
            for each in letters(tree)
            if any(isinstance(place, Number) for place in each.subs)
        }
        return bool(used) and not used & numbered

    def both_bound(self, node: Big, scope: Scope) -> Big:
        """Σ_{i≠j} runs over both letters, unless one of them stands outside."""
        for each in node.conditions:
            for other in (each.left, each.right):
                if not isinstance(other, Letter) or not is_bare(other) or other.name == node.index.name:
                    continue
                outside = other.name in scope.bound or other.name in self.outside(node)
                if not outside and each.sign == "≠":
                    inner = Big(node.kind, other, node.body, node.upper, node.lower, node.within, (each,))
                    rest = tuple(c for c in node.conditions if c is not each)
                    return Big(node.kind, node.index, inner, node.upper, node.lower, node.within, rest)
        return node

    def outside(self, node: Big) -> set[str]:
        """The letters that stand for a place outside this sum."""
        conditions = {each.name for tree in self.scene.conditions for each in letters(tree)}
        return self.scene.free | self.scene.fixed | conditions

    def left_out(self, condition: Condition, name: str, scope: Scope) -> Place:
        """The place j of k ≠ j."""
        left, right = condition.left, condition.right
        if condition.sign != "≠":
            raise Misfit("a sum over {} is not read", shown(condition))
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Letter) and one.name == name and is_bare(one):
                return self.place(other, scope)
        raise Misfit("a sum that leaves out {} is not read", shown(condition))

    def size_of(self, node: Big) -> Size:  # noqa: C901
        """What a sum runs over: to n, from 0 to n − 1, over a set."""
        low, upper = integer(node.lower), node.upper
        if node.within is not None:
            if not is_bare(node.within) or not isinstance(node.within, Letter):
                raise Misfit("a sum over {} is not read", shown(node.within))
            return self.sizes.name(node.within.name)
        if node.lower is not None and low is None:
            raise Misfit("a sum that begins at {} is not read", shown(node.lower))
        if upper is None:
            for name, sums in self.scene.beside().items():
                if self.choice.ranks.get(f"{name}|count") and any(each is node for each in sums):
                    self.said.append(reason("{} is the number of terms", name))
                    return self.sizes.name(name)
            return Size()
        if isinstance(upper, Letter):
            if upper.name == "infty":
                raise Misfit("a sum without end is not read")
            if low == 0:
                return self.shifted(upper.name, 1)
            if low not in (None, 1):
                raise Misfit("a sum that begins elsewhere than at 1 is not read")
            return self.sizes.name(size_name(upper))
        name, more = moved(upper)
        if name:
            low = 1 if low is None else low
            return self.sizes.name(name) if more == low - 1 else self.shifted(name, more + 1 - low)
        if integer(upper) is not None and low in (None, 0, 1):
            return Size(count=(integer(upper) or 0) + (low == 0))
        raise Misfit("a sum that ends at {} is not read", shown(upper))

    def shifted(self, name: str, more: int) -> Size:
        """A range of n + 1 or n − 1 places; n itself must not be spoken of."""
        if name in self.scene.quantities or name in self.sizes.named:
            raise Misfit("a range of {}{} places beside {} is not read", name, f"{more:+d}", name)
        return self.sizes.name(f"{name}{'p' if more > 0 else 'm'}{abs(more)}")

    def is_positive(self, node: Node) -> bool:  # noqa: C901
        """Whether all values of it are positive, as far as its signs tell."""
        match node:
            case Number():
                return node.value > 0
            case Letter():
                name, _ = self.scene.named(node)
                return self.scene.is_positive(name) or any(
                    d.letter.name == node.name
                    and d.body is not None
                    and d.body != node
                    and self.is_positive(d.body)
                    for d in self.scene.definitions
                )
            case Apply():
                return node.function in ("exp", "softmax", "logistic", "softplus", FACTORIAL)
            case Power():
                return self.is_positive(node.base)
            case Times():
                return all(self.is_positive(each) for each in node.factors)
            case Quotient():
                return self.is_positive(node.above) and self.is_positive(node.below)
            case Big():
                return self.is_positive(node.body)
            case Plus():
                terms = node.terms
                if all(sign > 0 and self.is_positive(term) for sign, term in terms):
                    return True
                whole = len(terms) == 2 and terms[0] == (1, Number(1)) and terms[1][0] < 0  # type: ignore[arg-type]
                return whole and (node in self.scene.logged or _is_event(terms[1][1]))
            case Called():
                parts = [each for each in factors_of(node) if each != node]
                if parts:
                    return all(map(self.is_positive, parts))
                return node in self.scene.logged or node.head.name in PROBABILITIES
            case Indicator() | Minus():
                return False
        return node in self.scene.logged or (bool(list(letters(node))) and node in self.scene.logged)


def _is_event(node: Node) -> bool:
    """Whether it is P(y = 1 | x), of which 1 − P(y = 1 | x) is the other case."""
    conditions = node.paren.items if isinstance(node, Called) and node.head.name in PROBABILITIES else ()
    return any(isinstance(each, Condition) for each in conditions)


def integer(node: Node | None) -> int | None:
    """The whole number that it is."""
    if isinstance(node, Number) and node.value.denominator == 1:
        return int(node.value)
    return None


def moved(node: Node) -> tuple[str, int]:
    """n and −1, of n − 1."""
    if isinstance(node, Plus) and len(node.terms) == 2:
        (sign, first), (other, second) = node.terms
        if sign > 0 and is_bare(first) and isinstance(first, Letter) and integer(second) is not None:
            return first.name, other * (integer(second) or 0)
    return "", 0


def ends_at(node: Node | None) -> tuple[str, int]:
    """n and −1, of n − 1; n and 0, of n."""
    if is_bare(node) and isinstance(node, Letter):
        return ("", 0) if node.name == "infty" else (node.name, 0)
    return moved(node) if node is not None else ("", 0)


def is_placed(node: Node, index: Letter) -> bool:
    """Whether an index stands as a place somewhere: x_k, x^{(k)}, δ_{jk}, 1[k = j]."""
    inner = (part for each in letters(node) for part in (*each.subs, *each.labels))
    inner_letters = {each for part in inner for each in letters(part)}
    compared = {each for part in walk(node) if isinstance(part, Condition) for each in letters(part)}
    return index in inner_letters | compared


def plus_number(node: Node | None, by: int) -> Node:
    """The node plus a whole number."""
    assert node is not None
    return (
        Plus(((1, node), (1 if by >= 0 else -1, Number(Fraction(abs(by)), 0, str(abs(by)))))) if by else node
    )


def moved_by(node: Node, index: Letter, by: int) -> Node:
    """The tree with k + by for k."""
    made: Node = put(node, index, plus_number(index, by))
    return made


def size_name(node: Letter) -> str:
    """What a range is called that ends at this letter."""
    subs = "".join(shown(each) for each in node.subs)
    labels = "".join(shown(each) for each in node.labels)
    made = "_".join(part for part in (node.name, subs, labels) if part)
    return "".join(each if each.isalnum() or each == "_" else "_" for each in made)


def logarithm(made: Expr) -> Expr:
    """log of a product of positive factors: a sum of logs."""
    from derive.language.expressions import (
        Neg,
        Plus as Sum_,
        Power as Raised,
        Quotient as Divided,
        Times as Product,
    )

    if isinstance(made, Product):
        return Sum_(*(logarithm(each) for each in made.args))
    if isinstance(made, Divided):
        return Sum_(logarithm(made.args[0]), Neg(logarithm(made.args[1])))
    if isinstance(made, Raised):
        return Product(made.args[1], logarithm(made.args[0]))
    if isinstance(made, Call) and made.function == Function("exp"):
        return made.argument
    return log(made)
