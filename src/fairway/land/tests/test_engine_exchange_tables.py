"""Projects as tables: read back the same whatever text they hold, refused whole with the row of every fault."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.land.engine.exchange.files import projects_of
from fairway.land.engine.exchange.tables import Faulty, archive, read_archive, read_workbook, sheets
from fairway.land.engine.exchange.values import Project
from fairway.land.tests.exchanged import projects
from fairway.land.tests.test_engine_oc4ids import example
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.write import workbook_bytes

NOW = datetime(2022, 1, 17, tzinfo=UTC)


def as_told(project: Project, number: int) -> Project:
    """What tables can say of a project: organisations it names, official codes, no promises; keys of its own."""
    keys = {each.key: f"{number}-{each.key}" for each in project.organisations}
    named = dict.fromkeys([p.organisation for p in project.parties] + [line.responsible for line in project.log])
    known = {each.key: each for each in project.organisations}
    told = tuple(
        replace(known[key], key=keys[key], name_en="", ownership="", owners=(), codes=_official(known[key].codes))
        for key in named
    )
    parties = tuple(replace(each, organisation=keys[each.organisation]) for each in project.parties)
    log = tuple(replace(line, responsible=keys[line.responsible]) for line in project.log)
    paper = project.agreement and replace(project.agreement, parties=parties, further=None)
    opened = () if paper else parties
    told_of = replace(project, agreement=paper, opened_for=opened, organisations=told, log=log, promises=None)
    return replace(told_of, reference=f"{number}-{project.reference}")


def _official(codes: tuple) -> tuple:  # type: ignore[type-arg]  # codes of an organisation
    return tuple({code.scheme: code for code in codes if code.scheme in {"uscc", "lei"}}.values())


@settings(max_examples=20, deadline=None)
@given(st.lists(projects(), min_size=1, max_size=2), st.booleans())
def test_tables_are_read_back_the_same(made: list[Project], chinese: bool) -> None:
    told = [as_told(project, n) for n, project in enumerate(made)]
    tables = sheets(told, chinese=chinese)
    assert [each.project for each in read_archive(archive(tables))] == told
    assert [each.project for each in read_workbook(workbook_bytes(tables, NOW))] == told


def test_no_cell_is_a_formula() -> None:
    odd = replace(example(), title='=HYPERLINK("http://example.org")')
    with zipfile.ZipFile(io.BytesIO(archive(sheets([odd], chinese=False)))) as packed:
        assert "'=HYPERLINK" in packed.read("projects.csv").decode()


def _archive(**changed: str) -> bytes:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive(sheets([example()], chinese=False)))) as old,
        zipfile.ZipFile(held, "w") as new,
    ):
        for name in old.namelist():
            table = name.removesuffix(".csv")
            if changed.get(table) != "":
                new.writestr(name, changed.get(table) or old.read(name))
    return held.getvalue()


def test_every_fault_is_named_with_table_row_and_column_and_nothing_is_read() -> None:
    log = "Project,Stage,Happened on,Learned on,Responsible\nautumn-2021:a-01,flying,soon,2021-10-19,nobody\n"
    paid = "Project,Money kind,Amount,Currency,Happened on,Learned on\nx:y,paid_in,5,CNY,2022-01-01,2022-01-01\n"
    with pytest.raises(Faulty) as faulty:
        read_archive(_archive(log=log, payments=paid))
    said = {(each.file, each.row, each.column) for each in faulty.value.problems}
    assert {("log", 2, "Stage"), ("log", 2, "Happened on"), ("payments", 2, "reference")} <= said
    found = list(projects_of([_archive(log=log, payments=paid)], "p.zip"))
    assert all(each.project is None for each in found)
    assert {each.problem.row for each in found if each.problem} == {2}


@pytest.mark.parametrize(
    ("content", "code"), [(b"no zip", "zip"), (_archive(log=""), "table-missing"), (b"PK\x03\x04", "zip")]
)
def test_what_is_no_archive_of_tables_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        read_archive(content)
    assert refused.value.code == code


def test_a_bomb_is_refused_unopened() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("projects.csv", b"0" * 201_000_000)
    with pytest.raises(BadCell) as refused:
        read_archive(held.getvalue())
    assert refused.value.code == "file-too-large"
