"""An attack on the verdicts: random claims, true ones and nearly true ones, against an evaluator of its own.

    python tests/attack/attack.py --seed 1 --claims 2000 [--checks 10]

A claim that is proved must agree wherever both sides have a value and every hypothesis holds; one that is refuted
must differ at the numbers shown. Every so many claims (`--checks`) all three voices are asked, the others are the
kernel's alone. What is printed: how many claims and comparisons, what was decided, and every fault.
"""

import argparse
import itertools
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

from attack_claims import Maker, rewritten, slipped
from attack_laws import free_of, where_it_has_a_value
from attack_letters import HYPOTHESES, OVER_M, OVER_N, S, c, i, j, k, n, t, x
from attack_worlds import M, NoValue, World, differ

from derive import Sum, algebra, delta, differentiate, exp_log, given, using
from derive.kernel import Openings, Proof, prove
from derive.language.binders import substitute
from derive.language.claims import Identity, Line
from derive.language.errors import IllFormed
from derive.language.expressions import written
from derive.language.families import Entry
from derive.verdict import check

WORLDS = 6
SIZES = (1, 2, 2, 3, 3, 4, 6)


class Claim:
    """left = right under hypotheses; `setters` make them true of a world. `lines` are a derivation, with reasons."""

    def __init__(self, left, right, hypotheses=(), setters=(), *, lines=(), kind=""):
        self.left, self.right = written(left), written(right)
        self.hypotheses, self.setters, self.lines, self.kind = (
            tuple(hypotheses),
            tuple(setters),
            tuple(lines),
            kind,
        )

    @property
    def identity(self):
        """As a page would state it."""
        lines = self.lines
        return Identity(
            "claim", "attack", self.left, self.right, (self.left, self.right), self.hypotheses, lambda: lines
        )  # fmt: skip

    def __str__(self):
        told = [f"{self.kind}: {self.left} = {self.right}"]
        told += [f"   given {each}" for each in self.hypotheses]
        told += [f"   line {line.expression} by {line.by.name}" for line in self.lines]
        return "\n".join(told)


class Attack:
    """Claims of one seed, and what became of them."""

    def __init__(self, seed, checks=10, every_fault=None):
        self.seed, self.checks = seed, checks
        self.outcomes, self.comparisons, self.claims = Counter(), 0, 0
        self.faults = []
        self.tell = every_fault or (lambda fault: None)

    def run(self, claims, first=0):
        """So many claims, each from a generator of its own."""
        for number in range(first, first + claims):
            random = Random(f"{self.seed} {number}")
            try:
                claim = made(random)
            except (IllFormed, NoValue):
                continue
            if claim is None:
                continue
            self.claims += 1
            self.judge(claim, random, number, fully=number % self.checks == 0 or bool(claim.lines))
        return self

    def judge(self, claim, random, number, *, fully):
        """The verdict against the truth."""
        try:
            verdict, result = self.verdict(claim, fully)
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is a fault
            self.fault("crash", claim, number, repr(fault)[:300])
            return
        self.outcomes[f"{claim.kind}: {verdict}"] += 1
        if verdict == "disagreement":
            self.fault("disagreement", claim, number, result.message)
        if verdict == "refuted" and fully:
            self.look_at(result, claim, number)
        conditions = result.conditions if isinstance(result, Proof) else ()
        truth = self.truth(claim, random, conditions)
        if verdict == "proved" and truth == "false":
            self.fault("false proof", claim, number, self.witness)
        if verdict == "undecided" and truth == "true":
            self.outcomes[f"{claim.kind}: true and undecided"] += 1

    def verdict(self, claim, fully):
        """What the project says: the kernel alone, or all three voices."""
        if not fully:
            outcome = prove(claim.left, claim.right, Openings(hypotheses=claim.hypotheses))
            return ("proved" if isinstance(outcome, Proof) else "not proved"), outcome
        result = check(claim.identity, hints=claim.kind == "slip" and self.claims % 5 == 0)
        return result.verdict, result

    def truth(self, claim, random, conditions=()):
        """true, false or unknown: both sides in several worlds."""
        agreed = 0
        for attempt in range(4 * WORLDS):
            world = drawn(claim, random, positive=attempt % 2 == 1)
            if world is None:
                continue
            for env in environments(claim, world, random):
                try:
                    if not all(holds(each, world, env) for each in conditions):
                        continue
                    left, right = world.value(claim.left, env), world.value(claim.right, env)
                    closed_parts(claim, world)
                except NoValue:
                    continue
                self.comparisons += 1
                if differ(left, right):
                    self.witness = f"{dict(world.sizes)} {env} {M.nstr(left, 8)} {M.nstr(right, 8)}"
                    return "false"
                agreed += 1
            if agreed >= 2 * WORLDS:
                break
        return "true" if agreed >= 3 else "unknown"

    def look_at(self, result, claim, number):
        """The counterexample that is shown, evaluated anew."""
        found = result.counterexample
        sides = claim.left, claim.right
        if found.line is not None:
            lines = [claim.left, *(line.expression for line in claim.lines)]
            sides = lines[found.line - 1], lines[found.line]
        try:
            world = shown(found)
        except KeyError:
            return
        env = {
            index: found.at[index.name] for side in sides for index in free_of(side) if index.name in found.at
        }
        values = []
        for side in sides:
            try:
                values.append(world.value(side, env))
            except NoValue:
                values.append(None)
        self.comparisons += 1
        if None in values:
            if not found.one_sided and values.count(None) == 2:
                self.fault("refuted without a value", claim, number, repr(found.at))
        elif not differ(*values) and abs(values[0] - values[1]) < 1e-20:
            self.fault("false refutation", claim, number, repr(found.at))

    def fault(self, kind, claim, number, detail):
        """One fault, kept and told."""
        told = f"{kind} at {self.seed}/{number}: {claim}\n   {detail}"
        self.faults.append(told)
        self.outcomes[f"FAULT {kind}"] += 1
        self.tell(told)


def drawn(claim, random, *, positive):
    """A world in which the hypotheses hold; None if there is none of its sizes."""
    world = World(random, {"n": random.choice(SIZES), "m": random.choice((1, 2))})
    world.positive, world.conditions = positive, []
    try:
        for setter in claim.setters:
            setter(world)
    except (NoValue, ZeroDivisionError):
        return None
    return world


def environments(claim, world, random):
    """A few places of the free indices that the conditions allow."""
    over = sorted({*free_of(claim.left), *free_of(claim.right)}, key=str)
    asked = {
        each for one, other, _ in world.conditions for each in (one, other) if type(each).__name__ == "Index"
    }
    over += sorted(asked - set(over), key=str)
    for _ in range(3):
        env = {each: random.randint(1, world.sizes[each.dim.name]) for each in over}
        if all((world.place(a, env) == world.place(b, env)) == same for a, b, same in world.conditions):
            yield env


def holds(condition, world, env):
    """Whether what a proof asks for is true, at all places of the indices that the claim does not have."""
    free = [each for each in free_of(condition.expression) if each not in env]
    for at in itertools.product(*(range(1, world.sizes[each.dim.name] + 1) for each in free)):
        value = world.value(condition.expression, {**env, **dict(zip(free, at, strict=True))})
        if not {"≠": abs(value) > 1e-9, ">": value > 1e-9, "≥": value > -1e-9}[condition.relation]:
            return False
    return True


def closed_parts(claim, world):
    """Raises `NoValue` where a part without letters and indices has none: a division by n − 1 at n = 1."""
    for side in (claim.left, claim.right):
        for node in closed(side):
            world.value(node, {})


def closed(node):
    """The parts of numbers and dimensions alone."""
    if not has_letters(node):
        if type(node).__name__ in ("Quotient", "Power", "Call"):
            yield node
        return
    for arg in node.args:
        yield from closed(arg)


def has_letters(node):
    """Whether a letter or an index occurs."""
    return type(node).__name__ in ("Family", "Definition", "Index", "Tuple") or any(
        map(has_letters, node.args)
    )


def shown(found):
    """The world of a counterexample, from the numbers that it shows. Raises `KeyError` for what it cannot say."""
    world = World(Random(0), found.sizes)
    for value in found.values:
        if value.meaning not in ("value", "exp", "place", "derivative", "function"):
            raise KeyError(value.meaning)
        if value.meaning == "function":
            world.functions[value.letter] = [number(each.value) for each in value.entries]
        for entry in value.entries if value.meaning != "function" else ():
            take_in(world, value, entry)
    return world


def take_in(world, value, entry):
    """One number of a counterexample."""
    shown_number, at = number(entry.value), tuple(entry.at)
    if value.meaning == "place":
        world.labels[value.letter, at] = int(shown_number)
    elif value.meaning == "derivative":
        raise KeyError("a letter that depends on others")
    else:
        world.numbers[value.letter, at] = M.log(shown_number) if value.meaning == "exp" else shown_number


def number(text):
    """A fraction or a decimal, as it is shown."""
    if "/" in text:
        made_of = Fraction(text)
        return M.mpf(made_of.numerator) / made_of.denominator
    return M.mpf(text)


# claims


def made(random):
    """A random claim."""
    kind = random.choices(("law", "slip", "chain", "lemma"), (9, 7, 2, 1))[0]
    hypotheses, setters = chosen(random)
    free = set(random.sample(OVER_N, random.choice((0, 1, 1, 2)))) | set(
        random.sample(OVER_M, random.choice((0, 1)))
    )
    left = Maker(random).make(free, random.choice((2, 3, 3, 4)))
    facts = list(laws_of(hypotheses))
    if kind == "chain":
        return chain(random, left, free, hypotheses, setters)
    if kind == "lemma":
        return by_lemma(random, left, free, hypotheses, setters)
    right = left
    for _ in range(random.randint(1, 5)):
        right = rewritten(random, right, free, facts) or right
    if kind == "slip":
        right = slipped(random, right, free) or right
        for _ in range(random.randint(0, 2)):
            right = rewritten(random, right, free, facts) or right
    if random.random() < 0.1:  # what is true of small sizes only
        factor = (n - 1) * (n - 2) * (n - 3)
        left, right = factor * left, factor * right
    if right == left:
        return None
    return Claim(left, right, hypotheses, setters, kind=kind)


def chosen(random):
    """Up to two hypotheses about different letters, with their setters in order."""
    number = random.choice((0, 0, 1, 1, 2))
    picked = {}
    for target, hypothesis, setter in random.sample(HYPOTHESES, 2 * number):
        if len(picked) < number:
            picked.setdefault(target, (hypothesis, setter))
    ordered = [each for each in HYPOTHESES if (each[1], each[2]) in picked.values()]
    return [hypothesis() for _, hypothesis, _ in ordered], [setter for *_, setter in ordered]


def laws_of(hypotheses):
    """What hypotheses allow, as laws for `rewritten`."""
    for hypothesis in hypotheses:
        for equation in getattr(hypothesis, "equations", ()):
            yield from laws_of_equation(equation)


def laws_of_equation(equation):
    """f_k = right side, wherever f stands; 1 = Σ_k t_k; δ_ij = Σ_k S_ki S_kj."""
    left, right = equation.left, equation.right
    if isinstance(left, Entry) and all(type(each).__name__ == "Index" for each in left.places):
        yield (
            lambda random, node, free: (
                substitute(right, dict(zip(left.places, node.places, strict=True)))
                if isinstance(node, Entry) and node.family == left.family
                else None
            )
        )
    if isinstance(left, Sum) and right == 1:
        yield lambda random, node, free: None if free_of(left) else node * left
    if type(right).__name__ == "Delta" and isinstance(left, Sum):
        yield (
            lambda random, node, free: (
                substitute(left, dict(zip(right.args, node.args, strict=True)))
                if isinstance(node, delta)
                else None
            )
        )


def chain(random, left, free, hypotheses, setters):
    """A derivation by laws that hold where there is a value, as F2 of the pages that fooled a kernel."""
    lines, now = [], left
    for _ in range(random.randint(2, 4)):
        if random.random() < 0.5:
            law = [where_it_has_a_value]
            now = rewritten(random, now, free, law * 30) or now
        else:
            now = rewritten(random, now, free) or now
        lines.append(Line(now, exp_log & differentiate & algebra, now))
    if random.random() < 0.5:  # the way back to something like the first line
        now = rewritten(random, left, free) or left
        lines.append(Line(now, exp_log & differentiate & algebra, now))
    if now == left:
        return None
    return Claim(left, now, hypotheses, setters, lines=lines, kind="chain")


def by_lemma(random, left, free, hypotheses, setters):
    """A line that uses an earlier identity, at other indices and under other conditions."""
    right = left
    for _ in range(random.randint(1, 3)):
        right = rewritten(random, right, free) or right
    lemma = Identity("lemma", "attack", left, right, (left, right), ())
    moves = dict(zip(free, [random.choice([*OVER_N, *OVER_M]) for _ in free], strict=True))
    moves = {old: new for old, new in moves.items() if old.dim == new.dim}
    after = substitute(slipped(random, right, free) or right if random.random() < 0.4 else right, moves)
    extra = random.choice((x[i], S[i, j], t[k] * x[k], delta(i, c)))
    before, after = substitute(left, moves) * n + extra, after * n + extra
    if before == after:
        return None
    conditions = [each for each in hypotheses if type(each).__name__ in ("Equal", "Distinct")]
    reason = using(lemma)
    for each in conditions:
        reason = reason & given(each)
    line = Line(after, reason, after)
    return Claim(before, after, hypotheses, setters, lines=(line,), kind="lemma")


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--claims", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--checks", type=int, default=10)
    wanted = parser.parse_args()
    started = time.time()
    attack = Attack(wanted.seed, wanted.checks, every_fault=lambda fault: print(fault, flush=True))
    for first in itertools.count(wanted.first, 500):
        if first >= wanted.first + wanted.claims:
            break
        attack.run(min(500, wanted.first + wanted.claims - first), first)
        print(
            f"# {attack.claims} claims, {attack.comparisons} comparisons, {time.time() - started:.0f} s",
            flush=True,
        )
    for outcome, count in sorted(attack.outcomes.items()):
        print(f"{count:8} {outcome}")
    print(
        f"{attack.claims} claims, {attack.comparisons} comparisons, {len(attack.faults)} faults, seed {wanted.seed}"
    )
    return bool(attack.faults)


if __name__ == "__main__":
    sys.exit(main())
