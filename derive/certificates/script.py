"""The script of a proof: a lemma for each step, facts for the tactics, what closes a goal.

assert (H3 : forall j, (j < n)%nat -> Sum n (fun k => delta k j * x k) = x j) by (…).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from derive.certificates.terms import (
    Apply,
    Atom,
    Number,
    Over,
    Place,
    Plus,
    Power,
    Size,
    Sum,
    Term,
    Times,
    alike,
)

Scope = tuple[tuple[str, str], ...]
"""The bound indices that a term stands under, each with its dimension."""


@dataclass(frozen=True)
class Known:
    """What is taken as given: places that differ, and the letters whose entries are positive."""

    distinct: frozenset[frozenset[Place]] = frozenset()
    positive: frozenset[str] = frozenset()


class Script:
    """What is known, and the sentences that say so."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.script: list[str] = []
        self.lemmas: dict[Term, tuple[str, Scope]] = {}
        self.facts: dict[str, tuple[str, Scope]] = {}
        self.roots: dict[str, tuple[str, Scope]] = {}

    def lemma(self, term: Term, result: Term, scope: Scope, proof: str) -> None:
        """That the term is the result, at all its places; nothing where they are alike."""
        if alike(term, result):
            return
        used = tuple((name, size) for name, size in scope if term.has(name))
        name = f"H{len(self.script) + 1}"
        intros = f"intros {' '.join(index for index, _ in used)}; intros; " if used else ""
        self.script.append(
            f"assert ({name} : {for_all(used)}{term.text} = {result.text}) by ({intros}{proof})."
        )
        self.lemmas[term] = name, used

    def rewrites(self, term: Term, scope: Scope) -> str:
        """Each outermost part that has a lemma is rewritten by it."""
        lines: dict[str, None] = {}
        for each in sorted(self._outermost(term), key=lambda part: -len(part.text)):
            name, used = self.lemmas[each]
            lines[f"rewrite ({' '.join([name, *(index for index, _ in used)])}) by below; "] = None
        return "".join(lines)

    def _outermost(self, term: Term) -> Iterator[Term]:
        if term in self.lemmas:
            yield term
        elif not isinstance(term, Sum):  # a sum without a lemma is its own normal form
            for part in term.parts:
                yield from self._outermost(part)

    def closing(self, term: Term, scope: Scope) -> str:
        """What closes a goal that says what the term's normal form is."""
        return f"{self.rewrites(term, scope)}{self.settle(term, scope)}"

    def fact(
        self,
        term: Term,
        scope: Scope,
        claim: str,
        proof: str,
        kind: dict[str, tuple[str, Scope]] | None = None,
    ) -> None:
        """What is known of a term at all its places, for the tactics to find."""
        used = tuple((index, size) for index, size in scope if term.has(index))
        text = f"{for_all(used)}{claim.format(term.text)}"
        known = self.facts if kind is None else kind
        if text not in known:
            known[text] = f"P{len(self.script) + 1}", used
            self.script.append(f"assert ({known[text][0]} : {text}) by (intros; {proof}).")

    def settle(self, term: Term, scope: Scope) -> str:
        """The tactic that closes a goal about the term, with the laws of the roots that are known at its places."""
        here = {(index, size) for index, size in scope if term.has(index)}
        laws = [
            f"({' '.join([law, *(index for index, _ in used), *['ltac:(below)'] * len(used)])})"
            for law, used in self.roots.values()
            if {*used} <= here
        ]
        given = f"[{' '.join(laws)}]"
        return f"first [settle | ring {given} | field {given}; nonzero]" if laws else "settle"

    def is_positive(self, term: Term) -> bool:
        """Whether it is positive by its shape."""
        match term:
            case Number(value):
                return value > 0
            case Size() | Apply("exp", _):
                return True
            case Atom(form, _):
                return form == "PI" or form.split()[0] in self.known.positive
            case Plus(parts):
                return any(map(self.is_positive, parts)) and all(map(self.is_nonnegative, parts))
            case Times() | Over():
                return all(map(self.is_positive, term.parts))
            case Power(base, _) | Sum(_, _, base, None):
                return self.is_positive(base)
        return False

    def is_nonnegative(self, term: Term) -> bool:
        """Whether it is 0 or positive by its shape."""
        match term:
            case Power(_, 2):
                return True
            case Plus() | Times() | Sum(_, _, _, None):
                return all(map(self.is_nonnegative, term.parts))
            case Over(top, bottom):
                return self.is_nonnegative(top) and self.is_positive(bottom)
        return self.is_positive(term)


def for_all(indices: Scope) -> str:
    """For all these indices within their dimensions."""
    if not indices:
        return ""
    ranges = "".join(f"({index} < {size})%nat -> " for index, size in indices)
    return f"forall {' '.join(index for index, _ in indices)}, {ranges}"
