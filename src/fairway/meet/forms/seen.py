"""What a form showed when it was opened, sent back with it: whoever keeps it later is told what changed meanwhile."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.forms import Form
    from django.http import HttpRequest


@dataclass(frozen=True)
class Seen:
    """``now`` is what is kept now, as the form sends it back; ``came`` and ``gone`` are rows that differ from then."""

    now: str
    is_overtaken: bool
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def rows_shown(rows: Iterable[Iterable[object]]) -> str:
    """Write rows down so that the same rows give the same text."""
    return json.dumps([[_word(cell) for cell in row] for row in rows], ensure_ascii=False)


def form_shown(form: Form) -> str:
    """Write down what stands in a form's fields before anybody fills them in."""
    values = [(name, _word(form.get_initial_for_field(field, name))) for name, field in form.fields.items()]
    return rows_shown(row for row in values if row[1])


def sent_back(request: HttpRequest) -> str | None:
    """What a form sent back of what it showed, "" where it left that out; ``None`` where no form was sent."""
    return request.POST.get("seen", "") if request.method == "POST" else None


def seen(sent: str | None, now: str, labels: Mapping[str, object] | None = None) -> Seen:
    """Hold what was sent back (``None``: no form) against what is kept now; ``labels`` name the first cells of rows."""
    if sent is None or sent == now:
        return Seen(now, is_overtaken=False)
    before, after = Counter(_rows(sent)), Counter(_rows(now))
    came, gone = ((after - before).elements(), (before - after).elements())
    words = labels or {}
    said = [tuple(_said(row, words) for row in rows) for rows in (came, gone)]
    return Seen(now, is_overtaken=True, came=said[0], gone=said[1])


def labels_of(form: Form) -> dict[str, object]:
    """What the fields of a form are called."""
    return {name: field.label for name, field in form.fields.items()}


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _rows(text: str) -> list[tuple[str, ...]]:
    """Read what a form sent; nothing where it is none of ours."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return []
    rows = rows if isinstance(rows, list) else []
    return [tuple(str(cell) for cell in row) for row in rows if isinstance(row, list)]


def _said(row: tuple[str, ...], labels: Mapping[str, object]) -> str:
    return " · ".join(str(labels.get(cell, cell)) if at == 0 else cell for at, cell in enumerate(row) if cell)
