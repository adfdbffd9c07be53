"""One spelling is looked up among everybody."""

from __future__ import annotations

import pytest
from tests.cast import operator, organisation

from fairway.know import queries
from fairway.know.actions.search import reindex
from fairway.know.engine.written import Verdict, Written
from fairway.know.models import Identifier, Organisation, Ruling

pytestmark = pytest.mark.django_db


def known(*names: str) -> list[Organisation]:
    made = [organisation(name=name, name_en="", region_code="220100") for name in names]
    reindex([each.pk for each in made])
    return made


NAMES = (
    "长春一汽富维汽车零部件股份有限公司",
    "长春一东离合器股份有限公司",
    "吉林化纤股份有限公司",
    "长春市旭阳工业集团有限公司",
)


@pytest.mark.parametrize(
    ("spelling", "place"),
    [
        ("长春一汽富维汽车零部件股份有限公司", 0), ("長春一汽富維汽車零部件股份有限公司", 0), ("一汽富维", 0),
        ("富维股份", 0), ("吉林化纤", 2), ("长春旭阳工业集团", 3), ("yidong lihe", 1),
    ],
)  # fmt: skip
def test_the_right_one_comes_first(spelling: str, place: int) -> None:
    made = known(*NAMES)
    assert queries.resolve_name(spelling)[0].organisation == made[place]


def test_the_same_name_is_the_same_with_reasons() -> None:
    made = known(*NAMES)
    best = queries.resolve_name("吉林化纖股份有限公司")[0]
    assert (best.organisation, best.decision.verdict) == (made[2], Verdict.SAME)
    assert best.decision.probability > 0.9
    assert best.spelling == "吉林化纤股份有限公司"
    assert all(str(reason) for reason in best.reasons)


def test_a_code_decides_whatever_the_name() -> None:
    made = known(*NAMES)
    code = "91350100M000100Y43"
    Identifier.objects.create(organisation=made[1], scheme="uscc", value=code)
    best = queries.resolve_name("完全不同", known=Written("完全不同", codes=(("uscc", code),)))[0]
    assert (best.organisation, best.decision.verdict) == (made[1], Verdict.SAME)


def test_what_a_clerk_decided_is_used_again() -> None:
    made = known(*NAMES)
    a, b = sorted(("一东离合", "长春一东离合器股份有限公司"))
    Ruling.objects.create(spelling_a=a, spelling_b=b, verdict="same", reason="seen", decided_by=operator())
    best = queries.resolve_name("一东离合")[0]
    assert (best.organisation, best.decision.verdict, best.decision.probability) == (made[1], Verdict.SAME, 1.0)
    assert "seen" in str(best.reasons[1])


def test_a_merged_record_is_not_given() -> None:
    made = known(*NAMES)
    Organisation.objects.filter(pk=made[2].pk).update(merged_into=made[1])
    reindex([made[2].pk])
    assert queries.resolve_name("吉林化纤股份有限公司")[0].organisation == made[1]


@pytest.mark.parametrize("name", ["", "  ", "()", "zzz", "未知名"])
def test_nobody_is_meant_by_nothing(name: str) -> None:
    known(*NAMES)
    assert queries.resolve_name(name) == []


def test_a_look_up_takes_the_same_queries_among_few_and_many(django_assert_max_num_queries) -> None:
    known(*NAMES, *(f"长春{n}号富维公司" for n in range(40)))
    with django_assert_max_num_queries(16):
        assert len(queries.resolve_name("富维", limit=3)) == 3
