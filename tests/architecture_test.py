#!/usr/bin/env python3
"""Keeps the modules apart: reads every #include line and refuses what docs/architecture.md does not allow.

usage: architecture_test.py REPOSITORY
"""
import fnmatch
import pathlib
import re
import sys

MODULES = ("core", "config", "probe", "scheduler", "results", "scoring", "report", "app")
# What a module's files may include of our own headers; a module's tests also what tests share.
MAY_SEE = {module: {module, "core"} for module in MODULES} | {"app": set(MODULES)}
# A third party's headers, and the only files that may read them.
ONLY_IN = [
    (r"CLI/.*", ["app/main.cpp"]),
    (r"yaml-cpp/.*", ["config/*.cpp", "probe/page_rules_load.cpp"]),
    (r"sqlite3\.h", ["results/*.cpp"]),
    (r"curl/.*", ["probe/*"]),
    (r"gumbo\.h", ["probe/page/gumbo_tree.*", "probe/page/document.cpp"]),
    (r"ares.*\.h", ["probe/*"]),
    (r"libpsl\.h", ["scheduler/shard.cpp"]),
    (r"openssl/.*", ["probe/*", "core/sha256.cpp"]),
    (r"date/.*", ["config/*.cpp", "app/*.cpp", "scheduler/*.cpp"]),
    (r"nlohmann/.*", ["config/*.cpp", "results/*.cpp", "results/json_read.hpp", "app/*.cpp", "probe/browser/*"]),
    (r"spdlog/.*", ["app/*"]),
    (r"xlsxwriter\.h", ["report/xlsx.cpp"]),
    (r"boost/asio/.*", ["probe/*", "scheduler/*", "app/*"]),
    (r"boost/math/.*", ["scoring/distributions.cpp"]),
    (r"boost/(?!asio/|math/).*", []),  # boost/asio.hpp too: its narrow headers build in half the time
    (r"(coroutine|format|print|expected|generator)", []),  # not with both compilers: see docs/adr/0001
]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.MULTILINE)


def refusal(path, header):
    """Why the file at `path` must not include `header`; None where it may."""
    parts = path.split("/")
    tested = parts[0] == "tests"
    module = parts[1] if tested else parts[0]
    seen = header.split("/")[0]
    if seen == "tests":
        return None if tested else "only tests may use what tests share"
    if seen in MODULES and "/" in header and module in MODULES:
        return None if seen in MAY_SEE[module] else f"{module} must not know {seen}"
    if tested:
        return None  # tests may look behind a seam with any library
    for pattern, files in ONLY_IN:
        if re.fullmatch(pattern, header) and not any(fnmatch.fnmatchcase(path, allowed) for allowed in files):
            return f"<{header}> belongs into {' '.join(files) or 'no file'}"
    return None


def check_the_check():
    rows = [
        ("scheduler/sweep.cpp", "core/engine.hpp", True),
        ("scheduler/sweep.cpp", "probe/http_engine.hpp", False),
        ("core/url.cpp", "config/config.hpp", False),
        ("report/waterfall.cpp", "results/store.hpp", False),
        ("scoring/totals.cpp", "core/standing.hpp", True),
        ("scoring/totals.cpp", "config/csv.hpp", False),
        ("report/ranking_text.cpp", "scoring/totals.hpp", False),
        ("app/wiring.cpp", "results/store.hpp", True),
        ("tests/scheduler/plan_test.cpp", "scheduler/plan.hpp", True),
        ("tests/scheduler/plan_test.cpp", "probe/http_engine.hpp", False),
        ("tests/scheduler/plan_test.cpp", "tests/support/fake_clock.hpp", True),
        ("probe/http_engine.cpp", "tests/support/fake_clock.hpp", False),
        ("app/main.cpp", "CLI/CLI.hpp", True),
        ("app/probe.cpp", "CLI/CLI.hpp", False),
        ("config/load.hpp", "yaml-cpp/yaml.h", False),
        ("results/store.hpp", "sqlite3.h", False),
        ("report/sweep_summary.cpp", "curl/curl.h", False),
        ("scheduler/sweep.cpp", "boost/asio.hpp", False),
        ("scheduler/sweep.cpp", "boost/asio/post.hpp", True),
        ("scoring/distributions.cpp", "boost/math/special_functions/beta.hpp", True),
        ("scoring/judge.cpp", "boost/math/special_functions/beta.hpp", False),
        ("scoring/judge.cpp", "report/statistics.hpp", False),
        ("core/clock.cpp", "format", False),
        ("core/clock.cpp", "fmt/format.h", True),
    ]
    return [f"the check itself is wrong about {path} and {header}" for path, header, allowed in rows
            if (refusal(path, header) is None) != allowed]


def main(root):
    problems, files = check_the_check(), 0
    for folder in (*MODULES, "tests"):
        for file in sorted((root / folder).rglob("*.[ch]pp")):
            path, text, files = file.relative_to(root).as_posix(), file.read_text("utf-8"), files + 1
            for match in INCLUDE.finditer(text):
                reason = refusal(path, match.group(1))
                if reason:
                    problems.append(f"{path}:{text.count(chr(10), 0, match.start(1)) + 1}: {reason}")
    if not files:
        problems.append(f"no sources under {root}")
    print("\n".join([*problems, f"{files} files read, {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
