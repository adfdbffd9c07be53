"""What can be wrong with rows of organisations, records, offers, needs and requests."""

from __future__ import annotations

from fairway.chain.tests.broken_folders.changes import Broken, add, swap
from fairway.chain.tests.broken_folders.good import NEED, OFF, ORG, REC, REQ

BROKEN = {
    # Organisations.
    "key empty": Broken(swap(ORG, "s-2,", ","), ORG, 5, "Key", "missing-value"),
    "key with space": Broken(swap(ORG, "s-2,", "s 2,"), ORG, 5, "Key", "key"),
    "key twice": Broken(swap(ORG, "s-2,", "s-1,"), ORG, 5, "Key", "duplicate-key"),
    "name empty": Broken(swap(ORG, "示例电子有限公司", ""), ORG, 5, "Legal name", "missing-value"),
    "name too long": Broken(swap(ORG, "示例电子有限公司", "长" * 201), ORG, 5, "Legal name", "too-long"),
    "kind unknown": Broken(swap(ORG, ",bank,", ",bakn,"), ORG, 6, "Kind", "choice"),
    "a person": Broken(swap(ORG, ",bank,", ",个人,"), ORG, 6, "Kind", "person"),
    "size unknown": Broken(swap(ORG, "小型", "小微"), ORG, 4, "企业规模", "size"),
    "ownership unknown": Broken(swap(ORG, "國有", "混合"), ORG, 5, "Type of ownership", "ownership-type"),
    "a sole trader": Broken(swap(ORG, ",bank,", ",个体工商户,"), ORG, 6, "Kind", "person"),
    "USCC check": Broken(swap(ORG, "91110000600037341L", "91110000600037341M"), ORG, 4, "USCC", "uscc-check"),
    "USCC length": Broken(swap(ORG, "91110000600037341L", "91110000600037341"), ORG, 4, "USCC", "uscc-length"),
    "USCC letter": Broken(swap(ORG, "91110000600037341L", "9111000060OO37341L"), ORG, 4, "USCC", "uscc-character"),
    "USCC twice": Broken(
        swap(ORG, "示例电子有限公司,enterprise,,", "示例电子有限公司,enterprise,91110000600037341L,"),
        ORG,
        5,
        "USCC",
        "duplicate-uscc",
    ),
    "region unknown": Broken(swap(ORG, "220200", "220299"), ORG, 5, "Region", "region"),
    "region of no edition": Broken(swap(ORG, "220200", "220201"), ORG, 5, "Region", "region"),
    "industry unknown": Broken(swap(ORG, ",66,", ",6699,"), ORG, 6, "Industry", "industry"),
    "seats zero": Broken(swap(ORG, "yes,3,1-8", "yes,0,1-8"), ORG, 3, "Seats", "out-of-range"),
    "seats in words": Broken(swap(ORG, "yes,3,1-8", "yes,three,1-8"), ORG, 3, "Seats", "whole-number"),
    "demo maybe": Broken(swap(ORG, "yes,3,1-8", "maybe,3,1-8"), ORG, 3, "Demo", "yes-no"),
    "slots no list": Broken(swap(ORG, "3,1-8,", "3,8-1,"), ORG, 3, "Available", "slots"),
    "slot outside": Broken(swap(ORG, "3,1-8,", "3,1-9,"), ORG, 3, "Available", "slot-outside"),
    # Records.
    "record of nobody": Broken(swap(REC, "R-3,s-2", "R-3,s-9"), REC, 4, "Organisation", "unknown-organisation"),
    "record twice": Broken(swap(REC, "R-3", "R-1"), REC, 4, "Number", "duplicate-key"),
    "outside the catalogue": Broken(swap(REC, "tax_grade", "gossip"), REC, 4, "Kind", "choice"),
    "a promise of an enterprise": Broken(
        swap(REC, "contract_kept,,", "promise_kept,,"), REC, 3, "Kind", "record-subject"
    ),
    "severity missing": Broken(swap(REC, "penalty,minor", "penalty,"), REC, 2, "Severity", "record-severity"),
    "severity of another kind": Broken(
        swap(REC, "tax_grade,A", "tax_grade,serious"), REC, 4, "Severity", "record-severity"
    ),
    "severity where none is": Broken(
        swap(REC, "contract_kept,,", "contract_kept,minor,"), REC, 3, "Severity", "record-severity"
    ),
    "two days": Broken(swap(REC, "2021-03-04", "03/04/2021"), REC, 2, "Happened on", "ambiguous-date"),
    "day last": Broken(swap(REC, "2021-03-04", "25/12/2020"), REC, 2, "Happened on", "date"),
    "no such day": Broken(swap(REC, "2021-03-04", "2021-02-30"), REC, 2, "Happened on", "date"),
    "strange year": Broken(swap(REC, "2021-03-04", "1821-03-04"), REC, 2, "Happened on", "date-range"),
    "learned before": Broken(swap(REC, "2021-03-11", "2021-03-01"), REC, 2, "Learned on", "learned-before"),
    "from the future": Broken(swap(REC, "2021-03-04,2021-03-11", "2022-02-01,"), REC, 2, "Happened on", "future-date"),
    "learned in the future": Broken(swap(REC, "2021-03-11", "2022-02-01"), REC, 2, "Learned on", "future-date"),
    "status unknown": Broken(swap(REC, "active", "actve"), REC, 2, "Status", "choice"),
    "authority missing": Broken(swap(REC, "active,Demo authority", "active,"), REC, 2, "Authority", "missing-value"),
    "invented about a real one": Broken(swap(REC, "R-3,s-2", "R-3,g-1"), REC, 4, "Demo", "demo-for-real"),
    "real about an invented one": Broken(
        swap(REC, "2021-05-10,,Demo authority,,yes", "2021-05-10,,Demo authority,,no"),
        REC,
        4,
        "Demo",
        "real-for-demo",
    ),
    # Offers and needs.
    "an invented offer of a real organisation": Broken(
        swap(OFF, "o-1,s-1", "o-1,g-1"), OFF, 2, "Organisation", "demo-for-real"
    ),
    "an invented need of a real organisation": Broken(
        swap(NEED, "n-1,s-2", "n-1,g-1"), NEED, 2, "Organisation", "demo-for-real"
    ),
    "an invented request of a real organisation": Broken(
        swap(REQ, "s-1,s-2,4", "g-1,s-2,4"), REQ, 2, "From", "demo-for-real"
    ),
    "an invented request to a real organisation": Broken(
        swap(REQ, "s-1,s-2,4", "s-1,g-1,4"), REQ, 2, "To", "demo-for-real"
    ),
    "offer of nobody": Broken(swap(OFF, "o-1,s-1", "o-1,x-7777"), OFF, 2, "Organisation", "unknown-organisation"),
    "amount without currency": Broken(swap(OFF, ",CNY", ","), OFF, 2, "Currency", "amount-without-currency"),
    "currency without amount": Broken(swap(OFF, "12000000", ""), OFF, 2, "Amount", "currency-without-amount"),
    "amount in words": Broken(swap(OFF, "12000000", "about 12m"), OFF, 2, "Amount", "amount"),
    "amount below zero": Broken(swap(OFF, "12000000", "-5"), OFF, 2, "Amount", "amount"),
    "amount zero": Broken(swap(OFF, "12000000", "0"), OFF, 2, "Amount", "amount-range"),
    "currency in the amount": Broken(swap(OFF, "12000000", "12000000 USD"), OFF, 2, "Amount", "currency-in-amount"),
    "currency unknown": Broken(swap(OFF, "CNY", "CNX"), OFF, 2, "Currency", "currency"),
    "valid backwards": Broken(swap(OFF, "2022-10-01", "2021-09-01"), OFF, 2, "Valid to", "ends-before-start"),
    "grade unknown": Broken(swap(NEED, "BBB", "Z"), NEED, 2, "Min grade", "choice"),
    # Requests.
    "asks itself": Broken(swap(REQ, "s-1,s-2", "s-1,s-1"), REQ, 2, "To", "meets-itself"),
    "asks nobody": Broken(swap(REQ, "s-1,s-2", "s-1,s-22"), REQ, 2, "To", "unknown-organisation"),
    "asked by nobody": Broken(swap(REQ, "b-1,", "b-12,"), REQ, 5, "From", "unknown-organisation"),
    "priority too high": Broken(swap(REQ, ",4,", ",6,"), REQ, 2, "Priority", "out-of-range"),
    "answer unclear": Broken(swap(REQ, "accepted", "perhaps"), REQ, 2, "Answer", "choice"),
    "asked twice": Broken(add(REQ, "s-1,s-2,1,"), REQ, 6, "From", "duplicate-key"),
}
