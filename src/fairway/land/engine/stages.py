"""May this stage be entered in the log now? Every objection names the field it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.intake import REQUIRED, TERMINAL, WAYS_OUT, Stage
from fairway.land.engine.log import ROAD, Entry, in_order
from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date


@dataclass(frozen=True)
class Objection:
    """Why an entry is not accepted: a stable code, the field it is about, and a sentence."""

    code: str
    field: str
    reason: Reason


def next_stages(stage: Stage | None) -> tuple[Stage, ...]:
    """Return what may follow: the signature first, then the next stage of the road or a way out."""
    if stage is None:
        return (ROAD[0],)
    if stage in TERMINAL:
        return ()
    return (ROAD[ROAD.index(stage) + 1], *(way for way in Stage if way in WAYS_OUT))


def objections(history: Sequence[Entry], entry: Entry, today: date) -> tuple[Objection, ...]:
    """Return every objection to ``entry`` after ``history`` (any order), known on ``today``; none: accepted."""
    last = in_order(history)[-1] if history else None
    return (*_order(last, entry), *_dates(last, entry, today), *_fields(entry))


def _order(last: Entry | None, entry: Entry) -> Iterator[Objection]:
    if last is not None and last.stage in TERMINAL:
        reason = Reason(_("The project has ended: nothing follows its last stage."))
        yield Objection("project-ended", "stage", reason)
    elif entry.stage not in next_stages(last.stage if last else None):
        reason = Reason(_("This stage cannot come next: no stage is skipped, repeated or taken back."))
        yield Objection("stage-order", "stage", reason)


def _dates(last: Entry | None, entry: Entry, today: date) -> Iterator[Objection]:
    days = {"day": entry.happened_on.isoformat(), "last": last.happened_on.isoformat() if last else ""}
    if last is not None and entry.happened_on < last.happened_on:
        text = _("It happened on %(day)s, before the last stage on %(last)s.")
        yield Objection("stage-too-early", "happened_on", Reason(text, days))
    if entry.learned_on < entry.happened_on:
        text = _("It cannot be known before it happened on %(day)s.")
        yield Objection("learned-before", "learned_on", Reason(text, days))
    if max(entry.learned_on, entry.happened_on) > today:
        field = "happened_on" if entry.happened_on > today else "learned_on"
        yield Objection("stage-in-future", field, Reason(_("This day has not come yet.")))


def _fields(entry: Entry) -> Iterator[Objection]:
    since = ROAD.index(REQUIRED["evidence"])
    if entry.stage in ROAD[since:] and not entry.evidence.strip():
        text = _("This stage needs evidence: name the document, permit or photograph that shows it.")
        yield Objection("evidence-missing", "evidence", Reason(text))
    if entry.stage in WAYS_OUT and not entry.note.strip():
        text = _("Say why the project ends here.")
        yield Objection("note-missing", "note", Reason(text))
    yield from _due(entry)


def _due(entry: Entry) -> Iterator[Objection]:
    if entry.next_due is None and entry.stage not in TERMINAL:
        yield Objection("next-due-missing", "next_due", Reason(_("Say by when the next stage is due.")))
    if entry.next_due is not None and entry.next_due < entry.happened_on:
        text = _("The next stage cannot be due before this one happened on %(day)s.")
        yield Objection("next-due-early", "next_due", Reason(text, {"day": entry.happened_on.isoformat()}))


def log_objections(entries: Sequence[Entry], today: date) -> tuple[Objection, ...]:
    """Return the objections to a whole log, read in order from the signature on."""
    ordered = in_order(entries)
    pairs = ((ordered[:place], entry) for place, entry in enumerate(ordered))
    return tuple(each for history, entry in pairs for each in objections(history, entry, today))
