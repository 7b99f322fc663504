"""How far samples are from what the network's packets say: see docs/benchmarks.md, "Accuracy"."""

import fnmatch
import itertools
import json
from dataclasses import asdict, dataclass

import configs
import tls_records
from bench import Result
from link import PLAIN_PORT, TLS_PORT, Link, LinkServer
from marks import compare, connection_of
from runs import Failed, busy_neighbours, quantile
from truth import truth_of
from watched import watch

ROUND_TRIP_MS = 40


@dataclass
class Load:
    """Each portal gives two cold samples and a warm one."""

    name: str
    starts_per_second: float
    portals: int
    busy: bool = False
    kbit: int = 0  # the link's; 0: without a bound


LOADS = [
    Load("1/s", 1, 8),
    Load("50/s", 50, 200),
    Load("200/s", 200, 400),
    Load("max", 10_000, 700),
    Load("50/s-busy", 50, 200, busy=True),
    # The packets of an answer arrive apart, not at once: which of them a mark is taken from shows here.
    Load("50/s-busy-slow-link", 50, 200, busy=True, kbit=20_000),
]
SCHEMES = {"tls": ("https", TLS_PORT), "plain": ("http", PLAIN_PORT)}

# What is promised at 50 starts per second, alone and beside a busy process.
MEDIAN_US, P99_US = 100, 1_000
PROMISED_MARKS = ("connected", "first_byte", "done")
MOST_UNFIT = {"50/s": 0.05, "50/s-busy": 0.20}


@dataclass
class Group:
    """The samples of one kind in one run."""

    load: str
    kind: str
    compared: list
    failed: int = 0

    @property
    def name(self):
        return f"{self.kind} {self.load}"

    @property
    def fit(self):
        return [one for one in self.compared if one.fit]

    @property
    def unfit_share(self):
        return 1 - len(self.fit) / max(1, len(self.compared))

    @property
    def lies(self):
        """Samples that are wrong and do not say that they are unfit."""
        return [one for one in self.fit if one.wrong]

    def sizes(self, mark):
        """By how much the fit samples' marks are off, whichever way."""
        return [abs(one.errors[mark]) for one in self.fit if mark in one.errors]


def accuracy(bench):
    """Each mark of each sample beside the packets that a capture on the client's side saw, over a link of 40 ms."""
    tls_records.require_ciphers()
    directory = bench.directory / "accuracy"
    directory.mkdir(exist_ok=True)
    names = [f"{scheme}@{load.name}" for scheme in SCHEMES for load in LOADS]
    if not fnmatch.filter(names, bench.only):
        raise Failed(f"no run is called {bench.only}; there are {', '.join(names)}")
    groups = []
    for kbit in dict.fromkeys(load.kbit for load in LOADS):
        with Link(bench.tool("delay_link"), ROUND_TRIP_MS, kbit) as link, LinkServer(link, directory) as server:
            for load, scheme in itertools.product(LOADS, SCHEMES):
                if load.kbit == kbit and fnmatch.fnmatch(f"{scheme}@{load.name}", bench.only):
                    groups += _measure(bench, link, server, load, scheme)
    return _results(groups)


def _measure(bench, link, server, load, scheme):
    """One sweep under a capture, compared and told."""
    url_scheme, port = SCHEMES[scheme]
    config = configs.write(
        server.directory / "sweep.yaml", portals=load.portals, actions=1, scheme=url_scheme,
        fitness=configs.FITNESS_AS_SHIPPED, network=link.network,
        limits={"in_flight": 1000, "starts_per_second": load.starts_per_second})
    file = server.directory / f"{scheme}-{load.name.replace('/', '-per-')}.pcap"
    with busy_neighbours(int(load.busy)):
        watched = watch(bench, link, server, config, port, file)
    groups = _compare(watched, load, scheme)
    if sum(len(group.compared) + group.failed for group in groups) != watched.planned:
        raise Failed(f"not all of the {watched.planned} samples that were planned came out")
    cost, planned = watched.cost, watched.planned
    print(f"  {scheme}@{load.name}: {planned} samples in {cost.wall_s:.1f} s, {planned / cost.wall_s:.0f}/s; "
          f"{cost.cpu_s / cost.wall_s:.0%} of a processor")
    for group in groups:
        _tell(group)
    _keep_evidence(file, groups)
    return groups


def _compare(watched, load, scheme):
    groups = {kind: Group(load.name, f"{kind} {scheme}", []) for kind in ("cold", "warm")}
    truths = {}
    for sample in watched.samples:
        group = groups[sample["connection"]]
        if sample["outcome"] != "ok":
            group.failed += 1
            continue
        connection = connection_of(sample, watched.connections)
        if truths.setdefault(id(connection), sample) is not sample:
            raise Failed(f"two samples claim one connection: {sample} and {truths[id(connection)]}")
        group.compared.append(compare(sample, truth_of(connection, watched.keys)))
    return list(groups.values())


def _tell(group):
    print(f"    {group.name}: {len(group.compared)} samples, {group.unfit_share:.1%} unfit"
          + (f", {group.failed} failed" if group.failed else ""))
    everyone = group.compared
    if not everyone:
        return
    print(f"      {'us':<15}{'fit: bias':>10}{'p50':>9}{'p99':>9}{'max':>9}{'all: p50':>12}{'p99':>9}{'max':>9}")
    for mark in everyone[0].errors:
        errors = [one.errors[mark] for one in group.fit]
        bias = f"{quantile(errors, 0.5):+.0f}" if errors else "-"
        print(f"      {mark:<15}{bias:>10}{_figures(errors, 9)}{_figures([one.errors[mark] for one in everyone], 12)}")
    for name, of in (("own readings", "error_us"), ("lateness", "lateness_us")):
        said = {which: [one.sample[of] for one in some if one.sample.get(of) is not None]
                for which, some in (("fit", group.fit), ("all", everyone))}
        print(f"      {name:<15}{'':>10}{_figures(said['fit'], 9)}{_figures(said['all'], 12)}")
    wrong = [mark for one in everyone for mark in one.wrong]
    by_mark = ", ".join(f"{mark} {wrong.count(mark)}" for mark in everyone[0].errors if mark in wrong)
    print(f"      off by more than 2 ms: {sum(bool(one.wrong) for one in everyone)}{by_mark and f' ({by_mark})'}; "
          f"not marked unfit: {len(group.lies)}")
    for one in sorted(group.lies, key=lambda one: -max(map(abs, one.errors.values())))[:3]:
        off = ", ".join(f"{mark} {error:+.0f}" for mark, error in one.errors.items())
        print(f"        port {one.sample['local_port']}, error_us {one.sample.get('error_us')}: {off}")


def _figures(values, first_width):
    """Median, 99th percentile and maximum of the values' sizes, as columns of a table."""
    size = [abs(value) for value in values]
    words = [f"{quantile(size, share):.0f}" for share in (0.5, 0.99, 1)] if size else ["-"] * 3
    return f"{words[0]:>{first_width}}{words[1]:>9}{words[2]:>9}"


def _keep_evidence(file, groups):
    """Writes down the samples that are wrong and what their packets say. The capture stays if one of them is a lie."""
    wrong = [one for group in groups for one in group.compared if one.wrong]
    with open(file.with_suffix(".ndjson"), "w", encoding="utf-8") as out:
        for one in wrong:
            out.write(json.dumps({"errors": one.errors, "truth_ns": asdict(one.truth), "sample": one.sample}) + "\n")
    if any(one.fit for one in wrong):
        print(f"    kept: {file}, and the samples beside it")
    else:
        file.unlink()


def _results(groups):
    results = []
    for load, most_unfit in MOST_UNFIT.items():
        of_load = [group for group in groups if group.load == load]
        if not of_load:
            continue
        for mark in PROMISED_MARKS:
            for share, word, limit in ((0.5, "median", MEDIAN_US), (0.99, "p99", P99_US)):
                worst, name = max((quantile(group.sizes(mark), share), group.name)
                                  for group in of_load if group.sizes(mark))
                results.append(Result(f"accuracy {load}: {mark}, {word} error of fit samples ({name})", worst, limit, "us"))
        unfit, name = max((group.unfit_share, group.name) for group in of_load)
        results.append(Result(f"accuracy {load}: unfit samples ({name})", unfit * 100, most_unfit * 100, "%"))
    lies = sum(len(group.lies) for group in groups)
    results.append(Result("accuracy: samples off by more than 2 ms that are not marked unfit, all runs", lies, 0, "samples"))
    return results
