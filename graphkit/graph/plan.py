"""What a query would do, read from the server's own plan of it.

A READ session refuses what changes the graph, but lets a query fetch a URL, end other queries, list the server's
settings, or call a procedure that reaches outside. What a query does is decided by the server's parser, so the
server is asked (EXPLAIN, which runs nothing) and its answer judged: a text may hide a clause behind comments,
escapes and odd spaces, a plan cannot. A plan spells every clause one way, also those nested in expressions, which
have no operator of their own and stand only in the details of the operator around them.

The server plans an explained query a second time to run it (0.5 s for a long one), so only a text that holds one of
the words that such clauses start with is explained. That test may err on one side only: a keyword cannot be broken
up, only written with the escapes of single characters, and a text with such an escape is always explained.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_WORDS = ("LOAD", "CALL", "SHOW", "TERMINATE", "\\U")  # the last begins an escape
_SHOW_ALLOWED = frozenset({"ShowIndexes", "ShowConstraints", "ShowFunctions", "ShowProcedures"})
_PROCEDURES_ALLOWED = re.compile(
    r"db\.(labels|relationshipTypes|propertyKeys|info|ping|schema\..+"
    r"|index\.fulltext\.(query\w+|listAvailableAnalyzers)|index\.vector\.query\w+)"
)
_NESTED_CALL = re.compile(r"\b(?:CALL |ResolvedCall\()([^\s(){]+)\(")  # the second as 5.26 prints it
_KINDS = {"w": "writes", "rw": "writes", "s": "changes or administers the server"}


def may_do_more(cypher: str) -> bool:
    """Whether a query may do what a READ session lets through though it is no reading; most texts cannot."""
    text = cypher.upper()
    return any(word in text for word in _WORDS)


def refusal(query_type: str, plan: Mapping[str, Any] | None) -> str | None:
    """Why a query is more than a reading of the graph, as the end of a sentence; None if it is no more."""
    if query_type != "r":
        return f"it {_KINDS.get(query_type, f'is of the unknown type {query_type!r}')}"
    if plan is None:
        return "the server gives no plan of it"
    return next(filter(None, (_objection(name, details) for name, details in _operators(plan))), None)


def _operators(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and details of every operator, without the database that newer servers add to the name."""
    yield plan["operatorType"].partition("@")[0], str(plan.get("args", {}).get("Details", ""))
    for child in plan.get("children", ()):
        yield from _operators(child)


def _objection(name: str, details: str) -> str | None:
    if name == "LoadCSV" or "LOAD CSV" in details:
        return "it loads a file from elsewhere (LOAD CSV)"
    if name.startswith("Transaction"):
        return "it runs transactions of its own (CALL … IN TRANSACTIONS)"
    if name.startswith("Terminate"):
        return "it ends other queries (TERMINATE TRANSACTIONS)"
    if name.startswith("Show") and name not in _SHOW_ALLOWED:
        return f"it reads the server's own state ({name})"
    called = _NESTED_CALL.findall(details)
    if name.endswith("ProcedureCall"):
        called.append(details.partition("(")[0])
    refused = [procedure for procedure in called if not _PROCEDURES_ALLOWED.fullmatch(procedure)]
    return f"it calls {refused[0]}, which is not among the procedures that only read the graph" if refused else None
