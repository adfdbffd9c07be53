"""The signing board: green exactly when what was signed is what was announced."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.money import Money, MoneyKind
from fairway.sign.engine.amounts import money_text, trimmed
from fairway.sign.engine.board import Announced, Board, Line, State, read_board

PAPER_KINDS = [MoneyKind.INTENTION, MoneyKind.FRAMEWORK, MoneyKind.CONTRACT]
amounts = st.integers(1, 10**12).map(Decimal)
moneys = st.builds(Money, amounts, st.sampled_from(["CNY", "USD"]), st.sampled_from(PAPER_KINDS))
boards = st.lists(st.none() | moneys, max_size=12).map(
    lambda found: [Line(f"c-{n:02d}", money) for n, money in enumerate(found)]
)
contracts = st.lists(amounts, min_size=1, max_size=12).map(
    lambda found: [Line(f"c-{n:02d}", contract(amount)) for n, amount in enumerate(found)]
)


def contract(amount: Decimal | int, currency: str = "CNY") -> Money:
    return Money(Decimal(amount), currency, MoneyKind.CONTRACT)


def changchun() -> list[Line]:
    """Eighteen contracts of RMB 21 billion in all: seventeen of 1,166,666,667 and the rest."""
    lines = [Line(f"c-{n:02d}", contract(1_166_666_667)) for n in range(17)]
    return [*lines, Line("c-17", contract(21_000_000_000 - 17 * 1_166_666_667))]


ANNOUNCED = Announced(18, Decimal(21_000_000_000))


def texts(board: Board) -> list[str]:
    return [str(reason) for reason in board.mismatches]


def test_eighteen_contracts_of_21_billion_are_green() -> None:
    board = read_board(changchun(), ANNOUNCED)
    assert board.state is State.GREEN
    assert board.is_green
    assert board.totals == (contract(21_000_000_000),)
    assert board.comparable == contract(21_000_000_000)


def test_a_nineteenth_turns_it_red_and_says_why() -> None:
    board = read_board([*changchun(), Line("c-18", contract(5))], ANNOUNCED)
    assert board.state is State.RED
    assert texts(board) == [
        "Signed: 19, announced: 18.",
        "The contracts sum to 21,000,000,005 CNY, announced were 21,000,000,000 CNY.",
    ]


def test_a_missing_one_turns_it_red() -> None:
    board = read_board(changchun()[:-1], ANNOUNCED)
    assert texts(board) == [
        "Signed: 17, announced: 18.",
        "The contracts sum to 19,833,333,339 CNY, announced were 21,000,000,000 CNY.",
    ]


def test_a_line_without_an_amount_is_named() -> None:
    board = read_board([*changchun()[:-1], Line("c-17", None)], ANNOUNCED)
    assert "c-17 states no amount." in texts(board)
    assert board.count == 18


def test_other_currencies_and_kinds_are_named_and_not_added() -> None:
    lines = [
        Line("a", contract(7)),
        Line("b", contract(3, "USD")),
        Line("c", Money(Decimal(3), "CNY", MoneyKind.FRAMEWORK)),
    ]
    board = read_board(lines, Announced(3, Decimal(10)))
    assert texts(board) == [
        "The contracts sum to 7 CNY, announced were 10 CNY.",
        "b is in USD; its amount is not added.",
        "c is not a contract; its amount is not added.",
    ]
    assert [(str(t.kind), t.currency) for t in board.totals] == [
        ("framework", "CNY"),
        ("contract", "CNY"),
        ("contract", "USD"),
    ]


def test_without_lines_the_announced_total_is_missed() -> None:
    board = read_board([], Announced(total=Decimal(5)))
    assert texts(board) == ["The contracts sum to 0 CNY, announced were 5 CNY."]
    assert board.comparable is None


@given(boards)
@settings(deadline=None)
def test_nothing_announced_is_neither_green_nor_red(lines: list[Line]) -> None:
    board = read_board(lines, Announced())
    assert board.state is State.NOT_ANNOUNCED
    assert not board.is_green
    assert board.mismatches == ()


@given(boards, st.none() | st.integers(0, 12), st.none() | amounts, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_the_lines_does_not_matter(
    lines: list[Line], count: int | None, total: Decimal | None, random: object
) -> None:
    announced = Announced(count, total)
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert read_board(shuffled, announced) == read_board(lines, announced)


@given(contracts)
@settings(deadline=None)
def test_what_is_announced_from_the_lines_is_green_and_any_change_is_red(lines: list[Line]) -> None:
    total = sum((line.money.amount for line in lines if line.money), start=Decimal(0))
    assert read_board(lines, Announced(len(lines), total)).is_green
    assert read_board(lines, Announced(len(lines) + 1, total)).state is State.RED
    assert read_board(lines, Announced(len(lines), total + 1)).state is State.RED
    assert read_board(lines[1:], Announced(len(lines), total)).state is State.RED


@given(boards)
@settings(deadline=None)
def test_kinds_and_currencies_are_never_added(lines: list[Line]) -> None:
    board = read_board(lines, Announced())
    places = [(total.kind, total.currency) for total in board.totals]
    assert len(places) == len(set(places))
    for total in board.totals:
        same = [
            line.money.amount
            for line in lines
            if line.money and (line.money.kind, line.money.currency) == (total.kind, total.currency)
        ]
        assert total.amount == sum(same)


def test_amounts_lose_the_zeros_of_the_column_and_nothing_else() -> None:
    assert str(trimmed(Decimal("21000000000.0000"))) == "21000000000"
    assert str(trimmed(Decimal("12.5000"))) == "12.5"
    assert str(trimmed(Decimal("1E+3"))) == "1000"
    assert money_text(contract(Decimal("1234567.8900"))) == "1,234,567.89 CNY"


@given(st.decimals(min_value=0, max_value=10**15, places=4))
@settings(deadline=None)
def test_trimming_keeps_the_amount(amount: Decimal) -> None:
    assert trimmed(amount) == amount
    assert "E" not in str(f"{trimmed(amount):f}")
