"""Who is let in, and under which name: pure rules."""

from __future__ import annotations

import pytest

from hotseat.errors import RoomLinkError
from hotseat.room.net.doors import ALPHABET, Bucket, Guard, new_code, new_key, new_token, plain_code, salted, same
from hotseat.room.net.names import distinct, read_name
from hotseat.room.net.place import address_of, host_of, is_loopback, shown_address
from hotseat.room.net.wire import Hello, Refused, read_client


@pytest.mark.parametrize(
    "name", ["小张", "Ann", "O’Neil", "王 小明", "José", "Ann (2)", "🙂", "一二三四五六七八九十一二"]
)
def test_names_that_people_have(name: str) -> None:
    assert read_name(f"  {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="empty"),
        pytest.param(" \u3000 ", id="blank"),
        pytest.param("\u200b\u200d", id="zero width"),
        pytest.param("An\u200bn", id="zero width within"),
        pytest.param("Ann\u202egnp", id="bidi"),
        pytest.param("Ann\x1b[31m", id="escape"),
        pytest.param("Ann\nBen", id="two lines"),
        pytest.param("A" * 25, id="too wide"),
        pytest.param("一二三四五六七八九十一二三", id="too wide in Chinese"),
        pytest.param("Z\u0301\u0302\u0303\u0304", id="piled marks"),
        pytest.param("\ue000", id="private use"),
        pytest.param("\u3164", id="blank letter"),
        pytest.param("...", id="nothing but stops"),
    ],
)
def test_names_that_nobody_can_read(name: str) -> None:
    assert read_name(name) == ""


def test_two_people_of_one_name_are_told_apart_to_the_eye() -> None:
    assert distinct("小张", ["小李"]) == "小张"
    assert distinct("小张", ["小张"]) == "小张 (2)"
    assert distinct("小張", ["小张", "小张 (2)"]) == "小張 (3)"
    assert distinct("ＡＮＮ", ["ann"]) == "ＡＮＮ (2)"


def test_codes_can_be_read_out_and_compared_as_typed() -> None:
    assert all(len(code) == 6 and set(code) <= set(ALPHABET) for code in (new_code() for _ in range(50)))
    assert not set("ILOS015") & set(ALPHABET)
    assert same("abc-d 23", "ABCD23")
    assert not same("ABCD2", "ABCD23")
    assert plain_code("ab cd-23") == "ABCD23"
    assert len(plain_code(new_key())) == 16
    assert len({new_token() for _ in range(50)}) == 50
    assert salted("abcd23", "x") == salted("ABC D23", "x") != salted("ABCD23", "y")


def test_wrong_codes_are_waited_for_longer_each_time() -> None:
    guard = Guard()
    waits = []
    for _ in range(10):
        guard.failed("10.0.0.1", 100.0)
        waits.append(guard.wait("10.0.0.1", 100.0))
    assert waits[:6] == [0, 0, 1, 2, 4, 8]
    assert waits[-1] == 60
    assert guard.wait("10.0.0.2", 100.0) == 0
    assert guard.wait("10.0.0.1", 161.0) == 0
    guard.passed("10.0.0.1")
    assert guard.wait("10.0.0.1", 100.0) == 0


def test_many_addresses_together_wait_too() -> None:
    guard = Guard()
    for number in range(40):
        guard.failed(f"10.0.1.{number}", 5.0)
    assert 0 < guard.wait("10.0.2.1", 5.0) <= 2
    assert guard.wait("10.0.2.1", 8.0) == 0


def test_a_bucket_lets_a_burst_through_and_then_a_trickle() -> None:
    bucket = Bucket(3, 2.0, 0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(0.5)
    assert not bucket.take(0.6)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.168.1.20", "ws://192.168.1.20:8722"),
        ("127.0.0.1:9000", "ws://127.0.0.1:9000"),
        ("ws://room.local:80/", "ws://room.local:80"),
        ("wss://room.example", "wss://room.example"),
        ("[::1]", "ws://[::1]:8722"),
        ("[::1]:80", "ws://[::1]:80"),
    ],
)
def test_addresses_as_people_type_them(typed: str, address: str) -> None:
    assert address_of(typed) == address


@pytest.mark.parametrize("typed", ["", "http://x", "ws://", "a b", "host/path", "user@host", "file:///etc/passwd"])
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(RoomLinkError, match="no address"):
        address_of(typed)


def test_only_this_machine_is_loopback() -> None:
    assert [is_loopback(one) for one in ("127.0.0.1", "::1", "localhost", "127.9.9.9")] == [True] * 4
    assert [is_loopback(one) for one in ("0.0.0.0", "192.168.1.2", "::", "room.example")] == [False] * 4
    assert (host_of("ws://[::1]:80"), host_of("wss://a.example"), host_of("ws://a:1")) == ("::1", "a.example", "a")
    assert shown_address("::1", 80, is_secure=True) == "wss://[::1]:80"
    assert "0.0.0.0" not in shown_address("0.0.0.0", 80, is_secure=False)


DO = '{"type":"do","id":1,"command":%s}'


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param("", "malformed", id="empty"),
        pytest.param("[" * 5000, "malformed", id="deep"),
        pytest.param('{"type":"hello","v":1,"code":"x","name":"y","more":1}', "malformed", id="unknown field"),
        pytest.param('{"type":"hello","v":2,"code":"x","name":"y","more":1}', "version", id="later version"),
        pytest.param(DO % '{"type":"join","person":{}}', "malformed", id="join"),
        pytest.param(DO % '{"type":"time_out","exchange":1}', "malformed", id="time-out"),
        pytest.param(DO % '{"type":"give_grade","exchange":1,"grade":{}}', "malformed", id="grade"),
        pytest.param(DO % '{"type":"set_presence","person":"p","here":false}', "malformed", id="presence"),
        pytest.param('{"type":"hello","v":1,"code":"\\ud800","name":"y"}', "malformed", id="half a character"),
        pytest.param(b"\x00", "malformed", id="bytes"),
    ],
)
def test_what_is_no_message(raw: str | bytes, why: str) -> None:
    found = read_client(raw)
    assert isinstance(found, Refused)
    assert found.why == why


def test_a_hello_is_read() -> None:
    assert isinstance(read_client('{"type":"hello","v":1,"code":"x","name":"y"}'), Hello)
