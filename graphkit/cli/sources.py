"""``graphkit sources``."""

from graphkit.cli.frame import AsJson, example, verb
from graphkit.cli.output import lines, table

app = verb()


@app.command(epilog=example("graphkit sources"))
def sources(json: AsJson = False) -> None:
    """List the sources that graphkit reads."""
    from graphkit.intake.ingestor import ingestors, load

    found = [load(name) for name in ingestors()]
    if json:
        lines({**item.dataset.model_dump(mode="json"), "about": item.about} for item in found)
    else:
        table(
            ("ingestor", "publisher", "what it reads", "licence"),
            ((item.dataset.id, item.dataset.publisher, item.about, item.dataset.licence) for item in found),
        )
