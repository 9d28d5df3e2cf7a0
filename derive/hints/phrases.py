"""What hints say, in English and in Chinese."""

from __future__ import annotations

from derive.language.sayings import Saying

MEANT = Saying("{} was meant, {} is written", "应为 {}，而写作 {}")
ON_THE_LEFT = Saying("on the left side {}", "左边：{}")

THE_RIGHT_SIDE = Saying("the right side", "右边")
PART = Saying("{}", "{}")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
TERMS = (
    *(
        Saying(f"the {english} term, {{}}", f"第{chinese}项 {{}}")
        for english, chinese in zip(_ORDINALS, "一二三四五六七八九", strict=True)
    ),
    Saying("the last term, {}", "末项 {}"),
)

SIGN = Saying("the sign of {}", "{}的符号")
QUOTIENT_RULE = Saying(
    "the terms of the quotient rule are exchanged: {} − {} was meant", "商的求导法则两项颠倒：应为 {} − {}"
)
FACTOR_TOO_MANY = Saying("the factor {} is too many", "多出因子 {}")
FACTOR_TOO_MANY_IN = Saying("the factor {} is too many in {}", "{1}中多出因子 {0}")
FACTOR_MISSING = Saying("the factor {} is missing", "漏掉因子 {}")
FACTOR_MISSING_IN = Saying("the factor {} is missing in {}", "{1}中漏掉因子 {0}")
FACTOR_MISSING_UNDER = Saying("the factor {} is missing under Σ_{}", "Σ_{1} 下漏掉因子 {0}")
FACTOR_SUPERFLUOUS = Saying("the factor {} is superfluous", "因子 {} 多余")
DENOMINATOR_SUPERFLUOUS = Saying("the denominator {} is superfluous", "分母 {} 多余")

CAPTURED = Saying(
    "captured index: {} was meant, the {} of {} being the one outside the sum",
    "下标被求和捕获：应为 {}，其中 {2} 的 {1} 是求和之外的那个",
)
TRANSPOSE_OF_THE_RIGHT_SIDE = Saying("transpose of the right side", "右边应转置")
INDICES_EXCHANGED = Saying("the indices {} and {} are exchanged", "下标 {} 与 {} 颠倒")
INDICES_EXCHANGED_IN = Saying("the indices {} and {} are exchanged in {}", "{2} 中下标 {0} 与 {1} 颠倒")
TRANSPOSE = Saying("transpose: {} was meant, {} is written", "转置：应为 {}，而写作 {}")
LETTERS_EXCHANGED = Saying("the letters {} and {} are exchanged", "字母 {} 与 {} 颠倒")
LETTERS_EXCHANGED_ON_THE_LEFT = Saying(
    "the letters {} and {} are exchanged on the left side", "左边字母 {} 与 {} 颠倒"
)
SUMMED_OVER = Saying("the sum runs over {}, not over {}", "应对 {} 求和，而非对 {}")

HOLDS_IF = Saying("holds if {}", "若 {} 则成立")
HOLDS_IF_SYMMETRIC = Saying("holds if {} is symmetric", "若 {} 对称则成立")
HOLDS_FOR = Saying("holds for {}", "在 {} 时成立")
NOT_STRICT = Saying("≥ was meant, > is written", "应为 ≥，而写作 >")
SIDES_EXCHANGED = Saying("the sides are exchanged: {} {} {}", "两边颠倒：{} {} {}")
THE_LEFT_SIDE_IS = Saying("the left side is {}", "左边等于 {}")
ONLY_UP_TO_TWO = Saying("holds only for {} ≤ 2", "仅当 {} ≤ 2 时成立")
ONLY_FOR_ONE = Saying("holds only for {} = 1", "仅当 {} = 1 时成立")
ONLY_FOR_TWO = Saying("holds only for {} = 2", "仅当 {} = 2 时成立")

CHAIN_RULE_SLOPE = Saying(
    "chain rule: that is the derivative in {}, and the factor {} is missing",
    "链式法则：那是对 {} 的导数，漏掉因子 {}",
)
CHAIN_RULE_FACTOR = Saying("chain rule: the factor {} is missing", "链式法则：漏掉因子 {}")
CHAIN_RULE = Saying("chain rule: {} was meant", "链式法则：应为 {}")
PRODUCT_RULE_TERM = Saying("product rule: the term {} is missing", "乘积法则：漏掉项 {}")
ALL_ENTRIES = Saying("{} was meant: all entries, not the diagonal", "应为 {}：是全部元素，而非对角线")
SQUARE_OF_THE_SUM = Saying(
    "the square of the sum, {}, was meant, not the sum of the squares", "应为和的平方 {}，而非平方和"
)
SUM_OF_THE_SQUARES = Saying(
    "the sum of the squares, {}, was meant, not the square of the sum", "应为平方和 {}，而非和的平方"
)
TWO_SUMS = Saying("two sums, two letters: {} was meant", "两个求和须用两个下标：应为 {}")
ONE_SUM = Saying("one sum was meant: {}", "应为一个求和：{}")
SUM_MISSING = Saying("a sum is missing: {} was meant", "漏掉求和：应为 {}")
NOT_ITS_SUM = Saying("{} was meant, not its sum", "应为 {}，而非其和")
PLACE_LEFT_OUT = Saying("{} was meant: a place is left out", "应为 {}：须略去一处")
NO_PLACE_LEFT_OUT = Saying("{} was meant: no place is left out", "应为 {}：不略去任何一处")
FUNCTION_OF_A_SUM = Saying(
    "a function of a sum is not the sum of the function: {} was meant", "和的函数不是函数的和：应为 {}"
)
FUNCTION_OF_A_SUM_AT = Saying(
    "a function of a sum is not the sum of the function: {} was meant, {} is written",
    "和的函数不是函数的和：应为 {}，而写作 {}",
)
CASES_EXCHANGED = Saying("the cases are exchanged", "情形颠倒")
IN_BOTH_CASES = Saying("{} was meant in both cases", "两种情形均应为 {}")

DROPPED_FROM = Saying("{} was dropped from {}", "{1}中漏掉 {0}")
TERM_MISSING = Saying("the term {} is missing", "漏掉项 {}")
TERM_MISSING_MEANT = Saying("the term {} is missing: {} was meant", "漏掉项 {}：应为 {}")
TERM_SUPERFLUOUS = Saying("the term {} is superfluous", "项 {} 多余")

WRITTEN_AS = Saying("{} is written as {}", "{} 写成了 {}")
AS_TOO = Saying("{}, {} as {}", "{}，{} 写成了 {}")
BOTH_REPAIRED = Saying("{}; with both repaired it is proved", "{}；两处都改正后可证")
ALL_REPAIRED = Saying("{}; with all {} repaired it is proved", "{}；{} 处都改正后可证")
