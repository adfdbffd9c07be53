"""Projects as plain values to be written elsewhere, and the organisations and projects a file names found here."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone

from fairway.know.models import Identifier, Organisation, Relation
from fairway.know.queries.exchange import own_ids
from fairway.land.engine.exchange import values
from fairway.land.engine.exchange.iati import ORGANISATION_TYPES, Participant, activity_of, file_pieces
from fairway.land.engine.exchange.oc4ids import scheme_of, write_project
from fairway.land.engine.exchange.packages import Publication, package_pieces
from fairway.land.engine.exchange.shape import BadField, trimmed
from fairway.land.engine.intake import OTHER, Stage
from fairway.land.engine.sizes import Area, Capacity
from fairway.land.models import LandArea, Payment, PlannedCapacity, Project, StageEntry
from fairway.land.queries.methods import map_of
from fairway.land.queries.projects import projects_seen_by
from fairway.lib.errors import Missing
from fairway.lib.explain import gettext_noop
from fairway.lib.tables.problem import BadCell
from fairway.sign.models import Agreement, Party, Promise, PromiseStep

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from fairway.land.engine.stage_map import StageMap
    from fairway.land.queries.projects import Reader
    from fairway.lib.money import Money

BATCH = 500
NOTHING = gettext_noop("There is no project to export.")
OFFICIAL = (Identifier.Scheme.USCC, Identifier.Scheme.LEI)
OWNERS = (Relation.Kind.OWNED, Relation.Kind.SUBSIDIARY)


def exchanged_by(user: Reader) -> QuerySet[Project]:
    """What a reader may export: every project that is theirs to see, in the order of ids."""
    return projects_seen_by(user).order_by("pk")


def exchanged(rows: QuerySet[Project]) -> Iterator[values.Project]:
    """The projects as plain values, batch by batch; fourteen queries for each five hundred."""
    found = _with_parts(rows).iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        known = _organisations({pk for project in batch for pk in _named(project)})
        yield from (_project(project, known) for project in batch)


def some(rows: QuerySet[Project]) -> QuerySet[Project]:
    """The same rows; :class:`Missing` where there are none, since the standards forbid empty files."""
    if not rows.exists():
        raise Missing("nothing-to-export", NOTHING)
    return rows


def iati_pieces(rows: QuerySet[Project], office: Organisation | None) -> Iterator[bytes]:
    """A file of IATI activities, piece by piece, reported by an office (by the installation where there is none)."""
    reporter = Participant("fairway", ORGANISATION_TYPES["government"], "", "Fairway")
    if office is not None:
        said = _organisations([office.pk])[office.pk]
        reporter = Participant(said.key, ORGANISATION_TYPES[said.kind], "", said.name, said.name_en)
    activities = (activity_of(project, reporter) for project in exchanged(rows))
    return file_pieces(activities, timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"))


def oc4ids_pieces(rows: QuerySet[Project], address: str, publisher: str) -> Iterator[bytes]:
    """A package of OC4IDS, piece by piece."""
    published = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    by = Publication(address or "urn:fairway:projects", publisher, published, settings.OC4IDS_PREFIX)
    return package_pieces(exchanged(rows), by)


def oc4ids_after(rows: QuerySet[Project], pk: int, limit: int) -> tuple[list[dict[str, Any]], int | None]:
    """``limit`` projects with ids above ``pk`` as objects of OC4IDS, and the last of those ids, None at the end."""
    ids = list(rows.filter(pk__gt=pk).values_list("pk", flat=True)[: limit + 1])
    some = exchanged(rows.filter(pk__in=ids[:limit]))
    return [write_project(each, settings.OC4IDS_PREFIX) for each in some], ids[limit - 1] if len(ids) > limit else None


def _with_parts(rows: QuerySet[Project]) -> QuerySet[Project]:
    promises = Promise.objects.select_related("after").order_by("pk")
    lines = StageEntry.objects.told().filter(reversed_by=None)
    return rows.select_related("agreement__event", "event").prefetch_related(
        "parties",
        "agreement__further_amounts",
        Prefetch("agreement__parties", Party.objects.order_by("order")),
        Prefetch("agreement__promises", promises),
        Prefetch("agreement__promises__steps", PromiseStep.objects.order_by("pk")),
        Prefetch("agreement__promises__blocked_by", Promise.objects.order_by("pk").only("number")),
        Prefetch("log", lines.order_by("happened_on", "pk")),
        Prefetch("areas", LandArea.objects.order_by("learned_on", "pk")),
        Prefetch("capacities", PlannedCapacity.objects.order_by("learned_on", "pk")),
        Prefetch("payments", Payment.objects.told().filter(reversed_by=None)),
    )


def _named(project: Project) -> Iterator[int]:
    signed = project.agreement
    yield from (party.organisation_id for party in (signed or project).parties.all())
    yield from (party.organisation_id for party in project.parties.all())
    yield from (line.responsible_id for line in project.log.all())
    for promise in signed.promises.all() if signed else ():
        yield promise.debtor_id
        if promise.creditor_id is not None:
            yield promise.creditor_id


def _organisations(ids: Collection[int]) -> dict[int, values.Organisation]:
    """Id → the organisation as it is exchanged; its key is an official code, else its id as an entity."""
    codes: dict[int, list[values.Code]] = defaultdict(list)
    for pk, *parts in Identifier.objects.filter(organisation__in=ids).values_list(
        "organisation_id", "scheme", "namespace", "value"
    ):
        codes[pk].append(values.Code(*parts))
    owners, entities = _owners(ids), own_ids(ids)
    return {
        each.pk: values.Organisation(
            key=_key(sorted(codes[each.pk])) or entities[each.pk],
            name=each.name,
            kind=each.kind,
            name_en=each.name_en,
            region=each.region_code,
            ownership=each.ownership_type,
            codes=tuple(sorted(codes[each.pk])),
            owners=tuple(owners[each.pk]),
            is_demo=each.is_demo,
        )
        for each in Organisation.objects.filter(pk__in=ids)
    }


def _key(codes: Sequence[values.Code]) -> str:
    official = (code for scheme in OFFICIAL for code in codes if code.scheme == scheme)
    return next((f"{scheme_of(code)}-{code.value}" for code in official), "")


def _owners(ids: Collection[int]) -> dict[int, list[values.Owner]]:
    found: dict[int, list[values.Owner]] = defaultdict(list)
    rows = Relation.objects.filter(subject__in=ids, kind__in=OWNERS).order_by("pk")
    for pk, name, share, since, until in rows.values_list(
        "subject_id", "other__name", "share", "valid_from", "valid_until"
    ):
        found[pk].append(values.Owner(name, share and trimmed(share), since, until))
    return found


def _project(project: Project, known: Mapping[int, values.Organisation]) -> values.Project:
    keys = {pk: each.key for pk, each in known.items()}
    signed, road = project.agreement, map_of(project.map_key, project.map_version)
    return values.Project(
        reference=project.reference,
        title=project.title,
        event=project.event.code if project.event else "",
        road=f"{road.key}-{road.version}",
        agreement=_agreement(signed, keys) if signed else None,
        opened_for=tuple(values.Party(keys[party.organisation_id], party.role) for party in project.parties.all()),
        pledged=_stated(project.pledged) if project.pledged else None,
        organisations=tuple(known[pk] for pk in dict.fromkeys(_named(project))),
        log=tuple(_line(line, road, keys) for line in project.log.all()),
        payments=tuple(
            values.Payment(
                p.kind, trimmed(p.amount), p.currency, p.happened_on, p.learned_on, p.evidence, p.is_verified
            )
            for p in project.payments.all()
        ),
        areas=tuple(Area(trimmed(a.mu), a.learned_on, a.evidence) for a in project.areas.all()),
        capacities=tuple(
            Capacity(trimmed(c.quantity), c.unit, c.learned_on, c.evidence) for c in project.capacities.all()
        ),
        promises=tuple(_promise(promise, keys) for promise in signed.promises.all()) if signed else (),
        region=project.region_code,
        industry=project.industry_code,
        site=project.site,
        is_demo=project.is_demo,
    )


def _agreement(agreement: Agreement, keys: Mapping[int, str]) -> values.Agreement:
    return values.Agreement(
        event=agreement.event.code,
        number=agreement.number,
        title=agreement.title,
        kind=agreement.kind,
        money_kind=agreement.money_kind,
        signed_on=agreement.signed_on,
        parties=tuple(values.Party(keys[party.organisation_id], party.role) for party in agreement.parties.all()),
        amount=_amount(agreement.amount),
        currency=agreement.currency,
        further=tuple(_stated(each.money) for each in agreement.further_amounts.all()),
    )


def _stated(money: Money) -> values.Stated:
    return values.Stated(money.kind.value, trimmed(money.amount), money.currency)


def _amount(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else trimmed(amount)


def _line(line: StageEntry, road: StageMap, keys: Mapping[int, str]) -> values.Line:
    return values.Line(
        stage=line.stage,
        happened_on=line.happened_on,
        learned_on=line.learned_on,
        responsible=keys[line.responsible_id],
        evidence=line.evidence,
        next_due=line.next_due,
        note=line.note,
        is_own_report=line.is_own_report,
        step="" if line.map_stage == road.step_of(Stage(line.stage)) else line.map_stage,
        way_reason="" if line.way_reason == OTHER else line.way_reason,
        is_verified=line.is_verified,
    )


def _promise(promise: Promise, keys: Mapping[int, str]) -> values.Promise:
    return values.Promise(
        number=promise.number,
        debtor=keys[promise.debtor_id],
        side=promise.side,
        what=promise.what,
        creditor="" if promise.creditor_id is None else keys[promise.creditor_id],
        field=promise.field,
        amount=_amount(promise.amount),
        currency=promise.currency,
        due_on=promise.due_on,
        after="" if promise.after is None else promise.after.number,
        days_after=promise.days_after,
        condition=promise.condition,
        evidence_needed=promise.evidence_needed,
        quote=promise.quote,
        blocked_by=tuple(each.number for each in promise.blocked_by.all()),
        steps=tuple(
            values.Step(s.step, s.happened_on, s.learned_on, s.evidence, s.note, s.is_claim)
            for s in promise.steps.all()
        ),
    )


def known_projects(references: Collection[str]) -> dict[str, tuple[Project, values.Project]]:
    """Reference → the project kept under it and its plain value, whose keys are ids."""
    rows = list(_with_parts(Project.objects.filter(reference__in=references)))
    ids = {pk for project in rows for pk in _named(project)}
    stand_ins = {pk: values.Organisation(str(pk), "", "") for pk in ids}
    return {row.reference: (row, _project(row, stand_ins)) for row in rows}


def known_agreements(papers: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Event's code and number → the reference of the project of an agreement that is here, "" where it has none."""
    wanted = Q(event__code__in={event for event, _n in papers}, number__in={number for _e, number in papers})
    rows = Agreement.objects.filter(wanted).values_list("event__code", "number", "project__reference")
    return {(event, number): reference or "" for event, number, reference in rows}


class Register:
    """Who is meant by the organisations of a batch: by code first, else by name and place. Four queries."""

    def __init__(self, organisations: Iterable[values.Organisation]) -> None:
        asked = list(organisations)
        self._by_code = _holders({code for each in asked for code in each.codes})
        self._by_name: dict[str, list[Organisation]] = defaultdict(list)
        for row in Organisation.objects.filter(name__in={each.name for each in asked}, merged_into=None):
            self._by_name[row.name].append(row)
        self._official: dict[int, set[values.Code]] = defaultdict(set)
        named = [row.pk for rows in self._by_name.values() for row in rows]
        for pk, *parts in Identifier.objects.filter(organisation__in=named, scheme__in=OFFICIAL).values_list(
            "organisation_id", "scheme", "namespace", "value"
        ):
            self._official[pk].add(values.Code(*parts))

    def keys_of(self, organisations: Iterable[values.Organisation], path: str) -> dict[str, str]:
        """Key in the file → id here, for the list at ``path``; :class:`BadField` for an organisation not known."""
        return {each.key: str(self._found(each, f"{path}[{place}]")) for place, each in enumerate(organisations)}

    def _found(self, asked: values.Organisation, path: str) -> int:
        by_code = {self._by_code[code] for code in asked.codes if code in self._by_code}
        if len(by_code) == 1:
            return by_code.pop()
        named = [] if by_code else [row for row in self._by_name[asked.name] if self._may_be(row, asked)]
        near = [row for row in named if row.region_code == asked.region] or named
        if len(near) == 1:
            return near[0].pk
        code, text = ("organisation-unclear", UNCLEAR) if by_code or near else ("organisation-unknown", UNKNOWN)
        raise BadField(path, BadCell(code, text, WRITE_DOWN, name=asked.name), asked.name)

    def _may_be(self, row: Organisation, asked: values.Organisation) -> bool:
        """Not where both carry official codes of one kind that differ: then they are two of one name."""
        kinds = {code.scheme for code in asked.codes if code.scheme in OFFICIAL}
        return not any(code.scheme in kinds and code not in asked.codes for code in self._official[row.pk])


def _holders(codes: Collection[values.Code]) -> dict[values.Code, int]:
    rows = Identifier.objects.filter(value__in={code.value for code in codes})
    held = ((values.Code(*parts), into or pk) for pk, into, *parts in rows.values_list(
        "organisation_id", "organisation__merged_into_id", "scheme", "namespace", "value"
    ))  # fmt: skip
    return {code: pk for code, pk in held if code in codes}


UNKNOWN = gettext_noop("“%(name)s” is not in the registry.")
UNCLEAR = gettext_noop("“%(name)s” may be more than one organisation of the registry.")
WRITE_DOWN = gettext_noop("Write it down or import it under Know first, with its code.")
