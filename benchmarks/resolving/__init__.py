"""What `python -m benchmarks resolution` measures: each module one part of the table."""
