"""What a captured connection says of the measurements on it: when what a mark stands for really happened."""

from dataclasses import dataclass

from tls_records import Session


@dataclass
class Exchange:
    """A request and its answer, in nanoseconds of the wall clock."""

    sent: int
    first_byte: int
    done: int


@dataclass
class Truth:
    syn: int
    connected: int
    secured: int | None
    exchanges: list


def truth_of(connection, key_log):
    """None for a connection that was not completed."""
    if not connection.accepted:
        return None
    sent, received, secured = connection.sent, connection.received, None
    if key_log is not None:
        session = Session(sent, received, key_log)
        sent, received, secured = session.sent, session.received, session.secured
    return Truth(connection.syn, connection.accepted, secured, _exchanges(sent, received))


def _exchanges(sent, received):
    """Requests without bodies, answers with a known length: what the benchmark's server and client exchange."""
    exchanges = []
    request_at = answer_at = 0
    while True:
        request_end = sent.data.find(b"\r\n\r\n", request_at)
        header_end = received.data.find(b"\r\n\r\n", answer_at)
        if request_end < 0 or header_end < 0:
            return exchanges
        answer_end = header_end + 4 + _content_length(received.data[answer_at:header_end])
        done = received.arrival(answer_end - 1)
        if done is None:
            return exchanges
        exchanges.append(Exchange(sent.arrival(request_at), received.arrival(answer_at), done))
        request_at, answer_at = request_end + 4, answer_end


def _content_length(header):
    for line in bytes(header).split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError("an answer does not say how long it is")
