"""One reading of a chain: every tree gets a shape, and becomes a tree of the language.

What each letter is was chosen before (`Choice`); where the parts then do not go together, `Misfit` is raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import Expr, Integer

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value, number
from derive.documents.readings.families import Families
from derive.documents.readings.functions import Functions
from derive.documents.readings.layers import check_kinds
from derive.documents.readings.scope import Choice, Place, Scope
from derive.documents.readings.shown import shown
from derive.documents.readings.sizes import Misfit, Size, join
from derive.documents.readings.sums import Sums
from derive.documents.readings.trees import (
    Absolute,
    Apply,
    At,
    Called,
    Cases,
    Condition,
    Differential,
    Dots,
    Either,
    Entrywise,
    Grid,
    Indicator,
    Inner,
    Integral,
    Letter,
    Minus,
    Node,
    Norm,
    Number,
    Paren,
    Part,
    Partial,
    Plus,
    Power,
    Primed,
    Quotient,
    Times,
    Transposed,
    is_bare,
    letters,
    put,
    walk,
)
from derive.documents.readings.worked_out import WorkedOut
from derive.language import comparisons, expressions
from derive.language.binders import Delta
from derive.language.derivatives import D
from derive.language.hypotheses import Hypothesis
from derive.language.places import Distinct, Equal
from derive.language.sayings import reason


class Reader(Sums, Functions, Families, WorkedOut):
    """Makes the trees of one reading."""

    def value(self, node: Node, scope: Scope) -> Value:  # noqa: C901, PLR0912
        """The value of a tree. Raises `Misfit`."""
        if (
            isinstance(node, Power | Part | Transposed | Primed)
            and (product := self.as_product(node)) is not None
        ):
            return self.product(product, scope)
        match node:
            case Number():
                return algebra.constant(node.value)
            case Letter():
                return self.letter(node, scope)
            case Called():
                return self.called(node, scope)
            case Either():
                return self.value(node.options[self.choice.picks.get(node.at, 0)], scope)
            case Plus():
                return self.sum(node, scope)
            case Minus():
                return algebra.minus(self.value(node.operand, scope))
            case Times():
                return self.product(node, scope)
            case Entrywise():
                left, right = self.value(node.left, scope), self.value(node.right, scope)
                self.strange += 1.0 if left.is_number or right.is_number else 0.0
                return algebra.entrywise(left, right, divides=node.divides)
            case Quotient():
                above, below = self.value(node.above, scope), self.value(node.below, scope)
                if below.rank > 1 and not self.scene.is_entrywise:
                    raise Misfit("a quotient by a matrix is not read; write its inverse, or \\oslash")
                self.strange += 0.0 if below.is_number else 0.5
                return algebra.quotient(above, below)
            case Power():
                return self.power(node, scope)
            case Transposed():
                return algebra.transposed(self.to_transpose(node.operand, scope))
            case Part():
                return self.part(node, scope)
            case Apply():
                return self.apply(node, scope)
            case Partial():
                return self.partial(node, scope)
            case Primed():
                return self.primed(node, scope)
            case Differential(body, sure) if not sure and self.is_place_alone(body, scope):  # Σ_s d(s) v(s)
                return self.opaque(Called(Letter("d"), Paren((body,))), scope)
            case Differential():
                return self.differential(node, scope)
            case Cases():
                return self.cases(node, scope)
            case Indicator():
                return self.indicator(node.condition, scope)
            case Norm():
                return self.norm(node, scope)
            case Absolute():
                if self.scene.facts.says_complex:
                    raise Misfit("{} may be of a complex number", shown(node))
                inner = self.value(node.operand, scope)
                if inner.rank == 2:
                    self.said.append(reason("{} is a determinant", shown(node)))
                    return algebra.determinant(inner)
                if not inner.is_number:
                    raise Misfit("bars stand around a vector: is its norm meant?")
                if self.scene.has_roots:  # √(s²) = |s|
                    return algebra.root(algebra.square(inner))
                return algebra.call("abs", 0, inner)
            case Inner():
                return algebra.inner(self.value(node.left, scope), self.value(node.right, scope))
            case Integral():
                return self.integral(node, scope)
            case At():
                return self.worked_out(node, scope)
            case Grid():
                raise Misfit("a vector or matrix that is written out is not read here")
            case Dots():
                raise Misfit("dots stand for something that is not written")
        made = self.big(node, scope)
        if made is None:
            raise Misfit("{} is not read", shown(node))
        return made

    def check_layers(self) -> None:
        """Raises `Misfit` where a letter has one kind at a layer and another at the next."""
        kinds = {each.name: len(each.sizes) for each in self.members.values() if not each.fixed}
        kept = [*self.said], self.strange, {*self.unknown_functions}, {**self.opaque_calls}
        for each in self.scene.layers.stated:
            inner = {self.scene.named(e)[0] for e in letters(each.body) if e.labels} if each.body else set()
            name, places = self.scene.named(each.letter)
            if name not in kinds and not places and each.body is not None and inner <= kinds.keys():
                rank = self.value(each.body, Scope()).rank
                if len(self.opaque_calls) == len(kept[-1]):  # of f_l(z) it is not known what it is
                    kinds[name] = rank
        self.said, self.strange, self.unknown_functions, self.opaque_calls = kept
        check_kinds(kinds.items())

    # sums, products and powers

    def sum(self, node: Plus, scope: Scope) -> Value:
        """Terms; a number beside a vector is added to every entry, which is less usual."""
        values = [(sign, self.value(term, scope)) for sign, term in node.terms]
        numbers = sum(value.is_number for _, value in values)
        if 0 < numbers < len(values):
            self.strange += 0.5
            if any(value.rank == 2 for _, value in values):
                self.strange += 0.3
                self.broadcast = True
        return algebra.plus(values)

    def as_product(self, node: Node) -> Times | None:
        """a(b)ᵀ, a(b)², a(b)_i, where a is no function: what stands behind the brackets belongs to them alone."""
        inner: Any = node
        while isinstance(inner, Power | Part | Transposed | Primed):
            inner = (
                inner.base
                if isinstance(inner, Power)
                else inner.whole
                if isinstance(inner, Part)
                else inner.operand
            )
        if not isinstance(inner, Called) or self.is_call(inner):
            return None
        head = inner.head if inner.power is None else Power(inner.head, inner.power)
        return Times((head, put(node, inner, self.bracketed(inner))), ("", ""))

    def to_transpose(self, operand: Node, scope: Scope) -> Value:
        """What is transposed. Raises `Misfit` for w_ijᵀ, which may be an entry of Wᵀ."""
        made = self.value(operand, scope)
        if made.is_number and isinstance(operand, Letter) and len(operand.subs) > 1:
            raise Misfit(
                "{} may be an entry of what is transposed, and is a number here", f"{shown(operand)}^T"
            )
        return made

    def product(self, node: Times, scope: Scope) -> Value:
        """Factors side by side; a matrix product binds from the left, a·b of two vectors too."""
        values = [self.value(each, scope) for each in node.factors]
        signs = node.signs or ("",) * len(values)
        before = self.scene.facts.document.text, 0, self.scene.at
        if "∗" in signs and _CONVOLUTION.search(*before) and _is_starred(node):
            raise Misfit("a star may be a convolution here")
        made = values[0]
        held: Value | None = None  # numbers before a vector or matrix
        for value, sign in zip(values[1:], signs[1:], strict=True):
            if (
                made.rank == 1
                and made.columns is None
                and value.rank == 1
                and value.columns is None
                and sign != "·"
            ):
                held, made = (made if held is None else algebra.times(held, made, sign)), value
                if held.rank == 1:
                    raise Misfit("{}: which product is meant? write a^\\top b", algebra.which_product(sign))
                continue
            made = algebra.times(made, value, sign)
        return made if held is None else algebra.times(held, made)

    def power(self, node: Power, scope: Scope) -> Value:
        """A power, or a square that is differentiated in and therefore a letter."""
        base, exponent = node.base, node.exponent
        if isinstance(base, Letter) and (half := self.half(base, exponent)) is not None:
            square = self.letter(square_letter(base), scope)
            return square if half == 1 else algebra.power(square, algebra.constant(half))
        if isinstance(base, Letter) and self.is_label(exponent):
            return self.letter(replace(base, labels=(*base.labels, exponent)), scope)
        if isinstance(base, Norm) and exponent == Number(Fraction(2)):
            normed = self.value(base.operand, scope)
            self.check_norm(base, normed)
            return algebra.square(normed)
        inner = self.value(base, scope)
        if not inner.is_number and isinstance(exponent, Number) and exponent.value.denominator == 1:
            times = int(exponent.value)
            if inner.rank == 2 and 1 < times <= 4:
                return algebra.matrix_power(inner, times)
        if not inner.is_number and exponent in (Minus(Number(Fraction(1))), Number(Fraction(-1))):
            if inner.rank == 2:
                return algebra.inverse(inner)
            raise Misfit("the inverse of a vector is not read; write \\oslash for entry by entry")
        if not inner.is_number and isinstance(exponent, Number) and self.scene.is_entrywise:
            self.strange += 0.3
            return algebra.raised(inner, exponent.value)
        if inner.is_number and any(True for _ in letters(exponent)):
            return self.power_of_any(inner, base, exponent, scope)
        return algebra.power(inner, self.value(exponent, scope))

    def power_of_any(self, inner: Value, base: Node, exponent: Node, scope: Scope) -> Value:
        """xⁿ with any number n; (1 − θ)^{1 − x} as exp((1 − x) log(1 − θ)), where log(1 − θ) is taken too."""
        above = self.value(exponent, scope)
        if isinstance(base, Plus) and base in self.scene.logged and above.is_number:
            self.said.append(reason("{} positive", shown(base)))
            return algebra.call("exp", 0, algebra.times(above, algebra.call("log", 0, inner)))
        if isinstance(base, Letter):
            self.raised.add(self.scene.named(base)[0])
        return algebra.power(inner, above)

    def half(self, base: Letter, exponent: Node) -> Fraction | None:
        """What σ² is raised to in σ⁴, where σ² is a letter of its own."""
        if Power(base, Number(Fraction(2))) not in self.scene.squares or not isinstance(exponent, Number):
            return None
        return exponent.value / 2 if exponent.value.denominator == 1 else None

    def is_label(self, exponent: Node) -> bool:
        """Whether a superscript is a label, such as the layer in z^{L}."""
        names = {exponent.name} if is_bare(exponent) and isinstance(exponent, Letter) else set()
        if isinstance(exponent, Plus):
            parts = [term for _, term in exponent.terms]
            if not all(isinstance(each, Letter | Number) for each in parts):
                return False
            names = {each.name for each in parts if isinstance(each, Letter)}
        return bool(names) and names <= self.scene.labels

    def norm(self, node: Norm, scope: Scope) -> Value:
        """‖v‖."""
        inner = self.value(node.operand, scope)
        if node.kind == "1" and inner.rank == 1:
            raise Misfit("only the Euclidean norm is read")
        self.check_norm(node, inner)
        return algebra.root(algebra.square(inner))

    def check_norm(self, node: Norm, inner: Value) -> None:
        """Raises `Misfit` for any but the Euclidean norm."""
        if node.kind not in ("", "2", "F"):
            raise Misfit("only the Euclidean norm is read")
        norms = (each for tree in self.scene.every for each in walk(tree) if isinstance(each, Norm))
        both = node.kind == "2" and any(each.kind == "F" and each.operand == node.operand for each in norms)
        if both or (inner.rank == 2 and node.kind != "F" and self.scene.facts.says_spectral):
            raise Misfit("{}: the spectral norm, or that of Frobenius? write \\|A\\|_F", shown(node))

    def part(self, node: Part, scope: Scope) -> Value:
        """(W x)_i."""
        whole = node.whole
        if isinstance(whole, Letter):
            return self.letter(replace(whole, subs=(*whole.subs, *node.subs)), scope)
        places = [self.place(each, scope) for each in node.subs]
        inner = self.value(whole, scope)
        sides = [each for each in (inner.rows, inner.columns) if each is not None]
        if len(sides) != len(places):
            if inner.is_number and isinstance(whole, Called):
                return self.opaque(whole, scope, node.subs)
            raise Misfit("an entry is written with another number of indices than its whole has")
        for place, side in zip(places, sides, strict=True):
            place.over(side)
        return algebra.entry(inner, [place.make for place in places])

    def integral(self, node: Integral, scope: Scope) -> Value:
        """∫ f dx: equal to another one where the integrands are; nothing else is known of it."""
        body = self.value(node.body, scope)
        if not body.is_number:
            raise Misfit("an integral of a vector or matrix is not read")
        if any(self.scene.named(each)[0] in self.scene.by_name for each in letters(node.variable)):
            raise Misfit("{} is defined, and ∫ runs over all its values", shown(node.variable))
        name = f"∫{node.bounds}d{shown(node.variable)}"
        self.unknown_functions.add(name)
        return algebra.call(name, 0, body)

    def windows(self) -> Iterator[Hypothesis]:
        """Where the free places of the claim stand, if not anywhere."""
        yield from ()

    # derivatives

    def partial(self, node: Partial, scope: Scope) -> Value:
        """∂f/∂x, the gradient, or the Jacobian."""
        if self.scene.has_integrals:  # its derivative is no slope at the integrand
            raise Misfit("a derivative beside an integral is not read")
        if not node.variables and not any(True for _ in letters(node.body)):  # ∇1
            return algebra.constant(Fraction(0))
        variables = node.variables or (self.only_variable(node.body),)
        body = self.value(node.body, scope)
        if body.is_number and not any(True for _ in letters(node.body)):  # ∂ of a number
            return self.derived_number(variables, scope)
        if node.order == 2 and len(variables) == 1:
            if body.rank or self.value(variables[0], scope).rank > 1:
                raise Misfit("∇² of a vector, or in a matrix, is not read; write ∂²L/∂x_i∂x_j")
            variables *= 2
        for variable in variables:
            still = body.is_number and self.is_still(node.body, variable)
            body = algebra.constant(Fraction(0)) if still else self.derived(body, variable, scope)
        return body

    def derived_number(self, variables: tuple[Node, ...], scope: Scope) -> Value:
        """0, in the shape of what is derived in."""
        if any(not self.value(each, scope).is_number for each in variables):
            raise Misfit("a number is derived in a vector or matrix")
        return algebra.constant(Fraction(0))

    def is_still(self, body: Node, variable: Node) -> bool:
        """Whether the text says that a letter does not depend on another."""
        if not isinstance(body, Letter) or not isinstance(variable, Letter):
            return False
        return self.scene.facts.is_constant(body.name, variable.name, self.scene.at) and not variable.subs

    def derived(self, body: Value, variable: Node, scope: Scope) -> Value:
        """The derivative in one letter."""
        if isinstance(variable, Transposed):
            return algebra.transposed(self.derived(body, variable.operand, scope))
        if (
            isinstance(variable, Power)
            and variable in self.scene.squares
            and isinstance(variable.base, Letter)
        ):
            variable = square_letter(variable.base)
        if not isinstance(variable, Letter | Called):
            raise Misfit("a derivative is taken in {}, which is no letter", shown(variable))
        entry = self.value(variable, scope)
        if body.is_number and entry.is_number:
            return number(lambda: D(body.make(), entry.make()))
        if entry.is_number:
            return rate(body, entry)
        lies = self.choice.layout == "rows"
        return algebra.gradient(body, entry, numerator=self.choice.layout != "columns", lies=lies)

    def only_variable(self, body: Node) -> Node:
        """What ∇L is taken in, where only one letter can be meant."""
        head = body.head if isinstance(body, Called) else body
        if isinstance(body, Called) and body.paren.items and isinstance(body.paren.items[0], Letter):
            return body.paren.items[0]
        if isinstance(head, Letter):
            for each in self.scene.definitions:
                if each.letter.name == head.name and isinstance(each.head, Called):
                    first = each.head.paren.items[0]
                    if isinstance(first, Letter):
                        return first
        if (free := self.lone_vector(body)) is not None:
            self.said.append(reason("∇ is taken in {}", shown(free)))
            return free
        raise Misfit("∇ does not say what it is taken in; write \\nabla_x")

    def lone_vector(self, body: Node) -> Letter | None:
        """The x of ∇ xᵀ A x, of ∇ aᵀ x: the one small vector that is bare, given and no constant by habit."""
        known = self.scene.by_name.keys() | self.scene.bound | self.scene.tops | set(_CONSTANTS)
        small = {
            each
            for each in letters(body)
            if is_bare(each) and (each.name.islower() or each.bold) and not each.name.isupper()
        }
        found = {each for each in small if self.scene.named(each)[0] not in known}
        if any(not self.choice.ranks.get(self.scene.named(each)[0], 0) for each in found):
            return None  # the f of ∇ log f is a function
        return next(iter(found)) if len(found) == 1 else None

    def primed(self, node: Primed, scope: Scope) -> Value:
        """(f g)′."""
        made = self.value(node.operand, scope)
        for _ in range(node.primes):
            made = self.derived(made, self.prime_variable(node.operand), scope)
        return made

    def differential(self, node: Differential, scope: Scope) -> Value:
        """dL: the derivative along any path on which the letters move whose differentials are written."""
        if not node.sure and "d" in (self.scene.quantities | self.scene.bound | self.scene.tops):
            return self.product(Times((Letter("d"), node.body), ("", "")), scope)
        body = self.value(node.body, scope)
        step = number(lambda: self.entry_of(self.path(), ()))
        return number(lambda: D(body.make(), step.make())) if body.is_number else rate(body, step)

    # cases

    def cases(self, node: Cases, scope: Scope) -> Value:
        """{a if i = j; b otherwise}."""
        values = [(self.value(value, scope), condition) for value, condition in node.branches]
        if not all(value.is_number for value, _ in values):
            raise Misfit("a vector or matrix stands in a case")
        made = [(value, None if c is None else self.compared(c, scope)) for value, c in values]

        def make() -> Any:
            parts = [(value.make(), condition() if condition else None) for value, condition in made]
            branches = [(v, c) if c is not None else v for v, c in parts]
            last = parts[-1][1]
            if last is not None and not (len(parts) == 2 and last == parts[0][1].negated()):  # type: ignore[union-attr]
                raise Misfit("the cases do not cover everything")
            return comparisons.cases(*branches)

        return number(make)

    def compared(self, node: Condition, scope: Scope) -> Callable[[], Any]:
        """A condition i = j or i ≠ j on places."""
        if node.sign in comparisons.KINDS:
            one, other = self.value(node.left, scope), self.value(node.right, scope)
            if not one.is_number or not other.is_number:
                raise Misfit("the condition {} is not read", shown(node))
            kind = comparisons.KINDS[node.sign]
            return lambda: kind(one.make(), other.make())
        if node.sign not in ("=", "≠"):
            raise Misfit("the condition {} is not read", shown(node))
        left, right = self.pair(node, scope)
        head = Equal if node.sign == "=" else Distinct
        return lambda: head(left.make(), right.make())

    def pair(self, node: Condition, scope: Scope) -> tuple[Place, Place]:
        """Both sides of a condition, places over one range."""
        left, right = self.place(node.left, scope), self.place(node.right, scope)
        if left.size is not None:
            right.over(left.size)
        elif right.size is not None:
            left.over(right.size)
        return left, right

    def indicator(self, node: Condition, scope: Scope) -> Value:
        """1 where i = j."""
        if node.sign not in ("=", "≠"):
            raise Misfit("the condition {} is not read", shown(node))
        left, right = self.pair(node, scope)

        def make() -> Expr:
            delta = Delta(left.make(), right.make())
            return delta if node.sign == "=" else expressions.Plus(Integer(1), expressions.Neg(delta))

        return number(make)


_CONVOLUTION = re.compile(r"\bconvol|\bcross-correlat|卷积|互相关", re.IGNORECASE)
"""Words that say that a star may be a convolution."""


def _is_starred(node: Times) -> bool:
    """Whether a star stands between what are no numbers that are written out."""
    beside = zip(node.factors, node.factors[1:], node.signs[1:], strict=False)
    return any(
        sign == "∗" and not isinstance(one, Number) and not isinstance(other, Number)
        for one, other, sign in beside
    )


_CONSTANTS = ("a", "b", "c", "d", "e", "y", "t")
"""Vectors that stand still by habit."""


def rate(body: Value, step: Value) -> Value:
    """The derivative of a vector or matrix in a number, entry by entry."""
    from derive.documents.readings.wholes import Rate

    return Value(body.rows, body.columns, lambda: Rate(body.make(), step.make()))


def square_letter(base: Letter) -> Letter:
    """σ², as a letter of its own."""
    return replace(base, name=f"{base.name}²")


__all__ = ["Choice", "Reader", "Scope", "Size", "join"]
