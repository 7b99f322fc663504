"""How near a page load without a browser comes to a browser's: see docs/benchmarks.md, "Pages"."""

import fnmatch
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import page_site
from bench import Result
from chromium import Chromium
from link import Link
from page_visits import Comparison, as_json, visit_by_chromium, visit_by_us, waterfall
from runs import Failed, median


@dataclass
class LinkKind:
    round_trip_ms: float
    kbit: int


LINKS = {"40ms-10M": LinkKind(40, 10_000), "10ms-50M": LinkKind(10, 50_000), "150ms-1.6M": LinkKind(150, 1_600)}
RATIO = (0.75, 1.2)
MEDIAN_RATIO = (0.85, 1.1)
SHARE = 0.95
CPU_SHARE = 1 / 20


def pages(bench):
    """Load of pages that others wrote, and what is asked for, by us and by Chromium, over three links and two protocols."""
    packages = page_site.install(bench.directory)
    comparisons = []
    for name, kind in LINKS.items():
        for protocol in page_site.PORTS:
            chosen = [page for page in page_site.pages()
                      if fnmatch.fnmatch(Comparison(page, protocol, name).name, bench.only)]
            if chosen:
                comparisons += _compare(bench, packages, name, kind, protocol, chosen)
    if not comparisons:
        raise Failed(f"no page is called {bench.only}: they are PAGE@http/1.1@40ms-10M and so on")
    return _results(comparisons)


@contextmanager
def _lab(bench, packages, kind, protocol):
    """A link with the site at one end and a browser at the other."""
    directory = bench.directory / "pages"
    with ExitStack() as stack:
        link = stack.enter_context(Link(bench.tool("delay_link"), kind.round_trip_ms, kind.kbit))
        forget_paths(link)
        site = stack.enter_context(page_site.PageSite(link, directory / "site", packages))
        port = page_site.PORTS[protocol]
        browser = stack.enter_context(Chromium(link, directory / "profile", link.server_address, port, site.key_hash))
        yield link, site, port, browser


def forget_paths(link):
    """No connection is to profit from what an earlier visit taught the kernel about the path."""
    for end in (link.client, link.server):
        subprocess.run([*end, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/tcp_no_metrics_save"], check=True)


def _compare(bench, packages, name, kind, protocol, chosen):
    comparisons = []
    with _lab(bench, packages, kind, protocol) as (link, site, port, browser):
        print(f"  {protocol}, {name}, {browser.version}")
        browser.visit(chosen[0].url)  # whatever it does only once, it has done
        for page in chosen:
            one = Comparison(page, protocol, name)
            for _ in range(bench.repeat):
                load, one.requests = visit_by_chromium(browser, site, page, kind.round_trip_ms)
                one.theirs.append(load)
                one.ours.append(visit_by_us(bench, link, site, port, page))
            _tell(one)
            _keep(bench.directory / "pages", one)
            comparisons.append(one)
    return comparisons


def _tell(one):
    print(f"    {one.page.name:36} Chromium {one.their_ms:6.0f} ms, ours {one.our_ms:6.0f} ms: {one.ratio:5.2f}; requests "
          f"{len(one.their_urls):3} and {len(one.our_urls):3}, recall {one.recall:.0%}, precision {one.precision:.0%}; "
          f"processor {median([v.cpu_s for v in one.theirs]) * 1000:5.0f} and {median([v.cpu_s for v in one.ours]) * 1000:4.0f} ms"
          f"{'' if one.is_static else '; by script'}", flush=True)
    for url, kind in one.missed().items():
        print(f"      missed {url} ({kind})")
    for url in one.added():
        print(f"      added  {url}")


def _keep(directory, one):
    name = one.name.replace("/", "")
    (directory / "waterfalls").mkdir(parents=True, exist_ok=True)
    (directory / "waterfalls" / f"{name}.txt").write_text(waterfall(one))
    with open(directory / "results.ndjson", "a", encoding="utf-8") as out:
        out.write(as_json(one) + "\n")


def _results(comparisons):
    static = [one for one in comparisons if one.is_static]
    results = []
    for link in LINKS:
        for protocol in page_site.PORTS:
            group = [one for one in static if one.link == link and one.protocol == protocol]
            if group:
                results += _of_group(f"pages {protocol} {link}", group)
    if static:
        shares = [median([v.cpu_s for v in one.ours]) / median([v.cpu_s for v in one.theirs]) for one in static]
        results.append(Result("pages: processor time, in the browser's (median)", median(shares), CPU_SHARE, "x"))
    return results


def _of_group(name, group):
    ratios = [one.ratio for one in group]
    outside = [one for one in group if not RATIO[0] <= one.ratio <= RATIO[1]]
    middle = median(ratios)
    print(f"  {name}: ratio {min(ratios):.2f} to {max(ratios):.2f}, median {middle:.2f}, {len(group)} static pages; outside: "
          f"{', '.join(f'{one.page.name} {one.ratio:.2f}' for one in outside) or 'none'}")
    return [
        Result(f"{name}: pages with a ratio outside {RATIO[0]} to {RATIO[1]}", len(outside), 0, "pages"),
        Result(f"{name}: median ratio, by how much it is outside {MEDIAN_RATIO[0]} to {MEDIAN_RATIO[1]}",
               max(0, MEDIAN_RATIO[0] - middle, middle - MEDIAN_RATIO[1]), 0, "x"),
        Result(f"{name}: pages whose recall is under {SHARE:.0%}", sum(one.recall < SHARE for one in group), 0, "pages"),
        Result(f"{name}: pages whose precision is under {SHARE:.0%}", sum(one.precision < SHARE for one in group), 0, "pages"),
    ]
