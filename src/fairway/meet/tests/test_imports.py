"""Spreadsheets of participants and requests: every bad row says where and what, good rows come in, and go again."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from tests import cast

from fairway.base.checked_tables import headings, rows_to_mend
from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError
from fairway.lib.tables import xlsx_bytes
from fairway.meet import actions
from fairway.meet.models import Apart, Application, EventImport, MeetingRequest, Participation
from fairway.meet.queries.imports import SPECS, read_import
from fairway.meet.tests.registering import CODES, coded, opened
from fairway.meet.tests.stage import NINE, Stage, stage

pytestmark = pytest.mark.django_db
PARTICIPANTS = "participants"
REQUESTS = "requests"


def check(made: Stage, kind: str, text: str | bytes, name: str = "event.csv", **given: object) -> EventImport:
    content = text if isinstance(text, bytes) else text.encode()
    values = {"actor": made.operator, "reason": "test", "event": made.event, **given}
    return actions.check_import(kind=kind, file_name=name, content=content, **values)  # type: ignore[arg-type]


def take(made: Stage, kept: EventImport) -> EventImport:
    return actions.take_import(actor=made.operator, reason="test", kept=kept)


def code_of(call: object) -> str:
    with pytest.raises(FairwayError) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def said(kept: EventImport) -> list[tuple[object, object, str]]:
    return [(p["row"], p["column"], str(p["text"]) % p["params"]) for p in kept.problems]


def test_good_rows_come_in_and_bad_ones_say_where_and_what() -> None:
    made = opened(stage("AB"), sides=("supplier", "buyer"))
    known = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    kept = check(
        made,
        PARTICIPANTS,
        "单位名称,统一社会信用代码,参会方类别,席位,时段,最少洽谈数,最多洽谈数,语言,代表,需求,联系邮箱\n"
        f'示例新能源有限公司,{CODES[0]},supplier,2,"1-2",1,4,"zh, 英语",销售总监：李华；工程师,铸件,li@example.com\n'
        "示例未登记有限公司,,buyer,1,,,,en,,,\n"
        f"{made.organisations['A'].name},,,,,,,,,,\n"
        "示例三号有限公司,,guest,1,,,,,,,\n"
        "示例四号有限公司,,buyer,1,9,,,,,,\n"
        "示例五号有限公司,,buyer,zero,,,,,,,li@\n"
        "示例六号有限公司,,buyer,1,1,3,,,,,\n"
        "示例七号有限公司,,buyer,1,1,,,klingon,,,\n",
    )
    assert kept.counts == {"rows": 8, "new": 2, "same": 1, "bad": 5, "unknown": 1}
    assert [(row, column) for row, column, _text in said(kept)] == [
        (5, "参会方类别"),
        (6, "时段"),
        (7, "席位"),
        (7, "联系邮箱"),
        (8, "最少洽谈数"),
        (9, "语言"),
    ]
    assert all(p["file"] == "event.csv" and p["remedy"]["text"] for p in kept.problems)
    assert Participation.objects.count() == 2
    take(made, kept)
    place = made.event.participations.get(organisation=known)
    assert (place.side, place.seats, place.available, place.at_least, place.at_most) == ("supplier", 2, [1, 2], 1, 4)
    assert place.languages == ["zh", "en"]
    assert place.representatives == [{"post": "销售总监", "holder": "李华"}, {"post": "工程师", "holder": ""}]
    assert (place.status, place.looks_for, len(place.token)) == ("approved", "铸件", 43)
    unknown = Application.objects.get()
    assert (unknown.name, unknown.status, unknown.entry["side"]) == ("示例未登记有限公司", "applied", "buyer")
    line = AuditLine.objects.order_by("number").last()
    assert line is not None
    assert (line.verb, line.facts["taken"]) == ("take_import", 2)


def test_rows_that_stay_out_are_given_back_with_what_is_wrong_beside_them() -> None:
    made = stage("AB")
    content = "Organisation,Seats\n示例三号有限公司,zero\n示例四号有限公司,1\n".encode()
    reading = read_import(made.event, PARTICIPANTS, content, "in.csv")
    mend = rows_to_mend(reading)
    assert mend.decode("utf-8-sig").splitlines()[1:] == [
        "示例三号有限公司,zero,Seats: “zero” is not a whole number. Write a whole number from 1 to 50."
    ]
    again = read_import(made.event, PARTICIPANTS, mend.replace(b"zero,", b"3,"), "mended.csv")
    assert len(again.new) == 1


@pytest.mark.parametrize("chinese", [True, False])
@pytest.mark.parametrize("kind", [PARTICIPANTS, REQUESTS])
def test_a_template_reads_back_in_both_languages(kind: str, chinese: bool) -> None:
    made = stage("AB")
    with override("zh-hans" if chinese else "en"):
        content = xlsx_bytes(headings(SPECS[kind]), [], "x", NINE)
    problems = read_import(made.event, kind, content, "template.xlsx").problems
    assert [problem.code for problem in problems] == ["empty-table"]


def test_an_ambiguous_name_or_a_code_of_somebody_else_asks_to_be_mended() -> None:
    made = stage("AB")
    for _twice in range(2):
        cast.organisation(name="示例同名有限公司")
    coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    cast.organisation(name="示例别家有限公司")
    kept = check(made, PARTICIPANTS, f"Organisation,USCC\n示例同名有限公司,\n示例别家有限公司,{CODES[0]}\n")
    assert [(row, column) for row, column, _text in said(kept)] == [(2, "Organisation"), (3, "USCC")]
    assert code_of(lambda: take(made, kept)) == "nothing-to-take"


def test_nobody_enters_an_organisation_of_ones_own() -> None:
    made = stage("AB")
    own = cast.organisation(name="示例自家有限公司")
    kept = check(made, PARTICIPANTS, f"Organisation\n{own.name}\n", actor=cast.account(Role.PROMOTION_OFFICE, own))
    assert said(kept) == [(2, "Organisation", "You act for this organisation yourself.")]


def test_nobody_enters_requests_of_ones_own() -> None:
    made = stage("ABC")
    a, b, c = (made.organisations[key].name for key in "ABC")
    table = f"Asking,Asked,Must meet\n{a},{b},yes\n{b},{c},\n"
    office = cast.account(Role.PROMOTION_OFFICE, made.organisations["A"])
    kept = check(made, REQUESTS, table, actor=office)
    assert said(kept) == [(2, "Asking", "You act for this organisation yourself.")]
    actions.take_import(actor=office, reason="test", kept=kept)
    assert MeetingRequest.objects.get().requester == made.place("B")


def test_requests_with_priority_answer_must_and_never() -> None:
    made = stage()
    coded(made.organisations["C"], CODES[0])
    names = {key: made.organisations[key].name for key in "ABD"}
    kept = check(
        made,
        REQUESTS,
        "Asked by,Asked,Priority,Answer,Must meet,Never meet,Reason\n"
        f"{names['A']},{names['B']},5,yes,,,\n"
        f"Example B,{CODES[0]},2,,yes,,\n"
        f"{names['D']},{names['A']},,,,yes,a lawsuit\n"
        f"{names['A']},{names['D']},,,,,\n"
        f"{names['A']},示例没来公司,,,,,\n"
        f"{names['A']},Example A,,,,,\n"
        f"{names['B']},{names['D']},,yes,,yes,\n",
    )
    assert (kept.counts["new"], kept.counts["bad"]) == (3, 4)
    take(made, kept)
    assert (made.request("A", "B").priority, made.request("A", "B").is_mutual) == (5, True)
    assert (made.request("B", "C").must_hold, made.request("B", "C").is_mutual) == (True, True)
    assert Apart.objects.get().reason == "a lawsuit"
    again = check(made, REQUESTS, f"Asked by,Asked\n{names['A']},{names['B']}\n")
    assert again.counts == {"rows": 1, "new": 0, "same": 1, "bad": 0, "unknown": 0}


def test_an_import_is_taken_back_where_nothing_rests_on_it() -> None:
    made = stage("AB")
    new = cast.organisation(name="示例新能源有限公司")
    people = take(made, check(made, PARTICIPANTS, f"Organisation\n{new.name}\n示例未登记有限公司\n"))
    wishes = take(made, check(made, REQUESTS, f"From,To,Answer\n{new.name},{made.organisations['A'].name},yes\n"))
    back = {"actor": made.operator, "reason": "slip"}
    assert code_of(lambda: actions.take_import_back(**back, kept=people)) == "import-used"
    actions.take_import_back(**back, kept=wishes)
    assert not MeetingRequest.objects.exists()
    actions.take_import_back(**back, kept=people)
    assert (made.event.participations.count(), Application.objects.count()) == (2, 0)
    assert code_of(lambda: actions.take_import_back(**back, kept=people)) == "import-over"


def test_a_timetable_made_with_it_keeps_an_import_in() -> None:
    made = stage("AB")
    a, b = (made.organisations[key].name for key in "AB")
    wishes = take(made, check(made, REQUESTS, f"From,To,Answer\n{a},{b},yes\n"))
    made.make()
    assert code_of(lambda: actions.take_import_back(actor=made.operator, reason="x", kept=wishes)) == "import-used"


def test_a_checked_file_is_discarded_and_then_over() -> None:
    made = stage("AB")
    kept = check(made, PARTICIPANTS, "Organisation\n示例未登记有限公司\n")
    actions.discard_import(actor=made.operator, reason="x", kept=kept)
    assert code_of(lambda: take(made, kept)) == "import-over"
    assert bytes(EventImport.objects.get().content) == b""


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.pdf", b"%PDF"), ("x.xlsx", b"no zip"), ("x.csv", b""), ("x.csv", b'a,"b\n'), ("x.csv", b"Name\n\x00\n")],
)
def test_a_file_that_cannot_be_read_is_explained(name: str, content: bytes) -> None:
    made = stage("AB")
    kept = check(made, PARTICIPANTS, content, name)
    assert kept.problems
    assert kept.counts["new"] == 0


def test_what_is_no_import_is_refused() -> None:
    made = stage("AB")
    assert code_of(lambda: check(made, "agreements", "x")) == "import-kind"
    assert code_of(lambda: check(made, PARTICIPANTS, b"x" * 5_000_001)) == "file-too-large"
    for role in (Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE):
        assert code_of(lambda r=role: check(made, REQUESTS, "x", actor=cast.account(r))) == "right-missing"


def test_topics_are_named_by_their_place() -> None:
    made = stage("AB")
    topics = [made.event.topics.create(order=order, name=f"Topic {order}") for order in (1, 2)]
    new = cast.organisation(name="示例新能源有限公司")
    kept = check(made, PARTICIPANTS, f"Organisation,Topics\n{new.name},2\n示例别家有限公司,3\n")
    assert [(row, column) for row, column, _text in said(kept)] == [(3, "Topics")]
    take(made, kept)
    assert list(made.event.participations.get(organisation=new).topics.all()) == topics[1:]
