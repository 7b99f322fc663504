"""Faults of the machine beneath the program: a wall clock that is set while it runs, and a process that stands still."""

import mmap
import os
import pathlib
import signal
import struct
import subprocess
import time

import support

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


def start_sweep(config, store, *args, environment=None, before=()):
    """A sweep that runs beside the test; `before` leads the command, as with nsenter."""
    return subprocess.Popen([*before, support.PROGRAM, "sweep", config, "--json", "--quiet", "--store", store, *args],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                            env={**os.environ, **(environment or {})})
