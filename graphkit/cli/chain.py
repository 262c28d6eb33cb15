"""``graphkit chain``."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import heading, lines, progress, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphkit.case.folder import Case
    from graphkit.graph.chain import Chain

app = verb()


@app.command(
    epilog=example(
        "graphkit chain lid-33 --on 2017-08-27", "graphkit chain burma:soe-win --on 2021-02-01 --svg chain.svg"
    )
)
def chain(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="The id of a unit or a person.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="The day.")],
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it too, as a picture.")] = None,
    graphml: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it as GraphML too.")] = None,
    include_restricted: Annotated[
        bool, typer.Option("--include-restricted", help="Put what rests on restricted statements into the files too.")
    ] = False,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Draw the chain of command above a unit or person on a day.

    Whole lines are certain on that day, dashed ones only possible; each says why. It follows command and administrative
    relations.
    """
    from graphkit.case.folder import Case
    from graphkit.export.chain_drawing import tree
    from graphkit.export.record import refuse_own
    from graphkit.graph.build import built
    from graphkit.graph.chain import chain_of, day_of

    opened, day = Case(case), day_of(on)
    for path in filter(None, (svg, graphml)):
        refuse_own(opened, path)
    with progress() as show, built(opened, progress=show) as (store, _):
        found = chain_of(opened, store, entity, day)
    if svg or graphml:
        _export(opened, found, svg, graphml, include_restricted=include_restricted)
    if json:
        lines(_records(found))
        return
    for text in tree(found):
        heading(text)


def _records(chain: "Chain") -> "Iterator[dict[str, Any]]":
    for unit in chain.units:
        told = {"what": "unit", "on": chain.on, **asdict(unit), "is_commanded": unit.is_commanded}
        yield {name: value for name, value in told.items() if name != "officers"}
        for officer in unit.officers:
            yield {"what": "posting", "on": chain.on, **asdict(officer)}
    for link in chain.links:
        yield {"what": "relation", "on": chain.on, **asdict(link)}


def _export(case: "Case", chain: "Chain", svg: Path | None, graphml: Path | None, *, include_restricted: bool) -> None:
    from graphkit.export.chain_drawing import write_graphml
    from graphkit.export.chain_svg import write_svg
    from graphkit.export.record import record
    from graphkit.graph.chain import shareable
    from graphkit.resolve.facts import facts_of

    shown = chain if include_restricted else shareable(case, chain)
    sources = facts_of(case, shown.sources, restricted=include_restricted)
    titles = {id_: told.name for id_, told in sources.items()}
    written = [write_svg(shown, svg, titles, case.ledger.evidence_head)] if svg else []
    written += [write_graphml(shown, graphml)] if graphml else []
    what = f"the chain of command above {chain.asked} on {chain.on}"
    record(case, what, written, withheld=shown.withheld, include_restricted=include_restricted)
    left = f"; restricted postings and relations left out: {shown.withheld} (--include-restricted)"
    say(f"wrote {', '.join(map(str, written))}{left if shown.withheld else ''}")
