"""Read TOML values strictly: every wrong type, unknown key and bad value is a problem with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables import cells
from fairway.lib.tables.nearest import nearest
from fairway.lib.tables.problem import BadCell, Problem
from fairway.lib.tables.raw import control_character

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(?:#.*)?")
_ASSIGNMENT = re.compile(r"\s*([\w\-]+)\s*=")
Reader = Callable[[object], Any]


@dataclass(frozen=True)
class Field:
    """One key of a TOML table: how its value is read, and what stands in when it is absent."""

    key: str
    read: Reader
    required: bool = False
    default: Any = None
    remedy: str = _("Add the key with its value.")


@dataclass(frozen=True)
class Places:
    """The file's name and the line of every key, by path such as ``facts[3].on`` (counted from 1)."""

    file: str
    lines: Mapping[str, int]

    def problem(self, path: str, bad: BadCell, value: object = None) -> Problem:
        """Turn a complaint into a problem at a path, with the line of the key or of its table."""
        outer = path
        while outer and outer not in self.lines:
            outer = outer.rpartition("[" if outer.endswith("]") else ".")[0]
        shown = None if value is None else str(value)
        return bad.at(self.file, self.lines.get(outer), path or None, shown)


def key_lines(text: str) -> dict[str, int]:
    """Find the line of each table and key; the n-th ``[[facts]]`` is ``facts[n]``."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            table = header[2]
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                table = f"{table}[{counts[table]}]"
            lines.setdefault(table, number)
        elif key := _ASSIGNMENT.match(line):
            lines.setdefault(f"{table}.{key[1]}".lstrip("."), number)
    return lines


def read_table(
    values: object, path: str, fields: Sequence[Field], places: Places
) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Read one table; ``None`` with the problems when anything in it is wrong."""
    if not isinstance(values, dict):
        return None, [places.problem(path, BadCell("wrong-type", _NO_TABLE, _AS_TABLE, value=path))]
    known = {field.key for field in fields}
    problems = [places.problem(f"{path}.{key}", unknown_key(key, known)) for key in values if key not in known]
    read: dict[str, Any] = {}
    for field in fields:
        try:
            read[field.key] = _value(field, values)
        except BadCell as bad:
            problems.append(places.problem(f"{path}.{field.key}", bad, values.get(field.key)))
    return (None if problems else read), problems


def unknown_key(key: str, known: set[str]) -> BadCell:
    """Complain about a key nobody knows, with the nearest known one."""
    near = nearest(key, known)
    if near:
        return BadCell("unknown-key", _UNKNOWN, _DID_YOU_MEAN, key=key, near=near)
    return BadCell("unknown-key", _UNKNOWN, _DELETE, key=key, known=", ".join(sorted(known)))


def _value(field: Field, values: Mapping[str, object]) -> object:
    if field.key in values:
        return field.read(values[field.key])
    if field.required:
        raise BadCell("missing-key", _("The key “%(key)s” is missing."), field.remedy, key=field.key)
    return field.default


def text(parse: Callable[[str], Any], *, blank: bool = False) -> Reader:
    """Text in quotes, read as a cell of a table would be."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            raise BadCell("wrong-type", _("%(value)s is not text."), _("Put it in quotes."), value=_shown(value))
        if control_character(value):
            raise BadCell("control-character", _CONTROL, _("Type the text again."), value=_shown(value))
        if not value.strip() and not blank:
            raise BadCell("missing-value", _("The text is empty."), _("Write the text, or delete the key."))
        return parse(value) if value.strip() else ""

    return read


def whole(low: int, high: int) -> Reader:
    """Read a whole number without quotes."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadCell("wrong-type", cells.NOT_A_NUMBER, cells.FROM_TO, value=_shown(value), low=low, high=high)
        return cells.whole(low, high)(str(value))

    return read


def truth(value: object) -> bool:
    """Read ``true`` or ``false``, without quotes."""
    if not isinstance(value, bool):
        text = _("%(value)s is neither true nor false.")
        raise BadCell("wrong-type", text, _("Write true or false, without quotes."), value=_shown(value))
    return value


def day(value: object) -> date:
    """Read a day, with or without quotes; a moment is refused."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return cells.day(value.isoformat())
    if isinstance(value, str):
        return cells.day(value)
    raise BadCell("wrong-type", _("%(value)s is not a day."), cells.AS_ISO, value=_shown(value))


def moment(value: object) -> datetime:
    """Read a local date and time, without quotes and without offset."""
    if not isinstance(value, datetime) or value.tzinfo is not None:
        remedy = _("Write local time such as 2021-10-19T09:00:00, without quotes and offset.")
        raise BadCell("wrong-type", _("%(value)s is not a local date and time."), remedy, value=_shown(value))
    cells.day(value.date().isoformat())
    return value


def stated(value: object) -> str | None:
    """Read a fact's value as text, figures exactly as written; an empty one is not stated."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal | date):
        remedy = _("Write a number, a day or text in quotes.")
        raise BadCell("wrong-type", _("%(value)s is not a value."), remedy, value=_shown(value))
    return str(text(cells.words(300), blank=True)(str(value))) or None


def amount(value: object) -> Decimal:
    """Read an amount of money, as a number or as text such as "210亿"."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        remedy = _('Write a number such as 21000000000, or text such as "210亿".')
        raise BadCell("wrong-type", _("%(value)s is not an amount."), remedy, value=_shown(value))
    return cells.amount(f"{value:f}" if isinstance(value, Decimal) else str(value))


def _shown(value: object) -> str:
    return str(value)[:60]


_NO_TABLE = _("“%(value)s” is not a table.")
_AS_TABLE = _("Write it as a table, such as [event], or as [[facts]] where there are several.")
_UNKNOWN = _("The key “%(key)s” means nothing here.")
_DID_YOU_MEAN = _("Did you mean “%(near)s”?")
_DELETE = _("Delete it; these are known: %(known)s.")
_CONTROL = _("“%(value)s” holds an invisible control character.")
