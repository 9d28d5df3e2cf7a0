"""A test beside the function: finite differences of the left side at points that meet the hypotheses."""

from __future__ import annotations

from derive.code.errors import NoCode
from derive.code.program import Program
from derive.code.targets import Options
from derive.language.claims import Identity


def test_lines(program: Program, identity: Identity, options: Options) -> list[str]:
    """The lines of the test. Raises `NoCode` where the left side has no code of its own."""
    raise NoCode(f"no test can be written for {identity.id} yet")
