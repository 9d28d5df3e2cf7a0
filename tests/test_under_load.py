"""What is tried is counted in steps: beside busy processes the answer is the same, byte for byte but for times."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def under_load():
    spec = importlib.util.spec_from_file_location("under_load", ROOT / "benchmarks" / "under_load.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.slow  # it keeps every processor busy
@pytest.mark.parametrize("target", ["tests/refused/layer_norm_jacobian.py", "tests/documents/two_cases.md"])
def test_the_answer_is_the_same_beside_busy_processes(under_load, target):
    assert under_load.compare(target, ("check", target), 2)


def test_a_difference_is_told(under_load, monkeypatch, capsys):
    answers = iter(json.dumps({"verdict": verdict}, indent=1) for verdict in ("refuted", "undecided"))
    monkeypatch.setattr(under_load, "answer", lambda _: next(answers))
    assert not under_load.compare("a page", (), 0)
    assert '- "verdict": "refuted"\n  + "verdict": "undecided"' in capsys.readouterr().out


def test_times_are_left_out(under_load):
    assert under_load.without_times({"seconds": 1.0, "results": [{"proof_seconds": 2.0, "id": "a"}]}) == {
        "results": [{"id": "a"}]
    }
