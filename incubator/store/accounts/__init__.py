"""People who sign in: accounts, roles, sessions, links, invitations, tokens."""
