"""Settings fail loudly, naming the variable and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairway.lib.environment import Environment, database, mail, secret
from fairway.lib.errors import Invalid


def test_an_unknown_setting_is_named_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"FAIRWAY_DATBASE is not a setting of Fairway\. Known: .*FAIRWAY_DATABASE"):
        Environment({"FAIRWAY_DATBASE": "x"})


def test_other_programs_variables_are_left_alone() -> None:
    assert Environment({"HOME": "/"}).text("FAIRWAY_HOSTS", "here") == "here"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("abc\n", encoding="utf-8")
    assert Environment({"FAIRWAY_SECRET_KEY_FILE": str(tmp_path / "key")}).text("FAIRWAY_SECRET_KEY") == "abc"


def test_a_missing_secret_file_is_named() -> None:
    with pytest.raises(Invalid, match="FAIRWAY_SECRET_KEY_FILE: cannot read /nowhere/key"):
        Environment({"FAIRWAY_SECRET_KEY_FILE": "/nowhere/key"}).text("FAIRWAY_SECRET_KEY")


@pytest.mark.parametrize("value", ["maybe", "1", ""])
def test_a_flag_is_yes_or_no(value: str) -> None:
    with pytest.raises(Invalid, match="must be one of yes, no"):
        Environment({"FAIRWAY_DEBUG": value}).flag("FAIRWAY_DEBUG", default=False)


@pytest.mark.parametrize("value", ["0", "-3", "ten", "1.5", "9" * 5000])
def test_a_number_is_whole_and_above_zero(value: str) -> None:
    with pytest.raises(Invalid, match="whole number above 0"):
        Environment({"FAIRWAY_UPLOAD_MIB": value}).number("FAIRWAY_UPLOAD_MIB", 20)


def test_sqlite_is_opened_for_many_readers_and_one_writer() -> None:
    settings = database("sqlite:////srv/fairway.sqlite3")
    assert settings["NAME"] == "/srv/fairway.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"  # type: ignore[index]
    assert "journal_mode=WAL" in settings["OPTIONS"]["init_command"]  # type: ignore[index]


def test_postgresql_takes_a_socket_folder_and_escaped_words() -> None:
    settings = database("postgresql://fair%40way:p%2Fw@%2Frun%2Fpg:5433/region?sslmode=require")
    assert (settings["USER"], settings["PASSWORD"], settings["HOST"]) == ("fair@way", "p/w", "/run/pg")
    assert (settings["PORT"], settings["NAME"], settings["OPTIONS"]) == ("5433", "region", {"sslmode": "require"})


def test_another_database_is_refused_with_the_right_form() -> None:
    with pytest.raises(Invalid, match="use sqlite:///PATH or postgresql://"):
        database("mysql://root@localhost/x")


@pytest.mark.parametrize("value", ["Mars", "../etc", "", "Asia"])
def test_a_time_zone_must_exist(value: str) -> None:
    with pytest.raises(Invalid, match="must be a time zone such as Asia/Shanghai"):
        Environment({"FAIRWAY_TIME_ZONE": value}).time_zone("FAIRWAY_TIME_ZONE", "Asia/Shanghai")


@pytest.mark.parametrize(
    "url", ["postgresql://h:port/x", "postgresql://[::1/x", "postgresql://h:99999/x", "sqlite:///"]
)
def test_an_address_that_cannot_be_read_is_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(Invalid, match="use sqlite:///PATH or postgresql://"):
        database(url)


def test_a_secret_is_made_once_and_an_empty_one_anew(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret_key"
    assert secret(file, "one") == secret(file, "two") == "one"
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("", encoding="utf-8")
    assert secret(file, "three") == "three"
    with pytest.raises(Invalid, match="FAIRWAY_DATA_DIR"):
        secret(file / "below", "four")


def test_an_address_has_no_path() -> None:
    read = Environment({"FAIRWAY_ADDRESS": "https://credit.example.org/"}).address("FAIRWAY_ADDRESS")
    assert read == "https://credit.example.org"
    assert Environment({}).address("FAIRWAY_ADDRESS") == ""
    for wrong in ("credit.example.org", "ftp://x", "https://x/path", "https:///"):
        with pytest.raises(Invalid, match="it must be an address"):
            Environment({"FAIRWAY_ADDRESS": wrong}).address("FAIRWAY_ADDRESS")


def test_without_a_host_no_mail_goes_anywhere() -> None:
    found = mail(Environment({}), "")
    assert (found.is_set, found.backend) == (False, "django.core.mail.backends.dummy.EmailBackend")


def test_a_mail_host_is_reached_as_told() -> None:
    given = {
        "FAIRWAY_MAIL_HOST": "mail.example.org",
        "FAIRWAY_MAIL_FROM": "office@example.org",
        "FAIRWAY_MAIL_PORT": "465",
        "FAIRWAY_MAIL_SECURITY": "tls",
    }
    found = mail(Environment(given), "https://office.example.org")
    assert (found.host, found.port, found.security, found.sender) == (
        "mail.example.org",
        465,
        "tls",
        "office@example.org",
    )


@pytest.mark.parametrize(
    ("given", "address"),
    [({}, "https://office.example.org"), ({"FAIRWAY_MAIL_FROM": "office@example.org"}, "")],
)
def test_a_mail_host_needs_a_sender_and_an_address_for_links(given: dict[str, str], address: str) -> None:
    with pytest.raises(Invalid, match="FAIRWAY_MAIL_HOST needs FAIRWAY_MAIL_FROM"):
        mail(Environment({"FAIRWAY_MAIL_HOST": "mail.example.org", **given}), address)
