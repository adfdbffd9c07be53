"""One table searched for duplicates: a register made up of 10,000 to 1,000,000 organisations, linked with itself.

Prints, for each size, seconds, the most memory of all processes together, and the pairwise precision and recall of
the groups found; how the cost grows (exponent of n, beside that of n log n over the same sizes); what was missed by
what was done to the name; and two peers on the same 100,000 records: Splink with its own comparisons, and names equal
after folding. The last line is one JSON object. ``--fit`` learns the shipped weights instead, from another register.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generate_organisations import organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fairway.know.engine.linkage.bulk import Linked
    from fairway.know.engine.written import Written
    from fairway.lib.explain import Reason

DATA = Path(__file__).parents[2] / "shared" / "data"
WEIGHTS = Path(__file__).parents[1] / "src/fairway/know/reference/linkage/bulk-1.toml"
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
QUICK = (10_000, 30_000)
PEERS_AT = 100_000
SEED, FIT_SEED = 20_211_019, 7
PAGE_KIB = 4

Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Register:
    """Records as the engine takes them, and the truth: which organisation each is, and what was planted."""

    records: list[Written]
    entities: list[int]
    planted: list[str]

    def pairs(self) -> Pairs:
        """Pairs of records of one organisation."""
        members: dict[int, list[int]] = defaultdict(list)
        for number, entity in enumerate(self.entities):
            members[entity].append(number)
        return within(members.values())


def main() -> None:
    """Run all sizes, each in a process of its own, and the peers."""
    options = _options()
    if options.fit:
        fit(options)
        return
    if options.one:
        print(json.dumps(one_size(options.one, options)))
        return
    if options.peers:
        print(json.dumps(peers(options.peers, options)))
        return
    sizes = [n for n in (QUICK if options.quick else SIZES) if n <= options.most]
    runs = [_measured("--one", n, options) for n in sizes]
    _print_runs(runs)
    compared = _measured("--peers", min(PEERS_AT, max(sizes)), options)
    _print_peers(compared)
    growth = _growth(runs)
    print("\ncost grows with n to the power of {seconds:.3f} (n log n: {n_log_n:.3f})".format(**growth))
    print(json.dumps({"seed": options.seed, "runs": runs, "peers": compared, "growth": growth}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder laid out like the shared data")
    parser.add_argument("--quick", action="store_true", help="10,000 and 30,000 records only")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="leave out larger sizes")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--fit", action="store_true", help="learn the shipped weights from another register")
    parser.add_argument("--one", type=int, help="one size, in this process")
    parser.add_argument("--peers", type=int, help="the peers at one size, in this process")
    return parser.parse_args()


def register(n: int, seed: int, data: Path) -> Register:
    """Make a register of ``n`` records; each as a reader of a table would hand it on."""
    from fairway.know.engine.linkage.parts import spelt_out
    from fairway.know.engine.written import Written

    made = Register([], [], [])
    for row in organisations(n, seed, data):
        codes = (("uscc", row["uscc"]),) if row["uscc"] else ()
        made.records.append(spelt_out(Written(row["name"], codes, row["place"], row["industry"])))
        made.entities.append(row["entity"])
        made.planted.append(row["planted"])
    return made


def within(groups: Iterable[Sequence[int]]) -> Pairs:
    """Pairs of members of one group, the smaller number first."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def one_size(n: int, options: argparse.Namespace) -> dict[str, Any]:
    """Search one register for duplicates and judge the outcome."""
    from fairway.know.engine.linkage.bulk import judge, same_groups, score_pairs

    made = register(n, options.seed, options.data)
    stages = _Stages()
    scored = score_pairs(made.records, progress=stages)
    verdicts: Counter[str] = Counter()
    asked: Pairs = set()

    def noted() -> Iterator[Linked]:
        for pair in judge(made.records, None, scored, progress=stages):
            verdicts[pair.decision.verdict] += 1
            if pair.decision.verdict == "ask":
                asked.add((pair.left, pair.right))
            yield pair

    found = within(same_groups(noted()))
    seconds, cpu = stages.end()
    true = made.pairs()
    return {
        "n": n,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "stages": stages.seconds,
        "pairs_compared": scored.compared,
        "pairs_decided": len(scored.pairs),
        "left_out": sum(each.pairs for each in scored.left_out),
        "verdicts": dict(verdicts),
        "true_pairs": len(true),
        **judged(found, true),
        "recall_with_asked": len(true & (found | asked)) / len(true),
        "recall_without_codes": _uncoded(made, found, true),
        "missed_by_kind": _missed(made, true - found),
        "wrong_by_kind": _missed(made, found - true),
    }


class _Stages:
    """Notes how long each stage of the work took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.start, self.cpu = time.perf_counter(), time.process_time()
        self.last, self.stage = self.start, ""

    def __call__(self, _done: int, _total: int, reason: Reason) -> None:
        now = time.perf_counter()
        if self.stage:
            self.seconds[self.stage] = round(self.seconds.get(self.stage, 0.0) + now - self.last, 2)
        self.last, self.stage = now, reason.text

    def end(self) -> tuple[float, float]:
        """Wall seconds and seconds of the processor."""
        return round(time.perf_counter() - self.start, 2), round(time.process_time() - self.cpu, 2)


def judged(found: Pairs, true: Pairs) -> dict[str, float]:
    """Pairwise precision, recall and F1."""
    right = len(found & true)
    precision, recall = right / max(1, len(found)), right / max(1, len(true))
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}


def _uncoded(made: Register, found: Pairs, true: Pairs) -> float:
    """Recall among the pairs where names alone decide: not both records have a code."""
    bare = {(a, b) for a, b in true if not (made.records[a].codes and made.records[b].codes)}
    return len(found & bare) / max(1, len(bare))


def _missed(made: Register, pairs: Pairs) -> dict[str, int]:
    kinds = Counter(
        kind
        for pair in pairs
        for kind in {part for number in pair for part in made.planted[number].removeprefix("twice ").split("+") if part}
    )
    return dict(kinds.most_common())


def peers(n: int, options: argparse.Namespace) -> dict[str, Any]:
    """Splink as it comes, and names equal after folding, on the register of the same size."""
    made = register(n, options.seed, options.data)
    true = made.pairs()
    return {"n": n, "exact fold": _folded(made, true), "splink defaults": _splink(made, true)}


def _folded(made: Register, true: Pairs) -> dict[str, float]:
    from fairway.know.engine.script import fold

    start = time.perf_counter()
    same: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(made.records):
        same[fold(each.name)].append(number)
    found = within(same.values())
    return {"seconds": round(time.perf_counter() - start, 2), **judged(found, true)}


def _splink(made: Register, true: Pairs) -> dict[str, float]:
    """Splink's stock name comparison, exact code, place and industry; trained as its tutorial does; best threshold.

    The threshold is chosen with the truth, which favours the peer.
    """
    import pyarrow as pa  # type: ignore[import-untyped]
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    start = time.perf_counter()
    api = DuckDBAPI()
    rows = {
        "unique_id": list(range(len(made.records))),
        "name": [each.name for each in made.records],
        "uscc": [each.codes[0][1] if each.codes else None for each in made.records],
        "place": [each.place or None for each in made.records],
        "industry": [each.industry or None for each in made.records],
    }
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("name"),
            cl.ExactMatch("uscc"),
            cl.ExactMatch("place"),
            cl.ExactMatch("industry"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("uscc"),
            block_on("substr(name, 1, 4)", "place"),
            block_on("substr(name, 3, 4)", "place"),
        ],
    )
    linker = Linker(api.register(pa.table(rows), table_name="register"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "place")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("uscc"))
    scored = linker.inference.predict(threshold_match_probability=0.05, warning_mode="never")
    query = f"SELECT unique_id_l, unique_id_r, match_probability FROM {scored.physical_name}"  # noqa: S608
    found = [(min(a, b), max(a, b), p) for a, b, p in api.duckdb_con.execute(query).fetchall()]
    seconds = round(time.perf_counter() - start, 2)
    thresholds = (0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    best = max(
        ({"threshold": t, **judged({(a, b) for a, b, p in found if p >= t}, true)} for t in thresholds),
        key=lambda each: each["f1"],
    )
    return {"seconds": seconds, **best}


def fit(options: argparse.Namespace) -> None:
    """Write the shipped weights: u from random pairs, m from the truth of a register that is not measured on."""
    from splink import Linker

    from fairway.know.engine.linkage import bulk
    from fairway.know.engine.linkage.backends import DuckDB
    from fairway.know.engine.linkage.weights import bulk_model

    made, store, model = register(PEERS_AT, FIT_SEED, options.data), DuckDB(), bulk_model()
    bulk.score_pairs(made.records, backend=store)
    store.add("truth", {"record": list(range(len(made.entities))), "entity": [str(each) for each in made.entities]})
    store.make("labelled", "SELECT link_records.*, entity FROM link_records JOIN truth USING (record)")
    linker = Linker(store.splink.register("labelled", table_name="labelled_made"), model.settings(), log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=3e7, seed=1)
    linker.training.estimate_m_from_label_column("entity")
    text = WEIGHTS.read_text(encoding="utf-8")
    for comparison in linker.misc.save_model_to_json()["comparisons"]:
        text = _rewritten(text, comparison)
    text = re.sub('fitted_on = ".*"', f'fitted_on = "bench/organisations.py --fit: {PEERS_AT} made-up records"', text)
    WEIGHTS.write_text(text, encoding="utf-8")


def _rewritten(text: str, comparison: dict[str, Any]) -> str:
    """The file with the m and u of one comparison put in; never 0 or 1, which no sample can show."""
    head, mark, rest = text.partition(f'name = "{comparison["output_column_name"]}"\n')
    for level in comparison["comparison_levels"]:
        if "m_probability" in level or "u_probability" in level:
            m, u = (max(1e-6, level.get(f"{each}_probability") or 0.0) for each in "mu")
            shown = re.escape(f'label = "{level["label_for_charts"]}"')
            rest = re.sub(f"({shown}.*?) m = [^ ,]+, u = [^ ,]+ ", rf"\g<1> m = {m:.6f}, u = {u:.7f} ", rest, count=1)
    return head + mark + rest


def _measured(what: str, n: int, options: argparse.Namespace) -> dict[str, Any]:
    """Run one part in a process of its own and watch the memory of that process and all it starts."""
    command = [sys.executable, __file__, what, str(n), "--data", str(options.data), "--seed", str(options.seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603  # this file
        watch = _Watch(running.pid)
        watch.start()
        output, _ = running.communicate()
        watch.over.set()
    if running.returncode:
        raise SystemExit(running.returncode)
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result | {"max_rss_mib": watch.most // 1024}


class _Watch(threading.Thread):
    """Adds up the memory of a process and its children ten times a second. Linux only."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            self.most = max(self.most, sum(map(_resident, _tree(self.pid))))


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _tree(int(child)))]


def _resident(pid: int) -> int:
    """Resident memory in KiB."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_KIB
    except OSError:
        return 0


def _growth(runs: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Slopes over the logarithm of n, by least squares."""
    sizes = [float(run["n"]) for run in runs]
    return {
        "seconds": _slope(sizes, [float(run["seconds"]) for run in runs]),
        "cpu_seconds": _slope(sizes, [float(run["cpu_seconds"]) for run in runs]),
        "pairs_decided": _slope(sizes, [float(run["pairs_decided"]) for run in runs]),
        "n_log_n": _slope(sizes, [n * math.log(n) for n in sizes]),
    }


def _slope(xs: Sequence[float], ys: Sequence[float]) -> float:
    pairs = [(math.log(x), math.log(max(y, 1e-9))) for x, y in zip(xs, ys, strict=True)]
    mean_x, mean_y = (sum(each) / len(pairs) for each in zip(*pairs, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in pairs)
    return sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread if spread else float("nan")


def _print_runs(runs: Sequence[dict[str, Any]]) -> None:
    print("   records  seconds    cpu s    MiB   decided precision  recall + asked")
    for run in runs:
        print(
            "{n:>10,} {seconds:>8.1f} {cpu_seconds:>8.1f} {max_rss_mib:>6} {pairs_decided:>9,} {precision:>9.4f} "
            "{recall:>7.4f} {recall_with_asked:>7.4f}".format(**run)
        )
    last = runs[-1]
    print(
        f"\nmissed, by what was planted: {last['missed_by_kind']}\nwrong, by what was planted: {last['wrong_by_kind']}"
    )
    for before, after in pairwise(runs):
        print(
            "{:>10,} → {:>9,}: seconds × {:.2f}".format(before["n"], after["n"], after["seconds"] / before["seconds"])
        )


def _print_peers(compared: dict[str, Any]) -> None:
    for name in ("exact fold", "splink defaults"):
        print(
            f"{name:16} precision {{precision:.4f}} recall {{recall:.4f}} seconds {{seconds}}".format(**compared[name])
        )


if __name__ == "__main__":
    main()
