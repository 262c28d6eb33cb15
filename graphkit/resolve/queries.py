"""What somebody brings to be screened: names, records of a table, or entities in FollowTheMoney's form."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphkit.errors import InvalidValue
from graphkit.resolve.profile import PARTY, Profile
from graphkit.text import clean, visible

_LONGEST_CELL = 10_000_000
_KIND = ("kind", "schema")


@dataclass(frozen=True, slots=True)
class Query:
    """One that is looked for; ``id`` is its own, else its line."""

    id: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class Queries:
    """What a file asks."""

    queries: tuple[Query, ...]
    broken: tuple[tuple[int, str], ...] = ()
    """Lines that cannot be read, with the reason."""


def read_queries(path: Path, kind: str = PARTY) -> Queries:
    """Return what the file asks, by its ending: ``.csv``, ``.json`` and ``.jsonl``; any other is one name a line.

    ``kind`` holds where the file says none. A table has a header with ``name`` and whatever else is to be compared. A
    ``.json`` file is the body of a request to yente: ``{"queries": {…}}``.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InvalidValue(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidValue(f"{path} is not UTF-8 ({error.reason} at byte {error.start}); export it again") from error
    readers = {".csv": _of_table, ".json": _of_request, ".jsonl": _of_lines, ".ndjson": _of_lines}
    found: list[Query] = []
    broken: list[tuple[int, str]] = []
    for line, read in readers.get(path.suffix.lower(), _of_names)(path, text, kind):
        if isinstance(read, Query) and read.profile.names:
            found.append(read)
        else:
            broken.append((line, read if isinstance(read, str) else "it has no name"))
    return Queries(tuple(found), tuple(broken))


_Read = Iterator[tuple[int, Query | str]]
"""Lines with the query in each, or with what is wrong with it."""


def _of_names(_path: Path, text: str, kind: str) -> _Read:
    for line, name in enumerate(text.splitlines(), 1):
        if name.strip():
            yield line, _query(str(line), {"schema": kind, "properties": {"name": [name]}})


def _of_table(path: Path, text: str, kind: str) -> _Read:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    columns = [clean(name) for name in reader.fieldnames or ()]
    if "name" not in columns:
        raise InvalidValue(f"{path} has no column 'name'; its header is {', '.join(map(visible, columns)) or 'empty'}")
    reader.fieldnames = columns
    try:
        for row in reader:
            if row.get(None) is not None:
                yield reader.line_num, "it has more cells than the header"
                continue
            said = {column: value for column, value in row.items() if value and value.strip()}
            of_kind = next((said.pop(column) for column in _KIND if column in said), kind)
            id_ = said.pop("id", str(reader.line_num))
            yield reader.line_num, _query(id_, {"schema": of_kind, "properties": {k: [v] for k, v in said.items()}})
    except csv.Error as error:
        raise InvalidValue(f"{path} line {reader.line_num}: {error}") from error


def _of_lines(_path: Path, text: str, kind: str) -> _Read:
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        try:
            said = json.loads(content)
        except (ValueError, RecursionError) as error:
            yield line, f"it is no JSON: {error}"
            continue
        yield line, _any(str(line), said, kind)


def _of_request(path: Path, text: str, kind: str) -> _Read:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidValue(f"{path} is no JSON: {error}") from error
    if not (isinstance(said, dict) and isinstance(said.get("queries"), dict)):
        raise InvalidValue(f"{path} holds no 'queries'; a file of one entity a line ends in .jsonl")
    for number, (id_, asked) in enumerate(said["queries"].items(), 1):
        yield number, _any(id_, asked, kind, own_id=False)


def _any(id_: str, said: Any, kind: str, *, own_id: bool = True) -> Query | str:
    """Return the query of a name, of a flat record, or of an entity."""
    if isinstance(said, str):
        return _query(id_, {"schema": kind, "properties": {"name": [said]}})
    if not isinstance(said, Mapping):
        return "it is neither a name nor an object"
    if own_id and isinstance(said.get("id"), str):
        id_ = said["id"]
    if "properties" in said:
        return _query(id_, {"schema": kind, **said})
    flat = {name: value for name, value in said.items() if name not in {"id", *_KIND}}
    of_kind = next((said[name] for name in _KIND if name in said), kind)
    return _query(id_, {"schema": of_kind, "properties": flat})


def _query(id_: str, entity: Mapping[str, Any]) -> Query | str:
    try:
        return Query(id_, Profile.of_ftm({**entity, "id": id_}))
    except InvalidValue as error:
        return str(error)
