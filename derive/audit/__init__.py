"""The checker checked: random statements against exact evaluation, in reading order.

    evaluation           what an expression is worth on an instance, by direct substitution
    tree                 the parts of an expression, and putting others in their place
    random_expressions   random well-formed expressions, and the letters they are made of
    rewritings           steps that keep the value, as data
    changes              small slips that usually do not, as data
    shrinking            a failing case cut down to a small one
    differential         the kernel against all of these

Nothing here trusts the kernel: `evaluation` imports the language alone.
"""
