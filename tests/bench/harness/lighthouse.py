"""How near a browser's page loads come to Lighthouse's, and what both cost: see docs/benchmarks.md, "Lighthouse"."""

import fnmatch
import json
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

import npm
import page_site
from bench import Result
from chromium import end_kept, find_chromium, start_kept
from pages import LINKS, QUICK, site_at_link
from process_tree import cpu_of_tree
from runs import Failed, ends_with_us, median, run

FOLDER = page_site.FOLDER.parent / "lighthouse"
OTHERS = ("creative", "freelancer", "sb-admin-2", "material-kit", "govuk", "nhs", "uswds-landing", "soft-ui-dashboard-dashboard")
ORDINARY = "creative"  # what a visit of an ordinary page costs is told of this one
DEBUGGING_PORT = 9222
# Figure: (ours, Lighthouse's audit, milliseconds or none).
FIGURES = {
    "FCP": ("first_contentful_paint_us", "first-contentful-paint"),
    "LCP": ("largest_contentful_paint_us", "largest-contentful-paint"),
    "TBT": ("total_blocking_time_us", "total-blocking-time"),
    "CLS": ("cumulative_layout_shift", "cumulative-layout-shift"),
    "SI": ("speed_index_us", "speed-index"),
}


@dataclass
class Bound:
    """How far apart both may be: the larger of the two, or either alone."""

    share: float = 0
    absolute: float = 0

    def excess(self, ours, theirs):
        """By how much of the bound they are farther apart; at most 1 is within it."""
        return abs(ours - theirs) / max(self.share * theirs, self.absolute, 1e-9)


@dataclass
class Way:
    """One setting of both."""

    name: str
    link: object
    profile: str
    options: tuple
    bounds: dict


WAYS = [
    Way("provided", LINKS["40ms-10M"], "none", ("--preset=desktop", "--throttling-method=provided"),
        {"FCP": Bound(0.10, 60), "LCP": Bound(0.10, 60), "TBT": Bound(0, 60), "CLS": Bound(0, 0.02), "SI": Bound(0.15)}),
    Way("mobile", QUICK, "mobile", ("--throttling-method=devtools",),
        {"FCP": Bound(0.15), "LCP": Bound(0.15), "TBT": Bound(0.15, 60), "CLS": Bound(0, 0.02), "SI": Bound(0.15)}),
]


@dataclass
class Pair:
    """All visits of one page in one way."""

    page: object
    way: Way
    ours: dict = field(default_factory=dict)  # figure: values
    theirs: dict = field(default_factory=dict)

    @property
    def name(self):
        return f"{self.page.name}@{self.way.name}"

    def add(self, side, values):
        for figure, value in values.items():
            if value is not None:
                side.setdefault(figure, []).append(value)

    def medians(self, figure):
        ours, theirs = self.ours.get(figure), self.theirs.get(figure)
        return (median(ours), median(theirs)) if ours and theirs else None

    def excess(self, figure):
        both = self.medians(figure)
        return self.way.bounds[figure].excess(*both) if both else None


def lighthouse(bench):
    """Figures of page loads in a browser beside Lighthouse's, on the same pages and links, a browser that is kept for both."""
    packages = page_site.install(bench.directory)
    pages = chosen_pages(packages)
    program = npm.install(FOLDER, bench.directory / "lighthouse") / "lighthouse/cli/index.js"
    chosen = {way.name: [page for page in pages if fnmatch.fnmatch(f"{page.name}@{way.name}", bench.only)] for way in WAYS}
    forget(_kept(bench), {(page.path, name) for name, of_way in chosen.items() for page in of_way})
    results = []
    for way in WAYS:
        if chosen[way.name]:
            results += _of_way(way, _compare_all(bench, packages, program, way, chosen[way.name]))
    if fnmatch.fnmatch(f"{ORDINARY}@cost", bench.only):
        results += _cost(bench, packages, program, pages)
    if not results:
        raise Failed(f"no page is called {bench.only}: they are PAGE@provided, PAGE@mobile, {ORDINARY}@cost")
    return results


def chosen_pages(packages):
    """Those that were made for it, which are put beside the packages, and some that others wrote."""
    shutil.copytree(FOLDER / "made", packages / "made", dirs_exist_ok=True)
    made = [page_site.Page(path.stem, f"made/{path.name}") for path in sorted((FOLDER / "made").glob("*.html"))]
    return made + [page for page in page_site.pages() if page.name in OTHERS]


@contextmanager
def kept_browser(bench, link, site):
    """Chromium with a port for Lighthouse at the link's near end."""
    process = start_kept(link, bench.directory / "lighthouse/profile", DEBUGGING_PORT, link.server_address,
                         page_site.PORTS["http/2"], site.key_hash)
    try:
        yield process
    finally:
        end_kept(process)


def _compare_all(bench, packages, program, way, chosen):
    print(f"  {way.name}: round trip {way.link.round_trip_ms} ms, {way.link.kbit or 'any'} kbit/s; Lighthouse / ours", flush=True)
    with site_at_link(bench, packages, way.link) as (link, site), kept_browser(bench, link, site):
        _by_lighthouse(link, program, chosen[0], _options(way))  # whatever it does only once, it has done
        return [_compare(bench, link, site, program, way, page) for page in chosen]


def _options(way):
    return [f"--port={DEBUGGING_PORT}", *way.options]


def _compare(bench, link, site, program, way, page):
    pair = Pair(page, way)
    for _ in range(bench.repeat):
        pair.add(pair.theirs, _by_lighthouse(link, program, page, _options(way)))
    for sample in _by_us(bench, link, site, [page], way.profile, bench.repeat, "--speed-index"):
        pair.add(pair.ours, _figures_of(sample))
    print(f"    {page.name:30} " + "; ".join(_told(pair, figure) for figure in FIGURES if pair.medians(figure)), flush=True)
    with open(_kept(bench), "a", encoding="utf-8") as out:
        out.write(json.dumps({"page": page.path, "way": way.name, "lighthouse": pair.theirs, "ours": pair.ours}) + "\n")
    return pair


def _kept(bench):
    """Where all figures are written down, a line for each page and way."""
    return bench.directory / "lighthouse/results.ndjson"


def forget(path, runs):
    """Takes out what earlier runs found of the same (page, way); of others their last stays. A line that was cut off goes, too."""
    if not path.exists():
        return
    stays = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if (row["page"], row["way"]) not in runs:
            stays.append(line + "\n")
    path.write_text("".join(stays), encoding="utf-8")


def _told(pair, figure):
    ours, theirs = pair.medians(figure)
    digits = 3 if figure == "CLS" else 0
    return f"{figure} {theirs:.{digits}f} / {ours:.{digits}f}{'' if pair.excess(figure) <= 1 else ' (!)'}"


def _by_lighthouse(link, program, page, options):
    command = [*link.client, "node", program, page.url, "--only-categories=performance", "--output=json", "--quiet",
               "--skip-audits=full-page-screenshot", *options]
    report = json.loads(run(command, environment={"CHROME_PATH": find_chromium()}).output)
    if report.get("runtimeError"):
        raise Failed(f"Lighthouse at {page.name}: {report['runtimeError'].get('message')}")
    return {figure: report["audits"][audit].get("numericValue") for figure, (_, audit) in FIGURES.items()}


def probe_command(bench, link, site, pages, profile, count, *options):
    return [*link.client, bench.program, "probe", *[page.url for page in pages], "--browser", "--profile", profile, "--json", "--quiet", "--count", str(count),
            "--interval", "1ms", "--timeout", "60s", "--ca-file", str(site.ca_file), "--connect-to",
            f"::{link.server_address}:{page_site.PORTS['http/2']}", *options]


def _by_us(bench, link, site, pages, profile, count, *options):
    output = run(probe_command(bench, link, site, pages, profile, count, *options)).output
    samples = [json.loads(line) for line in output.splitlines()]
    for sample in samples:
        if sample["outcome"] != "ok":
            raise Failed(f"{sample.get('url')}: {sample['outcome']} {sample.get('detail')}")
    return samples


def _figures_of(sample):
    values = {figure: sample.get(ours) for figure, (ours, _) in FIGURES.items()}
    return {figure: value / 1000 if value is not None and figure != "CLS" else value for figure, value in values.items()}


def _of_way(way, pairs):
    results = []
    for figure in FIGURES:
        excesses = {pair.page.name: pair.excess(figure) for pair in pairs if pair.excess(figure) is not None}
        if excesses:
            outside = [name for name, excess in excesses.items() if excess > 1]
            bound = way.bounds[figure]
            results.append(Result(f"lighthouse {way.name}: pages of {len(excesses)} whose {figure} is off by more than "
                                  f"{bound.share:.0%} and {bound.absolute:g} {'' if figure == 'CLS' else 'ms '}"
                                  f"({', '.join(outside) or 'none'})", len(outside), 0, "pages"))
    return results


def _cost(bench, packages, program, pages):
    """Pages a minute and processor time, Lighthouse run as its users run it: a browser of its own for each page."""
    page = next(page for page in pages if page.name == ORDINARY)
    visits = 10 * bench.repeat
    with site_at_link(bench, packages, QUICK) as (link, site):
        begun = _spent(bench, link, site, page, 1)
        ours = _spent(bench, link, site, page, 1 + visits)
        wall = ours[0] / (1 + visits)
        cpu = (ours[1] - begun[1]) / visits
        flags = (f"--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update "
                 f"--host-resolver-rules='MAP * {link.server_address}:{page_site.PORTS['http/2']}' "
                 f"--ignore-certificate-errors-spki-list={site.key_hash}")
        walls, cpus = [], []
        for _ in range(bench.repeat):
            begin = time.monotonic()
            cost = run([*link.client, "node", program, page.url, "--output=json", "--quiet", f"--chrome-flags={flags}"],
                       environment={"CHROME_PATH": find_chromium()})
            walls.append(time.monotonic() - begin)
            cpus.append(cost.cpu_s)
    print(f"  {page.name}: Lighthouse {60 / median(walls):.1f} pages a minute, {median(cpus):.1f} s of processor each (with Chromium's, as "
          f"far as it waited for it); ours {60 / wall:.1f} a minute with the start of the browser, {cpu:.2f} s each")
    return [Result(f"lighthouse: a page's time of ours, in Lighthouse's ({median(walls):.1f} s)", wall / median(walls), 1 / 8, "x"),
            Result("lighthouse: processor time of our visit of an ordinary page", cpu, 1.5, "s")]


def _spent(bench, link, site, page, count):
    """Wall and processor time of a run and of all its descendants, in seconds."""
    most = [0.0]
    begin = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(probe_command(bench, link, site, [page], "none", count), stdout=output, preexec_fn=ends_with_us)
        while process.poll() is None:
            most[0] = max(most[0], cpu_of_tree(process.pid))
            time.sleep(0.05)
        output.seek(0)
        outcomes = [json.loads(line)["outcome"] for line in output]
    wall = time.monotonic() - begin
    if process.returncode != 0 or outcomes != count * ["ok"]:
        raise Failed(f"the probe ended with {process.returncode}: {outcomes}")
    return wall, most[0]
