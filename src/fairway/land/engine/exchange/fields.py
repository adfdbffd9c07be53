"""The tables by which a project's parts are written to JSON, used by the OC4IDS extension and its published schema."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from fairway.land.engine.exchange.shape import (
    AMOUNT,
    CURRENCY,
    DAY,
    FLAG,
    BadField,
    Codec,
    Field,
    choice,
    many,
    one,
    schema,
    text,
    texts,
    whole,
)
from fairway.land.engine.exchange.values import Line, Owner, Party, Promise, Stated, Step
from fairway.land.engine.intake import LANDED_MONEY, Stage
from fairway.land.engine.sizes import UNIT_LENGTH, Area, Capacity, plain_unit
from fairway.lib.money import MoneyKind
from fairway.lib.tables.problem import BadCell
from fairway.sign.engine.intake import AgreementKind, Role
from fairway.sign.engine.promises import Side
from fairway.sign.engine.promises import Step as StepKind

VERSION = "1.0"
KINDS = ("enterprise", "government", "zone", "committee", "institution", "association", "bank")
OPENING_ROLES = (Role.INVESTOR.value, Role.HOST.value)
OWNERSHIP = ("state", "collective", "private", "hmt", "foreign")


class Scheme(StrEnum):
    """Who gives out a code; the words of the registry."""

    USCC = "uscc"
    ORGANISATION_CODE = "orgcode"
    LEI = "lei"
    STOCK = "stock"
    LOCAL = "local"


def words(kinds: type[StrEnum]) -> Codec:
    """Return the codec of one of an enumeration's words."""
    return choice(each.value for each in kinds)


KEY_LENGTH = 400
KEY = text(KEY_LENGTH)
LINE = (
    Field("stage", "stage", words(Stage)),
    Field("happened_on", "happenedOn", DAY),
    Field("learned_on", "learnedOn", DAY),
    Field("responsible", "responsible", KEY),
    Field("evidence", "evidence", text(300), ""),
    Field("next_due", "nextDue", DAY, None),
    Field("note", "note", text(500), ""),
    Field("is_own_report", "ownReport", FLAG, default=False),
    Field("step", "mapStage", text(40), ""),
    Field("way_reason", "wayReason", text(40), ""),
    Field("is_verified", "verified", FLAG, default=False),
)
STEP = (
    Field("step", "step", words(StepKind)),
    Field("happened_on", "happenedOn", DAY),
    Field("learned_on", "learnedOn", DAY),
    Field("evidence", "evidence", text(300), ""),
    Field("note", "note", text(500), ""),
    Field("is_claim", "claim", FLAG, default=False),
)
PROMISE = (
    Field("number", "number", text(40)),
    Field("debtor", "debtor", KEY),
    Field("side", "side", words(Side)),
    Field("what", "what", text(500)),
    Field("creditor", "creditor", KEY, ""),
    Field("field", "field", text(120), ""),
    Field("amount", "amount", AMOUNT, None),
    Field("currency", "currency", CURRENCY, ""),
    Field("due_on", "dueOn", DAY, None),
    Field("after", "after", text(40), ""),
    Field("days_after", "daysAfter", whole(32_767), 0),
    Field("condition", "condition", text(500), ""),
    Field("evidence_needed", "evidenceNeeded", text(300), ""),
    Field("quote", "quote", text(20_000), ""),
    Field("blocked_by", "blockedBy", texts(40), ()),
    Field("steps", "steps", many(Step, STEP, "What happened to a promise"), ()),
)
OWNER = (
    Field("name", "name", text(300)),
    Field("share", "share", AMOUNT, None),
    Field("since", "since", DAY, None),
    Field("until", "until", DAY, None),
)
PARTY = (
    Field("kind", "kind", choice(KINDS)),
    Field("name_en", "nameEn", text(300), ""),
    Field("region", "region", text(6), ""),
    Field("ownership", "ownership", choice(OWNERSHIP), ""),
    Field("owners", "owners", many(Owner, OWNER, "An owner"), ()),
    Field("role", "role", words(Role), ""),
    Field("order", "order", whole(32_767), 0),
    Field("is_demo", "demo", FLAG, default=False),
)
"""``role`` and ``order`` (from 1; 0: no party) are those of the party the organisation is."""
STATED = (
    Field("kind", "kind", words(MoneyKind)),
    Field("amount", "amount", AMOUNT),
    Field("currency", "currency", CURRENCY),
)
AGREEMENT = (
    Field("event", "event", text(80)),
    Field("kind", "kind", words(AgreementKind)),
    Field("money_kind", "moneyKind", words(MoneyKind)),
    Field("signed_on", "signedOn", DAY),
    Field("further", "furtherAmounts", many(Stated, STATED, "An amount of another kind or currency"), ()),
)
OPENED_FOR = (
    Field("organisation", "organisation", KEY),
    Field("role", "role", choice(OPENING_ROLES)),
)
PAYMENT = (
    Field("kind", "kind", choice(kind.value for kind in MoneyKind if kind in LANDED_MONEY)),
    Field("learned_on", "learnedOn", DAY),
    Field("evidence", "evidence", text(300), ""),
    Field("is_verified", "verified", FLAG, default=False),
)


def _unit(data: object, path: str) -> str:
    said = text(KEY_LENGTH).read(data, path)
    try:
        return plain_unit(said)
    except BadCell as bad:
        raise BadField(path, bad, said) from bad


UNIT = replace(text(UNIT_LENGTH), read=_unit)
_KNOWN = (Field("learned_on", "learnedOn", DAY), Field("evidence", "evidence", text(300)))
AREA = (Field("mu", "mu", AMOUNT), *_KNOWN)
CAPACITY = (Field("quantity", "quantity", AMOUNT), Field("unit", "unit", UNIT), *_KNOWN)
VALUE = (Field("amount", "exactAmount", AMOUNT, None),)
PROJECT = (
    Field("version", "version", choice([VERSION])),
    Field("reference", "reference", text(200)),
    Field("road", "stageMap", text(60)),
    Field("event", "event", text(80), ""),
    Field("site", "site", text(200), ""),
    Field("opened_for", "openedFor", many(Party, OPENED_FOR, "An organisation it was opened for"), ()),
    Field("pledged", "pledged", one(Stated, STATED, "The amount named before a signature"), None),
    Field("areas", "landAreas", many(Area, AREA, "The land it takes, in mu"), ()),
    Field("capacities", "plannedCapacities", many(Capacity, CAPACITY, "What it is planned to yield, by unit"), ()),
    Field("log", "log", many(Line, LINE, "A line of the stage log")),
    Field("promises", "promises", many(Promise, PROMISE, "A promise"), ()),
    Field("is_demo", "demo", FLAG, default=False),
)


def extension_schema() -> dict[str, object]:
    """The JSON schema of what we add to OC4IDS: an object “fairway” in five places."""
    parts = {
        "Project": (PROJECT, "Of a project: the stage log with both dates, and the promises of both sides"),
        "Party": (PARTY, "Of a party: what it is, who owns it, its role in the agreement"),
        "ContractingProcessSummary": (AGREEMENT, "Of a contracting process: the kind of paper and of its money"),
        "Transaction": (PAYMENT, "Of a transaction: the kind of money, when it was learned of, what shows it"),
        "Value": (VALUE, "Of a value whose amount a floating point number cannot hold: the exact one"),
    }
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "id": f"urn:fairway:oc4ids-extension:{VERSION}",
        "title": f"Fairway extension of OC4IDS 0.9.5, version {VERSION}",
        "definitions": {
            name: {"type": "object", "properties": {"fairway": schema(fields, title)}}
            for name, (fields, title) in parts.items()
        },
    }
