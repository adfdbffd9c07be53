"""What can be wrong with rows of agreements and stages."""

from __future__ import annotations

from fairway.chain.tests.broken_folders.changes import Broken, Change, both, drop, put, swap
from fairway.chain.tests.broken_folders.good import AGR, STA

PRO = "promises.csv"


def _promise(line: str) -> Change:
    headings = "Agreement,Clause,Debtor,Creditor,Side,What,Due,After,Blocked by"
    return put(PRO, f"{headings}\n{line}\n".encode())


BROKEN = {
    # Agreements.
    "party of nobody": Broken(swap(AGR, ",s-1,", ",s-11,"), AGR, 2, "Party 2", "unknown-organisation"),
    "party twice": Broken(swap(AGR, ",s-1,", ",z-1,"), AGR, 2, "Party 2", "party-twice"),
    "party missing": Broken(swap(AGR, ",s-1,", ",,"), AGR, 2, "Party 2", "missing-value"),
    "role without party": Broken(swap(AGR, ",b-1,", ",,"), AGR, 2, "Role 3", "role-without-party"),
    "role unknown": Broken(swap(AGR, "financier", "friend"), AGR, 2, "Role 3", "choice"),
    "real party to an invented contract": Broken(swap(AGR, ",z-1,", ",g-1,"), AGR, 2, "Party 1", "demo-for-real"),
    "signed in the future": Broken(swap(AGR, "2021-10-19", "2022-01-18"), AGR, 2, "Signed on", "future-date"),
    "money of another kind": Broken(
        both(
            swap(AGR, "Kind,Amount", "Kind,Money kind,Amount"),
            swap(AGR, "contract,1200000000", "contract,intention,1200000000"),
        ),
        AGR,
        2,
        "Money kind",
        "money-kind",
    ),
    # Stages.
    "stage of no agreement": Broken(swap(STA, "A-1,signed", "A-2,signed"), STA, 2, "Agreement", "unknown-agreement"),
    "stages without agreements": Broken(drop(AGR), STA, 2, "Agreement", "unknown-agreement"),
    "stage twice": Broken(swap(STA, "A-1,registered", "A-1,signed"), STA, 3, "Agreement", "duplicate-key"),
    "stage unknown": Broken(swap(STA, "registered", "regsitered"), STA, 3, "Stage", "choice"),
    "no evidence": Broken(swap(STA, "Permit 9", ""), STA, 4, "Evidence", "evidence-missing"),
    "nobody responsible": Broken(swap(STA, "Permit 9,s-1", "Permit 9,"), STA, 4, "Responsible", "missing-value"),
    "somebody unknown responsible": Broken(
        swap(STA, "Permit 9,s-1", "Permit 9,s-12"), STA, 4, "Responsible", "unknown-organisation"
    ),
    "nothing due": Broken(swap(STA, "2022-06-30", ""), STA, 4, "Next due", "next-due-missing"),
    "due before": Broken(swap(STA, "2022-06-30", "2021-12-01"), STA, 4, "Next due", "next-due-early"),
    "before the signature": Broken(
        swap(STA, "signed,2021-10-19", "signed,2021-10-18"), STA, 2, "Happened on", "before-signature"
    ),
    "signed on another day": Broken(
        swap(STA, "signed,2021-10-19", "signed,2021-10-20"), STA, 2, "Happened on", "signed-differs"
    ),
    "stages out of order": Broken(
        swap(STA, "started,2021-12-20", "started,2021-11-19"), STA, 4, "Happened on", "stage-order"
    ),
    "a stage skipped": Broken(swap(STA, "A-1,registered", "A-1,completed"), STA, 4, "Stage", "stage-skipped"),
    "a project never signed": Broken(
        swap(STA, "A-1,signed,2021-10-19,,,z-1,2021-11-30,,,\n", ""), STA, 2, "Stage", "stage-skipped"
    ),
    "an end without a reason": Broken(swap(STA, "A-1,started", "A-1,withdrawn"), STA, 4, "Note", "note-missing"),
    "a stage after the end": Broken(
        put(
            STA,
            b"Agreement,Stage,Happened on,Responsible,Next due,Note\n"
            b"A-1,signed,2021-10-19,z-1,2021-11-30,\n"
            b"A-1,terminated,2021-11-01,z-1,,sold\n"
            b"A-1,registered,2021-11-20,s-1,2021-12-31,\n",
        ),
        STA,
        4,
        "Stage",
        "project-ended",
    ),
    "contract money at a stage": Broken(
        swap(STA, "200000000,CNY,paid_in", "200000000,CNY,contract"), STA, 4, "Money kind", "money-kind"
    ),
    "money without kind": Broken(
        swap(STA, "200000000,CNY,paid_in", "200000000,CNY,"), STA, 4, "Money kind", "money-kind"
    ),
    # Promises.
    "a promise of nobody": Broken(
        _promise("A-1,1,s-11,,enterprise,build,,,"), PRO, 2, "Debtor", "unknown-organisation"
    ),
    "a promise in no paper": Broken(
        _promise("A-9,1,s-1,,enterprise,build,,,"), PRO, 2, "Agreement", "unknown-agreement"
    ),
    "a promise of who did not sign": Broken(
        _promise("A-1,1,s-2,,enterprise,build,,,"), PRO, 2, "Debtor", "not-a-party"
    ),
    "a promise to itself": Broken(
        _promise("A-1,1,s-1,s-1,enterprise,build,,,"), PRO, 2, "Creditor", "promise-to-itself"
    ),
    "a promise due before the signature": Broken(
        _promise("A-1,1,s-1,,enterprise,build,2021-10-18,,"), PRO, 2, "Due", "promise-due-early"
    ),
    "a clause after none": Broken(_promise("A-1,1,s-1,,enterprise,build,,2,"), PRO, 2, "After", "clause-unknown"),
    "a clause that waits for itself": Broken(
        _promise("A-1,1,s-1,,enterprise,build,,,1"), PRO, 2, "Blocked by", "clause-circle"
    ),
    "an invented promise of a real government": Broken(
        _promise(",1,g-1,,government,support,,,"), PRO, 2, "Debtor", "demo-for-real"
    ),
}
