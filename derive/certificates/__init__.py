"""Certificates: an identity as a file that a second kernel, Rocq, checks by itself.

In: an identity of a page. Out: a file for Rocq with a theorem for every dimension and its proof.

In goes an identity of a page; out comes a theorem for every dimension and every differentiable family, its
hypotheses as premises, with a proof that rests on the library `certificates/Sums.v`. Nothing of the kernel is
used: the two share the language alone.

    certificate  the file
    statement    what it states: letters, definitions, premises
    translate    expressions of the language as terms
    matching     whether a term is a pattern at some places
    terms        terms, as they stand in the file
    normal       both sides brought to one form, each step a lemma
    replacing    terms with parts put for others
    polynomials  what the form is
    sums         Σ of a product as one sum
    script       the lemmas and facts of a proof
    derivatives  derivatives in the form that the library's rules give
    rocq         running coqc
    confirmed    the claims that Rocq has accepted, on record
    errors       what has no certificate

Nothing is imported here: who only looks a claim up in the record loads none of the rest.
"""
