"""An evidence graph for atrocity accountability: every finding with its statements, every statement with its bytes."""

__version__ = "0.1.0"
