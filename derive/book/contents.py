"""What the book holds: chapters with numbered identities, notation, errata, and the indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from derive.inventory import StatedRow, stated_rows
from derive.language.families import Definition, Entry, Family
from derive.language.indices import Dim, Index
from derive.language.page import Page
from derive.language.sayings import Saying, listed, reason
from derive.language.typeset import boxes, formula
from derive.language.typeset.boxes import Box, Listing, Mark, Row, related
from derive.language.typeset.formula import Formula
from derive.language.typeset.signs import Lang
from derive.proofs.model import Proof, document_title, for_print
from derive.proofs.prose import Paragraph, paragraphs
from derive.proofs.translation import translation
from derive.results import Run
from derive.targets import catalogue

TITLES = {
    "en": ("Differentiating softargmax", "Every identity of the catalogue, with its proof"),
    "zh": ("softargmax 的求导", "恒等式全集及其证明"),
}
OWN = {
    "en": ("Identities", "Each with its proof"),
    "zh": ("恒等式", "及其证明"),
}
"""What a book of other pages is called, where nothing says it."""


@dataclass(frozen=True)
class Numbered:
    """An identity of the book: 2.3 is the third of the second chapter."""

    number: str
    proof: Proof

    @property
    def page(self) -> str:
        """The page that states it."""
        return self.proof.page


@dataclass(frozen=True)
class Letter:
    """A letter of a page: how it is written, and of what kind it is."""

    kind: str  # one of KINDS
    formula: Formula
    over: Formula | None = None


@dataclass(frozen=True)
class Defined:
    """A definition: p_k = …, and where a document introduces it."""

    formula: Formula
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One page."""

    number: int
    name: str
    title: str
    prose: tuple[Paragraph, ...]
    letters: tuple[Letter, ...]
    definitions: tuple[Defined, ...]
    identities: tuple[Numbered, ...]


@dataclass(frozen=True)
class Erratum:
    """A printed formula that is wrong: what refutes it, what is said of it, and what is right instead."""

    row: StatedRow
    document: str
    note: str
    printed: tuple[Numbered, ...]
    right: tuple[Numbered, ...]


@dataclass(frozen=True)
class Document:
    """A source: its letter, its title, its original title."""

    letter: str
    title: str
    original: str


@dataclass(frozen=True)
class Book:
    """The whole."""

    title: str
    subtitle: str
    lang: Lang
    chapters: tuple[Chapter, ...]
    errata: tuple[Erratum, ...]
    documents: tuple[Document, ...]
    version: str
    seed: int
    counts: dict[str, int] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The number of every identity, by id."""
        return {each.proof.id: each.number for each in self.identities}

    @property
    def identities(self) -> tuple[Numbered, ...]:
        """All of them, in order."""
        return tuple(each for chapter in self.chapters for each in chapter.identities)

    @cached_property
    def reasons(self) -> dict[str, tuple[Numbered, ...]]:
        """Every reason's title, with the identities in whose proof it stands, in order of the titles."""
        found: dict[str, dict[str, Numbered]] = {}
        for each in self.identities:
            for line in each.proof.lines if each.proof.proved else ():
                for name in line.reason_names:
                    found.setdefault(reason_title(name, self.lang), {})[each.number] = each
        return {title: tuple(found[title].values()) for title in sorted(found)}

    @property
    def index(self) -> tuple[Numbered, ...]:
        """The identities by name."""
        return tuple(sorted(self.identities, key=lambda each: each.proof.id))


def book(pages: Iterable[Page], run: Run, lang: Lang = "en", *, title: str = "", auto: bool = False) -> Book:
    """The book of these pages, with the findings of their check; by the machine's own lines if `auto`.

    Without a title it is called as its one page, or as the catalogue's book if its pages are the catalogue's.
    """
    listed = tuple(pages)
    chapters = tuple(_chapters(listed, run, lang, auto=auto))
    numbered = {each.proof.id: each for chapter in chapters for each in chapter.identities}
    own, subtitle = _titles(listed, chapters, lang)
    summary = run.summary
    counts = {
        "proved": summary["proved"],
        "errata": sum(each.proof.erratum for each in numbered.values()),
        "lines": sum(len(each.proof.lines) for each in numbered.values()),
    }
    return Book(
        title or own,
        subtitle,
        lang,
        chapters,
        tuple(_errata(listed, numbered, lang)),
        _sources(chapters, lang),
        run.version,
        run.seed,
        counts,
    )


def _titles(pages: tuple[Page, ...], chapters: tuple[Chapter, ...], lang: Lang) -> tuple[str, str]:
    """What the book is called, and what stands below: of some pages of the catalogue, which."""
    known = {each.path for each in catalogue()}
    selected = all(page.path in known for page in pages)
    if selected and len(pages) == len(known):
        return TITLES[lang]
    title, subtitle = (TITLES if selected else OWN)[lang]
    if len(chapters) == 1:
        title = chapters[0].title
        return title, _FROM.told(lang) if selected else subtitle
    return title, _selected(chapters).told(lang) if selected else subtitle


_FROM = Saying("A page of the catalogue")
_NAMED = 4
"""So many pages are named below the title."""


def _selected(chapters: tuple[Chapter, ...]) -> Saying:
    """`From the catalogue: Softargmax, Cross-entropy and 3 pages more`."""
    named = listed(Saying(each.title) for each in chapters[:_NAMED])
    if len(chapters) <= _NAMED:
        return reason("From the catalogue: {}", named)
    if len(chapters) == _NAMED + 1:
        return reason("From the catalogue: {} and one page more", named)
    return reason("From the catalogue: {} and {} pages more", named, len(chapters) - _NAMED)


def _chapters(pages: tuple[Page, ...], run: Run, lang: Lang, *, auto: bool) -> Iterator[Chapter]:
    results = {result.id: result for result in run.results}
    number = 0
    for page in pages:
        made = [
            for_print(
                page,
                identity,
                results[identity.id],
                lang=lang,
                auto=auto and results[identity.id].verdict == "proved",
            )
            for identity in page.identities.values()
            if identity.id in results
        ]
        if not made:
            continue
        number += 1
        words = translation(page, lang)
        identities = tuple(Numbered(f"{number}.{place}", proof) for place, proof in enumerate(made, 1))
        yield Chapter(
            number,
            page.name,
            words.title or page.title,
            paragraphs(words.prose) if words.prose else paragraphs(page.prose)[1:],
            tuple(_letters(page)),
            tuple(_defined(each) for each in page.definitions),
            identities,
        )


def _letters(page: Page) -> Iterator[Letter]:
    for value in page.declared.values():
        letter = value.family if isinstance(value, Entry) else value
        match letter:
            case Dim():
                yield Letter("dimension", formula(letter))
            case Index():
                yield Letter("index", formula(letter), formula(letter.dim))
            case Definition():
                continue
            case Family():
                yield _family(letter)


def _family(letter: Family) -> Letter:
    entry = formula(Entry(letter, *_places(letter)))
    if letter.values is not None:
        return Letter("label", entry, formula(letter.values))
    if letter.of:
        return Letter("function", entry, _together(letter.of, Listing))
    sizes = _together(letter.dims, lambda items: Row(boxes.spaced(items, lambda *_: Mark("×"))))
    return Letter("variable", formula(letter), sizes) if letter.dims else Letter("number", formula(letter))


def _together(nodes: Iterable[object], join: Callable[[tuple[Box, ...]], Box]) -> Formula:
    made = [formula(each) for each in nodes]
    return Formula(join(tuple(each.stacked for each in made)), join(tuple(each.linear for each in made)))


def _places(letter: Family) -> tuple[Index, ...]:
    """Letters for the places of a family: different ones."""
    names = iter("ikjl")
    return tuple(Index(next(names), dim) for dim in letter.dims)


def _defined(definition: Definition) -> Defined:
    head, body = Entry(definition, *definition.parameters), definition.body
    made = formula(head).related("=", formula(body))
    return Defined(made, definition.source.rows if definition.source else ())


def _errata(pages: tuple[Page, ...], numbered: dict[str, Numbered], lang: Lang) -> Iterator[Erratum]:
    try:
        rows = stated_rows(pages)
    except ValueError:  # pages of a user's own may name rows of other documents
        return
    by_row = {each.row.id: each for each in rows}
    for stated in rows:
        if stated.row.verdict != "erratum":
            continue
        ids = dict.fromkeys(each.id for each in stated.statements if each.id in numbered)
        others = [
            each.id for name in stated.row.instead for each in by_row[name].statements if each.id in numbered
        ]
        found = [numbered[name] for name in dict.fromkeys([*ids, *others])]
        printed = tuple(each for each in found if each.proof.erratum)
        right = tuple(each for each in found if not each.proof.erratum)
        if printed or right:
            title = next((each.title for each in _documents() if each.letter == stated.row.document), "")
            note = (lang == "zh" and stated.row.note_zh) or stated.row.note
            yield Erratum(stated, document_title(title, lang), note, printed, right)


def _sources(chapters: tuple[Chapter, ...], lang: Lang) -> tuple[Document, ...]:
    """The documents that the chapters name; those of the catalogue with their letters, in their order."""
    named = {each.proof.source for chapter in chapters for each in chapter.identities if each.proof.source}
    known = [each for each in _documents() if document_title(each.title, lang) in named]
    titles = {document_title(each.title, lang) for each in known}
    return (*known, *(Document("", title, "") for title in sorted(named - titles)))


def _documents() -> tuple[Document, ...]:
    from derive.identities import DOCUMENTS

    return tuple(Document(each.letter, each.title, each.original) for each in DOCUMENTS)


def reason_title(name: str, lang: Lang) -> str:
    """The reason as an index lists it."""
    from derive.derivation.reasons import REASONS

    if name in REASONS:
        return REASONS[name].chinese if lang == "zh" else REASONS[name].english
    english, chinese = _WITH_ARGUMENT.get(name, (name, name))
    return chinese if lang == "zh" else english


_WITH_ARGUMENT = {
    "unfold": ("definition written out", "展开定义"),
    "fold": ("fold a definition", "换符号"),
    "given": ("hypothesis", "由假设"),
    "using": ("earlier identity", "由前述恒等式"),
}


def without_proof(book: Book) -> tuple[Numbered, ...]:
    """What is neither proved nor an erratum that was refuted: a book that has any says so."""
    return tuple(each for each in book.identities if not each.proof.result.succeeded)


KINDS = ("dimension", "index", "number", "variable", "function", "label")


def grouped_letters(letters: Iterable[Letter]) -> Iterator[tuple[str, tuple[Box, ...]]]:
    r"""The letters by kind; those of one range together: i, j, k = 1 … n."""
    for kind in KINDS:
        ranges: dict[Box | None, list[Box]] = {}
        for each in letters:
            if each.kind == kind:
                ranges.setdefault(each.over.stacked if each.over else None, []).append(each.formula.stacked)
        if ranges:
            rows = (_ranged(kind, over or boxes.EMPTY, made) for over, made in ranges.items())
            yield kind, tuple(each for row in rows for each in row)


def _ranged(kind: str, over: Box, letters: list[Box]) -> Iterator[Box]:
    listed = Listing(tuple(letters))
    count = Row((boxes.Number("1"), Mark("…"), over))
    match kind:
        case "index":
            yield related(listed, "=", count)
        case "variable":
            yield related(listed, "∈", boxes.Scripts(Mark("ℝ"), above=over))
        case "label":
            yield related(listed, "∈", boxes.Fence(count, ("{", "}")))
        case "function":
            yield from (Row((letter, boxes.Fence(over)), joined=True) for letter in letters)
        case _:
            yield from letters
