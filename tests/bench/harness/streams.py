"""One direction of a TCP connection: its bytes, and when each of them had arrived."""

import bisect


class Stream:
    """Bytes in order, each with the moment (nanoseconds) from which a reader could have had it."""

    def __init__(self):
        self.data = bytearray()
        self._ends = []
        self._times = []

    def append(self, piece, time):
        if not piece:
            return
        # A byte behind a gap was there for nobody until the gap was filled.
        self.data += piece
        self._ends.append(len(self.data))
        self._times.append(max(time, self._times[-1]) if self._times else time)

    def arrival(self, offset):
        """When the byte at `offset` was there; None while it is not."""
        index = bisect.bisect_right(self._ends, offset)
        return self._times[index] if index < len(self._times) else None

    def __len__(self):
        return len(self.data)


class Reassembly:
    """Puts segments in order. Of bytes that come twice the first counts."""

    def __init__(self, first_sequence):
        self.stream = Stream()
        self._first = first_sequence
        self._waiting = {}

    def take(self, sequence, payload, time):
        offset = (sequence - self._first) & 0xFFFFFFFF
        if offset >= 1 << 31:  # before the first byte: a keep-alive's
            return
        known = self._waiting.get(offset)
        if known is None or len(known) < len(payload):
            self._waiting[offset] = payload
        self._advance(time)

    def _advance(self, time):
        have = len(self.stream)
        for offset in sorted(self._waiting):
            if offset > have:
                return
            piece = self._waiting.pop(offset)
            self.stream.append(piece[have - offset:], time)
            have = len(self.stream)
