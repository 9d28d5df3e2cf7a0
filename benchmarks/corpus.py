"""Documents as people write them, made by the hundred thousand: `python benchmarks/corpus.py DIR --count 1000`.

Most have a formula or two, few have many, unless at `most` so many are wanted; one in five has none at all, one in ten
is LaTeX. Of the claims some are wrong by a known slip, some cannot be read. Each document has numbers of its own, so
that what is known of one says little about another. The same number makes the same documents.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

CLAIMS = (
    (r"\frac{\partial %p_i}{\partial %z_j} = %m %p_i (\delta_{ij} - %p_j)", "+"),
    (r"\sum_i %p_i = 1", "2"),
    (r"\log %p_i = %m %z_i - \log \sum_k e^{%m %z_k}", "+"),
    (r"%p_i \sum_k e^{%m %z_k} = e^{%m %z_i}", "2"),
    (r"\frac{\partial}{\partial %z_i} \log \sum_k e^{%m %z_k} = %m %p_i", "-"),
    (r"\sum_i %p_i (%z_i - \sum_k %p_k %z_k) = 0", "1"),
    (r"\sum_i \sum_j %p_i %p_j = 1", "2"),
    (r"(%c %a + %b)^2 = %s %a^2 + %t %a %b + %b^2", "3"),
    (r"\frac{d}{dx} \frac{%c}{1 + e^{-%m x}} = \frac{%v e^{-%m x}}{(1 + e^{-%m x})^2}", "-"),
    (r"\frac{d}{dx} (%c x^2 e^{%m x}) = %t x e^{%m x} + %v x^2 e^{%m x}", "-"),
    (r"\log(%c e^{%m %a} e^{%b}) = \log %c + %m %a + %b", "-"),
)
ODD = (
    r"%p_i \rightsquigarrow \Xi\{%p\}",
    r"\mathfrak{L}(%p) = \oint \omega",
    r"%p = \texttt{softmax}(\dots)",
)
WORDS = (
    "We recall a fact that is used below.",
    "This follows by the quotient rule.",
    "The reader may check it for two classes first.",
    "In code this is one line.",
    "Nothing changes when a constant is added to all scores.",
    "Here is the step that is often skipped.",
)


def formula(draw: random.Random, letters: dict[str, str]) -> str:
    """A claim in these letters: true, wrong by a sign or a number, or odd."""
    if draw.random() < 0.12:
        return _written(draw.choice(ODD), letters)
    claim, slip = draw.choice(CLAIMS)
    left, right = _written(claim, letters).split(" = ")
    if draw.random() < 0.15:
        right = (
            right.replace(" - ", " + ")
            if slip == "+"
            else f"{slip} {right}"
            if slip.isdigit()
            else f"-{right}"
        )
    if slip == "-" and draw.random() < 0.3:
        return f"{left} = {right} = {right} + 0"
    return f"{left} = {right}"


def _written(text: str, letters: dict[str, str]) -> str:
    for sign, letter in letters.items():
        text = text.replace(f"%{sign}", letter)
    return text


def signs(draw: random.Random) -> dict[str, str]:
    """A document's letters, its numbers c and m, and their products c², 2 c, c m."""
    c, m = draw.randint(2, 9999), draw.randint(1, 3)
    return {
        "p": draw.choice("pqsy"),
        "z": draw.choice("zhu"),
        "a": draw.choice("ac"),
        "b": draw.choice("bd"),
        "c": f"{c}",
        "m": "" if m == 1 else f"{m}",
        "s": f"{c**2}",
        "t": f"{2 * c}",
        "v": f"{c * m}",
    }


def document(draw: random.Random, most: int = 40) -> tuple[str, str]:
    """How its name ends, and the text."""
    letters = signs(draw)
    count = 0 if draw.random() < 0.2 else min(most, int(draw.paretovariate(1.1)))
    define = _written(r"%p_i = \frac{%c e^{%m %z_i}}{\sum_{k=1}^n %c e^{%m %z_k}}", letters)
    tex = draw.random() < 0.1
    first, last = (r"\[", r"\]") if tex else ("$$", "$$")
    parts = [draw.choice(WORDS)]
    if count:
        parts.append(f"Let ${define}$ for scores ${letters['z']}_1, \\dots, {letters['z']}_n$.")
    for _ in range(count):
        parts += [draw.choice(WORDS), f"{first} {formula(draw, letters)} {last}"]
    text = "\n\n".join(parts)
    if tex:
        return ".tex", f"\\documentclass{{article}}\n\\begin{{document}}\n{text}\n\\end{{document}}\n"
    return ".md", f"# Notes on {letters['p']}\n\n{text}\n"


def write(folder: Path, count: int, seed: int = 1, most: int = 40) -> None:
    """So many documents, a thousand to a folder, each with its number in it so that no two are the same."""
    for number in range(count):
        suffix, text = document(random.Random(f"{seed} {number}"), most)
        place = folder / f"{number // 1000:04}" / f"{number % 1000:03}{suffix}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace("We recall", f"In note {number} we recall"), encoding="utf-8")


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=40, help="Formulas in a document.")
    asked = parser.parse_args()
    write(asked.folder, asked.count, asked.seed, asked.most)


if __name__ == "__main__":
    main()
