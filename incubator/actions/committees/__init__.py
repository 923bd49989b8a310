"""Use cases of committees: planning, dossiers, opinions, sessions, decisions, what follows."""
