"""The registry is written one field at a time, each with its origin; persons stay outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.cast import DAY, account, organisation, source

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.know import actions
from fairway.know.models import Contact, Fact, FieldOrigin, Identifier, Name, Organisation, Post, Relation
from fairway.lib.errors import FairwayError, Invalid, Missing, NotAllowed, Refused

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
GIVEN = actions.Provenance(origin="register extract", learned_on=DAY)
DRAFT = actions.Draft("示例轴承有限公司", "enterprise", "220184", name_en="Example Bearing Co., Ltd.", is_demo=True)
USCC, ORGCODE = "91350100M000100Y43", "M000100Y4"


def office() -> User:
    return account(Role.PROMOTION_OFFICE)


def add(draft: actions.Draft = DRAFT, **given: Any) -> Organisation:
    actor = given.pop("actor", None) or office()
    return actions.add_organisation(**{"actor": actor, "reason": "a test", "draft": draft, "given": GIVEN, **given})


def wrote(**given: Any) -> dict[str, Any]:
    return {"actor": office(), "reason": "a test", "given": GIVEN, **given}


def test_an_organisation_comes_with_names_editions_form_and_origins() -> None:
    made = add()
    kept = Organisation.objects.get(pk=made.pk)
    assert (kept.region_edition, kept.legal_form) == ("2023", "ECAK")
    assert set(kept.names.values_list("kind", "script", "language")) == {
        ("legal", "Hans", "zh-Hans"),
        ("foreign", "Latn", "en"),
    }
    origins = {o.field: (o.value, o.origin, o.learned_on) for o in kept.origins.all()}
    assert origins["region_code"] == ("220184", "register extract", DAY)
    assert set(origins) == {"name", "name_en", "kind", "region_code", "legal_form"}
    line = AuditLine.objects.get()
    assert (line.verb, line.subject) == ("add_organisation", f"know.organisation:{made.pk}")


def test_a_division_that_moved_keeps_the_edition_that_has_its_code() -> None:
    assert add(actions.Draft("示例厂", "enterprise", "220381")).region_edition == "2019"


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (actions.Draft("王小二理发店（个体工商户）", "enterprise", "220100"), "person-name"),
        (actions.Draft("张先生", "enterprise", "220100"), "person-name"),
        (actions.Draft("示例商行", "enterprise", "220100", uscc="92220101MA1234567X"), "sole-trader"),
        (actions.Draft("示例商行", "enterprise", "220100", uscc="11010519491231002X"), "person-number"),
        (actions.Draft("示例厂", "enterprise", "220100", uscc="91350100M000100Y44"), "uscc-check"),
        (actions.Draft("示例厂", "person", "220100"), "kind"),
        (actions.Draft("示例厂", "enterprise", "220199"), "region"),
        (actions.Draft("示例厂", "enterprise", "220100", industry_code="3679"), "industry"),
        (actions.Draft("示例厂", "enterprise", "220100", legal_form="ZZZZ"), "legal-form"),
        (actions.Draft("示例厂", "enterprise", "220100", size="huge"), "size"),
        (actions.Draft("示例厂", "enterprise", "220100", ownership_type="mixed"), "ownership-type"),
        (actions.Draft("  ", "enterprise", "220100"), "name-missing"),
        (actions.Draft("示例厂", "bank", "220100", founded_on=DAY, dissolved_on=date(2020, 1, 1)), "ends-before-start"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_leaves_nothing(draft: actions.Draft, code: str) -> None:
    actor = office()
    before = Organisation.objects.count()
    with pytest.raises(Invalid) as refusal:
        add(draft, actor=actor)
    assert refusal.value.code == code
    assert (Organisation.objects.count(), AuditLine.objects.count()) == (before, 0)


def test_associations_of_sole_traders_are_organisations() -> None:
    assert add(actions.Draft("长春市个体工商户协会", "association", "220100")).pk


def test_a_corrected_field_keeps_what_was_before() -> None:
    made, told = add(), source()
    given = actions.Provenance(source=told.pk, learned_on=date(2022, 1, 1))
    changes = {"name": "示例轴承集团有限公司", "region_code": "220100", "kind": "enterprise"}
    changed = actions.correct_organisation(**wrote(organisation=made, changes=changes, given=given))
    assert set(changed) == {"name", "region_code"}
    kept = Organisation.objects.get(pk=made.pk)
    assert (kept.name, kept.region_code) == ("示例轴承集团有限公司", "220100")
    values = list(FieldOrigin.objects.filter(organisation=made, field="name").values_list("value", "source"))
    assert values == [("示例轴承集团有限公司", told.pk), (DRAFT.name, None)]
    assert set(kept.names.values_list("kind", "text")) >= {("legal", kept.name), ("printed", DRAFT.name)}
    assert AuditLine.objects.get(verb="correct_organisation").facts["before"]["region_code"] == "220184"


def test_size_and_ownership_are_stated_with_where_they_come_from() -> None:
    made = add(replace(DRAFT, size="small"))
    told = source()
    given = actions.Provenance(source=told.pk, learned_on=date(2022, 1, 1))
    changes = {"size": "medium", "ownership_type": "hmt"}
    assert actions.correct_organisation(**wrote(organisation=made, changes=changes, given=given)) == changes
    made.refresh_from_db()
    assert (made.get_size_display(), made.ownership_type) == ("medium-sized", "hmt")
    assert list(made.origins.filter(field="size").values_list("value", "source")) == [
        ("medium", told.pk),
        ("small", None),
    ]
    actions.correct_organisation(**wrote(organisation=made, changes={"size": ""}))
    made.refresh_from_db()
    assert (made.size, made.ownership_type) == ("", "hmt")


def test_a_correction_that_changes_nothing_is_told() -> None:
    with pytest.raises(Invalid, match="Nothing differs"):
        actions.correct_organisation(**wrote(organisation=add(), changes={"region_code": "220184"}))


def test_a_merged_record_is_closed() -> None:
    kept, merged = add(), add()
    Organisation.objects.filter(pk=merged.pk).update(merged_into=kept)
    with pytest.raises(Refused, match="was merged into another record"):
        actions.correct_organisation(**wrote(organisation=merged, changes={"name": "新名"}))


def test_a_new_legal_name_makes_the_old_one_a_former_name() -> None:
    made = add()
    spelling = actions.Spelling("示例传动有限公司", "legal", valid_from=date(2022, 3, 1))
    actions.add_name(**wrote(organisation=made, spelling=spelling))
    former = made.names.get(kind="former")
    assert (former.text, former.valid_until) == (DRAFT.name, date(2022, 2, 28))
    assert Organisation.objects.get(pk=made.pk).name == "示例传动有限公司"
    with pytest.raises(Refused, match="kept already"):
        actions.add_name(**wrote(organisation=made, spelling=spelling))
    with pytest.raises(Refused, match="has a legal name at any time"):
        actions.end_name(actor=office(), reason="x", name=made.names.get(kind="legal"), until=DAY)


def test_a_traditional_name_is_known_by_its_script() -> None:
    made = add()
    actions.add_name(**wrote(organisation=made, spelling=actions.Spelling("長春軸承", "short")))
    name = made.names.get(kind="short")
    assert (name.language, name.script) == ("zh-Hant", "Hant")
    actions.end_name(actor=office(), reason="x", name=name, until=DAY)
    assert Name.objects.get(pk=name.pk).valid_until == DAY


def test_a_credit_code_brings_its_organisation_code() -> None:
    made = add()
    actions.add_identifier(**wrote(organisation=made, code=("uscc", "", " 91350100m000100y43 ")))
    assert set(made.identifiers.values_list("scheme", "value")) == {("uscc", USCC), ("orgcode", ORGCODE)}
    with pytest.raises(Refused, match="is the code of"):
        actions.add_identifier(**wrote(organisation=add(), code=("uscc", "", USCC)))
    with pytest.raises(Invalid, match="is not a stock code"):
        actions.add_identifier(**wrote(organisation=made, code=("stock", "", "60010.SH")))
    actions.add_identifier(**wrote(organisation=made, code=("stock", "", "600104.SH")))
    actions.withdraw_identifier(actor=office(), reason="x", identifier=made.identifiers.get(scheme="stock"))
    assert not Identifier.objects.filter(scheme="stock").exists()
    assert AuditLine.objects.get(verb="withdraw_identifier").facts["value"] == "600104.SH"


def test_a_second_credit_code_is_refused() -> None:
    made = add(actions.Draft("示例厂", "enterprise", "220100", uscc=USCC))
    with pytest.raises(Refused, match="It has the code"):
        actions.add_identifier(**wrote(organisation=made, code=("uscc", "", "Y1000000DEM090005M")))


def test_a_new_seat_ends_the_one_before() -> None:
    made = add()
    first = actions.add_address(
        **wrote(organisation=made, seat=actions.Seat("220381", "某路1号", valid_from=date(2015, 1, 1)))
    )
    assert first.region_edition == "2019"
    actions.add_address(**wrote(organisation=made, seat=actions.Seat("220184", "某路1号", valid_from=date(2020, 7, 1))))
    first.refresh_from_db()
    assert first.valid_until == date(2020, 6, 30)
    with pytest.raises(Invalid, match="The edition 2021 has no division 220381"):
        actions.add_address(**wrote(organisation=made, seat=actions.Seat("220381", region_edition="2021")))
    actions.end_address(actor=office(), reason="x", address=made.addresses.get(region_code="220184"), until=DAY)
    assert made.addresses.get(region_code="220184").valid_until == DAY


def test_a_source_added_on_the_spot_is_kept_once() -> None:
    text = actions.SourceText("", "Register extract", "Market regulator", DAY)
    given = actions.Provenance(new_source=text, learned_on=DAY)
    one, two = add(given=given), add(given=given)
    sources = {o.source_id for made in (one, two) for o in made.origins.all()}
    assert len(sources) == 1
    assert None not in sources


def bond(subject: Organisation, other: Organisation, kind: str = "subsidiary", **given: Any) -> actions.Bond:
    return actions.Bond(subject.pk, other.pk, kind, **given)


def test_a_dual_line_is_two_relations() -> None:
    zone, province, city = (organisation(kind="government") for _ in range(3))
    actions.relate(**wrote(bond=bond(zone, province, "dispatched")))
    actions.relate(**wrote(bond=bond(zone, city, "entrusted")))
    assert zone.relations.count() == 2


def test_nobody_owns_himself_through_others() -> None:
    a, b, c = (organisation() for _ in range(3))
    whole = {"share": Decimal(100)}
    actions.relate(**wrote(bond=bond(a, b, **whole)))
    actions.relate(**wrote(bond=bond(b, c, "owned", **whole)))
    with pytest.raises(Refused, match="cannot own each other"):
        actions.relate(**wrote(bond=bond(c, a, **whole)))
    actions.relate(**wrote(bond=bond(c, a, "owned", share=Decimal(30))))
    assert Relation.objects.count() == 3


def test_a_circle_at_different_times_is_none() -> None:
    a, b = organisation(), organisation()
    first = actions.relate(**wrote(bond=bond(a, b, share=Decimal(100), valid_from=date(2010, 1, 1))))
    actions.end_relation(actor=office(), reason="x", relation=first, until=date(2015, 1, 1))
    actions.relate(**wrote(bond=bond(b, a, share=Decimal(100), valid_from=date(2016, 1, 1))))
    with pytest.raises(Refused, match="cannot own each other"):
        actions.relate(**wrote(bond=bond(a, b, share=Decimal(100), valid_from=date(2017, 1, 1))))


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("friend", {}, "relation-kind"),
        ("branch", {"share": Decimal(50)}, "share-without-owner"),
        ("owned", {"share": Decimal(101)}, "share"),
        ("owned", {"share": Decimal(0)}, "share"),
        ("union", {"valid_from": DAY, "valid_until": date(2020, 1, 1)}, "ends-before-start"),
    ],
)
def test_a_relation_that_cannot_be(kind: str, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.relate(**wrote(bond=bond(organisation(), organisation(), kind, **given)))
    assert refusal.value.code == code


def test_a_relation_says_something_new_about_two_of_one_kind() -> None:
    a, b = organisation(), organisation()
    actions.relate(**wrote(bond=bond(a, b)))
    with pytest.raises(Refused, match="kept already"):
        actions.relate(**wrote(bond=bond(a, b, valid_from=DAY)))
    with pytest.raises(Invalid, match="not related to itself"):
        actions.relate(**wrote(bond=bond(a, a)))
    with pytest.raises(Refused, match="invented"):
        actions.relate(**wrote(bond=bond(a, organisation(is_demo=False))))
    actions.withdraw_relation(actor=office(), reason="x", relation=Relation.objects.get())
    assert not Relation.objects.exists()


def test_a_post_needs_a_source_and_a_day() -> None:
    body, told = organisation(kind="government"), source()
    holding = actions.Holding(body.pk, "Mayor", "A. Holder", 0, valid_from=DAY)
    with pytest.raises(Invalid, match="Say which source"):
        actions.appoint_post(**wrote(holding=holding))
    given = actions.Provenance(source=told.pk)
    with pytest.raises(Invalid, match="none is given"):
        actions.appoint_post(**wrote(holding=actions.Holding(body.pk, "Mayor", "A. Holder", 0), given=given))
    post = actions.appoint_post(**wrote(holding=holding, given=given))
    actions.end_post(actor=office(), reason="x", post=post, until=DAY + timedelta(days=9))
    assert Post.objects.get().valid_until == DAY + timedelta(days=9)
    actions.withdraw_post(actor=office(), reason="x", post=post)
    assert not Post.objects.exists()


def test_a_contact_is_logged_withdrawn_and_restored() -> None:
    body, writer = organisation(), account(Role.ZONE_COMMITTEE)
    entry = actions.Entry(body.pk, "visit", DAY, "Looked at the site.", next_step="Send the plan", next_on=DAY)
    contact = actions.log_contact(actor=writer, reason="x", entry=entry)
    with pytest.raises(NotAllowed, match="Somebody else wrote"):
        actions.withdraw_contact(actor=account(Role.ZONE_COMMITTEE), reason="x", contact=contact)
    actions.withdraw_contact(actor=writer, reason="x", contact=contact)
    assert Contact.objects.get().withdrawn_at is not None
    actions.restore_contact(actor=office(), reason="x", contact=contact)
    actions.finish_step(actor=writer, reason="x", contact=contact, on=DAY)
    kept = Contact.objects.get()
    assert (kept.withdrawn_at, kept.next_done_on, kept.written_by) == (None, DAY, writer)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "letter"}, "contact-kind"),
        ({"note": " "}, "contact-empty"),
        ({"happened_on": TODAY + timedelta(days=1)}, "contact-to-come"),
        ({"next_on": DAY}, "next-step-missing"),
        ({"next_step": "Call", "next_on": DAY - timedelta(days=1)}, "next-step-before"),
    ],
)
def test_a_contact_that_cannot_be(given: dict[str, Any], code: str) -> None:
    values = {"organisation": organisation().pk, "kind": "call", "happened_on": DAY, "note": "Asked for a plan."}
    with pytest.raises(Invalid) as refusal:
        actions.log_contact(actor=office(), reason="x", entry=actions.Entry(**{**values, **given}))
    assert refusal.value.code == code


def statement(body: Organisation, **given: Any) -> actions.Statement:
    values = {"predicate": "staff", "value": "400", "happened_on": DAY, "learned_on": DAY, "source": 0}
    return actions.Statement(**{**values, "organisation": body.pk, **given})


def test_a_fact_is_contested_withdrawn_and_reinstated() -> None:
    body = organisation()
    given = actions.Provenance(source=source().pk, learned_on=DAY)
    fact = actions.add_fact(**wrote(statement=statement(body), given=given))
    assert fact.is_demo
    for act, status in ((actions.contest_fact, "contested"), (actions.withdraw_fact, "withdrawn"),
                        (actions.reinstate_fact, "stated")):  # fmt: skip
        act(actor=office(), reason="x", fact=fact)
        assert Fact.objects.get().status == status
    with pytest.raises(Refused, match="marked so already"):
        actions.reinstate_fact(actor=office(), reason="x", fact=fact)
    with pytest.raises(Invalid, match="lies in the past"):
        late = statement(body, happened_on=TODAY + timedelta(days=1))
        actions.add_fact(**wrote(statement=late, given=given))


def every_verb(actor: User) -> list[Callable[[], object]]:
    """Each action of the registry, called with what it needs."""
    made, told = organisation(), source()
    names = Name.objects.create(organisation=made, text="x", kind="short", language="en")
    code = Identifier.objects.create(organisation=made, scheme="stock", value="1")
    address = made.addresses.create(region_code="220100", region_edition="2023")
    relation = Relation.objects.create(subject=made, other=organisation(), kind="branch")
    post = Post.objects.create(organisation=made, title="Mayor", holder="A", source=told, valid_from=DAY)
    fact = Fact.objects.create(organisation=made, predicate="p", happened_on=DAY, learned_on=DAY, source=told)
    contact = Contact.objects.create(organisation=made, kind="call", happened_on=DAY, note="x", written_by=actor)
    who = {"actor": actor, "reason": "x"}
    full = {**who, "given": GIVEN}
    return [
        lambda: actions.add_organisation(**full, draft=DRAFT),
        lambda: actions.correct_organisation(**full, organisation=made, changes={"name": "新"}),
        lambda: actions.add_name(**full, organisation=made, spelling=actions.Spelling("y", "short")),
        lambda: actions.end_name(**who, name=names, until=DAY),
        lambda: actions.add_identifier(**full, organisation=made, code=("stock", "", "2")),
        lambda: actions.withdraw_identifier(**who, identifier=code),
        lambda: actions.add_address(**full, organisation=made, seat=actions.Seat("220100")),
        lambda: actions.end_address(**who, address=address, until=DAY),
        lambda: actions.relate(**full, bond=bond(made, organisation())),
        lambda: actions.end_relation(**who, relation=relation, until=DAY),
        lambda: actions.withdraw_relation(**who, relation=relation),
        lambda: actions.appoint_post(**full, holding=actions.Holding(made.pk, "M", "H", told.pk, valid_from=DAY)),
        lambda: actions.end_post(**who, post=post, until=DAY),
        lambda: actions.withdraw_post(**who, post=post),
        lambda: actions.add_fact(**full, statement=statement(made)),
        lambda: actions.contest_fact(**who, fact=fact),
        lambda: actions.withdraw_fact(**who, fact=fact),
        lambda: actions.reinstate_fact(**who, fact=fact),
        lambda: actions.log_contact(**who, entry=actions.Entry(made.pk, "call", DAY, "x")),
        lambda: actions.withdraw_contact(**who, contact=contact),
        lambda: actions.restore_contact(**who, contact=contact),
        lambda: actions.finish_step(**who, contact=contact, on=DAY),
    ]


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_who_may_not_write_writes_nothing(role: Role) -> None:
    for call in every_verb(account(role)):
        with pytest.raises(NotAllowed):
            call()
    assert not AuditLine.objects.exists()


def test_each_verb_leaves_one_line_or_nothing() -> None:
    for call in every_verb(office()):
        before = AuditLine.objects.count()
        try:
            call()
        except FairwayError:
            assert AuditLine.objects.count() == before
        else:
            assert AuditLine.objects.count() == before + 1


def test_what_is_gone_cannot_be_ended() -> None:
    relation = Relation.objects.create(subject=organisation(), other=organisation(), kind="branch")
    Relation.objects.all().delete()
    with pytest.raises(Missing, match="not there any more"):
        actions.end_relation(actor=office(), reason="x", relation=relation, until=DAY)
