"""Set Django up for a command: on the configured database, or on a throwaway one."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fairway.cli.prepare import make_tables
from fairway.lib.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.base.models import User

SETTINGS = "fairway.settings"


def set_up() -> None:
    """Start Django on the database that FAIRWAY_DATABASE names."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def reach_database() -> None:
    """Refuse to go on where the database that FAIRWAY_DATABASE names cannot be opened."""
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        text = "The database cannot be opened (%(why)s). Start it, or correct FAIRWAY_DATABASE."
        raise Refused("database-down", text, why=" ".join(str(error).split())) from error


def database_refusal(fault: Exception) -> Refused:
    """Say what ails the database: locked, full, damaged or older than the program. Any other fault is raised again."""
    from django.db import DatabaseError, OperationalError, ProgrammingError

    # PostgreSQL and SQLite each have words of their own for a table or column that is not there.
    if (type(fault) is ProgrammingError or "no such" in str(fault)) and _is_older():
        return Refused("database-older", "The database is of an older Fairway. Run “fairway manage migrate” first.")
    if type(fault) not in (DatabaseError, OperationalError):
        raise fault
    text = (
        "The database failed (%(why)s). Where another command works on it, try again later; where the disk is full, "
        "make room; where it is damaged, bring back a copy of it."
    )
    return Refused("database-fault", text, why=" ".join(str(fault).split()))


def _is_older() -> bool:
    """Whether migrations wait for the database."""
    from django.db import DatabaseError, connection
    from django.db.migrations.loader import MigrationLoader

    try:
        loader = MigrationLoader(connection)
    except DatabaseError:
        return False
    return not loader.applied_migrations.keys() >= set(loader.graph.leaf_nodes())


def set_up_office() -> None:
    """Start Django on a database that the workbench has been started on before."""
    set_up()
    reach_database()
    from django.db import connection

    from fairway.base.models import AuditHead

    if AuditHead._meta.db_table not in connection.introspection.table_names():
        text = "The database holds no tables yet. Start “fairway serve” once, or run “fairway manage migrate”."
        raise Refused("database-empty", text)


def set_up_language() -> None:
    """Start Django for its translations alone: nothing is read from a database or written to disk."""
    os.environ.setdefault("FAIRWAY_SECRET_KEY", "for translations only")
    set_up()


def operator(reason: str) -> User:
    """Find or make the account commands run as."""
    from fairway.base.accounts import open_operator
    from fairway.chain.actions.pipeline import OPERATOR

    return open_operator(reason=reason, username=OPERATOR)


@contextmanager
def throwaway_database() -> Iterator[None]:
    """Start Django on an empty SQLite database that is gone afterwards. Only once in a process."""
    with TemporaryDirectory(prefix="fairway-") as folder:
        os.environ.pop("FAIRWAY_DATABASE_FILE", None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "FAIRWAY_DATA_DIR": folder,
            "FAIRWAY_DATABASE": f"sqlite:///{Path(folder) / 'run.sqlite3'}",
            "FAIRWAY_LOG_LEVEL": "error",
        }
        set_up()
        make_tables()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
