"""Runs a program and says what it cost."""

import math
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from network_link import ends_with_us


class Failed(Exception):
    """A program did not do what it was run for."""


class Skipped(Exception):
    """A benchmark cannot be run here, for want of something that it says."""


@dataclass
class Run:
    output: str
    wall_s: float
    cpu_s: float
    peak_rss_mb: float


def run(command, *, environment=None, accepted=(0,), keep_output=True, while_running=None):
    """Runs `command` to its end. Times and memory are the kernel's account of that process, all threads included.

    `while_running` is called about twice a second. Raises Failed at another exit status than the accepted ones.
    """
    begin = time.monotonic()
    sink = subprocess.PIPE if keep_output else subprocess.DEVNULL
    process = subprocess.Popen(
        [str(word) for word in command], stdout=sink, env={**os.environ, **(environment or {})}, text=True,
        preexec_fn=ends_with_us)
    watcher = _Watcher(while_running)
    output = process.stdout.read() if keep_output else ""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    watcher.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        raise Failed(f"exit status {process.returncode}: {' '.join(map(str, command))}\n{output}")
    return Run(output, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@contextmanager
def busy_neighbours(count):
    """So many processes that never rest."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"], preexec_fn=ends_with_us) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


class _Watcher:
    """Calls a function now and then on a thread of its own."""

    def __init__(self, function):
        self._ended = threading.Event()
        self._thread = None
        if function:
            self._thread = threading.Thread(target=self._watch, args=(function,), daemon=True)
            self._thread.start()

    def _watch(self, function):
        while not self._ended.wait(0.5):
            function()

    def stop(self):
        self._ended.set()
        if self._thread:
            self._thread.join()


def figures(line):
    """The `name=value` pairs of a line."""
    return {name: float(value) for name, value in (pair.split("=", 1) for pair in line.split())}


def median(values):
    return statistics.median(values)


def quantile(values, share):
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise Failed("no values to take a quantile of")
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]
