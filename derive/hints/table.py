"""Every repair, in the order in which they are tried: what is said first is the simplest that works.

To add a hint, add one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from derive.hints import factors, fixed_size, places, restrictions, rules, terms
from derive.hints.wrong import Trial, Wrong

Tries = Callable[[Wrong], Iterator[Trial]]


@dataclass(frozen=True)
class Repair:
    """A known slip: its name, its English and its Chinese title, and the repaired lines to try for it.

    `after` names slips after which it is tried in addition; `inequality` says that it is one of inequalities.
    """

    name: str
    english: str
    chinese: str
    tries: Tries
    after: frozenset[str] = frozenset()
    inequality: bool = False


REPAIRS: tuple[Repair, ...] = (
    Repair("quotient rule", "terms of the quotient rule exchanged", "商的求导法则两项颠倒", factors.differences),
    Repair("sign", "sign", "符号", factors.signs),
    Repair("number", "numerical factor", "数值系数", factors.numbers),
    Repair("chain rule", "chain rule", "链式法则", rules.chain_rule),
    Repair("product rule", "product rule", "乘积法则", rules.product_rule),
    Repair("exponent", "exponent", "指数", factors.exponents),
    Repair("cases", "cases exchanged", "情形颠倒", rules.cases),
    Repair("delta", "δ dropped", "漏掉 δ", terms.deltas),
    Repair("captured index", "captured index", "下标被求和捕获", places.captured),
    Repair("index", "index", "下标", places.indices),
    Repair("transpose", "transpose", "转置", places.transposed),
    Repair("exchanged indices", "indices exchanged", "下标颠倒", places.exchanged),
    Repair("constant", "a dependence", "依赖关系", restrictions.constants, frozenset({"product rule"})),
    Repair("normalised", "missing hypothesis", "缺少假设", restrictions.normalisations),
    Repair("one-hot", "missing hypothesis", "缺少假设", restrictions.one_hots),
    Repair("symmetric", "missing hypothesis", "缺少假设", restrictions.symmetries),
    Repair("positive", "missing hypothesis", "缺少假设", restrictions.positives),
    Repair("two sums", "two sums", "两个求和", rules.two_sums),
    Repair("one sum", "one sum", "一个求和", rules.one_sum),
    Repair("sum of a function", "function of a sum", "和的函数", rules.laws_of_functions),
    Repair("superfluous factor", "superfluous factor", "多余的因子", factors.superfluous_factors),
    Repair("superfluous term", "superfluous term", "多余的项", terms.superfluous_terms),
    Repair("function", "wrong function", "函数有误", rules.wrong_functions),
    Repair("dimension", "dimension", "维数", places.dimensions),
    Repair("missing factor", "missing factor", "漏掉因子", factors.missing_factors),
    Repair("dropped term", "dropped term", "漏项", terms.missing_terms),
    Repair("letter", "wrong letter", "字母有误", places.wrong_letters),
    Repair("letters", "letters exchanged", "字母颠倒", places.letters_exchanged),
    Repair("sum", "missing sum", "漏掉求和", rules.missing_sums),
    Repair("superfluous sum", "superfluous sum", "多余的求和", rules.superfluous_sums),
    Repair("inverted", "numerator and denominator exchanged", "分子分母颠倒", factors.quotients_inverted),
    Repair("summation index", "index of the sum", "求和下标", places.summed_over_another),
    Repair("exponent on the left", "exponent", "指数", factors.exponents_left),
    Repair("value", "value of the left side", "左边的值", restrictions.values),
    Repair("place", "true at some places", "仅在某些位置成立", restrictions.some_places, frozenset({"delta"})),
    Repair("size", "true at one size", "仅在某一维数成立", fixed_size.sizes),
    Repair("relation", "relation", "关系", restrictions.weaker_relations, inequality=True),
    Repair("at least two", "missing hypothesis", "缺少假设", restrictions.larger_sizes, inequality=True),
)
"""The slips."""
