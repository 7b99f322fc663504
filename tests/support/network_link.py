"""Two hosts on one machine: network namespaces joined by a link with a known round trip, which can be broken."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess

_LIBRARY = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000


class Unavailable(Exception):
    """This machine does not let us make it; says why."""


def ends_with_us():
    """For `preexec_fn`: the process is ended with this program, in whatever way that ends."""
    _LIBRARY.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


class Link:
    """A context: both ends stand until it is left, or until this program ends in whatever way.

    `program` is delay_link. A command runs at an end if `client` or `server` leads it.
    """

    def __init__(self, program, round_trip_ms, kbit=0):
        for tool in ("nsenter", "ip"):
            if not shutil.which(tool):
                raise Unavailable(f"{tool} is missing")
        if not os.access(program, os.X_OK):
            raise Unavailable(f"{program} is not built")
        self._process = subprocess.Popen([program, str(round(round_trip_ms * 1000)), str(kbit)], stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True, preexec_fn=ends_with_us)
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise Unavailable("a link cannot be made here: it takes root, network namespaces and /dev/net/tun "
                              f"({self._process.stderr.read().strip()})")
        said = dict(pair.split("=", 1) for pair in line.split())
        self.device = said["device"]
        self.server_address = said["server_address"]
        self.network = said["client_address"].rsplit(".", 1)[0] + ".0/24"
        self._spaces = {"client": said["client"], "server": said["server"]}
        self.client = self._enter("client")
        self.server = self._enter("server")

    def _enter(self, end):
        return ["nsenter", f"--net={self._spaces[end]}", "--"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()

    @contextlib.contextmanager
    def at_server(self):
        """Sockets that this thread makes in it are the server's."""
        with open("/proc/thread-self/ns/net", "rb") as here, open(self._spaces["server"], "rb") as there:
            _switch_to(there)
            try:
                yield
            finally:
                _switch_to(here)

    def set(self, end, state):
        """Takes the device of one end `down` or `up`: with the client's its own route goes; with the server's all that is
        sent is lost."""
        subprocess.run([*self._enter(end), "ip", "link", "set", self.device, state], check=True)


def _switch_to(space):
    if _LIBRARY.setns(space.fileno(), _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
