"""The course's exercises: each accepts right answers in different forms and refutes wrong ones with the hint they need.

The cells with the tag `exercise` of a notebook are run in order. The answers stand in NAME.toml, by the name of the
exercise: two right ones in different forms, three wrong ones with the hint that a reader must get; where a line's
number is asked for, one right one, and wrong ones with the message.
"""

import json
import tomllib
from functools import cache
from pathlib import Path

import pytest

from derive.exercises import Exercise
from derive.exercises.reading import Reading

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parent.parent / "notebooks"
COURSE = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
ANSWERS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in HERE.glob("*.toml")}
EACH = [(notebook, name) for notebook in sorted(ANSWERS) for name in ANSWERS[notebook]]


def cells(path):
    """The code cells of a notebook: source, tags, outputs."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        ("".join(cell["source"]), cell["metadata"].get("tags", []), cell["outputs"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


@cache
def namespace(notebook):
    """The letters and the exercises of a notebook."""
    names = {}
    for source, tags, _ in cells(NOTEBOOKS / f"{notebook}.ipynb"):
        if "exercise" in tags:
            exec(source, names)
    return names


def exercises(notebook):
    return {name: made for name, made in namespace(notebook).items() if isinstance(made, Exercise)}


def answered(notebook, text):
    """The answer that a reader writes: an expression, or a function named `answer`."""
    names = dict(namespace(notebook))
    if text.startswith("def answer("):
        exec(text, names)
        return names["answer"]
    return eval(text, names)


@pytest.mark.parametrize("notebook", COURSE)
def test_every_exercise_of_a_notebook_has_answers(notebook):
    assert set(exercises(notebook)) == set(ANSWERS.get(notebook, ()))
    assert 3 <= len(exercises(notebook)) <= 5


@pytest.mark.parametrize(("notebook", "name"), EACH)
def test_right_answers_are_accepted(notebook, name):
    made = exercises(notebook)[name]
    right = [answered(notebook, text) for text in ANSWERS[notebook][name]["right"]]
    for answer in right:
        assert made(answer), made(answer)
    assert len(set(map(str, right))) >= (1 if isinstance(made, Reading) else 2)


@pytest.mark.parametrize(
    ("notebook", "name"),
    [pytest.param(*each, marks=pytest.mark.slow if number % 3 else ()) for number, each in enumerate(EACH)],
)
def test_wrong_answers_are_refuted_with_a_hint(notebook, name):
    wrong = ANSWERS[notebook][name]["wrong"]
    assert len(wrong) >= 3
    for each in wrong:
        grade = exercises(notebook)[name](answered(notebook, each["answer"]))
        assert grade.verdict == "refuted", grade
        assert each["hint"]
        assert each["hint"] in (
            grade.message if isinstance(grade, Reading) else f"{grade.message} {grade.hint}"
        )


@pytest.mark.parametrize("notebook", COURSE)
def test_no_exercise_is_answered_in_the_course(notebook):
    asked = set(exercises(notebook))
    shown = [
        "".join(output["data"]["text/plain"])
        for source, _, outputs in cells(NOTEBOOKS / f"{notebook}.ipynb")
        if source.splitlines()[-1].removesuffix("(answer)") in asked
        for output in outputs
        if "not answered" in "".join(output.get("data", {}).get("text/plain", ""))
    ]
    assert len(shown) == len(asked)


@pytest.mark.parametrize("notebook", COURSE)
def test_the_solutions_solve_every_exercise(notebook):
    solved = {
        source.splitlines()[-1].removesuffix("(answer)")
        for source, _, outputs in cells(NOTEBOOKS / "solutions" / f"{notebook}.ipynb")
        for output in outputs
        if "".join(output.get("data", {}).get("text/plain", "")).startswith("✓ proved")
    }
    assert solved == set(exercises(notebook))
