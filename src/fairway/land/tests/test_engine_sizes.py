"""Sizes of projects: units in plain form, quantities that can be, the newest known on a day, lists that only grow."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.exchange.compare import addition
from fairway.land.engine.exchange.shape import BadField
from fairway.land.engine.exchange.values import Project
from fairway.land.engine.sizes import UNIT_LENGTH, Area, Capacity, known_on, plain_unit
from fairway.lib.money import CURRENCIES
from fairway.lib.tables.problem import BadCell

DAY = date(2024, 5, 1)
days = st.integers(-3, 3).map(lambda n: DAY + timedelta(days=n))


@given(st.lists(st.tuples(st.sampled_from("abc"), days, st.integers(0, 9))), days)
def test_the_newest_known_on_a_day_holds_and_of_one_day_the_last_written(
    lines: list[tuple[str, date, int]], day: date
) -> None:
    known = [(learned, place, key, value) for place, (key, learned, value) in enumerate(lines) if learned <= day]
    found = known_on(lines, day)
    assert found == {key: value for _learned, _place, key, value in sorted(known)}
    assert known_on([each for each in lines if each[1] <= day], date.max) == found


@given(st.text(max_size=40))
def test_a_unit_in_plain_form_stays_as_it_is(said: str) -> None:
    try:
        unit = plain_unit(said)
    except BadCell:
        return
    assert plain_unit(unit) == unit
    assert 0 < len(unit) <= UNIT_LENGTH
    assert unit == " ".join(unit.split())
    assert not CURRENCIES & set(unit.split())


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("MW", "MW"),
        (" ＭＷ ", "MW"),
        ("m³/d", "m3/d"),
        ("万 \u3000辆 / 年", "万 辆 / 年"),
        ("vehicles/a", "vehicles/a"),
    ],
)
def test_units_are_told_in_half_width_with_single_spaces(said: str, unit: str) -> None:
    assert plain_unit(said) == unit


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "unit"), (" \u200b\t", "unit"), ("m" * 21, "unit"), ("M\x00W", "unit"), ("CNY", "unit-money"),
        ("ｅｕｒ", "unit-money"), ("元", "unit-money"), ("contract CNY", "unit-money"), ("CNY a", "unit-money"),
    ],
)  # fmt: skip
def test_money_and_what_is_no_short_word_is_no_unit(said: str, code: str) -> None:
    with pytest.raises(BadCell) as refusal:
        plain_unit(said)
    assert refusal.value.code == code


@pytest.mark.parametrize("quantity", ["0.0001", "12.5", "999999999999999", "99999999999.9999", "1E+14"])
def test_what_any_store_keeps_exactly_can_be_planned(quantity: str) -> None:
    said = Capacity(Decimal(quantity), " MW ", DAY, "permit")
    assert said.sound() == Capacity(Decimal(quantity), "MW", DAY, "permit")


@pytest.mark.parametrize("quantity", ["0", "-1", "0.00001", "1000000000000000", "1E+15", "999999999999.9999"])
def test_what_cannot_be_planned_is_refused(quantity: str) -> None:
    with pytest.raises(BadCell) as refusal:
        Capacity(Decimal(quantity), "MW", DAY, "permit").sound()
    assert refusal.value.code == "capacity"


def capacity(quantity: int, unit: str, learned: int) -> Capacity:
    return Capacity(Decimal(quantity), unit, DAY + timedelta(days=learned), "permit")


def with_sizes(areas: tuple[Area, ...] = (), capacities: tuple[Capacity, ...] = ()) -> Project:
    return Project("p-1", "Plant", (), (), "investment-1", areas=areas, capacities=capacities)


def test_a_file_goes_on_after_what_is_known_of_each_unit() -> None:
    power, cars = capacity(200, "MW", 5), capacity(100_000, "vehicles/a", 1)
    later = capacity(250, "MW", 6)
    known = with_sizes(capacities=(power,))
    assert addition(known, with_sizes(capacities=(cars, power, later)), "p").capacities == (cars, later)
    assert not addition(known, known, "p")


@pytest.mark.parametrize(
    "sent",
    [
        with_sizes(),
        with_sizes(capacities=(capacity(201, "MW", 5),)),
        with_sizes(capacities=(capacity(150, "MW", 4), capacity(200, "MW", 5))),
        with_sizes(capacities=(capacity(200, "kW", 5),)),
    ],
)
def test_a_file_that_tells_a_known_capacity_otherwise_is_refused(sent: Project) -> None:
    with pytest.raises(BadField) as refusal:
        addition(with_sizes(capacities=(capacity(200, "MW", 5),)), sent, "p")
    assert (refusal.value.code, refusal.value.path) == ("sizes-differ", "p.plannedCapacities")


def test_land_only_grows_too() -> None:
    known, later = Area(Decimal(20), DAY, "permit"), Area(Decimal(30), DAY, "contract")
    assert addition(with_sizes((known,)), with_sizes((known, later)), "p").areas == (later,)
    with pytest.raises(BadField):
        addition(with_sizes((known,)), with_sizes((later, known)), "p")
