"""What a project that comes in adds to the one that is known: a log and a list of payments only ever grow."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from fairway.land.engine.exchange.shape import BadField
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.land.engine.exchange.values import Agreement, Line, Party, Payment, Project, Promise, Step
    from fairway.land.engine.sizes import Area, Capacity


Size = TypeVar("Size", "Area", "Capacity")


class Outcome(StrEnum):
    """What becomes of a project of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Addition:
    """What is new in a known project, in the file's order; ``steps`` by the number of a promise that is known.

    ``agreement``: it has been signed since. ``filled``: what was not said of the project before, by name.
    """

    lines: tuple[Line, ...] = ()
    payments: tuple[Payment, ...] = ()
    areas: tuple[Area, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    promises: tuple[Promise, ...] = ()
    steps: tuple[tuple[str, Step], ...] = ()
    agreement: Agreement | None = None
    filled: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self != Addition()


def with_keys(project: Project, keys: Mapping[str, str]) -> Project:
    """The same project with other keys for its organisations."""
    paper = project.agreement
    promises = project.promises and tuple(
        replace(each, debtor=keys[each.debtor], creditor=each.creditor and keys[each.creditor])
        for each in project.promises
    )
    return replace(
        project,
        agreement=paper and replace(paper, parties=_renamed(paper.parties, keys)),
        opened_for=_renamed(project.opened_for, keys),
        organisations=tuple(replace(each, key=keys[each.key]) for each in project.organisations),
        log=tuple(replace(line, responsible=keys[line.responsible]) for line in project.log),
        promises=promises,
    )


def _renamed(parties: tuple[Party, ...], keys: Mapping[str, str]) -> tuple[Party, ...]:
    return tuple(replace(each, organisation=keys[each.organisation]) for each in parties)


def addition(known: Project, incoming: Project, path: str) -> Addition:
    """Say what ``incoming`` adds; :class:`BadField` where it contradicts what is known. Keys are the same in both."""
    for name in ("title", "road", "is_demo"):
        _same(getattr(known, name), getattr(incoming, name), f"{path}.{name}")
    filled = tuple(name for name in FILLED if not getattr(known, name) and getattr(incoming, name))
    for name in FILLED:
        if name not in filled:
            _same(getattr(known, name), getattr(incoming, name), f"{path}.{name}")
    signed = _signed_since(known, incoming, path)
    start = len(known.log)
    if incoming.log[:start] != known.log:
        raise BadField(f"{path}.log", BadCell("log-differs", LOG_DIFFERS, ONLY_GROWS))
    more = Counter(incoming.payments)
    more.subtract(Counter(known.payments))
    if min(more.values(), default=0) < 0:
        raise BadField(f"{path}.payments", BadCell("payments-differ", PAYMENTS_DIFFER, ONLY_GROWS))
    areas = _later(known.areas, incoming.areas, f"{path}.landAreas", AREAS_DIFFER)
    capacities = _later(known.capacities, incoming.capacities, f"{path}.plannedCapacities", CAPACITIES_DIFFER)
    promises, steps = _more_promises(known.promises or (), incoming.promises, f"{path}.promises")
    paid = tuple(more.elements())
    return Addition(incoming.log[start:], paid, areas, capacities, promises, steps, signed, filled)


FILLED = ("event", "region", "industry", "site", "pledged")
"""What may be said of a project later than when it was opened."""


def _signed_since(known: Project, incoming: Project, path: str) -> Agreement | None:
    """The agreement where there was none; else both say the same of it, or of those it was opened for."""
    there, here = known.agreement, incoming.agreement
    if there is None and here is not None:
        return here
    if there is None or here is None:
        _same(there and there.number, here and here.number, f"{path}.agreement")
        _same(known.opened_for, incoming.opened_for, f"{path}.openedFor")
        return None
    for field in fields(there):
        if field.name != "further" or here.further is not None:
            _same(getattr(there, field.name), getattr(here, field.name), f"{path}.{field.name}")
    return None


def _same(one: object, other: object, path: str) -> None:
    if one != other:
        raise BadField(path, BadCell("differs", DIFFERS, NOT_OVER, known=_told(one), other=_told(other)), other)


def _told(value: object) -> str:
    return str(value)[:60]


def _later(known: Iterable[Size], incoming: Iterable[Size], path: str, text: str) -> tuple[Size, ...]:
    """What the file says after all that is known of the same unit."""
    there: dict[str, list[Size]] = defaultdict(list)
    for each in known:
        there[each.unit].append(each)
    added: list[Size] = []
    for each in incoming:
        if not there[each.unit]:
            added.append(each)
        elif there[each.unit].pop(0) != each:
            raise BadField(path, BadCell("sizes-differ", text, ONLY_GROWS), each.unit)
    if any(there.values()):
        raise BadField(path, BadCell("sizes-differ", text, ONLY_GROWS))
    return tuple(added)


def _more_promises(
    known: tuple[Promise, ...], incoming: tuple[Promise, ...] | None, path: str
) -> tuple[tuple[Promise, ...], tuple[tuple[str, Step], ...]]:
    if incoming is None:
        return (), ()
    there = {promise.number: promise for promise in known}
    if there.keys() - {promise.number for promise in incoming}:
        raise BadField(path, BadCell("promises-differ", PROMISES_DIFFER, ONLY_GROWS))
    steps: list[tuple[str, Step]] = []
    for n, promise in enumerate(incoming):
        if (old := there.get(promise.number)) is not None:
            start = len(old.steps)
            if replace(promise, steps=promise.steps[:start]) != old:
                raise BadField(f"{path}[{n}]", BadCell("promises-differ", PROMISES_DIFFER, ONLY_GROWS))
            steps += [(promise.number, step) for step in promise.steps[start:]]
    return tuple(each for each in incoming if each.number not in there), tuple(steps)


def outcome_of(known: Project | None, incoming: Project, path: str) -> tuple[Outcome, Addition | None]:
    """Whether a sound project is new, adds something, or is there already."""
    if known is None:
        return Outcome.NEW, None
    found = addition(known, incoming, path)
    return (Outcome.CHANGED if found else Outcome.UNCHANGED), found


DIFFERS = _("Known is “%(known)s”, the file says “%(other)s”.")
NOT_OVER = _("An import adds and never overwrites: mend what is known on its page, or the file.")
LOG_DIFFERS = _("The log of the file does not go on from the log that is known.")
AREAS_DIFFER = _("A land area that is known is missing from the file, or reads otherwise there.")
CAPACITIES_DIFFER = _("A planned capacity that is known is missing from the file, or reads otherwise there.")
PAYMENTS_DIFFER = _("A payment that is known is missing from the file, or reads otherwise there.")
PROMISES_DIFFER = _("A promise that is known is missing from the file, or reads otherwise there.")
ONLY_GROWS = _("Export the project from here, add to it, and import that.")
