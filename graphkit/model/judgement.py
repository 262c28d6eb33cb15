"""A judgement: whether two entities are the same, by whom, and why."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MODEL = "model"
"""Who judges where no person does; nobody may act under this name."""


class Verdict(StrEnum):
    """What was judged of two entities."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Judgement(BaseModel):
    """That two entities are the same, different, or not to be told apart yet; never edited, only superseded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: Annotated[str, Field(min_length=1)]
    right: Annotated[str, Field(min_length=1)]
    verdict: Verdict
    reason: Annotated[str, Field(min_length=1)]
    by: Annotated[str, Field(min_length=1)]
    at: str
    """ISO 8601, UTC."""
    score: float | None = None
    features: dict[str, float] = {}
    model_version: str = ""
    supersedes: str = ""
    """The id of the judgement that this one replaces."""
    number: Annotated[int, Field(ge=0)] = 0
    """Its place in the log, set when it is recorded: which of two is newer, whatever the clocks said."""
    id: str = ""
    """The hash of the other fields, set when it is recorded."""

    @property
    def automatic(self) -> bool:
        """Whether the model judged and no person did."""
        return self.by == MODEL
