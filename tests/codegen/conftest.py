"""The tests of the code generator share modules that stand beside them; no verdict of the catalogue is found again."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

# Read by Triton when it is imported, which PyTorch may do: kernels are interpreted on a CPU.
os.environ.setdefault("TRITON_INTERPRET", "1")


@pytest.fixture(autouse=True, scope="session")
def known_verdicts():
    """Of the catalogue's identities: that each is what its page expects is a part of the gate by itself."""
    from derive import codegen
    from derive.catalogue import load
    from derive.targets import catalogue

    stated = {each for target in catalogue() for each in load(target.label).identities.values()}
    checked = codegen._verdict
    codegen._verdict = lambda claim: claim.expected if claim in stated else checked(claim)
    yield
    codegen._verdict = checked
