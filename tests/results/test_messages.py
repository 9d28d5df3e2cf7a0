"""What is said of a verdict: every kind in both languages, with the same numbers and formulas in it."""

import re

import pytest

from derive.language.families import scalar
from derive.language.functions import log
from derive.language.sayings import Saying
from derive.language.typeset import formula
from derive.results import messages
from derive.results.messages import (
    AtLine,
    InstanceDenied,
    Left,
    LineDenied,
    Message,
    MoreThanReason,
    NotThisReason,
    NoValue,
    OnlyByParts,
    ProofDenied,
    Said,
    TooFewInstances,
    TwoReadings,
    Way,
    WrongBetween,
    WrongLine,
)
from derive.results.recording import dumps, loads

X = formula(log(scalar("x")))
WHY = Saying("no fraction stands in the line before", "上一行没有分式")
KINDS = {
    Said: Said(Saying("the sides differ")),
    WrongLine: WrongLine(3),
    WrongBetween: WrongBetween(2, 3, 1),
    NoValue: NoValue(X, 2),
    OnlyByParts: OnlyByParts("f"),
    AtLine: AtLine(2, WrongLine(3)),
    Left: Left(X, (X,)),
    MoreThanReason: MoreThanReason("factor", "提因子", (Saying("differentiation", "求导"), WHY)),
    NotThisReason: NotThisReason("quotient rule", "商的求导法则", (WHY,)),
    ProofDenied: ProofDenied(("n = 2",), Saying("1.5")),
    InstanceDenied: InstanceDenied(Saying("0.5"), 2),
    LineDenied: LineDenied(4),
    TooFewInstances: TooFewInstances(Saying("…")),
    TwoReadings: TwoReadings(
        (
            Way("proved", Saying("0.5"), (("x", "number"),)),
            Way("refuted", Saying("1.5"), (("x", "matrix"),)),
        )
    ),
}


def test_every_kind_is_here():
    found = {each for each in vars(messages).values() if isinstance(each, type) and issubclass(each, Message)}
    assert found - {Message} == set(KINDS)


@pytest.mark.parametrize("message", KINDS.values(), ids=lambda message: type(message).__name__)
def test_both_languages_say_the_same(message):
    english, chinese = message.told(), message.told("zh")
    signs = r"[0-9.]+|log x|n = 2|…"
    assert sorted(re.findall(signs, english)) == sorted(re.findall(signs, chinese))
    assert not re.search("[a-z]{2}", re.sub(signs, "", chinese))
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english)


@pytest.mark.parametrize("message", KINDS.values(), ids=lambda message: type(message).__name__)
def test_a_message_is_recorded_whole(message):
    assert loads(dumps(message)) == message


def test_the_lines_between_are_counted():
    said = "; the last line follows from the first all the same: of the 3 lines between, "
    assert WrongBetween(2, 3, 1).told() == f"line 2 is wrong{said}1 is wrong"
    assert WrongBetween(2, 3, 2).told() == f"line 2 is wrong{said}2 are wrong"


def test_a_formula_in_a_message_stays_one():
    assert list(NoValue(X).words()) == [X, " has no value"]
