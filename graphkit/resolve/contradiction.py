"""What speaks against two entities being one whatever their names, and needs a person to be set aside."""

from graphkit.dates import PartialDate
from graphkit.errors import GraphkitError
from graphkit.resolve.profile import Profile

_ABOUT = 2
"""Years that "about" may reach, when the question is whether two dates exclude each other."""


def contradiction(left: Profile, right: Profile) -> str:
    """Return in a few words what contradicts; nothing where nothing does, or one side does not say."""
    if left.genders and right.genders and not set(left.genders) & set(right.genders):
        return "sexes differ"
    mine, theirs = _years(left), _years(right)
    if mine and theirs and not any(one[0] <= two[1] and two[0] <= one[1] for one in mine for two in theirs):
        return "years of birth differ"
    return ""


def _years(profile: Profile) -> list[tuple[int, int]]:
    """Return the ranges of years in which the person was born, by every date; an approximate one reaches further."""
    found = []
    for text in profile.birth_dates:
        try:
            born = PartialDate.parse(text)
        except GraphkitError:
            continue
        slack = _ABOUT if born.circa else 0
        found.append((int(born.first[:4]) - slack, int(born.last[:4]) + slack))
    return found
