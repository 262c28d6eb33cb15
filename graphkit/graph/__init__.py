"""The graph: a disposable projection of the statements, in a Neo4j that graphkit finds or runs itself."""
