"""Elements of an XML file, read destructively and without entities."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from graphkit.errors import InvalidValue, Refused, UnreadableSource
from graphkit.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST = 16 << 20
"""Bytes of one record, as of one in JSON: the longest entry of any list stays far below."""


class Element:
    """One element; each child and attribute is taken once, and ``audit`` names what was left."""

    __slots__ = ("_above", "_attributes", "_children", "_node", "_path", "_place", "_within", "tag")

    def __init__(self, node: "_Element", tag: str, path: str, place: int, above: "Element | None" = None) -> None:
        self.tag = tag
        self._node = node
        self._path = path
        self._place = place
        self._above = above
        self._within: list[Element] = [] if above is None else above._within
        self._attributes: dict[str, str] | None = None
        self._children: dict[str, _Element | list[_Element]] = {}
        children = self._children
        for child in node:
            name = _local(child.tag)
            if name not in children:
                children[name] = child
            elif isinstance(before := children[name], list):
                before.append(child)
            else:
                children[name] = [before, child]

    @property
    def locator(self) -> str:
        """Where it stands in its file."""
        above = f"{self._above.locator}/" if self._above else ""
        return f"{above}{self._path}[{self._place}]"

    @property
    def text(self) -> str:
        """Its text, empty where it holds elements."""
        return "" if len(self._node) else clean(self._node.text or "")

    def take(self, tag: str) -> str:
        """Return the text of the only child of that tag, empty where there is none."""
        found = self._children.pop(tag, None)
        if found is None:
            return ""
        if isinstance(found, list):
            raise InvalidValue(f"{self._inside(tag)} stands {len(found)} times where one was expected")
        if len(found) or found.keys():
            raise self._more_than_text(tag)
        return clean(found.text or "")

    def need(self, tag: str) -> str:
        """Return the text of the only child of that tag; raises InvalidValue where it is missing or empty."""
        if not (value := self.take(tag)):
            raise InvalidValue(f"{self._inside(tag)} is missing or empty")
        return value

    def take_all(self, tag: str) -> list[str]:
        """Return the text of every child of that tag."""
        nodes = self._nodes(tag)
        if any(len(node) or node.keys() for node in nodes):
            raise self._more_than_text(tag)
        return [clean(node.text or "") for node in nodes]

    def _more_than_text(self, tag: str) -> InvalidValue:
        return InvalidValue(f"{self._inside(tag)} holds more than text, which this source never did")

    def _inside(self, tag: str) -> str:
        """Name a child or attribute as it is counted when it is set aside: without the number of its record."""
        return f"{self._above._inside(self._path)}/{tag}" if self._above else tag

    def attribute(self, name: str) -> str:
        """Return an attribute, empty where there is none."""
        value = self._left_attributes().pop(name, "")
        return clean(value) if value else ""

    def need_attribute(self, name: str) -> str:
        """Return an attribute; raises InvalidValue where it is missing or empty."""
        if not (value := self.attribute(name)):
            raise InvalidValue(f"{self._inside(f'@{name}')} is missing or empty")
        return value

    def _left_attributes(self) -> dict[str, str]:
        if self._attributes is None:
            self._attributes = dict(cast("list[tuple[str, str]]", self._node.items()))
        return self._attributes

    def children(self, tag: str) -> list["Element"]:
        """Return the children of that tag; each is audited with this element."""
        found = [Element(node, tag, tag, place, self) for place, node in enumerate(self._nodes(tag), 1)]
        self._within += found
        return found

    def child(self, tag: str) -> "Element":
        """Return the only child of that tag; raises InvalidValue where there is none or several."""
        found = self.children(tag)
        if len(found) != 1:
            raise InvalidValue(f"{self._inside(tag)} stands {len(found)} times where one was expected")
        return found[0]

    def _nodes(self, tag: str) -> "list[_Element]":
        found = self._children.pop(tag, None)
        return found if isinstance(found, list) else [] if found is None else [found]

    def listed(self, container: str, tag: str) -> list["Element"]:
        """Return the elements of that tag inside of the container; raises InvalidValue if it holds anything else."""
        if container not in self._children:
            return []
        path = f"{container}/{tag}"
        found = []
        for box in self._nodes(container):
            if box.keys():
                raise InvalidValue(f"{self._inside(container)} has attributes, which this source never had")
            for place, node in enumerate(box, 1):
                if (name := _local(node.tag)) != tag:
                    raise InvalidValue(f"{self._inside(container)} holds <{name}> where only <{tag}> was expected")
                found.append(Element(node, tag, path, place, self))
        self._within += found
        return found

    def ignore(self, *names: str) -> None:
        """Leave these children and attributes unread, knowingly."""
        for name in names:
            if self._children.pop(name, None) is None:
                self._left_attributes().pop(name, None)

    def audit(self) -> None:
        """Raise Refused where a child or attribute of the element, or of any taken from it, was left.

        Those taken from it are let go, lest they and it keep each other in memory.
        """
        problems = [
            f"{element._inside(name)} is neither read nor ignored; add it to the ingestor"
            for element in (self, *self._within)
            if element._children or element._node.keys()
            for name in (*element._children, *(f"@{name}" for name in element._left_attributes()))
        ]
        self._within.clear()
        if problems:
            raise Refused("", problems)


class _Watched:
    """The bytes of a file as the parser takes them: what is no record, or has no end, is refused while it grows."""

    def __init__(self, stream: IO[bytes], name: str, known: Collection[str]) -> None:
        self.top: _Element | None = None
        """The root, once it was seen and checked."""
        self._stream = stream
        self._name = name
        self._known = known
        self._since = 0

    def passed(self) -> None:
        """Note that a record was read."""
        self._since = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes; whatever stands under the root by now was not read, or is not read whole."""
        for child in self.top if self.top is not None else ():
            _refuse(child, self._name, self._known)
        block = self._stream.read(size)
        self._since += len(block)
        if self._since > _LONGEST:
            raise UnreadableSource(
                f"{self._name}: one record is longer than {_LONGEST >> 20} MB; get the file from the publisher again"
            )
        return block


def iterate(
    path: Path, name: str, *, root: str, tags: Collection[str], namespaces: Sequence[str], boxes: Collection[str] = ()
) -> Iterator[Element]:
    """Yield the elements that stand right under the root or in a box under it, and forget each once it was read.

    The root itself comes first, with its attributes alone, where the tags name it. A document type is refused, and with
    it every entity; so are another root, namespace or child of the root or of a box, and a file that ends before its
    root does.
    """
    from lxml import etree

    if not path.stat().st_size:
        raise UnreadableSource(f"{name} is empty; get it from the publisher again")
    wanted = [f"{{{space}}}{tag}" if space else tag for space in namespaces for tag in {root, *tags, *boxes}]
    top: _Element | None = None
    counts: dict[str, int] = {}
    with path.open("rb") as stream:
        watched = _Watched(stream, name, {*tags, *boxes})
        context = etree.iterparse(
            cast("IO[bytes]", watched), events=("start", "end"),
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
            remove_comments=True, remove_pis=True, remove_blank_text=True, tag=wanted,
        )  # fmt: skip
        try:
            for event, node in context:
                if top is None:
                    watched.top = top = _checked_root(node, name, root, namespaces)
                    if root in tags:
                        attributes = dict(cast("list[tuple[str, str]]", top.items()))
                        yield Element(etree.Element(top.tag, attributes), root, f"pointer:/{root}", 1)
                if event == "start" or node is top or (box := _box(node, top, boxes)) is None:
                    continue
                tag = _local(node.tag)
                if tag in boxes:
                    _refuse_box(node, name, tags)
                else:
                    place = f"{box}{tag}"
                    counts[place] = counts.get(place, 0) + 1
                    yield Element(node, tag, f"pointer:/{root}/{place}", counts[place])
                    _refuse_others(node, name, tags)
                node.getparent().remove(node)
                watched.passed()
            if top is None:
                top = _checked_root(context.root, name, root, namespaces)
            for child in top:
                _refuse(child, name, tags)
        except etree.XMLSyntaxError as error:
            fault = context.error_log.last_error
            what = f"line {fault.line}: {fault.message}" if fault else str(error.msg)
            raise UnreadableSource(
                f"{name} {what}; the file is cut off, damaged or in another encoding than it says: get it from the "
                "publisher again"
            ) from error


def _checked_root(node: "_Element", name: str, root: str, namespaces: Sequence[str]) -> "_Element":
    tree = node.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise UnreadableSource(
            f"{name} declares a document type, through which a file can name entities and other files; no publisher's "
            "list does: get it from the publisher again"
        )
    top = tree.getroot()
    if _local(top.tag) != root or node is not top or str(top.tag)[1:].rpartition("}")[0] not in namespaces:
        spaces = " or ".join(space or "no namespace" for space in namespaces)
        raise UnreadableSource(
            f"{name}: its root is <{top.tag}>, this source's is <{root}> in {spaces}; is it the right file "
            "and ingestor?"
        )
    return top


def _box(node: "_Element", top: "_Element", boxes: Collection[str]) -> str | None:
    """Return the path of the box that an element stands in, empty right under the root; None where it is deeper."""
    above = node.getparent()
    if above is top:
        return ""
    if above is None or above.getparent() is not top or (tag := _local(above.tag)) not in boxes:
        return None
    return f"{tag}/"


def _refuse_box(box: "_Element", name: str, tags: Collection[str]) -> None:
    """Refuse a box that has attributes, or holds anything beside what was read and removed already."""
    for child in box:
        _refuse(child, name, tags)
    if box.keys():
        raise UnreadableSource(
            f"{name} line {box.sourceline}: <{_local(box.tag)}> has attributes, which this source never had; is it the "
            "right file?"
        )


def _refuse_others(node: "_Element", name: str, tags: Collection[str]) -> None:
    """Refuse what stands before the element under the root: everything read was removed already."""
    for other in node.itersiblings(preceding=True):
        _refuse(other, name, tags)


def _refuse(node: "_Element", name: str, tags: Collection[str]) -> None:
    if (tag := _local(node.tag)) not in tags:
        raise UnreadableSource(
            f"{name} line {node.sourceline}: <{tag}> is unknown to this source; is it the right file? If the publisher "
            "changed it, the ingestor must learn the element"
        )


@cache
def _local(tag: str) -> str:
    return str(tag).rpartition("}")[2]
