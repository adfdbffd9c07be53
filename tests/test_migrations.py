"""Migrations from nothing make the very tables that the models describe, which the other tests start from."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.django_db


def _elsewhere() -> tuple[str, str]:
    """The name of a new database beside the one at hand, and its address."""
    given = connection.settings_dict
    name = f"migrated_{os.getpid()}"
    apart = connection.copy()
    with apart.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    apart.close()
    return name, f"postgresql://{given['USER']}@{quote(given['HOST'], safe='')}/{name}"


def _tables(of: BaseDatabaseWrapper) -> dict[str, Any]:
    """Columns with type, length and whether they may be empty, and every constraint and index, by table."""
    found = {}
    with of.cursor() as cursor:
        for table in sorted(of.introspection.table_names(cursor)):
            columns = of.introspection.get_table_description(cursor, table)
            rules = of.introspection.get_constraints(cursor, table).values()
            found[table] = (
                sorted((each.name, each.type_code, each.display_size, each.null_ok) for each in columns),
                sorted(repr(sorted(rule.items(), key=str)) for rule in rules),
            )
    return found


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there an office begins with them, in test_cli.py")
def test_migrations_from_nothing_make_the_tables_of_the_models() -> None:
    name, address = _elsewhere()
    migrate = [sys.executable, "-m", "django", "migrate", "-v", "0", "--settings", "tests.settings"]
    subprocess.run(migrate, env=os.environ | {"FAIRWAY_DATABASE": address}, check=True, timeout=600)
    migrated = connection.copy()
    migrated.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        made, told = _tables(migrated), _tables(connection)
    finally:
        migrated.close()
    assert made.keys() - {"django_migrations"} == told.keys()
    own = tuple(f"{each.label}_" for each in apps.get_app_configs() if each.name.startswith("fairway."))
    assert [table for table in told if table.startswith(own) and made[table] != told[table]] == []
