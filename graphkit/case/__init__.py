"""The case folder: the original bytes, the statements made from them, and the ledger that proves both."""
