"""How well two Chinese names are decided: same, related, different, or ask.

Three sets of pairs: those labelled in the source and the fitting half of those labelled by hand, both decided by models
fitted without them (five folds; names of one key stand in one fold), and the other half of the hand labels, decided by
the shipped model. Peers in the same run: a similarity of 90 or more after the legal form is cut off, and rapidfuzz's
WRatio of 90 or more. Registered names of listed companies are all different organisations: each is decided against
those nearest to it, and none may be *same*. The calibration table compares the probabilities of the cross-validated
pairs with what they are.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from fit_name_model import (
    DATA,
    FOLDS,
    Pair,
    fit,
    folds,
    hand_labelled,
    labelled,
    made_negatives,
    matrix,
    model_of,
    registered_names,
)  # fmt: skip
from rapidfuzz import fuzz, process

from fairway.know.engine.linkage.decide import decide
from fairway.know.engine.linkage.model import NameModel, name_model
from fairway.know.engine.names.chinese import parse_chinese
from fairway.know.engine.written import Decision, Relation, Verdict, Written

if TYPE_CHECKING:
    from collections.abc import Callable

NEAREST, BLOCK = 5, 400
Decided = list[tuple[Pair, Decision]]
_FORM = re.compile("(股份)?(有限)?(责任)?公司$|[（(]有限合伙[)）]$|合伙企业[（(]有限合伙[)）]$")


def main() -> None:
    """Print the tables, and as the last line one JSON object with every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder laid out like shared/data")
    parser.add_argument("--quick", action="store_true", help="time fewer pairs")
    parser.add_argument("--show", choices=("wrong", "asked"), help="print such pairs of the cross-validated sets")
    options = parser.parse_args()
    source = labelled(options.data)
    half, held = hand_labelled(options.data)
    crossed = cross_validated([*source, *half], made_negatives(options.data))
    sets = {
        "labelled, cross-validated": crossed[: len(source)],
        "hand labels, cross-validated": crossed[len(source) :],
        "both, cross-validated": crossed,
        "hand labels, held out": decided(held, name_model()),
    }
    figures: dict[str, object] = {name: report(name, rows) for name, rows in sets.items()}
    figures["calibration"] = calibration(crossed)
    figures["calibration, held out"] = calibration(sets["hand labels, held out"])
    figures["nearest registered names"] = neighbours(registered_names(options.data), 400 if options.quick else None)
    figures["microseconds_a_pair"] = speed([p for p, _ in crossed][: 200 if options.quick else None])
    if options.show:
        show(crossed, options.show)
    print(json.dumps(figures, ensure_ascii=False))


def cross_validated(pairs: list[Pair], made: list[Pair]) -> Decided:
    """Decide each pair with a model fitted on the other folds."""
    everything = [*pairs, *made]
    x, fold = matrix(everything), folds(everything)
    seen = (x > 0).sum(axis=0)
    found: dict[int, Decision] = {}
    for held in range(FOLDS):
        train = [pair for pair, at in zip(everything, fold, strict=True) if at != held]
        start, weights = fit(x[fold != held], train)
        model = model_of(start, weights, train, seen)
        for at in np.flatnonzero(fold[: len(pairs)] == held):
            found[int(at)] = decide(Written(pairs[at].a), Written(pairs[at].b), model=model)
    return [(pair, found[at]) for at, pair in enumerate(pairs)]


def decided(pairs: list[Pair], model: NameModel) -> Decided:
    """Decide each pair with one model."""
    return [(pair, decide(Written(pair.a), Written(pair.b), model=model)) for pair in pairs]


def report(name: str, rows: Decided) -> dict[str, object]:
    """Precision and recall of *same*, what is asked, and what related pairs became; and the peers'."""
    matches = sum(pair.same for pair, _ in rows)
    verdicts = Counter((pair.label, str(decision.verdict)) for pair, decision in rows)
    merged = sum(n for (_, verdict), n in verdicts.items() if verdict == "same")
    right = verdicts["same", "same"]
    figures: dict[str, object] = {
        "pairs": len(rows),
        "matches": matches,
        "merged": merged,
        "wrong": merged - right,
        "precision": _share(right, merged),
        "recall": _share(right, matches),
        "asked": _share(sum(n for (_, verdict), n in verdicts.items() if verdict == "ask"), len(rows)),
        "lost": _share(verdicts["same", "different"], matches),
        "related": sum(pair.label == "related" for pair, _ in rows),
        "related_merged": verdicts["related", "same"],
        "related_found": verdicts["related", "related"],
    }
    for peer, says in PEERS.items():
        figures |= _peer(peer, rows, says)
    print(f"\n{name}")
    for key, value in figures.items():
        print(f"  {key:32} {value}")
    return figures


def _peer(peer: str, rows: Decided, says: Callable[[str, str], bool]) -> dict[str, object]:
    said = [pair for pair, _ in rows if says(pair.a, pair.b)]
    right = sum(pair.same for pair in said)
    matches = sum(pair.same for pair, _ in rows)
    related = sum(pair.label == "related" for pair in said)
    return {
        f"{peer}_precision": _share(right, len(said)),
        f"{peer}_recall": _share(right, matches),
        f"{peer}_related_merged": related,
    }


def _stripped(a: str, b: str) -> bool:
    return fuzz.ratio(_FORM.sub("", a), _FORM.sub("", b)) >= 90


def _wratio(a: str, b: str) -> bool:
    return fuzz.WRatio(a, b) >= 90


PEERS = {"stripped_ratio_90": _stripped, "wratio_90": _wratio}


def neighbours(names: list[str], most: int | None) -> dict[str, int]:
    """Decide each registered name of a listed company against the five nearest to it: every *same* is an error."""
    found: Counter[str] = Counter()
    for start in range(0, len(names[:most]), BLOCK):
        block = names[start : start + BLOCK]
        scores = process.cdist(block, names, scorer=fuzz.ratio, workers=1)
        for one, row in zip(block, scores, strict=True):
            near = [names[at] for at in np.argsort(-row, kind="stable")[: NEAREST + 1] if names[at] != one]
            found.update(str(decide(Written(one), Written(other)).verdict) for other in near[:NEAREST])
    figures = {"names": len(names[:most]), "pairs": found.total(), **{str(each): found[str(each)] for each in Verdict}}
    print("\nregistered names against their nearest: " + ", ".join(f"{key} {n}" for key, n in figures.items()))
    return figures


def calibration(rows: Decided) -> dict[str, object]:
    """Reliability by tenth, Brier score and expected calibration error (ECE, ten bins of equal width)."""
    chance = np.array([decision.probability for _, decision in rows])
    truth = np.array([pair.same for pair, _ in rows], float)
    bins = np.minimum((chance * 10).astype(int), 9)
    table = []
    error = 0.0
    print("\n  probability   pairs   said   true")
    for at in range(10):
        inside = bins == at
        n = int(inside.sum())
        if n:
            said, true = float(chance[inside].mean()), float(truth[inside].mean())
            error += n / len(rows) * abs(said - true)
            table.append({"from": at / 10, "pairs": n, "said": round(said, 3), "true": round(true, 3)})
            print(f"  {at / 10:.1f}–{at / 10 + 0.1:.1f}      {n:6}   {said:.3f}  {true:.3f}  {'█' * round(true * 30)}")
    brier = float(((chance - truth) ** 2).mean())
    print(f"  Brier {brier:.4f}   ECE {error:.4f}")
    return {"brier": round(brier, 4), "ece": round(error, 4), "bins": table}


def speed(pairs: list[Pair]) -> dict[str, float]:
    """Processor microseconds a decision takes: with names never read before, known, and over both rounds."""
    written = [(Written(pair.a), Written(pair.b)) for pair in pairs]
    parse_chinese.cache_clear()
    rounds = []
    for _ in range(4):
        start = time.process_time()
        for a, b in written:
            decide(a, b)
        rounds.append((time.process_time() - start) / len(written) * 1e6)
    found = {"new_names": rounds[0], "known_names": min(rounds), "four_rounds": sum(rounds) / len(rounds)}
    print("\nµs a pair: " + ", ".join(f"{key} {value:.0f}" for key, value in found.items()))
    return {key: round(value, 1) for key, value in found.items()}


def show(rows: Decided, what: str) -> None:
    """Print the pairs merged wrongly or lost, or those left to a clerk."""
    for pair, decision in rows:
        wrong = (decision.verdict is Verdict.SAME) != pair.same and decision.verdict is not Verdict.ASK
        if wrong if what == "wrong" else decision.verdict is Verdict.ASK:
            relation = "" if decision.relation is Relation.NONE else f" {decision.relation}"
            features = " ".join(each.feature for each in decision.evidence[1:])
            said = f"{decision.verdict}{relation} {decision.probability:.3f}"
            print(f"{pair.label}: {said} {pair.a} | {pair.b} | {features}")


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


if __name__ == "__main__":
    main()
