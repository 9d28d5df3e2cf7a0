"""Programs that work row by row: no row of the result depends on another row of the arguments."""

from __future__ import annotations

from dataclasses import dataclass

from derive.codegen.program import (
    Add,
    Along,
    Choose,
    Contract,
    Div,
    Look,
    Node,
    OfMatrix,
    Others,
    Position,
    Program,
    Reduce,
    Scan,
    Statement,
    all_nodes,
    children,
    inside,
)
from derive.language.indices import Dim, Index


def ends_in(node: Node, name: str) -> bool:
    """Whether the node is the named array, perhaps with some places chosen anew."""
    if isinstance(node, Choose):
        return isinstance(node.otherwise, Look) and node.otherwise.name == name
    return isinstance(node, Look) and node.name == name


def is_true_class(node: Choose) -> bool:
    """Whether the chosen value is minus the sum of all other entries of the array."""
    value = node.value
    if not (isinstance(value, Add) and len(value.terms) == 1 and isinstance(value.terms[0][1], Others)):
        return False
    others = value.terms[0][1]
    return (others.argument, others.axis, others.place) == (node.otherwise, node.axis, node.place)


def labels_of_true_class(node: Node, last: Statement | None) -> Look | None:
    """The labels, where the node is the softargmax `last`, less 1 at one label for each row."""
    whole = last.node if last else None
    if last is None or not isinstance(whole, Along) or whole.function != "softargmax":
        return None
    if not isinstance(node, Choose) or not is_true_class(node) or not isinstance(node.place, Look):
        return None
    otherwise = node.otherwise
    plain = isinstance(otherwise, Look) and otherwise.name == last.name and otherwise.places == otherwise.axes
    by_row = node.place.places == otherwise.axes[:-1] and node.axis == otherwise.axes[-1]
    last_axis = len(last.axes) <= 2 and whole.axis == last.axes[-1]
    return node.place if plain and by_row and last_axis else None


def is_less_one(softargmax: Statement, program: Program) -> bool:
    """Whether the program looks at the softargmax only to take 1 off at one label of each row."""
    nodes = list(all_nodes(program))
    looks = [each for each in nodes if isinstance(each, Look) and each.name == softargmax.name]
    found = [each for each in nodes if labels_of_true_class(each, softargmax)]
    return len(found) == 1 and len(looks) == 2  # the array, and the sum of all others in it


def works_by_rows(program: Program) -> bool:
    """Whether every row of the result depends on the same row of the arguments, and on arrays that all rows share."""
    return carried(program) is not None


def carried(program: Program) -> frozenset[str] | None:
    """The arrays of which a row of the result needs the same row alone; None if rows do not stand apart.

    What is not among them is shared by all rows: numbers, the keys of an attention.
    """
    result = program.result
    if result is None or len(result.axes) != 2 or not result.node.axes:
        return None
    found: dict[str, bool] = {result.name: True}
    for statement in (result, *reversed(program.statements)):
        if not _marked(statement, found):
            return None
    rows = frozenset(name for name, by_row in found.items() if by_row)
    reals = [each for each in program.arguments if each.kind == "real" and each.name in rows]
    whole = any(len(each.dims) == 2 for each in reals) and all(len(each.dims) <= 2 for each in reals)
    return rows if whole and _worth_it(program, rows) else None


def of_rows(program: Program, rows: frozenset[str]) -> list[Statement]:
    """The statements that are worked out row by row, the result last."""
    result = [program.result] if program.result else []
    return [*(each for each in program.statements if each.name in rows), *result]


def widths(program: Program, rows: frozenset[str]) -> list[Dim]:
    """What the rows of the arrays on the way run over, and those of a result of rows."""
    made = [each for each in of_rows(program, rows) if each.name in rows]
    wide = [each.axes[1].dim for each in made if len(each.axes) == 2]
    return list(dict.fromkeys(wide))


def _worth_it(program: Program, rows: frozenset[str]) -> bool:
    """Whether an array with an entry for each pair is met on the way, where some arrays are shared."""
    shared = [each for each in program.arguments if each.dims and each.name not in rows]
    return not shared or any(len(each.axes) == 2 and each.name in rows for each in program.statements)


@dataclass(frozen=True)
class Summed:
    """A result that is a sum over rows: the sum itself, and the arrays of which a term needs one row alone."""

    contract: Contract
    rows: frozenset[str]

    @property
    def row(self) -> Index:
        """The index that is summed over."""
        return self.contract.bound[0]


def summed(program: Program) -> Summed | None:
    """The sum over rows that the result is, up to a scalar, where an array with an entry for each pair is in it."""
    result = program.result
    contract = _scaled(result.node) if result and len(result.axes) <= 2 else None
    if result is None or contract is None or len(contract.bound) != 1:
        return None
    found: dict[str, bool] = {result.name: True}
    terms = [Statement(result.name, contract.bound, each) for each in contract.operands]
    if not all(_marked(each, found) for each in (*terms, *reversed(program.statements))):
        return None
    rows = frozenset(name for name, by_row in found.items() if by_row)
    pairs = any(len(each.axes) == 2 and each.name in rows for each in program.statements)
    given = any(
        each.kind == "real" and len(each.dims) == 2 and each.name in rows for each in program.arguments
    )
    return Summed(contract, rows) if pairs and given else None


def _scaled(node: Node) -> Contract | None:
    """The sum in a ± sum, divided by numbers or not."""
    match node:
        case Contract():
            return node
        case Div(above=above, below=below) if not below.axes:
            return _scaled(above)
        case Add(terms=((_, inner),)):
            return _scaled(inner)
    return None


def _marked(statement: Statement, found: dict[str, bool]) -> bool:
    """Mark the arrays that the statement looks at; False where that is at odds with how others look at them."""
    by_row = found.get(statement.name, False)
    row = statement.axes[0] if by_row and statement.axes else None
    if by_row and (row is None or len(statement.axes) > 2 or not _keeps_rows(statement.node, row)):
        return False
    for each in inside(statement.node):
        if isinstance(each, Look):
            own = row is not None and row in each.places
            if found.setdefault(each.name, own) != own or (own and not _looks_along(each, row)):
                return False
    return True


def _looks_along(look: Look, row: Index | None) -> bool:
    plain = all(isinstance(place, Index) for place in look.places)
    return look.places[0] == row and look.places.count(row) == 1 and plain


def _keeps_rows(node: Node, row: Index) -> bool:
    match node:
        case Choose(place=place):
            if isinstance(place, Index) or node.axis == row:
                return False
        case Along(axis=axis) | Others(axis=axis) | Reduce(axis=axis):
            if axis == row:
                return False
        case Contract(bound=bound):
            if row in bound:
                return False
        case OfMatrix() | Position() | Scan():
            return False
        case Look(places=places):
            return all(isinstance(place, Index) for place in places)
    return len(set(node.axes)) <= 2 and all(_keeps_rows(each, row) for each in children(node))
