"""A project as an object of OC4IDS 0.9.5 (standard.open-contracting.org/infrastructure).

What the standard has a field for stands in that field; the rest stands in objects named ``fairway``, which any reader
may leave aside. Nothing is said there that the standard's own fields contradict.
"""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from fairway.land.engine.exchange import fields as f
from fairway.land.engine.exchange.shape import write
from fairway.sign.engine.intake import AgreementKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fairway.land.engine.exchange.values import Agreement, Code, Line, Organisation, Party, Payment, Project

REGIONS = "CN-GBT2260"
INDUSTRIES = "CN-GBT4754"
STATUS = {
    "intention": "identification",
    "docking": "identification",
    "signed": "preparation",
    "registered": "preparation",
    "started": "implementation",
    "completed": "completion",
    "in_production": "completed",
    "at_capacity": "completed",
    "effective": "completed",
    "withdrawn": "cancelled",
    "terminated": "cancelled",
}
MILESTONES = {
    "intention": ("engagement", "intention", "Intention stated"),
    "docking": ("engagement", "docking", "Parties brought together"),
    "signed": ("approval", "agreement", "Agreement signed"),
    "registered": ("approval", "registration", "Project company registered"),
    "started": ("delivery", "commencement", "Construction started"),
    "completed": ("delivery", "completion", "Construction completed"),
    "in_production": ("delivery", "commissioning", "In production"),
    "at_capacity": ("delivery", "capacity", "At capacity"),
    "effective": ("delivery", "benefit", "Effective"),
    "withdrawn": ("delivery", "withdrawal", "Withdrawn"),
    "terminated": ("delivery", "termination", "Terminated"),
}
"""Stage → type and code of the milestone it is, and its title."""
FINANCIAL_CLOSE = ("contractClose", "financialClose", "Money committed")
"""The day the first money is known as committed: until then nobody is bound to pay."""
CLOSING = "committed"
DOCUMENTS = {"completed": "completionCertificate", "registered": "incorporationCertificate"}
ROLES = {
    Role.INVESTOR: "funder",
    Role.FINANCIER: "funder",
    Role.GOVERNMENT: "publicAuthority",
    Role.HOST: "administrativeEntity",
    Role.OPERATOR: "administrativeEntity",
    Role.CONTRACTOR: "supplier",
    Role.TECHNOLOGY_PARTNER: "supplier",
    Role.GUARANTOR: "guarantor",
}
PUBLIC = frozenset({"government", "zone", "committee"})
SECTORS = {
    "44": ("energy",), "45": ("energy",), "46": ("waterAndWaste",), "77": ("waterAndWaste",), "78": ("waterAndWaste",),
    "53": ("transport", "transport.rail"), "54": ("transport", "transport.road"),
    "55": ("transport", "transport.water"), "56": ("transport", "transport.air"), "57": ("transport",),
    "58": ("transport",), "59": ("transport",), "60": ("communications",), "63": ("communications",),
    "64": ("communications",), "65": ("communications",), "76": ("naturalResources",), "83": ("education",),
    "84": ("health",), "85": ("health",), "86": ("cultureSportsAndRecreation",), "87": ("cultureSportsAndRecreation",),
    "88": ("cultureSportsAndRecreation",), "89": ("cultureSportsAndRecreation",),
    "90": ("cultureSportsAndRecreation",), "92": ("governance",), "94": ("governance",),
}  # fmt: skip
"""Division of GB/T 4754-2017 → sectors; what stands nowhere here is ``economy``."""
LISTS = {f.Scheme.LEI: "XI-LEI", f.Scheme.ORGANISATION_CODE: "CN-ORGCODE"}
"""org-id.guide's code of the list an identifier is of. Of unified social credit codes those that begin with 9 are given
out by the market authorities, list CN-SAIC; the others, and organisation codes, have no list there that we know of."""


def moment(day: date) -> str:
    """A day as the moment the standard wants; its time says nothing."""
    return f"{day.isoformat()}T00:00:00Z"


def scheme_of(code: Code) -> str:
    """The list an identifier is of, with its namespace where it is local."""
    if code.scheme == f.Scheme.USCC:
        return "CN-SAIC" if code.value.startswith("9") else "CN-USCC"
    known = {scheme.value: name for scheme, name in LISTS.items()}.get(code.scheme, code.scheme.upper())
    return f"{known}:{code.namespace}" if code.namespace else known


def project_id(prefix: str, project: Project) -> str:
    """``prefix-reference``: the same before and after a signature."""
    return f"{prefix}-{project.reference}"


def value(amount: Decimal, currency: str) -> dict[str, Any]:
    """An amount as a JSON number; where a double cannot hold it, the exact one stands beside it."""
    number = int(amount) if amount == amount.to_integral_value() else float(amount)
    written: dict[str, Any] = {"amount": number, "currency": currency}
    if abs(int(amount)) >= 2**53 or Decimal(str(number)) != amount:
        written["fairway"] = {"exactAmount": f"{amount:f}"}
    return written


def write_project(project: Project, prefix: str) -> dict[str, Any]:
    """The project as one JSON object."""
    last, pid = project.log[-1], project_id(prefix, project)
    written: dict[str, Any] = {
        "id": pid,
        "updated": moment(max([line.learned_on for line in project.log] + [p.learned_on for p in project.payments])),
        "title": project.title,
        "status": STATUS[last.stage],
        "sector": list(SECTORS.get(project.industry.lstrip("ABCDEFGHIJKLMNOPQRST")[:2], ("economy",))),
        "parties": list(_parties(project)),
        "milestones": [*_milestones(project)],
    }
    said = SimpleNamespace(**{**vars(project), "promises": project.promises or ()}, version=f.VERSION)
    return written | _optional(project, pid) | {"fairway": write(said, f.PROJECT)}


def _optional(project: Project, pid: str) -> dict[str, Any]:
    """What is left out where there is nothing to say: the standard has no empty fields."""
    paper = project.agreement
    money = project.pledged if paper is None else paper
    done = next((line for line in project.log if line.stage == "completed"), None)
    authority = next((o for o in _signatories(project) if o.kind in PUBLIC), None)
    given: dict[str, Any] = {
        "identifiers": paper and [{"id": paper.number, "scheme": paper.event}],
        "contractingProcesses": paper and [_process(project, paper, pid)],
        "locations": project.region and [_location(project.region)],
        "additionalClassifications": project.industry and [{"scheme": INDUSTRIES, "id": project.industry}],
        "budget": money and money.amount and {"amount": value(money.amount, money.currency)},
        "publicAuthority": authority and _reference(authority),
        "documents": list(_documents(project)),
        "transactions": [_transaction(project, n, each) for n, each in enumerate(project.payments, start=1)],
        "completion": done and {"endDate": moment(done.happened_on)},
    }
    return {key: each for key, each in given.items() if each}


def _location(region: str) -> dict[str, Any]:
    gazetteer = {"scheme": REGIONS, "identifiers": [region]}
    return {"id": "1", "gazetteer": gazetteer, "address": {"countryName": "China"}}


def _reference(organisation: Organisation) -> dict[str, str]:
    return {"id": organisation.key, "name": organisation.name}


def _signatories(project: Project) -> Iterator[Organisation]:
    known = {each.key: each for each in project.organisations}
    return (known[party.organisation] for party in project.parties)


def _parties(project: Project) -> Iterator[dict[str, Any]]:
    roles = {party.organisation: (n, party) for n, party in enumerate(project.parties, start=1)}
    for each in project.organisations:
        order, party = roles.get(each.key, (0, None))
        written: dict[str, Any] = {"id": each.key, "name": each.name} | _identifiers(each)
        if standard := _roles(each, party):
            written["roles"] = standard
        said = SimpleNamespace(**vars(each), role=party.role if party else "", order=order)
        yield written | {"fairway": write(said, f.PARTY)}


def _roles(organisation: Organisation, party: Party | None) -> list[str]:
    """Roles of the standard's list; public bodies that signed are public authorities whatever their part is."""
    found = [ROLES[Role(party.role)]] if party and party.role else []
    return list(dict.fromkeys([*found, "publicAuthority"] if party and organisation.kind in PUBLIC else found))


def _identifiers(organisation: Organisation) -> dict[str, Any]:
    codes = [{"scheme": scheme_of(code), "id": code.value} for code in organisation.codes]
    first = {"legalName": organisation.name}
    main = next((n for n, code in enumerate(organisation.codes) if code.scheme in {"uscc", "lei"}), None)
    if main is not None:
        first = {**codes.pop(main), **first}
    return {"identifier": first} | ({"additionalIdentifiers": codes} if codes else {})


def _process(project: Project, agreement: Agreement, pid: str) -> dict[str, Any]:
    cancelled_or_done = STATUS[project.log[-1].stage] in {"cancelled", "completed"}
    summary: dict[str, Any] = {
        "externalReference": agreement.number,
        "title": agreement.title,
        "status": "closed" if cancelled_or_done else "active",
        "contractPeriod": {"startDate": moment(agreement.signed_on)},
    }
    known = {each.key: each for each in project.organisations}
    suppliers = [_reference(known[p.organisation]) for p in agreement.parties if p.role in _SUPPLY]
    if suppliers:
        summary["suppliers"] = suppliers
    if agreement.amount is not None and agreement.kind == AgreementKind.CONTRACT:
        summary["contractValue"] = value(agreement.amount, agreement.currency)
    return {"id": f"{pid}:agreement", "summary": summary | {"fairway": write(agreement, f.AGREEMENT)}}


_SUPPLY = frozenset({Role.CONTRACTOR, Role.TECHNOLOGY_PARTNER})


def _milestones(project: Project) -> Iterator[dict[str, Any]]:
    for line in project.log:
        kind, code, title = MILESTONES[line.stage]
        yield _milestone(_milestone_id(line, code), kind, code, title, line)
    if (day := _close(project)) is not None:
        kind, code, title = FINANCIAL_CLOSE
        yield {"id": code, "type": kind, "code": code, "title": title, "status": "met", "dateMet": moment(day)}
    last = project.log[-1]
    if last.next_due is not None:
        due = moment(last.next_due)
        yield {"id": "next", "type": "delivery", "title": "Next stage", "status": "scheduled", "dueDate": due}


def _milestone_id(line: Line, code: str) -> str:
    """The code, with the stage of the map where that has several that count as one."""
    return f"{code}:{line.step}" if line.step else code


def _milestone(own_id: str, kind: str, code: str, title: str, line: Line) -> dict[str, Any]:
    return {
        "id": own_id,
        "type": kind,
        "code": code,
        "title": title,
        "status": "met",
        "dateMet": moment(line.happened_on),
        "dateModified": moment(line.learned_on),
    }


def _close(project: Project) -> date | None:
    return min((each.happened_on for each in project.payments if each.kind == CLOSING), default=None)


def _transaction(project: Project, number: int, payment: Payment) -> dict[str, Any]:
    """A payment belongs to the last milestone met by its day, and committed money to the financial close it makes."""
    written = {
        "id": str(number),
        "date": moment(payment.happened_on),
        "value": value(payment.amount, payment.currency),
        "fairway": write(payment, f.PAYMENT),
    }
    met = [line for line in project.log if line.happened_on <= payment.happened_on]
    if payment.kind == CLOSING:
        written["relatedImplementationMilestone"] = {"id": FINANCIAL_CLOSE[1], "title": FINANCIAL_CLOSE[2]}
    elif met:
        _kind, code, title = MILESTONES[met[-1].stage]
        written["relatedImplementationMilestone"] = {"id": _milestone_id(met[-1], code), "title": title}
    return written


def _documents(project: Project) -> Iterator[dict[str, Any]]:
    """What shows a stage or a payment, by its title: where the paper itself lies is not said."""
    said = [(line.evidence, line.happened_on, DOCUMENTS.get(line.stage)) for line in project.log if line.evidence]
    said += [(p.evidence, p.happened_on, "paymentCertificate") for p in project.payments if p.evidence]
    for number, (title, day, kind) in enumerate(said, start=1):
        written = {"id": str(number), "title": title, "datePublished": moment(day)}
        yield written | ({"documentType": kind} if kind else {})
