"""Pages of the import: from the upload over the dry run to taking it back, without any script."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook
from tests.cast import account, organisation

from fairway.govern.models import Role
from fairway.know.models import Import, ImportRow, Organisation
from fairway.know.tests.test_actions_imports import Office, line, table, uscc

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db


def client(role: Role | None = Role.PROMOTION_OFFICE) -> Client:
    visitor = Client()
    visitor.force_login(account(role))
    return visitor


def send(visitor: Client, content: bytes, name: str = "list.csv", namespace: str = "park") -> Any:
    given = {"namespace": namespace, "file": SimpleUploadedFile(name, content)}
    return visitor.post("/imports/new/", given)


def choices(visitor: Client, kept: Import, **chosen: str) -> dict[str, str]:
    """The columns page's form as a browser would send it back untouched."""
    page = visitor.get(f"/imports/{kept.pk}/")
    assert page.status_code == 200
    given: dict[str, str] = {}
    for name in ("columns", "choices"):
        form = page.context.get(name)
        given |= {field.html_name: str(field.value() or "") for field in form or []}
    given.pop("demo")
    look = page.context.get("look")
    given |= {"sheet": look.sheet, "row": str(look.heading_row)} if look else {}
    return given | chosen


def compared(visitor: Client, content: bytes, name: str = "list.csv", **chosen: str) -> Import:
    assert send(visitor, content, name).status_code == 302
    kept = Import.objects.latest("pk")
    answer = visitor.post(f"/imports/{kept.pk}/compare/", choices(visitor, kept, **chosen))
    assert (answer.status_code, answer.url) == (302, f"/imports/{kept.pk}/")
    kept.refresh_from_db()
    return kept


PAGES = (
    "/imports/", "/imports/new/", "/imports/organisations.csv", "/imports/{}/", "/imports/{}/rows/",
    "/imports/{}/to-mend.csv",
)  # fmt: skip
POSTS = ("compare", "columns", "apply", "take-back", "discard")


@pytest.mark.parametrize("role", [*sorted(set(Role) - {Role.PROMOTION_OFFICE}), None])
def test_importing_is_for_those_who_edit(role: Role | None) -> None:
    kept = Office().compare(table([line(1)]))
    visitor = client(role)
    for page in PAGES:
        assert visitor.get(page.format(kept.pk)).status_code == 403
    for page in POSTS:
        assert visitor.post(f"/imports/{kept.pk}/{page}/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_from_the_upload_to_taking_it_back() -> None:
    visitor = client()
    kept = compared(visitor, table([line(1), line(2, 统一社会信用代码="1")]))
    assert (kept.state, kept.counts["new"], kept.counts["refused"]) == ("compared", 1, 1)
    page = visitor.get(f"/imports/{kept.pk}/").content.decode()
    for words in ("What would change", "Apply", "Rows to correct, XLSX", "Discard"):
        assert words in page
    rows = visitor.get(f"/imports/{kept.pk}/rows/").content.decode()
    assert line(1)["企业名称"] in rows
    assert "instead of 18" in rows
    assert not Organisation.objects.filter(name=line(1)["企业名称"]).exists()
    assert visitor.post(f"/imports/{kept.pk}/apply/").status_code == 302
    here = Organisation.objects.get(name=line(1)["企业名称"])
    page = visitor.get(f"/imports/{kept.pk}/").content.decode()
    assert "What became of the rows" in page
    assert "Take back" in page
    assert visitor.get(f"/organisations/{here.pk}/").status_code == 200
    assert visitor.post(f"/imports/{kept.pk}/take-back/").status_code == 302
    assert not Organisation.objects.filter(pk=here.pk).exists()
    assert "taken back" in visitor.get(f"/imports/{kept.pk}/").content.decode()
    assert visitor.post(f"/imports/{kept.pk}/apply/").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_bad_rows_come_back_and_go_in_once_corrected() -> None:
    visitor = client()
    kept = compared(visitor, table([line(1), line(2, 成立日期="someday"), line(3, 企业名称="")]))
    answer = visitor.get(f"/imports/{kept.pk}/to-mend.xlsx")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0] == (*line(1), "What is wrong and what would be right")
    assert [row[0] for row in lines[1:]] == ["k2", "k3"]
    assert "成立日期: " in str(lines[1][-1])
    sheet.cell(2, 7).value, sheet.cell(3, 2).value = "2005-03-01", line(3)["企业名称"]
    packed = io.BytesIO()
    sheet.parent.save(packed)
    again = compared(visitor, packed.getvalue(), "to-mend.xlsx")
    assert (again.counts["new"], again.counts["refused"]) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_the_choice_of_columns_is_shown_before_anything_is_compared() -> None:
    visitor = client()
    content = "Firma,法定代表人,Code\n长春甲轴承有限公司,张三," + uscc(1) + "\n"
    send(visitor, content.encode("gb18030"))
    kept = Import.objects.get()
    page = visitor.get(f"/imports/{kept.pk}/").content.decode()
    assert "persons are not kept" in page
    assert "张三" not in page.split("The first rows as they are read")[0]
    given = choices(visitor, kept)
    assert (given["column1"], given["column2"]) == ("", "uscc")
    refused = visitor.post(f"/imports/{kept.pk}/compare/", given)
    assert refused.status_code == 422
    assert "legal name" in refused.content.decode()
    preview = visitor.post(f"/imports/{kept.pk}/compare/", given | {"column0": "name", "preview": "yes"})
    assert preview.status_code == 200
    assert "张三" not in preview.content.decode()
    assert Import.objects.get().state == "uploaded"
    done = visitor.post(f"/imports/{kept.pk}/compare/", given | {"column0": "name", "kind": "enterprise"})
    assert done.status_code == 302
    assert Import.objects.get().counts["new"] == 1
    send(visitor, content.encode())
    assert choices(visitor, Import.objects.latest("pk"))["column0"] == "name"


def book(**sheets: list[list[object]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def test_one_of_several_sheets_and_a_title_above_the_headings() -> None:
    visitor = client()
    content = book(
        Notes=[["read me"]],
        List=[["Companies of the park", None], [None, None], ["Legal name", "Kind"], ["长春甲轴承有限公司", "企业"]],
    )
    send(visitor, content, "list.xlsx")
    kept = Import.objects.get()
    page = visitor.get(f"/imports/{kept.pk}/?sheet=List")
    assert page.context["look"].heading_row == 3
    assert [column.heading for column in page.context["look"].columns] == ["Legal name", "Kind"]
    assert visitor.get(f"/imports/{kept.pk}/?sheet=Nothing").status_code == 422
    assert visitor.get(f"/imports/{kept.pk}/?sheet=List&row=2").status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"no workbook", "not an .xlsx workbook"),
        ("a.csv", b"\xff\xfe\x00\xd8", "characters of the file"),
        ("a.csv", b'name\n"open', "double quote"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(name: str, content: bytes, words: str) -> None:
    visitor = client()
    send(visitor, content, name)
    kept = Import.objects.get()
    answer = visitor.get(f"/imports/{kept.pk}/")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert visitor.post(f"/imports/{kept.pk}/discard/").status_code == 302


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"x"), ("a.csv", b"")])
def test_an_upload_that_makes_no_sense_is_refused_on_its_page(name: str, content: bytes) -> None:
    answer = send(client(), content, name)
    assert answer.status_code == 422
    assert not Import.objects.exists()
    assert send(client(), b"name", namespace="a:b").status_code == 422


def test_lists_take_the_same_queries_at_one_row_and_at_three() -> None:
    visitor, office = client(), Office()
    kept = office.compare(table([line(1)]))
    office.apply(kept)
    counts: list[list[int]] = [[], []]
    for _ in range(2):
        for number, path in enumerate(("/imports/", f"/imports/{kept.pk}/rows/")):
            visitor.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert visitor.get(path).status_code == 200
            counts[number].append(len(queries))
        for _again in range(2):
            kept = office.compare(table([line(1), line(2), line(3, 企业名称="")]))
    assert all(len(set(found)) == 1 for found in counts)


@pytest.mark.django_db(transaction=True)
def test_the_pages_speak_chinese() -> None:
    visitor = client()
    kept = compared(visitor, table([line(1, 所属地区="火星")]))
    visitor.post("/language/", {"language": "zh-hans", "next": "/"})
    for path in ("/imports/", f"/imports/{kept.pk}/", f"/imports/{kept.pk}/rows/"):
        assert visitor.get(path).status_code == 200


def exported(answer: HttpResponse) -> list[dict[str, Any]]:
    return [json.loads(one) for one in answer.getvalue().decode().splitlines()]


def test_everything_goes_out_as_followthemoney() -> None:
    organisation(name="长春甲轴承有限公司")
    answer = client(Role.ENTERPRISE).get("/organisations.ftm.json")
    found = exported(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="organisations.ftm.json"'
    assert {"Company", "Address"} == {each["schema"] for each in found}
    assert Client().get("/organisations.ftm.json").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_entities_come_in_and_bad_ones_come_back() -> None:
    lines = [
        {"id": "a", "schema": "Company", "properties": {"name": ["长春甲轴承有限公司"], "phone": ["0431"]}},
        {"id": "b", "schema": "LegalEntity", "properties": {"name": ["张三"]}},
        {"id": "c", "schema": "Person", "properties": {"name": ["李四"]}},
        {"id": "d", "schema": "Organization", "properties": {"name": ["长春丁协会"], "uscCode": [uscc(7, "92")]}},
        {"id": "e", "schema": "Organization", "properties": {"name": ["长春戊协会"]}},
    ]
    visitor = client()
    kept = compared(visitor, "\n".join(map(json.dumps, lines)).encode(), "list.ftm")
    assert (kept.counts["new"], kept.counts["refused"]) == (1, 3)
    page = visitor.get(f"/imports/{kept.pk}/").content.decode()
    assert "Person: natural persons are never kept" in page
    assert "Company.phone" in page
    assert "may be a natural person" in visitor.get(f"/imports/{kept.pk}/rows/").content.decode()
    back = exported(visitor.get(f"/imports/{kept.pk}/to-mend.csv"))
    assert [each["id"] for each in back] == ["e"]
    assert "does not say what the organisation is" in back[0]["problems"][0]
    assert "张三" not in str(list(ImportRow.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_person_is_kept() -> None:
    visitor = client()
    rows = [
        line(1, 企业名称="赵六小吃店(个体工商户)", 法定代表人="赵六"),
        line(2, 统一社会信用代码=uscc(8, "92"), 法定代表人="赵六"),
        line(3, 所属地区="火星", 法定代表人="赵六"),
    ]
    kept = compared(visitor, table(rows))
    assert kept.counts["refused"] == 3
    visitor.post(f"/imports/{kept.pk}/apply/")
    everything = str(list(ImportRow.objects.values())) + str(list(Import.objects.values()))
    assert "赵六" not in everything
    assert uscc(8, "92") not in everything
    page = visitor.get(f"/imports/{kept.pk}/rows/").content.decode()
    assert "never natural persons or sole traders" in page
    back = visitor.get(f"/imports/{kept.pk}/to-mend.csv").getvalue().decode("utf-8-sig")
    assert "火星" in back
    assert "赵六" not in back


def test_every_list_comes_as_json() -> None:
    organisation(name="=长春甲")
    answer = client().get("/organisations/?format=json&q=长春甲")
    assert answer["Content-Type"] == "application/json"
    assert [row["kind"] for row in json.loads(answer.getvalue())] == ["enterprise"]
    assert json.loads(client().get("/facts/?format=json").getvalue()) == []


def test_a_long_list_is_sent_piece_by_piece_in_its_language() -> None:
    for n in range(1100):
        organisation(name=f"长春{n:04d}公司", name_en=f"Changchun {n:04d}")
    visitor = client()
    visitor.post("/language/", {"language": "zh-hans", "next": "/"})
    for kind in ("csv", "json"):
        answer = visitor.get(f"/organisations/?format={kind}&q=长春")
        assert answer.streaming
        text = answer.getvalue().decode("utf-8-sig")
        assert all(f"长春{n:04d}公司" in text for n in range(1100))
        assert "enterprise" not in text


def test_the_api_gives_entities_some_at_a_time() -> None:
    for n in range(3):
        organisation(name=f"长春{n}公司", name_en="")
    visitor = client(Role.ENTERPRISE)
    seen: list[str] = []
    after = 0
    while True:
        found = visitor.get(f"/api/entities?after={after}&limit=2").json()
        seen += [each["properties"]["name"][0] for each in found["items"] if each["schema"] == "Company"]
        if found["next"] is None:
            break
        after = found["next"]
    assert [name for name in seen if name.startswith("长春")] == ["长春0公司", "长春1公司", "长春2公司"]
    assert visitor.get("/api/entities?limit=501").status_code == 422
    assert Client().get("/api/entities").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_nothing_is_offered_to_be_applied_where_every_row_stays_out() -> None:
    visitor = client()
    kept = compared(visitor, "企业名称,类型,地区\n张三,企业,220100\n2024,企业,220100\n".encode())
    shown = visitor.get(f"/imports/{kept.pk}/").content.decode()
    assert "changes nothing in the registry" in shown
    assert f"/imports/{kept.pk}/apply/" not in shown
    rows = visitor.get(f"/imports/{kept.pk}/rows/").content.decode()
    assert "could be the name of a person" in rows
    assert "it is not a name" in rows
    good = compared(visitor, "企业名称,类型,地区\n示例轴承有限公司,企业,220100\n".encode())
    assert f"/imports/{good.pk}/apply/" in visitor.get(f"/imports/{good.pk}/").content.decode()
