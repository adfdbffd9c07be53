"""Scorecards over many cuts in time: learnt from all rows before a day, judged on those after it.

SBA loans inside the training rows of the split by day ("sba"), and refusals of planning permission for renewable energy
in the UK ("permissions"): each cut is judged on the next rows with so many bad outcomes, and on three times as many.
How many calibration slopes lie in 0.9 to 1.1, their median, the mean AUC and log loss, with OptBinning and logistic
regression on the same rows in the same run, and with every cut's figures in the JSON object of the last line. Run it
from the project's folder: python -m bench.scorecard_cuts --data DIR
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from bench.scorecards import _columns, _optbinning, sba

from fairway.trust.engine.scorecard.calibration import calibration_line
from fairway.trust.engine.scorecard.discrimination import auc
from fairway.trust.engine.scorecard.fitting import fit_card
from fairway.trust.engine.scorecard.learning import Choices
from fairway.trust.engine.scorecard.logistic import losses

SBA_CUTS = (350, 420, 490, 560, 630, 700, 760, 830, 900, 1000, 1100, 1200)
"""Bad outcomes before each cut."""
LEAST = 100
MEASURES = ("Installed Capacity (MWelec)", "Turbine Capacity (MW)", "No. of Turbines", "Height of Turbines (m)")
PLACES = ("X-coordinate", "Y-coordinate")
WORDS = ("Technology Type", "CHP Enabled", "Mounting Type for Solar", "Region", "Country", "County")
REFUSED = ("Planning Permission Refused", "Planning Application Withdrawn")


class Timed(NamedTuple):
    """A table in the order of time, its outcomes, times and choices, bad outcomes before each cut and after it."""

    table: pd.DataFrame
    bad: np.ndarray
    when: np.ndarray
    choices: Choices
    before: tuple[int, ...]
    after: int


def main() -> None:
    """Measure every cut of both sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="The last two cuts of each set.")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    figures = {}
    print(f"{'set':13}{'judged':8}{'method':23}{'cuts':>5}{'in 0.9-1.1':>12}{'median':>8}{'AUC':>8}{'log loss':>10}")
    for name, timed in (("sba", _sba(options.data)), ("permissions", _permissions(options.data))):
        ends = sorted(
            {int(np.searchsorted(timed.when, timed.when[_reach(timed.bad, n)], "right")) for n in timed.before}
        )
        found = [_cut(timed, end) for end in (ends[-2:] if options.quick else ends) if timed.bad[end:].sum() >= LEAST]
        figures[name] = found
        for judged in ("next", "three"):
            for method in ("fairway", "optbinning + logistic"):
                _line(name, judged, method, [each[judged][method] for each in found])
    print(json.dumps(figures))


def _sba(data: Path) -> Timed:
    table, bad, splits, choices = sba(data)
    train = splits[0][0]
    return _ordered(table.iloc[train], bad[train], table.attrs["when"][train], choices, SBA_CUTS, 150)


def _permissions(data: Path) -> Timed:
    rows = pd.read_csv(data / "repd/repd_2024_07.csv", encoding="latin-1", dtype=str)
    day = pd.to_datetime(rows["Planning Application Submitted"], dayfirst=True, errors="coerce")
    bad = rows[list(REFUSED)].notna().any(axis=1)
    known = day.notna() & (bad | rows["Planning Permission Granted"].notna())
    rows, month = rows[known], day[known].to_numpy().astype("datetime64[D]").astype(float) // 30
    numbers = {n: pd.to_numeric(rows[n].str.replace(",", ""), errors="coerce") for n in (*MEASURES, *PLACES)}
    table = pd.DataFrame(numbers | {n: rows[n].fillna("") for n in WORDS})
    events = int(bad[known].sum())
    cuts = tuple(int(n) for n in np.linspace(200, events - 250, 14))
    return _ordered(table, bad[known].to_numpy(dtype=np.int64), month, Choices(), cuts, 250)


def _ordered(
    table: pd.DataFrame, bad: np.ndarray, when: np.ndarray, choices: Choices, before: tuple[int, ...], after: int
) -> Timed:
    order = np.argsort(when, kind="stable")
    return Timed(table.iloc[order].reset_index(drop=True), bad[order], when[order], choices, before, after)


def _reach(bad: np.ndarray, events: int) -> int:
    """Return the row that brings so many bad outcomes, or the last."""
    return min(int(np.searchsorted(np.cumsum(bad), events)), len(bad) - 1)


def _cut(timed: Timed, end: int) -> dict[str, dict[str, tuple[float, float, float]]]:
    train, bad = timed.table.iloc[:end], timed.bad[:end]
    card = fit_card("cut", "bad", _columns(train), bad, timed.choices, timed.when[:end])
    words = [c for c in train if train[c].dtype == object]
    found = {}
    for judged, events in (("next", timed.after), ("three", 3 * timed.after)):
        rows = slice(end, end + _reach(timed.bad[end:], events) + 1)
        later, truth = timed.table.iloc[rows], timed.bad[rows]
        predicted = {
            "fairway": card.scale.log_odds_bad(card.scores(_columns(later))),
            "optbinning + logistic": _optbinning(words, train, bad, later),
        }
        found[judged] = {method: _told(log_odds, truth) for method, log_odds in predicted.items()}
    return found


def _told(log_odds: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Calibration slope, AUC and mean log loss."""
    return _slope(log_odds, truth), auc(-log_odds, truth).value, float(losses(log_odds, truth).mean())


def _slope(log_odds: np.ndarray, truth: np.ndarray) -> float:
    """Calibration slope; not a number where all are told alike."""
    line = calibration_line(log_odds, truth)
    return float("nan") if line is None else line[1].value


def _line(name: str, judged: str, method: str, found: list[tuple[float, float, float]]) -> None:
    slopes, areas, lost = (np.array(each) for each in zip(*found, strict=True))
    held = int(((slopes >= 0.9) & (slopes <= 1.1)).sum())
    told = f"{np.median(slopes):8.2f}{areas.mean():8.4f}{lost.mean():10.4f}"
    print(f"{name:13}{judged:8}{method:23}{len(found):5}{held:12}{told}", flush=True)


if __name__ == "__main__":
    main()
