"""What both sides of the contracts of examples/changchun-auto-2021 promised, and what was kept of it: invented."""
# ruff: noqa: INP001 (beside the script it belongs to)

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fairway.lib.tables.write import Cell, csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    Known = tuple[date, date, str]

HEADINGS = [
    "协议编号", "条款", "承诺方", "受诺方", "承诺主体", "承诺事项", "支持领域", "金额", "币种", "到期日", "后于条款",
    "之后天数", "前置条款", "所需证明", "履行日期", "履行证明", "获知日期",
]  # fmt: skip
LAND, UTILITIES = "交付项目用地 · Hand over the site", "接通水、电、道路 · Connect water, power and the road"
COMPANY, BUILDING = (
    "注册项目公司 · Register the project company",
    "取得施工许可并开工 · Take out the permit and start building",
)
OUTPUT, AWARD = "项目投产 · Bring the project into production", "兑现设备投资奖补 · Pay the award for equipment"


def promises(agreements: Sequence[Sequence[Cell]], stages: Sequence[Sequence[Cell]], rng: Random) -> bytes:
    """Six clauses a contract, three of each side; of a contract that was withdrawn none was written down.

    An enterprise's were kept when its stage was reached. A site is handed over before building starts, or late, or not.
    """
    rows = []
    for place, agreement in enumerate(agreements, 1):
        log = {str(row[1]): row for row in stages if row[0] == agreement[0]}
        if "withdrawn" not in log:
            rows += list(_clauses(agreement, {name: _known(row) for name, row in log.items()}, place, rng))
    return csv_bytes(HEADINGS, rows)


def _known(row: Sequence[Cell]) -> Known:
    happened, learned = (day for day in row[2:4] if isinstance(day, date))
    return happened, learned, str(row[4])


def _clauses(agreement: Sequence[Cell], log: Mapping[str, Known], place: int, rng: Random) -> Iterator[list[Cell]]:
    number, amount, zone, investor = agreement[0], int(str(agreement[4])), agreement[7], agreement[9]
    signed = log["signed"][0]
    government, enterprise = [zone, investor, "政府"], [investor, zone, "企业"]
    not_kept: list[Cell] = [None, "", None]

    def handed(name: str, stage: str, before: int) -> list[Cell]:
        """Kept some days before ``stage`` was reached, where it was."""
        if stage not in log:
            return not_kept
        day = log[stage][0] - timedelta(days=before)
        return [day, f"{name}-{place:02d}", day + timedelta(days=rng.choice([0, 1, 4]))]

    def reached(stage: str) -> list[Cell]:
        if stage not in log:
            return not_kept
        happened, learned, proof = log[stage]
        return [happened, proof, learned]

    due = [signed + timedelta(days=days) for days in (45, 40, 75, 730)]
    land = handed("演示交地确认书", "started", rng.randint(2, 9))
    power = handed("演示通水通电验收单", "completed", rng.randint(1, 6))
    output = reached("in_production")
    no_money: list[Cell] = ["", None, ""]
    yield [number, 1, *government, LAND, *no_money, due[0], "", None, "", "交地确认书", *land]
    yield [number, 2, *government, UTILITIES, *no_money, None, 1, 60, 1, "通水通电验收单", *power]
    yield [number, 3, *enterprise, COMPANY, *no_money, due[1], "", None, "", "营业执照", *reached("registered")]
    yield [number, 4, *enterprise, BUILDING, *no_money, due[2], "", None, 1, "施工许可证", *reached("started")]
    yield [number, 5, *enterprise, OUTPUT, *no_money, due[3], "", None, 4, "首批产品出库单", *output]
    award: list[Cell] = ["设备奖补 · equipment award", amount // 100, "CNY"]
    yield [number, 6, *government, AWARD, *award, None, 5, 60, "", "拨付凭证", *not_kept]
