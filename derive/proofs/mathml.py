"""Formulas in MathML, for browsers: no script, no network."""

from __future__ import annotations

from html import escape

from derive.proofs.formula import (
    BINARY,
    OPERATORS,
    RELATIONS,
    Accent,
    Fenced,
    Fraction,
    Node,
    Root,
    Row,
    Scripts,
    Sign,
    Space,
    Table,
    parse,
)
from derive.proofs.lines import chunks

_BOLD = {"1": "𝟏", "0": "𝟎"}
THIN = 0.1667
"""Em: TeX's thin space."""

_DOUBLE = {"R": "ℝ", "N": "ℕ"}


def mathml(latex: str, *, display: bool = False, continues: bool = False) -> str:
    """One `<math>` element; one that `continues` a formula begins with the operator that joins it.

    Raises `FormulaError` for LaTeX that is none of ours.
    """
    style = ' displaystyle="true"' if display else ""
    row = parse(latex)
    if continues and row.items and isinstance(row.items[0], Sign) and row.items[0].kind == "o":
        first = _operator(row.items[0], "infix" if row.items[0].source in BINARY | RELATIONS else "")
        return f"<math{style}>{first}{_rest(row)}</math>"
    return f"<math{style}>{_row(row)}</math>"


def _rest(row: Row) -> str:
    return "".join(_item(row.items, number) for number in range(1, len(row.items)))


def broken(latex: str, room: float) -> str:
    """The formula as several `<math>` elements, between which a narrow window may break the line."""
    first, *rest = chunks(latex, room)
    return " ".join(
        [mathml(first, display=True), *(mathml(each, display=True, continues=True) for each in rest)]
    )


def _row(row: Row) -> str:
    return "".join(_item(row.items, number) for number in range(len(row.items)))


def _group(row: Row) -> str:
    return _set(row.items[0]) if len(row.items) == 1 else f"<mrow>{_row(row)}</mrow>"


def _item(items: tuple[Node, ...], number: int) -> str:
    """One of the items; an operator is told what it stands between, a function keeps off its argument."""
    item = items[number]
    if isinstance(item, Sign) and item.kind == "o":
        first = number == 0 or _is_relation(items[number - 1])
        prefix = first and number + 1 < len(items) and item.source in ("+", "-")
        return _operator(item, "prefix" if prefix else "")
    base = item.base if isinstance(item, Scripts) else item
    before = _blank(THIN) if number and _keeps_off(base) and not _is_operator(items[number - 1]) else ""
    following = items[number + 1] if number + 1 < len(items) else None
    after = _blank(THIN) if following is not None and _needs_room(base, following) else ""
    return before + _set(item) + after


def _keeps_off(base: Node) -> bool:
    """Whether it keeps off the factor before it: a sum sign, a function, tall brackets."""
    if isinstance(base, Fenced):
        return base.tall
    return isinstance(base, Sign) and (base.source == r"\sum" or base.variant == "function")


def _needs_room(base: Node, following: Node) -> bool:
    """Whether it keeps off the factor after it, which does not keep off itself."""
    if isinstance(base, Fenced):
        other = following.base if isinstance(following, Scripts) else following
        return base.tall and not _keeps_off(other) and not _is_operator(following)
    return isinstance(base, Sign) and base.variant == "function" and not isinstance(following, Fenced)


def _is_relation(node: Node) -> bool:
    return isinstance(node, Sign) and node.source in RELATIONS


def _is_operator(node: Node) -> bool:
    base = node.base if isinstance(node, Scripts) else node
    return isinstance(base, Space) or (isinstance(base, Sign) and base.kind == "o")


def _operator(sign: Sign, form: str = "") -> str:
    given = f' form="{form}"' if form else ""
    if sign.sign == "∑":
        given += ' lspace="0" rspace="0.167em"'
    if sign.sign in "/∂":
        given += ' lspace="0" rspace="0"'
    if sign.tall:
        given += ' stretchy="true" minsize="2.2em" symmetric="true"'
    elif sign.sign in "()[]{}|":
        given += ' stretchy="false"'
    return f"<mo{given}>{escape(sign.sign)}</mo>"


def _blank(width: float) -> str:
    return f'<mspace width="{width:g}em"></mspace>'


def _set(node: Node) -> str:  # noqa: C901  one case per kind of node
    match node:
        case Row():
            return f"<mrow>{_row(node)}</mrow>"
        case Sign(kind="o"):
            return _operator(node)
        case Sign(kind="n"):
            return f"<mn>{escape(node.sign)}</mn>"
        case Sign(kind="text"):
            return f"<mtext>{escape(node.sign).replace(' ', chr(160))}</mtext>"
        case Sign():
            return _letter(node)
        case Space(width=width):
            return _blank(width)
        case Fraction(above=above, below=below):
            return f"<mfrac>{_group(above)}{_group(below)}</mfrac>"
        case Root(inner=inner):
            return f"<msqrt>{_row(inner)}</msqrt>"
        case Scripts():
            return _scripts(node)
        case Fenced(inner=inner, fences=fences, tall=tall):
            stretch = "true" if tall else "false"
            one, other = (
                f'<mo form="{form}" stretchy="{stretch}">{escape(OPERATORS[fence])}</mo>'
                for form, fence in zip(("prefix", "postfix"), fences, strict=True)
            )
            return f"<mrow>{one}{_group(inner)}{other}</mrow>"
        case Accent(mark=mark, base=base):
            return f'<mover accent="true">{_group(base)}<mo stretchy="false">{mark}</mo></mover>'
        case Table(rows=rows, name=name):
            return _matrix(rows) if name == "pmatrix" else _cases(rows)
    raise TypeError(type(node).__name__)


def _letter(node: Sign) -> str:
    if node.variant == "bold":
        return f'<mi mathvariant="normal">{"".join(_BOLD.get(each, each) for each in node.sign)}</mi>'
    if node.variant == "double":
        return f'<mi mathvariant="normal">{"".join(_DOUBLE.get(each, each) for each in node.sign)}</mi>'
    upright = ' mathvariant="normal"' if node.variant == "upright" and len(node.sign) == 1 else ""
    return f"<mi{upright}>{escape(node.sign)}</mi>"


def _primed(node: Scripts) -> tuple[str, Row | None]:
    """The base with its primes, which stand beside it at full size, and what is raised besides."""
    raised = node.above.items if node.above else ()
    count = sum(isinstance(each, Sign) and each.source == "'" for each in raised)
    if not count or not isinstance(node.base, Sign) or len(node.base.sign) > 1:
        return _set(node.base), node.above
    rest = raised[count:]
    letter = f"<mi>{_italic(node.base.sign)}{'′' * count}</mi>"
    return letter, Row(rest[0].start, rest[-1].end, rest) if rest else None


def _italic(sign: str) -> str:
    """The letter as its italic sign, since what is longer than a letter is set upright."""
    if sign == "h":
        return "ℎ"
    if sign.isascii():
        return chr(0x1D434 + ord(sign) - 65 if sign.isupper() else 0x1D44E + ord(sign) - 97)
    return chr(0x1D6FC + ord(sign) - ord("α")) if "α" <= sign <= "ω" else sign


def _scripts(node: Scripts) -> str:
    base, above = _primed(node)
    if isinstance(node.base, Sign) and node.base.source == r"\sum" and node.below:
        if above:
            return f"<munderover>{base}{_group(node.below)}{_group(above)}</munderover>"
        return f"<munder>{base}{_group(node.below)}</munder>"
    if node.below and above:
        return f"<msubsup>{base}{_group(node.below)}{_group(above)}</msubsup>"
    if node.below:
        return f"<msub>{base}{_group(node.below)}</msub>"
    return f"<msup>{base}{_group(above)}</msup>" if above else base


def _cases(rows: tuple[tuple[Row, ...], ...]) -> str:
    return f'<mrow><mo form="prefix" stretchy="true">{{</mo>{_table(rows, " class=l")}</mrow>'


def _matrix(rows: tuple[tuple[Row, ...], ...]) -> str:
    one, other = (
        f'<mo form="{form}" stretchy="true">{sign}</mo>' for form, sign in (("prefix", "("), ("postfix", ")"))
    )
    return f"<mrow>{one}{_table(rows)}{other}</mrow>"


def _table(rows: tuple[tuple[Row, ...], ...], given: str = "") -> str:
    lines = "".join(
        f"<mtr>{''.join(f'<mtd{given}>{_row(cell)}</mtd>' for cell in row)}</mtr>" for row in rows
    )
    return f"<mtable>{lines}</mtable>"
