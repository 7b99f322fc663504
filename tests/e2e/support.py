"""What the end-to-end tests share: running the program, the lab, and saying how a test ended in a line."""

import atexit
import json
import os
import pathlib
import socket
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("PORTAL_PROBE", str(ROOT / "build/ci/portal-probe"))


def portal_probe(*args, timeout=300, **options):
    """Runs the program to its end; stdout and stderr are text."""
    return subprocess.run([PROGRAM, *map(str, args)], capture_output=True, text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, **options)


_RESERVED = []


def closed_port():
    """One of 127.0.0.1 that nobody listens on, but whom it is told to: the system gives it to nobody else as long as we run."""
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _RESERVED.append(holder)
    return holder.getsockname()[1]


def all_samples(store, *args):
    """The samples of a store's latest sweep, as exported; those of references too."""
    exported = portal_probe("export", "--store", store, "--format", "ndjson", *args)
    assert exported.returncode == 0, exported.stderr
    return [json.loads(line) for line in exported.stdout.splitlines()]


def samples(store, *args):
    """Those of what was planned."""
    return [sample for sample in all_samples(store, *args) if sample["kind"] in ("page", "action")]


class Lab:
    """The lab in a directory of its own; `options` lead the program to it."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)

    def script(self, command):
        return subprocess.run([ROOT / "scripts/lab", command, "--dir", self.directory], capture_output=True, text=True,
                              timeout=120, check=False)

    def __enter__(self):
        up = self.script("up")
        if up.returncode != 0:
            raise RuntimeError(f"the lab did not start: {up.stderr}")
        atexit.register(self.script, "down")  # unittest skips its cleanups when it fails itself
        self.options = (self.directory / "args").read_text().splitlines()
        return self

    def __exit__(self, *_):
        self.script("down")

    def portals(self):
        """The ids of all portals that it stands in for."""
        return {line.split()[0] for line in (self.directory / "hosts").read_text().splitlines()}

    @staticmethod
    def illnesses():
        """{portal: (illness, {outcomes that its samples may have})}"""
        lines = (ROOT / "scripts/lab.d/illnesses.tsv").read_text(encoding="utf-8").splitlines()
        rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
        return {portal: (illness, set(outcomes.split(","))) for portal, illness, outcomes, _ in rows}


class _LineResult(unittest.TextTestResult):
    """One line a test, as tests/e2e/run counts them; what went wrong goes to stderr."""

    def _say(self, word, test):
        print(f"{word} {test.id().removeprefix('__main__.')}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._say("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._say("FAILED", test)

    def addError(self, test, err):
        super().addError(test, err)
        self._say("FAILED", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._say("skipped", test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._say("FAILED", subtest)


def main():
    result = unittest.main(exit=False, testRunner=unittest.TextTestRunner(stream=sys.stderr, resultclass=_LineResult)).result
    sys.exit(0 if result.wasSuccessful() else 1)
