"""What every test starts from."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

# Workbooks are read and written as where Fairway runs: without lxml, which only a checker of the tests brings.
os.environ["OPENPYXL_LXML"] = "False"

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import settings
from tests.stores import is_elsewhere, touches_a_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

# What an example costs depends on what else the machine does: no test is a timing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests of pages, which show what queries tested on both stores have read, run on one store each."""
    told = "run one half of the tests that ask for pages on SQLite only, the other half on PostgreSQL only"
    parser.addoption("--pages-by-turns", action="store_true", help=told)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark what has to run on PostgreSQL and on SQLite (the rest knows no store); the longest files go first."""
    for item in items:
        if touches_a_store(item):
            item.add_marker("store")
    if config.getoption("--pages-by-turns"):
        elsewhere = {item.nodeid for item in items if is_elsewhere(item, connection.vendor)}
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in elsewhere])
        items[:] = [item for item in items if item.nodeid not in elsewhere]
    yield
    items.sort(key=lambda item: [item.get_closest_marker(long) is None for long in ("browser", "example")])


def pytest_collection_finish() -> None:
    """Set aside what stays for the whole run: to look through it again and again costs a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Whether migrations make the tables: the models do, sooner; test_migrations.py compares them."""
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001  # comes first
    """Add what no model describes: the search box's own tables."""
    from fairway.know.models import search

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        search.make_index(editor)
        search.make_parts(editor)


@pytest.fixture(autouse=True)
def what_ships_is_read() -> None:
    """Every test begins like a process that has read the stage maps and KPI definitions that ship, and no others."""
    from fairway.land.queries.methods import KPIS, MAPS

    MAPS.known.clear()
    MAPS.known.update(MAPS.shipped())
    KPIS.known.clear()
    KPIS.known.update(KPIS.shipped())


@pytest.fixture(autouse=True)
def a_reader_of_english_and_an_empty_cache() -> Iterator[None]:
    """No test inherits another one's language or what it left in the cache (counts of wrong passwords, dashboards)."""
    cache.clear()
    with translation.override("en"):
        yield
