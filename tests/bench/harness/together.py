"""Whether portals that are asked for all at once show the same TLS phase as when they are asked for one at a time."""

from collections import defaultdict
from dataclasses import dataclass

import configs
import tls_records
from bench import Result
from exporter import Exporter
from link import TLS_PORT, Link, LinkServer
from marks import connection_of
from runs import Failed, median, quantile
from truth import truth_of
from watched import watch

PORTALS = 85
# No multiple of the 20 ms between starts as shipped: each connection's handshake would meet the next one's start.
ROUND_TRIP_MS = 27
ALONE_ROUNDS, TOGETHER_ROUNDS = 3, 6
ALONE = {"in_flight": 1}
# What one gets who says nothing, but for the bound per address, which the benchmark's portals share.
AS_SHIPPED = {"in_flight": 200, "starts_per_second": 50, "gap": "1s"}
AT_ONCE = {**AS_SHIPPED, "starts_per_second": 10_000}
MOST_US = 2_000


@dataclass
class Phase:
    """A sample's TLS phase, from `connected` to `secured`, in microseconds."""

    portal: str
    fit: bool
    lateness: int
    said: float  # by the sample
    on_wire: float  # between the packets
    of_server: float  # between our first packet of it and the server's last: the network's and the server's share

    @property
    def ours(self):
        """What the sample says beyond what others took."""
        return self.said - self.of_server


def together(bench):
    """The TLS phase of 85 portals asked for at once, beside the same asked for one at a time, over a link of 27 ms."""
    tls_records.require_ciphers()
    directory = bench.directory / "together"
    directory.mkdir(exist_ok=True)
    with Link(bench.tool("delay_link"), ROUND_TRIP_MS) as link, LinkServer(link, directory) as server:
        alone = _measure(bench, link, server, "one at a time", ALONE, ALONE_ROUNDS)
        shipped = _measure(bench, link, server, "50/s (as shipped)", AS_SHIPPED, TOGETHER_ROUNDS, alone)
        at_once = _measure(bench, link, server, "all at once", AT_ONCE, TOGETHER_ROUNDS, alone)
        _tell_exporter(link, server)
    return [
        Result("together: TLS phase of fit samples, 50/s beside one at a time, p95 of the difference",
               spread(shipped, alone, "said"), MOST_US, "us"),
        Result("together: the same all at once, without the network's and the server's share",
               spread(at_once, alone, "ours"), MOST_US, "us"),
    ]


def beyond_alone(phases, alone, what):
    """By how much each fit sample says more than its portal's median alone."""
    usual = defaultdict(list)
    for phase in alone:
        if phase.fit:
            usual[phase.portal].append(getattr(phase, what))
    missing = {phase.portal for phase in phases} - usual.keys()
    if missing:
        raise Failed(f"no fit sample was taken alone of {', '.join(sorted(missing))}")
    return [getattr(phase, what) - median(usual[phase.portal]) for phase in phases if phase.fit]


def spread(phases, alone, what):
    """The 95th percentile of the sizes of those differences."""
    return quantile([abs(difference) for difference in beyond_alone(phases, alone, what)], 0.95)


def _measure(bench, link, server, name, limits, rounds, alone=None):
    config = configs.write(server.directory / "sweep.yaml", portals=PORTALS, rounds=rounds, network=link.network,
                           fitness=configs.FITNESS_AS_SHIPPED, limits=limits)
    file = server.directory / "together.pcap"
    watched = watch(bench, link, server, config, TLS_PORT, file, "--only", "*/page-0")
    file.unlink()
    phases = [_phase(sample, watched) for sample in watched.samples]
    if len(phases) != PORTALS * rounds:
        raise Failed(f"{len(phases)} samples were taken, not {PORTALS * rounds}")
    _tell(name, phases, watched.cost.wall_s, alone)
    return phases


def _phase(sample, watched):
    if sample["outcome"] != "ok":
        raise Failed(f"a sample did not go well: {sample}")
    connection = connection_of(sample, watched.connections)
    truth = truth_of(connection, watched.keys)
    return Phase(sample["portal_id"], sample["fit"], sample["lateness_us"], sample["secured_us"] - sample["connected_us"],
                 (truth.secured - truth.connected) / 1000, (truth.secured - connection.sent.arrival(0)) / 1000)


def _tell(name, phases, wall_s, alone):
    fit = [phase for phase in phases if phase.fit]
    late = [phase.lateness for phase in phases]
    print(f"  {name}: {len(phases)} samples in {wall_s:.1f} s, {1 - len(fit) / len(phases):.1%} unfit, lateness p50 "
          f"{quantile(late, 0.5)}, p99 {quantile(late, 0.99)} us")
    if not fit:
        raise Failed("no sample was fit")
    rows = {"TLS phase": [phase.said for phase in fit], "of it ours": [phase.ours for phase in fit],
            "error against the packets": [phase.said - phase.on_wire for phase in fit]}
    if alone:
        rows["TLS phase, beyond alone"] = beyond_alone(phases, alone, "said")
        rows["of it ours, beyond alone"] = beyond_alone(phases, alone, "ours")
        rows["the server's, beyond alone"] = beyond_alone(phases, alone, "of_server")
    for row, values in rows.items():
        _tell_row(row, values)


def _tell_row(row, values):
    sizes = [abs(value) for value in values]
    print(f"    {row:<28} p50 {quantile(values, 0.5):>9.0f}   p95 of sizes {quantile(sizes, 0.95):>9.0f}   "
          f"max {max(sizes):>9.0f} us", flush=True)


def _tell_exporter(link, server):
    """How prometheus-blackbox-exporter does: for comparison, where it is installed."""
    if not Exporter.installed():
        return
    with Exporter(link, server) as exporter:
        alone = [exporter.tls_phases(range(PORTALS), 1) for _ in range(2)]
        at_once = [exporter.tls_phases(range(PORTALS), PORTALS) for _ in range(TOGETHER_ROUNDS)]
    usual = [median([one[portal] for one in alone]) for portal in range(PORTALS)]
    print(f"  blackbox_exporter, {PORTALS} asked for at once:")
    _tell_row("TLS phase alone", usual)
    _tell_row("TLS phase", [value for one in at_once for value in one])
    _tell_row("TLS phase, beyond alone", [one[portal] - usual[portal] for one in at_once for portal in range(PORTALS)])
