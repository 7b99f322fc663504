"""Runs the benchmarks named on the command line: see scripts/bench."""

import argparse
import os
import platform
import sys
from pathlib import Path

import benchmarks
from bench import Bench
from runs import Failed, Skipped
from server import Server


def stolen_and_all():
    """Time that the machine's neighbours took from our processors, and all time, in ticks."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return ticks[7], sum(ticks)


def perform(bench, names):
    results = []
    skipped = []
    for name in names:
        benchmark = benchmarks.ALL[name]
        print(f"{name}: {benchmark.__doc__.splitlines()[0]}", flush=True)
        stolen, every = stolen_and_all()
        try:
            results += benchmark(bench)
        except Skipped as reason:
            skipped.append(f"SKIPPED {name}: {reason}")
        stolen, every = (after - before for before, after in zip((stolen, every), stolen_and_all()))
        print(f"  (the machine's neighbours took {stolen / max(1, every):.1%} of its processors)\n", flush=True)
    return results, skipped


def perform_with_server(build, directory, repeat, only, names):
    server = Server(directory)
    try:
        server.check()
        return perform(Bench(build, directory, server, repeat, only), names)
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("names", nargs="*", default=["all"], metavar="|".join([*benchmarks.ALL, "all"]))
    parser.add_argument("--repeat", type=int, default=5, help="how often each comparison is run (5)")
    parser.add_argument("--only", default="*", metavar="GLOB", help="of the runs of accuracy and pages those with such a name")
    parser.add_argument("--build", type=Path, required=True)
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in (*benchmarks.ALL, "all")]
    if unknown or arguments.repeat < 1:
        parser.error(f"no benchmark is called {unknown[0]}" if unknown else "--repeat is at least 1")
    every = [name for name in benchmarks.ALL if name not in benchmarks.BY_NAME_ONLY]
    names = every if "all" in arguments.names else arguments.names

    build = arguments.build.resolve()
    directory = build.parent / "bench"
    directory.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} processors, Linux {platform.release()}, {platform.machine()}\n")
    try:
        results, skipped = perform_with_server(build, directory, arguments.repeat, arguments.only, names)
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: interrupted", file=sys.stderr)
        return 130
    print(*results, *skipped, sep="\n")
    return 0 if all(result.kept for result in results) and not skipped else 1


sys.exit(main())
