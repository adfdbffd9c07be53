"""Pages of the registry: what they show, what they refuse with what words, and who may write."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import DAY, account, organisation, source

from fairway.govern.models import Role
from fairway.know import actions
from fairway.know.models import Address, Contact, Fact, Identifier, Name, Organisation, Post, Relation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WRITING = ("names", "codes", "addresses", "relations", "posts", "facts", "contacts", "correct")


def client(role: Role | None = Role.PROMOTION_OFFICE) -> Client:
    visitor = Client()
    visitor.force_login(account(role))
    return visitor


def page(body: Organisation, role: Role = Role.PROMOTION_OFFICE, query: str = "") -> str:
    return client(role).get(f"/organisations/{body.pk}/{query}").content.decode()


def add(**given: Any) -> Organisation:
    draft = actions.Draft(**{"name": "示例轴承有限公司", "kind": "enterprise", "region_code": "220184", **given})
    provenance = actions.Provenance(origin="register extract", learned_on=DAY)
    office = account(Role.PROMOTION_OFFICE)
    return actions.add_organisation(actor=office, reason="a test", draft=draft, given=provenance)


def test_a_page_says_where_each_field_comes_from_and_since_when() -> None:
    shown = page(add(uscc="91350100M000100Y43"))
    for text in ("register extract", "19 Oct 2021", "ECAK", "M000100Y4", "right", "Gongzhuling, Changchun"):
        assert text in shown, text


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("en", ["alpha Works", "Beta Works", "Delta 厂", "Gamma Works"]),
        ("zh-hans", ["Delta 厂", "丙厂", "乙厂", "甲厂"]),
    ],
)
def test_organisations_are_listed_by_the_name_that_is_read(language: str, order: list[str]) -> None:
    for name, name_en in (("丙厂", "alpha Works"), ("乙厂", "Beta Works"), ("甲厂", "Gamma Works"), ("Delta 厂", "")):
        organisation(name=name, name_en=name_en)
    reader = client()
    reader.cookies["django_language"] = language
    shown = reader.get("/organisations/").content.decode()
    places = [shown.index(name) for name in order]
    assert places == sorted(places)


def test_a_code_of_an_earlier_edition_is_shown_with_today_s_place() -> None:
    body = add(region_code="220381")
    Address.objects.create(organisation=body, region_code="220381", region_edition="2019", text="某路1号")
    shown = page(body)
    assert "Gongzhuling, Siping, Jilin Province" in shown
    assert shown.count("today: Gongzhuling, Changchun, Jilin Province (220184)") == 2


def test_a_wrong_code_is_shown_as_wrong() -> None:
    body = organisation()
    Identifier.objects.create(organisation=body, scheme="uscc", value="91350100M000100Y44")
    assert "tag-bad" in page(body)


def test_two_sources_that_disagree_stand_side_by_side() -> None:
    body = organisation()
    for value, comparator, title in (("380", "=", "The Morning Post"), ("400", ">", "The Evening Post")):
        Fact.objects.create(
            organisation=body, predicate="staff", value=value, comparator=comparator, unit="persons",
            happened_on=DAY, learned_on=DAY, source=source(title=title),
        )  # fmt: skip
    told = source()
    for holder in ("A. One", "B. Two"):
        Post.objects.create(organisation=body, title="Mayor", holder=holder, source=told, valid_from=DAY)
    shown = page(body)
    assert "380 persons and &gt;400 persons cannot both be true." in shown
    assert "Two people hold the post “Mayor” on 19 Oct 2021: A. One and B. Two." in shown
    assert "390" not in shown
    everything = client().get("/contradictions/").content.decode()
    assert "The Morning Post" in everything
    assert "The Evening Post" in everything
    assert "contradicted" in client().get("/facts/").content.decode()


def test_a_tree_shows_both_lines_on_its_day() -> None:
    zone, province, city = (organisation(name=n, name_en="", kind="government") for n in ("示范区", "省", "市"))
    Relation.objects.create(subject=zone, other=province, kind="dispatched", valid_from=date(2020, 6, 29))
    Relation.objects.create(subject=zone, other=city, kind="entrusted", valid_from=date(2020, 6, 29))
    on = page(zone, query="?on=2021-01-01")
    assert "is dispatched by" in on
    assert "has its management entrusted to" in on
    assert "No relation is known on this day." in page(zone, query="?on=2020-06-28")
    assert "示范区" in page(province)
    assert page(zone, query="?on=nonsense")


def test_a_merged_record_leads_to_the_kept_one() -> None:
    kept, merged = organisation(name="示例保留公司", name_en=""), organisation()
    Organisation.objects.filter(pk=merged.pk).update(merged_into=kept)
    visitor = client()
    answer = visitor.get(f"/organisations/{merged.pk}/", follow=True)
    assert answer.redirect_chain == [(f"/organisations/{kept.pk}/", 302)]
    assert "was merged into this record" in answer.content.decode()
    own = visitor.get(f"/organisations/{merged.pk}/?own").content.decode()
    assert "is closed" in own
    assert "/names/" not in own
    assert f'href="/organisations/{merged.pk}/"' not in visitor.get("/organisations/").content.decode()


def test_an_organisation_is_added_on_its_page() -> None:
    visitor = client()
    sent = {"name": "示例新厂有限公司", "kind": "enterprise", "region_code": "220100", "industry_code": "C3670",
            "source_title": "Register extract", "source_publisher": "Regulator", "is_demo": "demo"}  # fmt: skip
    answer = visitor.post("/organisations/new/", sent)
    made = Organisation.objects.get(name="示例新厂有限公司")
    assert answer["Location"] == f"/organisations/{made.pk}/"
    assert (made.industry_code, made.is_demo, made.origins.first().source.title) == ("3670", True, "Register extract")
    again = visitor.post("/organisations/new/", sent)
    assert again.status_code == 422
    assert "is written down already" in again.content.decode()
    assert visitor.post("/organisations/new/", {**sent, "anyway": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "王小二理发店（个体工商户）"}, "never natural persons or sole traders"),
        ({"uscc": "92220101MA1234567X"}, "is the code of a sole trader"),
        ({"uscc": "91350100M000100Y44"}, "does not fit the rest"),
        ({"region_code": "220199"}, "not a division or its code"),
        ({"region_code": "朝阳区"}, "can be several places"),
        ({"industry_code": "3679"}, "neither a code nor a name of GB/T 4754-2017"),
        ({"legal_form": "ZZZZ"}, "not a legal form"),
        ({"size": "huge"}, "not one of the available choices"),
        ({"ownership_type": "mixed"}, "not one of the available choices"),
        ({"source_title": "A report"}, "A source has a title and a publisher."),
        ({"learned_on": "2999-01-01"}, "The year 2999 cannot be right."),
        ({"learned_on": "2099-01-01"}, "has not come yet"),
        ({"founded_on": "2099-01-01"}, "has not come yet"),
        ({"founded_on": "2020-01-01", "dissolved_on": "2010-01-01"}, "ends before it begins"),
        ({"source_title": "T", "source_publisher": "P", "source_on": "2099-01-01"}, "has not come yet"),
        ({"name": "张三"}, "could be the name of a person"),
        ({"name": "11010519491231002X"}, "the number of a natural person"),
        ({"name": "2024"}, "it is not a name"),
    ],
)
def test_a_wrong_entry_is_explained_and_kept_in_the_form(sent: dict[str, str], words: str) -> None:
    good = {"name": "示例新厂", "kind": "enterprise", "region_code": "220100", "segment": "parts"}
    answer = client().post("/organisations/new/", {**good, **sent})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="parts"' in answer.content.decode()
    assert not Organisation.objects.filter(segment="parts", is_demo=False).exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Size of enterprise", "small", "privately controlled")), ("zh-hans", ("企业规模", "小型", "私人控股"))],
)
def test_size_and_ownership_are_written_shown_and_listed(language: str, words: tuple[str, ...]) -> None:
    visitor, other = client(), organisation(name="示例旧厂", size="large")
    sent = {"name": "示例新厂有限公司", "kind": "enterprise", "region_code": "220100", "size": "small"}
    sent |= {"ownership_type": "private", "origin": "register extract of 3 March"}
    assert visitor.post("/organisations/new/", sent).status_code == 302
    made = Organisation.objects.get(name="示例新厂有限公司")
    said = {"accept-language": language}
    shown = visitor.get(made.get_absolute_url(), headers=said).content.decode()
    assert all(word in shown for word in (*words, "register extract of 3 March"))
    listed = visitor.get("/organisations/", {"size": "small", "ownership": "private"}, headers=said).content.decode()
    assert all(word in listed for word in words)
    assert made.name in listed
    assert other.name not in listed
    assert words[1] in visitor.get("/organisations/", {"format": "csv"}, headers=said).content.decode()
    page = visitor.get(f"/organisations/{other.pk}/correct/", headers=said).content.decode()
    assert '<option value="large" selected>' in page
    assert ("not stated" if language == "en" else "未说明") in page


def test_each_small_form_writes_what_it_says() -> None:
    body, other, told = organisation(), organisation(name="示例母公司"), source()
    visitor, where = client(), f"/organisations/{body.pk}/"
    said = {"source": str(told.pk)}
    entries = {
        "names": {"text": "示例甲", "kind": "short"},
        "codes": {"scheme": "stock", "value": "600104.SH"},
        "addresses": {"kind": "office", "region_code": "220381", "text": "某路2号"},
        "relations": {"kind": "owned", "other": f"#{other.pk}", "share": "30"},
        "posts": {"title": "Chair", "holder": "A. Holder", "valid_from": "2021-10-19", **said},
        "facts": {"predicate": "staff", "comparator": ">", "value": "400", "happened_on": "2021-10-19", **said},
        "correct": {"name": body.name, "kind": "bank", "region_code": body.region_code},
    }
    for kind, sent in entries.items():
        assert visitor.get(f"{where}{kind}/").status_code == 200
        assert visitor.post(f"{where}{kind}/", sent).status_code == 302, kind
    body.refresh_from_db()
    assert (body.kind, body.industry_code) == ("bank", "")
    for row, path in ((body.names.get(text="示例甲"), "names"), (body.addresses.get(), "addresses"),
                      (body.relations.get(), "relations"), (body.posts.get(), "posts")):  # fmt: skip
        assert visitor.get(f"/{path}/{row.pk}/end/").status_code == 200
        assert visitor.post(f"/{path}/{row.pk}/end/", {"until": "2022-01-01"}).status_code == 302
        row.refresh_from_db()
        assert row.valid_until == date(2022, 1, 1)
    for path in (f"codes/{body.identifiers.get().pk}/withdraw", f"relations/{body.relations.get().pk}/withdraw",
                 f"posts/{body.posts.get().pk}/withdraw", f"facts/{body.facts.get().pk}/contest"):  # fmt: skip
        assert visitor.post(f"/{path}/", {}).status_code == 422
        assert visitor.post(f"/{path}/", {"reason": "It was wrong"}).status_code == 302
    assert body.facts.get().status == "contested"
    assert visitor.post(f"/facts/{body.facts.get().pk}/erase/", {"reason": "x"}).status_code == 404
    assert not Identifier.objects.exists()
    assert not Post.objects.exists()


def test_another_organisation_is_meant_by_name_code_or_number() -> None:
    body = organisation()
    one, two = organisation(name="示例同名公司", name_en=""), organisation(name="示例同名公司", name_en="")
    path = f"/organisations/{body.pk}/relations/"
    visitor = client()
    many = visitor.post(path, {"kind": "branch", "other": "示例同名公司"})
    assert f"#{one.pk}" in many.content.decode()
    assert "No organisation has this name" in visitor.post(path, {"kind": "branch", "other": "无"}).content.decode()
    Identifier.objects.create(organisation=two, scheme="stock", value="600104.SH")
    assert visitor.post(path, {"kind": "branch", "other": "600104.sh"}).status_code == 302
    assert Relation.objects.get().other == two
    circle = visitor.post(f"/organisations/{two.pk}/relations/", {"kind": "branch", "other": f"#{body.pk}"})
    assert "they cannot own each other" in circle.content.decode()


def test_a_contact_is_one_post_and_comes_back_once_withdrawn() -> None:
    body, writer = organisation(), client(Role.ZONE_COMMITTEE)
    where = f"/organisations/{body.pk}/"
    assert "Log it" in writer.get(where).content.decode()
    sent = {"happened_on": str(TODAY - timedelta(days=9)), "kind": "visit", "note": "Looked at the <site>",
            "next_step": "Send the plan", "next_on": str(TODAY - timedelta(days=1))}  # fmt: skip
    assert writer.post(f"{where}contacts/", sent)["Location"] == f"{where}#contacts"
    shown = writer.get("/contacts/?step=overdue").content.decode()
    assert "Looked at the &lt;site&gt;" in shown
    assert "Next steps to be done: 0; overdue: 1." in shown
    assert writer.post(f"/contacts/{Contact.objects.get().pk}/done/").status_code == 302
    assert "Looked at" not in writer.get("/contacts/?step=overdue").content.decode()
    pk = Contact.objects.get().pk
    assert writer.post(f"/contacts/{pk}/withdraw/").status_code == 302
    assert "Looked at" not in writer.get("/contacts/").content.decode()
    assert "Withdrawn lines" in writer.get(where).content.decode()
    assert writer.post(f"/contacts/{pk}/restore/").status_code == 302
    assert "Looked at" in writer.get("/contacts/").content.decode()
    assert writer.get(f"/contacts/{pk}/restore/").status_code == 405
    assert writer.post(f"{where}contacts/", {**sent, "note": ""}).status_code == 422


def test_an_enterprise_does_not_read_the_log() -> None:
    body = organisation()
    Contact.objects.create(organisation=body, kind="call", happened_on=DAY, note="秘密", written_by=account())
    visitor = client(Role.ENTERPRISE)
    assert "秘密" not in visitor.get(f"/organisations/{body.pk}/").content.decode()
    assert visitor.get("/contacts/").status_code == 403
    assert "秘密" in page(body, Role.CREDIT_OFFICE)
    assert "Log it" not in page(body, Role.CREDIT_OFFICE)


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_who_may_not_write_gets_no_form(role: Role) -> None:
    body, visitor = organisation(), client(role)
    for path in ("new/", *(f"{body.pk}/{kind}/" for kind in WRITING)):
        assert visitor.get(f"/organisations/{path}").status_code == 403
        assert visitor.post(f"/organisations/{path}", {}).status_code == 403
    assert "Add a name" not in visitor.get(f"/organisations/{body.pk}/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "names/9999/end/",
        "codes/9999/withdraw/",
        "facts/9999/contest/",
        "contacts/9999/done/",
        "organisations/9999/names/",
        "organisations/9999/history/",
    ],
)
def test_what_is_not_there_is_a_page_with_status_404(path: str) -> None:
    visitor = client()
    answer = visitor.post(f"/{path}", {}) if path.startswith("contacts") else visitor.get(f"/{path}")
    assert answer.status_code == 404


def fill(body: Organisation) -> None:
    told, other, writer = source(), organisation(), account()
    Name.objects.create(organisation=body, text=other.name, kind="printed", language="zh-Hans", source=told)
    Identifier.objects.create(organisation=body, scheme="local", namespace=other.name, value="1")
    Address.objects.create(organisation=body, region_code="220381", region_edition="2019", source=told)
    Relation.objects.create(subject=other, other=body, kind="subsidiary", source=told)
    Post.objects.create(organisation=body, title="Mayor", holder=other.name, source=told, valid_from=DAY)
    Fact.objects.create(organisation=body, predicate="p", value="1", happened_on=DAY, learned_on=DAY, source=told)
    Contact.objects.create(organisation=body, kind="call", happened_on=DAY, note="x", written_by=writer)


def test_a_page_takes_the_same_queries_however_much_hangs_on_it() -> None:
    body, visitor, counts = add(), client(), []
    for rows in (1, 2):
        for _ in range(rows):
            fill(body)
        visitor.get(f"/organisations/{body.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(f"/organisations/{body.pk}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 30


@pytest.mark.parametrize("path", ["/contacts/", "/relations/", "/contradictions/"])
def test_a_list_takes_the_same_queries_at_one_row_and_at_three(path: str) -> None:
    visitor, counts, body = client(), [], organisation()
    for rows in (1, 2):
        for _ in range(rows):
            fill(body)
        visitor.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_markup_in_every_field_stays_text() -> None:
    told, bad = source(title="<i>t</i>"), "<b>x</b>"
    body = organisation(name=bad, name_en="", segment=bad)
    Name.objects.create(organisation=body, text=bad, kind="legal", language="und", source=told)
    Identifier.objects.create(organisation=body, scheme="local", namespace=bad, value=bad)
    Address.objects.create(organisation=body, region_code="220100", region_edition="2023", text=bad)
    Relation.objects.create(subject=organisation(name=bad, name_en=""), other=body, kind="branch")
    Post.objects.create(organisation=body, title=bad, holder=bad, source=told, valid_from=DAY)
    for value in ("1", "2"):
        Fact.objects.create(organisation=body, predicate=bad, label=bad, value=value, quote=bad, unit=bad,
                            happened_on=DAY, learned_on=DAY, source=told)  # fmt: skip
    Contact.objects.create(organisation=body, kind="call", happened_on=DAY, note=bad, next_step=bad,
                           written_by=account())  # fmt: skip
    visitor = client()
    for path in (f"/organisations/{body.pk}/", "/contacts/", "/relations/", "/contradictions/"):
        shown = visitor.get(path).content.decode()
        assert bad not in shown
        assert "<i>t</i>" not in shown
