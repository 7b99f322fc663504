"""The benchmarks. Each yields lines for people and returns its results.

Figures drift with the machine's neighbours, so what is compared is run in turn, and a ratio is taken of neighbouring runs.
"""

import json

import configs
from accuracy import accuracy
from artifacts import artifacts
from bench import Result
from har import har
from in_flight import MostOpen
from lateness import lateness
from lighthouse import lighthouse
from pages import crowd, pages
from peers import peers
from runs import Failed, figures, median, quantile, run
from score import score
from together import together
from verdict import verdict
from visits import visits

# A night of the national list, at once: a cold page, a cold and a warm action each.
NATIONAL_LIST = {"portals": 85, "rounds": 24}
IN_FLIGHT = 20


def cold(bench):
    """Processor time per connection of a sweep over TLS beside the floor's and bare libcurl's."""
    server = bench.server
    config = configs.write(bench.directory / "cold.yaml", **NATIONAL_LIST)
    ratios, bare_ratios = [], []
    for _ in range(bench.repeat):
        sweep = bench.sweep(config, server.tls_port, "--now")
        total = sweep.connections
        floor = figures(run([bench.tool("cold_floor"), "127.0.0.1", server.tls_port, configs.host(0), total, IN_FLIGHT,
                             server.ca_file]).output)["cpu_us_per_measurement"]
        bare = figures(run([bench.tool("bare_curl"), "cold", f"https://{configs.host(0)}/", total, IN_FLIGHT,
                            f"::127.0.0.1:{server.tls_port}", server.ca_file]).output)["cpu_us_per_measurement"]
        ours = sweep.cost.cpu_s / total * 1e6
        ratios.append(ours / floor)
        bare_ratios.append(bare / floor)
        print(f"  {total} connections, {sweep.stored} samples: sweep {ours:.0f} us, floor {floor:.0f} us, bare libcurl "
              f"{bare:.0f} us per connection; sweep {ours / floor:.2f} x the floor")
    print(f"  bare libcurl: {median(bare_ratios):.2f} x the floor (median)")
    return [Result("cold: processor time per connection, in floors", median(ratios), 1.5, "x")]


def warm(bench):
    """Processor time per stored warm sample beyond bare libcurl's for the same requests.

    Two sweeps with as many cold samples each, the one with 19 warm samples more per portal and round: their difference is
    what warm samples cost, from the plan to the store.
    """
    server = bench.server
    rounds = {"portals": 85, "rounds": 4, "scheme": "http"}
    many_warm = configs.write(bench.directory / "warm.yaml", pages=1, actions=20, **rounds)
    few_warm = configs.write(bench.directory / "cold-only.yaml", pages=20, actions=1, **rounds)
    beyond = []
    for _ in range(bench.repeat):
        more = bench.sweep(many_warm, server.plain_port, "--now")
        less = bench.sweep(few_warm, server.plain_port, "--now")
        samples = more.stored - less.stored
        if samples != 19 * rounds["portals"] * rounds["rounds"]:
            raise Failed(f"{samples} warm samples more: not what was planned")
        bare = figures(run([bench.tool("bare_curl"), "warm", f"http://{configs.host(0)}/", samples, IN_FLIGHT,
                            f"::127.0.0.1:{server.plain_port}"]).output)["cpu_us_per_measurement"]
        ours = (more.cost.cpu_s - less.cost.cpu_s) / samples * 1e6
        beyond.append(ours - bare)
        print(f"  {samples} warm samples: sweep {ours:.0f} us, bare libcurl {bare:.0f} us per sample")
    return [Result("warm: processor time per stored sample beyond bare libcurl's", median(beyond), 60, "us")]


def check(bench):
    """Time to check 10,000 portals."""
    config = configs.write(bench.directory / "check.yaml", portals=10_000, actions=1, rounds=24,
                           limits={"starts_per_second": 50, "gap": "1s"})
    costs = [bench.check_or_plan("check", config) for _ in range(bench.repeat)]
    for cost in costs:
        print(f"  {cost.wall_s:.2f} s ({cost.cpu_s:.2f} s of processor), {cost.peak_rss_mb:.0f} MB at most")
    return [Result("check: 10,000 portals", median([cost.wall_s for cost in costs]), 4, "s")]


def plan(bench):
    """Time to plan 264,000 measurements beyond the time to read and check the configuration."""
    config = configs.write(bench.directory / "plan.yaml", portals=1_000, actions=5, rounds=24,
                           limits={"starts_per_second": 50, "gap": "1s"})
    planned = json.loads(run([bench.program, "plan", config, "--json"]).output)["planned"]
    if planned != 264_000:
        raise Failed(f"{planned} measurements were planned, not 264,000")
    beyond = []
    for _ in range(bench.repeat):
        reading = bench.check_or_plan("check", config).wall_s
        planning = bench.check_or_plan("plan", config).wall_s
        beyond.append(planning - reading)
        print(f"  plan {planning:.2f} s, check alone {reading:.2f} s")
    return [Result("plan: 264,000 measurements, after reading", median(beyond), 1, "s")]


def memory(bench):
    """Peak memory of a sweep over 10,000 portals that answer after three seconds, 1,000 in flight."""
    config = configs.write(bench.directory / "memory.yaml", portals=10_000, where="sleep/3",
                           limits={"in_flight": 1000, "starts_per_second": 1000})
    most_open = MostOpen(bench.server.slow_port)
    sweep = bench.sweep(config, bench.server.slow_port, "--now", while_running=most_open.look)
    print(f"  {sweep.stored} samples in {sweep.cost.wall_s:.0f} s; at most {most_open.seen} connections were seen open at once")
    most_open.require(1000, "the sweep")
    return [Result("memory: peak of a sweep over 10,000 portals, 1,000 in flight", sweep.cost.peak_rss_mb, 300, "MB")]


# The delayed calls take half of the sweep's time. A store that held measuring up would so make the median sample late by
# milliseconds and every hundredth by half a second; what is tolerated is what runs on a shared machine differ by anyway.
SLOW_DISK = {"SLOW_DISK_SYNC_US": "500000", "SLOW_DISK_WRITE_US": "5000"}
TOLERATED_US = {
    "lateness_us": {"p50": 300, "p99": 4000},
    "error_us": {"p50": 300, "p99": 1000},
}
FIELDS = list(TOLERATED_US)


def store(bench):
    """Lateness and error of a paced sweep, with the store's disk as it is and made slow."""
    config = configs.write(bench.directory / "store.yaml", portals=85, rounds=24, scheme="http", window="45s")
    report = bench.directory / "slow-disk.txt"
    slow_disk = {**SLOW_DISK, "LD_PRELOAD": str(bench.tool("libslow_disk.so")), "SLOW_DISK_REPORT": str(report)}
    seen = {"as it is": [], "slow": []}
    for _ in range(max(1, bench.repeat // 2)):
        for disk, environment in (("as it is", None), ("slow", slow_disk)):
            sweep = bench.sweep(config, bench.server.plain_port, environment=environment)
            samples = bench.samples(sweep.store)
            seen[disk].append(_instrument(samples))
            print(f"  disk {disk}: {_tell(seen[disk][-1])}, {len(samples)} samples in {sweep.cost.wall_s:.0f} s")
        delayed = figures(report.read_text())
        print(f"    {delayed['calls']:.0f} calls were delayed, by {delayed['delayed_us'] / 1e6:.1f} s in all")
        if delayed["delayed_us"] < 5e6:
            raise Failed("the disk was not slow")
    return [
        Result(f"store: what a slow disk adds to {field} at {share}", _added(seen, field, share), limit, "us")
        for field in FIELDS
        for share, limit in TOLERATED_US[field].items()
    ]


def _instrument(samples):
    """For each field its median and its 99th percentile."""
    values = {field: [one[field] for one in samples if one.get(field) is not None] for field in FIELDS}
    return {field: {"p50": quantile(every, 0.5), "p99": quantile(every, 0.99)} for field, every in values.items()}


def _tell(instrument):
    return ", ".join(f"{field} p50 {at['p50']} p99 {at['p99']}" for field, at in instrument.items())


def _added(seen, field, share):
    """What the slow disk adds, between the runs' medians."""
    typical = {disk: median([one[field][share] for one in runs]) for disk, runs in seen.items()}
    return typical["slow"] - typical["as it is"]


# In flight: connections in all, and for how many seconds the server lets each wait. That is long enough that so many really
# are in flight: at N after a second a program would have to start N per second. Each portal makes three connections (a cold
# page, a cold and a warm action), one at a time.
FLIGHTS = {10: (200, 1), 100: (1500, 1), 1000: (5000, 4), 5000: (15000, 15)}


def flight(bench):
    """Processor time per connection with 10 to 5,000 in flight, beside bare libcurl's."""
    costs = {}
    for in_flight, (total, seconds) in FLIGHTS.items():
        costs[in_flight] = [measure(bench, in_flight, total, f"sleep/{seconds}")
                            for measure in (_sweep_in_flight, _curl_in_flight)]
        print(f"  {in_flight} in flight: sweep {costs[in_flight][0]:.0f} us, bare libcurl {costs[in_flight][1]:.0f} us per "
              "connection", flush=True)
    ours, bares = (costs[5000][which] / costs[10][which] for which in (0, 1))
    print(f"  from 10 to 5,000: sweep x {ours:.2f}, bare libcurl x {bares:.2f}")
    return [Result("flight: growth of the cost from 10 to 5,000 in flight, in bare libcurl's", ours / bares, 1.1, "x")]


def _sweep_in_flight(bench, in_flight, total, page):
    """Microseconds of processor time per connection, without what a sweep of a single portal costs too."""
    most_open = MostOpen(bench.server.slow_port)
    spent, connections = [], []
    for portals in (1, round(total / 3)):
        config = configs.write(bench.directory / "flight.yaml", portals=portals, where=page if portals > 1 else "",
                               limits={"in_flight": in_flight, "per_address": in_flight})
        sweep = bench.sweep(config, bench.server.slow_port, "--now", while_running=most_open.look)
        spent.append(sweep.cost.cpu_s - run([bench.program, "plan", config], keep_output=False).cpu_s)
        connections.append(sweep.connections)
    most_open.require(in_flight, "the sweep")
    return (spent[1] - spent[0]) / (connections[1] - connections[0]) * 1e6


def _curl_in_flight(bench, in_flight, total, page):
    """The same of bare libcurl."""
    most_open = MostOpen(bench.server.slow_port)
    spent = []
    for count, path in ((1, ""), (total, page)):
        done = run([bench.tool("bare_curl"), "cold", f"https://{configs.host(0)}/{path}", count, min(count, in_flight),
                    f"::127.0.0.1:{bench.server.slow_port}", bench.server.ca_file], while_running=most_open.look)
        spent.append(done.cpu_s)
    most_open.require(in_flight, "bare libcurl")
    return (spent[1] - spent[0]) / (total - 1) * 1e6


ALL = {"cold": cold, "warm": warm, "check": check, "plan": plan, "memory": memory, "flight": flight, "store": store,
       "lateness": lateness, "accuracy": accuracy, "together": together, "verdict": verdict, "peers": peers, "pages": pages,
       "crowd": crowd, "har": har, "lighthouse": lighthouse, "visits": visits, "artifacts": artifacts, "score": score}

# Need programs that nothing else needs, and so are run by name only.
BY_NAME_ONLY = ("peers", "pages", "crowd", "har", "lighthouse", "visits", "artifacts")
