"""What a link's end saw: tcpdump, and the connections in what it wrote."""

import signal
import socket
import struct
import subprocess
from dataclasses import dataclass, field

from runs import Failed, ends_with_us
from streams import Reassembly, Stream

NANOSECOND_MAGIC = 0xA1B23C4D
RAW_IP = 101
FIN, SYN, RST, ACK = 1, 2, 4, 16


@dataclass
class Connection:
    """Times are nanoseconds of the wall clock, taken by the kernel as the packet passed."""

    server: tuple
    client_port: int
    syn: int
    accepted: int = 0  # the SYN/ACK's arrival; 0: it never came
    retransmitted_syn: bool = False
    sent: Stream = field(default_factory=Stream)
    received: Stream = field(default_factory=Stream)


class Capture:
    """Writes down the TCP packets of a device, from now until `stop`."""

    def __init__(self, enter, device, file):
        self.file = file
        # The kernel's stamps, in nanoseconds. In immediate mode each packet takes a slot of the buffer as large as the
        # largest that may be kept: little more than the link's packets are, or there are few slots and packets are lost.
        self._process = subprocess.Popen(
            [*enter, "tcpdump", "-i", device, "-n", "--immediate-mode", "-j", "host", "--time-stamp-precision=nano",
             "-B", "131072", "-s", "1600", "-Z", "root", "-w", str(file), "tcp"],
            stderr=subprocess.PIPE, text=True, preexec_fn=ends_with_us)
        said = ""
        for line in self._process.stderr:
            said += line
            if "listening on" in line:
                return
        raise Failed(f"tcpdump does not run: {said.strip()}")

    def stop(self):
        """Ends the capture and fails if packets are missing in it: it would be no truth."""
        self._process.send_signal(signal.SIGINT)
        said = self._process.stderr.read()
        self._process.wait()
        dropped = [line for line in said.splitlines() if "dropped by" in line and not line.startswith("0 ")]
        if dropped or "packets captured" not in said:
            raise Failed(f"the capture is incomplete: {said.strip()}")

    def abandon(self):
        self._process.kill()
        self._process.wait()


def packets(file):
    """(time, source, destination, sequence, flags, payload) of each TCP packet over IPv4."""
    data = memoryview(file.read_bytes())
    if len(data) < 24 or struct.unpack_from("<I", data)[0] != NANOSECOND_MAGIC:
        raise Failed(f"{file} is no capture with nanoseconds")
    if struct.unpack_from("<I", data, 20)[0] != RAW_IP:
        raise Failed(f"{file} holds no bare IP packets")
    at = 24
    while at + 16 <= len(data):
        seconds, nanoseconds, stored, _ = struct.unpack_from("<IIII", data, at)
        packet = data[at + 16:at + 16 + stored]
        at += 16 + stored
        if packet[0] >> 4 != 4 or packet[9] != socket.IPPROTO_TCP:
            continue
        header = (packet[0] & 15) * 4
        source, destination, sequence, _, offset, flags = struct.unpack_from("!HHIIBB", packet, header)
        length = struct.unpack_from("!H", packet, 2)[0]
        payload = bytes(packet[header + (offset >> 4) * 4:length])
        yield (seconds * 1_000_000_000 + nanoseconds, (socket.inet_ntoa(packet[12:16]), source),
               (socket.inet_ntoa(packet[16:20]), destination), sequence, flags, payload)


def connections(file, server_address):
    """The connections to the server, by the client's port; those of one port in order of their SYN."""
    found = {}
    open_now = {}
    for time, source, destination, sequence, flags, payload in packets(file):
        from_server = source[0] == server_address
        key = (source, destination[1]) if from_server else (destination, source[1])
        if flags & SYN and not from_server:
            _note_syn(found, open_now, key, sequence, time)
            continue
        one = open_now.get(key)
        if one is None:
            continue
        connection, both_ways = one
        if flags & SYN:
            connection.accepted = connection.accepted or time
            both_ways[True] = both_ways[True] or Reassembly((sequence + 1) & 0xFFFFFFFF)
            connection.received = both_ways[True].stream
        elif payload and both_ways[from_server]:
            both_ways[from_server].take(sequence, payload, time)
    return found


def _note_syn(found, open_now, key, sequence, time):
    one = open_now.get(key)
    if one and one[1]["first"] == sequence:
        one[0].retransmitted_syn = True
        return
    ours = Reassembly((sequence + 1) & 0xFFFFFFFF)
    connection = Connection(server=key[0], client_port=key[1], syn=time, sent=ours.stream)
    open_now[key] = (connection, {False: ours, True: None, "first": sequence})
    found.setdefault(key[1], []).append(connection)
