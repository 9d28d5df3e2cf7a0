"""From the right side of an identity, as its author wrote it, to an array program.

Indices become axes, definitions named arrays that are computed once, Σ a contraction of two arrays at a time,
δ and cases a choice of places. Derivatives of letters of which nothing is known become arguments.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable
from typing import Any

from sympy import Basic, Expr, Integer, Rational

from derive.code import stability
from derive.code.calculus import Calculus
from derive.code.contraction import contracted
from derive.code.errors import NoCode
from derive.code.program import (
    Add,
    Along,
    Apply,
    Argument,
    Choose,
    Contract,
    Div,
    Look,
    Mul,
    Node,
    Number,
    Others,
    Place,
    Power,
    Program,
    Size,
    Statement,
)
from derive.code.softargmax import logsumexp, scores_of, softargmax, softargmax_entry
from derive.code.sums import Sums, rebuilt_at
from derive.code.trees import cases, factors_of, has, log_of, mapped, neg, plus
from derive.kernel import Openings, Proof, prove
from derive.language.binders import Cases, Delta, Distinct, Equal, Sum, free_indices, substitute, walk
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.expressions import ONE, ZERO, Call, Neg, Plus, Quotient, Times
from derive.language.expressions import Power as Raised
from derive.language.families import Definition, Entry, Family, families
from derive.language.hypotheses import Constant
from derive.language.indices import Dim, Index
from derive.language.typeset import text

TOP = "result"
RESERVED = frozenset(
    {
        "np", "torch", "jax", "jnp", "float", "int", "len", "out", "sizes", "rows", "result",
        "real", "places", "shaped", "takes", "into", "room", "blocks", "filled", "largest",
        "softargmax", "log_softargmax", "logsumexp", "complement", "difference", "sum_without",
        "logistic", "softplus", "total", "add", "square", "BLOCK",
    }
)  # fmt: skip
"""Names that files use themselves; a letter or identity of that name is spelled with an underscore."""


def lowered(
    identity: Identity, *, batch: str | None = None, batched: Iterable[str] = (), given: Iterable[str] = ()
) -> Program:
    """The array program of the right side.

    `batch` adds a leading axis of that name to the letters in `batched`: by default to every vector, label
    and derivative, not to matrices and single numbers. `given` names definitions that are handed in.
    Raises `NoCode` where a part has no array form.
    """
    return Lowering(identity, batch, frozenset(batched), frozenset(given)).program


class Lowering:
    """One identity on its way to an array program."""

    def __init__(
        self, identity: Identity, batch: str | None, batched: frozenset[str], given: frozenset[str]
    ) -> None:
        self.identity, self.given = identity, given
        constants = frozenset((h.family, h.variable) for h in identity.given if isinstance(h, Constant))
        self.calculus = Calculus(constants)
        self.row = self._row(batch)
        self.batched = batched
        self.sums = Sums(self._batch_of, self._vanishes)
        self.program = Program(python_name(identity.name), batch=self.row.dim if self.row else None)
        self.known: dict[Any, str] = {}
        self.without_rows: set[Family] = set()
        self._lower()

    def _row(self, batch: str | None) -> Index | None:
        if batch is None:
            return None
        taken = {node.name for side in (self.identity.left, self.identity.right) for node in _letters(side)}
        if batch in taken:
            raise NoCode(f"{batch} is a name of {self.identity.id} already; call the batch something else")
        return Index(f"row of {batch}".replace(" ", "_"), Dim(batch))

    def _lower(self) -> None:
        right = self.prepared(self.identity.right)
        axes = tuple(in_order(self.identity.left))
        node = self.node(right)
        if self.row and self.row in node.axes:
            axes = (self.row, *axes)
        self.program.result = Statement(TOP, axes, node)
        self._drop_unused()
        known = {dim for argument in self.program.arguments for dim in argument.dims}
        needed = [index.dim for index in axes] + [each.dim for each in _sizes(self.program)]
        for dim in dict.fromkeys(needed):
            if dim not in known:
                says = f"the size of dimension {dim.name}"
                self.program.arguments.append(Argument(python_name(dim.name), (), says, "size", dim))

    def _drop_unused(self) -> None:
        """Statements that a rewriting made superfluous, and arguments that only they used."""
        needed = {TOP}
        statements = [*self.program.statements, *([self.program.result] if self.program.result else [])]
        for statement in reversed(statements):
            if statement.name in needed:
                needed |= set(_looked_up(statement.node))
        self.program.statements = [each for each in self.program.statements if each.name in needed]
        self.program.arguments = [each for each in self.program.arguments if each.name in needed]

    # before lowering

    def prepared(self, expression: Expr) -> Expr:
        """The expression with derivatives worked out and sums in the shape that is cheapest."""
        return self.sums.simplified(self.opened(expression))

    def opened(self, expression: Basic) -> Expr:
        """Derivatives of what is known worked out; definitions that should not be stored put in."""
        if isinstance(expression, Derivative):
            return self._derivative(expression)
        if isinstance(expression, Entry):
            return self._opened_entry(expression)
        scores = softargmax(expression) if isinstance(expression, Quotient) else None
        if scores:
            return self._named_softargmax(expression, scores.index)
        made: Expr = mapped(expression, self.opened)
        better = stability.logarithm(made) if isinstance(made, Call) else None
        if better is None:
            return made
        self.rewrite(better.identity)
        return better.expression

    def _derivative(self, node: Derivative) -> Expr:
        if _is_unknown(node):
            constant = (node.body.family, node.variable.family) in self.calculus.constants
            return ZERO if constant else node
        found = self.calculus.derivative(node.body, node.variable)
        if found == node:
            raise NoCode(f"{node} is not known and is no derivative of a letter")
        return self.opened(found)

    def _opened_entry(self, entry: Entry) -> Expr:
        letter = entry.family
        if not isinstance(letter, Definition) or letter.name in self.given or not _transparent(letter):
            return entry
        return self.opened(letter.at(entry.places))

    def _named_softargmax(self, expression: Expr, index: Index) -> Expr:
        """A softargmax that stands in the formula gets a name."""
        parameters = tuple(sorted(free_indices(expression), key=lambda each: (each == index, each.name)))
        letter = Definition(self._free_name("p"), parameters, expression)
        for known in self.known:
            if isinstance(known, Definition) and (known.parameters, known.body) == (parameters, expression):
                letter = known
        return Entry(letter, *parameters)

    def _free_name(self, wanted: str) -> str:
        letters = _letters(self.identity.left) | _letters(self.identity.right)
        taken = {python_name(each.name) for each in letters} | set(self.known.values())
        while wanted in taken:
            wanted += "_"
        return wanted

    def _vanishes(self, expression: Expr) -> bool:
        proved = isinstance(prove(expression, ZERO, Openings(hypotheses=self.identity.given)), Proof)
        if proved:
            self.rewrite("centred_weights")
        return proved

    def rewrite(self, name: str) -> None:
        """Note a numerical rewrite that was used."""
        if name not in self.program.rewrites:
            self.program.rewrites.append(name)

    # batch

    def _batch_of(self, entry: Entry) -> frozenset[Index]:
        return frozenset((self.row,)) if self.row and self._is_batched(entry.family) else frozenset()

    def _is_batched(self, letter: Family) -> bool:
        if letter in self.without_rows:
            return False
        if isinstance(letter, Definition) and letter.name not in self.given:
            return any(self._is_batched(each) for each in families(letter.body))
        if self.batched:
            return letter.name in self.batched
        return len(letter.dims) == 1 or letter.values is not None or isinstance(letter, Definition)

    # nodes

    def node(self, expression: Expr) -> Node:  # noqa: C901 (one case for each head)
        """The array of an expression."""
        split = None if isinstance(expression, Sum | Entry) else _first_choice(expression)
        if split is not None:
            return self._choose(expression, split)
        match expression:
            case Rational():
                return Number((), expression)
            case Dim():
                return Size((), expression)
            case Entry():
                return self._entry(expression)
            case Derivative():
                return self._unknown_derivative(expression)
            case Neg(args=(inner,)):
                return Add(self.node(inner).axes, ((-1, self.node(inner)),))
            case Plus():
                return self._plus(expression)
            case Times() | Quotient():
                return self._product(expression)
            case Raised(args=(base, exponent)):
                return self._power(base, exponent)
            case Call():
                return self._call(expression)
            case Sum():
                return self._sum(expression)
        raise NoCode(f"{expression} has no array form")

    def _plus(self, expression: Plus) -> Node:
        better = stability.difference(expression)
        if better is not None:
            self.rewrite(better.identity)
            return self.node(better.expression)
        special = self._special_difference(expression)
        if special is not None:
            return special
        return self._add(tuple(expression.args))

    def _add(self, terms: tuple[Expr, ...]) -> Node:
        signed = []
        for term in terms:
            negative = isinstance(term, Neg) or (isinstance(term, Rational) and term < 0)
            signed.append((-1 if negative else 1, self.node(neg(term) if negative else term)))
        if signed[0][0] < 0:
            signed.sort(key=lambda each: -each[0])
        return Add(_union(node for _, node in signed), tuple(signed))

    def _special_difference(self, expression: Plus) -> Node | None:
        found = stability.of_softargmax(expression)
        if found is None:
            return None
        entry, sign, other = found
        letter, scores = softargmax_entry(entry) or (None, None)
        if letter is None or scores is None:
            return None
        made = self._complement(entry, letter, scores.index) if other is None else None
        if other is not None:
            made = self._less_targets(entry, letter, other, scores.index)
        if made is None:
            return None
        return made if sign > 0 else Add(made.axes, ((-1, made),))

    def _complement(self, entry: Entry, letter: Definition, index: Index) -> Node:
        """1 − p_k: the sum of all others."""
        self.rewrite(
            "true_class" if not isinstance(self._place_of(entry, letter, index), Index) else "complement"
        )
        place = self._place_of(entry, letter, index)
        if not isinstance(place, Index):
            whole = self.node(
                rebuilt_at(Entry(letter, *letter.parameters), self._other_places(entry, letter, index))
            )
            return Others(tuple(a for a in whole.axes if a != index), whole, index, self._place(place))
        return self._along(
            "complement",
            f"not_{letter.name}",
            letter,
            entry.places,
            (Entry(letter, *letter.parameters),),
            index,
        )

    def _place_of(self, entry: Entry, letter: Definition, index: Index) -> Expr:
        return dict(zip(letter.parameters, entry.places, strict=True))[index]

    def _other_places(self, entry: Entry, letter: Definition, index: Index) -> dict[Index, Expr]:
        pairs = zip(letter.parameters, entry.places, strict=True)
        return {parameter: place for parameter, place in pairs if parameter != index}

    def _less_targets(self, entry: Entry, letter: Definition, other: Entry, index: Index) -> Node | None:
        if not all(isinstance(place, Index) for place in entry.places) or set(entry.places) != set(
            other.places
        ):
            return None
        if self.row and self._is_batched(other.family) and not self._is_batched(letter):
            return None
        self.rewrite("less_targets")
        back = dict(zip(entry.places, letter.parameters, strict=True))
        arguments = (Entry(letter, *letter.parameters), substitute(other, back))
        name = f"{letter.name}_less_{other.family.name}"
        return self._along("difference", name, letter, entry.places, arguments, index)

    def _along(  # noqa: PLR0917 (what the row is made of)
        self,
        function: str,
        name: str,
        letter: Definition,
        places: tuple[Expr, ...],
        arguments: tuple[Expr, ...],
        index: Index,
    ) -> Node:
        """A statement: the function of whole rows; and a look at these places of it."""
        key = (function, letter, arguments)
        if key not in self.known:
            nodes = tuple(self.node(argument) for argument in arguments)
            axes = self._stored(letter)
            self._state(key, self._free_name(python_name(name)), axes, Along(axes, function, nodes, index))
        return self._look(self.known[key], letter, places)

    def _state(self, key: Any, name: str, axes: tuple[Index, ...], node: Node) -> None:
        self.known[key] = name
        self.program.statements.append(Statement(name, axes, node))

    def _stored(self, letter: Family) -> tuple[Index, ...]:
        parameters = letter.parameters if isinstance(letter, Definition) else ()
        return (self.row, *parameters) if self.row and self._is_batched(letter) else parameters

    # entries

    def _entry(self, entry: Entry) -> Node:
        letter = entry.family
        if letter.values is not None:
            raise NoCode(f"the label {entry} stands as a number")
        if isinstance(letter, Definition) and letter.name not in self.given:
            self._define(letter)
            return self._look(self.known[letter], letter, entry.places)
        says = f"p of the page, {text(letter)}" if isinstance(letter, Definition) else "real numbers"
        name = self._argument(letter.name, letter, letter.dims, says)
        return self._look(name, letter, entry.places)

    def _define(self, letter: Definition) -> None:
        if letter in self.known:
            return
        axes, scores = self._stored(letter), scores_of(letter)
        if scores:
            self.rewrite("shifted_softargmax")
            argument = self.node(self._scores(scores.body, scores.index))
            if self.row and self.row not in argument.axes:
                self.without_rows.add(letter)
                axes = self._stored(letter)
            node: Node = Along(axes, "softargmax", (argument,), scores.index)
        else:
            body = self.prepared(letter.body)
            node = self._contraction(body) if isinstance(body, Sum) and not body.without else self.node(body)
        if letter not in self.known:
            self._state(letter, python_name(letter.name), axes, node)

    def _scores(self, body: Expr, index: Index) -> Expr:
        """The scores without what is the same for all: a shift cancels."""
        inner = body
        if (
            isinstance(body, Entry)
            and isinstance(body.family, Definition)
            and body.family.name not in self.given
        ):
            inner = body.family.at(body.places)
        terms = _terms(self.prepared(inner))
        kept = [term for term in terms if has(term, index)]
        if len(kept) == len(terms):
            return self.prepared(body)
        return plus(*kept)

    def _argument(
        self, name: str, letter: Family, dims: tuple[Dim, ...], says: str, kind: str = "real"
    ) -> str:
        spelled = python_name(name)
        shape = (self.row.dim, *dims) if self.row and self._is_batched(letter) else dims
        if all(argument.name != spelled for argument in self.program.arguments):
            self.program.arguments.append(Argument(spelled, shape, says, kind, letter.values, letter))
        return spelled

    def _look(self, name: str, letter: Family, places: Iterable[Expr]) -> Node:
        made: list[Place] = [self.row] if self.row and self._is_batched(letter) else []
        made += [self._place(place) for place in places]
        return look(name, made)

    def _place(self, place: Expr) -> Place:
        if isinstance(place, Index):
            return place
        if isinstance(place, Integer):
            return int(place) - 1
        if isinstance(place, Entry):
            letter = place.family
            values = letter.values.name if letter.values else "?"
            says = f"whole numbers 0 … {values} − 1"
            name = self._argument(letter.name, letter, letter.dims, says, "label")
            return self._look(name, letter, place.places)
        raise NoCode(f"{place} is no place")

    def _unknown_derivative(self, node: Derivative) -> Node:
        body, variable = node.body, node.variable
        if not isinstance(body, Entry):
            raise NoCode(f"{node} is not known")
        letter = body.family
        name = f"d{letter.name}"
        at = Entry(letter, *(Index(each.name, each.dim) for each in _letters_over(letter.dims, "k")))
        by = Entry(
            variable.family,
            *(Index(each.name, each.dim) for each in _letters_over(variable.family.dims, "d")),
        )
        says = f"the derivatives {text(Derivative(at, by))}"
        spelled = self._argument(name, letter, (*letter.dims, *variable.family.dims), says)
        return self._look(spelled, letter, (*body.places, *variable.places))

    # products, powers, functions

    def _product(self, expression: Expr) -> Node:
        number, above, below = factors_of(expression)
        nodes = _squares([self.node(factor) for factor in above])
        if abs(number.p) != 1:
            nodes.insert(0, Number((), Rational(abs(number.p))))
        under = _squares([self.node(factor) for factor in below])
        if number.q != 1:
            under.insert(0, Number((), Rational(number.q)))
        top = _mul(nodes)
        made = top if not under else Div(_union((top, *under)), top, _mul(under))
        return made if number > 0 else Add(made.axes, ((-1, made),))

    def _power(self, base: Expr, exponent: Expr) -> Node:
        if not isinstance(exponent, Rational):
            raise NoCode(f"{base} to the power {exponent} has no array form: the exponent is no number")
        inner = self.node(base)
        return Power(inner.axes, inner, exponent)

    def _call(self, expression: Call) -> Node:
        function = expression.function
        inside = log_of(expression)
        if inside is not None and softargmax_entry(inside):
            return self._log_softargmax(inside)
        found = logsumexp(expression)
        if found:
            self.rewrite("shifted_logsumexp")
            scores, index = self.prepared(found[0]), found[1]
            argument = self.node(scores)
            return Along(tuple(a for a in argument.axes if a != index), "logsumexp", (argument,), index)
        if function.name in stability.FUNCTIONS and not function.order:
            argument = self.node(expression.argument)
            return Apply(argument.axes, function.name, argument)
        return self._unknown_function(expression)

    def _log_softargmax(self, entry: Entry) -> Node:
        letter, scores = softargmax_entry(entry) or (None, None)
        if letter is None or scores is None:
            raise NoCode(f"{entry} is no softargmax")
        self.rewrite("log_softargmax")
        arguments = (self._scores(scores.body, scores.index),)
        return self._along(
            "log_softargmax", f"log_{letter.name}", letter, entry.places, arguments, scores.index
        )

    def _unknown_function(self, call: Call) -> Node:
        function = call.function
        argument = self.prepared(call.argument)
        if not isinstance(argument, Entry) or not all(isinstance(place, Index) for place in argument.places):
            raise NoCode(
                f"{call}: an unknown function is handed in at the entries of one letter, not elsewhere"
            )
        letter = argument.family
        name = "d" * function.order + function.name
        says = f"{function.name}{'′' * function.order} at the entries of {text(letter)}"
        spelled = self._argument(name, letter, letter.dims, says)
        return self._look(spelled, letter, argument.places)

    # sums

    def _sum(self, node: Sum) -> Node:
        if node.without:
            return self._sum_without(node)
        name = self._name_of(node)
        key = (node.body.xreplace({}), node.bound) if name else None
        if name is None:
            return self._contraction(node)
        if key not in self.known:
            made = self._contraction(node)
            self._state(key, self._free_name(name), self._rows_first(made.axes), made)
        return look(self.known[key], list(self._axes_of(self.known[key])))

    def _rows_first(self, axes: tuple[Index, ...]) -> tuple[Index, ...]:
        return tuple(sorted(axes, key=lambda axis: axis != self.row))

    def _axes_of(self, name: str) -> tuple[Index, ...]:
        return next(statement.axes for statement in self.program.statements if statement.name == name)

    def _name_of(self, node: Sum) -> str | None:
        """expected_t for Σ_k p_k t_k, total_y for Σ_k y_k."""
        number, above, below = factors_of(node.body)
        if number != 1 or below:
            return None
        weights = [each for each in above if softargmax_entry(each) and has(each, node.bound)]
        rest = [each for each in above if each not in weights]
        if len(weights) == 1 and len(rest) == 1:
            letter = _spoken(rest[0])
            return f"expected_{letter}" if letter else None
        if len(above) == 1 and isinstance(above[0], Entry) and not weights:
            return f"total_{python_name(above[0].family.name)}"
        return None

    def _sum_without(self, node: Sum) -> Node:
        if len(node.without) != 1:
            raise NoCode(f"{node} leaves out more than one place")
        found = softargmax_entry(node.body)
        if found and dict(found[1].zip(found[0], node.body.places))[found[1].index] == node.bound:
            at = rebuilt_at(node.body, {node.bound: node.without[0]})
            return self._complement(at, found[0], found[1].index)
        argument = self.node(node.body)
        place = self._place(node.without[0])
        axes = tuple(a for a in argument.axes if a != node.bound)
        axes += (place,) if isinstance(place, Index) else ()
        return Others(axes, argument, node.bound, place)

    def _contraction(self, node: Sum) -> Node:
        bound, body = [node.bound], node.body
        while isinstance(body, Sum) and not body.without:
            bound, body = [*bound, body.bound], body.body
        number, above, below = factors_of(body)
        operands = _squares([self.node(factor) for factor in above]) or [Number((), ONE)]
        if below:
            under = _mul(_squares([self.node(factor) for factor in below]))
            operands = _divided(operands, under)
        made = contracted(operands, tuple(bound))
        if number == 1:
            return made
        scaled = _mul([Number((), abs(number)), made]) if abs(number) != 1 else made
        return scaled if number > 0 else Add(scaled.axes, ((-1, scaled),))

    # choices

    def _prepared_value(self, expression: Expr) -> Expr:
        made = self.prepared(expression)
        return self.sums.grouped(made) if isinstance(made, Plus) else made

    def _choose(self, expression: Expr, condition: Equal) -> Node:
        """{value if i = j; otherwise}, for a δ or a case that stands anywhere in the expression."""
        one, other = condition.args
        axis, place = (other, one) if isinstance(other, Index) else (one, other)
        if not isinstance(axis, Index):
            raise NoCode(f"{condition} compares two fixed places")
        inside = self._prepared_value(rebuilt_at(_decided(expression, condition, holds=True), {axis: place}))
        outside = self.prepared(_decided(expression, condition, holds=False))
        value, otherwise = self.node(inside), self.node(outside)
        spot = self._place(place)
        axes = _union([value, otherwise], (axis,), _place_axes(spot))
        return Choose(axes, axis, spot, value, otherwise)


def look(name: str, places: list[Place]) -> Look:
    """A named array at places."""
    axes: list[Index] = []
    for place in places:
        axes += [axis for axis in _place_axes(place) if axis not in axes]
    return Look(tuple(axes), name, tuple(places))


def _place_axes(place: Place) -> tuple[Index, ...]:
    if isinstance(place, Index):
        return (place,)
    return place.axes if isinstance(place, Node) else ()


def _union(nodes: Iterable[Node], *more: tuple[Index, ...]) -> tuple[Index, ...]:
    groups = [node.axes for node in nodes] + list(more)
    return tuple(dict.fromkeys(axis for group in groups for axis in group))


def _mul(nodes: list[Node]) -> Node:
    if not nodes:
        return Number((), ONE)
    return nodes[0] if len(nodes) == 1 else Mul(_union(nodes), tuple(nodes))


def _squares(nodes: list[Node]) -> list[Node]:
    """Equal factors as a power."""
    counted: dict[Node, int] = {}
    for node in nodes:
        counted[node] = counted.get(node, 0) + 1
    return [
        node if times == 1 else Power(node.axes, node, Rational(times)) for node, times in counted.items()
    ]


def _divided(operands: list[Node], under: Node) -> list[Node]:
    """The operands, the one that reaches furthest divided."""
    place = max(range(len(operands)), key=lambda each: len(set(operands[each].axes) & set(under.axes)))
    above = operands[place]
    return [*operands[:place], Div(_union((above, under)), above, under), *operands[place + 1 :]]


def _first_choice(expression: Basic) -> Equal | None:
    """The first condition that the expression, outside of its sums, depends on."""
    if isinstance(expression, Delta):
        return Equal(*expression.args)
    if isinstance(expression, Cases):
        condition = expression.branches[0][1]
        return Equal(*condition.args)
    if isinstance(expression, Sum | Entry | Derivative) or not expression.args:
        return None
    return next((found for part in expression.args if (found := _first_choice(part))), None)


def _decided(expression: Basic, condition: Equal, *, holds: bool) -> Any:
    """The expression where the condition holds, or does not."""
    if isinstance(expression, Delta) and set(expression.args) == set(condition.args):
        return ONE if holds else ZERO
    if isinstance(expression, Cases):
        return _decided_cases(expression, condition, holds=holds)
    if isinstance(expression, Sum | Entry | Derivative) or not expression.args:
        return expression
    change: Callable[[Any], Any] = lambda part: _decided(part, condition, holds=holds)  # noqa: E731
    return mapped(expression, change)


def _decided_cases(node: Cases, condition: Equal, *, holds: bool) -> Any:
    parts: list[Any] = []
    for value, branch in node.branches:
        inner = _decided(value, condition, holds=holds)
        if set(branch.args) != set(condition.args):
            parts += [inner, branch]
        elif isinstance(branch, Distinct) != holds:
            return cases(*parts, inner)
    return cases(*parts, _decided(node.otherwise, condition, holds=holds))


def _transparent(letter: Definition) -> bool:
    """Whether a definition is better put in than stored: cases, a δ, a quotient by probabilities."""
    body = letter.body
    if isinstance(body, Cases | Delta):
        return True
    return isinstance(body, Quotient) and softargmax_entry(body.args[1]) is not None


def _is_unknown(node: Derivative) -> bool:
    body = node.body
    if isinstance(body, Derivative):
        return _is_unknown(body)
    return (
        isinstance(body, Entry)
        and not isinstance(body.family, Definition)
        and body.family != node.variable.family
        and node.variable.family in body.family.of
    )


def _terms(expression: Expr) -> tuple[Expr, ...]:
    if isinstance(expression, Neg) and isinstance(expression.args[0], Plus):
        return tuple(map(neg, expression.args[0].args))
    return expression.args if isinstance(expression, Plus) else (expression,)


def _spoken(expression: Expr) -> str | None:
    """What a factor is called in a name: t, log_p, dh."""
    if isinstance(expression, Entry):
        return python_name(expression.family.name)
    if isinstance(expression, Derivative) and isinstance(expression.body, Entry):
        return f"d{python_name(expression.body.family.name)}"
    inside = log_of(expression)
    return f"log_{python_name(inside.family.name)}" if isinstance(inside, Entry) else None


def _letters(side: Basic) -> set[Any]:
    found = {node for node in walk(side) if isinstance(node, Family | Dim)}
    found |= {node.dim for node in walk(side) if isinstance(node, Index)}
    for letter in list(found):
        if isinstance(letter, Definition):
            found |= _letters(letter.body) | set(letter.dims)
        elif isinstance(letter, Family):
            found |= set(letter.dims) | set(letter.of) | ({letter.values} if letter.values else set())
            found |= {dim for variable in letter.of for dim in variable.dims}
    return found


def _letters_over(dims: tuple[Dim, ...], first: str) -> list[Index]:
    return [Index(chr(ord(first) + place), dim) for place, dim in enumerate(dims)]


def in_order(expression: Basic) -> list[Index]:
    """The free indices in reading order; a label's own index is that of its sample."""
    wanted = free_indices(expression)
    found = (node for node in walk(expression) if isinstance(node, Index) and node in wanted)
    return list(dict.fromkeys(found))


def _sizes(program: Program) -> list[Size]:
    nodes: list[Any] = [each.node for each in program.statements]
    nodes += [program.result.node] if program.result else []
    found: list[Size] = []
    while nodes:
        node = nodes.pop()
        if isinstance(node, Size):
            found.append(node)
        nodes += children(node)
    return found


def _looked_up(node: Node) -> list[str]:
    own = [node.name] if isinstance(node, Look) else []
    return own + [name for each in children(node) for name in _looked_up(each)]


def children(node: Node) -> list[Node]:
    """The nodes that a node is made of."""
    match node:
        case Add(terms=terms):
            return [each for _, each in terms]
        case Mul(factors=parts) | Contract(operands=parts) | Along(arguments=parts):
            return list(parts)
        case Div(above=above, below=below):
            return [above, below]
        case Power(base=inner) | Apply(argument=inner):
            return [inner]
        case Others(argument=inner, place=place):
            return [inner, *([place] if isinstance(place, Node) else [])]
        case Choose(value=value, otherwise=otherwise, place=place):
            return [value, otherwise, *([place] if isinstance(place, Node) else [])]
        case Look(places=places):
            return [place for place in places if isinstance(place, Node)]
    return []


def python_name(name: str) -> str:
    """The letter as a name of Python: k′ is k_prime."""
    spelled = name.replace("'", "_prime").replace("′", "_prime")
    spelled = "".join(sign if sign.isalnum() or sign == "_" else "_" for sign in spelled)
    taken = spelled in RESERVED or keyword.iskeyword(spelled)
    return f"{spelled}_" if taken or not spelled.isidentifier() else spelled


__all__ = ["Lowering", "children", "in_order", "look", "lowered", "python_name"]
