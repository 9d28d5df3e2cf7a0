"""Putting the page's words back: p_k for exp h_k / Σ_j exp h_j, t_k for what the kernel proves equal to it.

To put p_k back, exp h_k is rewritten as p_k Z, with Z a letter of its own: the Zs cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.derivation.factoring import common_factor, divided, factored, groups
from derive.kernel import Limits, Openings, Proof, prove
from derive.kernel.express import Letters, express
from derive.kernel.reading import Reader
from derive.kernel.renaming import same_up_to_renaming
from derive.kernel.terms import Atom, Form, Frozen, IndexKey, atomic, freeze, indices_of, monomial, subforms
from derive.language.binders import Delta, Sum, free_indices, walk
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry
from derive.language.functions import Call
from derive.language.hypotheses import Hypothesis
from derive.language.indices import Dim, Index


@dataclass(frozen=True)
class Vocabulary:
    """The words in which an expression is to be told, and what may be taken for granted.

    A fraction over a sum, such as p_k, is put wherever it fits; the `wanted` words for all that equals them.
    """

    words: tuple[Definition, ...]
    wanted: tuple[Definition, ...]
    letters: Letters
    hypotheses: tuple[Hypothesis, ...]
    limits: Limits

    @staticmethod
    def of(
        left: Expr,
        words: tuple[Definition, ...],
        wanted: tuple[Definition, ...],
        hypotheses: tuple[Hypothesis, ...] = (),
        limits: Limits | None = None,
    ) -> Vocabulary:
        """The vocabulary for a derivation from `left`."""
        entries = (Entry(word, *word.parameters) for word in words)
        parts = (part for hypothesis in hypotheses for part in hypothesis.parts)
        letters = Letters.of(left, *entries, *(part for part in parts if isinstance(part, Basic)))
        fixed = free_indices(left).union(*(each.fixed_indices for each in hypotheses))
        letters = replace(
            letters,
            bound={**letters.bound, **_in_order_of_use([left, *(word.body for word in words)])},
            taken=frozenset(index.name for index in fixed),
        )
        return Vocabulary(words, wanted, letters, hypotheses, limits or Limits())

    def collected(self, expression: Expr) -> tuple[Expr, Expr]:
        """The expression as a plain sum of terms, and with common factors taken out."""
        terms = [term for word in self.words if (term := _term(word, self.limits))]
        over_sums = tuple(term for term in terms if term.scale)
        wanted = tuple(term for term in terms if term.scale or term.word in self.wanted)
        tellings = (self._told(expression, folding) for folding in dict.fromkeys(((), over_sums, wanted)))
        return min((telling for telling in tellings if telling), key=_cost)

    def _told(self, expression: Expr, folding: tuple[_Term, ...]) -> tuple[Expr, Expr] | None:
        reader = self._reader(expression)
        for term in folding:
            term.put_back(reader)
        form = reader.read(expression)
        if _names(freeze(form)) & {term.scale[1] for term in folding if term.scale}:
            return None
        letters = self._letters(reader)
        return express(form, letters), factored(form, reader, letters)

    def beside(self, indices: Iterable[Index]) -> Vocabulary:
        """The vocabulary where these indices are free as well."""
        taken = self.letters.taken | {index.name for index in indices}
        return replace(self, letters=replace(self.letters, taken=taken))

    def _reader(self, expression: Expr) -> Reader:
        reader = Reader(Openings(definitions=frozenset(), hypotheses=self.hypotheses), self.limits)
        reader.mean(expression)
        return reader

    def _letters(self, reader: Reader) -> Letters:
        """Those of the expressions, and those that the kernel gave: an inverse, a determinant."""
        return replace(self.letters, made=reader.made)

    # what equals a word

    def named(self, expression: Expr) -> Expr:
        """The expression with wanted words for all of it, for a coefficient of ∂, or for its parts."""
        reader = self._reader(expression)
        form = reader.read(expression)
        found = self._word_for(form, reader, _free(form)) or self._with_coefficients(form, reader)
        if found:
            return express(found, self._letters(reader))
        spelled = factored(self._spelled(form, reader), reader, self._letters(reader))
        return self.restored(spelled if size(spelled) < size(expression) else expression)

    def _with_coefficients(self, form: Form, reader: Reader) -> Form | None:
        """The form where Σ_k (…) ∂p_k has a word for its coefficient."""
        for group in groups(form, reader):
            derivatives = [atom for atom in common_factor(group.summand) if atom[0] == "partial"]
            if len(derivatives) == 1:
                coefficient = divided(group.summand, {derivatives[0]: 1})
                entry = self._word_for(coefficient, reader, _free(coefficient) | {group.index})
                if entry is not None:
                    left = {powers: each for powers, each in form.items() if powers not in group.terms}
                    summand = reader.multiply(entry, atomic(derivatives[0]))
                    return reader.add(left, reader.bind(summand, [group.index]))
        return None

    def _word_for(self, form: Form, reader: Reader, at: Iterable[IndexKey]) -> Form | None:
        """The wanted word that the form is, at some of these indices."""
        offered = sorted(at, key=str)
        for word in self.wanted if set(form) - {()} else ():
            for places in _placements(word, offered, lambda index: index[-1]):
                body = reader.read(word.body, dict(zip(word.parameters, places, strict=True)))
                if not reader.subtract(form, body):
                    return atomic(("entry", word.name, places))
        return None

    def _spelled(self, form: Form, reader: Reader) -> Form:
        """x_{y_i} as Σ_k Y_ik x_k, for a wanted word Y_ik = δ_{k,y_i}."""
        for word in self.wanted:
            labels = (index for index in _free(form) if index[0] == "y")
            for label in sorted(label for label in labels if all(index[0] == "f" for index in label[2])):
                terms = ({powers: coefficient} for powers, coefficient in form.items())
                form = reader.add(*(_spelled(reader, term, word, label) for term in terms))
        return form

    def restored(self, expression: Any) -> Any:
        """The expression with wanted words wherever their bodies stand as written."""
        if not expression.args or isinstance(expression, Entry):
            return expression
        for word in self.wanted:
            if type(expression) is type(word.body):
                at = [node for node in walk(expression) if getattr(node, "ranges_over", None) is not None]
                for places in _placements(word, dict.fromkeys(at), lambda node: node.ranges_over.name):
                    if same_up_to_renaming(word.at(places), expression):
                        return Entry(word, *places)
        return expression.func(*map(self.restored, expression.args))


def size(expression: Basic, depth: int = 0) -> tuple[int, int]:
    """How many letters it takes to write the expression, and how deep in sums they stand.

    A derivative counts for several.
    """
    within = depth + isinstance(expression, Sum)
    parts = [size(part, within) for part in expression.args]
    weight = _weight(expression)
    return weight + sum(count for count, _ in parts), weight * depth + sum(deep for _, deep in parts)


def _weight(node: Basic) -> int:
    if isinstance(node, Derivative):
        return 3
    if isinstance(node, Rational):
        return int(abs(node) != 1)
    return int(isinstance(node, Entry | Call | Sum | Delta | Dim))


def _in_order_of_use(expressions: Iterable[Expr]) -> dict[str, tuple[str, ...]]:
    """The bound indices of each dimension, those first that are bound first."""
    names: dict[str, tuple[str, ...]] = {}
    for node in (node for expression in expressions for node in walk(expression)):
        if isinstance(node, Sum):
            dim = node.bound.dim.name
            names[dim] = tuple(dict.fromkeys((*names.get(dim, ()), node.bound.name)))
    return names


def _cost(telling: tuple[Expr, Expr]) -> tuple[tuple[int, int], int]:
    return size(telling[1]), len(str(telling[1]))


def _names(form: Frozen) -> set[str]:
    """The names of the letters in the form."""
    atoms = [atom for powers, _ in form for atom, _ in powers]
    own = {str(atom[1]) for atom in atoms if atom[0] == "entry"}
    return own.union(*(_names(inner) for atom in atoms for inner in subforms(atom)))


def _free(form: Form) -> set[IndexKey]:
    return {index for powers in form for atom, _ in powers for index in indices_of(atom)}


def _placements(word: Definition, at: Iterable[Any], dim: Callable[[Any], str]) -> Iterator[tuple[Any, ...]]:
    """All ways to put these indices for the word's parameters."""
    return product(*([each for each in at if dim(each) == own.name] for own in word.dims))


def _spelled(reader: Reader, term: Form, word: Definition, label: IndexKey) -> Form:
    """The term with a sum over Y's own index for the label, if Y is the label's indicator."""
    own = reader.fresh(label[-1])
    for places in _placements(word, [*label[2], own], lambda index: index[-1]):
        body = reader.read(word.body, dict(zip(word.parameters, places, strict=True)))
        if label in _free(term) and not reader.subtract(body, reader.delta(own, label)):
            moved = reader.substitute_form(term, {label: own})
            return reader.bind(reader.multiply(moved, atomic(("entry", word.name, places))), [own])
    return term


# words that stand for one term


@dataclass(frozen=True, eq=False)
class _Term:
    """A word for one term, such as p_k = exp h_k / Z: what is rewritten, its numerator, and as what, p_k Z.

    `scale` stands for a denominator that is a sum; `total` is Σ_k p_k, if the kernel proves that it is 1.
    """

    word: Definition
    above: Form
    product: Form
    positive: frozenset[str]
    scale: Atom | None
    total: Sum | None

    def put_back(self, reader: Reader) -> None:
        """Let the reader rewrite the numerator as the word times its denominator."""
        reader.positive_names |= self.positive
        reader.assume(self.above, self.product, self.word, _parameters(self.above))
        if self.total is not None:
            total = reader.read(self.total)
            reader.assume(total, {(): 1}, self.word, _parameters(total))


def _parameters(form: Form) -> frozenset[IndexKey]:
    return frozenset(index for index in _free(form) if index[0] == "f")


@lru_cache(maxsize=256)
def _term(word: Definition, limits: Limits) -> _Term | None:
    """The word as a word for one term; None if it is none."""
    reader = Reader(Openings(definitions=frozenset()), limits)
    body = reader.read(word.body)
    ((powers, coefficient),) = body.items() if len(body) == 1 else (((), 1),)
    above = monomial((atom, exponent) for atom, exponent in powers if exponent > 0)
    below = monomial((atom, -exponent) for atom, exponent in powers if exponent < 0)
    if not above:
        return None
    rows = {index for atom, _ in below for index in indices_of(atom)}
    scale = None
    if any(atom[0] in ("sum", "poly") for atom, _ in below):
        scale = ("entry", f"scale of {word.name}", tuple(sorted(rows)))
        reader.positive_names.add(scale[1])
        below = ((scale, 1),)
    (entry,) = reader.read(Entry(word, *word.parameters))
    product: Form = {monomial([*entry, *below]): 1}
    total = _total_of_one(word, frozenset(rows), reader) if below else None
    return _Term(word, {above: coefficient}, product, frozenset(reader.positive_names), scale, total)


def _total_of_one(word: Definition, rows: frozenset[IndexKey], reader: Reader) -> Sum | None:
    """Σ_k p_k over the indices that the denominator has not, if the kernel proves that it is 1."""
    summed = [index for index in word.parameters if reader.place(index, {}) not in rows]
    if not summed:
        return None
    total = Sum(Entry(word, *word.parameters), *summed)
    return total if isinstance(prove(total, Integer(1), limits=reader.limits), Proof) else None
