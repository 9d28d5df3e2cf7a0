"""Names and what they look like: alpha is α, x_hat is x̂, W1 is W₁, x_Delta is Δx, k' is k′, CE stays one word."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "ell": "ℓ",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""The letters that LaTeX has a command for, and their sign, as in the package unicode-math."""

COMMANDS = {sign: command for command, sign in GREEK.items()} | {"µ": "mu"}
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
CHANGES = {"Delta": "Δ", "delta": "δ"}
_ACCENT_OF = {mark: accent for accent, mark in ACCENTS.items()}


@dataclass(frozen=True)
class Letter:
    """A name taken apart: `sign` is a single letter or a word, the rest what is set around it."""

    sign: str
    accent: str = ""
    subscript: str = ""
    primes: int = 0
    change: str = ""  # the sign that stands before it: Δ

    @property
    def is_single(self) -> bool:
        """Whether it is one letter, accented or primed perhaps, so that X_ij needs no comma."""
        return len(self.sign) == 1 and not self.subscript and not self.sign.isdigit()


def letter(name: str) -> Letter:
    """The name taken apart: its primes, then a subscript, then the sign of a change, then an accent."""
    bare = name.rstrip("'′")
    if not bare:
        return Letter(name)
    stem, subscript = _subscript(bare) if bare.rpartition("_")[2] not in CHANGES else (bare, "")
    whole, _, change = stem.rpartition("_")
    if not whole or change not in CHANGES:
        whole, change = stem, ""
    sign, accent = _accent(whole)
    return Letter(GREEK.get(sign, sign), accent, subscript, len(name) - len(bare), CHANGES.get(change, ""))


CALL_SIGNS = (";", "|")
_ARGUMENT = r"(?:#\w*|\w+[′']*)"


def call(name: str) -> tuple[str, list[str]] | None:
    """("pi", ["#", "|", "s"]) for pi(#|s), the name of what is called at every place #; None for any other name."""
    found = re.fullmatch(rf"(\w+)\(({_ARGUMENT}(?:[,;|]{_ARGUMENT})*)\)", name)
    return (found[1], re.split(r"([,;|])", found[2])) if found else None


def _subscript(name: str) -> tuple[str, str]:
    """W1 and W_1 are W with subscript 1, L_CE is L with CE."""
    if found := re.fullmatch(r"([^\W\d_]+)(\d+)", name):
        return found[1], found[2]
    stem, _, suffix = name.rpartition("_")
    return (stem, suffix) if stem and suffix and suffix not in ACCENTS else (name, "")


def _accent(name: str) -> tuple[str, str]:
    """x_hat and x̂ are x with a hat."""
    stem, _, suffix = name.rpartition("_")
    if stem and suffix in ACCENTS:
        return stem, suffix
    decomposed = unicodedata.normalize("NFD", name)
    if len(decomposed) == 2 and decomposed[1] in _ACCENT_OF:
        return decomposed[0], _ACCENT_OF[decomposed[1]]
    return name, ""
