"""Random projects for the tests of exchange: every field said or not, every kind of text, in the store's order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fairway.land.engine.exchange.fields import KINDS, OWNERSHIP, Scheme
from fairway.land.engine.exchange.values import (
    Agreement,
    Code,
    Line,
    Organisation,
    Owner,
    Party,
    Payment,
    Project,
    Promise,
    Step,
)
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import ROAD
from fairway.sign.engine.intake import MONEY_OF, AgreementKind, Role
from fairway.sign.engine.promises import Step as StepKind

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNED = date(2021, 10, 19)
AFTERWARDS = frozenset({StepKind.SETTLED, StepKind.WITHDRAWN})
CURRENCIES = ("CNY", "EUR", "USD", "KRW")


def said(most: int) -> st.SearchStrategy[str]:
    """Text a form would keep: nothing around it, no control characters; formulas, quotes and Chinese are welcome."""
    letters = st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"))
    odd = st.sampled_from(["=1+1", "'=2", "-3", "@x", '"', "a,b;c", "<&>", "]]>", "合同", "𠮷野"])
    plain = st.text(letters, min_size=1, max_size=min(most, 30)).map(lambda text: " ".join(text.split()))
    return st.one_of(odd, plain.filter(bool))


def maybe(most: int) -> st.SearchStrategy[str]:
    """Such a text, or none."""
    return st.one_of(st.just(""), said(most))


def days(low: date = SIGNED, span: int = 1500) -> st.SearchStrategy[date]:
    """A day in the years after the signature."""
    return st.integers(0, span).map(lambda n: low + timedelta(days=n))


amounts = st.one_of(
    st.integers(1, 10**19).map(Decimal),
    st.integers(1, 10**20 - 1).map(lambda n: n / Decimal(10**4)).map(lambda n: n.normalize()),
).map(lambda n: n.quantize(Decimal(1)) if n == n.to_integral_value() else n)
"""Above zero, at most twenty digits and four decimals: what the store's column holds."""


@st.composite
def codes(draw: st.DrawFn) -> tuple[Code, ...]:
    """Some codes, in order, each once."""
    made = st.builds(
        lambda scheme, value, space: Code(scheme.value, space if scheme in {Scheme.LOCAL, Scheme.STOCK} else "", value),
        st.sampled_from(Scheme),
        st.text("0123456789ABCDEFGH", min_size=1, max_size=18),
        st.text("abc-:", max_size=5),
    )
    return tuple(sorted(draw(st.sets(made, max_size=3))))


@st.composite
def organisations(draw: st.DrawFn) -> tuple[Organisation, ...]:
    """Two to four organisations with keys of their own."""
    owners = st.lists(
        st.builds(
            Owner,
            said(300),
            st.one_of(st.none(), st.integers(1, 100).map(Decimal)),
            st.one_of(st.none(), days()),
            st.one_of(st.none(), days()),
        ),
        max_size=2,
    ).map(tuple)
    return tuple(
        Organisation(
            key=f"k{n}",
            name=draw(said(300)),
            kind=draw(st.sampled_from(KINDS)),
            name_en=draw(maybe(300)),
            region=draw(st.sampled_from(["", "220100"])),
            ownership=draw(st.sampled_from(["", *OWNERSHIP])),
            codes=draw(codes()),
            owners=draw(owners),
            is_demo=draw(st.booleans()),
        )
        for n in range(draw(st.integers(2, 4)))
    )


@st.composite
def logs(draw: st.DrawFn, keys: Sequence[str]) -> tuple[Line, ...]:
    """A log along the road, perhaps with a way out, as the rules of stages allow it."""
    road = list(ROAD[: draw(st.integers(1, len(ROAD)))])
    out = draw(st.sampled_from([None, Stage.WITHDRAWN, Stage.TERMINATED]))
    if out is not None and road[-1] is not Stage.EFFECTIVE:
        road.append(out)
    day, lines = SIGNED, []
    for stage in road:
        day += timedelta(days=draw(st.integers(0, 200)))
        over = stage in {Stage.EFFECTIVE, Stage.WITHDRAWN, Stage.TERMINATED}
        lines.append(
            Line(
                stage=stage.value,
                happened_on=day,
                learned_on=day + timedelta(days=draw(st.integers(0, 30))),
                responsible=draw(st.sampled_from(keys)),
                evidence=draw(said(300)),
                next_due=None if over else day + timedelta(days=draw(st.integers(0, 300))),
                note=draw(said(500)),
                is_own_report=draw(st.booleans()),
            )
        )
    return tuple(lines)


@st.composite
def payments(draw: st.DrawFn) -> tuple[Payment, ...]:
    """Money of the kinds that follow a signature, by the day it moved."""
    made = []
    for n in range(draw(st.integers(0, 3))):
        day = SIGNED + timedelta(days=100 * n + draw(st.integers(0, 99)))
        made.append(
            Payment(
                kind=draw(st.sampled_from(["committed", "paid_in", "realised"])),
                amount=draw(amounts),
                currency=draw(st.sampled_from(CURRENCIES)),
                happened_on=day,
                learned_on=day + timedelta(days=draw(st.integers(0, 30))),
                evidence=draw(said(300)),
            )
        )
    return tuple(made)


@st.composite
def promises(draw: st.DrawFn, keys: Sequence[str]) -> tuple[Promise, ...]:
    """Promises of both sides; one may wait for those before it."""
    made: list[Promise] = []
    for n in range(draw(st.integers(0, 3))):
        debtor, creditor = draw(st.permutations(keys))[:2]
        before = [each.number for each in made]
        amount = draw(st.one_of(st.none(), amounts))
        blocked = draw(st.sets(st.sampled_from(before))) if before else set()
        made.append(
            Promise(
                number=f"{n + 1}.{draw(st.integers(0, 9))}",
                debtor=debtor,
                side=draw(st.sampled_from(["enterprise", "government"])),
                what=draw(said(500)),
                creditor=draw(st.sampled_from(["", creditor])),
                field=draw(maybe(120)),
                amount=amount,
                currency="" if amount is None else draw(st.sampled_from(CURRENCIES)),
                due_on=draw(st.one_of(st.none(), days())),
                after=draw(st.sampled_from(["", *before])),
                days_after=draw(st.integers(0, 400)),
                condition=draw(maybe(500)),
                evidence_needed=draw(maybe(300)),
                quote=draw(maybe(1000)),
                blocked_by=tuple(number for number in before if number in blocked),
                steps=draw(steps()),
            )
        )
    return tuple(made)


@st.composite
def steps(draw: st.DrawFn) -> tuple[Step, ...]:
    """What happened to a promise, in the order written: claimed, decided, taken back."""
    first = draw(st.sampled_from([None, *(kind for kind in StepKind if kind not in AFTERWARDS)]))
    if first is None:
        return ()
    is_claim = first in {StepKind.KEPT, StepKind.DISPUTED} and draw(st.booleans())
    then = StepKind.SETTLED if first is StepKind.DISPUTED else StepKind.WITHDRAWN
    kinds = [(first, is_claim)]
    if draw(st.booleans()) and not (is_claim and first is StepKind.KEPT):
        kinds.append((then, False))
    made = []
    for kind, claimed in kinds:
        day = draw(days())
        learned = day + timedelta(days=draw(st.integers(0, 30)))
        made.append(Step(kind.value, day, learned, draw(said(300)), draw(said(500)), claimed))
    return tuple(made)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A whole project."""
    known = draw(organisations())
    keys = [each.key for each in known]
    signing = draw(st.permutations(keys))[: draw(st.integers(2, len(keys)))]
    kind = draw(st.sampled_from(AgreementKind))
    amount = draw(st.one_of(st.none(), amounts))
    agreement = Agreement(
        number=draw(st.text("abcXYZ0123-", min_size=1, max_size=20)),
        title=draw(said(300)),
        kind=kind.value,
        money_kind=MONEY_OF[kind].value,
        signed_on=SIGNED,
        parties=tuple(Party(key, draw(st.sampled_from(["", *(role.value for role in Role)]))) for key in signing),
        amount=amount,
        currency="" if amount is None else draw(st.sampled_from(CURRENCIES)),
    )
    return Project(
        event=draw(st.from_regex(r"[a-z][a-z0-9\-]{0,20}", fullmatch=True)),
        agreement=agreement,
        organisations=known,
        log=draw(logs(keys)),
        payments=draw(payments()),
        promises=draw(promises(signing)),
        region=draw(st.sampled_from(["", "220100", "220581"])),
        industry=draw(st.sampled_from(["", "3670", "C3670", "44", "D44", "5433", "7810"])),
        is_demo=draw(st.booleans()),
    )


def random_projects(count: int) -> list[Project]:
    """The same ``count`` projects on every run, each with a number of its own."""
    found: list[Project] = []
    sure = settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @sure
    @given(projects())
    def collect(project: Project) -> None:
        number = f"{project.agreement.number[:12]}-{len(found)}"
        found.append(replace(project, agreement=replace(project.agreement, number=number)))

    collect()
    return found
