"""Damage for documents: bytes flipped, blocks cut, braces dropped, deep nesting, huge exponents."""


def damaged(text, random):
    """The text with one to four damages."""
    for _ in range(random.randint(1, 4)):
        text = random.choice(DAMAGES)(text, random)
    return text


def flipped(text, random):
    letters = list(text)
    for _ in range(random.randint(1, 12)):
        if letters:
            letters[random.randrange(len(letters))] = random.choice(
                "\\{}$&^_()[]%|=+-0aéΣ\x00\x7f\u200b∂\n \"'"
            )
    return "".join(letters)


def cut(text, random):
    start = random.randrange(len(text) + 1)
    return text[:start] + text[start + random.randint(1, 200) :]


def without_braces(text, random):
    sign = random.choice("{}$()\\")
    return "".join(each for each in text if each != sign or random.random() < 0.9)


def doubled(text, random):
    start = random.randrange(len(text) + 1)
    end = start + random.randint(1, 120)
    return text[:end] + text[start:end] * random.randint(1, 4) + text[end:]


def nested(text, random):
    depth = random.choice((10, 60, 3000))
    sign, close = random.choice(
        (("{", "}"), ("(", ")"), ("\\sqrt{", "}"), ("e^{", "}"), ("\\left[", "\\right]"))
    )
    at = random.randrange(len(text) + 1)
    return f"{text[:at]}$$ a = {sign * depth}x{close * depth} $$\n{text[at:]}"


def huge(text, random):
    at = random.randrange(len(text) + 1)
    what = random.choice(
        (
            "x^{10^{10^{10}}}",
            "2^{99999999999}",
            "9" * 3000,
            "1.0e400",
            "x_{99999999999999999999}",
            "\\frac{1}{0}",
            "(a+b+c+d)^{60}",
        )
    )
    return f"{text[:at]}$$ {what} = {what} $$\n{text[at:]}"


DAMAGES = (flipped, flipped, cut, without_braces, doubled, nested, huge)
