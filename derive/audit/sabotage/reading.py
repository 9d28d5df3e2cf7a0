"""From an expression to its normal form and back, broken."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Integer

from derive.audit.letters import G, H, P, d, i, j, k, p, t, u, y, z
from derive.audit.sabotage.frame import Claim, sabotage
from derive.kernel import Openings, proof
from derive.kernel.terms import ONE
from derive.language.binders import Delta, Sum
from derive.language.derivatives import D
from derive.language.expressions import Plus, sqrt
from derive.language.hypotheses import (
    Constant,
    Equation,
    OneHot,
    Positive,
    constant,
    equation,
    normalised,
    positive,
)
from derive.language.places import Distinct

ZERO = Integer(0)


def _closed() -> Any:
    return proof.prove(sqrt(u[i, d] ** 2), u[i, d], Openings(definitions=frozenset()))


def _total_of_p() -> Any:
    given = Openings(frozenset(), calculus=False, hypotheses=(equation(Sum(p[k], k), 1),))
    return proof.prove(D(Sum(p[k], k), p[j]), ZERO, given)


def total_of_y() -> Any:
    """∂Σ_k y_k/∂y_j = 0, not carried out, where Σ_k y_k = 1 is given."""
    given = Openings(calculus=False, hypotheses=(normalised(y),))
    return proof.prove(D(Sum(y[k], k), y[j]), ZERO, given)


def assuming(kind: Any, change: Any) -> Any:
    """What makes a wrong `Reader._assume`: hypotheses of one kind are changed."""

    def wrong(right: Any) -> Any:
        return lambda self, hypothesis: (
            change(self, hypothesis, right) if type(hypothesis) is kind else right(self, hypothesis)
        )

    return wrong


@sabotage("assuming:Assuming._assume Equation", "Σ_k y_k = 1 is taken for Σ_k y_k = 0")
def _equation(right: Any) -> Any:
    return assuming(
        Equation, lambda self, each, then: then(self, Equation(each.left, Integer(0), each.fixed))
    )(right)


@sabotage("assuming:Assuming._assume OneHot", "one-hot is taken for Σ_k o_k = 1 alone")
def _one_hot(right: Any) -> Any:
    return assuming(OneHot, lambda self, each, then: then(self, each.equations[1]))(right)


@sabotage(
    "assuming:Assuming._assume Constant",
    "H constant in z: G is constant",
    Claim(D(G[i, d], z[d]), ZERO, given=(constant(H, z),)),
)
def _constant_in(right: Any) -> Any:
    def change(self: Any, each: Any, then: Any) -> Any:
        then(self, each)
        self.constants["G", each.variable.name] = each

    return assuming(Constant, change)(right)


@sabotage(
    "assuming:Assuming._assume Positive",
    "P positive: t is positive",
    Claim(sqrt(t[i] ** 2), t[i], given=(positive(P),)),
)
def _positive_too(right: Any) -> Any:
    def change(self: Any, each: Any, then: Any) -> Any:
        then(self, each)
        self.assumed_positive["t"] = self.assumed_positive["c"] = self.assumed_positive["x"] = each

    return assuming(Positive, change)(right)


@sabotage("assuming:Assuming._assume Distinct", "i ≠ j is taken for i = j")
def _distinct(right: Any) -> Any:
    def change(self: Any, each: Any, then: Any) -> Any:
        self._identify(*each.args, each)

    return assuming(Distinct, change)(right)


@sabotage("assuming:Assuming._identify", "i = j is forgotten")
def _identify(_: Any) -> Any:
    return lambda self, first, second, hypothesis: None


@sabotage("reading:Reader.place", "an index that is bound is taken for a free one")
def _place(right: Any) -> Any:
    return lambda self, index, places: right(self, index, {})


@sabotage("reading:Reader.read", "1/2 = 2")
def _read(right: Any) -> Any:
    def wrong(self: Any, expression: Any, places: Any = None) -> Any:
        if expression.is_Rational and expression.q == 2 and expression.p == 1:
            return {(): 2}
        return right(self, expression, places)

    return wrong


@sabotage("reading:Reader._plus", "a + b = a")
def _plus(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.args[0], places)


@sabotage("reading:Reader._times", "a b = a")
def _times(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.args[0], places)


@sabotage("reading:Reader._neg", "−a = a")
def _neg(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.args[0], places)


@sabotage("reading:Reader._quotient", "a/b = a b")
def _quotient(_: Any) -> Any:
    return lambda self, expression, places: self.product(self.read(part, places) for part in expression.args)


@sabotage("reading:Reader._power", "a^q = a²")
def _power(_: Any) -> Any:
    return lambda self, expression, places: self.power(self.read(expression.args[0], places), 2)


@sabotage("reading:Reader._call", "f(a) = a")
def _call(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.argument, places)


@sabotage("reading:Reader._sum", "Σ_{k≠j} f_k = Σ_k f_k")
def _sum(_: Any) -> Any:
    def wrong(self: Any, expression: Any, places: Any) -> Any:
        bound = self.fresh(expression.bound.dim.name)
        return self.bind(self.read(expression.body, {**places, expression.bound: bound}), (bound,))

    return wrong


@sabotage("reading:Reader._delta", "δ_ij = 1")
def _delta(_: Any) -> Any:
    return lambda self, expression, places: ONE


@sabotage("reading:Reader._cases", "{a if i = j; b otherwise} = a")
def _cases(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.args[0], places)


@sabotage("reading:Reader._condition", "i ≠ j is i = j")
def _condition(right: Any) -> Any:
    return lambda self, condition, places: self.delta(
        *(self.place(index, places) for index in condition.args)
    )


@sabotage("reading:Reader._entry", "S_ij = S_ji")
def _entry(right: Any) -> Any:
    def wrong(self: Any, expression: Any, places: Any) -> Any:
        family = expression.family
        if len(set(family.dims)) == 1 and len(family.dims) == 2:
            expression = family[expression.places[1], expression.places[0]]
        return right(self, expression, places)

    return wrong


@sabotage(
    "reading:Reader._sign", "every definition is positive", Claim(sqrt(u[i, d] ** 2), u[i, d], ask=_closed)
)
def _sign(_: Any) -> Any:
    return lambda self, family: self.positive_names.add(family.name)


@sabotage("reading:Reader._derivative", "∂f/∂x = f")
def _derivative(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.body, places)


@sabotage("reading:Reader._kept", "∂f/∂x = f where it is not carried out")
def _kept(_: Any) -> Any:
    return lambda self, expression, places: self.read(expression.body, places)


@sabotage(
    "assuming:letters_of",
    "a hypothesis depends on no letter",
    Claim(D(Sum(y[k], k), y[j]), ZERO, ask=total_of_y),
)
def _letters(_: Any) -> Any:
    return lambda *parts: frozenset()


@sabotage(
    "assuming:_named",
    "what is said of p holds where p is a variable",
    Claim(D(Sum(p[k], k), p[j]), ZERO, ask=_total_of_p),
)
def _named(_: Any) -> Any:
    return lambda *parts: frozenset()


@sabotage(
    "reading:_is_identity", "Σ_k y_k = 1 holds for all y", Claim(D(Sum(y[k], k), y[j]), ZERO, ask=total_of_y)
)
def _is_identity(_: Any) -> Any:
    return lambda equation, limits: True


@sabotage("reading:_fraction", "2/3 = 3/2")
def _fraction(_: Any) -> Any:
    return lambda number: Fraction(int(number.q), int(number.p)) if number else Fraction(0)


# back to an expression


@sabotage("express:Letters.of", "a sum takes a letter that is free")
def _of(right: Any) -> Any:
    def wrong(*expressions: Any) -> Any:
        from dataclasses import replace

        return replace(right(*expressions), taken=frozenset())

    return wrong


@sabotage("express:Letters.pick", "all bound indices get one letter")
def _pick(_: Any) -> Any:
    def wrong(self: Any, dim: Any, used: Any) -> Any:
        from derive.language.indices import Dim, Index

        return Index("j", Dim(dim))

    return wrong


@sabotage("express:express", "of a form the last term is not written")
def _express(right: Any) -> Any:
    def wrong(form: Any, letters: Any, places: Any = None) -> Any:
        made = right(form, letters, places)
        return made.args[0] if isinstance(made, Plus) else made

    return wrong


@sabotage("express:_term", "a sign is not written")
def _term(right: Any) -> Any:
    return lambda powers, coefficient, letters, places: right(powers, abs(coefficient), letters, places)


@sabotage("express:_power", "a² is written as a")
def _power_written(right: Any) -> Any:
    return lambda atom, exponent, letters, places: right(
        atom, 1 if exponent == 2 else exponent, letters, places
    )


@sabotage("express:_atom", "log a is written as a")
def _atom(right: Any) -> Any:
    def wrong(atom: Any, letters: Any, places: Any) -> Any:
        made = right(atom, letters, places)
        return made.argument if atom[0] == "log" else made

    return wrong


@sabotage("express:_indexed", "δ_ij is written as 1")
def _indexed(right: Any) -> Any:
    return lambda atom, letters, places: (
        Integer(1) if isinstance(made := right(atom, letters, places), Delta) else made
    )


@sabotage("express:_component", "Σ_k is not written")
def _component(right: Any) -> Any:
    return lambda own, dims, inside, letters, places: right(own, dims, inside, letters, places).body


@sabotage("express:free_indices_of", "a letter in use is taken again")
def _free_indices_of(_: Any) -> Any:
    return lambda places: set()


@sabotage("express:_entry", "S_ij is written as S_ji")
def _entry_written(right: Any) -> Any:
    def wrong(name: Any, at: Any, letters: Any, places: Any) -> Any:
        return right(name, at[::-1] if len(at) == 2 and at[0][-1] == at[1][-1] else at, letters, places)

    return wrong


@sabotage("express:_index", "every fixed place is written as 1, every label too")
def _index(right: Any) -> Any:
    return lambda index, letters, places: Integer(1) if index[0] == "y" else right(index, letters, places)
