"""A DNS server on loopback that answers what a test says, truly or not."""

import ipaddress
import random
import socket
import struct
import threading
import time

A, CNAME, SOA, AAAA = 1, 5, 6, 28
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
TRUNCATED = 0x200


def wire_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def address_record(owner, address, ttl=60):
    data = ipaddress.ip_address(address).packed
    return wire_name(owner) + struct.pack("!HHIH", A if len(data) == 4 else AAAA, 1, ttl, len(data)) + data


def alias_record(owner, target, ttl=60):
    data = wire_name(target)
    return wire_name(owner) + struct.pack("!HHIH", CNAME, 1, ttl, len(data)) + data


class Question:
    def __init__(self, packet, tcp):
        self.id = packet[:2]
        self.tcp = tcp
        labels, at = [], 12
        while packet[at]:
            labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
            at += 1 + packet[at]
        self.name = ".".join(labels).lower()
        (self.type,) = struct.unpack("!H", packet[at + 1:at + 3])
        self.section = packet[12:at + 5]

    def reply(self, *records, rcode=NOERROR, flags=0, id=None, section=None):
        """A packet; a resolver's, unless flags say otherwise."""
        head = struct.pack("!HHHHH", 0x8180 | flags | rcode, 1, len(records), 0, 0)
        return (self.id if id is None else id) + head + (self.section if section is None else section) + b"".join(records)

    def addresses(self, *addresses, **options):
        """What there is of the family that was asked for."""
        wanted = [text for text in addresses if (ipaddress.ip_address(text).version == 4) == (self.type == A)]
        return self.reply(*(address_record(self.name, text) for text in wanted), **options)


class DnsServer:
    """UDP and TCP on one port of 127.0.0.1. `answer(question, send)` runs on a thread of its own for each question;
    `send(packet, source=None)` answers, from another socket if one is given."""

    def __init__(self, answer):
        self.answer = answer
        self.questions = []
        self.lock = threading.Lock()
        self.udp, self.tcp = self._bind()
        self.port = self.udp.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"

    @staticmethod
    def _bind():
        for _ in range(50):
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.bind(("127.0.0.1", 0))
            try:
                return udp, socket.create_server(udp.getsockname())
            except OSError:
                udp.close()
        raise RuntimeError("no port is free for UDP and TCP alike")

    def __enter__(self):
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.udp.close()
        self.tcp.close()

    def asked(self, name):
        with self.lock:
            return [question for question in self.questions if question.name == name]

    def _ask(self, packet, tcp, send):
        question = Question(packet, tcp)
        with self.lock:
            self.questions.append(question)
        self.answer(question, send)

    def _serve_udp(self):
        while True:
            try:
                packet, peer = self.udp.recvfrom(4096)
            except OSError:
                return

            def send(answer, source=None, peer=peer):
                try:
                    (source or self.udp).sendto(answer, peer)
                except OSError:
                    pass  # whoever asked, or the server itself, has gone
            threading.Thread(target=self._ask, args=(packet, False, send), daemon=True).start()

    def _serve_tcp(self):
        while True:
            try:
                connection, _ = self.tcp.accept()
            except OSError:
                return
            threading.Thread(target=self._serve_connection, args=(connection,), daemon=True).start()

    def _serve_connection(self, connection):
        with connection:
            connection.settimeout(30)
            try:
                while head := connection.recv(2, socket.MSG_WAITALL):
                    packet = connection.recv(struct.unpack("!H", head)[0], socket.MSG_WAITALL)
                    self._ask(packet, True, lambda answer, source=None: connection.sendall(struct.pack("!H", len(answer)) + answer))
            except OSError:
                return


def after(seconds, packet):
    """Answers later."""
    def answer(question, send):
        time.sleep(seconds)
        send(packet(question))
    return answer


def other_id(question):
    return bytes([question.id[0] ^ 0xFF, question.id[1]])


def garbage(size=200):
    return random.Random(size).randbytes(size)


class BlackHole:
    """A port that takes every question and answers none."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:{}".format(self.socket.getsockname()[1])
        return self

    def __exit__(self, *_):
        self.socket.close()
