"""Scorecards against published peers: AUC, calibration out of sample, and what a fit costs.

German credit (five folds, and eight more dealings: "dealings"), Polish companies a year before bankruptcy (five folds,
exact duplicates dropped first) and SBA loans without the columns known only afterwards: learnt from the first
three quarters by day of approval and judged on the last ("sba"), learnt from the earlier half of the approval years and
judged on the later ("sba far"), and learnt from all years before and judged on the one year that has hundreds of
defaults and enough repaid loans before it ("sba year"). Every choice of ours is the default, made inside training; with
SBA loans it is told when each was approved. Peers in the same run on the same rows, which cannot be told: OptBinning
with logistic regression, and gradient boosting. German credit is about persons and serves here only to check the
arithmetic. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import OrdinalEncoder

from fairway.trust.engine.scorecard.calibration import calibration_line
from fairway.trust.engine.scorecard.discrimination import auc, auc_difference
from fairway.trust.engine.scorecard.fitting import fit_card
from fairway.trust.engine.scorecard.learning import Choices
from fairway.trust.engine.scorecard.values import read_outcomes

KNOWN_AFTERWARDS = ("Term", "ChgOffDate", "ChgOffPrinGr", "BalanceGross")
SBA_NUMBERS = ("NoEmp", "CreateJob", "RetainedJob", "DisbursementGross", "GrAppv", "SBA_Appv")
SBA_WORDS = ("NewExist", "UrbanRural", "RevLineCr", "LowDoc", "State", "BankState")
Predict = Callable[[pd.DataFrame, np.ndarray, pd.DataFrame], np.ndarray]
Split = tuple[np.ndarray, np.ndarray]


def main() -> None:
    """Measure every set, print a table, and everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="One fold of each set.")
    parser.add_argument("--only", choices=list(SETS))
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    figures = {}
    print(f"{'set':9}{'method':22}{'AUC mean':>10}{'pooled':>9}  95 %             slope  intercept  CPU s")
    for name, load in SETS.items():
        if options.only in {None, name}:
            table, bad, splits, choices = load(options.data)
            figures[name] = _measure(name, table, bad, splits[:1] if options.quick else splits, choices)
    print(json.dumps(figures))


def german(data: Path) -> tuple[pd.DataFrame, np.ndarray, list[Split], Choices]:
    """One thousand loans of 1994."""
    rows = _csv(data / "german_credit/germancredit.csv")
    bad = read_outcomes("creditability", rows.pop("creditability").tolist(), "bad")
    for name in rows:
        numbers = pd.to_numeric(rows[name], errors="coerce")
        rows[name] = numbers if numbers.notna().all() else rows[name]
    return rows, bad, _folds(bad), Choices()


def german_again(data: Path) -> tuple[pd.DataFrame, np.ndarray, list[Split], Choices]:
    """The same loans dealt into folds eight times more. Every row comes again, so the interval is too narrow."""
    rows, bad, _splits, choices = german(data)
    return rows, bad, [split for dealing in range(1, 9) for split in _folds(bad, dealing)], choices


def polish(data: Path) -> tuple[pd.DataFrame, np.ndarray, list[Split], Choices]:
    """Sixty-four ratios a year before."""
    table = pd.read_parquet(next((data / "polish_bankruptcy").glob("year*5*.parquet"))).drop_duplicates()
    bad = table.pop("class").to_numpy(dtype=np.int64)
    table = table.reset_index(drop=True)
    return table, bad, _folds(bad), Choices()


def sba_far(data: Path) -> tuple[pd.DataFrame, np.ndarray, list[Split], Choices]:
    """The same loans, the later half of the years judged by what the earlier half taught."""
    table, bad, _split, choices = sba(data)
    year = table.attrs["when"] = table.attrs["year"]
    last = np.sort(year)[len(year) // 2]
    return table, bad, [(np.flatnonzero(year <= last), np.flatnonzero(year > last))], choices


def sba_year(data: Path) -> tuple[pd.DataFrame, np.ndarray, list[Split], Choices]:
    """Each year with at least 200 defaults, judged by all years before, where those hold 20 outcomes of either kind."""
    table, bad, _split, choices = sba(data)
    year = table.attrs["when"] = table.attrs["year"]
    splits = [(np.flatnonzero(year < each), np.flatnonzero(year == each)) for each in np.unique(year)]
    enough = [(a, b) for a, b in splits if bad[b].sum() >= 200 and min(bad[a].sum(), (1 - bad[a]).sum()) >= 20]
    return table, bad, enough, choices


def sba(data: Path) -> tuple[pd.DataFrame, np.ndarray, list[Split], Choices]:
    """Loans to small businesses, split by the day of approval."""
    rows = pd.concat([_csv(path) for path in sorted((data / "sba_loans").glob("sba_national*.csv"))])
    rows = rows[rows["MIS_Status"].isin(["P I F", "CHGOFF"])].drop(columns=list(KNOWN_AFTERWARDS), errors="ignore")
    rows = rows.reset_index(drop=True)
    bad = (rows["MIS_Status"] == "CHGOFF").to_numpy(dtype=np.int64)
    year = pd.to_numeric(rows["ApprovalFY"].str.extract(r"(\d{4})")[0]).to_numpy()
    table = pd.DataFrame({n: pd.to_numeric(rows[n].str.replace(r"[$,]", "", regex=True)) for n in SBA_NUMBERS})
    table["guaranteed"] = table["SBA_Appv"] / table["GrAppv"]
    for name in SBA_WORDS:
        table[name] = rows[name].fillna("")
    table["industry"] = rows["NAICS"].str[:2]
    table["franchise"] = (pd.to_numeric(rows["FranchiseCode"]) > 1).map({True: "yes", False: "no"})
    table["bank_at_home"] = (rows["State"] == rows["BankState"]).map({True: "yes", False: "no"})
    table.attrs["year"] = year.astype(float)
    day = pd.to_datetime(rows["ApprovalDate"], format="mixed").to_numpy()
    table.attrs["when"] = day.astype("datetime64[D]").astype(float)
    last = np.sort(day)[len(day) * 3 // 4]
    split = [(np.flatnonzero(day <= last), np.flatnonzero(day > last))]
    return table, bad, split, replace(Choices(), categories=frozenset({*SBA_WORDS, "industry"}))


def _csv(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8", newline="") as stream:
        return pd.DataFrame(list(csv.DictReader(stream)))


def _folds(bad: np.ndarray, dealing: int = 0) -> list[Split]:
    return list(StratifiedKFold(5, shuffle=True, random_state=dealing).split(bad, bad))


def _measure(
    name: str, table: pd.DataFrame, bad: np.ndarray, splits: list[Split], choices: Choices
) -> dict[str, dict[str, float]]:
    words = [c for c in table if table[c].dtype == object]

    def ours(train: pd.DataFrame, y: np.ndarray, test: pd.DataFrame) -> np.ndarray:
        times = table.attrs["when"][train.index] if "when" in table.attrs else None
        card = fit_card(name, "bad", _columns(train), y, choices, times)
        return card.scale.log_odds_bad(card.scores(_columns(test)))

    methods: dict[str, Predict] = {
        "fairway": ours,
        "optbinning + logistic": lambda *rows: _optbinning(words, *rows),
        "gradient boosting": lambda *rows: _boosting(words, *rows),
    }
    seen = {method: list(_unseen(predict, table, bad, splits)) for method, predict in methods.items()}
    truth = np.concatenate([bad[test] for _train, test in splits])
    return {method: _line(name, method, parts, truth, seen["fairway"]) for method, parts in seen.items()}


Part = tuple[np.ndarray, np.ndarray, float]


def _unseen(predict: Predict, table: pd.DataFrame, bad: np.ndarray, splits: list[Split]) -> Iterator[Part]:
    for train, test in splits:
        start = time.process_time()
        log_odds = predict(table.iloc[train], bad[train], table.iloc[test])
        yield log_odds, bad[test], time.process_time() - start


def _line(name: str, method: str, parts: list[Part], truth: np.ndarray, ours: list[Part]) -> dict[str, float]:
    log_odds, own = (np.concatenate([each[0] for each in these]) for these in (parts, ours))
    mean = float(np.mean([auc(-each, bad).value for each, bad, _s in parts]))
    pooled = auc(-log_odds, truth)
    more = auc_difference(-log_odds, -own, truth)
    line = calibration_line(log_odds, truth)
    if line is None:
        raise SystemExit(f"{name}, {method}: all predictions are alike.")
    intercept, slope = line
    cpu = sum(seconds for _p, _b, seconds in parts)
    print(
        f"{name:9}{method:22}{mean:10.4f}{pooled.value:9.4f}  [{pooled.low:.4f}, {pooled.high:.4f}]"
        f"{slope.value:7.3f}{intercept.value:11.3f}{cpu:7.1f}",
        flush=True,
    )
    found = {"auc_mean": mean, "auc": pooled.value, "auc_low": pooled.low, "auc_high": pooled.high}
    found |= {"slope": slope.value, "slope_low": slope.low, "slope_high": slope.high, "intercept": intercept.value}
    found |= {"fairway_more": more.value, "fairway_more_low": more.low, "fairway_more_high": more.high}
    return {**found, "rows": len(truth), "events": int(truth.sum()), "cpu_seconds": cpu}


def _columns(table: pd.DataFrame) -> dict[str, list[object]]:
    return {str(name): table[name].tolist() for name in table}


def _optbinning(words: list[str], train: pd.DataFrame, y: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    from optbinning import BinningProcess

    bins = BinningProcess(list(train), categorical_variables=words).fit(train, y)
    how = {"metric": "woe", "metric_missing": "empirical"}
    model = LogisticRegression(max_iter=1000).fit(bins.transform(train, **how), y)
    return model.decision_function(bins.transform(test, **how))


def _boosting(words: list[str], train: pd.DataFrame, y: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    first, second = train.copy(), test.copy()
    if words:
        codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(train[words])
        first[words], second[words] = codes.transform(train[words]), codes.transform(test[words])
    model = HistGradientBoostingClassifier(random_state=0).fit(first.astype(float), y)
    return model.decision_function(second.astype(float))


SETS = {
    "german": german,
    "dealings": german_again,
    "polish": polish,
    "sba": sba,
    "sba far": sba_far,
    "sba year": sba_year,
}

if __name__ == "__main__":
    main()
