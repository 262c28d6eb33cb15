"""Pages for readers: one for each pack, made of its header, and an index by topic and by legal authority.

``python -m graphkit.packs.pages docs/packs`` writes them. They say nothing that the header or the file of an authority
does not say, so that a pack and what is told of it cannot part.
"""

import argparse
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graphkit.case.atomic import write_text
from graphkit.errors import GraphkitError
from graphkit.packs.authority import Authority, authorities_of
from graphkit.packs.pack import Against, Example, Header, Pack, Param, Served, packs_of

INDEX = "README.md"
_MADE = "<!-- Made by 'python -m graphkit.packs.pages docs/packs'"
_ROOT = "../.."
"""The way from the pages to the root of the project."""
_WIDTH = 120
_ABOUT_PACKS = (
    "A pack asks the graph one question, and says how a row of its answer can be wrong. Its rows are candidates for a "
    "person to check, never verdicts. `graphkit find` asks them all; [add a pack](../add-a-pack.md) tells how to write "
    "one."
)
_ABOUT_AUTHORITIES = (
    "What an authority asks, element by element, and the packs whose rows bear on it. Where there is none, a person "
    "has to establish the element from other evidence."
)
_EXAMPLES = (
    "In each of these small graphs the pack must find these rows, all of them and no other; `graphkit packs check` "
    "runs them."
)
_MARKUP = re.compile(r"([|<*`\[\]])")


def page_name(id_: str) -> str:
    """Return the name of the pack's page."""
    return f"{id_.replace('/', '-')}.md"


def pages(packs: Mapping[str, Pack], authorities: Mapping[str, Authority]) -> dict[str, str]:
    """Return the text of every page by its name, the index among them."""
    texts = {page_name(id_): _page(pack, authorities) for id_, pack in packs.items()}
    return {INDEX: _index(packs, authorities), **texts}


def write(folder: Path) -> None:
    """Write the pages of the shipped packs; a page that was made before and is of no pack any more is removed."""
    texts = pages(packs_of(), authorities_of())
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in texts and path.read_text("utf-8").startswith(_MADE):
            path.unlink()
    for name, text in texts.items():
        write_text(folder / name, text)
        (folder / name).chmod(0o644)


def _page(pack: Pack, authorities: Mapping[str, Authority]) -> str:
    header = pack.header
    source = f"cypher/{pack.id}.cypher"
    told = f"`{pack.id}`, version {header.version}, status *{header.status.value}*."
    parts = [
        f"{_MADE} from {source}. -->\n# {markdown_text(header.title)}",
        _wrapped(f"{told} [Its file]({_ROOT}/{source}) holds the query and what is told of it here."),
        _wrapped(markdown_text(header.question), "> "),
        *([_wrapped(f"**Deprecated.** {markdown_text(header.reason)}")] if header.reason else ()),
        f"Its rows are candidates for a person to check, never verdicts.\n\n```sh\n{_commands(header)}\n```",
        f"## What a row says\n\n{_columns(header)}",
        *([f"## What it can be asked\n\n{_params(header.params)}"] if header.params else ()),
        f"## What it serves\n\n{_served(header.serves, authorities)}",
        f"## How a row can be wrong\n\n{_bullets(map(markdown_text, header.false_positives))}",
        f"## What it does not look at\n\n{_bullets(map(markdown_text, header.limits))}",
        f"## What speaks against a row\n\n{_against(header.against)}",
        f"## Examples\n\n{_wrapped(_EXAMPLES)}",
        *(_example(number, example) for number, example in enumerate(header.examples, 1)),
        f"## The query\n\n{_cypher(pack.query)}",
    ]
    return "\n\n".join(parts) + "\n"


def _commands(header: Header) -> str:
    """Return how it is asked: as it stands, and with the first of its parameters."""
    plain = f"graphkit find {header.id}"
    for name, param in header.params.items():
        value = _given(not param.default) if param.type == "flag" else _given(param.default) or "ID"
        return f"{plain}\n{plain} --param {name}={value}"
    return plain


def _given(value: str | float | bool) -> str:
    """Return the value as ``--param`` takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _against(against: Against) -> str:
    asked = f"{markdown_text(against.question)} This query looks for it; its parameters are columns of the row."
    return f"{_wrapped(asked)}\n\n{_cypher(against.query)}"


def _columns(header: Header) -> str:
    subject = " or ".join(f"`{name}`" for name in header.subject.columns)
    kinds = ", ".join(header.subject.kinds)
    about = f"A row is about its {subject} ({kinds})"
    about += ", the first of them that is filled." if len(header.subject.columns) > 1 else "."
    same = ", ".join(f"`{name}`" for name in header.identity)
    about += f" It is the same finding next time where it has the same {same}."
    rows = [(f"`{name}`", markdown_text(text)) for name, text in header.columns.items()]
    reads = ", ".join(f"[{id_}]({page_name(id_)})" for id_ in header.after)
    more = f"\n\n{_wrapped(f'It reads what was found by {reads}.')}" if reads else ""
    return f"{_wrapped(about)}{more}\n\n{markdown_table(('column', 'what it holds'), rows)}"


def _params(params: Mapping[str, Param]) -> str:
    rows = [
        (f"`{name}`", param.type, _given(param.default), markdown_text(param.about)) for name, param in params.items()
    ]
    return markdown_table(("parameter", "type", "default", "what it does"), rows)


def _served(serves: Sequence[Served], authorities: Mapping[str, Authority]) -> str:
    grouped: dict[str, list[Served]] = {}
    for served in serves:
        grouped.setdefault(served.authority, []).append(served)
    parts = ["A row bears on these elements. *Partial* says that it does not establish the element by itself."]
    for id_, items in grouped.items():
        authority = authorities[id_]
        elements = [
            f"**{item.element}** ({item.coverage}): {markdown_text(authority.elements[item.element])}" for item in items
        ]
        parts.append(f"### {authority.title}\n\n{_terms(authority)}\n\n{_bullets(elements)}")
    return "\n\n".join(parts)


def _terms(authority: Authority) -> str:
    """Return where the authority stands, what it decides by, and what stays with those who decide."""
    review = f"reviewed by {authority.reviewed_by}" if authority.reviewed_by else "not reviewed by a lawyer yet"
    told = (
        f"{authority.citation}. Measures: {', '.join(authority.measures)}. Standard: {authority.standard}. "
        f"As read on {authority.as_of}; {review}. {' '.join(authority.discretion)}"
    )
    return _wrapped(markdown_text(told))


def _example(number: int, example: Example) -> str:
    graph = [_node(node) for node in example.nodes] + [_edge(edge) for edge in example.edges]
    graph += [f"finding of {given.get('pack', 'another pack')} ({_told(given, 'pack')})" for given in example.findings]
    graph += [f"asked with {_told(example.params)}"] if example.params else []
    found = [_told(row) for row in example.finds]
    title = markdown_text(example.why.rstrip("."))
    finds = f"The rows:\n\n{_lines(found)}" if found else "No row."
    return f"### {number}. {title}\n\n{_lines(graph)}\n\n{finds}"


def _node(node: Mapping[str, Any]) -> str:
    rest = _told(node, "id", "kind")
    return f"{node['id']}: {node['kind']}" + (f" ({rest})" if rest else "")


def _edge(edge: Mapping[str, Any]) -> str:
    rest = _told(edge, "tail", "kind", "head")
    return f"{edge['tail']} → {edge['kind']} → {edge['head']}" + (f" ({rest})" if rest else "")


def _told(values: Mapping[str, Any], *without: str) -> str:
    return ", ".join(_value(name, value) for name, value in values.items() if name not in without)


def _value(name: str, value: Any) -> str:
    if isinstance(value, Mapping) and name in {"row", "support"}:
        return _told(value)
    return f"{name}: {_shown(value) or '(empty)'}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_shown, value))}]"
    return "" if value is None else str(value)


def _index(packs: Mapping[str, Pack], authorities: Mapping[str, Authority]) -> str:
    entries = markdown_table(("pack", "what it asks", "version", "status"), [_entry(pack) for pack in packs.values()])
    parts = [f"{_MADE} from cypher/. -->\n# Query packs", _wrapped(_ABOUT_PACKS), entries]
    parts += ["## By legal authority", _wrapped(_ABOUT_AUTHORITIES)]
    for authority in authorities.values():
        rows = [
            (name, markdown_text(text), _serving(packs, authority.id, name))
            for name, text in authority.elements.items()
        ]
        table = markdown_table(("element", "what it asks", "packs"), rows)
        parts.append(f"### {authority.title}\n\n{_terms(authority)}\n\n{table}")
    return "\n\n".join(parts) + "\n"


def _entry(pack: Pack) -> tuple[str, ...]:
    header = pack.header
    return (f"[{pack.id}]({page_name(pack.id)})", markdown_text(header.title), str(header.version), header.status.value)


def _serving(packs: Mapping[str, Pack], authority: str, element: str) -> str:
    found = (
        f"[{pack.id}]({page_name(pack.id)}) ({served.coverage})"
        for pack in packs.values()
        for served in pack.header.serves
        if (served.authority, served.element) == (authority, element)
    )
    return "<br>".join(found) or "none"


def markdown_text(text: str) -> str:
    """Return the text on one line, its characters never taken for markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _wrapped(text: str, first: str = "", below: str | None = None) -> str:
    """Return the text in lines, the first beginning so, those below it likewise unless another beginning is given."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first if below is None else below,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(_wrapped(item, "- ", "  ") for item in items)


def _lines(items: Iterable[str]) -> str:
    """Return a block of lines in which no value is parted from its name."""
    wrapped = (_wrapped(item.replace(": ", ":\xa0"), "", "    ").replace("\xa0", " ") for item in items)
    return "\n".join(("```text", *wrapped, "```"))


def _cypher(query: str) -> str:
    return f"```cypher\n{query.strip()}\n```"


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are markup already."""
    lines = ["|" + "".join(f" {cell} |" if cell else " |" for cell in cells) for cells in (headings, *rows)]
    return "\n".join((lines[0], "|" + "---|" * len(headings), *lines[1:]))


def main() -> None:
    """Write the pages into the folder that is named."""
    parser = argparse.ArgumentParser(description="Write a page for each pack, and an index.")
    parser.add_argument("folder", type=Path, help="where to write them; docs/packs in a checkout")
    try:
        write(parser.parse_args().folder)
    except (GraphkitError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
