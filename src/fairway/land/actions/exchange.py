"""Taking projects from files: checked whole first, then all that is sound at once or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit, jobs
from fairway.base.checked_tables import held
from fairway.base.problems import problem_data
from fairway.base.rights import require
from fairway.land.engine.exchange.compare import FILLED, Addition, Outcome
from fairway.land.engine.exchange.soundness import entry, road_of
from fairway.land.engine.intake import TERMINAL
from fairway.land.models import LandArea, Payment, PlannedCapacity, Project, ProjectImport, ProjectParty, StageEntry
from fairway.land.queries.incoming import judged, kept_source, look_over, note, nothing_yet
from fairway.land.queries.methods import stage_maps
from fairway.lib.errors import Invalid, Refused, TooLarge
from fairway.lib.money import Money, MoneyKind
from fairway.sign import actions as sign
from fairway.sign.engine.intake import AgreementKind, AgreementRow, Party, Role
from fairway.sign.models import Agreement, Promise, PromiseStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fairway.base.models import Job, User
    from fairway.land.engine.exchange import values
    from fairway.land.engine.stage_map import StageMap
    from fairway.land.queries.incoming import Judged, Source
    from fairway.lib.explain import Reason
    from fairway.lib.tables.problem import Problem
    from fairway.meet.models import Event

RIGHT = "land.load_stages"


@transaction.atomic
def keep_file(*, actor: User, reason: str, file_name: str, content: bytes) -> ProjectImport:
    """Keep a file of projects to be checked."""
    require(actor, RIGHT)
    if not content:
        raise Invalid("file-empty", gettext_noop("The file is empty."))
    if len(content) > settings.UPLOAD_BYTES:
        text = gettext_noop("The file is larger than %(limit)s MiB. Split it, or import it with the command.")
        raise TooLarge("too-large", text, limit=settings.UPLOAD_BYTES // 2**20)
    kept = ProjectImport.objects.create(file_name=file_name[-200:], content=content, uploaded_by=actor)
    audit.record(actor=actor, verb="keep_projects", subject=kept, reason=reason, file=file_name[-200:])
    return kept


def check_file(*, actor: User, reason: str, kept: ProjectImport, progress: Callable[[int, int, Reason], None]) -> None:
    """Say of every project of a kept file what it would add; nothing of it is taken.

    Read outside any transaction; what is found is kept once ``progress`` has not refused to go on.
    """
    require(actor, RIGHT)
    counts, problems = look_over(kept_source(kept), actor, progress)
    with transaction.atomic():
        here = held(kept, ProjectImport.State.UPLOADED, ProjectImport.State.CHECKED)
        _keep_findings(here, ProjectImport.State.CHECKED, counts, problems)
        audit.record(actor=actor, verb="check_projects", subject=here, reason=reason, **here.counts)


def _keep_findings(
    kept: ProjectImport, state: ProjectImport.State, counts: Counter[Outcome], problems: Sequence[Problem]
) -> None:
    kept.state, kept.counts = state, {outcome.value: count for outcome, count in counts.items()}
    kept.problems = [problem_data(problem) for problem in problems]
    kept.save(update_fields=["state", "counts", "problems", "content"])


@transaction.atomic
def take_file(*, actor: User, reason: str, kept: ProjectImport) -> ProjectImport:
    """Take every project of a checked file that is new or adds something; those with a problem stay out.

    All in one transaction, judged again by what is known now: nothing is half written.
    """
    require(actor, RIGHT)
    here = held(kept, ProjectImport.State.CHECKED)
    _take(actor, reason, here, kept_source(here))
    return here


@transaction.atomic
def take_source(*, actor: User, reason: str, source: Source) -> ProjectImport:
    """Take the sound projects of a file of any size that is not kept; one transaction, as :func:`take_file`."""
    require(actor, RIGHT)
    here = ProjectImport.objects.create(file_name=source.name[-200:], uploaded_by=actor)
    _take(actor, reason, here, source)
    return here


def _take(actor: User, reason: str, here: ProjectImport, source: Source) -> None:
    counts, problems = nothing_yet()
    for batch in judged(source, actor):
        note(batch, here.file_name, counts, problems)
        _Taking(actor, reason, here).take(batch)
    if not counts[Outcome.NEW] + counts[Outcome.CHANGED]:
        raise Refused("nothing-to-take", gettext_noop("No project of this file is new, and none adds anything."))
    here.content = b""
    _keep_findings(here, ProjectImport.State.APPLIED, counts, problems)
    audit.record(actor=actor, verb="take_projects", subject=here, reason=reason, **here.counts)


@transaction.atomic
def start_work(*, actor: User, reason: str, kept: ProjectImport, kind: str, enqueue: Callable[..., object]) -> Job:
    """Open the job that checks or takes a file; ``enqueue`` is called with the job's id and ``kept_id``."""
    require(actor, RIGHT)
    kept.job = jobs.open_job(actor=actor, reason=reason, kind=kind, enqueue=partial(enqueue, kept_id=kept.pk))
    kept.save(update_fields=["job"])
    return kept.job


@transaction.atomic
def discard_file(*, actor: User, reason: str, kept: ProjectImport) -> None:
    """Throw a file away that was not taken."""
    require(actor, RIGHT)
    here = held(kept, ProjectImport.State.UPLOADED, ProjectImport.State.CHECKED)
    here.state, here.content = ProjectImport.State.DISCARDED, b""
    here.save(update_fields=["state", "content"])
    audit.record(actor=actor, verb="discard_projects", subject=here, reason=reason)


class _Taking:
    """The projects of one batch written down: agreements, projects, logs, payments, promises."""

    def __init__(self, actor: User, reason: str, kept: ProjectImport) -> None:
        self._actor, self._reason, self._kept = actor, reason, kept
        self._roads = stage_maps()
        self._lines: list[StageEntry] = []
        self._parties: list[ProjectParty] = []
        self._payments: list[Payment] = []
        self._areas: list[LandArea] = []
        self._capacities: list[PlannedCapacity] = []
        self._promises: list[Promise] = []
        self._waits: dict[tuple[int, str], tuple[str, Sequence[str]]] = {}
        self._steps: dict[tuple[int, str], list[PromiseStep]] = defaultdict(list)

    def take(self, batch: Sequence[Judged]) -> None:
        signed = self._agreements(batch)
        self._open([each for each in batch if each.outcome is Outcome.NEW], signed)
        self._add([each for each in batch if each.outcome is Outcome.CHANGED], signed)
        ProjectParty.objects.bulk_create(self._parties, batch_size=1000)
        StageEntry.objects.bulk_create(self._lines, batch_size=1000)
        Payment.objects.bulk_create(self._payments, batch_size=1000)
        LandArea.objects.bulk_create(self._areas, batch_size=1000)
        PlannedCapacity.objects.bulk_create(self._capacities, batch_size=1000)
        if self._promises or self._steps:
            sign.load_promises(
                actor=self._actor,
                reason=self._reason,
                subject=self._kept,
                promises=self._promises,
                waits=self._waits,
                steps=self._steps,
            )

    def _agreements(self, batch: Sequence[Judged]) -> dict[str, Agreement]:
        """Write down the agreements of new projects and of those signed since; by the project's reference."""
        new: dict[Event, dict[str, values.Project]] = defaultdict(dict)
        for each in batch:
            incoming, added = each.incoming, each.added
            if incoming is None or incoming.agreement is None or each.outcome not in {Outcome.NEW, Outcome.CHANGED}:
                continue
            if added is None or added.agreement is not None:
                new[each.events[incoming.agreement.event]][incoming.agreement.number] = incoming
        written = {pk: each for event, signed in new.items() for pk, each in self._written(event, signed).items()}
        return {written[pk].reference: row for pk, row in Agreement.objects.in_bulk(list(written)).items()}

    def _written(self, event: Event, signed: Mapping[str, values.Project]) -> dict[int, values.Project]:
        rows = [_row(each.agreement, each) for each in signed.values() if each.agreement is not None]
        made = sign.load_agreements(
            actor=self._actor,
            reason=self._reason,
            event=event,
            rows=rows,
            organisations={party.organisation: int(party.organisation) for row in rows for party in row.parties},
        )
        return {pk: signed[number] for number, pk in made.items()}

    def _open(self, new: Sequence[Judged], signed: Mapping[str, Agreement]) -> None:
        made = []
        for each in new:
            assert each.incoming is not None  # noqa: S101  # what is new was read
            incoming, agreement = each.incoming, signed.get(each.incoming.reference)
            road = road_of(incoming, self._roads, each.path)
            is_demo = incoming.is_demo if agreement is None else agreement.is_demo
            said = {"reference": incoming.reference, "title": incoming.title, "is_demo": is_demo}
            project = Project(agreement=agreement, map_key=road.key, map_version=road.version, **said)
            _fill(project, each, FILLED)
            _stand(project, incoming.log[-1], road)
            made.append(project)
            sizes = incoming.areas, incoming.capacities
            self._parts(project, incoming, Addition(incoming.log, incoming.payments, *sizes))
            self._parties += [
                ProjectParty(project=project, organisation_id=int(party.organisation), role=party.role)
                for party in incoming.opened_for
            ]
            if agreement is not None:
                self._bind(agreement, incoming.promises or ())
        Project.objects.bulk_create(made, batch_size=1000)

    def _add(self, changed: Sequence[Judged], signed: Mapping[str, Agreement]) -> None:
        grown = []
        for each in changed:
            assert each.known is not None  # noqa: S101  # what is changed was known
            assert each.added is not None  # noqa: S101  # and by this
            assert each.incoming is not None  # noqa: S101  # which was read
            project, added = each.known, each.added
            self._parts(project, each.incoming, added)
            project.agreement = signed.get(project.reference, project.agreement)
            if project.agreement is not None:
                self._bind(project.agreement, added.promises)
                for number, step in added.steps:
                    self._steps[project.agreement.pk, number].append(_step(step))
            _fill(project, each, added.filled)
            if added.lines:
                _stand(project, added.lines[-1], road_of(each.incoming, self._roads, each.path))
            grown.append(project)
        Project.objects.bulk_update(grown, _GROWS, batch_size=1000)

    def _parts(self, project: Project, incoming: values.Project, added: Addition) -> None:
        road = road_of(incoming, self._roads, "")
        for line, read in ((line, entry(line, road)) for line in added.lines):
            said = {name: value for name, value in vars(line).items() if name not in _NOT_OF_LINE}
            own = {"map_stage": read.step, "way_reason": read.way_reason, "responsible_id": int(line.responsible)}
            self._lines.append(StageEntry(project=project, **said, **own))
        self._payments += [Payment(project=project, **vars(payment)) for payment in added.payments]
        self._areas += [LandArea(project=project, **vars(area)) for area in added.areas]
        self._capacities += [PlannedCapacity(project=project, **vars(each)) for each in added.capacities]

    def _bind(self, agreement: Agreement, promises: Iterable[values.Promise]) -> None:
        for each in promises:
            said = {name: value for name, value in vars(each).items() if name not in _NOT_COLUMNS}
            parties = {"debtor_id": int(each.debtor), "creditor_id": int(each.creditor) if each.creditor else None}
            self._promises.append(Promise(agreement=agreement, is_demo=agreement.is_demo, **parties, **said))
            self._waits[agreement.pk, each.number] = (each.after, each.blocked_by)
            for step in each.steps:
                self._steps[agreement.pk, each.number].append(_step(step))


_NOT_COLUMNS = frozenset({"debtor", "creditor", "after", "blocked_by", "steps"})
_NOT_OF_LINE = frozenset({"step", "way_reason", "responsible"})
_GROWS = (
    "agreement", "event", "region_code", "industry_code", "site", "pledged_kind", "pledged_amount", "pledged_currency",
    "map_stage", "stage", "stage_since", "responsible", "next_due",
)  # fmt: skip
"""What an import may change of a project: it stands further on, and more is said of it."""


def _step(step: values.Step) -> PromiseStep:
    return PromiseStep(**vars(step))


def _stand(project: Project, last: values.Line, road: StageMap) -> None:
    read = entry(last, road)
    project.map_stage, project.stage, project.stage_since = read.step, last.stage, last.happened_on
    project.responsible_id = int(last.responsible)
    project.next_due = None if read.stage in TERMINAL else last.next_due


def _fill(project: Project, found: Judged, names: Iterable[str]) -> None:
    """Write down what is said of a project where nothing was."""
    incoming = found.incoming
    assert incoming is not None  # noqa: S101  # what is written was read
    pledged = incoming.pledged
    said: dict[str, dict[str, object]] = {
        "event": {"event": found.events.get(incoming.event)},
        "region": {"region_code": incoming.region},
        "industry": {"industry_code": incoming.industry},
        "site": {"site": incoming.site},
        "pledged": {f"pledged_{name}": value for name, value in vars(pledged).items()} if pledged else {},
    }
    for column, value in ((column, value) for name in names for column, value in said[name].items()):
        setattr(project, column, value)


def _row(agreement: values.Agreement, project: values.Project) -> AgreementRow:
    return AgreementRow(
        number=agreement.number,
        title=agreement.title,
        kind=AgreementKind(agreement.kind),
        money_kind=MoneyKind(agreement.money_kind),
        signed_on=agreement.signed_on,
        parties=tuple(Party(each.organisation, Role(each.role) if each.role else None) for each in agreement.parties),
        amount=agreement.amount,
        currency=agreement.currency,
        region=project.region,
        industry=project.industry,
        demo=project.is_demo,
        further=tuple(Money(each.amount, each.currency, MoneyKind(each.kind)) for each in agreement.further or ()),
    )
