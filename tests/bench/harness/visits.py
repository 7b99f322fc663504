"""Whether a browser that is kept stays as it was: see docs/benchmarks.md, "Visits"."""

import json
import subprocess
import time

import page_site
from bench import Result
from lighthouse import chosen_pages, probe_command
from pages import QUICK, site_at_link
from process_tree import descendants, rss_of_tree
from runs import Failed, ends_with_us, median

PAGES = ("plain", "shift", "creative", "nhs")
COUNT = 1000
EDGE = 0.1  # of the time, whose memory is compared
MOST_GROWTH = 0.1


def visits(bench):
    """A thousand visits in a row: memory of the whole tree of processes, what is left behind, what was lost."""
    packages = page_site.install(bench.directory)
    pages = [page for page in chosen_pages(packages) if page.name in PAGES]
    with site_at_link(bench, packages, QUICK) as (link, site):
        samples, memory, left = _watch(probe_command(bench, link, site, pages, "none", COUNT // len(pages)), bench.directory)
    lost = COUNT - sum(sample["outcome"] == "ok" for sample in samples)
    edge = int(len(memory) * EDGE)
    first, last = median(memory[edge:2 * edge]), median(memory[-edge:])
    print(f"  {len(samples)} visits of {len(pages)} pages; memory (PSS of all processes) after a tenth of the time {first / 2**20:.0f} MB, at the "
          f"end {last / 2**20:.0f} MB, most {max(memory) / 2**20:.0f} MB; {left} processes left behind")
    return [Result("visits: growth of memory over a thousand visits", abs(last / first - 1), MOST_GROWTH, "of it"),
            Result("visits: that were lost or failed", lost, 0, "visits"),
            Result("visits: processes left behind", left, 0, "processes")]


def _watch(command, directory):
    """The samples, the tree's memory once a second, and how many processes outlived it."""
    memory, tree = [], set()
    output = directory / "visits.ndjson"
    with open(output, "w", encoding="utf-8") as sink:
        process = subprocess.Popen(command, stdout=sink, preexec_fn=ends_with_us)
        while process.poll() is None:
            tree.update(descendants(process.pid))
            memory.append(rss_of_tree(process.pid))
            time.sleep(1)
    if process.returncode != 0:
        raise Failed(f"the probe ended with {process.returncode}")
    time.sleep(2)  # for what was told to end
    samples = [json.loads(line) for line in output.read_text().splitlines()]
    return samples, memory, sum(_is_alive(pid) for pid in tree)


def _is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
