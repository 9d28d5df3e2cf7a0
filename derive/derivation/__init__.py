"""From a chain of lines to a verdict on each; from a left side alone to such a chain.

In: lines, each with the reason that its author gives, or a left side alone. Out: a `Step` for each line.

A step says whether the kernel proves the line within the bounds of its reason, what it used, and what it would need.

    traits     what a reason is about: the heads that must stand in the lines that it joins
    reasons    why a line equals the line before, as data: what each reason opens
    instances  whether an identity is an instance of itself, read with the letters of another page
    steps      the check, line by line
    factoring  from a normal form to an expression as one would write it
    folding    the page's words put back
    machine    the machine's own derivation
"""
