"""Projects out of the store and into it again: an identity, additions, refusals, and nothing half written."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.cast import DAY, account, agreement, event, intention, operator, organisation, payment, project, promise

from fairway.base.models import AuditLine
from fairway.govern.models import Membership, Role
from fairway.know.models import Identifier, Organisation, Relation
from fairway.land import actions
from fairway.land.engine.exchange import values
from fairway.land.engine.exchange.iati_reading import read_activities
from fairway.land.engine.exchange.packages import Publication, package_pieces
from fairway.land.engine.sizes import Capacity
from fairway.land.models import LandArea, Payment, PlannedCapacity, Project, ProjectImport, ProjectParty, StageEntry
from fairway.land.queries.exchange import exchanged, exchanged_by
from fairway.land.queries.exports import KINDS
from fairway.land.tests.exchanged import numbered, projects
from fairway.land.tests.test_engine_iati import official
from fairway.lib.errors import NotAllowed, Refused, TooLarge
from fairway.meet.models import Event
from fairway.sign.models import Agreement, FurtherAmount, Promise, PromiseStep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.base.models import User
    from fairway.lib.explain import Reason

pytestmark = pytest.mark.django_db
BY = Publication("https://fairway.example/oc4ids", "Example office", "2022-01-17T00:00:00Z", "oc4ids-000000")


def quiet(_done: int, _total: int, _reason: Reason) -> None:
    """A progress bar nobody looks at."""


def package(made: Iterable[values.Project]) -> bytes:
    return b"".join(package_pieces(made, BY))


def checked(content: bytes, user: User | None = None, name: str = "projects.json") -> ProjectImport:
    who = {"actor": user or operator(), "reason": "test"}
    kept = actions.keep_file(**who, file_name=name, content=content)
    actions.check_file(**who, kept=kept, progress=quiet)
    kept.refresh_from_db()
    return kept


def taken(content: bytes, user: User | None = None, name: str = "projects.json") -> ProjectImport:
    kept = checked(content, user, name)
    assert kept.problems == []
    return actions.take_file(actor=user or operator(), reason="test", kept=kept)


def all_of_them() -> list[values.Project]:
    return list(exchanged(exchanged_by(None)))


def forget_projects() -> None:
    """The state of an office that knows events and organisations only."""
    for model in (PromiseStep, Promise.blocked_by.through):
        model.objects.all().delete()
    Promise.objects.update(after=None)
    for model in (Promise, StageEntry, Payment, LandArea, PlannedCapacity, ProjectParty, Project, Agreement):
        model.objects.all().delete()


def grown() -> Project:
    """A project with two parties, five stages, money and promises of both sides."""
    owner, zone = organisation(ownership_type="private"), organisation(kind="committee")
    Identifier.objects.create(organisation=owner, scheme="uscc", value="91220101MA0Y3KX81P")
    Relation.objects.create(subject=owner, other=organisation(), kind="owned", share=Decimal("60.5"))
    made = project(agreement(parties=(owner, zone)), stages=5)
    payment(made, 300)
    payment(made, 500, kind="committed", happened_on=DAY + timedelta(days=9), learned_on=DAY + timedelta(days=9))
    first = promise(made.agreement, side="government", debtor=zone, creditor=owner, what="connect power")
    second = promise(made.agreement, after=first, days_after=30, amount=Decimal("12.5"), currency="CNY")
    second.blocked_by.add(first)
    PromiseStep.objects.create(
        promise=first, step="kept", happened_on=DAY, learned_on=DAY, evidence="meter 7", recorded_by=operator()
    )
    return made


def test_what_is_exported_and_imported_elsewhere_is_the_same() -> None:
    grown()
    project(stages=2)
    before = all_of_them()
    forget_projects()
    kept = taken(package(before))
    assert (kept.counts["new"], kept.state, bytes(kept.content)) == (2, "applied", b"")
    assert all_of_them() == before


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(projects(), min_size=1, max_size=3, unique_by=lambda project: project.reference))
def test_random_projects_pass_through_the_store(made: list[values.Project]) -> None:
    forget_projects()
    sent = [_homed(numbered(each, n)) for n, each in enumerate(made)]
    assert taken(package(sent)).counts["new"] == len(sent)
    assert package(all_of_them()) == package([_named_here(each) for each in sent])
    assert checked(package(all_of_them())).counts["unchanged"] == len(sent)


def _homed(one: values.Project) -> values.Project:
    """The project with organisations that stand in the registry, its event there."""
    for code in filter(None, {one.event, one.agreement.event if one.agreement else ""}):
        Event.objects.get_or_create(
            code=code, defaults={"name": "e", "held_on": DAY, "as_of": DAY, "region_code": "220100"}
        )
    rows = {each.key: organisation(is_demo=one.is_demo) for each in one.organisations}
    homes = tuple(
        values.Organisation(key, row.name, row.kind, region=row.region_code, is_demo=row.is_demo)
        for key, row in rows.items()
    )
    return replace(one, organisations=homes)


def _named_here(one: values.Project) -> values.Project:
    """The same as this registry writes its organisations: read off the export, by name."""
    here = {o.name: o for project in all_of_them() for o in project.organisations}
    keys = {o.key: here[o.name].key for o in one.organisations if o.name in here}
    named = dict.fromkeys(
        [party.organisation for party in one.parties]
        + [party.organisation for party in one.opened_for]
        + [line.responsible for line in one.log]
        + [key for promise in one.promises or () for key in (promise.debtor, promise.creditor) if key]
    )
    names = {o.key: o.name for o in one.organisations}
    signed = one.agreement and replace(one.agreement, parties=_with_keys(one.agreement.parties, keys))
    bound = tuple(
        replace(p, debtor=keys[p.debtor], creditor=p.creditor and keys[p.creditor]) for p in one.promises or ()
    )
    log = tuple(replace(line, responsible=keys[line.responsible]) for line in one.log)
    organisations = tuple(here[names[key]] for key in named)
    opened = _with_keys(one.opened_for, keys)
    return replace(one, organisations=organisations, agreement=signed, opened_for=opened, promises=bound, log=log)


def _with_keys(parties: tuple[values.Party, ...], keys: dict[str, str]) -> tuple[values.Party, ...]:
    return tuple(replace(each, organisation=keys[each.organisation]) for each in parties)


def test_a_second_import_adds_what_is_new_and_nothing_else() -> None:
    made = grown()
    (before,) = all_of_them()
    assert checked(package([before])).counts == {"new": 0, "changed": 0, "unchanged": 1, "refused": 0}
    answers = before.log[0].responsible
    line = values.Line("at_capacity", DAY + timedelta(days=200), DAY + timedelta(days=201), answers, "audit 3")
    line = replace(line, next_due=DAY + timedelta(days=400))
    paid = values.Payment("realised", Decimal("7.25"), "EUR", DAY + timedelta(days=90), DAY + timedelta(days=90), "r")
    kept = values.Step("kept", DAY + timedelta(days=40), DAY + timedelta(days=41), "receipt", "")
    owed = (before.promises or ())[1]
    more = values.Promise("9", answers, "enterprise", "hire 40 people")
    after = replace(
        before,
        log=(*before.log, line),
        payments=(*before.payments, paid),
        promises=((before.promises or ())[0], replace(owed, steps=(kept,)), more),
    )
    assert taken(package([after])).counts["changed"] == 1
    assert all_of_them() == [after]
    made.refresh_from_db()
    assert (made.stage, made.next_due) == ("at_capacity", DAY + timedelta(days=400))
    assert AuditLine.objects.filter(verb="take_projects").count() == 1


def _changed(**given: object) -> bytes:
    (before,) = all_of_them()
    return package([replace(before, **given)])  # type: ignore[arg-type]


def test_what_contradicts_what_is_known_is_refused_with_its_place() -> None:
    grown()
    (before,) = all_of_them()
    late = replace(before.log[1], evidence="permit 8")
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"agreement": replace(before.agreement, amount=Decimal(5))}, "differs", "projects[0].amount"),
        ({"region": "220200"}, "differs", "projects[0].region"),
        ({"log": (before.log[0], late, *before.log[2:])}, "log-differs", "projects[0].log"),
        ({"payments": before.payments[:1]}, "payments-differ", "projects[0].payments"),
        ({"promises": ()}, "promises-differ", "projects[0].promises"),
        ({"event": "nowhere"}, "event-unknown", "projects[0].event"),
        ({"is_demo": False}, "invented", "projects[0].parties"),
    ]
    for given_, code, place in cases:
        kept = checked(_changed(**given_))
        assert [(each["code"], each["column"]) for each in kept.problems] == [(code, place)]
        assert kept.counts["refused"] == 1
        with pytest.raises(Refused):
            actions.take_file(actor=operator(), reason="test", kept=kept)
    assert all_of_them() == [before]


def test_an_organisation_is_found_by_code_or_name_or_not_at_all() -> None:
    grown()
    (before,) = all_of_them()
    forget_projects()
    owner = before.organisations[0]
    renamed = replace(owner, name="another name")
    assert checked(package([replace(before, organisations=(renamed, *before.organisations[1:]))])).counts["new"] == 1
    stranger = replace(owner, codes=(values.Code("uscc", "", "91110000MA0Y3KX81Q"),))
    kept = checked(package([replace(before, organisations=(stranger, *before.organisations[1:]))]))
    assert [each["code"] for each in kept.problems] == ["organisation-unknown"]
    Organisation.objects.filter(identifiers=None).update(name="same")
    (zone,) = [each for each in before.organisations if each.kind == "committee"]
    twins = tuple(replace(each, name="same", region="") if each == zone else each for each in before.organisations)
    assert [each["code"] for each in checked(package([replace(before, organisations=twins)])).problems] == [
        "organisation-unclear"
    ]


def test_the_sound_projects_of_a_file_are_taken_and_the_others_stay_out() -> None:
    grown()
    project()
    both = all_of_them()
    forget_projects()
    broken = replace(both[1], log=(replace(both[1].log[0], stage="started"),))
    kept = checked(package([both[0], broken]))
    assert [(each["code"], each["column"]) for each in kept.problems] == [("stage-order", "projects[1].log[0].stage")]
    done = actions.take_file(actor=operator(), reason="test", kept=kept)
    assert (done.counts["new"], done.counts["refused"]) == (1, 1)
    assert all_of_them() == both[:1]
    with pytest.raises(Refused):
        actions.take_file(actor=operator(), reason="test", kept=kept)


def test_an_intention_goes_out_and_comes_in_and_is_the_same_project_once_it_is_signed() -> None:
    owner, zone = organisation(), organisation(kind="committee")
    made = intention(owner, zone, site="lot 7", map_key="cooperation", stage="docking", map_stage="docking")
    line = made.log.get()
    line.pk, line.stage, line.map_stage = None, "docking", "docking"
    line.save()
    (before,) = all_of_them()
    paper = agreement(parties=(owner, zone), number="c-1")
    FurtherAmount.objects.create(agreement=paper, money_kind="intention", amount=5, currency="EUR")
    Project.objects.filter(pk=made.pk).update(agreement=paper, event=paper.event, stage="signed", map_stage="signed")
    line.pk, line.stage, line.map_stage = None, "signed", "signed"
    line.save()
    (after,) = all_of_them()
    forget_projects()
    assert taken(package([before])).counts["new"] == 1
    assert all_of_them() == [before]
    assert taken(package([after])).counts["changed"] == 1
    assert all_of_them() == [after]
    assert Project.objects.get().agreement.further_amounts.count() == 1  # type: ignore[union-attr]  # it is signed
    assert checked(package([before])).problems != []


def test_a_project_keeps_to_its_stage_map_and_its_agreement() -> None:
    project()
    (one,) = all_of_them()
    paper = one.agreement
    assert paper is not None
    twin = values.Stated(paper.money_kind, Decimal(1), paper.currency)
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"road": "railway-1"}, "map-unknown", "projects[0].stageMap"),
        ({"agreement": None}, "parties", "projects[0].openedFor"),
        ({"agreement": None, "opened_for": (replace(paper.parties[0], role="host"),)}, "signature", "projects[0].log"),
        ({"reference": "P-1"}, "agreement-here", "projects[0].agreement"),
        ({"agreement": replace(paper, further=(twin,))}, "amount-twice", "projects[0].furtherAmounts"),
        ({"pledged": values.Stated("contract", Decimal(1), "CNY")}, "money-kind", "projects[0].pledged.kind"),
    ]
    for given_, code, place in cases:
        (problem,) = checked(_changed(**given_)).problems
        assert (problem["code"], problem["column"]) == (code, place)


CODES = {
    "region": (
        "region_code",
        "220100",
        "Write its six digits",
        ["999999", "中关村", "220", "Oslo", "２２０１００"],
    ),
    "industry": ("industry_code", "3670", "Write its code", ["9999", "汽车", "D3670", "cars!", "３６７０"]),
}
PLACES = {
    "json": (None, "projects[1].locations", "projects[1].additionalClassifications"),
    "xlsx": (3, "projects, Region", "projects, Industry"),
    "zip": (3, "projects, Region", "projects, Industry"),
    "xml": (None, "iati-activity[1]/location@ref", "iati-activity[1]/sector@code"),
}


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, found in CODES.items() for code in found[-1]])
@pytest.mark.parametrize("kind", PLACES)
def test_a_code_of_no_edition_keeps_its_project_out(kind: str, name: str, code: str) -> None:
    """A store that holds one already exports it, knows it again, and leaves it to its page; no other store takes it."""
    column, good, remedy, _codes = CODES[name]
    most = Project._meta.get_field(column).max_length
    made = [intention(**{column: good}) for _ in range(3)]
    Project.objects.filter(pk=made[1].pk).update(**{column: code[:most]})
    content = b"".join(KINDS[kind].pieces(operator(), ""))
    if kind in {"json", "xml"}:
        content = content.replace(code[:most].encode(), code.encode())
    if code == code[:most]:
        assert checked(content, name=f"p.{kind}").counts["unchanged"] == 3
    forget_projects()
    kept = checked(content, name=f"p.{kind}")
    told = [
        (each["code"], each["file"], each["row"], each["column"], each["params"]["value"]) for each in kept.problems
    ]
    row, *places = PLACES[kind]
    written = code if kind in {"json", "xml"} else code[:most]
    assert told == [(name, f"p.{kind}", row, dict(zip(CODES, places, strict=True))[name], written)]
    assert kept.problems[0]["remedy"]["text"].startswith(remedy)
    actions.take_file(actor=operator(), reason="test", kept=kept)
    assert set(Project.objects.values_list(column, flat=True)) == {good}
    assert Project.objects.count() == 2


@pytest.mark.parametrize("industry", ["C", "36", "367", "3670", "C3670", ""])
def test_industries_of_every_level_come_in(industry: str) -> None:
    intention(industry_code=industry)
    content = package(all_of_them())
    forget_projects()
    assert taken(content).counts["new"] == 1


@pytest.mark.parametrize("region", ["220100", "220381", ""])
def test_divisions_of_every_edition_come_in(region: str) -> None:
    """220381 was Gongzhuling until 2019."""
    intention(region_code=region)
    content = package(all_of_them())
    forget_projects()
    assert taken(content).counts["new"] == 1


@pytest.mark.parametrize(("name", "bad"), [("region", "999999"), ("industry", "9999")])
def test_a_known_project_gets_no_code_of_no_edition(name: str, bad: str) -> None:
    column, good, *_rest = CODES[name]
    made = intention(**{column: bad})
    content = package(all_of_them())
    for code in ("", good):
        Project.objects.filter(pk=made.pk).update(**{column: code})
        assert [each["code"] for each in checked(content).problems] == [name]


def test_a_project_stands_in_a_file_once() -> None:
    project()
    twice = all_of_them() * 2
    assert [each["code"] for each in checked(package(twice)).problems] == ["project-twice"]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"{}", "projects.json", "json"),
        (b"<a/>", "projects.docx", "file-kind"),
        (b'{"projects": [', "p.json", "json-end"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_and_leaves_nothing(content: bytes, name: str, code: str) -> None:
    kept = checked(content, name=name)
    assert [each["code"] for each in kept.problems] == [code]
    assert not Project.objects.exists()


def test_nobody_imports_projects_of_their_own() -> None:
    made = project()
    party = made.agreement.parties.get(order=1).organisation
    office = account(Role.PROMOTION_OFFICE, party)
    kept = checked(package(all_of_them()), office)
    assert [each["code"] for each in kept.problems] == ["own-case"]


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_imports(role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.keep_file(actor=account(role), reason="test", file_name="p.json", content=b"{}")
    assert not ProjectImport.objects.exists()
    assert not AuditLine.objects.exists()


def test_an_enterprise_exports_its_own_projects_only() -> None:
    mine = organisation()
    own = project(agreement(parties=(organisation(), mine)))
    project()
    user = account()
    Membership.objects.create(user=user, organisation=mine, role=Role.ENTERPRISE, valid_from=date(2020, 1, 1))
    assert [each.reference for each in exchanged(exchanged_by(user))] == [own.reference]


def test_what_is_too_large_or_discarded_is_gone(settings: Any) -> None:  # pytest-django's
    settings.UPLOAD_BYTES = 10
    with pytest.raises(TooLarge):
        actions.keep_file(actor=operator(), reason="test", file_name="p.json", content=b"x" * 11)
    kept = actions.keep_file(actor=operator(), reason="test", file_name="p.json", content=b"x")
    actions.discard_file(actor=operator(), reason="test", kept=kept)
    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content)) == ("discarded", b"")
    assert AuditLine.objects.filter(verb="discard_projects").count() == 1


def test_a_failure_leaves_nothing_half_written() -> None:
    grown()
    before = all_of_them()
    forget_projects()
    kept = checked(package(before))
    Event.objects.filter(code=before[0].event).update(code="renamed")
    with pytest.raises(Refused, match="No project"):
        actions.take_file(actor=operator(), reason="test", kept=kept)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_tables_come_in_again_without_the_promises_they_cannot_hold(kind: str) -> None:
    grown()
    (before,) = all_of_them()
    content = b"".join(KINDS[kind].pieces(operator(), ""))
    assert checked(content, name=f"p.{kind}").counts["unchanged"] == 1
    forget_projects()
    assert taken(content, name=f"p.{kind}").counts["new"] == 1
    (after,) = all_of_them()
    assert replace(after, organisations=(), promises=()) == replace(before, organisations=(), promises=())
    assert after.promises == ()


def test_iati_is_reported_by_the_office_and_valid() -> None:
    grown()
    project(stages=7)
    office = organisation(kind="government", name="示例投资促进局")
    content = b"".join(KINDS["xml"].pieces(account(Role.PROMOTION_OFFICE, office), ""))
    official().assertValid(etree.fromstring(content))
    assert [each.reporter.name for each in read_activities([content])] == ["示例投资促进局"] * 2


def test_sizes_learned_since_come_in_and_nothing_known_changes() -> None:
    made = grown()
    for quantity, unit, learned in ((200, "MW", 9), (50_000, "vehicles/a", 5)):
        told = DAY + timedelta(days=learned)
        PlannedCapacity.objects.create(project=made, quantity=quantity, unit=unit, learned_on=told, evidence="approval")
    (before,) = all_of_them()
    later = Capacity(Decimal("250.5"), "MW", DAY + timedelta(days=30), "new approval")
    kept = taken(package([replace(before, capacities=(*before.capacities, later))]))
    assert kept.counts["changed"] == 1
    (after,) = all_of_them()
    assert after.capacities == (*before.capacities, later)
    assert checked(package([before])).counts["refused"] == 1


def test_a_workbook_and_an_archive_carry_sizes() -> None:
    made = grown()
    LandArea.objects.create(project=made, mu=Decimal("20.5"), learned_on=DAY, evidence="=permit")
    PlannedCapacity.objects.create(project=made, quantity=Decimal("12.5"), unit="t/a", learned_on=DAY, evidence="-1")
    (before,) = all_of_them()
    for name in ("xlsx", "zip"):
        content = b"".join(KINDS[name].pieces(operator(), ""))
        forget_projects()
        assert taken(content, name=f"p.{name}").counts["new"] == 1
        (after,) = all_of_them()
        assert (after.areas, after.capacities) == (before.areas, before.capacities)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"quantity": "1000000000000000"}, "amount"),
        ({"quantity": "0"}, "amount"),
        ({"unit": "EUR"}, "unit-money"),
        ({"unit": "m" * 21}, "unit"),
        ({"learnedOn": "2999-01-01"}, "learned-on"),
    ],
)
def test_a_capacity_that_cannot_be_keeps_its_project_out(line: dict[str, str], code: str) -> None:
    made = grown()
    PlannedCapacity.objects.create(project=made, quantity=2, unit="MW", learned_on=DAY, evidence="approval")
    sent = json.loads(package(all_of_them()))
    sent["projects"][0]["fairway"]["plannedCapacities"][0] |= line
    forget_projects()
    kept = checked(json.dumps(sent).encode())
    assert [(each["code"], kept.counts["new"]) for each in kept.problems] == [(code, 0)]


def test_a_unit_comes_in_in_its_plain_form() -> None:
    made = grown()
    PlannedCapacity.objects.create(project=made, quantity=2, unit="MW", learned_on=DAY, evidence="approval")
    changed = package(all_of_them()).replace(b'"MW"', '" ＭＷ "'.encode())
    assert changed != package(all_of_them())
    assert checked(changed).counts["unchanged"] == 1


def test_a_workbook_with_a_bad_row_is_refused_whole() -> None:
    grown()
    project()
    held = io.BytesIO(b"".join(KINDS["xlsx"].pieces(operator(), "")))
    book = openpyxl.load_workbook(held)
    book["log"]["B2"] = "flying"
    changed = io.BytesIO()
    book.save(changed)
    kept = checked(changed.getvalue(), name="p.xlsx")
    assert [(each["code"], each["row"], each["column"]) for each in kept.problems] == [("choice", 2, "log, Stage")]
    assert (kept.counts["new"], kept.counts["refused"]) == (0, 1)


def test_an_export_asks_the_same_number_of_questions_for_one_and_three() -> None:
    grown()
    with CaptureQueriesContext(
        connection,
    ) as one:
        all_of_them()
    for _n in range(2):
        project(stages=3)
    with CaptureQueriesContext(connection) as three:
        assert len(all_of_them()) == 3
    assert len(one) == len(three)


def test_the_package_is_json_others_can_read() -> None:
    grown()
    written = json.loads(package(all_of_them()))
    assert written["projects"][0]["parties"][0]["id"] == "CN-SAIC-91220101MA0Y3KX81P"
    assert written["projects"][0]["parties"][0]["fairway"]["owners"][0]["share"] == "60.5"
    assert event().code
