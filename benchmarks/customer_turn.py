"""What we add to a model's turn: `python benchmarks/customer_turn.py [TURNS]`.

From the first whole sentence received to that sentence checked and handed to whoever paints it, against a scripted
server in a process of its own, in all languages, personas and scenarios. At most 15 ms at the 99th percentile is
wanted. Beside it, the time from Enter to the request: reading, directing, writing the prompt. Painting itself is
measured by paint.py.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Final, TypeVar

from hotseat.actor import OfflineActor, Spoken
from hotseat.actor.model import ModelActor
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.llm import Answer, Done, Message, Schema
from hotseat.llm.endpoint import ModelEndpoint
from hotseat.llm.transport import Transport
from hotseat.practice import Practice, new_header, now
from hotseat.reader import ReadingAtOnce, RulesReader, load_cues
from hotseat.session import Header
from hotseat.settings.connection import Connection
from hotseat.store.sessions import SessionFile

T = TypeVar("T")

SERVER: Final = Path(__file__).parents[1] / "tests" / "openai_server.py"
MOST_MS: Final = 15.0
TALK: Final[dict[Lang, tuple[str, str, str]]] = {
    "zh-Hans": ("换作是我也会着急的。您能跟我说说当时的情况吗？", "你先听我把话说完。", "别急着往下问。"),
    "zh-Hant": ("換作是我也會著急的。您可以跟我說說當時的狀況嗎？", "你先聽我把話講完。", "不要急著往下問。"),
    "en": ("I'd be upset too. Could you tell me what happened?", "Hear me out first. ", "Don't hurry me along."),
}


class Timed:
    """An endpoint that notes when the request went out and when the first sentence was there."""

    def __init__(self, endpoint: ModelEndpoint, sentence: str) -> None:
        self._endpoint, self._sentence = endpoint, sentence
        self.model = endpoint.model
        self.asked = self.received = 0.0

    async def stream(self, messages: Sequence[Message]) -> AsyncIterator[str | Done]:
        """The pieces, as they come."""
        self.asked, text = perf_counter(), ""
        self.received = 0.0
        async for piece in self._endpoint.stream(messages):
            text += piece if isinstance(piece, str) else ""
            if not self.received and len(text) >= len(self._sentence):
                self.received = perf_counter()
            yield piece

    async def ask(self, messages: Sequence[Message], schema: Schema[T]) -> Answer[T]:
        """Not measured here."""
        return await self._endpoint.ask(messages, schema)


async def main(turns: int) -> int:
    """Print the figures; 1 when they miss the aim."""
    library = Library()
    reader = RulesReader(load_cues(library.cues()))
    found: list[tuple[float, float]] = []
    for lang in LANGS:
        server = _serve(lang)
        try:
            assert server.stdout
            endpoint = _endpoint(server.stdout.readline().decode().strip())
            await endpoint.warm()
            # the first turn of a language compiles its patterns
            found += (await _turns(endpoint, lang, library, reader, turns // len(LANGS) + 1))[1:]
        finally:
            server.communicate(timeout=10)
    before, added = ([pair[place] * 1e3 for pair in found] for place in (0, 1))
    worst = quantiles(added, n=100)[98]
    print(f"{len(found)} turns")
    print(f"Enter to request               p50 {median(before):6.2f} ms   p99 {quantiles(before, n=100)[98]:6.2f} ms")
    print(f"first sentence to checked      p50 {median(added):6.2f} ms   p99 {worst:6.2f} ms   (at most {MOST_MS:g})")
    return int(worst > MOST_MS)


async def _turns(
    endpoint: ModelEndpoint, lang: Lang, library: Library, reader: RulesReader, turns: int
) -> list[tuple[float, float]]:
    people = [title.id for title in library.titles("persona")]
    stories = [title.id for title in library.titles("scenario") if library.scenario(title.id).opens == "customer"]
    choices = list(product(people, stories))
    with tempfile.TemporaryDirectory() as folder:
        return [
            await _turn(
                Timed(endpoint, TALK[lang][1]),
                _header(library, *choices[at % len(choices)], lang, at),
                library,
                reader,
                Path(folder),
            )
            for at in range(turns)
        ]


def _header(library: Library, persona: str, scenario: str, lang: Lang, seed: int) -> Header:
    people, stories = library.persona(persona), library.scenario(scenario)
    return new_header(people, stories, lang=lang, difficulty=2, seed=seed, at=now())


async def _turn(
    timed: Timed, header: Header, library: Library, reader: RulesReader, folder: Path
) -> tuple[float, float]:
    """Seconds from Enter to the request, and from the first sentence to its being checked."""
    lang = header.lang
    actor = ModelActor(timed, OfflineActor(library.bank(header.persona.bank, lang)), library.limits(lang))
    log = SessionFile.create(folder, header)
    practice = await Practice.begin(header, reader=ReadingAtOnce(reader), actor=actor, log=log)
    async for _ in practice.go_on():
        pass
    enter, painted = perf_counter(), 0.0
    async for event in practice.reply(TALK[lang][0]):
        if isinstance(event, Spoken) and event.text and not painted:
            painted = perf_counter()
    practice.close()
    if not painted:
        raise SystemExit(f"nothing of the model's was shown in {header.id}: {practice.session.lines[-1].text!r}")
    return timed.asked - enter, painted - timed.received


def _serve(lang: Lang) -> subprocess.Popen[bytes]:
    text = "".join(TALK[lang][1:])
    return subprocess.Popen(
        [sys.executable, str(SERVER), "--text", text, "--gap", "0.002"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _endpoint(url: str) -> ModelEndpoint:
    connection = Connection(role="customer", base_url=url, model="loopback-1")
    return ModelEndpoint(connection, Transport(url, None, read_timeout_s=20))


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)))
