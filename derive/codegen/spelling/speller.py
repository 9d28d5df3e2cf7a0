"""The statements of a program, and what is done entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sympy import Rational

from derive.codegen.errors import NoCode
from derive.codegen.names import word_for
from derive.codegen.program import (
    Add,
    Along,
    Apply,
    Choose,
    Compare,
    Contract,
    Div,
    Look,
    Masked,
    Mul,
    Node,
    Number,
    OfMatrix,
    Others,
    Position,
    Power,
    Raise,
    Reduce,
    Scan,
    Size,
    Statement,
    children,
)
from derive.codegen.rows import is_less_one
from derive.codegen.spelling.contractions import Contractions
from derive.codegen.texts import Axes, Level, Text, number
from derive.language.functions import Helper

SIGNS = {">": ">", "≥": ">=", "<": "<", "≤": "<="}
"""Comparisons, as programs write them."""


def is_computed(node: Node) -> bool:
    """Whether an array goes into it: sizes and numbers alone are no array yet."""
    return isinstance(node, Look | Contract | Position) or any(map(is_computed, children(node)))


class Speller(Contractions):
    """Spells the statements of one program. `lines` is what has been written so far."""

    words: ClassVar[dict[str, str | Helper]] = {}
    """What functions are called here, where the book of functions does not say it under the target's name."""

    # statements

    def write(self) -> None:
        """All statements, the result last."""
        for statement in self.program.statements:
            if is_less_one(statement, self.program):
                self.less_one[statement.name] = statement
            else:
                self.statement(statement)
        if self.program.result:
            self.finish(self.program.result)

    def finish(self, statement: Statement) -> None:
        """The statement that returns the result."""
        raise NotImplementedError

    def statement(self, statement: Statement) -> None:
        """name = node."""
        if isinstance(statement.node, Scan):
            self.scan(statement.node)
            return
        self.order = statement.axes
        made = self.full(self.text(statement.node), statement.axes)
        self.lines.append(f"{statement.name} = {made.code}")

    # scans

    def scan(self, node: Scan) -> None:
        """An array that is worked out one place after another."""
        raise NoCode(f"{self.target} has no word for a recurrence")

    def scanned(self, node: Scan) -> str:
        """The places of a scan but the one where it begins: range(1, n)."""
        size = self.size(node.time.dim)
        return f"range({size} - 2, -1, -1)" if node.down else f"range(1, {size})"

    def stepped(self, node: Scan) -> str:
        """The value that a step makes, its statements written before; the place that is worked on is `here`."""
        outside = dict(self.named)
        for each in node.inner:
            self.statement(each)
        made, self.named = self.entered(node.step, node.axes[1:]), outside
        return made.code

    def entered(self, node: Node, axes: Axes) -> Text:
        """The array with these axes."""
        self.order = axes
        return self.full(self.text(node), axes)

    def returned(self, code: str) -> None:
        """return code; a name that the last line gave is not needed."""
        last = self.lines[-1] if self.lines else ""
        if code.isidentifier() and last.startswith(f"{code} = "):
            self.lines[-1] = f"return {last.removeprefix(f'{code} = ')}"
        else:
            self.lines.append(f"return {code}")

    # nodes

    def text(self, node: Node) -> Text:  # noqa: C901, PLR0912 (one case for each kind of node)
        """The code of a node."""
        match node:
            case Number(value=value):
                return number(value)
            case Size(dim=dim):
                return Text(self.size(dim), ())
            case Look():
                return self.look(node)
            case Add():
                return self.add(node)
            case Mul(factors=factors):
                return self.product(factors)
            case Div(above=above, below=below):
                return self.quotient(above, below)
            case Power(base=base, exponent=exponent):
                return self.power(base, exponent)
            case Apply(function=function, argument=argument):
                inner = self.text(argument)
                return Text(self.apply(function, inner.code), inner.axes)
            case Contract():
                return self.contract(node)
            case Along():
                return self.along(node)
            case Others():
                return self.others(node)
            case Choose():
                return self.choose(node)
            case Compare():
                return self.compare(node)
            case Masked():
                return self.masked(node)
            case Position(place=place):
                return self.position(place)
            case Raise(base=base, exponent=exponent):
                return self.raised(base, exponent)
            case OfMatrix():
                return self.of_matrix(node)
            case Reduce(function=function, argument=argument, axis=axis):
                return self.reduced(function, self.text(argument), axis)
        raise NoCode(f"{self.library} has no word for {type(node).__name__}")

    def add(self, node: Add) -> Text:
        """a + b − c."""
        axes = self.ordered(axis for _, each in node.terms for axis in each.axes)
        if len(node.terms) == 1:
            inner = node.terms[0][1]  # of a matrix product every entry of the first would change its sign
            least = Level.SIGN if isinstance(inner, Contract) else Level.PRODUCT
            return Text(f"-{self.operand(inner, axes, least)}", axes, Level.SIGN)
        parts = []
        for place, (sign, term) in enumerate(node.terms):
            code = self.operand(term, axes, Level.SUM if place == 0 and sign > 0 else Level.PRODUCT)
            parts.append(code if place == 0 and sign > 0 else f"{'+' if sign > 0 else '-'} {code}")
        code = " ".join(parts)
        return Text(f"-{code[2:]}" if code.startswith("- ") else code, axes, Level.SUM)

    def product(self, factors: Sequence[Node]) -> Text:
        """a * b; arrays of few axes first, so that the large one is touched once."""
        axes = self.ordered(axis for each in factors for axis in each.axes)
        if self.is_outer(factors, axes):
            return self.outer(factors, axes)
        few = sorted(factors, key=lambda each: (len(each.axes), not isinstance(each, Number)))
        codes = [
            self.operand(each, axes, self.least_in_product(each, first=not place))
            for place, each in enumerate(few)
        ]
        return Text(" * ".join(codes), axes, Level.PRODUCT)

    def is_outer(self, factors: Sequence[Node], axes: Axes) -> bool:
        """Whether a product of several arrays has more axes than any of them."""
        arrays = [each for each in factors if each.axes]
        return len(arrays) > 2 and len(axes) > 2 and all(len(each.axes) < len(axes) for each in arrays)

    def least_in_product(self, node: Node, *, first: bool) -> Level:
        """A quotient or a matrix product inside a product stands in brackets."""
        return Level.PRODUCT if first and isinstance(node, Mul) else Level.SIGN

    def quotient(self, above: Node, below: Node) -> Text:
        """a / b."""
        axes = self.ordered((*above.axes, *below.axes))
        over = self.operand(above, axes, Level.PRODUCT)
        return Text(f"{over} / {self.operand(below, axes, Level.ATOM)}", axes, Level.PRODUCT)

    def power(self, base: Node, exponent: Rational) -> Text:
        """a², √a, a to a power."""
        inner = self.text(base)
        if exponent == 2:
            return Text(self.call("square", inner.code), inner.axes)
        if exponent == Rational(1, 2):
            return Text(self.call("sqrt", inner.code), inner.axes)
        spelled = number(exponent).bound(Level.ATOM)
        simple = inner.code.isidentifier() and spelled.isdigit()
        power = f"{inner.code}**{spelled}" if simple else f"{inner.bound(Level.ATOM)} ** {spelled}"
        return Text(power, inner.axes, Level.SIGN)

    def raised(self, base: Node, exponent: Node) -> Text:
        """a ** k, for a power that is no fixed number."""
        axes = self.ordered((*base.axes, *exponent.axes))
        codes = (self.operand(each, axes, Level.ATOM) for each in (base, exponent))
        return Text(" ** ".join(codes), axes, Level.SIGN)

    def apply(self, function: str, code: str) -> str:
        """f(x)."""
        word = self.words.get(function) or word_for(function, self.target)
        return self.helper(function, code) if isinstance(word, Helper) else f"{word}({code})"

    def choose(self, node: Choose) -> Text:
        """{value where the axis is at the place; otherwise}: a mask or statements, as the target has it."""
        raise NotImplementedError

    def compare(self, node: Compare) -> Text:
        """where(x > 0, value, otherwise); two numbers get the dtype of the arguments."""
        axes = self.ordered(node.axes)
        extreme = self.extreme(node)
        if extreme:
            pair = (self.aligned(self.text(each), axes).code for each in (node.left, node.right))
            return Text(self.call(extreme, *pair), axes)
        left, right = (self.operand(each, axes, Level.SUM) for each in (node.left, node.right))
        computed = any(map(is_computed, (node.value, node.otherwise)))
        value, otherwise = (self.aligned(self.text(each), axes).code for each in (node.value, node.otherwise))
        if not computed:
            value, otherwise = self.exact(value), self.exact(otherwise)
        sign = SIGNS[node.sign]
        if isinstance(node.left, Number) and not isinstance(node.right, Number):
            left, right, sign = right, left, sign.translate(str.maketrans("<>", "><"))
        code = self.call("where", f"{left} {sign} {right}", value, otherwise)
        return Text(code if computed else self.cast(code), axes)

    def extreme(self, node: Compare) -> str:
        """maximum or minimum, where the two that are compared are the two to choose from."""
        pair = (node.value, node.otherwise)
        if node.sign not in ">≥":
            return ""
        return {(node.left, node.right): "maximum", (node.right, node.left): "minimum"}.get(pair, "")
