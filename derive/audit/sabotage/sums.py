"""Σ broken: binding, components, canonical names."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from sympy import Integer

from derive.audit.letters import INDICES, B, S, W, a, d, e, i, j, k, n, phi, r, t, w, x, y
from derive.audit.sabotage.frame import Claim, always, sabotage
from derive.audit.sabotage.reading import total_of_y
from derive.kernel.terms import atomic, monomial
from derive.language.binders import Sum, delta
from derive.language.derivatives import D

s = INDICES[r][0]
TOTAL = Claim(D(Sum(y[k], k), y[j]), Integer(0), ask=total_of_y)
ROWS = Claim(Sum(B[i, d] / Sum(B[i, e], e), d, i), n, judged="true")
PAIRS = Claim(Sum(a[i] / (a[i] + a[j]), i, j), n**2 / 2, judged="true")
CYCLE = Claim(
    Sum(S[i, j] * S[j, k] * S[k, i], i, j, k), Sum(S[i, j] * S[j, k] * S[k, i], i, k, j), judged="true"
)
NAMES = Claim(Sum(S[i, j] * x[i] * x[j], i, j), Sum(S[i, j] * x[i] * x[j], j, i), judged="true")
FORMS = Claim(
    Sum(S[i, j] * phi(x[i]) * phi(x[j]), i, j), Sum(S[i, j] * phi(x[i]) * phi(x[j]), j, i), judged="true"
)
INSIDE = Claim(Sum(phi(2 * x[i] + x[j]), i, j), Sum(phi(2 * x[i] + x[j]), j, i), judged="true")
DRAWN_IN = Claim(w * Sum(a[i] / (w * a[i] + 1), i), n - Sum(1 / (w * a[i] + 1), i), judged="true")
ORDERS = Claim(Sum(S[i, j] * t[i] * x[j], i, j), Sum(S[i, j] * t[i] * x[j], j, i), judged="true")


@sabotage("sums:Sums.fresh", "all bound indices are one")
def _fresh(_: Any) -> Any:
    return lambda self, dim: ("u", 0, dim)


@sabotage("sums:Sums.substitute", "f_i with j put for i is f_i")
def _substitute(_: Any) -> Any:
    return lambda self, powers, places: {monomial(powers): 1}


@sabotage("sums:Sums._substitute_atom", "Σ_k f_ki with j put for i is Σ_k f_ki")
def _substitute_atom(right: Any) -> Any:
    return lambda self, atom, places: atomic(atom) if atom[0] == "sum" else right(self, atom, places)


@sabotage("sums:Sums._rebuilt", "log f_i with j put for i is log f_i")
def _rebuilt(right: Any) -> Any:
    return lambda self, atom, change: atomic(atom) if atom[0] == "log" else right(self, atom, change)


@sabotage("sums:Sums.without_delta", "exp δ_ij = exp 0")
def _without_delta(_: Any) -> Any:
    return lambda self, powers, delta: {(): 1}


@sabotage("sums:Sums._power_without", "(1 + δ_ij)⁻² is 1 + δ_ij elsewhere")
def _power_without(right: Any) -> Any:
    return lambda self, atom, exponent, delta: right(self, atom, abs(exponent), delta)


@sabotage("sums:Sums._without", "exp(a + b δ_ij) = exp(a + b) elsewhere")
def _without(right: Any) -> Any:
    return lambda self, form, delta: {
        monomial(each for each in powers if each[0] != delta): number for powers, number in form.items()
    }


@sabotage("sums:Sums.substitute_form", "f_i + g_i with j put for i is f_j")
def _substitute_form(right: Any) -> Any:
    return lambda self, form, places: right(self, dict([*form.items()][:1]), places)


@sabotage("sums:Sums.delta", "δ_ij = 0 for i other than j")
def _delta(_: Any) -> Any:
    return lambda self, first, second: {(): 1} if first == second else {}


always("sums:Sums.partial", "∂f/∂x = 0 where it is not carried out", {})


@sabotage("sums:Sums.under", "what holds at one x holds under ∂/∂x", TOTAL)
def _under(_: Any) -> Any:
    @contextmanager
    def wrong(self: Any, variable: Any) -> Any:
        yield

    return wrong


@sabotage("sums:Sums.opened", "Σ_k f_k is opened without its factor")
def _opened(right: Any) -> Any:
    def wrong(self: Any, atom: Any) -> Any:
        bound, inside = right(self, atom)
        return bound, {powers[:1]: number for powers, number in inside.items()}

    return wrong


@sabotage("sums:Sums._renamed", "a renaming may settle what it renames")
def _renamed(_: Any) -> Any:
    return lambda self, powers, places: self.substitute(powers[:1], places)


@sabotage("sums:Sums.bind", "Σ_k f_k = f_k")
def _bind(_: Any) -> Any:
    return lambda self, form, bound: form


@sabotage("sums:Sums._bind_monomial", "Σ_k f_k g = Σ_k f_k")
def _bind_monomial(right: Any) -> Any:
    def wrong(self: Any, powers: Any, bound: Any) -> Any:
        from derive.kernel.terms import indices_of

        return right(self, tuple(each for each in powers if not indices_of(each[0]).isdisjoint(bound)), bound)

    return wrong


always("sums:Sums._sifted", "Σ_i δ_ij f_i = 0", {})


@sabotage("sums:Sums._flattened", "Σ_i (Σ_k f_ik)² = Σ_i Σ_k f_ik")
def _flattened(right: Any) -> Any:
    def wrong(self: Any, atom: Any, inner: Any, bound: Any) -> Any:
        return right(self, atom, {**inner, atom: min(inner[atom], 1)}, bound)

    return wrong


@sabotage(
    "sums:Sums.absorb",
    "c Σ_i 1/(x_i + c) = Σ_i 1/(x_i + c)",
    DRAWN_IN,
)
def _absorb(right: Any) -> Any:
    return lambda self, powers: (
        None
        if right(self, powers) is None
        else {monomial((atom, power) for atom, power in powers.items() if atom[0] == "sum"): 1}
    )


@sabotage("sums:Sums._components", "Σ_k 1 = 1")
def _components(right: Any) -> Any:
    def wrong(self: Any, inner: Any, bound: Any) -> Any:
        from derive.kernel.terms import indices_of

        return right(self, inner, frozenset().union(*(indices_of(atom) for atom, _ in inner)) & bound)

    return wrong


@sabotage("sums:Sums.component", "Σ_j b_ij / Σ_j b_ij stays as it is under Σ_i", ROWS)
def _component(_: Any) -> Any:
    return lambda self, atoms, bound: self._canonical(sorted(bound), dict(atoms))


@sabotage("sums:Sums._balanced", "Σ_i Σ_j a_i/(a_i + a_j) stays as it is", PAIRS)
def _balanced(_: Any) -> Any:
    return lambda self, made, atoms, bound: made


@sabotage(
    "sums:Sums._solved_for",
    "S = r + κ S is solved with twice what is found",
    Claim(Sum(a[i] / (a[i] + a[j]), i, j), Integer(0)),
)
def _solved_for(right: Any) -> Any:
    def wrong(self: Any, powers: Any, atoms: Any, bound: Any, pairs: Any) -> Any:
        made = right(self, powers, atoms, bound, pairs)
        return made if made == {powers: 1} else self.scale(made, 2)

    return wrong


always("sums:Sums._parts_to_fix", "Σ_i Σ_j b_ij / Σ_j b_ij stays as it is", [], ROWS)
always("sums:Sums._fold", "Σ_i Σ_j b_ij / Σ_j b_ij stays as it is, tried or not", None, ROWS)


@sabotage("sums:Sums._canonical", "Σ_k f_k = 2 Σ_k f_k")
def _canonical(right: Any) -> Any:
    return lambda self, bound, atoms: self.scale(right(self, bound, atoms), 2)


@sabotage("sums:Sums._labellings", "bound indices are named in the order in which they come", ORDERS)
def _labellings(_: Any) -> Any:
    def wrong(self: Any, bound: Any, atoms: Any) -> Any:
        yield bound

    return wrong


@sabotage("sums:Sums._individualised", "of indices that look alike any one is named first", CYCLE)
def _individualised(_: Any) -> Any:
    return lambda self, bound, atoms, colours: iter([sorted(bound)])


@sabotage("sums:_moved", "X_ij with k put for i and for j is X_kj")
def _moved_entry(right: Any) -> Any:
    def wrong(atom: Any, places: Any) -> Any:
        made = right(atom, places)
        return (*made[:2], (*made[2][:1], *atom[2][1:]), *made[3:])

    return wrong


@sabotage("sums:_sifts", "Σ_k δ_{k W_k} f_k = f_{W_k}", Claim(Sum(delta(i, W[s]), s), r))
def _sifts(_: Any) -> Any:
    return lambda atom, bound: next(
        ((one, other) for one, other in ((atom[1], atom[2]), (atom[2], atom[1])) if one in bound),
        (atom[1], atom[2]),
    )


@sabotage("components:reciprocals", "a sum is folded for ever")
def _reciprocals(_: Any) -> Any:
    return lambda powers: {id(powers)}


always("components:exchangeable", "no two bound indices may be exchanged", [], PAIRS)
always("components:drawn_in", "c Σ_i x_i/(c x_i + 1) stays as it is", (), DRAWN_IN)


@sabotage("components:connected", "Σ_k f_k g_k = Σ_k f_k Σ_k g_k")
def _connected(right: Any) -> Any:
    def wrong(inner: Any, bound: Any) -> Any:
        return [group for each in inner for group in right([each], bound)]

    return wrong


@sabotage("colours:told_apart", "bound indices are told apart by their names")
def _refined(_: Any) -> Any:
    return lambda bound, atoms, colours: {index: place for place, index in enumerate(sorted(bound))}


@sabotage("colours:_signature", "an index is known by its name", ORDERS)
def _signature(_: Any) -> Any:
    return lambda index, atoms, colours: index


@sabotage("colours:_sketch", "an atom is known by its indices' names", NAMES)
def _sketch(_: Any) -> Any:
    return lambda atom, colours: repr(atom)


@sabotage("colours:_label", "an atom's label has its indices' names", INSIDE)
def _label(_: Any) -> Any:
    return lambda atom: (repr(atom),)


@sabotage("colours:_sketch_form", "a form is known by its indices' names", FORMS)
def _sketch_form(_: Any) -> Any:
    return lambda form, colours: repr(form)


@sabotage("colours:_sketch_index", "a bound index is known by its name", NAMES)
def _sketch_index(_: Any) -> Any:
    return lambda index, colours: repr(index)
