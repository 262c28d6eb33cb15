"""``graphkit candidates``."""

from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, Country, Since, example, verb
from graphkit.cli.output import heading, lines, say, table

if TYPE_CHECKING:
    from graphkit.packs.candidates import Candidate, Candidates

app = verb()
_KINDS = {"Person": "Persons", "Unit": "Units", "Company": "Companies", "Organization": "Organizations"}


@app.command(
    epilog=example("graphkit candidates --limit 20", "graphkit candidates --country Myanmar --since 2021-02-01")
)
def candidates(
    country: Country = None,
    since: Since = None,
    limit: Annotated[int | None, typer.Option(help="The most candidates to print.", min=1, show_default="all")] = None,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """List who was found, by what is certain, with the reasons of the order.

    There is no score. Those with a certain finding come first, then those whose best finding rests on more independent
    origins over its weakest links, then those where one of them is official, then those that more packs name.
    """
    from graphkit.case.folder import Case
    from graphkit.packs.candidates import candidates as listed
    from graphkit.packs.narrow import narrowing
    from graphkit.packs.pack import packs_of

    opened = Case(case)
    narrow = narrowing(opened, country=country, since=since)
    known = listed(opened, packs_of(), narrow)
    shown = known.listed[:limit]
    if known.stale:
        say("the evidence changed since these findings were recorded: run 'graphkit find'")
    if json:
        lines(_record(item, known) for item in shown)
        return
    if not known.titles:
        say("no findings are recorded in this case: run 'graphkit find'")
    of = f" {narrow.words()}" if narrow else ""
    part = f"; the first {len(shown):,} are shown" if len(shown) < len(known.listed) else ""
    heading(f"{opened.name}: {len(known.listed):,} candidates{of}{part}")
    heading("Candidates for a person to check, never verdicts: a post held is not an order given.")
    heading("The order follows what is certain; each says why it stands where it does. There is no score.")
    _print(shown, known)
    heading("\nHow the same packs fall on each country, over all that was found")
    table(
        (
            "country",
            "incidents in the case",
            "named by a finding",
            "candidates",
            "with a certain one",
            "listed somewhere",
        ),
        (
            (item.country, item.incidents, item.incidents_named, item.candidates, item.certain, item.listed)
            for item in known.parity
        ),
    )
    say("'graphkit trace FINDING' takes the eight characters at the end of a line, and shows what it rests on")


def _print(shown: "tuple[Candidate, ...]", known: "Candidates") -> None:
    from graphkit.packs.wording import lines_of

    for kind, items in groupby(shown, key=lambda item: item.facts.kind):
        heading(f"\n{_KINDS.get(kind, kind)}")
        for item in items:
            heading("")
            for text in lines_of(item, known):
                heading(text)


def _record(item: "Candidate", known: "Candidates") -> dict[str, Any]:
    from dataclasses import asdict

    from graphkit.packs.wording import told

    best = item.findings[0]
    return {
        "place": item.place,
        "subject": item.subject,
        "name": item.facts.name,
        "kind": item.facts.kind,
        "grade": best.grade.value,
        "origins": best.support.origins,
        "official": best.support.official,
        "packs": item.packs,
        "reasons": item.reasons,
        "flags": item.flags,
        "listings": None if item.listings is None else [asdict(listed) for listed in item.listings],
        "findings": [
            {
                "id": finding.id,
                "pack": finding.pack,
                "grade": finding.grade.value,
                "support": finding.support.model_dump(),
                "told": told(finding, known.facts, item.subject),
                "row": finding.row,
            }
            for finding in item.findings
        ],
    }
