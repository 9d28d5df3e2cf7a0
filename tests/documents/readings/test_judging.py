r"""The verdicts on documents: conditions, comments, two readings, hypotheses that are missing, whole chains."""

import pytest

from derive.documents.finding import find
from derive.documents.first_to_last import judge_chain, told, whole_chains
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading
from derive.results.assumptions import Ranges, Under
from tests.documents.readings.judged import results, verdicts

SOFTMAX = "$$p_k = \\frac{e^{z_k}}{\\sum_{j=1}^n e^{z_j}}$$\n\n"
LOSS = "$$L = -\\sum_k y_k \\log p_k$$\n\n"


def chains(text):
    reading = Reading(find(text, ".md", "notes.md"))
    return [judge_chain(Judge(reading), chain) for chain in whole_chains(reading)]


# conditions

DIAGONAL = "$$\\frac{\\partial p_i}{\\partial z_j} = p_i - p_i^2$$\n\n"
BESIDE = "$$\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j$$\n\n"


@pytest.mark.parametrize(
    ("condition", "formula"),
    [
        ("If $i = j$:\n\n", DIAGONAL),
        ("For $j \\ne i$:\n\n", BESIDE),
        ("当 $i = j$ 时：\n\n", DIAGONAL),
        ("当 $i \\neq j$ 时，\n\n", BESIDE),
        ("<!-- derive: when i = j -->\n", DIAGONAL),
    ],
)
def test_a_case_is_judged_under_its_condition(condition, formula):
    [under] = results(SOFTMAX + condition + formula)
    assert under.verdict == "proved"
    assert any(isinstance(each, Under) for each in under.assumed)
    [without] = results(SOFTMAX + formula)
    assert without.verdict == "refuted"


def test_the_wrong_case_is_refuted_under_its_condition():
    [result] = results(SOFTMAX + "If $i = j$:\n\n" + BESIDE)
    assert result.verdict == "refuted"
    assert result.counterexample.at["i"] == result.counterexample.at["j"]


@pytest.mark.parametrize("behind", [" for $j \\ne i$.", ", if $j \\ne i$.", "，当 $j \\ne i$ 时。"])
def test_a_condition_behind_a_formula_is_not_passed_over(behind):
    [result] = results(SOFTMAX + "$\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j$" + behind)
    assert result.verdict in ("proved", "undecided")


def test_words_behind_a_formula_that_begin_a_sentence_state_no_condition_of_it():
    text = SOFTMAX + "$\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j$. For $j = i$:\n\n" + DIAGONAL
    assert verdicts(text) == ["refuted", "proved"]


# comments

WRONG = "$$\\frac{\\partial p_i}{\\partial z_j} = p_i p_j$$\n\n"


def test_what_is_skipped_is_not_judged():
    assert verdicts(SOFTMAX + WRONG + WRONG) == ["refuted", "refuted"]
    assert verdicts(SOFTMAX + "<!-- derive: skip -->\n" + WRONG + WRONG) == ["refuted"]


def test_off_holds_until_on():
    text = SOFTMAX + "<!-- derive: off -->\n" + WRONG + WRONG + "<!-- derive: on -->\n" + WRONG
    assert verdicts(text) == ["refuted"]
    assert verdicts(SOFTMAX + WRONG + "<!-- derive: off -->\n" + WRONG + WRONG) == ["refuted"]


def test_an_erratum_is_expected_to_be_refuted_and_nothing_else():
    expect = "<!-- derive: expect refuted -->\n"
    right = "$$\\sum_k p_k = 1$$\n\n"
    first, second, third = results(SOFTMAX + expect + WRONG + expect + right + WRONG)
    assert (first.verdict, first.succeeded) == ("refuted", True)
    assert (second.verdict, second.succeeded) == ("proved", False)
    assert (third.verdict, third.succeeded) == ("refuted", False)


def test_comments_of_latex_say_the_same():
    text = SOFTMAX + "% derive: skip\n" + WRONG + "% derive: expect refuted\n" + WRONG
    [result] = results(text, ".tex")
    assert result.succeeded
    assert result.verdict == "refuted"


# hints


def test_a_hypothesis_that_is_missing_is_found_and_is_no_pass():
    gradient = "$$\\frac{\\partial L}{\\partial z_i} = p_i - y_i$$"
    [result] = results(SOFTMAX + LOSS + gradient)
    assert (result.verdict, result.succeeded) == ("refuted", False)
    assert result.missing_hypothesis.told() == result.hint == "holds if Σ_k y_k = 1"
    [stated] = results(SOFTMAX + LOSS + "where $\\sum_k y_k = 1$.\n\n" + gradient)
    assert stated.verdict == "proved"
    assert (stated.hint, stated.missing_hypothesis) == ("", None)


def test_a_claim_for_every_class_holds_for_the_true_one():
    text = SOFTMAX + "$$L_i = -\\log p_{y_i}$$\n\n$$\\frac{\\partial L_i}{\\partial z_k} = p_k - 1$$"
    [result] = results(text)
    assert result.verdict == "refuted"
    assert "holds for k = y_i" in result.hint


def test_two_squares_copied_as_doubles_are_told_together():
    quotient = "\\frac{e^{z_i} \\sum_k e^{z_k} - 2 e^{z_i}}{2 \\sum_k e^{z_k}}"
    text = SOFTMAX + f"If $i = j$:\n\n$$\\frac{{\\partial p_i}}{{\\partial z_j}} = {quotient}$$"
    [result] = results(text)
    assert result.hint.startswith("exp(z_i)² is written as 2 exp(z_i), ")
    assert result.hint.endswith("with both repaired it is proved")


def test_what_is_not_refuted_has_no_hint():
    [result] = results("$$\\frac{\\partial L}{\\partial z_i} = p_i - y_i$$")
    assert result.verdict == "undecided"
    assert (result.hint, result.hints) == ("", ())


# assumptions


def test_what_indices_range_over_is_assumed_unless_it_is_said():
    [result] = results(SOFTMAX + "$$\\sum_k p_k = 1$$")
    assert Ranges(("k",), "n") in result.assumed
    [said] = results(SOFTMAX + "<!-- derive: index k, j in 1..n -->\n\n$$\\sum_k p_k = 1$$")
    assert not any(isinstance(each, Ranges) for each in said.assumed)


def test_an_equality_without_a_left_side_has_none():
    [result] = results("$$= 1$$")
    assert (result.verdict, result.lhs, result.rhs, result.claim_text) == ("unreadable", "", "1", "= 1")


# whole chains

CHAIN = (
    SOFTMAX + "$$\\begin{aligned}\\sum_k \\frac{\\partial p_k}{\\partial z_j} &= \\sum_k p_k (%s) \\\\\n"
    "&= p_j - p_j \\\\\n&= %s\\end{aligned}$$"
)


def test_a_chain_whose_middle_is_wrong_is_right_as_a_whole():
    [chain] = chains(CHAIN % ("\\delta_{kj} + p_j", "0"))
    assert chain.verdict == "proved"
    assert [line.verdict for line in chain.lines] == ["proved", "refuted", "proved", "proved"]
    assert chain.message == "the last line follows from the first; of the 2 lines between, 1 is wrong"
    assert (chain.id, chain.kind) == ("notes.md:3:60-5:2", "chain")


def test_a_chain_whose_end_is_wrong_is_wrong_as_a_whole():
    [chain] = chains(CHAIN % ("\\delta_{kj} - p_j", "1"))
    assert chain.verdict == "refuted"
    assert [line.verdict for line in chain.lines] == ["proved", "proved", "proved", "refuted"]
    assert chain.counterexample.left != chain.counterexample.right
    assert chain.message == "the last line does not follow from the first"


def test_of_a_right_chain_there_is_nothing_to_tell():
    [chain] = chains(CHAIN % ("\\delta_{kj} - p_j", "0"))
    assert (chain.verdict, chain.message) == ("proved", "")


def test_a_chain_goes_on_in_the_next_display():
    [chain] = chains(SOFTMAX + "$$\\sum_k p_k$$\n\n$$\\sum_k p_k = 2$$\n\n$$= 1$$")
    assert chain.verdict == "proved"
    assert [line.verdict for line in chain.lines] == ["proved", "refuted", "proved"]
    assert chain.message == "the last line follows from the first; the line between is wrong"


def test_one_equality_is_no_chain():
    assert chains(SOFTMAX + "$$\\sum_k p_k = 1$$\n\n$$\\sum_j p_j = 1$$") == []


def test_a_side_that_is_not_read_leaves_the_others():
    [chain] = chains(SOFTMAX + "$$\\sum_k p_k = \\oint p = 1$$")
    assert chain.verdict == "proved"
    assert [line.verdict for line in chain.lines] == ["proved", "unreadable", "proved"]
    [ended] = chains(SOFTMAX + "$$\\sum_k p_k = 1 = \\oint p$$")
    assert ended.verdict == "unreadable"
    assert ended.message


@pytest.mark.parametrize(
    ("between", "said"),
    [
        ([], ""),
        (["proved"], ""),
        (["undecided"], ""),
        (["refuted"], "the line between is wrong"),
        (["refuted", "refuted"], "the 2 lines between are wrong"),
        (["refuted", "proved", "refuted"], "of the 3 lines between, 2 are wrong"),
    ],
)
def test_how_many_lines_between_are_wrong(between, said):
    found = told("proved", between)
    assert (found.told() if found else "") == (
        f"the last line follows from the first; {said}" if said else ""
    )
    assert told("undecided", between) is None
