"""Claims are judged once, and what a line may have meant is looked for only where it is told."""

import pytest

from derive.documents import recall
from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading
from derive.store import Cache

DOUBTED = r"""The matrix $P$ is a covariance. Then $\sum_j P_{ij} x_j = \sum_j P_{ji} x_j$."""
REFUTED = r"""Let $x \in \mathbb{R}^n$. Then $\frac{\partial}{\partial x_j} \sum_i x_i^2 = x_j$
and $\sum_i x_i^2 = \sum_k x_k^2$."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The claims for which hints are looked for, as they are."""
    found: list[str] = []
    honest = recall.with_hints

    def with_hints(identity, result):
        found.append(result.claim_text)
        return honest(identity, result)

    monkeypatch.setattr(recall, "with_hints", with_hints)
    return found


def judged(text, cache=None):
    """The results of all = of a document."""
    judge = Judge(Reading(find(text, ".md", "notes.md")), cache=cache)
    return [judge.judge(each) for each in judge.reading.equalities()]


def test_no_hint_is_looked_for_where_a_doubt_undoes_the_refutation(asked):
    (result,) = judged(DOUBTED)
    assert result.verdict == "undecided"
    assert asked == []


def test_a_refuted_line_has_its_hint_which_is_looked_for_once(asked):
    wrong, right = judged(REFUTED)
    assert (wrong.verdict, right.verdict) == ("refuted", "proved")
    assert wrong.hints
    assert len(asked) == 1


def test_a_claim_that_stands_twice_is_asked_about_once(asked):
    results = judged(REFUTED + "\n\n" + REFUTED)
    assert [each.verdict for each in results] == ["refuted", "proved"] * 2
    assert results[0].hints == results[2].hints
    assert len(asked) == 1


def test_what_is_kept_without_hints_is_asked_about_no_more(monkeypatch, tmp_path, asked):
    """What a doubt undid is refuted in the next run too, from the store; a hint that is told is kept with its line."""
    first = judged(DOUBTED + REFUTED, Cache.here(tmp_path))

    def check(*_, **__):
        raise AssertionError

    monkeypatch.setattr(recall, "check", check)
    again = judged(DOUBTED + REFUTED, Cache.here(tmp_path))
    assert [each.verdict for each in again] == [each.verdict for each in first]
    assert [each.hints for each in again] == [each.hints for each in first]
    assert len(asked) == 1
