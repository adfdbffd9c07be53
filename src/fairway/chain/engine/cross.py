"""Checks of rows against other rows, other tables and the event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairway.chain.engine.event_parts import FUTURE, FUTURE_REMEDY
from fairway.land.engine.intake import WAYS_OUT, Stage, StageRow
from fairway.land.engine.log import BEFORE, ROAD
from fairway.land.engine.stage_map import AGREEMENT
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.nearest import nearest
from fairway.lib.tables.problem import BadCell
from fairway.sign.engine.clause_table import against_paper, kept_too_early
from fairway.trust.engine.catalogue import CATALOGUE

if TYPE_CHECKING:
    from datetime import date

    from fairway.chain.engine.event import EventSpec
    from fairway.know.engine.intake import OrganisationRow
    from fairway.match.engine.intake import NeedRow, OfferRow
    from fairway.meet.engine.intake import LeadRow, RequestRow
    from fairway.sign.engine.clause_table import ClauseRow, Kept
    from fairway.sign.engine.intake import AgreementRow
    from fairway.trust.engine.intake import RecordRow

Wrong = Iterator[tuple[str, BadCell]]
# The code of a problem that only follows from another row's.
DEPENDS = "depends-on-bad-row"


@dataclass(frozen=True)
class Context:
    """What a row is checked against: the good rows, and every key the files mention.

    ``mentioned`` is ``None`` where the table could not be read: nothing can be said about its keys.
    """

    event: EventSpec | None
    organisations: Mapping[str, OrganisationRow]
    agreements: Mapping[str, AgreementRow]
    stages: Mapping[str, tuple[StageRow, ...]] = field(default_factory=dict)
    mentioned: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    uscc_owner: Mapping[str, str] = field(default_factory=dict)
    loose_clauses: Mapping[tuple[str, str], Sequence[tuple[str, BadCell]]] = field(default_factory=dict)
    """What is wrong with clauses that name other clauses."""


def organisation_problem(key: str, context: Context) -> BadCell | None:
    """Complain about a key that no row of the organisations has."""
    return _reference("organisations", key, context.organisations, context)


def _reference(table: str, key: str, good: Mapping[str, object], context: Context) -> BadCell | None:
    mentioned = context.mentioned.get(table, frozenset())
    if key in good or mentioned is None:
        return None
    if key in mentioned:
        return BadCell(DEPENDS, _DEPENDS, _MEND_FIRST, key=key, table=table)
    near = nearest(key, mentioned)
    text, remedy = _UNKNOWN[table]
    return BadCell(f"unknown-{table[:-1]}", text, _DID_YOU_MEAN if near else remedy, key=key, near=near or "")


def _organisation(column: str, key: str, context: Context) -> Wrong:
    bad = organisation_problem(key, context)
    if bad is not None:
        yield column, bad


def _future(column: str, day: date, context: Context) -> Wrong:
    if context.event is not None and day > context.event.as_of:
        as_of = context.event.as_of.isoformat()
        yield column, BadCell("future-date", FUTURE, FUTURE_REMEDY, day=day.isoformat(), as_of=as_of)


def _mark(column: str, key: str, context: Context, *, demo: bool) -> Wrong:
    """Invented figures never stand under a real name, nor real ones under an invented name."""
    # Rows without a mark carry the event's, which is not known here while event.toml is wrong.
    organisation = context.organisations.get(key) if context.event is not None else None
    if organisation is not None and demo and not organisation.demo:
        yield column, BadCell("demo-for-real", _DEMO_FOR_REAL, _DEMO_FOR_REAL_REMEDY, key=key)
    if organisation is not None and organisation.demo and not demo:
        yield column, BadCell("real-for-demo", _REAL_FOR_DEMO, _REAL_FOR_DEMO_REMEDY, key=key)


def _not_real_in_demo(column: str, key: str, context: Context) -> Wrong:
    """Rows without a mark of their own are as invented as their event: then no real organisation has any."""
    organisation = context.organisations.get(key)
    if context.event is not None and context.event.demo and organisation is not None and not organisation.demo:
        yield column, BadCell("demo-for-real", _DEMO_FOR_REAL, _REAL_IN_DEMO_REMEDY, key=key)


def entry_problem(name: str, key: str, source: str, context: Context) -> BadCell | None:
    """Complain about an entry of an invented event that names a real organisation and no source that tells of it.

    Facts, posts, relations and presentations have sources or invent nothing; they are not asked for one here. Of what
    is counted as real, no organisation is invented.
    """
    organisation = context.organisations.get(key)
    if name not in INVENTS or context.event is None or organisation is None:
        return None
    is_invented = context.event.demo and not source
    if is_invented and not organisation.demo:
        return BadCell("demo-for-real", _DEMO_FOR_REAL, _SOURCE_OR_DELETE, key=key)
    if name in COUNTED and organisation.demo and not is_invented:
        return BadCell("real-for-demo", _REAL_FOR_DEMO, _NO_SOURCE_OR_REAL, key=key)
    return None


INVENTS = frozenset({"parts", "representatives", "stands", "agenda", "actions", "intentions"})
"""Entries of event.toml that would invent something about an organisation they name."""
COUNTED = frozenset({"intentions"})
"""Those that figures count, as real or invented."""


def check_organisation(row: OrganisationRow, context: Context) -> Wrong:
    """Slots and topics inside the event, one code for one organisation."""
    topics = len(context.event.topics) if context.event else 0
    if context.event is not None and row.topics and max(row.topics) > topics:
        text = _("Topic %(topic)s is none of the event's %(topics)s topics.")
        remedy = _("Number the topics from 1 in the order of [[topics]] in event.toml.")
        yield "topics", BadCell("topic-outside", text, remedy, topic=max(row.topics), topics=topics)
    slots = len(context.event.meeting.slots) if context.event and context.event.meeting else 0
    if context.event is not None and row.available and max(row.available) > slots:
        remedy = _("Use slot numbers from 1 to %(slots)s.") if slots else _("Add [meeting] to event.toml.")
        text = _("Slot %(slot)s is none of the event's %(slots)s slots.")
        yield "available", BadCell("slot-outside", text, remedy, slot=max(row.available), slots=slots)
    owner = context.uscc_owner.get(row.uscc, row.key)
    if row.uscc and owner != row.key:
        remedy = _("Keep one of the two organisations, or correct the code.")
        text = _("The organisation “%(key)s” has the same code %(uscc)s.")
        yield "uscc", BadCell("duplicate-uscc", text, remedy, key=owner, uscc=row.uscc)


def check_record(row: RecordRow, context: Context) -> Wrong:
    """Known organisation of a fitting kind, its mark, and nothing from the future."""
    yield from _organisation("organisation", row.organisation, context)
    yield from _mark("demo", row.organisation, context, demo=row.demo)
    organisation = context.organisations.get(row.organisation)
    if organisation is not None and not CATALOGUE[row.kind].is_for([organisation.kind]):
        text = _("A record of kind %(kind)s is about %(carriers)s. This organisation is of kind %(subject)s.")
        facts = {"kind": row.kind, "carriers": ", ".join(CATALOGUE[row.kind].subjects), "subject": organisation.kind}
        yield "kind", BadCell("record-subject", text, _("Correct the kind of record or the organisation."), **facts)
    yield from _future("happened_on", row.happened_on, context)
    if row.learned_on != row.happened_on:
        yield from _future("learned_on", row.learned_on, context)


def check_wish(row: OfferRow | NeedRow, context: Context) -> Wrong:
    """Known organisation, not a real one in an invented event."""
    yield from _organisation("organisation", row.organisation, context)
    yield from _not_real_in_demo("organisation", row.organisation, context)


def check_request(row: RequestRow, context: Context) -> Wrong:
    """Both sides known, neither a real one in an invented event."""
    for column, key in (("from_key", row.from_key), ("to_key", row.to_key)):
        yield from _organisation(column, key, context)
        yield from _not_real_in_demo(column, key, context)


def check_lead(row: LeadRow, context: Context) -> Wrong:
    """A presentation of the event, a known organisation that is not the presenter, nothing invented of a real one."""
    if row.organisation:
        yield from _organisation("organisation", row.organisation, context)
        yield from _not_real_in_demo("organisation", row.organisation, context)
    if row.noted_on is not None:
        yield from _future("noted_on", row.noted_on, context)
    if context.event is None:
        return
    presents = {each.order: each.organisation for each in context.event.presentations}
    if row.presentation not in presents:
        text = _("There is no presentation %(order)s.")
        remedy = _("Write the order of one of the [[presentations]] in event.toml.")
        yield "presentation", BadCell("unknown-presentation", text, remedy, order=row.presentation)
    elif row.organisation and presents[row.presentation] == row.organisation:
        text = _("Nobody is a lead of its own presentation.")
        yield "organisation", BadCell("lead-itself", text, _("Delete the row."))
    if row.noted_on is not None and row.noted_on < context.event.held_on:
        text = _("A presentation on %(held)s brings no lead before it.")
        bad = BadCell("lead-before-event", text, _("Correct the day."), held=context.event.held_on.isoformat())
        yield "noted_on", bad


def check_agreement(row: AgreementRow, context: Context) -> Wrong:
    """Known parties, each with the agreement's mark, and no signature in the future."""
    for place, party in enumerate(row.parties, start=1):
        yield from _organisation(f"party_{place}", party.organisation, context)
        yield from _mark(f"party_{place}", party.organisation, context, demo=row.demo)
    yield from _future("signed_on", row.signed_on, context)


def check_promise(row: ClauseRow, context: Context) -> Wrong:
    """Known sides and agreement, clauses of the same paper, nothing invented of a real organisation, days in order."""
    for column, key in (("debtor", row.debtor), ("creditor", row.creditor)):
        if key:
            yield from _organisation(column, key, context)
    made_on = context.event.held_on if context.event is not None and not row.agreement else None
    if not row.agreement:
        yield from _not_real_in_demo("debtor", row.debtor, context)
    elif (bad := _reference("agreements", row.agreement, context.agreements, context)) is not None:
        yield "agreement", bad
    elif (agreement := context.agreements.get(row.agreement)) is not None:
        parties = {party.organisation for party in agreement.parties}
        known = [key if key in context.organisations else None for key in (row.debtor, row.creditor)]
        yield from against_paper(row, (known[0], known[1]), parties, agreement.signed_on)
        made_on = agreement.signed_on
    if row.kept is not None:
        yield from _kept_in_time(row, row.kept, made_on, context)
    yield from context.loose_clauses.get((row.agreement, row.number), ())


def _kept_in_time(row: ClauseRow, kept: Kept, made_on: date | None, context: Context) -> Wrong:
    """Kept after it was made, and known by the last day of the data."""
    if made_on is not None:
        yield from kept_too_early(row, made_on)
    yield from _future("kept_on", kept.on, context)
    if kept.learned_on != kept.on:
        yield from _future("learned_on", kept.learned_on, context)


def check_stage(row: StageRow, context: Context) -> Wrong:
    """Known agreement and responsible organisation, days in the order of the stages."""
    bad = _reference("agreements", row.agreement, context.agreements, context)
    if bad is not None:
        yield "agreement", bad
    yield from _organisation("responsible", row.responsible, context)
    yield from _future("happened_on", row.happened_on, context)
    if row.learned_on != row.happened_on:
        yield from _future("learned_on", row.learned_on, context)
    agreement = context.agreements.get(row.agreement)
    if agreement is not None:
        yield from _after_signature(row, agreement)
        yield from _filled_in(row, agreement)
    others = context.stages.get(row.agreement, ())
    yield from _in_order(row, others)
    yield from _nothing_skipped(row, others)
    yield from _nothing_after_an_end(row, others)


def _after_signature(row: StageRow, agreement: AgreementRow) -> Wrong:
    signed = agreement.signed_on
    days = {"day": row.happened_on.isoformat(), "signed": signed.isoformat()}
    if row.happened_on < signed and row.stage not in BEFORE:
        remedy = _("Correct the day, or the signature in the table of agreements.")
        text = _("%(day)s is before the signature on %(signed)s.")
        yield "happened_on", BadCell("before-signature", text, remedy, **days)
    elif row.stage is Stage.SIGNED and row.happened_on != signed:
        text = _("The agreement was signed on %(signed)s, not on %(day)s.")
        yield "happened_on", BadCell("signed-differs", text, _("Use the same day in both tables."), **days)


def _filled_in(row: StageRow, agreement: AgreementRow) -> Wrong:
    """What the stage map asks for at this stage and an agreement can say, it says."""
    said = {"region": agreement.region, "industry": agreement.industry, "amount": agreement.amount}
    filled = {AGREEMENT, "investor", "host", "evidence", *(name for name, value in said.items() if value)}
    for name in shipped_map().lacks(row.stage, filled):
        text = _("At the stage “%(stage)s” the agreement says more: its %(field)s is missing.")
        remedy = _("Fill it in in the table of agreements.")
        yield "stage", BadCell("stage-field-missing", text, remedy, stage=str(row.stage), field=name)


def _in_order(row: StageRow, others: tuple[StageRow, ...]) -> Wrong:
    """No stage is reached on a day before an earlier stage's; nothing follows a way out."""
    later = [other for other in others if _comes_before(other.stage, row.stage) and other.happened_on > row.happened_on]
    if later:
        other = max(later, key=lambda each: each.happened_on)
        yield (
            "happened_on",
            BadCell(
                "stage-order",
                _("The stage “%(stage)s” on %(day)s comes before the stage “%(other)s” on %(other_day)s."),
                _("Put the days in the order of the stages."),
                stage=str(row.stage),
                day=row.happened_on.isoformat(),
                other=str(other.stage),
                other_day=other.happened_on.isoformat(),
            ),
        )


def _nothing_skipped(row: StageRow, others: tuple[StageRow, ...]) -> Wrong:
    """Every stage before this one is listed, from the first on; a way out needs the signature at least."""
    listed = {other.stage for other in others}
    first = min((stage for stage in BEFORE if stage in listed), key=BEFORE.index, default=ROAD[0])
    road = [stage for stage in (*BEFORE, *ROAD) if (stage.rank or 0) >= (first.rank or 0)]
    last = road.index(row.stage) if row.stage in road else road.index(ROAD[0]) + 1
    missing = next((stage for stage in road[:last] if stage not in listed), None)
    if missing is not None:
        text = _("The stage “%(stage)s” is listed, but not the stage “%(missing)s” before it.")
        remedy = _("Add a row for “%(missing)s”, or correct the stage.")
        yield "stage", BadCell("stage-skipped", text, remedy, stage=str(row.stage), missing=str(missing))


def _nothing_after_an_end(row: StageRow, others: tuple[StageRow, ...]) -> Wrong:
    """A project ends once: no other way out, and nothing on a later day."""
    for end in (other for other in others if other.stage in WAYS_OUT and other.stage is not row.stage):
        if row.stage in WAYS_OUT or row.happened_on > end.happened_on:
            text = _("The project ended with “%(end)s” on %(day)s; nothing follows that.")
            remedy = _("Delete this row, or the row of the end.")
            yield "stage", BadCell("project-ended", text, remedy, end=str(end.stage), day=end.happened_on.isoformat())
            return


def _comes_before(one: Stage, other: Stage) -> bool:
    if one in WAYS_OUT:
        return False
    return other in WAYS_OUT or (one.rank or 0) < (other.rank or 0)


CHECKS: Mapping[str, Callable[[Any, Context], Wrong]] = {
    "organisations": check_organisation,
    "records": check_record,
    "offers": check_wish,
    "needs": check_wish,
    "requests": check_request,
    "leads": check_lead,
    "agreements": check_agreement,
    "promises": check_promise,
    "stages": check_stage,
}

_DID_YOU_MEAN = _("Did you mean “%(near)s”?")
_DEPENDS = _("The row refers to “%(key)s” of %(table)s, and that row is not accepted.")
_MEND_FIRST = _("Mend that row first; this one may be right as it is.")
_UNKNOWN = {
    "organisations": (
        _("No organisation has the key “%(key)s”."),
        _("Add it to the table of organisations, or correct the key."),
    ),
    "agreements": (
        _("No agreement has the number “%(key)s”."),
        _("Add it to the table of agreements, or correct the number."),
    ),
}
_DEMO_FOR_REAL = _("“%(key)s” is a real organisation: nothing invented may stand under its name.")
_DEMO_FOR_REAL_REMEDY = _("Delete the row, or mark it with no in the demo column if it is real.")
_REAL_IN_DEMO_REMEDY = _("Delete the row; hand in real rows with an event.toml that says demo = false.")
_SOURCE_OR_DELETE = _("Name the source that tells of it, or delete the entry.")
_NO_SOURCE_OR_REAL = _("Name a real organisation; in an event marked demo, or leave the source out.")
_REAL_FOR_DEMO = _("“%(key)s” is an invented organisation: nothing about it can be real.")
_REAL_FOR_DEMO_REMEDY = _("Mark the row with yes in the demo column, or correct the organisation.")
