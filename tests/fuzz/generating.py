"""Documents and pages made at random from a seed: damaged bytes, shuffled blocks, tokens, sentences of a grammar."""

import json
import random
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "documents"
SENTINEL = "\n\nThe end.\n\n$$ 0 = 1 $$\n"
"""What stands behind everything, and must be found there."""

TOKENS = [
    r"\frac",
    r"\partial",
    r"\sum_",
    r"\sum_{i=1}^n",
    r"\exp",
    r"\log",
    r"{",
    r"}",
    r"[",
    r"]",
    r"(",
    r")",
    r"^",
    r"_",
    r"&",
    r"\\",
    r"=",
    r":=",
    r"\equiv",
    r"\approx",
    r"<",
    r">",
    r"\le",
    r"+",
    r"-",
    r"*",
    r"/",
    r"|",
    r"\|",
    r"'",
    r",",
    r".",
    r";",
    r"\begin{align}",
    r"\end{align}",
    r"\begin{cases}",
    r"\end{cases}",
    r"\begin{pmatrix}",
    r"\end{pmatrix}",
    r"\left(",
    r"\right)",
    r"\left.",
    r"\right|",
    r"\text{if",
    r"}",
    r"\mathbf{x}",
    r"\hat",
    r"\delta_{ij}",
    r"\alpha",
    r"e^{z_i}",
    r"p_i",
    r"p_j",
    r"z_k",
    r"x",
    r"W^T",
    r"n",
    r"N",
    r"\mathbb{E}",
    r"\nabla",
    r"\cdot",
    r"\dots",
    r"\cdots",
    r"\newcommand{\foo}[1]{#1}",
    r"\foo",
    r"\foo{a}",
    r"\def\bar{\bar}",
    r"\bar",
    r"\input{x}",
    r"\label{eq}",
    r"\tag{1}",
    r"1",
    r"2",
    r"0.5",
    r"1e9",
    r"\infty",
    r"\unknown",
    r"$",
    r"$$",
    r"\[",
    r"\]",
    r"\(",
    r"\)",
    r"%",
    r"<!--",
    r"-->",
    r"```",
    r"~~~",
    r"#",
    r">",
    r"|",
    r"\x",
    r"求",
    r"导",
    r"。",
    r"，",
    r"\r",
    r"\0",
    r"&amp;",
    r"&lt;",
]
BLOCKS = (
    "# Heading", "> quote $a = a$", "- item $x = x$", "1. one", "```python\nx = 1\n```", "```math\n0 = 0\n```", "    indented $0 = 1$",
    "| a | b |\n|---|---|\n| $1 = 1$ | $2 = 2$ |", "<!-- derive: skip -->", "<!-- derive: index i in 1..n -->", "<div>$1 = 1$</div>",
    "---\ntitle: x\n---", "\\begin{align}\na &= b \\\\\n&= c\n\\end{align}", "\\begin{verbatim}\n$$0=1$$\n\\end{verbatim}",
    "$$p_i = \\frac{e^{z_i}}{\\sum_k e^{z_k}}$$", "where $y$ is one-hot", "if $i = j$:", "$$\\frac{\\partial p_i}{\\partial z_j} = p_i p_j$$",
)  # fmt: skip


def by_bytes(rng: random.Random) -> bytes:
    """A document of the tests with bytes changed, cut out, doubled, or in another encoding."""
    data = bytearray(rng.choice(sorted(FOLDER.glob("*.md"))).read_bytes()[: rng.choice([300, 1500, 4000])])
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data) + 1)
        how = rng.randrange(4)
        if how == 0:
            data[at:at] = bytes(rng.choices(range(256), k=rng.randint(1, 6)))
        elif how == 1:
            del data[at : at + rng.randint(1, 40)]
        elif how == 2:
            data[at:at] = data[at : at + rng.randint(1, 60)]
        elif at < len(data):
            data[at] ^= 1 << rng.randrange(8)
    if rng.random() < 0.15:
        coding = rng.choice(["utf-16", "utf-32", "gb18030", "utf-8-sig", "latin-1"])
        return data.decode("utf-8", "replace").encode(coding, "replace")
    return bytes(data)


def by_blocks(rng: random.Random) -> bytes:
    """Blocks in any order, some cut off, some with an odd dollar."""
    made = []
    for _ in range(rng.randint(1, 9)):
        block = rng.choice(BLOCKS)
        made.append(
            rng.choice([block, block, block[: rng.randrange(len(block))], f"{block} $", f"$${block}"])
        )
    return rng.choice(["\n\n", "\n", "\r\n\r\n"]).join(made).encode()


def by_tokens(rng: random.Random) -> bytes:
    """Tokens in a row, mostly inside dollars."""
    row = " ".join(rng.choices(TOKENS, k=rng.randint(1, 30)))
    left, right = rng.choice(
        [("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("", ""), ("\\begin{align}", "\\end{align}")]
    )
    return f"Let $p_i = e^{{z_i}}$.\n\n{left}{row} = {' '.join(rng.choices(TOKENS, k=5))}{right}\n".encode()


def by_grammar(rng: random.Random) -> bytes:
    """Equalities that parse, over letters that may be defined or not."""

    def term(depth: int) -> str:
        if depth == 0:
            return rng.choice(
                ["p_i", "z_j", "y_k", "x", "2", "n", r"\delta_{ij}", "e^{z_i}", "W_{ij}", r"\theta", "0"]
            )
        a, b = term(depth - 1), term(rng.randrange(depth))
        return rng.choice(
            [f"{a} + {b}", f"{a} - {b}", f"({a}) ({b})", rf"\frac{{{a}}}{{{b}}}", rf"\sum_{rng.choice('ijk')} {a}",
             rf"\log({a})", rf"\exp({a})", rf"\frac{{\partial {a}}}{{\partial z_j}}", f"({a})^2", rf"\sqrt{{{a}}}",
             rf"\begin{{cases}} {a} & i = j \\ {b} & \text{{otherwise}} \end{{cases}}", f"-{a}"]
        )  # fmt: skip

    lines = [r"$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$"] if rng.random() < 0.6 else []
    for _ in range(rng.randint(1, 3)):
        sides = [term(rng.randint(0, 3)) for _ in range(rng.randint(2, 3))]
        lines.append(f"$${' = '.join(sides)}$$")
    return "\n\n".join(lines).encode()


def notebook(rng: random.Random) -> bytes:
    """A notebook with such cells, its JSON now and then damaged."""
    cells = [
        {"cell_type": rng.choice(["markdown", "markdown", "code", "raw"]), "metadata": {}, "source": source}
        for source in (by_blocks(rng).decode() for _ in range(rng.randint(0, 3)))
    ]
    text = json.dumps(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=rng.random() < 0.5
    )
    if rng.random() < 0.4:
        at = rng.randrange(len(text))
        text = (
            text[:at] + rng.choice(["", '"', "\\ud83d", "}", "\\", "null"]) + text[at + rng.randint(0, 3) :]
        )
    return text.encode()


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    "bytes": by_bytes, "blocks": by_blocks, "tokens": by_tokens, "grammar": by_grammar, "notebook": notebook,
}  # fmt: skip


def documents(folder: Path, seed: int, count: int) -> list[Path]:
    """So many documents, of all kinds in turn, written into the folder."""
    made = []
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        kind = list(KINDS)[number % len(KINDS)]
        ending = ".ipynb" if kind == "notebook" else rng.choice([".md", ".md", ".md", ".tex", ".txt"])
        path = folder / f"{kind}_{number}{ending}"
        path.write_bytes(KINDS[kind](rng))
        made.append(path)
    return made


HARMS = (
    "while True: pass", "import os; os._exit({n})", "import sys; sys.exit({n})", "raise ValueError('x' * {n} * 10000)", "1/0",
    "import os; os.kill(os.getpid(), {signal})", "import os; os.kill(os.getppid(), 19)", "import os; os.kill(os.getppid(), 15)",
    "import os\nfor f in range(3, 60):\n    try: os.close(f)\n    except OSError: pass",
    "import os\nfor f in range(0, 60):\n    try: os.write(f, b'\\x00' * {n})\n    except OSError: pass",
    "import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True)",
    "import os\nif os.fork() == 0:\n    while True: pass",
    "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True: pass\n    os._exit(0)",
    "import threading; threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()",
    "import threading, os; threading.Timer(0.{n}, os._exit, [{n}]).start()",
    "kept = [bytearray(2**26) for _ in range(100)]", "kept = 'x'\nwhile True: kept += kept",
    "import os; os.chdir('/'); os.environ.clear()", "import sys; sys.modules.clear()", "import builtins; del builtins.len",
    "import sys; sys.setrecursionlimit(10**6)\ndef f(): return f()\nf()", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass",
    "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)", "import time; time.sleep(600)", "import atexit, os; atexit.register(os.abort)",
    "import faulthandler; faulthandler._sigsegv()", "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",
    "import pickle, socket, os\nfor f in range(3, 60):\n    try: os.write(f, (2**40).to_bytes(8, 'big') + b'x')\n    except OSError: pass\nimport time; time.sleep(600)",
    "class E(Exception):\n    def __str__(self): raise RuntimeError('no')\nraise E", "raise BaseException('base')", "raise KeyboardInterrupt",
    "import sys\nclass M:\n    def __getattr__(self, n): raise MemoryError\nsys.stdout = M()", "\x00", "\udcff", "print('\x1b]0;x\x07')\nraise ValueError('\x1b[31m')",
    "import gc; gc.disable(); x = []; x.append(x)", "import sys; sys.stdin.read(); input()", "import os; os.setsid()", "import os; os.nice(19)\nwhile True: pass",
)  # fmt: skip
PAGE = '''"""A page."""
from derive import *
n = dims("n")
k, j = indices("k j", n)
h = vector("h", n)
p = define("p", k, exp(h[k]) / Sum(exp(h[j]), j))

@identity(Sum(p[k], k), equals=1)
def total({argument}):
    """The sum."""
{inside}
'''


def pages(folder: Path, seed: int, count: int) -> list[Path]:
    """So many pages that harm their process while they are loaded, or while a derivation is written down."""
    made = []
    for number in range(count):
        rng = random.Random(f"{seed} page {number}")
        harm = (
            HARMS[number % len(HARMS)]
            .replace("{n}", str(rng.randint(1, 9)))
            .replace("{signal}", str(rng.choice([6, 9, 11, 15])))
        )
        where = rng.randrange(3)
        inside = "\n".join(f"    {line}" for line in harm.split("\n")) if where == 1 else ""
        text = PAGE.format(argument="line" if where == 1 else "", inside=inside)
        text = f"{harm}\n{text}" if where == 0 else f"{text}\n{harm}\n" if where == 2 else text
        path = folder / f"page_{number}.py"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        made.append(path)
    return made
