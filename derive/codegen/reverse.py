"""A function and its backward pass, from an identity that states its derivative.

    ∂f/∂z_d = …             the upstream gradient is a number, and multiplies the right side
    ∂f_k/∂z_d = …           both sides are multiplied by g_k and summed over k, which the kernel proves again
    Σ_k g_k ∂f_k/∂z_d = …   is a vector–Jacobian product already; g is the upstream gradient

The sum over k is brought into the shape that is cheapest like any other, so no Jacobian is built.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sympy import Basic, Expr

from derive.codegen.errors import NoCode
from derive.codegen.lowering import lowered
from derive.codegen.names import in_order, python_name
from derive.codegen.nodes import look
from derive.codegen.program import Argument, Mul, Program
from derive.codegen.trees import mapped
from derive.kernel import Openings, Proof, prove
from derive.language.binders import Sum, free_indices
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.expressions import Times
from derive.language.families import Definition, Entry, Family, families
from derive.language.hypotheses import Constant, Equation
from derive.language.indices import Dim, Index
from derive.language.typeset import text


@dataclass(frozen=True)
class Reverse:
    """f as a program, its vector–Jacobian product as another, and the names that they share.

    `variable` is the argument of f that the product is a gradient in, `upstream` the product's own argument;
    `output` is f's result where the product needs it. `product` is the product as a formula, `function` what
    f is.
    """

    forward: Program
    backward: Program
    variable: str
    upstream: str
    output: str | None
    product: str
    function: Identity

    @property
    def value(self) -> str:
        """f in the page's letters."""
        return text(self.function.stated[0])

    @property
    def saved(self) -> list[str]:
        """What the backward pass needs of the forward pass."""
        return [each.name for each in self.backward.arguments if each.name != self.upstream]

    @property
    def constants(self) -> list[str]:
        """The arguments of f that are real numbers and have no gradient here."""
        reals = [each.name for each in self.forward.arguments if each.kind == "real"]
        return [name for name in reals if name != self.variable]


@dataclass(frozen=True)
class _Product:
    """Σ g_k ∂f_k/∂z: f, the entry of z, and g, or none where f is a number."""

    body: Expr
    variable: Entry
    upstream: Entry | None
    identity: Identity


def reverse(
    identity: Identity, *, batch: str | None = None, batched: Iterable[str] = (), given: Iterable[str] = ()
) -> Reverse:
    """The two programs. Raises `NoCode` where the identity does not state the whole derivative of a function."""
    _for_every_entry(identity)
    product = _product(identity)
    _for_every_upstream(identity, product)
    variable = product.variable.family
    handed = {*given, *([variable.name] if isinstance(variable, Definition) else [])}
    value = _put_in(product.body, _determined(identity))
    function = replace(
        identity,
        left=value,
        right=value,
        stated=(product.body, product.body),
        prose=f"{text(product.body)} in {variable.name}, its derivative by {identity.id}.",
    )
    forward = lowered(function, batch=batch, batched=batched, given=handed)
    forward.name = f"{_letter(product.body)}_of_{python_name(variable.name)}"
    backward, output = _backward(product, forward, batch, frozenset(batched), frozenset(handed))
    forward.rewrites = list(dict.fromkeys((*forward.rewrites, *backward.rewrites)))
    upstream = backward.arguments[-1].name
    _only_known(identity, forward, backward, (upstream, output), product)
    formula = text(product.identity.left) if product.upstream else f"{upstream} {text(identity.left)}"
    return Reverse(forward, backward, python_name(variable.name), upstream, output, formula, function)


# what is differentiated


def _product(identity: Identity) -> _Product:
    left = identity.left
    if isinstance(left, Derivative):
        return _of_derivative(identity, left)
    found = _of_sum(identity, left)
    if found is None:
        raise NoCode(
            f"{identity.id} has no backward pass: its left side is neither ∂f/∂z nor Σ_k g_k ∂f_k/∂z"
        )
    return found


def _of_derivative(identity: Identity, left: Derivative) -> _Product:
    _whole_gradient(identity, left)
    outputs = in_order(left.body)
    if not outputs:
        return _Product(left.body, left.variable, None, identity)
    taken = {each.name for side in (identity.left, identity.right) for each in families(side)}
    name = next(each for each in ("g", "G", "upstream", "upstream_") if each not in taken)
    upstream = Entry(Family(name, tuple(index.dim for index in outputs)), *outputs)
    sides = [_summed(Times(upstream, side), outputs) for side in (left, identity.right)]
    if not isinstance(prove(sides[0], sides[1], Openings(hypotheses=identity.given)), Proof):
        raise NoCode(f"{identity.id} has no backward pass: its vector–Jacobian product is not proved")
    product = replace(identity, left=sides[0], right=sides[1], stated=(sides[0], sides[1]))
    return _Product(left.body, left.variable, upstream, product)


def _of_sum(identity: Identity, left: Expr) -> _Product | None:
    bound: list[Index] = []
    while isinstance(left, Sum) and not left.without:
        bound, left = [*bound, left.bound], left.body
    parts = left.args if isinstance(left, Times) else ()
    slopes = [each for each in parts if isinstance(each, Derivative)]
    others = [each for each in parts if not isinstance(each, Derivative)]
    if len(slopes) != 1 or len(others) != 1 or not isinstance(others[0], Entry):
        return None
    slope, upstream = slopes[0], others[0]
    letter = upstream.family
    free = not isinstance(letter, Definition) and letter not in _within(slope)
    if not free or set(upstream.places) != set(bound) or list(upstream.places) != in_order(slope.body):
        return None
    _whole_gradient(identity, slope)
    return _Product(slope.body, slope.variable, upstream, identity)


def _within(expression: Basic) -> frozenset[Family]:
    found = frozenset(families(expression))
    return found.union(*(_within(each.body) for each in found if isinstance(each, Definition)))


def _summed(body: Expr, indices: Iterable[Index]) -> Expr:
    for index in reversed(list(indices)):
        body = Sum(body, index)
    return body


def _whole_gradient(identity: Identity, slope: Derivative) -> None:
    """Every entry of z by itself: no place twice, none that is fixed, none that f has as well."""
    places = slope.variable.places
    if isinstance(slope.body, Derivative):
        raise NoCode(f"{identity.id} has no backward pass: {text(slope.body)} is itself a derivative")
    distinct = all(isinstance(each, Index) for each in places) and len(set(places)) == len(places)
    if not distinct or set(places) & free_indices(slope.body):
        raise NoCode(
            f"{identity.id} has no backward pass: {text(slope)} are some entries of the derivative, not all"
        )


def _for_every_entry(identity: Identity) -> None:
    for each in identity.given:
        if each.fixed_indices & free_indices(identity.left):
            raise NoCode(f"{identity.id} has no backward pass: it holds where {each}, not for every entry")


def _for_every_upstream(identity: Identity, product: _Product) -> None:
    upstream = product.upstream.family if product.upstream else None
    for each in identity.given:
        letters = [letter for part in each.parts for letter in families(part)]
        if upstream in letters and not isinstance(each, Constant):
            raise NoCode(f"{identity.id} has no backward pass: {each} restricts the upstream gradient")


def _determined(identity: Identity) -> dict[Family, Definition]:
    """The letters that a hypothesis writes as an expression: y by y_k = δ_kj for every k."""
    found = {}
    for each in identity.given:
        if not isinstance(each, Equation) or each.fixed or not isinstance(each.left, Entry):
            continue
        letter, places = each.left.family, each.left.places
        plain = not isinstance(letter, Definition) and all(isinstance(place, Index) for place in places)
        if plain and len(set(places)) == len(places) and letter not in _within(each.right):
            found[letter] = Definition(letter.name, places, each.right)
    return found


def _put_in(expression: Any, known: dict[Family, Definition]) -> Any:
    """The expression with what is known of letters put in, inside definitions too."""
    if isinstance(expression, Entry):
        letter = expression.family
        if letter in known:
            return known[letter].at(expression.places)
        if isinstance(letter, Definition) and not _within(letter.body).isdisjoint(known):
            return _put_in(letter.at(expression.places), known)
    return mapped(expression, lambda part: _put_in(part, known))


# the programs


def _backward(
    product: _Product, forward: Program, batch: str | None, batched: frozenset[str], given: frozenset[str]
) -> tuple[Program, str | None]:
    """The vector–Jacobian product, its upstream gradient the last argument; the name of f's result if it needs it."""
    output = _stored(product)
    words = {"batch": batch, "given": given | ({output} if output else set())}
    program = lowered(product.identity, batched=batched, **words)  # type: ignore[arg-type]
    axes = forward.result.axes if forward.result else ()
    dims = tuple(axis.dim for axis in axes)
    if product.upstream is None:
        _multiplied(program, dims, forward)
    else:
        name = product.upstream.family.name
        if batch and not _fits(program, name, dims):
            known = (*forward.arguments, *program.arguments)
            rows = {each.family.name for each in known if each.family and Dim(batch) in each.dims}
            names = rows | {name} | ({output} if output and Dim(batch) in dims else set())
            program = lowered(product.identity, batched=names, **words)  # type: ignore[arg-type]
        if not _fits(program, name, dims):
            raise NoCode(
                f"{product.identity.id} has no backward pass: its gradient does not depend on {name}"
            )
        program.arguments.sort(key=lambda each: each.name == python_name(name))
    used = output is not None and any(each.name == python_name(output) for each in program.arguments)
    return program, python_name(output) if output and used else None


def _fits(program: Program, name: str, dims: tuple[Dim, ...]) -> bool:
    return any(each.name == python_name(name) and each.dims == dims for each in program.arguments)


def _stored(product: _Product) -> str | None:
    """The name of f, where it is a definition with an entry for each of its places."""
    body = product.body
    if not isinstance(body, Entry) or not body.places:
        return None
    whole = all(isinstance(place, Index) for place in body.places)
    return body.family.name if whole and isinstance(body.family, Definition) else None


def _multiplied(program: Program, dims: tuple[Dim, ...], forward: Program) -> None:
    """The right side times the upstream gradient of a number, one for each row of a batch."""
    result = program.result
    if result is None or forward.result is None:
        raise NoCode("a program without a result")
    taken = {each.name for each in program.arguments} | {each.name for each in program.statements}
    name = next(each for each in ("g", "upstream", "upstream_") if each not in taken)
    upstream = look(name, list(forward.result.axes))
    axes = tuple(dict.fromkeys((*upstream.axes, *result.axes)))
    program.result = replace(result, axes=axes, node=Mul(axes, (upstream, result.node)))
    program.arguments.append(Argument(name, dims, "the upstream gradient"))


def _only_known(
    identity: Identity,
    forward: Program,
    backward: Program,
    own: tuple[str | None, ...],
    product: _Product,
) -> None:
    """The product needs nothing that f was not given, and has the shape of the variable."""
    known = {each.name for each in forward.arguments}
    for each in backward.arguments:
        if each.name not in known and each.name not in own:
            raise NoCode(
                f"{identity.id} has no backward pass: {each.name}, {each.says}, is no argument of "
                f"{text(product.body)}; write the function of a letter that nothing unknown stands between"
            )
    if any(each.kind == "size" for each in (*forward.arguments, *backward.arguments)):
        raise NoCode(f"{identity.id} has no backward pass: a dimension is the size of no argument")
    name = python_name(product.variable.family.name)
    variable = next((each for each in forward.arguments if each.name == name), None)
    axes = backward.result.axes if backward.result else ()
    if variable is None or tuple(axis.dim for axis in axes) != variable.dims:
        raise NoCode(
            f"{identity.id} has no backward pass: all rows share {name}, whose gradient is their sum"
        )


def _letter(body: Expr) -> str:
    return python_name(body.family.name) if isinstance(body, Entry) else "f"
