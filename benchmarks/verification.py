"""Every emitted function against 100 digits: the whole grid of sizes, scales and dtypes, in every target.

    python benchmarks/verification.py [TARGETS] [PART OF A NAME]        such as numpy,torch softargmax; all if not said
    python benchmarks/verification.py all every=3,1                     every third identity, from the second on

Three quarters of an hour for all on two cores. A target that has no form for an identity is left out.

For each target: the cases, and of their largest errors the median, the 99th percentile and the largest, as multiples
of what rounding explains of the page's own formula (`tests/codegen/rounding.py`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [
    str(ROOT),
    str(ROOT / "tests" / "codegen"),
]  # before this folder, which has a file of the same name

from verification import TARGETS, cases, equalities, ratios, wanted  # noqa: E402

from derive.codegen import NoCode  # noqa: E402


def measured(identity, targets):
    """Target, largest ratio and case, for every case that has a truth."""
    runs = {}
    for case in cases(identity, full=True):
        known = wanted(identity, case)
        for target in targets if known and known.places else ():
            key = target, case.dtype
            if key not in runs:
                try:
                    runs[key] = TARGETS[target](identity, case.dtype)
                    runs[key](*known.arguments)
                except NoCode:
                    runs[key] = None
            if runs[key] is None:
                continue
            with np.errstate(all="ignore"):
                got = np.asarray(runs[key](*known.arguments))
            yield target, max(ratios(got, case, known), default=0), f"{identity.id}: {case}"


if __name__ == "__main__":
    os.environ.setdefault("TRITON_INTERPRET", "1")
    chosen = list(TARGETS) if len(sys.argv) < 2 or sys.argv[1] == "all" else sys.argv[1].split(",")
    if "jax" in chosen:
        import jax

        jax.config.update("jax_enable_x64", True)
    part = sys.argv[2] if len(sys.argv) > 2 else ""
    step, first = map(int, part.removeprefix("every=").split(",")) if part.startswith("every=") else (1, 0)
    part = "" if part.startswith("every=") else part
    found = {target: [] for target in chosen}
    for identity in equalities()[first::step]:
        if part in identity.id:
            for target, ratio, where in measured(identity, chosen):
                found[target].append((ratio, where))
    for target, rows in found.items():
        values = [ratio for ratio, _ in rows]
        worst = max(rows, default=(0, "nothing"))
        shown = f"median {np.median(values):.2f}, 99 % {np.quantile(values, 0.99):.2f}" if values else ""
        print(f"{target:6s} {len(rows):5d} cases  {shown}  largest {worst[0]:.2f} ({worst[1]})")
