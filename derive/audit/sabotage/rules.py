"""Hypotheses as rules, broken."""

from __future__ import annotations

from typing import Any

from derive.audit.letters import N, d, i, x
from derive.audit.sabotage.frame import Claim, always, sabotage
from derive.language.binders import Sum
from derive.language.hypotheses import normalised

ROWS = Claim(Sum(N[i, d] * x[i], d, i), Sum(x[i], i), given=(normalised(N),), judged="true")


@sabotage("rules:Rules.assume", "Σ_k y_k = 1 is taken for Σ_k y_k = 2")
def _assume(right: Any) -> Any:
    return lambda self, left, value, *more, **named: right(self, left, self.scale(value, 2), *more, **named)


always("rules:Rules.positive", "every letter is positive", True)
always("rules:Rules._impossible", "δ_ij = 0", True)


@sabotage("rules:Rules.rewrite", "hypotheses are not used")
def _rewrite(_: Any) -> Any:
    return lambda self, powers: None


@sabotage("rules:Rules._constant", "H constant in z: every family is constant")
def _constant(_: Any) -> Any:
    return lambda self, atom: next(iter(self.constants.values()), None)


@sabotage("rules:Rules._applied", "o_k o_j f = o_k o_j")
def _applied(right: Any) -> Any:
    return lambda self, rule, binding, powers: (
        None
        if right(self, rule, binding, powers) is None
        else self.substitute_form(rule.replacement, binding)
    )


@sabotage("rules:Rules._bindings", "y_k y_j = δ_kj y_k holds for this k and j only")
def _bindings(_: Any) -> Any:
    return lambda self, rule, powers: iter([{}])


@sabotage("rules:Rules.parts_for_hypotheses", "Σ_d Σ_i N_id f_i is not summed part by part", ROWS)
def _parts_for_hypotheses(_: Any) -> Any:
    return lambda self, atoms, bound: set()


@sabotage("rules:_holds", "a rule for a² applies to a")
def _holds(_: Any) -> Any:
    return lambda power, exponent: power != 0


@sabotage("rules:_head", "a rule applies to the very indices it is written with")
def _head(_: Any) -> Any:
    return lambda atom: atom


@sabotage("rules:leaves", "nothing stands inside a sum")
def _leaves(_: Any) -> Any:
    return lambda atom: iter([atom] if atom[0] in ("entry", "partial") else [])


@sabotage("rules:matches", "of all that may match, nothing does")
def _matches(_: Any) -> Any:
    return lambda wanted, offered, variables, binding: iter(())


always("rules:_unified", "no index stands for another", None)


@sabotage("rules:_indices", "an entry has no indices to match")
def _indices(_: Any) -> Any:
    return lambda leaf: ()
