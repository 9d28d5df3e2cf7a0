"""The checker checked: mutants, random statements against exact evaluation, broken rules. In reading order:

In: identities of the catalogue, a seed. Out: a table of what was tried, what was noticed, and by which voice.

    evaluation          what an expression is worth on an instance, by direct substitution
    confirming          whether a claim holds on random instances
    letters             letters over three dimensions
    scope               which indices may be used at a place
    random_expressions  random well-formed expressions
    rewritings          steps that keep the value, as data
    changes             small slips that usually do not, as data
    shrinking           a failing case cut down to a small one
    differential        the kernel against all of these
    mutants             the catalogue with one slip at one place
    sabotage            the kernel with one rule broken
    figures             what an audit found, as data
    tables              and on the terminal
    work                its tasks in worker processes
    running             and their limits
    auditing            the audit

Nothing here trusts the kernel: `evaluation` imports the language alone.
"""
