"""Cases with pairs that wait for a person."""

from collections.abc import Mapping
from pathlib import Path

from graphkit.case.folder import Case
from graphkit.dates import PartialDate
from graphkit.intake import Draft
from graphkit.resolve.run import resolve
from tests.drafting import add, made

Facts = Mapping[str, str]


def persons(draft: Draft, entries: Mapping[str, Facts]) -> None:
    """Draft persons by key, each with its name and what else is given."""
    for key, facts in entries.items():
        person = draft.entity("Person", key)
        for prop, value in facts.items():
            person.add(prop, PartialDate.parse(value) if prop == "birth_date" else value)


def two_lists(folder: Path, left: Mapping[str, Facts], right: Mapping[str, Facts]) -> Case:
    """Make a case of two lists of persons, ``left`` and ``right``; nothing is resolved yet."""
    case = made(folder, lambda draft: persons(draft, left), dataset="left")
    add(case, lambda draft: persons(draft, right), dataset="right")
    return case


def waiting(folder: Path) -> Case:
    """Make a case in which three pairs wait: one person of a list, and three namesakes in the other."""
    name = {"name": "Aung Kyaw Moe"}
    case = two_lists(folder, {"1": name}, {"1": name, "2": name, "3": name})
    resolve(case)
    return case
