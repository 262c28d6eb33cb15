"""The graph as CSV for ``neo4j-admin database import full``, with the command to run."""

from graphkit.export.formats import Outcome, Writing, written_about
from graphkit.graph.build import CONSTRAINTS
from graphkit.graph.bulk import write_bulk

_HOW = """\
The graph of a graphkit case, for the offline import of Neo4j (tried with 2026.09, Community).

Each kind has a file of rows and a file with the header of its columns. A list is one field, its values parted by
the character that --array-delimiter names; an empty field is no value. Edges carry four ISO days: certainly in
force on day d where start_max <= d <= end_min, possibly where start_min <= d <= end_max; 0001-01-01 and 9999-12-31
are unknown.

The database named neo4j must be stopped; what it holds is replaced. In this folder run:

neo4j-admin database import full neo4j --overwrite-destination \\
{options}

Then start it, and once run import.cypher, which makes the constraints:

cypher-shell -d neo4j -f import.cypher

"""


def write_cypher_import(writing: Writing) -> Outcome:
    """Write the folder: the files of every kind, the constraints, and how to import them."""
    bulk = write_bulk(writing.leaving.projection, writing.path, progress=writing.progress)
    options = " \\\n".join(f"  {option}" for option in bulk.options)
    (writing.path / "README.txt").write_text(_HOW.format(options=options) + written_about(writing), "utf-8")
    (writing.path / "import.cypher").write_text("".join(f"{line};\n" for line in CONSTRAINTS), "utf-8")
    counts = {"nodes": sum(bulk.counts(edges=False).values()), "edges": sum(bulk.counts(edges=True).values())}
    return Outcome(counts)
