"""The graph as GraphML, for yEd, Gephi and networkx: plain nodes, edges and values, and no program's own extensions.

GraphML has no lists: the values of one are parted by "; ". A property is text unless all its values are numbers or
flags. The kind stands as ``kind``, and what to show as ``label``, which Gephi takes by itself and yEd by its
property mapper. Nodes and edges are written first, because only then it is known which properties there are.
"""

import shutil
from collections.abc import Iterable, Iterator
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from graphkit.export.formats import Outcome, Writing
from graphkit.text import visible

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES: tuple[tuple[type, str], ...] = ((bool, "boolean"), (int, "long"), (float, "double"))
_EVERY = 5_000


class _Keys:
    """The properties of nodes, or of edges, each with the number under which values name it."""

    def __init__(self, of: str) -> None:
        self.of = of
        self._types: dict[str, set[type]] = {}

    def data(self, props: Iterable[tuple[str, Any]]) -> Iterator[str]:
        """Yield the elements of the values, and note what they are."""
        for name, value in props:
            if value is None or value == []:
                continue
            self._types.setdefault(name, set()).add(type(value))
            yield f'<data key="{self.of}-{name}">{_text(value)}</data>'

    def elements(self) -> Iterator[str]:
        """Yield the declarations of all of them."""
        for name, types in self._types.items():
            type_ = next((word for wanted, word in _TYPES if types == {wanted}), "string")
            if types == {int, float}:
                type_ = "double"
            yield f'<key id="{self.of}-{name}" for="{self.of}" attr.name="{name}" attr.type="{type_}"/>\n'


def write_graphml(writing: Writing) -> Outcome:
    """Write the file; nodes and edges are those that ``graphkit build`` would make of what leaves."""
    nodes, edges = _Keys("node"), _Keys("edge")
    body = writing.path.with_name(f"{writing.path.name}.body")
    try:
        with body.open("w+", encoding="utf-8", newline="\n") as stream:
            counts = {"nodes": _write_nodes(writing, nodes, stream), "edges": _write_edges(writing, edges, stream)}
            stream.seek(0)
            with writing.path.open("w", encoding="utf-8", newline="\n") as whole:
                whole.write(_HEAD)
                whole.write(f"<desc>{_text('; '.join(f'{what}: {said}' for what, said in writing.about))}</desc>\n")
                whole.writelines((*nodes.elements(), *edges.elements()))
                whole.write('<graph id="case" edgedefault="directed">\n')
                shutil.copyfileobj(stream, whole)
                whole.write("</graph>\n</graphml>\n")
    finally:
        body.unlink(missing_ok=True)
    return Outcome(counts)


def _write_nodes(writing: Writing, keys: _Keys, stream: IO[str]) -> int:
    count = 0
    for count, (kind, props) in enumerate(writing.leaving.projection.nodes(), 1):
        own = (("label", props["name"]), ("kind", kind), *((name, props[name]) for name in props if name != "id"))
        stream.write(f"<node id={quoteattr(_id(kind, props['id']))}>{''.join(keys.data(own))}</node>\n")
        _tell(writing, "nodes", count)
    return count


def _write_edges(writing: Writing, keys: _Keys, stream: IO[str]) -> int:
    count = 0
    for count, (kind, edge) in enumerate(writing.leaving.projection.edges(), 1):
        ends = quoteattr(_id("", edge["tail"])), quoteattr(_id("Source" if kind == "CITED_IN" else "", edge["head"]))
        props = (("entity" if name == "id" else name, value) for name, value in edge["props"].items())
        data = "".join(keys.data((("label", kind), ("kind", kind), *props)))
        stream.write(f'<edge id="edge-{count}" source={ends[0]} target={ends[1]}>{data}</edge>\n')
        _tell(writing, "edges", count)
    return count


def _id(kind: str, entity: str) -> str:
    """Return the id of a node; a source's may be that of a dataset, and never an entity's."""
    return visible(f"source/{entity}" if kind == "Source" else entity)


def _text(value: Any) -> str:
    """Return the value as XML; characters that XML forbids become visible."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    if not text.isprintable():
        text = "\n".join(map(visible, text.split("\n")))
    return escape(text)


def _tell(writing: Writing, what: str, count: int) -> None:
    if count % _EVERY == 0:
        writing.progress(what, count)
