"""Which model plays a role: who wins, what goes online, and that the key of one server never reaches another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Program
from hotseat.errors import SettingsError
from hotseat.settings import Settings, load_settings
from hotseat.settings.connection import Connection, presets
from hotseat.wiring import build

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def load(tmp_path: Path, write: Write) -> Callable[..., Settings]:
    def load_from(toml: str = "", *, flags: dict[str, object] | None = None, **environ: str) -> Settings:
        write("config.toml", toml)
        places = {"HOTSEAT_DATA_DIR": str(tmp_path), "HOTSEAT_CONFIG": str(tmp_path / "config.toml")}
        return load_settings(places | environ, flags or {})

    return load_from


Load = Callable[..., Settings]


def customer(settings: Settings) -> Connection:
    return settings.connections["customer"]


@pytest.mark.parametrize(
    ("toml", "environ"),
    [
        ("", {}),
        ("", {"OPENAI_API_KEY": "sk-1"}),
        ("", {"HOTSEAT_API_KEY": "sk-1"}),
        ("[model]\ntemperature = 0.5\n", {"OPENAI_API_KEY": "sk-1"}),
        ('[model]\nmodel = "m"\noffline = true\n', {}),
    ],
    ids=["nothing", "a key", "our key", "a temperature", "offline"],
)
def test_nobody_goes_online_before_an_endpoint_was_chosen(load: Load, toml: str, environ: dict[str, str]) -> None:
    assert load(toml, **environ).connections == {}


def test_a_key_alone_is_named_so_that_its_owner_can_be_told(load: Load) -> None:
    assert load(OPENAI_API_KEY="sk-1").spare_key == "OPENAI_API_KEY"
    assert load(OPENAI_API_KEY="sk-1", HOTSEAT_MODEL="m").spare_key == ""
    assert load(OPENAI_API_KEY="sk-1", flags={"offline": True}).spare_key == ""


def test_a_model_alone_is_asked_at_openai(load: Load) -> None:
    found = customer(load(HOTSEAT_MODEL="gpt-x"))
    assert (found.base_url, found.model, found.api_key_env) == (
        "https://api.openai.com/v1",
        "gpt-x",
        "OPENAI_API_KEY",
    )
    assert found.redact


def test_flags_win_over_our_variables_over_openais_over_the_file(load: Load) -> None:
    toml = '[model]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "of-file"\n'
    openai = {"OPENAI_BASE_URL": "http://127.0.0.1:2/v1"}
    ours = {"HOTSEAT_BASE_URL": "http://127.0.0.1:3/v1"}
    flags: dict[str, object] = {"base_url": "http://127.0.0.1:4/v1"}
    ports = [customer(found).base_url[17] for found in (load(toml), load(toml, **openai), load(toml, **openai, **ours))]
    assert ports == ["1", "2", "3"]
    assert customer(load(toml, **openai, **ours, flags=flags)).base_url == "http://127.0.0.1:4/v1"


def test_a_role_has_its_own_table_and_variables(load: Load) -> None:
    toml = '[model]\npreset = "ollama"\nmodel = "a"\n[reader]\nmodel = "b"\n[grader]\noffline = true\n'
    found = load(toml, HOTSEAT_CUSTOMER_MODEL="c").connections
    assert {role: one.model for role, one in found.items()} == {"customer": "c", "reader": "b"}
    assert found["reader"].base_url == presets()["ollama"].base_url
    assert found["customer"].sources["model"] == "HOTSEAT_CUSTOMER_*"
    assert found["reader"].sources["base_url"] == "preset ollama"


def test_the_key_and_model_of_one_server_are_not_taken_to_another(load: Load) -> None:
    toml = '[model]\npreset = "deepseek"\nmodel = "m"\ntemperature = 1.0\nbudget_s = 3\n'
    toml += 'api_key_command = "pass deepseek"\n'
    found = customer(load(toml, flags={"base_url": "http://elsewhere.example/v1"}))
    assert (found.key_source, found.model, found.temperature) == (None, "auto", None)
    assert found.budget_s == 3


def test_openais_key_goes_with_openais_address_only(load: Load) -> None:
    key = {"OPENAI_API_KEY": "sk-1"}
    assert customer(load(OPENAI_BASE_URL="http://127.0.0.1:2/v1", **key)).api_key_env == "OPENAI_API_KEY"
    assert customer(load(OPENAI_BASE_URL="http://127.0.0.1:2/v1")).api_key_env == ""
    assert customer(load(HOTSEAT_BASE_URL="http://127.0.0.1:2/v1", **key)).api_key_env == ""
    assert customer(load(flags={"preset": "deepseek"}, **key)).api_key_env == "DEEPSEEK_API_KEY"


def test_our_key_is_used_whatever_the_server(load: Load) -> None:
    assert customer(load(HOTSEAT_API_KEY="k", HOTSEAT_PRESET="kimi")).api_key_env == "HOTSEAT_API_KEY"


def test_offline_silences_every_role(load: Load) -> None:
    assert load('[model]\nmodel = "m"\n', HOTSEAT_MODEL="n", flags={"offline": True}).connections == {}


def test_a_higher_layer_takes_a_role_online_again(load: Load) -> None:
    assert customer(load("[model]\noffline = true\n", HOTSEAT_MODEL="n")).model == "n"


@pytest.mark.parametrize("name", presets())
def test_every_preset_can_be_used(load: Load, name: str) -> None:
    found = customer(load(HOTSEAT_PRESET=name))
    assert found.preset == name
    assert found.redact != found.is_local


@pytest.mark.parametrize(("name", "meant"), [("qwen", "dashscope"), ("Kimi", "moonshot"), ("llama.cpp", "llamacpp")])
def test_presets_have_the_names_that_people_use(load: Load, name: str, meant: str) -> None:
    assert customer(load(HOTSEAT_PRESET=name)).preset == meant


def test_variables_carry_numbers_and_objects(load: Load) -> None:
    found = customer(
        load(HOTSEAT_MODEL="m", HOTSEAT_TEMPERATURE="0.5", HOTSEAT_EXTRA_BODY='{"thinking": {"type": "disabled"}}')
    )
    assert (found.temperature, found.extra_body) == (0.5, {"thinking": {"type": "disabled"}})


def test_an_address_is_brought_into_one_form(load: Load) -> None:
    assert customer(load(HOTSEAT_BASE_URL=" http://127.0.0.1:8080/v1/chat/completions ")).base_url == (
        "http://127.0.0.1:8080/v1"
    )


FAULTS = {
    "unknown": ("[model]\nmodle = 'm'\n", {}, r"config\.toml \[model\]: unknown setting 'modle'; known are"),
    "a key": ("[model]\napi_key = 'sk-1'\n", {}, "no key in here"),
    "no table": ("model = 'm'\n", {}, r'a table is expected, as in "\[model\]"'),
    "preset": ("[reader]\npreset = 'closedai'\n", {}, r"\[reader\]: preset: 'closedai' is none of openai, deepseek"),
    "scheme": ("", {"HOTSEAT_BASE_URL": "127.0.0.1:8080"}, r"HOTSEAT_\*: base_url: must be an address"),
    "user": ("", {"HOTSEAT_BASE_URL": "http://me:secret@host/v1"}, "no name or key inside the address"),
    "query": ("", {"HOTSEAT_BASE_URL": "http://host/v1?key=secret"}, r"ends before '\?'"),
    "hot": ("", {"HOTSEAT_MODEL": "m", "HOTSEAT_TEMPERATURE": "warm"}, "temperature"),
    "role": ("", {"HOTSEAT_READER_MODLE": "m"}, "HOTSEAT_READER_MODLE: means nothing"),
    "extra": ("", {"HOTSEAT_MODEL": "m", "HOTSEAT_EXTRA_BODY": "{"}, "extra_body"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_holds_no_secret(load: Load, name: str) -> None:
    toml, environ, words = FAULTS[name]
    with pytest.raises(SettingsError, match=words) as raised:
        load(toml, **environ)
    assert "sk-1" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_the_house_connects_once_and_anew_after_a_change(tmp_path: Path, write: Write) -> None:
    environ = {"HOTSEAT_DATA_DIR": str(tmp_path), "HOTSEAT_CONFIG": str(tmp_path / "config.toml")}
    house = build(environ)
    assert house.endpoint("customer") is None
    write("config.toml", '[model]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"\n[grader]\noffline = true\n')
    house.reload()
    customer = house.endpoint("customer")
    assert customer is not None
    assert house.endpoint("customer") is customer
    assert house.endpoint("grader") is None
    write("config.toml", 'lang = "fr"\n')
    with pytest.raises(SettingsError):
        house.reload()
    assert house.endpoint("customer") is customer


def test_an_idle_key_is_told_once_and_nothing_is_sent(hotseat: Program) -> None:
    key = {"OPENAI_API_KEY": "sk-idle-0123456789"}
    first = hotseat.practise("--plain", stdin="hello\n", environ=key)
    second = hotseat.practise("--plain", stdin="hello\n", environ=key)
    assert first.code == second.code == 0
    assert "OPENAI_API_KEY holds a key" in first.err
    assert "OPENAI_API_KEY" not in second.err
    everything = first.out + first.err + "".join(path.read_text() for path in hotseat.home.rglob("*") if path.is_file())
    assert "sk-idle" not in everything
