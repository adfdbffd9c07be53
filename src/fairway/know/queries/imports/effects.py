"""What an import wrote, and what keeps it from being taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_noop

from fairway.know.models import Import, ImportRow, Merge, Organisation, Relation, Ruling
from fairway.know.queries.hanging import by_table, hanging

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model, QuerySet

MADE, SET, GONE = "made", "set", "gone"
"""Effects: a row made (table, id); a field set (table, id, field, old, new); a row gone (table, its values)."""
BATCH = 500
ORGANISATION = Organisation._meta.label_lower
TIE = Relation._meta.label_lower
_CHANGED = gettext_noop("“%(field)s” was changed again since the import: it is “%(now)s” now.")
_BUILT_ON = gettext_noop("More hangs on %(name)s than the import wrote: %(what)s.")
_MERGED = gettext_noop("%(name)s was merged, or another record into it.")
_DECIDED = gettext_noop("A clerk has decided whether %(name)s is another organisation.")
_UNDO_FIRST = gettext_noop("Undo that first, or leave the row as it is.")


def written_rows(kept: Import) -> QuerySet[ImportRow]:
    """The rows of an import that wrote something which has not been taken back."""
    return kept.rows.filter(is_done=True, is_taken_back=False).exclude(effects=[])


def as_kept(model: type[Model], name: str, text: str) -> object:
    """Return a noted value as its column keeps it: "" is none where the column allows that."""
    column = model._meta.get_field(name)
    if text == "" and getattr(column, "null", False):
        return None
    return column.to_python(text)  # type: ignore[union-attr]  # fields of our own tables only


@dataclass
class Hindrances:
    """Which rows of an import must stay, each with why (row id → a kept problem)."""

    kept: Import
    found: dict[int, dict[str, Any]] = field(default_factory=dict)
    _ties: dict[int, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> dict[int, dict[str, Any]]:
        """Look at every row; what ties a row that stays to another keeps that other too."""
        self._ties = self._ties_made()
        numbers = list(written_rows(self.kept).values_list("pk", flat=True))
        for start in range(0, len(numbers), BATCH):
            self.look_again(ImportRow.objects.filter(pk__in=numbers[start : start + BATCH]))
        before = -1
        while before != len(self.found):
            before = len(self.found)
            held = self._held_by_staying()
            for start in range(0, len(held), BATCH):
                self.look_again(written_rows(self.kept).filter(organisation__in=held[start : start + BATCH]))
        return self.found

    def look_again(self, rows: Iterable[ImportRow]) -> dict[int, dict[str, Any]]:
        """Look at some rows as they are now; gives those of them that must stay."""
        some = [row for row in rows if row.pk not in self.found]
        new = _merged(some) | _changed(some)
        new |= self._built_on([row for row in some if row.pk not in new])
        self.found |= new
        return {row.pk: self.found[row.pk] for row in rows if row.pk in self.found}

    def _ties_made(self) -> dict[int, tuple[int, int]]:
        """Each relation the import made: its row and the organisation it leads to."""
        made: dict[int, int] = {}
        for pk, effects in written_rows(self.kept).values_list("pk", "effects").iterator(chunk_size=BATCH):
            made |= {effect[2]: pk for effect in effects if effect[0] == MADE and effect[1] == TIE}
        found: dict[int, tuple[int, int]] = {}
        ties = list(made)
        for start in range(0, len(ties), BATCH):
            some = Relation.objects.filter(pk__in=ties[start : start + BATCH]).order_by()
            found |= {tie: (made[tie], other) for tie, other in some.values_list("pk", "other_id")}
        return found

    def _held_by_staying(self) -> list[int]:
        return sorted({other for row, other in self._ties.values() if row in self.found})

    def _built_on(self, rows: Sequence[ImportRow]) -> dict[int, dict[str, Any]]:
        """Added organisations on which more hangs than rows of this import that go with it."""
        added = {row.organisation_id: row for row in rows if row.organisation_id and _adds(row)}
        if not added:
            return {}
        own = self._going(added)
        decided = _decided(set(added))
        names = dict(Organisation.objects.filter(pk__in=added).order_by().values_list("pk", "name"))
        found: dict[int, dict[str, Any]] = {}
        for pk, counted in hanging(list(added)).items():
            more = {table: n for table, rows_ in by_table(counted).items() if (n := rows_ - own[pk][table]) > 0}
            if more:
                what = [[table, n] for table, n in sorted(more.items())]
                found[added[pk].pk] = _stays("built-on", _BUILT_ON, name=names[pk], what=what)
            elif pk in decided:
                found[added[pk].pk] = _stays("decided", _DECIDED, name=names[pk])
        return found

    def _going(self, added: Mapping[int, ImportRow]) -> dict[int, Counter[str]]:
        """How many rows that hang on each organisation go with the import, by table."""
        own: dict[int, Counter[str]] = defaultdict(Counter)
        for pk, row in added.items():
            own[pk] += Counter(effect[1] for effect in row.effects if effect[0] == MADE and effect[1] != ORGANISATION)
        for row_pk, other in self._ties.values():
            if other in added and row_pk not in self.found:
                own[other][TIE] += 1
        return own


def _adds(row: ImportRow) -> bool:
    return any(effect[0] == MADE and effect[1] == ORGANISATION for effect in row.effects)


def _decided(ids: set[int]) -> set[int]:
    sides = Q(pair__left__in=ids) | Q(pair__right__in=ids) | Q(kept__in=ids)
    rows = Ruling.objects.filter(sides).order_by().values_list("pair__left_id", "pair__right_id", "kept_id")
    return {pk for row in rows for pk in row if pk in ids}


def _merged(rows: Sequence[ImportRow]) -> dict[int, dict[str, Any]]:
    ids = {row.organisation_id for row in rows if row.organisation_id}
    merges = Merge.objects.filter(Q(kept__in=ids) | Q(merged__in=ids), undone_at=None).order_by()
    merged = {pk for pair in merges.values_list("kept_id", "merged_id") for pk in pair}
    # A merge that was undone still names both records and keeps an added one from going.
    undone = Merge.objects.filter(Q(kept__in=ids) | Q(merged__in=ids)).order_by().values_list("kept_id", "merged_id")
    named = {pk for pair in undone for pk in pair}
    names = dict(Organisation.objects.filter(pk__in=ids & named).order_by().values_list("pk", "name"))
    return {
        row.pk: _stays("merged", _MERGED, name=names[row.organisation_id])
        for row in rows
        if row.organisation_id in merged or (row.organisation_id in named and _adds(row))
    }


def _changed(rows: Sequence[ImportRow]) -> dict[int, dict[str, Any]]:
    """Rows of which a field was set again by somebody since."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for kind, table, *rest in row.effects:
            if kind == SET:
                wanted[table].add(rest[0])
    here = {table: apps.get_model(table)._default_manager.in_bulk(list(pks)) for table, pks in wanted.items()}
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        for kind, table, *rest in row.effects:
            if kind == SET and (told := _differs(here[table].get(rest[0]), rest[1], rest[3])):
                found.setdefault(row.pk, told)
    return found


def _differs(row: Model | None, name: str, new: str) -> dict[str, Any] | None:
    now = getattr(row, name, None)
    if row is not None and now == as_kept(type(row), name, new):
        return None
    return _stays("changed-again", _CHANGED, field=name, now="" if now is None else str(now))


def _stays(code: str, text: str, **params: object) -> dict[str, Any]:
    """Why a row stays, in the shape in which problems are kept."""
    return {
        "code": code,
        "text": text,
        "params": params,
        "remedy": {"text": _UNDO_FIRST, "params": {}},
        "row": None,
        "column": None,
        "level": "stays",
    }
