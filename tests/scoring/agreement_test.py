#!/usr/bin/env python3
"""The statistics against SciPy's, and against what follows plainly from their definitions.

usage: agreement_test.py STATISTICS_FIGURES

Ends with code 77 (skipped) where no Python on this machine has SciPy: scripts/install-deps --test.
"""
import fractions
import math
import os
import pathlib
import random
import subprocess
import sys
import unittest

# The distribution's own Python, for which its packages are made: the first on the path may be another one.
SYSTEM = "/usr/bin/python3"
# Where scripts/install-deps puts what cannot be installed beside our libraries.
UNPACKED = pathlib.Path(__file__).resolve().parents[2] / "build/packages/usr/lib/python3/dist-packages"

try:
    if os.environ.get("PORTAL_PROBE_SYSTEM_PYTHON"):
        sys.path.append(str(UNPACKED))
    import numpy
    from scipy import special, stats
except ImportError:
    if not os.environ.get("PORTAL_PROBE_SYSTEM_PYTHON") and os.access(SYSTEM, os.X_OK):
        os.environ["PORTAL_PROBE_SYSTEM_PYTHON"] = "1"
        os.execv(SYSTEM, [SYSTEM, "-B", *sys.argv])
    print("skipped: SciPy is missing (python3-scipy)")
    sys.exit(77)

TOLERANCE = 1e-9
VERDICTS = ("pass", "fail", "inconclusive", "insufficient")


class Program:
    """Asks the program under test, all cases at once."""

    def __init__(self, path):
        self.path = path
        self.rows = []  # of the table: figure, cases, largest difference

    def figures(self, lines):
        done = subprocess.run([self.path], input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=200)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return [[None if word == "none" else float(word) for word in line.split()] for line in done.stdout.splitlines()]

    def table(self):
        yield "| figure | cases | compared with | largest relative difference |"
        yield "|---|---|---|---|"
        for name, cases, against, largest in self.rows:
            yield f"| {name} | {cases} | {against} | {largest:.1e} |"


def sample(values):
    return f"{len(values)} " + " ".join(repr(float(value)) for value in values)


def apart(ours, theirs, scale):
    """The relative difference; what is meant to be near 0 is held against `scale` instead."""
    if ours is None or theirs is None:
        return 0.0 if ours is theirs else math.inf
    if ours == theirs:
        return 0.0
    if math.isinf(ours) or math.isinf(theirs):
        return math.inf
    return abs(ours - theirs) / max(abs(ours), abs(theirs), scale)


class Agreement(unittest.TestCase):
    program = None

    def setUp(self):
        self.random = random.Random(self.id())

    def values(self, count, ties=False, infinite=0.0):
        def one():
            if self.random.random() < infinite:
                return math.inf
            value = self.random.lognormvariate(0, 0.7)
            return round(3 * value) / 4 if ties else value
        return [one() for _ in range(count)]

    def compare(self, cases, parts):
        """`cases`: pairs of a line and what the figures should be. `parts`: name, against, scale of each figure."""
        answers = self.program.figures([line for line, _ in cases])
        self.assertEqual(len(answers), len(cases))
        largest = [0.0] * len(parts)
        for (line, want), got in zip(cases, answers):
            self.assertEqual(len(got), len(want), line)
            for i, (ours, theirs) in enumerate(zip(got, want)):
                part = min(i, len(parts) - 1)
                difference = apart(ours, theirs, parts[part][2])
                self.assertLessEqual(difference, TOLERANCE, f"{parts[part][0]}: {ours!r} and {theirs!r} of {line[:300]}")
                largest[part] = max(largest[part], difference)
        for (name, against, _), most in zip(parts, largest):
            self.program.rows.append((name, len(cases), against, most))

    def test_quantile_intervals(self):
        cases = []
        for i in range(400):
            count = self.random.choice([1, 2, 5, 12, 13, 14, 60, 720, 5000]) if i % 2 else self.random.randint(1, 90)
            q = self.random.choice([0.5, 0.75, 0.9, 0.95, self.random.uniform(0.02, 0.98)])
            confidence = self.random.choice([0.8, 0.9, 0.95, 0.99])
            values = self.values(count, ties=i % 3 == 0, infinite=0.1 * (i % 2))
            cases.append((f"quantile {q!r} {confidence!r} {sample(values)}", quantile_interval(values, q, confidence)))
        self.compare(cases, [("quantile", "definition", 0), ("its lower end", "scipy.special.bdtr", 0),
                             ("its upper end", "scipy.special.bdtr", 0), ("its coverage", "scipy.special.bdtr", 0)])

    def test_t_intervals(self):
        cases = []
        for i in range(300):
            shares = [self.random.betavariate(0.5, 1.5) for _ in range(self.random.randint(2, 60))]
            if i % 4 == 0:
                shares = [round(share * 24) / 24 for share in shares]
            if i % 50 == 0:
                shares = [shares[0]] * len(shares)
            confidence = self.random.choice([0.8, 0.9, 0.95, 0.99, 0.999])
            cases.append((f"mean {confidence!r} {sample(shares)}", mean_interval(shares, confidence)))
        self.compare(cases, [("mean of nights", "numpy", 1e-3), ("t-interval, lower end", "scipy.stats.t", 1e-3),
                             ("t-interval, upper end", "scipy.stats.t", 1e-3)])

    def test_proportions(self):
        cases = []
        for i in range(400):
            trials = self.random.choice([1, 13, 30, 60, 720, 20000])
            if i % 2:
                trials = self.random.uniform(1, 900)
            successes = trials * self.random.choice([0, 1, self.random.random(), self.random.random() ** 4])
            successes = float(math.floor(successes)) if not i % 2 else successes
            confidence = self.random.choice([0.8, 0.9, 0.95, 0.99])
            share = self.random.choice([0.25, 0.5, self.random.uniform(0.01, 0.99)])
            low, high = clopper_pearson(successes, trials, confidence)
            cases.append((f"proportion {confidence!r} {share!r} {successes!r} {trials!r}",
                          [low, high, at_least(successes, trials, share), at_most(successes, trials, share)]))
        self.compare(cases, [("Clopper-Pearson, lower end", "scipy.special.betainc", 1e-200),
                             ("Clopper-Pearson, upper end", "scipy.special.betainc", 1e-200),
                             ("chance of so many", "scipy.special.betainc", 1e-280), ("chance of so few", "scipy.special.betainc", 1e-280)])

    def test_mann_whitney(self):
        cases = []
        for i in range(500):
            a = self.values(self.size(), ties=i % 3 == 0, infinite=0.1 if i % 5 == 0 else 0)
            b = self.values(self.size(), ties=i % 3 == 0, infinite=0.1 if i % 5 == 0 else 0)
            if i % 4 == 1:
                b = [value * 1.4 for value in b]
            if i % 100 == 7:
                a, b = [2.0] * len(a), [2.0] * len(b)
            cases.append((f"mann_whitney {sample(a)} {sample(b)}", mann_whitney(a, b)))
        self.compare(cases, [("Mann-Whitney U", "scipy.stats.mannwhitneyu", 0), ("Mann-Whitney p", "scipy.stats.mannwhitneyu", 1e-280)])

    def test_mann_whitney_of_large_samples(self):
        cases = []
        for i in range(6):
            a, b = self.values(10_000, ties=i % 2 == 0), [1.03 * value for value in self.values(7_000, ties=i % 2 == 0)]
            cases.append((f"mann_whitney {sample(a)} {sample(b)}", mann_whitney(a, b)))
        self.compare(cases, [("Mann-Whitney U, 10,000 and 7,000", "scipy.stats.mannwhitneyu", 0),
                             ("Mann-Whitney p, 10,000 and 7,000", "scipy.stats.mannwhitneyu", 1e-280)])

    def test_cliffs_delta(self):
        cases = []
        for i in range(400):
            a = self.values(self.size(), ties=i % 3 == 0, infinite=0.1 if i % 5 == 0 else 0)
            b = self.values(self.size(), ties=i % 3 == 0)
            if i % 20 == 3:
                b = [value + 1000 for value in b]
            confidence = self.random.choice([0.9, 0.95, 0.99])
            cases.append((f"cliffs_delta {confidence!r} {sample(a)} {sample(b)}", cliffs_delta(a, b, confidence)))
        self.compare(cases, [("Cliff's delta", "all pairs", 1e-3), ("its lower end", "all pairs", 1e-3),
                             ("its upper end", "all pairs", 1e-3)])

    def test_hodges_lehmann(self):
        cases = []
        for i in range(300):
            sizes = [self.random.randint(1, 8), self.random.randint(1, 60)]
            if i % 100 == 1:
                sizes = [self.random.randint(30, 49), self.random.randint(30, 49)]  # the largest that are exact
            if i % 20 == 0:
                sizes = [self.random.randint(50, 300), self.random.randint(200, 400)]
            a, b = (self.values(size, ties=i % 3 == 0) for size in self.random.sample(sizes, 2))
            confidence = self.random.choice([0.9, 0.95, 0.99])
            cases.append((f"hodges_lehmann {confidence!r} {sample(a)} {sample(b)}", hodges_lehmann(a, b, confidence)))
        self.compare(cases, [("Hodges-Lehmann shift", "all differences", 1e-3),
                             ("its lower end", "all differences, whole-number counts", 1e-3),
                             ("its upper end", "all differences, whole-number counts", 1e-3)])

    def test_holm(self):
        cases = []
        for i in range(200):
            p_values = [self.random.random() ** (1 + i % 6) for _ in range(self.random.randint(1, 90))]
            cases.append((f"holm {sample(p_values)}", holm(p_values)))
        self.compare(cases, [("Holm's correction", "definition", 0)])

    def test_correlation_of_nights(self):
        cases = []
        for i in range(300):
            groups = []
            for night in range(self.random.randint(2, 40)):
                size, share = self.random.randint(1, 30), self.random.betavariate(0.6, 1.8)
                groups.append((night, i % 3 and night % (i % 3), sum(self.random.random() < share for _ in range(size)), size))
            line = f"correlation {len(groups)} " + " ".join(" ".join(map(str, group)) for group in groups)
            cases.append((line, correlation(groups)))
        self.compare(cases, [("correlation within nights", "scipy.stats.f_oneway, definition", 1e-3), ("design effect", "definition", 1e-3)])

    def test_evaluations(self):
        cases, verdicts = [], set()
        for i in range(60):
            weights = [1.0] if i % 3 else [self.random.uniform(0.1, 1) for _ in range(3)]
            nights, per_night = self.random.choice([3, 9, 14, 20, 30]), self.random.choice([1, 4, 8, 12])
            groups = []
            for night in range(nights):
                worse = self.random.gauss(0, 0.5 if i % 2 else 0)
                for stratum in range(len(weights)):
                    if night > 3 and self.random.random() < 0.15:
                        continue  # nights without a stratum
                    size = self.random.randint(1, 2 * per_night)
                    values = [math.exp(worse + 0.5 * self.random.gauss(0, 1)) for _ in range(size)]
                    if i % 4 == 0:
                        values = [round(value, 1) for value in values]
                    groups.append((night, stratum, [math.inf if self.random.random() < 0.05 else v for v in values]))
            limit = self.random.choice([0.3, 0.9, 1.4, 1.6, 2.0, 3.0, 9.0])
            allowed, confidence = self.random.choice([0.25, 0.25, 0.5, 0.1]), self.random.choice([0.9, 0.95, 0.99])
            line = f"evaluation {confidence!r} {allowed!r} {limit!r} {sample(weights)} {len(groups)} "
            line += " ".join(f"{night} {stratum} {sample(values)}" for night, stratum, values in groups)
            want = evaluation(groups, weights, allowed, confidence, limit)
            verdicts.add(VERDICTS[int(want[0])])
            cases.append((line, want))
        self.assertEqual(verdicts, {"pass", "fail", "inconclusive"})
        beta = "scipy.special.betainc, every limit"
        self.compare(cases, [("verdict", beta, 0), ("share over the limit", "definition", 1e-3), ("its lower end", beta, 1e-6),
                             ("its upper end", beta, 1e-6), ("quantile of nights", "definition", 0), ("its lower end", beta, 0),
                             ("its upper end", beta, 0), ("effective measurements", "scipy.stats.t", 0), ("p of a fail", beta, 1e-280),
                             ("p of a pass", beta, 1e-280)])

    def size(self):
        return self.random.randint(1, 8) if self.random.random() < 0.4 else self.random.randint(1, 60)


def tail(confidence):
    return (1 - confidence) / 2


def quantile_interval(values, q, confidence):
    ordered, count = sorted(values), len(values)
    value = ordered[max(math.ceil(q * count - 1e-9), 1) - 1]
    ranks = numpy.arange(1, count + 1)
    lows = ranks[special.bdtr(ranks - 1, count, q) <= tail(confidence)]
    highs = ranks[special.bdtrc(ranks - 1, count, q) <= tail(confidence)]
    low = int(lows[-1]) if len(lows) else None
    high = int(highs[0]) if len(highs) else None
    coverage = 1 - (special.bdtr(low - 1, count, q) if low else 0) - (special.bdtrc(high - 1, count, q) if high else 0)
    return [value, low and ordered[low - 1], high and ordered[high - 1], coverage]


def mean_interval(shares, confidence):
    if len(set(shares)) < 2:
        return [None]
    mean, reach = numpy.mean(shares), t_quantile(confidence, len(shares) - 1) * stats.sem(shares)
    return [mean, max(mean - reach, 0.0), min(mean + reach, 1.0)]


def t_quantile(confidence, degrees):
    """The upper one. SciPy's own inversion ends at eight digits: its distribution function takes it to all of them."""
    t = stats.t.ppf(1 - tail(confidence), degrees)
    for _ in range(3):
        t += (stats.t.sf(t, degrees) - tail(confidence)) / stats.t.pdf(t, degrees)
    return t


def clopper_pearson(successes, trials, confidence):
    return lower_end(successes, trials, confidence), upper_end(successes, trials, confidence)


def lower_end(successes, trials, confidence):
    return beta_quantile(tail(confidence), successes, trials - successes + 1) if successes > 0 else 0.0


def upper_end(successes, trials, confidence):
    return 1 - beta_quantile(tail(confidence), trials - successes, successes + 1) if successes < trials else 1.0


def beta_quantile(p, a, b):
    """From special.betaincinv, which is none of Boost's as stats.beta is, with the digits that it leaves out."""
    x = special.betaincinv(a, b, p)
    for _ in range(3):
        slope = math.exp(min(special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - special.betaln(a, b), 700))
        x = min(max(x - (special.betainc(a, b, x) - p) / slope, 0.0), 1.0) if slope > 0 else x
    return x


def at_least(successes, trials, share):
    return special.betainc(successes, trials - successes + 1, share) if successes > 0 else 1.0


def at_most(successes, trials, share):
    return special.betainc(trials - successes, successes + 1, 1 - share) if successes < trials else 1.0


def mann_whitney(a, b):
    if len(set(a + b)) == 1:
        return [len(a) * len(b) / 2, 1.0]
    found = stats.mannwhitneyu(a, b, alternative="two-sided", method="auto")
    return [found.statistic, found.pvalue]


def cliffs_delta(a, b, confidence):
    x, y = numpy.array(a)[:, None], numpy.array(b)[None, :]
    pairs = (x > y).astype(float) - (x < y)
    delta, (m, n) = pairs.mean(), pairs.shape
    if min(m, n) < 2:
        return [delta, None, None]
    z = stats.norm.ppf(1 - tail(confidence))
    if abs(delta) == 1:
        other = max((min(m, n) - z * z) / (min(m, n) + z * z), -1)
        return [delta, other, 1] if delta > 0 else [delta, -1, -other]
    rows, columns = ((pairs.mean(axis=1) - delta) ** 2).sum(), ((pairs.mean(axis=0) - delta) ** 2).sum()
    variance = (n * n * rows + m * m * columns - ((pairs - delta) ** 2).sum()) / (m * n * (m - 1) * (n - 1))
    variance = max(variance, (1 - delta ** 2) / (m * n - 1))
    reach = z * math.sqrt(variance) * math.sqrt((1 - delta ** 2) ** 2 + z * z * variance)
    low, high = ((delta - delta ** 3 + side * reach) / (1 - delta ** 2 + z * z * variance) for side in (-1, 1))
    return [delta, max(low, -1), min(high, 1)]


def orders(m, n):
    """How many orders of m and n values have U = 0, 1, 2 ...: whole numbers, by adding one value after the other."""
    table = [[[1] for _ in range(n + 1)] for _ in range(m + 1)]
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            counts = [0] * (i * j + 1)
            for u, count in enumerate(table[i - 1][j]):
                counts[u + j] += count
            for u, count in enumerate(table[i][j - 1]):
                counts[u] += count
            table[i][j] = counts
    return table[m][n]


KNOWN_ORDERS = {}


def hodges_lehmann(a, b, confidence):
    m, n = len(a), len(b)
    differences = sorted((numpy.array(a)[:, None] - numpy.array(b)[None, :]).ravel())
    middle = numpy.median(differences)
    if m < 50 and n < 50 and len(set(a + b)) == m + n:
        key = (min(m, n), max(m, n))
        if key not in KNOWN_ORDERS:
            KNOWN_ORDERS[key] = orders(*key)
        counts = KNOWN_ORDERS[key]
        rank, below, whole = 0, fractions.Fraction(counts[0]), sum(counts)
        while below / whole < tail(confidence) - 10 * sys.float_info.epsilon:
            rank += 1
            below += counts[rank]
    else:
        z = stats.norm.ppf(1 - tail(confidence))
        rank = max(math.floor(m * n / 2 - z * math.sqrt(m * n * (m + n + 1) / 12)), 0)
    if not rank:
        return [middle, None, None]
    return [middle, differences[rank - 1], differences[-rank]]


def holm(p_values):
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    corrected, largest = [0.0] * len(p_values), 0.0
    for step, i in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - step) * p_values[i]))
        corrected[i] = largest
    return corrected


def correlation(groups):
    between = within = between_degrees = spread = 0.0
    for stratum in {group[1] for group in groups}:
        nights = [[1.0] * over + [0.0] * (size - over) for _, s, over, size in groups if s == stratum]
        everything = numpy.concatenate(nights)
        between += sum(len(night) * (numpy.mean(night) - everything.mean()) ** 2 for night in nights)
        within += sum(((numpy.array(night) - numpy.mean(night)) ** 2).sum() for night in nights)
        between_degrees += len(nights) - 1
        spread += len(everything) - sum(len(night) ** 2 for night in nights) / len(everything)
    total = sum(group[3] for group in groups)
    within_degrees = total - len(groups)
    if between_degrees < 1 or within_degrees < 1:
        return [None]
    usual = spread / between_degrees
    f = between / between_degrees, within / within_degrees
    if not f[0] + (usual - 1) * f[1] > 0:
        return [None]
    if len({group[1] for group in groups}) == 1 and f[1] > 0:
        ratio = stats.f_oneway(*[[1.0] * over + [0.0] * (size - over) for _, _, over, size in groups]).statistic
        rho = (ratio - 1) / (ratio + usual - 1)
    else:
        rho = (f[0] - f[1]) / (f[0] + (usual - 1) * f[1])
    return [rho, 1 + (sum(group[3] ** 2 for group in groups) / total - 1) * rho]


def share_estimate(groups, weights, confidence, threshold):
    """Share over a threshold and effective number of measurements, straight from the formulas."""
    over = {(night, stratum): [value > threshold for value in values] for night, stratum, values in groups}
    shares = {key: numpy.mean(flags) for key, flags in over.items()}
    count = {s: sum(1 for _, stratum in shares if stratum == s) for s in range(len(weights))}
    weight = {s: w / sum(weights) for s, w in enumerate(weights)}
    nights = sorted({night for night, _ in shares})
    parts = [sum(weight[s] / count[s] for n, s in shares if n == night) for night in nights]
    effective_nights = 1 / sum(part ** 2 for part in parts)
    flags = [flag for some in over.values() for flag in some]
    if all(flags) or not any(flags):
        return float(flags[0]), effective_nights
    mean = {s: sum(p for (_, stratum), p in shares.items() if stratum == s) / count[s] for s in count}
    share = sum(weight[s] * mean[s] for s in mean)
    variance = sum(sum(weight[s] / count[s] * math.sqrt(count[s] / (count[s] - 1)) * (p - mean[s])
                       for (n, s), p in shares.items() if n == night) ** 2 for night in nights)
    independent = 1 / sum((weight[s] / count[s]) ** 2 / len(some) for (_, s), some in over.items())
    if variance < 1e-30:
        return share, independent
    degrees = max(1.0, effective_nights - len(weights))
    ratio = min(1.0, (t_quantile(confidence, len(flags) - 1) / t_quantile(confidence, degrees)) ** 2)
    return share, min(independent, share * (1 - share) / variance * ratio)


def evaluation(groups, weights, allowed, confidence, limit):
    thresholds = [-math.inf, *sorted({value for _, _, values in groups for value in values})]
    curve = [share_estimate(groups, weights, confidence, threshold) for threshold in thresholds]
    here = max(i for i, threshold in enumerate(thresholds) if threshold <= limit)
    many = [at_least(share * n, n, allowed) for share, n in curve]
    few = [at_most(share * n, n, allowed) for share, n in curve]
    kept = [max(few[i:]) <= tail(confidence) for i in range(len(curve))]
    missed = [max(many[:i + 1]) < tail(confidence) for i in range(len(curve))]
    high = thresholds[kept.index(True)] if True in kept else None
    low = thresholds[missed.index(False)] if missed[0] else None
    value = next(threshold for threshold, (share, _) in zip(thresholds, curve) if share <= allowed + 1e-9)
    lower = min(lower_end(share * n, n, confidence) for share, n in curve[:here + 1])
    upper = max(upper_end(share * n, n, confidence) for share, n in curve[here:])
    verdict = 0 if kept[here] else 1 if missed[here] else 2
    share, effective = curve[here]
    p_fail = many[here] if share <= allowed else max(many[:here + 1])
    p_pass = few[here] if share >= allowed else max(few[here:])
    return [verdict, share, lower, upper, value, low, high, effective, p_fail, p_pass]


def main():
    Agreement.program = Program(sys.argv.pop(1))
    result = unittest.main(exit=False).result
    print("\n".join(Agreement.program.table()))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
