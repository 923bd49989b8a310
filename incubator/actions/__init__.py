"""Use cases: one module each, in one transaction each."""
