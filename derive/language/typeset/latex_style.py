r"""The signs of LaTeX, as amsmath has them.

The argument of a function stands in brackets; bare are only one letter, one number, and a sum after \log.
So a reader of LaTeX can tell a function from a factor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from derive.language.typeset.letters import COMMANDS, Letter
from derive.language.typeset.pieces import Level, Piece, Style

_FUNCTIONS = ("exp", "log", "sin", "cos", "tanh")
_SPECIAL = {"one": r"\mathbf{1}", "zero": r"\mathbf{0}", "identity": "I", "diag": r"\operatorname{diag}"}
_TALL = re.compile(r"\\(frac|sum|begin|left)(?![A-Za-z])")
_WORD = r"\\mathrm\{[^{}]*\}"
_ESCAPED = {sign: f"\\{sign}" for sign in "_#$%&{}"} | {
    "\\": r"\backslash ",
    "^": r"\char94 ",
    "~": r"\char126 ",
}


class LatexStyle(Style):
    r"""Fractions with \frac, exponents raised, brackets as tall as what they hold."""

    minus = "-"
    hadamard = r"\odot"
    equals, differs, at_least = "=", r"\ne", r"\ge"
    stacks = True

    def letter(self, letter: Letter) -> Piece:
        r"""\sigma, \hat x, W_1, k', \mathrm{CE}"""
        sign = _sign(letter.sign)
        if letter.accent:
            sign = f"\\{letter.accent}{_group(sign)}" if len(sign) > 1 else f"\\{letter.accent} {sign}"
        if letter.subscript:
            word = letter.subscript
            sign += _lowered(word if word.isdecimal() else _sign(word))
        return Piece(sign + "'" * letter.primes, Level.POWER if letter.primes else Level.ATOM)

    def brackets(self, inner: str) -> str:
        """(inner), growing where a fraction or a sum stands inside."""
        return rf"\left({inner}\right)" if _TALL.search(inner) else f"({inner})"

    def indexed(self, base: str, places: Sequence[str], *, compact: bool) -> str:
        """X_{ij}, w_{4,1}, a_{y_i}"""
        inner = _beside(places) if compact else ",".join(places)
        return (_group(base) if "_" in base else base) + _lowered(inner)

    def product(self, factors: Sequence[Piece]) -> str:
        r"""a b, 2 \cdot 3"""
        line = factors[0].string
        for before, after in pairwise(factor.string for factor in factors):
            line += _between(before, after) + after
        return line

    def quotient(self, above: str, below: str) -> str:
        r"""\frac{a}{b}"""
        return rf"\frac{{{above}}}{{{below}}}"

    def power(self, base: str, exponent: Piece) -> str:
        """a^{2}"""
        return f"{base}^{{{exponent.string}}}"

    def root(self, inner: Piece) -> Piece:
        r"""\sqrt{a}"""
        return Piece(rf"\sqrt{{{inner.string}}}", Level.POWER)

    def exponential(self, argument: Piece, *, short: bool) -> Piece:
        r"""e^{a} if short, otherwise \exp(a)"""
        if short:
            return Piece(f"e^{{{argument.string}}}", Level.POWER)
        return Piece(rf"\exp{self.brackets(argument.string)}", Level.FRACTION)

    def function(self, name: Letter) -> str:
        r"""f, f', \log, \operatorname{relu}"""
        if name.sign in _FUNCTIONS and not name.subscript:
            return f"\\{name.sign}" + "'" * name.primes
        set_name = self.letter(name).string
        return set_name.replace(r"\mathrm", r"\operatorname", 1) if len(name.sign) > 1 else set_name

    def sum_sign(self, bound: str, without: Sequence[str]) -> str:
        r"""\sum_k, \sum_{k \ne j}"""
        return r"\sum" + _lowered(rf"{bound} \ne {', '.join(without)}" if without else bound)

    def derivative(self, body: str, variables: Sequence[tuple[str, int]]) -> str:
        r"""\frac{\partial p_k}{\partial z_d}, or the operator \frac{\partial}{\partial z_d}"""
        above = r"\partial" + _times(sum(times for _, times in variables)) + (f" {body}" if body else "")
        below = r"\,".join(rf"\partial {variable}{_times(times)}" for variable, times in variables)
        return self.quotient(above, below)

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> Piece:
        r"""\begin{cases} a & \text{if } i = j \\ b & \text{otherwise} \end{cases}"""
        rows = [rf"{value} & \text{{if }} {condition}" for value, condition in branches]
        inner = r" \\ ".join([*rows, rf"{otherwise} & \text{{otherwise}}"])
        return Piece(rf"\begin{{cases}} {inner} \end{{cases}}", Level.PREFIX, open=True)

    def transposed(self, base: str) -> str:
        r"""M^{\top}"""
        return rf"{base}^{{\top}}"

    def special(self, word: str) -> str:
        r"""\mathbf{1}, \mathbf{0}, I, \operatorname{diag}"""
        return _SPECIAL[word]

    def words(self, words: str) -> str:
        r"""\text{ words }"""
        return rf"\text{{{words}}}"


def _sign(sign: str) -> str:
    if sign in COMMANDS:
        return f"\\{COMMANDS[sign]}"
    if len(sign) == 1 and sign.isalnum():
        return sign
    return rf"\mathrm{{{''.join(_ESCAPED.get(each, each) for each in sign)}}}"


def _group(inner: str) -> str:
    return f"{{{inner}}}"


def _lowered(inner: str) -> str:
    return f"_{inner}" if len(inner) == 1 else f"_{_group(inner)}"


def _times(count: int) -> str:
    return "" if count == 1 else f"^{count}" if count < 10 else f"^{_group(str(count))}"


def _beside(signs: Sequence[str]) -> str:
    r"""The signs without a space, but \alpha j."""
    line = ""
    for sign in signs:
        parted = re.search(r"\\[A-Za-z]+$", line) and sign[0].isalpha()
        line += (" " if parted else "") + sign
    return line


def _between(before: str, after: str) -> str:
    """What stands between two factors: a dot between numbers, a thin space beside a word."""
    if after[0].isdecimal() or (before.isdecimal() and re.match(r"\\frac\{-?[0-9]", after)):
        return r" \cdot "
    if re.search(_WORD + "$", before) or re.match(_WORD, after):
        return r" \, "
    return " "
