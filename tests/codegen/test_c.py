"""C functions by themselves: what they return, and that nothing is written where a label is out of bounds."""

import ctypes
import shutil

import numpy as np
import pytest

from derive.catalogue import load
from derive.codegen import code, function
from derive.codegen.targets.c.compiled import compiled

pytestmark = pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="no C compiler")

CLAIM = load("softmax_by_cases").identities["gradient_by_cases"]


def called(text, label):
    """What the function returns, and its result with an entry before and after it."""
    around = np.full(8, 7.0)
    z, j = np.zeros((2, 3)), np.array([0, label], np.int64)
    given = [ctypes.c_void_p(each) for each in (z.ctypes.data, j.ctypes.data, around.ctypes.data + 8)]
    sizes = [ctypes.c_ssize_t(2), ctypes.c_ssize_t(3)]
    return compiled(text, level="-O1").gradient_by_cases(*sizes, *given), around


@pytest.mark.parametrize("label", [-1, 3, 2**40, -(2**62)])
def test_a_label_out_of_bounds_is_an_error_code_and_nothing_is_written(label):
    returned, around = called(code(CLAIM, "c", batch="N"), label)
    assert returned == 2
    assert (around == 7).all()


def test_labels_within_bounds_are_0():
    returned, around = called(code(CLAIM, "c", batch="N"), 2)
    assert returned == 0
    np.testing.assert_array_equal(around[[0, 7]], 7)


def test_without_its_check_a_function_would_write_elsewhere():
    checked = code(CLAIM, "c", batch="N")
    text = "\n".join(line for line in checked.splitlines() if "return 2;" not in line)
    assert text != checked.rstrip()
    returned, around = called(text, 3)
    assert returned == 0
    assert around[7] != 7


def test_the_function_says_which_label_it_is():
    with pytest.raises(ValueError, match="j has entries outside 0 … n - 1, and n = 3"):
        function(CLAIM, "c", batch="N")(np.zeros((2, 3)), np.array([0, 3]))
    with pytest.raises(ValueError, match="j has entries outside 0 … n - 1, and n = 3"):
        function(CLAIM, "c")(np.zeros(3), np.array(-1))
