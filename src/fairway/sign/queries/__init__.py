"""Questions about agreements, signing boards and promises."""

from fairway.sign.queries.agreements import (
    agreements_seen_by,
    board_of,
    boards_seen_by,
    seen_agreement,
    sees_all,
    signed_totals,
    with_parties,
)
from fairway.sign.queries.clauses import read_clauses
from fairway.sign.queries.ledger import LedgerBoard, LedgerLine, support_ledger
from fairway.sign.queries.minutes import signing_minutes
from fairway.sign.queries.outcomes import notices_seen_by
from fairway.sign.queries.papers import Branch, Paper, mandates, paper_of
from fairway.sign.queries.promises import (
    PromiseBoard,
    PromiseLine,
    PromiseRow,
    PromiseTable,
    board_day,
    promise_board,
    promise_table,
    promises_seen_by,
    read_promises,
    read_steps,
    standing_of,
)

__all__ = [
    "Branch",
    "LedgerBoard",
    "LedgerLine",
    "Paper",
    "PromiseBoard",
    "PromiseLine",
    "PromiseRow",
    "PromiseTable",
    "agreements_seen_by",
    "board_day",
    "board_of",
    "boards_seen_by",
    "mandates",
    "notices_seen_by",
    "paper_of",
    "promise_board",
    "promise_table",
    "promises_seen_by",
    "read_clauses",
    "read_promises",
    "read_steps",
    "seen_agreement",
    "sees_all",
    "signed_totals",
    "signing_minutes",
    "standing_of",
    "support_ledger",
    "with_parties",
]
