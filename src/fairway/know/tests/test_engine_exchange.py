"""Entities of followthemoney: what goes out is valid there and reads back the same; nothing is dropped in silence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fairway.know.engine.exchange.entities import Entity, entity_id, line_of, local_key, read_lines
from fairway.know.engine.exchange.naming import assign
from fairway.know.engine.exchange.reading import read_entities
from fairway.know.engine.exchange.writing import Bond, Outgoing, Seat, entities
from fairway.know.engine.imports.incoming import Citation, Options
from fairway.know.engine.imports.plan import Known, Outcome, Registry, plan_row
from fairway.know.engine.size_and_ownership import OwnershipType, Size
from fairway.know.engine.written import Verdict
from fairway.lib.codes import uscc_check_character


def lines(*given_: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in given_).encode()


def company(identifier: str, **properties: Any) -> dict[str, Any]:
    values = {"name": ["长春甲轴承有限公司"]} | properties
    return {"id": identifier, "schema": "Company", "properties": values}


def test_a_company_comes_in_with_names_codes_address_and_source() -> None:
    found = read_entities(
        lines(
            company(
                "x",
                name=["长春甲轴承有限公司", "Changchun Jia Bearing Co., Ltd."],
                alias=["甲轴承"],
                weakAlias=["甲轴"],
                previousName=["长春轴承厂"],
                uscCode=["91350100M000100Y43"],
                address=["吉林省长春市南关区人民大街1号"],
                incorporationDate=["2001-03-01"],
                sourceUrl=["https://example.org/1"],
                publisher=["Example register"],
                retrievedAt=["2024-05-06"],
                jurisdiction=["cn"],
            )
        ),
        "a.ftm",
    )
    assert not found.problems
    assert not found.left_out
    row = found.rows[0]
    assert row.key == "x"
    assert row.fields == {
        "name": "长春甲轴承有限公司",
        "name_en": "Changchun Jia Bearing Co., Ltd.",
        "region_code": "220102",
        "kind": "enterprise",
        "founded_on": "2001-03-01",
    }
    assert set(row.names) == {
        ("foreign", "Changchun Jia Bearing Co., Ltd."),
        ("printed", "甲轴承"),
        ("short", "甲轴"),
        ("former", "长春轴承厂"),
    }
    assert row.codes == (("uscc", "91350100M000100Y43"),)
    assert row.citation == Citation("https://example.org/1", "Example register", "2024-05-06")


def test_size_and_ownership_come_as_keywords_and_what_cannot_be_read_is_counted() -> None:
    keywords = ["size: 小型", "size: huge", "type of ownership: 國有控股", "exporter"]
    found = read_entities(lines(company("x", keywords=keywords)), "a.ftm")
    said = found.rows[0].fields
    assert (said["size"], said["ownership_type"]) == ("small", "state")
    assert {what: times for (_text, what), times in found.left_out.items()} == {"Company.keywords": 2}


def test_persons_and_what_hangs_on_them_are_counted_and_never_named() -> None:
    found = read_entities(
        lines(
            company("x"),
            {"id": "p", "schema": "Person", "properties": {"name": ["张三"]}},
            {"id": "o", "schema": "Ownership", "properties": {"owner": ["p"], "asset": ["x"], "percentage": ["60"]}},
            {"id": "d", "schema": "Directorship", "properties": {"director": ["p"], "organization": ["x"]}},
        ),
        "a.ftm",
    )
    assert [row.links for row in found.rows] == [()]
    counted = {what: (times, text) for (text, what), times in found.left_out.items()}
    assert set(counted) == {"Person", "Ownership", "Directorship"}
    assert all("natural persons" in text for _times, text in counted.values())
    assert "张三" not in str(found)


def test_a_legal_entity_without_code_or_form_may_be_a_person() -> None:
    found = read_entities(
        lines(
            {"id": "a", "schema": "LegalEntity", "properties": {"name": ["张三"]}},
            {"id": "b", "schema": "LegalEntity", "properties": {"name": ["长春乙轴承有限公司"]}},
        ),
        "a.ftm",
    )
    assert [row.key for row in found.rows] == ["b"]
    assert [problem.code for problem in found.problems] == ["legal-entity-unclear"]


def test_ties_between_organisations_come_in_and_ended_ones_are_counted() -> None:
    found = read_entities(
        lines(
            company("a"),
            company("b", name=["长春乙集团有限公司"]),
            {"id": "o", "schema": "Ownership", "properties": {"owner": ["b"], "asset": ["a"], "percentage": ["30"]}},
            {"id": "u", "schema": "UnknownLink", "properties": {"subject": ["a"], "object": ["b"], "role": ["branch"]}},
            {"id": "e", "schema": "Ownership", "properties": {"owner": ["a"], "asset": ["b"], "endDate": ["2020"]}},
        ),
        "a.ftm",
    )
    rows = {row.key: row for row in found.rows}
    assert {(link.value, link.kind, link.share) for link in rows["a"].links} == {
        ("b", "owned", "30"),
        ("b", "branch", ""),
    }
    assert rows["b"].links == ()
    assert dict(found.left_out) == {(next(t for t, w in found.left_out if w == "Ownership"), "Ownership"): 1}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"{not json", "json"),
        (b"[1, 2", "json"),
        (b"[" * 100_000, "json"),
        (b'{"id": 1, "schema": "Company"}', "no-entity"),
        (b'{"id": "\\u0000", "schema": "Company"}', "no-entity"),
        (b'{"id": "a", "schema": "Company", "properties": []}', "no-entity"),
        (b'{"id": "a", "schema": "Company", "properties": {"name": [1e999, NaN, true]}}', "name-missing"),
        (b'{"id": "a", "schema": "Company", "properties": {}}', "name-missing"),
        (b"\xff\xfe\x00", "json"),
    ],
)
def test_a_broken_line_is_named_and_nothing_raises(content: bytes, code: str) -> None:
    found = read_entities(content, "a.ftm")
    assert [problem.code for problem in found.problems] == [code]
    assert not found.rows


def test_fragments_of_one_entity_are_put_together() -> None:
    found, problems = read_lines(lines(company("x", alias=["甲"]), company("x", alias=["乙"])), "a.ftm")
    assert not problems
    assert len(found) == 1
    assert set(found[0].properties["alias"]) == {"甲", "乙"}


def test_an_id_is_the_same_for_ever_and_never_another_s() -> None:
    assert entity_id("uscc", "", "9") == entity_id("uscc", "", "9")
    assert entity_id("a", "b") != entity_id("ab") != entity_id("a", "b", "")
    assert local_key("x" * 80) == "x" * 80
    assert len(local_key("x" * 81)) <= 80


@given(st.sets(st.sampled_from(["甲公司", "乙公司", "A Ltd", "B Ltd"]), min_size=1), st.sampled_from(["", "cn", "de"]))
def test_names_are_dealt_out_whatever_their_order(names: set[str], country: str) -> None:
    legal, foreign, rest = assign(tuple(names), country)
    assert {legal, *rest} | ({foreign} if foreign else set()) == names
    assert assign(tuple(sorted(names, reverse=True)), country) == (legal, foreign, rest)


def uscc(number: int) -> str:
    first = f"91220100MA{number:07d}"
    return first + uscc_check_character(first)


KINDS = ("enterprise", "government", "zone", "committee", "institution", "association", "bank")
TEXTS = ["甲", "长春甲轴承厂", "Jia", "Jia Bearing", "甲轴"]
WORDS = st.fixed_dictionaries(
    {"name": st.sampled_from(["长春甲轴承有限公司", "Jia Bearings Ltd"]), "kind": st.sampled_from(KINDS)},
    optional={
        "name_en": st.sampled_from(["Jia Bearing Co.", "甲轴承"]),
        "region_code": st.sampled_from(["220102", "220381", "810000"]),
        "industry_code": st.sampled_from(["3670", "C", "34"]),
        "segment": st.sampled_from(["parts"]),
        "legal_form": st.sampled_from(["ECAK", "B5UZ"]),
        "size": st.sampled_from(list(Size)),
        "ownership_type": st.sampled_from(list(OwnershipType)),
        "founded_on": st.just("2001-03-01"),
        "dissolved_on": st.just("2020-01-01"),
    },
)
OUTGOING = st.builds(
    Outgoing,
    id=st.just("fw-1"),
    fields=WORDS,
    names=st.lists(st.tuples(st.sampled_from(["short", "former", "printed"]), st.sampled_from(TEXTS)), max_size=4).map(
        lambda names: tuple({text: (kind, text) for kind, text in names}.values())
    ),
    codes=st.sets(
        st.sampled_from(
            [("uscc", uscc(1)), ("lei", "5493001KJTIIGC8Y1R12"), ("orgcode", "123456788"), ("stock", "600104.SH")]
        )
    ).map(lambda found: tuple(sorted(found))),
    seats=st.lists(st.just(Seat("220102", "2023", "吉林省长春市南关区人民大街1号")), max_size=1).map(tuple),
    bonds=st.lists(
        st.builds(
            Bond,
            st.just("fw-2"),
            st.sampled_from(["subsidiary", "owned", "branch", "successor", "union"]),
            st.just(""),
            st.sampled_from(["", "2010-01-01"]),
        ),
        max_size=2,
        unique_by=lambda bond: bond.kind,
    ).map(tuple),
    citation=st.sampled_from([Citation(), Citation("https://example.org/1", "Example", "2024-05-06")]),
    demo=st.booleans(),
)
OTHER = Outgoing("fw-2", {"name": "长春乙集团有限公司", "kind": "enterprise"})


@settings(max_examples=100, deadline=None)
@given(OUTGOING)
def test_what_goes_out_is_valid_followthemoney(organisation: Outgoing) -> None:
    from followthemoney import model
    from followthemoney.proxy import EntityProxy

    for each in entities(organisation):
        data = json.loads(line_of(each))
        schema = model.get(data["schema"])
        assert schema is not None
        assert set(schema.required) <= set(data["properties"]) | ({"name"} if schema.name == "Address" else set())
        proxy = EntityProxy.from_dict(data, cleaned=False)
        for name, values in data["properties"].items():
            assert set(proxy.get(name)) == set(values), (name, values, proxy.get(name))


@settings(max_examples=100, deadline=None)
@given(OUTGOING)
def test_what_goes_out_reads_back_as_it_was(organisation: Outgoing) -> None:
    fields = {name: value for name, value in organisation.fields.items() if value}
    texts = {text for _kind, text in organisation.names}
    assume(not texts & {fields["name"], fields.get("name_en", "")})
    content = b"".join(line_of(e) for o in (organisation, OTHER) for e in entities(o))
    found = read_entities(content, "a.ftm")
    assert not found.problems
    row = next(row for row in found.rows if row.key == "fw-1")
    region = fields.get("region_code") or (organisation.seats[0].region if organisation.seats else "")
    kept = {name: value for name, value in row.fields.items() if name != "name_en"}
    told = {name: value for name, value in fields.items() if name != "name_en"}
    assert kept == told | ({"region_code": region} if region else {})
    spelt = {text for _kind, text in row.names}
    assert spelt == texts | ({fields["name_en"]} if "name_en" in fields else set())
    assert {pair for pair in row.names if pair[0] in {"short", "former"}} == {
        pair for pair in organisation.names if pair[0] in {"short", "former"}
    }
    assert set(row.codes) == set(organisation.codes)
    assert row.address == (organisation.seats[0].text if organisation.seats else "")
    assert {(link.value, link.kind, link.since) for link in row.links} == {
        (bond.other, bond.kind, bond.since) for bond in organisation.bonds
    }
    assert (row.demo, row.citation) == (organisation.demo or None, organisation.citation)
    assert not found.left_out


@settings(max_examples=60, deadline=None)
@given(OUTGOING)
def test_one_s_own_export_changes_nothing(organisation: Outgoing) -> None:
    content = b"".join(line_of(e) for o in (organisation, OTHER) for e in entities(o))
    row = next(row for row in read_entities(content, "a.ftm").rows if row.key == "fw-1")
    fields = dict(organisation.fields)
    if organisation.seats and not fields.get("region_code"):
        fields["region_code"] = organisation.seats[0].region
    known = Known(
        1,
        fields,
        organisation.demo,
        frozenset({("legal", fields["name"]), ("foreign", fields.get("name_en", "")), *organisation.names}),
        frozenset({*organisation.codes, *row.inside()}),
        frozenset({"fw-1"}),
        tuple(seat.text for seat in organisation.seats),
        frozenset((2, bond.kind, bond.share) for bond in organisation.bonds),
    )
    registry = Registry({1: known, 2: Known(2, dict(OTHER.fields))}, keys={"fw-1": 1, "fw-2": 2})
    plan = plan_row(row, registry, Options(), lambda _a, _b: Verdict.SAME)
    if organisation.demo:
        assert plan.outcome is Outcome.UNCHANGED
    assert plan.changes == ()


def test_a_line_has_its_values_in_order() -> None:
    first = line_of(Entity("a", "Company", {"name": ("b", "a"), "alias": ()}))
    assert first == b'{"id":"a","schema":"Company","properties":{"name":["a","b"]}}\n'
