"""The names that a grammar knows: functions, accents, operators, environments."""

from __future__ import annotations

import re

from derive.documents.notation import Word
from derive.language.functions import spellings

FUNCTIONS = spellings()
"""Functions of one number, and what the language calls them."""

VECTOR_FUNCTIONS = {
    "softmax": "softmax", "softargmax": "softmax", "logsumexp": "logsumexp", "lse": "logsumexp", "diag": "diag",
    "tr": "trace", "trace": "trace", "relu": "relu", "max": "max", "min": "min", "argmax": "argmax",
    "sgn": "sgn", "sign": "sgn", "det": "det", "vec": "vec",
}  # fmt: skip
"""Functions of a vector or matrix, in lower case."""

ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
}
VECTOR_ACCENTS = {"vec", "overrightarrow"}
MULTIPLY = {"cdot": "·", "centerdot": "·", "bullet": "·", "times": "×", "ast": "·"}
ENTRYWISE = {"odot", "circ"}
CASES = {"cases", "dcases", "rcases", "matrix", "array", "aligned", "split", "gathered"}
GRIDS = {"pmatrix", "bmatrix", "vmatrix", "matrix", "array", "smallmatrix", "Bmatrix"}
OTHERWISE = re.compile(r"otherwise|else|other|否则|其他|其它|其余|默认", re.IGNORECASE)


DOTS = ("dots", "cdots", "ldots", "dotsc", "vdots", "dotsb", "ddots")
CALLED = frozenset({"p", "q", "P", "Q", "f", "g", "sigma", "phi", "psi", "varphi", "F", "G", "bbE"})
"""Letters that are commonly functions: p(x_k) is no product."""

NOTHING = Word("")
"""What an operator such as ∂/∂z is taken of, before that is read."""
