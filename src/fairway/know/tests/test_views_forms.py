"""Forms of the registry: the words people use, refusals at their field, pages in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.cast import DAY, organisation, source

from fairway.govern.models import Role
from fairway.know.models import Contact, Fact, Identifier, Name, Organisation, Post, Relation
from fairway.know.tests.test_views_registry import add, client, page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_places_industries_and_forms_are_written_as_people_write_them() -> None:
    sent = {"name": "示例新厂有限公司", "kind": "enterprise", "region_code": "吉林省长春市"}
    sent |= {"legal_form": "有限责任公司", "industry_code": "汽车零部件及配件制造"}
    assert client().post("/organisations/new/", sent).status_code == 302
    made = Organisation.objects.get(name="示例新厂有限公司")
    assert (made.region_code, made.industry_code, bool(made.legal_form)) == ("220100", "3670", True)


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        (
            "names",
            {"text": "某厂", "kind": "short", "valid_from": "2020-01-01", "valid_until": "2010-01-01"},
            "valid_until",
        ),
        ("names", {"text": "张三", "kind": "legal"}, "text"),
        ("codes", {"scheme": "lei", "value": "5493001KJTIIGC8Y1R13"}, "value"),
        ("codes", {"scheme": "local", "value": "11010519491231002X", "namespace": "list"}, "value"),
        ("relations", {"kind": "branch", "other": "示例轴承有限公司"}, "other"),
        (
            "facts",
            {"predicate": "staff", "comparator": ">", "value": "many", "happened_on": "2020-01-01"},
            "comparator",
        ),
        ("facts", {"predicate": "staff", "comparator": "=", "value": "", "happened_on": "2099-01-01"}, "happened_on"),
        ("posts", {"title": "Head", "holder": "11010519491231002X", "valid_from": "2020-01-01"}, "holder"),
        ("contacts", {"kind": "visit", "happened_on": "2020-01-01", "note": "met 11010519491231002X"}, "note"),
        ("contacts", {"kind": "visit", "happened_on": "2020-01-01", "note": "n", "next_on": "2020-02-01"}, "next_step"),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_is_written(path: str, sent: dict[str, str], field: str) -> None:
    body = add()
    rows = (Name, Identifier, Relation, Fact, Post, Contact)
    before = [table.objects.count() for table in rows]
    new = {"source_title": "Report", "source_publisher": "Press"}
    answer = client().post(f"/organisations/{body.pk}/{path}/", {**sent, **new})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert f'id="id_{field}_error"' in shown
    assert "11010519491231002X is" not in shown
    assert [table.objects.count() for table in rows] == before


def test_a_code_is_refused_with_what_would_be_right() -> None:
    sent = {"scheme": "uscc", "value": "91350100M000100Y44"}
    shown = client().post(f"/organisations/{add().pk}/codes/", sent).content.decode()
    assert "If all else is right it is 91350100M000100Y43" in shown


def test_a_code_the_record_has_already_is_not_called_somebody_else_s() -> None:
    body = add(lei="5493001KJTIIGC8Y1R12")
    sent = {"scheme": "lei", "value": "5493001KJTIIGC8Y1R12"}
    assert (
        "is kept already as a code of this organisation"
        in client().post(f"/organisations/{body.pk}/codes/", sent).content.decode()
    )


def test_the_history_is_told_in_words() -> None:
    shown = client().get(f"/organisations/{add(industry_code='3670').pk}/history/").content.decode()
    assert "220184 Gongzhuling" in shown
    assert "3670 Manufacture of automobiles" in shown
    assert "ECAK" in shown


def test_a_clash_of_posts_is_told_in_the_reader_s_language() -> None:
    body, told = organisation(), source()
    for holder, holder_zh in (("A. One", "甲一"), ("B. Two", "乙二")):
        Post.objects.create(
            organisation=body, title="Mayor", title_zh="市长", holder=holder, holder_zh=holder_zh, source=told,
            valid_from=DAY,
        )  # fmt: skip
    visitor = client()
    visitor.cookies["django_language"] = "zh-hans"
    shown = visitor.get("/contradictions/").content.decode()
    for words in ("市长", "甲一", "乙二", "2021年10月19日"):
        assert words in shown
    assert "Mayor" not in shown
    assert "2021-10-19有" not in shown


def test_a_contact_is_logged_from_the_log_itself() -> None:
    body, visitor = organisation(), client()
    assert "/contacts/new/" in visitor.get("/contacts/").content.decode()
    assert "/contacts/new/" not in client(Role.CREDIT_OFFICE).get("/contacts/").content.decode()
    sent = {"organisation": f"#{body.pk}", "kind": "visit", "happened_on": str(TODAY), "note": "Saw the new hall."}
    assert visitor.post("/contacts/new/", {**sent, "organisation": "nobody"}).status_code == 422
    assert visitor.post("/contacts/new/", sent)["Location"] == "/contacts/"
    assert Contact.objects.get().organisation == body


def test_open_spans_are_told_in_words() -> None:
    body = organisation()
    Name.objects.create(organisation=body, text="示例旧名", kind="former", valid_until=DAY)
    Name.objects.create(organisation=body, text="示例新名", kind="short", valid_from=DAY)
    shown = page(body)
    assert "until 19 Oct 2021" in shown
    assert "since 19 Oct 2021" in shown


def test_a_person_met_is_named_by_the_post() -> None:
    sent = {"kind": "visit", "happened_on": str(TODAY), "note": "n", "posts_met": "张三先生"}
    shown = client().post(f"/organisations/{organisation().pk}/contacts/", sent).content.decode()
    assert 'id="id_posts_met_error"' in shown
    assert not Contact.objects.exists()
