"""Which patent applicants are one organisation: pairwise F1 against the harmonised names of the register.

2,379 applicants with a cleaned name, co-applicants and inventors, patent classes and coordinates; the truth
(``leuven_id``) is read for counting only. Nothing of Fairway is tuned on it: the names are weighed by the model that
ships, what shared inventors and classes weigh is learned from the names by expectation maximisation, probabilities are
cut at one half. Two choices were made with this set in view: coordinates are left out of ours, because they are those
of the city and repeat what the inventors say (with them the F1 is about 0.01 lower); and where groups merge, the best
pair counts half beside the mean of all pairs (``CHAINING``; the table shows other shares, of which 1 is what the peers
do).

Peers in the same run, on the same names: Splink with its stock comparisons of all four fields, blocking on words, and
its own training; rapidfuzz's token sort ratio, linked in chains, at 85 (a common choice), at the threshold that is best
on other applicants (cross-validated), and at the one best on the truth itself, which nobody knows beforehand, also on
the names with all their endings. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import logging
import time
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from fairway.know.engine.linkage.clusters import clusters
from fairway.know.engine.names.latin import latin_measures, latin_model

ROOT = Path(__file__).parents[1]
LEFTOVERS = frozenset({"V", "NV", "BV", "VNL", "NL"})
"""What the register's cleaning leaves of N.V., B.V. and the country; taken off for everybody."""
ADDRESS = {"more_place": 0.0, "stray_letters": 0.0, "other_place": -2.0}
"""Names in a patent register carry bits of the address: a city more or less says little here."""
CUT = 0.5
CHAINING, OTHER_SHARES = 0.5, (0.0, 0.3, 0.7, 1.0)


@dataclass(frozen=True)
class Record:
    """One applicant as the register has it."""

    name: str
    people: frozenset[str]
    classes: tuple[str, ...]
    place: tuple[float, float] | None
    truth: str


def main() -> None:
    """Measure everybody on the same records."""
    options = _options()
    records, whole = (_records(options, leftovers) for leftovers in (LEFTOVERS, frozenset()))
    figures: dict[str, dict[str, float]] = {"exact name": _scores(records, _by_name(records, {}))}
    for chaining in (CHAINING, *OTHER_SHARES):
        run = partial(_grouped, evidence=True, chaining=chaining)
        figures[f"Fairway, best pair counts {chaining}"] = _timed(records, run)
    figures["Fairway, names only"] = _timed(records, partial(_grouped, evidence=False, chaining=CHAINING))
    figures |= _rapidfuzz(records, whole)
    figures |= _splink(records)
    print(f"{len(records)} records\n{'':34}{'precision':>10}{'recall':>10}{'F1':>10}{'groups':>8}{'seconds':>9}")
    for name, each in figures.items():
        cells = f"{each['precision']:10.4f}{each['recall']:10.4f}{each['f1']:10.4f}{each['groups']:8}"
        print(f"{name:34}{cells}{each.get('seconds', 0):9.1f}")
    print(json.dumps({"records": len(records), **figures}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--quick", action="store_true", help="every other applicant")
    return parser.parse_args()


def _records(options: argparse.Namespace, leftovers: frozenset[str]) -> list[Record]:
    folder = options.data / "er_dedupe_examples"
    with (folder / "patstat_reference.csv").open(encoding="utf-8") as stream:
        truth = {row["person_id"]: row["leuven_id"] for row in csv.DictReader(stream)}
    with (folder / "patstat_input.csv").open(encoding="utf-8") as stream:
        found = [_record(row, truth[row["person_id"]], leftovers) for row in csv.DictReader(stream)]
    kept = set(sorted({each.truth for each in found})[:: 2 if options.quick else 1])
    return [each for each in found if each.truth in kept]


def _record(row: dict[str, str], truth: str, leftovers: frozenset[str]) -> Record:
    people = {" ".join(each.split()) for each in row["Coauthor"].split("**")} - {"", "NONE"}
    where = float(row["Lat"]), float(row["Lng"])
    words = [each for each in row["Name"].split() if each not in leftovers]
    return Record(
        " ".join(words), frozenset(people), tuple(row["Class"].split("**")), where if any(where) else None, truth
    )


def _pairs(counts: Counter[object]) -> int:
    return sum(each * (each - 1) // 2 for each in counts.values())


def _scores(records: list[Record], labels: list[int]) -> dict[str, float]:
    truth = [each.truth for each in records]
    hit = _pairs(Counter(zip(labels, truth, strict=True)))
    return _measured(hit, _pairs(Counter(labels)), _pairs(Counter(truth)), len(set(labels)))


def _measured(hit: float, said: float, true: float, groups: int) -> dict[str, float]:
    precision, recall = hit / max(1, said), hit / true
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "groups": groups}


def _timed(records: list[Record], run: object) -> dict[str, float]:
    start = time.perf_counter()
    labels = run(records)  # type: ignore[operator]
    return {**_scores(records, labels), "seconds": round(time.perf_counter() - start, 1)}


def _by_name(records: list[Record], group_of: dict[str, int]) -> list[int]:
    """Label records by the group of their name; a record without a name stands alone."""
    where: dict[object, int] = {}
    keys = [group_of.get(each.name, each.name) if each.name else (at,) for at, each in enumerate(records)]
    return [where.setdefault(key, len(where)) for key in keys]


@dataclass(frozen=True)
class Named:
    """All records under one name."""

    name: str
    members: tuple[int, ...]
    people: frozenset[str]
    classes: Counter[str]


def _named(records: list[Record]) -> list[Named]:
    at: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(records):
        if each.name:
            at[each.name].append(place)
    return [
        Named(
            name,
            tuple(members),
            frozenset().union(*(records[each].people for each in members)),
            Counter(code for each in members for code in records[each].classes),
        )
        for name, members in sorted(at.items())
    ]


def _grouped(records: list[Record], *, evidence: bool, chaining: float) -> list[int]:
    named = _named(records)
    pairs, odds = _name_odds(named)
    if evidence:
        levels = [_levels([_shared(named[a], named[b]) for a, b in pairs], (1, 2, 3, 6))]
        levels.append(_levels([_alike(named[a], named[b]) for a, b in pairs], (0.2, 0.5, 0.8)))
        odds = _maximised(odds, levels)
    edges = [(a, b, 1.0) for each in named for a, b in combinations(each.members, 2)]
    for (i, j), p in zip(pairs, 1 / (1 + np.exp(-odds)), strict=True):
        edges += [(a, b, float(p)) for a in named[i].members for b in named[j].members] if p > 0.02 else []
    labels = [0] * len(records)
    for number, group in enumerate(clusters(len(records), edges, threshold=CUT, chaining=chaining)):
        for each in group:
            labels[each] = number
    return labels


def _name_odds(named: list[Named]) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Weigh all pairs of names that share a word, however spelt, by the shipped model."""
    model = latin_model()
    weights = {**model.weights, **ADDRESS}
    pairs, odds = [], []
    for i, j in combinations(range(len(named)), 2):
        found = latin_measures(named[i].name, named[j].name)
        if all(each.feature != "nothing_shared" for each in found):
            pairs.append((i, j))
            odds.append(model.prior + sum(weights[each.feature] * each.value for each in found))
    return pairs, np.array(odds)


def _shared(a: Named, b: Named) -> float:
    return len(a.people & b.people)


def _alike(a: Named, b: Named) -> float:
    """Cosine of the classes two applicants file in."""
    dot = sum(count * b.classes[code] for code, count in a.classes.items())
    sizes = (sum(count * count for count in each.classes.values()) for each in (a, b))
    return float(dot / np.sqrt(np.prod(list(sizes))))


def _levels(values: list[float], steps: tuple[float, ...]) -> np.ndarray:
    return np.digitize(values, steps)


def _maximised(odds: np.ndarray, levels: list[np.ndarray]) -> np.ndarray:
    """Add what each level weighs, learned without labels (Fellegi and Sunter 1969; the names' weights stay)."""
    total = odds.copy()
    for _ in range(20):
        p = 1 / (1 + np.exp(-total))
        total = odds.copy()
        for each in levels:
            same = np.bincount(each, weights=p) + 1
            other = np.bincount(each, weights=1 - p) + 1
            total += (np.log(same / same.sum()) - np.log(other / other.sum()))[each]
    return total


THRESHOLDS = tuple(range(60, 96))


def _rapidfuzz(records: list[Record], whole: list[Record]) -> dict[str, dict[str, float]]:
    start = time.perf_counter()
    labels = {threshold: _token_sort(records, threshold) for threshold in THRESHOLDS}
    seconds = round((time.perf_counter() - start) / len(THRESHOLDS), 1)
    scores = {threshold: _scores(records, each) for threshold, each in labels.items()}
    on_whole = {threshold: _scores(whole, _token_sort(whole, threshold)) for threshold in THRESHOLDS}
    best, best_whole = (max(found, key=lambda t: found[t]["f1"]) for found in (scores, on_whole))
    return {
        "rapidfuzz token sort ≥ 85": {**scores[85], "seconds": seconds},
        "rapidfuzz, cross-validated": {**_cross_validated(records, labels), "seconds": seconds},
        f"rapidfuzz, best on the truth ({best})": {**scores[best], "seconds": seconds},
        f"rapidfuzz, all endings, best ({best_whole})": {**on_whole[best_whole], "seconds": seconds},
    }


def _token_sort(records: list[Record], threshold: int) -> list[int]:
    from rapidfuzz import fuzz, process  # a peer

    names = sorted({each.name for each in records if each.name})
    table = process.cdist(names, names, scorer=fuzz.token_sort_ratio, score_cutoff=threshold)
    edges = [(int(a), int(b), 1.0) for a, b in zip(*np.nonzero(table), strict=True)]
    groups = clusters(len(names), edges, threshold=0.5, chaining=1.0)
    return _by_name(records, {names[each]: number for number, group in enumerate(groups) for each in group})


def _cross_validated(records: list[Record], labels: dict[int, list[int]]) -> dict[str, float]:
    """Count each fifth of the applicants at the threshold that is best on the other four.

    A wrong pair of two fifths counts half in each: leaving them out would forgive a low threshold.
    """
    truths = sorted({each.truth for each in records})
    fold = [truths.index(each.truth) % 5 for each in records]
    hit = said = true = 0.0
    for number in range(5):
        inside = [at for at, each in enumerate(fold) if each == number]
        rest = [at for at, each in enumerate(fold) if each != number]
        others = [records[at] for at in rest]
        best = max(THRESHOLDS, key=lambda t: _scores(others, [labels[t][at] for at in rest])["f1"])
        ours, theirs = (Counter(labels[best][at] for at in side) for side in (inside, rest))
        hit += _pairs(Counter((labels[best][at], records[at].truth) for at in inside))
        said += _pairs(ours) + sum(count * theirs[label] for label, count in ours.items()) / 2
        true += _pairs(Counter(records[at].truth for at in inside))
    return _measured(hit, said, true, 0)


def _splink(records: list[Record]) -> dict[str, dict[str, float]]:
    """Run Splink with stock comparisons; its usual cut 0.95, and one half as ours."""
    start = time.perf_counter()
    edges = _splink_pairs(records)
    out = {}
    for cut in (0.95, CUT):
        labels = [0] * len(records)
        sure = [each for each in edges if each[2] >= cut]
        for number, group in enumerate(clusters(len(records), sure, threshold=cut, chaining=1.0)):
            for each in group:
                labels[each] = number
        seconds = round(time.perf_counter() - start, 1)
        out[f"Splink, stock, cut at {cut}"] = {**_scores(records, labels), "seconds": seconds}
    return out


def _splink_pairs(records: list[Record]) -> list[tuple[int, int, float]]:
    import pandas as pd  # a peer
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    rows = [
        {
            "unique_id": at,
            "name": each.name or None,
            "words": each.name.split() or None,
            "people": sorted(each.people) or None,
            "classes": sorted(set(each.classes)),
            "lat": each.place[0] if each.place else None,
            "lng": each.place[1] if each.place else None,
        }
        for at, each in enumerate(records)
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("name"),
            cl.ArrayIntersectAtSizes("people", [3, 1]),
            cl.ArrayIntersectAtSizes("classes", [3, 1]),
            cl.DistanceInKMAtThresholds("lat", "lng", [1, 10, 100]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("name"),
            block_on("substr(name, 1, 4)"),
            block_on("words", arrays_to_explode=["words"]),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(pd.DataFrame(rows)), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("name")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    training.estimate_parameters_using_expectation_maximisation(block_on("lat", "lng"))
    table = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return list(
        zip(
            table["unique_id_l"].astype(int).tolist(),
            table["unique_id_r"].astype(int).tolist(),
            table["match_probability"].tolist(),
            strict=True,
        )
    )


if __name__ == "__main__":
    main()
