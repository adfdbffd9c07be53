"""Projects as OC4IDS: read back the same, sound for the standard's checker, refused with the place of a fault."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway import land
from fairway.land.engine.exchange.fields import extension_schema
from fairway.land.engine.exchange.oc4ids import moment, value, write_project
from fairway.land.engine.exchange.oc4ids_reading import read_project
from fairway.land.engine.exchange.packages import Publication, package_pieces, read_package
from fairway.land.engine.exchange.shape import BadField
from fairway.land.engine.exchange.values import Agreement, Code, Line, Organisation, Party, Payment, Project, Stated
from fairway.land.tests.exchanged import amounts, projects, random_projects
from fairway.land.tests.oc4ids_profile import complaints, official
from fairway.lib.tables.problem import BadCell

PREFIX = "oc4ids-000000"
BY = Publication("https://fairway.example/oc4ids", "Example office", "2022-01-17T00:00:00Z", PREFIX)


def again(project: Project) -> Project:
    text = json.dumps(write_project(project, PREFIX), ensure_ascii=False)
    return read_project(json.loads(text, parse_float=Decimal), "projects[0]")


@settings(max_examples=40)
@given(projects())
def test_a_project_is_read_back_the_same(project: Project) -> None:
    assert again(project) == project


@settings(max_examples=10)
@given(st.lists(projects(), max_size=3), st.integers(1, 300))
def test_a_package_is_read_back_the_same_however_it_is_cut(made: list[Project], cut: int) -> None:
    data = b"".join(package_pieces(made, BY))
    pieces = [data[start : start + cut] for start in range(0, len(data), cut)]
    assert [read_project(each, "p") for each in read_package(pieces)] == made


@given(amounts)
def test_an_amount_is_exact_or_stands_beside_its_number(amount: Decimal) -> None:
    written = json.loads(json.dumps(value(amount, "CNY")))
    exact = written.get("fairway", {}).get("exactAmount")
    assert Decimal(exact or str(written["amount"])) == amount


def example() -> Project:
    """One contract of 20,000,000 yuan, started late, half of it paid in."""
    owner = Organisation("CN-SAIC-91220101MA0Y3KX81P", "示例汽车零部件有限公司", "enterprise", "Example Auto Parts")
    owner = replace(owner, codes=(Code("uscc", "", "91220101MA0Y3KX81P"),), ownership="private", is_demo=True)
    zone = Organisation("fw-zone", "示例开发区管委会", "committee", is_demo=True)
    signed = Agreement(
        "autumn-2021",
        "a-01",
        "Gearbox plant",
        "contract",
        "contract",
        date(2021, 10, 19),
        (Party(owner.key, "investor"), Party(zone.key, "host")),
        Decimal(20_000_000),
        "CNY",
    )
    log = (
        Line("signed", date(2021, 10, 19), date(2021, 10, 19), owner.key, next_due=date(2021, 12, 1)),
        Line("registered", date(2021, 11, 30), date(2021, 12, 2), owner.key, "licence 7", date(2022, 3, 1)),
        Line("started", date(2022, 3, 15), date(2022, 3, 20), zone.key, "permit 12", date(2023, 1, 1)),
    )
    paid = (
        Payment("committed", Decimal(20_000_000), "CNY", date(2021, 12, 20), date(2021, 12, 21), "bank letter"),
        Payment("paid_in", Decimal("10000000.25"), "CNY", date(2022, 4, 1), date(2022, 4, 3), "capital report"),
    )
    return Project(
        reference="autumn-2021:a-01",
        title="Gearbox plant",
        organisations=(owner, zone),
        log=log,
        road="investment-1",
        agreement=signed,
        payments=paid,
        event="autumn-2021",
        region="220100",
        industry="3670",
        is_demo=True,
    )


def idea() -> Project:
    """The same plant before anybody signed: an intention of 15,000,000 yuan, with nothing built or paid."""
    owner, zone = example().organisations
    return replace(
        example(),
        reference="P-0badc0ffee",
        agreement=None,
        opened_for=(Party(owner.key, "investor"), Party(zone.key, "host")),
        pledged=Stated("intention", Decimal(15_000_000), "CNY"),
        log=(Line("intention", date(2021, 9, 1), date(2021, 9, 1), owner.key, next_due=date(2021, 12, 1)),),
        payments=(),
    )


def test_the_standard_s_fields_say_what_happened() -> None:
    """Worked by hand from the reference of OC4IDS 0.9.5: milestones, transactions tied to them, budget, parties."""
    written = write_project(example(), PREFIX)
    assert (written["id"], written["status"]) == ("oc4ids-000000-autumn-2021:a-01", "implementation")
    assert written["budget"] == {"amount": {"amount": 20_000_000, "currency": "CNY"}}
    met = {each["code"]: each["dateMet"][:10] for each in written["milestones"] if each["status"] == "met"}
    assert met == {
        "agreement": "2021-10-19",
        "registration": "2021-11-30",
        "commencement": "2022-03-15",
        "financialClose": "2021-12-20",
    }
    assert written["milestones"][-1]["dueDate"] == moment(date(2023, 1, 1))
    tied = [each["relatedImplementationMilestone"]["id"] for each in written["transactions"]]
    assert tied == ["financialClose", "commencement"]
    assert [each["roles"] for each in written["parties"]] == [["funder"], ["administrativeEntity", "publicAuthority"]]
    assert written["publicAuthority"] == {"id": "fw-zone", "name": "示例开发区管委会"}
    first = written["parties"][0]["identifier"]
    assert first == {"scheme": "CN-SAIC", "id": "91220101MA0Y3KX81P", "legalName": "示例汽车零部件有限公司"}
    assert written["parties"][0]["fairway"]["ownership"] == "private"


def test_before_a_signature_the_standard_s_fields_say_so() -> None:
    written = write_project(idea(), PREFIX)
    assert (written["id"], written["status"]) == ("oc4ids-000000-P-0badc0ffee", "identification")
    assert written["budget"] == {"amount": {"amount": 15_000_000, "currency": "CNY"}}
    assert [(each["code"], each["status"]) for each in written["milestones"] if "code" in each] == [
        ("intention", "met")
    ]
    assert "contractingProcesses" not in written
    assert [each.get("roles") for each in written["parties"]] == [
        ["funder"],
        ["administrativeEntity", "publicAuthority"],
    ]


def test_the_standard_s_checker_finds_nothing_to_complain_of() -> None:
    package = json.loads(b"".join(package_pieces([example(), idea(), *random_projects(40)], BY)))
    assert complaints(package) == []
    if official() is not None:
        assert complaints(package, official()) == []


def test_the_checker_would_find_a_fault() -> None:
    package = json.loads(b"".join(package_pieces([example()], BY)))
    package["projects"][0].update(status="flying", titel="Gearbox plant", id="a-01")
    assert len(complaints(package)) == 3


def test_the_published_schema_of_our_extension_is_that_of_the_tables() -> None:
    published = Path(land.__file__).parent / "exchange_schemas" / "oc4ids-extension-1.0.json"
    assert published.read_text(encoding="utf-8") == json.dumps(extension_schema(), indent=1, ensure_ascii=False) + "\n"


def test_what_we_write_is_as_the_extension_s_schema_says() -> None:
    definitions = extension_schema()["definitions"]
    check = {name: jsonschema_rs.Draft4Validator(each) for name, each in definitions.items()}  # type: ignore[attr-defined]
    for project in random_projects(40):
        written = write_project(project, PREFIX)
        check["Project"].validate(written)
        for party in written["parties"]:
            check["Party"].validate(party)
        for transaction in written.get("transactions", ()):
            check["Transaction"].validate(transaction)
            check["Value"].validate(transaction["value"])
        for process in written.get("contractingProcesses", ()):
            check["ContractingProcessSummary"].validate(process["summary"])


def _without(*path: str | int) -> Any:  # JSON
    data: Any = json.loads(json.dumps(write_project(example(), PREFIX)))
    at = data
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return data


def _with(given: object, *path: str | int) -> Any:  # JSON
    data: Any = json.loads(json.dumps(write_project(example(), PREFIX)))
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = given
    return data


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ([], "p", "not-an-object"),
        (_without("fairway"), "p.fairway", "not-ours"),
        (_without("title"), "p.title", "field-missing"),
        (_with("x" * 301, "title"), "p.title", "too-long"),
        (_with("a\u0000b", "title"), "p.title", "control-character"),
        (_with("2.0", "fairway", "version"), "p.fairway.version", "choice"),
        (_with("flying", "fairway", "log", 1, "stage"), "p.fairway.log[1].stage", "choice"),
        (_with("soon", "fairway", "log", 0, "happenedOn"), "p.fairway.log[0].happenedOn", "date"),
        (_with("nobody", "fairway", "log", 0, "responsible"), "p.fairway.log[0].responsible", "party-unknown"),
        (_with(-5, "transactions", 0, "value", "amount"), "p.transactions[0].value.amount", "amount"),
        (_with("YUAN", "budget", "amount", "currency"), "p.budget.amount.currency", "currency"),
        (_with("DUNS", "parties", 0, "identifier", "scheme"), "p.parties[0].identifier.scheme", "choice"),
        (_with({}, "contractingProcesses"), "p.contractingProcesses", "not-a-list"),
        (_with([{}, {}], "contractingProcesses"), "p.contractingProcesses", "one-process"),
        (_with(1, "fairway", "demo"), "p.fairway.demo", "yes-no"),
    ],
)
def test_a_fault_is_named_with_its_place_and_a_remedy(data: object, path: str, code: str) -> None:
    with pytest.raises(BadField) as refused:
        read_project(data, "p")
    assert (refused.value.path, refused.value.code) == (path, code)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "json-end"),
        (b"[]", "json"),
        (b'{"uri": "x"}', "no-projects"),
        (b'{"projects": [{"id": ', "json"),
        (b'{"projects": [{}', "json-end"),
        (b'{"projects": [{}]', "json-end"),
        (b'{"projects": []', "json-end"),
        (b'{"projects": [{}], "uri": "x"', "json-end"),
        (b'{"projects": [{}], "projects": [{}]}', "projects-twice"),
        (b'{"projects": [{}]} {"projects": [{}]}', "json"),
        (b'{"projects": []}]', "json"),
        (b'{"projects": [], 5: 1}', "json"),
        (b'{5: 1, "projects": []}', "json"),
        (b'{"projects": [NaN]}', "json"),
        (b'{"projects": [{}; {}]}', "json"),
        (b'{"projects": ["\xff"]}', "encoding"),
        (b'{"projects": [' + b"[" * 100_000, "json"),
    ],
)
def test_what_is_no_package_is_refused(text: bytes, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        list(read_package([text]))
    assert refused.value.code == code


def test_an_endless_object_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(BadCell) as refused:
        list(read_package([b'{"projects": ["', *[b"x" * 100_000] * 100]))
    assert refused.value.code == "json-too-long"
