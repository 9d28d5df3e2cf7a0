"""What is taken for granted, kind by kind."""

from derive.language.typeset.boxes import Words
from derive.language.typeset.formula import same
from derive.results.assumptions import Ranges, Rounded, Still, Taken, Under, together


def test_in_words():
    assert Ranges(("i", "j"), "n").told() == "i, j range over 1..n"
    assert Ranges(("i",), "n").told() == "i ranges over 1..n"
    assert Still(("t", "y"), ("z",)).told() == "t, y constant in z"
    assert Under(same(Words("i ≠ j"))).told() == "under i ≠ j"
    assert Rounded().told() == "to the digits printed"
    assert Ranges(("i", "j"), "n").told("zh") == "i, j 取遍 1..n"


def test_letters_of_which_the_same_is_taken_are_told_together_and_first():
    taken = Taken("y is one-hot")
    made = together([taken, Ranges(("k",), "n"), Still(("t",), ("z",)), taken, Ranges(("i", "k"), "n")])
    assert made == [Ranges(("i", "k"), "n"), Still(("t",), ("z",)), taken]


def test_what_reads_like_another_kind_is_not_taken_for_it():
    odd = Taken("x, y range over 1..n")
    assert together([odd, Ranges(("z",), "n")]) == [Ranges(("z",), "n"), odd]
