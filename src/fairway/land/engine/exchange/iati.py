"""A project as an activity of IATI 2.03 (iatistandard.org): what that standard has words for, and no more.

Money of one kind is one type of transaction, so that no reader adds a pledge to a disbursement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from fairway.land.engine.exchange.oc4ids import PUBLIC
from fairway.land.engine.exchange.values import Stated
from fairway.sign.engine.intake import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from fairway.land.engine.exchange.values import Agreement, Organisation, Party, Project

VERSION = "2.03"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PLEDGE, COMMITMENT, DISBURSEMENT, EXPENDITURE = "12", "2", "3", "4"
TYPES = {
    "intention": PLEDGE,
    "docking": PLEDGE,
    "framework": PLEDGE,
    "contract": PLEDGE,
    "committed": COMMITMENT,
    "paid_in": DISBURSEMENT,
    "realised": EXPENDITURE,
}
"""What was signed for is a pledge until the money is known as committed: a contract alone has moved none."""
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
PIPELINE, IMPLEMENTATION, COMPLETION, CANCELLED = "1", "2", "3", "5"
STATUS = {"started": IMPLEMENTATION, "withdrawn": CANCELLED, "terminated": CANCELLED}
BEFORE_START = ("registered", "signed", "docking", "intention")
"""The stages before construction starts, the last first."""
FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
ROLES = {
    Role.INVESTOR: FUNDING,
    Role.FINANCIER: FUNDING,
    Role.GUARANTOR: EXTENDING,
    Role.GOVERNMENT: ACCOUNTABLE,
    Role.HOST: ACCOUNTABLE,
    Role.OPERATOR: IMPLEMENTING,
    Role.CONTRACTOR: IMPLEMENTING,
    Role.TECHNOLOGY_PARTNER: IMPLEMENTING,
}
ORGANISATION_TYPES = {
    "enterprise": "70",
    "bank": "70",
    "government": "11",
    "zone": "11",
    "committee": "11",
    "institution": "15",
    "association": "22",
}
INTERNAL = "A1"
OWN_VOCABULARY = "99"


@dataclass(frozen=True)
class Participant:
    """Who takes part: reference, type, role, and the name in both scripts ("" where there is none)."""

    ref: str
    type: str
    role: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Transaction:
    """Money of one type on a day; ``text`` says what shows it."""

    type: str
    on: date
    amount: Decimal
    currency: str
    text: str = ""


@dataclass(frozen=True)
class Activity:
    """What IATI carries of a project. ``dates`` by type, ``key`` the project's reference."""

    identifier: str
    reporter: Participant
    title: str
    participants: tuple[Participant, ...]
    key: str
    status: str
    dates: tuple[tuple[str, date], ...]
    region: str
    industry: str
    transactions: tuple[Transaction, ...]
    updated: date


def activity_of(project: Project, reporter: Participant) -> Activity:
    """What IATI can say of a project; the list of what it cannot is in the reference."""
    known = {each.key: each for each in project.organisations}
    days = [line.learned_on for line in project.log] + [payment.learned_on for payment in project.payments]
    return Activity(
        identifier=f"{reporter.ref}-{project.reference}",
        reporter=reporter,
        title=project.title,
        participants=tuple(_participant(known[each.organisation], each) for each in project.parties),
        key=project.reference,
        status=status_of(project),
        dates=tuple(dates_of(project)),
        region=project.region,
        industry=project.industry,
        transactions=tuple(transactions_of(project)),
        updated=max(days),
    )


def _participant(organisation: Organisation, party: Party) -> Participant:
    usual = ACCOUNTABLE if organisation.kind in PUBLIC else IMPLEMENTING
    role = ROLES[Role(party.role)] if party.role else usual
    kind = ORGANISATION_TYPES[organisation.kind]
    return Participant(organisation.key, kind, role, organisation.name, organisation.name_en)


def status_of(project: Project) -> str:
    """How far it is, by its last stage."""
    stage = project.log[-1].stage
    return STATUS.get(stage, PIPELINE if stage in BEFORE_START else COMPLETION)


def dates_of(project: Project) -> Iterator[tuple[str, date]]:
    """Planned: when the next stage was due, as last said before it was reached; actual: when it was reached."""
    lines = {line.stage: line for line in project.log}
    before = [line.next_due for stage in BEFORE_START if (line := lines.get(stage)) and line.next_due]
    yield PLANNED_START, before[0] if before else project.log[0].happened_on
    if started := lines.get("started"):
        yield ACTUAL_START, started.happened_on
        if started.next_due:
            yield PLANNED_END, started.next_due
    if completed := lines.get("completed"):
        yield ACTUAL_END, completed.happened_on


def transactions_of(project: Project) -> Iterator[Transaction]:
    """What was signed for, before that what was named, and the money that moved."""
    agreement, pledged = project.agreement, project.pledged
    if agreement is not None:
        stated = [*_main(agreement), *(agreement.further or ())]
        yield from (Transaction(TYPES[m.kind], agreement.signed_on, m.amount, m.currency) for m in stated)
    elif pledged is not None:
        yield Transaction(TYPES[pledged.kind], project.log[0].happened_on, pledged.amount, pledged.currency)
    for paid in project.payments:
        yield Transaction(TYPES[paid.kind], paid.happened_on, paid.amount, paid.currency, paid.evidence)


def _main(agreement: Agreement) -> Iterator[Stated]:
    if agreement.amount is not None:
        yield Stated(agreement.money_kind, agreement.amount, agreement.currency)


def file_pieces(activities: Iterable[Activity], generated: str) -> Iterator[bytes]:
    """Write a file of activities; the standard wants at least one."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{VERSION}"'.encode()
    yield f' generated-datetime="{generated}">\n'.encode()
    for activity in activities:
        yield tostring(_element(activity), encoding="unicode").encode() + b"\n"
    yield b"</iati-activities>\n"


def _element(activity: Activity) -> Element:
    """The elements in the order the schema fixes."""
    root = Element("iati-activity", {"last-updated-datetime": f"{activity.updated}T00:00:00Z", LANGUAGE: "zh"})
    SubElement(root, "iati-identifier").text = activity.identifier
    _organisation(root, "reporting-org", activity.reporter, with_role=False)
    for name in ("title", "description"):
        _narrative(SubElement(root, name), activity.title)
    for each in activity.participants:
        _organisation(root, "participating-org", each, with_role=True)
    SubElement(root, "other-identifier", {"ref": activity.key, "type": INTERNAL})
    SubElement(root, "activity-status", {"code": activity.status})
    for kind, day in activity.dates:
        SubElement(root, "activity-date", {"type": kind, "iso-date": day.isoformat()})
    SubElement(root, "recipient-country", {"code": "CN"})
    if activity.region:
        SubElement(root, "location", {"ref": activity.region})
    if activity.industry:
        SubElement(root, "sector", {"vocabulary": OWN_VOCABULARY, "code": activity.industry})
    for transaction in activity.transactions:
        _transaction(root, transaction)
    return root


def _narrative(into: Element, text: str, language: str = "") -> None:
    SubElement(into, "narrative", {LANGUAGE: language} if language else {}).text = text


def _organisation(root: Element, tag: str, said: Participant, *, with_role: bool) -> None:
    made = SubElement(root, tag, {"ref": said.ref, "type": said.type} | ({"role": said.role} if with_role else {}))
    _narrative(made, said.name)
    if said.name_en:
        _narrative(made, said.name_en, "en")


def _transaction(root: Element, said: Transaction) -> None:
    made = SubElement(root, "transaction")
    SubElement(made, "transaction-type", {"code": said.type})
    SubElement(made, "transaction-date", {"iso-date": said.on.isoformat()})
    value = SubElement(made, "value", {"currency": said.currency, "value-date": said.on.isoformat()})
    value.text = f"{said.amount:f}"
    if said.text:
        _narrative(SubElement(made, "description"), said.text)
