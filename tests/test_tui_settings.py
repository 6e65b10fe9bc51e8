"""The settings screen: choose, try out, keep; the file's comments stay, and a key is seen nowhere."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual.pilot import Pilot

from hotseat.errors import SettingsError
from hotseat.lang import LANGS, Lang
from hotseat.settings import load_settings
from hotseat.settings.config_file import change_table, keep_key, read_table
from hotseat.tui.app import HotseatApp
from hotseat.tui.home import HomeScreen
from hotseat.tui.settings import SettingsScreen
from hotseat.wiring import House
from openai_server import Request, serve
from tui_kit import AT, NARROW, WIDE, clock, screen, until

Compare = Callable[..., bool]
SVGImageExtension.file_extension = "svg"
KEY = "sk-typed-0123456789abcdef"


def program(folder: Path, lang: Lang = "en", **environ: str) -> HotseatApp:
    places = {"HOTSEAT_DATA_DIR": str(folder), "HOTSEAT_CONFIG": str(folder / "config.toml"), "HOTSEAT_LANG": lang}
    return HotseatApp(House(load_settings(places | environ), places | environ), clock=clock, pace=0)


async def opened(pilot: Pilot[None]) -> SettingsScreen:
    home = await screen(pilot, HomeScreen)
    home.menu.highlighted = home.menu.get_option_index("settings")
    await pilot.press("enter")
    found = await screen(pilot, SettingsScreen)
    await until(pilot, lambda: found.servers.highlighted is not None)
    return found


async def choose(pilot: Pilot[None], settings: SettingsScreen, server: str) -> None:
    settings.servers.highlighted = settings.servers.get_option_index(server)
    await pilot.pause()


def ready(request: Request) -> str:
    return '{"ready": true}' if request.format else "I am ready."


async def test_without_a_model_everything_is_offline_and_says_so(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        settings = await opened(pilot)
        assert "Everything is offline" in settings.result.plain
        assert settings.model.disabled
        await pilot.press("f5")
        await until(pilot, lambda: "nothing to test" in settings.result.plain)


async def test_a_server_is_tried_out_before_it_is_saved(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with serve(ready) as server, app.run_test(size=NARROW) as pilot:
        settings = await opened(pilot)
        await choose(pilot, settings, "-address-")
        settings.address.value = server.base_url
        await pilot.press("f5")
        await until(pilot, lambda: "works" in settings.result.plain)
        assert "first words after" in settings.result.plain
        assert not (tmp_path / "config.toml").exists()


async def test_a_failed_try_says_why(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        settings = await opened(pilot)
        await choose(pilot, settings, "-address-")
        settings.address.value = "127.0.0.1"
        await pilot.press("f5")
        await until(pilot, lambda: "must be an address" in settings.result.plain)
        await choose(pilot, settings, "deepseek")
        await pilot.press("f5")
        await until(pilot, lambda: "DEEPSEEK_API_KEY is not set" in settings.result.plain)


async def test_what_is_saved_is_used_and_the_comments_stay(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('# mine\nlang = "en"  # stays\n\n[reader]\nbudget_s = 2.0 # slow\n', encoding="utf-8")
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        settings = await opened(pilot)
        await choose(pilot, settings, "ollama")
        settings.model.value = "qwen3:8b"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Saved in" in settings.result.plain)
        assert {one.model for one in app.house.settings.connections.values()} == {"qwen3:8b"}
        assert app.house.settings.connections["reader"].budget_s == 2.0
        await pilot.press("escape")
        home = await screen(pilot, HomeScreen)
        await until(pilot, lambda: "qwen3:8b" in str(home.menu.get_option("settings").prompt))
    text = config.read_text(encoding="utf-8")
    assert text.startswith('# mine\nlang = "en"  # stays\n\n[reader]\nbudget_s = 2.0 # slow\n')
    assert read_table(config, "model") == {"preset": "ollama", "model": "qwen3:8b"}


async def test_a_role_can_stay_offline_while_the_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[model]\npreset = "ollama"\n', encoding="utf-8")
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        settings = await opened(pilot)
        settings.table.choose("grader")
        await until(pilot, lambda: settings.servers.highlighted == 0)
        await choose(pilot, settings, "-offline-")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Saved in" in settings.result.plain)
        assert set(app.house.settings.connections) == {"customer", "reader"}
        await choose(pilot, settings, "-same-")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "grader" in app.house.settings.connections)


async def test_a_typed_key_goes_to_a_file_of_its_own_and_is_shown_nowhere(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        settings = await opened(pilot)
        await choose(pilot, settings, "deepseek")
        settings.model.value = "m"
        settings.key_kind.choose("typed")
        await until(pilot, lambda: settings.key_place.password)
        settings.key_place.value = KEY
        await pilot.pause()
        assert KEY not in app.export_screenshot()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Saved in" in settings.result.plain)
        assert settings.key_kind.value == "file"
        assert KEY not in app.export_screenshot()
    kept = tmp_path / "keys" / "model"
    assert kept.read_text(encoding="utf-8").strip() == KEY
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert KEY not in (tmp_path / "config.toml").read_text(encoding="utf-8")


async def test_an_idle_key_is_told_on_the_first_screen_and_only_once(tmp_path: Path) -> None:
    for told in (1, 0):
        app = program(tmp_path, OPENAI_API_KEY=KEY)
        async with app.run_test(size=NARROW) as pilot:
            await screen(pilot, HomeScreen)
            await pilot.pause()
            await until(pilot, lambda: len(app._notifications) == told)  # noqa: B023
            assert KEY not in app.export_screenshot()


def test_a_table_that_would_be_wrong_is_not_written(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[model]\nmodel = 'm'\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="must be an address"):
        change_table(config, "model", {"base_url": "nowhere"})
    assert config.read_text(encoding="utf-8") == "[model]\nmodel = 'm'\n"


def test_a_file_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("model = \n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"config\.toml"):
        change_table(tmp_path / "config.toml", "model", {"model": "m"})


def test_a_kept_key_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    for key in ("one", "two"):
        path = keep_key(tmp_path / "config.toml", "model", key)
    assert path.read_text(encoding="utf-8") == "two\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("lang", LANGS)
def test_how_it_looks(snap_compare: Compare, lang: Lang, size: tuple[int, int]) -> None:
    app = program(Path("/home/trainee/hotseat"), lang)
    assert AT

    async def before(pilot: Pilot[None]) -> None:
        settings = await opened(pilot)
        await choose(pilot, settings, "deepseek")
        settings.model.value = "deepseek-v4-flash"
        assert settings.key_place.placeholder == "DEEPSEEK_API_KEY"
        assert settings.focused is settings.servers
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)
