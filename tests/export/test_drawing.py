"""The chain as a picture: nothing lies on anything, and what is only possible looks so."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from graphkit.dates import Grade
from graphkit.export.boxes import WIDTH, Line, text_width, wrapped
from graphkit.export.chain_drawing import NOBODY, tree, write_graphml
from graphkit.export.layers import Pair, laid_out
from graphkit.graph.chain import chain_of, shareable
from tests.export.chains import SVG, assert_tidy, chain, drawn, link, officer, single_days, texts, unit
from tests.export.conftest import BURMA, Bundled
from tests.packs.plain_rules import read

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
HOSTILE = '<script>alert("&")</script> \x1b[31m\u202e'
BURMESE = "အမှတ် (၃၃) ခြေမြန်တပ်မဌာနချုပ်"
LONG = "Kommandantur" * 12


def test_names_are_data_in_the_picture_and_in_graphml(tmp_path: Path) -> None:
    hostile = unit(HOSTILE, officer(HOSTILE, "p&<>", name=HOSTILE, role="\"'", rank="]]>"), name=HOSTILE)
    root = drawn(tmp_path, chain([hostile], []), {"s1": HOSTILE})
    assert not list(root.iter(f"{SVG}script"))
    assert '<script>alert("&")</script> \\x1b[31m\\u202e' in " ".join(texts(root))
    path = write_graphml(chain([hostile], []), tmp_path / "chain.graphml")
    names = [data.text for data in etree.parse(path).iter(f"{GRAPHML}data") if data.get("key") == "node-name"]
    assert names == ['<script>alert("&")</script> \\x1b[31m\\u202e'] * 2


def test_what_is_possible_is_dashed_and_hollow_and_says_why(tmp_path: Path) -> None:
    units = [
        unit("low", officer("low", "ann"), officer("low", "bob", grade=Grade.POSSIBLE, reason="end not known")),
        unit("mid", steps=1),
        unit("high", officer("high", "cid", is_command=False), steps=1, grade=Grade.POSSIBLE),
    ]
    links = [link("low", "mid"), link("low", "high", grade=Grade.POSSIBLE, reason="inferred relation")]
    root = drawn(tmp_path, chain(units, links))
    paths = [element.get("stroke-dasharray") for element in root.iter(f"{SVG}path")]
    assert sorted(paths, key=str) == ["7 5", None]
    frames = [element for element in root.iter(f"{SVG}rect") if element.get("rx")]
    assert [element.get("stroke-dasharray") for element in frames] == [None, None, "7 5"]
    legend_dots = 2
    dots = [element.get("fill") for element in root.iter(f"{SVG}circle")]
    assert dots.count("#ffffff") == 1 + legend_dots - 1
    assert dots.count("#1b1b1b") == 2 + legend_dots - 1
    words = texts(root)
    assert "possible: end not known [1]" in words
    assert "inferred relation" in words
    assert " ".join(words).count("nobody is stated to have been in") == 2


def test_conflicts_deaths_and_what_is_withheld_are_told_in_picture_and_text(tmp_path: Path) -> None:
    held = [officer("low", "ann", conflict=True), officer("low", "bob", conflict=True, deceased=True)]
    shown = chain([unit("low", *held), unit("high", withheld=2, steps=1)], [link("low", "high")], withheld=3)
    for told in (" ".join(texts(drawn(tmp_path, shown))), "\n".join(tree(shown))):
        assert told.count("conflict: another holder of this post is named") == 2
        assert told.count("a source calls the person dead") == 1
        assert "as they are restricted: 2" in told
        assert "Not shown, as they are restricted: 3 postings and relations." in told
        assert NOBODY not in told


def test_a_circle_of_relations_is_drawn_once_and_told(tmp_path: Path) -> None:
    units = [unit("low"), unit("mid", steps=1), unit("high", steps=2)]
    links = [link("low", "mid"), link("mid", "high"), link("high", "low")]
    root = drawn(tmp_path, chain(units, links))
    assert len(list(root.iter(f"{SVG}path"))) == 2
    assert "closes a circle: high under low" in " ".join(texts(root))
    assert len(list(tree(chain(units, links)))) < 20


def test_long_names_and_other_scripts_stay_in_their_boxes(tmp_path: Path) -> None:
    names = [LONG, BURMESE, "第三十三轻型步兵师" * 8, "A rather long name of a unit, " * 6, "x"]
    units = [unit(f"u{number}", officer(f"u{number}", f"p{number}", name=name, role=name, rank=name), name=name)
             for number, name in enumerate(names)]  # fmt: skip
    links = [link(f"u{low}", f"u{high}", reason=names[low]) for low in range(5) for high in range(low + 1, 5)]
    units.append(unit("short", name="x"))
    links += [link("u0", "short"), link("short", "u2"), link("short", "u4")]
    assert_tidy(drawn(tmp_path, chain(units, links), {"s1": LONG, "s2": "A title. " * 60}))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Pair]]:
    count = draw(st.integers(1, 9))
    ends = st.integers(0, count - 1)
    drawn_pairs = draw(
        st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=16, unique=True)
    )
    return count, [(f"u{low}", f"u{high}") for low, high in drawn_pairs]


@given(graphs())
def test_nothing_lies_on_anything_however_units_hang_together(graph: tuple[int, list[Pair]]) -> None:
    count, pairs = graph
    boxes = {f"u{number}": WIDTH for number in range(count)}
    layout = laid_out(["u0"], boxes, dict.fromkeys(pairs, 90.0), 40.0)
    assert sorted(name for layer in layout.layers for name in layer if name in boxes) == sorted(boxes)
    level = {name: number for number, layer in enumerate(layout.layers) for name in layer}
    for (child, parent), way in layout.ways.items():
        assert (way[0], way[-1]) == (child, parent)
        assert [level[name] for name in way] == list(range(level[child], level[parent] + 1))
        assert len(way) >= 3
    closing = set(pairs) - layout.ways.keys()
    assert all((parent, child) in pairs or reaches(parent, child, pairs) for child, parent in closing)
    widths = boxes | {way[1]: 90.0 for way in layout.ways.values()}
    for layer in layout.layers:
        ends = [
            (layout.centre[name] - widths.get(name, 0) / 2, layout.centre[name] + widths.get(name, 0) / 2)
            for name in layer
        ]
        assert all(right <= left + 1e-6 for (_, right), (left, _) in pairwise(ends))
        assert all(left >= -1e-6 and right <= layout.right + 1e-6 for left, right in ends)


def test_lines_rise_beside_a_taller_box_before_they_part(tmp_path: Path) -> None:
    tall = [unit(name, *(officer(name, f"p{number}") for number in range(8))) for name in ("left", "right")]
    parents = [f"above{number}" for number in range(9)]
    units = [unit("low"), *tall, unit("short"), *(unit(name) for name in parents)]
    links = [link("low", name) for name in ("left", "right", "short")] + [link("short", name) for name in parents]
    links += [link("left", parents[0]), link("right", parents[-1])]
    assert_tidy(drawn(tmp_path, chain(units, links)))


@settings(max_examples=60, deadline=None)
@given(graphs(), st.lists(st.integers(0, 6), min_size=9, max_size=9))
def test_pictures_are_tidy_however_units_hang_together(graph: tuple[int, list[Pair]], sizes: list[int]) -> None:
    count, pairs = graph
    units = [
        unit(name, *(officer(name, f"p{each}") for each in range(size)))
        for name, size in zip((f"u{number}" for number in range(count)), sizes, strict=False)
    ]
    with TemporaryDirectory() as folder:
        assert_tidy(drawn(Path(folder), chain(units, [link(*pair) for pair in pairs])))


def reaches(start: str, goal: str, pairs: Sequence[Pair]) -> bool:
    seen, todo = set(), [start]
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            todo += [parent for child, parent in pairs if child == here]
    return False


@given(st.text(min_size=1, max_size=200), st.floats(60, 400))
def test_wrapped_text_fits_and_loses_nothing(text: str, room: float) -> None:
    lines = wrapped(Line(text, 12.0), room)
    assert all(text_width(line.text, line.size) <= room for line in lines)
    whole = wrapped(Line(text, 12.0), 1e9)
    assert "".join(line.text for line in lines).replace(" ", "") == whole[0].text.replace(" ", "")


@pytest.mark.neo4j
def test_every_chain_of_the_bundled_case_is_drawn_tidily(burma: Bundled, tmp_path: Path) -> None:
    asked = sorted(single_days(read(BURMA)))
    assert asked
    for name, day in asked:
        shown = shareable(burma.case, chain_of(burma.case, burma.store, name, day))
        root = drawn(tmp_path, shown)
        assert_tidy(root)
        words = " ".join(texts(root))
        for above in shown.units:
            assert all(part in words for part in above.name.split()), above.name
            assert all(part in words for item in above.officers for part in item.name.split())
        count = len(shown.sources)
        assert f"from {count} source" in words
        assert f"[{count}]" in words
