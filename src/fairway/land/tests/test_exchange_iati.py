"""Activities of IATI into the store: what they add, what they leave alone, and what they cannot say is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import DAY, agreement, intention, operator, organisation, project

from fairway.cli import commands
from fairway.know.models import Identifier
from fairway.land import actions
from fairway.land.engine.exchange import values
from fairway.land.engine.exchange.iati import Activity, Participant, Transaction, activity_of, file_pieces
from fairway.land.models import Payment, Project, ProjectParty, StageEntry
from fairway.land.queries.exports import KINDS
from fairway.land.tests.exchanged import numbered, projects
from fairway.land.tests.test_exchange import _homed, all_of_them, checked, forget_projects, grown, package, taken
from fairway.land.tests.test_views_exchange import signed_in
from fairway.lib.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

pytestmark = pytest.mark.django_db
OFFICE = Participant("CN-USCC-112201", "11", "", "示例投资促进局")
PAID = Transaction("3", DAY + timedelta(days=30), Decimal("7.25"), "EUR", "bank slip 3")


def file_of(said: Iterable[Activity]) -> bytes:
    return b"".join(file_pieces(said, "2022-01-17T00:00:00Z"))


def activities() -> list[Activity]:
    return [activity_of(each, OFFICE) for each in all_of_them()]


def idea() -> Project:
    """An intention with an amount, an investor and a host."""
    owner, zone = organisation(), organisation(kind="committee")
    said = {"pledged_amount": 5, "pledged_currency": "EUR", "pledged_kind": "intention"}
    return intention(owner, zone, region_code="220100", industry_code="3670", **said)


def codes_of(content: bytes) -> list[tuple[str, str]]:
    kept = checked(content, name="p.xml")
    assert kept.counts["refused"] == len(kept.problems)
    assert all(each["remedy"] for each in kept.problems)
    return [(each["code"], each["column"]) for each in kept.problems]


def as_it_stands(said: Activity) -> object:
    """The activity but for who reports it, when it was learned of, and by which key its parties go."""
    parties = Counter((each.name, each.role) for each in said.participants)
    money = Counter(said.transactions)
    return replace(said, identifier="", reporter=OFFICE, updated=DAY, participants=(), transactions=()), parties, money


def test_an_export_comes_in_again_as_nothing_new() -> None:
    grown()
    project(stages=7)
    idea()
    before = all_of_them()
    kept = checked(b"".join(KINDS["xml"].pieces(operator(), "")), name="p.xml")
    assert (kept.problems, kept.counts["unchanged"]) == ([], 3)
    with pytest.raises(Refused):
        actions.take_file(actor=operator(), reason="test", kept=kept)
    assert all_of_them() == before


def test_an_intention_begins_elsewhere_as_the_same_activity() -> None:
    idea()
    sent = activities()
    forget_projects()
    assert taken(file_of(sent), name="p.xml").counts["new"] == 1
    assert activities() == sent
    made = Project.objects.get()
    assert (made.stage, made.map_key, made.is_demo, made.event) == ("intention", "investment", True, None)
    assert made.log.get().evidence == f"IATI {sent[0].identifier}"
    assert checked(file_of(sent), name="p.xml").counts["unchanged"] == 1


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(projects(), min_size=1, max_size=4))
def test_what_is_taken_of_random_activities_goes_out_the_same(made: list[values.Project]) -> None:
    """Whatever a store of nothing cannot keep stays out with its reason; all else is the activity that came."""
    forget_projects()
    sent = [activity_of(_homed(numbered(each, n)), OFFICE) for n, each in enumerate(made)]
    kept = checked(file_of(sent), name="p.xml")
    assert kept.counts["new"] + kept.counts["refused"] == len(sent)
    assert {each["code"] for each in kept.problems} <= {"iati-unsaid", "iati-role", "iati-money", "next-due-early"}
    if kept.counts["new"]:
        actions.take_file(actor=operator(), reason="test", kept=kept)
    by_key = {each.key: each for each in sent}
    for each in activities():
        assert as_it_stands(each) == as_it_stands(by_key[each.key])
    if kept.counts["new"]:
        assert checked(file_of(sent), name="p.xml").counts["unchanged"] == kept.counts["new"]


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(projects())
def test_a_random_project_is_left_alone_by_its_own_activity(made: values.Project) -> None:
    forget_projects()
    taken(package([_homed(made)]))
    (before,) = all_of_them()
    kept = checked(file_of([activity_of(before, OFFICE)]), name="p.xml")
    assert (kept.problems, kept.counts["unchanged"]) == ([], 1)


def test_money_and_the_start_of_construction_are_added_and_the_rest_stays() -> None:
    grown()
    StageEntry.objects.filter(stage__in=["started", "completed", "in_production", "at_capacity"]).delete()
    last = StageEntry.objects.get(stage="registered")
    Project.objects.update(stage="registered", map_stage="registered", next_due=last.next_due)
    (before,) = all_of_them()
    (said,) = activities()
    begun, due = last.happened_on + timedelta(days=9), last.happened_on + timedelta(days=200)
    later = replace(
        said,
        status="2",
        dates=(*said.dates, ("2", begun), ("3", due)),
        transactions=(*said.transactions, PAID),
        updated=begun + timedelta(days=60),
    )
    kept = taken(file_of([later]), name="p.xml")
    assert kept.counts["changed"] == 1
    (after,) = all_of_them()
    line, paid = after.log[-1], after.payments[-1]
    assert (line.stage, line.happened_on, line.learned_on, line.next_due) == ("started", begun, later.updated, due)
    assert (paid.kind, paid.amount, paid.evidence, paid.learned_on) == (
        "paid_in",
        PAID.amount,
        PAID.text,
        later.updated,
    )
    assert replace(after, log=after.log[:-1], payments=before.payments) == before
    assert activities() == [later]
    assert checked(file_of([later]), name="p.xml").counts["unchanged"] == 1


def test_what_a_signed_project_must_have_is_asked_for_where_it_is_not_known() -> None:
    grown()
    sent = activities()
    forget_projects()
    assert codes_of(file_of(sent)) == [("iati-unsaid", "iati-activity[0]/activity-status")]


CASES: list[tuple[Mapping[str, object], str, str]] = [
    ({"title": "Another plant"}, "differs", "/title"),
    ({"status": "2"}, "differs", "/activity-status"),
    ({"status": "5"}, "differs", "/activity-status"),
    ({"region": "220200"}, "differs", "/location"),
    ({"industry": ""}, "differs", "/sector"),
    ({"participants": ()}, "parties-differ", "/participating-org"),
    ({"dates": ()}, "differs", "/activity-date"),
    ({"dates": (("1", date(2020, 1, 1)),)}, "differs", "/activity-date[0]"),
    ({"transactions": ()}, "payments-differ", "/transaction"),
    ({"transactions": (replace(PAID, text=""),)}, "evidence-missing", "/transaction[0]/description"),
    ({"transactions": (replace(PAID, type="1"),)}, "iati-money", "/transaction[0]"),
    ({"transactions": (replace(PAID, type="12"),)}, "iati-money", "/transaction[0]"),
]


@pytest.mark.parametrize(("given_", "code", "place"), CASES)
def test_what_contradicts_what_is_known_is_refused_with_its_place(
    given_: Mapping[str, object], code: str, place: str
) -> None:
    idea()
    before = all_of_them()
    (said,) = activities()
    assert codes_of(file_of([replace(said, **given_)])) == [(code, f"iati-activity[0]{place}")]  # type: ignore[arg-type]
    assert all_of_them() == before


NEW: list[tuple[Mapping[str, object], str, str]] = [
    ({"status": "5"}, "iati-unsaid", "/activity-status"),
    ({"status": "2"}, "iati-unsaid", "/activity-status"),
    ({"dates": ()}, "iati-unsaid", "/activity-date"),
    ({"dates": (("1", date(2031, 1, 1)), ("3", date(2032, 1, 1)))}, "differs", "/activity-date[1]"),
    ({"participants": ()}, "parties", "/participating-org"),
    ({"updated": date(2099, 1, 1)}, "stage-in-future", "/activity-date"),
    ({"transactions": (replace(PAID, on=date(2098, 1, 1)),)}, "learned-on", "/transaction"),
]


@pytest.mark.parametrize(("given_", "code", "place"), NEW)
def test_what_a_new_project_cannot_be_is_refused_with_its_place(
    given_: Mapping[str, object], code: str, place: str
) -> None:
    idea()
    (said,) = activities()
    forget_projects()
    assert codes_of(file_of([replace(said, **given_)])) == [(code, f"iati-activity[0]{place}")]  # type: ignore[arg-type]
    assert not Project.objects.exists()


def test_roles_that_nobody_has_before_a_signature_and_strangers_stay_out() -> None:
    idea()
    (said,) = activities()
    forget_projects()
    first, *others = said.participants
    builds = replace(said, key="b", participants=(replace(first, role="4"), *others))
    stranger = replace(said, key="c", participants=(replace(first, ref="", name="nobody"), *others))
    assert codes_of(file_of([said, builds, stranger, said])) == [
        ("iati-role", "iati-activity[1]/participating-org[0]"),
        ("organisation-unknown", "iati-activity[2]/participating-org[0]"),
        ("project-twice", "iati-activity[3]"),
    ]
    assert taken(file_of([said]), name="p.xml").counts["new"] == 1


def test_good_activities_are_taken_and_bad_ones_stay_out() -> None:
    idea()
    idea()
    text = file_of(activities()).decode()
    forget_projects()
    kept = checked(text.replace(">5<", ">much<", 1).encode(), name="p.xml")
    assert [(each["code"], each["column"]) for each in kept.problems] == [
        ("amount", "iati-activity[0]/transaction[0]/value")
    ]
    done = actions.take_file(actor=operator(), reason="test", kept=kept)
    assert (done.counts["new"], done.counts["refused"], Project.objects.count()) == (1, 1, 1)


def test_a_party_is_found_by_its_code_under_another_name() -> None:
    made = idea()
    owner = ProjectParty.objects.get(project=made, role="investor").organisation
    Identifier.objects.create(organisation=owner, scheme="uscc", value="91220101MA0Y3KX81P")
    (said,) = activities()
    forget_projects()
    renamed = tuple(replace(each, name="another name") if each.role == "1" else each for each in said.participants)
    assert taken(file_of([replace(said, participants=renamed)]), name="p.xml").counts["new"] == 1
    assert ProjectParty.objects.get(role="investor").organisation == owner


FOREIGN = """<iati-activities version="2.03"><iati-activity default-currency="USD" xml:lang="en"
 last-updated-datetime="2022-02-01T10:00:00Z"><iati-identifier> XM-1-77 </iati-identifier>
 <reporting-org ref="XM-1" type="10"><narrative xml:lang="en">Fund</narrative></reporting-org>
 <title><narrative xml:lang="en"> Cold store </narrative></title>
 <participating-org role="2"><narrative>{host}</narrative></participating-org>
 <activity-status code="1"/><activity-date type="1" iso-date="2022-05-01"/>
 <location><name><narrative>Jilin</narrative></name></location><sector code="32161"/>
 <transaction><transaction-type code="12"/><transaction-date iso-date="2022-01-05"/>
 <value value-date="2022-01-05"> 1000 </value></transaction></iati-activity></iati-activities>"""


def test_an_activity_of_another_publisher_begins_a_project() -> None:
    host = organisation(kind="committee")
    kept = taken(FOREIGN.format(host=host.name).encode(), name="p.xml")
    assert kept.counts["new"] == 1
    made = Project.objects.get()
    assert (made.reference, made.title, made.region_code, made.industry_code) == ("XM-1-77", "Cold store", "", "")
    assert (made.pledged_amount, made.pledged_currency, made.responsible) == (1000, "USD", host)
    assert (made.stage_since, made.next_due) == (date(2022, 1, 5), date(2022, 5, 1))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<iati-activities", '<!DOCTYPE x [<!ENTITY a "b">]><iati-activities', "doctype"),
        ("2.03", "2.02", "not-iati"),
        ("<iati-activities", '<?xml version="1.0" encoding="gb18030"?><iati-activities', "encoding"),
        ("<iati-activities", '<?xml version="1.0" encoding="none"?><iati-activities', "encoding"),
        ("</iati-activities>", "", "xml"),
        ("Cold store", "\x00", "xml"),
        ("Cold store", "x" * 5_000_001, "xml-too-long"),
        ("Cold store", "x" * 301, "too-long"),
        ("Cold store", " ", "not-text"),
        ("2022-02-01T10:00:00Z", "soon", "date"),
        ('last-updated-datetime="2022-02-01T10:00:00Z"', "", "field-missing"),
        (" 1000 ", "-5", "amount"),
        (" 1000 ", "1e999", "amount"),
        (" 1000 ", "9" * 16, "amount"),
        (' default-currency="USD"', "", "currency"),
        (' xml:lang="en"', ' xml:lang="en" xml:lang="zh"', "xml"),
        ("<activity-status", "<activity-stratus", "field-missing"),
    ],
)
def test_hostile_files_say_what_is_wrong_and_leave_nothing(old: str, new: str, code: str) -> None:
    text = FOREIGN.format(host=organisation(kind="committee").name)
    assert old in text
    kept = checked(text.replace(old, new).encode(), name="p.xml")
    assert [each["code"] for each in kept.problems] == [code]
    assert not Project.objects.exists()


def test_page_api_and_command_take_activities(tmp_path: Path) -> None:
    idea()
    content = b"".join(KINDS["xml"].pieces(operator(), ""))
    forget_projects()
    client = signed_in()
    answer = client.post("/api/exchange/imports?reason=test", {"file": SimpleUploadedFile("p.xml", content)})
    assert answer.json()["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert 'accept=".json,.xml,' in client.get(reverse("land:exchange")).content.decode()
    file = tmp_path / "p.xml"
    file.write_bytes(content)
    done = CliRunner().invoke(commands, ["projects", "import", str(file)])
    assert (done.exit_code, Project.objects.count(), Payment.objects.count()) == (0, 1, 0)


def test_a_file_asks_the_same_number_of_questions_for_one_and_three() -> None:
    agreement()
    idea()
    one = file_of(activities())
    idea()
    idea()
    three = file_of(activities())
    forget_projects()
    asked = []
    for content in (one, three):
        kept = actions.keep_file(actor=operator(), reason="test", file_name="p.xml", content=content)
        with CaptureQueriesContext(connection) as queries:
            actions.check_file(actor=operator(), reason="test", kept=kept, progress=lambda *_told: None)
        asked.append(len(queries))
    assert asked[0] == asked[1]
