"""Values: explicit instances of a claim: sizes, numbers for its letters, its sides written out in components.

The second and the third voice both start from here, and share nothing else. In the order to read it:

    survey       what a claim speaks of
    asked        what its hypotheses ask of the numbers
    roles        which letters stand under exp, so that rational numbers stay rational
    sizes        how many entries each dimension gets
    choices      the numbers, drawn at random or small and simple
    assignment   a value for every letter; a function for every letter that depends on others
    components   an expression written out in components
    decimals     the value of an explicit expression to many digits
    hypotheses   values that satisfy what the claim takes for granted
    shown        the numbers in the page's own names
"""
