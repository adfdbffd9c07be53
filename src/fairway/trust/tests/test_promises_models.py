"""Promises a credit system makes about its methods, each held by a test."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import account, organisation

from fairway.govern.models import Role
from fairway.lib.errors import Invalid, Refused
from fairway.trust import actions, queries
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.credit_model import CreditModel, read_model
from fairway.trust.engine.intake import RecordRow
from fairway.trust.models import CreditRecord
from fairway.trust.tests.models import SMALL
from fairway.trust.tests.test_actions_methods import publish, simulated

C = Role.CREDIT_OFFICE


def shipped(subject: str) -> CreditModel:
    return read_model(queries.shipped_model(subject), subject)


@pytest.mark.django_db
def test_promise_a_method_is_published_before_it_is_used() -> None:
    made = simulated()
    with pytest.raises(Refused, match="only a published method rates"):
        actions.rate_organisations(actor=account(C), reason="r", model=made, as_of=date(2022, 1, 1))
    published = publish(made)
    assert published.published_on is not None
    assert published.published_on <= queries.method(published).applies_from
    with pytest.raises(Invalid) as refused:
        read_model(SMALL.replace("2025-02-01", "2024-12-31"), "m")
    assert refused.value.code == "model-applies-before-published"


@pytest.mark.django_db
def test_promise_whoever_wrote_a_method_does_not_approve_it() -> None:
    author = account(C)
    made = simulated(author)
    with pytest.raises(Refused) as refused:
        publish(made, author)
    assert refused.value.code == "own-model"
    assert queries.current_model() is None


@pytest.mark.django_db
def test_promise_only_catalogued_sources_with_a_legal_basis_count() -> None:
    """Neither does a model count anything else, nor is anything else kept."""
    for text in queries.shipped_models():
        model = read_model(text, "shipped")
        for kind in {kind for each in model.indicators for kind, _severity in each.points}:
            assert CATALOGUE[kind].basis
        assert all(line.basis and line.basis_zh for line in model.red_lines)
    with pytest.raises(Invalid) as refused:
        read_model(SMALL.replace("award = 12", "gossip = 12"), "m")
    assert refused.value.code == "model-kind-unknown"
    about = {
        "number": "N1",
        "organisation": "k",
        "severity": "",
        "status": "active",
        "authority": "Bureau",
        "demo": True,
    }
    row = RecordRow(kind="gossip", happened_on=date(2026, 1, 12), learned_on=date(2026, 1, 15), **about)
    with pytest.raises(Invalid) as refused:
        actions.load_records(actor=account(C), reason="r", rows=[row], organisations={"k": organisation().pk})
    assert refused.value.code == "record-kind"
    assert not CreditRecord.objects.exists()


def test_promise_governments_are_measured_by_the_same_yardstick() -> None:
    enterprises, governments = shipped("enterprise"), shipped("government")
    assert (governments.start, governments.minimum, governments.maximum) == (
        enterprises.start,
        enterprises.minimum,
        enterprises.maximum,
    )
    assert governments.grades == enterprises.grades
    assert (governments.up, governments.down) == (enterprises.up, enterprises.down)
    for here in governments.indicators:
        for there in enterprises.indicators:
            for record in here.points.keys() & there.points.keys():
                assert here.points[record] == there.points[record], record
                assert here.half_life_months == there.half_life_months, record
                assert here.look_back_months == there.look_back_months, record
    assert set(governments.red_lines) <= set(enterprises.red_lines)
    assert [s.publicity_months for s in CATALOGUE["promise_broken"].severities] == [
        s.publicity_months for s in CATALOGUE["contract_broken"].severities
    ]
