"""What tests of LAND start from."""

from __future__ import annotations

import pytest

from fairway.land.engine.forecast import answers


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals from few draws: enough where it is asked what is kept and shown, not how wide they are."""
    monkeypatch.setattr(answers, "DRAWS", 20)
