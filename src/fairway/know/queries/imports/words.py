"""What was found in a file, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_noop

from fairway.base.deeds import THINGS
from fairway.base.words import reads_chinese
from fairway.know.engine.imports.columns import REGISTRY
from fairway.know.engine.imports.plan import COLUMN_OF
from fairway.know.engine.legal_forms import legal_form
from fairway.know.models import Import, Name, Organisation, Relation
from fairway.know.queries.files import industry_name, place_name
from fairway.lib.explain import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from fairway.lib.tables.spec import Column

FOUND_BY = {
    "code": gettext_noop("code"),
    "key": gettext_noop("key"),
    "ruling": gettext_noop("an earlier decision"),
    "name": gettext_noop("name"),
    "row": gettext_noop("a row that says the same"),
}


def column_name(column: Column) -> str:
    """A column's heading in the reader's language."""
    return column.headings[1 if reads_chinese() else 0]


def field_name(field: str) -> str:
    """What a change is about: ``region_code``, ``names.short``, ``codes.uscc``, ``links.branch``."""
    table, _dot, kind = field.partition(".")
    if table == "names":
        return str(Name.Kind(kind).label)
    if table == "links":
        return str(Relation.Kind(kind).label)
    key = kind if table == "codes" else COLUMN_OF.get(field, field)
    known = {column.key: column for column in REGISTRY.columns}
    return column_name(known[key]) if key in known else field


def value_name(field: str, value: str) -> str:
    """A value as a reader sees it; codes come with their name."""
    words = _VALUES.get(field)
    return words(value) if words and value else value


def _kind(value: str) -> str:
    return str(Organisation.Kind(value).label)


def _place(code: str) -> str:
    return f"{code} {place_name(code)}"


def _form(code: str) -> str:
    found = legal_form(code)
    return f"{code} {found.name}" if found else code


_VALUES: Mapping[str, Callable[[str], str]] = {
    "kind": _kind,
    "region_code": _place,
    "industry_code": industry_name,
    "legal_form": _form,
    "size": lambda value: str(Organisation.Size(value).label),
    "ownership_type": lambda value: str(Organisation.OwnershipType(value).label),
}


def change_lines(changes: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each change as a line: the field, and old → new, or only what is added."""
    for field, old, new in changes:
        shown = value_name(field, new)
        yield f"{field_name(field)}: " + (f"{value_name(field, old)} → {shown}" if old else shown)


def problem_lines(problems: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each problem as a line: the column, what is wrong, what would be right."""
    for problem in problems:
        parts = [told(problem), told(problem["remedy"])]
        yield ": ".join(filter(None, [problem["column"], " ".join(parts)]))


def told(kept: Mapping[str, Any]) -> str:
    """A kept sentence; tables among its parameters are named in words."""
    params = dict(kept["params"] or {})
    if isinstance(params.get("what"), list):
        params["what"] = ", ".join(f"{gettext(THINGS.get(table, table))} ({count})" for table, count in params["what"])
    return filled(gettext(str(kept["text"])), params)


def near_lines(near: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each organisation a row may be, with how likely."""
    verdicts = {
        "same": gettext("the same organisation"),
        "related": gettext("related"),
        "ask": gettext("to be looked at"),
    }
    for each in near:
        yield f"{each['name']} ({verdicts.get(each['verdict'], each['verdict'])}, {each['probability']:.0%})"


def left_out_lines(kept: Import) -> Iterator[tuple[str, int]]:
    """What a file says that the registry has no place for, with how often."""
    for text, what, times in kept.left_out:
        yield gettext(text) % {"what": what}, times
