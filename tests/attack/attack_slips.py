"""Slips: steps that usually change the value, and that nothing may prove where they do."""

from attack_laws import free_of, over
from attack_letters import HALF, VECTORS, n
from sympy import Integer

from derive import Sum, delta, exp, log, logistic, sin, tanh
from derive.language.binders import Delta, substitute
from derive.language.expressions import Plus, Power, Times
from derive.language.families import Entry
from derive.language.functions import Call


def other_sign(random, node, free):
    """−a for a"""
    return -node


def other_index(random, node, free):
    """x_j for x_i, δ_ij for δ_ik"""
    if isinstance(node, Entry | Delta):
        places = list(node.args) if isinstance(node, Delta) else list(node.places)
        at = [number for number, each in enumerate(places) if type(each).__name__ == "Index"]
        if at:
            number = random.choice(at)
            known = [each for each in free if each.dim == places[number].dim and each != places[number]]
            if known:
                places[number] = random.choice(known)
                return delta(*places) if isinstance(node, Delta) else node.family[tuple(places)]


def other_letter(random, node, free):
    """y_k for x_k"""
    if isinstance(node, Entry) and len(node.places) == 1 and node.family.dims[0] == n:
        return random.choice(VECTORS[n])[node.places[0]]


def dropped(random, node, free):
    """a for a + b, for a b"""
    if isinstance(node, Plus | Times):
        return random.choice(node.args)
    if isinstance(node, Delta):
        return Integer(1)


def captured(random, node, free):
    """Σ_j f for Σ_k f, so that a free j is caught"""
    if isinstance(node, Sum):
        known = [each for each in free_of(node.body) if each.dim == node.bound.dim and each != node.bound]
        if known:
            new = random.choice(known)
            return Sum(substitute(node.body, {node.bound: new}), new)


def nothing_left_out(random, node, free):
    """Σ_k for Σ_{k≠j}"""
    if isinstance(node, Sum):
        at = over(random, node.bound.dim, free - {node.bound})
        return Sum(node.body, node.bound) if node.without else at and Sum(node.body, node.bound, without=at)


def other_number(random, node, free):
    """2 a, a + 1, a²"""
    return random.choice((2 * node, node + 1, node**2))


def transposed(random, node, free):
    """A_ji for A_ij"""
    if isinstance(node, Entry) and len(node.places) == 2 and node.family.dims[0] == node.family.dims[1]:
        return node.family[node.places[1], node.places[0]]


def other_function(random, node, free):
    """log for exp, f for tanh"""
    if isinstance(node, Call):
        return random.choice((exp, tanh, logistic, sin))(node.argument)


def wrong_root(random, node, free):
    """√a² = a, log ab = log a + log b whatever the signs"""
    if isinstance(node, Power) and node.args[1] == HALF and isinstance(node.args[0], Power):
        return node.args[0].args[0]
    if isinstance(node, Call) and node.function.name == "log" and isinstance(node.argument, Times):
        return Plus(*(log(each) for each in node.argument.args))


SLIPS = (
    other_sign, other_index, other_index, other_letter, dropped, captured, nothing_left_out, other_number, transposed,
    other_function, wrong_root,
)  # fmt: skip
