"""What other programs make of our HAR: see docs/exports.md, "HAR"."""

import json

import configs
import npm
import page_site
from bench import Result
from link import Link
from page_visits import sweep, write_config
from runs import Failed, run

READER = page_site.FOLDER.parent / "har"
ROUND_TRIP_MS = 10
REFUSING = 1  # nobody listens there


def har(bench):
    """Whether har-validator and the importer of Chromium's DevTools take what `export --format har` writes, and as it was meant."""
    folder = bench.directory / "har"
    npm.install(READER, folder)
    files = [*_page_loads(bench, folder), _measurements(bench, folder), _failures(bench, folder)]
    output = run(["node", READER / "read.mjs", folder, *files]).output
    results = []
    for told in map(json.loads, output.splitlines()):
        name = told["file"].rsplit("/", 1)[-1]
        print(f"  {name}: {told['entries']} entries of {told['pages']} pages")
        for complaint in (told["invalid"] + told["differences"])[:20]:
            print(f"    {complaint}")
        if not told["entries"]:
            raise Failed(f"{name} has no entries")
        results += [Result(f"{name}: faults that har-validator finds", len(told["invalid"]), 0, "faults"),
                    Result(f"{name}: what DevTools read otherwise", len(told["differences"]), 0, "fields")]
    return results


def _export(bench, store, file):
    run([bench.program, "export", "--format", "har", "--store", f"sqlite:{store}", "-o", file])
    return file


def _page_loads(bench, folder):
    """Of all pages of `pages`, over both protocols."""
    packages = page_site.install(bench.directory)
    with Link(bench.tool("delay_link"), ROUND_TRIP_MS, 0) as link, \
            page_site.PageSite(link, bench.directory / "pages/site", packages) as site:
        config = write_config(folder / "pages.yaml", [page.url for page in page_site.pages()], link.network)
        for protocol, port in page_site.PORTS.items():
            sweep(bench, link, site, port, config)
            yield _export(bench, site.directory / "pages.db", folder / f"pages-{protocol.replace('/', '')}.har")


def _measurements(bench, folder):
    """Documents alone, cold and warm."""
    config = configs.write(folder / "measurements.yaml", portals=5, actions=2, rounds=3)
    done = bench.sweep(config, bench.server.tls_port, "--now")
    return _export(bench, done.store, folder / "measurements.har")


def _failures(bench, folder):
    """Of connections that are refused, also before a request's turn came."""
    config = configs.write(folder / "failures.yaml", portals=2, actions=1)
    store = folder / "failures.db"
    for leftover in folder.glob("failures.db*"):
        leftover.unlink()
    run([bench.program, "sweep", config, "--now", "--json", "--quiet", "--store", f"sqlite:{store}", "--connect-to",
         f"::127.0.0.1:{REFUSING}"])
    return _export(bench, store, folder / "failures.har")
