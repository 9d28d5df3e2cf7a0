"""A page that a model sent, in a worker that reaches neither network nor files."""

from __future__ import annotations

import sys
from pathlib import Path

from derive import worker
from derive.language.sayings import reason
from derive.processes.confinement import NotConfined, confine
from derive.results import IdentitySummary, PageProblem, PageSummary, Result
from derive.targets import Target
from derive.worker import Options

_done: list[str] = []


def describe(target: Target, options: Options) -> PageSummary | PageProblem:
    """The page's identities, once its process is confined; a page is not run where it cannot be."""
    try:
        _confine(target)
    except NotConfined as fault:
        said = reason("this system cannot keep a page from network and files ({}): it was not run", fault)
        return PageProblem(target.label, "internal error", said)
    return worker.describe(target, options)


def judge(target: Target, stated: IdentitySummary, options: Options) -> Result | PageProblem:
    """The verdict on one identity; its process is a fork of the one that is confined."""
    _confine(target)
    return worker.judge(target, stated, options)


def _confine(target: Target) -> None:
    """Leave to the process what it is made of: Python, its libraries, derive, and the page itself."""
    if _done:
        return
    folders = {sys.prefix, sys.base_prefix, str(Path(worker.__file__).parents[1]), str(target.path.parent)}
    confine([each for each in (*folders, *sys.path) if Path(each).is_dir()])
    _done.append(str(target.path))
