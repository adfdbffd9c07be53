"""The weights whole tables are linked with: comparisons, levels and their probabilities, from a versioned file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

CURRENT = "bulk-1"


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison. ``when`` is "" for what is left; ``m`` and ``u`` are None where nothing is said."""

    label: str
    when: str
    null: bool
    m: float | None
    u: float | None


@dataclass(frozen=True)
class BulkModel:
    """One version of the weights; ``least_weight`` is in log2 of the odds, ``prior`` a probability."""

    version: str
    fitted_on: str
    prior: float
    least_weight: float
    surest: tuple[str, ...]
    surest_find: float
    learnt_within: tuple[str, ...]
    comparisons: dict[str, tuple[Level, ...]]

    def settings(self, probability: float | None = None) -> dict[str, Any]:
        """Return the model as Splink's settings, for pairs made elsewhere; ``probability`` overrides the prior."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "record",
            "probability_two_random_records_match": probability or self.prior,
            "blocking_rules_to_generate_predictions": ["l.core = r.core"],
            "comparisons": [
                {"output_column_name": name, "comparison_levels": [_settings(each) for each in levels]}
                for name, levels in self.comparisons.items()
            ],
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": False,
        }


@lru_cache(maxsize=8)
def bulk_model(version: str = CURRENT) -> BulkModel:
    """Read ``know/reference/linkage/<version>.toml``."""
    source = files("fairway.know") / "reference" / "linkage" / f"{version}.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    comparisons = {each["name"]: tuple(map(_level, each["levels"])) for each in data["comparison"]}
    return BulkModel(
        version=data["version"],
        fitted_on=data["fitted_on"],
        prior=data["prior"],
        least_weight=data["least_weight"],
        surest=tuple(data["surest"]),
        surest_find=data["surest_find"],
        learnt_within=tuple(data["learnt_within"]),
        comparisons=comparisons,
    )


def _level(row: dict[str, Any]) -> Level:
    return Level(row["label"], row.get("when", ""), row.get("null", False), row.get("m"), row.get("u"))


def _settings(level: Level) -> dict[str, Any]:
    found: dict[str, Any] = {"sql_condition": level.when or "ELSE", "label_for_charts": level.label}
    if level.null:
        return found | {"is_null_level": True}
    return found | {"m_probability": level.m, "u_probability": level.u}
