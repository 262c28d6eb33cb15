"""The types of the evidence graph: what is persisted, and what always holds of it."""
