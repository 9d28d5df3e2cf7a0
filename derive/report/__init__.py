"""What a run found, told to people and to programs.

In: results, proofs, books, as plain data. Out: text. Nothing here judges.

output        standard output and error of the program
escaping      characters that act on a terminal instead of being seen
printing      colour and a progress bar where someone looks on, plain text elsewhere
console       what is found, on the terminal
documents     what is told of documents: in the terminal, the copy, the page, in SARIF
annotate      a copy of a document with ✓ and ✗ beside its lines
sarif         findings for tools of code review
json_report   the stable format, version 1, whose schema is schema.json
junit         JUnit XML, for continuous integration
text          proofs for the terminal
markdown      proofs for a README or a notebook
shown         what `derive.proof` returns: a proof that shows itself in a notebook
latex/        proofs and the book for LaTeX, and the book's PDF
html/         proofs, the book and the author's own page for browsers
baseline      a file of findings that are known
rows          what was found as rows of a table, written as they come: JSON lines or Parquet
corpus        a corpus in figures: what those rows come to
corpus_words  what a report on a corpus says
"""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file that is complete or absent: beside its place first, then moved there.

    What is no ordinary file, such as /dev/stdout, is written to directly; what UTF-8 cannot hold, half a surrogate
    pair, is written escaped. Raises `OSError`.
    """
    path = Path(os.path.realpath(path))
    data = text.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    beside = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
