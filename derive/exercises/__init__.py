"""Exercises that the checker grades.

In: what a reader answers. Out: a `Grade`: proved, refuted with numbers and a hint, or refused with the reason.

The files in the order to read them:

    exercise  `exercise` asks: for a right side, the next line, a derivation, or the wrong line of one
    question  what all exercises have
    writing   an answer that is written
    reading   a derivation is read: which line is wrong?
    form      what an answer may not be, although it is true
    grade     what an answer was found to be, in words and as Markdown
"""

from derive.exercises.exercise import exercise
from derive.exercises.grade import Grade
from derive.exercises.question import Exercise

__all__ = ["Exercise", "Grade", "exercise"]
