"""Tables of promises: checked, good rows taken, taken back; and the pages of it."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, agreement, event, organisation, promise

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.models import Identifier
from fairway.lib.errors import Invalid, NotAllowed, Refused
from fairway.meet.models import Event
from fairway.sign import actions, queries
from fairway.sign.engine.clause_table import ClauseRow
from fairway.sign.engine.promises import Side, Step
from fairway.sign.models import Agreement, ClauseImport, Promise, PromiseNotice, PromiseStep

pytestmark = pytest.mark.django_db
HEAD = (
    "Agreement,Clause,Who promises,To whom,Whose promise,What is promised,"
    "Field of support,After clause,Cannot be kept before"
)


def table(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines, ""]).encode()


def checked(at: Event, *lines: str, name: str = "promises.csv") -> ClauseImport:
    office = account(Role.PROMOTION_OFFICE)
    return actions.check_clauses(actor=office, reason="test", event=at, file_name=name, content=table(*lines))


def taken(at: Event, *lines: str) -> ClauseImport:
    return actions.take_clauses(actor=account(Role.ZONE_COMMITTEE), reason="test", kept=checked(at, *lines))


@pytest.fixture
def signed() -> Agreement:
    return agreement(number="A-1")


def test_good_rows_come_in_and_bad_ones_say_where_and_what(signed: Agreement) -> None:
    kept = checked(
        signed.event,
        "A-1,1,Party A,Party B,government,connect power,,,",
        "A-1,2,甲方,,enterprise,build,,1,1",
        "A-1,3,Nobody Ltd,,enterprise,build,,,",
        "A-2,1,Party A,,enterprise,build,,,",
        "A-1,4,Party A,,enterprise,build,,3,",
    )
    assert not Promise.objects.exists()
    assert kept.counts == {"rows": 5, "new": 2, "same": 0, "bad": 3, "unknown": 0}
    assert [(p["row"], p["column"]) for p in kept.problems] == [
        (4, "Who promises"),
        (5, "Agreement"),
        (6, "After clause"),
    ]
    assert all(p["file"] == "promises.csv" and p["remedy"]["text"] for p in kept.problems)
    actions.take_clauses(actor=account(Role.PROMOTION_OFFICE), reason="test", kept=kept)
    first, second = Promise.objects.order_by("number")
    assert (first.debtor, first.creditor) == tuple(p.organisation for p in signed.parties.order_by("order"))
    assert (second.after, list(second.blocked_by.all()), second.brought_in) == (first, [first], kept)
    assert {line.verb for line in AuditLine.objects.all()} >= {"check_clauses", "take_clauses"}


def test_the_same_table_twice_brings_nothing_and_other_words_are_a_problem(signed: Agreement) -> None:
    line = "A-1,1,Party A,,government,connect power,,,"
    taken(signed.event, line)
    again = checked(signed.event, line, line.replace("power", "water").replace(",1,", ",2,"))
    assert (again.counts["same"], again.counts["new"]) == (1, 1)
    other = checked(signed.event, line.replace("power", "water"))
    assert (other.counts["new"], other.counts["bad"]) == (0, 1)
    with pytest.raises(Refused) as refusal:
        actions.take_clauses(actor=account(Role.PROMOTION_OFFICE), reason="test", kept=other)
    assert refusal.value.code == "nothing-to-take"
    assert Promise.objects.count() == 1


KEPT_HEAD = (
    "Agreement,Clause,Who promises,To whom,Whose promise,What is promised,Fulfilled on,Fulfilment evidence,Learned on"
)
LAND, WORKS = "A-1,1,Party A,Party B,government,land", "A-1,2,Party B,Party A,enterprise,works"


def kept_table(at: Event, *lines: str) -> ClauseImport:
    content = "\n".join([KEPT_HEAD, *lines, ""]).encode()
    office = account(Role.PROMOTION_OFFICE)
    return actions.check_clauses(actor=office, reason="test", event=at, file_name="kept.csv", content=content)


def test_what_was_kept_before_comes_in_with_its_evidence_and_counts_from_the_day_it_was_learned(
    signed: Agreement,
) -> None:
    kept = kept_table(signed.event, f"{LAND},2021-11-01,deed 7,2021-11-05", f"{WORKS},,,")
    office = account(Role.PROMOTION_OFFICE)
    taken_in = actions.take_clauses(actor=office, reason="test", kept=kept)
    assert (taken_in.counts["taken"], taken_in.counts["fulfilled"]) == (2, 1)
    step = PromiseStep.objects.get()
    assert (step.promise.number, step.step, step.evidence, step.is_claim) == ("1", "kept", "deed 7", False)
    assert (step.happened_on, step.learned_on) == (date(2021, 11, 1), date(2021, 11, 5))
    rates = [queries.promise_board(Promise.objects.all(), date(2021, 11, day)).rates[1].kept for day in (4, 5)]
    assert rates == [0, 1]
    assert PromiseNotice.objects.get().promise == step.promise
    assert "fulfilled" in AuditLine.objects.filter(verb="take_clauses").latest("pk").facts


def test_a_later_table_adds_what_was_kept_since_and_says_nothing_twice(signed: Agreement) -> None:
    office = account(Role.PROMOTION_OFFICE)
    lines = (f"{LAND},2021-11-01,deed 7,", f"{WORKS},,,")
    actions.take_clauses(actor=office, reason="test", kept=kept_table(signed.event, *lines))
    later = kept_table(signed.event, lines[0], f"{WORKS},2021-12-01,permit 3,")
    assert (later.counts["new"], later.counts["same"], later.counts["bad"]) == (1, 1, 0)
    actions.take_clauses(actor=office, reason="test", kept=later)
    assert set(PromiseStep.objects.values_list("promise__number", "evidence")) == {("1", "deed 7"), ("2", "permit 3")}
    assert Promise.objects.count() == 2
    again = kept_table(signed.event, lines[0], f"{WORKS},2021-12-01,permit 3,")
    assert (again.counts["new"], again.counts["same"]) == (0, 2)
    other = kept_table(signed.event, f"{LAND},2021-11-02,deed 8,")
    assert [(p["column"], p["code"]) for p in other.problems] == [("Fulfilled on", "step-decided")]


def test_said_by_a_side_it_is_a_claim_and_counts_once_confirmed(signed: Agreement) -> None:
    party = signed.parties.order_by("order")[0].organisation
    zone = account(Role.ZONE_COMMITTEE, party)
    line = f"{LAND},2021-11-01,deed 7,"
    actions.take_clauses(actor=zone, reason="test", kept=kept_table(signed.event, line))
    claim = PromiseStep.objects.get()
    assert claim.is_claim
    assert not PromiseNotice.objects.exists()
    assert kept_table(signed.event, line).counts["same"] == 1
    actions.confirm_step(actor=account(Role.PROMOTION_OFFICE), reason="seen", claim=claim)
    assert PromiseNotice.objects.get().promise == claim.promise


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("2021-11-01,,", "Fulfilment evidence"),
        (",deed 7,", "Fulfilled on"),
        (",,2021-11-05", "Fulfilled on"),
        ("2021-11-01,deed 7,2021-10-31", "Learned on"),
        ("2021-10-18,deed 7,", "Fulfilled on"),
        ("2999-01-01,deed 7,", "Fulfilled on"),
        ("2021-11-01,deed 7,2999-01-01", "Learned on"),
        ("soon,deed 7,", "Fulfilled on"),
    ],
)
def test_what_cannot_have_been_kept_so_stays_out(signed: Agreement, cells: str, column: str) -> None:
    found = kept_table(signed.event, f"{LAND},{cells}", f"{WORKS},,,")
    assert [(p["row"], p["column"]) for p in found.problems] == [(2, column)]
    assert all(p["remedy"]["text"] for p in found.problems)
    assert found.counts["new"] == 1


def test_at_the_event_itself_sides_are_found_by_name_and_code_and_nothing_is_invented() -> None:
    real = event(is_demo=False)
    province = organisation(name="示例省", name_en="Example Province", kind="government", is_demo=False)
    Identifier.objects.create(organisation=province, scheme="local", namespace="t", value="P-1")
    kept = taken(real, ",1,Example Province,,government,land,land,,", ",2,P-1,,government,finance,finance,,")
    assert kept.counts["taken"] == 2
    assert {(p.event, p.agreement, p.debtor, p.is_demo) for p in Promise.objects.all()} == {
        (real, None, province, False)
    }
    demo = checked(event(), ",1,Example Province,,government,land,land,,")
    assert [p["text"] for p in demo.problems] == [
        "“%(name)s” is a real organisation: nothing invented may stand under its name."
    ]
    organisation(name="示例省", name_en="Example Province", is_demo=False)
    assert [p["column"] for p in checked(real, ",3,示例省,,government,land,land,,").problems] == ["Who promises"]


def test_what_came_in_is_taken_out_unless_something_rests_on_it(signed: Agreement) -> None:
    office = account(Role.PROMOTION_OFFICE)
    kept = taken(signed.event, "A-1,1,Party A,,government,a,,,", "A-1,2,Party B,,enterprise,b,,1,1")
    waits = promise(signed, after=Promise.objects.get(number="1"))
    with pytest.raises(Refused) as refusal:
        actions.take_clauses_back(actor=office, reason="test", kept=kept)
    assert refusal.value.code == "import-used"
    waits.delete()
    draft = actions.StepDraft(Step.KEPT, signed.signed_on, evidence="permit")
    actions.record_step(actor=office, reason="test", promise=Promise.objects.get(number="1"), draft=draft)
    with pytest.raises(Refused):
        actions.take_clauses_back(actor=office, reason="test", kept=kept)
    assert Promise.objects.count() == 2
    PromiseNotice.objects.all().delete()
    Promise.objects.get(number="1").steps.all().delete()
    actions.take_clauses_back(actor=office, reason="test", kept=kept)
    kept.refresh_from_db()
    assert (Promise.objects.count(), kept.state, bytes(kept.content)) == (0, "taken_back", b"")
    with pytest.raises(Refused):
        actions.take_clauses_back(actor=office, reason="test", kept=kept)


def test_only_those_who_follow_promises_bring_tables_in(signed: Agreement) -> None:
    credit = account(Role.CREDIT_OFFICE)
    with pytest.raises(NotAllowed):
        actions.check_clauses(actor=credit, reason="t", event=signed.event, file_name="a.csv", content=table())
    kept = checked(signed.event, "A-1,1,Party A,,government,a,,,")
    for act in (actions.take_clauses, actions.discard_clauses, actions.take_clauses_back):
        with pytest.raises(NotAllowed):
            act(actor=credit, reason="t", kept=kept)
    office = account(Role.PROMOTION_OFFICE)
    with pytest.raises(Invalid):
        actions.check_clauses(actor=office, reason="t", event=signed.event, file_name="a.csv", content=b"x" * 5_000_001)
    actions.discard_clauses(actor=office, reason="t", kept=kept)
    with pytest.raises(Refused):
        actions.take_clauses(actor=office, reason="t", kept=kept)
    assert ClauseImport.objects.count() == 1


def test_a_folder_s_promises_come_all_or_none(signed: Agreement) -> None:
    first, second = (party.organisation for party in signed.parties.order_by("order"))
    ids = {"a": first.pk, "b": second.pk}
    rows = [
        ClauseRow("2", "b", "build", Side.ENTERPRISE, "A-1", after="1", blocked_by=("1",)),
        ClauseRow("1", "a", "land", Side.GOVERNMENT, "A-1", creditor="b"),
    ]
    office = account(Role.PROMOTION_OFFICE)
    bad = ClauseRow("3", "a", "x", Side.GOVERNMENT, "A-1", after="9")
    with pytest.raises(Invalid):
        actions.load_clauses(actor=office, reason="t", event=signed.event, rows=[*rows, bad], organisations=ids)
    assert not Promise.objects.exists()
    assert actions.load_clauses(actor=office, reason="t", event=signed.event, rows=rows, organisations=ids) == 2
    assert Promise.objects.get(number="2").after == Promise.objects.get(number="1")


def test_more_rows_cost_no_more_queries(signed: Agreement) -> None:
    def cost(*lines: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.read_clauses(signed.event, table(*lines), "promises.csv")
        return len(seen)

    one = cost("A-1,1,Party A,,government,a,,,")
    assert cost(*(f"A-1,{n},Party A,,government,a,,," for n in range(1, 6))) == one


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_a_table(client: Client, signed: Agreement, language: str) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    page, spoken = reverse("sign:clause_tables"), {"accept-language": language}
    assert client.get(page, headers=spoken).status_code == 200
    assert client.post(page, {"event": signed.event_id}, headers=spoken).status_code == 422
    file = SimpleUploadedFile("t.csv", table("A-1,1,Party A,,government,a,,,", "A-1,2,X,,government,a,,,"))
    answer = client.post(page, {"event": signed.event_id, "file": file})
    kept = ClauseImport.objects.get()
    assert answer.url == reverse("sign:clause_table", args=[kept.pk])  # type: ignore[attr-defined]
    shown = client.get(answer.url, headers=spoken).content.decode()  # type: ignore[attr-defined]
    assert "t.csv" in shown
    mend = client.get(reverse("sign:clauses_to_mend", args=[kept.pk]), headers=spoken).content.decode()
    assert "A-1,2,X" in mend
    assert client.post(reverse("sign:take_clauses", args=[kept.pk])).status_code == 302
    assert client.post(reverse("sign:take_clauses_back", args=[kept.pk])).status_code == 302
    assert not Promise.objects.exists()
    for form in ("csv", "xlsx"):
        assert client.get(reverse("sign:clause_template", args=[form])).status_code == 200
    assert client.get(reverse("sign:clause_table", args=[kept.pk + 1])).status_code == 404


def test_the_ledger_page_its_workbook_and_what_an_enterprise_sees(client: Client) -> None:
    at = event()
    taken(at, *(f",{n},{organisation(kind='government').name},,government,=1+{n},finance,," for n in (1, 2)))
    client.force_login(account(Role.PROMOTION_OFFICE))
    shown = client.get(reverse("sign:ledger"), {"as_of": "2026-01-01", "event": at.pk}).content.decode()
    assert "2 measures as printed" in shown
    assert "repeats 1" in shown
    assert client.get(reverse("sign:ledger"), {"as_of": "x"}).status_code == 422
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("sign:ledger_workbook")).content))
    rows = list(book.worksheets[0].iter_rows(min_row=2))
    assert [(row[2].value, row[3].value, row[3].data_type) for row in rows] == [(None, "=1+1", "s"), ("1", "=1+2", "s")]
    client.force_login(account(Role.ENTERPRISE, organisation()))
    assert "0 measures as printed" in client.get(reverse("sign:ledger")).content.decode()


def test_more_measures_cost_no_more_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            [line.promise.place for line in queries.support_ledger(None, timezone.localdate()).lines]
        return len(seen)

    promise(side="government", field="land")
    first = cost()
    for _ in range(3):
        promise(side="government", field="land")
    assert cost() == first


def test_the_api_gives_both_sides_with_rates(client: Client) -> None:
    owed = promise(side="government")
    client.force_login(account(Role.PROMOTION_OFFICE))
    found = client.get("/api/promises", {"agreement_id": owed.agreement_id}).json()
    assert [(p["id"], p["state"]) for p in found["promises"]] == [(owed.pk, "due")]
    assert [(rate["side"], rate["kept"], rate["due"]) for rate in found["rates"]] == [
        ("enterprise", 0, 0),
        ("government", 0, 1),
    ]
    assert client.get("/api/promises", {"as_of": "2999-01-01"}).status_code == 422
