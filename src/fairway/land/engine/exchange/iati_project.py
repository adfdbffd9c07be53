"""An activity of IATI as the project it tells of.

IATI has no place for most of what a project is. What is known of a project stays as it is; the activity may add money
that moved, the start of construction, and what was not said before. A project that is not known begins as an intention,
the weakest that a pledge can be. Whatever else the activity says is refused by its place: once an import is done, the
project goes out as the activity that came in.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.land.engine.exchange.compare import DIFFERS, NOT_OVER, PAYMENTS_DIFFER
from fairway.land.engine.exchange.iati import (
    ACCOUNTABLE,
    ACTUAL_END,
    ACTUAL_START,
    CANCELLED,
    COMMITMENT,
    DISBURSEMENT,
    EXPENDITURE,
    FUNDING,
    IMPLEMENTING,
    PIPELINE,
    PLANNED_END,
    PLANNED_START,
    PLEDGE,
    ROLES,
    dates_of,
    status_of,
    transactions_of,
)
from fairway.land.engine.exchange.oc4ids_reading import SCHEMES
from fairway.land.engine.exchange.shape import BadField
from fairway.land.engine.exchange.values import Code, Line, Organisation, Party, Payment, Project, Stated
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell
from fairway.sign.engine.intake import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fairway.land.engine.exchange.iati import Activity, Transaction

MONEY = {COMMITMENT: "committed", DISBURSEMENT: "paid_in", EXPENDITURE: "realised"}
SIDES = {FUNDING: Role.INVESTOR.value, ACCOUNTABLE: Role.HOST.value}


def organisations_of(said: Activity) -> tuple[Organisation, ...]:
    """Who takes part, by place in the file, as the registry looks for them: by an official code, else by name."""
    return tuple(
        Organisation(str(place), each.name, "", each.name_en, codes=_codes(each.ref))
        for place, each in enumerate(said.participants)
    )


def _codes(ref: str) -> tuple[Code, ...]:
    found = ((name, ref.removeprefix(f"{name}-")) for name in SCHEMES if ref.startswith(f"{name}-"))
    return tuple(Code(SCHEMES[name], "", value) for name, value in found)


def project_of(said: Activity, known: Project | None, keys: Mapping[str, str], road: str, path: str) -> Project:
    """The project with what the activity adds; ``keys`` by place of the participant, ``road`` for one not known.

    :class:`BadField` with the place of what a project would not say again.
    """
    begun = _begun(said, keys, road, path) if known is None else known
    project = _with_money(_started(begun, said, path), said, path)
    _same(project.title, said.title, f"{path}/title")
    _same_parties(project, said, keys, path)
    _same(status_of(project), said.status, f"{path}/activity-status")
    _same_dates(project, said, path)
    _same(project.region, said.region, f"{path}/location")
    _same(project.industry, said.industry, f"{path}/sector")
    _same_money(project, said, path)
    return project


def _begun(said: Activity, keys: Mapping[str, str], road: str, path: str) -> Project:
    """A project before its signature, as known on the day the activity was last updated."""
    dates = dict(said.dates)
    if said.status == CANCELLED:
        raise BadField(f"{path}/activity-status", BadCell("iati-unsaid", LEFT, BRING_WHOLE), said.status)
    if said.status != PIPELINE or dates.keys() & {ACTUAL_START, ACTUAL_END}:
        raise BadField(f"{path}/activity-status", BadCell("iati-unsaid", NO_AGREEMENT, BRING_WHOLE), said.status)
    if PLANNED_START not in dates:
        raise BadField(f"{path}/activity-date", BadCell("iati-unsaid", NO_START, ADD_START))
    parties = tuple(_sides(said, keys, path))
    hosts = [each.organisation for each in parties if each.role == Role.HOST]
    pledge = next((each for each in said.transactions if each.type == PLEDGE), None)
    line = Line(
        stage="intention",
        happened_on=pledge.on if pledge else min(dates[PLANNED_START], said.updated),
        learned_on=said.updated,
        responsible=[*hosts, parties[0].organisation][0],
        evidence=_source(said),
        next_due=dates[PLANNED_START],
        is_own_report=_is_own(said),
    )
    organisations = tuple(replace(each, key=keys[each.key]) for each in organisations_of(said))
    return Project(said.key, said.title, organisations, (line,), road, opened_for=parties)


def _sides(said: Activity, keys: Mapping[str, str], path: str) -> Iterator[Party]:
    if not said.participants:
        raise BadField(f"{path}/participating-org", BadCell("parties", NOBODY, NAME_ONE))
    for place, each in enumerate(said.participants):
        if each.role not in SIDES:
            bad = BadCell("iati-role", NO_SIDE, BEFORE_SIGNING, role=each.role, name=each.name[:60])
            raise BadField(f"{path}/participating-org[{place}]", bad, each.role)
        yield Party(keys[str(place)], SIDES[each.role])


def _source(said: Activity) -> str:
    return f"IATI {said.identifier}"[:300]


def _is_own(said: Activity) -> bool:
    """Whether a party reports its own project."""
    return bool(said.reporter.ref) and said.reporter.ref in {each.ref for each in said.participants}


def _started(project: Project, said: Activity, path: str) -> Project:
    """The project with the start of construction, where that is new, and what was not said of place and trade."""
    dates, stages = dict(said.dates), {line.stage for line in project.log}
    filled = {name: getattr(project, name) or getattr(said, name) for name in ("region", "industry")}
    if ACTUAL_END in dates and "completed" not in stages:
        place = [kind for kind, _day in said.dates].index(ACTUAL_END)
        raise BadField(f"{path}/activity-date[{place}]", BadCell("iati-unsaid", NO_NEXT, RECORD_HERE))
    if ACTUAL_START not in dates or "started" in stages:
        return replace(project, **filled)
    line = Line(
        stage="started",
        happened_on=dates[ACTUAL_START],
        learned_on=said.updated,
        responsible=project.log[-1].responsible,
        evidence=_source(said),
        next_due=dates.get(PLANNED_END),
        is_own_report=_is_own(said),
    )
    return replace(project, log=(*project.log, line), **filled)


def _with_money(project: Project, said: Activity, path: str) -> Project:
    pledge = next(((n, each) for n, each in enumerate(said.transactions) if each.type == PLEDGE), None)
    if pledge and project.agreement is None and project.pledged is None:
        project = replace(project, pledged=Stated("intention", pledge[1].amount, pledge[1].currency))
    left, paid = Counter(transactions_of(project)), list[Payment]()
    for place, each in enumerate(said.transactions):
        if left[each]:
            left[each] -= 1
        elif each.type in MONEY:
            paid.append(_payment(each, said, f"{path}/transaction[{place}]"))
    return replace(project, payments=(*project.payments, *paid))


def _payment(each: Transaction, said: Activity, path: str) -> Payment:
    if not each.text:
        raise BadField(f"{path}/description", BadCell("evidence-missing", NO_EVIDENCE, NAME_PAPER))
    return Payment(MONEY[each.type], each.amount, each.currency, each.on, said.updated, each.text)


def _same(known: str, said: str, path: str) -> None:
    if known != said:
        raise BadField(path, BadCell("differs", DIFFERS, NOT_OVER, known=known[:60], other=said[:60]), said)


def _same_parties(project: Project, said: Activity, keys: Mapping[str, str], path: str) -> None:
    """The same organisations; a party without a role goes out by what it is, as accountable or implementing."""
    usual = frozenset({ACCOUNTABLE, IMPLEMENTING})
    left = {each.organisation: frozenset({ROLES[Role(each.role)]}) if each.role else usual for each in project.parties}
    for place, each in enumerate(said.participants):
        if each.role not in left.pop(keys[str(place)], frozenset()):
            bad = BadCell("parties-differ", STRANGER, SAME_SIDES, name=each.name[:60], role=each.role)
            raise BadField(f"{path}/participating-org[{place}]", bad, each.name)
    if left:
        raise BadField(f"{path}/participating-org", BadCell("parties-differ", LEFT_OUT, SAME_SIDES))


def _same_dates(project: Project, said: Activity, path: str) -> None:
    left = dict(dates_of(project))
    for place, (kind, day) in enumerate(said.dates):
        _same(str(left.pop(kind, "")), str(day), f"{path}/activity-date[{place}]")
    for day in left.values():
        _same(str(day), "", f"{path}/activity-date")


def _same_money(project: Project, said: Activity, path: str) -> None:
    left = Counter(transactions_of(project))
    for place, each in enumerate(said.transactions):
        left[each] -= 1
        if left[each] < 0:
            amount = f"{each.amount:f} {each.currency}"
            bad = BadCell("iati-money", NO_PLACE, TAKE_OUT, kind=each.type, amount=amount, day=str(each.on))
            raise BadField(f"{path}/transaction[{place}]", bad, amount)
    if left.total():
        raise BadField(f"{path}/transaction", BadCell("payments-differ", PAYMENTS_DIFFER, EXPORT_AGAIN))


_PLACES = (
    (re.compile(r"\.(log|.*[dD]ue)"), "/activity-date"),
    (re.compile(r"\.payments\[(?P<place>\d+)\]"), "/transaction"),
    (re.compile(r"\.(openedFor|parties)"), "/participating-org"),
    (re.compile(r"\.pledged"), "/transaction"),
)


def in_activity(bad: BadField, path: str) -> BadField:
    """What is wrong with the project of an activity, told by the element it comes from."""
    within = bad.path.removeprefix(path)
    element = next((element for found, element in _PLACES if found.match(within)), "")
    remedy = RECORD_HERE if element == "/activity-date" else bad.remedy
    told = BadCell(bad.code, bad.text, remedy, **bad.params)
    return BadField(f"{path}{element}", told, bad.value) if within.startswith(".") else bad


NO_AGREEMENT = _(
    "The project is past its signature, and IATI has no place for its agreement: event, number, kind of paper and of "
    "money."
)
LEFT = _("The project was given up, and IATI has no place for the day and the reason.")
BRING_WHOLE = _("Bring it in as OC4IDS or in a workbook first; a file of IATI adds to it then.")
NO_START = _("The activity does not say when it is planned to start, by which day its next stage is due.")
ADD_START = _("Add an activity-date of type 1.")
NOBODY = _("The activity names nobody who takes part.")
NAME_ONE = _("Name at least one organisation that funds it or is accountable.")
NO_SIDE = _("Before a signature a project names investors and hosts, and “%(name)s” has the role %(role)s.")
BEFORE_SIGNING = _("Give it the role 1 (funding) or 2 (accountable), or leave it out until something is signed.")
NO_NEXT = _("Construction ended, and IATI has no place for the day by which the next stage is due.")
RECORD_HERE = _("Record on the project's page what IATI has no place for, and import the file again.")
NO_EVIDENCE = _("A payment needs evidence.")
NAME_PAPER = _("Name in the description of the transaction the document that shows it.")
STRANGER = _("“%(name)s” is not known as a party of this project in the role %(role)s.")
LEFT_OUT = _("A party that is known of this project is missing from the file.")
SAME_SIDES = _("Name the parties that are known, in their roles; mend what is known on its page.")
NO_PLACE = _("A project here cannot keep %(amount)s of type %(kind)s on %(day)s.")
TAKE_OUT = _("Take the transaction out, or mend what is known on the project's page.")
EXPORT_AGAIN = _("Export the project from here, add to it, and import that.")
