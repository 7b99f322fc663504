"""Faults of the machine beneath the program: a wall clock that is set while it runs, a process that stands still or is
throttled, a link that breaks."""

import mmap
import os
import pathlib
import signal
import struct
import subprocess
import sys
import time

import support

sys.path.append(str(support.ROOT / "tests/support"))
from network_link import Link, Unavailable

BUILD = pathlib.Path(support.PROGRAM).resolve().parent
NEVER = 2**63 - 1


class SteppedClock:
    """The wall clock of one program, which only `step` sets: see stepped_clock.cpp."""

    def __init__(self, folder):
        path = pathlib.Path(folder) / "clock"
        path.write_bytes(struct.pack("=4q", NEVER, 0, 0, 0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 0)
        self.environment = {"LD_PRELOAD": str(BUILD / "tests/e2e/libstepped_clock.so"), "STEPPED_CLOCK": str(path)}

    def _put(self, place, value):
        self._shared[8 * place:8 * place + 8] = struct.pack("=q", value)

    def _get(self, place):
        return struct.unpack("=q", self._shared[8 * place:8 * place + 8])[0]

    def step(self, seconds):
        """Sets the clock forwards or backwards, now."""
        self._put(1, round(seconds * 1e9))
        self._put(0, time.clock_gettime_ns(time.CLOCK_REALTIME))

    @property
    def reads_after(self):
        return self._get(2)

    @property
    def stamps_across(self):
        return self._get(3)


class Standstill:
    """A context: in it the process does not run, whatever it has asked for arrives all the same."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        self.process.send_signal(signal.SIGSTOP)
        self._wait_for_state("T")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)

    def _wait_for_state(self, state):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8", errors="replace")
            if stat.rpartition(") ")[2].startswith(state):
                return
            time.sleep(0.005)
        raise RuntimeError("the process did not stop")


def _processor_groups():
    """Where control groups with a share of the processor can be made: [(our own group's folder, of version 2)]."""
    ours = {}
    for line in pathlib.Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
        number, controllers, path = line.split(":", 2)
        if number == "0" or "cpu" in controllers.split(","):
            ours[number == "0"] = path
    found = []
    for line in pathlib.Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split()[:3]
        version_2 = kind == "cgroup2"
        if version_2 not in ours or not (version_2 or (kind == "cgroup" and "cpu" in options.split(","))):
            continue
        folder = pathlib.Path(point) / ours[version_2].removeprefix(root.rstrip("/")).lstrip("/")
        if not version_2 or "cpu" in (folder / "cgroup.controllers").read_text(encoding="utf-8").split():
            found.append((folder, version_2))
    return found


def link(round_trip_ms):
    """A context; raises Unavailable where there can be none."""
    return Link(BUILD / "tests/bench/delay_link", round_trip_ms)


class ProcessorShare:
    """A context: a control group, of either version. What is started with `before` runs in it, freely until `throttle`."""

    def __init__(self):
        self.group = None

    def __enter__(self):
        reasons = ["no cpu controller"]
        for parent, version_2 in _processor_groups():
            try:
                self._make(parent / f"portal-probe-e2e-{os.getpid()}", version_2)
                return self
            except OSError as error:
                self.__exit__()
                reasons.append(str(error))
        raise Unavailable(f"no control group can be made here: {reasons[-1]}")

    def _make(self, group, version_2):
        if version_2:
            (group.parent / "cgroup.subtree_control").write_text("+cpu")
        group.mkdir()
        self.group = group

    def throttle(self, quota_us, period_us):
        """From now on it may run for `quota_us` in every `period_us`."""
        if (self.group / "cpu.max").exists():
            (self.group / "cpu.max").write_text(f"{quota_us} {period_us}")
        else:
            (self.group / "cpu.cfs_period_us").write_text(str(period_us))
            (self.group / "cpu.cfs_quota_us").write_text(str(quota_us))

    @property
    def before(self):
        return ["sh", "-c", 'echo $$ > "$1" && shift && exec "$@"', "sh", str(self.group / "cgroup.procs")]

    def __exit__(self, *_):
        if self.group is not None:
            self.group.rmdir()
        self.group = None


def start_sweep(config, store, *args, environment=None, before=()):
    """A sweep that runs beside the test; `before` leads the command, as with nsenter."""
    return subprocess.Popen([*before, support.PROGRAM, "sweep", config, "--json", "--quiet", "--store", store, *args],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                            env={**os.environ, **(environment or {})})
