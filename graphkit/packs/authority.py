"""Legal authorities: each one file of checkable elements, which packs say that they serve."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from graphkit import bundle
from graphkit.errors import InvalidPack


class Authority(BaseModel):
    """A legal authority as its file in ``cypher/authorities`` gives it: what it asks, element by element."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    citation: str
    jurisdiction: str
    measures: tuple[str, ...]
    standard: str
    as_of: date
    reviewed_by: str | None
    elements: Mapping[str, str]
    discretion: tuple[str, ...]


def authorities_of(folder: Path | None = None) -> dict[str, Authority]:
    """Return every authority by its id; the shipped ones where no folder is named. Raises InvalidPack."""
    found = {}
    for path in sorted((folder or bundle.folder("cypher") / "authorities").glob("*.yaml")):
        try:
            found[path.stem] = Authority.model_validate(yaml.safe_load(path.read_text("utf-8")))
        except (ValidationError, yaml.YAMLError) as error:
            raise InvalidPack(f"{path} is not the file of an authority: {error}") from error
    return found
