"""A proof in HTML with native MathML: no script is needed to read it, and nothing is fetched.

Every step can be unfolded to show what the kernel opened for it and which hypothesis it used.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from importlib import resources

from derive.proofs import figures, latex
from derive.proofs.figures import voices
from derive.proofs.lines import spaced
from derive.proofs.listing import Listings
from derive.proofs.mathml import broken, mathml
from derive.proofs.model import Proof, ProofLine
from derive.proofs.prose import Math, Paragraph, spans
from derive.proofs.text import ending, heading, unused
from derive.proofs.words import Formula, Lang, Reference, Words, colon, phrase, stop

ROOM = 19.0
"""Em: what a telephone shows of a formula without scrolling."""

Refer = Callable[[str], str]
"""How a reference to another identity is set, as HTML."""


def document(proofs: Iterable[Proof], lang: Lang = "en") -> str:
    """A complete page with these proofs."""
    listed = tuple(proofs)
    title = listed[0].id if len(listed) == 1 else phrase("proof", lang)
    here = {each.id for each in listed}

    def refer(name: str) -> str:
        return f'<a href="#{name}">{escape(name)}</a>' if name in here else f"<code>{escape(name)}</code>"

    listings = Listings()
    body = "\n".join(article(each, refer, listings) for each in listed)
    return page(title, f"<main>\n{body}\n</main>", lang, listings)


def article(proof: Proof, refer: Refer, listings: Listings, number: str = "") -> str:
    """The proof with buttons that copy it, and its code."""
    return fragment(proof, refer, number, tools(proof, number), listings.listing(proof))


def tools(proof: Proof, number: str = "") -> str:
    """Buttons that copy the LaTeX and the code."""
    source = escape(latex_source(proof), quote=True)
    buttons = {"copy": f' data-copy="{source}"', **({"copy_code": ""} if proof.code else {})}
    return "".join(
        f'<button type="button" class="copy" aria-label="{phrase(key, proof.lang)} {number or proof.id}"{data}>'
        f"{phrase(key, proof.lang)}</button>"
        for key, data in buttons.items()
    )


def page(title: str, body: str, lang: Lang, listings: Listings, *, style: str = "", script: str = "") -> str:
    """A whole page: everything it needs is in it."""
    own = asset("page.css").replace("%FONT%", _font()) + asset("proof.css")
    language = "zh-Hans" if lang == "zh" else "en"
    code = f"{listings.script()}\n<script>\n{asset('listing.js')}{script}\n</script>\n"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n'
        f"<title>{escape(title)}</title>\n<style>\n{own}{style}\n</style>\n</head>\n<body>\n{body}\n{code}</body>\n</html>\n"
    )


def _font() -> str:
    data = resources.files("derive.proofs").joinpath("fonts", "math.woff2").read_bytes()
    return f"data:font/woff2;base64,{b64encode(data).decode('ascii')}"


def asset(name: str, package: str = "derive.proofs") -> str:
    """A file that lies beside the modules."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def fragment(
    proof: Proof, refer: Refer | None = None, number: str = "", buttons: str = "", listing: str = ""
) -> str:
    """The proof as one `<article>`."""
    parts = [
        *_heading(proof, number, buttons),
        *(paragraph(each) for each in proof.prose[1:]),
        f'<div class="claim">{formula(proof.shown(proof.claim).latex)}</div>',
        *_given(proof),
        *_proof(proof, refer or _code),
        *_small_print(proof),
        listing,
    ]
    erratum = " erratum" if proof.erratum else ""
    return f'<article id="{escape(proof.id)}" class="identity{erratum}">\n{chr(10).join(parts)}\n</article>'


def cell(proof: Proof) -> str:
    """The proof at the end of a notebook's cell, in the notebook's own colours."""
    return f'<div class="derive-proof">\n{_cell_style()}{fragment(proof)}\n</div>'


@cache
def _cell_style() -> str:
    """The rules of a proof, kept to the cell: each selector stands below the cell's own."""
    return f"<style>\n.derive-proof {{\n{asset('proof.css')}{asset('cell.css')}}}\n</style>\n"


def _code(name: str) -> str:
    return f"<code>{escape(name)}</code>"


def _heading(proof: Proof, number: str, buttons: str) -> Iterator[str]:
    numbered = f'<a class="number" href="#{escape(proof.id)}">{number}</a> ' if number else ""
    first = inline(proof.prose[0].spans) if proof.prose else escape(proof.id)
    yield f"<h3>{numbered}{first}</h3>"
    yield f'<p class="name"><code>{escape(proof.id)}</code>{buttons}</p>'


def paragraph(made: Paragraph) -> str:
    """A paragraph; a displayed one is set apart."""
    if not made.displayed:
        return f"<p>{inline(made.spans)}</p>"
    inner = "".join(formula(each.latex) if isinstance(each, Math) else escape(each) for each in made.spans)
    return f'<div class="display">{inner}</div>'


def inline(parts: Iterable[str | Math]) -> str:
    """A sentence with its formulas; a sign of punctuation stays with the formula before it."""
    made, before = "", False
    for each in parts:
        if isinstance(each, Math):
            made += mathml(each.latex)
            before = True
            continue
        cut = len(each) - len(each.lstrip(".,;:)?"))
        if before and cut:
            start = made.rindex("<math")
            kept = f'<span class="nb">{made[start:]}{escape(each[:cut])}</span>'
            made = f"{made[:start]}{kept}{escape(each[cut:])}"
        else:
            made += escape(each)
        before = False
    return made


def sentence(words: str) -> str:
    """Plain words, the formulas in them set."""
    return inline(spans(words))


def formula(source: str) -> str:
    """A displayed formula, which a narrow window may break."""
    return f'<span class="formula">{broken(source, ROOM)}</span>'


def _given(proof: Proof) -> Iterator[str]:
    if not proof.given:
        return
    items = [f"{mathml(proof.shown(given.formula).latex)}{unused(proof, given)}" for given in proof.given]
    join = "；" if proof.lang == "zh" else "; "
    said = f"{phrase('given', proof.lang)}{colon(proof.lang)}{join.join(items)}{stop(proof.lang)}"
    yield f'<p class="given">{said}</p>'


def _proof(proof: Proof, refer: Refer) -> Iterator[str]:
    if not proof.proved:
        yield from _objection(proof, refer)
        return
    word = f"<em>{heading(proof)}</em>"
    if not proof.lines:
        yield f'<p class="ending">{word} {sentence(ending(proof))}</p>'
        return
    yield f'<p class="proof">{word}</p>'
    yield derivation(proof, refer)
    if ending(proof) != "∎":
        yield f'<p class="ending">{sentence(ending(proof))}</p>'


def _objection(proof: Proof, refer: Refer) -> Iterator[str]:
    refuted = proof.erratum and proof.result.verdict == "refuted"
    yield f'<p class="refuted">{phrase("erratum" if refuted else proof.result.verdict, proof.lang)}</p>'
    if proof.lines:
        yield derivation(proof, refer)
    yield counterexample(proof)
    if said := figures.objection(proof):
        yield f"<p>{sentence(said)}</p>"


def counterexample(proof: Proof) -> str:
    """The numbers that refute it."""
    if proof.counterexample is None:
        return ""
    said = words(figures.counterexample(proof), _code)
    word = f"<em>{phrase('counterexample', proof.lang)}</em>{colon(proof.lang)}"
    return f'<p class="counterexample">{word}{said}</p>'


def derivation(proof: Proof, refer: Refer) -> str:
    """The lines as a list; every step unfolds."""
    start = f'<div class="row"><span class="formula">{_set(proof, proof.left)}</span></div>'
    first = f'<li class="start">{start}</li>'
    ended = proof.proved and ending(proof) == "∎"
    steps = "\n".join(
        _step(proof, number, line, refer, " □" if ended and number == len(proof.lines) else "")
        for number, line in enumerate(proof.lines, 1)
    )
    return f'<ol class="lines">\n{first}\n{steps}\n</ol>'


def _set(proof: Proof, made: Formula) -> str:
    return broken(proof.shown(made).latex, ROOM)


def _step(proof: Proof, number: int, line: ProofLine, refer: Refer, end: str) -> str:
    wrong = "" if line.verdict == "proved" else ' class="wrong"'
    equals = '<math><mo form="infix">=</mo></math>'
    row = (
        f'<div class="row"><span class="formula">{equals} {_set(proof, line.formula)}</span>'
        f'<span class="why">{words(proof.reason(line), refer)}{end}</span></div>'
    )
    label = f"第 {number} 步" if proof.lang == "zh" else f"Step {number}"
    opened = (
        f'<details><summary aria-label="{label}">{number}</summary>'
        f'<div class="opened">{"".join(_opened(proof, line, refer))}</div></details>'
    )
    return f"<li{wrong}>{row}{opened}</li>"


def _opened(proof: Proof, line: ProofLine, refer: Refer) -> Iterator[str]:
    lang, end = proof.lang, stop(proof.lang)
    if line.verdict == "proved":
        yield f"<p>✓ {phrase('line_proved', lang)}{end}</p>"
    else:
        said = f"{colon(lang)}{sentence(line.missing)}" if line.missing else ""
        yield f"<p>✗ {phrase(line.verdict, lang).rstrip('.。')}{said}{end}</p>"
    allowed = ("、" if lang == "zh" else ", ").join(phrase(key, lang) for key in line.allows)
    yield f"<p>{phrase('bounds', lang)} {sentence(allowed)}{end}</p>"
    if line.opened:
        made = ", ".join(mathml(each.latex) for each in line.opened)
        yield f"<p>{phrase('opens', lang)} {made}{end}</p>"
    if line.hypotheses:
        made = "; ".join(mathml(proof.shown(each).latex) for each in line.hypotheses)
        yield f"<p>{phrase('uses', lang)} {made}{end}</p>"
    for lemma in line.lemmas:
        yield f"<p>{phrase('uses', lang)} {refer(lemma)}{end}</p>"
    if line.numbers:
        numbers = line.numbers
        for voice in voices(numbers.instances, numbers.differences, lang):
            yield f"<p>✓ {_raised(voice[0].upper() + voice[1:])}{end}</p>"
    if line.rows:
        yield f"<p>{phrase('source', lang)}{colon(lang)}{escape(', '.join(line.rows))}{end}</p>"


def words(reason: Words, refer: Refer) -> str:
    """The words of a reason."""
    parts = []
    for word in reason:
        match word:
            case Formula(latex=source):
                parts.append(mathml(source))
            case Reference(id=name):
                parts.append(refer(name))
            case str():
                before, after = " " * word[:1].isspace(), " " * word[-1:].isspace()
                parts.append(f"{before}{sentence(word)}{after}")
    return "".join(parts)


def latex_source(proof: Proof) -> str:
    """What a reader copies: the claim and its derivation, as amsmath has them."""
    parts = [spaced(proof.shown(proof.claim).latex)]
    if proof.lines:
        parts = [
            latex.claim(proof),
            latex.derivation(proof, lambda name: rf"\texttt{{{latex.escaped(name)}}}"),
        ]
    return "\n".join(parts).replace(r"\reason{", r"\text{").replace("\\\\*\n", "\\\\\n")


def _small_print(proof: Proof) -> Iterator[str]:
    source = f"{proof.source} {', '.join(proof.rows)}".strip()
    parts = [f"{phrase('source', proof.lang)}{colon(proof.lang)}{escape(source)}"] if source else []
    parts += [_raised(each) for each in figures.figures(proof)]
    if parts:
        yield f'<p class="figures">{" · ".join(parts)}</p>'


def _raised(words: str) -> str:
    """10⁻¹¹ with a real superscript."""
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
    return re.sub("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"<sup>{found[0].translate(digits)}</sup>", escape(words))
