"""Random projects for the tests of exchange: every field said or not, every kind of text, in the store's order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fairway.land.engine.exchange.fields import KINDS, OWNERSHIP, Scheme
from fairway.land.engine.exchange.shape import trimmed
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
    Stated,
    Step,
)
from fairway.land.engine.intake import TERMINAL, Stage
from fairway.land.engine.log import BEFORE
from fairway.land.engine.sizes import Area, Capacity, plain_unit
from fairway.land.engine.stage_map import VERIFIED
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.lib.tables.problem import BadCell
from fairway.sign.engine.intake import MONEY_OF, AgreementKind, Role
from fairway.sign.engine.promises import Step as StepKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from fairway.land.engine.stage_map import StageMap
    from fairway.lib.money import MoneyKind

SIGNED = date(2021, 10, 19)
AFTERWARDS = frozenset({StepKind.SETTLED, StepKind.WITHDRAWN})
EVENTS = st.from_regex(r"[a-z][a-z0-9\-]{0,20}", fullmatch=True)
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
    st.integers(1, 10**15 - 1).map(Decimal),
    st.integers(1, 10**15 - 1).map(lambda n: n / Decimal(10**4)).map(lambda n: n.normalize()),
).map(lambda n: n.quantize(Decimal(1)) if n == n.to_integral_value() else n)
"""Above zero, at most fifteen digits, four of them after the point: what every store keeps."""


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
def logs(draw: st.DrawFn, keys: Sequence[str], road: StageMap, *, signed: bool) -> tuple[Line, ...]:
    """A log along a stage map, perhaps with a way out, as the rules of stages allow it; signed or not."""
    stages = [each.counts_as for each in road.stages]
    first = draw(st.integers(0, 2 if signed else 1))
    last = draw(st.integers(2, len(stages) - 1)) if signed else draw(st.integers(first, 1))
    walked = stages[first : last + 1]
    out = draw(st.sampled_from([None, *road.ways_out]))
    if out is not None and walked[-1] is not Stage.EFFECTIVE:
        walked.append(out.counts_as)
    day, lines = SIGNED - timedelta(days=300), list[Line]()
    for stage in walked:
        start = SIGNED if stage is Stage.SIGNED or (signed and stage not in BEFORE and day < SIGNED) else day
        day = start + timedelta(days=draw(st.integers(0, 100)))
        why = [reason.key for reason in out.reasons if reason.key != "other"] if out and stage is out.counts_as else []
        over = stage in TERMINAL
        lines.append(
            Line(
                stage=stage.value,
                happened_on=day,
                learned_on=max(lines[0].learned_on if lines else day, day + timedelta(days=draw(st.integers(0, 30)))),
                responsible=draw(st.sampled_from(keys)),
                evidence=draw(said(300)),
                next_due=None if over else day + timedelta(days=draw(st.integers(0, 300))),
                note=draw(said(500)),
                is_own_report=draw(st.booleans()),
                way_reason=draw(st.sampled_from(["", *why])),
                is_verified=VERIFIED in road.asks(road.step_of(stage)) or draw(st.booleans()),
            )
        )
    return tuple(lines)


@st.composite
def stated(draw: st.DrawFn, kinds: Sequence[str]) -> Stated:
    """An amount of one of some kinds."""
    return Stated(draw(st.sampled_from(kinds)), draw(amounts), draw(st.sampled_from(CURRENCIES)))


@st.composite
def agreements(draw: st.DrawFn, signing: Sequence[str]) -> Agreement:
    """A paper signed by some organisations, with amounts of one or more kinds or none."""
    kind = draw(st.sampled_from(AgreementKind))
    amount = draw(st.one_of(st.none(), amounts))
    own = MONEY_OF[kind].value
    others = [each.value for each in MONEY_OF.values() if each.value != own]
    further = draw(st.lists(stated(others), max_size=2, unique_by=lambda each: (each.kind, each.currency)))
    return Agreement(
        event=draw(EVENTS),
        number=draw(st.text("abcXYZ0123-", min_size=1, max_size=20)),
        title=draw(said(300)),
        kind=kind.value,
        money_kind=own,
        signed_on=SIGNED,
        parties=tuple(Party(key, draw(st.sampled_from(["", *(role.value for role in Role)]))) for key in signing),
        amount=amount,
        currency="" if amount is None else draw(st.sampled_from(CURRENCIES)),
        further=tuple(further),
    )


@st.composite
def payments(draw: st.DrawFn, asked: Collection[MoneyKind]) -> tuple[Payment, ...]:
    """Money of the kinds that follow a signature, by the day it moved."""
    made = []
    for n in range(draw(st.integers(0, 3))):
        day = SIGNED + timedelta(days=100 * n + draw(st.integers(0, 99)))
        kind = draw(st.sampled_from(["committed", "paid_in", "realised"]))
        made.append(
            Payment(
                kind=kind,
                amount=draw(amounts),
                currency=draw(st.sampled_from(CURRENCIES)),
                happened_on=day,
                learned_on=day + timedelta(days=draw(st.integers(0, 30))),
                evidence=draw(said(300)),
                is_verified=kind in asked or draw(st.booleans()),
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
def areas(draw: st.DrawFn) -> tuple[Area, ...]:
    """The land a project takes, by the day it was learned of."""
    learned = sorted(draw(st.lists(days(), max_size=2)))
    mu = st.integers(1, 10**8).map(lambda whole: Decimal(whole) / 4)
    return tuple(Area(draw(mu), day, draw(said(300))) for day in learned)


@st.composite
def capacities(draw: st.DrawFn) -> tuple[Capacity, ...]:
    """What a project is planned to yield, in one unit or several, by the day it was learned of."""
    learned = sorted(draw(st.lists(days(), max_size=3)))
    quantity = st.builds(
        lambda whole, places: trimmed(Decimal(whole).scaleb(-places)), st.integers(1, 10**15 - 1), st.integers(0, 4)
    )
    unit = st.one_of(st.sampled_from(["MW", "vehicles/a", "万件/年"]), said(20).filter(is_unit))
    return tuple(Capacity(draw(quantity), draw(unit), day, draw(said(300))) for day in learned)


def is_unit(text: str) -> bool:
    """Whether it is a unit in plain form."""
    try:
        return plain_unit(text) == text
    except BadCell:
        return False


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A whole project, signed or not yet."""
    known = draw(organisations())
    keys = [each.key for each in known]
    signing = draw(st.permutations(keys))[: draw(st.integers(2, len(keys)))]
    signed = draw(st.sampled_from([True, True, False]))
    road = shipped_map(draw(st.sampled_from(["investment", "cooperation"])))
    opened = draw(st.permutations(keys))[: draw(st.integers(0 if signed else 1, 2))]
    return Project(
        reference=draw(st.text("abcXYZ0123-:", min_size=1, max_size=20)),
        title=draw(said(300)),
        road=f"{road.key}-{road.version}",
        event=draw(st.one_of(st.just(""), EVENTS)),
        agreement=draw(agreements(signing)) if signed else None,
        opened_for=tuple(Party(key, role) for key, role in zip(opened, ("investor", "host"), strict=False)),
        pledged=draw(st.one_of(st.none(), stated(["intention", "docking"]))),
        organisations=known,
        log=draw(logs(keys, road, signed=signed)),
        payments=draw(payments(road.verified_money)),
        areas=draw(areas()),
        capacities=draw(capacities()),
        promises=draw(promises(signing)) if signed else (),
        site=draw(maybe(200)),
        region=draw(st.sampled_from(["", "220100", "220581"])),
        industry=draw(st.sampled_from(["", "3670", "C3670", "44", "D44", "5433", "7810"])),
        is_demo=draw(st.booleans()),
    )


def numbered(project: Project, place: int) -> Project:
    """The same project under a reference, and its agreement under a number, that no other place has."""
    paper = project.agreement
    signed = paper and replace(paper, number=f"{paper.number[:12]}-{place}")
    return replace(project, reference=f"{project.reference[:12]}-{place}", agreement=signed)


def random_projects(count: int) -> list[Project]:
    """The same ``count`` projects on every run, each with a reference and a number of its own."""
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
        found.append(numbered(project, len(found)))

    collect()
    return found
