"""From syntax trees to the language's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Expr, Integer, Rational

from derive.documents.letters import Resolved, index_name, is_bare
from derive.documents.meaning.arithmetic import (
    call,
    entry_of,
    entrywise,
    member_of,
    minus,
    plus,
    power,
    quotient,
    square,
    summed_exp,
    times,
)
from derive.documents.meaning.context import KNOWN, UNREAD, Context, Stored, is_kronecker, opaque_name
from derive.documents.meaning.letters import Meanings
from derive.documents.notation import (
    Absolute,
    Apply,
    Big,
    Cases,
    Condition,
    Entrywise,
    Indicator,
    Minus,
    Node,
    Norm,
    Number,
    Part,
    Partial,
    Plus,
    Power,
    Quotient,
    Symbol,
    Times,
    Transposed,
    Unreadable,
    logarithm,
)
from derive.documents.wholes import Gradient, Softmax, Summed
from derive.language import binders, expressions, functions, matrices
from derive.language.binders import Delta, Distinct, Equal, Sum, fresh
from derive.language.comparisons import cases
from derive.language.derivatives import D
from derive.language.families import Definition, Entry
from derive.language.indices import Dim, Index
from derive.language.matrices import Whole


class Elaborator(Meanings):
    """Makes trees of the language, in one environment."""

    def read(self, node: Node, context: Context) -> Any:
        """The expression, or the matrix. Raises `Unreadable` and `IllFormed`."""
        made = self._read(node, context)
        if isinstance(made, Whole) and made.shape == (None, None):
            return made.entry(None, None)
        return made

    def number(self, node: Node, context: Context) -> Expr:
        """The expression. Raises `Unreadable` for a vector or matrix."""
        made = self.read(node, context)
        if isinstance(made, Whole):
            raise Unreadable("a vector or matrix stands where a number should")
        return made

    def _read(self, node: Node, context: Context) -> Any:  # noqa: C901, PLR0912
        match node:
            case Number(value):
                return Rational(value.numerator, value.denominator)
            case Symbol():
                return self._symbol(node, context)
            case Plus(terms):
                return plus([(sign, self.read(term, context)) for sign, term in terms])
            case Times(factors, signs):
                return times([self.read(factor, context) for factor in factors], signs)
            case Entrywise(left, right):
                return entrywise(self.read(left, context), self.read(right, context))
            case Minus(operand):
                return minus(self.read(operand, context))
            case Quotient(above, below):
                return quotient(self.read(above, context), self.number(below, context))
            case Power(base, exponent):
                return power(self.read(base, context), self.number(exponent, context))
            case Apply("log", Big(kind="prod") as product, 0):
                return self._logarithm(product, context)
            case Apply(name, argument, primes):
                return call(name, primes, self.read(argument, context))
            case Transposed(operand):
                return self._transposed(operand, context)
            case Absolute(operand):
                return expressions.sqrt(expressions.Power(self.number(operand, context), Integer(2)))
            case Norm(operand):
                return expressions.sqrt(square(self.read(operand, context)))
            case Part(whole, subscripts):
                return entry_of(self.read(whole, context), [self.place(each, context) for each in subscripts])
            case Big():
                return self._big(node, context)
            case Partial(body, variables):
                return self._partial(body, variables, context)
            case Cases(branches):
                return self._cases(branches, context)
            case Indicator(condition):
                return self._indicator(condition, context)
        raise Unreadable("a vector or matrix that is written out is not read")

    # places

    def condition(self, condition: Condition, context: Context) -> Equal:
        """i = j or i ≠ j."""
        sides = self.place(condition.left, context), self.place(condition.right, context)
        return Equal(*sides) if condition.equal else Distinct(*sides)

    # letters

    def _symbol(self, node: Symbol, context: Context) -> Any:  # noqa: C901
        name = node.name
        if name in ("ones", "zeros"):
            dim = self.dim(("ones", node.span))
            return matrices.Ones(dim) if name == "ones" else matrices.Zeros(dim)
        if is_kronecker(node):
            return self._indicator(Condition(node.subscripts[0], node.subscripts[1]), context)
        if name in KNOWN:
            return self._known(node, context)
        if f"={name}" in context.bound and is_bare(node):
            return context.bound[f"={name}"]
        if is_bare(node) and name in self.counts and not node.primes:
            return self.counts[name]
        if is_bare(node) and name in self.letters.upper and not node.primes:
            return Dim(name)
        opaque = opaque_name(node, self.letters)
        if opaque is not None:
            return self._member(Resolved(*opaque), context, node)
        if self.shapes.is_identity(node):
            return matrices.Identity(self.dim(("eye", node.span)))
        resolved = self.letters.resolve(node)
        if node.arguments is not None:
            called = self._called(node, resolved, context)
            if called is not None:
                return called
        if node.primes and resolved.name not in self.environment.definitions:
            primes = "" if node.arguments is None else "'" * node.primes
            resolved = Resolved(resolved.name + primes, resolved.places)
        elif node.primes and node.arguments is not None:
            raise Unreadable(f"{name}′: a prime at a letter that is defined has no reading here", node.span)
        return self._member(resolved, context, node)

    def _member(self, resolved: Resolved, context: Context, node: Symbol) -> Any:
        name = resolved.name
        if name in self.letters.labels or (  # noqa: SIM102
            name in self.letters.bound and name not in self.environment.definitions
        ):
            if name in self.letters.labels or not self.letters.explicit(name):
                raise Unreadable(f"{name} is an index and stands where a number should", node.span)
        family = self.definition(name) or self.family(name, len(resolved.places))
        places = [self.place(each, context) for each in resolved.places]
        return member_of(family, places, name)

    def _called(self, node: Symbol, resolved: Resolved, context: Context) -> Any:
        """f(x) for a function, defined or unknown; None for a mere reminder, p_k(z)."""
        arguments = node.arguments or ()
        stored = self.environment.definitions.get(resolved.name)
        names = tuple(each.name if isinstance(each, Symbol) and is_bare(each) else "" for each in arguments)
        if stored is not None:
            if node.primes:
                return self._primed(stored, node, resolved, context)
            if all(names) and (not stored.arguments or names == stored.arguments):
                return None
            if not stored.arguments:
                raise Unreadable(f"{node.name}(…): a product or a call?", node.span)
            return self._applied(stored, resolved, arguments, context)
        if all(names) and resolved.name not in self.letters.functions:
            return None
        if len(arguments) != 1 or resolved.places:
            raise Unreadable(f"{node.name} is called with arguments that are not read", node.span)
        function = self.letters.functions.get(resolved.name, resolved.name)
        return call(function, node.primes, self.read(arguments[0], context))

    def _primed(self, stored: Stored, node: Symbol, resolved: Resolved, context: Context) -> Any:
        """f′(x), for a defined f and a letter x."""
        arguments = node.arguments or ()
        if len(arguments) != 1 or len(stored.arguments) != 1:
            raise Unreadable(f"{node.name}′ has no reading here", node.span)
        made = self._applied(stored, resolved, arguments, context)
        variable = self.read(arguments[0], context)
        if not isinstance(variable, Entry) or isinstance(variable.family, Definition):
            raise Unreadable(f"{node.name}′ is taken at something that is no letter", node.span)
        for _ in range(node.primes):
            made = D(made, variable)
        return made

    def _known(self, node: Symbol, context: Context) -> Any:
        """softmax, logsumexp, diag, trace."""
        arguments = node.arguments or ()
        if node.name in UNREAD or not arguments:
            raise Unreadable(f"{UNREAD.get(node.name, node.name)} has no reading here", node.span)
        first = self.read(arguments[0], context)
        if node.name == "softmax":
            return self._softmax(node, first, context)
        if node.name == "logsumexp":
            return functions.log(summed_exp(first))
        if node.name == "diag":
            return matrices.Diagonal(first)
        if node.name == "trace":
            return matrices.trace(matrices.whole(first))
        if node.name == "relu":
            return call("relu", node.primes, first)
        raise Unreadable(f"{node.name} has no reading here", node.span)

    def _softmax(self, node: Symbol, first: Any, context: Context) -> Any:
        arguments = node.arguments or ()
        places = [self.place(each, context) for each in (*node.labels, *node.subscripts)]
        if isinstance(first, Whole):
            made = Softmax(first)
            return entry_of(made, places) if places else made
        if not isinstance(first, Entry) or not first.places or places:
            raise Unreadable("softmax is taken of a vector", node.span)
        along = first.places[-1]
        if len(arguments) == 2 and self.place(arguments[1], context) != along:
            raise Unreadable("this softmax is not read", node.span)
        if not isinstance(along, Index):
            raise Unreadable("softmax is taken of a vector", node.span)
        k = fresh(along, frozenset({along}) | binders.free_indices(first))
        return expressions.Quotient(
            functions.exp(first), Sum(functions.exp(binders.substitute(first, {along: k})), k)
        )

    # arithmetic

    def _transposed(self, operand: Node, context: Context) -> Any:
        made = self.read(operand, context)
        if isinstance(made, Whole):
            return matrices.Transpose(made)
        raise Unreadable("a number is transposed: ᵀ may be a power here")

    def _big(self, node: Big, context: Context) -> Any:
        if node.kind == "prod":
            return functions.exp(self._logarithm(node, context))
        name = index_name(node.index)
        over = self.shapes.ranges.get(id(node))
        if over is None:
            raise Unreadable("what this sum runs over is not known", node.index.span)
        bound = Index(name, self.dim(over))
        taken = frozenset().union(
            *(binders.free_indices(each) for key, each in context.bound.items() if key.startswith("="))
        )
        if bound in taken:
            bound = fresh(bound, taken)
        without = tuple(self.place(each, context) for each in node.without)
        body = self.read(node.body, context.with_bound(name, bound))
        if isinstance(body, Whole):
            from sympy import Tuple

            return Summed(body, bound, Tuple(*without))
        return Sum(body, bound, without=without)

    def _logarithm(self, product: Big, context: Context) -> Expr:
        """log Π_k f_k is Σ_k log f_k: the factors are taken to be positive."""
        summed = replace(product, kind="sum", body=logarithm(product.body))
        self.shapes.same_range(summed, product)
        made: Expr = self.number(summed, context)
        return made

    def _partial(self, body: Node, variables: tuple[Node, ...], context: Context) -> Any:
        inner = self.read(body, context)
        for variable in variables:
            taken_in = self.read(variable, context)
            if isinstance(inner, Whole) or isinstance(taken_in, Whole):
                if not isinstance(taken_in, Whole):
                    raise Unreadable("the derivative of a vector in a number is not read")
                inner = Gradient(matrices.whole(inner), taken_in)
                continue
            if isinstance(taken_in, Dim) or not isinstance(taken_in, Entry):
                raise Unreadable("a derivative is taken in something that is no letter")
            inner = D(inner, taken_in)
        return inner

    def _cases(self, branches: tuple[tuple[Node, Condition | None], ...], context: Context) -> Any:
        made: list[Any] = []
        for value, condition in branches:
            inner = self.number(value, context)
            made.append(inner if condition is None else (inner, self.condition(condition, context)))
        if not all(isinstance(each, tuple) for each in made[:-1]):
            raise Unreadable("a case follows the one that covers all others")
        return cases(*made)

    def _indicator(self, condition: Condition, context: Context) -> Expr:
        made = self.condition(condition, context)
        delta = Delta(*made.args)
        return expressions.Plus(Integer(1), expressions.Neg(delta)) if isinstance(made, Distinct) else delta
