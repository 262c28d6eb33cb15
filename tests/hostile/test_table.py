"""How many hostile cases there are; a new one makes them more."""

from tests.hostile import test_files, test_graph, test_paths, test_shown, test_values

TABLES = (
    test_files.FILES, test_files.SLIPS, test_files.LARGE, test_values.REFUSED, test_values.TAKEN, test_values.ALIASES,
    test_shown.VERBS, test_shown.WIDE, test_shown.FORMATS, test_shown.CELLS, test_paths.LINKS, test_paths.NAMES,
    test_paths.DESTINATIONS, test_paths.FOLDERS, test_graph.NAMES, test_graph.QUERY_FAULTS, test_graph.ENDLESS,
)  # fmt: skip
CASES = 158


def test_the_table_is_as_long_as_it_was() -> None:
    assert sum(map(len, TABLES)) == CASES
