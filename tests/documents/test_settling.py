"""Comments that settle how an = is read: of what was taken for granted, and of two readings."""

import pytest

from derive.documents.settling import comments
from derive.language.sayings import Saying
from derive.results import Result
from derive.results.assumptions import Ranges, Still
from derive.results.messages import TwoReadings, Way
from tests.documents.readings.judged import results, verdicts


def of(one, other):
    said = TwoReadings(
        tuple(Way(verdict, Saying("read as usual"), shapes) for verdict, shapes in (one, other))
    )
    return list(comments(Result("", "undecided", "", "", said=said)))


def test_each_of_two_readings_is_settled_by_its_comment():
    [result] = results("$$A B = B A$$\n")
    assert isinstance(result.said, TwoReadings)
    assert result.message == (
        "there are two readings: proved if A is a number, B is a number; refuted if A is a matrix, B is a matrix"
    )
    numbers, matrices = comments(result)
    assert (numbers, matrices) == ("A is a number; B is a number", "A is a matrix; B is a matrix")
    assert verdicts(f"<!-- derive: {numbers} -->\n\n$$A B = B A$$\n") == ["proved"]
    assert verdicts(f"<!-- derive: {matrices} -->\n\n$$A B = B A$$\n") == ["refuted"]


def test_what_both_readings_take_settles_nothing():
    x, w = ("x", "vector"), ("W", "matrix")
    assert of(("proved", (x, w)), ("refuted", (x, ("W", "vector")))) == ["W is a matrix", "W is a vector"]
    assert of(("proved", (x,)), ("refuted", (x,))) == []
    [slash] = results("$$a/b c = a/(bc)$$\n")
    assert isinstance(slash.said, TwoReadings)
    assert list(comments(slash)) == []


@pytest.mark.parametrize("shape", [("x^(k)", "vector"), ("T", "family")])
def test_what_no_comment_can_say_is_not_offered(shape):
    assert of(("proved", (shape,)), ("refuted", ())) == []


def test_a_reading_that_decides_nothing_is_not_offered():
    assert of(("undecided", (("x", "vector"),)), ("refuted", (("x", "number"),))) == ["x is a number"]


def test_what_was_taken_for_granted():
    assumed = (Ranges(("i", "j"), "n"), Still(("t",), ("z",)))
    found = list(comments(Result("", "proved", "", "", assumed=assumed)))
    assert found == ["index i, j in 1..n", "t does not depend on z"]
