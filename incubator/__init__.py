"""Incubator: the system that a programme of public digital startups runs on."""

__version__ = "0.1.0"
