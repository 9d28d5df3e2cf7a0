"""What is judged of a text."""

from derive.documents.finding import find
from derive.documents.readings.judging import Judge
from derive.documents.readings.reading import Reading


def results(text, suffix=".md"):
    """The results, definitions left out."""
    reading = Reading(find(text, suffix, f"notes{suffix}"))
    judged = (Judge(reading, time_limit=60).judge(equality) for equality in reading.equalities())
    return [result for result in judged if result.verdict != "definition"]


def verdicts(text):
    return [result.verdict for result in results(text)]


def last(text):
    """The verdict on the last = that is no definition; the others are not judged."""
    reading = Reading(find(text, ".md", "notes.md"))
    judged = (Judge(reading, time_limit=60).judge(each).verdict for each in reversed([*reading.equalities()]))
    return next(verdict for verdict in judged if verdict != "definition")
