"""Screens of committees, for those who hold them, sit in them and prepare for them."""
