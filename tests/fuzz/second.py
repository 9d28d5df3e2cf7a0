"""A second way of making documents: what is long, deep, nested, oddly named or oddly ended, in every format."""

import os
import random
from collections.abc import Callable
from pathlib import Path

ENDINGS = (".md", ".tex", ".rst", ".org", ".html", ".txt", ".qmd", ".MD", ".ipynb")
NAMES = (
    "plain", "with space", "colon:3", "two::parts", "-dash", "new\nline", "tab\t", "esc\x1b[31m", "rtl\u202e", "emoji😀", "中文",
    "quote'\"", "percent%41", "hash#", "question?", "star*", "semi;", "amp&", "back\\slash", "a" * 200, ".hidden", "dollar$x",
)  # fmt: skip
WORDS = (
    "index", "i", "j", "in", "1..n", "1..0", "assume", "define", "skip", "off", "on", "expect", "refuted", "proved", "new", "y", "is",
    "one-hot", "a", "label", "vector", "matrix", "when", "does", "not", "depend", ";", ":", "=", "$x$", "\\sum",
)  # fmt: skip
SPACES = ("\n", "\n\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u00a0", "\t", " ", "\ufeff", "\u200b")


def deep(rng: random.Random) -> str:
    """Brackets, fractions, environments or quotations in one another."""
    depth = rng.choice([3, 30, 300, 2000])
    left, right = rng.choice(
        [("{", "}"), ("(", ")"), (r"\frac{1}{", "}"), (r"\left(", r"\right)"), (r"\sqrt{", "}"), ("x^{", "}"), (r"\begin{aligned}", r"\end{aligned}"),
         ("> ", ""), ("- ", ""), ("<div>", "</div>"), (r"\sum_{i}", ""), ("-", ""), (r"\boxed{", "}"), (r"\text{", "}")]
    )  # fmt: skip
    return f"$${left * depth}x{right * rng.choice([depth, depth - 1])} = x$$"


def long(rng: random.Random) -> str:
    """One thing very often."""
    part = rng.choice(
        [
            "a + ",
            "= b ",
            "\\\\ ",
            "& ",
            "x_i ",
            "\\,",
            "{}",
            "$",
            "$$ ",
            "`",
            "<!-- ",
            "\\newcommand ",
            "1",
            "( ",
            "\\partial ",
            "，",
            "| ",
        ]
    )
    return f"$$ {part * rng.choice([50, 500, 5000])} = y $$"


def macros(rng: random.Random) -> str:
    """Commands that call themselves, one another, or grow."""
    return rng.choice(
        [r"\newcommand{\a}{\a} $\a = 1$", r"\def\a{\b}\def\b{\a} $\a = \b$", r"\newcommand{\a}[2]{#1#2#3} $\a{1} = 1$",
         r"\newcommand{\a}{xx}\newcommand{\b}{\a\a\a\a}\newcommand{\c}{\b\b\b\b}\newcommand{\d}{\c\c\c\c}\newcommand{\e}{\d\d\d\d}$\e\e\e\e = 1$",
         r"\newcommand{\frac}{x} $\frac{1}{2} = 1$", r"\let\a=\b $\a = 1$", r"\newcommand{\a}[9]{#9} $\a = 1$", r"\input{/etc/passwd} $1 = 1$",
         r"\input{../x} \include{self} $0 = 0$", r"\DeclareMathOperator{\s}{s} $\s(x) = \s(x)$", r"\newcommand{}{} $1=1$", r"\renewcommand\=\sum $1 \= 1$"]
    )  # fmt: skip


def comments(rng: random.Random) -> str:
    """What is said to the reader, well or ill."""
    said = " ".join(rng.choices(WORDS, k=rng.randint(0, 8)))
    return f"<!-- derive: {said}{rng.choice([' -->', '', ' --', '-->'])}\n\n$$\\sum_i y_i = 1$$"


def mixed(rng: random.Random) -> str:
    """Characters of all scripts, alone and combined."""
    pool = [chr(rng.choice([rng.randrange(32, 0x250), rng.randrange(0x300, 0x370), rng.randrange(0x2200, 0x2300), rng.randrange(0x1D400, 0x1D800),
                            rng.randrange(0x4E00, 0x4F00), rng.randrange(0xFF00, 0xFFEF), rng.randrange(0xE000, 0xE010)])) for _ in range(rng.randint(1, 60))]  # fmt: skip
    return f"$${''.join(pool)} = {''.join(pool[::-1])}$$"


def numbers(rng: random.Random) -> str:
    """Numbers that are large, small, or none."""
    number = rng.choice(
        [
            "1" * 5000,
            "1e999999",
            "0.000000000000000000001",
            "1/0",
            "0^0",
            "\\infty",
            "10^{10^{10}}",
            "2^{2^{2^{2^{2^2}}}}",
            "-0",
            "1.2.3",
            "\\frac{0}{0}",
            "\\log 0",
            "\\sqrt{-1}",
        ]
    )
    return f"$${number} {rng.choice(['+', '-', '', '/'])} {rng.choice(['1', 'x', number])} = {number}$$"


KINDS: tuple[Callable[[random.Random], str], ...] = (deep, long, macros, comments, mixed, numbers)


def documents(folder: Path, seed: int, count: int) -> list[Path]:
    """So many documents, each of some such parts with odd spaces between, under odd names."""
    made = []
    for number in range(count):
        rng = random.Random(f"second {seed} {number}")
        parts = [KINDS[(number + more) % len(KINDS)](rng) for more in range(rng.randint(1, 3))]
        text = rng.choice(SPACES).join(parts) + rng.choice(["", "\n", "\n\n$$ 0 = 1 $$\n", "\x00", "\ud83d"])
        name = f"{rng.choice(NAMES)}_{number}{rng.choice(ENDINGS)}"
        odd = b"\xff" if rng.random() < 0.1 else b""
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + odd + name.encode()))
        path.write_bytes(text.encode(rng.choice(["utf-8", "utf-8", "utf-16", "gb18030"]), "replace"))
        made.append(path)
    return made
