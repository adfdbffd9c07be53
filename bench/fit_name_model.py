"""Fit the decision on two Chinese names and write it as ``know/reference/linkage/names-1.toml``.

The model is a logistic regression on the differences that the engine names. Its weights start from a prior that stands
in the file (what we expect before seeing any pair) and are moved by the pairs as far as they carry: a maximum a
posteriori estimate with normal priors, so that a difference nobody saw keeps its prior. A difference never speaks for
"same", and nothing that speaks for it may come to speak against.

Pairs: the labelled ones, half of those labelled by hand (``bench/labels/cn_candidates.csv``; the other half is only
reported on, see ``name_pairs.py``), and, with little weight, made negatives: pairs of different listed companies whose
registered names are nearest to each other.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from fairway.know.engine.linkage.features import SENTENCES
from fairway.know.engine.linkage.model import NameModel, read_model
from fairway.know.engine.linkage.spellings import compare_spellings
from fairway.know.engine.names.chinese import core_key
from fairway.know.engine.script import fold, has_chinese

MODEL = Path(__file__).parents[1] / "src/fairway/know/reference/linkage/names-1.toml"
LABELS = Path(__file__).parent / "labels" / "cn_candidates.csv"
DATA = Path(__file__).parents[2] / "shared" / "data"
FEATURES = tuple(SENTENCES)
RECORDS = {"code_equal", "stock_code_equal", "code_differs", "code_not_valid", "seat_near", "seat_in_province",
           "seat_elsewhere", "industry_shared", "industry_differs", "brand_rare", "brand_common",
           "form_of_other_law"}  # fmt: skip
CERTAIN = {"branch_different", "branch_number", "number_differs", "place_level_differs", "parts_differ"}
"""Kept at their prior: the few labels that call such pairs one organisation know of a change of name the pair does not
show."""
HARMLESS = {"place_suffix", "place_moved", "form_spelling", "numeral_spelt", "repeated"}
"""Kept at their prior too: these say nothing, and what stands beside them in the pairs fitted on says all."""
FOLDS = 5
SPREAD = 1.0
"""Standard deviation of the prior of a weight, in log-odds."""
START_SPREAD = 0.5
CERTAIN_SPREAD = 0.01
LABELLED_WEIGHT = 0.3
HAND_WEIGHT = 3.0
"""The labelled pairs were chosen because they match; those labelled by hand are what a matcher really proposes, so the
probabilities follow these. The weights were chosen by cross-validation on the half that is not held out."""
MADE_WEIGHT = 0.3
MADE = 400


@dataclass(frozen=True)
class Pair:
    """Two names, what they are to each other (same, related, different), and where the label comes from."""

    a: str
    b: str
    label: str
    origin: str
    weight: float = 1.0

    @property
    def same(self) -> bool:
        """Whether they are one organisation."""
        return self.label == "same"


def pair_key(a: str, b: str) -> str:
    """A short hash of two names, whichever comes first: what the file of hand labels is keyed by."""
    return hashlib.sha256("\0".join(sorted((fold(a), fold(b)))).encode()).hexdigest()[:16]


def is_held_out(key: str) -> bool:
    """Whether a hand-labelled pair is only reported on: every other one, by its hash."""
    return int(key[:8], 16) % 2 == 1


def labelled(data: Path) -> list[Pair]:
    """The pairs labelled in the source."""
    rows = _rows(data / "cn_company_pairs" / "pairs_labelled.csv")
    return [
        Pair(
            row["name_a"], row["name_b"], "same" if row["is_match"] == "1" else "different", "labelled", LABELLED_WEIGHT
        )
        for row in rows
    ]


def hand_labelled(data: Path) -> tuple[list[Pair], list[Pair]]:
    """The pairs labelled by hand: those to fit on, and those held out. Pairs nobody could tell are left out."""
    labels = {row["pair"]: row["label"] for row in _rows(LABELS)}
    fit, held = [], []
    for row in _rows(data / "cn_company_pairs" / "candidate_pairs_unlabelled.csv"):
        key = pair_key(row["name_a"], row["name_b"])
        label = labels.pop(key, "unsure")
        if label != "unsure":
            pair = Pair(row["name_a"], row["name_b"], label, "hand", HAND_WEIGHT)
            (held if is_held_out(key) else fit).append(pair)
    return fit, held


def registered_names(data: Path) -> list[str]:
    """The full names of listed companies, each another organisation."""
    rows = _rows(data / "cn_listed_companies" / "a_share_master.csv")
    return sorted({row["full_name_cn"] for row in rows if has_chinese(row["full_name_cn"])})


def made_negatives(data: Path) -> list[Pair]:
    """Different listed companies with the names nearest to each other."""
    names = registered_names(data)
    wanted = names[:: max(1, len(names) // MADE)]
    scores = process.cdist(wanted, names, scorer=fuzz.ratio, workers=1)
    found = {}
    for one, row in zip(wanted, scores, strict=True):
        for at in np.argsort(-row, kind="stable")[1:3]:
            if core_key(one) != core_key(names[at]):
                found[pair_key(one, names[at])] = Pair(one, names[at], "different", "made", MADE_WEIGHT)
    return list(found.values())


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def folds(pairs: list[Pair]) -> np.ndarray:
    """The fold of each pair; pairs that share a name, or names of one key, stand in one fold."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for pair in pairs:
        keys = [root(key) for key in (core_key(pair.a), core_key(pair.b))]
        parent[max(keys)] = min(keys)
    return np.array([int(hashlib.sha256(root(core_key(p.a)).encode()).hexdigest()[:8], 16) % FOLDS for p in pairs])


def matrix(pairs: list[Pair]) -> np.ndarray:
    """How often each feature occurs in each pair: one row a pair, one column a feature."""
    found = np.zeros((len(pairs), len(FEATURES)))
    for row, pair in enumerate(pairs):
        for each in compare_spellings(pair.a, pair.b, {}).differences:
            found[row, FEATURES.index(each.feature)] += 1
    return found


def priors() -> tuple[float, np.ndarray, dict[str, object]]:
    """The prior of the start and of every weight, and the whole file they stand in."""
    data = tomllib.loads(MODEL.read_text(encoding="utf-8"))
    return float(data["prior"]["start"]), np.array([data["features"][f]["prior"] for f in FEATURES]), data


def fit(x: np.ndarray, pairs: list[Pair]) -> tuple[float, np.ndarray]:
    """Return the start and the weights that fit the pairs best, pulled to the prior.

    Newton's method on the free weights; a weight that would change its sign is held at 0.
    """
    start, prior, _ = priors()
    mean = np.concatenate([[start], prior])
    spread = np.array([CERTAIN_SPREAD if name in CERTAIN | HARMLESS else SPREAD for name in FEATURES])
    precision = np.concatenate([[START_SPREAD], spread]) ** -2.0
    sign = np.where(mean <= 0, -1.0, 1.0)
    full = np.column_stack([np.ones(len(pairs)), x])
    y = np.array([pair.same for pair in pairs], float)
    weight = np.array([pair.weight for pair in pairs])
    theta = mean.copy()
    for _ in range(200):
        chance = 1 / (1 + np.exp(-(full @ theta)))
        slope = full.T @ (weight * (chance - y)) + precision * (theta - mean)
        free = (theta != 0) | (slope * sign < 0)
        curve = (full.T * (weight * chance * (1 - chance))) @ full + np.diag(precision)
        step = np.zeros_like(theta)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        moved = theta - 0.7 * step
        theta, before = np.where(moved * sign > 0, moved, 0.0), theta
        if np.abs(theta - before).max() < 1e-9:
            break
    return float(theta[0]), theta[1:]


def written(start: float, weights: np.ndarray, pairs: list[Pair], seen: np.ndarray) -> str:
    """The model as TOML."""
    first, prior, data = priors()
    counts = Counter((pair.origin, pair.label) for pair in pairs)
    thresholds, features = data["thresholds"], data["features"]
    lines = [
        "# The decision on two Chinese names: log-odds that two records are one organisation. Fitted by",
        "# bench/fit_name_model.py from the priors that stand here; a weight with seen = 0 is its prior. A feature",
        '# with asks = true is never decided as "same" without a clerk, whatever its weight.',
        'version = "names-1"',
        f"start = {start:.3f}",
        "",
        "[prior]",
        f"start = {first}",
        f"spread = {SPREAD}",
        "",
        "[thresholds]",
        *(f"{name} = {value}" for name, value in thresholds.items()),
        "",
        "[fitted_on]",
        *(f"{origin}_{label} = {n}" for (origin, label), n in sorted(counts.items())),
        "",
        "[features]",
    ]
    for name, value, before, n in zip(FEATURES, weights, prior, seen, strict=True):
        asks = ", asks = true" if features[name].get("asks") else ""
        kept = before if name in RECORDS | CERTAIN | HARMLESS or n == 0 else value
        lines.append(f"{name} = {{ weight = {kept:.3f}, prior = {before}, seen = {int(n)}{asks} }}")
    return "\n".join(lines) + "\n"


def model_of(start: float, weights: np.ndarray, pairs: list[Pair], seen: np.ndarray) -> NameModel:
    """The model as the engine uses it."""
    return read_model(written(start, weights, pairs, seen))


def main() -> None:
    """Fit on everything but the held-out half, write the file, and print what moved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder laid out like shared/data")
    parser.add_argument("--quick", action="store_true", help="print, and write nothing")
    options = parser.parse_args()
    pairs = [*labelled(options.data), *hand_labelled(options.data)[0], *made_negatives(options.data)]
    x = matrix(pairs)
    start, weights = fit(x, pairs)
    seen = (x > 0).sum(axis=0)
    text = written(start, weights, pairs, seen)
    if not options.quick:
        MODEL.write_text(text, encoding="utf-8")
    print(text)
    print(json.dumps({"pairs": len(pairs), "start": round(start, 3), "features_seen": int((seen > 0).sum())}))


if __name__ == "__main__":
    main()
