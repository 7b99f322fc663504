#!/usr/bin/env python3
"""The Prometheus export, read by a parser that takes nothing but what the text format (0.0.4) allows."""

import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

import servers
import support

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|\})')
VALUE = re.compile(r"[+-]?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Inf)|NaN")


class Wrong(Exception):
    pass


def labels_of(text):
    """The labels of `{...}` at the beginning of a text, and what follows."""
    labels, place = {}, 1
    while True:
        found = LABEL.match(text, place)
        if not found:
            raise Wrong(f"no label: {text[place:]}")
        name, value, after = found.groups()
        if name in labels:
            raise Wrong(f"label {name} twice")
        labels[name] = re.sub(r"\\(.)", lambda escaped: {"n": "\n"}.get(escaped[1], escaped[1]), value)
        place = found.end()
        if after == "}":
            return labels, text[place:]


def parse(text):
    """{metric: {labels: value}}; each metric in one block, that begins with its HELP and TYPE, no series twice."""
    if not text.endswith("\n"):
        raise Wrong("the last line does not end")
    metrics, current, waiting = {}, None, None
    for line in text[:-1].split("\n"):
        if comment := re.fullmatch(rf"# HELP ({NAME}) (\S.*)", line):
            if waiting or comment[1] in metrics or (current and not metrics[current]):
                raise Wrong(f"out of place: {line}")
            waiting = comment[1]
        elif comment := re.fullmatch(rf"# TYPE ({NAME}) (counter|gauge|histogram|summary|untyped)", line):
            if comment[1] != waiting:
                raise Wrong(f"out of place: {line}")
            current, waiting = waiting, None
            metrics[current] = {}
        elif sample := re.match(NAME, line):
            if sample[0] != current or waiting:
                raise Wrong(f"outside of its block: {line}")
            rest = line[sample.end():]
            labels, rest = labels_of(rest) if rest.startswith("{") else ({}, rest)
            if not re.fullmatch(rf" ({VALUE.pattern})", rest):
                raise Wrong(f"no value: {line}")
            key = tuple(sorted(labels.items()))
            if key in metrics[current]:
                raise Wrong(f"twice: {line}")
            metrics[current][key] = float(rest)
        else:
            raise Wrong(f"neither comment nor sample: {line}")
    if waiting or (current and not metrics[current]):
        raise Wrong("a metric without values")
    return metrics


class TheParser(unittest.TestCase):
    def test_refuses_what_the_format_does_not_allow(self):
        head = "# HELP a x\n# TYPE a gauge\n"
        self.assertEqual(parse(head + 'a{b="\\"\\\\\\n"} 1.5\n'), {"a": {(("b", '"\\\n'),): 1.5}})
        for text in ("a 1\n", head + "a 1", head, head + "a one\n", head + 'a{b="c} 1\n', head + 'a{b="\\x"} 1\n',
                     head + 'a{b="1",b="2"} 1\n', head + "a 1\na 2\n", head + "a 1\n\n", head + "a 1\n" + head + "a{c=\"d\"} 1\n",
                     head + "b 1\n", "# TYPE a gauge\na 1\n", head + 'a{b="c"}1\n', head + "a 1 \n"):
            with self.subTest(text), self.assertRaises(Wrong):
                parse(text)


class Export(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.store = f"sqlite:{self.folder}/store.db"
        self.server = self.enterContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(connection)))
        config = self.folder / "config.yaml"
        config.write_text(servers.configuration(["p000", "p001"], rounds=3), encoding="utf-8")
        run = support.portal_probe("sweep", config, "--now", "--store", self.store,
                                   "--connect-to", f"p000.test:80:127.0.0.1:{self.server.port}",
                                   "--connect-to", f"p001.test:80:127.0.0.1:{support.closed_port()}")
        self.assertIn(run.returncode, (0, 6), run.stderr)

    def export(self, *args, code=0):
        run = support.portal_probe("export", "--format", "prometheus", "--store", self.store, *args)
        self.assertEqual(run.returncode, code, run.stderr)
        return run

    def test_shows_the_last_sample_of_each_series(self):
        metrics = parse(self.export().stdout)
        last = {}
        for sample in sorted(support.all_samples(self.store), key=lambda sample: sample["round"]):
            last[tuple(sample.get(field, "") for field in ("portal_id", "target_id", "kind", "engine", "profile", "connection",
                                                           "ip_family", "vantage_id"))] = sample

        def of(metric, **more):
            found = {}
            for labels, value in metrics.get(metric, {}).items():
                labels = dict(labels)
                if all(labels.get(name) == text for name, text in more.items()):
                    found[tuple(labels[name] for name in ("portal", "target", "kind", "engine", "profile", "connection",
                                                          "ip_family", "vantage"))] = value
            return found

        def expect(metric, value_of, **more):
            values = {key: value_of(sample) for key, sample in last.items()}
            self.assertEqual(of(metric, **more), {key: value for key, value in values.items() if value is not None}, metric)

        def seconds(field):
            return lambda sample: sample[field] / 1e6 if field in sample else None

        self.assertEqual(set(of("portal_probe_outcome")), set(last))
        expect("probe_success", lambda sample: float(sample["outcome"] == "ok"))
        expect("probe_http_status_code", lambda sample: sample.get("http_status"))
        expect("portal_probe_round", lambda sample: sample["round"])
        expect("portal_probe_ttfb_seconds", seconds("ttfb_us"))
        expect("portal_probe_response_time_seconds", seconds("response_time_us"))
        expect("portal_probe_lateness_seconds", seconds("lateness_us"))
        expect("probe_http_duration_seconds", lambda sample: None, phase="tls")
        expect("probe_http_uncompressed_body_length", lambda sample: sample.get("bytes_body"))
        self.assertTrue(of("probe_http_duration_seconds", phase="processing"))
        refused = {key for key in last if key[0] == "p001"}
        self.assertTrue(refused)
        self.assertFalse(refused & set(of("probe_http_duration_seconds", phase="processing")), "it never ran")
        for key in refused:
            self.assertEqual(of("probe_success")[key], 0)
        (sweep,) = metrics["portal_probe_sweep_info"]
        self.assertEqual(dict(sweep)["vantage"], "e2e")

    def blackbox(self):
        """What blackbox_exporter itself says of the same server, read by the same parser."""
        program = shutil.which("prometheus-blackbox-exporter") or shutil.which("blackbox_exporter")
        if program is None:
            self.skipTest("blackbox_exporter is not installed")
        config = self.folder / "blackbox.yml"
        config.write_text("modules: { http: { prober: http, http: { preferred_ip_protocol: ip4 } } }\n", encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as holder:
            port = holder.getsockname()[1]
        exporter = self.enterContext(subprocess.Popen(
            [program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL))
        self.addCleanup(exporter.kill)
        url = f"http://127.0.0.1:{port}/probe?module=http&target=http://127.0.0.1:{self.server.port}/"
        until = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(url, timeout=10) as answer:
                    return parse(answer.read().decode())
            except OSError:
                self.assertLess(time.monotonic(), until, "blackbox_exporter did not come up")
                self.assertIsNone(exporter.poll())
                time.sleep(0.05)

    def test_says_what_blackbox_exporter_says(self):
        theirs = self.blackbox()
        ours = parse(self.export().stdout)
        shared = {name for name in ours if name.startswith("probe_")}
        self.assertGreaterEqual(len(shared), 9)
        self.assertLessEqual(shared, set(theirs))

        def phases(metrics):
            return {dict(labels)["phase"] for labels in metrics["probe_http_duration_seconds"]}

        self.assertLessEqual(phases(ours), phases(theirs))
        for name in ("probe_success", "probe_http_status_code", "probe_http_version", "probe_http_redirects", "probe_http_ssl",
                     "probe_http_uncompressed_body_length", "probe_ip_protocol"):
            (their_value,) = theirs[name].values()
            mine = {value for labels, value in ours[name].items() if dict(labels)["portal"] == "p000"}
            self.assertEqual(mine, {their_value}, name)

    def test_appears_whole_under_its_name(self):
        target = self.folder / "portals.prom"
        target.write_text("old", encoding="utf-8")
        self.export("-o", target)
        self.assertEqual(target.read_text(encoding="utf-8"), self.export().stdout)
        self.assertEqual([entry.name for entry in self.folder.glob("*portals.prom*")], ["portals.prom"])

    def test_is_of_one_sweep(self):
        self.assertIn("right would be SWEEP", self.export("--all", code=2).stderr)
        self.assertIn("--resources", self.export("--resources", code=2).stderr)


if __name__ == "__main__":
    support.main()
