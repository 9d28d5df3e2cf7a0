"""Documents made at random, of blocks, bytes and nesting, in all formats: all is found at its place, nothing raises."""

import json
import random

import pytest

from derive.documents.finding import SUFFIXES, NoDocument, find, read_document
from derive.documents.notation import Unreadable
from derive.documents.tokens import tokens
from derive.documents.words import statements

BLOCKS = [
    "# T\n\n", "$$ a = b $$\n\n", "$$\na\n", "\\[ x = y \\]\n\n", "text $x$ and $y = z$.\n\n",
    "```\ncode $a$\n```\n\n",
    "```math\na=b\n```\n\n", "- item $a=b$\n  - $$c=d$$\n\n", "> quote $$\n> a\n> $$\n\n",
    "<!-- derive: assume x > 0 -->\n",
    "\\begin{align} a &= b \\\\ &= c \\end{align}\n\n", "\\newcommand{\\x}[1]{#1}\n", "    code $a=b$\n\n",
    "Let $y$ be a one-hot vector, not symmetric.\n\n", ".. math::\n\n   a = b\n\n",
    "#+begin_src\n$a$\n#+end_src\n",
    "<p>\\(a=b\\)</p>\n", "| $a$ | $b=c$ |\n|--|--|\n", "---\n", "$", "$$", "{{< math >}}$$a=b$${{< /math >}}\n",
    "{math}`a=b`", "\\input{x}\n", "\u202e", "\x00", "é😀", "设 $y$ 为独热向量。\n\n", "if $y$ is",
    "\r\n", "&lt;", "%", "`",
    "\\end{document}",
]  # fmt: skip
DEEP = ["{", "[", "> ", "- ", "\\begin{align}", "<div>", "(", "\\boxed{", "\\frac{", "$", "  ", "\\left("]


def written(generator):
    return "".join(generator.choice(BLOCKS) for _ in range(generator.randint(1, 60)))


def mutated(text, generator):
    letters = list(text)
    for _ in range(generator.randint(1, 40)):
        sign = generator.choice(
            [generator.randrange(0x3000), 0x24, 0x5C, 0x60, 0x7B, 0x7D, 0x0A, 0x20, 0xD800]
        )
        letters[generator.randrange(len(letters))] = chr(sign)
    return "".join(letters)


def nested(text, generator):
    return text + generator.choice(DEEP) * generator.choice([10, 200, 3000]) + text


def as_cells(text):
    cells = [{"cell_type": "markdown", "source": text}, {"cell_type": "code", "source": "x"}]
    return json.dumps({"cells": cells})


def is_in_order(document):
    """Whether everything that was found is at its place."""
    lines = document.source.split("\n")
    for each in document.fragments:
        assert 0 <= each.outer[0] <= each.start <= each.end <= each.outer[1] <= len(document.text)
        place = document.place(each.start)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        try:
            tokens(document.text, each.start, each.end, document.macros)
        except Unreadable as fault:
            assert str(fault)  # noqa: PT017
    for each in statements(document):
        assert 0 <= each.start <= each.end <= len(document.text)
        assert document.text[slice(*each.letter_span)] == each.letter
    return len(document.text) == len(document.written)


@pytest.mark.parametrize("seed", range(120))
@pytest.mark.parametrize("change", [mutated, nested])
def test_texts(seed, change):
    generator = random.Random(seed)
    suffix = generator.choice(SUFFIXES)
    text = change(written(generator), generator)
    assert is_in_order(find(as_cells(text) if suffix == ".ipynb" else text, suffix))


@pytest.mark.parametrize("seed", range(120))
def test_bytes(seed, tmp_path):
    generator = random.Random(seed)
    encoding = generator.choice(["utf-8", "utf-16", "gb18030", "latin-1", "utf-16-le"])
    data = bytearray(written(generator).encode(encoding, "replace"))
    for _ in range(generator.randint(0, 30)):
        data[generator.randrange(len(data))] = generator.randrange(256)
    path = tmp_path / f"notes{generator.choice(SUFFIXES)}"
    path.write_bytes(bytes(data))
    try:
        document = read_document(path)
    except NoDocument:
        return
    assert is_in_order(document)
