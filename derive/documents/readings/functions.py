"""Functions: named ones, those that a document defines, and those of which nothing is known."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from derive.documents.readings import algebra
from derive.documents.readings.algebra import Value, number
from derive.documents.readings.definitions import Definition
from derive.documents.readings.expectations import Expectations
from derive.documents.readings.factorials import factorial
from derive.documents.readings.matching import fitting, matches, unplaced
from derive.documents.readings.naming import (
    EXPECTATIONS,
    INVERSES,
    PROBABILITIES,
    is_opaque_call,
)
from derive.documents.readings.outcomes import INDICES, MARGINALS
from derive.documents.readings.resting import closure
from derive.documents.readings.scope import Place, Scope
from derive.documents.readings.shown import shown
from derive.documents.readings.sizes import Circular, Misfit, Size
from derive.documents.readings.substituting import substituted
from derive.documents.readings.trees import (
    FACTORIAL,
    Apply,
    Big,
    Called,
    Condition,
    Dots,
    Grid,
    Letter,
    Minus,
    Node,
    Paren,
    Plus,
    Power,
    Times,
    is_bare,
    letters,
    mapped,
    walk,
)
from derive.documents.readings.worked_out import WorkedOut
from derive.language import comparisons, expressions, functions
from derive.language.derivatives import D
from derive.language.functions import BOOK
from derive.language.indices import Index
from derive.language.sayings import Saying, reason

KNOWN = frozenset(BOOK)
"""Functions that the language knows."""

ACTIVATIONS = frozenset({"sigma", "phi", "varphi", "rho"})
"""Letters that are commonly activations, which a vector is given entry by entry."""


_OF_SINES = {
    "tan": (functions.sin, functions.cos),
    "cot": (functions.cos, functions.sin),
    "sec": (None, functions.cos),
    "csc": (None, functions.sin),
}
"""What is made of sines and cosines, above and below a stroke; None for 1."""
_BASES = frozenset(map(str, range(2, 17)))
"""Of logarithms."""


_OF_MATRICES = re.compile(
    r"\bmatrix (?:exponential|logarithm)|\b(?:exponential|logarithm) of (?:a|the) matrix|矩阵(?:指数|对数)",
    re.IGNORECASE,
)


class Functions(Expectations, WorkedOut):
    """Reads calls."""

    # functions with a name

    def apply(self, node: Apply, scope: Scope) -> Value:  # noqa: C901
        """log x, softmax(v), tr M, E[t]."""
        name = node.function
        own = [each for each in self.scene.definitions if each.letter.name == name]
        if own and name not in KNOWN:
            return self.called(Called(Letter(name, word=True), Paren(node.arguments, node.signs)), scope)
        if name in EXPECTATIONS:
            return self.expectation(node, scope)
        first = node.arguments[0]
        if name in ("argmax", "argmin"):
            raise Misfit("{} is not read", name)
        if name in ("max", "min") and (made := self.extreme(node, scope)) is not None:
            return made
        if name == "det" and len(node.arguments) == 1 and (of := self.value(first, scope)).rank == 2:
            return algebra.determinant(of)
        if name in ("max", "min", "det", "rank"):
            return self.opaque(Called(Letter(name), Paren(node.arguments)), scope, over=node.over)
        if name in ("softmax", "logsumexp", "diag", "trace", "mean"):
            inner = self.value(first, scope)
            if len(node.arguments) > 1 or name == "mean":
                raise Misfit("{} is not read here", name)
            make = {
                "softmax": algebra.softmax, "logsumexp": algebra.logsumexp, "diag": algebra.diagonal,
                "trace": algebra.trace,
            }  # fmt: skip
            return make[name](inner)
        if len(node.arguments) != 1:
            raise Misfit("{} is taken of one number", name)
        if name in KNOWN:
            return algebra.call(name, node.primes, self.by_entry(name, first, scope))
        if name == FACTORIAL:
            return factorial(first, lambda each: self.value(each, scope))
        return self.made_of_others(name, node.primes, self.value(first, scope))

    def made_of_others(self, name: str, primes: int, inner: Value) -> Value:
        """tan, sinh, log₂: what is made of functions that the language knows."""
        if name in ("sinh", "cosh"):
            return self.hyperbolic(name, inner)
        if name in _OF_SINES and not primes:
            return self.of_sines(name, inner)
        if name == "logit" and not primes and inner.is_number:
            rest = algebra.plus([(1, algebra.constant(Fraction(1))), (-1, inner)])
            return algebra.call("log", 0, algebra.quotient(inner, rest))
        if name == "log10" or name.removeprefix("log_") in _BASES:
            return self.other_base(name, inner)
        raise Misfit("the function {} is not known here", name)

    def by_entry(self, name: str, argument: Node, scope: Scope) -> Value:
        """What a function is taken of, entry by entry. Raises `Misfit` where e^{tA} is the exponential of a matrix."""
        made = self.value(argument, scope)
        if name in ("exp", "log") and made.rank == 2 and self.is_of_whole(argument):
            raise Misfit("{} of a matrix as a whole is not read, {} of each entry is", name, name)
        return made

    def is_of_whole(self, argument: Node) -> bool:
        """Whether e^{tA} is the exponential of a matrix: the text speaks of such, or t stands beside A."""
        inner = argument.operand if isinstance(argument, Minus) else argument
        factors = inner.factors if isinstance(inner, Times) else ()
        at_time = any(isinstance(each, Letter) and is_bare(each) and each.name == "t" for each in factors)
        return at_time or bool(_OF_MATRICES.search(self.scene.facts.document.text))

    def extreme(self, node: Apply, scope: Scope) -> Value | None:
        """max(0, x), max_k z_k; None where it is taken of something else."""
        head = comparisons.maximum if node.function == "max" else comparisons.minimum
        if node.over is None and len(node.arguments) > 1:
            values = [self.value(each, scope) for each in node.arguments]
            if all(each.is_number for each in values):
                return number(lambda: functools.reduce(head, (each.make() for each in values)))
        if isinstance(node.over, Letter) and is_bare(node.over) and len(node.arguments) == 1:
            size = Size()
            name = node.over.name
            place = Place(size, lambda: Index(name, self.sizes.dim(size)))
            body = self.value(node.arguments[0], scope.inside(name, place))
            if body.is_number:
                return number(lambda: head(body.make(), place.make()))
        return None

    def hyperbolic(self, name: str, inner: Value) -> Value:
        """(eˣ ± e⁻ˣ)/2."""
        if not inner.is_number:
            raise Misfit("{} is taken of one number", name)

        def make() -> Any:
            x = inner.make()
            other = functions.exp(expressions.Neg(x))
            above = functions.exp(x) - other if name == "sinh" else functions.exp(x) + other
            return expressions.Quotient(above, expressions.written(2))

        return number(make)

    def of_sines(self, name: str, inner: Value) -> Value:
        """tan x = sin x / cos x, and so on."""
        if not inner.is_number:
            raise Misfit("{} is taken of one number", name)
        above, below = _OF_SINES[name]

        def make() -> Any:
            x = inner.make()
            over = expressions.written(1) if above is None else above(x)
            return expressions.Quotient(over, below(x))

        return number(make)

    def other_base(self, name: str, inner: Value) -> Value:
        """log₂ x = log x / log 2, to any base up to 16."""
        if not inner.is_number:
            raise Misfit("{} is taken of one number", name)
        base = int(name.removeprefix("log").removeprefix("_"))
        return number(
            lambda: expressions.Quotient(
                functions.log(inner.make()), functions.log(expressions.written(base))
            )
        )

    # letters before brackets

    def is_call(self, node: Called) -> bool:
        """Whether the letter before these brackets is a function."""
        return self.choice.calls.get(node.head.name, self.scene.is_call(node))

    def bracketed(self, node: Called) -> Node:
        """What stands between the brackets, as a factor."""
        if len(node.paren.items) != 1 or isinstance(node.paren.items[0], Condition):
            raise Misfit("{}: what stands between these brackets is no factor", shown(node))
        return node.paren.items[0]

    def called(self, node: Called, scope: Scope) -> Value:  # noqa: C901, PLR0912
        """f(x), or f times x."""
        placed = len(node.paren.items) == 1 and self.is_place_alone(node.paren.items[0], scope)
        if not self.is_call(node) and not placed:
            first = node.head if node.power is None else Power(node.head, node.power)
            return self.product(Times((first, self.bracketed(node)), ("", "")), scope)
        if node.power in INVERSES:
            raise Misfit("{}: the inverse function, or 1 over it?", shown(node))
        if node.power is not None:
            return self.power(Power(replace(node, power=None), node.power), scope)
        head, items = node.head, node.paren.items
        if any(isinstance(each, Dots) for each in items):
            if len(self.scene.calls.get(head.name, ())) > 1:  # I(X_1, …; Y) and I(X_i; Y | …)
                raise Misfit("dots stand for something that is not written")
            return self.letter(head, scope)
        if (slope := self.slope_of_letter(node, scope)) is not None:
            return slope
        defined = self.definition_of_call(node)
        if defined is None and (made := self.other_arguments(node)) is not None:
            return self.value(made, scope)
        if defined is not None:
            return self.defined_call(defined, node, scope)
        if (
            head.name == "sigma"
            and not head.subs
            and not head.labels
            and self.scene.facts.logistic
            and len(items) == 1
        ):
            self.said.append(Saying("σ is the logistic function"))
            return algebra.call("logistic", head.primes, self.value(items[0], scope))
        if self.is_one_letter(node):
            return self.letter(head, scope)
        if len(items) == 1 and not isinstance(items[0], Condition) and head.name not in PROBABILITIES:
            if placed:  # Σ_s d(s) v(s)
                return self.opaque(node, scope)
            argument = self.value(items[0], scope)
            entrywise = self.scene.facts.is_elementwise(head.name)
            if not argument.is_number and not entrywise and head.name in ACTIVATIONS:
                self.said.append(reason("{} is taken entry by entry", shown(head)))
                entrywise = True
            if (argument.is_number or entrywise) and not self.named_after(head):
                return self.unknown_call(node, argument, scope)
        return self.opaque(node, scope)

    def slope_of_letter(self, node: Called, scope: Scope) -> Value | None:
        """z′(b) = ∂z/∂b, of a letter z = w x + b."""
        head, items = node.head, node.paren.items
        letter = replace(head, primes=0)
        found = self.scene.by_name.get(self.scene.named(letter)[0], []) if head.primes else []
        if not found or any(isinstance(each.head, Called) for each in found) or len(items) != 1:
            return None
        if not isinstance(items[0], Letter) or not is_bare(items[0]):
            raise Misfit("{}: in which argument is it differentiated?", shown(node))
        made = self.letter(letter, scope)
        for _ in range(head.primes):
            made = self.derived(made, items[0], scope)
        return made

    def is_place_alone(self, argument: Node, scope: Scope) -> bool:
        """Whether it is an index letter that is no number: the s of Σ_s d(s), of states."""
        if not isinstance(argument, Letter) or not is_bare(argument) or argument.name not in scope.bound:
            return False
        return scope.bound[argument.name].begins is None

    def unknown_call(self, node: Called, argument: Value, scope: Scope) -> Value:
        """f(a), where nothing is known of f: of f_k(a) as little as of any call."""
        name, places = self.scene.named(replace(node.head, primes=0))
        if places and not node.head.primes:
            return self.opaque(node, scope)
        if places:
            raise Misfit("the function {} depends on an index", shown(node.head))
        self.unknown_functions.add(name)
        return algebra.call(name, node.head.primes, argument)

    def definition_of_call(self, node: Called) -> Definition | None:
        """The definition with arguments of this letter; of P(A | B) only the one at the same arguments."""
        if is_opaque_call(node) or node.head.name in self.scene.at_places:
            return next(
                (each for each in reversed(self.scene.definitions) if matches(each, node) is not None), None
            )
        wanted = self.scene.name_of_call(node)
        found = [
            each
            for each in self.scene.by_name.get(wanted, ())
            if isinstance(each.head, Called) and len(each.head.paren.items) == len(node.paren.items)
        ]
        return found[-1] if found else None

    def other_arguments(self, node: Called) -> Node | None:
        """D(q ‖ p), where D(p ‖ q) = … is stated in nothing but p and q."""
        for each in reversed(self.scene.definitions):
            head = each.head
            if (
                not is_opaque_call(node)
                or node.head.name in PROBABILITIES  # p(u | w) and p(w | u) are two densities
                or not isinstance(head, Called)
                or each.body is None
                or each.parameters
            ):
                continue
            own, items = head.paren.items, node.paren.items
            same = head.head == node.head and head.paren.signs == node.paren.signs and len(own) == len(items)
            if not same or not all(isinstance(e, Letter) and is_bare(e) for e in (*own, *items)):
                continue
            bound = {e.index.name for e in walk(each.body) if isinstance(e, Big)}
            if {e.name for e in letters(each.body)} - bound <= {e.name for e in own if isinstance(e, Letter)}:
                return substituted(each.body, dict(zip(own, items, strict=True)))
        return None

    def defined_call(self, defined: Definition, node: Called, scope: Scope) -> Value:  # noqa: C901, PLR0912
        """f(a), where f(x) = … is stated."""
        assert isinstance(defined.head, Called)
        head, items = node.head, node.paren.items
        own = defined.head.paren.items
        if any(
            each in items and self.is_bound(each, scope) for each in own if each not in defined.parameters
        ):
            return self.call_at_place(defined, node, scope)
        if any(self.is_bound(each, scope) for each in items) and not defined.parameters:
            return self.call_at_place(defined, node, scope)
        if is_opaque_call(node) or defined.parameters:
            at = matches(defined, node) or ()
            own_places = (*defined.parameters, *defined.argument_places)
            places = (*self.scene.named(defined.head.head)[1], *own_places)
            name = self.scene.name_of_call(unplaced(defined.head, defined.argument_places))
            general = replace(defined, head=Letter(name, places, word=True))
            key = (general.letter.name, 1000 + self.order(defined))
            if key not in self.members:
                self.members[key] = self.define(general, general.letter.name)
            return self.member_value(self.members[key], (*self.scene.named(head)[1], *at), scope)
        if head.primes:
            return self.slope_of_call(defined, node, scope)
        moved = fitting(own, items)
        if moved is not None and (items == own or self.same_calls(head.name, own)):
            name, places = self.scene.named(head)
            key = (name, 1000 + self.order(defined))
            if key not in self.members:
                self.members[key] = self.define(defined, name)
            return self.member_value(self.members[key], (*places, *moved), scope)
        if len(items) != len(own) or not all(is_bare(each) and isinstance(each, Letter) for each in own):
            return self.opaque(node, scope)
        if defined.body is None:
            return self.opaque(node, scope)
        if head.subs or head.labels:
            if (head.subs, head.labels) == (defined.head.head.subs, defined.head.head.labels):
                return self.value(substituted(defined.body, dict(zip(own, items, strict=True))), scope)
            raise Misfit("{}: a call with places at other arguments is not read", shown(node))
        self.depth += 1
        if self.depth > 12:
            raise Circular("{} is defined by itself", shown(head), defined=defined)
        try:
            return self.value(substituted(defined.body, dict(zip(own, items, strict=True))), scope)
        finally:
            self.depth -= 1

    def is_bound(self, argument: Node, scope: Scope) -> bool:
        """Whether it is the letter of a sum around it: the s of Σ_s d(s) v(s), which has a value for each."""
        return isinstance(argument, Letter) and is_bare(argument) and argument.name in scope.bound

    def call_at_place(self, defined: Definition, node: Called, scope: Scope) -> Value:
        """v(s) under Σ_s, where v(s) = … is stated: its body, with this s."""
        assert isinstance(defined.head, Called)
        own, items = defined.head.paren.items, node.paren.items
        same = (defined.head.head.subs, defined.head.head.labels) == (node.head.subs, node.head.labels)
        bare = {one: item for one, item in zip(own, items, strict=True) if is_bare(one)}
        fixed = all(one == item for one, item in zip(own, items, strict=True) if not is_bare(one))
        if defined.body is None or node.head.primes or not same or not fixed:
            raise Misfit("{}: a call with places at other arguments is not read", shown(node))
        self.depth += 1
        if self.depth > 12:
            raise Circular("{} is defined by itself", shown(node.head), defined=defined)
        try:
            return self.value(substituted(defined.body, bare), scope)
        finally:
            self.depth -= 1

    def slope_of_call(self, defined: Definition, node: Called, scope: Scope) -> Value:
        """f′(a), where f(x) = … is stated: ∂f/∂x at a."""
        assert isinstance(defined.head, Called)
        own = defined.head.paren.items
        if (
            len(own) != 1
            or len(node.paren.items) != 1
            or not isinstance(own[0], Letter)
            or defined.body is None
        ):
            raise Misfit("{}: in which argument is it differentiated?", shown(node))
        if node.paren.items == own:
            made = self.value(Called(replace(node.head, primes=0), node.paren), scope)
            if made.is_number and self.is_without(defined.body, own[0]):
                return algebra.constant(Fraction(0))
            for _ in range(node.head.primes):
                made = self.derived(made, own[0], scope)
            return made
        return self.slope_at(own[0], defined.body, node, scope)

    def is_without(self, body: Node, own: Letter) -> bool:
        """Whether nothing that a body is made of is the argument: f(x) = k."""
        inner = (d.body for d in closure([body], lambda name: self.scene.by_name.get(name, [])))
        every = [body, *(each for each in inner if each is not None)]
        return not any(
            isinstance(e, Called) or (isinstance(e, Letter) and e.name == own.name)
            for n in every
            for e in walk(n)
        )

    def same_calls(self, name: str, own: tuple[Node, ...]) -> bool:
        """Whether the letter is called with these arguments and no others, but for their index letters."""
        return all(fitting(own, each) is not None for each in self.scene.calls.get(name, ()))

    def is_one_letter(self, node: Called) -> bool:
        """Whether f(x) stands for one letter that depends on x: all its calls have the same bare arguments."""
        every = self.scene.calls.get(node.head.name, set())
        if len(every) == 1 and self._is_derived_as_letter(node):
            return True
        if node.paren.signs and any(sign != "," for sign in node.paren.signs):
            return False
        if len(every) > 1 or not all(isinstance(e, Letter) and not e.primes for e in node.paren.items):
            return False
        bare = all(is_bare(each) for each in node.paren.items)
        bound = any(isinstance(each, Letter) and each.name in self.scene.bound for each in node.paren.items)
        if not bare or bound or self._is_composed(node):  # Σ_z Q(z): it has a value for each z
            return False
        if node.head.name in PROBABILITIES and len(node.paren.items) > 1:
            return False
        return (
            node.head.name in self.scene.varied
            or bool({each.name for each in node.paren.items if isinstance(each, Letter)} & self.scene.varied)
            or node.head.name in PROBABILITIES
            or node.head.name in self.scene.quantities
        )

    def _is_composed(self, node: Called) -> bool:
        """Whether it is the g(u) of a u = h(x), or an h(x) beside h′(x): a function, and no letter."""
        head, items = node.head, node.paren.items
        if len(items) != 1 or head.subs or head.labels or head.name in PROBABILITIES:
            return False
        if head.name in self.scene.varied or self.scene.stands_alone(head.name):
            return False
        inner = isinstance(items[0], Letter) and items[0].name in self.scene.by_name
        return inner or head.name in self.scene.primed

    def _is_derived_as_letter(self, node: Called) -> bool:
        """Whether ∂F(D; Θ)/∂W is written, where W is none of the arguments: F is a letter that depends on W."""
        inner = {each.name for item in node.paren.items for each in letters(item)}
        several = len(node.paren.items) > 1 and node.head.name not in PROBABILITIES
        return several and node.head.name in self.scene.derived and not inner & self.scene.varied

    # what is opaque

    def opaque(
        self, node: Called, scope: Scope, subs: tuple[Node, ...] = (), over: Node | None = None
    ) -> Value:
        """A call of which nothing is known but that it is equal at equal arguments."""
        conditional = self.conditional(node, scope)
        if conditional is not None:
            return conditional
        name, places = self.scene.named(node.head)
        index_letters: list[Letter] = []
        text = self._argument_text(node, scope, index_letters)
        if over is not None:
            bound = [each.name for each in letters(over) if each.name not in scope.bound]
            text += f"|{shown(over)}"
            index_letters = [each for each in index_letters if each.name not in bound]
        full = (*places, *index_letters, *subs)
        moved = {each.name for item in node.paren.items for each in letters(item)} & self.scene.varied
        moved |= self.named_after(node.head)
        key = f"{name}({text})"
        if moved and not all(isinstance(each, Letter) and is_bare(each) for each in node.paren.items):
            known = {d.letter.name for d in self.scene.definitions}
            if moved - {each.name for each in index_letters} or known:
                self.rigid.add(key)
        self.opaque_calls.setdefault(key, node)
        if node in self.scene.logged:
            self.scene.positive.add(key)
        return self.family_value(key, full, scope, depends=tuple(sorted(moved)))

    def named_after(self, head: Letter) -> set[str]:
        """The θ of π_θ(a), where something is differentiated in it."""
        return {
            each.name for each in head.subs if isinstance(each, Letter) and is_bare(each)
        } & self.scene.varied

    def conditional(self, node: Called, scope: Scope) -> Value | None:
        """P(A | B) = P(A, B)/P(B), where the chain speaks of more than one such."""
        signs, items = node.paren.signs, node.paren.items
        if node.head.name not in PROBABILITIES or node.head.subs or not self.scene.expands(node.head.name):
            return None
        if "|" not in signs:
            return None
        if signs.count("|") > 1 or "‖" in signs or ";" in signs:
            return None
        at = signs.index("|") + 1
        given = items[at:]
        joint = self.opaque(Called(node.head, Paren(items, (",",) * (len(items) - 1))), scope)
        marginal = self.opaque(Called(node.head, Paren(given, (",",) * (len(given) - 1))), scope)
        return algebra.quotient(joint, marginal)

    def _argument_text(self, node: Called, scope: Scope, found: list[Letter]) -> str:
        """The arguments in words, without their index letters, which are entered in `found`."""
        paren, name = node.paren, node.head.name
        plain = all(sign == "," for sign in paren.signs)
        items = sorted(paren.items, key=shown) if name in PROBABILITIES and plain else paren.items
        told = name in MARGINALS
        parts = [shown(self._without_places(item, scope, found, told=told)) for item in items]
        signs = (",",) * len(items) if plain else (*paren.signs, "")
        return "".join(part + sign for part, sign in zip(parts, (*signs[: len(parts) - 1], ""), strict=True))

    def _without_places(self, node: Node, scope: Scope, found: list[Letter], *, told: bool) -> Node:
        def change(each: Node) -> Node | None:
            if isinstance(each, Letter):
                if not each.subs and not each.labels:
                    if each.name in scope.bound or (each.name in self.scene.summed and not each.primes):
                        found.append(each)
                        variable = each.name.rstrip("'") if told and each.name not in INDICES else ""
                        return Letter(f"#{variable}")
                    return each
                name, places = self.scene.named(each)
                kept = [p for p in places if isinstance(p, Letter) and is_bare(p)]
                found.extend(kept)
                rest = [p for p in places if p not in kept]
                return Letter(name, tuple(rest), word=True)
            return None

        made: Node = mapped(node, change)
        return made


__all__ = ["D", "Functions", "Grid", "Place", "Plus", "substituted"]
