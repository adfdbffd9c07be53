"""The stage log as a state machine: what is accepted, and that a replay of any past day says what was known then."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land.engine.intake import LANDED_MONEY
from fairway.land.engine.log import Entry, known
from fairway.land.engine.money import totals
from fairway.land.engine.stage_map import AGREEMENT, EVIDENCE, FIELDS, VERIFIED, MapStage, StageMap
from fairway.land.engine.stage_map_reading import shipped_maps
from fairway.land.engine.stages import objections
from fairway.land.tests.logs import Movement, Standing, money_columns, standings
from fairway.lib.money import Money

FIRST = date(2021, 1, 4)
MAPS = list(shipped_maps().values())
STRICT = [
    replace(each, required={**each.required, VERIFIED: each.stages[-3].key, "site": each.stages[-4].key})
    for each in MAPS
]


@dataclass
class Life:
    """One project as it was told: every line ever written, what is filled in, and what was seen at the end of days."""

    road: StageMap
    lines: list[Entry] = field(default_factory=list)
    moved: list[Movement] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    seen: list[tuple[date, Standing | None, tuple[Money, ...]]] = field(default_factory=list)

    def standing_lines(self) -> list[Entry]:
        return [line for line in self.lines if line.reversed_on is None]

    def look(self, today: date) -> None:
        """What the books of that day say, read without any line taken back and without a replay."""
        here = [replace(line) for line in self.standing_lines()]
        found = standings({1: here}, date.max)
        stands = [each for each in self.moved if each.reversed_on is None]
        self.seen.append((today, found[0] if found else None, totals(date.max, money_columns(stands))))


def _try_stage(life: Life, draw: st.DrawFn, today: date) -> None:
    road = life.road
    ends = [*road.stages, *road.ways_out]
    likely = list(road.following(life.standing_lines()[-1].key if life.standing_lines() else None))
    chosen = draw(st.sampled_from(likely or ends) | st.sampled_from(ends))
    happened = today - timedelta(days=draw(st.integers(0, 40)))
    reasons = [] if isinstance(chosen, MapStage) else [reason.key for reason in chosen.reasons]
    entry = Entry(
        stage=chosen.counts_as,
        happened_on=happened,
        learned_on=today,
        responsible=draw(st.integers(1, 3)),
        evidence=draw(st.sampled_from(["permit", "permit", ""])),
        next_due=draw(st.sampled_from([today + timedelta(days=30), None])),
        note=draw(st.sampled_from(["why", ""])),
        step=chosen.key,
        way_reason=draw(st.sampled_from([*reasons, "unheard of"])),
        is_verified=draw(st.booleans()),
    )
    if not objections(road, life.standing_lines(), entry, today, life.filled):
        life.lines.append(entry)


def _take_back(life: Life, today: date) -> None:
    if len(life.standing_lines()) > 1:
        last = life.standing_lines()[-1]
        life.lines[life.lines.index(last)] = replace(last, reversed_on=today)


def _move_money(life: Life, draw: st.DrawFn, today: date) -> None:
    kind, currency = draw(st.sampled_from(sorted(LANDED_MONEY))), draw(st.sampled_from(["CNY", "EUR"]))
    happened = today - timedelta(days=draw(st.integers(0, 40)))
    life.moved.append(Movement(Money(Decimal(draw(st.integers(1, 9))), currency, kind), happened, today))


def _take_money_back(life: Life, draw: st.DrawFn, today: date) -> None:
    standing = [n for n, each in enumerate(life.moved) if each.reversed_on is None]
    if standing:
        place = draw(st.sampled_from(standing))
        life.moved[place] = replace(life.moved[place], reversed_on=today)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Days of trying this and that: what the rules object to is not written down."""
    life, today = Life(draw(st.sampled_from([*MAPS, *STRICT]))), FIRST
    for deed in draw(st.lists(st.sampled_from("sssssfffmmbk"), min_size=3, max_size=30)):
        if deed == "s":
            _try_stage(life, draw, today)
        elif deed == "f":
            life.filled.add(draw(st.sampled_from([*FIELDS, AGREEMENT])))
        elif deed == "m":
            _move_money(life, draw, today)
        elif deed == "b":
            _take_back(life, today)
        else:
            _take_money_back(life, draw, today)
        days = draw(st.integers(0, 25))
        if days:
            life.look(today)
            today += timedelta(days=days)
    life.look(today)
    return life


@given(lives())
@settings(max_examples=1000, deadline=None)
def test_a_replay_of_any_past_day_says_what_was_known_then(life: Life) -> None:
    for day, standing, money in life.seen:
        found = standings({1: life.lines}, day)
        assert (found[0] if found else None) == standing
        assert totals(day, money_columns(life.moved)) == money


@given(lives())
@settings(max_examples=100, deadline=None)
def test_no_stage_is_skipped_or_set_without_what_it_asks_for(life: Life) -> None:
    road, log = life.road, life.standing_lines()
    places = [road.place(line.key) for line in log]
    assert all(line.key in [each.key for each in road.stages if each.opens] for line in log[:1])
    for (one, following), line in zip(pairwise(places), log[1:], strict=True):
        assert one is not None
        assert following is None or following == one + 1
        assert following is not None or line is log[-1]
    for line in log:
        asked = set(road.asks(line.key))
        assert EVIDENCE not in asked or line.evidence
        assert VERIFIED not in asked or line.is_verified
        assert asked - {EVIDENCE, VERIFIED} <= life.filled
    assert [line.happened_on for line in log] == sorted(line.happened_on for line in log)


@given(lives())
@settings(max_examples=100, deadline=None)
def test_the_present_is_the_last_line_that_stands(life: Life) -> None:
    now = life.seen[-1][0]
    assert [line.key for line in known(life.lines, now)] == [line.key for line in life.standing_lines()]
    for standing in standings({1: life.lines}, now):
        last = life.standing_lines()[-1]
        assert (standing.stage, standing.since, standing.responsible) == (
            last.stage,
            last.happened_on,
            last.responsible,
        )


@given(lives())
@settings(max_examples=100, deadline=None)
def test_kinds_of_money_and_currencies_never_meet(life: Life) -> None:
    now = life.seen[-1][0]
    found = totals(now, money_columns(life.moved))
    assert len({(total.kind, total.currency) for total in found}) == len(found)
    for total in found:
        same = (total.kind, total.currency)
        mine = [each.money for each in life.moved if each.reversed_on is None]
        assert total.amount == sum(each.amount for each in mine if (each.kind, each.currency) == same)
