from __future__ import annotations

import pytest

from fairway.know.engine.intake import OrganisationKind
from fairway.lib.errors import Invalid
from fairway.trust.engine.catalogue import CATALOGUE, EVERYBODY, Sign, check_record, record_kind


def test_every_kind_rests_on_a_named_instrument() -> None:
    for key, kind in CATALOGUE.items():
        assert key == kind.key
        assert kind.label
        assert kind.basis
        assert kind.severities


def test_severities_are_distinct_and_plain_kinds_have_one() -> None:
    for kind in CATALOGUE.values():
        keys = [s.key for s in kind.severities]
        assert len(keys) == len(set(keys))
        assert "" not in keys or keys == [""]


def test_severities_run_from_good_to_adverse() -> None:
    order = list(Sign)
    for kind in CATALOGUE.values():
        signs = [order.index(s.sign) for s in kind.severities]
        assert signs == sorted(signs)


def test_publicity_follows_the_three_classes() -> None:
    months = [s.publicity_months for s in CATALOGUE["penalty"].severities]
    assert months == [3, 12, 36]


def test_levels_of_tax_and_customs() -> None:
    assert [s.key for s in CATALOGUE["tax_grade"].severities] == ["A", "B", "M", "C", "D"]
    assert len(CATALOGUE["customs_level"].severities) == 5


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CATALOGUE["gossip"] = CATALOGUE["award"]  # type: ignore[index]


def test_what_the_catalogue_does_not_hold_is_refused_with_the_nearest() -> None:
    with pytest.raises(Invalid) as refused:
        record_kind("penality")
    assert refused.value.code == "record-kind"
    assert refused.value.facts["nearest"] == "penalty"
    with pytest.raises(Invalid):
        record_kind("")


def test_severities_are_checked_for_their_kind() -> None:
    assert check_record("penalty", "serious").sign is Sign.ADVERSE
    assert check_record("award", "").sign is Sign.GOOD
    with pytest.raises(Invalid, match="Use one of: minor, general, serious"):
        check_record("penalty", "")
    with pytest.raises(Invalid, match="carries no severity"):
        check_record("award", "minor")


def test_every_kind_of_organisation_is_supervised_or_supervises() -> None:
    assert sorted(EVERYBODY) == sorted(OrganisationKind)
    assert {subject for kind in CATALOGUE.values() for subject in kind.subjects} == set(OrganisationKind)


def test_a_record_fits_the_organisation_it_is_about() -> None:
    assert check_record("promise_broken", "minor", "zone").publicity_months == 3
    assert check_record("arrears", "serious", "government") == check_record("arrears", "serious", "enterprise")
    with pytest.raises(Invalid, match="is about government, zone, committee") as refused:
        check_record("promise_kept", "", "enterprise")
    assert refused.value.code == "record-subject"
    with pytest.raises(Invalid):
        check_record("tax_grade", "A", "government")
