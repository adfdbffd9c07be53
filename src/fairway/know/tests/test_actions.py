"""Organisations, sources, facts and posts are written down once, by those who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import DAY, account, organisation, source

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know import actions, queries
from fairway.know.engine.intake import OrganisationKind, OrganisationRow
from fairway.know.models import Fact, Identifier, Name, Organisation, Post, SourceDocument
from fairway.lib.errors import NotAllowed, Refused
from fairway.lib.tables import BadCell

pytestmark = pytest.mark.django_db

ROW = OrganisationRow(
    key="S1",
    legal_name="示例汽车零部件有限公司",
    foreign_name="Example Auto Parts Co., Ltd.",
    short_name="示例汽配",
    printed_name="Example (Changchun)",
    kind=OrganisationKind.ENTERPRISE,
    region="220100",
    industry="3670",
    uscc="91350100M000100Y43",
    demo=True,
)


def load(*rows: OrganisationRow, namespace: str = "event") -> dict[str, int]:
    actor = account(Role.PROMOTION_OFFICE)
    return actions.load_organisations(actor=actor, reason="a test", rows=rows, namespace=namespace)


def test_an_organisation_comes_with_names_codes_and_editions() -> None:
    pk = load(ROW)["S1"]
    kept = Organisation.objects.get(pk=pk)
    assert (kept.region_edition, kept.industry_edition, kept.is_demo) == ("2023", "GB/T 4754-2017", True)
    assert set(kept.names.values_list("kind", "language")) == {
        ("legal", "zh-Hans"),
        ("short", "zh-Hans"),
        ("foreign", "en"),
        ("printed", "en"),
    }
    assert set(kept.identifiers.values_list("scheme", "namespace", "value")) == {
        ("uscc", "", "91350100M000100Y43"),
        ("local", "event", "S1"),
    }
    assert AuditLine.objects.get().facts == {"added": 1, "known": 0}


def test_a_folder_says_where_each_field_comes_from() -> None:
    row = replace(ROW, region="220381", address="某路1号", printed_name="China-ROK; China-Korea", size="small")
    kept = Organisation.objects.get(pk=load(row)["S1"])
    assert (kept.region_edition, kept.legal_form, kept.size) == ("2019", "ECAK", "small")
    origins = dict(kept.origins.values_list("field", "origin"))
    assert origins == dict.fromkeys(
        ("name", "name_en", "kind", "region_code", "industry_code", "legal_form", "size"), "folder:event"
    )
    assert [(a.region_code, a.region_edition, a.text) for a in kept.addresses.all()] == [("220381", "2019", "某路1号")]
    assert set(kept.names.filter(kind="printed").values_list("text", "script")) == {
        ("China-ROK", "Latn"),
        ("China-Korea", "Latn"),
    }


def test_nobody_comes_in_by_the_loader() -> None:
    for changed in ({"legal_name": "李四小吃店（个体工商户）"}, {"uscc": "92220101MA14ABCD3X"}):
        with pytest.raises(BadCell):
            load(replace(ROW, **changed))
    assert not Name.objects.exists()


def test_the_same_code_is_the_same_organisation() -> None:
    first = load(ROW)["S1"]
    again = load(replace(ROW, key="T9", short_name="另一简称"), namespace="next")["T9"]
    assert again == first
    assert [n.text for n in Name.objects.filter(organisation=first, kind="short")] == ["示例汽配"]
    assert Name.objects.filter(organisation=first, kind="printed", text="另一简称").exists()
    assert Identifier.objects.filter(organisation=first).count() == 3


def test_the_same_name_without_a_code_is_not_the_same_organisation() -> None:
    row = replace(ROW, uscc="")
    assert load(row)["S1"] != load(row, namespace="next")["S1"]


def test_an_invented_organisation_cannot_take_a_real_one_s_code() -> None:
    load(replace(ROW, demo=False))
    before = Organisation.objects.count()
    with pytest.raises(Refused, match="S1 has a code that belongs to another organisation"):
        load(ROW, namespace="next")
    assert Organisation.objects.count() == before + 1  # the account's own, made outside the action


def test_a_failure_half_way_leaves_nothing() -> None:
    actor = account(Role.PROMOTION_OFFICE)
    rows = [ROW, replace(ROW, key="S2", uscc="")]
    actions.load_organisations(actor=actor, reason="first", rows=rows[1:], namespace="event")
    counts = Organisation.objects.count(), Name.objects.count(), AuditLine.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.load_organisations(actor=actor, reason="again", rows=rows, namespace="event")
    assert (Organisation.objects.count(), Name.objects.count(), AuditLine.objects.count()) == counts


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_writes(role: Role) -> None:
    actor = account(role)
    calls = [
        lambda: actions.load_organisations(actor=actor, reason="x", rows=[ROW], namespace="e"),
        lambda: actions.load_sources(actor=actor, reason="x", sources=[], namespace="e"),
        lambda: actions.load_facts(actor=actor, reason="x", statements=[]),
        lambda: actions.load_posts(actor=actor, reason="x", holdings=[]),
        lambda: actions.state_fact(actor=actor, reason="x", statement=statement(1)),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert not AuditLine.objects.exists()


def statement(source_id: int, **given: object) -> actions.Statement:
    values: dict[str, object] = {
        "predicate": "suppliers represented",
        "value": "400",
        "comparator": ">",
        "happened_on": DAY,
        "learned_on": DAY,
        "about": "changchun",
        "source": source_id,
    }
    return actions.Statement(**{**values, **given})  # type: ignore[arg-type]


def test_more_than_400_is_kept_and_printed_so() -> None:
    actor = account(Role.PROMOTION_OFFICE)
    fact = actions.state_fact(actor=actor, reason="a test", statement=statement(source().pk))
    assert Fact.objects.get(pk=fact.pk).printed == ">400"
    assert AuditLine.objects.get().facts == {"predicate": "suppliers represented", "value": ">400"}


def test_not_stated_is_no_value_and_never_zero() -> None:
    actor = account(Role.PROMOTION_OFFICE)
    actions.load_facts(actor=actor, reason="x", statements=[statement(source().pk, value="", unit="CNY")])
    assert Fact.objects.get().printed == ""


def test_a_fact_is_about_one_thing() -> None:
    actor = account(Role.PROMOTION_OFFICE)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.state_fact(actor=actor, reason="x", statement=statement(source().pk, organisation=organisation().pk))


def test_sources_of_two_folders_do_not_mix() -> None:
    actor = account(Role.PROMOTION_OFFICE)
    given = actions.SourceText("news", "A title", "A paper", DAY)
    ids = [
        actions.load_sources(actor=actor, reason="x", sources=[given], namespace=name)["news"] for name in ("a", "b")
    ]
    assert ids[0] != ids[1]
    assert set(SourceDocument.objects.values_list("key", flat=True)) == {"a/news", "b/news"}


def test_a_post_is_held_on_its_dates_only() -> None:
    actor, city, told = account(Role.PROMOTION_OFFICE), organisation(kind="government"), source()
    holdings = [
        actions.Holding(
            city.pk, "Mayor", "Zhang Zhijun", told.pk, valid_from=date(2020, 6, 29), valid_until=date(2020, 6, 29)
        ),
        actions.Holding(city.pk, "Party Secretary", "Zhang Zhijun", told.pk, valid_from=DAY, valid_until=DAY),
    ]
    assert actions.load_posts(actor=actor, reason="x", holdings=holdings) == 2
    assert [p.title for p in queries.holders_on(date(2020, 6, 29))] == ["Mayor"]
    assert [p.title for p in queries.holders_on(DAY)] == ["Party Secretary"]
    assert not queries.holders_on(date(2021, 1, 1)).exists()
    assert Post.objects.count() == 2
