"""What a project that comes in adds to the one that is known: a log and a list of payments only ever grow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.land.engine.exchange.shape import BadField
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.land.engine.exchange.values import Line, Payment, Project, Promise, Step


class Outcome(StrEnum):
    """What becomes of a project of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Addition:
    """What is new in a known project, in the file's order; ``steps`` by the number of a promise that is known."""

    lines: tuple[Line, ...] = ()
    payments: tuple[Payment, ...] = ()
    promises: tuple[Promise, ...] = ()
    steps: tuple[tuple[str, Step], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.lines or self.payments or self.promises or self.steps)


def with_keys(project: Project, keys: Mapping[str, str]) -> Project:
    """The same project with other keys for its organisations."""
    agreement = project.agreement
    renamed = replace(
        agreement, parties=tuple(replace(each, organisation=keys[each.organisation]) for each in agreement.parties)
    )
    promises = project.promises and tuple(
        replace(each, debtor=keys[each.debtor], creditor=each.creditor and keys[each.creditor])
        for each in project.promises
    )
    return replace(
        project,
        agreement=renamed,
        organisations=tuple(replace(each, key=keys[each.key]) for each in project.organisations),
        log=tuple(replace(line, responsible=keys[line.responsible]) for line in project.log),
        promises=promises,
    )


def addition(known: Project, incoming: Project, path: str) -> Addition:
    """Say what ``incoming`` adds; :class:`BadField` where it contradicts what is known. Keys are the same in both."""
    for field in fields(known.agreement):
        _same(getattr(known.agreement, field.name), getattr(incoming.agreement, field.name), f"{path}.{field.name}")
    for name in ("region", "industry", "is_demo"):
        _same(getattr(known, name), getattr(incoming, name), f"{path}.{name}")
    start = len(known.log)
    if incoming.log[:start] != known.log:
        raise BadField(f"{path}.log", BadCell("log-differs", LOG_DIFFERS, ONLY_GROWS))
    more = Counter(incoming.payments)
    more.subtract(Counter(known.payments))
    if min(more.values(), default=0) < 0:
        raise BadField(f"{path}.payments", BadCell("payments-differ", PAYMENTS_DIFFER, ONLY_GROWS))
    promises, steps = _more_promises(known.promises or (), incoming.promises, f"{path}.promises")
    return Addition(incoming.log[start:], tuple(more.elements()), promises, steps)


def _same(one: object, other: object, path: str) -> None:
    if one != other:
        raise BadField(path, BadCell("differs", DIFFERS, NOT_OVER, known=_told(one), other=_told(other)), other)


def _told(value: object) -> str:
    return str(value)[:60]


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
PAYMENTS_DIFFER = _("A payment that is known is missing from the file, or reads otherwise there.")
PROMISES_DIFFER = _("A promise that is known is missing from the file, or reads otherwise there.")
ONLY_GROWS = _("Export the project from here, add to it, and import that.")
