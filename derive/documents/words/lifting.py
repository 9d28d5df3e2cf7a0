"""Where a text takes back what it assumed: "without symmetry", "we now drop this assumption"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.documents.words.masked import Masked

_ASSUMPTION = r"(?:assumption|condition|constraint|hypothes[ie]s|requirement|restriction|normali[sz]ation)s?"
_LIFTS = re.compile(
    r"\b(?:without|drop(?:s|ped|ping)?|relax(?:es|ed|ing)?|remov(?:e|es|ed|ing)|lift(?:s|ed|ing)?|abandon(?:s|ed|ing)?"
    r"|forget(?:s|ting)?|giv(?:e|es|ing) up|no longer (?:assum\w+|requir\w+|impos\w+|us\w+))\s+"
    r"(?:(?:the|this|that|these|those|any|such|our|all|assuming|requiring|imposing)\s+)*(?P<what>[a-z-]+)"
    r"(?P<more>\s+(?:assumption|condition|constraint|hypothesis|requirement|restriction)s?)?"
    r"|(?:去掉|放弃|取消|不再(?:假设|要求|使用)|没有|若?不(?:假设|要求))(?:了)?(?:这个|这一|该|此|上述|以上)?"
    r"(?P<zh>[^，。,.\s]{0,6}?(?:假设|约束|条件|限制)|对称性?|归一化|正交性?|独立性?|可逆性?)",
    re.IGNORECASE,
)
_OF_KINDS = (
    (r"symmetr\w*|self-?adjoint\w*|对称性?", ("symmetric", "skew-symmetric")),
    (r"orthogonal\w*|orthonormal\w*|正交性?", ("orthogonal", "orthonormal")),
    (r"normali[sz]\w*|归一化", ("sums-to-one", "probabilities", "unit-norm", "one-hot")),
    (
        r"positiv\w*|sign",
        ("positive", "nonnegative", "bounded", "positive-definite", "positive-semidefinite"),
    ),
    (r"independen\w*|独立性?", ("independent",)),
    (r"invertib\w*|regularity|可逆性?", ("invertible",)),
    (r"definite\w*|convexity", ("positive-definite", "positive-semidefinite")),
    (r"one-?hot\w*", ("one-hot",)),
    (rf"{_ASSUMPTION}|.*(?:假设|约束|条件|限制)", ()),
)
DECLARES = frozenset(
    {"vector", "matrix", "scalar", "integer", "square", "elementwise", "true-class", "constant"}
)
"""Kinds that say what a letter is, and are no assumptions."""


@dataclass(frozen=True, slots=True)
class Lift:
    """At a place of the document, the kinds that are assumed no longer; all of them for none."""

    at: int
    kinds: tuple[str, ...]

    def ends(self, kind: str) -> bool:
        """Whether what is said of this kind holds no longer."""
        return kind in self.kinds if self.kinds else kind not in DECLARES


def lifts(masked: Masked) -> Iterator[Lift]:
    """Where the prose takes back an assumption, and of which kinds."""
    for found in _LIFTS.finditer(masked.text):
        what = (found["what"] or found["zh"]).lower()
        kinds = next((kinds for words, kinds in _OF_KINDS if re.fullmatch(words, what)), None)
        if kinds is not None or found["more"]:
            yield Lift(masked.origin(found.start()), kinds or ())
