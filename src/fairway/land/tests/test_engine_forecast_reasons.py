"""Reasons of a forecast: exact to each feature."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land.engine.forecast.answers import chance_landed
from fairway.land.engine.forecast.choices import Choices
from fairway.land.engine.forecast.hazards import Hazards, learn
from fairway.land.engine.forecast.projects import Project, pending
from fairway.land.engine.forecast.reasons import STAGE, explain, rounded
from fairway.land.tests.invented_history import AS_OF, ROAD, invented
from fairway.lib.errors import Invalid


@cache
def hazards() -> Hazards:
    return learn(invented(), ROAD, AS_OF, Choices(features=("industry", "region", "size"), own_pace="industry"))


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(pending(invented(), ROAD)), st.floats(0.2, 8))
def test_base_and_parts_sum_to_the_forecast(project: Project, years: float) -> None:
    told = explain(hazards(), project, years)
    assert told.chance == pytest.approx(chance_landed(hazards(), [project], years)[project.key])
    assert told.base + sum(told.parts.values()) == pytest.approx(told.chance, abs=1e-12)
    assert sum(each.points or 0 for each in told.reasons) == round(1000 * told.chance)


def test_what_is_not_stated_adds_nothing_and_what_is_fast_adds() -> None:
    told = explain(hazards(), Project("a", {"signed": AS_OF}, {"industry": "fast"}), 3.0)
    assert told.parts["region"] == told.parts["size"] == told.parts[STAGE] == 0
    assert told.parts["industry"] == pytest.approx(told.chance - told.base)
    assert told.parts["industry"] > 0
    assert [str(each) for each in told.reasons] == [
        "A new project of which nothing more is known",
        "industry: fast",
        "0 days in the stage “signed”",
        "region: not stated",
        "size: not stated",
    ]


def test_numbers_are_written_short() -> None:
    told = explain(hazards(), Project("a", {"signed": AS_OF}, {"size": 1234.5678}), 3.0)
    assert "size: 1,234.57" in [str(each) for each in told.reasons]


def test_two_features_that_do_the_same_share_evenly() -> None:
    """Shapley's symmetry: what twins add, they add in equal parts."""
    doubled = [
        Project(each.key, each.reached, {"one": each.features["industry"], "two": each.features["industry"]})
        for each in invented()
    ]
    found = learn(doubled, ROAD, AS_OF, Choices(features=("one", "two")))
    told = explain(found, Project("a", {"signed": AS_OF}, {"one": "slow", "two": "slow"}), 3.0)
    assert told.parts["one"] == pytest.approx(told.parts["two"], rel=1e-3)


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=12))
def test_rounded_parts_sum_to_the_rounded_sum(parts: list[float]) -> None:
    whole = rounded(parts)
    assert sum(whole) == round(sum(parts))
    assert all(abs(a - b) < 1 + 1e-9 for a, b in zip(whole, parts, strict=True))


def test_too_many_features_are_not_explained() -> None:
    names = tuple(f"f{k}" for k in range(13))
    found = learn(invented(), ROAD, AS_OF, Choices(features=names))
    with pytest.raises(Invalid, match="more than 12"):
        explain(found, Project("a", {"signed": AS_OF}), 1.0)
