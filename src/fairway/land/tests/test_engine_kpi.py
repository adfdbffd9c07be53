"""KPIs: published figures from counts with the shipped definitions, properties, and definitions refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairway.land
from fairway.land.engine.kpi.definition import Cohort, Definition, Reached
from fairway.land.engine.kpi.figures import Bulletin, bulletin
from fairway.land.engine.kpi.reading import read_definition
from fairway.land.tests.kpi_items import STAGES, Item, known
from fairway.land.tests.logs import Movement
from fairway.lib.errors import Invalid
from fairway.lib.money import Money, MoneyKind
from fairway.lib.period import Period

SHIPPED = Path(fairway.land.__file__).parent / "kpi_definitions"
OUT = ("withdrawn", "terminated")
DAY = date(2017, 3, 1)


def _read(text: str) -> Definition:
    return read_definition(text, "kpis.toml", STAGES, OUT)


def _shipped(name: str) -> Definition:
    return _read((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))


def _money(kind: MoneyKind, amount: str, day: date = DAY, currency: str = "CNY") -> Movement:
    return Movement(Money(Decimal(amount), currency, kind), day, day)


def _projects(signed: int, day: date = DAY, **reached: int) -> list[Item]:
    """So many signed projects; of each stage named, the first so many reached it."""
    return [
        Item(
            key,
            day,
            "contract",
            {"signed": day, **{stage: day for stage, count in reached.items() if key < count}},
        )
        for key in range(signed)
    ]


def _percent(found: Bulletin, key: str, digits: str = "1") -> Decimal:
    figure = found.of(key)
    assert figure is not None
    share = figure.share
    assert share is not None
    return (Decimal(100 * share.numerator) / share.denominator).quantize(Decimal(digits))


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_every_definition_shipped_is_read(file: Path) -> None:
    assert _shipped(file.stem).kpis


def test_one_city_in_2017() -> None:
    """Xuchang, January to October: 247 signed, 244 fulfilled, 222 started, 370 of 1,077 hundred million yuan."""
    projects = _projects(247, registered=244, started=222)
    projects[0] = replace(projects[0], moved=(_money(MoneyKind.CONTRACT, "107700000000"),))
    projects[1] = replace(projects[1], moved=(_money(MoneyKind.PAID_IN, "37000000000"),))
    period = Period(date(2017, 1, 1), date(2017, 10, 31))
    found = bulletin(_shipped("xuchang-2017"), known(projects), period)
    assert _percent(found, "fulfilment", "0.1") == Decimal("98.8")
    assert _percent(found, "start") == 90
    assert _percent(found, "in_place") == 34
    both = bulletin(_shipped("fairway-1"), known(projects), period)
    assert _percent(both, "start") == 90
    assert both.definition.name != found.definition.name


def test_one_province_in_2015() -> None:
    """Yunnan, first half: 82 % fulfilled, 41 % started, 32 % landed, 13.8 % in place, of 360 signed."""
    day = date(2015, 2, 1)
    projects = _projects(360, day, registered=295, completed=115)
    projects = [
        replace(each, reached={**each.reached, **({"started": day} if each.key >= 212 else {})}) for each in projects
    ]
    projects[0] = replace(
        projects[0], moved=(_money(MoneyKind.CONTRACT, "1000", day), _money(MoneyKind.PAID_IN, "138", day))
    )
    period = Period(date(2015, 1, 1), date(2015, 6, 30))
    found = bulletin(_shipped("yunnan-2015"), known(projects), period)
    assert [_percent(found, key) for key in ("fulfilment", "start", "landed")] == [82, 41, 32]
    assert _percent(found, "in_place", "0.1") == Decimal("13.8")
    nested = bulletin(_shipped("xuchang-2017"), known(projects), period)
    assert _percent(nested, "start") > 41


def test_one_city_clause_by_clause() -> None:
    """Guangyuan: of 301 agreements 97 fully honoured, 204 not yet due."""
    kept = [Item(1, DAY, "contract", side="government", state="kept")] * 97
    later = [Item(2, DAY, "contract", side="enterprise", state="not_yet_due")] * 204
    found = bulletin(_shipped("clause-by-clause-1"), known([], [*kept, *later]), Period(DAY, date(2020, 1, 1)))
    counts = {figure.kpi.key: (figure.numerator, figure.denominator) for figure in found.figures}
    assert counts == {"honoured": (97, 301), "not_yet_due": (204, 301), "enterprises": (0, 0), "governments": (97, 97)}
    enterprises = found.of("enterprises")
    assert enterprises is not None
    assert enterprises.share is None


def test_currencies_stand_side_by_side_and_land_that_is_not_stated_is_left_out() -> None:
    moved = (_money(MoneyKind.REALISED, "300"), _money(MoneyKind.REALISED, "50", currency="EUR"))
    projects = [replace(each, mu=mu, moved=moved) for each, mu in zip(_projects(2), (Decimal(100), None), strict=True)]
    found = bulletin(_shipped("fairway-1"), known(projects), Period(DAY, DAY))
    per_mu = [figure for figure in found.figures if figure.kpi.key == "per_mu"]
    assert [(f.currency, f.share, f.not_stated) for f in per_mu] == [("CNY", 3, 1), ("EUR", Fraction(1, 2), 1)]


def test_ways_out_and_papers_are_left_out_where_a_definition_says_so() -> None:
    text = (SHIPPED / "xuchang-2017.toml").read_text(encoding="utf-8")
    strict = _read(
        text.replace('cohort = "period"', 'cohort = "period"\nleft_out = ["withdrawn"]\npapers = ["contract"]')
    )
    projects = _projects(4, registered=3)
    projects[3] = replace(projects[3], way_out="withdrawn")
    projects[2] = replace(projects[2], paper="framework")
    figure = bulletin(strict, known(projects), Period(DAY, DAY)).of("fulfilment")
    assert figure is not None
    assert (figure.numerator, figure.denominator, figure.left_out) == (2, 2, 1)


@st.composite
def populations(draw: st.DrawFn) -> list[Item]:
    projects = []
    for key in range(draw(st.integers(0, 8))):
        day = DAY + timedelta(days=draw(st.integers(0, 40)))
        far = draw(st.integers(1, len(STAGES)))
        out = draw(st.sampled_from(["", *OUT]))
        projects.append(Item(key, day, "contract", dict.fromkeys(STAGES[:far], day), out))
    return projects


@given(populations(), st.sampled_from(["xuchang-2017", "yunnan-2015", "fairway-1"]), st.integers(0, 50), st.randoms())
def test_shares_lie_between_0_and_1_and_order_changes_nothing(
    projects: list[Item], name: str, day: int, chance: object
) -> None:
    period = Period(DAY, DAY + timedelta(days=day))
    found = bulletin(_shipped(name), known(projects), period)
    shares = [f.share for f in found.figures if isinstance(f.kpi.numerator, Reached) and f.share is not None]
    assert all(0 <= share <= 1 for share in shares)
    assert all(f.kpi.cohort in Cohort for f in found.figures)
    chance.shuffle(projects)  # type: ignore[attr-defined]
    assert bulletin(_shipped(name), known(projects), period) == found


GOOD = (SHIPPED / "xuchang-2017.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("version = 1", "version = 0", 4),
        ("version = 1", 'version = "1"', 4),
        ("in_force_from = 2017-01-01", 'in_force_from = "2017"', 11),
        ('cohort = "period"', 'cohort = "some"', 17),
        ('{ reached = "registered" }', '{ reached = "dreamt_of" }', 18),
        ('{ reached = "registered" }', "{ }", 18),
        ('{ reached = "registered" }', '{ reached = "registered", nested = 1 }', 18),
        ('{ reached = "registered" }', '{ reached = "registered", colour = "red" }', 18),
        ('{ reached = "registered" }', '{ states = ["kept"] }', 19),
        ('{ reached = "registered" }', '{ states = ["half"] }', 18),
        ('{ money = "paid_in" }', '{ money = "hoped_for" }', 34),
        ('{ money = "paid_in" }', '{ land = "hectare" }', 34),
        ('cohort = "period"', 'cohort = "period"\nside = "enterprise"', 18),
        ('cohort = "period"', 'cohort = "period"\nleft_out = ["asleep"]', 18),
        ('cohort = "period"', 'cohort = "period"\npapers = []', 18),
        ('key = "start"', 'key = "fulfilment"', 22),
        ("[[kpis]]", "[[kpi]]", 1),
    ],
)
def test_a_definition_that_is_not_sound_is_refused_with_its_line(old: str, new: str, line: int) -> None:
    text = GOOD.replace(old, new) if old == "[[kpis]]" else GOOD.replace(old, new, 1)
    with pytest.raises(Invalid) as refusal:
        _read(text)
    assert f"line {line})" in str(refusal.value)
    assert "%(" not in str(refusal.value)
