"""The machine's own derivation: from the left side alone, ending in the page's vocabulary.

Definitions are written out, the derivative is carried out, the definitions are put back, common factors are
taken out. How the lines are found is heuristic; whether they hold is checked like any author's.

To put p_k = exp h_k / Z back, exp h_k is rewritten as p_k Z, with Z a letter of its own: the Zs cancel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sympy import Expr

from derive.derivation.factoring import factored
from derive.derivation.reasons import Reason, algebra, differentiate, exp_log, factor, fold, given, unfold
from derive.derivation.steps import check_step
from derive.kernel import Limits
from derive.kernel.derivative import differentiate as derivative_of
from derive.kernel.express import Letters, express
from derive.kernel.reading import Openings, Reader
from derive.kernel.terms import Form, Undecided, atomic, indices_of, monomial
from derive.language.binders import walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, definitions
from derive.language.hypotheses import Hypothesis
from derive.language.page import Line


def derive_lines(
    left: Expr,
    vocabulary: Iterable[Definition] = (),
    hypotheses: tuple[Hypothesis, ...] = (),
    limits: Limits | None = None,
) -> tuple[Line, ...]:
    """Lines from `left` to its value in the vocabulary, each with the reason that suffices for it.

    Lines that would repeat the one before are left out. Raises `Undecided` where the kernel reaches a limit.
    """
    lines: list[Line] = []
    names = (*sorted(definitions(left), key=_depth, reverse=True), *vocabulary)
    before = left
    for after, reason in _proposals(left, tuple(dict.fromkeys(names)), hypotheses, limits or Limits()):
        if after == before or not check_step(before, after, reason, hypotheses, limits).proved:
            continue
        lines.append(Line(after, reason, after))
        before = after
    return tuple(lines)


def _proposals(
    left: Expr, names: tuple[Definition, ...], hypotheses: tuple[Hypothesis, ...], limits: Limits
) -> Iterator[tuple[Expr, Reason]]:
    opened = left
    for definition in names:
        written_out = _unfolded(opened, definition)
        if written_out != opened:
            opened = written_out
            yield opened, unfold(definition)
    carried_out = _carried_out(opened)
    yield carried_out, differentiate
    form, letters = _folded(carried_out, names, hypotheses, limits)
    plain = express(form, letters)
    for reason in _reasons_for(plain, names, hypotheses):
        yield plain, reason
    yield factored(form, letters), factor


def _reasons_for(
    folded: Expr, names: tuple[Definition, ...], hypotheses: tuple[Hypothesis, ...]
) -> Iterator[Reason]:
    """What may carry the step to the folded line: first without hypotheses, then with each, then with all."""
    present = {node for node in walk(folded) if isinstance(node, Definition)}
    base: Any = None
    for definition in names:
        if definition in present:
            base = fold(definition) if base is None else base & fold(definition)
    base = base or algebra
    yield base
    yield base & exp_log
    granted = [given(hypothesis) for hypothesis in hypotheses]
    yield from (base & exp_log & each for each in granted)
    for each in granted[1:]:
        granted[0] &= each
    if len(granted) > 1:
        yield base & exp_log & granted[0]


def _depth(definition: Definition) -> int:
    return 1 + max(map(_depth, definitions(definition.body)), default=0)


def _unfolded(expression: Any, definition: Definition) -> Any:
    """The expression with one definition written out wherever it stands."""
    if isinstance(expression, Entry) and expression.family == definition:
        return definition.at(expression.places)
    if not expression.args or (isinstance(expression, Entry)):
        return expression
    return expression.func(*(_unfolded(arg, definition) for arg in expression.args))


def _carried_out(expression: Any) -> Any:
    """Every derivative carried out, innermost first."""
    if not expression.args or isinstance(expression, Entry):
        return expression
    made = expression.func(*(_carried_out(arg) for arg in expression.args))
    return derivative_of(made.body, made.variable, lambda _: True) if isinstance(made, Derivative) else made


def _folded(
    expression: Expr, names: tuple[Definition, ...], hypotheses: tuple[Hypothesis, ...], limits: Limits
) -> tuple[Form, Letters]:
    """The normal form in which the definitions stand again as letters."""
    letters = Letters.of(expression, *(Entry(name, *name.parameters) for name in names))
    folding = [name for name in names if _is_ratio(name, limits)]
    reader = Reader(Openings(definitions=frozenset(), hypotheses=hypotheses), limits)
    reader.functions = True
    for name in folding:
        _put_back(reader, name)
    form = reader.read(expression)
    return _without_scales(form, folding, reader, limits), letters


def _is_ratio(definition: Definition, limits: Limits) -> bool:
    """Whether the body is one term with a sum in its denominator, such as exp h_k / Σ_j exp h_j."""
    body = Reader(Openings(), limits).read(definition.body)
    return (
        bool(definition.parameters)
        and len(body) == 1
        and any(atom[0] in ("sum", "poly") and exponent < 0 for powers in body for atom, exponent in powers)
    )


def _put_back(reader: Reader, definition: Definition) -> None:
    """Rewrite the numerator as p_k times a scale; and Σ_k p_k = 1 where the kernel proves it."""
    opened = Reader(Openings(), reader.limits)
    ((powers, _),) = opened.read(definition.body).items()
    above = {atom: exponent for atom, exponent in powers if not (atom[0] in ("sum", "poly") and exponent < 0)}
    below = [atom for atom, exponent in powers if atom not in above]
    at = tuple(opened.place(index, {}) for index in definition.parameters)
    rows = sorted({index for atom in below for index in indices_of(atom) if index[0] == "f"})
    scale = ("entry", f"scale of {definition.name}", tuple(rows))
    letter = ("entry", definition.name, at)
    reader.positive_names |= {scale[1], definition.name}
    replacement: Form = {monomial([(letter, 1), (scale, 1)]): 1}
    reader.assume({monomial(above.items()): 1}, replacement, definition)
    summed = [index for index in at if index not in rows]
    bound = {index: reader.fresh(index[-1]) for index in summed}
    whole = reader.bind(reader.substitute(((letter, 1),), bound), bound.values())
    if whole != atomic(letter):
        reader.assume(whole, {(): 1}, definition)


def _without_scales(form: Form, folding: list[Definition], reader: Reader, limits: Limits) -> Form:
    """The scales must have cancelled; if one has not, the fold is given up."""
    names = {f"scale of {name.name}" for name in folding}
    if any(atom[0] == "entry" and atom[1] in names for powers in form for atom, _ in powers):
        raise Undecided("the definitions could not be put back")
    return form
