"""From notation to the language: which letter is a family, an index, a dimension, a definition.

    context      where a formula stands
    shapes       what ranges over what, formula by formula
    letters      what a letter means
    arithmetic   numbers, vectors and matrices put together
    elaborator   the language's trees

Nothing is evaluated, and what has no one meaning is refused.
"""

from __future__ import annotations

from derive.documents.meaning.context import (
    KNOWN,
    Context,
    Environment,
    Stored,
    free_letters,
    is_kronecker,
    name_of,
    opaque_name,
)
from derive.documents.meaning.elaborator import Elaborator
from derive.documents.meaning.shapes import Shapes

__all__ = [
    "KNOWN",
    "Context",
    "Elaborator",
    "Environment",
    "Shapes",
    "Stored",
    "free_letters",
    "is_kronecker",
    "name_of",
    "opaque_name",
]
