"""Lines of Python that are too long, broken as the formatter breaks them: inside the outermost brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

LIMIT = 100


def laid_out(lines: list[str]) -> Iterator[str]:
    """The lines, those that are too long over several."""
    for line in lines:
        yield from _broken(line)


def _broken(line: str, *, inside: bool = False) -> list[str]:
    """The line over several; `inside` brackets it may be broken anywhere."""
    if len(line) <= LIMIT or line.lstrip().startswith(("#", '"')):
        return [line]
    groups = _groups(line)
    made = _in_brackets(line, *groups[-1]) if groups and line.rstrip(",")[-1] in ")]}" else [line]
    if _excess(made) == 0:
        return made
    others = [_in_brackets(line, *group) for group in groups[::-1]]
    return min([_at_operators(line, inside=inside), made, *others], key=_excess)


def _excess(lines: list[str]) -> int:
    return sum(max(0, len(line) - LIMIT) for line in lines)


def _groups(line: str) -> list[tuple[int, int]]:
    """Where the outermost brackets open and close that hold something."""
    found, opened, quoted = [], list[int](), False
    for place, sign in enumerate(line):
        quoted ^= sign == '"'
        if not quoted and sign in "([{":
            opened.append(place)
        elif not quoted and sign in ")]}" and opened:
            start = opened.pop()
            if not opened and place > start + 1:
                found.append((start, place))
    return found


def _in_brackets(line: str, start: int, end: int) -> list[str]:
    """The line broken inside brackets."""
    indent = line[: len(line) - len(line.lstrip())]
    head, inner, tail = line[: start + 1], line[start + 1 : end], line[end:]
    deeper = f"{indent}    "
    if len(deeper) + len(inner) <= LIMIT:
        return [head, f"{deeper}{inner}", f"{indent}{tail}"]
    parts = _arguments(inner)
    if len(parts) == 1:
        return [head, *_broken(f"{deeper}{inner}", inside=True), f"{indent}{tail}"]
    made = [piece for part in parts for piece in _with_comma(f"{deeper}{part}")]
    return [head, *made, f"{indent}{tail}"]


STATEMENT = re.compile(r"return |[^\s=(]+(: np.\w+)? = ")
LOOSEST_FIRST = (("+", "-"), ("*", "/", "@"))


def _at_operators(line: str, *, inside: bool) -> list[str]:
    """Terms of a sum or factors of a product, one to a line, in brackets of their own where they are in none."""
    indent = line[: len(line) - len(line.lstrip())]
    found = None if inside else STATEMENT.match(line.lstrip())
    if not inside and not found:
        return [line]
    head = found.group() if found else ""
    formula = line.lstrip().removeprefix(head)
    deeper = f"{indent}    " if head else indent
    for signs in LOOSEST_FIRST:
        parts = _terms(formula, signs)
        if len(parts) > 1:
            made = [piece for part in parts for piece in _broken(f"{deeper}{part}", inside=True)]
            return [f"{indent}{head}(", *made, f"{indent})"] if head else made
    return [line]


def _terms(formula: str, signs: tuple[str, ...]) -> list[str]:
    """The formula before each of these operators that stands in no bracket."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(formula):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in signs and formula[place - 1 : place + 2] == f" {sign} ":
            parts.append(formula[start : place - 1])
            start = place
    return [*parts, formula[start:]]


def _with_comma(line: str) -> list[str]:
    return _broken(f"{line},", inside=True)


def _arguments(inner: str) -> list[str]:
    parts, depth, start = [], 0, 0
    quoted = False
    for place, sign in enumerate(inner):
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0 and not quoted:
            parts.append(inner[start:place].strip())
            start = place + 1
    return [*parts, inner[start:].strip()]
