"""May this stage be entered in the log now? Every objection names the field it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.log import BEFORE, in_order
from fairway.land.engine.stage_map import AGREEMENT, EVIDENCE, VERIFIED, Way
from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from fairway.land.engine.log import Entry
    from fairway.land.engine.stage_map import StageMap


@dataclass(frozen=True)
class Objection:
    """Why an entry is not accepted: a stable code, the field it is about, and a sentence."""

    code: str
    field: str
    reason: Reason


def objections(
    road: StageMap, history: Sequence[Entry], entry: Entry, today: date, filled: Collection[str]
) -> tuple[Objection, ...]:
    """Return every objection to ``entry`` after ``history`` (any order, nothing reversed), known on ``today``.

    ``filled`` are the fields of the project that are filled in once the entry is made. No objection: accepted.
    """
    ordered = in_order(history)
    last = ordered[-1] if ordered else None
    return (
        *_order(road, last, entry),
        *_dates(last, entry, today),
        *_learned(ordered, entry),
        *_fields(road, entry, filled),
        *_due(road, entry),
    )


def _order(road: StageMap, last: Entry | None, entry: Entry) -> Iterator[Objection]:
    following = road.following(last.key if last else None)
    if last is not None and not following:
        reason = Reason(_("The project has ended: nothing follows its last stage."))
        yield Objection("project-ended", "stage", reason)
    elif (entry.key, entry.stage) not in [(each.key, each.counts_as) for each in following]:
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


def _learned(ordered: Sequence[Entry], entry: Entry) -> Iterator[Objection]:
    """Nothing is learned of what began unsigned before it was known at all: a replay would take it for signed."""
    if ordered and ordered[0].stage in BEFORE and entry.learned_on < ordered[0].learned_on:
        text = _("It cannot be known before the project was, on %(day)s.")
        yield Objection("learned-early", "learned_on", Reason(text, {"day": ordered[0].learned_on.isoformat()}))


LACKING = {
    "region": _("From this stage on the region must be stated."),
    "industry": _("From this stage on the industry must be stated."),
    "investor": _("From this stage on an investor must be named."),
    "host": _("From this stage on a host must be named."),
    "amount": _("From this stage on an amount must be stated."),
    "site": _("From this stage on the site must be stated."),
    AGREEMENT: _("Name the agreement that was signed."),
    EVIDENCE: _("This stage needs evidence: name the document, permit or photograph that shows it."),
    VERIFIED: _("This stage needs evidence that a second signer from another organisation has verified."),
}
"""What is said of each field a stage asks for and does not find."""


def _fields(road: StageMap, entry: Entry, filled: Collection[str]) -> Iterator[Objection]:
    of_entry = {EVIDENCE: bool(entry.evidence.strip()), VERIFIED: entry.is_verified}
    here = {*filled, *(name for name, is_there in of_entry.items() if is_there)}
    for name in road.lacks(entry.key, here):
        field = EVIDENCE if name == VERIFIED else name
        code = "evidence-claimed" if name == VERIFIED else f"{name}-missing"
        yield Objection(code, field, Reason(LACKING[name]))
    way = road.find(entry.key)
    if isinstance(way, Way):
        if entry.way_reason not in [reason.key for reason in way.reasons]:
            yield Objection("way-reason", "way_reason", Reason(_("Choose one of the reasons of this way out.")))
        if not entry.note.strip():
            yield Objection("note-missing", "note", Reason(_("Say why the project ends here.")))


def _due(road: StageMap, entry: Entry) -> Iterator[Objection]:
    if entry.next_due is None and road.following(entry.key):
        yield Objection("next-due-missing", "next_due", Reason(_("Say by when the next stage is due.")))
    if entry.next_due is not None and entry.next_due < entry.happened_on:
        text = _("The next stage cannot be due before this one happened on %(day)s.")
        yield Objection("next-due-early", "next_due", Reason(text, {"day": entry.happened_on.isoformat()}))


def log_objections(
    road: StageMap, entries: Sequence[Entry], today: date, filled: Collection[str]
) -> tuple[Objection, ...]:
    """Return the objections to a whole log, read in order from its first stage on."""
    ordered = in_order(entries)
    pairs = ((ordered[:place], entry) for place, entry in enumerate(ordered))
    return tuple(each for history, entry in pairs for each in objections(road, history, entry, today, filled))
