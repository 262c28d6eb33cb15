"""A command chain as text and as GraphML; ``graphkit.export.chain_svg`` draws it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.case.atomic import replacing
from graphkit.dates import Grade
from graphkit.errors import ExportError
from graphkit.graph.chain import Chain, ChainLink, ChainUnit, Officer
from graphkit.text import visible

if TYPE_CHECKING:
    from lxml import etree

NOBODY = "nobody is stated to have been in command"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE_KEYS = ("kind", "name", "grade", "steps", "commanded")
_EDGE_KEYS = ("kind", "grade", "reason", "authority", "role", "rank", "commands", "conflict", "statements", "sources")
_TYPES = {"steps": "int", "commanded": "boolean", "commands": "boolean", "conflict": "boolean"}
_Value = str | int | bool


def officer_line(officer: Officer) -> str:
    """Return role, name and rank of an officer."""
    rank = f" ({officer.rank})" if officer.rank else ""
    return f"{officer.role or 'role not stated'}: {officer.name}{rank}"


def officer_remarks(officer: Officer, sources: str) -> list[str]:
    """Return what is to be known of a posting: its grade, reason and sources, a conflict, a death."""
    why = f"{officer.grade.value}: {officer.reason}" if officer.reason else officer.grade.value
    remarks = [f"{why} {sources}"]
    if officer.conflict:
        remarks.append("conflict: another holder of this post is named")
    if officer.deceased:
        remarks.append("a source calls the person dead")
    return remarks


def unit_remarks(unit: ChainUnit) -> list[str]:
    """Return what is to be known of a unit beyond its officers: that nobody is stated, that postings are withheld."""
    if unit.withheld:
        return [f"postings not shown, as they are restricted: {unit.withheld}"]
    return [] if unit.is_commanded else [NOBODY]


def link_line(link: ChainLink) -> str:
    """Return of what sort a relation is, and how firmly it is stated."""
    why = f"{link.grade.value}: {link.reason}" if link.reason else link.grade.value
    return f"{', '.join(link.authorities)}; {why}"


def sources_counted(sources: tuple[str, ...]) -> str:
    """Return how many sources there are, in words."""
    return f"{len(sources)} source{'' if len(sources) == 1 else 's'}"


def tree(chain: Chain) -> Iterator[str]:
    """Yield the lines of a tree that grows from the unit asked for to those above it; firm branches are whole lines."""
    above: dict[str, list[ChainLink]] = {}
    for link in chain.links:
        above.setdefault(link.child, []).append(link)
    units = {unit.id: unit for unit in chain.units}
    told: set[str] = set()
    yield f"{chain.name} ({chain.asked}) on {chain.on}: the chain of command above"

    def branch(unit: ChainUnit, before: str, below: str) -> Iterator[str]:
        again = unit.id in told
        yield f"{before}{unit.name} ({unit.id}){', as above' if again else ''}"
        if again:
            return
        told.add(unit.id)
        links = sorted(above.get(unit.id, ()), key=lambda link: (link.grade is not Grade.CERTAIN, link.parent))
        bar = f"{below}│  " if links else f"{below}   "
        for officer in unit.officers:
            remarks = officer_remarks(officer, f"({sources_counted(officer.sources)})")
            yield f"{bar}{'; '.join((officer_line(officer), *remarks))}"
        yield from (f"{bar}({remark})" for remark in unit_remarks(unit))
        for link in links:
            last = link is links[-1]
            stroke = "──" if link.grade is Grade.CERTAIN else "┄┄"
            counted = sources_counted(link.sources)
            yield f"{below}{'└' if last else '├'}{stroke} {link_line(link)} ({counted}):"
            yield from branch(
                units[link.parent], f"{below}{' ' if last else '│'}  ", f"{below}{' ' if last else '│'}  "
            )

    for root in chain.roots:
        firm = f" (posted there: {chain.roots[root].value})" if root != chain.asked else ""
        first, *rest = branch(units[root], "", "")
        yield first + firm
        yield from rest
    if chain.withheld:
        yield f"Not shown, as they are restricted: {chain.withheld} postings and relations."
    yield f"{len(chain.statements):,} statements, {sources_counted(chain.sources)}; a post held is not an order given."


def write_graphml(chain: Chain, path: Path) -> Path:
    """Write units, persons, relations and postings as GraphML and return the path; ids are those of the case."""
    from lxml import etree

    root = etree.Element("graphml", nsmap={None: _GRAPHML})  # type: ignore[dict-item]
    for ends, names in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name in names:
            kind = {"attr.name": name, "attr.type": _TYPES.get(name, "string")}
            etree.SubElement(root, "key", {"id": f"{ends}-{name}", "for": ends, **kind})
    graph = etree.SubElement(root, "graph", id=visible(chain.asked), edgedefault="directed")
    officers = [officer for unit in chain.units for officer in unit.officers]
    for unit in chain.units:
        facts = {"name": unit.name, "grade": unit.grade.value, "steps": unit.steps, "commanded": unit.is_commanded}
        _element(graph, "node", {"id": unit.id}, {"kind": "unit", **facts})
    for person, name in {officer.person: officer.name for officer in officers}.items():
        _element(graph, "node", {"id": person}, {"kind": "person", "name": name})
    for link in chain.links:
        _element(graph, "edge", {"source": link.child, "target": link.parent}, _link_facts(link))
    for officer in officers:
        _element(graph, "edge", {"source": officer.person, "target": officer.unit}, _officer_facts(officer))
    return write_xml(root, path)


def write_xml(root: "etree._Element", path: Path) -> Path:
    """Write the document and return the path; raises ExportError where that cannot be."""
    from lxml import etree

    try:
        with replacing(path) as temporary:
            etree.ElementTree(root).write(temporary, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}; name another path") from error
    return path


def _link_facts(link: ChainLink) -> dict[str, _Value]:
    return {
        "kind": "PART_OF",
        "grade": link.grade.value,
        "reason": link.reason,
        "authority": ", ".join(link.authorities),
        "statements": " ".join(link.statements),
        "sources": " ".join(link.sources),
    }


def _officer_facts(officer: Officer) -> dict[str, _Value]:
    return {
        "kind": "POSTED_TO",
        "grade": officer.grade.value,
        "reason": officer.reason,
        "role": officer.role,
        "rank": officer.rank,
        "commands": officer.is_command,
        "conflict": officer.conflict,
        "statements": " ".join(officer.statements),
        "sources": " ".join(officer.sources),
    }


def _element(graph: "etree._Element", tag: str, ends: Mapping[str, str], facts: Mapping[str, _Value]) -> None:
    from lxml import etree

    made = etree.SubElement(graph, tag, {name: visible(value) for name, value in ends.items()})
    for name, value in facts.items():
        data = etree.SubElement(made, "data", key=f"{tag}-{name}")
        data.text = str(value).lower() if isinstance(value, bool) else visible(str(value))
