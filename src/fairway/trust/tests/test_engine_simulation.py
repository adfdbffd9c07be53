from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.trust.engine import simulation
from fairway.trust.engine.rating import RecordFact, rate
from fairway.trust.engine.simulation import Seen, simulate
from fairway.trust.tests.models import small

AS_OF = date(2026, 3, 1)
NOW, THEN = small(), small(a="award = 12=>award = 2", b="serious = -30=>serious = -40", c="cap = 40=>cap = 50")
KINDS = [("award", ""), ("penalty", "serious"), ("court_default", ""), ("contract_kept", "")]


def seen(number: int, kinds: Iterable[int]) -> Seen:
    facts = [
        RecordFact(f"{number}-{n}", *KINDS[kind], date(2026, 1, 5), date(2026, 1, 6)) for n, kind in enumerate(kinds)
    ]
    groups = {"kind": "bank" if number % 2 else "enterprise"}
    return Seen(number, groups, rate(facts, NOW, AS_OF), rate(facts, THEN, AS_OF))


def test_one_organisation_by_hand() -> None:
    """A penalty: now 50 − 30 = 20 (low), then 50 − 40 = 10. An award: now 62 (high), then 52 (fair)."""
    told = simulate([seen(1, [1]), seen(2, [0]), seen(3, [])], THEN.grade_keys()).as_data()
    assert told["organisations"] == 3
    assert told["matrix"] == [["", "", 1], ["high", "fair", 1], ["low", "low", 1]]
    assert told["moves"] == [[-1, 2]]
    assert told["groups"] == {"kind": [["bank", 2, 0, 0, -10], ["enterprise", 1, 0, 1, -10]]}
    assert told["no_file"] == [1, 1]
    assert told["thin"] == [2, 2]
    first = told["movers"][0]  # type: ignore[index]
    assert (first["organisation"], first["points_before"], first["points_after"]) == (1, 20, 10)
    assert first["because"] == [{"label": "Administrative penalty", "record": "1-0", "before": -30, "after": -40}]


def test_whom_nothing_is_stated_of_are_a_group_of_their_own_at_the_end(monkeypatch: object) -> None:
    monkeypatch.setattr(simulation, "MOST_GROUPS", 2)  # type: ignore[attr-defined]
    sizes = ["", "", "", "small", "small", "large", "micro"]
    everybody = [Seen(n, {"size": size}, seen(n, [0]).before, seen(n, [0]).after) for n, size in enumerate(sizes)]
    told = simulate(everybody, THEN.grade_keys()).as_data()
    assert told["groups"] == {"size": [["small", 2, 0, 2, -20], ["large", 1, 0, 1, -10], ["", 3, 0, 3, -30]]}


def test_who_was_rated_by_no_model_is_told_apart() -> None:
    new = seen(1, [0])
    told = simulate([Seen(1, {}, None, new.after)], THEN.grade_keys()).as_data()
    assert told["matrix"] == [["-", "fair", 1]]
    assert told["moves"] == told["movers"] == []


@given(st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=12))
@settings(max_examples=40, deadline=None)
def test_counts_add_up_and_the_order_does_not_matter(files: list[list[int]]) -> None:
    everybody = [seen(number, kinds) for number, kinds in enumerate(files)]
    told = simulate(everybody, THEN.grade_keys()).as_data()
    assert told == simulate(everybody[::-1], THEN.grade_keys()).as_data()
    assert sum(row[2] for row in told["matrix"]) == len(files)  # type: ignore[attr-defined]
    assert sum(row[1] for row in told["groups"].get("kind", [])) == len(files)  # type: ignore[attr-defined]
    for mover in told["movers"]:  # type: ignore[attr-defined]
        moved = sum((why["after"] or 0) - (why["before"] or 0) for why in mover["because"])
        assert moved == mover["points_after"] - mover["points_before"]


def test_only_the_biggest_movers_are_held(monkeypatch: object) -> None:
    everybody = [seen(number, [1, 1][: 1 + number % 2]) for number in range(8)]
    monkeypatch.setattr(simulation, "MOST_MOVERS", 3)  # type: ignore[attr-defined]
    movers = simulate(everybody, THEN.grade_keys()).as_data()["movers"]
    assert [(m["organisation"], m["points_after"] - m["points_before"]) for m in movers] == [  # type: ignore[attr-defined]
        (0, -10),
        (1, -10),
        (2, -10),
    ]
