"""The pack that docs/add-a-pack.md shows passes every check but the lock's, since it is not shipped."""

import re
from pathlib import Path

import pytest

from graphkit.packs.check import check_example, check_query, check_text, checking_store
from graphkit.packs.pack import Header, Pack, read_pack

PAGE = (Path(__file__).parents[1] / "docs" / "add-a-pack.md").read_text("utf-8")


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    (text,) = re.findall(r"^```cypher\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (name,) = re.findall(r"^`cypher/([a-z-]+/[a-z-]+)\.cypher`", PAGE, re.MULTILINE)
    path = tmp_path / f"{name}.cypher"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    return read_pack(path, name)


def test_header_and_query_fit(pack: Pack) -> None:
    check_text(pack)
    assert [bool(example.finds) for example in pack.header.examples] == [True, False]


@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_jars")
def test_the_examples_find_what_they_must(pack: Pack) -> None:
    with checking_store() as store:
        check_query(pack, store)
        for number, example in enumerate(pack.header.examples, 1):
            check_example(pack, number, example, store)


def test_every_key_of_a_header_is_explained() -> None:
    keys = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?`) \|", PAGE, re.MULTILINE)))
    assert set(keys) | {"reason"} == set(Header.model_fields)
