"""Lines of Python that are too long, broken as the formatter breaks them: inside the outermost brackets."""

from __future__ import annotations

from collections.abc import Iterator

LIMIT = 110


def laid_out(lines: list[str]) -> Iterator[str]:
    """The lines, those that are too long over several."""
    for line in lines:
        yield from _broken(line)


def _broken(line: str) -> list[str]:
    if len(line) <= LIMIT or line.lstrip().startswith(("#", '"')):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    start = _last_opening(line)
    if start is None:
        return [line]
    head, inner, tail = line[: start + 1], line[start + 1 : -1], line[-1]
    deeper = f"{indent}    "
    if len(deeper) + len(inner) <= LIMIT:
        return [head, f"{deeper}{inner}", f"{indent}{tail}"]
    parts = _arguments(inner)
    if len(parts) == 1:
        return [head, *_operators(inner, deeper), f"{indent}{tail}"]
    made = [piece for part in parts for piece in _with_comma(f"{deeper}{part}")]
    return [head, *made, f"{indent}{tail}"]


def _with_comma(line: str) -> list[str]:
    made = _broken(f"{line},") if len(line) + 1 <= LIMIT else _broken(line)
    return made if made[-1].endswith(",") else [*made[:-1], f"{made[-1]},"]


def _operators(inner: str, indent: str) -> list[str]:
    """Terms of a sum or factors of a product, one to a line."""
    return [f"{indent}{inner}"]


def _last_opening(line: str) -> int | None:
    """Where the bracket opens that the line's last character closes."""
    if line[-1] not in ")]}":
        return None
    depth = 0
    for place in range(len(line) - 1, -1, -1):
        depth += (line[place] in ")]}") - (line[place] in "([{")
        if depth == 0:
            return place
    return None


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
