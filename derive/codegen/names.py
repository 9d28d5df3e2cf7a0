"""What things are called in code: letters of the page as names of Python, indices in reading order."""

from __future__ import annotations

import keyword
from typing import Any

from sympy import Basic, Expr

from derive.codegen.errors import NoCode
from derive.codegen.trees import log_of
from derive.language.binders import free_indices, walk
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.families import Definition, Entry, Family
from derive.language.functions import BOOK, Helper
from derive.language.indices import Dim, Index
from derive.language.recurrences import Recurrence

RESERVED = frozenset(
    {
        "np", "torch", "jax", "jnp", "float", "int", "len", "out", "sizes", "rows", "result",
        "real", "places", "shaped", "takes", "into", "room", "blocks", "filled", "largest",
        "softargmax", "log_softargmax", "logsumexp", "complement", "difference", "sum_without",
        "total", "add", "square", "BLOCK", "exponentials", "softargmax_less_one",
        "sum_less_one", "shares", "log_shares", "held", "plain", "pieces", "constants", "exp_", "exp_less", "block",
        "all_by_rows",
        "eliminated", "solved", "determinant", "log_determinant", "root", "solved_by_root", "log_determinant_by_root",
        "failed",
        "number", "put", "exp", "log_of_row", "by_rows", "sum_by_rows", "starts",
        "by_rows_so_far", "sum_by_rows_so_far", "product",
        "label_ahead", "less_one", "log_and_less_one", "formula",
        "auto", "case", "char", "const", "default", "do", "double", "enum", "extern",
        "goto", "inline", "long", "register", "restrict", "short", "signed", "sizeof",
        "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile",
        "log", "log1p", "tanh", "sin", "cos", "sqrt", "pow", "fabs",
        "floor", "isinf", "free", "malloc", "NAN", "INFINITY",
        *(name for name, meaning in BOOK.items() if any(isinstance(each, Helper) for each in meaning.code.values())),
    }
)  # fmt: skip
"""Names that files use themselves; a letter or identity of that name is spelled with an underscore."""


def python_name(name: str) -> str:
    """The letter as a name of Python: k′ is k_prime."""
    spelled = name.replace("'", "_prime").replace("′", "_prime")
    spelled = spelled.replace("Ω", "Omega").replace("ω", "omega")  # outcomes, which no page names
    spelled = "".join(sign if sign.isalnum() or sign == "_" else "_" for sign in spelled)
    taken = spelled in RESERVED or keyword.iskeyword(spelled)
    return f"{spelled}_" if taken or not spelled.isidentifier() else spelled


def word_for(function: str, target: str) -> str | Helper:
    """What a target calls a function of the book. Raises `NoCode` where it has no word for it."""
    word = BOOK[function].code.get(target)
    if word is None:
        raise NoCode(f"the target {target} has no word for {function}")
    return word


def helpers(target: str) -> dict[str, str]:
    """The text of each function of the book that the target's library lacks."""
    words = ((name, meaning.code.get(target)) for name, meaning in BOOK.items())
    return {name: word.text for name, word in words if isinstance(word, Helper)}


def spoken(expression: Expr) -> str | None:
    """What a factor is called in a name: t, log_p, dh."""
    if isinstance(expression, Entry):
        return python_name(expression.family.name)
    if isinstance(expression, Derivative) and isinstance(expression.body, Entry):
        return f"d{python_name(expression.body.family.name)}"
    inside = log_of(expression)
    return f"log_{python_name(inside.family.name)}" if isinstance(inside, Entry) else None


def letters_of(side: Basic) -> set[Any]:
    """The families and dimensions of an expression, those inside definitions included."""
    found = {node for node in walk(side) if isinstance(node, Family | Dim)}
    found |= {node.dim for node in walk(side) if isinstance(node, Index)}
    for letter in list(found):
        if isinstance(letter, Recurrence):
            found |= letters_of(letter.end) | letters_of(letter.step) | set(letter.dims)
        elif isinstance(letter, Definition):
            found |= letters_of(letter.body) | set(letter.dims)
        elif isinstance(letter, Family):
            found |= set(letter.dims) | set(letter.of) | ({letter.values} if letter.values else set())
            found |= {dim for variable in letter.of for dim in variable.dims}
    return found


def letters_over(dims: tuple[Dim, ...], first: str) -> list[Index]:
    """Indices over these dimensions, called k, l, … from the first on."""
    return [Index(chr(ord(first) + place), dim) for place, dim in enumerate(dims)]


def axes_of(identity: Identity) -> list[Index]:
    """The axes of what an identity states: row and column as in matrix notation, else indices in reading order."""
    found = in_order(identity.left)
    own = [axis for axis in identity.axes if axis in found]
    return [*own, *(axis for axis in found if axis not in own)]


def in_order(expression: Basic) -> list[Index]:
    """The free indices in reading order; a label's own index is that of its sample."""
    wanted = free_indices(expression)
    found = (node for node in walk(expression) if isinstance(node, Index) and node in wanted)
    return list(dict.fromkeys(found))
