"""The decision model: what each difference weighs, and where "same" begins. Data, read from a versioned file."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.know.engine.linkage.features.sentences import SENTENCES
from fairway.lib.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CURRENT = "names-1"


@dataclass(frozen=True, slots=True)
class Weight:
    """What a feature adds to the log-odds of "same", and whether it always leaves the decision to a clerk."""

    weight: float
    asks: bool = False


@dataclass(frozen=True)
class NameModel:
    """One version of the decision on two names.

    ``start`` is the log-odds of two names without any difference. A pair is *same* from ``same`` on (probability),
    *different* below ``different``. ``related`` is how sure one must be of the organisation that two related records
    share.
    """

    version: str
    start: float
    same: float
    different: float
    related: float
    weights: Mapping[str, Weight]

    def weight(self, feature: str) -> float:
        """The weight of a feature in log-odds."""
        return self.weights[feature].weight

    def asks(self, features: Iterable[str]) -> bool:
        """Whether one of the features may never be decided without a clerk."""
        return any(self.weights[each].asks for each in features)


def probability(log_odds: float) -> float:
    """The probability of log-odds (natural logarithm)."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))


@lru_cache(maxsize=8)
def name_model(version: str = CURRENT) -> NameModel:
    """Read and check a model of ``know/reference/linkage``."""
    source = files("fairway.know") / "reference" / "linkage" / f"{version}.toml"
    return read_model(source.read_text(encoding="utf-8"))


def read_model(text: str) -> NameModel:
    """Read a model from TOML; :class:`Invalid` says what is missing or out of range."""
    try:
        data = tomllib.loads(text)
        weights = {name: Weight(float(row["weight"]), bool(row.get("asks"))) for name, row in data["features"].items()}
        model = NameModel(
            str(data["version"]),
            float(data["start"]),
            float(data["thresholds"]["same"]),
            float(data["thresholds"]["different"]),
            float(data["thresholds"]["related"]),
            MappingProxyType(weights),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise Invalid("name-model", "The model of names cannot be read: %(fault)s.", fault=fault) from fault
    return _checked(model)


def _checked(model: NameModel) -> NameModel:
    missing = sorted(set(SENTENCES) - set(model.weights))
    if missing:
        raise Invalid("name-model-features", "The model of names lacks %(missing)s.", missing=", ".join(missing))
    if not 0 < model.different < model.same < 1:
        raise Invalid("name-model-thresholds", "The thresholds must stand in order between 0 and 1.")
    if not all(math.isfinite(each.weight) for each in model.weights.values()):
        raise Invalid("name-model-weights", "Every weight must be a number.")
    return model
