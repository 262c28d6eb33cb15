"""A statement: one value that one source gives of one entity, and the columns in which statements are kept.

Statements are columns inside (Parquet on disk, Arrow in memory); the pydantic types are the contract for one of them.
Text columns hold an empty string where nothing is known, never a null: an id then has one spelling only.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import BaseModel, ConfigDict, Field

from graphkit.dates import Timed
from graphkit.model.source import Sharing

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


class Stance(StrEnum):
    """How the source stands to what it says."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    FOUND = "found"
    DENIED = "denied"


class Basis(StrEnum):
    """On what the source rests a relation."""

    STATED = "stated"
    INFERRED = "inferred"
    CONTESTED = "contested"


IDENTIFYING = (
    "dataset",
    "source",
    "entity",
    "kind",
    "prop",
    "value",
    "lang",
    "start_min",
    "start_max",
    "end_min",
    "end_max",
    "start_known",
    "end_known",
    "basis",
    "stance",
    "origin",
)
"""The fields that make a statement the same one: not where, when or in which capture it was seen."""

STATEMENT_COLUMNS = {
    "id": "string",
    "dataset": "string",
    "source": "string",
    "cited": "string",
    "entity": "string",
    "kind": "string",
    "prop": "string",
    "value": "string",
    "original": "string",
    "lang": "string",
    "stance": "string",
    "start_min": "string",
    "start_max": "string",
    "end_min": "string",
    "end_max": "string",
    "start_known": "bool",
    "end_known": "bool",
    "timed": "string",
    "basis": "string",
    "credibility": "int8",
    "origin": "string",
    "sharing": "string",
}
OBSERVATION_COLUMNS = {
    "statement": "string",
    "entity": "string",
    "capture": "string",
    "locator": "string",
    "seen_on": "string",
}
"""The entity stands here too so that the observations of one entity lie together on disk."""


class Statement(BaseModel):
    """One value that one source gives of one entity, within four bounds of time.

    ``value`` is what is compared; ``original`` is what the publisher wrote, where that differs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    dataset: str
    source: str
    cited: str = ""
    """The place in the source, as the dataset words it."""
    entity: str
    kind: str
    prop: str
    value: Annotated[str, Field(min_length=1)]
    original: str = ""
    lang: str = ""
    stance: Stance = Stance.ASSERTED
    start_min: str
    start_max: str
    end_min: str
    end_max: str
    start_known: bool = False
    end_known: bool = False
    timed: Timed = Timed.UNDATED
    basis: Basis = Basis.STATED
    credibility: Annotated[int, Field(ge=0, le=6)] = 0
    """1 to 6 of the Admiralty code; 0 where nobody graded it."""
    origin: str = ""
    sharing: Sharing = Sharing.RESTRICTED


class Observation(BaseModel):
    """That a statement was seen in a capture, where, and of what date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: str
    entity: str
    capture: str
    locator: str
    seen_on: str
    """EDTF: the edition of a list, else the day of ingest."""


def statement_id(fields: dict[str, str | bool]) -> str:
    """Return the id of one statement: 128 bits of a SHA-256 over its identifying fields.

    Each field is written as its length in bytes, a colon and its UTF-8 text, so that no two lists of fields run
    together; a flag is ``1`` or ``0``.
    """
    digest = hashlib.sha256()
    for name in IDENTIFYING:
        value = fields[name]
        text = str(int(value)) if isinstance(value, bool) else value
        encoded = text.encode()
        digest.update(b"%d:%b" % (len(encoded), encoded))
    return digest.hexdigest()[:32]


def identified(columns: "pa.Table") -> "pa.Table":
    """Return the columns with their ``id``, hashed a column at a time as ``statement_id`` does."""
    import duckdb

    expression = id_expression(_constants(columns))
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would stand among what is printed
        connection.register("columns", columns)
        ids = connection.sql(f"SELECT {expression} AS id FROM columns").to_arrow_table()  # noqa: S608 - names of ours
    return columns.add_column(0, "id", ids["id"]).cast(schema(STATEMENT_COLUMNS))


def _constants(columns: "pa.Table") -> dict[str, str | bool]:
    """Return the identifying fields that all rows share, most of them as a rule: hashing need not read them."""
    import pyarrow.compute as pc

    if not columns.num_rows:
        return {}
    firsts = {name: columns[name][0] for name in IDENTIFYING}
    return {name: value.as_py() for name, value in firsts.items() if pc.all(pc.equal(columns[name], value)).as_py()}


def id_expression(constants: Mapping[str, str | bool] = MappingProxyType({})) -> str:
    """Return, in DuckDB's SQL over the columns of a statement, what ``statement_id`` returns.

    Fields that are the same for every row may be given as constants.
    """
    parts, fixed = [], ""
    for name in IDENTIFYING:
        if name in constants:
            value = constants[name]
            plain = str(int(value)) if isinstance(value, bool) else value
            fixed += f"{len(plain.encode())}:{plain}"
            continue
        text = f"CAST(CAST({name} AS INTEGER) AS VARCHAR)" if STATEMENT_COLUMNS[name] == "bool" else name
        parts += [literal(fixed), f"strlen({text})", "':'", text]
        fixed = ""
    return f"sha256(concat({', '.join([*parts, literal(fixed)])}))[:32]"


def literal(text: str) -> str:
    """Return the text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def fetched(result: "duckdb.DuckDBPyRelation", columns: dict[str, str]) -> "pa.Table":
    """Return what a query gave, as columns of the schema."""
    return cast("pa.Table", result.to_arrow_table()).cast(schema(columns))


def schema(columns: dict[str, str]) -> "pa.Schema":
    """Return the Arrow schema of the columns."""
    import pyarrow as pa

    types = {"string": pa.string(), "bool": pa.bool_(), "int8": pa.int8()}
    return pa.schema([pa.field(name, types[type_], nullable=False) for name, type_ in columns.items()])
