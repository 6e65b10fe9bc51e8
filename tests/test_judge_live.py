"""Reader and grader over a real connection, whatever the server's manners: every personality reads and grades."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hotseat.grader.canary import CanaryBook
from hotseat.grader.model import ModelGrader
from hotseat.library import Library
from hotseat.llm import Message
from hotseat.llm.switchboard import Switchboard
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader
from hotseat.reader.model import ModelReader
from hotseat.settings.connection import Connection
from hotseat.transcripts import foreign_talk
from judges import stern
from openai_server import Request, serve
from personalities import PERSONALITIES

REPLY = "Three hours in the rain; I would be climbing the walls."


def judge(request: Request) -> str:
    """Reads and grades."""
    if "empathise:" in request.words:
        return json.dumps({"moves": [{"id": "empathise", "quote": "climbing the walls"}]})
    return stern(
        [
            Message(role="system" if one["role"] == "system" else "user", content=one["content"])
            for one in request.messages
            if one["role"] in ("system", "user")
        ][:2]
    )


@pytest.mark.parametrize("name", sorted(PERSONALITIES))
async def test_a_server_of_any_manners_reads_and_grades(
    name: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    async with serve(judge, PERSONALITIES[name]) as server:
        switchboard = Switchboard({}, memory=tmp_path / "servers.json")
        endpoint = switchboard.endpoint(Connection(role="grader", base_url=server.base_url, model="m", redact=False))
        model = ModelReader(endpoint, reader, budget_s=60)
        reading = await model.read(REPLY, Context(lang="en", customer="I waited three hours in the rain!"))
        turns = [("customer", "I waited three hours in the rain!"), ("trainee", REPLY)]
        talk = foreign_talk(turns, talk_id="x", lang="en", reader=reader)
        grader = ModelGrader(endpoint, reader, canaries=CanaryBook(tmp_path))
        (card,) = await grader.grade(talk, (library.rubric("listening"),))
        await switchboard.close()
    assert reading.ids == {MoveId.EMPATHISE}
    assert reading.moves[0].source == "model"
    assert card.grader.kind == "model"
    assert card.grader.model
