"""Changing a timetable by hand: right, checked, undone, and nobody's change is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError
from fairway.meet import actions
from fairway.meet.engine.intake import RequestRow
from fairway.meet.models import GridEdit, Meeting, MeetingRequest, Timetable, Unmet
from fairway.meet.queries import edits
from fairway.meet.queries import grid as grids
from fairway.meet.queries.hand import Place, hand_of
from fairway.meet.tests.stage import Stage, accepted, stage

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


class Organiser:
    """Somebody who changes the grid, having opened the page at some version."""

    def __init__(self, made: Stage, version: int = 0) -> None:
        self.made, self.user = made, cast.account(Role.PROMOTION_OFFICE)
        self.version = version or self.timetable.version

    @property
    def timetable(self) -> Timetable:
        return self.made.event.timetables.select_related("event").first()  # type: ignore[return-value]

    def on(self, pair: str) -> dict[str, object]:
        request = self.made.request(*pair).pk
        return {
            "actor": self.user, "reason": "test", "timetable": self.timetable, "version": self.version,
            "request": request,
        }  # fmt: skip

    def seen(self, edit: GridEdit) -> GridEdit:
        """After a change of one's own the page shows the new version, unless others changed something before it."""
        self.version += edit.version == self.version + 1
        return edit

    def move(self, pair: str, slot: int, table: int) -> GridEdit:
        return self.seen(actions.move_meeting(**self.on(pair), place=Place(slot, table)))  # type: ignore[arg-type]

    def swap(self, pair: str, other: str) -> GridEdit:
        return self.seen(actions.swap_meetings(**self.on(pair), other=self.made.request(*other).pk))  # type: ignore[arg-type]

    def out(self, pair: str) -> GridEdit:
        return self.seen(actions.take_out_meeting(**self.on(pair)))  # type: ignore[arg-type]

    def put(self, pair: str, slot: int, table: int) -> GridEdit:
        return self.seen(actions.put_in_request(**self.on(pair), place=Place(slot, table)))  # type: ignore[arg-type]

    def lock(self, pair: str, *, is_locked: bool = True) -> GridEdit:
        return self.seen(actions.lock_meeting(**self.on(pair), is_locked=is_locked))  # type: ignore[arg-type]

    def undo(self, edit: GridEdit) -> GridEdit:
        edit = GridEdit.objects.select_related("timetable__event").get(pk=edit.pk)
        return self.seen(actions.undo_edit(actor=self.user, reason="test", edit=edit))


def places(made: Stage) -> dict[str, tuple[int, int, bool]]:
    """Where each meeting is, by the letters of its sides."""
    rows = made.event.timetables.first().meetings.select_related(  # type: ignore[union-attr]
        "slot", "request__requester__organisation", "request__requested__organisation"
    )
    return {
        "".join(side.organisation.name[2] for side in (m.request.requester, m.request.requested)): (
            m.slot.number,
            m.table,
            m.is_locked,
        )
        for m in rows
    }


def everything() -> list[object]:
    tables = (Timetable, Meeting, Unmet, GridEdit, AuditLine)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def refused(code: str, action: Callable[[], object]) -> FairwayError:
    before = everything()
    with pytest.raises(FairwayError) as caught:
        action()
    assert caught.value.code == code
    assert str(caught.value)
    assert everything() == before
    return caught.value


def grid() -> Stage:
    """Five companies; slots 1 to 3 at two tables: AB and CD in slot 1, AC in slot 2, DE in slot 3."""
    made = stage("ABCDE")
    made.load(*accepted("AB CD AC DE"), RequestRow("B", "E", 2))
    kept = made.make()
    slots = dict(made.event.slots.values_list("number", "pk"))
    kept.meetings.all().delete()
    for pair, (slot, table) in {"AB": (1, 1), "CD": (1, 2), "AC": (2, 1), "DE": (3, 1)}.items():
        Meeting.objects.create(timetable=kept, request=made.request(*pair), slot_id=slots[slot], table=table)
    assert kept.meetings.count() == 4
    return made


def test_a_meeting_is_moved_to_a_free_table() -> None:
    made = grid()
    hands = Organiser(made)
    meeting = Meeting.objects.get(request=made.request("D", "E")).pk
    edit = hands.move("DE", 2, 2)
    assert places(made)["DE"] == (2, 2, False)
    assert Meeting.objects.get(request=made.request("D", "E")).pk == meeting, "what hangs on the meeting stays with it"
    request = made.request("D", "E").pk
    assert (edit.kind, edit.version, edit.made_by) == ("move", 2, hands.user)
    assert edit.before == [{"request": request, "slot": 3, "table": 1, "locked": False}]
    assert edit.after == [{"request": request, "slot": 2, "table": 2, "locked": False}]
    line = AuditLine.objects.order_by("number").last()
    assert line is not None
    assert (line.verb, line.subject, line.reason) == ("move_meeting", f"meet.timetable:{hands.timetable.pk}", "test")
    assert line.facts == {"before": edit.before, "after": edit.after, "version": 2}


def test_what_breaks_a_rule_is_refused_with_what_stands_in_the_way() -> None:
    made = grid()
    hands = Organiser(made)
    refusal = refused("grid-conflict", lambda: hands.move("DE", 1, 3))
    assert str(refusal) == "示例D公司 is in another meeting in slot 1."
    assert [str(reason) for reason in refusal.facts["also"]] == ["All tables (2) are taken in slot 1."]  # type: ignore[attr-defined]
    assert refusal.facts["in_the_way"] == [made.request("C", "D").pk]
    taken = refused("grid-conflict", lambda: hands.move("DE", 2, 1))
    assert str(taken) == "In slot 2, table 1 is used 2 times."
    assert taken.facts["in_the_way"] == [made.request("A", "C").pk]
    for place in ((2, 0), (2, 9), (9, 1)):
        refused("grid-conflict", lambda place=place: hands.move("DE", *place))


def test_two_meetings_change_places() -> None:
    made = grid()
    hands = Organiser(made)
    hands.swap("AC", "DE")
    assert places(made) == {"AB": (1, 1, False), "CD": (1, 2, False), "AC": (3, 1, False), "DE": (2, 1, False)}
    refusal = refused("grid-conflict", lambda: Organiser(made).swap("AB", "DE"))
    assert "A公司" not in str(refusal)
    refused("swap-itself", lambda: Organiser(made).swap("AB", "AB"))


def test_taking_out_and_putting_in_again_count_the_value() -> None:
    made = grid()
    hands = Organiser(made)
    hands.out("DE")
    kept = hands.timetable
    assert (kept.value, kept.bound, kept.gap, kept.status, kept.version) == (9, 12, 3, "feasible", 2)
    assert kept.unmet.get().reasons[0]["text"] == "Taken out of the timetable by the organiser."
    refused("not-held", lambda: hands.out("DE"))
    refused("not-held", lambda: hands.move("DE", 2, 2))
    hands.put("DE", 2, 2)
    kept = hands.timetable
    assert (kept.value, kept.bound, kept.status) == (12, 12, "optimal")
    assert not kept.unmet.exists()
    refused("held-already", lambda: hands.put("DE", 3, 1))
    refused("not-mutual", lambda: hands.put("BE", 3, 2))


def test_a_wish_the_solver_did_not_know_raises_the_bound_by_its_priority() -> None:
    made = grid()
    company = cast.account(Role.ENTERPRISE, made.organisations["E"])
    actions.answer_request(actor=company, reason="x", request=made.request("B", "E"), answer="accepted")
    hands = Organiser(made)
    edit = hands.put("BE", 2, 2)
    assert (hands.timetable.value, hands.timetable.bound) == (14, 14)
    hands.undo(edit)
    assert (hands.timetable.value, hands.timetable.bound) == (12, 14)
    hands.put("BE", 2, 2)
    assert (hands.timetable.value, hands.timetable.bound) == (14, 14)


def test_a_locked_meeting_stays_until_it_is_unlocked() -> None:
    made = grid()
    hands = Organiser(made)
    hands.lock("DE")
    assert places(made)["DE"] == (3, 1, True)
    for change in (lambda: hands.move("DE", 2, 2), lambda: hands.out("DE"), lambda: hands.swap("AC", "DE")):
        refused("meeting-locked", change)
    refused("locked-already", lambda: hands.lock("DE"))
    assert hands.lock("DE", is_locked=False).kind == "unlock"
    hands.move("DE", 2, 2)


def test_locked_meetings_are_kept_when_a_timetable_is_made_anew() -> None:
    made = grid()
    hands = Organiser(made)
    hands.swap("AC", "DE")
    hands.lock("AC")
    hands.lock("AB")
    made.make()
    now = places(made)
    assert (now["AC"], now["AB"]) == ((3, 1, True), (1, 1, True))
    assert set(now) == {"AB", "AC", "CD", "DE"}


def test_a_lock_set_while_the_solver_works_keeps_its_timetable_out() -> None:
    made = grid()
    hands = Organiser(made)
    locked: list[object] = []

    def lock_once(_: object) -> None:
        locked.append(locked or hands.lock("DE"))

    with pytest.raises(FairwayError) as caught:
        actions.make_timetable(
            actor=made.operator, reason="x", event=made.event, watch=actions.Watch(on_progress=lock_once)
        )
    assert caught.value.code == "requests-changed"
    assert Timetable.objects.count() == 1


def test_undoing_puts_back_and_can_itself_be_undone() -> None:
    made = grid()
    hands = Organiser(made)
    before = places(made)
    first, second = hands.move("DE", 2, 2), hands.move("CD", 3, 2)
    third = hands.lock("DE")
    refused("changed-since", lambda: hands.undo(first))
    hands.undo(third)
    refused("grid-conflict", lambda: hands.undo(first))
    hands.undo(second)
    undo = hands.undo(first)
    assert places(made) == before
    assert (undo.kind, undo.undoes) == ("undo", first)
    refused("undone-already", lambda: hands.undo(first))
    hands.undo(undo)
    assert places(made)["DE"] == (2, 2, False)
    assert AuditLine.objects.filter(verb="undo_edit").count() == 4


def test_two_organisers_lose_nothing() -> None:
    """Both opened the page at version 1: changes of different meetings hold, of the same one the second is told."""
    made = grid()
    one, other = Organiser(made), Organiser(made)
    one.move("DE", 2, 2)
    other.move("CD", 3, 1)
    assert (places(made)["DE"], places(made)["CD"]) == ((2, 2, False), (3, 1, False))
    edit = GridEdit.objects.get(kind="move", version=2)
    told = refused("grid-overtaken", lambda: other.move("DE", 3, 2))
    assert one.user.username in str(told)
    assert told.facts["edit"] == edit.pk
    refused("grid-overtaken", lambda: one.move("AB", 3, 1))
    other.version = other.timetable.version
    other.out("DE")
    assert "DE" not in places(made)
    assert [e.version for e in GridEdit.objects.order_by("version")] == [2, 3, 4]


def test_only_the_newest_timetable_is_changed() -> None:
    made = grid()
    old = Organiser(made)
    kept = old.timetable
    request = made.request("D", "E").pk
    made.make()
    refused(
        "timetable-replaced",
        lambda: actions.take_out_meeting(actor=old.user, reason="x", timetable=kept, version=1, request=request),
    )
    refused("version", lambda: Organiser(made, version=9).out("DE"))


@pytest.mark.parametrize("role", [None, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_changes_the_grid(role: Role | None) -> None:
    made = grid()
    hands = Organiser(made)
    edit = hands.lock("AB")
    hands.user = cast.account(role)
    for change in (
        lambda: hands.move("DE", 2, 2),
        lambda: hands.swap("AC", "DE"),
        lambda: hands.out("DE"),
        lambda: hands.put("BE", 3, 2),
        lambda: hands.lock("DE"),
        lambda: hands.undo(edit),
        lambda: actions.restore_timetable(actor=hands.user, reason="x", timetable=hands.timetable),
    ):
        refused("right-missing", change)


def test_returning_to_an_earlier_timetable_copies_it() -> None:
    made = grid()
    hands = Organiser(made)
    earlier, before = hands.timetable, places(made)
    hands.lock("AB")
    made.make()
    later = hands.timetable
    refused(
        "holds-already",
        lambda: actions.restore_timetable(actor=made.operator, reason="x", timetable=later),
    )
    kept = actions.restore_timetable(actor=hands.user, reason="was better", timetable=earlier)
    assert {pair: place[:2] for pair, place in places(made).items()} == {p: v[:2] for p, v in before.items()}
    assert (kept.replaces, kept.value, kept.bound, kept.version) == (later, 12, 12, 1)
    line = AuditLine.objects.get(verb="restore_timetable")
    assert line.facts == {"earlier": earlier.pk, "replaces": later.pk, "meetings": 4}


def test_an_earlier_timetable_is_restored_without_what_is_no_longer_wanted() -> None:
    made = grid()
    earlier = Organiser(made).timetable
    company = cast.account(Role.ENTERPRISE, made.organisations["E"])
    actions.answer_request(actor=company, reason="x", request=made.request("D", "E"), answer="declined")
    actions.answer_request(actor=company, reason="x", request=made.request("B", "E"), answer="accepted")
    made.make()
    kept = actions.restore_timetable(actor=made.operator, reason="x", timetable=earlier)
    assert set(places(made)) == {"AB", "AC", "CD"}
    assert (kept.value, kept.bound) == (9, 14)
    assert kept.unmet.get().request == made.request("B", "E")
    MeetingRequest.objects.filter(pk=made.request("A", "B").pk).update(fixed_slot=made.event.slots.get(number=3))
    refused(
        "timetable-broken",
        lambda: actions.restore_timetable(actor=made.operator, reason="x", timetable=earlier),
    )


def test_where_a_meeting_may_go() -> None:
    made = grid()
    hand = hand_of(made.event, Organiser(made).timetable)
    picked = grids.picked_of(hand, made.request("D", "E"))
    assert picked is not None
    assert (picked.slot, picked.table, picked.slots) == (3, 1, {2})
    assert picked.swaps == {made.request("A", "C").pk, made.request("C", "D").pk}
    assert picked.why == {1: ("Example D is in another meeting in slot 1.", "All tables (2) are taken in slot 1.")}
    seat = {(c.slot, c.table): c.is_legal for _t, row in view(made, picked).rows for c in row}
    assert seat == {
        (1, 1): False, (1, 2): True, (2, 1): True, (2, 2): True, (3, 1): False, (3, 2): True
    }  # fmt: skip
    assert grids.picked_of(hand, made.request("B", "E")) is None


def view(made: Stage, picked: grids.Picked | None = None) -> grids.Grid:
    kept = Organiser(made).timetable
    return grids.grid_of(made.event, kept, "en", picked=picked, hand=hand_of(made.event, kept))


def test_conflicts_are_said_in_place() -> None:
    made = grid()
    assert not any(c.seat.conflicts for _t, row in view(made).rows for c in row if c.seat)
    made.event.participations.filter(organisation=made.organisations["E"]).update(available=[1])
    company = cast.account(Role.ENTERPRISE, made.organisations["B"])
    actions.answer_request(actor=company, reason="x", request=made.request("A", "B"), answer="declined")
    said = {c.seat.request_id: c.seat.conflicts for _t, row in view(made).rows for c in row if c.seat}
    assert said[made.request("D", "E").pk] == ("Example E is not there in slot 3.",)
    assert said[made.request("A", "B").pk] == ("Not both sides want this meeting any more.",)
    assert said[made.request("A", "C").pk] == ()
    hands = Organiser(made)
    hands.swap("CD", "AB")
    hands.out("AB")
    assert not hands.timetable.unmet.filter(request=made.request("A", "B")).exists()


def test_edits_read_in_words_and_say_what_can_be_undone() -> None:
    made = grid()
    hands = Organiser(made)
    hands.move("DE", 2, 2)
    hands.lock("DE")
    hands.out("AB")
    lines = edits.edits_of(hands.timetable)
    assert [(line.kind, line.lines, line.may_undo) for line in lines] == [
        ("taken out", ("Example A / Example B: slot 1, table 1 → not held",), True),
        ("locked", ("Example D / Example E: slot 2, table 2 → slot 2, table 2 (locked)",), True),
        ("moved", ("Example D / Example E: slot 3, table 1 → slot 2, table 2",), False),
    ]
    assert [line.version for line in edits.edits_of(hands.timetable, since=3)] == [4]
    left, count = edits.left_out(hands.timetable, hand_of(made.event, hands.timetable))
    assert [(each.request, each.slots) for each in left] == [(made.request("A", "B"), (1, 3))]
    assert count == 1
