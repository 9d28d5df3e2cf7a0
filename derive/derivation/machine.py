"""The machine's own derivation: from the left side alone, ending in the page's vocabulary.

    ∂NLL/∂z_d = ∂/∂z_d Σ_e −(x_e − Σ_k p_k A_ke)²             the definition under ∂ is written out
              = Σ_e −2 (x_e − …) (−Σ_k ∂p_k/∂z_d · A_ke)      ∂ is carried out, with other definitions closed
              = Σ_k t_k ∂p_k/∂z_d                             collected, and the coefficient found on the page
              = Σ_k t_k p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)   ∂p_k, found in the same way, is put in
              = Σ_k (t_k − Σ_j t_j p_j) p_k ∂h_k/∂z_d         collected again, and so on to the last definition

How the lines are found is heuristic; whether they hold is checked like any author's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from sympy import Expr

from derive.derivation.folding import Vocabulary
from derive.derivation.reasons import (
    Reason,
    algebra,
    differentiate,
    exp_log,
    factor,
    fold,
    given,
    openings_of,
    unfold,
)
from derive.derivation.steps import check_step
from derive.kernel import Limits, Proof, prove
from derive.kernel.derivative import differentiate as derivative_of
from derive.kernel.terms import Undecided
from derive.language.binders import bound_indices, free_indices, fresh, substitute, walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, definitions
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index
from derive.language.claims import Line


def derive_lines(
    left: Expr,
    vocabulary: Iterable[Definition] = (),
    hypotheses: tuple[Hypothesis, ...] = (),
    limits: Limits | None = None,
) -> tuple[Line, ...]:
    """Lines from `left` to its value in the vocabulary, each with the reason that suffices for it.

    Of two derivations, with the vocabulary's words put for what equals them and without, the one with the shorter
    end is taken. Raises `Undecided` where the kernel reaches a limit.
    """
    words = tuple(dict.fromkeys((*definitions(left), *vocabulary)))
    found = [
        _Derivation(Vocabulary(words, left, hypotheses, limits or Limits(), naming)).lines(left)
        for naming in (True, False)
    ]
    return min(found, key=lambda lines: size(lines[-1].expression) if lines else 0)
