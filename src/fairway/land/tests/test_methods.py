"""Stage maps and KPI definitions of the office's own: added, approved, followed to the end, and never changed."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, agreement, operator, organisation, payment, project

import fairway.land
from fairway.base.models import AuditLine
from fairway.cli.methods import kpi, stage_map
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.engine.log import Entry
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.land.models import Method, Project
from fairway.land.queries.methods import KPIS, MAPS
from fairway.land.tests.test_exchange import all_of_them, checked, forget_projects, package, taken
from fairway.lib.errors import Invalid, Missing, NotAllowed, Refused
from fairway.lib.toml_text import LONGEST_TEXT

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User

pytestmark = pytest.mark.django_db
HERE = Path(fairway.land.__file__).parent
MAP = (HERE / "stage_maps" / "investment-1.toml").read_text(encoding="utf-8")
KPI = (HERE / "kpi_definitions" / "fairway-1.toml").read_text(encoding="utf-8")
MAP_KIND, KPI_KIND = Method.Kind.STAGE_MAP, Method.Kind.KPIS
OWN = (
    MAP.replace("version = 1", "version = 2")
    .replace('name = "Investment with construction"', 'name = "Ours"')
    .replace('name_zh = "建设类投资项目"', 'name_zh = "本市项目"')
    .replace(
        '[[stages]]\nkey = "started"',
        '[[stages]]\nkey = "permit"\nname = "permit"\nname_zh = "施工许可"\ncounts_as = "registered"\n\n'
        '[[stages]]\nkey = "started"',
    )
)
OWN_KPIS = KPI.replace("version = 1", "version = 2").replace("2026-12-01", "2026-01-01").replace(
    '{ reached = "registered" }', '{ reached = "started" }', 1
)  # fmt: skip


def add(text: str = OWN, kind: Method.Kind = MAP_KIND, by: User | None = None) -> Method:
    return actions.add_method(actor=by or operator(), reason="circular 12", kind=kind, text=text, name="ours.toml")


def approved(text: str = OWN, kind: Method.Kind = MAP_KIND) -> Method:
    return actions.approve_method(actor=operator(), reason="read", method=add(text, kind))


def test_a_map_is_followed_once_somebody_else_approved_it() -> None:
    author = operator()
    kept = add(by=author)
    assert (kept.key, kept.version, kept.in_force_from, len(kept.sha256)) == ("investment", 2, date(2018, 1, 1), 64)
    assert queries.newest_map().version == 1
    with pytest.raises(Missing):
        queries.map_of("investment", 2)
    with pytest.raises(Refused, match="somebody else"):
        actions.approve_method(actor=author, reason="r", method=kept)
    actions.approve_method(actor=operator(), reason="read", method=kept)
    assert queries.newest_map().name == "Ours"
    assert queries.map_of("investment", 1) == shipped_map()
    assert list(queries.stage_maps()) == ["investment-1", "investment-2", "cooperation-1"]
    told = list(AuditLine.objects.filter(subject__startswith="land.method"))
    assert [each.verb for each in told] == ["add_method", "approve_method"]
    assert told[0].facts["sha256"] == kept.sha256


def test_a_version_in_force_later_waits_for_its_day() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    approved(OWN.replace("2018-01-01", tomorrow.isoformat()))
    assert queries.newest_map().version == 1
    approved(OWN.replace('key = "investment"', 'key = "parks"', 1).replace("2018-01-01", tomorrow.isoformat()))
    assert [road.key for road in queries.newest_maps()] == ["investment", "cooperation"]
    with pytest.raises(Missing):
        queries.newest_map("parks")
    assert queries.map_of("parks", 2).name == "Ours"


def test_what_is_there_is_never_replaced() -> None:
    for kind, text in ((MAP_KIND, MAP), (KPI_KIND, KPI)):
        with pytest.raises(Refused) as same:
            add(text.replace("\n", "\r\n"), kind)
        with pytest.raises(Refused) as other:
            add(text + "# mine", kind)
        assert (same.value.code, other.value.code) == ("method-same", "method-taken")
    kept = approved()
    with pytest.raises(Refused, match="word for word"):
        add()
    with pytest.raises(Refused, match="Raise the version"):
        add(OWN.replace('name = "Ours"', 'name = "Theirs"'))
    for act in (actions.approve_method, actions.discard_method):
        with pytest.raises(Refused, match="never changes"):
            act(actor=operator(), reason="r", method=kept)
    assert Method.objects.get().text == OWN


def test_what_nobody_approved_can_be_thrown_away_and_added_anew() -> None:
    kept = add()
    actions.discard_method(actor=operator(), reason="a slip", method=kept)
    with pytest.raises(Missing):
        actions.approve_method(actor=operator(), reason="r", method=kept)
    assert add(OWN.replace('name = "Ours"', 'name = "Theirs"')).version == 2


def test_the_store_itself_refuses_an_author_who_approves() -> None:
    kept = add()
    with pytest.raises(IntegrityError), transaction.atomic():
        Method.objects.filter(pk=kept.pk).update(approved_by=kept.added_by, approved_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Method.objects.create(
            kind=kept.kind, key=kept.key, version=2, in_force_from=kept.in_force_from, text="", added_by=operator()
        )


def test_a_text_altered_in_the_store_leads_nobody() -> None:
    kept = approved()
    Method.objects.filter(pk=kept.pk).update(text=OWN.replace("permit", "papers"))
    with pytest.raises(Refused, match="altered"):
        queries.map_of("investment", 2)
    with pytest.raises(Refused, match="altered"):
        queries.newest_map()


def test_an_upgrade_that_ships_the_same_version_changes_nothing_for_those_who_follow_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    approved()
    MAPS.known.clear()
    shipped = {**MAPS.shipped(), ("investment", 2): shipped_map("cooperation")}
    monkeypatch.setitem(MAPS.__dict__, "shipped", lambda: shipped)
    assert queries.map_of("investment", 2).name == "Ours"


def test_a_server_that_read_before_knows_a_new_version_at_once_and_reads_a_text_once() -> None:
    assert (queries.newest_map().version, len(queries.definitions())) == (1, 4)
    approved()
    approved(OWN_KPIS, KPI_KIND)
    assert (queries.newest_map().version, len(queries.definitions())) == (2, 5)
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            queries.map_of("investment", 2)
            queries.map_of("investment", 1)
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        queries.stage_maps()
        queries.definitions()
    assert [" text" in each["sql"].lower().replace('"', " ") for each in asked] == [False, False]
    assert queries.map_of("investment", 2) is queries.map_of("investment", 2)


WRONG_MAPS = {
    "nothing": (MAP, ""),
    "no TOML": ('key = "investment"', "key investment"),
    "a stage twice": ('key = "docking"', 'key = "intention"'),
    "stages out of order": ('counts_as = "docking"', 'counts_as = "started"'),
    "no end": ('counts_as = "effective"', 'counts_as = "at_capacity"'),
    "evidence too late": ('evidence = "started"', 'evidence = "effective"'),
    "no Chinese": ('name_zh = "建设类投资项目"\n', ""),
    "a key with a path": ('key = "investment"', 'key = "../investment"'),
    "a long key": ('key = "investment"', f'key = "{"k" * 41}"'),
    "a version too high": ("version = 1", "version = 10000"),
    "no day": ("in_force_from = 2018-01-01", 'in_force_from = "soon"'),
    "too long": ("version = 1", "version = 1\n" + "# long\n" * (LONGEST_TEXT // 7)),
    "too long a line": ("version = 1", f"version = 1 # {'x' * 1000}"),
    "a sign that is none": ("version = 1", "version = 1 # \0"),
    "a key nobody knows": ("version = 1", 'version = 1\ncolour = "red"'),
}
WRONG_KPIS = {
    "a map": (KPI, MAP),
    "a stage nobody knows": ('{ reached = "registered" }', '{ reached = "dreamt_of" }'),
    "money nobody knows": ('{ money = "paid_in" }', '{ money = "hoped_for" }'),
    "a key with a colon": ('key = "fairway"', 'key = "fair:way"'),
    "a key too long for a sheet": ('key = "fairway"', f'key = "{"k" * 25}"'),
    "a KPI twice": ('key = "start"', 'key = "fulfilment"'),
    "version nought": ("version = 1", "version = 0"),
    "a version too high": ("version = 1", "version = 10000"),
    "deep": ("version = 1", "version = " + "[" * 900),
}
WRONG = [
    *((MAP_KIND, MAP.replace(*change, 1), name) for name, change in WRONG_MAPS.items()),
    *((KPI_KIND, KPI.replace(*change, 1), name) for name, change in WRONG_KPIS.items()),
]


@pytest.mark.parametrize("kind, text, _name", WRONG, ids=[each[2] for each in WRONG])  # noqa: PT006  # one case a line
def test_a_wrong_text_is_refused_with_its_line_and_nothing_is_kept(kind: Method.Kind, text: str, _name: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(text, kind)
    assert refused.value.facts["line"]
    assert not Method.objects.exists()


def move(to: Project, stage: str, day: date) -> None:
    found = queries.map_of(to.map_key, to.map_version).find(stage)
    assert found is not None
    entry = Entry(found.counts_as, day, day, to.responsible_id, evidence="paper", next_due=day, step=stage)
    actions.record_stage(actor=operator(), reason="r", project=to, entry=entry)


def test_a_project_goes_the_road_of_an_own_map_to_its_end(client: Client) -> None:
    before = project()
    approved()
    host, today = organisation(), timezone.localdate()
    paper = agreement(parties=(organisation(), host))
    begun = actions.open_project(actor=operator(), reason="r", agreement=paper, responsible=host, next_due=today)
    assert (begun.map_key, begun.map_version) == ("investment", 2)
    road = queries.map_of("investment", 2)
    stages = [stage.key for stage in road.stages]
    assert "permit" in stages
    with pytest.raises(Refused, match="no stage is skipped"):
        move(begun, "started", today)
    for stage in stages[stages.index("signed") + 1 :]:
        move(begun, stage, today)
    client.force_login(operator())
    assert "Ours, version 2" in client.get(reverse("land:project", args=[begun.pk])).content.decode()
    begun.refresh_from_db()
    before.refresh_from_db()
    assert (begun.map_stage, begun.stage, before.map_version) == ("effective", "effective", 1)
    assert {each.version for each in queries.maps_in_use(operator())} == {1, 2}


def test_pages_show_the_own_map_and_open_projects_on_it(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    approved()
    assert "Ours" in client.get(reverse("land:stage_maps")).content.decode()
    assert "Ours" in client.get(reverse("land:new_project")).content.decode()
    client.cookies["django_language"] = "zh-hans"
    assert "施工许可" in client.get(reverse("land:stage_maps")).content.decode()


def test_a_project_comes_in_where_its_map_is_known() -> None:
    approved()
    project(map_version=2)
    (one,) = all_of_them()
    assert one.road == "investment-2"
    file = package([one])
    forget_projects()
    Method.objects.update(approved_by=None, approved_at=None)
    MAPS.known.clear()
    (problem,) = checked(file).problems
    assert (problem["code"], "Maps and definitions" in problem["remedy"]["text"]) == ("map-unknown", True)
    Method.objects.update(approved_by=operator(), approved_at=timezone.now())
    assert taken(file).counts["new"] == 1
    assert Project.objects.get().map_version == 2


YEAR = "start=2021-01-01&end=2022-01-17"


def test_past_bulletins_stay_as_they_were_and_new_ones_go_by_the_newest(client: Client) -> None:
    payment(project(agreement(), stages=2), 250)
    client.force_login(account(Role.PROMOTION_OFFICE))
    files = ("land:bulletin_pdf", "land:bulletin_workbook")
    olds = [f"?definition=fairway&beside=&{YEAR}", f"?definition=fairway.1&beside=&{YEAR}"]
    before = [[client.get(reverse(name) + old).content for name in files] for old in olds]
    assert before[0][0].startswith(b"%PDF-")
    approved(OWN_KPIS, KPI_KIND)
    assert [[client.get(reverse(name) + old).content for name in files] for old in olds] == before
    new = f"?definition=fairway.2&beside=fairway.1&{YEAR}"
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse(files[1]) + new).content))
    assert book.sheetnames == ["fairway 2", "fairway 1"]
    shares = [{row[0]: row[2] for row in sheet.iter_rows(values_only=True)}["Fulfilment rate"] for sheet in book]
    assert shares == [0, 1]
    pdf = client.get(reverse(files[0]) + new).content
    assert pdf.startswith(b"%PDF-")
    assert pdf != before[0][0]
    page = client.get(reverse("land:bulletin") + new).content.decode()
    assert '<th scope="col" class="text-end">Fairway bulletin, version 2</th>' in page
    assert queries.usual_definition() == "fairway.2"
    assert '<option value="fairway.2" selected>' in client.get(reverse("land:bulletin")).content.decode()


def test_an_own_definition_counts_what_it_says(client: Client) -> None:
    own = OWN_KPIS.replace('key = "fairway"', 'key = "city"', 1).replace('name = "Fulfilment rate"', 'name = "=1+1"')
    approved(own, KPI_KIND)
    payment(project(agreement(), stages=2), 250)
    client.force_login(account(Role.PROMOTION_OFFICE))
    query = f"?definition=city&beside=&{YEAR}"
    answer = client.get(reverse("land:bulletin_workbook") + query)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert sheet["A2"].data_type == "s"
    assert [sheet[cell].value for cell in ("C2", "D2")] == [0, 1]
    assert client.get(reverse("land:bulletin_pdf") + query).status_code == 200


def upload(client: Client, text: str, **given: object) -> tuple[int, str]:
    file = SimpleUploadedFile("ours.toml", text.encode())
    sent = {"kind": "stage-map", "file": file, "reason": "circular 12", **given}
    answer = client.post(reverse("land:methods"), sent, follow=True)
    return answer.status_code, answer.content.decode()


def test_an_office_adds_a_map_and_another_account_approves_it(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    status, page = upload(client, OWN)
    assert (status, "waits for approval" in page) == (200, True)
    kept = Method.objects.get()
    assert reverse("land:approve_method", args=[kept.pk]) not in page
    assert client.post(reverse("land:approve_method", args=[kept.pk]), {"reason": "r"}).status_code == 409
    client.force_login(account(Role.ZONE_COMMITTEE))
    shown = reverse("land:method", args=["stage-map", "investment", 2])
    assert reverse("land:approve_method", args=[kept.pk]) in client.get(shown).content.decode()
    assert client.post(reverse("land:approve_method", args=[kept.pk]), {"reason": " "}).status_code == 422
    assert client.post(reverse("land:approve_method", args=[kept.pk]), {"reason": "read"}).status_code == 302
    assert "newest in force" in client.get(shown).content.decode()
    page = client.get(shown).content.decode()
    assert all(line in page for line in ("\n-version = 1\n", "\n+version = 2\n", "What differs from version 1"))
    assert "What differs" not in client.get(shown.replace("2", "1")).content.decode()
    file = client.get(reverse("land:method_text", args=["stage-map", "investment", 2]))
    assert (b"".join(file) if file.streaming else file.content).decode() == OWN
    assert "attachment" in file["Content-Disposition"]
    assert client.post(reverse("land:discard_method", args=[kept.pk]), {"reason": "r"}).status_code == 409


def test_a_wrong_upload_says_what_is_wrong_and_keeps_nothing(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    status, page = upload(client, OWN.replace('counts_as = "effective"', 'counts_as = "at_capacity"'))
    assert (status, "(line " in page) == (422, True)
    assert upload(client, OWN, reason="")[0] == 422
    assert upload(client, OWN, kind="recipe")[0] == 422
    assert upload(client, "x" * (5 * LONGEST_TEXT))[0] == 422
    assert upload(client, "")[0] == 422
    assert upload(client, MAP + "# mine")[0] == 422
    assert client.post(reverse("land:methods"), {"file": SimpleUploadedFile("a.toml", b"\xff\xfe")}).status_code == 422
    assert not Method.objects.exists()


def test_text_on_the_page_is_text(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    upload(client, OWN.replace('"Ours"', '"<b>Ours</b>"') + "# <script>alert(1)</script>\n")
    page = client.get(reverse("land:method", args=["stage-map", "investment", 2])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Ours" in page


@pytest.mark.parametrize(
    ("role", "sees", "adds"),
    [
        (Role.PROMOTION_OFFICE, 200, 302),
        (Role.ZONE_COMMITTEE, 200, 302),
        (Role.CREDIT_OFFICE, 200, 403),
        (Role.ENTERPRISE, 403, 403),
    ],
)
def test_who_sees_and_who_decides(client: Client, role: Role, sees: int, adds: int) -> None:
    kept = add()
    client.force_login(account(role))
    shown = [reverse("land:methods"), reverse("land:method", args=["stage-map", "investment", 1])]
    shown.append(reverse("land:method_text", args=["kpis", "fairway", 1]))
    assert [client.get(each).status_code for each in shown] == [sees] * 3
    assert client.post(reverse("land:approve_method", args=[kept.pk]), {"reason": "r"}).status_code == adds
    if adds == 403:
        upload(client, OWN.replace("version = 2", "version = 3"))
        with pytest.raises(NotAllowed):
            add(OWN.replace("version = 2", "version = 3"), by=account(role))
    assert Method.objects.count() == 1
    assert client.get(reverse("land:approve_method", args=[kept.pk])).status_code == 405


def test_addresses_of_nothing_are_missing(client: Client) -> None:
    client.force_login(operator())
    for args in (["recipe", "investment", 1], ["stage-map", "investment", 9], ["kpis", "investment", 1]):
        assert client.get(reverse("land:method", args=args)).status_code == 404
    assert client.post(reverse("land:approve_method", args=[99]), {"reason": "r"}).status_code == 404


def test_more_versions_cost_no_more_queries(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    counts = []
    for version in (2, 3, 4):
        approved(OWN.replace("version = 2", f"version = {version}"))
        client.get(reverse("land:methods"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("land:methods")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_commands_check_and_add(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    for group, text, kind in ((stage_map, OWN, MAP_KIND), (kpi, OWN_KPIS, KPI_KIND)):
        file.write_text(text, encoding="utf-8")
        assert CliRunner().invoke(group, ["check", str(file)]).exit_code == 0
        said = CliRunner().invoke(group, ["add", str(file), "--reason", "circular 12"])
        assert (said.exit_code, "waits for somebody else" in said.output) == (0, True)
        again = CliRunner().invoke(group, ["add", str(file), "--reason", "circular 12"])
        assert (again.exit_code, "word for word" in again.output) == (0, True)
        file.write_text(text + "# mine\n", encoding="utf-8")
        other = CliRunner().invoke(group, ["add", str(file), "--reason", "r", "--language", "zh-hans"])
        assert (other.exit_code, "请提高版本号" in other.output) == (2, True)
        file.write_text("[[", encoding="utf-8")
        for verb in (["check", str(file)], ["add", str(file), "--reason", "r"]):
            wrong = CliRunner().invoke(group, verb)
            assert (wrong.exit_code, "(line 1)" in wrong.output) == (2, True)
        assert Method.objects.get(kind=kind).text == text


def test_an_enterprise_reads_a_bulletin_by_an_own_definition(client: Client) -> None:
    approved(OWN_KPIS, KPI_KIND)
    KPIS.known.clear()
    client.force_login(account(Role.ENTERPRISE, organisation()))
    page = client.get(reverse("land:bulletin"), {"definition": "fairway.2", "start": "2021-01-01", "end": "2021-12-31"})
    assert page.status_code == 200
    assert "Maps and definitions" not in page.content.decode()
