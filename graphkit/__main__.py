"""``python -m graphkit`` is the console script."""

from graphkit.cli.app import main

main()
