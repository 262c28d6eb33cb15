"""Which roles command: one readable file of words, and nothing guessed beyond it."""

import re
from functools import cache
from pathlib import Path

import yaml


def is_command(role: str) -> bool | None:
    """Tell whether a role commands; None where the file of role words says nothing of it.

    >>> is_command("Commander"), is_command("deputy commander"), is_command("driver")
    (True, False, None)
    """
    written = role.lower()
    although, granting, refusing = _words()
    if although.fullmatch(written):
        return True
    if refusing.search(written):
        return False
    return True if granting.search(written) else None


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = yaml.safe_load(Path(__file__).with_name("roles.yaml").read_text("utf-8"))
    return _any_of(words["although"]), _any_of(words["yes"]), _any_of(words["no"])


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")
