"""What is said in two languages."""

from derive.language.expressions import Neg
from derive.language.families import scalar
from derive.language.sayings import Saying, listed
from derive.language.typeset import formula


def test_parts_stand_where_the_sentence_has_them():
    of = Saying("the factor {} is missing in {}", "{1}中漏掉因子 {0}").of("2", "the first term")
    assert of.told() == "the factor 2 is missing in the first term"
    assert of.told("zh") == "the first term中漏掉因子 2"


def test_a_formula_stays_one():
    x = formula(Neg(scalar("x")))
    said = Saying("the sign of {}", "{}的符号").of(x)
    assert list(said.words()) == ["the sign of ", x]
    assert list(said.words("zh")) == [x, "的符号"]
    assert said.told() == "the sign of −x"


def test_a_saying_within_another_speaks_the_same_language():
    inner = Saying("the right side", "右边")
    assert Saying("the sign of {}", "{}的符号").of(inner).told("zh") == "右边的符号"


def test_braces_without_parts_are_braces():
    assert Saying("no such {name}").told() == Saying("no such {name}").told("zh") == "no such {name}"


def test_several():
    assert listed((Saying("a", "甲"), Saying("b", "乙"))).told("zh") == "甲，乙"
