"""Whether the verdict "answers within 0.2 s" is right where the true answer is known to be just under or over that."""

import subprocess

import configs
from bench import Result
from runs import Failed, Skipped, busy_neighbours, ends_with_us, figures, quantile

CRITERION_MS = 200
DELAYS_MS = (180, 220)
PORTALS_EACH = 20
SAMPLES = 200  # warm ones of each portal; of cold ones there are twice as many
# What else happens meanwhile: portals measured over TLS as often, and processes that never rest.
OTHERS, BUSY = 10, 2
WINDOW = "60s"
# By so much the server itself may be off, at its 99th percentile: a twentieth of what the verdict turns on.
SERVER_OFF_US = 1_000
FEWEST_FIT = 20
METRICS = {"cold": "ttfb_us", "warm": "response_time_us"}


class ExactServer:
    """A context: the server with known delays."""

    def __init__(self, program):
        self._process = subprocess.Popen([program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                         preexec_fn=ends_with_us)
        line = self._process.stdout.readline()
        if not line:
            raise Skipped(f"the server needs a real-time priority: {self._process.communicate()[1].strip()}")
        self.port = int(figures(line)["port"])

    def stop(self):
        """{delay in ms: what the server says of how exact it was}."""
        self._process.terminate()
        output, complaint = self._process.communicate()
        if self._process.returncode:
            raise Failed(f"the server with known delays ended early: {complaint.strip()}")
        return {int(said["delay_ms"]): said for said in map(figures, output.splitlines())}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


def delay_of(portal):
    """What a portal's number says of its delay; None: one of the others."""
    return DELAYS_MS[portal // PORTALS_EACH] if portal < len(DELAYS_MS) * PORTALS_EACH else None


def is_wrong(values, delay_ms):
    """Whether the 75th percentile of these (microseconds) says the contrary of what is true of the delay."""
    return (quantile(values, 0.75) > CRITERION_MS * 1000) != (delay_ms > CRITERION_MS)


def verdict(bench):
    """Portals that answer in 180 and in 220 ms, beside a crowd: is any verdict about 0.2 s false?"""
    known = len(DELAYS_MS) * PORTALS_EACH
    entries = [configs.portal(number, "http", 1, 1, delay_of(number)) for number in range(known)]
    entries += [configs.portal(number, "https", 1, 1) for number in range(known, known + OTHERS)]
    config = configs.write_entries(
        bench.directory / "verdict.yaml", entries, rounds=SAMPLES, window=WINDOW, fitness=configs.FITNESS_AS_SHIPPED,
        limits={"in_flight": 400, "per_host": 8})
    with ExactServer(bench.tool("exact_server")) as server, busy_neighbours(BUSY):
        sweep = bench.sweep(config, {80: server.port, 443: bench.server.tls_port})
        said = server.stop()
    _require_exact(said)
    samples = bench.planned_samples(sweep.store)
    unfit = sum(not sample["fit"] for sample in samples) / len(samples)
    print(f"  {len(samples)} samples in {sweep.cost.wall_s:.0f} s beside {BUSY} busy processes, {unfit:.1%} unfit")
    return [_judge(samples, connection) for connection in METRICS]


def _require_exact(said):
    for delay, figure in said.items():
        if delay:
            print(f"  the server's {delay} ms took longer by {figure['p50_us']:.0f} us in the median, {figure['p99_us']:.0f} us "
                  f"at p99, {figure['max_us']:.0f} us at most ({figure['count']:.0f} answers)")
        if delay and figure["p99_us"] > SERVER_OFF_US:
            raise Failed(f"the server with known delays was off by {figure['p99_us']:.0f} us at p99: nothing can be told from it")


def _judge(samples, connection):
    metric = METRICS[connection]
    wrong, wrong_unfiltered = [], []
    for portal in range(len(DELAYS_MS) * PORTALS_EACH):
        ours = [one for one in samples if one["portal_id"] == configs.portal_id(portal) and one["connection"] == connection]
        fit = [one[metric] for one in ours if one["fit"]]
        if len(ours) < SAMPLES or len(fit) < FEWEST_FIT:
            raise Failed(f"portal {portal} has {len(ours)} {connection} samples, {len(fit)} of them fit: too few to judge by")
        wrong += [portal] * is_wrong(fit, delay_of(portal))
        wrong_unfiltered += [portal] * is_wrong([one[metric] for one in ours], delay_of(portal))
    for delay in DELAYS_MS:
        _tell(samples, connection, delay)
    if wrong_unfiltered:
        print(f"    with the unfit samples {len(wrong_unfiltered)} verdicts would be false")
    return Result(f"verdict: portals on the wrong side of 0.2 s by their p75, {connection}", len(wrong), 0, "portals")


def _tell(samples, connection, delay):
    """By how much the samples say more than the server's delay."""
    hosts = {configs.portal_id(number) for number in range(len(DELAYS_MS) * PORTALS_EACH) if delay_of(number) == delay}
    ours = [one for one in samples if one["portal_id"] in hosts and one["connection"] == connection]
    beyond = {"fit": [one[METRICS[connection]] - delay * 1000 for one in ours if one["fit"]],
              "all": [one[METRICS[connection]] - delay * 1000 for one in ours]}
    unfit = 1 - len(beyond["fit"]) / len(ours)
    shares = ", ".join(f"{which}: p50 {quantile(some, 0.5)}, p75 {quantile(some, 0.75)}, p99 {quantile(some, 0.99)}, max {max(some)} us"
                       for which, some in beyond.items())
    print(f"    {connection}, {delay} ms: {unfit:.1%} unfit; too long by, {shares}")
