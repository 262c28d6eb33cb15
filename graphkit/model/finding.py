"""A finding: one row of a pack, a candidate with its statements; never a verdict."""

import hashlib
import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from graphkit.dates import Grade
from graphkit.errors import UnsourcedFinding


class Support(BaseModel):
    """On how many independent origins a finding rests, and whether one of them is official."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origins: Annotated[int, Field(ge=0)]
    official: bool


class Finding(BaseModel):
    """A candidate: what a pack found, on which statements, in which state of the evidence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    pack: str
    version: int
    digest: str
    subject: str
    grade: Grade
    support: Support
    row: dict[str, Any]
    statements: tuple[str, ...]
    evidence_head: str

    def model_post_init(self, context: object, /) -> None:
        """Refuse a finding without statements."""
        if not self.statements:
            raise UnsourcedFinding(
                f"{self.pack}: the row {self.row} rests on no statement; the pack must return its evidence"
            )


def finding_id(pack: str, identity: dict[str, Any]) -> str:
    """Return the id of a finding: the hash of its pack and of the columns that make it the same finding."""
    text = json.dumps([pack, identity], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
