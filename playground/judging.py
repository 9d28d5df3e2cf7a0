"""What the page asks of the worker: the verdicts on a text, as plain data and as the author's own page.

It runs in the browser, in one process and without NumPy; the text is read and never executed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from derive import runner, worker
from derive.agent.judged import told
from derive.engines.here import Here
from derive.exercises.form import objection
from derive.language.claims import Identity
from derive.report.html.own import findings
from derive.results import Observer, Run
from derive.targets import Target
from derive.worker import Options

OPTIONS = Options(time_limit=60.0, sources=True)


def judged(text: str, suffix: str = ".md", say: Callable[[int, int], Any] | None = None) -> str:
    """JSON: `html`, the page; `results`, `problems`, `summary` as a language model is told; `objections` by place.

    `say` is called with how many equalities are judged, and of how many.
    """
    target = Target(Path(f"/text{suffix}"), f"text{suffix}", text=text)
    run = runner.check([target], OPTIONS, engine=Here(), observer=_Telling(say))
    made = {**told(run), "html": findings(run), "objections": objections(target, run), "seconds": run.seconds}
    return json.dumps(made, ensure_ascii=False)


def objections(target: Target, run: Run) -> dict[str, str]:
    """Why what is proved would be no answer to an exercise: it is the question again."""
    proved = {f"{each.line}:{each.column}" for each in run.results if each.verdict == "proved"}
    if not proved:
        return {}
    stated = worker.document(target).identities
    said = {
        place: objection(each.left, each.right)
        for place, each in stated.items()
        if isinstance(each, Identity)
    }
    return {place: why for place, why in said.items() if why and place in proved}


class _Telling(Observer):
    """Says how far the run is."""

    def __init__(self, say: Callable[[int, int], Any] | None) -> None:
        self.say = say

    def advanced(self, done: int, total: int) -> None:
        """So many of so many are judged."""
        if self.say is not None:
            self.say(done, total)
