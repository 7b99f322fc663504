#!/usr/bin/env python3
"""The statistics against R's, and against what follows plainly from their definitions.

usage: agreement_test.py STATISTICS_FIGURES

The cases are made here; agreement.R answers them as the program under test does, all in one run. Ends with code 77
(skipped) where Rscript is missing: scripts/install-deps --test.
"""
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

TOLERANCE = 1e-9
VERDICTS = ("pass", "fail", "inconclusive")
IN_R = pathlib.Path(__file__).with_name("agreement.R")
FAMILIES = []  # functions that make cases, each with the parts of its answers


def family(*parts):
    """Marks a function that yields cases, lines as statistics_figures.cpp reads them. `parts`: of each figure its name,
    what it is compared with, and the size below which a difference counts as one of 0."""
    def remember(make):
        FAMILIES.append((make, parts))
        return make
    return remember


class Random(random.Random):
    def values(self, count, ties=False, infinite=0.0):
        def one():
            if self.random() < infinite:
                return math.inf
            value = self.lognormvariate(0, 0.7)
            return round(3 * value) / 4 if ties else value
        return [one() for _ in range(count)]

    def size(self):
        return self.randint(1, 8) if self.random() < 0.4 else self.randint(1, 60)


def exact(number):
    """In base 16, which both programs read without rounding; R does round decimals."""
    return "inf" if math.isinf(number) else float(number).hex()


def sample(values):
    return f"{len(values)} " + " ".join(map(exact, values))


@family(("quantile", "quantile(type = 1)", 0), ("its lower end", "pbinom", 0), ("its upper end", "pbinom", 0),
        ("its coverage", "pbinom", 0))
def quantile_intervals(r):
    for i in range(400):
        count = r.choice([1, 2, 5, 12, 13, 14, 60, 720, 5000]) if i % 2 else r.randint(1, 90)
        q = r.choice([0.5, 0.75, 0.9, 0.95, r.uniform(0.02, 0.98)])
        confidence = r.choice([0.8, 0.9, 0.95, 0.99])
        yield f"quantile {exact(q)} {exact(confidence)} {sample(r.values(count, i % 3 == 0, 0.1 * (i % 2)))}"


@family(("mean of nights", "t.test", 1e-3), ("t-interval, lower end", "t.test", 1e-3),
        ("t-interval, upper end", "t.test", 1e-3))
def t_intervals(r):
    for i in range(300):
        shares = [r.betavariate(0.5, 1.5) for _ in range(r.randint(2, 60))]
        if i % 4 == 0:
            shares = [round(share * 24) / 24 for share in shares]
        if i % 50 == 0:
            shares = [shares[0]] * len(shares)
        yield f"mean {exact(r.choice([0.8, 0.9, 0.95, 0.99, 0.999]))} {sample(shares)}"


@family(("Clopper-Pearson, lower end", "binom.test, qbeta", 1e-200), ("Clopper-Pearson, upper end", "binom.test, qbeta", 1e-200),
        ("chance of so many", "pbinom, pbeta", 1e-280), ("chance of so few", "pbinom, pbeta", 1e-280))
def proportions(r):
    for i in range(400):
        trials = r.choice([1, 13, 30, 60, 720, 20000])
        if i % 2:
            trials = r.uniform(1, 900)
        successes = trials * r.choice([0, 1, r.random(), r.random() ** 4])
        successes = float(math.floor(successes)) if not i % 2 else successes
        confidence = r.choice([0.8, 0.9, 0.95, 0.99])
        share = r.choice([0.25, 0.5, r.uniform(0.01, 0.99)])
        yield "proportion " + " ".join(map(exact, [confidence, share, successes, trials]))


@family(("Mann-Whitney U", "wilcox.test", 0), ("Mann-Whitney p", "wilcox.test", 1e-280))
def mann_whitney(r):
    for i in range(500):
        a = r.values(r.size(), i % 3 == 0, 0.1 if i % 5 == 0 else 0)
        b = r.values(r.size(), i % 3 == 0, 0.1 if i % 5 == 0 else 0)
        if i % 4 == 1:
            b = [value * 1.4 for value in b]
        if i % 100 == 7:
            a, b = [2.0] * len(a), [2.0] * len(b)
        yield f"mann_whitney {sample(a)} {sample(b)}"


@family(("Mann-Whitney U, 10,000 and 7,000", "wilcox.test", 0), ("Mann-Whitney p, 10,000 and 7,000", "wilcox.test", 1e-280))
def mann_whitney_of_large_samples(r):
    for i in range(6):
        a, b = r.values(10_000, i % 2 == 0), [1.03 * value for value in r.values(7_000, i % 2 == 0)]
        yield f"mann_whitney {sample(a)} {sample(b)}"


@family(("Cliff's delta", "all pairs", 1e-3), ("its lower end", "all pairs", 1e-3), ("its upper end", "all pairs", 1e-3))
def cliffs_delta(r):
    for i in range(400):
        a = r.values(r.size(), i % 3 == 0, 0.1 if i % 5 == 0 else 0)
        b = r.values(r.size(), i % 3 == 0)
        if i % 20 == 3:
            b = [value + 1000 for value in b]
        yield f"cliffs_delta {exact(r.choice([0.9, 0.95, 0.99]))} {sample(a)} {sample(b)}"


@family(("Hodges-Lehmann shift", "wilcox.test, all differences", 1e-3),
        ("its lower end", "wilcox.test, all differences", 1e-3), ("its upper end", "wilcox.test, all differences", 1e-3))
def hodges_lehmann(r):
    for i in range(300):
        sizes = [r.randint(1, 8), r.randint(1, 60)]
        if i % 100 == 1:
            sizes = [r.randint(30, 49), r.randint(30, 49)]  # the largest that are exact
        if i % 20 == 0:
            sizes = [r.randint(50, 300), r.randint(200, 400)]
        a, b = (r.values(size, ties=i % 3 == 0) for size in r.sample(sizes, 2))
        yield f"hodges_lehmann {exact(r.choice([0.9, 0.95, 0.99]))} {sample(a)} {sample(b)}"


@family(("Holm's correction", 'p.adjust(method = "holm")', 0))
def holm(r):
    for i in range(200):
        yield f"holm {sample([r.random() ** (1 + i % 6) for _ in range(r.randint(1, 90))])}"


@family(("correlation within nights", "anova, definition", 1e-3), ("design effect", "definition", 1e-3))
def correlation_of_nights(r):
    for i in range(300):
        groups = []
        for night in range(r.randint(2, 40)):
            size, share = r.randint(1, 30), r.betavariate(0.6, 1.8)
            groups.append((night, i % 3 and night % (i % 3), sum(r.random() < share for _ in range(size)), size))
        yield f"correlation {len(groups)} " + " ".join(" ".join(map(str, group)) for group in groups)


BETA = "pbeta, qbeta, every limit"


@family(("verdict", BETA, 0), ("share over the limit", "definition", 1e-3), ("its lower end", BETA, 1e-6),
        ("its upper end", BETA, 1e-6), ("quantile of nights", "definition", 0), ("its lower end", BETA, 0),
        ("its upper end", BETA, 0), ("effective measurements", "qt, definition", 0), ("p of a fail", BETA, 1e-280),
        ("p of a pass", BETA, 1e-280))
def evaluations(r):
    for i in range(60):
        weights = [1.0] if i % 3 else [r.uniform(0.1, 1) for _ in range(3)]
        nights, per_night = r.choice([3, 9, 14, 20, 30]), r.choice([1, 4, 8, 12])
        groups = []
        for night in range(nights):
            worse = r.gauss(0, 0.5 if i % 2 else 0)
            for stratum in range(len(weights)):
                if night > 3 and r.random() < 0.15:
                    continue  # nights without a stratum
                values = [math.exp(worse + 0.5 * r.gauss(0, 1)) for _ in range(r.randint(1, 2 * per_night))]
                if i % 4 == 0:
                    values = [round(value, 1) for value in values]
                groups.append((night, stratum, [math.inf if r.random() < 0.05 else v for v in values]))
        limit = r.choice([0.3, 0.9, 1.4, 1.6, 2.0, 3.0, 9.0])
        allowed, confidence = r.choice([0.25, 0.25, 0.5, 0.1]), r.choice([0.9, 0.95, 0.99])
        line = f"evaluation {exact(confidence)} {exact(allowed)} {exact(limit)} {sample(weights)} {len(groups)} "
        yield line + " ".join(f"{night} {stratum} {sample(values)}" for night, stratum, values in groups)


def apart(ours, theirs, scale):
    """The relative difference; what is meant to be near 0 is held against `scale` instead."""
    if ours is None or theirs is None:
        return 0.0 if ours is theirs else math.inf
    if ours == theirs:
        return 0.0
    difference = abs(ours - theirs) / max(abs(ours), abs(theirs), scale)
    return difference if math.isfinite(difference) else math.inf


def figures(command, cases):
    """The program's answers to the file's cases, a list of numbers for each."""
    with open(cases, encoding="ascii") as lines:
        done = subprocess.run(command, stdin=lines, capture_output=True, text=True, timeout=200)
    if done.returncode:
        sys.exit(f"{command[0]} ended with code {done.returncode}: {done.stderr}")
    return [[None if word == "none" else float(word) for word in line.split()] for line in done.stdout.splitlines()]


def differences(lines, ours, theirs, parts):
    """For each part of a family's answers the largest difference, and sentences on those that are too large."""
    largest, problems = [0.0] * len(parts), []
    for line, got, want in zip(lines, ours, theirs):
        if len(got) != len(want) or not got:
            problems.append(f"{len(got)} figures instead of {len(want)} of {line[:300]}")
        for i, (one, other) in enumerate(zip(got, want)):
            part = min(i, len(parts) - 1)
            difference = apart(one, other, parts[part][2])
            largest[part] = max(largest[part], difference)
            if difference > TOLERANCE:
                problems.append(f"{parts[part][0]}: {one!r}, and {other!r} by R, of {line[:300]}")
    return largest, problems


def main(program):
    lines = [list(make(Random(make.__name__))) for make, _ in FAMILIES]
    with tempfile.NamedTemporaryFile("w", encoding="ascii", suffix=".txt") as cases:
        cases.write("".join(line + "\n" for some in lines for line in some))
        cases.flush()
        ours = figures([program], cases.name)
        theirs = figures(["Rscript", "--vanilla", str(IN_R), cases.name], cases.name)
    count = sum(map(len, lines))
    problems = [f"{len(answers)} answers to {count} cases" for answers in (ours, theirs) if len(answers) != count]
    print("| figure | cases | compared with R's | largest relative difference |\n|---|---|---|---|")
    at = 0
    for (_, parts), some in zip(FAMILIES, lines):
        answers = slice(at, at := at + len(some))
        largest, wrong = differences(some, ours[answers], theirs[answers], parts)
        problems += wrong
        for (name, against, _), most in zip(parts, largest):
            print(f"| {name} | {len(some)} | {against} | {most:.1e} |")
    verdicts = {VERDICTS[int(answer[0])] for answer in theirs[count - len(lines[-1]):]}
    if verdicts != set(VERDICTS):
        problems.append(f"the evaluations have no other verdicts than {sorted(verdicts)}")
    print("\n".join(problems[:50]))
    return 1 if problems else 0


if __name__ == "__main__":
    if not shutil.which("Rscript"):
        print("skipped: Rscript is missing (r-base-core)")
        sys.exit(77)
    sys.exit(main(sys.argv[1]))
