"""Σ_i y_i = 1 and A = Aᵀ in running text: taken for granted only where the words around them do so."""

import pytest

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

SOFTMAX = r"Let $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$ and $L = -\sum_i y_i \log p_i$. "
GRADIENT = r"Then $\frac{\partial L}{\partial z_j} = p_j - y_j$."
QUADRATIC = r"Let $f(x) = x^\top A x$. "
SLOPE = r"Then $\nabla_x f = 2 A x$."

TAKEN = (
    "Assume S.",
    "We assume that S throughout.",
    "Here S.",
    "Recall that S.",
    "The targets satisfy S.",
    "Since S, nothing is lost.",
    "We shall always require S.",
    "Not only is $y$ known, S as well.",
    "For targets with S the loss is a cross-entropy, which is least if and only if $y = p$.",
    "With S, the second factor is not needed.",
    "假设 S。",
)
NOT_TAKEN = (
    "We do not assume that S.",
    "Nobody says that S.",
    "It is not required that S here.",
    "Here S need not hold.",
    "The targets are arbitrary; in particular S may fail.",
    "Unless S, the following is false.",
    "Note that S is false in general.",
    "Even if S does not hold, we have the following.",
    "Had we assumed S, things would be easier.",
    "It would be wrong to claim that S.",
    "We drop the assumption S.",
    "In the next section we will require S.",
    "Some authors assume S; we do not.",
    "Where does S come from?",
    "Is it true that S? Not in general.",
    "We never use S.",
    "One often has S, but not here.",
    "If, however, S, the line below is right.",
    "This is right for S, if at all.",
    "Whether S or not is left to the reader.",
    "这里不假设 S。",
    "一般来说 S 不成立。",
)
BEHIND = ("If, however, S, the last line is right.", "Is it true? Try S.", "Do we have S?")


def verdict(text):
    """That of the equality between slopes: the last one that speaks of a derivative."""
    reading = Reading(find(text, ".md", "notes.md"))
    [asked] = [each for each in reading.equalities() if "L}{" in text[slice(*each.formula.chain.span)]]
    return Judge(reading, time_limit=60).judge(asked).verdict


@pytest.mark.parametrize("words", TAKEN)
def test_words_that_take_it_for_granted(words):
    assert verdict(SOFTMAX + words.replace("S", r"$\sum_i y_i = 1$") + "\n\n" + GRADIENT) == "proved"


@pytest.mark.parametrize("words", NOT_TAKEN)
def test_words_that_do_not(words):
    text = SOFTMAX + words.replace("S", r"$\sum_i y_i = 1$") + "\n\n" + GRADIENT
    assert verdict(text) in ("refuted", "undecided")


@pytest.mark.parametrize("words", BEHIND)
def test_words_behind_a_line_that_do_not(words):
    text = SOFTMAX + GRADIENT + "\n\n" + words.replace("S", r"$\sum_i y_i = 1$")
    assert verdict(text) in ("refuted", "undecided")


@pytest.mark.parametrize(
    ("words", "verdicts"),
    [
        ("We assume that $A = A^\\top$.", {"proved"}),
        ("We do not assume that $A = A^\\top$.", {"refuted", "undecided"}),
        ("Some authors assume $A = A^\\top$; we do not.", {"refuted", "undecided"}),
    ],
)
def test_a_law_of_a_matrix(words, verdicts):
    reading = Reading(find(QUADRATIC + words + "\n\n" + SLOPE, ".md", "notes.md"))
    *_, last = reading.equalities()
    assert Judge(reading, time_limit=60).judge(last).verdict in verdicts


def test_a_supposition_holds_in_its_own_sentence():
    text = SOFTMAX + r"If $\sum_i y_i = 1$, then $\frac{\partial L}{\partial z_j} = p_j - y_j$."
    assert verdict(text) == "proved"
