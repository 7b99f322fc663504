"""Configurations to measure with: as many portals as asked for, under names that exist nowhere."""

NAMES = ["Thành phố Hà Nội", "Tỉnh Lào Cai", "Bộ Tư pháp", "Thành phố Đà Nẵng", "Tỉnh Đắk Lắk", "Bảo hiểm xã hội Việt Nam"]
REGIONS = ["Đồng bằng sông Hồng", "Trung du và miền núi phía Bắc", "Tây Nguyên", "Đông Nam Bộ"]
BLOCKS = ["province", "ministry"]

# Nothing is to be unfit: what is compared here is cost.
FITNESS_LIFTED = "{ max_lateness: 1m, max_error: 1m, max_unfit_share: 100% }"
# As shipped, but that no share of unfit samples ends the sweep badly: where it matters it is counted.
FITNESS_AS_SHIPPED = "{ max_unfit_share: 100% }"
LIMITS_LIFTED = {"in_flight": 20, "starts_per_second": 10000, "per_host": 1, "gap": "0s", "per_address": 1000}


def host(number):
    return f"{portal_id(number)}.bench.test"


def portal_id(number):
    return f"p{number:05}"


def portal(number, scheme, pages, actions, where=""):
    """One portal's entry. Targets differ in their query only, so that every one costs the server the same."""
    url = f"{scheme}://{host(number)}/{where}"
    lines = [
        f"  - id: {portal_id(number)}",
        f"    name: {NAMES[number % len(NAMES)]} {number}",
        f"    block: {BLOCKS[number % len(BLOCKS)]}",
        f"    region: {REGIONS[number % len(REGIONS)]}",
        "    deployment: leased",
        "    pages:",
    ]
    for index in range(pages):
        lines.append(f'      - {{ id: page-{index}, role: home, url: "{url}?page={index}" }}')
    if actions:
        lines.append("    actions:")
    for index in range(actions):
        lines += [
            f"      - id: action-{index}",
            "        role: search",
            f'        url: "{url}?q=khai+sinh&action={index}"',
            "        expect: { status: [200] }",
        ]
    return "\n".join(lines)


def write(path, *, portals, scheme="https", pages=1, actions=0, where="", **settings):
    """Writes a configuration of `portals` portals. What is not said here is left to the defaults; no pages are loaded."""
    entries = (portal(number, scheme, pages, actions, where) for number in range(portals))
    return write_entries(path, entries, **settings)


def write_entries(path, entries, *, rounds=1, window="6h", limits=None, fitness=FITNESS_LIFTED, network="127.0.0.0/8"):
    """Writes a configuration of the portals with these entries."""
    limits = {**LIMITS_LIFTED, **(limits or {})}
    head = f"""version: 1
name: Benchmark
vantage: {{ id: bench, description: "this machine" }}
schedules:
  - {{ id: bench, stratum: night, time_zone: Asia/Ho_Chi_Minh, window: {window}, rounds: {rounds} }}
limits:
  in_flight: {limits["in_flight"]}
  starts_per_second: {limits["starts_per_second"]}
  per_host: {{ in_flight: {limits["per_host"]}, gap: {limits["gap"]} }}
  per_address: {{ in_flight: {limits["per_address"]} }}
defaults:
  http_version: 1.1
  timeout: 60s
  allow_addresses: [{network}]
  page_engine: none
fitness: {fitness}
portals:
"""
    with open(path, "w", encoding="utf-8") as file:
        file.write(head)
        for entry in entries:
            file.write(entry + "\n")
    return path
