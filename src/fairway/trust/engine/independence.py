"""Whether an assessor stands apart from what it assesses: ties in, the reasons for refusing to publish out.

Nobody publishes what somebody says of an organisation it advises, finances, owns or belongs to. Ties count whether the
assessor declared them or the registry knows them, along any number of owners and whatever the share. Advice and money
count between the two and everything above and below each by ownership. Two that merely share an owner are not tied.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

OWNED, ADVISES, FINANCES = "owned_by", "advises", "finances"
NOT_SAID = "–"
Links = dict[int, list["Tie"]]


@dataclass(frozen=True, slots=True)
class Tie:
    """``subject`` is owned by, advises or finances ``other`` (ids); ``since`` and ``source`` as they are known."""

    subject: int
    other: int
    kind: str
    since: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest as the assessor declared it: advises, finances, owns or owned_by, in its own words."""

    kind: str
    words: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the assessor declared, and when; no interests: it declared that it has none."""

    declared_on: date
    interests: tuple[Interest, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """An assessor and its subject (ids), and the names of everybody the ties speak of."""

    assessor: int
    subject: int
    names: Mapping[int, str]


def refusals(pair: Pair, ties: Iterable[Tie], declaration: Declaration | None) -> tuple[Reason, ...]:
    """Return why what the assessor says of the subject may not be published; nothing: it may.

    The order of the ties changes nothing.
    """
    if pair.assessor == pair.subject:
        return (Reason(ITSELF, {"assessor": pair.names[pair.assessor]}),)
    ordered = sorted(ties, key=lambda t: (t.kind, t.subject, t.other, t.since, t.source))
    up: Links = defaultdict(list)
    down: Links = defaultdict(list)
    for tie in ordered:
        if tie.kind == OWNED:
            up[tie.subject].append(tie)
            down[tie.other].append(tie)
    return (*_declared(pair, declaration), *_owned(pair, up), *_dealings(pair, ordered, (up, down)))


def _declared(pair: Pair, declaration: Declaration | None) -> list[Reason]:
    who: dict[str, str | int] = {"assessor": pair.names[pair.assessor], "subject": pair.names[pair.subject]}
    if declaration is None:
        return [Reason(NOT_DECLARED, who)]
    day = declaration.declared_on.isoformat()
    return [
        Reason(DECLARED[each.kind], {**who, "words": each.words, "since": each.since or NOT_SAID, "day": day})
        for each in declaration.interests
    ]


def _owned(pair: Pair, up: Links) -> list[Reason]:
    """Say which of the two stands above the other, and by which chain."""
    chains = (_chain(pair.assessor, pair.subject, up), _chain(pair.subject, pair.assessor, up))
    return [_along(chain, pair.names) for chain in chains if chain]


def _chain(start: int, goal: int, up: Links) -> list[Tie]:
    """Return the shortest chain of owners from ``start`` up to ``goal``; circles end where they close."""
    reached: dict[int, list[Tie]] = {start: []}
    waiting = [start]
    for here in waiting:
        for tie in up[here]:
            if tie.other not in reached:
                reached[tie.other] = [*reached[here], tie]
                waiting.append(tie.other)
    return reached.get(goal, [])


def _along(chain: Sequence[Tie], names: Mapping[int, str]) -> Reason:
    places = [chain[0].subject, *(tie.other for tie in chain)]
    told: dict[str, str | int] = {
        "owned": names[places[0]],
        "owner": names[places[-1]],
        "chain": " → ".join(names[place] for place in places),
        "since": chain[0].since or NOT_SAID,
        "source": "; ".join(dict.fromkeys(tie.source or NOT_SAID for tie in chain)),
    }
    return Reason(OWNED_DIRECTLY if len(chain) == 1 else OWNED_THROUGH, told)


def _dealings(pair: Pair, ties: Sequence[Tie], links: tuple[Links, Links]) -> list[Reason]:
    """Say who of the assessor's side advises or finances whom of the subject's side."""
    givers, takers = (_side(one, links) for one in (pair.assessor, pair.subject))
    return [_dealing(tie, pair) for tie in ties if tie.kind != OWNED and tie.subject in givers and tie.other in takers]


def _side(start: int, links: tuple[Links, Links]) -> set[int]:
    """Everything above ``start`` and everything below it, and itself."""
    found: set[int] = set()
    for link, is_up in zip(links, (True, False), strict=True):
        waiting, met = [start], {start}
        for here in waiting:
            nexts = {tie.other if is_up else tie.subject for tie in link[here]} - met
            met |= nexts
            waiting += sorted(nexts)
        found |= met
    return found


def _dealing(tie: Tie, pair: Pair) -> Reason:
    is_direct = (tie.subject, tie.other) == (pair.assessor, pair.subject)
    told: dict[str, str | int] = {
        "giver": pair.names[tie.subject],
        "taker": pair.names[tie.other],
        "assessor": pair.names[pair.assessor],
        "subject": pair.names[pair.subject],
        "since": tie.since or NOT_SAID,
        "source": tie.source or NOT_SAID,
    }
    return Reason(DEALS[tie.kind, is_direct], told)


ITSELF = _("%(assessor)s would assess itself.")
NOT_DECLARED = _("%(assessor)s has not declared its interests in %(subject)s.")
DECLARED = {
    ADVISES: _("%(assessor)s declared on %(day)s that it advises %(subject)s (since: %(since)s): “%(words)s”."),
    FINANCES: _("%(assessor)s declared on %(day)s that it finances %(subject)s (since: %(since)s): “%(words)s”."),
    "owns": _("%(assessor)s declared on %(day)s that it owns a share of %(subject)s (since: %(since)s): “%(words)s”."),
    OWNED: _("%(assessor)s declared on %(day)s that %(subject)s owns a share of it (since: %(since)s): “%(words)s”."),
}
OWNED_DIRECTLY = _("%(owned)s belongs to %(owner)s, wholly or in part (since: %(since)s). Source: %(source)s.")
OWNED_THROUGH = _("%(owned)s belongs to %(owner)s through others, wholly or in part: %(chain)s. Source: %(source)s.")
DEALS = {
    (ADVISES, True): _("%(giver)s advises %(taker)s (since: %(since)s). Source: %(source)s."),
    (FINANCES, True): _("%(giver)s finances %(taker)s (since: %(since)s). Source: %(source)s."),
    (ADVISES, False): _(
        "%(giver)s advises %(taker)s (since: %(since)s), and by ownership this ties %(assessor)s to %(subject)s. "
        "Source: %(source)s."
    ),
    (FINANCES, False): _(
        "%(giver)s finances %(taker)s (since: %(since)s), and by ownership this ties %(assessor)s to %(subject)s. "
        "Source: %(source)s."
    ),
}
