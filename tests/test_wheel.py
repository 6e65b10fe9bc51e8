"""The wheel holds all it needs: by itself it lists, checks and plays. One test, because building takes time."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from conftest import PRACTICE
from hotseat.library import built_in

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), "LC_ALL": "C.UTF-8", "HOTSEAT_DATA_DIR": str(cwd / "data")},
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def install(wheel: Path, folder: Path) -> Path:
    """Into an environment that sees our dependencies, but not our source; returns its folder of commands."""
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    # editable installs are .pth files as well: a .pth that only adds a folder does not read those inside it
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-deps", "--no-index", "--disable-pip-version-check", wheel, cwd=folder)
    return folder / "bin"


@pytest.mark.skipif(os.name != "posix", reason="environments are laid out differently elsewhere")
def test_a_wheel_installed_by_itself_lists_checks_and_plays(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    commands = install(wheel, tmp_path / "venv")
    hotseat = commands / "hotseat"
    where = run(commands / "python", "-c", "from hotseat.library import built_in; print(built_in())", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(tmp_path / "venv")
    assert Path(where.stdout.strip()) != built_in()
    titles = run(hotseat, "list", "scenarios", cwd=tmp_path).stdout.splitlines()
    assert [line.split("\t")[0] for line in titles] == sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
    assert run(hotseat, "check", cwd=tmp_path).stdout == ""
    assert run(hotseat, "--version", cwd=tmp_path).stdout.startswith("hotseat, version ")
    assert run(hotseat, "schema", "persona", cwd=tmp_path).stdout.startswith("{")
    talk = run(hotseat, *PRACTICE, "--plain", "--lang", "zh-Hant", stdin="您好\n", cwd=tmp_path)
    assert "\n### " in talk.stdout
    assert len(list((tmp_path / "data" / "sessions").iterdir())) == 1
    run(hotseat, "score", tmp_path / "data" / "sessions", "--out", tmp_path / "scores", cwd=tmp_path)
    report = run(hotseat, "report", tmp_path / "scores", "--format", "html", cwd=tmp_path).stdout.strip()
    assert Path(report).read_text(encoding="utf-8").startswith("<!doctype html>")
    chinese = run(hotseat, "--help", cwd=tmp_path)
    assert "Usage" in chinese.stdout
