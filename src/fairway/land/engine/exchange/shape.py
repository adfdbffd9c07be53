"""Plain values to JSON and back by tables of fields: what is written is read back the same, and nothing else is.

A table also gives the JSON schema of its values, so that the schema we publish cannot drift from what we write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import CURRENCIES, is_kept
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_SHOWN = 60


class BadField(BadCell):
    """A field that cannot be right; ``path`` leads to it: ``projects[3].fairway.log[0].stage``.

    In a table ``row`` is its line, and the path the heading of its column.
    """

    def __init__(self, path: str, bad: BadCell, value: object = None, row: int | None = None) -> None:
        super().__init__(bad.code, bad.text, bad.remedy, **bad.params)
        self.path = path
        self.row = row
        self.value = None if value is None else str(value)[:_SHOWN]


@dataclass(frozen=True)
class Codec:
    """How one value is written, read back (:class:`BadField` with the path for what cannot be) and described."""

    write: Callable[[Any], Any]
    read: Callable[[Any, str], Any]
    schema: Mapping[str, object]


@dataclass(frozen=True)
class Field:
    """One attribute: its key in JSON, how it is written, and what it is when the key is missing.

    A value equal to ``default`` is left out: files hold no empty fields.
    """

    name: str
    key: str
    codec: Codec
    default: object = ...


Shape = tuple[type, tuple[Field, ...]]


def write(value: object, fields: Sequence[Field]) -> dict[str, Any]:
    """Turn a plain value into a JSON object."""
    given = ((field, getattr(value, field.name)) for field in fields)
    return {field.key: field.codec.write(each) for field, each in given if each != field.default}


def read(data: object, fields: Sequence[Field], path: str) -> dict[str, Any]:
    """Read a JSON object into the attributes of a plain value."""
    found = as_object(data, path)
    return {field.name: _field(found, field, f"{path}.{field.key}") for field in fields}


def _field(found: Mapping[str, object], field: Field, path: str) -> object:
    given = found.get(field.key)
    if given is not None:
        return field.codec.read(given, path)
    if field.default is ...:
        raise BadField(path, BadCell("field-missing", MISSING, ADD_IT, field=field.key))
    return field.default


def schema(fields: Sequence[Field], title: str) -> dict[str, object]:
    """Describe the objects of a table in JSON Schema."""
    required = [field.key for field in fields if field.default is ...]
    properties = {field.key: dict(field.codec.schema) for field in fields}
    return (
        {"title": title, "type": "object"} | ({"required": required} if required else {}) | {"properties": properties}
    )


def as_object(data: object, path: str) -> Mapping[str, Any]:
    """Return an object; :class:`BadField` for anything else."""
    if not isinstance(data, Mapping):
        raise BadField(path, BadCell("not-an-object", NOT_OBJECT, WRITE_OBJECT), data)
    return data


def as_list(data: object, path: str) -> list[Any]:
    """Return a list; :class:`BadField` for anything else."""
    if not isinstance(data, list):
        raise BadField(path, BadCell("not-a-list", NOT_LIST, WRITE_LIST), data)
    return data


def text(limit: int) -> Codec:
    """Text of 1 to ``limit`` characters, without the characters no database and no XML can hold."""

    def parse(data: object, path: str) -> str:
        if not isinstance(data, str) or not data.strip():
            raise BadField(path, BadCell("not-text", NOT_TEXT, WRITE_TEXT), data)
        if len(data) > limit:
            raise BadField(path, BadCell("too-long", TOO_LONG, SHORTEN, length=len(data), limit=limit), data)
        if not is_clean(data):
            raise BadField(path, BadCell("control-character", CONTROL, TYPE_AGAIN))
        return data

    return Codec(str, parse, {"type": "string", "minLength": 1, "maxLength": limit})


def is_clean(said: str) -> bool:
    """Whether a text holds none of the characters that XML 1.0 and PostgreSQL refuse."""
    return said.isprintable() or not any(
        (each < " " and each not in "\t\n\r") or "\ud800" <= each <= "\udfff" or each in "\ufffe\uffff" for each in said
    )


def _day(data: object, path: str) -> date:
    try:
        return date.fromisoformat(data[:10]) if isinstance(data, str) else _no_day(data, path)
    except ValueError:
        return _no_day(data, path)


def _no_day(data: object, path: str) -> date:
    raise BadField(path, BadCell("date", NOT_DAY, AS_ISO, value=str(data)[:_SHOWN]), data)


DAY = Codec(date.isoformat, _day, {"type": "string", "format": "date"})


def _amount(data: object, path: str) -> Decimal:
    try:
        value = Decimal(str(data)) if isinstance(data, str | int | float | Decimal) else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if isinstance(data, bool) or not is_kept(value) or value <= 0:
        raise BadField(path, BadCell("amount", NOT_AMOUNT, WRITE_AMOUNT, value=str(data)[:_SHOWN]), data)
    return trimmed(value)


def trimmed(value: Decimal) -> Decimal:
    """Return the same amount without trailing zeros and without an exponent."""
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


AMOUNT = Codec(lambda value: f"{value:f}", _amount, {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,4})?$"})


def _flag(data: object, path: str) -> bool:
    if not isinstance(data, bool):
        raise BadField(path, BadCell("yes-no", NOT_FLAG, WRITE_FLAG), data)
    return data


FLAG = Codec(bool, _flag, {"type": "boolean"})


def whole(most: int) -> Codec:
    """Return the codec of a whole number from 0 to ``most``."""

    def parse(data: object, path: str) -> int:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 <= data <= most:
            bad = BadCell("whole-number", NOT_WHOLE, FROM_TO, value=str(data)[:_SHOWN], low=0, high=most)
            raise BadField(path, bad, data)
        return data

    return Codec(int, parse, {"type": "integer", "minimum": 0, "maximum": most})


def choice(words: Iterable[str]) -> Codec:
    """Return the codec of one of several words."""
    known = tuple(words)
    allowed = frozenset(known)

    def parse(data: object, path: str) -> str:
        if not isinstance(data, str) or data not in allowed:
            listed = ", ".join(known)
            bad = BadCell("choice", NOT_A_CHOICE, USE_ONE_OF, value=str(data)[:_SHOWN], options=listed)
            raise BadField(path, bad, data)
        return data

    return Codec(str, parse, {"type": "string", "enum": list(known)})


def _currency(data: object, path: str) -> str:
    if not isinstance(data, str) or data not in CURRENCIES:
        raise BadField(path, BadCell("currency", NOT_CURRENCY, USE_ISO, value=str(data)[:_SHOWN]), data)
    return data


CURRENCY = Codec(str, _currency, {"type": "string", "pattern": "^[A-Z]{3}$"})


def many(made: type, fields: Sequence[Field], title: str) -> Codec:
    """Return the codec of a list of plain values."""

    def parse(data: object, path: str) -> tuple[Any, ...]:
        found = enumerate(as_list(data, path))
        return tuple(made(**read(each, fields, f"{path}[{place}]")) for place, each in found)

    described = {"type": "array", "minItems": 1, "items": schema(fields, title)}
    return Codec(lambda values: [write(each, fields) for each in values], parse, described)


def one(made: type, fields: Sequence[Field], title: str) -> Codec:
    """Return the codec of one plain value."""
    return Codec(
        lambda value: write(value, fields),
        lambda data, path: made(**read(data, fields, path)),
        schema(fields, title),
    )


def texts(limit: int) -> Codec:
    """Return the codec of a list of texts."""
    each_one = text(limit)

    def parse(data: object, path: str) -> tuple[str, ...]:
        return tuple(each_one.read(each, f"{path}[{place}]") for place, each in enumerate(as_list(data, path)))

    return Codec(list, parse, {"type": "array", "minItems": 1, "items": dict(each_one.schema)})


MISSING = _("The field “%(field)s” is missing.")
ADD_IT = _("Add it, or export the project again from where it came.")
NOT_OBJECT = _("An object with named fields is expected here.")
WRITE_OBJECT = _("Write the fields in braces.")
NOT_LIST = _("A list is expected here.")
WRITE_LIST = _("Write the entries in square brackets.")
NOT_TEXT = _("A text is expected here.")
WRITE_TEXT = _("Write a text in quotation marks, or leave the field out.")
TOO_LONG = _("The text has %(length)s characters; %(limit)s are allowed.")
SHORTEN = _("Shorten it.")
CONTROL = _("The text holds an invisible control character.")
TYPE_AGAIN = _("Delete the text and type it again.")
NOT_DAY = _("“%(value)s” is not a day.")
AS_ISO = _("Write it as year-month-day, such as 2021-10-19.")
NOT_AMOUNT = _("“%(value)s” is not an amount above zero of at most 15 digits, four of them after the point.")
WRITE_AMOUNT = _("Write the plain number, or leave the field out when it is not stated.")
NOT_FLAG = _("True or false is expected here.")
WRITE_FLAG = _("Write true or false.")
NOT_WHOLE = _("“%(value)s” is not a whole number.")
FROM_TO = _("Write a whole number from %(low)s to %(high)s.")
NOT_A_CHOICE = _("“%(value)s” is not one of the words for this field.")
USE_ONE_OF = _("Use one of: %(options)s.")
NOT_CURRENCY = _("“%(value)s” is not a currency of ISO 4217.")
USE_ISO = _("Use the three letters of ISO 4217, such as CNY, EUR or USD.")
