"""What judging a whole evaluation takes, with ten million samples in the store: see docs/benchmarks.md."""

import hashlib
import json
import sqlite3
import time

import evaluation
from bench import Result
from runs import Failed, figures, median, run

# 85 portals, most with five pages (two samples a round) and five actions (two as well), three vantages, 30 nights.
SHAPE = {"nights": 30, "pages": 5, "actions": 5}
DRAWN = ["rounds=66", "pages=browser", "seed=1"]
AT_LEAST = 9_900_000


def score(bench):
    """Time and peak memory of scoring an evaluation of ten million samples."""
    file, store = _simulated(bench)
    costs, ratios = [], []
    for _ in range(bench.repeat):
        bare = _bare_scan(store)
        reading = figures(run([bench.tool("measured_scan"), store]).output)
        cost = run([bench.program, "score", "--evaluation", file, "--store", f"sqlite:{store}", "--json"])
        _check(cost.output)
        costs.append(cost)
        ratios.append(cost.wall_s / bare)
        print(f"  {reading['samples']:.0f} samples: {cost.wall_s:.2f} s ({cost.cpu_s:.2f} s of processor), "
              f"{cost.peak_rss_mb:.0f} MB at most; reading all metrics alone {reading['wall_s']:.2f} s, SQLite's own sum of "
              f"one column {bare:.2f} s: {ratios[-1]:.1f} x that", flush=True)
    print(f"  {median(ratios):.1f} x SQLite's sum (median)")
    return [
        Result("score: ten million samples", median([cost.wall_s for cost in costs]), 15, "s"),
        Result("score: peak memory", max(cost.peak_rss_mb for cost in costs), 300, "MB"),
    ]


def _check(output):
    """Whether every portal came out, and some of them were decided."""
    result = json.loads(output)
    verdicts = {one["verdict"] for one in result["verdicts"]}
    if len(result["portals"]) != 85 or not {"pass", "fail"} <= verdicts:
        raise Failed(f"{len(result['portals'])} portals with the verdicts {sorted(verdicts)}: not what was simulated")


def _bare_scan(store):
    """Seconds that the least takes that reads every row: one sum by SQLite itself."""
    begin = time.monotonic()
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    rows, _ = database.execute("SELECT count(*), sum(response_time_us) FROM sample").fetchone()
    database.close()
    if rows < AT_LEAST:
        raise Failed(f"{rows} samples are in {store}: not what was simulated")
    return time.monotonic() - begin


def _simulated(bench):
    """The evaluation's file and its store. Made once: it takes two minutes, and 2 GB."""
    directory = bench.directory / "score"
    file = evaluation.write(directory, **SHAPE)
    store, note = directory / "store.db", directory / "made-from"
    made_from = _digest(file, bench.tool("simulated_evaluation"))
    if store.exists() and note.exists() and note.read_text() == made_from:
        return file, store
    note.unlink(missing_ok=True)
    for leftover in directory.glob("store.db*"):
        leftover.unlink()
    made = run([bench.tool("simulated_evaluation"), file, store, *DRAWN])
    print(f"  {made.output.strip()} made in {made.wall_s:.0f} s, {store.stat().st_size / 1e9:.1f} GB", flush=True)
    note.write_text(made_from)
    return file, store


def _digest(file, tool):
    """Of all that the store is made from: the program, with the schema in it, and the files that seal its sweeps."""
    digest = hashlib.sha256(" ".join(DRAWN).encode())
    for one in (tool, file, file.parent / "registry.yaml", evaluation.CRITERION):
        digest.update(one.read_bytes())
    return digest.hexdigest()
