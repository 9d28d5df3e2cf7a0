"""Readings: a formula has several, evidence ranks them, and the verdict is taken over them.

In: a `Document`. Out: the verdict on each =, taken over the readings that the evidence leaves.

    trees              what a formula says, with what is ambiguous kept as ambiguous
    grammar            from tokens to trees
    shown              a tree in one line
    chains             chains of equalities, and the conditions beside them
    formulas           a chain with its sides read, and what each of its = is
    rewriting          labels, Einstein's sums
    entries            A, the vector of the a_m
    rows_and_columns   letters that are defined as rows and columns
    outcomes           Σ_x p(x) f(x)
    squared            σ² as an argument
    field              functions that have a name all over the field
    single_letters     LaTeX that is one letter
    typed_words        words that are typed as letters: when, but
    equation_numbers   numbers of equations, written by hand
    bold               whether bold letters are vectors
    marked             letters that signs mark as vectors or matrices
    capitals           a_ij as the entries of A
    adjoints           dx for ∂L/∂x, as programs have it
    declarations       letters that are listed and declared together
    renewing           where a letter is declared anew, and what was said of it ends
    layer_labels       superscripts that are layers
    facts              what a document says about its letters
    said               what comments say
    prose              conditions in words, and how long they hold
    announcing         the words around a formula that say what it is for
    restating          names that are said again
    orthogonal         vectors that are orthogonal to each other
    primes             primes that are transposes
    blocks             vectors and matrices in blocks
    fitted             models that are fitted to data
    definitions        a definition as a document states it
    discourse          what was introduced up to here: letters, definitions, hypotheses
    supposing          hypotheses, as far as words grant them
    entering           definitions, entered
    apart              formulas that differ at numbers
    chances            likelihoods whose chances nobody defines
    defining           which letter an = introduces, and when one is defined anew
    roles              what an = is, before what it says
    stretches          places in stretches of the text
    passes             what is changed in all trees before any = is judged
    reading            a document, read
    naming             what a piece of notation means on its own
    sightings          where each letter stands in what a chain rests on
    indexed            what a letter is called, and which of its subscripts are places
    calling            f(x) or a (b + c)
    dependence         what stands free, and what depends on what
    parting            what each option costs where a formula can be taken in two ways
    scene              what a chain rests on, and what it tells of each letter
    scope              bound letters, parameters; what was chosen
    layers             definitions at the layers of a network that a chain speaks of
    choices            the readings of a chain, from the likeliest on
    sizes              what ranges over what, by unification
    algebra            numbers, vectors and matrices put together
    grids              vectors and matrices that are written out
    wholes             matrix notation that only documents use
    base               what the parts of a reader ask of each other
    shifting           definitions at places near others
    substituting       arguments put for parameters
    matching           calls of what is defined
    places             what stands in a subscript
    families           letters, definitions, places, labels
    factorials         n! and n over k
    worked_out         derivatives at places
    functions          calls, known and unknown
    total_derivatives  dσ(x) · h, in documents that speak of total derivatives
    expectations       E, Var, Cov
    random_letters     means of random letters
    points             integrals, means and sums over variables, as sums over points
    sums               Σ and Π
    clock              times t, s, T: recurrences, places near others, sums between times
    resting            the definitions that trees rest on
    reader             one reading: every tree gets a shape and becomes a tree of the language
    sequences          a reading in which places are times
    sides              both sides of a claim in one shape, and in index notation
    spoken_of          the letters that a claim speaks of
    granted            what words grant of letters
    claims             what an = claims in each reading
    integrated         claims with sums over points
    conventions        what may be meant instead
    antiderivatives    ∫ f dx = F + C
    maximisers         argmax f = argmax g
    congruence         sides that are equal where their parts are
    described          letters made from others, in words
    slopes             derivatives of which nothing is known
    rounding           numbers to so many digits
    counted            ranges of so many places
    hearsay            what the text says elsewhere that would make a line true
    classes            classes and samples that a text leaves to its reader
    reach              places beyond what sums of the document reach
    anew               letters that may be defined anew
    conditions         conditions that may be stated or set where none is read
    unsaid             letters of which not enough is said
    doubts             when a refutation stands
    numbers            numbers that a document works out
    answers            results that no voice has given
    placing            where a verdict stands
    other_ways         integrals as sums, part by part, by slopes
    cautious           when a refutation stands
    judging            the verdict on one =

A letter means what it means in its chain: the definitions that the chain rests on are read anew for it, and a use of
the letter elsewhere is evidence and no more.
"""
