"""Whatever stands in an address or comes with a form, MEET answers with a page and not with a fault."""

from __future__ import annotations

import html
import re
from itertools import cycle
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from fairway.lib.errors import Invalid
from fairway.meet import actions
from fairway.meet.forms.parts import PARTS
from fairway.meet.models import Event
from fairway.meet.tests.everything import everything
from fairway.meet.tests.registering import opened
from fairway.meet.tests.seeing import send
from fairway.meet.tests.stage import stage
from fairway.meet.tests.test_who_gets_what import (
    ARGS,
    BODIES,
    NAMES,
    READS,
    SHOW_WHAT_IS_KEPT,
    WRITES,
    address,
    clients,
    rows,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = [pytest.mark.django_db, pytest.mark.both_stores]
HUGE = "9" * 40
WRONG = (HUGE, "99999", "a\x00b", "0001-01-01", "9999-12-31T23:59", "²", "-1", f"00003{HUGE * 120}")
ASKED = (
    "part", "tables", "pick", "report", "side", "q", "page", "sort", "slot", "by", "lang", "event", "whom", "for",
    "first", "second", "topic", "language", "standing", "state", "kind",
)  # fmt: skip
UNSEEN = {
    "withdraw_by_link": ("why",), "withdraw_application": ("why",), "my_report": ("until",), "decide": ("told",),
    "edit": ("cell", "slot", "table", "other", "part", "tables"), "fix_slot": ("slot",), "check_in": ("undo", "q"),
    "make_timetable": ("seed", "effort"), "undo": ("part", "tables"), "repair": ("plan",), "link": ("organisation",),
}  # fmt: skip
"""Fields of forms that stand on other pages."""
PAPERS = {"badges", "agendas", "table_sheets", "event_report_file", "minutes_file"}
OF_ONE_S_OWN = {"ask", "answer", "withdraw_request", "change_priority"}


def is_no_fault(answer: HttpResponse, about: object) -> None:
    assert answer.status_code < 500, about


def fields(page: HttpResponse) -> set[str]:
    """Names of all fields of a page's forms."""
    found = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.content.decode())
    return {html.unescape(name) for name in found} - {"csrfmiddlewaretoken", "language", "theme"}


def test_addresses_with_wrong_numbers_and_words() -> None:
    found = everything()
    office = clients(found)["office"]
    for name in NAMES:
        right = [word[1:] if word.startswith("=") else str(found.ids[word]) for word in ARGS.get(name, ("pk",))]
        for place, word in enumerate(right):
            for wrong in (HUGE,) if word.isdecimal() else ("a%00b",):
                stand_in = "77777777" if word.isdecimal() else "q" * 28
                url = reverse(f"meet:{name}", args=[*right[:place], stand_in, *right[place + 1 :]])
                is_no_fault(office.get(url.replace(stand_in, wrong)), (name, wrong))


def test_questions_with_wrong_words() -> None:
    found = everything()
    office = clients(found)["office"]
    for name in rows(READS).keys() - PAPERS:
        for wrong in ("a\x00² " + "x" * 50_001,):
            is_no_fault(office.get(address(found, name), dict.fromkeys(ASKED, wrong)), (name, wrong[:20]))


def test_forms_with_wrong_words() -> None:
    found = everything()
    by, wrong = clients(found), cycle(WRONG)
    for name in rows(WRITES).keys() - {"arrange", "imports"}:
        client = by["own" if name in OF_ONE_S_OWN else "office"]
        right = BODIES[name](found.ids) if name in BODIES else {}
        names = set(right) | set(UNSEEN.get(name, ()))
        if name in rows(READS):
            names |= fields(client.get(address(found, name)))  # type: ignore[arg-type]  # Django's test answer
        for field in sorted(names):
            each = next(wrong)
            do = send if name in SHOW_WHAT_IS_KEPT else Client.post
            is_no_fault(do(client, address(found, name), {**right, field: each}), (name, field, each[:20]))


GOOD: dict[str, dict[str, str]] = {
    "slots": {"day": "2026-12-01", "start": "09:00", "number": "3", "minutes": "20", "pause": "0"},
    "rooms": {"name": "Hall", "tables": "3", "closed": "1"},
    "interpreters": {"language": "de", "number": "1", "slots": "1"},
    "topics": {"name": "castings", "name_zh": "", "field": "", "field_zh": ""},
    "presentations": {"organisation": "示例A公司", "topic": "castings", "slot": "1"},
    "stands": {"number": "B-12", "organisation": "示例A公司"},
    "agenda": {"text": "Credit", "organisation": "示例A公司"},
    "representatives": {"organisation": "示例A公司", "post": "Mayor", "holder": "示例市长", "role": "principal"},
    "figures": {"predicate": "guests", "counts": "participants", "side": ""},
}


@pytest.mark.parametrize("part", sorted(PARTS))
def test_lists_with_wrong_words(part: str, client: Client) -> None:
    made = stage("AB")
    client.force_login(made.operator)
    url = reverse("meet:arrange", args=[made.event.pk, part])
    rows_sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    wrongs = cycle(WRONG)
    for field in (*GOOD[part], "ORDER", "DELETE"):
        for wrong in (next(wrongs),):
            sent = rows_sent | {f"form-0-{name}": word for name, word in (GOOD[part] | {field: wrong}).items()}
            is_no_fault(send(client, url, sent), (field, wrong[:20]))
    for total in ("-1", "x"):
        is_no_fault(send(client, url, rows_sent | {"form-TOTAL_FORMS": total}), total[:20])
    assert send(client, url, {"x": "y"}).status_code == 422


def test_days_nobody_can_mean_are_refused(client: Client) -> None:
    made = stage("A")
    client.force_login(made.operator)
    page = reverse("meet:registration", args=[made.event.pk])
    for moment in ("0001-01-01T00:00", "9999-12-31T23:59"):
        assert send(client, page, {"opens_at": moment, "closes_at": "2026-01-01T00:00"}).status_code == 422
    event = {"name": "x", "code": "x", "kind": "forum", "region_code": "220100", "tables": "1", "language": "zh"}
    for day in ("0001-01-01", "9999-12-31"):
        given = {**event, "time_zone": "Asia/Shanghai", "held_on": day}
        assert client.post(reverse("meet:new_event"), given).status_code == 422
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nul.csv", "Legal name\n示例\x00有限公司\n".encode()),
        ("quote.csv", b'Legal name\n"' + b"x" * 400_000),
        ("wide.csv", b",".join(b"h%d" % n for n in range(20_000)) + b"\n" + b"," * 19_999 + b"\n"),
        ("long.csv", b"Legal name\n" + b"\n" * 900_000),
        ("surrogate.csv", b"Legal name\n\xed\xa0\x80\n"),
        ("no.xlsx", b"PK\x03\x04" + b"x" * 200),
        ("is_csv.xlsx", "Legal name\n示例二号有限公司\n".encode()),
        ("numbers.csv", f"Legal name,seats,at_least,available\n示例二号有限公司,{HUGE},-1,1-{HUGE}\n".encode()),
        ("", b"Legal name\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["participants", "requests"])
def test_files_that_are_none_are_refused_or_explained(kind: str, name: str, content: bytes) -> None:
    made = opened(stage("AB"))
    try:
        kept = actions.check_import(
            actor=made.operator, reason="test", event=made.event, kind=kind, file_name=name, content=content
        )
    except Invalid:
        return
    kept.refresh_from_db()
    assert kept.problems
    assert kept.counts["new"] <= 1
