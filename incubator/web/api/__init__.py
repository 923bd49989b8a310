"""What programs read, with a token that speaks for a person: JSON under ``/api/1``."""
