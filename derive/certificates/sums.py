"""Σ of a product as one sum over all bound indices, in one order and with one set of names.

Σ_k u_k Σ_j w_kj v_j   and   Σ_j v_j Σ_k u_k w_kj   are both   Sum n (fun i'8a => Sum m (fun i'8b => …))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from string import ascii_lowercase

from derive.certificates import polynomials as poly
from derive.certificates.polynomials import Monomial
from derive.certificates.terms import Delta, Place, Power, Sum, Term, Times

Indices = Sequence[tuple[str, str]]
"""Bound indices with their dimensions."""


def canonical(size: str, bound: str, within: Monomial) -> tuple[Term, str]:
    """Σ over `bound` of the product, and the proof that it is equal: of all orders the one with the least text."""
    indices: list[tuple[str, str]] = [(bound, size)]
    factors: list[tuple[Term, int]] = []
    sums: list[Sum] = []
    for each, exponent in within:
        if not isinstance(each, Sum) or exponent < 0:
            factors.append((each, exponent))
            continue
        for _ in range(exponent):
            over, body = _unrolled(each, len(indices))
            indices += over
            factors += _factors(body)
            sums.append(each)
    names = _names(factors, indices)
    orders = ((_nested(chosen, factors, names), chosen) for chosen in permutations(indices))
    result, order = min(orders, key=lambda each: each[0].text)
    return result, _proof(indices, list(order), within, factors, sums)


def _proof(
    indices: list[tuple[str, str]],
    order: list[tuple[str, str]],
    within: Monomial,
    factors: list[tuple[Term, int]],
    sums: list[Sum],
) -> str:
    """Inner sums are opened, neighbours exchanged, factors put in order."""
    flat = poly.monomial_term(poly.ordered(_collected(factors)))
    steps: list[str] = []
    if sums:
        rest = poly.monomial_term(
            tuple(pair for pair in within if not isinstance(pair[0], Sum) or pair[1] < 0)
        )
        gathered = f"({rest.text} * {''.join(f'({each.text} * ' for each in sums)}1{')' * len(sums)})"
        opening = f"apply Sum_ext; intros {indices[0][0]}; intros; transitivity {gathered}; [settle | gather]"
        steps.append(f"transitivity {_binders(indices, flat).text}; [{opening} |")
    now = list(indices)
    for at in _swaps(indices, order):
        now[at], now[at + 1] = now[at + 1], now[at]
        inside = "apply Sum_ext; intros; " * at
        steps.append(f"transitivity {_binders(now, flat).text}; [{inside}apply Sum_swap |")
    closing = "apply Sum_ext; intros; " * len(indices) + "settle"
    return " ".join([*steps, closing]) + "]" * len(steps)


def _unrolled(term: Sum, number: int) -> tuple[list[tuple[str, str]], Term]:
    """Σ_i Σ_j body: its indices, named apart by numbers from this one on, and the body."""
    over: list[tuple[str, str]] = []
    body: Term = term
    while isinstance(body, Sum) and body.without is None:
        name = f"i'm{number + len(over)}"
        over.append((name, body.size))
        body = body.body.put(Place(body.bound), Place(name))
    return over, body


def _factors(term: Term) -> list[tuple[Term, int]]:
    every = term.factors if isinstance(term, Times) else (term,)
    return [(each.base, each.exponent) if isinstance(each, Power) else (each, 1) for each in every]


def _collected(factors: Iterable[tuple[Term, int]]) -> Iterator[tuple[Term, int]]:
    """Each factor once."""
    total: dict[Term, int] = {}
    for each, exponent in factors:
        total[each] = total.get(each, 0) + exponent
    yield from ((each, exponent) for each, exponent in total.items() if exponent)


def _names(factors: list[tuple[Term, int]], indices: Indices) -> list[str]:
    """Names for the indices of a sum of these factors: i'8a, i'8b; i'7a around sums inside a factor.

    So names grow inwards, as those of `translate` do, and products keep their order by text. A name that is free in a
    factor is an index of a sum around this one, and is passed over.
    """
    inside = [int(each.bound[2]) for factor, _ in factors for each in factor.walk() if isinstance(each, Sum)]
    level, own = min(inside, default=9) - 1, {name for name, _ in indices}
    names = (f"i'{level}{letter}" for letter in ascii_lowercase)
    free = (name for name in names if name in own or not any(each.has(name) for each, _ in factors))
    return list(islice(free, len(indices)))


def _nested(order: Indices, factors: list[tuple[Term, int]], names: list[str]) -> Term:
    """The sum over the indices in this order, with these names."""
    apart = {Place(old): Place(f"i'n{number}") for number, (old, _) in enumerate(order)}
    put = {Place(f"i'n{number}"): Place(new) for number, new in enumerate(names)}
    renamed = poly.ordered(_collected((_put(_put(each, apart), put), exponent) for each, exponent in factors))
    return _binders(
        [(new, size) for (_, size), new in zip(order, names, strict=True)], poly.monomial_term(renamed)
    )


def _binders(indices: Indices, body: Term) -> Term:
    for name, size in reversed(indices):
        body = Sum(size, name, body)
    return body


def _swaps(start: Indices, end: list[tuple[str, str]]) -> Iterator[int]:
    """Which neighbours to exchange, one after another, to come from one order to the other."""
    now = list(start)
    for place, wanted in enumerate(end):
        at = now.index(wanted)
        while at > place:
            at -= 1
            now[at], now[at + 1] = now[at + 1], now[at]
            yield at


def _put(term: Term, places: dict[Place, Place]) -> Term:
    for old, new in places.items():
        term = term.put(old, new)
    return term


@dataclass(frozen=True)
class Part:
    """A product under a sum: what stands before the sign, what stays under it, the sum's value, its proof."""

    outer: Term
    inner: Term
    value: Term
    proof: str


def split(proofs: list[str]) -> str:
    """Σ (c a + (d b + …)) part by part."""
    if not proofs:
        return "apply Sum_zero"
    *rest, last = (f"apply Sum_scale; {proof}" for proof in proofs)
    for proof in reversed(rest):
        last = f"apply Sum_plus; [{proof} | {last}]"
    return last


def sifted(term: Sum, delta: Delta, exponent: int, rest: Term) -> str:
    """The proof that Σ_k δ_kj f_k = f_j."""
    lemma = "Sum_sift" if exponent == 1 else "Sum_sift_power"
    given = delta.second.text if exponent == 1 else f"{delta.second.text} {exponent}"
    goals = "_" if exponent == 1 else "_ _"
    return f"refine ({lemma} {term.size} {given} (fun {term.bound} => {rest.text}) {goals}); below"


def sifts(delta: Delta, bound: Place) -> bool:
    """Whether δ puts another place for the bound index; it then stands first in δ."""
    return delta.first == bound and not delta.second.has(bound.name)
