"""Credit models the engine's tests share."""

from __future__ import annotations

from pathlib import Path

from fairway.trust.engine.credit_model import CreditModel, read_model

SHIPPED = Path(__file__).parent.parent / "credit_models" / "enterprise-credit-1.toml"

SMALL = """\
name = "Small"
version = "1"
author = "Ann"
approver = "Ben"
published = 2025-01-01
applies_from = 2025-02-01

[scale]
start = 50
minimum = 0
maximum = 100

[still_counted]
repaired_percent = 0
disputed_percent = 0

[[dimensions]]
key = "law"
label = "Law"
label_zh = "守法"
floor = -60
ceiling = 0

[[dimensions]]
key = "deeds"
label = "Deeds"
label_zh = "作为"
floor = -20
ceiling = 25

[[indicators]]
key = "penalties"
label = "Penalties"
label_zh = "处罚"
dimension = "law"
look_back_months = 24
cap = 40

[indicators.points]
penalty = { minor = -5, general = -15, serious = -30 }

[[indicators]]
key = "courts"
label = "Courts"
label_zh = "司法"
dimension = "law"
look_back_months = 24
cap = 35

[indicators.points]
court_default = -35
contract_broken = { minor = -1, general = -7, serious = -20 }

[[indicators]]
key = "deeds"
label = "Deeds done"
label_zh = "作为"
dimension = "deeds"
look_back_months = 36
cap = 30

[indicators.points]
award = 12
contract_kept = 5
tax_grade = { A = 10, B = 4, M = 0, C = -6, D = -20 }

[[red_lines]]
key = "debtor"
label = "Judgment debtor"
label_zh = "失信被执行人"
kind = "court_default"
look_back_months = 24
grade = "low"
basis = "Court rules"
basis_zh = "司法解释"

[[red_lines]]
key = "tax"
label = "Tax D"
label_zh = "纳税D级"
kind = "tax_grade"
severities = ["D"]
look_back_months = 24
grade = "fair"
basis = "Tax rules"
basis_zh = "纳税信用办法"

[[grades]]
key = "high"
from_points = 60

[[grades]]
key = "fair"
from_points = 30

[[grades]]
key = "low"
from_points = 0
"""


def small(**changes: str) -> CreditModel:
    """Read the small model after each change ``old=>new``, whatever its name."""
    text = SMALL
    for change in changes.values():
        old, new = change.split("=>")
        assert old in text
        text = text.replace(old, new)
    return read_model(text, "small.toml")


def shipped() -> CreditModel:
    return read_model(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)
