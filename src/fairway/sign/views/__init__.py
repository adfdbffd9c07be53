"""Pages of signing boards, agreements and promises."""

from fairway.sign.views.agreements import agreement, agreements, announce, board, boards, new_agreement
from fairway.sign.views.ledger import ledger, ledger_workbook
from fairway.sign.views.outcomes import notices
from fairway.sign.views.promises import (
    confirm_step,
    new_promise,
    promise,
    promises,
    promises_workbook,
    propose_promises,
    record_step,
)

__all__ = [
    "agreement",
    "agreements",
    "announce",
    "board",
    "boards",
    "confirm_step",
    "ledger",
    "ledger_workbook",
    "new_agreement",
    "new_promise",
    "notices",
    "promise",
    "promises",
    "promises_workbook",
    "propose_promises",
    "record_step",
]
