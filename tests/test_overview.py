"""Reports of a batch: every format as agreed, no more claimed than the numbers bear, nothing hostile let through."""

from __future__ import annotations

import csv
import json
import re
import tracemalloc
import zipfile
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from io import StringIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import Program
from hotseat.errors import NotFoundError, RunError, Sentence, TranscriptError
from hotseat.i18n import mark, translator
from hotseat.lang import LANGS, Lang
from hotseat.reports.batch import FORMATS, Format, Wish, write_formats
from hotseat.reports.batch.gather import MOST_GROUPS, gather
from hotseat.reports.batch.names import KEY_FILE, Names, Pseudonyms
from hotseat.reports.batch.page import style
from hotseat.reports.batch.table import defused
from hotseat.reports.batch.tally import ENOUGH, CheckTally, Said, Tally
from hotseat.reports.batch.titles import Titles
from hotseat.reports.batch.view import section
from hotseat.reports.batch.words import Words
from hotseat.runs import Failure, Run, Scored
from hotseat.runs.told import Told
from hotseat.scorecard import VerdictWord
from runs_kit import HOSTILE, card, small_run, write_run
from tui_kit import CONTENT, FixtureLibrary

GOLDEN = Path(__file__).parent / "data" / "golden"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def wish(lang: Lang = "en", **more: object) -> Wish:
    made = Wish(lang=lang, tr=translator(lang), rubrics=FixtureLibrary(CONTENT))
    for name, value in more.items():
        object.__setattr__(made, name, value)
    return made


def report(folder: Path, *formats: Format, lang: Lang = "en", **more: object) -> list[Path]:
    return list(write_formats(folder, formats, wish(lang, **more)))


def text_of(folder: Path, form: Format = "html", lang: Lang = "en", **more: object) -> str:
    (path,) = report(folder, form, lang=lang, **more)
    return path.read_text(encoding="utf-8-sig")


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """The cells of a workbook as a spreadsheet reads them."""
    with zipfile.ZipFile(path) as book:
        names = [
            one.attrib["name"] for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{CELL}sheet")
        ]
        found = {}
        for number, name in enumerate(names, start=1):
            root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(root.iter(f"{CELL}f")), "no formula"
            assert not list(root.iter(f"{CELL}hyperlink")), "no link"
            found[name] = [_row(row) for row in root.iter(f"{CELL}row")]
        return found


def _row(row: ElementTree.Element) -> list[str]:
    """The cells of a row in their columns; what is empty is not in the file."""
    cells = {ord(cell.attrib["r"][0]) - ord("A"): "".join(cell.itertext()) for cell in row}
    return [cells.get(column, "") for column in range(max(cells) + 1)]


def unstyled(html: str) -> str:
    """A page without its looks, which may change at any time."""
    html = re.sub(r"(?s)<style>.*?</style>", "<style></style>", html)
    return re.sub(r"sha256-[^&]+&#39;", "sha256-HASH&#39;", html)


class Page(HTMLParser):
    """What a browser would find in a report."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"] or not self.words:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


# --- as agreed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_as_agreed(tmp_path: Path, lang: Lang) -> None:
    agreed = (GOLDEN / f"report.{lang}.html").read_text(encoding="utf-8")
    assert unstyled(text_of(small_run(tmp_path), lang=lang)) == agreed


@pytest.mark.parametrize("name", ["summary.csv", "summary.jsonl"])
def test_the_table_is_as_agreed(tmp_path: Path, name: str) -> None:
    (path,) = write_formats(small_run(tmp_path), ["csv" if name.endswith("csv") else "jsonl"], wish())
    assert path.read_bytes() == (GOLDEN / name).read_bytes()


def test_the_workbook_is_as_agreed(tmp_path: Path) -> None:
    (path,) = report(small_run(tmp_path), "xlsx")
    assert sheets(path) == json.loads((GOLDEN / "summary.xlsx.json").read_text(encoding="utf-8"))


def test_the_workbook_has_bars_and_a_frozen_head(tmp_path: Path) -> None:
    (path,) = report(small_run(tmp_path), "xlsx")
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'type="dataBar"' in sheet
    assert 'state="frozen"' in sheet
    assert "<cols>" in sheet


# --- what is said --------------------------------------------------------------------------------------------


def test_the_page_says_who_needs_what(tmp_path: Path) -> None:
    page = Page(text_of(small_run(tmp_path))).text
    assert "Who needs what practice?" in page
    assert "Solving Ben Wu Ann Lee Was the customer spared blame? missed in 1 of 3" in page
    assert "Ann Lee 3 45–70 Solving Was something offered? missed in 2 of 2" in page
    assert "That is your own fault, Ann Lee says." in page
    assert "these words did harm" in page
    assert "talks/monday.jsonl:17 turns: Field required" in page
    assert "t4 Ben Wu listening@1 Words addressed to the grader: at most 39 points" in page
    assert "t6 Ann Lee listening@1 No total" in page


def test_few_talks_are_observations_and_many_make_a_median(tmp_path: Path) -> None:
    few = write_run(tmp_path / "few", [card(f"t{n}", total=10.0 * n) for n in range(ENOUGH - 1)])
    many = write_run(tmp_path / "many", [card(f"t{n}", total=10.0 * n) for n in range(ENOUGH)])
    assert "observations, not statistics" in text_of(few)
    assert 'class="mid"' not in text_of(few)
    assert "observations, not statistics" not in text_of(many)
    assert "median 45.0" in text_of(many)
    rows = sheets(report(few, "xlsx")[0])["criteria"]
    assert rows[1][4] == "", "no median of nine"


def test_too_short_talks_are_listed_and_not_averaged(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card("t1", total=80.0), card("t2", total=0.0, flags=["too_short"])])
    (judged,) = gather(Run(run)).judged.values()
    assert (judged.talks, judged.too_short, judged.totals.values) == (2, 1, [80.0])
    assert "Very short talk" in text_of(run)


def test_two_graders_are_never_mixed(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card("t1", total=80.0), card("t1", total=20.0, kind="model", model="m-1")])
    found = gather(Run(run)).judged
    assert [(judge.grader, judged.totals.values) for judge, judged in found.items()] == [
        ("rules", [80.0]),
        ("model m-1", [20.0]),
    ]
    assert "Manners · model m-1" in Page(text_of(run)).text


def test_before_and_after_compares_what_both_have(tmp_path: Path) -> None:
    ann = {"trainee": "Ann"}
    before = write_run(tmp_path / "a", [card("t1", ("no", "no", "no", "yes"), meta=ann)])
    after = write_run(tmp_path / "b", [card("t2", ("yes", "yes", "no", "yes"), meta=ann)])
    page = Page(text_of(after, before=before)).text
    assert "Before and after" in page
    assert "Hearing 0 of 2 2 of 2" in page
    assert "Ann 1 of 4 3 of 4" in page


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ({"trainee": "Ann"}, {"trainee": "ANN"}),
        ({"trainee": "陳靜"}, {"trainee": "客服陈静"}),
        ({"speaker": "Agent Zhou"}, {"speaker": "Zhou"}),
        ({"speaker": "Zhou"}, {"trainee": "Zhou"}),
        ({"trainee": "Zhou"}, {"speaker": "Agent Zhou"}),
        ({"folder": "amy"}, {"trainee": "Amy"}),
        ({"trainee": "Amy"}, {"folder": "amy"}),
    ],
    ids=str,
)
def test_whoever_is_spelt_otherwise_in_the_earlier_batch_is_the_same_person(
    tmp_path: Path, then: dict[str, str], now: dict[str, str]
) -> None:
    before = write_run(tmp_path / "a", [card("t1", ("no", "no", "no", "yes"), meta=then)])
    after = write_run(tmp_path / "b", [card("t2", ("yes", "yes", "no", "yes"), meta=now)])
    page = Page(text_of(after, before=before)).text
    assert f"{next(iter(now.values()))} 1 of 4 3 of 4" in page


def test_a_field_that_was_asked_for_goes_as_it_is_in_the_earlier_batch_too(tmp_path: Path) -> None:
    before = write_run(tmp_path / "a", [card("t1", meta={"folder": "amy", "team": "North"})])
    after = write_run(tmp_path / "b", [card("t2", meta={"folder": "Amy", "team": "north"})])
    for field in ("folder", "team"):
        page = Page(text_of(after, before=before, group_by=field)).text
        assert "2 of 3 2 of 3" not in page.partition("Before and after")[2].partition("Solving")[2]


def test_talks_with_dates_make_a_curve(tmp_path: Path) -> None:
    page = text_of(small_run(tmp_path))
    assert "Over time" in page
    assert 'class="spark"' in page
    undated = write_run(tmp_path / "undated", [card("t1"), card("t2")])
    assert "Over time" not in text_of(undated)


def test_any_field_can_tell_people_apart(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    assert set(next(iter(gather(Run(run), group_by="team").judged.values())).groups) == {"North", "South"}
    with pytest.raises(RunError, match=r"no talk has the field 'town'; there are: trainee, team, date"):
        report(run, "html", group_by="town")


def people_in(run: Path) -> dict[str, int]:
    (judged,) = gather(Run(run)).judged.values()
    return {name: group.talks for name, group in judged.groups.items()}


def test_a_folder_beside_talks_with_names_is_no_person_unless_something_says_so(tmp_path: Path) -> None:
    cards = [
        card("t1", meta={"trainee": "Ann", "folder": "exports"}),
        card("t2", meta={"agent": "Ben"}),
        card("t3", meta={"folder": "cyril"}),
        card("t4", quote="I am sorry, said cyril."),
    ]
    run = write_run(tmp_path / "one", cards)
    assert people_in(run) == {"Ann": 1, "Ben": 1, "": 2}
    assert "people: 2" in text_of(run)
    assert "cyril" not in text_of(run, anonymise=True)
    dora = card("t5", meta={"folder": "dora", "trainee": "Dora"})
    tells_apart = write_run(tmp_path / "tells", [*cards, dora])
    assert people_in(tells_apart) == {"Ann": 1, "Ben": 1, "Dora": 1, "cyril": 1, "": 1}


def test_a_person_named_in_one_file_and_known_by_the_folder_in_another_is_one(tmp_path: Path) -> None:
    cards = [
        card("t1", meta={"trainee": "Amy Chen", "folder": "amy"}),
        card("t2", meta={"folder": "amy"}),
        card("t3", meta={"folder": "2026/小周"}),
        card("t4", meta={"trainee": "小周"}),
        card("t5", meta={"speaker": "客服小周", "folder": "calls"}),
        card("t6", meta={"agent": "AMY CHEN"}),
        card("t7", meta={"folder": "north/ben"}),
        card("t8", meta={"folder": "south/ben"}),
        card("t9", meta={"trainee": "Ben"}),
    ]
    run = write_run(tmp_path / "run", cards)
    assert people_in(run) == {"Amy Chen": 3, "小周": 3, "Ben": 1, "": 2}, "two folders named ben may be two people"
    by_folder = write_run(tmp_path / "folders", cards[6:8])
    assert people_in(by_folder) == {"north/ben": 1, "south/ben": 1}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_table_counts_a_talk_under_whom_the_page_does(tmp_path: Path, form: Format) -> None:
    run = write_run(
        tmp_path,
        [
            card("t1", meta={"trainee": "客服陈静"}),
            card("t2", meta={"folder": "陳靜"}),
            card("t3", meta={"speaker": "陳靜"}),
            card("t4"),
            card("t5", meta={"speaker": "=1+1"}),
        ],
    )

    def who(**more: object) -> list[object]:
        text = text_of(run, form, "en", **more)
        rows = csv.DictReader(StringIO(text)) if form == "csv" else map(json.loads, text.splitlines())
        return [row["who"] for row in rows]

    assert who() == ["客服陈静"] * 3 + ["", "'=1+1" if form == "csv" else "=1+1"]
    assert Counter(filter(None, map(str, who(group_by="folder")))) == {"陳靜": 1}
    first, *_ = masked = who(anonymise=True)
    assert re.fullmatch(r"P-\w{5}", str(first))
    assert masked[:4] == [first] * 3 + [""]


def test_a_scorecard_of_a_very_long_talk_is_read_back(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card("long", quote="sorry " * 800_000), card("short")])
    found = Run(run)
    assert [one.session for one in found] == ["long", "short"]
    assert not found.unread


def test_talks_without_a_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    cards = [card("t1", meta={"folder": "amy", "date": "2026-03-01"}), card("t2", meta={"folder": "ben"})]
    assert gather(Run(write_run(tmp_path / "own", cards))).group_by == "folder"
    named = [*cards, card("t3", meta={"trainee": "Ann", "folder": "amy"})]
    assert gather(Run(write_run(tmp_path / "named", named))).group_by == "trainee"


def test_a_folder_of_several_people_is_nobody(tmp_path: Path) -> None:
    cards = [
        *(card(f"s{number}", meta={"folder": "amy"}) for number in range(250)),
        card("t1", meta={"trainee": "Ann", "folder": "exports"}),
        card("t2", meta={"trainee": "Ben", "folder": "exports"}),
        card("t3", meta={"folder": "exports"}),
        card("t4", meta={"trainee": "Amy", "folder": "amy"}),
    ]
    run = write_run(tmp_path, cards)
    (judged,) = gather(Run(run)).judged.values()
    assert set(judged.groups) == {"Amy", "Ann", "Ben", ""}
    chats = [("chats", f"客服{name}") for name in "甲乙丙"] + [("north/ben", "Ben Wu"), ("north/ben", "Agent B. Wu")]
    spoken = [card(f"t{n}", meta={"folder": folder, "speaker": who}) for n, (folder, who) in enumerate(chats)]
    (judged,) = gather(Run(write_run(tmp_path / "spoken", spoken))).judged.values()
    assert set(judged.groups) == {"客服甲", "客服乙", "客服丙", "ben"}
    assert "客服甲" not in text_of(tmp_path / "spoken", anonymise=True)
    assert not re.search(r"\bben\b", text_of(tmp_path / "spoken", anonymise=True))
    twins = [card(f"t{n}", meta={"folder": f"{team}/ben", "speaker": "Ben"}) for n, team in enumerate("xy")]
    (judged,) = gather(Run(write_run(tmp_path / "twins", twins))).judged.values()
    assert set(judged.groups) == {"x/ben", "y/ben"}
    (by_folder,) = gather(Run(run), group_by="folder").judged.values()
    assert set(by_folder.groups) == {"amy", "exports"}


def test_talks_of_nobody_stand_last_and_say_how_to_name_them(tmp_path: Path) -> None:
    cards = [card(f"t{n}", ("no", "no", "yes", "no"), total=10.0) for n in range(12)]
    for who, total in (("Ann", 60.0), ("Ben", 70.0)):
        cards.append(card(who, ("yes", "no", "yes", "yes"), total=total, meta={"trainee": who}))
    run = write_run(tmp_path / "run", cards)
    (judged,) = gather(Run(run)).judged.values()
    shown = section(judged, Titles(judged.rubric, wish("en").rubrics, "en"), Words(str, Names(), None))
    assert [row.who for row in shown.heat] == ["Ann", "Ben", "(no name)"]
    assert all("(no name)" not in topic.people for topic in shown.topics)
    assert "Talks of which nobody knows whose they are: 12." in text_of(run)
    assert "不知道是谁的对话：12 场。" in text_of(run, lang="zh-Hans")
    named = write_run(tmp_path / "named", cards[12:])
    assert "nobody knows" not in text_of(named)


def test_what_was_missed_by_many_goes_before_what_was_missed_by_all_of_three() -> None:
    few, many = CheckTally(Counter({"no": 3})), CheckTally(Counter({"no": 300, "yes": 100}))
    assert few.surely_missed < many.surely_missed < CheckTally(Counter({"no": 400})).surely_missed < 1
    assert CheckTally().surely_missed == 0


def test_words_that_many_said_are_quoted_from_the_poorest_and_the_best_who_said_them() -> None:
    tally, totals = CheckTally(), (50.0, 90.0, 10.0, 70.0)
    for word in ("yes", "no"):
        for total in totals:
            tally.keep(word, Said(total, f"t{total:g}", 1, "Thank you.", "Ann", ""))
        tally.keep(word, Said(60.0, "other", 1, "Sorry.", "Ann", ""))
    assert [one.session for one in tally.worst] == ["t10", "other"]
    assert [one.session for one in tally.best] == ["t90", "other"]


def test_what_hardly_anybody_does_is_told_once_however_much_it_is(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card(f"t{n}", ("no",) * 4, meta={"trainee": f"P{n}"}) for n in range(4)])
    judged = next(iter(gather(Run(run)).judged.values()))
    shown = section(judged, Titles(judged.rubric, FixtureLibrary(CONTENT), "en"), Words(str, Names(), None))
    asked = [one.ask for one in shown.everybody] + [one.row.ask for one in shown.weak]
    assert (len(asked), len(set(asked))) == (4, 4)


def test_what_could_not_be_scored_is_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    why = Sentence(mark("cannot be read: {why}"), why=Sentence(mark("Permission denied")))
    fits_not = Told(text="cannot be read: {why}", values={"what": "x"})
    failures = [
        Failure.of(why, translator("zh-Hans"), place="a.txt:1"),
        Failure(place="b.txt:1", message="as it was told", said=fits_not),
        Failure(place="c.txt:1", message="long ago"),
    ]
    (run / "errors.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in failures), encoding="utf-8")
    assert "读不了：没有权限" in failures[0].message
    pages = {lang: Page(text_of(run, lang=lang)).text for lang in LANGS}
    assert "cannot be read: Permission denied" in pages["en"]
    assert why.told(translator("zh-Hant")) in pages["zh-Hant"]
    assert "读不了" not in pages["zh-Hant"] + pages["en"]
    assert all("as it was told" in page and "long ago" in page for page in pages.values())


def test_an_anonymous_report_names_nobody_whose_talk_could_not_be_scored(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    why = Sentence("role {name!r} is none", name="老王")
    failed = Failure.of(Sentence("{why}", why=TranscriptError(why, at="turns.0.role")), str, place="老王.txt:1")
    (run / "errors.jsonl").write_text(failed.model_dump_json() + "\n", encoding="utf-8")
    assert "turns.0.role: role &#39;老王&#39; is none" in text_of(run)
    hidden = text_of(run, anonymise=True)
    assert "role &#39;…&#39; is none" in hidden
    assert "老王" not in hidden


def test_talks_graded_by_two_versions_are_counted_together(tmp_path: Path) -> None:
    versions = ["listening@1", "listening@1", "listening@2", "complaint-handling@1"]
    cards = [card(f"t{number}", rubric=rubric) for number, rubric in enumerate(versions)]
    assert "Talks: 3" in text_of(write_run(tmp_path, cards))


def test_a_page_in_a_narrow_window_and_a_median_leave_every_word_to_be_read(tmp_path: Path) -> None:
    cards = [
        card(f"t{number}", ("no" if number % 2 else "yes", "yes", "yes", "yes"), total=44.0 + number % 3)
        for number in range(12)
    ]
    page = text_of(write_run(tmp_path, cards))
    assert '<table class="stacked">' in page
    assert 'data-title="Talks"' in page
    assert page.index('class="mid"') < page.index('text-anchor="middle">12</text>'), "the line runs behind the figures"


def test_levels_can_be_told_apart_without_colours() -> None:
    looks = style()
    shades = [re.search(rf"--h{level}: #(..)(..)(..)", looks) for level in range(2, 6)]
    red, green, blue = 0.299, 0.587, 0.114
    greys = [
        sum(weight * int(part, 16) for weight, part in zip((red, green, blue), one.groups(), strict=True))
        for one in shades
        if one
    ]
    assert all(upper - lower >= 4 for upper, lower in pairwise(greys)), "the higher the darker"
    assert re.search(r"\.h1 \{[^}]*inset", looks), "the lowest is framed: its shade lies among the others"
    assert re.search(r"@media print \{[^@]*(@page[^@]*)?\.key \+ p \{ break-after: avoid", looks), (
        "the key stays by its table"
    )


def test_what_was_met_without_words_is_not_called_unmet(tmp_path: Path) -> None:
    spared = card("t1", ("yes", "yes", "yes", "yes"))
    spared["criteria"][1]["checks"][1]["quotes"] = []  # type: ignore[index]  # of JSON only
    page = Page(text_of(write_run(tmp_path, [spared, card("t2", ("yes", "yes", "yes", "no"))]))).text
    assert "Where it was done Some did it, but there are no words of theirs that show it." in page
    assert "Nobody yet" not in page


def test_badges_are_shown_where_a_calibration_lies(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    assert 'class="badge"' not in text_of(run)
    trust = {"rubric": "listening@1", "grader": "rules", "kind": "check", "id": "offered", "badge": "watch"}
    found = {"raters": ["May", "Bo"], "marks": 40, "sessions": 20, "found": [trust]}
    (run / "calibration.json").write_text(json.dumps(found), encoding="utf-8")
    page = text_of(run)
    assert '<span class="badge">watch</span>' in page.partition("in detail")[0], "where it is said what to practise"
    assert '<span class="badge">watch</span>' in page.partition("in detail")[2]
    assert "marks: 40, people: 2, talks: 20" in page


def test_a_scorecard_outlives_its_rubric(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card("t1", rubric="gone@4")])
    page = Page(text_of(run)).text
    assert "gone@4" in page
    assert "offered" in page


@pytest.mark.parametrize("cards", [[], [card("t1", ("na",) * 4, total=None)]], ids=["none", "nothing judged"])
def test_an_empty_batch_makes_reports_too(tmp_path: Path, cards: list[dict[str, object]]) -> None:
    run = write_run(tmp_path, cards)
    assert len(report(run, *FORMATS)) == len(FORMATS)


# --- files ---------------------------------------------------------------------------------------------------


def test_a_torn_last_line_is_left_out_and_a_broken_one_is_told(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card("t1")])
    whole = (run / "scores.jsonl").read_bytes()
    (run / "scores.jsonl").write_bytes(b'{"v":1}\n' + whole + whole[:90])
    seen = gather(Run(run))
    assert seen.cards == 1
    assert len(seen.unread) == 1
    assert ":1: " in str(seen.unread[0])
    assert "scores.jsonl:1" in text_of(run)


def test_of_a_batch_that_was_cut_off_the_later_line_counts(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card("t1", total=10.0), card("t2", total=20.0), card("t1", total=30.0)])
    (run / "run.json").write_text('{"v":1,"runs":[{"status":"running"}]}', encoding="utf-8")
    (judged,) = gather(Run(run)).judged.values()
    assert judged.totals.values == [20.0, 30.0]


def test_no_folder_and_no_scores_are_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no folder"):
        report(tmp_path / "none", "html")
    with pytest.raises(NotFoundError, match="hotseat score PATH --out"):
        report(tmp_path, "html")


def test_memory_does_not_grow_with_the_number_of_talks(tmp_path: Path) -> None:
    line = json.dumps(card("t", meta={"trainee": "Ann", "date": "2026-01-05"})) + "\n"
    peaks = []
    for count in (500, 4000):
        (tmp_path / "scores.jsonl").write_text(line * count, encoding="utf-8")
        tracemalloc.start()
        gather(Run(tmp_path))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + 200_000


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-01-05", date(2026, 1, 5)),
        ("2026/1/5 10:02", date(2026, 1, 5)),
        ("2026年11月25日", date(2026, 11, 25)),
        ("20260105T100200", date(2026, 1, 5)),
        ("05/01/2026", None),
        ("1762210000", None),
    ],
)
def test_the_day_of_a_talk_is_read_as_spreadsheets_write_it(written: str, day: date | None) -> None:
    assert Scored.model_validate(card("t", meta={"date": written})).day == day


def test_talks_of_no_team_are_not_said_to_be_of_nobody(tmp_path: Path) -> None:
    teams = [*["north"] * 6, *[""] * 6]
    cards = [card(f"t{n}", meta={"trainee": f"P{n}", "team": team}) for n, team in enumerate(teams)]
    run = write_run(tmp_path / "run", cards)
    assert "(without team)" in text_of(run, group_by="team")
    assert "(no name)" not in text_of(run, group_by="team")
    assert "（没写 team）" in text_of(run, group_by="team", lang="zh-Hans")


def test_groups_beyond_the_limit_are_counted_together(tmp_path: Path) -> None:
    run = write_run(tmp_path, [card(f"t{n}", meta={"trainee": f"p{n}"}) for n in range(MOST_GROUPS + 5)])
    (judged,) = gather(Run(run)).judged.values()
    assert len(judged.groups) == MOST_GROUPS + 1
    assert judged.groups[""].talks == 5
    page = Page(text_of(run)).text
    assert "All others are counted together (talks: 5)" in page
    assert "nobody knows" not in page


@pytest.mark.parametrize(
    ("words", "told"), [(("no",) * 4, "Nothing else missed: 4"), (("yes",) * 4, "Nothing missed: 4")]
)
def test_who_misses_what_everybody_misses_has_not_missed_nothing(
    tmp_path: Path, words: tuple[VerdictWord, ...], told: str
) -> None:
    cards = [card(f"t{n}", words, meta={"trainee": f"P{n}"}) for n in range(4)]
    page = Page(text_of(write_run(tmp_path, [*cards, card("t9", words)]))).text
    assert told in page
    names = re.sub(r"\s+", " ", page.split(told)[1])
    assert names.lstrip().startswith("P0 P1 P2 P3"), "and who they are"


def test_a_median_is_exact() -> None:
    tally = Tally()
    for value in (10.0, 0.3, 99.9, 12.4):
        tally.add(value)
    assert tally.median == pytest.approx(11.2)
    assert (tally.low, tally.high) == (0.3, 99.9)
    assert sum(tally.bins(10, 100)) == 4


# --- hostile content -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words_in_every_format(tmp_path: Path, hostile: str) -> None:
    made = card(
        hostile, ("yes", "no", "no", "no"), quote=hostile, reason=hostile, meta={"trainee": hostile, hostile: hostile}
    )
    run = write_run(tmp_path, [made, made], [(hostile, hostile)])
    html, table, book, lines = report(run, "html", "csv", "xlsx", "jsonl")
    page = Page(html.read_text(encoding="utf-8"))
    assert not {"script", "img", "iframe", "a", "link", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x1b]", page.text)
    assert "49" not in page.text, "nothing is computed"
    for row in csv.reader(StringIO(table.read_text(encoding="utf-8-sig"))):
        assert not [cell for cell in row if re.match(r"[\s\"'“]*[=+@＝＋－＠]|[\t\r]|-\D", cell) and cell[0] != "'"]
    assert len(sheets(book)["evidence"]) > 1
    assert all(json.loads(line)["session"] is not None for line in lines.read_text(encoding="utf-8").splitlines())


def test_a_name_that_fills_pages_is_cut(tmp_path: Path) -> None:
    page = text_of(
        write_run(tmp_path, [card("s" * 20_000, flags=["too_short"]), card("t", meta={"trainee": "A" * 20_000})])
    )
    assert "A" * 50 in page
    assert "A" * 61 not in page
    assert "s" * 61 not in page


@pytest.mark.parametrize("text", ["a=b", "3 - 2", "me@x.org", "", "-", "好"])
def test_harmless_cells_stay_as_they_are(text: str) -> None:
    assert defused(text) in (text, f"'{text}" if text == "-" else text)


def test_the_page_needs_and_allows_nothing_from_elsewhere(tmp_path: Path) -> None:
    page = Page(text_of(small_run(tmp_path)))
    policy = next(value for name, value in page.attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not [value for name, value in page.attributes if name in ("src", "href", "action")]
    assert "unsafe" not in policy


# --- pseudonyms ----------------------------------------------------------------------------------------------


def test_an_anonymous_report_names_nobody(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    for form in FORMATS:
        (path,) = report(run, form, anonymise=True)
        shown = json.dumps(sheets(path)) if form == "xlsx" else path.read_text(encoding="utf-8-sig")
        for name in ("Ann", "Lee", "Ben", "Wu", "monday", '"t1"'):
            assert name not in shown, (form, name)
        assert re.search(r"P-[A-Z0-9]{5}", shown), form


def test_one_person_has_one_pseudonym_however_the_name_is_spelt(tmp_path: Path) -> None:
    names = ("Zhou", "Agent Zhou", "ZHOU")
    said = [card(f"t{n}", quote="Agent Zhou here.", meta={"trainee": name}) for n, name in enumerate(names)]
    text = text_of(write_run(tmp_path, said), "csv", anonymise=True)
    rows = list(csv.DictReader(StringIO(text)))
    assert len({row[column] for row in rows for column in ("who", "meta.trainee")}) == 1
    assert set(re.findall(r"P-\w+", text_of(tmp_path, anonymise=True))) == {rows[0]["who"]}


def test_pseudonyms_are_stable_in_a_folder_and_differ_between_folders(tmp_path: Path) -> None:
    one, other = small_run(tmp_path / "a"), small_run(tmp_path / "b")
    first = text_of(one, anonymise=True)
    assert text_of(one, anonymise=True) == first
    assert text_of(other, anonymise=True) != first
    assert (one / KEY_FILE).stat().st_mode & 0o077 == 0


NAMES = Pseudonyms(b"k" * 32, {"张伟民", "Ann Lee", "王五", "Zoë-Marie O'Hara"}, {"13800138000", "12"}, "trainee")


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("我是张伟民，您叫我伟民就行", ("张伟民", "伟民")),
        ("我是張偉民", ("張偉民",)),
        ("小张马上到", ("小张",)),
        ("找王经理", ("王经理",)),
        ("This is ANN speaking, Ms Lee", ("ANN", "Lee")),
        ("Ask Ａｎｎ", ("Ａｎｎ",)),
        ("A\u200bnn here", ("A\u200bnn",)),
        ("Zoë-Marie", ("Zoë", "Marie")),
        ("call 13800138000", ("13800138000",)),
    ],
)
def test_names_inside_quotes_give_way(said: str, hidden: tuple[str, ...]) -> None:
    shown = NAMES.words(said)
    assert "P-" in shown
    for name in hidden:
        assert name not in shown


@pytest.mark.parametrize("said", ["Annual sleet, 12 times", "国王来了", "", "a plane"])
def test_words_that_are_no_names_stay(said: str) -> None:
    assert NAMES.words(said) == said


# --- the command ---------------------------------------------------------------------------------------------


def test_the_command_writes_into_the_folder_and_says_where(hotseat: Program) -> None:
    run = small_run(hotseat.home / "scores")
    done = hotseat("report", run, "--format", "csv", "--format", "html", "--lang", "zh-Hans")
    assert (done.code, done.err) == (0, "")
    assert done.lines == [str(run / "summary.csv"), str(run / "report.html")]
    assert 'lang="zh-Hans"' in (run / "report.html").read_text(encoding="utf-8")


def test_a_report_of_nothing_is_one_clear_line(hotseat: Program) -> None:
    done = hotseat("report", "nowhere")
    assert done.code == 1
    assert done.err == "Error: no folder 'nowhere'\n"


def test_a_folder_of_an_earlier_version_is_known_by_the_names_of_today(tmp_path: Path) -> None:
    old = {"Team": "North", "客服姓名": "Amy", "日期": "2026/1/31", "Created At": "2026-02-01 10:00"}
    run = write_run(tmp_path / "old", [card("t1", meta=old), card("t2", meta={**old, "客服姓名": "Ben"})])
    seen = gather(Run(run))
    assert (seen.group_by, set(next(iter(seen.judged.values())).groups)) == ("agent", {"Amy", "Ben"})
    assert list(next(iter(seen.judged.values())).days) == [date(2026, 1, 31)]
    report(run, "html", group_by="team")
    assert "North" in (run / "report.html").read_text(encoding="utf-8")


def test_a_report_says_how_long_talks_are_judged_by_each_grader(tmp_path: Path) -> None:
    by_rules, by_model = card("t1"), card("t1", kind="model", model="m")
    told = {
        name: text_of(write_run(tmp_path / name, cards))
        for name, cards in (("rules", [by_rules]), ("model", [by_model]), ("both", [by_rules, by_model]))
    }
    for name, page in told.items():
        assert ("Rules judge a talk from elsewhere" in page) == (name != "model")
        assert ("A model judges a talk as a whole" in page) == (name != "rules")
        assert ("by rules and by a model do not mean the same" in page) == (name == "both")


def test_a_report_tells_a_rubric_that_was_changed_and_kept_its_version(tmp_path: Path) -> None:
    changed = card("t2") | {"grader": {"kind": "rules", "rubric": "1" * 16, "lang": "en"}}
    same, other = [card("t1"), card("t2")], [card("t1"), changed]
    assert "kept its version" not in text_of(write_run(tmp_path / "same", same))
    assert "kept its version" in text_of(write_run(tmp_path / "other", other))
