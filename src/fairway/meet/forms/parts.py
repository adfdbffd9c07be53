"""The lists an event is arranged by, each filled in as a page of rows: slots, rooms, topics, stands and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairway.base.forms import DayField, StyledForm
from fairway.know.engine.intake import MOST_SLOTS
from fairway.know.models import Fact
from fairway.lib.tables.cells import numbers
from fairway.meet import actions
from fairway.meet.engine.slots import Block, SlotPlan, blocks_of
from fairway.meet.forms.events import CellField, one_language
from fairway.meet.forms.seen import rows_shown
from fairway.meet.models import Expectation
from fairway.meet.queries.programme import named_organisations, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django_stubs_ext import StrPromise

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.meet.models import Event

Row = dict[str, Any]
EMPTY_ROWS = 3
UNSAID = ("", "–")
"""Stands first in every choice: a browser sends the first one with rows that nobody filled in."""


def _slots(label: StrPromise) -> CellField:
    return CellField(numbers(MOST_SLOTS), label=label, max_length=200, required=False)


def _organisation(*, required: bool = True) -> forms.CharField:
    widget = forms.TextInput(attrs={"list": "taking-part", "autocomplete": "off"})
    return forms.CharField(label=_("Organisation that takes part"), max_length=300, required=required, widget=widget)


def _text(label: StrPromise, most: int = 300, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required)


class BlockRow(StyledForm):
    """Slots that follow each other on one day."""

    day = DayField(label=_("Day"))
    start = forms.TimeField(label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    number = forms.IntegerField(label=_("Number of slots"), min_value=1, max_value=MOST_SLOTS)
    minutes = forms.IntegerField(label=_("Minutes each"), min_value=1, max_value=480)
    pause = forms.IntegerField(label=_("Minutes between them"), min_value=0, max_value=240, required=False)


class RoomRow(StyledForm):
    """A room with tables."""

    name = _text(_("Room"), 120, required=True)
    name_zh = _text(_("Room in Chinese"), 120)
    tables = forms.IntegerField(label=_("Tables"), min_value=1, max_value=2000)
    closed = _slots(_("Closed in slots, such as 1-4,9"))


class ShiftRow(StyledForm):
    """Interpreters for a language."""

    language = CellField(one_language, label=_("Language, such as de"), max_length=8)
    number = forms.IntegerField(label=_("Interpreters"), min_value=1, max_value=500)
    slots = _slots(_("There in slots, such as 1-12; empty: in all"))


class TopicRow(StyledForm):
    """A topic."""

    name = _text(_("Topic"), 200, required=True)
    name_zh = _text(_("Topic in Chinese"), 200)
    field = _text(_("Field it belongs to"), 120)
    field_zh = _text(_("Field in Chinese"), 120)


class TalkRow(StyledForm):
    """A presentation."""

    organisation = _organisation()
    topic = _text(_("Topic"), required=True)
    topic_zh = _text(_("Topic in Chinese"))
    slot = forms.IntegerField(label=_("Slot, where it has one"), min_value=1, max_value=MOST_SLOTS, required=False)


class StandRow(StyledForm):
    """An exhibition stand."""

    number = _text(_("Stand"), 20, required=True)
    organisation = _organisation()
    topic = _text(_("Topic"))
    topic_zh = _text(_("Topic in Chinese"))


class AgendaRow(StyledForm):
    """An item on the agenda."""

    text = _text(_("Item"), required=True)
    text_zh = _text(_("Item in Chinese"))
    organisation = _organisation(required=False)


class DelegateRow(StyledForm):
    """Somebody in a post."""

    organisation = _organisation()
    post = _text(_("Post"), 120, required=True)
    post_zh = _text(_("Post in Chinese"), 120)
    holder = _text(_("Name of the holder"), 120, required=True)
    holder_latin = _text(_("Name in Latin script"), 120)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[UNSAID, ("principal", _("principal")), ("attendee", _("attendee")), ("delegate", _("delegate"))],
    )


class FigureRow(StyledForm):
    """A stated figure and what it is held against."""

    predicate = forms.ChoiceField(label=_("Stated figure"))
    counts = forms.ChoiceField(label=_("Held against"), choices=[UNSAID, *Expectation.Counts.choices])
    side = _text(_("Of one side only"), 40)


class RowSet(BaseFormSet[StyledForm]):
    """The rows of one list; organisations are named by words and found among those who take part."""

    event: Event
    named: Mapping[str, Organisation] = {}

    def add_fields(self, form: StyledForm, index: int | None) -> None:
        """Style what a set adds to each row, and offer the event's own facts."""
        super().add_fields(form, index)
        for name in {"ORDER", "DELETE"} & form.fields.keys():
            form.fields[name].widget.attrs["class"] = "form-control" if name == "ORDER" else "form-check-input"
        if "predicate" in form.fields:
            facts = Fact.objects.filter(about=self.event.code).order_by("pk")
            words = {fact.predicate: f"{fact.words}: {fact.printed}" for fact in facts}
            form.fields["predicate"].choices = [UNSAID, *words.items()]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Find the organisations that the rows name, in one question."""
        rows = [form for form in self.forms if form.is_valid() and form.cleaned_data.get("organisation")]
        self.named = named_organisations(self.event, [form.cleaned_data["organisation"] for form in rows])
        for form in rows:
            if form.cleaned_data["organisation"].strip().casefold() not in self.named:
                form.add_error("organisation", gettext("Nobody of that name takes part in this event."))

    def values(self) -> list[Row]:
        """What the rows say, in order, without those that are empty or to be deleted; organisations found."""
        forms_ = self.ordered_forms if self.can_order else [f for f in self.forms if f not in self.deleted_forms]
        rows = [dict(form.cleaned_data) for form in forms_ if form.has_changed()]
        for row in rows:
            for extra in ("ORDER", "DELETE"):
                row.pop(extra, None)
            if "organisation" in row:
                row["organisation"] = self.named.get(row["organisation"].strip().casefold())
        return rows


def row_set(part: Part, data: object, event: Event) -> RowSet:
    """Return the rows of ``part`` as they are kept, or as they were sent, whatever is kept by now."""
    made = formset_factory(
        part.row, formset=RowSet, extra=EMPTY_ROWS, can_delete=True, can_order=part.ordered, max_num=2000
    )
    initial = part.initial(event) if data is None else None
    rows: RowSet = type(made.__name__, (made,), {"event": event})(data, initial=initial)
    return rows


@dataclass(frozen=True)
class Part:
    """One list: how its rows look, what stands in them now, and the action that keeps them."""

    title: StrPromise
    hint: StrPromise
    row: type[StyledForm]
    initial: Callable[[Event], Sequence[Row]]
    keep: Callable[[User, str, Event, list[Row]], object]
    ordered: bool = False

    def shown(self, event: Event) -> str:
        """What stands in the list now, as its form sends it back."""
        names = tuple(self.row.base_fields)
        return rows_shown([row.get(name) for name in names] for row in self.initial(event))


def _from(*names: str, related: str) -> Callable[[Event], list[Row]]:
    """Read the initial rows off the event's own rows."""

    def initial(event: Event) -> list[Row]:
        rows = getattr(event, related).all()
        if "organisation" in names:
            rows = rows.select_related("organisation")
        return [{name: _shown(getattr(row, name)) for name in names} for row in rows]

    return initial


def _shown(value: object) -> object:
    if isinstance(value, list):
        return runs(value).replace("–", "-")
    return getattr(value, "name", value) if hasattr(value, "region_code") else value


def _blocks(event: Event) -> list[Row]:
    slots = [SlotPlan(slot.number, slot.start, slot.end) for slot in event.slots.order_by("number")]
    return [vars(block) for block in blocks_of(slots, ZoneInfo(event.time_zone))]


def _talks(event: Event) -> list[Row]:
    rows = event.presentations.select_related("organisation", "slot").order_by("order")
    return [
        {
            "organisation": row.organisation.name,
            "topic": row.topic,
            "topic_zh": row.topic_zh,
            "slot": row.slot.number if row.slot else None,
        }
        for row in rows
    ]


def _delegates(event: Event) -> list[Row]:
    rows = event.participations.exclude(representatives=[]).select_related("organisation").order_by("pk")
    return [{"organisation": row.organisation.name, **told} for row in rows for told in row.representatives]


def _keep_slots(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    blocks = [Block(**{**row, "pause": row["pause"] or 0}) for row in rows]
    return actions.lay_out_slots(actor=actor, reason=reason, event=event, blocks=blocks)


def _keep_rooms(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    rooms = [actions.RoomPlan(**{**row, "closed": row["closed"] or frozenset()}) for row in rows]
    return actions.arrange_rooms(actor=actor, reason=reason, event=event, rooms=rooms)


def _keep_shifts(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    shifts = [actions.ShiftPlan(**{**row, "slots": row["slots"] or None}) for row in rows]
    return actions.set_interpreters(actor=actor, reason=reason, event=event, shifts=shifts)


def _keep_topics(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    topics = [actions.TopicPlan(**row) for row in rows]
    return actions.set_topics(actor=actor, reason=reason, event=event, topics=topics)


def _keep_talks(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    talks = [actions.TalkPlan(**row) for row in rows]
    return actions.set_presentations(actor=actor, reason=reason, event=event, talks=talks)


def _keep_stands(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    stands = [actions.StandPlan(**row) for row in rows]
    return actions.set_stands(actor=actor, reason=reason, event=event, stands=stands)


def _keep_agenda(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    items = [actions.AgendaPlan(**row) for row in rows]
    return actions.set_agenda(actor=actor, reason=reason, event=event, items=items)


def _keep_delegates(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    delegates = [actions.Delegate(**{**row, "organisation": row["organisation"].pk}) for row in rows]
    return actions.name_delegates(actor=actor, reason=reason, event=event, delegates=delegates)


def _keep_figures(actor: User, reason: str, event: Event, rows: list[Row]) -> object:
    figures = [actions.ExpectationPlan(**row) for row in rows]
    return actions.set_expectations(actor=actor, reason=reason, event=event, figures=figures)


PARTS: dict[str, Part] = {
    "slots": Part(
        _("Slots"),
        _("Each row lays slots out on one day. What is held in a slot keeps its number and gets its new time."),
        BlockRow,
        _blocks,
        _keep_slots,
    ),
    "rooms": Part(
        _("Rooms and tables"),
        _("Table numbers go on from room to room. A room that closes comes after those that stay open longer."),
        RoomRow,
        _from("name", "name_zh", "tables", "closed", related="rooms"),
        _keep_rooms,
        ordered=True,
    ),
    "interpreters": Part(
        _("Interpreters"),
        _("A meeting of two sides without a common language needs one of them in its slot."),
        ShiftRow,
        _from("language", "number", "slots", related="interpreter_shifts"),
        _keep_shifts,
    ),
    "topics": Part(
        _("Topics"),
        _("What the event is about; topics of one field stand together."),
        TopicRow,
        _from("name", "name_zh", "field", "field_zh", related="topics"),
        _keep_topics,
        ordered=True,
    ),
    "presentations": Part(
        _("Presentations"),
        _("Who presents itself to all, in order. While it does, it has no meetings."),
        TalkRow,
        _talks,
        _keep_talks,
        ordered=True,
    ),
    "stands": Part(
        _("Exhibition stands"),
        _("Who exhibits where, by the number on the stand."),
        StandRow,
        _from("number", "organisation", "topic", "topic_zh", related="stands"),
        _keep_stands,
    ),
    "agenda": Part(
        _("Agenda"),
        _("What is spoken about, in order."),
        AgendaRow,
        _from("text", "text_zh", "organisation", related="agenda_items"),
        _keep_agenda,
        ordered=True,
    ),
    "representatives": Part(
        _("Representatives"),
        _("Who speaks for whom, with the post held. Nobody is listed beyond this event."),
        DelegateRow,
        _delegates,
        _keep_delegates,
    ),
    "figures": Part(
        _("Stated figures"),
        _("Figures that sources state about the event, each held against a count of what is registered."),
        FigureRow,
        _from("predicate", "counts", "side", related="expectations"),
        _keep_figures,
    ),
}
"""The lists, by the word in their address."""
