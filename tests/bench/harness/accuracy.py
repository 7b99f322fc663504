"""How far samples are from what the network's packets say: see docs/benchmarks.md, "Accuracy"."""

import fnmatch
import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import capture
import configs
import tls_records
from bench import Result
from link import PLAIN_PORT, TLS_PORT, Link, LinkServer
from marks import compare, connection_of
from runs import Failed, ends_with_us, quantile, run
from truth import truth_of

ROUND_TRIP_MS = 40
# As shipped, but that no share of unfit samples ends the sweep badly: it is counted here.
FITNESS = "{ max_unfit_share: 100% }"


@dataclass
class Load:
    """Each portal gives two cold samples and a warm one."""

    name: str
    starts_per_second: float
    portals: int
    busy: bool = False


LOADS = [
    Load("1/s", 1, 8),
    Load("50/s", 50, 200),
    Load("200/s", 200, 400),
    Load("max", 10_000, 700),
    Load("50/s-busy", 50, 200, busy=True),
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

    def errors(self, mark):
        return [one.errors[mark] for one in self.fit if mark in one.errors]


def accuracy(bench):
    """Each mark of each sample beside the packets that a capture on the client's side saw, over a link of 40 ms."""
    tls_records.require_ciphers()
    directory = bench.directory / "accuracy"
    directory.mkdir(exist_ok=True)
    names = [f"{scheme}@{load.name}" for scheme in SCHEMES for load in LOADS]
    if not fnmatch.filter(names, bench.only):
        raise Failed(f"no run is called {bench.only}; there are {', '.join(names)}")
    link = Link(bench.tool("delay_link"), ROUND_TRIP_MS)
    try:
        server = LinkServer(link, directory)
        try:
            groups = []
            for load in LOADS:
                for scheme in SCHEMES:
                    if fnmatch.fnmatch(f"{scheme}@{load.name}", bench.only):
                        groups += _measure(bench, link, server, load, scheme)
        finally:
            server.stop()
    finally:
        link.stop()
    return _results(groups)


def _measure(bench, link, server, load, scheme):
    """One sweep under a capture, compared and told."""
    directory = server.directory
    url_scheme, port = SCHEMES[scheme]
    config = configs.write(
        directory / "sweep.yaml", portals=load.portals, actions=1, scheme=url_scheme, fitness=FITNESS,
        network=link.network, limits={"in_flight": 1000, "starts_per_second": load.starts_per_second})
    key_log, store = directory / "keys.log", directory / "accuracy.db"
    for leftover in [key_log, *directory.glob("accuracy.db*")]:
        leftover.unlink(missing_ok=True)
    file = directory / f"{scheme}-{load.name.replace('/', '-per-')}.pcap"
    watching = capture.Capture(link.client, link.device, file)
    try:
        with _neighbour(load.busy):
            cost = run([*link.client, bench.program, "sweep", config, "--now", "--json", "--quiet",
                        "--store", f"sqlite:{store}", "--connect-to", f"::{link.server_address}:{port}",
                        "--ca-file", server.ca_file], environment={"SSLKEYLOGFILE": str(key_log)})
        watching.stop()
    except BaseException:
        watching.abandon()
        raise
    planned = json.loads(cost.output)["planned"]
    keys = tls_records.read_key_log(key_log.read_text()) if scheme == "tls" else None
    seen = capture.connections(file, link.server_address)
    groups = _compare(bench.samples(store), seen, keys, load, scheme)
    if sum(len(group.compared) + group.failed for group in groups) != planned:
        raise Failed(f"not all of the {planned} samples that were planned came out")
    print(f"  {scheme}@{load.name}: {planned} samples in {cost.wall_s:.1f} s, {planned / cost.wall_s:.0f}/s; "
          f"{cost.cpu_s / cost.wall_s:.0%} of a processor")
    for group in groups:
        _tell(group)
    _keep_evidence(file, groups)
    return groups


@contextmanager
def _neighbour(busy):
    """A process that never rests, if there is to be one."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"], preexec_fn=ends_with_us) if busy else None
    try:
        yield
    finally:
        if process:
            process.kill()
            process.wait()


def _compare(samples, seen, keys, load, scheme):
    groups = {kind: Group(load.name, f"{kind} {scheme}", []) for kind in ("cold", "warm")}
    truths = {}
    for sample in samples:
        if sample["kind"] not in ("page", "action"):
            continue
        group = groups[sample["connection"]]
        if sample["outcome"] != "ok":
            group.failed += 1
            continue
        connection = connection_of(sample, seen)
        if truths.setdefault(id(connection), sample) is not sample:
            raise Failed(f"two samples claim one connection: {sample} and {truths[id(connection)]}")
        group.compared.append(compare(sample, truth_of(connection, keys)))
    return list(groups.values())


def _tell(group):
    print(f"    {group.name}: {len(group.compared)} samples, {group.unfit_share:.1%} unfit"
          + (f", {group.failed} failed" if group.failed else ""))
    fit = group.fit
    if not fit:
        return
    print(f"      {'us, of fit samples':<22}{'bias':>9}{'p50':>9}{'p99':>9}{'max':>9}")
    for mark in fit[0].errors:
        errors = group.errors(mark)
        size = [abs(error) for error in errors]
        print(f"      {mark:<22}{quantile(errors, 0.5):>+9.0f}{quantile(size, 0.5):>9.0f}{quantile(size, 0.99):>9.0f}"
              f"{max(size):>9.0f}")
    readings = [one.sample["error_us"] for one in group.compared if one.sample.get("error_us") is not None]
    if readings:
        print(f"      {'own readings, of all':<22}{'':>9}{quantile(readings, 0.5):>9}{quantile(readings, 0.99):>9}"
              f"{max(readings):>9}")
    wrong = [one for one in group.compared if one.wrong]
    print(f"      off by more than 2 ms: {len(wrong)}, of which not marked unfit: {len(group.lies)}")
    for one in sorted(group.lies, key=lambda one: -max(map(abs, one.errors.values())))[:3]:
        off = ", ".join(f"{mark} {error:+.0f}" for mark, error in one.errors.items())
        print(f"        port {one.sample['local_port']}, error_us {one.sample.get('error_us')}: {off}")


def _keep_evidence(file, groups):
    """Of a run with a lie in it the capture stays, with the samples and what their packets say."""
    lies = [one for group in groups for one in group.lies]
    evidence = file.with_suffix(".ndjson")
    evidence.unlink(missing_ok=True)
    if not lies:
        file.unlink()
        return
    with open(evidence, "w", encoding="utf-8") as out:
        for one in lies:
            out.write(json.dumps({"errors": one.errors, "truth_ns": asdict(one.truth), "sample": one.sample}) + "\n")
    print(f"    kept: {file} and {evidence.name}")


def _results(groups):
    results = []
    for load, most_unfit in MOST_UNFIT.items():
        of_load = [group for group in groups if group.load == load]
        if not of_load:
            continue
        for mark in PROMISED_MARKS:
            for share, word, limit in ((0.5, "median", MEDIAN_US), (0.99, "p99", P99_US)):
                worst, name = max((quantile([abs(error) for error in group.errors(mark)], share), group.name)
                                  for group in of_load if group.errors(mark))
                results.append(Result(f"accuracy {load}: {mark}, {word} error of fit samples ({name})", worst, limit, "us"))
        unfit, name = max((group.unfit_share, group.name) for group in of_load)
        results.append(Result(f"accuracy {load}: unfit samples ({name})", unfit * 100, most_unfit * 100, "%"))
    lies = sum(len(group.lies) for group in groups)
    results.append(Result("accuracy: samples off by more than 2 ms that are not marked unfit, all runs", lies, 0, "samples"))
    return results
