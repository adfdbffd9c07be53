"""The rows of an import as rows of the registry: made and changed in batches, each effect noted for taking it back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from fairway.know.actions.origins import _keep_earlier_kinds
from fairway.know.engine import industries
from fairway.know.engine.exchange.entities import entity_id
from fairway.know.engine.imports.circles import circular, is_whole
from fairway.know.engine.imports.incoming import FIELDS
from fairway.know.engine.imports.plan import Outcome, target
from fairway.know.engine.legal_forms import form_in
from fairway.know.engine.places import edition_of
from fairway.know.engine.tongue import language_of, script_of
from fairway.know.models import Address, FieldOrigin, Identifier, Name, Organisation, Relation, SourceDocument
from fairway.know.queries.imports.effects import GONE, MADE, SET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import Model

    from fairway.base.models import User
    from fairway.know.engine.imports.incoming import Citation, Incoming, Link, Options
    from fairway.know.engine.imports.plan import Plan, Registry
    from fairway.know.models import ImportRow

BATCH = 1000
DAYS = frozenset({"founded_on", "dissolved_on"})


@dataclass(frozen=True)
class Writing:
    """One row of a file that is written, and what it was planned to do."""

    row: ImportRow
    values: Incoming
    plan: Plan


class Batch:
    """What some hundred rows write, gathered by table and written table by table."""

    def __init__(self, actor: User, namespace: str, origin: str, options: Options) -> None:
        self.writings: list[Writing] = []
        self._actor = actor
        self._namespace = namespace
        self._origin = origin
        self._options = options
        self._made: dict[type[Model], list[tuple[ImportRow, Model]]] = defaultdict(list)
        self._sources: dict[Citation, int] = {}

    def add(self, writing: Writing) -> None:
        """Take a row in."""
        self.writings.append(writing)

    def organisations(self) -> list[int]:
        """Ids of the organisations that were added or changed."""
        return [w.row.organisation_id for w in self.writings if w.row.organisation_id]

    def added(self) -> int:
        """How many were added."""
        return len(self.writings) - self.changed()

    def changed(self) -> int:
        """How many were changed."""
        return sum(w.plan.outcome is Outcome.CHANGED for w in self.writings)

    def write(self) -> None:
        """Write everything; the rows of the file are marked as done, not saved."""
        self._sources = _sources({w.values.citation for w in self.writings if w.values.citation.title})
        self._add_organisations()
        self._change_organisations()
        for writing in self.writings:
            for made in self._parts(writing):
                self._made[type(made)].append((writing.row, made))
            writing.row.is_done = True
        self._write_made()

    def _write_made(self) -> None:
        for table, made in self._made.items():
            table._default_manager.bulk_create([each for _row, each in made], batch_size=BATCH)
            for row, each in made:
                row.effects.append([MADE, table._meta.label_lower, each.pk])
        self._made.clear()

    def _add_organisations(self) -> None:
        new = [w for w in self.writings if w.plan.pk is None]
        made = Organisation.objects.bulk_create([self._organisation(w) for w in new], batch_size=BATCH)
        for writing, organisation in zip(new, made, strict=True):
            writing.row.organisation = organisation
            writing.row.effects.append([MADE, Organisation._meta.label_lower, organisation.pk])

    def _organisation(self, writing: Writing) -> Organisation:
        given = {c.field: c.new for c in writing.plan.changes if c.field in FIELDS}
        said = writing.values.demo
        made = Organisation(is_demo=self._options.demo if said is None else said)
        for name, value in given.items():
            _assign(made, name, value)
        if not made.legal_form:
            _rest, form = form_in(made.name, "CN" if made.region_code else "")
            made.legal_form = form.code if form else ""
        return made

    def _change_organisations(self) -> None:
        """Set the fields that change; the edition of a code changes with the code."""
        writings = {w.plan.pk: w for w in self.writings if w.plan.pk is not None}
        here = Organisation.objects.select_for_update().in_bulk(list(writings))
        _keep_earlier_kinds([pk for pk, w in writings.items() if any(c.field == "kind" for c in w.plan.changes)])
        for pk, organisation in here.items():
            writing = writings[pk]
            for change in writing.plan.changes:
                if change.field in FIELDS:
                    for name, old, new in _assign(organisation, change.field, change.new):
                        writing.row.effects.append([SET, Organisation._meta.label_lower, pk, name, old, new])
        Organisation.objects.bulk_update(
            here.values(), [*FIELDS, "region_edition", "industry_edition"], batch_size=BATCH
        )
        self._rename({pk: w for pk, w in writings.items() if any(c.field == "name" for c in w.plan.changes)})
        self._move({pk: w for pk, w in writings.items() if any(c.field == "address" and c.old for c in w.plan.changes)})

    def _rename(self, renamed: dict[int, Writing]) -> None:
        """What was the legal name becomes a former one, unless it is kept as one already."""
        legal = list(Name.objects.filter(organisation__in=renamed, kind=Name.Kind.LEGAL))
        former = set(
            Name.objects.filter(organisation__in=renamed, kind=Name.Kind.FORMER)
            .order_by()
            .values_list("organisation_id", "text")
        )
        for name in legal:
            effects = renamed[name.organisation_id].row.effects
            if (name.organisation_id, name.text) in former:
                effects.append([GONE, Name._meta.label_lower, _values(name)])
            else:
                effects.append([SET, Name._meta.label_lower, name.pk, "kind", Name.Kind.LEGAL, Name.Kind.FORMER])
        twice = [name.pk for name in legal if (name.organisation_id, name.text) in former]
        Name.objects.filter(pk__in=twice).delete()
        Name.objects.filter(pk__in=[name.pk for name in legal]).update(kind=Name.Kind.FORMER)

    def _move(self, moved: dict[int, Writing]) -> None:
        """An address that another one takes the place of has ended by the day we learn of it."""
        seats = Address.objects.filter(organisation__in=moved, kind=Address.Kind.REGISTERED, valid_until=None)
        ended: list[Address] = []
        for seat in seats.exclude(text=""):
            day = max(self._learned(moved[seat.organisation_id].values), seat.valid_from or date.min)
            effects = moved[seat.organisation_id].row.effects
            effects.append([SET, Address._meta.label_lower, seat.pk, "valid_until", "", day.isoformat()])
            seat.valid_until = day
            ended.append(seat)
        Address.objects.bulk_update(ended, ["valid_until"], batch_size=BATCH)

    def _learned(self, values: Incoming) -> date:
        """The day the publication was read, where the row says so and it is not yet to come; else today."""
        today = timezone.localdate()
        told = date.fromisoformat(values.citation.read_on) if values.citation.read_on else today
        return min(told, today)

    def _parts(self, writing: Writing) -> Iterator[Model]:
        """Names, codes, address and origins of one organisation."""
        pk, source = writing.row.organisation_id, self._sources.get(writing.values.citation)
        if pk is None:
            return
        changes = writing.plan.changes
        if writing.plan.outcome is not Outcome.CHANGED or any(c.field == "name" for c in changes):
            yield _name(pk, Name.Kind.LEGAL, writing.values.name, source)
        seen: set[tuple[str, str]] = set()
        for change in changes:
            table, _dot, kind = change.field.partition(".")
            if table == "names" and (kind, change.new) not in seen:
                seen.add((kind, change.new))
                yield _name(pk, kind, change.new, source)
            elif table == "codes":
                yield Identifier(organisation_id=pk, scheme=kind, value=change.new, source_id=source)
        yield from self._keys(writing, pk)
        if any(c.field == "address" for c in changes):
            yield self._address(writing, pk, source)
        yield from self._origins(writing, pk, source)

    def _keys(self, writing: Writing, pk: int) -> Iterator[Model]:
        changed = any(c.field == "key" for c in writing.plan.changes)
        if writing.values.own_key() and (changed or writing.plan.pk is None):
            yield Identifier(
                organisation_id=pk,
                scheme=Identifier.Scheme.LOCAL,
                namespace=self._namespace,
                value=writing.values.own_key(),
            )

    def _address(self, writing: Writing, pk: int, source: int | None) -> Address:
        values = writing.values
        region = values.fields.get("region_code", "")
        moved = any(c.field == "address" and c.old for c in writing.plan.changes)
        return Address(
            organisation_id=pk,
            region_code=region,
            region_edition=values.region_edition,
            text=values.address,
            valid_from=self._learned(values) if moved else None,
            source_id=source,
        )

    def _origins(self, writing: Writing, pk: int, source: int | None) -> Iterator[Model]:
        """Where each field came from; what was chosen for rows that do not say it, the file did not say."""
        said = {**writing.values.fields, "address": writing.values.address}
        told = {c.field: c.new for c in writing.plan.changes if said.get(c.field) == c.new and c.new}
        yield from FieldOrigin.of(
            pk,
            told,
            learned_on=self._learned(writing.values),
            written_by=self._actor.pk,
            source=source,
            origin=self._origin,
        )

    def write_ties(
        self, rows: Sequence[ImportRow], incoming: Sequence[Incoming], registry: Registry, whole: list[tuple[Any, Any]]
    ) -> int:
        """Write the ties of rows whose organisations are in; gives how many. Circles are left out."""
        self._sources = _sources({values.citation for values in incoming if values.citation.title})
        wanted = [
            (row, link, other, values)
            for row, values in zip(rows, incoming, strict=True)
            for link in values.links
            if (other := target(link, registry)) is not None
            if row.organisation_id is not None and other != row.organisation_id
        ]
        added = [(row.organisation_id, other) for row, link, other, _values in wanted if is_whole(link)]
        closed = circular(whole, added)
        whole += [tie for tie in added if tie not in closed]
        kept = self._ties(rows)
        count = 0
        for row, link, other, values in wanted:
            if not (is_whole(link) and (row.organisation_id, other) in closed):
                count += self._tie(row, link, kept.get((row.organisation_id, other, link.kind)), other, values)
        self._write_made()
        Relation.objects.bulk_update(list(kept.values()), ["share"], batch_size=BATCH)
        return count

    def _ties(self, rows: Sequence[ImportRow]) -> dict[tuple[int | None, int, str], Relation]:
        subjects = [row.organisation_id for row in rows]
        found = Relation.objects.filter(subject__in=subjects, valid_until=None).order_by("pk")
        return {(tie.subject_id, tie.other_id, tie.kind): tie for tie in found}

    def _tie(self, row: ImportRow, link: Link, kept: Relation | None, other: int, values: Incoming) -> int:
        share = Decimal(link.share) if link.share else None
        if kept is None:
            made = Relation(
                subject=row.organisation,
                other_id=other,
                kind=link.kind,
                share=share,
                valid_from=date.fromisoformat(link.since) if link.since else None,
                source_id=self._sources.get(values.citation),
            )
            self._made[Relation].append((row, made))
            return 1
        if share is None or kept.share == share:
            return 0
        old = "" if kept.share is None else str(kept.share)
        row.effects.append([SET, Relation._meta.label_lower, kept.pk, "share", old, str(share)])
        kept.share = share
        return 1


def _assign(organisation: Organisation, name: str, value: str) -> list[tuple[str, str, str]]:
    """Set a field, and the edition its code is read in; gives field, old and new of each."""
    set_: list[tuple[str, str, str]] = []
    for field, text in ((name, value), *_edition(name, value)):
        old = getattr(organisation, field)
        setattr(organisation, field, date.fromisoformat(text) if field in DAYS else text)
        set_.append((field, "" if old is None else str(old), text))
    return set_


def _edition(name: str, code: str) -> list[tuple[str, str]]:
    if name == "region_code":
        return [("region_edition", edition_of(code) or "")]
    return [("industry_edition", industries.EDITION)] if name == "industry_code" else []


def _name(pk: int, kind: str, text: str, source: int | None) -> Name:
    return Name(
        organisation_id=pk, text=text, kind=kind, language=language_of(text), script=script_of(text), source_id=source
    )


def _values(row: Model) -> dict[str, Any]:
    """A row as JSON values, with its id."""
    return {
        field.attname: value.isoformat() if hasattr(value := getattr(row, field.attname), "isoformat") else value
        for field in row._meta.concrete_fields
    }


def _sources(citations: set[Citation]) -> dict[Citation, int]:
    """Keep each publication once, whoever names it; gives their ids."""
    keys = {citation: f"exchange/{entity_id(citation.title, citation.publisher)}" for citation in citations}
    made = {
        key: SourceDocument(key=key, title=citation.title, publisher=citation.publisher or "not stated")
        for citation, key in keys.items()
    }
    SourceDocument.objects.bulk_create(made.values(), ignore_conflicts=True, batch_size=BATCH)
    ids = dict(SourceDocument.objects.filter(key__in=made).order_by().values_list("key", "pk"))
    return {citation: ids[key] for citation, key in keys.items()}
