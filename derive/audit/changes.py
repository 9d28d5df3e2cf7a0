"""Small slips, as data: each makes of a node another that usually has another value.

A slip takes a node, the indices that may be used there and random numbers, and returns a well-formed
expression, or None where it does not apply. To add a slip, add one entry below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sympy import Expr, Integer, Rational

from derive.audit.letters import CONSTRAINED, INDICES, REAL, y
from derive.audit.scope import Scope, scope_at
from derive.language.binders import Cases, Delta, Sum, free_indices, substitute
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import Neg, Plus, Power, Quotient, Times
from derive.language.families import Definition, Entry, Family
from derive.language.functions import Call, exp, log
from derive.language.indices import Dim, Index
from derive.language.parts import parts, replaced

ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)


@dataclass(frozen=True)
class Here:
    """Where a slip is made: the indices that may be used there, random numbers, the variables of ∂ around.

    `letters` and `dims` are what may be written by mistake.
    """

    scope: Scope
    random: Random
    variables: tuple[Family, ...] = ()
    letters: tuple[Family, ...] = REAL
    dims: tuple[Dim, ...] = tuple(INDICES)

    def other(self, index: Expr, dim: Dim) -> Expr | None:
        """Another index over the same dimension."""
        choices = [each for each in self.scope.over(dim) if each != index]
        return self.random.choice(choices) if choices else None


Slip = Callable[[Any, Here], Expr | None]
CHANGES: dict[str, Slip] = {}
"""Every slip, by name."""


def _slip(made: Slip) -> Slip:
    """Enter the slip under its own name."""
    if made.__name__ in CHANGES:
        raise ValueError(f"the slip {made.__name__} is entered twice")
    CHANGES[made.__name__] = made
    return made


def change(slip: Slip, expression: Expr, scope: Scope, random: Random, tries: int = 12) -> Expr | None:
    """The expression with the slip made at a random part of it; None if it applies at none of those tried."""
    places = list(parts(expression))
    random.shuffle(places)
    for part in places[:tries]:
        try:
            made = slip(part.node, Here(scope_at(part, scope), random, part.variables))
        except IllFormed:
            continue
        if made is not None and made != part.node:
            return replaced(expression, part.path, made)
    return None


# signs, numbers, terms


@_slip
def sign(node: Expr, _: Here) -> Expr:
    """−a for a"""
    return node.args[0] if isinstance(node, Neg) else Neg(node)


@_slip
def factor_two(node: Expr, _: Here) -> Expr:
    """2a for a"""
    return Times(TWO, node)


@_slip
def number(node: Expr, _: Here) -> Expr | None:
    """another number"""
    return node + 1 if isinstance(node, Rational) else None


@_slip
def one_more(node: Expr, _: Here) -> Expr:
    """a + 1 for a"""
    return Plus(node, ONE)


@_slip
def dropped_term(node: Expr, here: Here) -> Expr | None:
    """b for a + b"""
    return _without_one(node, here) if isinstance(node, Plus) else None


@_slip
def dropped_factor(node: Expr, here: Here) -> Expr | None:
    """b for a b"""
    return _without_one(node, here) if isinstance(node, Times) else None


def _without_one(node: Expr, here: Here) -> Expr:
    place = here.random.randrange(len(node.args))
    rest = (*node.args[:place], *node.args[place + 1 :])
    return rest[0] if len(rest) == 1 else node.func(*rest)


@_slip
def exponent(node: Expr, _: Here) -> Expr | None:
    """a³ for a²"""
    if isinstance(node, Power) and isinstance(node.args[1], Rational):
        return Power(node.args[0], node.args[1] + 1)
    return None


@_slip
def dropped_power(node: Expr, _: Here) -> Expr | None:
    """a for a²"""
    return node.args[0] if isinstance(node, Power) else None


@_slip
def dropped_denominator(node: Expr, _: Here) -> Expr | None:
    """a for a/b"""
    return node.args[0] if isinstance(node, Quotient) else None


@_slip
def inverted(node: Expr, _: Here) -> Expr | None:
    """b/a for a/b"""
    return Quotient(node.args[1], node.args[0]) if isinstance(node, Quotient) else None


@_slip
def split_denominator(node: Expr, _: Here) -> Expr | None:
    """a/b + a/c for a/(b + c)"""
    match node:
        case Quotient(args=(above, Plus() as below)):
            return Plus(*(Quotient(above, term) for term in below.args))
    return None


@_slip
def dimension(node: Expr, here: Here) -> Expr | None:
    """m for n"""
    return here.random.choice(here.dims) if isinstance(node, Dim) else None


# indices


@_slip
def wrong_index(node: Expr, here: Here) -> Expr | None:
    """h_j for h_k"""
    if not isinstance(node, Entry) or not node.places:
        return None
    place = here.random.randrange(len(node.places))
    other = here.other(node.places[place], node.family.dims[place])
    return (
        None if other is None else Entry(node.family, *node.places[:place], other, *node.places[place + 1 :])
    )


@_slip
def transposed(node: Expr, _: Here) -> Expr | None:
    """S_ji for S_ij"""
    if isinstance(node, Entry) and len(node.places) == 2:
        return Entry(node.family, node.places[1], node.places[0])
    return None


@_slip
def wrong_letter(node: Expr, here: Here) -> Expr | None:
    """t_k for h_k"""
    if not isinstance(node, Entry):
        return None
    choices = [each for each in here.letters if each.dims == node.family.dims]
    return Entry(here.random.choice(choices), *node.places) if choices else None


@_slip
def captured(node: Expr, here: Here) -> Expr | None:
    """Σ_i f_i g_i for Σ_k f_k g_i"""
    if not isinstance(node, Sum):
        return None
    free = [index for index in free_indices(node) if index.dim == node.bound.dim]
    if not free:
        return None
    index = here.random.choice(sorted(free, key=lambda each: each.name))
    return Sum(substitute(node.body, {node.bound: index}), index)


@_slip
def product_captured(node: Expr, _: Here) -> Expr | None:
    """Σ_k f_k g_k for (Σ_k f_k)(Σ_k g_k)"""
    match node:
        case Times(args=(Sum() as first, Sum() as second)) if first.bound.dim == second.bound.dim:
            return Sum(Times(first.body, substitute(second.body, {second.bound: first.bound})), first.bound)
    return None


@_slip
def square_captured(node: Expr, _: Here) -> Expr | None:
    """Σ_k f_k² for (Σ_k f_k)²"""
    match node:
        case Power(args=(Sum() as total, power)):
            return Sum(Power(total.body, power), total.bound, without=total.without)
    return None


@_slip
def merged_sums(node: Expr, _: Here) -> Expr | None:
    """Σ_i f_ii for Σ_i Σ_j f_ij"""
    match node:
        case Sum(bound=i, body=Sum(bound=j) as inner) if i.dim == j.dim and i != j:
            return Sum(substitute(inner.body, {j: i}), i, without=node.without)
    return None


# Σ, δ, cases


@_slip
def dropped_sum(node: Expr, here: Here) -> Expr | None:
    """f_i for Σ_k f_k"""
    if not isinstance(node, Sum):
        return None
    index = here.other(node.bound, node.bound.dim)
    return None if index is None else substitute(node.body, {node.bound: index})


@_slip
def average(node: Expr, _: Here) -> Expr | None:
    """(1/n) Σ_k f_k for Σ_k f_k"""
    return Quotient(node, node.bound.dim) if isinstance(node, Sum) else None


@_slip
def nothing_left_out(node: Expr, _: Here) -> Expr | None:
    """Σ_k f_k for Σ_{k≠j} f_k"""
    return Sum(node.body, node.bound) if isinstance(node, Sum) and node.without else None


@_slip
def one_left_out(node: Expr, here: Here) -> Expr | None:
    """Σ_{k≠j} f_k for Σ_k f_k"""
    if not isinstance(node, Sum) or node.without:
        return None
    index = here.other(node.bound, node.bound.dim)
    return None if index is None else Sum(node.body, node.bound, without=index)


@_slip
def dropped_delta(node: Expr, _: Here) -> Expr | None:
    """1 for δ_ij"""
    return ONE if isinstance(node, Delta) else None


@_slip
def wrong_delta(node: Expr, here: Here) -> Expr | None:
    """δ_ik for δ_ij"""
    if not isinstance(node, Delta):
        return None
    first, second = node.args
    dim = next((each.dim for each in (second, first) if isinstance(each, Index)), None)
    other = dim and here.other(second, dim)
    return None if other is None else Delta(first, other)


@_slip
def exchanged_cases(node: Expr, _: Here) -> Expr | None:
    """{b if i = j; a otherwise} for {a if i = j; b otherwise}"""
    if not isinstance(node, Cases) or len(node.args) != 3:
        return None
    return Cases(node.args[2], node.args[1], node.args[0])


@_slip
def dropped_case(node: Expr, _: Here) -> Expr | None:
    """b for {a if i = j; b otherwise}"""
    return node.otherwise if isinstance(node, Cases) else None


# functions and ∂


@_slip
def dropped_function(node: Expr, _: Here) -> Expr | None:
    """a for exp a"""
    return node.argument if isinstance(node, Call) else None


@_slip
def function_of_sum(node: Expr, _: Here) -> Expr | None:
    """exp a + exp b for exp(a + b), Σ log f for log Σ f"""
    match node:
        case Call(function=function, argument=Plus(args=terms)):
            return Plus(*(Call(function, term) for term in terms))
        case Call(function=function, argument=Sum() as total):
            return Sum(Call(function, total.body), total.bound, without=total.without)
    return None


@_slip
def exp_for_log(node: Expr, _: Here) -> Expr | None:
    """exp a for log a"""
    return exp(node.argument) if isinstance(node, Call) and node.function == log else None


@_slip
def zero_derivative(node: Expr, _: Here) -> Expr | None:
    """0 for ∂f/∂z_d, a dependence forgotten"""
    return ZERO if isinstance(node, Derivative) else None


@_slip
def wrong_variable(node: Expr, here: Here) -> Expr | None:
    """∂f/∂z_e for ∂f/∂z_d"""
    if not isinstance(node, Derivative):
        return None
    other = wrong_index(node.variable, here)
    return None if other is None else Derivative(node.body, other)


@_slip
def chain_rule_forgotten(node: Expr, _: Here) -> Expr | None:
    """exp a for ∂exp a/∂z_d"""
    match node:
        case Derivative(body=Call(function=function) as body) if function == exp:
            return body
    return None


@_slip
def hypothesis_under_derivative(node: Expr, here: Here) -> Expr | None:
    """∂(f Σ_k y_k)/∂y_j for ∂f/∂y_j, as if Σ_k y_k = 1 held for all y"""
    if not CONSTRAINED & set(here.variables):
        return None
    index = next((each for each in INDICES[y.dims[0]] if each not in free_indices(node)), None)
    if index is None:
        return None
    return Times(node, Sum(y[index], index))


@_slip
def unfolded_variable(node: Expr, here: Here) -> Expr | None:
    """∂(exp h_k / Σ_j exp h_j)/∂p_k for ∂p_k/∂p_k, as if the variable p_k were what it stands for"""
    if isinstance(node, Entry) and node.family in here.variables and isinstance(node.family, Definition):
        return node.family.at(node.places)
    return None
