"""What the system and the libraries complain of, in sentences that can be translated."""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from hotseat.errors import Sentence, UnfitError
from hotseat.i18n import mark

if TYPE_CHECKING:
    from pydantic import ValidationError

_REASONS: Final[dict[int, str]] = {
    errno.ENOENT: mark("No such file or directory"),
    errno.EACCES: mark("Permission denied"),
    errno.EPERM: mark("Operation not permitted"),
    errno.EEXIST: mark("File exists"),
    errno.ENOTDIR: mark("Not a directory"),
    errno.EISDIR: mark("Is a directory"),
    errno.ENOSPC: mark("No space left on device"),
    errno.EROFS: mark("Read-only file system"),
    errno.EFBIG: mark("File too large"),
    errno.EDQUOT: mark("Disk quota exceeded"),
    errno.EIO: mark("Input/output error"),
    errno.ENAMETOOLONG: mark("File name too long"),
    errno.ELOOP: mark("Too many levels of symbolic links"),
    errno.EMFILE: mark("Too many open files"),
    errno.EADDRINUSE: mark("Address already in use"),
    errno.EADDRNOTAVAIL: mark("Cannot assign requested address"),
    errno.ECONNREFUSED: mark("Connection refused"),
    errno.ECONNRESET: mark("Connection reset by peer"),
    errno.EHOSTUNREACH: mark("No route to host"),
    errno.ENETUNREACH: mark("Network is unreachable"),
    errno.ETIMEDOUT: mark("Connection timed out"),
}

WRONG_BYTES: Final = mark("not UTF-8; save the file as UTF-8")
"""For text files that cannot be read."""


def reason(error: BaseException) -> Sentence:
    """Why the system refused something."""
    return known_reason(error) or Sentence(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def known_reason(error: BaseException) -> Sentence | None:
    """Why the system refused something, where that is one of the usual reasons; else None."""
    if not isinstance(error, OSError) or error.errno not in _REASONS:
        return None
    is_systems = error.strerror == os.strerror(error.errno)  # TLS numbers its errors otherwise
    is_usual = is_systems or str(error.strerror).startswith("Connect call failed")
    return Sentence(_REASONS[error.errno]) if is_usual else None


_FAULTS: Final[dict[str, str]] = {
    "missing": mark("Field required"),
    "extra_forbidden": mark("Extra inputs are not permitted"),
    "model_type": mark("Input should be an object with fields"),
    "model_attributes_type": mark("Input should be an object with fields"),
    "dict_type": mark("Input should be an object with fields"),
    "dataclass_type": mark("Input should be an object with fields"),
    "string_type": mark("Input should be a valid string"),
    "string_too_short": mark("String is too short; characters needed: {min_length}"),
    "string_too_long": mark("String is too long; characters allowed: {max_length}"),
    "string_pattern_mismatch": mark("String should match pattern '{pattern}'"),
    "int_type": mark("Input should be a valid integer"),
    "int_parsing": mark("Input should be a valid integer"),
    "int_from_float": mark("Input should be a valid integer"),
    "float_type": mark("Input should be a valid number"),
    "float_parsing": mark("Input should be a valid number"),
    "finite_number": mark("Input should be a finite number"),
    "decimal_parsing": mark("Input should be a valid number"),
    "decimal_type": mark("Input should be a valid number"),
    "bool_type": mark("Input should be true or false"),
    "bool_parsing": mark("Input should be true or false"),
    "tuple_type": mark("Input should be a list"),
    "list_type": mark("Input should be a list"),
    "set_type": mark("Input should be a list"),
    "frozen_set_type": mark("Input should be a list"),
    "too_short": mark("List is too short; items needed: {min_length}, not {actual_length}"),
    "too_long": mark("List is too long; items allowed: {max_length}"),
    "greater_than": mark("Input should be greater than {gt}"),
    "greater_than_equal": mark("Input should be greater than or equal to {ge}"),
    "less_than": mark("Input should be less than {lt}"),
    "less_than_equal": mark("Input should be less than or equal to {le}"),
    "literal_error": mark("Input should be one of {expected}"),
    "enum": mark("Input should be one of {expected}"),
    "union_tag_invalid": mark("Input should be one of {expected_tags}"),
    "rule_unknown": mark("a rule has one of the fields {fields}"),
    "union_tag_not_found": mark("the field {discriminator} is missing"),
    "json_invalid": mark("Invalid JSON: {error}"),
    "json_type": mark("JSON input should be text"),
    "datetime_type": mark("Input should be a date and time"),
    "datetime_parsing": mark("Input should be a date and time"),
    "datetime_from_date_parsing": mark("Input should be a date and time"),
    "timezone_aware": mark("Input should be a date and time with its time zone"),
    "date_from_datetime_parsing": mark("Input should be a date"),
    "date_parsing": mark("Input should be a date"),
    "path_type": mark("Input should be a path"),
    "string_unicode": mark("Input should be text that is valid Unicode"),
}


class Fault(NamedTuple):
    """One thing that a model of data refuses."""

    field: str
    """Names and numbers that lead to it; empty for the whole."""
    why: Sentence

    @property
    def what(self) -> Sentence:
        """Field and reason."""
        return Sentence("{field}: {why}", field=self.field, why=self.why) if self.field else self.why


def fault(error: ValidationError, number: int = 0) -> Fault:
    """The first thing that a model of data refuses, or another one by its number."""
    found = error.errors(include_url=False)[number]
    values = found.get("ctx", {})
    field = ".".join(str(part) for part in found["loc"])
    if isinstance(cause := values.get("error"), UnfitError):
        return Fault(field, cause.what)
    known = _FAULTS.get(found["type"])
    if known is None:
        return Fault(field, Sentence(found["msg"].removeprefix("Value error, ")))
    if found["type"] == "json_invalid":
        return Fault(field, _no_json(str(values["error"]), found["input"]))
    if "expected" in values:
        values["expected"] = values["expected"].replace(" or ", ", ")
    return Fault(field, Sentence(known, **values) if "{" in known else Sentence(known))


_PLACED: Final = re.compile(r"(?P<why>.*) at line (?P<line>\d+) column (?P<bytes>\d+)", re.DOTALL)
"""How the parser complains of JSON."""


class _NoJson(NamedTuple):
    """What is wrong with JSON that fills one line, and with JSON of several."""

    one_line: str
    lines: str


_NO_JSON: Final = {
    "EOF": _NoJson(
        mark("Invalid JSON: it breaks off after column {column}"),
        mark("Invalid JSON: it breaks off in line {line}, after column {column}"),
    ),
    "trailing characters": _NoJson(
        mark("Invalid JSON: more follows its end at column {column}"),
        mark("Invalid JSON: more follows its end in line {line} at column {column}"),
    ),
}
_UNEXPECTED: Final = _NoJson(
    mark("Invalid JSON: not expected at column {column}"),
    mark("Invalid JSON: not expected in line {line} at column {column}"),
)


def _no_json(told: str, given: object) -> Sentence:
    """Where JSON is at fault; in the parser's own words where it names no place."""
    placed = _PLACED.fullmatch(told)
    if placed is None:
        return Sentence(_FAULTS["json_invalid"], error=told)
    known = next((one for begins, one in _NO_JSON.items() if placed["why"].startswith(begins)), _UNEXPECTED)
    raw = given if isinstance(given, bytes) else str(given).encode(errors="replace")
    lines = raw.splitlines() or [b""]
    number = int(placed["line"])
    before = lines[number - 1][: int(placed["bytes"])] if number <= len(lines) else lines[-1]
    column = len(before.decode(errors="ignore"))
    if len(lines) == 1:
        return Sentence(known.one_line, column=column)
    return Sentence(known.lines, line=min(number, len(lines)), column=column)
