"""How near a page load without a browser comes to a browser's: see docs/benchmarks.md, "Pages"."""

import fnmatch
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import page_site
from bench import Result
from chromium import Chromium
from link import Link
from page_visits import Comparison, as_json, started_at, sweep, visit_by_chromium, visit_by_us, waterfall, write_config
from runs import Failed, median


@dataclass
class LinkKind:
    round_trip_ms: float
    kbit: int


LINKS = {"40ms-10M": LinkKind(40, 10_000), "10ms-50M": LinkKind(10, 50_000), "150ms-1.6M": LinkKind(150, 1_600)}
QUICK = LinkKind(10, 0)  # without a bound
FAR = LinkKind(300, 0)  # pages take long, so that 50 of them are under way while neither end is busy
AT_ONCE, PER_SECOND = 50, 15
CROWD = ("creative", "freelancer", "sb-admin-2", "soft-ui-dashboard-dashboard", "owl.carousel")
ROUNDS = 4
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
    return _results(comparisons) + _cost(bench, packages, comparisons)


@contextmanager
def site_at_link(bench, packages, kind):
    """A link with the site at its far end."""
    with ExitStack() as stack:
        link = stack.enter_context(Link(bench.tool("delay_link"), kind.round_trip_ms, kind.kbit))
        forget_paths(link)
        yield link, stack.enter_context(page_site.PageSite(link, bench.directory / "pages/site", packages))


@contextmanager
def _lab(bench, packages, kind, protocol):
    """The same with a browser at the near end."""
    with site_at_link(bench, packages, kind) as (link, site):
        port = page_site.PORTS[protocol]
        profile = bench.directory / "pages/profile"
        with Chromium(link, profile, link.server_address, port, site.key_hash) as browser:
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
    print(f"    {one.page.name:36} Chromium {one.their_ms:6.0f} ms (main thread {one.busy_ms:4.0f}), ours {one.our_ms:6.0f} ms: {one.ratio:5.2f}; requests "
          f"{len(one.their_urls):3} and {len(one.our_urls):3}, recall {one.recall:.0%}, precision {one.precision:.0%}; "
          f"processor {median([v.cpu_s for v in one.theirs]) * 1000:5.0f} and {median([v.cpu_s for v in one.ours]) * 1000:4.0f} ms"
          f"{'' if one.is_static else '; apart'}", flush=True)
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
    apart = sorted({one.page.name for one in comparisons if not one.is_static})
    print(f"  apart, since scripts fetch something or a video plays: {', '.join(apart) or 'none'}")
    results = []
    for link in LINKS:
        for protocol in page_site.PORTS:
            group = [one for one in static if one.link == link and one.protocol == protocol]
            if group:
                results += _of_group(f"pages {protocol} {link}", group)
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


def _cost(bench, packages, comparisons):
    """Processor time of a visit in a night of several rounds, beside the browser's, which has been running for long, too."""
    results = []
    for protocol in page_site.PORTS:
        chosen = {one.page.name: one.page for one in comparisons if one.protocol == protocol}
        if not chosen:
            continue
        with site_at_link(bench, packages, QUICK) as (link, site):
            config = write_config(site.directory / "pages.yaml", [page.url for page in chosen.values()], link.network, ROUNDS)
            few, many = (sweep(bench, link, site, page_site.PORTS[protocol], config, "--rounds", rounds)[0].cpu_s
                         for rounds in (1, ROUNDS))
        ours = (many - few) / (ROUNDS - 1) / len(chosen)
        theirs = sum(median([visit.cpu_s for one in comparisons if one.page.name == name and one.protocol == protocol
                             for visit in one.theirs]) for name in chosen) / len(chosen)
        print(f"  {protocol}: {ours * 1000:.1f} ms of processor for one of our visits, {few / len(chosen) * 1000:.1f} ms in the first "
              f"round with the program's start, {theirs * 1000:.0f} ms for one of the browser's: 1/{theirs / ours:.0f}")
        results.append(Result(f"pages {protocol}: processor time of a visit, in the browser's", ours / theirs, CPU_SHARE, "x"))
    return results


def crowd(bench):
    """Load of 50 pages at once beside the same pages one at a time, over a link that can carry them."""
    packages = page_site.install(bench.directory)
    results = []
    pages = [page for page in page_site.pages() if page.name in CROWD]
    for protocol, port in page_site.PORTS.items():
        with site_at_link(bench, packages, FAR) as (link, site):
            loads = {}
            for in_flight, copies, rounds in ((1, 1, 3), (AT_ONCE, AT_ONCE // len(pages), 2)):
                # Each at a host of its own: one host is asked for one page at a time.
                urls = [page.url.replace("//www.", f"//p{number:02}.") for number, page in enumerate(pages * copies)]
                config = write_config(site.directory / "crowd.yaml", urls, link.network, rounds, in_flight, PER_SECOND)
                cost, samples = sweep(bench, link, site, port, config)
                loads[in_flight] = _by_page(samples, urls)
                print(f"  {protocol}, {in_flight} at once: {len(samples)} visits in {cost.wall_s:.0f} s, "
                      f"{_most_at_once(samples)} at most under way together, {cost.cpu_s / cost.wall_s:.0%} of a processor, "
                      f"{sum(not one['fit'] for one in samples)} unfit")
        changes = {path: loads[AT_ONCE][path] / loads[1][path] - 1 for path in loads[1]}
        for path, change in changes.items():
            print(f"    {path:60} {loads[1][path]:6.0f} and {loads[AT_ONCE][path]:6.0f} ms: {change:+.1%}")
        results.append(Result(f"crowd {protocol}: largest change of a page's load when {AT_ONCE} are loaded at once",
                              max(map(abs, changes.values())) * 100, 10, "%"))
    return results


def _most_at_once(samples):
    events = []
    for sample in samples:
        begin = started_at(sample)
        events += [(begin, 1), (begin + sample["network_load_us"] / 1e6, -1)]
    under_way, most = 0, 0
    for _, change in sorted(events):
        under_way += change
        most = max(most, under_way)
    return most


def _by_page(samples, urls):
    """The median load of each page, wherever it was asked for, in ms."""
    found = {}
    for sample in samples:
        path = urls[int(sample["portal_id"][1:])].split("/", 3)[3]
        found.setdefault(path, []).append(sample["network_load_us"] / 1000)
    return {path: median(values) for path, values in found.items()}
