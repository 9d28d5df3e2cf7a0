"""The machine's own derivation: from the left side alone, ending in the page's vocabulary.

    ∂NLL/∂z_d = ∂/∂z_d Σ_e −(x_e − Σ_k p_k A_ke)²             the definition under ∂ is written out
              = Σ_e −2 (x_e − …) (−Σ_k ∂p_k/∂z_d · A_ke)      ∂ is carried out, with other definitions closed
              = Σ_k t_k ∂p_k/∂z_d                             collected, and the coefficient found on the page
              = Σ_k t_k p_k (∂h_k/∂z_d − Σ_j p_j ∂h_j/∂z_d)   ∂p_k, found in the same way, is put in
              = Σ_k (t_k − Σ_j t_j p_j) p_k ∂h_k/∂z_d         collected again, and so on to the last ∂

How the lines are found is heuristic; whether they hold is checked like any author's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import combinations
from operator import and_
from typing import Any

from sympy import Expr

from derive.derivation.factoring import tidied
from derive.derivation.folding import Vocabulary, size
from derive.derivation.reasons import Reason, algebra, differentiate, exp_log, factor, fold, given, unfold
from derive.derivation.steps import check_step, openings_of
from derive.kernel import Limits, Proof, prove
from derive.kernel.derivative import differentiate as derivative_of
from derive.kernel.terms import Undecided
from derive.language.binders import bound_indices, free_indices, fresh, substitute, walk
from derive.language.claims import Line
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, definitions
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Index
from derive.language.recurrences import recurrences


def derive_lines(
    left: Expr,
    vocabulary: Iterable[Definition] | None = None,
    hypotheses: tuple[Hypothesis, ...] = (),
    limits: Limits | None = None,
) -> tuple[Line, ...]:
    """Lines from `left` to its value, each with the reason that suffices for it.

    The words of the vocabulary, by default the definitions in `left`, are put for what equals them, unless
    the end is shorter without. Raises `Undecided` where the kernel reaches a limit, and for a recurrence, which only
    an induction opens.
    """
    if opened := recurrences(left):
        names = ", ".join(sorted(each.name for each in opened))
        raise Undecided("{} is a recurrence, which only an induction opens", names)
    own = tuple(sorted(definitions(left), key=_depth, reverse=True))
    wanted = own if vocabulary is None else tuple(dict.fromkeys(vocabulary))
    told = Vocabulary.of(left, tuple(dict.fromkeys((*own, *wanted))), wanted, hypotheses, limits)
    chains = (_Chain(left, replace(told, wanted=words)).to_the_end() for words in (wanted, ()))
    return min(chains, key=lambda chain: size(chain.now)).lines


def follow_lines(
    left: Expr,
    ends: Iterable[Expr],
    hypotheses: tuple[Hypothesis, ...] = (),
    limits: Limits | None = None,
) -> tuple[Line, ...]:
    """A line for each of these expressions, from `left` on: an author's own, with the least reasons that will do.

    Raises `Undecided` where none covers a step.
    """
    through = tuple(ends)
    words = tuple(sorted(frozenset().union(*map(definitions, (left, *through))), key=_depth, reverse=True))
    chain = _Chain(left, Vocabulary.of(left, words, words, hypotheses, limits))
    for end in through:
        reasons = (*chain._reasons(end, algebra), *chain._reasons(end, differentiate))
        if end != chain.now and not chain._add(end, reasons):
            raise Undecided("no reason of its own covers one of the author's lines")
    return chain.lines


@dataclass
class _Chain:
    """A derivation as far as it has got; every line is checked when it is added."""

    now: Expr
    vocabulary: Vocabulary
    found: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(self.found)

    def to_the_end(self) -> _Chain:
        """Write out, carry out, collect, and put in one derivative after another."""
        self._inner_first()
        for definition in _under_derivative(self.now):
            self._add(_written_out(self.now, definition), (unfold(definition),))
        self._carry_out()
        while moving := _under_derivative(self.now):
            if not self._put_in(moving[0]):
                break
            self._carry_out()
        return self

    def _inner_first(self) -> None:
        """A derivative of a derivative: the inner one is derived to its end."""
        if isinstance(self.now, Derivative) and isinstance(self.now.body, Derivative):
            variable = self.now.variable
            for line in _Chain(self.now.body, self.vocabulary).to_the_end().lines:
                self._add(Derivative(line.expression, variable), (line.by,))

    def _carry_out(self) -> None:
        """Carry out every ∂, collect if it gets shorter, and put words for what equals them."""
        self._add(_carried_out(self.now), (differentiate,))
        plain, short = self.vocabulary.collected(self.now)
        if size(short) < size(self.now):
            self._add(plain, self._reasons(plain, algebra))
            self._add(short, self._reasons(short, factor))
        named = self.vocabulary.named(self.now)
        self._add(named, self._reasons(named, algebra))

    def _put_in(self, definition: Definition) -> bool:
        """Put in the definition's derivative."""
        made = tidied(_replaced(self.now, definition, self.vocabulary))
        return self._add(made, self._reasons(made, differentiate & unfold(definition)))

    def _add(self, after: Expr, reasons: Iterable[Reason]) -> bool:
        """The line, with the first of these reasons that covers the step; whether there is one."""
        if after == self.now:
            return False
        hypotheses, limits = self.vocabulary.hypotheses, self.vocabulary.limits
        for reason in reasons:
            if not isinstance(prove(self.now, after, openings_of(reason), limits), Proof):
                continue
            if check_step(self.now, after, reason, hypotheses, limits).proved:
                self.found.append(Line(after, reason, after))
                self.now = after
                return True
        return False

    def _reasons(self, after: Expr, base: Reason) -> Iterator[Reason]:
        """The base, with as few as may be of folds, unfolds, hypotheses and the laws of exp and log."""
        brought, present = set(walk(after)), set(walk(self.now))
        more = [fold(word) for word in self.vocabulary.words if word in brought - present]
        more += [unfold(word) for word in self.vocabulary.words if word in present]
        more += [given(hypothesis) for hypothesis in self.vocabulary.hypotheses] + [exp_log]
        yield base
        for count in sorted({*range(1, min(len(more), 3) + 1), len(more)}):
            for chosen in combinations(more, count):
                yield reduce(and_, chosen if base == algebra else (base, *chosen))


def _under_derivative(expression: Expr) -> list[Definition]:
    """The definitions whose entries are differentiated, the deepest nested first."""
    bodies = (node.body for node in walk(expression) if isinstance(node, Derivative))
    found = {body.family for body in bodies if isinstance(body, Entry)}
    moving = [family for family in found if isinstance(family, Definition)]
    return sorted(moving, key=lambda family: (-_depth(family), family.name))


def _depth(definition: Definition) -> int:
    return 1 + max(map(_depth, definitions(definition.body)), default=0)


def _written_out(expression: Any, definition: Definition) -> Any:
    """The expression with the definition written out wherever it is differentiated."""
    if isinstance(expression, Derivative) and isinstance(expression.body, Entry):
        entry = expression.body
        if entry.family == definition:
            return Derivative(definition.at(entry.places), expression.variable)
    return _rebuilt(expression, lambda part: _written_out(part, definition))


def _carried_out(expression: Any) -> Any:
    """Every derivative carried out, innermost first, with definitions closed."""
    made = _rebuilt(expression, _carried_out)
    return derivative_of(made.body, made.variable, lambda _: False) if isinstance(made, Derivative) else made


def _replaced(expression: Any, definition: Definition, vocabulary: Vocabulary) -> Any:
    """The expression with the definition's derivative put for ∂ of its entries."""
    if isinstance(expression, Derivative) and isinstance(expression.body, Entry):
        entry, variable = expression.body, expression.variable
        if entry.family == definition:
            return _derivative_at(entry, variable, vocabulary)
    return _rebuilt(expression, lambda part: _replaced(part, definition, vocabulary))


def _derivative_at(entry: Entry, variable: Entry, vocabulary: Vocabulary) -> Expr:
    """∂p_k/∂z_d one definition deep, found for an index k that means nothing else."""
    definition, taken = entry.family, free_indices(variable) | bound_indices(entry.family.body)
    apart: dict[Index, Index] = {}
    for parameter, place in zip(definition.parameters, entry.places, strict=True):
        free = isinstance(place, Index) and place not in taken
        apart[parameter] = place if free else fresh(parameter, taken)
        taken |= {apart[parameter]}
    carried = _carried_out(Derivative(definition.at(apart.values()), variable))
    wanted = tuple(word for word in vocabulary.wanted if word == definition)
    own = replace(vocabulary, hypotheses=(), wanted=wanted).beside(free_indices(carried))
    plain = own.restored(carried)
    told: Expr = min((plain, own.collected(plain)[1]), key=size)
    return substitute(told, dict(zip(apart.values(), entry.places, strict=True)))


def _rebuilt(expression: Any, change: Any) -> Any:
    if not expression.args or isinstance(expression, Entry):
        return expression
    return expression.func(*map(change, expression.args))
