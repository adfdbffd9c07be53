"""On which store a test runs: what touches one runs on each, but tests of pages may take turns."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING

from django.test import TransactionTestCase

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
ALWAYS = ("browser", "example", "both_stores", "skipif")
PAGES = re.compile(r"^ *from django\.test import .*\bClient\b", re.MULTILINE)


def touches_a_store(item: pytest.Item) -> bool:
    """Whether pytest-django opens the database for this test; it keeps it shut for every other one."""
    return (
        item.get_closest_marker("django_db") is not None
        or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    )


@cache
def asks_for_pages(file: Path) -> bool:
    """Whether the tests of a file know Django's client."""
    return PAGES.search(file.read_text(encoding="utf-8")) is not None


def takes_turns(item: pytest.Item) -> bool:
    """Whether one store is enough: the test's file asks for pages, and it is not marked otherwise."""
    must = any(item.get_closest_marker(name) for name in ALWAYS)
    return not must and touches_a_store(item) and asks_for_pages(item.path)


def is_elsewhere(item: pytest.Item, vendor: str) -> bool:
    """Whether a test that takes turns runs on the other store: by its name, so always on the same one."""
    is_even = hashlib.sha256(item.nodeid.encode()).digest()[0] % 2 == 0
    return takes_turns(item) and is_even == (vendor == "sqlite")
