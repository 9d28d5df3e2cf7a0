"""Small documents, each for one kind of reading, with the right verdict for each claim beside it.

    7:1 proved                  (line 7, first equality listed there)
    9:2 refuted  # also acceptable: undecided, unreadable
    9:chain proved              (the chain that begins on line 9)
    part.tex:4:1 proved         (in a folder: the file too)

Verdicts: proved, refuted, definition, undecided, unreadable; `silent` where it may be listed or not.
"""

import re
from pathlib import Path

import pytest

from derive.documents.finding import read_document
from derive.documents.first_to_last import judge_chain, whole_chains
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading

FOLDERS = [Path(__file__).parent / name for name in ("cases", "sisters")]
ENTRY = re.compile(
    r"^(?:(?P<file>[^\s#:]+):)?(?P<line>\d+):(?P<which>\d+|chain)\s+(?P<right>\w+)"
    r"(?:\s*#\s*also acceptable:\s*(?P<also>.*))?$"
)
CASES = [each for folder in FOLDERS for each in sorted(folder.glob("*.expect"))]


def document(case):
    inside = case.parent / case.stem / "main.tex"
    return inside if inside.is_file() else next(p for p in case.parent.glob(f"{case.stem}.*") if p != case)


def expectations(case):
    """Where, and the verdicts that are right or acceptable there."""
    for line in case.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            found = ENTRY.match(line.strip())
            also = {word.strip() for word in (found["also"] or "").split(",") if word.strip()}
            yield (found["file"] or "", int(found["line"]), found["which"], {found["right"], *also})


def judged(path):
    """The verdicts by file, line and number there; those on whole chains too."""
    reading = Reading(read_document(path))
    judge = Judge(reading, time_limit=20.0)
    found = [(each.mark[0], judge.judge(each).verdict) for each in reading.equalities()]
    found += [(at, "unreadable") for (at, _), _ in reading.faults]
    made = {}
    for at, verdict in sorted(found):
        place = reading.document.place(at)
        file = "" if place.file == reading.document.path else Path(place.file).name
        number = sum(key[:2] == (file, place.line) for key in made) + 1
        made[file, place.line, str(number)] = verdict
    for chain in whole_chains(reading):
        line = reading.document.place(chain.first.mark[0]).line
        made.setdefault(("", line, "chain"), judge_chain(judge, chain).verdict)
    return made


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}-{case.stem}" for case in CASES])
def test_each_claim_gets_its_verdict(case):
    found = judged(document(case))
    wrong = [
        f"{file}:{line}:{which}: {found.get((file, line, which), 'silent')}, and {', '.join(sorted(right))} is right"
        for file, line, which, right in expectations(case)
        if found.get((file.removeprefix("main.tex"), line, which), "silent") not in right
    ]
    assert not wrong


def test_a_wrong_verdict_is_noticed(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("Let $x > 0$. Then\n\n$$\\sqrt{x^2} = -x$$\n", encoding="utf-8")
    assert judged(path)["", 3, "1"] == "refuted"
