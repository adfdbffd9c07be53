"""Names in Latin and other alphabets: precision, recall and F1 against a reference matcher on the same cases.

The cases are ``name_bench/cases.csv`` without persons; the reference's answers are in ``logicv2_reference_scores.csv``.
Its labels come from screening: a fund and the next of its series count as a match there. Fairway says they are two,
loses those cases on purpose, and the table shows the figures without them too.

Weights are fitted (``--fit FILE`` writes them) around values set by hand. The honest figure is that of the folds: cases
that share a brand word or a name stand on one side only. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fairway.know.engine.linkage.clusters import clusters
from fairway.know.engine.names.latin import latin_measures, latin_probability, parse_latin

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src/fairway/know/reference/linkage/latin-1.toml"
MUST_DIFFER = ("other_number", "more_number", "other_place", "one_of_several")
"""Set by hand and not fitted: such pairs are two organisations, whatever a label says."""
SPREAD = 1.0
"""How far, in log-odds, fitted weights are expected to lie from those set by hand."""


@dataclass(frozen=True)
class Case:
    """Two names, and whether they are labelled a match."""

    a: str
    b: str
    same: bool
    kind: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What the reference knows the case by."""
        return self.a, self.b, self.kind


def main() -> None:
    """Measure by hand-set, fitted and folded weights, and the reference."""
    options = _options()
    reference = _reference(options.data)
    everything = _cases(options.data / "name_bench/cases.csv")
    cases = [each for each in everything if each.key in reference] or everything
    by_hand = tomllib.loads(MODEL.read_text(encoding="utf-8"))["by_hand"]
    truth = np.array([each.same for each in cases])
    fitted = fit(cases, by_hand)
    answers = {
        "token sort ≥ 85": _token_sort(cases),
        "weights by hand": _says(cases, by_hand),
        "fitted, in sample": _says(cases, fitted),
        f"fitted, {options.folds} folds": _folded(cases, by_hand, 2 if options.quick else options.folds),
        "as shipped": np.array([latin_probability(each.a, each.b) >= 0.5 for each in cases]),
    }
    if reference:
        answers["reference matcher"] = np.array([reference[each.key][0] for each in cases])
    figures = {name: _scores(found, truth) for name, found in answers.items()}
    if reference:
        own = np.array([reference[each.key][1] for each in cases])
        figures["reference, own labels"] = _scores(answers["reference matcher"], own)
    _print(f"{len(cases)} cases that are not persons ({len(everything) - len(cases)} more have no reference)", figures)
    plain = np.array([not _numbered(each) for each in cases])
    unnumbered = {name: _scores(found[plain], truth[plain]) for name, found in answers.items()}
    _print("without pairs whose numbers differ", unnumbered)
    if options.fit:
        _write(options.fit, by_hand, fitted, len(cases))
    result = {"cases": len(cases), "all": figures, "unnumbered": unnumbered, "reliability": _reliability(cases, truth)}
    print(json.dumps({**result, "microseconds_a_pair": _speed(cases)}, ensure_ascii=False))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="two folds")
    parser.add_argument("--fit", type=Path, help="write the fitted weights to this file")
    return parser.parse_args()


def _cases(path: Path) -> list[Case]:
    with path.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["schema"] != "Person"]
    return [Case(row["name1"], row["name2"], row["is_match"] == "True", row["schema"]) for row in rows]


def _reference(data: Path) -> dict[tuple[str, str, str], tuple[bool, bool]]:
    """Return the reference's answer to a case, and the label it was measured on (some have changed since)."""
    path = data / "name_bench/logicv2_reference_scores.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as stream:
        return {
            (row["name1"], row["name2"], row["schema"]): (row["predicted_match"] == "True", row["is_match"] == "True")
            for row in csv.DictReader(stream)
        }


def _token_sort(cases: list[Case]) -> np.ndarray:
    from rapidfuzz import fuzz, utils  # a peer

    return np.array([fuzz.token_sort_ratio(each.a, each.b, processor=utils.default_process) >= 85 for each in cases])


def _matrix(cases: list[Case], names: list[str]) -> np.ndarray:
    at = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(cases), len(names)))
    for row, each in enumerate(cases):
        table[row, at["prior"]] = 1
        for measure in latin_measures(each.a, each.b):
            table[row, at[measure.feature]] += measure.value
    return table


def fit(cases: list[Case], by_hand: dict[str, float]) -> dict[str, float]:
    """Return the weights of highest posterior: logistic likelihood, normal priors around the hand-set weights."""
    names = list(by_hand)
    table, start = _matrix(cases, names), np.array([by_hand[name] for name in names])
    barred = [names.index(name) for name in MUST_DIFFER]
    free = np.array([at for at in range(len(names)) if at not in barred])
    rows = ~table[:, barred].any(axis=1)
    x, y = table[rows][:, free], np.array([each.same for each in cases])[rows]
    weights = start[free].copy()
    for _ in range(50):  # Newton; the posterior is log-concave
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - (weights - start[free]) / SPREAD**2
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(free)) / SPREAD**2
        weights += np.linalg.solve(curve, slope)
    return {**by_hand, **{names[at]: float(value) for at, value in zip(free, weights, strict=True)}}


def _says(cases: list[Case], weights: dict[str, float]) -> np.ndarray:
    names = list(weights)
    return _matrix(cases, names) @ np.array([weights[name] for name in names]) >= 0


def _folded(cases: list[Case], by_hand: dict[str, float], folds: int) -> np.ndarray:
    """Answer each group of cases with weights fitted on the other groups."""
    answers = np.zeros(len(cases), dtype=bool)
    order = sorted(_groups(cases), key=lambda group: (-len(group), group))
    piles: list[list[int]] = [[] for _ in range(folds)]
    for group in order:
        min(piles, key=len).extend(group)
    for pile in piles:
        held = set(pile)
        weights = fit([each for at, each in enumerate(cases) if at not in held], by_hand)
        answers[pile] = _says([cases[at] for at in pile], weights)
    return answers


def _groups(cases: list[Case]) -> list[list[int]]:
    """Cases with a brand word or a whole name in common."""
    where: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(cases):
        for name in (each.a, each.b):
            for key in {*parse_latin(name).brand, parse_latin(name).core}:
                where[key].append(at)
    edges = [(found[0], other, 1.0) for found in where.values() for other in found[1:]]
    return clusters(len(cases), edges, threshold=0.5, chaining=1.0)


def _numbered(case: Case) -> bool:
    return sorted(parse_latin(case.a).numbers) != sorted(parse_latin(case.b).numbers)


def _scores(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    hit = int((found & truth).sum())
    precision, recall = hit / max(1, int(found.sum())), hit / max(1, int(truth.sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _reliability(cases: list[Case], truth: np.ndarray) -> list[dict[str, float]]:
    """Return for each fifth of the probability scale what was said, what was so, and how many there were."""
    said = np.array([latin_probability(each.a, each.b) for each in cases])
    bins = np.minimum((said * 5).astype(int), 4)
    return [
        {
            "said": round(float(said[bins == at].mean()), 3),
            "so": round(float(truth[bins == at].mean()), 3),
            "cases": int((bins == at).sum()),
        }
        for at in range(5)
        if (bins == at).any()
    ]


def _speed(cases: list[Case]) -> float:
    """Return the best of three runs that know the words but not the pairs."""
    runs = []
    for _ in range(3):
        latin_measures.cache_clear()
        start = time.perf_counter()
        for each in cases:
            latin_probability(each.a, each.b)
        runs.append(time.perf_counter() - start)
    return round(min(runs) / len(cases) * 1e6, 1)


def _print(title: str, figures: dict[str, dict[str, float]]) -> None:
    print(f"{title}\n{'':24}{'precision':>10}{'recall':>10}{'F1':>10}")
    for name, each in figures.items():
        print(f"{name:24}{each['precision']:10.4f}{each['recall']:10.4f}{each['f1']:10.4f}")


def _write(path: Path, by_hand: dict[str, float], fitted: dict[str, float], count: int) -> None:
    head = MODEL.read_text(encoding="utf-8").split("\n[by_hand]")[0]
    parts = [head.rstrip(), "", "[by_hand]", *_lines(by_hand), "", "[weights]", f"# fitted on {count} cases"]
    path.write_text("\n".join([*parts, *_lines(fitted)]) + "\n", encoding="utf-8")


def _lines(weights: dict[str, float]) -> list[str]:
    return [f"{name} = {round(value, 2)}" for name, value in weights.items()]


if __name__ == "__main__":
    main()
