"""JSON in one form only: read strictly, written as RFC 8785 (JSON Canonicalization Scheme, JCS) says.

Statements hold text, whole numbers, truth values, null, lists and objects; a number with a fraction or an exponent
is refused, so that no two machines can write the same number differently.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NoReturn

from fairway.lib.errors import Invalid, TooLarge
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

MOST_BYTES = 256 * 1024
MOST_LEVELS = 32
WIDEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 7493)."""


def canonical(value: Json) -> bytes:
    """Write ``value`` as RFC 8785 does: no blanks, members in the order of their names' UTF-16 code units."""
    _check(value, 0)
    return _text(value).encode()


def _text(value: Json) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=_utf16)
        return "{" + ",".join(f"{_plain(name)}:{_text(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    return _plain(value)


def _plain(value: bool | int | str | None) -> str:  # noqa: FBT001  # a JSON value
    """Python escapes in text what RFC 8785 escapes, and nothing else."""
    return json.dumps(value, ensure_ascii=False)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be")


def read_json(data: bytes) -> dict[str, Json]:
    """Read one JSON object. Raises TooLarge, or Invalid ``json-…`` for anything two readers could read differently."""
    if len(data) > MOST_BYTES:
        text = _("The file is larger than any statement: at most %(limit)s KiB are read.")
        raise TooLarge("json-large", text, limit=MOST_BYTES // 1024)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_members,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_fraction,
        )
    except UnicodeDecodeError as error:
        raise Invalid("json-encoding", _("This is not UTF-8 text, so it is no statement.")) from error
    except json.JSONDecodeError as error:
        text = _("This is not JSON (line %(line)s, column %(column)s).")
        raise Invalid("json-form", text, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise _too_deep() from error
    if not isinstance(value, dict):
        raise Invalid("json-object", _("A statement is a JSON object, with braces around it."))
    _check(value, 0)
    return value


def _members(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
        raise Invalid(
            "json-twice", _("The member “%(name)s” stands twice: nobody can say which one holds."), name=twice
        )
    return members


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > WIDEST:
        raise Invalid("json-wide", _("A whole number is larger than %(widest)s."), widest=WIDEST)
    if digits == "-0":
        _fraction(digits)
    return int(digits)


def _fraction(digits: str) -> NoReturn:
    raise Invalid("json-number", _("%(number)s is no whole number; statements hold no others."), number=digits[:40])


def _too_deep() -> Invalid:
    return Invalid("json-deep", _("Objects stand in objects more than %(limit)s deep."), limit=MOST_LEVELS)


def _check(value: Json, level: int) -> None:
    """Refuse what canonical JSON cannot hold, wherever it came from."""
    if level > MOST_LEVELS:
        raise _too_deep()
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name)
            _check(inner, level + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, level + 1)
    else:
        _check_number(value)


def _check_number(value: int | None) -> None:
    if isinstance(value, float):
        _fraction(str(value))
    if value is not None and abs(value) > WIDEST:
        _whole(str(value))


def _check_text(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid("json-half", _("A text holds half a character."))
