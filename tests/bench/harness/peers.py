"""The same measurements by us and by programs that others use, side by side: what each costs, and what each says.

All ask 85 names of one server for a page that takes 100 ms, over TLS, each time on a new connection, with as many in
flight. What a program says of the server's time, less those 100 ms, is its error and the server's own lateness together;
the server is the same for all.
"""

import csv
import io
import os
import subprocess
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import configs
from bench import Result
from runs import Failed, Skipped, ends_with_us, figures, median, quantile, run
from server import WAIT_S, free_ports

PORTALS, ROUNDS, IN_FLIGHT = 85, 12, 20
TOTAL = PORTALS * ROUNDS
SYSTEM_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


@dataclass
class Account:
    """One program's run."""

    cpu_us: float
    errors_us: list = field(default_factory=list)

    def __str__(self):
        if not self.errors_us:
            return f"{self.cpu_us:8.0f} us of processor"
        p50, p99 = quantile(self.errors_us, 0.5), quantile(self.errors_us, 0.99)
        return f"{self.cpu_us:8.0f} us of processor; server's time too long by {p50 / 1e3:7.2f} ms in the median, {p99 / 1e3:7.2f} ms at p99"


def ours(bench):
    config = configs.write(bench.directory / "peers.yaml", portals=PORTALS, rounds=ROUNDS, where="wait")
    sweep = bench.sweep(config, bench.server.tls_port, "--now")
    samples = [one for one in bench.samples(sweep.store) if one["kind"] == "page"]
    errors = [one["first_byte_us"] - one["sent_us"] - WAIT_S * 1e6 for one in samples if one["fit"]]
    return Account(sweep.cost.cpu_s / sweep.connections * 1e6, errors)


def blackbox_exporter(bench, ca_file=None):
    """Debian's prometheus-blackbox-exporter, a server that probes when asked.

    As it comes it trusts the system's bundle, and reads that once. Told of a file of authorities, it reads it each time.
    """
    port = free_ports(1)[0]
    settings = bench.directory / "blackbox.yml"
    trust = f", tls_config: {{ ca_file: {ca_file} }}" if ca_file else ""
    settings.write_text("modules:\n  page:\n    prober: http\n    timeout: 30s\n"
                        f"    http: {{ preferred_ip_protocol: ip4{trust} }}\n")
    process = subprocess.Popen(["prometheus-blackbox-exporter", f"--config.file={settings}",
                                f"--web.listen-address=127.0.0.1:{port}", "--log.level=error"],
                               env={**os.environ, "SSL_CERT_FILE": str(bundle_with_root(bench.directory, bench.server.ca_file))},
                               stderr=subprocess.DEVNULL, preexec_fn=ends_with_us)
    try:
        _await_port(port, process)
        before = _cpu_seconds(process.pid)
        with ThreadPoolExecutor(IN_FLIGHT) as workers:
            said = list(workers.map(lambda number: _ask_blackbox(port, bench.server.tls_port, number), range(TOTAL)))
        cost = _cpu_seconds(process.pid) - before
    finally:
        process.terminate()
        process.wait()
    return Account(cost / TOTAL * 1e6, [(seconds - WAIT_S) * 1e6 for seconds in said])


def _ask_blackbox(port, target_port, number):
    query = urllib.parse.urlencode({"module": "page", "target": f"https://127.0.0.1:{target_port}/wait",
                                    "hostname": configs.host(number % PORTALS)})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}/probe?{query}", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    metrics = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    if metrics.get("probe_success") != "1":
        raise Failed("blackbox_exporter's probe did not succeed")
    return float(metrics['probe_http_duration_seconds{phase="processing"}'])


def _await_port(port, process):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(200):
        if process.poll() is not None:
            raise Failed("prometheus-blackbox-exporter ended at once")
        try:
            with opener.open(f"http://127.0.0.1:{port}/-/healthy", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise Failed("prometheus-blackbox-exporter does not answer")


def _cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def hey(bench):
    """A load generator; it trusts any certificate, and asks one name only."""
    words = ["hey", "-n", TOTAL, "-c", IN_FLIGHT, "-disable-keepalive", "-o", "csv", "-host", configs.host(0),
             f"https://127.0.0.1:{bench.server.tls_port}/wait"]
    done = run(words)
    rows = [row for row in csv.DictReader(io.StringIO(done.output)) if row["status-code"] == "200"]
    if len(rows) < TOTAL - IN_FLIGHT:  # it asks in whole shares of its workers
        raise Failed(f"hey got {len(rows)} of {TOTAL} answers")
    return Account(done.cpu_s / len(rows) * 1e6, [(float(row["Response-delay"]) - WAIT_S) * 1e6 for row in rows])


def bare_curl(bench, mode, ca_file):
    done = run([bench.tool("bare_curl"), mode, f"https://{configs.host(0)}/wait", TOTAL, IN_FLIGHT,
                f"::127.0.0.1:{bench.server.tls_port}", ca_file])
    return Account(figures(done.output)["cpu_us_per_measurement"])


def cold_floor(bench):
    done = run([bench.tool("cold_floor"), "127.0.0.1", bench.server.tls_port, configs.host(0), TOTAL, IN_FLIGHT,
                bench.server.ca_file])
    return Account(figures(done.output)["cpu_us_per_measurement"])


def bundle_with_root(directory, ca_file):
    """What libcurl reads by itself, and the benchmark's authority."""
    bundle = directory / "bundle.pem"
    with open(SYSTEM_BUNDLE, encoding="ascii", errors="replace") as system:
        bundle.write_text(system.read() + ca_file.read_text())
    return bundle


def peers(bench):
    """Processor time and error of a cold measurement over TLS, by us and by others."""
    bundle = bundle_with_root(bench.directory, bench.server.ca_file)
    programs = {
        "portal-probe": ours,
        "blackbox_exporter": blackbox_exporter,
        "the same, ca_file": lambda b: blackbox_exporter(b, bundle),
        "hey": hey,
        "libcurl, defaults": lambda b: bare_curl(b, "cold-defaults", bundle),
        "libcurl, CA read once": lambda b: bare_curl(b, "cold", b.server.ca_file),
        "floor": cold_floor,
    }
    accounts = {name: [] for name in programs}
    for _ in range(max(1, bench.repeat // 2)):
        for name, measure in programs.items():
            try:
                accounts[name].append(measure(bench))
            except FileNotFoundError as missing:
                raise Skipped(f"{missing.filename} is missing: scripts/install-deps --peers") from missing
            print(f"  {name:22} {accounts[name][-1]}")
    return [
        _share(accounts, "blackbox_exporter", "as it comes"),
        _share(accounts, "the same, ca_file", "with a ca_file"),
    ]


def _share(accounts, other, how):
    shares = [ours.cpu_us / theirs.cpu_us for ours, theirs in zip(accounts["portal-probe"], accounts[other])]
    return Result(f"peers: processor time of a measurement, in blackbox_exporter's {how}", median(shares), 1 / 8, "x")
