"""Reasons: why a line equals the line before. A reason has teeth: it bounds what the kernel may use.

Reasons are data. Each has a name, an English and a Chinese title, and says what it opens:

    algebra      field and Σ algebra, with definitions closed and derivatives as letters
    functions    besides, the laws of exp and log
    calculus     besides, differentiation

`unfold(p)` and `fold(p)` open one definition, `given(H)` one hypothesis, `using(identity)` one earlier
identity. To add a reason, add one entry below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import Basic, Expr

from derive.derivation import traits
from derive.derivation.traits import Trait
from derive.language.binders import Sum, walk
from derive.language.claims import Identity
from derive.language.derivatives import Derivative
from derive.language.errors import IllFormed
from derive.language.expressions import Plus, Quotient, Times
from derive.language.families import Definition, Entry
from derive.language.functions import Call
from derive.language.hypotheses import Equation, Hypothesis
from derive.language.indices import Index
from derive.language.sayings import Saying, either


@dataclass(frozen=True)
class Reason:
    """Why one line equals the line before it.

    `about` says what the lines must have of what it speaks of; `differentiates` names the heads of which one must
    stand under a ∂ in the line before; `removes` and `brings` are definitions that must stand in the line before or
    after; `parts` are the reasons that it joins; `through` is the index of an induction, and whether it goes down.
    """

    name: str
    english: str
    chinese: str
    renaming: bool = False
    functions: bool = False
    calculus: bool = False
    definitions: frozenset[str] = frozenset()
    hypotheses: tuple[Hypothesis, ...] = ()
    lemmas: tuple[Identity, ...] = field(default=(), compare=False)
    about: tuple[Trait, ...] = ()
    differentiates: tuple[type, ...] = ()
    removes: frozenset[Definition] = frozenset()
    brings: frozenset[Definition] = frozenset()
    parts: tuple[Reason, ...] = ()
    through: tuple[Index, bool] | None = None

    @property
    def simple(self) -> tuple[Reason, ...]:
        """The reasons that it joins, in their order; itself if it joins none."""
        return self.parts or (self,)

    def __and__(self, other: Reason) -> Reason:
        """Both reasons at once, for a line that takes two steps together."""
        return Reason(
            f"{self.name} and {other.name}",
            f"{self.english}, {other.english}",
            f"{self.chinese}，{other.chinese}",
            renaming=self.renaming and other.renaming,
            functions=self.functions or other.functions,
            calculus=self.calculus or other.calculus,
            definitions=self.definitions | other.definitions,
            hypotheses=self.hypotheses + other.hypotheses,
            lemmas=self.lemmas + other.lemmas,
            differentiates=self.differentiates or other.differentiates,
            removes=self.removes | other.removes,
            brings=self.brings | other.brings,
            parts=self.simple + other.simple,
            through=self.through or other.through,
        )

    @property
    def facts(self) -> tuple[Equation, ...]:
        """The identities it uses, as equations."""
        return tuple(map(_fact, self.lemmas))

    def misapplied(self, before: Expr, after: Expr) -> Saying | None:
        """Why the reason cannot be meant here, or None. What it unfolds or folds is looked into."""
        nodes = set(_opened(before, self.removes))
        inside = [
            part
            for node in nodes
            if isinstance(node, Derivative)
            for part in _opened(node.body, self.removes)
        ]
        if self.differentiates and not any(isinstance(body, self.differentiates) for body in inside):
            heads = either(dict.fromkeys(_HEADS[head] for head in self.differentiates))
            return Saying("no derivative of {} stands in the line before", "上一行没有{}的导数").of(heads)
        for missing in self.removes - nodes:
            return Saying("{} does not stand in the line before", "上一行没有 {}").of(missing.name)
        for missing in self.brings - set(_opened(after, self.brings)):
            return Saying("{} does not stand in this line", "本行没有 {}").of(missing.name)
        return None

    def lacks(self, before: Expr, after: Expr) -> Saying | None:
        """What a step has not of what the reason is about, or None: each of those that it joins has its share."""
        opened = self.removes | self.brings
        there, here = (tuple(_opened(line, opened)) for line in (before, after))
        told = (trait for part in self.simple for trait in part.about)
        return next((trait.lacking for trait in told if not trait.holds(there, here)), None)


def _opened(expression: Basic, definitions: frozenset[Definition]) -> Iterator[Basic]:
    """All parts of the expression, and of the bodies of these definitions where they stand in it."""
    for node in walk(expression):
        yield node
        if node in definitions:
            yield from _opened(node.body, definitions)


_HEADS: dict[type, Saying] = {
    Quotient: Saying("a quotient", "商"),
    Times: Saying("a product", "积"),
    Sum: Saying("a sum", "和"),
    Plus: Saying("a sum", "和"),
    Call: Saying("a function", "函数"),
}

rename = Reason("rename", "rename the bound index", "换下标", renaming=True)
algebra = Reason("algebra", "algebra", "代数运算")
factor = Reason(
    "factor",
    "factor",
    "提因子",
    about=(
        traits.SUM_BEFORE,
        traits.SUM_IN_PRODUCT,
    ),
)
split = Reason("split", "split the fraction", "裂项", about=(traits.QUOTIENT_BEFORE,))
distribute = Reason("distribute", "distribute", "展开", about=(traits.PRODUCT_OF_SUM,))
collect = Reason("collect", "collect terms", "合并同类项", about=(traits.SUM_BEFORE,))
constants_into_sum = Reason(
    "constants_into_sum", "constants into the sum", "常数入和", about=(traits.SUM_IN_BOTH,)
)
constants_out_of_sum = Reason(
    "constants_out_of_sum", "constants out of the sum", "常数出和", about=(traits.SUM_OVER_INDEX,)
)
swap_sums = Reason("swap_sums", "exchange the sums", "交换求和次序", about=(traits.NESTED_SUMS,))
swap_names = Reason("swap_names", "exchange the names of the indices", "交换下标", about=(traits.SAME_HEADS,))
sift = Reason("sift", "δ picks out one term", "δ 筛选", about=(traits.DELTA,))
cancel = Reason("cancel", "cancel", "约分", about=(traits.CANCELLED,))
by_cases = Reason("by_cases", "by cases", "分情形", about=(traits.CASES,))
exp_log = Reason("exp_log", "laws of exp and log", "指数与对数律", functions=True, about=(traits.EXP_OR_LOG,))
angles = Reason("angles", "addition theorems", "和角公式", functions=True, about=(traits.ANGLE,))
differentiate = Reason("differentiate", "differentiate", "求导", calculus=True, about=(traits.DERIVATIVE,))
quotient_rule = Reason(
    "quotient_rule", "quotient rule", "微分恒等", calculus=True, differentiates=(Quotient,)
)
product_rule = Reason(
    "product_rule", "product rule", "乘积法则", calculus=True, differentiates=(Times, Sum, Plus)
)
chain_rule = Reason("chain_rule", "chain rule", "链式法则", calculus=True, about=(traits.CHAIN,))
linearity = Reason("linearity", "linearity of ∂", "求导的线性", calculus=True, about=(traits.LINEAR,))

REASONS: dict[str, Reason] = {
    reason.name: reason
    for reason in (
        rename,
        algebra,
        factor,
        split,
        distribute,
        collect,
        constants_into_sum,
        constants_out_of_sum,
        swap_sums,
        swap_names,
        sift,
        cancel,
        by_cases,
        exp_log,
        angles,
        differentiate,
        quotient_rule,
        product_rule,
        chain_rule,
        linearity,
    )
}
"""Every reason without an argument, by name."""


def unfold(letter: Definition | Entry) -> Reason:
    """Write out one definition."""
    made = _definition(letter)
    return Reason(
        "unfold",
        f"definition of {made.name}",
        f"{made.name} 的定义",
        definitions=frozenset({made.name}),
        removes=frozenset({made}),
    )


def fold(letter: Definition | Entry) -> Reason:
    """Put the name of one definition back."""
    made = _definition(letter)
    return Reason(
        "fold",
        f"fold {made.name}",
        f"换符号 {made.name}",
        definitions=frozenset({made.name}),
        brings=frozenset({made}),
    )


def given(hypothesis: Hypothesis) -> Reason:
    """Use one hypothesis."""
    return Reason("given", "by hypothesis", "由假设", hypotheses=(hypothesis,))


def induction(index: Index, *, down: bool = False) -> Reason:
    """At the first place of the index, and at the next place where it holds at one; or from the last place down.

    Base and step may use all that the claim gives: definitions, hypotheses, differentiation.
    """
    if not isinstance(index, Index):
        raise IllFormed("an induction goes through an index, and {} is none", index)
    way = "from the last place" if down else "from the first place"
    return Reason(
        "induction",
        f"induction on {index.name}, {way}",
        f"对 {index.name} 归纳",
        functions=True,
        calculus=True,
        through=(index, down),
    )


def using(lemma: Identity) -> Reason:
    """Use one earlier identity, for all values of the free indices of its left side.

    Indices that its hypotheses speak of stay fixed.
    """
    if not isinstance(lemma, Identity):
        raise IllFormed("using(…) takes an identity of the page, and {} is none", f"{lemma!r}")
    return Reason("using", f"by {lemma.id}", f"由 {lemma.id}", lemmas=(lemma,))


def _fact(lemma: Identity) -> Equation:
    fixed = frozenset().union(*(each.fixed_indices for each in lemma.given))
    return Equation(lemma.left, lemma.right, fixed)


def _definition(letter: Any) -> Definition:
    made = letter.family if isinstance(letter, Entry) else letter
    if not isinstance(made, Definition):
        raise IllFormed("{} is no definition, and cannot be folded or unfolded", letter)
    return made
