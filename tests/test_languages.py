"""Languages: one tag, however a publisher names it."""

import pytest

from graphkit.errors import InvalidValue
from graphkit.languages import language_code


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Russian", "ru"),
        ("russian", "ru"),
        ("Persian/Farsi", "fa"),
        ("Farsi", "fa"),
        ("Burmese", "my"),
        ("Greek", "el"),
        ("Dari", "prs"),
        ("Korean", "ko"),
        ("kor", "ko"),
        ("de", "de"),
    ],
)
def test_a_language_has_one_tag(name: str, tag: str) -> None:
    assert language_code(name) == tag


def test_an_unknown_language_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(InvalidValue, match="'Rusian' is not a known language; did you mean 'russian'"):
        language_code("Rusian")
