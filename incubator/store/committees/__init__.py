"""Committees read and written: what a page needs comes as values, in a few queries."""
