"""How many connections a program has open: what "so many in flight" is worth."""

from pathlib import Path

from runs import Failed

ESTABLISHED, SYN_SENT = "01", "02"


def count_open(table, port):
    """In the text of /proc/net/tcp: connections to this port that stand, or are being made.

    The client's side is counted, since a server at its limits is slow to accept what the kernel has connected.
    """
    remote = f":{port:04X}"
    rows = (line.split() for line in table.splitlines()[1:])
    return sum(row[2].endswith(remote) and row[3] in (ESTABLISHED, SYN_SENT) for row in rows)


class MostOpen:
    """The most connections to a port that were open at once, as far as was seen."""

    def __init__(self, port):
        self._port = port
        self.seen = 0

    def look(self):
        self.seen = max(self.seen, count_open(Path("/proc/net/tcp").read_text(), self._port))

    def require(self, in_flight, who):
        if self.seen < 0.9 * in_flight:
            raise Failed(f"only {self.seen} connections of {who} were open at once: that is not {in_flight} in flight")
