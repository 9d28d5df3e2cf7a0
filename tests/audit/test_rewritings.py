"""Each rewriting keeps the value wherever it is taken; each slip is caught somewhere."""

from functools import partial
from itertools import count
from random import Random

import pytest

from derive.audit.changes import CHANGES, change
from derive.audit.differential import compare
from derive.audit.evaluation import Comparison
from derive.audit.letters import used_hypotheses
from derive.audit.random_expressions import random_expression
from derive.audit.rewritings import REWRITINGS, rewrite
from derive.kernel import Openings, Residual, prove

TIMES = 8


def made_of_random_expressions(name, make):
    """Numbers, random expressions, what is made of them and what is given, as often as it can be, without end."""
    for number in count():
        random = Random(f"{name} {number}")
        expression, maker, scope = random_expression(random, random.randint(3, 10))
        made = make(expression, maker, scope)
        if made is not None:
            yield number, expression, made, maker.given


@pytest.mark.parametrize("name", sorted(REWRITINGS))
def test_a_rewriting_keeps_the_value(name):
    agreements = 0
    pairs = made_of_random_expressions(name, partial(rewrite, REWRITINGS[name], tries=50))
    for number, expression, made, given in pairs:
        comparison = compare(expression, made, number, given=given)
        assert comparison != Comparison.DIFFER, f"{expression} = {made} is false"
        agreements += comparison == Comparison.AGREE
        if agreements == TIMES:
            break


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_slip_is_refused_by_the_kernel_and_by_exact_evaluation(name):
    def slip(expression, maker, scope):
        return change(CHANGES[name], expression, scope, maker.random, tries=50)

    for number, expression, made, _ in made_of_random_expressions(name, slip):
        if compare(expression, made, number) == Comparison.DIFFER:
            outcome = prove(expression, made, Openings(hypotheses=used_hypotheses(expression, made)))
            assert isinstance(outcome, Residual), f"{expression} = {made} is proved"
            break


def test_the_tables_are_large_enough_to_mean_something():
    assert len(REWRITINGS) >= 50
    assert len(CHANGES) >= 30
    assert {need for rewriting in REWRITINGS.values() for need in rewriting.needs} == {
        "calculus",
        "definitions",
        "functions",
        "hypotheses",
    }
