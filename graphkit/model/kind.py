"""What a kind is: the properties that can be stated of it, and for a relation the kinds at its ends."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class ValueType(StrEnum):
    """How a property's value is written and checked."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    COUNTRY = "country"
    NUMBER = "number"
    IDENTIFIER = "identifier"
    FLAG = "flag"
    ENTITY = "entity"


class Property(BaseModel):
    """One thing that can be stated of a kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: Annotated[str, Field(min_length=1)]
    type: ValueType = ValueType.TEXT
    many: bool = False
    """Whether several values may hold at once; in the graph such a property is always a list."""


class NodeKind(BaseModel):
    """A kind of thing that has an identity of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: Annotated[str, Field(min_length=1)]
    properties: dict[str, Property]
    parent: str | None = None
    """The wider kind that this one narrows: a Company is an Organization."""


class EdgeKind(BaseModel):
    """A kind of relation; reads as a sentence from tail to head, and is itself an entity with statements."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: Annotated[str, Field(min_length=1)]
    tail: frozenset[str]
    head: frozenset[str]
    properties: dict[str, Property]


def properties(*groups: tuple[Property, ...]) -> dict[str, Property]:
    """Return the properties of several groups by their names."""
    return {item.name: item for group in groups for item in group}


def text(name: str, about: str) -> Property:
    """Declare a property of one text."""
    return Property(name=name, about=about)


def texts(name: str, about: str) -> Property:
    """Declare a property of several texts."""
    return Property(name=name, about=about, many=True)


def a_date(name: str, about: str) -> Property:
    """Declare a property of one date."""
    return Property(name=name, about=about, type=ValueType.DATE)


def identifiers(name: str, about: str) -> Property:
    """Declare a property of several numbers or codes."""
    return Property(name=name, about=about, type=ValueType.IDENTIFIER, many=True)


def names(name: str, about: str) -> Property:
    """Declare a property of several names."""
    return Property(name=name, about=about, type=ValueType.NAME, many=True)


def countries(name: str, about: str) -> Property:
    """Declare a property of several countries."""
    return Property(name=name, about=about, type=ValueType.COUNTRY, many=True)


OPEN_ENDED = text(
    "open_ended",
    "Whether the source holds that it went on after the last citation: Y, N, or E where that is its end.",
)

FTM = (
    text("ftm_schema", "What FollowTheMoney calls it, where the source speaks its language."),
    texts("ftm_value", "What FollowTheMoney says of it and no property here holds: its property's name, =, the value."),
)
