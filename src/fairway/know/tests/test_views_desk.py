"""Pages of the clerk's desk: who sees them, what they say, deciding, confirming and taking back by form alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import account, agreement, credit_record, operator, organisation

from fairway.base.models import Job, User
from fairway.govern.models import Role
from fairway.know.actions.desk import Choice, rule_pair
from fairway.know.actions.finding import Proposal, propose_pairs
from fairway.know.actions.merging import merge_organisations
from fairway.know.engine.written import Decision, Evidence, Relation, Verdict
from fairway.know.models import Address, Identifier, Merge, Name, Organisation, Pair, Ruling
from fairway.know.queries.pairs import CHANCES, chance_in_words, percent
from fairway.lib.explain import Reason

pytestmark = pytest.mark.django_db
REASON = Reason("Only one name says “%(one)s”.", {"one": "集团"})
ASK = Decision(Verdict.ASK, 0.8, evidence=(Evidence("group_added", -2.25, REASON),))


def client(role: Role | None = Role.PROMOTION_OFFICE, user: User | None = None) -> Client:
    visitor = Client()
    visitor.force_login(user or account(role))
    return visitor


def pair(left: str = "长春轴承有限公司", right: str = "长春轴承有限责任公司", decision: Decision = ASK) -> Pair:
    one, other = organisation(name=left, name_en=""), organisation(name=right, name_en="")
    for record in (one, other):
        Name.objects.create(organisation=record, text=record.name, kind="legal", language="zh-Hans")
        Address.objects.create(organisation=record, region_code="220100", region_edition="2023", text="一号街")
    proposals = [Proposal(one.pk, other.pk, decision)]
    propose_pairs(actor=operator(), reason="a test", proposals=proposals, method="test 1")
    return Pair.objects.get(left=one)


def merged() -> Merge:
    kept, gone = organisation(), organisation()
    Name.objects.create(organisation=gone, text="甲", kind="short", language="zh-Hans")
    return merge_organisations(actor=operator(), reason="one and the same", kept=kept, merged=gone)


def text(visitor: Client, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def exported(address: str) -> str:
    return client().get(address).getvalue().decode()


@pytest.mark.parametrize("path", ["/doubles/?state=open", "/decisions/", "/merges/"])
def test_a_list_takes_the_same_queries_at_one_row_and_at_three(path: str) -> None:
    visitor, counts = client(), []
    for rows in (1, 2):
        for _ in range(rows):
            merged()
            pair()
            decided = pair(f"甲{Pair.objects.count()}公司", "甲厂")
            rule_pair(actor=operator(), reason="x", pair=decided, choice=Choice("different"))
        visitor.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_pair_takes_the_same_queries_however_much_hangs_on_it() -> None:
    visitor, on_desk, counts = client(), pair(), []
    visitor.get(f"/doubles/{on_desk.pk}/")
    for rows in (0, 20):
        for n in range(rows):
            Name.objects.create(organisation=on_desk.left, text=f"{n}", kind="short", language="zh-Hans")
        with CaptureQueriesContext(connection) as queries:
            text(visitor, f"/doubles/{on_desk.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/doubles/?state=open", "/decisions/", "/merges/", "/doubles/{}/", "/merges/{}/"])
def test_the_offices_see_the_desk_and_others_do_not(path: str) -> None:
    at = path.format(merged().pk if "merges" in path else pair().pk)
    for role in (Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE):
        assert client(role).get(at).status_code == 200
    for other in (Role.ENTERPRISE, None):
        assert client(other).get(at).status_code == 403
    assert Client().get(at)["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", ["/doubles/9/", "/merges/9/"])
def test_what_is_not_there_is_a_page_that_says_so(path: str) -> None:
    assert client().get(path).status_code == 404
    for post in ("/merges/9/undo/", "/decisions/9/confirm/", "/decisions/9/revoke/"):
        assert client().post(post).status_code == 404
        assert client().get(post).status_code == 405


def test_an_empty_desk_says_how_to_fill_it() -> None:
    page = client().get("/doubles/", follow=True).content.decode()
    assert "Look for doubles to fill the desk" in page
    assert "No two records have been merged yet." in text(client(), "/merges/")


def test_the_queue_counts_narrows_and_exports() -> None:
    first, second = pair(), pair("甲公司", "甲厂", Decision(Verdict.RELATED, 0.02, Relation.BRANCH_OF))
    rule_pair(actor=operator(), reason="x", pair=pair("乙公司", "乙厂"), choice=Choice("ask"))
    page = text(client(), "/doubles/?state=open")
    assert all(words in page for words in ("open: 2", "put off: 1", "is a branch of", "80.0 %"))
    narrowed = text(client(), "/doubles/?state=open&proposal=related")
    assert f"/doubles/{second.pk}/?proposal=related" in narrowed
    assert f"/doubles/{first.pk}/" not in narrowed
    assert len(exported("/doubles/?format=csv").splitlines()) == 4
    assert "乙公司" in exported("/doubles/?format=json&state=later")


def test_a_pair_shows_both_records_side_by_side_with_what_differs_marked() -> None:
    on_desk = pair()
    Identifier.objects.create(organisation=on_desk.left, scheme="uscc", value="91350100M000100Y43")
    page = text(client(), f"/doubles/{on_desk.pk}/")
    assert "长春轴承有限<mark>责任</mark>公司" in page
    assert "<mark>91350100M000100Y43</mark>" in page
    for words in ("一号街", "Only one name says “集团”.", "-2.25", "probably the same", "80.0 %", "test 1"):
        assert words in page


def test_a_pair_tells_what_would_stay_behind() -> None:
    on_desk = pair()
    agreement(parties=(on_desk.left, on_desk.right))
    page = text(client(), f"/doubles/{on_desk.pk}/")
    assert "party to an agreement" in page
    row = page[page.index("party to an agreement") :][:200]
    assert row.count(">1<") == 3


def decide(visitor: Client, on_desk: Pair, **given: str) -> str:
    sent = {"kept": "left", "relation": "", "reason": "", **given}
    return visitor.post(f"/doubles/{on_desk.pk}/", sent)["Location"]


@pytest.mark.parametrize(
    ("verdict", "relation"), [("different", ""), ("ask", ""), ("same", ""), ("related", "branch_of")]
)
def test_a_decision_opens_the_next_pair(verdict: str, relation: str) -> None:
    first, second = pair(), pair("甲公司", "甲厂")
    visitor = client()
    assert decide(visitor, first, verdict=verdict, relation=relation) == f"/doubles/{second.pk}/"
    ruling = Ruling.objects.get()
    assert (ruling.verdict, ruling.reason) == (verdict, "Both records were compared at the desk")
    page = text(visitor, f"/doubles/{second.pk}/")
    assert f'The decision is kept. <a href="/doubles/{first.pk}/">See it again</a>' in page
    assert decide(visitor, second, verdict="different", reason="two plants") == "/doubles/"
    assert Ruling.objects.get(pair=second).reason == "two plants"


def test_a_relation_left_in_the_form_does_not_stop_another_decision() -> None:
    on_desk = pair()
    decide(client(), on_desk, verdict="different", relation="branch_of")
    assert Ruling.objects.get().relation == ""


def test_the_record_that_stays_is_the_one_chosen() -> None:
    on_desk = pair()
    decide(client(), on_desk, verdict="same", kept="right")
    assert Merge.objects.get().kept == on_desk.right
    page = text(client(), f"/doubles/{on_desk.pk}/")
    assert "What the merge moved" in page
    assert "Take back" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"verdict": "related"}, "Say how the two are related"),
        ({}, "Press one of the four buttons."),
        ({"verdict": "perhaps"}, "Press one of the four buttons."),
        ({"verdict": "same", "reason": "x" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_decided_is_said_on_the_page_and_nothing_is_kept(sent: dict[str, str], words: str) -> None:
    on_desk = pair()
    answer = client().post(f"/doubles/{on_desk.pk}/", {"kept": "left", "relation": "", "reason": "", **sent})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Ruling.objects.exists()


def test_one_s_own_case_is_shown_without_buttons_and_refused() -> None:
    on_desk = pair()
    visitor = client(user=account(Role.PROMOTION_OFFICE, on_desk.left))
    page = text(visitor, f"/doubles/{on_desk.pk}/")
    assert "You act for one of these organisations" in page
    assert 'name="verdict"' not in page
    assert visitor.post(f"/doubles/{on_desk.pk}/", {"verdict": "same", "kept": "left"}).status_code == 422
    assert not Ruling.objects.exists()


def test_who_may_only_look_cannot_decide_and_a_decision_is_not_made_twice() -> None:
    on_desk, visitor = pair(), client(Role.ZONE_COMMITTEE)
    assert 'name="verdict"' not in text(visitor, f"/doubles/{on_desk.pk}/")
    sent = {"verdict": "different", "kept": "left", "relation": "", "reason": ""}
    assert visitor.post(f"/doubles/{on_desk.pk}/", sent).status_code == 403
    decide(client(), on_desk, verdict="different")
    again = client().post(f"/doubles/{on_desk.pk}/", sent)
    assert again.status_code == 422
    assert "decided already" in again.content.decode()


def test_two_people_merge_what_is_rated() -> None:
    on_desk = pair()
    credit_record(on_desk.right)
    first, second = client(), client(Role.CREDIT_OFFICE)
    assert "A merge waits for a second person." in text(first, f"/doubles/{on_desk.pk}/")
    decide(first, on_desk, verdict="same")
    ruling = Ruling.objects.get()
    own, others = text(first, f"/doubles/{on_desk.pk}/"), text(second, f"/doubles/{on_desk.pk}/")
    assert "You decided this yourself" in own
    assert "Confirm and merge" not in own
    assert "Confirm and merge" in others
    assert "ratings and credit records: 1." in others
    assert first.post(f"/decisions/{ruling.pk}/confirm/").status_code == 409
    assert not Merge.objects.exists()
    second.post(f"/decisions/{ruling.pk}/confirm/", {"reason": "one code"})
    assert Merge.objects.get().ruling == ruling


def test_a_decision_is_taken_back_by_its_button() -> None:
    on_desk, visitor = pair(), client()
    decide(visitor, on_desk, verdict="same")
    ruling = Ruling.objects.get()
    assert visitor.post(f"/decisions/{ruling.pk}/revoke/")["Location"] == f"/doubles/{on_desk.pk}/"
    assert Merge.objects.get().undone_at is not None
    assert client(Role.CREDIT_OFFICE).post(f"/decisions/{ruling.pk}/revoke/").status_code == 403
    assert "taken back" in text(visitor, "/decisions/")


def test_a_merge_is_undone_in_one_click_from_the_list_or_its_page() -> None:
    one, other, visitor = merged(), merged(), client()
    listed = text(visitor, "/merges/")
    assert listed.count('form="undo"') == 2
    assert "name</td>" in text(visitor, f"/merges/{one.pk}/")
    for made in (one, other):
        visitor.post(f"/merges/{made.pk}/undo/")
        made.refresh_from_db()
        assert made.undone_at is not None
    assert "Undo this merge" not in text(visitor, f"/merges/{one.pk}/")
    assert visitor.post(f"/merges/{one.pk}/undo/").status_code == 409
    assert 'form="undo"' not in text(client(Role.CREDIT_OFFICE), "/merges/")
    assert "<button" not in exported("/merges/?format=csv")


def test_a_merge_names_the_later_ones_that_lean_on_it() -> None:
    first = merged()
    later = merge_organisations(
        actor=operator(), reason="x", kept=organisation(name="总公司", name_en=""), merged=first.kept
    )
    page = text(client(), f"/merges/{first.pk}/")
    assert f"/merges/{later.pk}/" in page
    assert "总公司" in text(client(), "/merges/")


def test_the_search_for_doubles_is_a_job_that_leads_back_to_the_desk(
    django_capture_on_commit_callbacks: object,
) -> None:
    for name in ("长春示例轴承有限公司", "长春示例轴承有限责任公司"):
        organisation(name=name, name_en="")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client().post("/doubles/find/")
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert (job.state, job.result["url"]) == ("done", "/doubles/")
    assert Pair.objects.exists()
    assert client(Role.CREDIT_OFFICE).post("/doubles/find/").status_code == 403


def test_markup_in_a_name_stays_text() -> None:
    on_desk = pair("<script>alert(1)</script>公司", "<script>alert(1)</script>厂")
    rule_pair(actor=operator(), reason="<script>alert(2)</script>", pair=on_desk, choice=Choice("different"))
    for path in ("/doubles/?state=decided", f"/doubles/{on_desk.pk}/", "/decisions/"):
        assert "<script>alert" not in text(client(), path)


def test_a_probability_is_said_in_words_and_never_as_a_certainty() -> None:
    assert [str(chance_in_words(p)) for p in (1.0, 0.99, 0.95, 0.5, 0.0)] == [
        "almost certainly the same",
        "almost certainly the same",
        "very probably the same",
        "may or may not be the same",
        "very probably not the same",
    ]
    assert (percent(1.0), percent(0.0), percent(0.5)) == ("99.9 %", "0.1 %", "50.0 %")
    assert [least for least, _words in CHANCES] == sorted((least for least, _words in CHANCES), reverse=True)


def test_the_desk_speaks_to_kinds_of_organisations_alone() -> None:
    pair()
    page = text(client(), f"/doubles/?state=open&kind={Organisation.Kind.BANK}")
    assert "Nothing matches." in page


def test_our_own_reasons_are_told_in_the_reader_s_language() -> None:
    done = pair()
    visitor = client()
    visitor.post(f"/doubles/{done.pk}/", {"verdict": "different", "kept": "left", "relation": ""})
    visitor.cookies["django_language"] = "zh-hans"
    shown = text(visitor, "/decisions/")
    assert "Both records were compared at the desk" not in shown
