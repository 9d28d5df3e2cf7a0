"""A target is a module in `derive/codegen/targets`, found by itself."""

import numpy as np
import pytest

from derive import dims, exp, identity, index, sin, vector
from derive.codegen import NoCode, code, function, targets

PLANTED = '''
"""NumPy by another name, with a word of its own for sin."""

from derive.codegen.python_files import load, module_text
from derive.codegen.target import Target
from derive.codegen.targets.numpy import WORDS, NumpySpeller


class Speller(NumpySpeller):
    words = {"sin": "loudly_sin"}


def write(program, identity, options):
    speller = Speller(program)
    speller.write()
    return module_text(program, identity, speller, WORDS)


TARGET = Target("loud", ".py", write, load)
'''

n = dims("n")
k = index("k", n)
x = vector("x", n)


@identity(exp(x[k]) + sin(x[k]), equals=sin(x[k]) + exp(x[k]))
def swapped():
    """Two functions."""


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A module put beside the others."""
    (tmp_path / "loud.py").write_text(PLANTED, encoding="utf-8")
    monkeypatch.setattr(targets, "__path__", [*targets.__path__, str(tmp_path)])
    targets.found.cache_clear()
    yield
    targets.found.cache_clear()


def test_those_that_are_there():
    assert list(targets.found()) == ["numpy", "torch", "jax", "c", "triton"]
    assert all(each.name == name for name, each in targets.found().items())


def test_a_new_one_is_found(planted):
    assert list(targets.found()) == ["numpy", "torch", "jax", "c", "triton", "loud"]
    text = code(swapped, "loud")
    assert "loudly_sin(x)" in text


def test_an_unknown_one_is_refused():
    with pytest.raises(NoCode, match="there is no target 'fortran': numpy, torch, jax, c"):
        function(swapped, "fortran")


def test_a_target_without_a_word_says_so(planted, monkeypatch):
    from derive.codegen.targets.numpy import NumpySpeller

    monkeypatch.setattr(NumpySpeller, "target", "unheard of")
    with pytest.raises(NoCode, match="the target unheard of has no word for exp"):
        code(swapped, "loud")


def test_the_code_runs():
    at = np.array([0.5, -1.0])
    np.testing.assert_allclose(function(swapped)(at), np.sin(at) + np.exp(at))
