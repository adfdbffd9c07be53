"""The table of records."""

from __future__ import annotations

from datetime import date

import pytest

from fairway.lib.tables import check, read_table
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.intake import KIND_WORDS, RECORDS, SEVERITY_WORDS, RecordRow

HEAD = "文号,单位编号,记录类型,程度,发生日期,获知日期,状态,认定机关"


def read(row: str) -> tuple[list[RecordRow], list[str]]:
    checked = check(read_table(f"{HEAD}\n{row}\n".encode("gb18030"), "records.csv"), RECORDS)
    return [each.value for each in checked.rows], [problem.code for problem in checked.problems]


def test_a_row_in_chinese() -> None:
    assert read("演2021-1,s-1,行政处罚,严重,2021年3月4日,2021/3/11,异议中,示例局") == (
        [
            RecordRow(
                "演2021-1",
                "s-1",
                "penalty",
                "serious",
                date(2021, 3, 4),
                date(2021, 3, 11),
                "under_objection",
                "示例局",
            )
        ],
        [],
    )


def test_what_is_left_empty() -> None:
    [row], _problems = read("1,s-1,contract_kept,,2021-03-04,,,示例局")
    assert row.learned_on == row.happened_on
    assert row.status == "active"


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_every_kind_of_the_catalogue_with_every_severity(kind: object) -> None:
    [chinese] = [word for word, key in KIND_WORDS.items() if key == kind.key]  # type: ignore[attr-defined]
    for severity in kind.severities:  # type: ignore[attr-defined]
        words = [word for word, key in SEVERITY_WORDS.items() if key == severity.key] or [severity.key.lower()]
        [row], problems = read(f"1,s-1,{chinese},{words[0]},2021-03-04,,,示例局")
        assert problems == []
        assert (row.kind, row.severity) == (kind.key, severity.key)  # type: ignore[attr-defined]


def test_nothing_outside_the_catalogue() -> None:
    assert read("1,s-1,gossip,,2021-03-04,,,示例局") == ([], ["choice"])
    assert read("1,s-1,penalty,A,2021-03-04,,,示例局") == ([], ["record-severity"])
    assert read("1,s-1,licence,minor,2021-03-04,,,示例局") == ([], ["record-severity"])


def test_nobody_learns_before_it_happens() -> None:
    assert read("1,s-1,licence,,2021-03-04,2021-03-03,,示例局") == ([], ["learned-before"])
