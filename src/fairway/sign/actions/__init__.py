"""Loading agreements, announcing a signing, signing one agreement, and what becomes of its promises."""

from fairway.sign.actions.agreements import Draft, SignedParty, announce_signing, load_agreements, sign_agreement
from fairway.sign.actions.clauses import (
    check_clauses,
    discard_clauses,
    load_clauses,
    take_clauses,
    take_clauses_back,
)
from fairway.sign.actions.exchange import load_promises
from fairway.sign.actions.outcomes import Followed, follow_promises
from fairway.sign.actions.papers import (
    Grant,
    Revision,
    approve_agreement,
    grant_mandate,
    publish_agreement,
    revise_agreement,
)
from fairway.sign.actions.promises import PromiseDraft, StepDraft, confirm_step, record_step, write_promise

__all__ = [
    "Draft",
    "Followed",
    "Grant",
    "PromiseDraft",
    "Revision",
    "SignedParty",
    "StepDraft",
    "announce_signing",
    "approve_agreement",
    "check_clauses",
    "confirm_step",
    "discard_clauses",
    "follow_promises",
    "grant_mandate",
    "load_agreements",
    "load_clauses",
    "load_promises",
    "publish_agreement",
    "record_step",
    "revise_agreement",
    "sign_agreement",
    "take_clauses",
    "take_clauses_back",
    "write_promise",
]
