"""Tests of pages run on one store or the other, and none on neither."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.stores import is_elsewhere, takes_turns, touches_a_store

VENDORS = ("sqlite", "postgresql")
FROM = "from django.test import"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "test_something.py"


def item(file: Path, name: str, *marks: str) -> Any:
    return SimpleNamespace(
        nodeid=f"{file.name}::{name}", path=file, get_closest_marker=lambda mark: mark if mark in marks else None
    )


@pytest.mark.parametrize(
    "line", [f"{FROM} Client", f"if TYPE_CHECKING:\n    {FROM} Client", f"{FROM} TestCase, Client"]
)
def test_each_test_of_pages_has_one_store_and_each_store_about_half_of_them(file: Path, line: str) -> None:
    file.write_text(f"import re\n{line}\n", encoding="utf-8")
    pages = [item(file, f"test_{number}", "django_db") for number in range(200)]
    here = {vendor: {each.nodeid for each in pages if not is_elsewhere(each, vendor)} for vendor in VENDORS}
    assert here["sqlite"] | here["postgresql"] == {each.nodeid for each in pages}
    assert here["sqlite"].isdisjoint(here["postgresql"])
    assert min(map(len, here.values())) > 70


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        (f"{FROM} RequestFactory", ["django_db"]),
        (f"{FROM} Client", []),
        (f"{FROM} Client", ["django_db", "both_stores"]),
        (f"{FROM} Client", ["django_db", "example"]),
        (f"{FROM} Client", ["django_db", "skipif"]),
    ],
)
def test_every_other_test_takes_no_turns(file: Path, line: str, marks: list[str]) -> None:
    file.write_text(line, encoding="utf-8")
    others = [item(file, f"test_{number}", *marks) for number in range(20)]
    assert not any(takes_turns(other) for other in others)
    assert not any(is_elsewhere(other, vendor) for vendor in VENDORS for other in others)


def test_what_opens_the_database_touches_a_store(request: pytest.FixtureRequest, db: None) -> None:
    assert touches_a_store(request.node)
    assert request.node.get_closest_marker("store")
