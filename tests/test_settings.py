"""Where things live: flags over environment over file over default, and every mistake is named."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PRACTICE, Program
from hotseat.errors import SettingsError
from hotseat.settings import Preferences, Settings, language, load_preferences, load_settings, save_preferences

Write = Callable[[str, str | bytes], Path]


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"HOTSEAT_DATA_DIR": str(tmp_path / "data"), "HOTSEAT_CONFIG": str(tmp_path / "config.toml"), **more}


def test_without_settings_there_are_defaults(tmp_path: Path) -> None:
    assert load_settings(environ(tmp_path)) == Settings(
        data_dir=tmp_path / "data", config=tmp_path / "config.toml", sources={"data_dir": "HOTSEAT_DATA_DIR"}
    )


def test_the_environment_wins_over_the_file(tmp_path: Path, write: Write) -> None:
    write("config.toml", f'lang = "en"\ndata_dir = "{tmp_path}/other"\ncontent = ["{tmp_path}/a"]\n')
    found = load_settings(environ(tmp_path, HOTSEAT_LANG="zh-Hant"))
    assert found.lang == "zh-Hant"
    assert found.data_dir == tmp_path / "data"
    assert found.content == (tmp_path / "a",)


def test_several_folders_of_content_are_taken_in_order(tmp_path: Path) -> None:
    found = load_settings(environ(tmp_path, HOTSEAT_CONTENT=f"{tmp_path}/a{os.pathsep}{os.pathsep}{tmp_path}/b"))
    assert found.content == (tmp_path / "a", tmp_path / "b")


def test_a_tilde_stands_for_the_home(tmp_path: Path, write: Write) -> None:
    write("config.toml", 'content = ["~/mine"]\n')
    (found,) = load_settings(environ(tmp_path)).content
    assert found.is_absolute()
    assert found.name == "mine"


def test_one_folder_of_content_needs_no_list(tmp_path: Path, write: Write) -> None:
    write("config.toml", f'content = "{tmp_path}/mine"\n')
    assert load_settings(environ(tmp_path)).content == (tmp_path / "mine",)


def test_a_file_written_by_notepad_is_read(tmp_path: Path, write: Write) -> None:
    write("config.toml", '\ufefflang = "en"\r\n')
    assert load_settings(environ(tmp_path)).lang == "en"


FAULTS: dict[str, tuple[str | bytes, str]] = {
    "unknown name": (
        'theme = "dark"\n',
        "unknown setting 'theme'; known are lang, data_dir, content, [model], [customer]",
    ),
    "wrong value": ('lang = "fr"\n', "lang"),
    "wrong type": ("content = 3\n", "content"),
    "no TOML": ("lang = \n", "line 1"),
    "not UTF-8": (b'lang = "\xff"\n', "not UTF-8; save the file as UTF-8"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_the_file_is_named(tmp_path: Path, write: Write, name: str) -> None:
    content, expected = FAULTS[name]
    path = write("config.toml", content)
    with pytest.raises(SettingsError) as raised:
        load_settings(environ(tmp_path))
    assert str(path) in str(raised.value)
    assert expected in str(raised.value)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(environ(tmp_path))


def test_an_unknown_language_in_the_environment_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"HOTSEAT_LANG: 'fr' is none of zh-Hans, zh-Hant, en"):
        load_settings(environ(tmp_path, HOTSEAT_LANG="fr"))


def test_a_wrong_setting_is_one_line_and_a_failure(hotseat: Program) -> None:
    run = hotseat("list", "personas", environ={"HOTSEAT_LANG": "fr"})
    assert run.code == 1
    assert run.err.count("\n") == 1
    assert "HOTSEAT_LANG" in run.err


@pytest.mark.skipif(os.name != "posix", reason="other systems always have a home")
@pytest.mark.parametrize("home", [{}, {"HOME": "/dev/null/nowhere"}], ids=["unset", "unusable"])
def test_without_a_home_everything_goes_to_the_temporary_folder(home: dict[str, str]) -> None:
    found = load_settings(home)
    assert found.temporary
    assert found.data_dir.is_absolute()
    assert found.data_dir.name.startswith("hotseat")


def test_a_practice_without_a_home_is_saved_in_the_temporary_folder(hotseat: Program, tmp_path: Path) -> None:
    poor = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "LC_ALL": "C.UTF-8"}
    command = hotseat.command(*PRACTICE, "--plain")
    run = subprocess.run(command, env=poor, input=b"hello\n", capture_output=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    [saved] = tmp_path.glob("hotseat*/sessions/*.jsonl")
    assert b"No home folder was found" in run.stderr
    assert str(saved.parent).encode() in run.stderr


@pytest.mark.skipif(os.name != "posix", reason="other systems always have a home")
@pytest.mark.parametrize("how", ["writable", "link"])
def test_settings_that_others_may_have_put_into_the_temporary_folder_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ours = load_settings({}).data_dir
    assert ours.stat().st_mode & 0o077 == 0
    assert load_settings({}).data_dir == ours
    (ours / "config.toml").write_text('lang = "zh-Hant"\n')
    assert load_settings({}).lang == "zh-Hant"
    if how == "link":
        ours.rename(tmp_path / "elsewhere")
        ours.symlink_to(tmp_path / "elsewhere")
    else:
        ours.chmod(0o777)
    found = load_settings({})
    assert found.lang is None
    assert found.data_dir != ours
    assert found.data_dir.parent == tmp_path


def test_preferences_come_back_as_saved(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    kept = Preferences(lang="zh-Hant", theme="light", persona="amiable", difficulty=4, exam=True)
    save_preferences(settings, kept)
    assert load_preferences(settings) == kept


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xff", b'{"v":2}', b'{"difficulty":9}', b'{"unknown":1}', b"[" * 100_000],
    ids=["empty", "torn", "list", "not UTF-8", "later version", "out of range", "unknown", "deep"],
)
def test_damaged_preferences_cost_a_theme_not_a_session(tmp_path: Path, write: Write, content: bytes) -> None:
    write("preferences.json", content)
    assert load_preferences(Settings(data_dir=tmp_path)) == Preferences()


def test_preferences_that_are_a_folder_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").mkdir()
    assert load_preferences(Settings(data_dir=tmp_path)) == Preferences()


@pytest.mark.parametrize(
    ("settings", "preferences", "locale", "expected"),
    [
        (Settings(lang="en"), Preferences(lang="zh-Hant"), "zh_CN.UTF-8", "en"),
        (Settings(), Preferences(lang="zh-Hant"), "zh_CN.UTF-8", "zh-Hant"),
        (Settings(), Preferences(), "zh_CN.UTF-8", "zh-Hans"),
        (Settings(), Preferences(), "zh_TW", "zh-Hant"),
        (Settings(), Preferences(), "zh_Hant_HK", "zh-Hant"),
        (Settings(), Preferences(), "fr_FR", "en"),
        (Settings(), Preferences(), "", "en"),
    ],
    ids=["setting", "last used", "mainland", "Taiwan", "Hong Kong", "other", "none"],
)
def test_the_language_is_set_remembered_or_the_locales(
    settings: Settings, preferences: Preferences, locale: str, expected: str
) -> None:
    assert language(settings, preferences, {"LANG": locale}) == expected
