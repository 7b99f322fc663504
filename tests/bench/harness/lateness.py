"""How late measurements begin at a fixed pace, beside a bare timer: what no program can be better than."""

import configs
from bench import Result
from runs import figures, median, quantile, run

PER_SECOND, SECONDS = 200, 15
# A cold page, a cold and a warm action of each portal make up one round.
PORTALS, ROUNDS = 200, PER_SECOND * SECONDS // (3 * 200)
# What the scheduler may add to the machine's own lateness.
BEYOND_TIMER_US = 1_000


def lateness(bench):
    """How late a sweep at 200 starts per second over plain HTTP begins its measurements, beside a bare timer."""
    config = configs.write(bench.directory / "lateness.yaml", portals=PORTALS, actions=1, scheme="http",
                           rounds=ROUNDS, window=f"{SECONDS}s", fitness=configs.FITNESS_AS_SHIPPED)
    beyond = []
    for _ in range(bench.repeat):
        timer = figures(run([bench.tool("bare_timer"), PER_SECOND, SECONDS]).output)
        sweep = bench.sweep(config, bench.server.plain_port)
        samples = bench.planned_samples(sweep.store)
        late = [sample["lateness_us"] for sample in samples]
        beyond.append(quantile(late, 0.99) - timer["p99_us"])
        unfit = sum(not sample["fit"] for sample in samples) / len(samples)
        print(f"  timer: p50 {timer['p50_us']:.0f}, p99 {timer['p99_us']:.0f}, max {timer['max_us']:.0f} us; "
              f"{len(samples)} samples, {len(samples) / sweep.cost.wall_s:.0f}/s: p50 {quantile(late, 0.5)}, "
              f"p99 {quantile(late, 0.99)}, max {max(late)} us; {unfit:.1%} unfit", flush=True)
    return [Result(f"lateness: p99 at {PER_SECOND} starts per second beyond a bare timer's", median(beyond), BEYOND_TIMER_US, "us")]
