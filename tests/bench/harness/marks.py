"""A sample beside what its packets say: by how much each of its numbers is off, in microseconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from runs import Failed

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# A sample that is off by more in any number, and does not say that it is unfit, is a lie.
WRONG_US = 2_000


@dataclass
class Compared:
    """Positive: the sample says later, or longer, than it was."""

    sample: dict
    errors: dict
    truth: object

    @property
    def fit(self):
        return self.sample["fit"]

    @property
    def wrong(self):
        """The numbers that are off by too much. `start` is none: what was measured counts from it."""
        return [mark for mark, error in self.errors.items() if mark != "start" and abs(error) > WRONG_US]


def started_us(sample):
    """The start as microseconds of the wall clock."""
    return (datetime.fromisoformat(sample["started_at"].replace("Z", "+00:00")) - EPOCH) // timedelta(microseconds=1)


def connection_of(sample, connections):
    """The captured connection that this sample was taken on: the newest from its port that began before its end."""
    end = (started_us(sample) + sample["done_us"]) * 1000
    candidates = [one for one in connections.get(sample["local_port"], []) if one.syn <= end]
    if not candidates:
        raise Failed(f"the capture has no connection from port {sample['local_port']}: {sample}")
    return candidates[-1]


def compare(sample, truth):
    warm = sample["connection"] == "warm"
    if truth is None or len(truth.exchanges) != 1 + warm:
        raise Failed(f"the capture does not show what this sample measured: {sample}, {truth}")
    answer = truth.exchanges[-1]
    start = started_us(sample)
    happened = {"sent": answer.sent, "first_byte": answer.first_byte, "done": answer.done}
    if not warm:
        happened |= {"connected": truth.connected}
        if truth.secured:
            happened |= {"secured": truth.secured}
    begun = answer.sent if warm else truth.syn
    errors = {"start": start - begun / 1000}
    for mark in ("connected", "secured", "sent", "first_byte", "done"):
        if mark in happened:
            errors[mark] = start + _number(sample, mark) - happened[mark] / 1000
    if warm:
        errors["server_wait"] = _number(sample, "server_wait") - (answer.first_byte - answer.sent) / 1000
        errors["response_time"] = _number(sample, "response_time") - (answer.done - answer.sent) / 1000
    else:
        errors["ttfb"] = _number(sample, "ttfb") - (answer.first_byte - truth.syn) / 1000
    return Compared(sample, errors, truth)


def _number(sample, name):
    value = sample.get(f"{name}_us")
    if value is None:
        raise Failed(f"a sample has no {name}: {sample}")
    return value
