#!/usr/bin/env python3
"""What the accuracy bench takes for the truth: captures, streams, TLS and answers, read from ones that are known."""

import ssl
import struct
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent / "harness"))

import tls_records  # noqa: E402
from capture import ACK, NANOSECOND_MAGIC, RAW_IP, SYN, Connection, connections  # noqa: E402
from marks import compare, connection_of  # noqa: E402
from runs import Failed  # noqa: E402
from server import make_certificates  # noqa: E402
from streams import Reassembly, Stream  # noqa: E402
from truth import truth_of  # noqa: E402

CLIENT, SERVER = ("10.203.0.1", 40_000), ("10.203.0.2", 443)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


def stream_of(*pieces):
    stream = Stream()
    for piece, time in pieces:
        stream.append(piece, time)
    return stream


class Streams(unittest.TestCase):
    def test_a_byte_is_there_when_its_packet_is(self):
        stream = stream_of((b"abc", 10), (b"de", 20))
        self.assertEqual([stream.arrival(i) for i in range(6)], [10, 10, 10, 20, 20, None])

    def test_bytes_behind_a_gap_are_there_when_it_is_filled(self):
        flow = Reassembly(100)
        for sequence, payload, time in ((100, b"ab", 1), (104, b"ef", 2), (102, b"cd", 9), (106, b"g", 10)):
            flow.take(sequence, payload, time)
        self.assertEqual(bytes(flow.stream.data), b"abcdefg")
        self.assertEqual([flow.stream.arrival(i) for i in (1, 2, 4, 6)], [1, 9, 9, 10])

    def test_bytes_that_come_again_do_not_count(self):
        flow = Reassembly(0xFFFFFFFE)  # sequence numbers wrap
        for sequence, payload, time in ((0xFFFFFFFE, b"abcd", 1), (0xFFFFFFFE, b"abcd", 5), (0, b"cdef", 7),
                                        (0xFFFFFFFD, b"?", 8)):
            flow.take(sequence, payload, time)
        self.assertEqual(bytes(flow.stream.data), b"abcdef")
        self.assertEqual([flow.stream.arrival(i) for i in (3, 4)], [1, 7])


def packet(time, source, destination, sequence, flags, payload=b""):
    tcp = struct.pack("!HHIIBBHHH", source[1], destination[1], sequence, 0, 6 << 4, flags, 0, 0, 0) + b"\x01\x01\x01\x00"
    address = lambda end: bytes(map(int, end[0].split(".")))  # noqa: E731
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp) + len(payload), 0, 0, 64, 6, 0) + address(source) + address(destination)
    whole = ip + tcp + payload
    return struct.pack("<IIII", time // 10**9, time % 10**9, len(whole), len(whole)) + whole


class Captures(unittest.TestCase):
    def read(self, *written, magic=NANOSECOND_MAGIC):
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "x.pcap"
            file.write_bytes(struct.pack("<IHHiIII", magic, 2, 4, 0, 0, 65535, RAW_IP) + b"".join(written))
            return connections(file, SERVER[0])

    def conversation(self, at, first=7):
        return [packet(at, CLIENT, SERVER, first, SYN), packet(at + 40, SERVER, CLIENT, 70, SYN | ACK),
                packet(at + 41, CLIENT, SERVER, first + 1, ACK, b"ask"),
                packet(at + 80, SERVER, CLIENT, 71, ACK, b"answer")]

    def test_a_connection_is_what_either_side_sent_and_when(self):
        [one] = self.read(*self.conversation(5 * 10**9))[40_000]
        self.assertEqual((one.syn - 5 * 10**9, one.accepted - 5 * 10**9), (0, 40))
        self.assertEqual((bytes(one.sent.data), bytes(one.received.data)), (b"ask", b"answer"))
        self.assertEqual(one.received.arrival(5), 5 * 10**9 + 80)

    def test_a_syn_that_is_sent_again_begins_nothing_new(self):
        again = packet(1_500, CLIENT, SERVER, 7, SYN)
        first, *rest = self.conversation(1_000)
        [one] = self.read(first, again, *rest)[40_000]
        self.assertTrue(one.retransmitted_syn)
        self.assertEqual(one.syn, 1_000)

    def test_a_port_that_is_used_again_is_another_connection(self):
        both = self.read(*self.conversation(1_000), *self.conversation(9_000, first=500))[40_000]
        self.assertEqual([one.syn for one in both], [1_000, 9_000])
        self.assertEqual([bytes(one.sent.data) for one in both], [b"ask", b"ask"])

    def test_a_capture_with_microseconds_is_refused(self):
        with self.assertRaises(Failed):
            self.read(magic=0xA1B2C3D4)


@unittest.skipIf(tls_records.AESGCM is None, "this Python has no module `cryptography`")
class Tls(unittest.TestCase):
    """A real handshake, its bytes cut into segments of 1000: each arrives a microsecond after the one before."""

    def setUp(self):
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)
            make_certificates(directory)
            server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server_side.load_cert_chain(directory / "leaf.pem", directory / "leaf.key")
            client_side = ssl.create_default_context(cafile=directory / "root.pem")
            client_side.minimum_version = ssl.TLSVersion.TLSv1_3
            client_side.keylog_filename = str(directory / "keys.log")
            self.wires = {True: ssl.MemoryBIO(), False: ssl.MemoryBIO()}  # to the server, and to the client
            self.streams = {True: Stream(), False: Stream()}
            inboxes = {True: ssl.MemoryBIO(), False: ssl.MemoryBIO()}
            self.inboxes = inboxes
            self.client = client_side.wrap_bio(inboxes[False], self.wires[True], server_hostname="bench.test")
            self.server = server_side.wrap_bio(inboxes[True], self.wires[False], server_side=True)
            self.now = 0
            self.converse()
            self.keys = tls_records.read_key_log((directory / "keys.log").read_text())

    def carry(self, to_server):
        data = self.wires[to_server].read()
        self.inboxes[to_server].write(data)
        for at in range(0, len(data), 1000):
            self.now += 1000
            self.streams[to_server].append(data[at:at + 1000], self.now)

    def step(self, call, to_server):
        try:
            call()
        except ssl.SSLWantReadError:
            pass
        self.carry(to_server)

    def converse(self):
        self.step(self.client.do_handshake, True)
        self.step(self.server.do_handshake, False)
        self.flight_ends = self.now
        self.step(self.client.do_handshake, True)
        self.step(self.server.do_handshake, False)  # the tickets
        self.step(lambda: self.client.write(b"GET / HTTP/1.1\r\n\r\n"), True)
        self.asked = self.now
        self.answer = ANSWER % 20_000 + b"x" * 20_000
        self.before_answer = len(self.streams[False])
        self.step(lambda: self.server.write(self.answer), False)

    def test_what_either_side_said_comes_out_without_tickets_and_handshake(self):
        session = tls_records.Session(self.streams[True], self.streams[False], self.keys)
        self.assertEqual(bytes(session.sent.data), b"GET / HTTP/1.1\r\n\r\n")
        self.assertEqual(bytes(session.received.data), self.answer)
        self.assertEqual(session.tickets, 2)
        self.assertEqual(session.secured, self.flight_ends)

    def test_the_first_byte_is_there_when_its_record_is_whole(self):
        truth = truth_of(Connection(SERVER, 40_000, syn=0, accepted=1, sent=self.streams[True],
                                    received=self.streams[False]), self.keys)
        [answer] = truth.exchanges
        self.assertEqual(answer.sent, self.asked)
        first_record = 5 + 16_384 + 1 + 16  # header, content, type, tag
        self.assertEqual(answer.first_byte, self.streams[False].arrival(self.before_answer + first_record - 1))
        self.assertGreater(answer.first_byte, self.streams[False].arrival(self.before_answer))
        self.assertEqual(answer.done, self.now)

    def test_secrets_of_another_connection_are_refused(self):
        with self.assertRaises(Failed):
            tls_records.Session(self.streams[True], self.streams[False], {b"other": {}})


def sample(**more):
    return {"started_at": "1970-01-01T00:00:01.000000Z", "connection": "cold", "local_port": 40_000, "fit": True,
            "connected_us": 40_000, "sent_us": 40_100, "first_byte_us": 80_000, "done_us": 90_000, "ttfb_us": 80_000,
            **more}


class Marks(unittest.TestCase):
    def connection(self, syn=1_000_000_000):
        asked = stream_of((b"GET / HTTP/1.1\r\n\r\n", syn + 40_150_000))
        answered = stream_of((ANSWER % 4, syn + 79_900_000), (b"page", syn + 93_000_000))
        return Connection(SERVER, 40_000, syn, syn + 40_010_000, sent=asked, received=answered)

    def test_each_number_is_compared_with_its_packet(self):
        compared = compare(sample(), truth_of(self.connection(), None))
        self.assertEqual(compared.errors, {"start": 0, "connected": -10, "sent": -50, "first_byte": 100, "done": -3_000,
                                           "ttfb": 100})
        self.assertEqual(compared.wrong, ["done"])

    def test_a_warm_sample_is_the_second_exchange(self):
        connection = self.connection()
        warm = sample(connection="warm", sent_us=100, started_at="1970-01-01T00:00:02.000000Z", first_byte_us=40_000,
                      done_us=40_000, server_wait_us=39_900, response_time_us=39_900)
        with self.assertRaises(Failed):  # there is one only
            compare(warm, truth_of(connection, None))
        connection.sent.append(b"GET /2 HTTP/1.1\r\n\r\n", 2_000_110_000)
        connection.received.append(ANSWER % 1 + b"x", 2_040_005_000)
        errors = compare(warm, truth_of(connection, None)).errors
        self.assertEqual(errors, {"start": -110, "sent": -10, "first_byte": -5, "done": -5, "server_wait": 5,
                                  "response_time": 5})

    def test_of_a_port_that_was_used_again_the_right_connection_is_taken(self):
        seen = {40_000: [self.connection(0), self.connection(1_000_000_000), self.connection(3_000_000_000)]}
        self.assertEqual(connection_of(sample(), seen).syn, 1_000_000_000)
        with self.assertRaises(Failed):
            connection_of(sample(local_port=1), seen)


if __name__ == "__main__":
    unittest.main()
