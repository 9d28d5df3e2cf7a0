"""Both sides of a claim brought to one form, with a script that proves each step in Rocq.

Every sum, exp, ln, δ, case and derivative in a claim gets a lemma of its own, the innermost first:

    assert (H3 : forall j, (j < n)%nat -> Sum n (fun k => delta k j * x k) = x j).

Its right side is a polynomial in factors that are letter by letter the same wherever the same is meant. What is
left at the end is seen by `ring` or `field`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.certificates import polynomials as poly
from derive.certificates.derivatives import Value, at_point, derivative, mentions, renamed
from derive.certificates.errors import NoCertificate, Undetermined
from derive.certificates.matching import matched
from derive.certificates.polynomials import Monomial, Polynomial
from derive.certificates.replacing import anywhere, below, exchanged, instead, placed
from derive.certificates.script import Known, Scope, Script, for_all
from derive.certificates.sums import Part, canonical, sifted, sifts, split
from derive.certificates.terms import (
    ONE,
    ZERO,
    Above,
    Apply,
    Atom,
    Cases,
    Choice,
    Delta,
    Negative,
    Number,
    Over,
    Partial,
    Place,
    Plus,
    Power,
    Size,
    Sum,
    Term,
    Times,
    by_depth,
)


@dataclass(frozen=True)
class Rule:
    """left = right at all `arbitrary` places, by a lemma that takes these places."""

    left: Term
    right: Term
    arbitrary: tuple[str, ...]
    lemma: str


class Normaliser(Script):
    """Normal forms and the script that proves them."""

    def __init__(self, known: Known, values: Mapping[Term, Value]) -> None:
        super().__init__(known)
        self.points = values
        self.rules: list[Rule] = []
        self.done: dict[Term, Polynomial] = {}
        self.conditions: dict[str, None] = {}
        self.shown: set[Term] = set()
        self.nowhere_zero: list[tuple[Term, tuple[str, ...]]] = []

    # terms

    def normal(self, term: Term, scope: Scope = ()) -> Polynomial:
        """The term's polynomial; what it takes to prove the two equal is written to the script."""
        if term not in self.done:
            self.done[term] = self._normal(term, scope)
        return self.done[term]

    def _normal(self, term: Term, scope: Scope) -> Polynomial:
        match term:
            case Number(value):
                return poly.number(value)
            case Size():
                return poly.factor(term)
            case Plus() | Negative() | Times() | Over() | Power():
                return self._arithmetic(term, scope)
            case Apply("exp", _):
                return self._exp(term, scope)
            case Apply("ln", _):
                return self._ln(term, scope)
            case Apply():
                return self._unary(term, scope)
        return self._opened(term, scope)

    def _opened(self, term: Term, scope: Scope) -> Polynomial:
        match term:
            case Atom():
                return self._atom(term, scope)
            case Delta():
                return self._delta(term, scope)
            case Cases():
                return self._cases(term, scope)
            case Choice():
                return self._choice(term, scope)
            case Above():
                return self._above(term, scope)
            case Sum():
                return self._sum(term, scope)
            case Partial():
                return self._partial(term, scope)
        raise NoCertificate(f"{type(term).__name__.lower()} has no lemma yet")

    def _arithmetic(self, term: Term, scope: Scope) -> Polynomial:
        parts = [self.normal(part, scope) for part in term.parts]
        match term:
            case Plus():
                return poly.add(*parts)
            case Negative():
                return poly.scale(parts[0], -1)
            case Over(_, bottom):
                self._must_not_vanish(bottom, scope)
                return poly.multiply(parts[0], self._reciprocal(bottom, scope))
            case Power(base, exponent):
                if exponent > 0:
                    return poly.power(parts[0], exponent)
                self._must_not_vanish(base, scope)
                return poly.power(self._reciprocal(base, scope), -exponent)
        return poly.multiply(*parts)

    def _reciprocal(self, term: Term, scope: Scope) -> Polynomial:
        """1 / term; a product's factors and a power's base stay what they are."""
        match term:
            case Times(factors):
                return poly.multiply(*(self._reciprocal(each, scope) for each in factors))
            case Power(base, exponent) if exponent > 0:
                return poly.power(self._reciprocal(base, scope), exponent)
            case Negative(inner):
                return poly.scale(self._reciprocal(inner, scope), -1)
        try:
            return poly.inverse(self.normal(term, scope))
        except ZeroDivisionError:
            raise NoCertificate("a denominator is 0") from None

    def _atom(self, term: Atom, scope: Scope) -> Polynomial:
        for rule in self.rules:
            places = matched(rule.left, term, rule.arbitrary)
            if places is not None:
                value = placed(rule.right, places)
                self.lemma(term, value, scope, f"apply {rule.lemma}; below")
                return self._through(term, value, scope)
        return poly.factor(term)

    def _delta(self, term: Delta, scope: Scope) -> Polynomial:
        first, second = term.first, term.second
        if first == second:
            self.lemma(term, ONE, scope, "apply delta_same")
            return poly.number(1)
        if frozenset((first, second)) in self.known.distinct:
            self.lemma(term, Number(Fraction(0)), scope, "apply delta_distinct; auto")
            return {}
        depth = {name: number for number, (name, _) in enumerate(scope)}
        if not any(place.has(index) for place in (first, second) for index in depth):
            raise Undetermined(first, second)
        turned = Delta(second, first)
        one, other = ((not each.at and depth.get(each.name, -1), each.text) for each in (first, second))
        if other > one:
            self.lemma(term, turned, scope, "apply delta_symmetric")
            return poly.factor(turned)
        return poly.factor(term)

    def _cases(self, term: Cases, scope: Scope) -> Polynomial:
        if term.first == term.second:
            self.lemma(term, term.same, scope, "apply cases_same")
            return self._through(term, term.same, scope)
        if frozenset((term.first, term.second)) in self.known.distinct:
            self.lemma(term, term.otherwise, scope, "apply cases_distinct; auto")
            return self._through(term, term.otherwise, scope)
        delta = Delta(term.first, term.second)
        rest = Plus((ONE, Negative(delta)))
        opened = Plus((Times((delta, term.same)), Times((rest, term.otherwise))))
        self.lemma(term, opened, scope, "apply cases_opened")
        return self._through(term, opened, scope)

    def _choice(self, term: Choice, scope: Scope) -> Polynomial:
        above = Above(term.difference)
        rest = Plus((ONE, Negative(above)))
        opened = Plus((Times((above, term.value)), Times((rest, term.otherwise))))
        self.lemma(term, opened, scope, "apply choice_opened")
        return self._through(term, opened, scope)

    def _above(self, term: Above, scope: Scope) -> Polynomial:
        """Whether a number is positive; the first coefficient is 1 or −1, and 1 where it is known to differ from 0."""
        if self.shown_positive(term.argument, scope):
            self.lemma(term, ONE, scope, "apply above_positive; positive")
            return poly.number(1)
        inner = self.normal(term.argument, scope)
        if not inner:
            raise NoCertificate("0 is compared with 0")
        for each in poly.term(inner).walk():
            if isinstance(each, Above):
                return self._parted(term, each, scope)
        size, sign, shape = poly.up_to_scale(inner, self.is_positive)
        turned = sign < 0 and self._differs_from_zero(shape)
        whole = Above(shape if turned or sign > 0 else poly.term(poly.scale(poly.read(shape), -1)))
        given = f"{size.text} {term.argument.text} {whole.argument.text}"
        closing = self.closing(term.argument, scope)
        self.fact(whole, scope, f"{{}} ^ 2 = {whole.text}", "apply above_square", self.roots)
        if turned:
            proof = f"apply (above_opposite {given}); [positive | nonzero | {closing}]"
            self.lemma(term, Plus((ONE, Negative(whole))), scope, proof)
            return poly.add(poly.number(1), poly.scale(poly.factor(whole), -1))
        self.lemma(term, whole, scope, f"apply (above_multiple {given}); [positive | {closing}]")
        return poly.factor(whole)

    def _parted(self, term: Above, inside: Above, scope: Scope) -> Polynomial:
        """What is compared with 0 by another comparison: as that holds, and as it does not."""
        shape = poly.term(self.normal(term.argument, scope))
        holds, fails, open_one = (exchanged(shape, inside, value) for value in (ONE, ZERO, Atom("i'a")))
        rest = Plus((ONE, Negative(inside)))
        opened = Plus((Times((inside, Above(holds))), Times((rest, Above(fails)))))
        parting = f"apply (above_parted {inside.argument.text} (fun i'a => {open_one.text}))"
        alike = f"f_equal; {self.closing(term.argument, scope)}"
        self.lemma(term, opened, scope, f"transitivity {Above(shape).text}; [{alike} | {parting}]")
        return self._through(term, opened, scope)

    def _differs_from_zero(self, term: Term) -> bool:
        return any(matched(known, term, names) is not None for known, names in self.nowhere_zero)

    def _exp(self, term: Apply, scope: Scope) -> Polynomial:
        argument = term.argument
        inner = self.normal(argument, scope)
        product = poly.multiply(*(poly.exp_of(*each) for each in inner.items()))
        for monomial, coefficient in inner.items():
            if monomial and coefficient.denominator > 1:
                self._root(poly.monomial_term(monomial), coefficient.denominator, scope)
        shape = poly.term(inner)
        steps = f"replace {argument.text} with {shape.text} by ({self.closing(argument, scope)})"
        parted = "".join(map(poly.exp_parted, inner.items()))
        opening = f"rewrite ?exp_plus; {parted}rewrite ?exp_minus, ?exp_ln, ?exp_0 by positive"
        self.lemma(term, poly.term(product), scope, f"{steps}; {opening}; {self.settle(term, scope)}")
        return product

    def _root(self, inner: Term, degree: int, scope: Scope) -> None:
        """That exp(m/q) to the q is exp m, for `ring` and `field` to use."""
        part = Number(Fraction(1, degree))
        root = Apply("exp", Times((part, inner)))
        whole = poly.term(poly.raised(inner))
        proof = f"rewrite exp_root by (simpl INR; lra); rewrite ?exp_ln by positive; {self.settle(root, ())}"
        self.fact(root, scope, f"{{}} ^ {degree} = {whole.text}", proof, self.roots)

    def _unary(self, term: Apply, scope: Scope) -> Polynomial:
        """A function without laws: its argument is brought to one form."""
        whole = Apply(term.function, poly.term(self.normal(term.argument, scope)))
        proof = f"f_equal; {self.closing(term.argument, scope)}"
        self.lemma(term, whole, scope, proof)
        return poly.factor(whole)

    def _ln(self, term: Apply, scope: Scope) -> Polynomial:
        argument = term.argument
        match argument:
            case Over(top, bottom) if self.shown_positive(top, scope) and self.shown_positive(bottom, scope):
                parted = Plus((Apply("ln", top), Negative(Apply("ln", bottom))))
                self.lemma(term, parted, scope, "apply ln_over; positive")
                return self._through(term, parted, scope)
        self._must_be_positive(argument, scope)
        inner = self.normal(argument, scope)
        pulled, rest = (
            poly.content(inner) if len(inner) > 1 else (next(iter(inner)), poly.number(*inner.values()))
        )
        signed = tuple(each for each in pulled if not self.is_positive(each[0]))
        pulled, rest = (
            tuple(each for each in pulled if each not in signed),
            poly.multiply({signed: Fraction(1)}, rest),
        )
        parts = [poly.scale(self._ln_of(each), exponent) for each, exponent in pulled]
        whole = poly.term(rest)
        if not self.is_positive(whole) and whole.text != argument.text:
            factors = f"{argument.text} {poly.monomial_term(pulled).text}"
            closing = self.closing(argument, scope)
            proof = f"apply (factor_positive {factors}); [{closing} | positive | positive]"
            self.fact(whole, scope, "0 < {}", proof)
        if whole != ONE:
            parts.append(poly.factor(Apply("ln", whole)))
        opened = poly.add(*parts)
        shape = Times((poly.monomial_term(pulled), whole))
        steps = f"replace {argument.text} with {shape.text} by ({self.closing(argument, scope)})"
        opening = "rewrite ?ln_times, ?ln_power, ?ln_inverse, ?ln_exp, ?ln_1 by positive"
        self.lemma(
            term, poly.term(opened), scope, f"{steps}; {opening}; simpl INR; {self.settle(term, scope)}"
        )
        return opened

    @staticmethod
    def _ln_of(each: Term) -> Polynomial:
        if isinstance(each, Apply) and each.function == "exp":
            return poly.read(each.argument)
        return poly.factor(Apply("ln", each))

    # hypotheses

    def equation(self, left: Term, right: Term, arbitrary: Scope, lemma: str) -> None:
        """left = right is given for all arbitrary indices: where the left side is one factor, it becomes a rule."""
        normal = self.normal(left, arbitrary)
        shape = poly.term(normal)
        if not isinstance(shape, Atom | Sum):
            raise NoCertificate(f"a hypothesis on {shape.text} has no lemma yet")
        names = tuple(index for index, _ in arbitrary)
        if shape.text == left.text:
            self.rules.append(Rule(shape, right, names, lemma))
            self._forget()
            return
        quantified = for_all(arbitrary)
        name = f"R{len(self.script) + 1}"
        closing = self.closing(left, arbitrary)
        proof = f"rewrite <- {lemma} by below; symmetry; {closing}"
        if not all(right.has(each) for each in names):  # the left side says at which place, once it is met
            proof = f"erewrite <- {lemma}; [symmetry; {closing} | below]"
        self.script.append(f"assert ({name} : {quantified}{shape.text} = {right.text}) by (intros; {proof}).")
        self.rules.append(Rule(shape, right, names, name))
        self._forget()

    def _forget(self) -> None:
        """What was read before a rule was known is read anew."""
        self.done.clear()
        self.lemmas.clear()

    # derivatives

    def _partial(self, term: Partial, scope: Scope) -> Polynomial:
        inner = [each for each in term.body.walk() if isinstance(each, Partial)]
        if inner:
            return self._twice(term, inner, scope)
        point = self.points.get(anywhere(term))
        value = derivative(term, point)
        kind = ("scalar_value", "partial_value", "partial2_value")[len(term.at)]
        for each, under in below(at_point(term.body, term, point), scope):
            if isinstance(each, Apply) and each.function == "ln":
                self._must_be_positive(each.argument, under)
        for each, under in below(term.body, scope):
            if isinstance(each, Choice) and mentions(each.difference, term.variable):
                self._must_differ_from_zero(at_point(each.difference, term, point), under)
        self._denominators(value, scope)
        self.lemma(term, value, scope, f"apply {kind}; differentiate")
        return self._through(term, value, scope)

    def _twice(self, term: Partial, inner: list[Partial], scope: Scope) -> Polynomial:
        """A derivative of derivatives: these are taken first, at every value of the variable."""
        free = f"{term.variable}'"
        proofs, values = [], {}
        for each in inner:
            if each.point != term.variable or any(isinstance(part, Partial) for part in each.body.walk()):
                raise NoCertificate("a derivative at another place inside a derivative has no lemma yet")
            values[each] = derivative(each, None)
            kind = ("scalar_value", "partial_value", "partial2_value")[len(each.at)]
            moved, value = renamed(each, each.variable, free), renamed(values[each], each.variable, free)
            proof = f"symmetry; apply {kind}; differentiate"
            proofs.append(f"replace {moved.text} with {value.text} by ({proof}); ")
        opened = Partial(term.variable, instead(term.body, values), term.point, term.at)
        extension = ("Derive_ext", "partial_ext", "partial2_ext")[len(term.at)]
        proof = f"apply {extension}; intros {free}; {''.join(proofs)}reflexivity"
        self.lemma(term, opened, scope, proof)
        return self._through(term, opened, scope)

    def _denominators(self, value: Term, scope: Scope) -> None:
        """What the rules of derivatives ask for."""
        for each, under in below(value, scope):
            if isinstance(each, Over):
                self._must_not_vanish(each.bottom, under)

    def _through(self, term: Term, opened: Term, scope: Scope) -> Polynomial:
        """The normal form of what a term was opened to, as a second lemma about the term."""
        result = self.normal(opened, scope)
        if term not in self.lemmas:
            return result
        first, under = self.lemmas.pop(term)
        names = " ".join([first, *(name for name, _ in under)])
        proof = f"rewrite ({names}) by below; {self.closing(opened, scope)}"
        self.lemma(term, poly.term(result), scope, proof)
        return result

    # sums

    def _sum(self, term: Sum, scope: Scope) -> Polynomial:
        if term.without is not None:
            whole = Sum(term.size, term.bound, term.body)
            less = Plus((whole, Negative(term.body.put(Place(term.bound), term.without))))
            function = f"(fun {term.bound} => {term.body.text})"
            proof = f"apply (Sum_but_less {term.size} {term.without.text} {function}); below"
            self.lemma(term, less, scope, proof)
            return self._through(term, less, scope)
        inner = (*scope, (term.bound, term.size))
        body = poly.parted(self.normal(term.body, inner), term.bound)
        parts = [
            self._summed(term, monomial, body[monomial]) for monomial in sorted(body, key=poly.monomial_key)
        ]
        literal = (
            Plus(tuple(Times((part.outer, part.value)) for part in parts)) if parts else Number(Fraction(0))
        )
        written = Plus(tuple(Times((part.outer, part.inner)) for part in parts)) if parts else literal
        result = self._literal_sum(term, literal, scope)
        each = f"apply Sum_ext; intros {term.bound} H{term.bound}; {self.closing(term.body, inner)}"
        parted = f"{split([part.proof for part in parts])}"
        summed = f"transitivity (Sum {term.size} (fun {term.bound} => {written.text})); [{each} | {parted}]"
        proof = f"transitivity {literal.text}; [{summed} | {self.closing(literal, scope)}]"
        self.lemma(term, poly.term(result), scope, proof)
        return result

    def _literal_sum(self, term: Sum, literal: Term, scope: Scope) -> Polynomial:
        """The normal form of a sum's parts: sums of one product are factors, what was sifted is read anew."""
        if term == literal:
            return poly.factor(term)
        return self.normal(literal, scope)

    def _summed(self, term: Sum, monomial: Monomial, coefficient: Fraction) -> Part:
        """The sum of one product: what does not hold the index stands before the sign."""
        bound = Place(term.bound)
        within = tuple(pair for pair in monomial if pair[0].has(term.bound))
        outside = poly.ordered(pair for pair in monomial if pair not in within)
        outer = poly.term({outside: coefficient})
        if not within:
            return Part(outer, ONE, Size(term.size), "apply Sum_one")
        for delta, exponent in within:
            if isinstance(delta, Delta) and sifts(delta, bound):
                rest = poly.monomial_term(tuple(pair for pair in within if pair[0] != delta))
                proof = sifted(term, delta, exponent, rest)
                return Part(
                    outer, Times((Power(delta, exponent), rest)), rest.put(bound, delta.second), proof
                )
        value, proof = canonical(term.size, term.bound, within)
        self.done.setdefault(value, poly.factor(value))
        for rule in self.rules:
            places = matched(rule.left, value, rule.arbitrary)
            if places is not None:
                proof = f"transitivity {value.text}; [{proof} | apply {rule.lemma}; below]"
                value = placed(rule.right, places)
                break
        return Part(outer, poly.monomial_term(within), value, proof)

    # side conditions

    def _must_not_vanish(self, term: Term, scope: Scope) -> None:
        match term:
            case Times(factors):
                for each in factors:
                    self._must_not_vanish(each, scope)
            case Negative(inner) | Power(inner, _):
                self._must_not_vanish(inner, scope)
            case Number():
                pass
            case _:
                if not self.shown_positive(term, scope):
                    self._condition(term, scope, f"{term.text} <> 0")
                self._factor_differs_from_zero(term, scope)

    def _must_differ_from_zero(self, term: Term, scope: Scope) -> None:
        """What is compared with 0 differs from it where a derivative is taken."""
        self._must_not_vanish(term, scope)
        if normal := self.normal(term, scope):
            names = tuple(index for index, _ in scope if term.has(index))
            self.nowhere_zero.append((poly.up_to_scale(normal, self.is_positive)[2], names))

    def _factor_differs_from_zero(self, term: Term, scope: Scope) -> None:
        """The factor that stands for it under a negative exponent is not 0 either."""
        normal = self.normal(term, scope)
        pulled, rest = poly.content(normal)
        if len(rest) < 2:
            return
        leading = rest[min(rest, key=poly.monomial_key)]
        factor = poly.term(poly.scale(rest, 1 / leading))
        if factor.text == term.text or self.is_positive(factor):
            return
        form = Times((poly.term({pulled: leading}), factor))
        proof = f"apply (factor_nonzero {term.text} {form.factors[0].text}); [{self.closing(term, scope)} | nonzero]"
        self.fact(factor, scope, "{} <> 0", proof)

    def _must_be_positive(self, term: Term, scope: Scope) -> None:
        if not self.shown_positive(term, scope):
            self._condition(term, scope, f"0 < {term.text}")

    def shown_positive(self, term: Term, scope: Scope) -> bool:
        """Whether it is positive by its shape, or by that of its normal form, which then is a lemma."""
        if self.is_positive(term) or term in self.shown:
            return True
        pulled, rest = poly.content(self.normal(term, scope))
        normal = Times((poly.monomial_term(pulled), poly.term(rest)))
        if not rest or not self.is_positive(normal):
            return False
        self.shown.add(term)
        self.lemma(term, normal, scope, f"{self.closing(term, scope)}")
        if term in self.lemmas:
            lemma, used = self.lemmas[term]
            names = " ".join([lemma, *(name for name, _ in used)])
            proof = f"rewrite ({names}) by below; positive"
            claim = f"{for_all(used)}0 < {term.text}"
            self.script.append(f"assert (P{len(self.script) + 1} : {claim}) by (intros; {proof}).")
        return True

    def _condition(self, term: Term, scope: Scope, text: str) -> None:
        renamed = by_depth(term).text
        used = tuple((index, size) for index, size in scope if term.has(index))
        self.conditions.setdefault(for_all(used) + text.replace(term.text, renamed))
