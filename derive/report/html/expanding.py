r"""A document's own commands put into a formula before it is set: \bw becomes \mathbf{w}."""

from __future__ import annotations

import re

from derive.documents.macros import Macro, Macros

LONGEST = 20_000
"""Characters that a formula may grow to; a longer one is set as it is written."""
DEPTH = 20

_COMMAND = re.compile(r"\\([A-Za-z@]+|.)\s*", re.DOTALL)


def expanded(latex: str, macros: Macros, depth: int = DEPTH) -> str:
    """The formula with the commands of the document written out."""
    if not macros or not depth:
        return latex
    parts: list[str] = []
    at = 0
    while found := _COMMAND.search(latex, at):
        macro = macros.get(found[1])
        if macro is None or macro.refused or (macro.primitive and macro.body == found[0].strip()):
            parts.append(latex[at : found.end()])
            at = found.end()
            continue
        body, end = _body(latex, found.end(), macro)
        inner = body if macro.primitive else expanded(body, macros, depth - 1)
        parts += [latex[at : found.start()], f"{{{inner}}}" if _is_group(inner) else inner + " "]
        at = end
        if sum(map(len, parts)) > LONGEST:
            return latex
    return "".join([*parts, latex[at:]])


def _is_group(inner: str) -> bool:
    """Whether braces around it change nothing but hold it together: an operator or half a bracket stands alone."""
    return inner.count("{") == inner.count("}") and r"\left" not in inner and len(inner) > 1


def _body(latex: str, at: int, macro: Macro) -> tuple[str, int]:
    """What the command stands for with its arguments, and where they end."""
    if latex.startswith(macro.prefix, at):
        at += len(macro.prefix)
    arguments: list[str] = []
    if macro.starred and latex.startswith("*", at):
        at += 1
    if macro.default is not None:
        optional = re.compile(r"\s*\[([^\[\]]*)\]").match(latex, at)
        arguments.append(optional[1] if optional else macro.default)
        at = optional.end() if optional else at
    while len(arguments) < macro.count:
        argument, at = _argument(latex, at, macro, len(arguments))
        arguments.append(argument)
    body = re.sub(r"#([1-9])", lambda each: _given(arguments, int(each[1])), macro.body)
    return body, at


def _given(arguments: list[str], number: int) -> str:
    return arguments[number - 1] if number <= len(arguments) else ""


def _argument(latex: str, at: int, macro: Macro, number: int) -> tuple[str, int]:
    """One argument: up to its delimiter, in braces, or one token."""
    delimiter = macro.delimiters[number] if number < len(macro.delimiters) else ""
    if delimiter and (end := latex.find(delimiter, at)) >= 0:
        return latex[at:end], end + len(delimiter)
    found = re.compile(r"\s*(\\[A-Za-z@]+|\\.|[^\s{}])?", re.DOTALL).match(latex, at)
    begin = found.end() if found else at
    if found and found[1]:
        return found[1], begin
    if not latex.startswith("{", begin):
        return "", begin
    end = closing(latex, begin)
    return latex[begin + 1 : end], end + 1


def closing(text: str, at: int) -> int:
    """Where the brace that opens here is closed; the end of the text if it is not."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at):
        depth += (found[0] == "{") - (found[0] == "}")
        if not depth and found[0] == "}":
            return found.start()
    return len(text)
