"""Loading agreements, announcing a signing, signing one agreement, and what becomes of its promises."""

from fairway.sign.actions.agreements import Draft, SignedParty, announce_signing, load_agreements, sign_agreement
from fairway.sign.actions.exchange import load_promises
from fairway.sign.actions.promises import PromiseDraft, StepDraft, confirm_step, record_step, write_promise

__all__ = [
    "Draft",
    "PromiseDraft",
    "SignedParty",
    "StepDraft",
    "announce_signing",
    "confirm_step",
    "load_agreements",
    "load_promises",
    "record_step",
    "sign_agreement",
    "write_promise",
]
