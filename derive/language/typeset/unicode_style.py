"""The signs of a terminal: one line of Unicode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from derive.language.typeset.letters import ACCENTS, Letter
from derive.language.typeset.pieces import Level, Piece, Style

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPECIAL = {"one": "𝟏", "zero": "𝟎", "identity": "I", "diag": "diag"}
_LONG = 20


class UnicodeStyle(Style):
    """Fractions with a slash, exponents raised where Unicode can."""

    minus = "−"
    hadamard = "⊙"
    equals, differs, at_least = "=", "≠", "≥"
    stacks = False

    def letter(self, letter: Letter) -> Piece:
        """σ, x̂, W₁, k′, CE"""
        sign = letter.sign
        if letter.accent:
            mark = ACCENTS[letter.accent] if len(sign) == 1 else f"_{letter.accent}"
            sign = unicodedata.normalize("NFC", sign + mark)
        if letter.subscript:
            below = letter.subscript
            sign += below.translate(_LOWERED) if below.isdecimal() else f"_{below}"
        return Piece(sign + _primes(letter.primes), Level.POWER if letter.primes else Level.ATOM)

    def brackets(self, inner: str) -> str:
        """(inner)"""
        return f"({inner})"

    def indexed(self, base: str, places: Sequence[str], *, compact: bool) -> str:
        """X_ij, w_{4,1}, a_{y_i}"""
        if compact:
            return f"{base}_{''.join(places)}"
        inner = ",".join(places)
        bare = len(places) == 1 and "_" not in inner
        return f"{base}_{inner}" if bare else f"{base}_{{{inner}}}"

    def product(self, factors: Sequence[Piece]) -> str:
        """a b, 2 · 3, ∂L/∂a · ∂a/∂z"""
        line = factors[0].string
        for before, factor in pairwise(factors):
            dotted = before.wide or factor.string[0] in "0123456789"
            line += (" · " if dotted else " ") + factor.string
        return line

    def quotient(self, above: str, below: str) -> str:
        """a/b, with spaces around the slash where a part is loose or long."""
        spaced = _is_loose(above) or _is_loose(below) or len(above) + len(below) > _LONG
        return f"{above} / {below}" if spaced else f"{above}/{below}"

    def power(self, base: str, exponent: Piece) -> str:
        """a², a^n, a^(n + 1)"""
        if re.fullmatch("−?[0-9]+", exponent.string):
            return base + exponent.string.translate(_RAISED)
        return f"{base}^{exponent.string if len(exponent.string) == 1 else self.brackets(exponent.string)}"

    def root(self, inner: Piece) -> Piece:
        """√n, √(a + b)"""
        shut = Piece(f"√{self.brackets(inner.string)}", Level.POWER)
        if inner.level < Level.ATOM or "(" in inner.string:
            return shut
        return Piece(f"√{inner.string}", Level.PREFIX, open=True, shut=shut)

    def exponential(self, argument: Piece, *, short: bool) -> Piece:
        """exp(a)"""
        return Piece(f"exp({argument.string})")

    def function(self, name: Letter) -> str:
        """f, f′, log"""
        return self.letter(name).string

    def sum_sign(self, bound: str, without: Sequence[str]) -> str:
        """Σ_k, Σ_{k≠j}"""
        return f"Σ_{{{bound}≠{','.join(without)}}}" if without else f"Σ_{bound}"

    def derivative(self, body: str, variables: Sequence[tuple[str, int]]) -> str:
        """∂p_k/∂z_d, ∂²h_k/∂z_d∂z_e, ∂/∂z_d"""
        order = sum(times for _, times in variables)
        below = "".join(f"∂{variable}{_times(times)}" for variable, times in variables)
        return f"∂{_times(order)}{body}/{below}"

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> Piece:
        """{a if i = j; b otherwise}"""
        parts = [f"{value} if {condition}" for value, condition in branches]
        return Piece(f"{{{'; '.join([*parts, f'{otherwise} otherwise'])}}}")

    def transposed(self, base: str) -> str:
        """Mᵀ"""
        return f"{base}ᵀ"

    def special(self, word: str) -> str:
        """𝟏, 𝟎, I, diag"""
        return _SPECIAL[word]

    def words(self, words: str) -> str:
        """The words themselves."""
        return words


def _primes(count: int) -> str:
    return "′" * count if count > 3 else ("", "′", "″", "‴")[count]


def _times(count: int) -> str:
    return "" if count == 1 else str(count).translate(_RAISED)


def _is_loose(line: str) -> bool:
    """Whether a space stands in it outside brackets."""
    depth = 0
    for sign in line:
        depth += (sign in "({") - (sign in ")}")
        if sign == " " and not depth:
            return True
    return False
