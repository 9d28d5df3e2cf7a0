"""Repairs of signs, factors and exponents."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sympy import Expr, Integer, Rational

from derive.hints import phrases
from derive.hints.monomials import COEFFICIENTS, INVERSE, POWERS, SMALL, constant, monomials
from derive.hints.points import Numbers, close
from derive.hints.spots import Spot, parts, spots, summands, unsigned
from derive.hints.told import Told
from derive.hints.wrong import Trial, Wrong
from derive.kernel.derivative import minus, times
from derive.language.binders import Sum, free_indices, walk
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call
from derive.language.sayings import Saying

ONE, TWO = Integer(1), Integer(2)


def factor_needed(wrong: Wrong, spot: Spot) -> Numbers | None:
    """By what the part must be multiplied at each point for the line to hold; None if nothing would do."""
    without = wrong.points.numbers(spot.put(Integer(0)))
    needed: list[float | None] = []
    sides = wrong.points.numbers(wrong.left), wrong.points.numbers(wrong.right)
    for left, right, rest in zip(*sides, without, strict=True):
        if left is None or right is None or rest is None:
            return None
        if close(right, rest):
            if not close(left, right):
                return None
            needed.append(None)
        else:
            needed.append((left - rest) / (right - rest))
    return tuple(needed) if any(value is not None for value in needed) else None


def signs(wrong: Wrong) -> Iterator[Trial]:
    """−a for a: the whole, a term, an argument."""
    for spot in spots(wrong.right):
        argument = bool(spot.above) and isinstance(spot.above[-1], Call)
        if not spot.path or spot.is_term or argument:
            yield wrong.meant(spot.put(minus(spot.node)), phrases.SIGN, spot.name)


def differences(wrong: Wrong) -> Iterator[Trial]:
    """(f′ g − f g′)/g² for (f g′ − f′ g)/g², where a quotient was differentiated."""
    if not _differentiates(wrong, Quotient):
        return
    for spot in spots(wrong.right):
        match spot.node:
            case Quotient(args=(Plus(args=(first, Neg(args=(second,)))), below)):
                turned = Quotient(Plus(second, Neg(first)), below)
                yield wrong.meant(spot.put(turned), phrases.QUOTIENT_RULE, second, first)


def _differentiates(wrong: Wrong, kind: type) -> bool:
    """Whether a ∂ of this kind of expression stands on the left, a definition's body counted."""
    for node in walk(wrong.left):
        if isinstance(node, Derivative):
            body = node.body
            while isinstance(body, Entry) and isinstance(body.family, Definition):
                body = body.family.body
            if isinstance(body, kind):
                return True
    return False


def numbers(wrong: Wrong) -> Iterator[Trial]:
    """2a for a, a/2 for a."""
    for spot in summands(wrong.right):
        if not spot.linear or isinstance(unsigned(spot.node), Rational):
            continue
        needed = factor_needed(wrong, spot)
        found = constant(needed) if needed else None
        if found is not None and found > 0 and found != 1:
            yield _multiplied(wrong, spot, found)
    yield from _numbers_put(wrong)


def _multiplied(wrong: Wrong, spot: Spot, factor: Fraction) -> Trial:
    """The part times a number; 2 struck out where it is written and 1/2 is needed."""
    number, inverse = (Rational(*q) for q in (factor.as_integer_ratio(), (1 / factor).as_integer_ratio()))
    bare = unsigned(spot.node)
    if isinstance(bare, Times) and inverse in bare.args:
        place = bare.args.index(inverse)
        made = times(*bare.args[:place], *bare.args[place + 1 :])
        says, shown = (phrases.FACTOR_TOO_MANY, phrases.FACTOR_TOO_MANY_IN), inverse
    else:
        made = times(number, bare) if factor.denominator == 1 else Quotient(bare, inverse)
        says, shown = (phrases.FACTOR_MISSING, phrases.FACTOR_MISSING_IN), number
    return wrong.meant(spot.put(_signed(made, spot.node)), *_there(spot, says, shown))


def _there(spot: Spot, says: tuple[Saying, Saying], shown: Expr) -> tuple[Any, ...]:
    """What is said of the whole, or of a part of it with the part's name."""
    whole, part = says
    return (part, shown, spot.name) if spot.path else (whole, shown)


def _signed(made: Expr, like: Expr) -> Expr:
    """With the sign of the part that it replaces."""
    return Neg(made) if isinstance(like, Neg) else made


def _numbers_put(wrong: Wrong) -> Iterator[Trial]:
    """Another small number for one that is written."""
    for spot in spots(wrong.right):
        if isinstance(spot.node, Rational) and spot.path:
            for number in (spot.node + other for other in (-2, -1, 1, 2) if spot.node + other != 0):
                yield wrong.meant(spot.put(number), phrases.MEANT, number, spot.node)


def exponents(wrong: Wrong) -> Iterator[Trial]:
    """a² for a or 2a, a for a², √a for a: one exponent changed."""
    yield from _exponents(wrong, wrong.right, left=False)


def exponents_left(wrong: Wrong) -> Iterator[Trial]:
    """a² on the left side of a claim for a or 2a: one exponent changed there."""
    if wrong.whole:
        yield from _exponents(wrong, wrong.left, left=True)


def _exponents(wrong: Wrong, side: Expr, *, left: bool) -> Iterator[Trial]:
    for spot in parts(side):
        if isinstance(spot.node, Neg | Plus):
            continue
        for other in _powers(spot.node):
            says = phrases.MEANT, other, spot.node
            if left:
                yield wrong.meant_on_the_left(spot.put(other), phrases.ON_THE_LEFT, Told(*says))
            else:
                yield wrong.meant(spot.put(other), *says)


def _powers(node: Any) -> Iterator[Expr]:
    match node:
        case Times(args=(number, base)) if number == TWO:
            yield Power(base, TWO)
        case Power(args=(base, Rational() as exponent)):
            yield base
            yield Power(base, exponent + 1)
            if exponent not in (1, 2):
                yield Power(base, exponent - 1)
            return
        case Power():
            return
    yield Power(node, TWO)
    yield Power(node, Rational(1, 2))


def missing_factors(wrong: Wrong) -> Iterator[Trial]:
    """a f for f, a one of the line's own letters, or its inverse, or its root: 1/n, 1/√m, p_k, 2/N."""
    for spot, needed in _spots_for_factors(wrong):
        words = [(word, wrong.points.numbers(word)) for word in wrong.atoms()]
        yield from _factors_of(wrong, spot, monomials(needed, words, 1, POWERS))
        yield from _factors_of(wrong, spot, monomials(needed, words, 1, POWERS, COEFFICIENTS[1:]))
        words = [(word, wrong.points.numbers(word)) for word in _complements(wrong)]
        yield from _factors_of(wrong, spot, monomials(needed, words, 1, INVERSE))
    yield from missing_under_sums(wrong)


def missing_products(wrong: Wrong) -> Iterator[Trial]:
    """a b f for f, a/b f for f."""
    words = [(word, wrong.points.numbers(word)) for word in (*wrong.atoms(), *_complements(wrong))]
    for spot, needed in _spots_for_factors(wrong):
        yield from _factors_of(wrong, spot, monomials(needed, words, 2, INVERSE, SMALL))


def _spots_for_factors(wrong: Wrong) -> Iterator[tuple[Spot, Numbers]]:
    for spot in summands(wrong.right):
        needed = factor_needed(wrong, spot) if spot.linear and not isinstance(wrong.right, Rational) else None
        if needed is not None:
            yield spot, needed


def _factors_of(wrong: Wrong, spot: Spot, factors: Iterator[Expr]) -> Iterator[Trial]:
    for factor in factors:
        if not _cancels(factor, spot.node):
            yield _with_factor(wrong, spot, factor)


def _complements(wrong: Wrong) -> Iterator[Expr]:
    """1 − s and 1 + exp a, which the slopes of logistic and softplus are made of."""
    for word in wrong.atoms():
        if isinstance(word, Entry) and isinstance(word.family, Definition):
            yield Plus(ONE, Neg(word))
        elif isinstance(word, Call) and word.function.name in ("exp", "logistic"):
            yield Plus(ONE, word) if word.function.name == "exp" else Plus(ONE, Neg(word))


def _with_factor(wrong: Wrong, spot: Spot, factor: Expr) -> Trial:
    made = spot.put(_product(factor, spot.node))
    return wrong.meant(made, *_there(spot, (phrases.FACTOR_MISSING, phrases.FACTOR_MISSING_IN), factor))


def _product(factor: Expr, node: Expr) -> Expr:
    """factor · node, a quotient 1/a divided by."""
    sign = isinstance(factor, Neg) != isinstance(node, Neg)
    one, other = unsigned(factor), unsigned(node)
    over = isinstance(one, Quotient) and one.args[0] == ONE
    made = Quotient(other, one.args[1]) if over else times(one, other)
    return Neg(made) if sign else made


def _cancels(factor: Expr, node: Any) -> bool:
    """Whether the factor divides by what the part is made of, and so puts something else in its place."""
    below = _below(unsigned(factor))
    written = {part for piece in _factors(unsigned(node)) for part in (piece, unsigned(piece))}
    return any(part in written for part in below)


def _below(factor: Any) -> tuple[Expr, ...]:
    if not isinstance(factor, Quotient):
        return ()
    pieces = _factors(factor.args[1])
    return (*pieces, *(piece.args[0] for piece in pieces if isinstance(piece, Power)))


def _factors(node: Any) -> tuple[Any, ...]:
    if isinstance(node, Quotient):
        return (node, *_factors(node.args[0]))
    return (node, *node.args) if isinstance(node, Times) else (node,)


def missing_under_sums(wrong: Wrong) -> Iterator[Trial]:
    """A factor that depends on the index of a sum."""
    for spot in spots(wrong.right):
        if not spot.bound or not (isinstance(spot.above[-1], Sum) or spot.is_term):
            continue
        for word in wrong.atoms(spot.bound):
            if not free_indices(word) & frozenset(spot.bound):
                continue
            for factor in (word, Quotient(ONE, word)):
                if not _cancels(factor, spot.node):
                    made = spot.put(_product(factor, spot.node))
                    yield wrong.meant(made, phrases.FACTOR_MISSING_UNDER, factor, spot.bound[-1])


def superfluous_factors(wrong: Wrong) -> Iterator[Trial]:
    """f for a f, f for f/a."""
    for spot in spots(wrong.right):
        if spot.is_factor and spot.node != TWO:
            yield wrong.meant(spot.left_out(), phrases.FACTOR_SUPERFLUOUS, spot.node)
        if isinstance(spot.node, Quotient):
            above, below = spot.node.args
            yield wrong.meant(spot.put(above), phrases.DENOMINATOR_SUPERFLUOUS, below)


def quotients_inverted(wrong: Wrong) -> Iterator[Trial]:
    """b/a for a/b."""
    for spot in spots(wrong.right):
        if isinstance(spot.node, Quotient):
            turned = Quotient(*spot.node.args[::-1])
            yield wrong.meant(spot.put(turned), phrases.MEANT, turned, spot.node)
