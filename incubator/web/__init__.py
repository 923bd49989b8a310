"""The web: one module per screen family, each exporting ``routes``."""
