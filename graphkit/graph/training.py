"""Training of Java's ahead-of-time cache: once per machine, in the background, at the lowest priority."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from graphkit.errors import GraphkitError, StoreUnavailable
from graphkit.graph.jars import CACHE_VARIABLE, cache_folder, jar_folder
from graphkit.graph.local import LocalServer, aot_cache
from graphkit.graph.process import spawn_detached

NO_TRAINING_VARIABLE = "GRAPHKIT_NO_TRAINING"

_PATIENCE = 900  # seconds; the lowest priority on a busy machine is slow

_TRAINING = (
    "RETURN 1",
    "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE",
    "CREATE FULLTEXT INDEX entity_names IF NOT EXISTS FOR (e:Entity) ON EACH [e.name]",
    """UNWIND range(1, 500) AS i MERGE (e:Entity {id: 'e' + i})
       SET e += {name: 'n' + i, names: ['n' + i], number: i, start_min: '2001-01-01'}""",
    """UNWIND range(1, 500) AS i MATCH (a:Entity {id: 'e' + i}), (b:Entity {id: 'e' + (i * 7 % 500 + 1)})
       MERGE (a)-[r:PART_OF {sids: ['s' + i]}]->(b)
       SET r.start_min = '2001-01-01', r.end_max = '9999-12-31'""",
    "MATCH (a:Entity {id: 'e7'})-[r]->(b) RETURN a.name, r, b ORDER BY b.name LIMIT 25",
    """MATCH path = (a:Entity {id: 'e7'})-[:PART_OF*0..4]->(b)
       WHERE all(r IN relationships(path) WHERE r.start_min <= '2010-01-01' AND '2010-01-01' <= r.end_max)
       RETURN b.id, reduce(s = [], r IN relationships(path) | s + r.sids) AS sids ORDER BY b.id LIMIT 50""",
    """MATCH (a:Entity) OPTIONAL MATCH (a)-[r:PART_OF]->(b) WITH a, count(r) AS links WHERE links > 0
       RETURN avg(links), max(links)""",
    "CALL db.index.fulltext.queryNodes('entity_names', 'n7') YIELD node, score RETURN node.id, score",
    "SHOW INDEXES",
)


def train_in_background() -> bool:
    """Make the cache in a process of its own, which may outlive this one; whether it began.

    About 40 s of one core, once per machine: call it after the first answer, never before.
    """
    from filelock import FileLock, Timeout

    jars = jar_folder()
    if os.environ.get(NO_TRAINING_VARIABLE) or not jars.is_dir() or aot_cache(jars).exists() or _gave_up(jars):
        return False
    with contextlib.suppress(OSError, Timeout):  # a cache folder that cannot be written, or a training under way
        with FileLock(jars / "training.lock", timeout=0):
            pass
        spawn_detached("graphkit.graph.training", [], jars / "training.log", {CACHE_VARIABLE: str(cache_folder())})
        return True
    return False


def train(jars: Path) -> bool:
    """Make the cache by one start that asks what graphkit asks; False where it is there or in the making.

    Trained with the first compiler alone: a cache trained with both makes later starts 0.9 s slower, and they
    use both all the same.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(jars / "training.lock", timeout=0):
            if aot_cache(jars).exists():
                return False
            for left in jars.glob("training-*"):  # by a kill
                shutil.rmtree(left)
            with tempfile.TemporaryDirectory(prefix="training-", dir=jars) as folder:
                _train(jars, Path(folder))
    except Timeout:
        return False
    return True


def _train(jars: Path, folder: Path) -> None:
    made = folder / "made.aot"  # on the same disk: the cache appears whole or not at all
    options = ["-XX:TieredStopAtLevel=1", f"-XX:AOTCacheOutput={made}"]
    server = LocalServer(
        folder / "graph",
        jars=jars,
        java_options=options,
        cached=False,
        start_timeout=_PATIENCE,
        stop_timeout=_PATIENCE,
    )
    with server, server.driver() as driver:
        for query in _TRAINING:
            driver.execute_query(query, database_="neo4j")
    if not made.exists():  # Java writes it when it ends
        raise StoreUnavailable(f"{jars}: Java made no cache")
    made.replace(aot_cache(jars))


def _gave_up(jars: Path) -> bool:
    """Whether a training failed within the last day: it would fail again, a minute of Java per command."""
    failed = jars / "training.failed"
    return failed.exists() and time.time() - failed.stat().st_mtime < 24 * 3600


def main() -> None:
    """`python -m graphkit.graph.training`: what `train_in_background` starts."""
    if hasattr(os, "nice"):
        os.nice(19)
    with contextlib.suppress(OSError):  # Linux weighs sessions against each other before it looks at a nice value
        Path("/proc/self/autogroup").write_text("19", "ascii")
    jars = jar_folder()
    try:
        train(jars)
    except (GraphkitError, OSError):
        (jars / "training.failed").touch()
        raise


if __name__ == "__main__":
    main()
