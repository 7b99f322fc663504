"""Reads TLS 1.3 of which the secrets are known.

On the wire a session ticket, the end of the handshake and a page all look like application data. What a record really
holds is its last byte, and that is encrypted too.
"""

import hmac
import struct

from runs import Failed, Skipped
from streams import Stream

try:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
except ImportError:
    AESGCM = ChaCha20Poly1305 = None

HANDSHAKE, APPLICATION_DATA = 22, 23
SERVER_HELLO, FINISHED, KEY_UPDATE = 2, 20, 24
HEADER = 5
# Hash, length of the key, and cipher of each suite.
SUITES = {
    0x1301: ("sha256", 16, AESGCM),
    0x1302: ("sha384", 32, AESGCM),
    0x1303: ("sha256", 32, ChaCha20Poly1305),
}
HELLO_RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


def require_ciphers():
    if AESGCM is None:
        raise Skipped("this Python has no module `cryptography` (Debian: python3-cryptography), without which TLS "
                      "cannot be read")


def read_key_log(text):
    """{client random: {label: secret}} of a file in the format of NSS."""
    secrets = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 3 and not line.startswith("#"):
            secrets.setdefault(bytes.fromhex(words[1]), {})[words[0]] = bytes.fromhex(words[2])
    return secrets


def records(data):
    """(type, start, end) of each whole record."""
    at = 0
    while at + HEADER <= len(data):
        end = at + HEADER + struct.unpack_from("!H", data, at + 3)[0]
        if end > len(data):
            return
        yield data[at], at, end
        at = end


def _expand(hash_name, secret, label, length):
    """HKDF-Expand-Label with an empty context, for at most one block (RFC 8446, 7.1)."""
    label = b"tls13 " + label
    info = struct.pack("!HB", length, len(label)) + label + b"\x00"
    return hmac.new(secret, info + b"\x01", hash_name).digest()[:length]


class _Keys:
    """Opens the records of one direction under one secret, in their order."""

    def __init__(self, suite, secret):
        hash_name, key_length, cipher = SUITES[suite]
        self._cipher = cipher(_expand(hash_name, secret, b"key", key_length))
        self._iv = _expand(hash_name, secret, b"iv", 12)
        self._count = 0

    def open(self, record):
        """(type inside, content). Raises if the record was not made with this secret."""
        number = struct.pack("!4xQ", self._count)
        self._count += 1
        nonce = bytes(a ^ b for a, b in zip(self._iv, number))
        inner = self._cipher.decrypt(nonce, bytes(record[HEADER:]), bytes(record[:HEADER])).rstrip(b"\x00")
        return inner[-1], inner[:-1]


class Session:
    """A captured connection's TLS: what either side said inside, and when the server's handshake was complete."""

    def __init__(self, sent, received, key_log):
        self.suite = _suite(received.data)
        secrets = key_log.get(bytes(sent.data[11:43]))
        if self.suite not in SUITES or not secrets:
            raise Failed("a captured connection's secrets are not in the key log" if self.suite in SUITES
                         else "a captured connection is not TLS 1.3")
        self.tickets = 0
        self.sent, _ = self._open(sent, secrets["CLIENT_HANDSHAKE_TRAFFIC_SECRET"], secrets["CLIENT_TRAFFIC_SECRET_0"])
        self.received, self.secured = self._open(received, secrets["SERVER_HANDSHAKE_TRAFFIC_SECRET"],
                                                 secrets["SERVER_TRAFFIC_SECRET_0"])

    def _open(self, stream, handshake_secret, traffic_secret):
        """The application's bytes, each there when its whole record was; and when Finished was."""
        inside = Stream()
        finished_at = None
        keys = _Keys(self.suite, handshake_secret)
        messages = bytearray()
        for kind, start, end in records(stream.data):
            if kind != APPLICATION_DATA:
                continue
            there = stream.arrival(end - 1)
            inner, content = keys.open(stream.data[start:end])
            if inner == APPLICATION_DATA:
                inside.append(content, there)
            if inner != HANDSHAKE:
                continue
            messages += content
            for message in _take_messages(messages):
                if message == FINISHED and finished_at is None:
                    finished_at = there
                    keys = _Keys(self.suite, traffic_secret)
                elif message == KEY_UPDATE:
                    raise Failed("a captured connection changes its keys, which is not followed")
                elif finished_at is not None:
                    self.tickets += 1
        return inside, finished_at


def _take_messages(buffer):
    """The types of the whole handshake messages, which are removed."""
    types = []
    while len(buffer) >= 4:
        end = 4 + int.from_bytes(buffer[1:4], "big")
        if len(buffer) < end:
            break
        types.append(buffer[0])
        del buffer[:end]
    return types


def _suite(data):
    """The cipher suite of the server's hello; None without one."""
    for kind, start, end in records(data):
        body = data[start + HEADER:end]
        if kind != HANDSHAKE or body[0] != SERVER_HELLO or body[6:38] == HELLO_RETRY:
            continue
        after_session = 39 + body[38]
        return int.from_bytes(body[after_session:after_session + 2], "big")
    return None
