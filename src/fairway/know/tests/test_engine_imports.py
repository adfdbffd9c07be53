"""Reading files of organisations: columns, headings, cells, places; doubles and circles."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fairway.know.engine.imports import cells, mapping, places, reading
from fairway.know.engine.imports.circles import circular
from fairway.know.engine.imports.columns import REGISTRY
from fairway.know.engine.imports.incoming import Incoming, Link, from_data
from fairway.know.engine.imports.settle import repeated
from fairway.lib.tables import BadCell
from fairway.lib.tables.raw import MAX_BYTES
from fairway.lib.tables.spec import folded


def read(text: str, file: str = "a.csv", encoding: str = "utf-8") -> mapping.Read:
    raw = reading.table(reading.grid(text.encode(encoding), file), file)
    return mapping.read_rows(raw, mapping.propose(raw))


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def test_no_two_columns_answer_to_one_heading() -> None:
    words = [(folded(word), column.key) for column in REGISTRY.columns for word in {column.key, *column.headings}]
    assert len({word for word, _key in words}) == len(set(words))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found(encoding: str, separator: str) -> None:
    text = (
        separator.join(["企业名称", "类型", "所属地区"])
        + "\n"
        + separator.join(["长春甲公司", "企业", "长春市"])
        + "\n"
    )
    found = read(text, encoding=encoding)
    assert not found.problems
    assert dict(found.rows[0].fields) == {"name": "长春甲公司", "kind": "enterprise", "region_code": "220100"}


@pytest.mark.parametrize("separator", [",", ";"])
def test_headings_of_registers_are_proposed_and_persons_left_out(separator: str) -> None:
    headings = [
        "企业名称",
        "法定代表人",
        "所属省份",
        "所属城市",
        "所属区县",
        "统一社会信用代码",
        "Ort",
        "成立日期",
        "联系人",
    ]
    row = ["长春甲公司", "张三", "吉林省", "长春市", "南关区", "91350100M000100Y43", "x", "2001年3月1日", "李四"]
    raw = reading.table(
        reading.grid((separator.join(headings) + "\n" + separator.join(row)).encode(), "a.csv"), "a.csv"
    )
    chosen = mapping.propose(raw)
    assert chosen["法定代表人"] == chosen["联系人"] == chosen["Ort"] == ""
    assert mapping.names_person("法定代表人")
    assert not mapping.names_person("上级单位")
    found = mapping.read_rows(raw, chosen)
    assert found.rows[0].fields["region_code"] == "220102"
    assert found.rows[0].fields["founded_on"] == "2001-03-01"


@pytest.mark.parametrize(
    ("heading", "key"), [("统一社会信用代码证", "uscc"), ("Legal nmae", "name"), ("企业名称*", "name")]
)
def test_headings_written_a_little_otherwise_are_proposed(heading: str, key: str) -> None:
    raw = reading.table(reading.grid(f"{heading},zzz\n1,2\n".encode(), "a.csv"), "a.csv")
    assert mapping.propose(raw)[heading] == key


def test_codes_prove_themselves_under_any_heading() -> None:
    raw = reading.table(reading.grid(b"who,x1\nA company,91350100M000100Y43\n", "a.csv"), "a.csv")
    assert mapping.propose(raw)["x1"] == "uscc"


def test_what_was_chosen_before_is_proposed_again() -> None:
    raw = reading.table(reading.grid("名称,类型\nA,企业\n".encode(), "a.csv"), "a.csv")
    assert mapping.propose(raw, {"名称": "short", "类型": ""}) == {"名称": "short", "类型": ""}
    assert mapping.propose(raw, {"名称": "short"}) == {"名称": "name", "类型": "kind"}
    assert mapping.fingerprint(["名称", "类型"]) == mapping.fingerprint([" 类型", "名称"])


def test_a_title_and_merged_headings_are_seen_through() -> None:
    made = Workbook()
    sheet = made.active
    for row in (
        ["Companies of 2024"],
        ["企业名称", "注册信息", None, "类型"],
        [None, "统一社会信用代码", "成立日期", None],
        ["长春甲公司", "91350100M000100Y43", "2001-03-01", "企业"],
    ):
        sheet.append(row)
    for cells_ in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(cells_)
    packed = io.BytesIO()
    made.save(packed)
    found = reading.table(reading.grid(packed.getvalue(), "a.xlsx"), "a.xlsx")
    assert found.headings == ("企业名称", "统一社会信用代码", "成立日期", "类型")
    assert [row.number for row in found.rows] == [4]


def test_the_sheet_asked_for_is_read_and_no_other() -> None:
    content = book(("One", [["name"], ["A"]]), ("Two", [["name"], ["B"]]))
    assert reading.sheets(content, "a.xlsx") == ("One", "Two")
    grid = reading.grid(content, "a.xlsx", "Two")
    assert grid.rows[1][1] == ("B",)
    assert not grid.problems
    with pytest.raises(BadCell, match="no visible sheet"):
        reading.grid(content, "a.xlsx", "Three")


def test_formulas_are_named_and_kept_out() -> None:
    content = book(("One", [["企业名称", "类型"], ["=A1", "企业"], ["长春甲公司", "企业"]]))
    raw = reading.table(reading.grid(content, "a.xlsx"), "a.xlsx")
    found = mapping.read_rows(raw, mapping.propose(raw))
    assert [p.code for p in found.problems] == ["formula"]
    assert [row.number for row in found.rows] == [3]


def test_a_bomb_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 201_000_000)
    with pytest.raises(BadCell, match="unpacks to more"):
        reading.grid(packed.getvalue(), "a.xlsx")


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , \n"])
def test_an_empty_file_is_said_to_be_empty(content: bytes) -> None:
    with pytest.raises(BadCell, match="holds no rows"):
        reading.table(reading.grid(content, "a.csv"), "a.csv")


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(BadCell, match="larger than"):
        reading.grid(b"x" * (MAX_BYTES + 1), "a.csv")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("220100", "220100"),
        ("220102001", "220102"),
        ("220381", "220381"),
        ("长春", "220100"),
        ("吉林市", "220200"),
        ("吉林省", "220000"),
        ("吉林长春南关区", "220102"),
        ("延边", "222400"),
        ("廣西壯族自治區", "450000"),
        ("Changchun", "220100"),
    ],
)
def test_a_place_is_read_by_code_and_by_name(words: str, code: str) -> None:
    assert places.region(words) == code


@pytest.mark.parametrize(("words", "problem"), [("吉林", "region-unclear"), ("火星", "region"), ("999999", "region")])
def test_a_place_that_is_none_or_several_is_refused(words: str, problem: str) -> None:
    with pytest.raises(BadCell) as bad:
        places.region(words)
    assert bad.value.code == problem


def test_every_place_is_found_by_its_own_whole_name() -> None:
    from fairway.know.engine.places import ancestors
    from fairway.know.engine.places import places as known

    for code, each in list(known().items())[::7]:
        whole = "".join(p.name_zh for p in (*reversed(ancestors(code)), each))
        assert code in places.named(whole)
        assert places.at_start(whole + "人民大街1号") in {code, places.at_start(whole)}


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.share, "51.20 %", "51.2"),
        (cells.share, "100", "100"),
        (cells.form, "股份有限公司", "ECAK"),
        (cells.industry, "C3670", "3670"),
        (cells.kind, "有限责任公司(自然人投资或控股)", "enterprise"),
        (cells.parent, "91350100M000100Y43", ("uscc", "91350100M000100Y43")),
        (cells.parent, "s-017", ("key", "s-017")),
        (cells.parent, "长春 甲 公司", ("name", "长春 甲 公司")),
        (cells.organisation_code, "12345678-8", "123456788"),
    ],
)
def test_cells_are_read_as_people_write_them(parse: Any, cell: str, value: object) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (cells.share, "0"),
        (cells.share, "101"),
        (cells.form, "个体工商户"),
        (cells.industry, "9999"),
        (cells.name, "张三先生"),
        (cells.own_key, "220102199003071234"),
        (cells.relation, "friend"),
    ],
)
def test_what_cannot_be_right_is_refused(parse: Any, cell: str) -> None:
    if parse is cells.own_key:
        from fairway.lib.codes import is_resident_number

        cell = next(c for n in "0123456789X" if is_resident_number(c := cell[:17] + n))
    with pytest.raises(BadCell):
        parse(cell)


ROWS = st.builds(
    Incoming,
    number=st.integers(2, 99),
    fields=st.fixed_dictionaries({"name": st.sampled_from(["甲公司", "乙公司"])}),
    key=st.sampled_from(["", "a", "b"]),
    names=st.lists(st.tuples(st.just("short"), st.sampled_from(["甲", "乙"])), max_size=2).map(tuple),
    codes=st.lists(st.sampled_from([("lei", "X"), ("stock", "600104")]), max_size=2, unique=True).map(tuple),
    address=st.sampled_from(["", "人民大街1号"]),
    links=st.lists(st.builds(Link, st.just("key"), st.just("b"), st.just("branch")), max_size=1).map(tuple),
    demo=st.sampled_from([None, True, False]),
)


@given(ROWS)
def test_a_row_survives_being_kept(row: Incoming) -> None:
    assert from_data(row.as_data()) == row


@settings(max_examples=100)
@given(st.lists(ROWS, max_size=8, unique_by=lambda row: row.number), st.randoms())
def test_doubles_in_a_file_do_not_depend_on_the_order_of_rows(rows: list[Incoming], random: Any) -> None:
    shuffled = rows[:]
    random.shuffle(shuffled)
    first, second = repeated(rows), repeated(shuffled)
    assert {n: p.outcome for n, p in first.items()} == {n: p.outcome for n, p in second.items()}
    left = [row for row in rows if row.number not in first]
    marks = [mark for row in left for mark in {row.own_key(), *row.codes} if mark]
    assert len(marks) == len(set(marks))


TIES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12)


@settings(max_examples=100)
@given(TIES, TIES)
def test_circles_are_exactly_the_ties_one_can_come_back_over(kept: list[Any], added: list[Any]) -> None:
    every = {*kept, *added}

    def reaches(start: int, end: int) -> bool:
        seen, waiting = set(), [start]
        while waiting:
            here = waiting.pop()
            seen.add(here)
            waiting += [to for who, to in every if who == here and to not in seen]
        return end in seen

    assert circular(kept, added) == {(who, to) for who, to in added if reaches(to, who)}


def test_a_long_chain_of_owners_is_no_trouble() -> None:
    chain = [(n, n + 1) for n in range(50_000)]
    assert circular([], chain) == set()
    assert circular(chain, [(50_000, 0)]) == {(50_000, 0)}
