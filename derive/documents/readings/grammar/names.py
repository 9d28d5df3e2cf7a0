"""The names that a grammar knows: functions, operators, accents, environments."""

from __future__ import annotations

import re

from derive.language.functions import spellings

FUNCTIONS = {
    "lg": "log10",
    "tan": "tan",
    "sinh": "sinh",
    "cosh": "cosh",
    "logit": "logit",
    "cot": "cot",
    "sec": "sec",
    "csc": "csc",
    **spellings(),
}
"""Functions of one number, and what they are called here."""

OPERATORS = {
    "softmax": "softmax", "softargmax": "softmax", "logsumexp": "logsumexp", "lse": "logsumexp", "diag": "diag",
    "tr": "trace", "trace": "trace", "relu": "relu", "max": "max", "min": "min", "argmax": "argmax",
    "argmin": "argmin", "sgn": "sign", "sign": "sign", "det": "det", "var": "Var", "cov": "Cov", "mean": "mean",
    "rank": "rank", "sup": "max", "inf": "min",
}  # fmt: skip
"""Operators with a name of their own, in lower case."""

ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve", "acute": "acute", "grave": "grave",
    "mathring": "ring", "underline": "under",
}  # fmt: skip
VECTOR_ACCENTS = {"vec", "overrightarrow", "overleftarrow"}
BARS = ("mid", "vert", "Vert", "parallel", "lvert", "rvert", "lVert", "rVert", "middle")
CASES = {"cases", "dcases", "rcases", "matrix", "array", "aligned", "split", "gathered"}
GRIDS = {"pmatrix", "bmatrix", "vmatrix", "matrix", "array", "smallmatrix", "Bmatrix"}
OTHERWISE = re.compile(r"otherwise|else|other|否则|其他|其它|其余|默认", re.IGNORECASE)
DOTS = ("dots", "cdots", "ldots", "dotsc", "vdots", "dotsb", "ddots", "dotsm", "dotso", "hdots")
SCRIPT_WORDS = frozenset({*FUNCTIONS, *OPERATORS, "log", "ln", "lim", "dim", "ker", "arg", "Pr", "gcd"})
WRITTEN = frozenset({
    "new", "old", "next", "prev", "updated", "pred", "true", "train", "test", "val", "out", "ref", "max", "min", "opt",
    "init", "obs", "reg", "total", "batch", "data", "model", "norm", "hid", "pos", "neg", "tot", "avg", "mid", "left",
    "right", "label", "class", "final", "main", "mask", "bias", "gain", "pair", "mean", "std", "var", "best",
    "MLE", "MAP", "OLS", "MSE", "BCE", "NLL", "eff", "dec", "enc", "emb", "abs", "rel", "ext",
    "int", "adv", "src", "dst", "tgt", "ctx", "cls", "sim", "mse", "ols", "mle", "map", "RMS", "rms", "SGD", "sgd",
})  # fmt: skip
"""Words that stand in scripts without anything that says that they are words."""


def is_word_in_script(run: str) -> bool:
    """Whether letters side by side spell a word, target or hidden, and no four places, ijkl or abcd."""
    return run in WRITTEN or (len(run) > 3 and run.isascii() and bool(set(run.lower()) & set("eou")))
