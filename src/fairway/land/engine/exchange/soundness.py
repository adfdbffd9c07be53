"""What a project that comes in must satisfy whoever wrote the file: the rules of the log, of money and of promises."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.land.engine.exchange.fields import LINE
from fairway.land.engine.exchange.shape import BadField
from fairway.land.engine.intake import OTHER, WAYS_OUT, Stage
from fairway.land.engine.log import BEFORE, Entry
from fairway.land.engine.stage_map import AGREEMENT, EVIDENCE, FIELDS, VERIFIED
from fairway.land.engine.stages import objections
from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.money import MoneyKind
from fairway.lib.tables.problem import BadCell
from fairway.sign.engine.intake import MONEY_OF, AgreementKind
from fairway.sign.engine.promises import DECISIVE, Side, Step, check
from fairway.sign.engine.promises import Promise as Bound

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from fairway.land.engine.exchange.values import Agreement, Line, Payment, Project, Promise
    from fairway.land.engine.sizes import Area, Capacity
    from fairway.land.engine.stage_map import StageMap

    Roads = Mapping[str, StageMap]


STAGES = [stage.value for stage in Stage]
UNSIGNED = frozenset({*BEFORE, *WAYS_OUT})
"""Stages a project may stand at without an agreement."""
NOT_STATED = frozenset({*FIELDS, AGREEMENT} - {EVIDENCE, VERIFIED})
"""What a file may leave unsaid: only evidence is asked of whatever comes in."""
_KEYS = {field.name: field.key for field in LINE}


def road_of(project: Project, roads: Roads, path: str) -> StageMap:
    """The stage map the project follows; :class:`BadField` where it is none of ``roads``, named as ``investment-1``."""
    if project.road not in roads:
        bad = BadCell("map-unknown", NO_MAP, USE_MAP, maps=", ".join(roads))
        raise BadField(f"{path}.stageMap", bad, project.road)
    return roads[project.road]


def entry(line: Line, road: StageMap) -> Entry:
    """The line as the rules of stages read it; who is responsible does not matter to them."""
    return Entry(
        stage=Stage(line.stage),
        happened_on=line.happened_on,
        learned_on=line.learned_on,
        responsible=0,
        evidence=line.evidence,
        next_due=line.next_due,
        note=line.note,
        step=line.step or road.step_of(Stage(line.stage)),
        way_reason=line.way_reason or (OTHER if line.stage in WAYS_OUT else ""),
        is_verified=line.is_verified,
    )


def in_store_order(project: Project) -> Project:
    """The same with log and payments in the order they are kept and exported in."""
    log = sorted(project.log, key=lambda line: (line.happened_on, STAGES.index(line.stage)))
    paid = sorted(project.payments, key=lambda each: each.happened_on)
    areas = sorted(project.areas, key=lambda each: each.learned_on)
    holds = sorted(project.capacities, key=lambda each: each.learned_on)
    return replace(project, log=tuple(log), payments=tuple(paid), areas=tuple(areas), capacities=tuple(holds))


def refuse_unsound(project: Project, roads: Roads, today: date, path: str) -> None:
    """Raise :class:`BadField` at the first thing no project may be, as known on ``today``."""
    _opening(project, path)
    if project.agreement is not None:
        _agreement(project.agreement, path)
    road = road_of(project, roads, path)
    _log(project, road, today, f"{path}.log")
    for n, payment in enumerate(project.payments):
        _payment(payment, road.verified_money, today, f"{path}.payments[{n}]")
    for n, area in enumerate(project.areas):
        _size(area, today, f"{path}.landAreas[{n}]")
    for n, capacity in enumerate(project.capacities):
        _size(capacity, today, f"{path}.plannedCapacities[{n}]")
    _promises(project, today, f"{path}.promises")


def _no(path: str, code: str, text: str, remedy: str, **facts: str | int) -> BadField:
    return BadField(path, BadCell(code, text, remedy, **facts))


def _opening(project: Project, path: str) -> None:
    """Whose it is and what was named before a signature."""
    opened, named = [each.organisation for each in project.opened_for], project.pledged
    if len(set(opened)) < len(opened) or not (opened or project.agreement):
        raise _no(f"{path}.openedFor", "parties", NOBODY, NAME_SIDES)
    if named is not None and named.kind not in {MoneyKind.INTENTION, MoneyKind.DOCKING}:
        raise _no(f"{path}.pledged.kind", "money-kind", FIRM, WRITE_SOFT)
    if (project.agreement is None) != all(Stage(line.stage) in UNSIGNED for line in project.log):
        raise _no(f"{path}.log", "signature", SIGNATURE, BOTH_SIGNED)
    if project.promises and project.agreement is None:
        raise _no(f"{path}.promises", "promise-unsigned", PROMISED, SIGN_FIRST)


def _agreement(agreement: Agreement, path: str) -> None:
    right = MONEY_OF[AgreementKind(agreement.kind)].value
    if agreement.money_kind != right:
        raise _no(path, "money-kind", MONEY_KIND, WRITE_KIND, kind=agreement.money_kind, right=right)
    if len({party.organisation for party in agreement.parties}) < max(2, len(agreement.parties)):
        raise _no(path, "parties", TWO_PARTIES, NAME_PARTIES)
    if (agreement.amount is None) != (not agreement.currency):
        raise _no(path, "amount", AMOUNT_ALONE, BOTH_OR_NEITHER)
    stated = [(each.kind, each.currency) for each in agreement.further or ()]
    if len({*stated, (agreement.money_kind, agreement.currency)}) <= len(stated):
        raise _no(f"{path}.furtherAmounts", "amount-twice", KIND_TWICE, ONE_OF_A_KIND)


def _log(project: Project, road: StageMap, today: date, path: str) -> None:
    signed_on = None if project.agreement is None else project.agreement.signed_on
    early = [line for line in project.log if signed_on and Stage(line.stage) not in UNSIGNED]
    if not project.log:
        raise _no(path, "log-empty", NO_LOG, BEGIN_LOG)
    if signed_on and any(line.happened_on < signed_on for line in early):
        raise _no(path, "before-signature", BEFORE_SIGNATURE, START_SIGNED, day=signed_on.isoformat())
    read: list[Entry] = []
    for n, line in enumerate(project.log):
        found = objections(road, read, entry(line, road), today, NOT_STATED)
        if found:
            why = found[0]
            facts = {key: str(value) for key, value in why.reason.params.items()}
            raise _no(f"{path}[{n}].{_KEYS.get(why.field, why.field)}", why.code, why.reason.text, MEND_LINE, **facts)
        read.append(entry(line, road))


def _payment(payment: Payment, asked: Collection[MoneyKind], today: date, path: str) -> None:
    if payment.kind in asked and not payment.is_verified:
        raise _no(f"{path}.verified", "evidence-claimed", CLAIMED, VERIFY)
    if not payment.evidence:
        raise _no(f"{path}.evidence", "evidence-missing", NO_EVIDENCE, NAME_PAPER)
    if not payment.happened_on <= payment.learned_on <= today:
        raise _no(f"{path}.learnedOn", "learned-on", LEARNED, MEND_DAYS)


def _size(size: Area | Capacity, today: date, path: str) -> None:
    try:
        size.sound()
    except BadCell as bad:
        raise BadField(path, bad) from bad
    if size.learned_on > today:
        raise _no(f"{path}.learnedOn", "learned-on", LEARNED, MEND_DAYS)


def _promises(project: Project, today: date, path: str) -> None:
    promises = project.promises or ()
    numbers = [each.number for each in promises]
    if len(set(numbers)) < len(numbers):
        raise _no(path, "clause-twice", CLAUSE_TWICE, ONE_NUMBER)
    parties = {party.organisation for party in project.parties}
    for n, promise in enumerate(promises):
        _promise(promise, project, parties, f"{path}[{n}]")
        _steps(promise, today, f"{path}[{n}].steps")
    keys = {number: n for n, number in enumerate(numbers, start=1)}
    try:
        check([_bound(each, keys) for each in promises])
    except Invalid as refusal:
        facts = {key: numbers[value - 1] if value else "?" for key, value in refusal.facts.items()}  # type: ignore[operator]  # keys from above
        raise _no(path, refusal.code, refusal.text, MEND_CIRCLE, **facts) from refusal


def _bound(promise: Promise, keys: dict[str, int]) -> Bound:
    return Bound(
        key=keys[promise.number],
        debtor=0,
        creditor=0,
        side=Side(promise.side),
        after=keys.get(promise.after, 0) if promise.after else None,
        blocked_by=frozenset(keys.get(number, 0) for number in promise.blocked_by),
    )


def _promise(promise: Promise, project: Project, parties: set[str], path: str) -> None:
    named = [key for key in (promise.debtor, promise.creditor) if key]
    if not parties >= set(named) or len(set(named)) < len(named):
        raise _no(path, "promise-parties", PARTIES, NAME_A_PARTY)
    if project.agreement and promise.due_on is not None and promise.due_on < project.agreement.signed_on:
        raise _no(f"{path}.dueOn", "promise-due-early", DUE_EARLY, MEND_DAYS)
    if (promise.amount is None) != (not promise.currency):
        raise _no(f"{path}.amount", "amount", AMOUNT_ALONE, BOTH_OR_NEITHER)


def _steps(promise: Promise, today: date, path: str) -> None:
    """A decision is taken back before another; only what is disputed is settled; claims decide nothing."""
    is_decided = is_disputed = False
    for n, each in enumerate(promise.steps):
        step, at = Step(each.step), f"{path}[{n}]"
        if not each.happened_on <= each.learned_on <= today:
            raise _no(f"{at}.learnedOn", "learned-on", LEARNED, MEND_DAYS)
        if not (each.evidence if step is Step.KEPT else each.note):
            raise _no(at, "step-unsaid", STEP_UNSAID, SAY_STEP)
        if each.is_claim and step is not Step.DISPUTED:
            continue
        wrong = (step in DECISIVE and is_decided) or (step is Step.WITHDRAWN and not is_decided)
        if wrong or (step is Step.SETTLED and not is_disputed):
            raise _no(f"{at}.step", "step-order", STEP_ORDER, MEND_STEPS)
        is_decided = step in DECISIVE or (is_decided and step is not Step.WITHDRAWN)
        is_disputed = step is Step.DISPUTED or (is_disputed and step is not Step.SETTLED)


MONEY_KIND = _("A paper of this kind cannot promise money of the kind “%(kind)s”.")
WRITE_KIND = _("Write %(right)s.")
TWO_PARTIES = _("An agreement binds at least two parties, each of them once.")
NAME_PARTIES = _("Name every party once, in its order.")
AMOUNT_ALONE = _("An amount and its currency come together.")
BOTH_OR_NEITHER = _("Write both, or leave both out.")
NO_MAP = _("There is no stage map of this name and version here.")
USE_MAP = _("Have it added and approved under “Maps and definitions”, or use one of: %(maps)s.")
NOBODY = _("Nobody is named whom the project was opened for, or somebody twice.")
NAME_SIDES = _("Name at least one investor or host, each of them once.")
FIRM = _("Before a signature an amount is an intention or a docking.")
WRITE_SOFT = _("Write intention or docking, or name the agreement.")
SIGNATURE = _("A signed stage and an agreement come together.")
BOTH_SIGNED = _("Name the agreement, or leave the stages from the signature on out.")
PROMISED = _("Promises stand in an agreement, and none is named.")
SIGN_FIRST = _("Name the agreement, or leave the promises out.")
KIND_TWICE = _("Two amounts are of the same kind and currency.")
ONE_OF_A_KIND = _("State one amount of each kind and currency.")
NO_LOG = _("The log is empty.")
BEGIN_LOG = _("Begin it with the stage at which the project was opened.")
BEFORE_SIGNATURE = _("A stage from the signature on happened before the agreement was signed on %(day)s.")
START_SIGNED = _("Mend the day of the stage or of the signature.")
MEND_LINE = _("Mend this line of the log where the project came from, and export it again.")
CLAIMED = _("Money of this kind counts with evidence that a second signer has verified.")
VERIFY = _("Have the evidence verified where the payment was recorded, and export the project again.")
NO_EVIDENCE = _("A payment needs evidence.")
NAME_PAPER = _("Name the document that shows it.")
LEARNED = _("The day it was learned lies between the day it happened and today.")
MEND_DAYS = _("Mend the days.")
CLAUSE_TWICE = _("Two promises have the same number.")
ONE_NUMBER = _("Give every promise a number of its own.")
PARTIES = _("A promise binds one party of the agreement, perhaps towards another one.")
NAME_A_PARTY = _("Name a party of the agreement.")
DUE_EARLY = _("A promise cannot be due before the agreement was signed.")
MEND_CIRCLE = _("Let promises wait only for others of this project, and for none that waits for them.")
STEP_UNSAID = _("What was kept needs evidence, every other step a note.")
SAY_STEP = _("Add what shows it, or why.")
STEP_ORDER = _("This step cannot come next: a decision stands already, or there is nothing to take back or settle.")
MEND_STEPS = _("Mend the steps where the project came from.")
