"""Every address of MEET, asked for by everybody, on what belongs to organisation A: who gets what."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.meet import urls
from fairway.meet.api import router
from fairway.meet.models import Participation
from fairway.meet.tests.everything import WHO, Everything, everything
from fairway.meet.tests.seeing import send

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

ARGS = {
    "arrange": ("pk", "=topics"), "undo": ("pk", "edit"), "legal": ("pk", "coming"), "agenda": ("pk", "organisation"),
    "agenda_file": ("pk", "organisation"), "meeting_report": ("request",), "meeting_minutes": ("request",),
    "minutes_file": ("minutes",), "opportunity": ("opportunity",), "opportunity_close": ("opportunity",),
    "run": ("run",), "run_take": ("run",), "run_cancel": ("run",), "restore_timetable": ("earlier",),
    "application": ("application",), "link": ("unlinked",), "withdraw_application": ("application",),
    "renew_application_link": ("application",), "undo_decision": ("decision",), "register": ("code",),
    "application_state": ("application token",), "withdraw_by_link": ("application token",),
    "new_link": ("application token",), "participant": ("place A",), "correct_participant": ("place A",),
    "renew_link": ("place A",), "withdraw_participant": ("place A",), "restore_participant": ("withdrawn",),
    "allow_again": ("apart",), "import_template": ("pk", "=participants", "=csv"), "event_import": ("import",),
    "rows_to_mend": ("import",), "take_import": ("import",), "take_import_back": ("import",),
    "discard_import": ("import",), "request": ("request",), "answer": ("asked",), "finish": ("item",),
    "note_lead": ("presentation",), "withdraw_request": ("coming",), "change_priority": ("coming",),
    "must_hold": ("coming",), "fix_slot": ("coming",), "take_off": ("coming",), "check_in": ("pk", "badge"),
    "dismiss": ("pk", "report"), "my_calendar": ("token",), "my": ("token",), "my_report": ("token",),
    "my_meetings": ("token",), "my_meeting": ("token", "request"), "my_take_back": ("token",), "my_read": ("token",),
    "events": (), "new_event": (), "opportunities": (), "open_events": (), "requests": (), "agreed": (), "leads": (),
    "stands": (), "unmet": (),
}  # fmt: skip

CHINESE = {"accept-language": "zh-hans"}
REPORT: dict[str, object] = {
    "outcome": "docked",
    "usefulness": "5",
    "next_step": "x",
    "due_on": "2099-01-01",
    "answers": "ours",
}
BODIES: dict[str, Callable[[dict[str, object]], dict[str, object]]] = {
    "ask": lambda i: {"requester": i["place A"], "requested": i["place G"], "priority": "3"},
    "answer": lambda _i: {"answer": "accepted", "priority": "3"},
    "change_priority": lambda _i: {"matter-priority": "5"},
    "decide": lambda i: {"applications": [i["application"]], "answer": "approved"},
    "link": lambda i: {"organisation": f"#{i['to link']}"},
    "edit": lambda i: {"deed": "unlock", "version": "2", "request": i["coming"]},
    "meeting_report": lambda _i: REPORT,
    "my_meeting": lambda _i: REPORT,
    "meeting_minutes": lambda i: {"text": "x"},
    "event_minutes": lambda i: {"text": "x"},
    "opportunity": lambda i: {
        "next_step": "y", "due_on": "2099-01-01", "responsible": i["organisation"], "reason": "z",
    },
    "opportunity_close": lambda _i: {"deed": "done", "reason": "z"},
    "agree": lambda _i: {"text": "x"},
    "finish": lambda i: {"done_on": i["today"], "outcome": "x"},
    "note_lead": lambda i: {"organisation": i["place C"], "interest": "visit", "noted_on": "2099-01-01"},
    "registration": lambda _i: {"opens_at": "2021-10-01T08:00", "closes_at": "2099-01-01T08:00"},
    "report": lambda i: {"kind": "absent", "participation": i["place A"]},
    "walk_in": lambda i: {"first": i["place B"], "second": i["place G"], "slot": "5", "timetable": i["timetable"]},
    "take_back": lambda i: {"timetable": i["timetable"]},
    "new_event": lambda _i: {
        "name": "x", "code": "x", "kind": "forum", "held_on": "2099-01-01", "region_code": "220100", "tables": "1",
        "time_zone": "Asia/Shanghai", "language": "zh",
    },
    "edit_event": lambda _i: {
        "name": "x", "kind": "matchmaking", "held_on": "2021-01-01", "region_code": "220100", "tables": "3",
        "time_zone": "Asia/Shanghai", "language": "zh",
    },
    "arrange": lambda _i: {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"},
    "add_meeting": lambda i: {"add-one": i["place A"], "add-other": i["place G"], "add-priority": "3"},
    "keep_apart": lambda i: {"apart-one": i["place A"], "apart-other": i["place B"], "apart-why": "x"},
    "correct_participant": lambda _i: {"seats": "1", "available": ["1", "4"]},
    "must_hold": lambda _i: {"must": "yes"},
    "register": lambda _i: {
        "name": "示例来客有限公司", "contact_email": "a@example.com", "seats": "1", "available": ["4"],
    },
    "imports": lambda _i: {"kind": "requests", "file": SimpleUploadedFile("a.csv", b"x\n")},
}  # fmt: skip
SHOW_WHAT_IS_KEPT = {
    "arrange", "correct_participant", "edit_event", "event_minutes", "meeting_minutes", "registration",
}  # fmt: skip
"""Forms that are kept only while what they showed still stands."""


READERS = ("nobody", "own", "other", "stranger", "office", "zone", "credit")
READS = """
events                         in 200 200 200 200 200 200
new_event                      in 403 403 403 200 403 403
event                          in 200 200 200 200 200 200
edit_event                     in 403 403 403 200 403 403
arrange                        in 403 403 403 200 403 403
agree                          in 403 403 403 200 403 403
runs                           in 403 403 403 200 200 200
grid                           in 403 403 403 200 200 200
legal                          in 403 403 403 200 403 403
workbook                       in 403 403 403 200 200 200
calendar                       in 403 403 403 200 200 200
agenda                         in 200 403 403 200 200 200
agenda_file                    in 200 403 403 200 200 200
ask                            in 200 200 200 403 200 403
reports                        in 200 200 200 200 200 200
event_minutes                  in 403 403 403 200 200 200
event_report                   in 403 403 403 200 200 200
event_report_workbook          in 403 403 403 200 200 200
event_report_file              in 403 403 403 200 200 200
meeting_report                 in 200 403 403 200 200 200
meeting_minutes                in 200 403 403 200 200 200
minutes_file                   in 200 403 403 200 200 200
opportunities                  in 200 200 200 200 200 200
opportunity                    in 200 403 403 200 200 200
run                            in 403 403 403 200 200 200
registration                   in 403 403 403 200 403 403
applications                   in 403 403 403 200 403 403
application                    in 403 403 403 200 403 403
open_events                    200 200 200 200 200 200 200
register                       200 200 200 200 200 200 200
application_state              200 200 200 200 200 200 200
participants                   in 200 200 200 200 200 200
participant                    in 200 200 200 200 200 200
correct_participant            in 200 403 403 200 403 403
reminders                      in 403 403 403 200 403 403
organise                       in 403 403 403 200 403 403
imports                        in 403 403 403 200 403 403
import_template                in 403 403 403 200 403 403
event_import                   in 403 403 403 200 403 403
rows_to_mend                   in 403 403 403 200 403 403
requests                       in 200 200 200 200 200 200
request                        in 200 403 403 200 200 200
agreed                         in 200 200 200 200 200 200
finish                         in 200 403 403 200 403 403
note_lead                      in 200 403 403 200 403 403
leads                          in 200 200 200 200 200 200
stands                         in 200 200 200 200 200 200
unmet                          in 200 200 200 200 200 200
desk                           in 403 403 403 200 200 200
check_in                       in 403 403 403 200 200 403
board                          in 403 403 403 200 200 200
badges                         in 403 403 403 200 200 403
agendas                        in 403 403 403 200 200 403
table_sheets                   in 403 403 403 200 200 403
report                         in 403 403 403 200 403 403
repair                         in 403 403 403 200 403 403
told                           in 403 403 403 200 403 403
walk_in                        in 403 403 403 200 403 403
my_calendar                    200 200 200 200 200 200 200
my                             200 200 200 200 200 200 200
my_report                      200 200 200 200 200 200 200
my_meetings                    200 200 200 200 200 200 200
my_meeting                     200 200 200 200 200 200 200
"""
WRITERS = ("nobody", "own", "other", "office", "its own", "zone", "credit")
"""Who acts for one that takes no part is left out: every address asks for a role or for one of the two sides."""
WRITES = """
new_event                      in 403 403 302 302 403 403
edit_event                     in 403 403 302 302 403 403
arrange                        in 403 403 302 302 403 403
agree                          in 403 403 302 302 403 403
make_timetable                 in 403 403 302 302 403 403
edit                           in 403 403 302 409 403 403
undo                           in 403 403 302 409 403 403
ask                            in 302 422 403 302 422 403
event_minutes                  in 403 403 302 302 403 403
meeting_report                 in 302 403 302 302 200 200
meeting_minutes                in 403 403 302 302 403 403
opportunity                    in 302 403 302 302 403 403
opportunity_close              in 302 403 302 302 403 403
run_take                       in 403 403 302 302 403 403
run_cancel                     in 403 403 403 403 403 403
restore_timetable              in 403 403 302 302 403 403
registration                   in 403 403 302 302 403 403
decide                         in 403 403 302 422 403 403
link                           in 403 403 302 422 403 403
withdraw_application           in 403 403 302 302 403 403
renew_application_link         in 403 403 302 302 403 403
undo_decision                  in 403 403 302 403 403 403
register                       302 302 302 302 302 302 302
withdraw_by_link               302 302 302 302 302 302 302
new_link                       302 302 302 302 302 302 302
correct_participant            in 422 403 302 422 403 403
renew_link                     in 302 403 302 302 403 403
withdraw_participant           in 302 403 302 302 403 403
restore_participant            in 403 403 302 302 403 403
remind                         in 403 403 409 409 403 403
add_meeting                    in 403 403 302 422 403 403
keep_apart                     in 403 403 302 422 403 403
allow_again                    in 403 403 302 409 403 403
imports                        in 403 403 302 302 403 403
take_import                    in 403 403 302 302 403 403
take_import_back               in 403 403 409 409 403 403
discard_import                 in 403 403 302 302 403 403
answer                         in 302 403 403 302 403 403
finish                         in 302 403 302 302 403 403
note_lead                      in 302 403 302 302 403 403
withdraw_request               in 302 403 403 302 403 403
change_priority                in 302 403 403 302 403 403
must_hold                      in 403 403 302 409 403 403
fix_slot                       in 403 403 302 409 403 403
take_off                       in 403 403 302 409 403 403
check_in                       in 403 403 302 302 302 403
give_links                     in 403 403 302 302 403 403
report                         in 403 403 302 302 403 403
repair                         in 403 403 422 422 403 403
dismiss                        in 403 403 302 302 403 403
take_back                      in 403 403 409 409 403 403
walk_in                        in 403 403 302 302 403 403
my_report                      302 302 302 302 302 302 302
my_meeting                     200 200 200 200 200 200 200
my_take_back                   409 409 409 409 409 409 409
my_read                        302 302 302 302 302 302 302
"""
CALLS = """
get /events                    401 200 200 200 200 200 200 200
get /events/{pk}               401 200 200 200 200 200 200 200
get /events/{pk}/meetings      401 200 200 200 200 200 200 200
get /events/{pk}/unmet         401 200 200 200 200 200 200 200
get /events/{pk}/participants  401 200 200 200 200 200 200 200
post /events/{pk}/requests     401 201 403 403 403 201 403 403
get /leads                     401 200 200 200 200 200 200 200
get /agreed                    401 200 200 200 200 200 200 200
post /requests/{pk}/answer     401 200 403 403 403 200 403 403
"""


def address(found: Everything, name: str) -> str:
    args = ARGS.get(name, ("pk",))
    return reverse(f"meet:{name}", args=[a[1:] if a.startswith("=") else found.ids[a] for a in args])


def clients(found: Everything) -> dict[str, Client]:
    made = {who: Client() for who in WHO}
    for who, user in found.users.items():
        if user is not None:
            made[who].force_login(user)
    return made


def undone(ask: Callable[[Client], HttpResponse], client: Client) -> str:
    """The status of an answer ("in" where a visitor is sent to sign in); nothing it did stays."""
    with transaction.atomic():
        answer = ask(client)
        transaction.set_rollback(True)
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    return "in" if to_sign_in else str(answer.status_code)


def read(found: Everything, name: str, client: Client) -> HttpResponse:
    answer: HttpResponse = client.get(address(found, name))  # type: ignore[assignment]  # Django's test answer
    return answer


def post(found: Everything, name: str, client: Client) -> HttpResponse:
    body = BODIES[name](found.ids) if name in BODIES else {}
    do = send if name in SHOW_WHAT_IS_KEPT else Client.post
    answer: HttpResponse = do(client, address(found, name), body)  # type: ignore[assignment,arg-type]  # Django's test answer
    return answer


def call(found: Everything, method: str, path: str, client: Client) -> HttpResponse:
    """Call the API; organisation A asks G, or answers it."""
    pk = found.ids["asked" if path.startswith("/requests/") else "pk"]
    asked = {"requester_id": found.ids["organisation"], "requested_id": found.made.organisations["G"].pk}
    body = json.dumps({"reason": "x", "answer": "accepted", **asked}) if method == "post" else None
    send = getattr(client, method)
    return send(f"/api{path.replace('{pk}', str(pk))}", body, content_type="application/json")  # type: ignore[no-any-return]


def rows(table: str) -> dict[str, str]:
    """What stands in a table: from the address's name to the answers."""
    lines = [re.fullmatch(r"(.+?) +((?:in|[2-4]\d\d)(?: [2-4]\d\d)+)", line) for line in table.strip().splitlines()]
    return {line[1].strip(): line[2] for line in lines if line}


def calls() -> list[tuple[str, str]]:
    views = router.path_operations.items()
    return [(method.lower(), path) for path, view in views for one in view.operations for method in one.methods]


NAMES = [str(route.name) for route in urls.urlpatterns]
NOT_READ = " 405" * (len(READERS) - 1)


def test_every_address_is_in_the_tables() -> None:
    assert set(rows(READS)) | set(rows(WRITES)) == set(NAMES)
    assert set(rows(CALLS)) == {f"{method} {path}" for method, path in calls()}


@pytest.mark.django_db
def test_who_reads_what() -> None:
    found = everything()
    by, table = clients(found), rows(READS)
    for name in NAMES:
        page = partial(read, found, name)
        got = " ".join(undone(page, by[who]) for who in READERS)
        assert got in ({table[name]} if name in table else {f"in{NOT_READ}", f"405{NOT_READ}"}), name


@pytest.mark.django_db
def test_who_writes_what() -> None:
    found = everything()
    by = clients(found)
    for name, answers in rows(WRITES).items():
        got = " ".join(undone(partial(post, found, name), by[who]) for who in WRITERS)
        assert got == answers, name


@pytest.mark.django_db
def test_what_is_only_read_takes_no_orders() -> None:
    found = everything()
    office, before = clients(found)["office"], AuditLine.objects.count()
    for name in set(NAMES) - set(rows(WRITES)):
        assert office.post(address(found, name), {"x": "y"}).status_code in {200, 405}, name
    assert AuditLine.objects.count() == before


@pytest.mark.django_db
def test_who_calls_what() -> None:
    found = everything()
    by, table = clients(found), rows(CALLS)
    for method, path in calls():
        got = [undone(partial(call, found, method, path), by[who]) for who in WHO]
        assert " ".join(got) == table[f"{method} {path}"], path


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["other", "stranger"])
def test_lists_show_nobody_what_is_another_s(who: str) -> None:
    found = everything()
    by = clients(found)
    for name in ("requests", "unmet", "agreed", "leads", "opportunities", "reports"):
        for form in ("", "?format=csv"):
            page = address(found, name) + form
            assert "示例A公司" in by["office"].get(page, headers=CHINESE).content.decode(), page
            assert "示例A公司" not in by[who].get(page, headers=CHINESE).content.decode(), page
    for path in ("/events/{pk}/meetings", "/events/{pk}/unmet", "/leads", "/agreed"):
        assert json.loads(call(found, "get", path, by["office"]).content)["count"] > 0, path
        assert json.loads(call(found, "get", path, by[who]).content)["count"] == 0, path


@pytest.mark.django_db
def test_who_is_not_approved_is_seen_by_the_offices_and_itself_only() -> None:
    found = everything()
    page = reverse("meet:participant", args=[found.ids["withdrawn"]])
    by = clients(found)
    got = [by[who].get(page).status_code for who in READERS]
    assert got == [302, 403, 403, 403, 200, 200, 200]
    itself = Client()
    itself.force_login(cast.account(Role.ENTERPRISE, found.made.organisations["H"]))
    assert itself.get(page).status_code == 200


@pytest.mark.django_db
def test_who_comes_is_told_to_those_who_take_part() -> None:
    found = everything()
    Participation.objects.filter(pk=found.made.place("A").pk).update(
        representatives=[{"post": "Sales director", "holder": "示例代表"}], contact_email="a@example.com"
    )
    by = clients(found)
    read = {who: by[who].get(address(found, "participant")).content.decode() for who in READERS[1:]}
    assert {who for who, page in read.items() if "示例代表" in page} == {"own", "other", "office", "zone", "credit"}
    assert {who for who, page in read.items() if "a@example.com" in page} == {"own", "office"}
