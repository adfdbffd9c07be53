"""The event an input folder is about: the shape of ``event.toml`` once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from fairway.chain.engine.intentions import IntentionSpec
    from fairway.meet.engine.plans import ExpectationPlan, PresentationPlan, RoomPlan, ShiftPlan, TopicPlan


class Session(StrEnum):
    """Half of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True)
class SlotTime:
    """One meeting slot: its number from 1, and its start and end with time zone."""

    number: int
    start: datetime
    end: datetime

    @property
    def session(self) -> Session:
        """Morning for a slot that starts before noon, local time."""
        return Session.MORNING if self.start.hour < 12 else Session.AFTERNOON


@dataclass(frozen=True)
class MeetingSpec:
    """Tables side by side, and the slots in order."""

    tables: int
    slots: tuple[SlotTime, ...]
    time_zone: str = "Asia/Shanghai"


@dataclass(frozen=True)
class SigningSpec:
    """What was announced for the signing ceremony; ``None`` where it was not stated."""

    expected_count: int | None = None
    expected_total: Decimal | None = None
    currency: str = "CNY"


@dataclass(frozen=True)
class SourceSpec:
    """A publication that facts and posts lean on; ``text`` says in our own words what it reports."""

    key: str
    title: str
    publisher: str
    published_on: date | None = None
    text: str = ""


@dataclass(frozen=True)
class FactSpec:
    """A stated fact about an organisation (its key) or ``event``; a ``value`` of ``None`` is "not stated"."""

    subject: str
    predicate: str
    value: str | None
    on: date
    source: str
    comparator: str = "="
    unit: str = ""
    quote: str = ""
    status: str = "stated"
    label: str = ""
    label_zh: str = ""
    value_zh: str = ""
    unit_zh: str = ""


@dataclass(frozen=True)
class PostSpec:
    """Who held a post: on one day (``on``), or from–until where a source says so."""

    organisation: str
    title: str
    holder: str
    source: str
    title_zh: str = ""
    holder_zh: str = ""
    on: date | None = None
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class RelationSpec:
    """What one organisation (``subject``, its key) is to another, by ``kind``, from–until where a source says so.

    ``since`` is the beginning in the source's words where it names no day.
    """

    subject: str
    other: str
    kind: str
    source: str
    share: Decimal | None = None
    from_: date | None = None
    until: date | None = None
    since: str = ""


@dataclass(frozen=True)
class WholeSpec:
    """An event this one is part of, the outermost first; without ``on`` its days are not stated."""

    code: str
    name: str
    name_zh: str = ""
    kind: str = "congress"
    on: date | None = None
    ends: date | None = None


@dataclass(frozen=True)
class PartSpec:
    """A part of this event, such as a talk between ``parties``; real where a ``source`` tells of it."""

    code: str
    name: str
    name_zh: str = ""
    kind: str = "bilateral_talk"
    on: date | None = None
    parties: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class RepresentativeSpec:
    """Somebody who represents an organisation at this event, in a post."""

    organisation: str
    post: str
    holder: str
    post_zh: str = ""
    holder_latin: str = ""
    role: str = "delegate"
    source: str = ""


@dataclass(frozen=True)
class StandSpec:
    """An exhibition stand."""

    number: str
    organisation: str
    topic: str = ""
    topic_zh: str = ""


@dataclass(frozen=True)
class AgendaSpec:
    """An item on the agenda; ``organisation`` brings it in, "" where that is not known."""

    text: str
    text_zh: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class ActionSpec:
    """What was agreed; ``due_words`` stand where no day was named."""

    text: str
    text_zh: str = ""
    responsible: str = ""
    due: date | None = None
    due_words: str = ""
    due_words_zh: str = ""
    source: str = ""


@dataclass(frozen=True)
class EventSpec:
    """One event, as of a date."""

    code: str
    name: str
    held_on: date
    as_of: date
    region: str
    name_zh: str = ""
    venue: str = ""
    venue_zh: str = ""
    kind: str = "matchmaking"
    ends: date | None = None
    language: str = "zh"
    demo: bool = False
    seed: int = 1
    meeting: MeetingSpec | None = None
    signing: SigningSpec | None = None
    sources: tuple[SourceSpec, ...] = ()
    facts: tuple[FactSpec, ...] = ()
    posts: tuple[PostSpec, ...] = ()
    relations: tuple[RelationSpec, ...] = ()
    presentations: tuple[PresentationPlan, ...] = ()
    part_of: tuple[WholeSpec, ...] = ()
    parts: tuple[PartSpec, ...] = ()
    rooms: tuple[RoomPlan, ...] = ()
    topics: tuple[TopicPlan, ...] = ()
    interpreters: tuple[ShiftPlan, ...] = ()
    representatives: tuple[RepresentativeSpec, ...] = ()
    stands: tuple[StandSpec, ...] = ()
    agenda: tuple[AgendaSpec, ...] = ()
    actions: tuple[ActionSpec, ...] = ()
    expected: tuple[ExpectationPlan, ...] = ()
    intentions: tuple[IntentionSpec, ...] = ()
