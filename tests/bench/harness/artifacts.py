"""What the files of visits take on the disk, on pages that others wrote: see docs/artifacts.md."""

import shutil
from pathlib import Path

import page_site
from bench import Result
from lighthouse import OTHERS, probe_command
from pages import QUICK, site_at_link
from runs import run

PORTALS = 85
NIGHTS = 365
INDEX = 4_000  # of a portal and sweep, about: its longest file names
KINDS = {"screenshot": "screenshot.jpg", "HAR": "visit.har", "film strip": "film/*"}


def artifacts(bench):
    """Bytes of a visit's files, and of a year of the worst, the median and the filmed visit of each night."""
    packages = page_site.install(bench.directory)
    pages = [page for page in page_site.pages() if page.name in OTHERS]
    years = []
    with site_at_link(bench, packages, QUICK) as (link, site):
        for profile in ("desktop", "mobile"):
            sizes = {page.name: _sizes(bench, link, site, page, profile) for page in pages}
            for name, visits in sizes.items():
                print(f"    {profile} {name:30} " + "; ".join(f"{kind} {visits[kind] / 1000:.0f} kB" for kind in KINDS))
            mean = {kind: sum(visits[kind] for visits in sizes.values()) / len(sizes) for kind in KINDS}
            night = 3 * mean["screenshot"] + 2 * mean["HAR"] + mean["film strip"] + INDEX
            year = night * PORTALS * NIGHTS / 1e9
            print(f"  {profile}: " + ", ".join(f"{kind} {size / 1000:.0f} kB" for kind, size in mean.items()) +
                  f" on average; {night / 1000:.0f} kB for a page and night, {year:.1f} GB for {PORTALS} pages and {NIGHTS} nights")
            years.append(year)
    return [Result("artifacts: a year of 85 pages, one sweep a night", max(years), 50, "GB")]


def _sizes(bench, link, site, page, profile):
    """{kind: bytes} of one visit with its film."""
    folder = Path(bench.directory) / "artifacts"
    shutil.rmtree(folder, ignore_errors=True)
    run(probe_command(bench, link, site, [page], profile, 1, "--film", str(folder)))
    visit = next(path.parent for path in folder.rglob("visit.har"))
    film = next(path.parent for path in folder.rglob("film.json")).parent
    return {kind: sum(path.stat().st_size for path in (film if kind == "film strip" else visit).glob(pattern))
            for kind, pattern in KINDS.items()}
