"""Keeps the interface's catalogues in step with the source.

`python tools/messages.py` says what is missing or out of date and exits with 1; `--update` adds new sentences to
the .po files and compiles the .mo files.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "hotseat"
LOCALES = ("zh_Hans", "zh_Hant")
KEYWORDS = ("tr", "_tr", "mark")
_SLOT = re.compile(r"{\w*[^}]*}")
_IN_TEMPLATE = re.compile(r"""\btr\((?:"([^"]+)"|'([^']+)')\)""")


def main() -> int:
    """Check or update all catalogues."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    update = parser.parse_args().update
    template = _template()
    faults: list[str] = []
    for locale in LOCALES:
        folder = SOURCE / "locale" / locale / "LC_MESSAGES"
        po, mo = folder / "hotseat.po", folder / "hotseat.mo"
        catalogue = _read(po, locale)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if update:
            folder.mkdir(parents=True, exist_ok=True)
            po.write_bytes(_po(catalogue))
            mo.write_bytes(_mo(catalogue))
        elif not mo.exists() or mo.read_bytes() != _mo(catalogue):
            faults.append(f"{mo.relative_to(ROOT)}: out of date; run make messages")
        faults += [f"{po.relative_to(ROOT)}: {fault}" for fault in _faults(catalogue)]
    print("\n".join(faults) or "catalogues are complete", file=sys.stderr if faults else sys.stdout)
    return 1 if faults else 0


def _template() -> Catalog:
    """Every literal sentence that is translated or marked, also those inside f-strings and page templates."""
    template = Catalog()
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in KEYWORDS and node.args:
                sentence = node.args[0]
                if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str) and sentence.value:
                    template.add(sentence.value)
    for path in sorted(SOURCE.rglob("*.j2")):
        for found in _IN_TEMPLATE.finditer(path.read_text(encoding="utf-8")):
            template.add(found[1] or found[2])
    return template


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _read(po: Path, locale: str) -> Catalog:
    if not po.exists():
        return Catalog(locale=locale, fuzzy=False)
    with po.open("rb") as file:
        return read_po(file, locale=locale)


def _po(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, omit_header=False, sort_output=True, width=110, no_location=True)
    return re.sub(
        rb'"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team)[^\n]*\n',
        b"",
        out.getvalue(),
    )


def _mo(catalogue: Catalog) -> bytes:
    plain = Catalog(locale=catalogue.locale, fuzzy=False)
    for message in catalogue:
        if message.id and message.string:
            plain.add(message.id, message.string)
    out = BytesIO()
    write_mo(out, plain)
    return re.sub(
        rb"(?:POT-Creation-Date|PO-Revision-Date): [^\n]*\n",
        lambda m: b" " * (len(m[0]) - 1) + b"\n",
        out.getvalue(),
    )


def _faults(catalogue: Catalog) -> list[str]:
    faults = []
    for message in catalogue:
        if not message.id or not isinstance(message.id, str):
            continue
        if not message.string:
            faults.append(f"no translation of {message.id!r}")
        elif sorted(_SLOT.findall(message.id)) != sorted(_SLOT.findall(str(message.string))):
            faults.append(f"other slots in the translation of {message.id!r}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
