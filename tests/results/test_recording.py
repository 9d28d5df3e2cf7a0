"""What is found comes back whole from its text, and nothing else does."""

import pytest

from derive.language.sayings import Saying
from derive.results import IdentitySummary, PageProblem, PageSummary
from derive.results.recording import NoRecord, dumps, loads

PAGE = PageSummary("a.md", "∂ \ud7ff", "a.md", (IdentitySummary("a", "3:4", "x = x"),), 0.5, is_document=True)


@pytest.mark.parametrize(
    "record", [PAGE, PageProblem("p", "died", Saying("it ended")), (PAGE, (), None), (), 1.5, "x"]
)
def test_a_record_comes_back_whole(record: object):
    assert loads(dumps(record)) == record


@pytest.mark.parametrize("value", [object(), [1], {1: 2}, PAGE.statements.__class__, {"a": {2}}, b"x"])
def test_what_is_no_record_is_not_written(value: object):
    with pytest.raises(NoRecord):
        dumps(value)


@pytest.mark.parametrize(
    "text", ["", "[", "[1]", "[]", '["os.system","true"]', '["findings.PageProblem"]', "[" * 10**5, '[["a"]]']
)
def test_what_is_no_text_of_a_record_makes_nothing(text: str):
    with pytest.raises(NoRecord):
        loads(text)
