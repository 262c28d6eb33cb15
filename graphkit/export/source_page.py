"""The page of the sources, made of what they declare: ``python -m graphkit.export.source_page docs/sources.md``."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from graphkit.case.atomic import write_text
from graphkit.errors import GraphkitError
from graphkit.intake.ingestor import Ingestor, ingestors, load
from graphkit.model.licence import LICENCES, licence_of
from graphkit.packs.pages import markdown_table, markdown_text

_PAGE = """\
<!-- Made by python -m graphkit.export.source_page from ingest/. -->
# Sources

graphkit reads {count} sources, each with `graphkit ingest NAME FILE…`. What a file of one must hold is in the bounds: a
run stops where there are fewer or more. What may leave a case again follows from the sharing and the licence, as
[Exports](exports.md) says.

{sources}

## Licences

An export leaves here what its licence does not let be passed on, and names it; `--include-licence ID` passes it on all
the same. A source that states no licence leaves by its sharing.

{licences}
"""


def page(found: Mapping[str, Ingestor]) -> str:
    """Return the page; sources in the order of their names."""
    sources = markdown_table(
        ("source", "what it reads", "publisher", "licence", "sharing", "least and most in a file"),
        (_row(found[name]) for name in sorted(found)),
    )
    licences = markdown_table(
        ("id", "passed on", "condition, or why not"),
        (
            (f"`{item.id}`", "yes" if item.may_pass_on else "no", markdown_text(item.condition))
            for item in LICENCES.values()
        ),
    )
    return _PAGE.format(count=len(found), sources=sources, licences=licences)


def _row(ingestor: Ingestor) -> tuple[str, ...]:
    dataset = ingestor.dataset
    title = f"[{markdown_text(dataset.title)}]({dataset.url})" if dataset.url else markdown_text(dataset.title)
    return (
        f"`{dataset.id}`",
        f"{title}{' (a list)' if dataset.is_list else ''}<br>{markdown_text(ingestor.about)}",
        markdown_text(dataset.publisher),
        _licence(dataset.licence),
        dataset.sharing.value,
        _bounds(dataset.counts),
    )


def _licence(stated: str) -> str:
    licence = licence_of(stated)
    if licence is None:
        return "none stated"
    told = f"`{licence.id}`" if stated == licence.id else f"{markdown_text(stated)} (`{licence.id}`)"
    return told if licence.may_pass_on else f"{told}: not passed on"


def _bounds(counts: Mapping[str, tuple[int, int | None]]) -> str:
    bounds: Iterable[str] = (
        f"{kind}: {least:,} or more" if most is None else f"{kind}: {least:,} to {most:,}"
        for kind, (least, most) in counts.items()
    )
    return "<br>".join(bounds) or "any number"


def main() -> None:
    """Write the page to the file that is named."""
    parser = argparse.ArgumentParser(description="Write the page of the sources.")
    parser.add_argument("file", type=Path, help="where to write it; docs/sources.md in a checkout")
    try:
        write_text(parser.parse_args().file, page({name: load(name) for name in ingestors()}))
    except (GraphkitError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
