"""Letters of the page as arrays: an argument, a definition computed once, a function of whole rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Expr, Integer

from derive.codegen.errors import NoCode
from derive.codegen.names import letters_over, python_name
from derive.codegen.nodes import look, union
from derive.codegen.preparing import Preparation
from derive.codegen.program import (
    Along,
    Argument,
    Beside,
    Last,
    Look,
    Masked,
    Node,
    Part,
    Place,
    Statement,
)
from derive.codegen.softargmax import Scores, scores_of
from derive.codegen.trees import has, neg, plus
from derive.language.binders import Sum, Upto
from derive.language.derivatives import Derivative
from derive.language.expressions import Neg, Plus
from derive.language.families import Definition, Entry, Family
from derive.language.indices import Dim, Index, Moved
from derive.language.typeset import text


class Letters(Preparation):
    """The letters of an identity as named arrays: arguments, definitions computed once, rows of functions."""

    def node(self, expression: Expr) -> Node:
        """The array of an expression."""
        raise NotImplementedError

    def contraction(self, node: Sum) -> Node:
        """Σ of a product."""
        raise NotImplementedError

    def along(
        self, function: str, name: str, entry: Entry, arguments: tuple[Expr, ...], index: Index
    ) -> Node:
        """A statement: the function of whole rows of a letter; and a look at the places of the entry."""
        letter = entry.family
        key = (function, letter, arguments)
        if key not in self.known:
            nodes = tuple(self.node(argument) for argument in arguments)
            axes = self.stored(letter)
            self.state(key, self.free_name(python_name(name)), axes, Along(axes, function, nodes, index))
        return self.look(self.known[key], letter, entry.places)

    def state(self, key: Any, name: str, axes: tuple[Index, ...], node: Node) -> None:
        """name = node, a line of the program."""
        self.known[key] = name
        self.program.statements.append(Statement(name, axes, node))

    def stored(self, letter: Family) -> tuple[Index, ...]:
        """The axes that an array of the letter is stored with."""
        parameters = self.parameters(letter)
        return (self.row, *parameters) if self.row and self.is_batched(letter) else parameters

    def parameters(self, letter: Family) -> tuple[Index, ...]:
        """The indices that a letter is defined with, or some over its dimensions."""
        return letter.parameters if isinstance(letter, Definition) else tuple(letters_over(letter.dims, "i"))

    def entry(self, entry: Entry) -> Node:
        """The array of an entry: of an argument, or of a definition that is computed first."""
        letter = entry.family
        if letter.values is not None:
            raise NoCode(f"the label {entry} stands as a number")
        if isinstance(letter, Definition) and letter.name not in self.given:
            self.define(letter)
            return self.look(self.known[letter], letter, entry.places)
        says = f"p of the page, {text(letter)}" if isinstance(letter, Definition) else "real numbers"
        name = self.argument(letter.name, letter, letter.dims, says)
        return self.look(name, letter, entry.places)

    def define(self, letter: Definition) -> None:
        """The line that computes a definition, unless it is there."""
        if letter in self.known:
            return
        axes, scores = self.stored(letter), scores_of(letter)
        if scores:
            self.rewrite("shifted_softargmax")
            argument = masked(self.shifted(letter, scores), scores)
            if self.row and self.row not in argument.axes:
                self.without_rows.add(letter)
                axes = self.stored(letter)
            node: Node = Along(axes, "softargmax", (argument,), scores.index)
        else:
            body = self.prepared(letter.body)
            node = self.contraction(body) if isinstance(body, Sum) and not body.without else self.node(body)
        if letter not in self.known:
            self.state(letter, python_name(letter.name), axes, node)

    def shifted(self, letter: Definition, scores: Scores) -> Node:
        """The scores less what is the same for all, which has a name where they have one: shifted_h."""
        body = scores.body
        found = self.scores(body, scores.index)
        made = self.node(found)
        if found == body or not isinstance(body, Entry) or isinstance(made, Look):
            return made
        name = self.free_name(f"shifted_{python_name(body.family.name)}")
        axes = tuple(axis for axis in self.stored(letter) if axis in made.axes)
        self.state(("shifted", letter), name, axes, made)
        return look(name, list(axes))

    def scores(self, body: Expr, index: Index) -> Expr:
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

    def argument(
        self, name: str, letter: Family, dims: tuple[Dim, ...], says: str, kind: str = "real"
    ) -> str:
        """The name of an argument, which is entered if it is new."""
        spelled = python_name(name)
        shape = (self.row.dim, *dims) if self.row and self.is_batched(letter) else dims
        if all(argument.name != spelled for argument in self.program.arguments):
            self.program.arguments.append(Argument(spelled, shape, says, kind, letter.values, letter))
        return spelled

    def look(self, name: str, letter: Family, places: Iterable[Expr]) -> Node:
        """The named array at these places of the letter, and along the rows of the batch."""
        made: list[Place] = [self.row] if self.row and self.is_batched(letter) else []
        made += [self.place(place) for place in places]
        return look(name, made)

    def place(self, place: Expr) -> Place:
        """Where an array is looked up."""
        if isinstance(place, Index):
            return Beside(place, 0) if isinstance(place.dim, Part) else place
        if isinstance(place, Integer):
            return int(place) - 1
        base, offset = (place.base, int(place.offset)) if isinstance(place, Moved) else (place, 0)
        if isinstance(base, Dim):
            return Last(base, offset)
        if isinstance(place, Moved) and isinstance(base, Index):
            return Beside(base, offset)
        if isinstance(place, Entry):
            letter = place.family
            values = letter.values.name if letter.values else "?"
            says = f"whole numbers 0 … {values} − 1"
            name = self.argument(letter.name, letter, letter.dims, says, "label")
            return self.look(name, letter, place.places)
        raise NoCode(f"{place} is no place")

    def unknown_derivative(self, node: Derivative) -> Node:
        """∂h_k/∂z_d of a letter of which nothing is known: an argument of its own, dh."""
        body, variable = node.body, node.variable
        if not isinstance(body, Entry):
            raise NoCode(f"{node} is not known")
        letter = body.family
        name = f"d{letter.name}"
        at = Entry(letter, *(Index(each.name, each.dim) for each in letters_over(letter.dims, "k")))
        by = Entry(
            variable.family,
            *(Index(each.name, each.dim) for each in letters_over(variable.family.dims, "d")),
        )
        says = f"the derivatives {text(Derivative(at, by))}"
        spelled = self.argument(name, letter, (*letter.dims, *variable.family.dims), says)
        return self.look(spelled, letter, (*body.places, *variable.places))


def masked(scores: Node, found: Scores) -> Node:
    """The scores, −∞ where they are masked."""
    if found.order is None:
        return scores
    one, other = found.order.args
    axes = union((scores,), (one, other))
    return Masked(axes, one, other, isinstance(found.order, Upto), scores, scores=True)


def _terms(expression: Expr) -> tuple[Expr, ...]:
    if isinstance(expression, Neg) and isinstance(expression.args[0], Plus):
        return tuple(map(neg, expression.args[0].args))
    return expression.args if isinstance(expression, Plus) else (expression,)
