"""A pack: the YAML header of one ``.cypher`` file and the query below it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graphkit import bundle
from graphkit.errors import InvalidPack
from graphkit.text import nearest

_FENCE = "// ---"
_LARGEST = 200_000
_GREATEST_NUMBER = 2**63
_SECTION = re.compile(r"/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_PARAM = re.compile(r"\$(\w+)")
FINDINGS = "findings"
"""The parameter in which a pack with ``after`` gets the findings of those packs."""


class Status(StrEnum):
    """How far a pack has come."""

    EXPERIMENTAL = "experimental"
    TEST = "test"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Param(_Part):
    """A parameter of the query."""

    type: Literal["text", "date", "number", "flag"]
    default: str | int | float | bool
    about: Annotated[str, Field(min_length=10)]

    def value(self, written: str) -> str | int | float | bool:
        """Read a value from the command line; raises InvalidPack where it is not of the type."""
        if self.type == "flag":
            if written.lower() not in {"true", "false"}:
                raise InvalidPack(f"{written!r} is neither true nor false")
            return written.lower() == "true"
        if self.type == "number":
            try:
                number = float(written) if "." in written else int(written)
            except ValueError as error:
                raise InvalidPack(f"{written!r} is not a number") from error
            if not abs(number) < _GREATEST_NUMBER:
                raise InvalidPack(f"{written[:30]!r} is greater than any number of a graph")
            return number
        return written


class Served(_Part):
    """An element of a legal authority that the pack bears on."""

    authority: str
    element: str
    coverage: Literal["exact", "partial"]


class Subject(_Part):
    """Whom a finding is about: the first of the columns that is filled."""

    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    kinds: Annotated[tuple[str, ...], Field(min_length=1)]


class Against(_Part):
    """The query that looks for what speaks against a finding; its parameters are columns of the finding's row."""

    question: Annotated[str, Field(min_length=10)]
    query: Annotated[str, Field(min_length=10)]


class Example(_Part):
    """A small graph, and the rows that the pack must find in it: all of them and no other."""

    why: Annotated[str, Field(min_length=10)]
    nodes: tuple[dict[str, Any], ...]
    """Each with id and kind; ``when`` gives an interval, like ``2017-08-25/2017-08-27``."""
    edges: tuple[dict[str, Any], ...] = ()
    """Each with tail, kind and head; ``when`` as in nodes, or ``standing``."""
    params: dict[str, str | int | float | bool] = {}
    findings: tuple[dict[str, Any], ...] = ()
    """Findings of other packs, for a pack that reads them."""
    finds: tuple[dict[str, Any], ...] = ()
    """Rows as columns and values; columns left out are not compared."""


class Header(_Part):
    """What a pack says of itself."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
    title: Annotated[str, Field(min_length=5, max_length=120)]
    status: Status
    version: Annotated[int, Field(ge=1)]
    question: Annotated[str, Field(min_length=20)]
    serves: Annotated[tuple[Served, ...], Field(min_length=1)]
    after: tuple[str, ...] = ()
    """Packs that run before this one, whose findings it gets as ``$findings``."""
    subject: Subject
    identity: Annotated[tuple[str, ...], Field(min_length=1)]
    """The columns that make a finding the same one next time."""
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    """Returned columns that hold lists of statement ids; they are not part of the row."""
    support: Annotated[str, Field(min_length=1)]
    """The returned column with the statement ids of the links of the lowest grade."""
    grade: str
    columns: Annotated[dict[str, str], Field(min_length=1)]
    params: dict[str, Param] = {}
    false_positives: Annotated[tuple[str, ...], Field(min_length=1)]
    limits: Annotated[tuple[str, ...], Field(min_length=1)]
    against: Against
    examples: Annotated[tuple[Example, ...], Field(min_length=2)]
    reason: str = ""
    """Why it is deprecated and what takes its place."""

    @model_validator(mode="after")
    def _hangs_together(self) -> "Header":
        for column in (*self.identity, *self.subject.columns, self.grade, "support"):
            if column not in self.columns:
                raise ValueError(f"column {column!r} is used and not declared under columns")
        if any(text.strip().lower().rstrip(".") in {"unknown", "none"} for text in self.false_positives):
            raise ValueError("false_positives says 'unknown' or 'none': name how a row can be wrong")
        if not any(example.finds for example in self.examples):
            raise ValueError("no example that must be found")
        if all(example.finds for example in self.examples):
            raise ValueError("no example in which nothing must be found")
        if self.status is Status.DEPRECATED and not self.reason:
            raise ValueError("a deprecated pack says why, and what takes its place, under reason")
        return self


class Pack(BaseModel):
    """One pack, read from its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    text: str
    header: Header
    query: str

    @property
    def id(self) -> str:
        """The pack's id, which is its path without the ending."""
        return self.header.id

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file's text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def plain_query(self) -> str:
        """The query without comments and without what stands in quotes."""
        return _SECTION.sub(lambda found: " " if found[0].startswith("/") else "''", self.query)

    @cached_property
    def used_params(self) -> frozenset[str]:
        """The parameters that the query uses."""
        return frozenset(_PARAM.findall(self.plain_query))

    @property
    def returned(self) -> tuple[str, ...]:
        """The columns that the query must return, in any order: graphkit fills in ``support`` itself."""
        declared = [name for name in self.header.columns if name != "support"]
        return (*declared, *dict.fromkeys((*self.header.evidence, self.header.support)))

    def summary(self) -> dict[str, Any]:
        """Return what a list of packs tells of it."""
        header = self.header
        return {
            "id": header.id,
            "version": header.version,
            "status": header.status.value,
            "title": header.title,
            "serves": [served.model_dump() for served in header.serves],
            "columns": header.columns,
            "question": header.question,
            "params": {name: param.model_dump() for name, param in header.params.items()},
        }

    def arguments(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the query's parameters, defaults filled in; raises InvalidPack for an unknown one."""
        declared = self.header.params
        for name in given:
            if name not in declared:
                guess = nearest(name, declared)
                hint = f"; did you mean {guess!r}?" if guess else ""
                raise InvalidPack(f"{self.id} has no parameter {name!r}{hint} it has: {', '.join(declared) or 'none'}")
        try:
            read = {name: declared[name].value(text) for name, text in given.items()}
        except InvalidPack as error:
            raise InvalidPack(f"{self.id}: --param {error}") from error
        return {name: param.default for name, param in declared.items()} | read


class _Loader(yaml.SafeLoader):
    """YAML without aliases, so that a short header stays short, and in which a day stays the text that it is."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to say it
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node; an alias is refused."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


def read_pack(path: Path, id_: str | None = None) -> Pack:
    """Read one file; raises InvalidPack with every fault of its header."""
    try:
        text = path.read_text("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidPack(f"{path} cannot be read: {error}") from error
    if len(text) > _LARGEST:
        raise InvalidPack(f"{path} is longer than {_LARGEST} characters")
    lines = text.splitlines()
    fences = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE]
    if len(fences) < 2 or fences[0] != 0:
        raise InvalidPack(f"{path} has no header; it begins with '{_FENCE}', and the header ends with the same line")
    above = lines[fences[0] + 1 : fences[1]]
    for number, line in enumerate(above, 2):
        if not line.startswith("//"):
            raise InvalidPack(f"{path} line {number}: a line of the header begins with '//'")
    header = _header(path, "\n".join(line[2:].removeprefix(" ") for line in above))
    query = "\n".join(lines[fences[1] + 1 :]).strip()
    if id_ is not None and header.id != id_:
        raise InvalidPack(f"{path}: its id is {header.id!r}; by its place it is {id_!r}")
    if not query:
        raise InvalidPack(f"{path} has no query below its header")
    return Pack(path=path, text=text, header=header, query=query)


def _header(path: Path, text: str) -> Header:
    try:
        return Header.model_validate(yaml.load(text, Loader=_Loader))  # noqa: S506 - a SafeLoader without aliases
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, item['loc'])) or 'header'}: {item['msg']}" for item in error.errors()]
        raise InvalidPack(f"{path}: " + "; ".join(faults)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidPack(f"{path}: its header is not plain YAML: {error}") from error


def packs_of(folder: Path | None = None) -> dict[str, Pack]:
    """Return every pack of a folder by its id, which is its path in it; the shipped ones where none is named."""
    folder = folder or bundle.folder("cypher")
    found = {}
    for path in sorted(folder.glob("*/*.cypher")):
        id_ = path.relative_to(folder).with_suffix("").as_posix()
        found[id_] = read_pack(path, id_)
    return found


def chosen(names: list[str], known: Mapping[str, Pack]) -> list[Pack]:
    """Return the packs of those ids, all where none is named, each after those that it reads.

    A pack that is read by a chosen one is chosen too. Raises InvalidPack for an unknown id or a circle.
    """
    ordered: dict[str, Pack] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in ordered:
            return
        if name not in known:
            guess = nearest(name, known)
            hint = f"; did you mean {guess!r}?" if guess else ""
            raise InvalidPack(f"no pack is called {name!r}{hint} 'graphkit packs list' lists them")
        if name in above:
            raise InvalidPack(f"packs read each other in a circle: {' → '.join((*above, name))}")
        for earlier in known[name].header.after:
            visit(earlier, (*above, name))
        ordered[name] = known[name]

    for name in names or [item for item in known if known[item].header.status is not Status.DEPRECATED]:
        visit(name, ())
    return list(ordered.values())


def given_to(packs: Sequence[Pack], texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return parameters written as ``name=value`` for each of the packs that declares them.

    Raises InvalidPack for a text of another form, or a name that none of the packs declares.
    """
    given: dict[str, dict[str, str]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        takers = [pack for pack in packs if name in pack.header.params]
        if not equals or not takers:
            known = sorted({param for pack in packs for param in pack.header.params})
            raise InvalidPack(f"--param {text!r}: give it as NAME=VALUE, with NAME one of {', '.join(known) or 'none'}")
        for pack in takers:
            given.setdefault(pack.id, {})[name] = value
    return given
