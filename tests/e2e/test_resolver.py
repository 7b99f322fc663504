#!/usr/bin/env python3
"""Resolvers that are dead, slow or lying: each name's outcome and times are right, and the others are undisturbed."""

import collections
import json
import pathlib
import socket
import tempfile
import unittest

import dns
import servers
import support

CONNECT_TIMEOUT_S = 6
HERE = "127.0.0.1"
OTHER = "127.0.0.9"  # nobody listens there: a connection to it is a lie that was believed


def truth(question):
    return question.addresses(HERE)


def both(lie):
    """A lie at once, and the truth a little later."""
    def answer(question, send):
        lie(question, send)
        dns.after(0.2, truth)(question, send)
    return answer


def says(packet):
    return lambda question, send: send(packet(question))


def from_elsewhere(address):
    """An answer that was not asked for: from another port of the server's address, or from another address."""
    def lie(question, send):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as source:
            source.bind((address, 0))
            send(question.addresses(OTHER), source)
    return lie


def cut(question, send):
    send(truth(question) if question.tcp else question.reply(flags=dns.TRUNCATED))


def cut_for_ever(question, send):
    if not question.tcp:
        send(question.reply(flags=dns.TRUNCATED))


def alias_loop(question):
    return question.reply(dns.alias_record(question.name, "loop.test"), dns.alias_record("loop.test", question.name))


def alias_of_many(question):
    names = [question.name] + [f"n{number}.test" for number in range(20)]
    aliases = [dns.alias_record(name, target) for name, target in zip(names, names[1:])]
    return question.reply(*aliases, dns.address_record(names[-1], HERE))


def of_another(question):
    return question.reply(dns.address_record("other.test", OTHER))


def many_addresses(question):
    return question.reply(*(dns.address_record(question.name, HERE) for _ in range(90)))


def wrong_counts(question):
    packet = bytearray(question.reply())
    packet[6:8] = b"\xff\xff"
    return bytes(packet)


def pointer_loop(question):
    return question.reply(b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + b"\xc0\x1d\xc0\x1d")[:-1]


def silent(question, send):
    pass


ANYTHING_BUT_A_CONNECTION = {"dns_server_failed", "dns_timed_out", "dns_not_found"}

# name: (answer, outcomes, the least that `resolved_us` may say)
NAMES = {
    "well": (says(truth), {"ok"}, 0),
    "slow-1s": (dns.after(1, truth), {"ok"}, 1_000_000),
    "slow-3s": (dns.after(3, truth), {"ok"}, 3_000_000),
    "too-slow": (dns.after(CONNECT_TIMEOUT_S + 2, truth), {"dns_timed_out"}, None),
    "silent": (silent, {"dns_timed_out"}, None),
    "wrong-id": (both(lambda question, send: send(question.addresses(OTHER, id=dns.other_id(question)))), {"ok"}, 200_000),
    "wrong-id-only": (says(lambda question: question.addresses(OTHER, id=dns.other_id(question))), {"dns_timed_out"}, None),
    "wrong-question": (both(lambda question, send: send(
        question.reply(dns.address_record(question.name, OTHER), section=dns.wire_name("other.test") + b"\0\x01\0\x01"))),
        {"ok"}, 200_000),
    "other-port": (both(from_elsewhere(HERE)), {"ok"}, 200_000),
    "other-address": (both(from_elsewhere("127.0.0.53")), {"ok"}, 200_000),
    "noise-first": (both(lambda question, send: send(dns.garbage())), {"ok"}, 200_000),
    "cut": (cut, {"ok"}, 0),
    "cut-for-ever": (cut_for_ever, {"dns_timed_out"}, None),
    "nxdomain": (says(lambda question: question.reply(rcode=dns.NXDOMAIN)), {"dns_not_found"}, None),
    "no-answers": (says(lambda question: question.reply()), {"dns_not_found"}, None),
    "servfail": (says(lambda question: question.reply(rcode=dns.SERVFAIL)), {"dns_server_failed"}, None),
    "refused": (says(lambda question: question.reply(rcode=dns.REFUSED)), {"dns_server_failed"}, None),
    "alias-chain": (says(alias_of_many), {"ok"}, 0),
    "alias-loop": (says(alias_loop), {"dns_not_found", "dns_server_failed"}, None),
    "of-another": (says(of_another), {"dns_not_found", "dns_server_failed"}, None),
    "many-addresses": (says(many_addresses), {"ok"}, 0),
    "wrong-counts": (says(wrong_counts), ANYTHING_BUT_A_CONNECTION, None),
    "pointer-loop": (says(pointer_loop), ANYTHING_BUT_A_CONNECTION, None),
    "half": (says(lambda question: truth(question)[:-3]), ANYTHING_BUT_A_CONNECTION, None),
    # A portal's own address may be a private one; where its redirects lead may not.
    "to-loopback": (says(truth), {"redirect_refused"}, 0),
    "to-private": (says(truth), {"redirect_refused"}, 0),
    "to-metadata": (says(truth), {"redirect_refused"}, 0),
    "to-mixed": (says(truth), {"moved"}, 0),
    "to-nobody": (says(truth), {"dns_not_found"}, 0),
}
# What the names say that redirects lead to.
LED_TO = {
    "to-loopback": (OTHER,),
    "to-private": ("10.1.2.3", "192.168.1.1"),
    "to-metadata": ("169.254.169.254",),
    "to-mixed": (OTHER, "10.1.2.3", HERE),  # of which the configuration allows the last
    "to-nobody": (),
}
SIDES = {"ok": "none", "dns_not_found": "portal", "redirect_refused": "portal", "moved": "portal"}


def answer_dns(question, send):
    portal, _, _ = question.name.partition(".")
    if portal in NAMES:
        return NAMES[portal][0](question, send)
    addresses = LED_TO[portal.removeprefix("led-")]
    send(question.addresses(*addresses) if addresses else question.reply(rcode=dns.NXDOMAIN))


def answer_http(host, path, connection):
    portal = host.split(".")[0]
    if portal in LED_TO and path != "/robots.txt":
        return servers.reply(connection, b"", "302 Found", f"Location: http://led-{portal}.test/\r\n")
    return servers.reply(connection)


class Resolver(unittest.TestCase):
    """What one sweep of some portals stored, with these resolvers."""

    def sweep(self, portals, *resolvers, only=(), connect_timeout_s=2):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        server = self.enterContext(servers.ScriptedServer(answer_http))
        listed = ", ".join(f'"{resolver}"' for resolver in resolvers)
        config = folder / "config.yaml"
        config.write_text(servers.configuration(
            portals, rounds=1,
            defaults=f"{{ timeout: 10s, connect_timeout: {connect_timeout_s}s, resolvers: [{listed}], page_engine: none, "
                     f"allow_addresses: [{HERE}/32] }}"), encoding="utf-8")
        store = f"sqlite:{folder}/store.db"
        # The port alone is mapped: where a name leads, the resolver says.
        run = support.portal_probe("sweep", config, "--now", "--json", "--store", store, "--connect-to", f":80::{server.port}",
                                   *(word for one in only for word in ("--only", one)))
        self.assertEqual(run.returncode, 0, run.stderr)
        summary = json.loads(run.stdout)
        self.assertEqual(summary["stored"], summary["planned"])
        self.assertTrue(summary["complete"])
        found = collections.defaultdict(list)
        for sample in support.samples(store):
            found[sample["portal_id"]].append(sample)
        return found

    def test_a_lie_is_not_believed_and_a_slow_answer_costs_its_own_name_alone(self):
        server = self.enterContext(dns.DnsServer(answer_dns))
        only = [f"{name}/home" if outcomes == {"dns_timed_out"} else name for name, (_, outcomes, _) in NAMES.items()]
        found = self.sweep(list(NAMES), server.address, only=only, connect_timeout_s=CONNECT_TIMEOUT_S)
        self.assertEqual(set(found), set(NAMES))
        for portal, (_, outcomes, least) in NAMES.items():
            for sample in found[portal]:
                with self.subTest(portal, connection=sample["connection"]):
                    self.check(sample, outcomes, least)
                    self.assertEqual(sample["resolver"], server.address)

    def check(self, sample, outcomes, least):
        outcome = sample["outcome"]
        self.assertIn(outcome, outcomes, sample.get("detail"))
        self.assertEqual(sample["side"], SIDES.get(outcome, "network"))
        self.assertNotEqual(sample.get("remote_ip"), OTHER)
        if outcome.startswith("dns_"):
            self.assertTrue(sample["detail"])
            self.assertNotIn("connected_us", sample)
        if sample["connection"] == "warm" or "redirects" in sample:
            return
        if least is None:
            self.assertNotIn("resolved_us", sample)
        else:
            self.assertGreaterEqual(sample["resolved_us"], least)
            # A slow answer is in no other name's time.
            self.assertLess(sample["resolved_us"], least + 2_500_000)
        if outcome == "dns_timed_out":
            # Over TCP a question is not repeated.
            waited_s = CONNECT_TIMEOUT_S / 4 if sample["portal_id"] == "cut-for-ever" else CONNECT_TIMEOUT_S
            # Timers count in whole milliseconds, and may end up to one early.
            self.assertGreaterEqual(sample["censored_after_us"], waited_s * 1_000_000 - 1000)

    def test_a_dead_resolver_gives_way_to_one_that_is_well(self):
        well = self.enterContext(dns.DnsServer(lambda question, send: send(truth(question))))
        hole = self.enterContext(dns.BlackHole())
        failing = self.enterContext(dns.DnsServer(lambda question, send: send(question.reply(rcode=dns.SERVFAIL))))
        closed = f"127.0.0.1:{support.closed_port()}"
        for dead in (hole.address, closed, failing.address):
            with self.subTest(dead):
                for samples in self.sweep(["p000", "p001"], dead, well.address).values():
                    for sample in samples:
                        self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
                        self.assertEqual(sample["resolver"], well.address)
                        if dead == hole.address and sample["connection"] == "cold":
                            self.assertGreaterEqual(sample["resolved_us"], 990_000, "the dead one's time is part of it")

    def test_resolvers_that_are_all_dead_are_the_networks_failure(self):
        hole = self.enterContext(dns.BlackHole())
        closed = f"127.0.0.1:{support.closed_port()}"
        for resolvers, outcome in (((hole.address,), "dns_timed_out"), ((closed,), "dns_server_failed"),
                                   ((closed, hole.address), "dns_server_failed")):
            with self.subTest(outcome, resolvers=resolvers):
                for sample in self.sweep(["p000"], *resolvers, only=["p000/home"])["p000"]:
                    self.assertEqual(sample["outcome"], outcome, sample.get("detail"))
                    self.assertEqual(sample["side"], "network")
                    self.assertNotIn("resolved_us", sample)
                    for resolver in resolvers:
                        self.assertIn(resolver, sample["detail"])


if __name__ == "__main__":
    support.main()
