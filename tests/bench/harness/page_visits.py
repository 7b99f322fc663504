"""Visits of one page by Chromium and by us, and how they differ."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from runs import Failed, median, run

CONFIG = """version: 1
name: Pages
vantage: {{ id: bench, description: "this machine" }}
schedules:
  - {{ id: bench, stratum: night, time_zone: Asia/Ho_Chi_Minh, window: 6h, rounds: {rounds} }}
limits:
  in_flight: {in_flight}
  starts_per_second: {starts_per_second}
  per_host: {{ in_flight: 1, gap: 0s }}
  per_address: {{ in_flight: 1000 }}
defaults: {{ timeout: 120s, http_version: auto, allow_addresses: [{network}], page_engine: network }}
fitness: {{ max_unfit_share: 100% }}
portals:
{portals}
"""
PORTAL = """  - id: p{number:04}
    name: Page {number}
    block: province
    region: Tây Nguyên
    pages: [{{ id: home, role: home, url: "{url}" }}]
"""


@dataclass
class Load:
    """A load of a page by either."""

    load_ms: float
    cpu_s: float
    asked: dict  # URL: (started, ended) in ms since the start, at the server
    needs_browser: bool = False
    fit: bool = True
    main_thread_ms: float = 0  # the browser's


@dataclass
class Comparison:
    """All visits of one page over one link and protocol."""

    page: object
    protocol: str
    link: str
    ours: list = field(default_factory=list)
    theirs: list = field(default_factory=list)
    requests: dict = field(default_factory=dict)  # of the browser's last visit, by URL

    @property
    def name(self):
        return f"{self.page.name}@{self.protocol}@{self.link}"

    @property
    def our_ms(self):
        return median([one.load_ms for one in self.ours])

    @property
    def their_ms(self):
        return median([one.load_ms for one in self.theirs])

    @property
    def ratio(self):
        return self.our_ms / self.their_ms

    @property
    def busy_ms(self):
        """How long the browser's main thread was busy, which is in no network's time."""
        return median([one.main_thread_ms for one in self.theirs])

    @property
    def our_urls(self):
        return set.union(*(set(one.asked) for one in self.ours))

    @property
    def their_urls(self):
        return set.union(*(set(one.asked) for one in self.theirs))

    @property
    def recall(self):
        return len(self.our_urls & self.their_urls) / len(self.their_urls)

    @property
    def precision(self):
        return len(self.our_urls & self.their_urls) / len(self.our_urls)

    @property
    def is_static(self):
        """No script had the browser fetch anything before the load event, no video played, and we say that we can load it."""
        awaited = [one for url, one in self.requests.items() if url in self.their_urls]
        moving = any(one.initiator == "script" or one.kind == "Media" for one in awaited)
        return not moving and not any(one.needs_browser for one in self.ours)

    def missed(self):
        """URLs that the browser alone asked for, and what for."""
        return {url: self._kind(url) for url in sorted(self.their_urls - self.our_urls)}

    def added(self):
        """URLs that we alone asked for."""
        return sorted(self.our_urls - self.their_urls)

    def _kind(self, url):
        request = self.requests.get(url)
        return f"{request.kind} by {request.initiator}" if request else "of a frame or a worker"


def write_config(path, urls, network, rounds=1, in_flight=1, starts_per_second=10_000):
    portals = "".join(PORTAL.format(number=number, url=url) for number, url in enumerate(urls))
    path.write_text(CONFIG.format(rounds=rounds, in_flight=in_flight, starts_per_second=starts_per_second, network=network,
                                  portals=portals))
    return path


def sweep(bench, link, site, port, config, *options):
    """Sweeps it over the link; what it cost, and the samples."""
    store = site.directory / "pages.db"
    for leftover in site.directory.glob("pages.db*"):
        leftover.unlink()
    cost = run([*link.client, bench.program, "sweep", config, "--only", "*/home", "--now", "--json", "--quiet", "--store", f"sqlite:{store}",
                "--connect-to", f"::{link.server_address}:{port}", "--ca-file", site.ca_file, *options])
    samples = [sample for sample in bench.samples(store) if sample["engine"] == "network"]
    for sample in samples:
        if sample["outcome"] != "ok":
            raise Failed(f"{sample.get('url')}: {sample['outcome']} {sample.get('detail')}")
    return cost, samples


def started_at(sample):
    """In seconds, wall clock."""
    return datetime.fromisoformat(sample["started_at"].replace("Z", "+00:00")).timestamp()


def visit_by_us(bench, link, site, port, page):
    config = write_config(site.directory / "page.yaml", [page.url], link.network)
    site.forget()
    cost, samples = sweep(bench, link, site, port, config)
    sample = samples[0]
    begin = started_at(sample)
    asked = {one.url: ((one.started - begin) * 1000, (one.ended - begin) * 1000) for one in site.served()
             if one.started > begin}  # before that the document was measured by itself
    return Load(sample["network_load_us"] / 1000, cost.cpu_s, asked, bool(sample.get("needs_browser")), sample["fit"])


def visit_by_chromium(browser, site, page, round_trip_ms):
    site.forget()
    visit = browser.visit(page.url)
    begin = visit.load_at - visit.load_ms / 1000
    asked = {}
    for one in site.served():
        times = ((one.started - begin) * 1000, (one.ended - begin) * 1000)
        # What was sent after the load event was not awaited by it.
        if times[0] - round_trip_ms / 2 < visit.load_ms:
            asked.setdefault(one.url, times)
    return Load(visit.load_ms, visit.cpu_s, asked, main_thread_ms=visit.main_thread_ms), {one.url: one for one in visit.requests}


def waterfall(comparison):
    """Both last visits side by side: when the server began and ended each request."""
    ours, theirs = comparison.ours[-1], comparison.theirs[-1]
    lines = [f"{comparison.name}: Chromium {theirs.load_ms:.0f} ms, ours {ours.load_ms:.0f} ms",
             f"{'Chromium':>15} {'ours':>15}  as Chromium tells it"]
    def order(url):
        return theirs.asked.get(url, ours.asked.get(url))
    for url in sorted({*ours.asked, *theirs.asked}, key=order):
        cells = ["{:.0f}-{:.0f}".format(*one.asked[url]) if url in one.asked else "" for one in (theirs, ours)]
        request = comparison.requests.get(url)
        told = f"{request.priority}/{request.initiator} {request.started * 1000:5.0f}-{(request.ended or 0) * 1000:.0f}" if request else ""
        lines.append(f"{cells[0]:>15} {cells[1]:>15}  {told:28} {url}")
    return "\n".join(lines) + "\n"


def as_json(comparison):
    return json.dumps({
        "page": comparison.page.path, "protocol": comparison.protocol, "link": comparison.link,
        "chromium_ms": [round(one.load_ms, 1) for one in comparison.theirs],
        "ours_ms": [round(one.load_ms, 1) for one in comparison.ours],
        "chromium_cpu_s": [round(one.cpu_s, 3) for one in comparison.theirs],
        "ours_cpu_s": [round(one.cpu_s, 4) for one in comparison.ours],
        "chromium_main_thread_ms": [round(one.main_thread_ms) for one in comparison.theirs],
        "ratio": round(comparison.ratio, 3), "static": comparison.is_static,
        "requests": {"chromium": len(comparison.their_urls), "ours": len(comparison.our_urls)},
        "recall": round(comparison.recall, 3), "precision": round(comparison.precision, 3),
        "missed": comparison.missed(), "added": comparison.added()})
