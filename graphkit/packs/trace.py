"""From a finding down to the bytes: each statement with its source, its capture's hash and the row as published."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from graphkit.case.atomic import sha256_of
from graphkit.case.captures import attached, captures_of, path_of
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import DamagedCase, UnknownEntity
from graphkit.intake.original import originals
from graphkit.model.finding import Finding, Support
from graphkit.packs.run import recorded, recorded_packs

_FEWEST_CHARACTERS = 4
_STATEMENTS = """
WITH wanted AS (SELECT unnest(?) AS id), told AS (
  SELECT entity, max(value) FILTER (prop = 'title') AS title, max(value) FILTER (prop = 'url') AS url,
    max(value) FILTER (prop = 'publisher') AS publisher
  FROM statements WHERE kind = 'Source' GROUP BY entity
), first_seen AS (
  SELECT statement, arg_min({'capture': capture, 'locator': locator}, {'run': run, 'locator': locator}) AS place
  FROM observations WHERE statement IN (SELECT id FROM wanted) GROUP BY statement
)
SELECT s.id, s.entity, s.kind, s.prop, s.value, s.original, s.stance, s.source, s.cited, s.sharing,
  coalesce(told.title, ''), coalesce(told.publisher, ''), coalesce(told.url, ''),
  first_seen.place.capture, first_seen.place.locator
FROM statements s JOIN wanted USING (id) LEFT JOIN told ON told.entity = s.source
LEFT JOIN first_seen ON first_seen.statement = s.id
ORDER BY s.kind, s.entity, s.prop, s.value, s.id
"""


class Traced(BaseModel):
    """One statement of a finding, down to its bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: str
    statement: str
    entity: str
    kind: str
    prop: str
    value: str
    stance: str
    source: str
    title: str
    publisher: str
    url: str
    cited: str
    sharing: str
    capture: str
    """SHA-256 of the file that the statement was read from; its bytes were hashed again just now."""
    filename: str
    locator: str
    original: str
    """The row or element as the publisher of that file wrote it."""
    held: bool
    """Whether the bytes of the source itself are in the case, and not only of a file that cites it: a dataset's own
    source is called like the dataset, and its bytes are the capture."""
    attached: tuple[str, ...]
    """SHA-256 of the bytes of the source that were attached."""


def find_recorded(case: Case, id_: str) -> Finding:
    """Return the recorded finding whose id begins so; raises UnknownEntity for none, or more than one."""
    if len(id_) < _FEWEST_CHARACTERS:
        raise UnknownEntity(f"{id_!r} is too short; give at least {_FEWEST_CHARACTERS} characters of a finding's id")
    found = [finding for pack in recorded_packs(case) for finding in recorded(case, pack) if finding.id.startswith(id_)]
    if not found:
        raise UnknownEntity(
            f"no finding's id begins with {id_!r}; 'graphkit find' records findings and prints their ids"
        )
    if len(found) > 1:
        raise UnknownEntity(f"{len(found)} findings' ids begin with {id_!r}; give more of it")
    return found[0]


def trace(case: Case, finding: Finding) -> list[Traced]:
    """Return the statements of the finding with their sources, and the rows that they were read from.

    The bytes of every capture are hashed again; raises DamagedCase where one is not what its name says.
    """
    with reading(case) as connection:
        rows = connection.execute(_STATEMENTS, [list(finding.statements)]).fetchall()
    if len(rows) != len(finding.statements):
        raise DamagedCase(
            f"{len(finding.statements) - len(rows)} statements of finding {finding.id} are not in the case; "
            "run 'graphkit check'"
        )
    captures, extra = captures_of(case), attached(case)
    texts = dict(_texts(case, rows))
    return [_traced(finding, row, captures[row[13]].filename, texts, extra) for row in rows]


def _traced(
    finding: Finding,
    row: tuple[Any, ...],
    filename: str,
    texts: dict[tuple[str, str], str],
    extra: dict[str, list[str]],
) -> Traced:
    id_, entity, kind, prop, value, written, stance, source, cited, sharing, title, publisher, url, capture, locator = (
        row
    )
    return Traced(
        finding=finding.id,
        statement=id_,
        entity=entity,
        kind=kind,
        prop=prop,
        value=value,
        stance=stance,
        source=source,
        title=title,
        publisher=publisher,
        url=url,
        cited=cited,
        sharing=sharing,
        capture=capture,
        filename=filename,
        locator=locator,
        original=texts.get((capture, locator), written),
        held=":" not in source or source in extra,
        attached=tuple(extra.get(source, ())),
    )


def _texts(case: Case, rows: list[tuple[Any, ...]]) -> Iterator[tuple[tuple[str, str], str]]:
    places: dict[str, set[str]] = {}
    for row in rows:
        places.setdefault(row[13], set()).add(row[14])
    captures = captures_of(case)
    for capture, locators in places.items():
        path = path_of(case, capture)
        if sha256_of(path) != capture:
            raise DamagedCase(f"{path} is not the file that was captured; run 'graphkit check', restore it from a copy")
        for locator, text in originals(path, captures[capture].filename, locators).items():
            yield (capture, locator), text


def told(support: Support) -> str:
    """Return the support in words."""
    origins = f"{support.origins} independent origin{'' if support.origins == 1 else 's'}"
    return f"{origins}, {'one of them official' if support.official else 'none of them official'}"


def grouped(traced: Iterable[Traced]) -> list[list[Traced]]:
    """Return the statements by the record that they were read from, in the order in which they come."""
    groups: dict[tuple[str, str, str], list[Traced]] = {}
    for item in traced:
        groups.setdefault((item.capture, item.locator, item.source), []).append(item)
    return list(groups.values())


def described(group: list[Traced]) -> Iterator[str]:
    """Yield the lines that tell what one record says, of which source, in which bytes."""
    first = group[0]
    yield f"  {first.title or first.source}" + (f", {first.publisher}" if first.publisher else "")
    if first.cited:
        yield f"    at: {first.cited}"
    if first.url:
        yield f"    {first.url}"
    if not first.held:
        yield f"    its bytes are not held, it is only cited: 'graphkit attach FILE --source {first.source}' adds them"
    for sha256 in first.attached:
        yield f"    its bytes: sha256 {sha256}"
    yield f"    read from {first.filename}, {first.locator}, sha256 {first.capture}"
    for text in first.original.splitlines():
        yield f"    | {text}"
    for item in group:
        stance = "" if item.stance == "asserted" else f" ({item.stance})"
        yield f"    {item.statement[:8]}  {item.kind} {item.prop}: {item.value}{stance}"
