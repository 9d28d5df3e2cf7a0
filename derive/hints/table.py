"""Every repair, in the order in which they are tried: what is said first is the simplest that works.

To add a hint, add one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derive.hints import factors, fixed_size, phrases, places, restrictions, rules, squares, terms
from derive.hints.told import Told
from derive.hints.wrong import Trial, Wrong

Tries = Callable[[Wrong], Iterator[Trial]]


@dataclass(frozen=True)
class Repair:
    """A known slip: its name, its English and its Chinese title, and the repaired lines to try for it.

    `after` names the slip after which it is tried in addition; `new` says that it must not give the left side
    back as it is written, as mending a miscopied sign may; `inequality` that it is one of inequalities,
    `assumes` that the line holds as it is written under a hypothesis that is not stated; `slip` that what is said
    names a mistake.
    """

    name: str
    english: str
    chinese: str
    tries: Tries
    after: str = ""
    new: bool = False
    inequality: bool = False
    assumes: bool = False
    slip: bool = True


def on_the_left(tries: Tries) -> Tries:
    """The repairs of the left side of a claim that are tried for a right side."""

    def tried(wrong: Wrong) -> Iterator[Trial]:
        for trial in tries(wrong.turned) if wrong.whole else ():
            if trial.repaired is not None:
                says = Told(trial.says, *trial.parts)
                yield wrong.meant_on_the_left(trial.repaired, phrases.ON_THE_LEFT, says)

    return tried


REPAIRS: tuple[Repair, ...] = (
    Repair("quotient rule", "quotient rule", "商的求导法则", factors.differences),
    Repair("sign", "sign", "符号", factors.signs),
    Repair("number", "numerical factor", "数值系数", factors.numbers),
    Repair("chain rule", "chain rule", "链式法则", rules.chain_rule),
    Repair("product rule", "product rule", "乘积法则", rules.product_rule),
    Repair("exponent", "exponent", "指数", factors.exponents),
    Repair("squares", "squares copied as doubles", "平方写成二倍", squares.copied_as_doubles),
    Repair("square of a bracket", "square of a bracket", "括号的平方", squares.taken_of_a_bracket),
    Repair("cases", "cases exchanged", "情形颠倒", rules.cases),
    Repair("delta", "δ dropped", "漏掉 δ", terms.deltas),
    Repair("captured index", "captured index", "下标被求和捕获", places.captured),
    Repair("index", "index", "下标", places.indices),
    Repair("transpose", "transpose", "转置", places.transposed),
    Repair("exchanged indices", "indices exchanged", "下标颠倒", places.exchanged),
    Repair("two sums", "two sums", "两个求和", rules.two_sums),
    Repair("one sum", "one sum", "一个求和", rules.one_sum),
    Repair(
        "constant",
        "missing hypothesis",
        "缺少假设",
        restrictions.constants,
        after="product rule",
        assumes=True,
    ),
    Repair("normalised", "missing hypothesis", "缺少假设", restrictions.normalisations, assumes=True),
    Repair("symmetric", "missing hypothesis", "缺少假设", restrictions.symmetries, assumes=True),
    Repair("positive", "missing hypothesis", "缺少假设", restrictions.positives, assumes=True),
    Repair("function of a sum", "function of a sum", "和的函数", rules.laws_of_functions),
    Repair("term of the line before", "dropped term", "漏项", terms.own_terms),
    Repair("superfluous factor", "superfluous factor", "多余的因子", factors.superfluous_factors),
    Repair("superfluous term", "superfluous term", "多余的项", terms.superfluous_terms),
    Repair("function", "wrong function", "函数有误", rules.wrong_functions),
    Repair("dimension", "dimension", "维数", places.dimensions),
    Repair("missing factor", "missing factor", "漏掉因子", factors.missing_factors),
    Repair("dropped term", "dropped term", "漏项", terms.missing_terms),
    Repair("letter", "wrong letter", "字母有误", places.wrong_letters),
    Repair("letters exchanged", "letters exchanged", "字母颠倒", places.letters_exchanged, new=True),
    Repair("missing sum", "missing sum", "漏掉求和", rules.missing_sums),
    Repair("superfluous sum", "superfluous sum", "多余的求和", rules.superfluous_sums),
    Repair("delta under a sum", "δ dropped", "漏掉 δ", terms.deltas_under_sums),
    Repair("inverted", "fraction turned over", "分子分母颠倒", factors.quotients_inverted),
    Repair("summation index", "index of the sum", "求和下标", places.summed_over_another),
    Repair("exponent on the left", "exponent", "指数", factors.exponents_left),
    Repair(
        "missing factor on the left", "missing factor", "漏掉因子", on_the_left(factors.missing_under_sums)
    ),
    Repair("one-hot", "missing hypothesis", "缺少假设", restrictions.one_hots, assumes=True),
    Repair("value", "value of the left side", "左边的值", restrictions.values, new=True, slip=False),
    Repair("index on the left", "index", "下标", on_the_left(places.indices)),
    Repair("size", "true at one size", "仅在某一维数成立", fixed_size.sizes, slip=False),
    Repair(
        "place",
        "true at some places",
        "仅在某些位置成立",
        restrictions.some_places,
        after="delta",
        slip=False,
    ),
    Repair("missing product", "missing factor", "漏掉因子", factors.missing_products),
    Repair("dropped inner term", "dropped term", "漏项", terms.missing_inner_terms),
    Repair("relation", "relation", "关系", restrictions.weaker_relations, inequality=True),
    Repair(
        "at least two",
        "missing hypothesis",
        "缺少假设",
        restrictions.larger_sizes,
        inequality=True,
        assumes=True,
    ),
)
"""The slips."""
