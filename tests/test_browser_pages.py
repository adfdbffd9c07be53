"""A real Chromium looks at every page of every role: at a desk, in English and light. Another file takes the phone."""

from __future__ import annotations

import pytest

from tests.browsing import browser, visit, workbench
from tests.looking import faults
from tests.walking import walk

pytestmark = pytest.mark.browser


def test_every_page_of_every_role_is_without_fault_at_a_desk_in_english(visit) -> None:
    walk(visit, "en", "light", width=1440, height=900)


def test_signed_out_pages_are_without_fault(visit) -> None:
    visitor = visit("")
    for path in ("/accounts/login/", "/organisations/"):
        assert visitor.go(path) == 200
        assert faults(visitor.page) == []
    assert "/accounts/login/" in visitor.page.url
    assert visitor.faults == []
