"""Zip archives and single files: what comes out, and everything that is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.chain.engine import archive
from fairway.chain.engine.archive import files_from
from fairway.lib.errors import Invalid


def zipped(entries: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in entries.items():
            opened.writestr(name, content)
    return packed.getvalue()


NAMES = st.from_regex(r"[a-z]{1,8}\.(csv|toml|xlsx)", fullmatch=True)


@given(st.dictionaries(NAMES, st.binary(max_size=200), min_size=1, max_size=6))
def test_packing_changes_nothing(entries: dict[str, bytes]) -> None:
    assert files_from(entries.items()) == entries
    assert files_from([("folder.zip", zipped(entries))]) == entries
    deep = {f"my event/{name}": content for name, content in entries.items()}
    assert files_from([("folder.ZIP", zipped(deep))]) == entries


def test_what_archive_programs_add_is_left_out() -> None:
    content = zipped({"__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "a.csv": b"1", "e/": b""})
    assert files_from([("x.zip", content)]) == {"a.csv": b"1"}


def test_a_path_is_never_followed() -> None:
    assert files_from([("x.zip", zipped({"../../etc/a.csv": b"1"}))]) == {}
    assert files_from([("x.zip", zipped({"/etc/a.csv": b"1"}))]) == {"a.csv": b"1"}
    assert files_from([("C:\\x\\..\\a.csv", b"1")]).keys() <= {"C:\\x\\..\\a.csv", "a.csv"}


def encrypted() -> bytes:
    content = bytearray(zipped({"a.csv": b"1"}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("uploads", "code"),
    [
        ([("notes.docx", b"")], "file-kind"),
        ([("no-ending", b"")], "file-kind"),
        ([("x.zip", zipped({"run.exe": b""}))], "file-kind"),
        ([("x.zip", zipped({"inner.zip": zipped({"a.csv": b""})}))], "file-kind"),
        ([("a.csv", b"1"), ("a.csv", b"2")], "file-twice"),
        ([("x.zip", zipped({"one/a.csv": b"1", "two/a.csv": b"2"}))], "file-twice"),
        ([(f"t{n}.csv", b"") for n in range(archive.MAX_FILES + 1)], "files-too-many"),
        ([("x.zip", b"not a zip")], "archive"),
        ([("x.zip", zipped({"a.csv": b"1" * 500})[:-30])], "archive"),
        ([("x.zip", encrypted())], "archive"),
    ],
)
def test_refused(uploads: list[tuple[str, bytes]], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        files_from(uploads)
    assert refusal.value.code == code
    assert "%(" not in str(refusal.value)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    with pytest.raises(Invalid) as refusal:
        files_from([("x.zip", zipped({"a.csv": b"0" * 1_000_000}))])
    assert refusal.value.code == "file-too-large"


def test_all_files_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 1000)
    with pytest.raises(Invalid) as refusal:
        files_from([("a.csv", b"0" * 600), ("b.csv", b"0" * 600)])
    assert refusal.value.code == "files-too-large"


@given(st.binary(max_size=300))
def test_rubbish_is_refused_and_nothing_else_happens(content: bytes) -> None:
    with pytest.raises(Invalid):
        files_from([("x.zip", content)])


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_damage_is_refused_however_it_was_packed(method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as opened:
        opened.writestr("event.toml", b"x" * 1000)
    damaged = bytearray(packed.getvalue())
    damaged[42:58] = b"\xff" * 16
    with pytest.raises(Invalid) as refusal:
        files_from([("a.zip", bytes(damaged))])
    assert refusal.value.code == "archive"


@pytest.mark.parametrize("name", [f"{'o' * 200}.csv", "a\nb.csv", "a\u202evsc.csv"])
def test_a_name_too_long_or_not_to_be_seen_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        files_from([(name, b"")])
    assert refusal.value.code == "file-name"
