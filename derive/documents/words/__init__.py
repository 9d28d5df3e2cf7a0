"""Hypotheses in words: what the prose of a document says of its letters, where it is in force, and what it denies.

In: the prose of a document. Out: statements, each about a letter, with the stretch in which it is in force.

    table       kinds of statements, and words that deny or suppose them
    grammar     patterns over sentences
    masked      prose with a sign in the place of each formula
    letters     the letters that a formula names
    bounds      the numbers that letters may be
    denial      whether a sentence asserts, denies, supposes
    lifting     where a text takes back what it assumed
    statements  statements, each at its place

`statements` takes a document and `said` a text such as a comment. A statement is in force from where it is made (of a
sentence that goes around displays, from where the sentence begins) to the end of its section; one under "if", and one
made by the way ("for a one-hot y"), only for its own sentence and the displays that this introduces. What is denied
is told as `negated`, and ends what was stated before, as does "without this assumption" (`heard` tells where); what is
only possible is not told at all.

Outside the stretch in which a statement is in force nothing may be proved from it; that it is made at all is a reason
to doubt a refutation that it would overturn.
"""

from __future__ import annotations

from derive.documents.words.lifting import Lift
from derive.documents.words.statements import Statement, heard, said, statements

__all__ = ["Lift", "Statement", "heard", "said", "statements"]
