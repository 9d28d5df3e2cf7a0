"""The book in LaTeX: one file, pictures beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from derive.book.contents import Book, Chapter, Defined, Erratum, Numbered, grouped_letters, without_proof
from derive.book.diagrams import Diagram
from derive.book.words import introduction, printed_at, say
from derive.language.typeset.tex import latex
from derive.proofs.words import colon, listed, phrase, stop
from derive.report.latex import proof as proofs
from derive.report.latex.proof import ROOM, broken, counterexample, escaped, paragraph, prose

EXTRA = r"""
\usepackage{graphicx,multicol,fancyhdr}
\pagestyle{fancy}\fancyhf{}\renewcommand{\headrulewidth}{0pt}
\fancyhead[L]{\small\color{quiet}\nouppercase{\leftmark}}\fancyhead[R]{\small\thepage}
\renewcommand{\chaptermark}[1]{\markboth{\thechapter\enspace #1}{}}
\hypersetup{bookmarksnumbered=true,pdfauthor={derive}}
\makeatletter
\renewcommand{\@makechapterhead}[1]{{\parindent0pt\raggedright\normalfont\huge\bfseries
  \ifnum\c@secnumdepth>\m@ne\thechapter\quad\fi #1\par\nobreak\vskip 18pt}}
\renewcommand{\@makeschapterhead}[1]{{\parindent0pt\raggedright\normalfont\huge\bfseries
  #1\par\nobreak\vskip 18pt}}
\makeatother
\newcommand{\identityhead}[2]{\par\pagebreak[2]\vspace{14pt plus 4pt}\noindent
  \phantomsection\label{#2}\textbf{#1}\hfill{\footnotesize\color{quiet}\texttt{\detokenize{#2}}}\par\nobreak}
"""


def document(book: Book, diagrams: tuple[Diagram, ...] = ()) -> str:
    """The whole file."""
    body = "\n\n".join(part for part in _Writer(book, diagrams).parts() if part)
    head = proofs.preamble(book.lang, body, EXTRA).replace("{article}", "{report}")
    head += f"\\hypersetup{{pdftitle={{{escaped(book.title)}}}}}\n"
    return f"{head}\\begin{{document}}\n\n{body}\n\n\\end{{document}}\n"


@dataclass(frozen=True)
class _Writer:
    """The book, part by part."""

    book: Book
    diagrams: tuple[Diagram, ...]

    def parts(self) -> Iterator[str]:
        yield self.title()
        yield rf"\renewcommand{{\contentsname}}{{{self.say('contents')}}}" + "\n\\tableofcontents"
        yield self.unnumbered(self.say("reading")) + "\n" + "\n\n".join(map(prose, introduction(self.book)))
        yield self.warning()
        for chapter in self.book.chapters:
            yield "\n\n".join(self.chapter(chapter))
        yield "\n\n".join(self.errata())
        if self.book.documents:
            yield self.unnumbered(self.say("sources")) + "\n" + self.sources()
        yield self.unnumbered(self.say("identities")) + "\n" + self.identities()
        yield self.unnumbered(self.say("reasons")) + "\n" + self.reasons()

    def say(self, key: str) -> str:
        return say(key, self.book.lang)

    def refer(self, name: str) -> str:
        number = self.book.numbers.get(name)
        return rf"\hyperref[{name}]{{({number})}}" if number else rf"\texttt{{{escaped(name)}}}"

    def title(self) -> str:
        return (
            "\\begin{titlepage}\n\\vspace*{0.28\\textheight}\n"
            rf"{{\Huge\bfseries {escaped(self.book.title)}\par}}\bigskip"
            rf"{{\Large {escaped(self.book.subtitle)}\par}}"
            f"\n\\vfill{{\\color{{quiet}}derive {escaped(self.book.version)}}}\n\\end{{titlepage}}"
        )

    def unnumbered(self, title: str) -> str:
        made = escaped(title)
        return rf"\chapter*{{{made}}}\markboth{{{made}}}{{}}\addcontentsline{{toc}}{{chapter}}{{{made}}}"

    def warning(self) -> str:
        """What is not as it should be, said at the front."""
        found = without_proof(self.book)
        listed = ", ".join(self.refer(each.proof.id) for each in found)
        return rf"\textbf{{{escaped(self.say('open'))}}} {listed}." if found else ""

    def chapter(self, chapter: Chapter) -> Iterator[str]:
        yield rf"\chapter{{{prose(chapter.title)}}}\label{{chapter.{chapter.name}}}"
        yield from map(paragraph, chapter.prose)
        yield "\n".join(self.notation(chapter))
        for diagram in self.diagrams:
            if diagram.page == chapter.name:
                yield self.picture(diagram)
        for each in chapter.identities:
            yield self.identity(each)

    def notation(self, chapter: Chapter) -> Iterator[str]:
        end = stop(self.book.lang)
        yield rf"\medskip\noindent\textbf{{{self.say('notation')}{end}}}"
        for kind, letters in grouped_letters(chapter.letters):
            yield f"{self.say(kind)} {listed((f'${latex(each)}$' for each in letters), self.book.lang)}{end}"
        if chapter.definitions:
            made = " \\\\\n  ".join(map(_defined, chapter.definitions))
            yield rf"\par\nobreak\noindent\textbf{{{self.say('definitions')}{stop(self.book.lang)}}}"
            yield f"\\begin{{align*}}\n  {made}\n\\end{{align*}}"

    def identity(self, each: Numbered) -> str:
        head = rf"\identityhead{{{each.number}}}{{{each.proof.id}}}"
        return proofs.statement(each.proof, self.refer, head, each.number)

    def picture(self, diagram: Diagram) -> str:
        return (
            "\\begin{figure}[!htb]\\centering\n"
            rf"\includegraphics[width=0.62\textwidth]{{{diagram.name}.pdf}}"
            f"\n\\par\\smallskip{{\\small {prose(diagram.caption(self.book.lang))}}}\n\\end{{figure}}"
        )

    def errata(self) -> Iterator[str]:
        if not self.book.errata:
            return
        yield rf"\chapter{{{self.say('errata')}}}\label{{chapter.errata}}"
        for each in self.book.errata:
            yield "\n\n".join(self.erratum(each))

    def erratum(self, erratum: Erratum) -> Iterator[str]:
        row = erratum.row.row
        yield rf"\section*{{{row.id}{colon(self.book.lang)}{escaped(erratum.document)}}}"
        yield prose(erratum.note)
        if erratum.printed:
            said = f"{printed_at(row.lines, self.book.lang)}{colon(self.book.lang)}"
            yield rf"\par\noindent {said}" + f"\n\\begin{{align*}}\n  &{row.formula}\n\\end{{align*}}"
        for each in erratum.printed:
            yield self.stated("printed", each)
            wrong = next((line for line in each.proof.lines if line.verdict != "proved"), None)
            if wrong is not None:
                inner = " \\\\*\n  &\\quad ".join(broken(wrong.formula, ROOM - 8, self.book.lang))
                said = rf"\noindent {phrase('first_wrong', self.book.lang)}{colon(self.book.lang)}"
                yield f"{said}\n\\begin{{align*}}\n  &\\dots = {inner}\n\\end{{align*}}"
            yield "\n".join(counterexample(each.proof))
        for each in erratum.right:
            yield self.stated("right", each)

    def stated(self, key: str, each: Numbered) -> str:
        said = rf"\par\noindent\textbf{{{self.say(key)}}} {self.refer(each.proof.id)}{colon(self.book.lang)}"
        return f"{said}\n{proofs.claim(each.proof)}"

    def sources(self) -> str:
        items = []
        for each in self.book.documents:
            original = f" {escaped(each.original)}" if self.book.lang == "zh" else ""
            letter = each.letter or r"\textbullet"
            items.append(rf"\item[{letter}] {escaped(each.title)}{original}")
        return "\\begin{description}\n" + "\n".join(items) + "\n\\end{description}"

    def identities(self) -> str:
        lines = []
        for page, of_page in groupby(self.book.index, key=lambda each: each.page):
            lines.append(rf"\par\medskip\noindent\texttt{{\detokenize{{{page}}}}}\par\nobreak")
            lines += map(_indexed, of_page)
        inner = "\n".join(lines)
        return f"\\begin{{multicols}}{{2}}\\footnotesize\\setlength{{\\parskip}}{{0pt}}\n{inner}\n\\end{{multicols}}"

    def reasons(self) -> str:
        lines = []
        for title, used in self.book.reasons.items():
            numbers = ", ".join(rf"\hyperref[{each.proof.id}]{{{each.number}}}" for each in used)
            lines.append(rf"\noindent\hangindent=1.5em {prose(title)}{colon(self.book.lang)}{numbers}\par")
        return "{\\small\n" + "\n".join(lines) + "\n}"


def _defined(definition: Defined) -> str:
    rows = broken(definition.formula, ROOM - 6)
    tag = rf" \tag*{{\reason{{{escaped(', '.join(definition.rows))}}}}}" if definition.rows else ""
    inner = " \\\\*\n  &\\quad ".join(rows)
    return f"&{inner}{tag}"


def _indexed(each: Numbered) -> str:
    name = rf"\texttt{{\detokenize{{{each.proof.name}}}}}"
    number = rf"\hyperref[{each.proof.id}]{{{each.number}}}\enspace(\pageref{{{each.proof.id}}})"
    dots = r"\nobreak\dotfill\allowbreak\null\nobreak\dotfill"
    return rf"{{\parfillskip=0pt\noindent\enspace {name}{dots}\ \mbox{{{number}}}\par}}"
