"""Registering: who may when, places and the waiting list, links, decisions and taking them back."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import cast

from fairway.base.accounts import visitor
from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError
from fairway.meet import actions
from fairway.meet.engine.entry import Representative
from fairway.meet.models import Application, Decision, Participation, Registration
from fairway.meet.queries import registration as asks
from fairway.meet.tests.registering import CODES, applied, coded, opened
from fairway.meet.tests.stage import Stage, accepted, stage

pytestmark = pytest.mark.django_db
Status = Participation.Status
TABLES = (Registration, Application, Participation, Decision, AuditLine)


def refused(code: str, action: Callable[[], object]) -> None:
    """The action says no with ``code`` and leaves nothing behind."""
    visitor()  # its account is made once, on the first visit
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]
    with pytest.raises(FairwayError) as caught:
        action()
    assert caught.value.code == code
    assert str(caught.value)
    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


def decide(made: Stage, *applications: Application, answer: str = "approved", told: str = "", **given: object) -> None:
    values: dict[str, object] = {"actor": made.operator, "reason": "test", "event": made.event}
    actions.decide_applications(
        **{**values, **given},  # type: ignore[arg-type]
        applications=[each.pk for each in applications],
        answer=answer,
        told=told or ("no room" if answer == "declined" else ""),
    )


def standing(application: Application) -> Status:
    return Application.objects.select_related("participation").get(pk=application.pk).standing


def last_line() -> AuditLine:
    return AuditLine.objects.order_by("number").last()  # type: ignore[return-value]


def test_whom_the_registry_knows_takes_part_at_once_subject_to_approval() -> None:
    made = opened(stage("AB"))
    known = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    representative = Representative("Sales director", "Li Hua")
    kept = applied(made, uscc=CODES[0], representatives=(representative,), languages=("en", "zh"), offers="batteries")
    assert kept.participation is not None
    assert kept.participation.organisation == known
    assert (kept.standing, kept.status, kept.token) == (Status.APPLIED, "", "")
    assert len(kept.participation.token) == 43
    assert kept.participation.representatives == [{"post": "Sales director", "holder": "Li Hua"}]
    assert kept.participation.languages == ["en", "zh"]
    assert (last_line().verb, last_line().actor) == ("apply_to_event", "(visitor)")
    assert "Li Hua" not in str(last_line().facts)


def test_whom_the_registry_does_not_know_is_kept_as_it_was_typed() -> None:
    made = opened(stage("AB"))
    kept = applied(made, available=frozenset({1, 3}), contact_email="li@example.com")
    assert (kept.participation, kept.standing, len(kept.token)) == (None, Status.APPLIED, 43)
    assert kept.entry["available"] == [1, 3]
    assert made.event.participations.count() == 2


def test_somebody_who_takes_part_already_is_not_given_away() -> None:
    """Anybody may type any name: the answer is the same, and the office sees both."""
    made = opened(stage("AB"))
    coded(made.organisations["A"], CODES[0])
    kept = applied(made, made.organisations["A"].name, uscc=CODES[0])
    assert (kept.participation, kept.standing) == (None, Status.APPLIED)
    assert made.place("A").status == Status.APPROVED
    assert asks.same_again(kept) == made.place("A")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "王伟"}, "person-like"),
        ({"uscc": "92420000737944946L"}, "sole-trader"),
        ({"side": "guest"}, "side-unknown"),
        ({"side": "buyer", "languages": ("xx",)}, "language-unknown"),
        ({"side": "buyer", "at_least": 3, "at_most": 2}, "least-above-most"),
        ({"side": "buyer", "available": frozenset({9})}, "slot-unknown"),
        ({"side": "buyer", "available": frozenset()}, "never-there"),
        ({"side": "buyer", "available": frozenset({1}), "at_least": 2}, "least-too-many"),
    ],
)
def test_an_entry_that_cannot_be_right_leaves_nothing_behind(given: dict[str, object], code: str) -> None:
    made = opened(stage("AB"), sides=("supplier", "buyer"))
    refused(code, lambda: applied(made, **given))  # type: ignore[arg-type]


def test_nobody_applies_before_it_opens_after_it_closes_or_without_registration() -> None:
    made, now = stage("AB"), timezone.now()
    refused("registration-closed", lambda: applied(made))
    opened(made, opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2))
    refused("registration-closed", lambda: applied(made))
    opened(made, opens_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1))
    refused("registration-closed", lambda: applied(made))


def test_registration_cannot_close_before_it_opens() -> None:
    made, now = stage("AB"), timezone.now()
    refused("closes-before-it-opens", lambda: opened(made, opens_at=now, closes_at=now - timedelta(hours=1)))


def test_who_comes_when_every_place_is_taken_waits_and_moves_up() -> None:
    made = opened(stage("AB"), places=3)
    first, second, third = (applied(made, f"示例{n}号有限公司") for n in "甲乙丙")
    assert [standing(each) for each in (first, second, third)] == [Status.APPLIED, Status.WAITING, Status.WAITING]
    actions.withdraw_application(actor=visitor(), reason="left", application=first, token=first.token)
    assert [standing(each) for each in (first, second, third)] == [Status.WITHDRAWN, Status.APPLIED, Status.WAITING]
    assert second.decisions.get().made_by is None
    assert last_line().facts["moved_up"] == [second.pk]
    opened(made, places=10)
    assert standing(third) == Status.APPLIED


@pytest.mark.parametrize("seed", range(4))
def test_nobody_waits_while_a_place_is_free_and_no_place_is_given_twice(seed: int) -> None:
    """Whatever happens in whatever order."""
    dice = random.Random(seed)
    made, places = opened(stage(""), places=3), 3
    everybody: list[Application] = []
    for step in range(25):
        open_ones = [each for each in everybody if standing(each) in {Status.APPLIED, Status.WAITING}]
        turn = dice.choice(["apply", "apply", "decline", "withdraw", "undo"])
        if turn == "apply":
            everybody.append(applied(made, f"示例{seed}{step}号有限公司"))
        elif turn == "decline" and open_ones:
            decide(made, dice.choice(open_ones), answer="declined")
        elif turn == "withdraw" and open_ones:
            actions.withdraw_application(actor=made.operator, reason="x", application=dice.choice(open_ones))
        elif turn == "undo" and (last := Decision.objects.filter(is_undone=False, made_by=made.operator).first()):
            actions.undo_decision(actor=made.operator, reason="x", decision=last)
        held = asks.places_taken(made.event)
        assert held <= places
        assert held == places or not asks.waiting(made.event).exists()


def test_the_office_approves_several_at_once_or_none() -> None:
    made = opened(stage("AB"))
    known = [coded(cast.organisation(name=f"示例{n}号有限公司"), code) for n, code in zip("甲乙", CODES, strict=False)]
    rows = [applied(made, o.name, uscc=code) for o, code in zip(known, CODES, strict=False)]
    unknown = applied(made)
    refused("not-linked", lambda: decide(made, *rows, unknown))
    decide(made, *rows)
    assert [standing(each) for each in rows] == [Status.APPROVED] * 2
    assert last_line().facts == {"applications": [r.pk for r in rows], "answer": "approved", "moved_up": []}
    refused("decided-already", lambda: decide(made, rows[0]))
    refused("nothing-chosen", lambda: decide(made))
    refused("answer", lambda: decide(made, unknown, answer="waiting"))
    refused("reason-missing", lambda: decide(made, unknown, answer="declined", told=" "))


def test_nobody_decides_on_or_links_an_organisation_of_ones_own() -> None:
    made = opened(stage("AB"))
    known = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    officer = cast.account(Role.PROMOTION_OFFICE, known)
    row, unknown = applied(made, uscc=CODES[0]), applied(made, "示例二号有限公司")
    refused("right-missing", lambda: decide(made, row, actor=officer))
    refused(
        "right-missing",
        lambda: actions.link_application(actor=officer, reason="x", application=unknown, organisation=known),
    )
    decide(made, row, actor=cast.account(Role.PROMOTION_OFFICE))
    last = row.decisions.get()
    refused("right-missing", lambda: actions.undo_decision(actor=officer, reason="x", decision=last))


def test_a_waiting_one_is_approved_only_into_a_free_place() -> None:
    made = opened(stage("AB"), places=2)
    coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    row = applied(made, uscc=CODES[0])
    refused("no-place-free", lambda: decide(made, row))


def test_linking_carries_over_what_was_filled_in_the_standing_and_the_link() -> None:
    made = opened(stage("AB"))
    kept = applied(made, looks_for="castings", seats=2, available=frozenset({2}))
    organisation = cast.organisation(name="示例新能源有限公司")
    actions.link_application(actor=made.operator, reason="found", application=kept, organisation=organisation)
    place = made.event.participations.get(organisation=organisation)
    assert (place.looks_for, place.seats, place.available, place.status) == ("castings", 2, [2], Status.APPLIED)
    assert place.token == kept.token
    assert asks.application_by(kept.token) == kept
    refused(
        "linked-already",
        lambda: actions.link_application(
            actor=made.operator, reason="x", application=kept, organisation=cast.organisation()
        ),
    )


def test_one_that_takes_part_is_not_linked_again_but_one_that_withdrew_is_let_in_anew() -> None:
    made = opened(stage("AB"))
    again = applied(made, made.organisations["A"].name, offers="new offers")
    common = {"actor": made.operator, "reason": "x", "application": again}
    refused("takes-part-already", lambda: actions.link_application(**common, organisation=made.organisations["A"]))
    actions.withdraw_participation(actor=made.operator, reason="ill", participation=made.place("A"))
    actions.link_application(**common, organisation=made.organisations["A"])
    assert (made.place("A").status, made.place("A").offers) == (Status.APPLIED, "new offers")


def test_only_the_holder_of_the_link_the_office_or_its_own_account_withdraws() -> None:
    made = opened(stage("AB"))
    own = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    kept = applied(made, uscc=CODES[0])
    common = {"reason": "x", "application": kept}
    refused("right-missing", lambda: actions.withdraw_application(actor=visitor(), token="", **common))
    refused("right-missing", lambda: actions.withdraw_application(actor=visitor(), token="guess", **common))
    refused("right-missing", lambda: actions.withdraw_application(actor=cast.account(Role.ENTERPRISE), **common))
    actions.withdraw_application(actor=cast.account(Role.ENTERPRISE, own), **common)
    assert standing(kept) == Status.WITHDRAWN
    refused("not-taking-part-any-more", lambda: actions.withdraw_application(actor=made.operator, **common))


def test_a_new_link_voids_the_old_one() -> None:
    made = opened(stage("AB"))
    kept = applied(made)
    old = kept.token
    new = actions.renew_application_link(actor=visitor(), reason="lost", application=kept, token=old)
    assert asks.application_by(old) is None
    assert asks.application_by(new) == kept
    refused(
        "right-missing",
        lambda: actions.renew_application_link(actor=visitor(), reason="x", application=kept, token=old),
    )
    link = actions.renew_link(actor=made.operator, reason="lost", participation=made.place("A"))
    assert made.place("A").token == link
    refused("right-missing", lambda: actions.renew_link(actor=visitor(), reason="x", participation=made.place("A")))
    assert asks.application_by("") is None


def test_a_decision_is_taken_back_unless_something_rests_on_it() -> None:
    made = opened(stage("AB"))
    own = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    kept = applied(made, uscc=CODES[0])
    decide(made, kept)
    decision = kept.decisions.get()
    actions.undo_decision(actor=made.operator, reason="slip", decision=decision)
    assert standing(kept) == Status.APPLIED
    refused("decided-since", lambda: actions.undo_decision(actor=made.operator, reason="x", decision=decision))
    decide(made, kept)
    made.organisations["N"] = own
    actions.add_meeting(actor=made.operator, reason="x", requester=made.place("N"), requested=made.place("A"))
    again = kept.decisions.first()
    assert again is not None
    refused("requests-rest-on-it", lambda: actions.undo_decision(actor=made.operator, reason="x", decision=again))


def test_what_was_declined_comes_back_as_far_as_places_go() -> None:
    made = opened(stage("AB"), places=3)
    first, second = applied(made, "示例甲号有限公司"), applied(made, "示例乙号有限公司")
    decide(made, first, answer="declined", told="too small")
    assert (standing(first), standing(second)) == (Status.DECLINED, Status.APPLIED)
    decision = first.decisions.get()
    assert decision.reason == "too small"
    actions.undo_decision(actor=made.operator, reason="slip", decision=decision)
    assert standing(first) == Status.WAITING


def test_the_office_takes_out_whom_it_had_entered_and_lets_it_back() -> None:
    made = opened(stage("AB"), places=2)
    waiting = applied(made)
    common = {"actor": made.operator, "reason": "x", "participation": made.place("A")}
    actions.withdraw_participation(**common)
    assert (made.place("A").status, standing(waiting)) == (Status.WITHDRAWN, Status.APPLIED)
    refused("no-place-free", lambda: actions.restore_participation(**common))
    opened(made, places=4)
    common["participation"] = made.place("A")
    actions.restore_participation(**common)
    assert made.place("A").status == Status.APPROVED
    refused("standing-changed", lambda: actions.restore_participation(**common))


@pytest.mark.parametrize("role", [None, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_runs_the_registration(role: Role | None) -> None:
    made, user = opened(stage("AB")), cast.account(role)
    kept = applied(made)
    now = timezone.now()
    plan = actions.RegistrationPlan(now, now + timedelta(days=1))
    common = {"actor": user, "reason": "x"}
    refused("right-missing", lambda: actions.set_registration(**common, event=made.event, plan=plan))
    refused("right-missing", lambda: decide(made, kept, answer="declined", actor=user))
    refused(
        "right-missing",
        lambda: actions.link_application(**common, application=kept, organisation=cast.organisation()),
    )
    refused("right-missing", lambda: actions.withdraw_participation(**common, participation=made.place("A")))
    refused("right-missing", lambda: actions.restore_participation(**common, participation=made.place("A")))


def test_requests_of_who_withdrew_are_not_placed() -> None:
    made = stage()
    made.load(*accepted("AB CD"))
    actions.withdraw_participation(actor=made.operator, reason="x", participation=made.place("A"))
    assert made.make().meetings.count() == 1
