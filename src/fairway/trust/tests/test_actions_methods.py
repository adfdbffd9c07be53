"""Credit models from a draft to the day they are withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, organisation

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, NotAllowed, Refused
from fairway.trust import actions, queries
from fairway.trust.models import CreditModel, Rating, Simulation
from fairway.trust.tests.models import SMALL

pytestmark = pytest.mark.django_db

C = Role.CREDIT_OFFICE


def text(version: str = "1", **changes: str) -> str:
    """The small model, published today and applying from tomorrow."""
    today = timezone.localdate()
    written = SMALL.replace('version = "1"', f'version = "{version}"')
    written = written.replace("2025-01-01", today.isoformat())
    written = written.replace("2025-02-01", (today + timedelta(days=1)).isoformat())
    for old, new in changes.items():
        assert old in written
        written = written.replace(old, new)
    return written


def draft(author: User | None = None, toml: str = "") -> CreditModel:
    return actions.draft_model(actor=author or account(C), reason="r", toml=toml or text())


def simulated(author: User | None = None, toml: str = "") -> CreditModel:
    made = draft(author, toml)
    simulate(made)
    return made


def simulate(made: CreditModel) -> Simulation:
    return actions.simulate_model(actor=account(C), reason="r", draft=made, progress=lambda *_told: None)


def publish(made: CreditModel, by: User | None = None) -> CreditModel:
    return actions.publish_model(actor=by or account(C), reason="r", draft=made)


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_a_model_goes_from_draft_to_publication() -> None:
    author, approver = account(C), account(C)
    made = publish(simulated(author), approver)
    assert made.state == CreditModel.State.PUBLISHED
    assert (made.author, made.approver) == (author.get_username(), approver.get_username())
    assert made.published_on == timezone.localdate()
    assert verbs() == ["draft_model", "simulate_model", "publish_model"]
    assert AuditLine.objects.get(verb="publish_model").facts["sha256"] == made.sha256


def test_a_text_that_does_not_read_leaves_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        draft(toml=text().replace("start = 50", "start = 50.0"))
    assert refused.value.facts["line"] == 9
    assert not CreditModel.objects.exists()
    assert verbs() == []


def test_a_version_is_there_once() -> None:
    draft()
    with pytest.raises(Refused) as refused:
        draft()
    assert refused.value.code == "model-version-taken"


def test_only_the_author_edits_and_discards_a_draft() -> None:
    author = account(C)
    made = draft(author)
    for act in (actions.edit_draft, actions.discard_draft):
        given = {"toml": text("2")} if act is actions.edit_draft else {}
        with pytest.raises(Refused) as refused:
            act(actor=account(C), reason="r", draft=made, **given)
        assert refused.value.code == "draft-of-others"
    edited = actions.edit_draft(actor=author, reason="r", draft=made, toml=text("2"))
    assert (edited.version, edited.pk) == ("2", made.pk)
    simulate(edited)
    actions.discard_draft(actor=author, reason="r", draft=made)
    assert not CreditModel.objects.exists()
    assert verbs() == ["draft_model", "edit_draft", "simulate_model", "discard_draft"]


@pytest.mark.parametrize("role", [Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE])
def test_others_write_publish_and_withdraw_nothing(role: Role) -> None:
    other, made = account(role), simulated()
    acts = (
        lambda: draft(other, text("2")),
        lambda: actions.edit_draft(actor=other, reason="r", draft=made, toml=text("2")),
        lambda: actions.discard_draft(actor=other, reason="r", draft=made),
        lambda: actions.simulate_model(actor=other, reason="r", draft=made, progress=lambda *_told: None),
        lambda: publish(made, other),
        lambda: actions.withdraw_model(actor=other, reason="r", model=made),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert verbs() == ["draft_model", "simulate_model"]


def test_what_was_not_simulated_is_not_published() -> None:
    author = account(C)
    made = draft(author)
    with pytest.raises(Refused) as refused:
        publish(made)
    assert refused.value.code == "model-not-simulated"
    simulate(made)
    actions.edit_draft(actor=author, reason="r", draft=made, toml=text(**{"start = 50": "start = 51"}))
    with pytest.raises(Refused) as refused:
        publish(made)
    assert refused.value.code == "model-not-simulated"


def test_a_simulation_against_another_model_than_the_one_in_use_is_stale() -> None:
    made, other = simulated(), simulated(toml=text("2"))
    publish(other)
    assert not queries.is_simulated(made)
    with pytest.raises(Refused, match="Simulate it"):
        publish(made)


@pytest.mark.parametrize(("published", "applies"), [(-3, -1), (1, 2)])
def test_dates_that_do_not_hold_today_are_refused(published: int, applies: int) -> None:
    today = timezone.localdate()
    days = [(today + timedelta(days=n)).isoformat() for n in (published, applies)]
    toml = SMALL.replace("2025-01-01", days[0]).replace("2025-02-01", days[1])
    with pytest.raises(Refused) as refused:
        publish(simulated(toml=toml))
    assert refused.value.code == "model-dates"
    assert CreditModel.objects.get().is_draft


def test_a_new_version_supersedes_the_one_before_only_when_it_applies() -> None:
    first = publish(simulated(toml=text("1", **{(timezone.localdate() + timedelta(days=1)).isoformat(): today()})))
    assert queries.current_model() == first
    second = publish(simulated(toml=text("2")))
    first.refresh_from_db()
    assert first.state == CreditModel.State.SUPERSEDED
    assert queries.current_model() == first
    assert queries.current_model(day=timezone.localdate() + timedelta(days=1)) == second


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_withdrawn_model_rates_nobody_any_more() -> None:
    made = publish(simulated())
    with pytest.raises(Refused):
        actions.withdraw_model(actor=account(C), reason="r", model=draft(toml=text("2")))
    actions.withdraw_model(actor=account(C), reason="r", model=made)
    made.refresh_from_db()
    assert queries.current_model() is None
    with pytest.raises(Refused) as refused:
        actions.rate_organisations(actor=account(C), reason="r", model=made, as_of=date(2022, 1, 1))
    assert refused.value.code == "model-draft"


def test_a_text_altered_behind_the_back_rates_nobody() -> None:
    made = publish(simulated())
    CreditModel.objects.filter(pk=made.pk).update(toml=text("9"))
    with pytest.raises(Refused) as refused:
        queries.method(CreditModel.objects.get(pk=made.pk))
    assert refused.value.code == "model-altered"


@pytest.mark.parametrize("values", [{"approver": ""}, {"published_on": None}, {"state": "draft"}])
def test_the_database_holds_who_published_and_when(values: dict[str, object]) -> None:
    made = credit_model()
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditModel.objects.filter(pk=made.pk).update(**values)


def test_a_shipped_model_needs_no_simulation_only_where_nobody_is_rated_yet() -> None:
    actions.approve_model(actor=account(C), reason="r", toml=queries.shipped_model("zone"))
    actions.approve_model(actor=account(C), reason="r", toml=queries.shipped_models()[-1])
    with pytest.raises(Refused) as refused:
        actions.approve_model(actor=account(C), reason="r", toml=queries.shipped_model())
    assert refused.value.code == "model-not-simulated"
    with pytest.raises(Refused):
        actions.approve_model(actor=account(C), reason="r", toml=text())
    assert [str(m) for m in queries.current_models()] == [
        "Fairway enterprise credit 1 1.0.0",
        "Fairway government integrity 1 1.0.0",
    ]


def test_a_simulation_tells_who_moves_and_keeps_no_rating() -> None:
    mine = organisation()
    day = timezone.localdate()
    credit_record(mine, kind="award", severity="", happened_on=day, learned_on=day)
    organisation(kind="government")
    publish(simulated())
    harsher = text("2", **{"award = 12": "award = 2"})
    kept = simulate(draft(toml=harsher))
    assert kept.current == queries.current_model()
    enterprises = Organisation.objects.filter(kind="enterprise").count()
    assert not Rating.objects.exists()
    assert kept.result["groups"]["kind"] == [["enterprise", enterprises, 0, 1, -10]]
    assert [mover["organisation"] for mover in kept.result["movers"]] == [mine.pk]


def test_a_stopped_simulation_keeps_nothing() -> None:
    organisation()

    def stop(*_told: object) -> None:
        raise Refused("job-cancelled", "Stopped on request.")

    made = draft()
    with pytest.raises(Refused):
        actions.simulate_model(actor=account(C), reason="r", draft=made, progress=stop)
    assert not Simulation.objects.exists()
    assert verbs() == ["draft_model"]


def test_everybody_is_rated_by_the_model_for_their_kind() -> None:
    enterprise, body = organisation(), organisation(kind="government")
    governments = actions.approve_model(actor=account(C), reason="r", toml=queries.shipped_model("government"))
    for model, rated, left in ((credit_model(), enterprise, body), (governments, body, enterprise)):
        ratings = actions.rate_organisations(actor=account(C), reason="r", model=model, as_of=date(2022, 1, 1))
        assert {rating.organisation.kind for rating in ratings} == {rated.kind}
        others = Organisation.objects.exclude(kind=rated.kind).count()
        assert AuditLine.objects.filter(verb="rate_organisations").latest("pk").facts["left_out"] == others
        with pytest.raises(Refused) as refused:
            actions.rate_organisations(
                actor=account(C), reason="r", model=model, as_of=date(2022, 1, 1), organisations=[left.pk]
            )
        assert refused.value.code == "model-other-kind"
