r"""Integrals, means and sums over a variable as sums over points of it.

∫ f(x) dx is Σ_κ w_κ f(x_κ), with points and weights of which nothing is known, E_{x∼p}[f(x)] is Σ_κ w_κ p(x_κ) f(x_κ).
What holds for all points and weights holds for their limits, the integrals, and ∂ may be taken inside where a limit
may. Nothing is refuted so: integrals have laws that sums over any points have not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derive.documents.readings.definitions import Definition
from derive.documents.readings.naming import PROBABILITIES, variables
from derive.documents.readings.outcomes import INDICES
from derive.documents.readings.random_letters import Outcomes, Unsuited
from derive.documents.readings.shown import shown
from derive.documents.readings.substituting import UNWRITTEN
from derive.documents.readings.trees import (
    Apply,
    Big,
    Called,
    Condition,
    Dots,
    Integral,
    Letter,
    Node,
    Number,
    Paren,
    Plus,
    Power,
    Quotient,
    Times,
    Word,
    is_bare,
    letters,
    mapped,
    walk,
)

_FUNCTIONS = frozenset({*"fghFGHpqPQ", "psi", "phi", "varphi", "Psi", "Phi", "rho"})
"""Letters that without an argument may be functions of what is integrated over."""


@dataclass
class Points:
    """Rewrites the trees of one claim; `densities` are those that means were taken over, or that are integrated.

    `ranks` says how many indices a letter is declared with, `dependent` which letters are functions of which.
    """

    definitions: list[Definition]
    ranks: Callable[[str], int | None]
    dependent: set[tuple[str, str]]
    trees: list[Node]
    outcomes: Outcomes
    places: dict[str, Letter] = field(default_factory=dict)
    densities: dict[tuple[Node, str], Letter] = field(default_factory=dict)
    used: bool = False

    def rewritten(self, node: Node) -> Node:
        """The tree with sums over points. Raises `Unsuited`."""
        made: Node = mapped(node, self._change)
        return made

    def _change(self, node: Node) -> Node | None:
        match node:
            case Integral(body, variable, bounds):
                return self._integral(self.rewritten(body), variable, _domain(bounds))
            case Apply("bbE", (body,), _, over) if over is not None:
                return self._mean(body, over)
            case Apply("Var" | "bbV", (body,), _, over) if over is not None:
                mean = self._mean(body, over)
                square = self._mean(Power(body, Number(Fraction(2))), over)
                return Plus(((1, square), (-1, Power(mean, Number(Fraction(2))))))
            case Apply("bbE" | "Var" | "bbV" | "Cov", arguments, _, None, signs):
                if not set(signs) <= {","}:  # Cov(X | Z)
                    raise Unsuited
                self.used = True
                return self.outcomes.moment(node.function, tuple(map(self.rewritten, arguments)))
            case Big("sum", index, body, None, None, within, ()) if _is_argument(index, body):
                self.used = True
                return self._sum(self.rewritten(body), index, f"∈{shown(within)}" if within else "")
        return None

    def _integral(self, body: Node, variable: Node, domain: str) -> Node:
        self.used = True
        for each in walk(body) if _is_everything(domain, variable) else ():
            if isinstance(each, Called) and _is_conditional(each) and each.paren.items[0] == variable:
                self._note(each, variable, domain)
        return self._sum(body, variable, domain)

    # sums

    def _sum(self, body: Node, variable: Node, domain: str, density: Node | None = None) -> Node:
        """Σ_κ w_κ f(x_κ), or Σ_κ w_κ p(x_κ) f(x_κ)."""
        if not is_bare(variable) or not isinstance(variable, Letter):
            raise Unsuited
        self._check(body, variable)
        place, point = self._point(variable)
        weight = Letter(f"d{variable.name}{domain}", (place,), word=True)
        factors = (weight, body) if density is None else (weight, density, body)
        return Big("sum", place, _at(Times(factors), variable, point))

    def _point(self, variable: Letter) -> tuple[Letter, Letter]:
        """The index of the points of a variable, and the point there."""
        name = variable.name + "'" * variable.primes
        if name not in self.places and len(self.places) == len(UNWRITTEN):
            raise Unsuited
        place = self.places.setdefault(name, Letter(UNWRITTEN[-1 - len(self.places)]))
        rank = self.ranks(variable.name) or 0
        if rank > 1:
            raise Unsuited
        return place, Letter(f"{name}°", (place,), bold=variable.bold or rank == 1, word=True)

    def _mean(self, body: Node, over: Node) -> Node:
        """E_{x∼p}[f(x)], E_{p(x)}[f(x)], E_p[f(x)]."""
        variable, density = self._over(over, body)
        self.used = True
        self._note(density, variable, "")
        return self._sum(self.rewritten(body), variable, "", density)

    def _over(self, over: Node, body: Node) -> tuple[Letter, Called]:
        match over:
            case Condition(Letter() as variable, Letter() as name, "∼") if is_bare(variable):
                return variable, Called(name, Paren((variable,)))
            case Condition(Letter() as variable, Called() as density, "∼") if variable in density.paren.items:
                return variable, density
            case Called(_, Paren((Letter() as variable, *_))) if is_bare(variable):
                return variable, over
            case Letter():
                every = (node for tree in (*self.trees, body) for node in walk(tree))
                calls = {n.paren.items[0] for n in every if isinstance(n, Called) and n.head == over}
                if len(calls) == 1 and isinstance(only := calls.pop(), Letter) and is_bare(only):
                    return only, Called(over, Paren((only,)))
        raise Unsuited

    def _note(self, density: Called, variable: Node, domain: str) -> None:
        """That the density sums to 1, if nothing says what it is."""
        if any(isinstance(each, Dots) for each in density.paren.items) or density.power is not None:
            raise Unsuited
        if not any(each.letter.name == density.head.name for each in self.definitions):
            assert isinstance(variable, Letter)
            self.densities.setdefault((density, domain), variable)

    # what may not be

    def _check(self, body: Node, variable: Letter) -> None:
        """Everything that depends on the variable says so."""
        heads = {id(node.head) for node in walk(body) if isinstance(node, Called)}
        stands = False
        for each in (node for node in walk(body) if isinstance(node, Letter)):
            stands |= each == variable
            if each.name == variable.name and each != variable and not each.primes:
                raise Unsuited
            if any(inner == variable for part in (*each.subs, *each.labels) for inner in walk(part)):
                raise Unsuited
            if id(each) not in heads and each != variable and self._may_depend(each.name, variable, set()):
                raise Unsuited
        if not stands:
            raise Unsuited

    def _may_depend(self, name: str, variable: Letter, seen: set[str]) -> bool:
        """Whether a letter without arguments may be a function of the variable; none is in which ∂ is taken."""
        if any(each.name == name for each in variables(self.trees)):
            return False
        if name in _FUNCTIONS or (name, variable.name) in self.dependent:
            return True
        for each in self.definitions:
            if each.letter.name != name or isinstance(each.head, Called) or name in seen:
                continue
            if each.body is None:
                return True
            inner = [*letters(each.body)]
            if variable in inner or any(self._may_depend(e.name, variable, seen | {name}) for e in inner):
                return True
        return False

    # densities

    def normalised(self, node: Node) -> Node:
        """The tree with r(x)/Σ_κ w_κ r(x_κ) for each density p(x), with an r of which nothing is known."""

        def change(each: Node) -> Node | None:
            for (density, domain), variable in self.densities.items() if isinstance(each, Called) else ():
                place, point = self._point(variable)
                if each not in (density, at_point := _at(density, variable, point)):
                    continue
                weight = Letter(f"d{variable.name}{domain}", (place,), word=True)
                return Quotient(
                    _unnormalised(each), Big("sum", place, Times((weight, _unnormalised(at_point))))
                )
            return None

        made: Node = mapped(node, change)
        return made


def _unnormalised(density: Node) -> Node:
    assert isinstance(density, Called)
    paren = density.paren
    signs = paren.signs or (",",) * (len(paren.items) - 1)
    return replace(density, paren=Paren((*paren.items, Word("∝")), (*signs, ";")))


def _domain(bounds: str) -> str:
    """Where an integral runs; nothing where over everything. Raises `Unsuited` where its ends may move."""
    inner = bounds.replace("infty", "")
    if any(each.isalpha() and each.islower() for each in inner):
        raise Unsuited
    return bounds if any(each.isalnum() for each in inner) else ""


def _is_everything(domain: str, variable: Node) -> bool:
    """Whether a density is 1 over this domain: over 𝒳 for an x, and not over an event."""
    own = variable.name.upper() if isinstance(variable, Letter) else ""
    return not domain or (
        not any(each.isdigit() for each in domain) and domain.lstrip("_").endswith((own, "Omega", "R"))
    )


def _at(node: Node, variable: Letter, point: Letter) -> Node:
    made: Node = mapped(node, lambda each: point if each == variable else None)
    return made


def _is_argument(index: Letter, body: Node) -> bool:
    """Whether a sum runs over a variable, of which functions are taken: Σ_x p(x) f(x)."""
    calls = (node for node in walk(body) if isinstance(node, Called))
    return index.name not in INDICES and any(index in each.paren.items for each in calls)


def _is_conditional(call: Called) -> bool:
    """Whether it is written as a density with parameters, p(x | θ)."""
    return call.head.name in PROBABILITIES and bool({"|", ";"} & set(call.paren.signs))


def in_points(points: Points, trees: Iterable[Node]) -> list[tuple[list[Node], list[Definition]]]:
    """The trees with the definitions that they rest on, as sums; then with densities that sum to 1.

    Nothing where there are no integrals.
    """
    try:
        made = [points.rewritten(each) for each in trees]
        known = [replace(d, body=d.body and points.rewritten(d.body)) for d in points.definitions]
    except Unsuited:
        return []
    found = [(made, known)] if points.used else []
    if points.densities:
        bodies = [replace(each, body=each.body and points.normalised(each.body)) for each in known]
        found.append(([points.normalised(each) for each in made], bodies))
    return found
