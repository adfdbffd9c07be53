"""The keys of ``event.toml``: how each is read, which are required, and what stands in when one is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.chain.engine import toml_fields as toml
from fairway.chain.engine.event import (
    ActionSpec,
    AgendaSpec,
    FactSpec,
    PartSpec,
    PostSpec,
    RelationSpec,
    RepresentativeSpec,
    SourceSpec,
    StandSpec,
    WholeSpec,
)
from fairway.chain.engine.intentions import IntentionSpec
from fairway.chain.engine.toml_fields import Field
from fairway.know.engine.intake import MOST_SLOTS, industry_code, languages, region
from fairway.know.engine.lineage import KINDS
from fairway.land.engine.intake import STAGE_WORDS, Stage
from fairway.land.engine.log import BEFORE
from fairway.land.engine.stage_map_reading import DEFAULT, shipped_maps
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables import cells
from fairway.lib.tables.problem import BadCell
from fairway.meet.engine.plans import ExpectationPlan, PresentationPlan, RoomPlan, ShiftPlan, TopicPlan

if TYPE_CHECKING:
    from collections.abc import Mapping
COMPARATORS = {"=": "=", "≥": "≥", ">=": "≥", ">": ">", "~": "~", "≤": "≤", "<=": "≤", "<": "<"}
EVENT_KINDS = (
    "congress",
    "conference",
    "matchmaking",
    "bilateral_talk",
    "presentation",
    "forum",
    "summit",
    "exhibition",
    "seminar",
    "signing",
    "visit",
    "campaign_day",
)
ROLES = ("principal", "attendee", "delegate")
COUNTS = (
    "participants",
    "seats",
    "principals",
    "attendees",
    "presentations",
    "topics",
    "stands",
    "parts",
    "agreed",
)
STATUSES = {status: status for status in ("stated", "derived", "contested", "withdrawn")}

_NAME = toml.text(cells.words(200))
_KEY = toml.text(cells.key)
_LONG = toml.text(cells.words(2000), blank=True)
_POST = toml.text(cells.words(120))
_SAID = toml.text(cells.words(300))
_SLOTS = toml.text(cells.numbers(MOST_SLOTS))
_BEFORE = toml.text(cells.choice({word: stage for word, stage in STAGE_WORDS.items() if stage in BEFORE}))


def _one_of(words: tuple[str, ...]) -> toml.Reader:
    return toml.text(cells.choice({word: word for word in words}))


def _language(cell: str) -> str:
    """Read one language."""
    [code] = languages(cell)[:1] or ("",)
    return code


def _keys(value: object) -> tuple[str, ...]:
    """Read a list of keys, such as ``["gov-1", "s-2"]``."""
    if not isinstance(value, list):
        text = _("%(value)s is not a list of keys.")
        raise BadCell("wrong-type", text, _('Write ["one", "two"].'), value=str(value)[:60])
    return tuple(str(_KEY(each)) for each in value)


def _stage_map(value: object) -> object:
    """Read the key of a stage map that ships."""
    return _one_of(tuple(sorted({key for key, _version in shipped_maps()})))(value)


def _code(cell: str) -> str:
    """Read the event's code: a key without the signs that stand between it and the keys of its rows."""
    text = cells.key(cell)
    if set(text) & set("/#()"):
        remedy = _("Use letters, digits and the signs . - _ only, such as changchun-auto-2021.")
        raise BadCell("event-code", _("“%(value)s” cannot serve as an event's code."), remedy, value=text)
    return text


EVENT = (
    Field(
        "code", toml.text(_code), required=True, remedy=_("Give the event a short code such as changchun-auto-2021.")
    ),
    Field("name", _NAME, required=True, remedy=_("Write the event's name.")),
    Field("name_zh", _NAME, default=""),
    Field("date", toml.day, required=True, remedy=_("Write the day of the event, such as 2021-10-19.")),
    Field("as_of", toml.day, required=True, remedy=_("Write the day the results are computed for.")),
    Field("region", toml.text(region), required=True, remedy=_("Write the division code of the place.")),
    Field("venue", _NAME, default=""),
    Field("venue_zh", _NAME, default=""),
    Field("kind", _one_of(EVENT_KINDS), default="matchmaking"),
    Field("ends", toml.day),
    Field("language", toml.text(_language), default="zh"),
    Field("demo", toml.truth, default=False),
    Field("seed", toml.whole(0, 10**9), default=1),
)
MEETING = (
    Field("tables", toml.whole(1, 2000), required=True, remedy=_("Write how many tables stand side by side.")),
    Field("minutes", toml.whole(1, 480), required=True, remedy=_("Write how many minutes a meeting takes.")),
    Field("pause", toml.whole(0, 240), default=0),
    Field("time_zone", toml.text(str.strip), default="Asia/Shanghai"),
    Field(
        "sessions",
        lambda value: value,
        required=True,
        remedy=_("Add [[meeting.sessions]] with start and slots."),
    ),
)
SESSION = (
    Field("start", toml.moment, required=True, remedy=_("Write when it starts, such as 2021-10-19T09:00:00.")),
    Field(
        "slots",
        toml.whole(1, MOST_SLOTS),
        required=True,
        remedy=_("Write how many meetings follow each other."),
    ),
)
SIGNING = (
    Field("expected_count", toml.whole(0, 10_000)),
    Field("expected_total", toml.amount),
    Field("currency", toml.text(cells.currency), default="CNY"),
)
SOURCES = (
    Field("key", _KEY, required=True),
    Field("title", _NAME, required=True),
    Field("publisher", _NAME, required=True),
    Field("published_on", toml.day),
    Field("text", _LONG, default=""),
)
FACTS = (
    Field("subject", _KEY, required=True),
    Field("predicate", _KEY, required=True),
    Field("label", _NAME, default=""),
    Field("label_zh", _NAME, default=""),
    Field("value", toml.stated),
    Field("value_zh", _NAME, default=""),
    Field("comparator", toml.text(cells.choice(COMPARATORS)), default="="),
    Field("unit", toml.text(cells.words(60), blank=True), default=""),
    Field("unit_zh", toml.text(cells.words(60), blank=True), default=""),
    Field("on", toml.day, required=True),
    Field("source", _KEY, required=True),
    Field("quote", _LONG, default=""),
    Field("status", toml.text(cells.choice(STATUSES)), default="stated"),
)
POSTS = (
    Field("organisation", _KEY, required=True),
    Field("title", _POST, required=True),
    Field("holder", _POST, required=True),
    Field("source", _KEY, required=True),
    Field("title_zh", _POST, default=""),
    Field("holder_zh", _POST, default=""),
    Field("on", toml.day),
    Field("from", toml.day),
    Field("until", toml.day),
)
RELATIONS = (
    Field("subject", _KEY, required=True),
    Field("other", _KEY, required=True),
    Field(
        "kind",
        toml.text(cells.choice({kind: kind for kind in KINDS})),
        required=True,
        remedy=_("Write what the first is to the second, such as branch, subsidiary or dispatched."),
    ),
    Field("share", toml.amount),
    Field("source", _KEY, required=True),
    Field("from", toml.day),
    Field("until", toml.day),
    Field("since", toml.text(cells.words(80))),
)
PRESENTATIONS = (
    Field("organisation", _KEY, required=True),
    Field("order", toml.whole(1, 1000), required=True),
    Field("topic", _NAME, required=True),
    Field("topic_zh", _NAME, default=""),
    Field("slot", toml.whole(1, MOST_SLOTS)),
)
PART_OF = (
    Field("code", toml.text(_code), required=True, remedy=_("Give the event a short code such as congress-2021.")),
    Field("name", _NAME, required=True),
    Field("name_zh", _NAME, default=""),
    Field("kind", _one_of(EVENT_KINDS), default="congress"),
    Field("on", toml.day),
    Field("ends", toml.day),
)
PARTS = (
    Field("code", toml.text(_code), required=True, remedy=_("Give the part a short code such as spring-2026-talk.")),
    Field("name", _NAME, required=True),
    Field("name_zh", _NAME, default=""),
    Field("kind", _one_of(EVENT_KINDS), default="bilateral_talk"),
    Field("on", toml.day),
    Field("parties", _keys, default=()),
    Field("source", _KEY, default=""),
)
ROOMS = (
    Field("name", _POST, required=True),
    Field("name_zh", _POST, default=""),
    Field("tables", toml.whole(1, 2000), required=True, remedy=_("Write how many tables stand in the room.")),
    Field("closed", _SLOTS, default=frozenset()),
)
TOPICS = (
    Field("name", _NAME, required=True),
    Field("name_zh", _NAME, default=""),
    Field("field", _POST, default=""),
    Field("field_zh", _POST, default=""),
)
INTERPRETERS = (
    Field("language", toml.text(_language), required=True, remedy=_("Write the language, such as de.")),
    Field("number", toml.whole(1, 500), default=1),
    Field("slots", _SLOTS),
)
REPRESENTATIVES = (
    Field("organisation", _KEY, required=True),
    Field("post", _POST, required=True, remedy=_("Nobody is named without the post he or she holds.")),
    Field("post_zh", _POST, default=""),
    Field("holder", _POST, required=True),
    Field("holder_latin", _POST, default=""),
    Field("role", _one_of(ROLES), default="delegate"),
    Field("source", _KEY, default=""),
)
STANDS = (
    Field("number", toml.text(cells.words(20)), required=True),
    Field("organisation", _KEY, required=True),
    Field("topic", _SAID, default=""),
    Field("topic_zh", _SAID, default=""),
)
AGENDA = (
    Field("text", _SAID, required=True),
    Field("text_zh", _SAID, default=""),
    Field("organisation", _KEY, default=""),
)
ACTIONS = (
    Field("text", _SAID, required=True),
    Field("text_zh", _SAID, default=""),
    Field("responsible", _KEY, default=""),
    Field("due", toml.day),
    Field("due_words", toml.text(cells.words(80)), default=""),
    Field("due_words_zh", toml.text(cells.words(80)), default=""),
    Field("source", _KEY, default=""),
)
EXPECTED = (
    Field("predicate", _KEY, required=True, remedy=_("Write the predicate of the [[facts]] entries it is about.")),
    Field("counts", _one_of(COUNTS), required=True),
    Field("side", toml.text(cells.words(40)), default=""),
)
INTENTIONS = (
    Field("title", toml.text(cells.words(300)), required=True, remedy=_("Write what the project is.")),
    Field("investors", _keys, default=()),
    Field("hosts", _keys, default=()),
    Field(
        "responsible",
        _KEY,
        required=True,
        remedy=_("Write the key of the organisation that answers for the next step."),
    ),
    Field("next_due", toml.day, required=True, remedy=_("Write the day by which the next stage is due.")),
    Field("stage", _BEFORE, default=Stage.INTENTION),
    Field("stage_map", _stage_map, default=DEFAULT),
    Field("on", toml.day),
    Field("region", toml.text(region), default=""),
    Field("industry", toml.text(industry_code), default=""),
    Field("site", _NAME, default=""),
    Field("amount", toml.amount),
    Field("currency", toml.text(cells.currency), default="CNY"),
    Field("note", toml.text(cells.words(500)), default=""),
    Field("source", _KEY, default=""),
)

# Tables that stand once, and tables that may stand many times with what each becomes.
SINGLE = {"event": EVENT, "meeting": MEETING, "signing": SIGNING}
REPEATED: Mapping[str, tuple[tuple[Field, ...], type]] = {
    "sources": (SOURCES, SourceSpec),
    "facts": (FACTS, FactSpec),
    "posts": (POSTS, PostSpec),
    "relations": (RELATIONS, RelationSpec),
    "presentations": (PRESENTATIONS, PresentationPlan),
    "part_of": (PART_OF, WholeSpec),
    "parts": (PARTS, PartSpec),
    "rooms": (ROOMS, RoomPlan),
    "topics": (TOPICS, TopicPlan),
    "interpreters": (INTERPRETERS, ShiftPlan),
    "representatives": (REPRESENTATIVES, RepresentativeSpec),
    "stands": (STANDS, StandSpec),
    "agenda": (AGENDA, AgendaSpec),
    "actions": (ACTIONS, ActionSpec),
    "expected": (EXPECTED, ExpectationPlan),
    "intentions": (INTENTIONS, IntentionSpec),
}
