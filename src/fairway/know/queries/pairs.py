"""One pair of records as the clerk sees it: both side by side, what tells them apart, what hangs on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.cells import shown
from fairway.base.deeds import thing
from fairway.base.words import in_language, reading_language
from fairway.know.engine.linkage.decide import INVERSE
from fairway.know.engine.linkage.waterfall import waterfall, waterfall_svg
from fairway.know.engine.side_by_side import Piece, side_by_side
from fairway.know.engine.written import Decision, Evidence
from fairway.know.engine.written import Relation as Related
from fairway.know.engine.written import Verdict as Judged
from fairway.know.models import Organisation, Pair, Relation, Ruling, Tie
from fairway.know.queries.desk import queue, spelled
from fairway.know.queries.files import industry_name, place_name
from fairway.know.queries.hanging import bound, by_table, hanging
from fairway.know.queries.registry import in_words, legal_form_name
from fairway.know.queries.weights import consequences, weighty
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from django_stubs_ext import StrPromise

ENTRIES_SHOWN = 12
CHANCES: tuple[tuple[float, StrPromise], ...] = (
    (0.99, _("almost certainly the same")),
    (0.9, _("very probably the same")),
    (0.7, _("probably the same")),
    (0.3, _("may or may not be the same")),
    (0.1, _("probably not the same")),
    (0.0, _("very probably not the same")),
)
"""The probability in words, each from this value on."""


@dataclass(frozen=True)
class Line:
    """One field of both records, cut into what both have and what differs."""

    label: StrPromise
    left: Sequence[Piece]
    right: Sequence[Piece]
    differs: bool


@dataclass(frozen=True)
class Entry:
    """One of several things a record has; ``is_shared`` where the other record has the same."""

    text: str
    note: str
    is_shared: bool


@dataclass(frozen=True)
class Group:
    """Things of a kind that both records may have several of; ``more_left`` how many are not shown."""

    label: StrPromise
    left: Sequence[Entry]
    right: Sequence[Entry]
    more_left: int
    more_right: int


@dataclass(frozen=True)
class Hanging:
    """How many rows of a table hang on each record, and how many would stay with the one that is merged."""

    label: str
    left: int
    right: int
    stays: int


@dataclass(frozen=True)
class PairPage:
    """Everything the page of a pair shows. ``proposed`` is the record that stays unless the clerk says otherwise."""

    pair: Pair
    ruling: Ruling | None
    lines: Sequence[Line]
    groups: Sequence[Group]
    hanging: Sequence[Hanging]
    weighty: dict[str, int]
    proposed: Organisation
    chance: StrPromise

    @property
    def percent(self) -> str:
        """The probability in per cent, never rounded to a certainty."""
        return percent(self.pair.probability)


def percent(probability: float) -> str:
    """A probability in per cent with one decimal, between 0.1 and 99.9: nothing here is certain."""
    return f"{min(max(100 * probability, 0.1), 99.9):.1f} %"


def chance_in_words(probability: float) -> StrPromise:
    """A calibrated probability as people say it."""
    return next(words for least, words in CHANCES if probability >= least)


def pair_page(pk: int) -> PairPage | None:
    """Everything about one pair: the same few queries whatever hangs on the records; ``None`` without such a pair."""
    pair = queue().filter(pk=pk).first()
    if pair is None:
        return None
    both = {each.pk: each for each in _records([pair.left_id, pair.right_id])}
    left, right = both[pair.left_id], both[pair.right_id]
    points = consequences(list(both))
    proposed, merged = (left, right) if points[left.pk] >= points[right.pk] else (right, left)
    return PairPage(
        pair=pair,
        ruling=_ruling(pair),
        lines=[_line(label, read(left), read(right)) for label, read in FIELDS],
        groups=[group for label, read in GROUPS if (group := _group(label, read(left), read(right)))],
        hanging=_hanging(left, right, proposed, merged),
        weighty=weighty(list(both)),
        proposed=proposed,
        chance=chance_in_words(pair.probability),
    )


def evidence_in_words(pair: Pair) -> list[dict[str, Any]]:
    """The evidence that was kept, with the names of places and industries beside their codes."""
    return [{**each, "params": _named(each["feature"], each["params"])} for each in pair.evidence]


def _named(feature: str, params: Mapping[str, str]) -> dict[str, str]:
    field = next((field for start, field in _CODED.items() if feature.startswith(start)), "")
    return {name: in_words(field, value) for name, value in params.items()}


_CODED = {"seat_": "region_code", "industry_": "industry_code"}
"""Which evidence speaks of codes, by how its feature begins."""


def drawing(pair: Pair) -> SafeString:
    """The evidence as a waterfall in the reader's language; "" where none was kept."""
    if not pair.evidence:
        return mark_safe("")
    evidence = tuple(
        Evidence(each["feature"], each["weight"], Reason(each["text"], each["params"]))
        for each in evidence_in_words(pair)
    )
    steps = waterfall(Decision(Judged(pair.verdict), pair.probability, evidence=evidence))
    return mark_safe(waterfall_svg(steps, reading_language(), gettext))  # noqa: S308  # escaped where it is drawn


def tie_words(ruling: Ruling, pair: Pair) -> StrPromise | str:
    """What the left record is to the right one by a decision, which remembers spellings in their own order."""
    relation = Related(ruling.relation)
    if spelled(pair.left.name) != ruling.spelling_a:
        relation = INVERSE.get(relation, relation)
    return Tie(relation.value).label if relation is not Related.NONE else ""


def _ruling(pair: Pair) -> Ruling | None:
    rows = Ruling.objects.select_related("decided_by", "confirmed_by", "kept")
    return rows.filter(pair=pair, revoked_at=None).first()


def _records(ids: Sequence[int]) -> Iterable[Organisation]:
    return Organisation.objects.filter(pk__in=ids).prefetch_related(
        "names",
        "identifiers",
        "addresses",
        Prefetch("relations", Relation.objects.select_related("other")),
        Prefetch("relations_in", Relation.objects.select_related("subject")),
        "facts",
        "posts",
    )


def _day(day: date | None) -> str:
    return str(shown(day)) if day else ""


FIELDS: Sequence[tuple[StrPromise, Callable[[Organisation], str]]] = (
    (_("Legal name"), lambda o: o.name),
    (_("Foreign name"), lambda o: o.name_en),
    (_("Kind"), lambda o: str(o.get_kind_display())),
    (_("Region"), lambda o: place_name(o.region_code)),
    (_("Industry"), lambda o: industry_name(o.industry_code)),
    (_("Legal form"), lambda o: legal_form_name(o.legal_form)),
    (_("Size of enterprise"), lambda o: str(o.get_size_display())),
    (_("Type of ownership"), lambda o: str(o.get_ownership_type_display())),
    (_("Founded"), lambda o: _day(o.founded_on)),
    (_("Dissolved"), lambda o: _day(o.dissolved_on)),
)

Things = list[tuple[str, str]]
"""Texts with a note beside each: the kind of a name, the scheme of a code."""


def _relations(record: Organisation) -> Things:
    out = [(in_language(r.other), str(r.get_kind_display())) for r in record.relations.all()]
    return out + [(in_language(r.subject), f"← {r.get_kind_display()}") for r in record.relations_in.all()]


def _facts(record: Organisation) -> Things:
    return [
        (f"{in_language(f, 'words')}: {in_language(f, 'printed')}", str(shown(f.happened_on)))
        for f in record.facts.all()
    ]


def _posts(record: Organisation) -> Things:
    return [(in_language(p, "title"), in_language(p, "holder")) for p in record.posts.all()]


GROUPS: Sequence[tuple[StrPromise, Callable[[Organisation], Things]]] = (
    (_("Names"), lambda o: [(n.text, str(n.get_kind_display())) for n in o.names.all()]),
    (_("Codes"), lambda o: [(i.value, i.namespace or str(i.get_scheme_display())) for i in o.identifiers.all()]),
    (_("Addresses"), lambda o: [(a.text or place_name(a.region_code), a.region_code) for a in o.addresses.all()]),
    (_("Relations"), _relations),
    (_("Posts"), _posts),
    (_("Facts"), _facts),
)


def _line(label: StrPromise, left: str, right: str) -> Line:
    pieces = side_by_side(left, right)
    return Line(label, *pieces, differs=bool(left and right) and left != right)


def _group(label: StrPromise, left: Things, right: Things) -> Group | None:
    if not left and not right:
        return None
    cut = ENTRIES_SHOWN
    return Group(
        label,
        _entries(left, right)[:cut],
        _entries(right, left)[:cut],
        max(len(left) - cut, 0),
        max(len(right) - cut, 0),
    )


def _entries(own: Things, others: Things) -> list[Entry]:
    known = {spelled(text) for text, _note in others}
    return [Entry(text, note, spelled(text) in known) for text, note in own]


def _hanging(left: Organisation, right: Organisation, kept: Organisation, merged: Organisation) -> list[Hanging]:
    counted = hanging([left.pk, right.pk])
    stays: dict[str, int] = {}
    for pointer in counted[merged.pk]:
        rows = bound(pointer, merged.pk, kept.pk).count()
        stays[pointer.table] = stays.get(pointer.table, 0) + rows
    lefts, rights = by_table(counted[left.pk]), by_table(counted[right.pk])
    return [
        Hanging(table_words(table), lefts.get(table, 0), rights.get(table, 0), stays.get(table, 0))
        for table in sorted({*lefts, *rights})
    ]


def table_words(table: str) -> str:
    """What the rows of a table are called."""
    return thing(table)


def hanging_words(tables: dict[str, int]) -> list[tuple[str, int]]:
    """Counts by table, each table by its name for people."""
    return [(table_words(table), rows) for table, rows in sorted(tables.items())]
