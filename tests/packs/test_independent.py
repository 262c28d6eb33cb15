"""Origins that repeat each other are not counted beside each other."""

import pytest

from graphkit.packs.run import independent


@pytest.mark.parametrize(
    ("origins", "counted"),
    [
        ([], ()),
        (["A", "A"], ("A",)),
        (["A", "B"], ("A", "B")),
        (["A; B"], ("A; B",)),
        (["A", "A; B"], ("A",)),
        (["A", "B", "A; B"], ("A", "B")),
        (["A; B", "B; C"], ("A; B",)),
        (["A; B", "C"], ("A; B", "C")),
    ],
)
def test_words_of_one_of_several_add_nothing_to_any_of_them(origins: list[str], counted: tuple[str, ...]) -> None:
    assert independent(origins) == counted
