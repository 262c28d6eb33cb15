"""Where statements come from: datasets, the sources that they cite, captures of bytes, and places in them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graphkit.errors import InvalidValue


class Sharing(StrEnum):
    """Who may see a statement; absent means restricted."""

    PUBLIC = "public"
    PARTNERS = "partners"
    RESTRICTED = "restricted"


class SourceKind(StrEnum):
    """What sort of document a source is."""

    REGULATION = "regulation"
    PRESS_RELEASE = "press release"
    UN_REPORT = "UN report"
    NGO_REPORT = "NGO report"
    NEWS = "news"
    DATASET = "dataset"
    COURT_RECORD = "court record"
    INTERVIEW = "interview"
    OTHER = "other"


class Seen(StrEnum):
    """How much of a source was read."""

    FULL = "full"
    EXCERPT = "excerpt"


class Dataset(BaseModel):
    """A publisher's file format that one ingestor reads, or one workbook: the namespace of its entities' ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    """The ingestor's file name, or the workbook's."""
    title: str
    publisher: str
    url: str = ""
    licence: str = ""
    language: str = "en"
    """ISO 639-1."""
    kind: SourceKind = SourceKind.DATASET
    origin: str = ""
    """Whose words it repeats, if it does: what several datasets have from one origin counts once."""
    official: bool = False
    """Whether it is an authority's own list, regulation or release."""
    sharing: Sharing = Sharing.RESTRICTED
    is_list: bool = False
    """Whether a file is an edition of a list, which needs its date."""
    version: int = 1
    """Raised when the ingestor reads the same bytes differently, so that they are read again."""
    counts: Mapping[str, tuple[int, int | None]] = {}
    """Kind to the least and greatest number of entities in a whole file; outside of it a run stops."""


class Source(BaseModel):
    """What a statement cites."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    dataset: str
    title: str
    publisher: str
    published: str = ""
    url: str = ""
    kind: SourceKind = SourceKind.OTHER
    seen: Seen = Seen.FULL
    origin: str = ""
    """Whose words it repeats, if it does."""
    official: bool = False
    reliability: Annotated[str, Field(pattern=r"^[A-F]?$")] = ""
    """Admiralty code."""
    sharing: Sharing = Sharing.RESTRICTED
    licence: str = ""


class Capture(BaseModel):
    """The original bytes of a file, kept under their hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0)]
    """Bytes."""
    media_type: str
    filename: str
    url: str = ""
    retrieved_at: str = ""
    """ISO 8601, UTC."""


class Locator(BaseModel):
    """A place in a capture: at least one of row, page, pointer and quote is set; ``str()`` round-trips.

    A row counts as a spreadsheet shows it: the header is row 1. A pointer is an XPath-like path of an XML file, a
    JSON pointer (RFC 6901), or a sheet's name.

    >>> str(Locator(row=12, pointer="postings"))
    'row:12;pointer:postings'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: Annotated[int, Field(ge=1)] | None = None
    page: str = ""
    pointer: str = ""
    quote: str = ""

    @model_validator(mode="after")
    def _is_somewhere(self) -> "Locator":
        if not str(self):
            raise ValueError("a locator needs a row, a page, a pointer or a quote")
        return self

    def __str__(self) -> str:
        parts = {"row": self.row, "page": self.page, "pointer": self.pointer, "quote": self.quote}
        return ";".join(f"{name}:{quote(str(value), safe=_SAFE)}" for name, value in parts.items() if value)

    @classmethod
    def parse(cls, text: str) -> "Locator":
        """Read what ``str()`` wrote; raises InvalidValue."""
        fields = dict(part.partition(":")[::2] for part in text.split(";"))
        try:
            return cls.model_validate({name: unquote(value) for name, value in fields.items()})
        except ValueError as error:
            raise InvalidValue(f"{text!r} is not a locator such as 'row:12' or 'pointer:/list/entry[3]'") from error


_SAFE = "/[]@=' ,:.()#"
